//! Materials and the form (申请材料、申请表单).

use std::collections::HashSet;

use super::{Around, Findings, Rule, Severity, when, whole};
use crate::items::material::{MaterialForm, MaterialKind, MaterialSource, Trust};
use crate::items::{Item, Material};
use crate::words::{Language, Words};

const CATALOGUE: &str = "行政许可法 第三十条";
const PROOFS: &str = "优化营商环境条例 第四十四条";

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "no_materials",
        severity: Severity::Warning,
        title: ("没有列出申请材料", "No materials listed"),
        elements: &["materials", "form"],
        source: CATALOGUE,
        why: (
            "应公示需要提交的全部材料目录，没有目录只能反复跑。",
            "Every material has to be listed; without a list people come again and again.",
        ),
        mend: (
            "列出全部材料；确实不用材料的，写明只需填表。",
            "List all materials, or give the form where nothing else is needed.",
        ),
        look: no_materials,
    },
    Rule {
        code: "government_material_asked",
        severity: Severity::Error,
        title: (
            "要求提交政府自己核发的材料",
            "Asks for what the government itself issues",
        ),
        elements: &["materials"],
        source: "国务院关于在线政务服务的若干规定 第七条",
        why: (
            "通过数据共享能够获得的信息，不得要求另行提供。",
            "What the government can fetch by sharing data may not be asked for.",
        ),
        mend: (
            "改为凭电子证照调用；确需核对的，现场出示即可。",
            "Read it from the electronic licence store; where it must be seen, showing it is enough.",
        ),
        look: government_material_asked,
    },
    Rule {
        code: "catch_all_material",
        severity: Severity::Error,
        title: ("材料有兜底条款", "A catch-all among the materials"),
        elements: &["materials"],
        source: CATALOGUE,
        why: (
            "“其他材料”没有边界，要交什么全凭口头说。",
            "“Other materials” has no bounds; what is asked for depends on who is asked.",
        ),
        mend: ("删去兜底条款，逐项列明材料名称。", "Delete it and name each material."),
        look: catch_all_material,
    },
    Rule {
        code: "material_without_copies",
        severity: Severity::Warning,
        title: ("没有写明份数", "No number of copies"),
        elements: &["materials"],
        source: CATALOGUE,
        why: (
            "份数不清，到了窗口还要再复印。",
            "People learn at the window that one copy more is needed.",
        ),
        mend: (
            "写明原件和复印件各几份。",
            "Say how many originals and how many copies.",
        ),
        look: material_without_copies,
    },
    Rule {
        code: "material_unclear",
        severity: Severity::Warning,
        title: ("材料来源或形式不清", "Source or form of a material is not said"),
        elements: &["materials"],
        source: "国务院关于在线政务服务的若干规定 第六条",
        why: (
            "不知道找谁开、要原件还是复印件。",
            "People do not know who issues it, and whether the original is needed.",
        ),
        mend: ("写明来源渠道和材料形式。", "Say where it comes from and in what form."),
        look: material_unclear,
    },
    Rule {
        code: "proof_without_basis",
        severity: Severity::Warning,
        title: ("证明没有依据", "A proof demanded without a law"),
        elements: &["materials"],
        source: PROOFS,
        why: (
            "证明事项应当有法律、法规或者国务院决定依据，清单之外不得索要。",
            "A proof needs a law, regulation or decision of the State Council; outside the list none may be demanded.",
        ),
        mend: (
            "写明依据；能由证照、承诺、内部核查代替的，取消该证明。",
            "Name the basis; where a licence, a commitment or an internal check will do, drop it.",
        ),
        look: proof_without_basis,
    },
    Rule {
        code: "nothing_to_defer",
        severity: Severity::Notice,
        title: ("非必需材料标为容缺", "An optional material marked as deferrable"),
        elements: &["materials"],
        source: "",
        why: (
            "不是必需的材料本来就可以不交，标为容缺会让人以为必须补。",
            "What is optional can be left out anyway; marked so, people think that they must bring it later.",
        ),
        mend: (
            "取消容缺标记，或改为必需材料。",
            "Remove the mark, or make the material a required one.",
        ),
        look: nothing_to_defer,
    },
    Rule {
        code: "code_twice",
        severity: Severity::Error,
        title: ("材料或表单项编码重复", "Two materials or fields with one code"),
        elements: &["materials", "form"],
        source: "",
        why: (
            "两项共用一个编码，收到的材料会对错。",
            "What is handed in for one would be taken for the other.",
        ),
        mend: ("给其中一项换一个编码。", "Give one of them another code."),
        look: code_twice,
    },
    Rule {
        code: "material_twice",
        severity: Severity::Warning,
        title: ("同一材料列了两次", "A material listed twice"),
        elements: &["materials"],
        source: "优化营商环境条例 第三十五条",
        why: ("重复要材料。", "People are asked for the same thing twice."),
        mend: (
            "合并为一项，或写明两者的区别。",
            "Make one of them, or say how they differ.",
        ),
        look: material_twice,
    },
    Rule {
        code: "trust_disagrees",
        severity: Severity::Warning,
        title: ("可信等级与来源矛盾", "Trust level and source disagree"),
        elements: &["materials"],
        source: "国办函〔2016〕108号",
        why: (
            "A 级来自颁发机关，D 级是申请人自制；等级错了，库存材料会被误用或弃用。",
            "A comes from the authority that issued it, D is made by the applicant; with the wrong level stored copies are misused or wasted.",
        ),
        mend: ("按来源更正可信等级。", "Correct the level by the source."),
        look: trust_disagrees,
    },
    Rule {
        code: "no_blank_form",
        severity: Severity::Notice,
        title: ("没有空白表格", "No blank form"),
        elements: &["materials", "form"],
        source: CATALOGUE,
        why: (
            "申请书示范文本应当公示；没有空表，只能到现场领取。",
            "Samples of forms have to be shown; without one people come to fetch it.",
        ),
        mend: (
            "上传空白表格和填好的样表，或改为网上填报。",
            "Give a blank form and a filled sample, or let people fill it in on the net.",
        ),
        look: no_blank_form,
    },
    Rule {
        code: "see_elsewhere",
        severity: Severity::Warning,
        title: ("内容写作“详见”“按规定”", "“See elsewhere” in place of the content"),
        elements: &["materials", "conditions"],
        source: "国务院关于在线政务服务的若干规定 第六条",
        why: (
            "看了等于没看，还要再打听。",
            "Whoever reads it knows as little as before.",
        ),
        mend: ("把具体内容写在这里。", "Write here what it says there."),
        look: see_elsewhere,
    },
];

