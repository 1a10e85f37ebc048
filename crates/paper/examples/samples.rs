//! Writes a sample of every kind of document into a folder, with size and time:
//! `cargo run -p yimen-paper --example samples -- FONT_FOLDER OUT_FOLDER`.

use std::path::PathBuf;
use std::time::Instant;

use yimen_paper::{
    CaseFacts, ClockDay, ClockFacts, ClockMonth, CorrectionRequest, Deadline, Document, Fonts, Material, Remedies,
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut folders = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(fonts), Some(out)) = (folders.next(), folders.next()) else {
        return Err("name the folder of the fonts and the folder to write to".into());
    };
    let start = Instant::now();
    let fonts = Fonts::load(&fonts)?;
    println!("fonts loaded in {:.1} ms", start.elapsed().as_secs_f64() * 1e3);
    std::fs::create_dir_all(&out)?;
    for (name, document) in samples() {
        let file = yimen_paper::render(&document, &fonts)?;
        const TIMES: u32 = 10;
        let start = Instant::now();
        for _ in 0..TIMES {
            yimen_paper::render(&document, &fonts)?;
        }
        let each = start.elapsed().as_secs_f64() * 1e3 / f64::from(TIMES);
        println!("{name:<14} {:>7} bytes {each:>7.2} ms", file.len());
        std::fs::write(out.join(name).with_extension("pdf"), file)?;
    }
    Ok(())
}

fn samples() -> Vec<(&'static str, Document)> {
    let case = case();
    let service = CaseFacts {
        permit: false,
        item_name: "灵活就业人员社会保险补贴申领".to_owned(),
        legal_basis: vec!["《中华人民共和国就业促进法》第十七条".to_owned()],
        document_number: None,
        ..case.clone()
    };
    let many = CaseFacts {
        materials: (1..=60)
            .map(|n| material(&format!("第{n}项材料：建筑工程施工现场质量管理检查记录表")))
            .collect(),
        ..case.clone()
    };
    let remedies = Remedies {
        review_body: "广安市前锋区人民政府".to_owned(),
        court: "广安市前锋区人民法院".to_owned(),
    };
    let reasons = [
        "经营场所使用面积为18平方米，未达到该类许可所要求的30平方米；".to_owned(),
        "现场核查时未设置与经营品种相适应的清洗消毒设施，且在告知后未能在期限内整改。".to_owned(),
    ];
    let conditions = [
        "在许可的经营场所和经营项目范围内从事经营活动，并在显著位置悬挂许可证；".to_owned(),
        "许可事项发生变化的，应当在变化后十个工作日内申请变更；".to_owned(),
        "需要延续有效期的，应当在有效期届满三十日前提出申请。".to_owned(),
    ];
    let validity = Some("2026年11月22日至2031年11月21日");
    vec![
        ("receipt", yimen_paper::receipt(&case)),
        ("receipt60", yimen_paper::receipt(&many)),
        ("acceptance", yimen_paper::acceptance(&case)),
        (
            "correction",
            yimen_paper::correction_notice(&case, &requests(), Some(&deadline())),
        ),
        (
            "not_accepted",
            yimen_paper::not_accepted(
                &case,
                "申请的经营场所位于广安区，不属于本机关职权范围",
                Some("广安市广安区行政审批局"),
                &remedies,
            ),
        ),
        ("grant", yimen_paper::grant(&case, None, &conditions, validity)),
        ("result", yimen_paper::grant(&service, None, &[], None)),
        ("refusal", yimen_paper::refusal(&case, &reasons, &remedies)),
        ("clock_proof", yimen_paper::clock_proof(&case, &clock())),
    ]
}

fn material(name: &str) -> Material {
    Material {
        name: name.to_owned(),
        form: "原件".to_owned(),
        copies: 1,
        state: "已收".to_owned(),
    }
}

