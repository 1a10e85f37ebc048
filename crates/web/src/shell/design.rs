//! A page with every component in all its states: what the looks are tested on.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::components::{
    Clock, ClockState, Fault, Field, FieldKind, Lamp, LinkTo, Pager, StepState, SummaryRow, Task, TaskState,
    TimelineEntry, faults, heat,
};
use super::html::Html;
use super::page::{Page, Role, SignedIn};
use super::problem;

/// `/design` in the portal's dress, `/design/{area}` in another area's.
pub(crate) fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/design", get(async |page: Page| portal(page)))
        .route(
            "/design/{area}",
            get(async |page: Page, Path(area): Path<String>| other(page, &area)),
        )
}

struct Sample {
    fields: Vec<Field>,
    faults: Vec<Fault>,
    clocks: Vec<Clock>,
    lamps: Vec<(Lamp, &'static str)>,
    rows: Vec<SummaryRow>,
    timeline: Vec<TimelineEntry>,
    tasks: Vec<Task>,
    cases: Vec<SampleCase>,
    bodies: Vec<(&'static str, Vec<(u64, u64)>)>,
    pager: Pager,
}

struct SampleCase {
    number: &'static str,
    item: &'static str,
    applicant: &'static str,
    state: ClockState,
    days: i64,
}

#[derive(Template)]
#[template(path = "components/design_portal.html")]
struct PortalDesign {
    page: Page,
    s: Sample,
}

#[derive(Template)]
#[template(path = "components/design_workbench.html")]
struct WorkbenchDesign {
    page: Page,
    s: Sample,
}

#[derive(Template)]
#[template(path = "components/design_inspector.html")]
struct InspectorDesign {
    page: Page,
    s: Sample,
}

#[derive(Template)]
#[template(path = "components/design_kiosk.html")]
struct KioskDesign {
    page: Page,
}

fn portal(page: Page) -> Response {
    let s = Sample::of(&page);
    Html(PortalDesign { page, s }).into_response()
}

fn other(mut page: Page, area: &str) -> Response {
    let s = Sample::of(&page);
    let mut sign_in = |name: &str, role, place: &str| {
        page.person = Some(SignedIn {
            name: name.to_owned(),
            role,
            place: place.to_owned(),
            acting: None,
        });
    };
    match area {
        "workbench" => {
            sign_in("李敏", Role::WindowClerk, "03 号窗口");
            Html(WorkbenchDesign { page, s }).into_response()
        }
        "inspector" => {
            sign_in("周正", Role::Inspector, "");
            Html(InspectorDesign { page, s }).into_response()
        }
        "kiosk" => Html(KioskDesign { page }).into_response(),
        _ => problem::generic(page, StatusCode::NOT_FOUND),
    }
}

impl Sample {
    fn of(page: &Page) -> Self {
        let fields = sample_fields(page);
        Self {
            faults: faults(&fields),
            fields,
            clocks: sample_clocks(page),
            lamps: vec![
                (Lamp::Green, page.pick("正常", "Fine")),
                (Lamp::Yellow, page.pick("黄牌", "Yellow card")),
                (Lamp::Red, page.pick("红牌", "Red card")),
                (Lamp::Grey, page.pick("未开始", "Not begun")),
            ],
            rows: sample_rows(page),
            timeline: sample_timeline(page),
            tasks: sample_tasks(page),
            cases: sample_cases(page),
            bodies: vec![
                (
                    page.pick("市场监督管理局", "Market regulation"),
                    cells([128, 41, 6, 3, 0]),
                ),
                (
                    page.pick("人力资源和社会保障局", "Human resources"),
                    cells([96, 22, 9, 1, 1]),
                ),
                (page.pick("住房和城乡建设局", "Housing"), cells([35, 30, 4, 0, 0])),
                (page.pick("卫生健康局", "Health"), cells([12, 8, 0, 0, 0])),
            ],
            pager: Pager {
                first: Some("?".to_owned()),
                next: Some("?after=12".to_owned()),
            },
        }
    }
}

fn cells(counts: [u64; 5]) -> Vec<(u64, u64)> {
    counts.iter().map(|count| (*count, heat(*count, 128))).collect()
}

fn sample_fields(page: &Page) -> Vec<Field> {
    let p = |zh: &'static str, en: &'static str| page.pick(zh, en).to_owned();
    let new = Field::new;
    vec![
        Field::text("d_name", p("经营者姓名", "Name of the operator"))
            .value("王小明")
            .known_from(p("居民身份证", "Identity card"))
            .autocomplete("name"),
        Field::text("d_credit", p("统一社会信用代码", "Unified social credit code"))
            .hint(p(
                "18 位数字或字母，见营业执照右上角",
                "18 digits or letters, at the top right of the licence",
            ))
            .value("9151160"),
        new(FieldKind::Integer, "d_staff", p("从业人数", "Number of staff"))
            .value("三个")
            .error(p(
                "从业人数要填数字，例如 3",
                "Enter the number of staff in figures, such as 3",
            )),
        new(FieldKind::Date, "d_start", p("计划开业日期", "Planned opening day")),
        new(FieldKind::Phone, "d_phone", p("手机号码", "Mobile number"))
            .hint(p("用于接收办理进度短信", "We send progress messages to it"))
            .error(p("手机号码应为 11 位数字", "A mobile number has 11 digits"))
            .value("1388"),
        new(
            FieldKind::Address,
            "d_address",
            p("经营场所地址", "Address of the premises"),
        )
        .max_length(200),
        new(FieldKind::Choice, "d_kind", p("经营类型", "Kind of business"))
            .choice("food", p("餐饮服务", "Catering"))
            .choice("retail", p("食品销售", "Food retail"))
            .choice("canteen", p("单位食堂", "Canteen"))
            .value("food"),
        (1..=8).fold(
            new(FieldKind::Choice, "d_town", p("所属乡镇", "Township")),
            |field, town| field.choice(town.to_string(), format!("{} {town}", page.pick("乡镇", "Township"))),
        ),
        new(FieldKind::Choices, "d_extra", p("附加项目", "Additional services"))
            .choice("cold", p("冷食类制售", "Cold dishes"))
            .choice("cake", p("糕点类制售", "Pastry"))
            .value("cake")
            .optional(),
        new(
            FieldKind::YesNo,
            "d_online",
            p("是否从事网络经营", "Do you sell online?"),
        ),
        new(FieldKind::File, "d_scan", p("营业执照", "Business licence"))
            .hint(p("照片或 PDF，不超过 10 MB", "Photo or PDF, at most 10 MB"))
            .accept("image/*,application/pdf"),
        new(FieldKind::LongText, "d_note", p("补充说明", "Remarks"))
            .optional()
            .max_length(500),
    ]
}

fn sample_clocks(page: &Page) -> Vec<Clock> {
    let statutory = page.pick("法定时限", "Statutory limit");
    let promised = page.pick("承诺时限", "Promised limit");
    let clock = |name: &str, state, days, used, budget| Clock {
        name: name.to_owned(),
        state,
        words: page.days_left(days),
        due: page.t1("clock.due", page.day(1_795_327_509_000_000 + days * 86_400_000_000)),
        used,
        budget,
    };
    let mut clocks = vec![
        clock(statutory, ClockState::Running, 12, 8, 20),
        clock(promised, ClockState::Soon, 1, 6, 7),
        clock(promised, ClockState::Late, -2, 9, 7),
        clock(promised, ClockState::Paused, 4, 3, 7),
        clock(promised, ClockState::Met, 2, 5, 7),
        clock(promised, ClockState::MetLate, -1, 8, 7),
    ];
    for clock in clocks.iter_mut().skip(3) {
        clock.words = page.t(clock.state.key()).to_owned();
    }
    clocks
}

fn sample_rows(page: &Page) -> Vec<SummaryRow> {
    let change = page.pick("修改", "Change");
    vec![
        SummaryRow::new(page.pick("申请人", "Applicant"), "王小明"),
        SummaryRow::new(page.pick("身份证号", "Identity number"), "5116**********2318"),
        SummaryRow::new(page.pick("手机号码", "Mobile number"), "138****5678").change("#d_phone", change),
        SummaryRow::new(page.pick("经营场所", "Premises"), "").change("#d_address", change),
    ]
}

fn sample_timeline(page: &Page) -> Vec<TimelineEntry> {
    let entry = |state, title: &str, when: &str, who: &str, note: &str| TimelineEntry {
        title: title.to_owned(),
        state,
        when: when.to_owned(),
        who: who.to_owned(),
        note: note.to_owned(),
        documents: Vec::new(),
    };
    let moment = page.moment(1_795_327_509_000_000);
    let mut accepted = entry(
        StepState::Done,
        page.pick("已受理", "Accepted"),
        &moment,
        page.pick("03 号窗口 李敏", "Li Min, window 03"),
        "",
    );
    accepted.documents.push(LinkTo::new(
        "#",
        page.pick("受理通知书 (PDF, 92 KB)", "Certificate of acceptance (PDF, 92 kB)"),
    ));
    vec![
        entry(
            StepState::Done,
            page.pick("已提交申请", "Application sent"),
            &moment,
            page.pick("王小明（网上）", "Wang Xiaoming, online"),
            "",
        ),
        accepted,
        entry(
            StepState::Current,
            page.pick("正在审查", "Under review"),
            "",
            page.pick("市场监督管理局 食品科", "Market regulation, food section"),
            page.pick(
                "工作人员将于 3 个工作日内到现场核查。",
                "An officer will visit the premises within 3 working days.",
            ),
        ),
        entry(StepState::Ahead, page.pick("作出决定", "Decision"), "", "", ""),
        entry(StepState::Stopped, page.pick("不予许可", "Refused"), &moment, "", ""),
    ]
}

fn sample_tasks(page: &Page) -> Vec<Task> {
    let task = |state, zh: &'static str, en: &'static str, hint: &str| Task {
        title: page.pick(zh, en).to_owned(),
        href: "#".to_owned(),
        state,
        hint: hint.to_owned(),
    };
    vec![
        task(TaskState::Done, "申请人信息", "About you", ""),
        task(TaskState::Begun, "经营场所", "Premises", ""),
        task(
            TaskState::Wrong,
            "上传材料",
            "Documents",
            page.pick("营业执照照片不清楚", "The photo of the licence is not readable"),
        ),
        task(TaskState::ToDo, "取件方式", "How to receive the result", ""),
        task(
            TaskState::NotYet,
            "检查并提交",
            "Check and send",
            page.pick("前面几项完成后才能提交", "Finish the tasks above first"),
        ),
    ]
}

fn sample_cases(page: &Page) -> Vec<SampleCase> {
    let licence = page.pick("食品经营许可（新办）", "Food business licence (new)");
    let register = page.pick("个体工商户设立登记", "Registration of a sole trader");
    vec![
        SampleCase {
            number: "511603-20261120-0007",
            item: licence,
            applicant: "王*明",
            state: ClockState::Late,
            days: -2,
        },
        SampleCase {
            number: "511603-20261121-0003",
            item: register,
            applicant: "陈*",
            state: ClockState::Soon,
            days: 1,
        },
        SampleCase {
            number: "511603-20261122-0001",
            item: licence,
            applicant: "广安市前锋区**餐饮店",
            state: ClockState::Running,
            days: 6,
        },
    ]
}