fn no_materials(item: &Item, _: &Around) -> Findings {
    when(
        item.materials.is_empty() && item.form.is_empty(),
        "没有申请材料，也没有表单",
        "neither materials nor a form",
    )
}

/// One finding for each material that a rule does not like.
fn each(item: &Item, bad: impl Fn(&Material) -> bool, zh: &str, en: &str) -> Findings {
    let bad = item.materials.iter().filter(|material| bad(material));
    bad.map(|material| of(material, zh, en)).collect()
}

fn of(material: &Material, zh: &str, en: &str) -> Words {
    let name = &material.name;
    Words::new(
        format!("“{}”{zh}", name.zh),
        format!("“{}” {en}", name.get(Language::En)),
    )
}

fn government_material_asked(item: &Item, _: &Around) -> Findings {
    let asked = |material: &Material| {
        material.is_governments_own() && material.required && material.form != Some(MaterialForm::Electronic)
    };
    each(
        item,
        asked,
        "由政府部门核发，却要求提交",
        "is issued by a government body and yet asked for",
    )
}

fn catch_all_material(item: &Item, _: &Around) -> Findings {
    const CATCH_ALL: [&str; 8] = [
        "其他材料",
        "其它材料",
        "有关材料",
        "相关材料",
        "等材料",
        "规定的其他",
        "规定的其它",
        "需要提交的其他",
    ];
    let open = |material: &Material| CATCH_ALL.iter().any(|words| material.name.zh.contains(words));
    each(item, open, "没有写明是什么材料", "does not say what it is")
}

