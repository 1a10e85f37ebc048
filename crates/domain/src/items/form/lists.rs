//! Code lists (代码集) behind data elements, with the standard that they follow.

/// One entry: code, Chinese, English.
pub type Entry = (&'static str, &'static str, &'static str);

/// A list of codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct List {
    /// Stable name, snake case.
    pub code: &'static str,
    /// Standard behind it.
    pub source: &'static str,
    /// Entries in the order of the standard.
    pub entries: &'static [Entry],
}

/// 性别 (GB/T 2261.1-2003).
pub static SEX: List = List {
    code: "sex",
    source: "GB/T 2261.1-2003",
    entries: &[
        ("1", "男", "Male"),
        ("2", "女", "Female"),
        ("9", "未说明", "Not stated"),
    ],
};

/// 婚姻状况 (GB/T 2261.2-2003).
pub static MARRIAGE: List = List {
    code: "marriage",
    source: "GB/T 2261.2-2003",
    entries: &[
        ("10", "未婚", "Single"),
        ("20", "已婚", "Married"),
        ("30", "丧偶", "Widowed"),
        ("40", "离婚", "Divorced"),
        ("90", "未说明", "Not stated"),
    ],
};

/// 学历 (GB/T 4658-2006).
pub static EDUCATION: List = List {
    code: "education",
    source: "GB/T 4658-2006",
    entries: &[
        ("10", "研究生教育", "Postgraduate"),
        ("20", "大学本科", "Bachelor's programme"),
        ("30", "大学专科", "Junior college"),
        ("40", "中等职业教育", "Vocational secondary school"),
        ("60", "普通高级中学", "Senior secondary school"),
        ("70", "初级中学", "Junior secondary school"),
        ("80", "小学", "Primary school"),
        ("90", "其他", "Other"),
    ],
};

/// 政治面貌 (GB/T 4762-1984).
pub static POLITICAL_STATUS: List = List {
    code: "political_status",
    source: "GB/T 4762-1984",
    entries: &[
        ("01", "中共党员", "Member of the CPC"),
        ("02", "中共预备党员", "Probationary member of the CPC"),
        ("03", "共青团员", "Member of the Youth League"),
        ("04", "民主党派成员", "Member of a democratic party"),
        ("12", "无党派民主人士", "Without party affiliation"),
        ("13", "群众", "None"),
    ],
};

/// 家庭关系 (GB/T 4761-2008).
pub static RELATION: List = List {
    code: "relation",
    source: "GB/T 4761-2008",
    entries: &[
        ("0", "本人或户主", "Self or head of household"),
        ("1", "配偶", "Spouse"),
        ("2", "子", "Son"),
        ("3", "女", "Daughter"),
        ("4", "孙子、孙女或外孙子、外孙女", "Grandchild"),
        ("5", "父母", "Parent"),
        ("6", "祖父母或外祖父母", "Grandparent"),
        ("7", "兄、弟、姐、妹", "Brother or sister"),
        ("8", "其他", "Other"),
    ],
};

/// 自然人证件类型 (GA/T 2000.156, named by GB/T 39046 table 5).
pub static PERSON_DOCUMENT: List = List {
    code: "person_document",
    source: "GA/T 2000.156",
    entries: &[
        ("111", "居民身份证", "Identity card"),
        ("113", "户口簿", "Household register"),
        ("414", "普通护照", "Passport"),
        ("511", "台湾居民来往大陆通行证", "Taiwan resident's travel permit"),
        (
            "516",
            "港澳居民来往内地通行证",
            "Hong Kong or Macao resident's travel permit",
        ),
        ("553", "外国人永久居留身份证", "Foreign permanent resident's card"),
        ("990", "其他", "Other"),
    ],
};

/// 法人和其他组织证件类型 (GB/T 36903, as exchange tables use it).
pub static COMPANY_DOCUMENT: List = List {
    code: "company_document",
    source: "GB/T 36903-2018",
    entries: &[
        ("001", "统一社会信用代码", "Unified social credit code"),
        ("099", "其他", "Other"),
    ],
};

/// 服务对象类型 (GB/T 39046 A.4).
pub static ORGANISATION_KIND: List = List {
    code: "organisation_kind",
    source: "GB/T 39046-2020 A.4",
    entries: &[
        ("2", "企业法人", "Company"),
        ("3", "事业法人", "Public institution"),
        ("4", "社会组织法人", "Social organisation"),
        ("5", "行政机关", "Administrative body"),
        ("6", "其他组织", "Other organisation"),
    ],
};

