//! An item with nothing wrong in it.

use yimen_domain::clocks::StepKind;
use yimen_domain::items::authority::{BodyNature, Level, PowerSource};
use yimen_domain::items::basis::LawRank;
use yimen_domain::items::material::MaterialKind;
use yimen_domain::items::service::{Access, Channel};
use yimen_domain::items::{
    Audience, Authority, Codes, Completeness, Delivery, Fee, Handling, Item, ItemKind, LegalBasis, Limit, Material,
    MaterialForm, MaterialSource, Planned, Position, Question, Residency, ResultDocument, ResultKind, Service,
    SpecialProcedure, Step,
};
use yimen_domain::words::Words;

pub fn both(zh: &str) -> Words {
    Words::new(zh, format!("({zh})"))
}

pub fn material(code: &str) -> Material {
    Material {
        code: code.into(),
        name: both(&format!("经营场所使用证明{code}")),
        kind: Some(MaterialKind::Licence),
        source: Some(MaterialSource::Applicant),
        form: Some(MaterialForm::Copy),
        copies: 1,
        required: true,
        basis: "示例法 第三条".into(),
        place: both("自行准备"),
        ..Material::default()
    }
}

fn step(kind: StepKind, days: u32) -> Step {
    Step {
        step: kind.code().into(),
        name: both(kind.code()),
        who: both("审批股"),
        days: Some(days),
        ..Step::default()
    }
}

/// A permit of a county: 20 working days by law, 10 promised, a fee, a hearing; nothing wrong in it.
pub fn permit() -> Item {
    Item {
        code: "511A0138600000-511602000000-000-115113010833722043-1-00".into(),
        version: 1,
        name: both("示例经营许可"),
        body: "approval".into(),
        body_name: both("审批局"),
        kind: ItemKind::Permit,
        handling: Handling::Promised,
        audience: vec![Audience::Person],
        group: String::new(),
        codes: Codes::default(),
        position: Position::Independent,
        authority: Authority {
            level: Some(Level::County),
            nature: Some(BodyNature::Statutory),
            source: Some(PowerSource::Own),
            credit_code: "115113010833722043".into(),
            decider: both("首席审批员"),
            ..Authority::default()
        },
        planned: Planned::default(),
        summary: both("开办示例经营的，经批准后方可开业。"),
        keywords: vec!["开店".into()],
        legal_basis: vec![LegalBasis {
            title: "中华人民共和国示例法".into(),
            article: "第二条".into(),
            text: "开办示例经营的，应当取得许可。".into(),
            verified: true,
            rank: Some(LawRank::Law),
            ..LegalBasis::default()
        }],
        conditions: vec![both("年满十八周岁").into()],
        situations: Vec::new(),
        quantity: Words::default(),
        quantity_limit: None,
        commitment: None,
        prerequisites: Vec::new(),
        cites: None,
        materials: vec![material("m1"), material("m2")],
        procedure: vec![
            step(StepKind::Accept, 1),
            step(StepKind::Review, 5),
            step(StepKind::Decide, 4),
            step(StepKind::Deliver, 1),
        ],
        special: vec![SpecialProcedure {
            kind: "hearing".into(),
            basis: "行政许可法 第四十五条".into(),
            max_days: Some(20),
            stops_statutory: true,
        }],
        statutory: Limit {
            days: 20,
            source: both("示例法 第四条"),
            ..Limit::default()
        },
        promised: Limit {
            days: 10,
            source: both("公开承诺"),
            ..Limit::default()
        },
        fee: Some(Fee {
            amount_fen: 1_000,
            basis: "示例法 第五条".into(),
            standard: both("每件十元"),
            ..Fee::default()
        }),
        result: ResultDocument {
            name: both("示例经营许可证"),
            kind: Some(ResultKind::Certificate),
            validity: both("五年"),
            ..ResultDocument::default()
        },
        form: Vec::new(),
        form_tests: Vec::new(),
        service: Service {
            hall: "hall-main".into(),
            hours: both("周一至周五"),
            phone: "0826-0000101".into(),
            complaint_phone: "12345".into(),
            visits: 1,
            visit_reason: both("当面核对原件"),
            depth: 3,
            delivery: vec![Delivery::Window, Delivery::Post],
            access: Access {
                channels: vec![Channel::Window, Channel::Web],
                pays_online: true,
                ..Access::default()
            },
        },
        residency: Residency {
            in_hall: Some(true),
            ..Residency::default()
        },
        questions: vec![Question {
            question: both("多久能办好？"),
            answer: both("十个工作日。"),
        }],
        completeness: Completeness::Full,
        assumed: Vec::new(),
    }
}