fn material_without_copies(item: &Item, _: &Around) -> Findings {
    let uncounted = |material: &Material| {
        material.required && material.copies == 0 && material.form != Some(MaterialForm::Electronic)
    };
    each(item, uncounted, "没有写明份数", "has no number of copies")
}

fn material_unclear(item: &Item, _: &Around) -> Findings {
    let unclear = |material: &Material| material.source.is_none() || material.form.is_none();
    each(item, unclear, "没有写明来源或形式", "has no source or no form")
}

fn proof_without_basis(item: &Item, _: &Around) -> Findings {
    let baseless = |material: &Material| {
        let proof = material.name.zh.contains("证明") && !material.name.zh.contains("证明书");
        proof && material.basis.trim().is_empty() && !material.is_governments_own()
    };
    each(item, baseless, "没有写明依据", "has no legal basis")
}

fn nothing_to_defer(item: &Item, _: &Around) -> Findings {
    let moot = |material: &Material| material.deferrable && !material.required;
    each(
        item,
        moot,
        "不是必需材料，却标为容缺",
        "is optional and yet marked as deferrable",
    )
}

fn code_twice(item: &Item, _: &Around) -> Findings {
    let materials = item.materials.iter().map(|material| material.code.as_str());
    let mut seen = HashSet::new();
    let codes = materials.chain(item.form.iter().map(|field| field.code.as_str()));
    codes
        .filter(|code| !seen.insert(*code))
        .map(|code| {
            Words::new(
                format!("编码“{code}”重复"),
                format!("the code “{code}” stands there twice"),
            )
        })
        .collect()
}

fn material_twice(item: &Item, _: &Around) -> Findings {
    let mut seen = HashSet::new();
    let again = item
        .materials
        .iter()
        .filter(|material| !seen.insert(material.name.zh.trim()));
    again
        .map(|material| of(material, "列了两次", "is listed twice"))
        .collect()
}

fn trust_disagrees(item: &Item, _: &Around) -> Findings {
    let wrong = |material: &Material| match (material.trust, material.source) {
        (Some(Trust::Authority), Some(source)) => source != MaterialSource::Government,
        (Some(Trust::Declared), Some(source)) => source != MaterialSource::Applicant,
        _ => false,
    };
    each(
        item,
        wrong,
        "的可信等级与来源不符",
        "has a trust level that its source does not allow",
    )
}

fn no_blank_form(item: &Item, _: &Around) -> Findings {
    let is_form = |material: &Material| {
        material.kind == Some(MaterialKind::Form)
            || ["申请表", "申请书", "登记表"]
                .iter()
                .any(|words| material.name.zh.contains(words))
    };
    let missing = |material: &Material| {
        is_form(material) && material.blank.is_empty() && item.form.is_empty() && !material.is_governments_own()
    };
    each(item, missing, "没有空白表格可下载", "has no blank form to download")
}

fn see_elsewhere(item: &Item, _: &Around) -> Findings {
    const EMPTY: [&str; 5] = ["详见", "按规定", "按有关规定", "按相关规定", "见附件"];
    let evasive = |text: &str| text.chars().count() <= 20 && EMPTY.iter().any(|words| text.starts_with(words));
    let names = item.materials.iter().map(|material| &material.name);
    let texts = names
        .chain(item.conditions.iter().map(|known| &known.words))
        .filter(|words| evasive(words.zh.trim()));
    let mut found: Findings = texts
        .map(|words| {
            Words::new(
                format!("只写了“{}”", words.zh),
                format!("it only says “{}”", words.get(Language::En)),
            )
        })
        .collect();
    found.extend(when(
        whole(item) && item.conditions.is_empty(),
        "没有写明受理条件",
        "no condition is given",
    ));
    found
}