/// 场所权属.
pub static TENURE: List = List {
    code: "tenure",
    source: "项目自编",
    entries: &[
        ("own", "自有", "Owned"),
        ("rent", "租赁", "Rented"),
        ("lent", "无偿使用", "Used free of charge"),
        ("other", "其他", "Other"),
    ],
};

/// 学历层次.
pub static EDUCATION_LEVEL: List = List {
    code: "education_level",
    source: "项目自编",
    entries: &[
        ("college", "大学专科", "Junior college"),
        ("bachelor", "大学本科", "Bachelor's degree"),
        ("master", "硕士研究生", "Master's degree"),
        ("doctor", "博士研究生", "Doctor's degree"),
    ],
};

/// 异地居住原因.
pub static RESIDENCE_REASON: List = List {
    code: "residence_reason",
    source: "项目自编",
    entries: &[
        ("children", "随子女生活", "Living with children"),
        ("property", "购房居住", "Own home there"),
        ("other", "其他", "Other"),
    ],
};

/// 道路货物运输经营范围.
pub static FREIGHT_SCOPE: List = List {
    code: "freight_scope",
    source: "项目自编",
    entries: &[
        ("general", "道路普通货物运输", "General freight"),
        ("container", "货物专用运输（集装箱）", "Special freight (containers)"),
        (
            "refrigerated",
            "货物专用运输（冷藏保鲜）",
            "Special freight (refrigerated)",
        ),
        ("oversize", "大型物件运输", "Oversize freight"),
    ],
};

/// 取件方式.
pub static DELIVERY: List = List {
    code: "delivery",
    source: "项目自编",
    entries: &[
        ("window", "窗口领取", "Collect at the window"),
        ("post", "邮寄", "By post"),
        ("electronic", "电子证照", "Electronic licence"),
    ],
};

/// 民族 (GB/T 3304-1991).
pub static ETHNIC_GROUP: List = List {
    code: "ethnic_group",
    source: "GB/T 3304-1991",
    entries: &[
        ("01", "汉族", "Han"),
        ("02", "蒙古族", "Mongol"),
        ("03", "回族", "Hui"),
        ("04", "藏族", "Zang (Tibetan)"),
        ("05", "维吾尔族", "Uygur"),
        ("06", "苗族", "Miao"),
        ("07", "彝族", "Yi"),
        ("08", "壮族", "Zhuang"),
        ("09", "布依族", "Buyei"),
        ("10", "朝鲜族", "Chosen (Korean)"),
        ("11", "满族", "Man (Manchu)"),
        ("12", "侗族", "Dong"),
        ("13", "瑶族", "Yao"),
        ("14", "白族", "Bai"),
        ("15", "土家族", "Tujia"),
        ("16", "哈尼族", "Hani"),
        ("17", "哈萨克族", "Kazak"),
        ("18", "傣族", "Dai"),
        ("19", "黎族", "Li"),
        ("20", "傈僳族", "Lisu"),
        ("21", "佤族", "Va"),
        ("22", "畲族", "She"),
        ("23", "高山族", "Gaoshan"),
        ("24", "拉祜族", "Lahu"),
        ("25", "水族", "Sui"),
        ("26", "东乡族", "Dongxiang"),
        ("27", "纳西族", "Naxi"),
        ("28", "景颇族", "Jingpo"),
        ("29", "柯尔克孜族", "Kirgiz"),
        ("30", "土族", "Tu"),
        ("31", "达斡尔族", "Daur"),
        ("32", "仫佬族", "Mulao"),
        ("33", "羌族", "Qiang"),
        ("34", "布朗族", "Blang"),
        ("35", "撒拉族", "Salar"),
        ("36", "毛南族", "Maonan"),
        ("37", "仡佬族", "Gelao"),
        ("38", "锡伯族", "Xibe"),
        ("39", "阿昌族", "Achang"),
        ("40", "普米族", "Pumi"),
        ("41", "塔吉克族", "Tajik"),
        ("42", "怒族", "Nu"),
        ("43", "乌孜别克族", "Uzbek"),
        ("44", "俄罗斯族", "Russ"),
        ("45", "鄂温克族", "Ewenki"),
        ("46", "德昂族", "Deang"),
        ("47", "保安族", "Bonan"),
        ("48", "裕固族", "Yugur"),
        ("49", "京族", "Gin"),
        ("50", "塔塔尔族", "Tatar"),
        ("51", "独龙族", "Derung"),
        ("52", "鄂伦春族", "Oroqen"),
        ("53", "赫哲族", "Hezhen"),
        ("54", "门巴族", "Monba"),
        ("55", "珞巴族", "Lhoba"),
        ("56", "基诺族", "Jino"),
    ],
};