fn case() -> CaseFacts {
    let some = |words: &str| Some(words.to_owned());
    CaseFacts {
        correction_due: None,
        number: "11511603MB1A2345674000131025001202611200015".to_owned(),
        document_number: some("前审受〔2026〕15号"),
        item_name: "食品经营许可（新办）".to_owned(),
        item_code: "11511603MB1A2345674000131025001".to_owned(),
        permit: true,
        division_name: "四川省广安市前锋区政务服务中心".to_owned(),
        body_name: "广安市前锋区市场监督管理局".to_owned(),
        seal_name: some("广安市前锋区市场监督管理局"),
        applicant: "广安市前锋区老街坊餐饮服务有限公司".to_owned(),
        applicant_id_masked: some("91511603********3X"),
        received_on: "2026年11月20日".to_owned(),
        accepted_on: some("2026年11月22日"),
        issued_on: "2026年11月22日".to_owned(),
        statutory_days: Some(20),
        promised_days: Some(5),
        statutory_due: some("2026年12月18日"),
        promised_due: some("2026年11月27日"),
        provisional: false,
        legal_basis: vec![
            "《中华人民共和国食品安全法》第三十五条".to_owned(),
            "《食品经营许可和备案管理办法》第十二条".to_owned(),
        ],
        materials: [
            "食品经营许可申请书",
            "营业执照或者其他主体资格证明文件",
            "与食品经营相适应的主要设备设施、经营布局、操作流程等文件",
            "食品安全自查、从业人员健康管理、进货查验记录、食品安全事故处置等保证食品安全的规章制度目录清单",
            "法定代表人身份证件",
        ]
        .map(material)
        .to_vec(),
        verify_url: some("https://zw.example.gov.cn/v/7Q4M-2KXD-91PA-ZC8T"),
        contact: some("办理地点：前锋区政务服务中心二楼综合窗口　咨询电话：0826-0000000　工作时间：工作日 9:00—17:00"),
        demonstration: true,
    }
}

fn deadline() -> Deadline {
    Deadline {
        day: "2026年12月4日".to_owned(),
        source: "安阳市政务服务条例 第三十六条".to_owned(),
    }
}

fn requests() -> Vec<CorrectionRequest> {
    let request = |material: &str, what_to_do: &str| CorrectionRequest {
        material: material.to_owned(),
        what_to_do: what_to_do.to_owned(),
    };
    vec![
        request(
            "食品经营许可申请书",
            "第二页缺少法定代表人签名，请由法定代表人签名后重新提交。",
        ),
        request(
            "主要设备设施、经营布局、操作流程等文件",
            "未标明食品处理区与就餐区的面积。请补充标注面积的平面布局图（A4 纸，一份）。",
        ),
        request("从业人员健康证明", "未提交。请提交全部从业人员有效的健康证明复印件。"),
    ]
}

fn clock() -> ClockFacts {
    let weekdays = ["日", "一", "二", "三", "四", "五", "六"];
    let mut nth = 0;
    let proof = (22..=30)
        .map(|day| {
            let weekday = (day - 22) % 7;
            let rest = weekday == 0 || weekday == 6;
            nth += u32::from(!rest);
            ClockDay {
                day: format!("2026年11月{day}日（星期{}）", weekdays[weekday]),
                counted: (!rest).then_some(nth),
                reason: match (day, rest) {
                    (22, _) => "受理当日，不计入（民法典第二百零一条）".to_owned(),
                    (_, true) => "周末，不计入".to_owned(),
                    (_, false) => "工作日".to_owned(),
                },
            }
        })
        .collect();
    ClockFacts {
        name: "承诺办结时限".to_owned(),
        summary: vec!["本申请于2026年11月22日受理，承诺办结时限为 6 个工作日，到2026年11月30日24:00届满。".to_owned()],
        laws: vec!["《行政许可法》第八十二条：期限以工作日计算，不含法定节假日。".to_owned()],
        calendar: "国务院办公厅关于2026年部分节假日安排的通知".to_owned(),
        months: vec![ClockMonth {
            name: "2026年11月".to_owned(),
            days: proof,
        }],
        ..ClockFacts::default()
    }
}
