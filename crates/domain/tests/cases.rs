//! The rules of a case (办件规则): who may do what in which state, what the law asks of each act, and what holds after
//! any walk that people could take.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::collections::BTreeMap;
use std::sync::LazyLock;

use proptest::prelude::*;
use uuid::Uuid;
use yimen_domain::calendar::{CHINA, Calendar, Day, Instant};
use yimen_domain::cases::additions;
use yimen_domain::cases::appeals::Kind;
use yimen_domain::cases::beyond::deferral;
use yimen_domain::cases::command::Command;
use yimen_domain::cases::decide::{self, Context, Filing, LONGEST_WORDS, MOST_ENTRIES, Renewal};
use yimen_domain::cases::delivery::{Order as OnTheWay, Parcel, Shown};
use yimen_domain::cases::event::{
    ActorMark, CorrectionRequest, Delivery, DocumentKind, Event, FileMark, Handed, HandedIn, NonAcceptance, Outcome,
    What,
};
use yimen_domain::cases::intake::{Order, Origin, to_compare};
use yimen_domain::cases::{ApplicantMark, Case, CaseId, Channel, Payment, Status};
use yimen_domain::clocks::{ClockKind, Evidence, ProofReason, Rules, StepKind, SuspensionKind};
use yimen_domain::items::material::Trust;
use yimen_domain::items::{
    Audience, Authority, Codes, Completeness, Fee, Handling, Item, ItemKind, Limit, Material, MaterialForm,
    MaterialSource, Planned, Position, Residency, ResultDocument, Service, SpecialProcedure, Step,
};
use yimen_domain::organisation::letter::{Grant, Holder, Letter, Over, Power, SealCustody, Signature, State};
use yimen_domain::organisation::posts::Person;
use yimen_domain::organisation::purpose::Purpose;
use yimen_domain::organisation::section::Sections;
use yimen_domain::organisation::{AccountId, Actor, Capacity, Role};
use yimen_domain::ratings::{Level, Rating};
use yimen_domain::supervision::order::Watched;
use yimen_domain::words::{Refusal, Words};

const BODY: &str = "approval";
const FEE: i64 = 12_000;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn material(code: &str, deferrable: bool) -> Material {
    Material {
        code: code.into(),
        name: Words::new(format!("材料{code}"), format!("material {code}")),
        source: Some(MaterialSource::Applicant),
        form: Some(MaterialForm::Original),
        copies: 1,
        required: true,
        deferrable,
        ..Material::default()
    }
}

fn special(kind: &str, stops_statutory: bool, most: u32) -> SpecialProcedure {
    SpecialProcedure {
        kind: kind.into(),
        basis: "依据".into(),
        max_days: Some(most),
        stops_statutory,
    }
}

/// 20 working days by law, 10 promised, two materials of which one may follow, a hearing and a site inspection, a fee.
fn permit() -> Item {
    Item {
        code: "511A0001".into(),
        version: 1,
        name: Words::new("示例许可", "Example permit"),
        body: BODY.into(),
        body_name: Words::new("审批局", "Approval bureau"),
        kind: ItemKind::Permit,
        handling: Handling::Promised,
        audience: vec![Audience::Person],
        group: String::new(),
        codes: Codes::default(),
        position: Position::default(),
        authority: Authority::default(),
        planned: Planned::default(),
        summary: Words::default(),
        keywords: Vec::new(),
        legal_basis: Vec::new(),
        conditions: Vec::new(),
        quantity: Words::default(),
        quantity_limit: None,
        commitment: None,
        prerequisites: Vec::new(),
        cites: None,
        situations: Vec::new(),
        materials: vec![material("m1", false), material("m2", true)],
        procedure: Vec::new(),
        special: vec![special("hearing", true, 20), special("site_inspection", false, 5)],
        statutory: Limit {
            days: 20,
            source: Words::new("法", "law"),
            ..Limit::default()
        },
        promised: Limit {
            days: 10,
            source: Words::new("承诺", "promise"),
            ..Limit::default()
        },
        fee: Some(Fee {
            amount_fen: FEE,
            basis: "依据".into(),
            ..Fee::default()
        }),
        result: ResultDocument::default(),
        form: Vec::new(),
        form_tests: Vec::new(),
        service: Service::default(),
        residency: Residency::default(),
        questions: Vec::new(),
        completeness: Completeness::Full,
        assumed: Vec::new(),
    }
}

fn free() -> Item {
    Item { fee: None, ..permit() }
}

fn instant() -> Item {
    let at_once = |days| Limit {
        days,
        ..Limit::default()
    };
    Item {
        handling: Handling::Instant,
        special: Vec::new(),
        statutory: at_once(3),
        promised: at_once(0),
        ..free()
    }
}

/// Everybody who may turn up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Owner,
    Stranger,
    Clerk,
    OtherClerk,
    Examiner,
    OtherExaminer,
    Chief,
    OtherChief,
    Inspector,
    Admin,
    System,
    /// Another chief approver of the same body, without a letter: answers objections.
    SecondChief,
}

const EVERYBODY: [Who; 11] = [
    Who::Owner,
    Who::Stranger,
    Who::Clerk,
    Who::OtherClerk,
    Who::Examiner,
    Who::OtherExaminer,
    Who::Chief,
    Who::OtherChief,
    Who::Inspector,
    Who::Admin,
    Who::System,
];

impl Who {
    fn account(self) -> AccountId {
        AccountId(Uuid::from_u128(100 + self as u128))
    }

    fn actor(self) -> Actor {
        let staff = |role, body: Option<&str>| Capacity::Staff {
            roles: vec![role],
            body: body.map(Into::into),
        };
        let capacity = match self {
            Who::Owner | Who::Stranger => Capacity::Applicant,
            Who::Clerk => staff(Role::Clerk, None),
            Who::OtherClerk => staff(Role::Clerk, Some("police")),
            Who::Examiner => staff(Role::Examiner, Some(BODY)),
            Who::OtherExaminer => staff(Role::Examiner, Some("police")),
            Who::Chief | Who::SecondChief => staff(Role::Chief, Some(BODY)),
            Who::OtherChief => staff(Role::Chief, Some("police")),
            Who::Inspector => staff(Role::Inspector, None),
            Who::Admin => staff(Role::Admin, None),
            Who::System => return Actor::system(),
        };
        Actor {
            account: Some(self.account()),
            name: format!("{self:?}"),
            capacity,
        }
    }
}

/// One case on its way through an office.
#[derive(Debug, Clone)]
struct Walk {
    item: Item,
    today: Day,
    case: Case,
    events: Vec<Event>,
}

fn handed(code: &str) -> HandedIn {
    HandedIn {
        material: code.into(),
        handed: Handed::Paper,
        origin: Origin::default(),
    }
}

fn filing(materials: &[&str]) -> Filing {
    Filing {
        channel: Channel::Web,
        applicant: ApplicantMark {
            kind: Audience::Person,
            shown: "陈**".into(),
            account: Some(Who::Owner.account()),
        },
        commitment: "00".into(),
        materials: materials.iter().map(|code| handed(code)).collect(),
        renews: None,
        licence: None,
        situation: BTreeMap::new(),
        computed: BTreeMap::new(),
        to_check: Vec::new(),
    }
}

fn file(item: &Item, today: Day, who: Who, filing: Filing) -> Result<Vec<What>, Refusal> {
    let actor = who.actor();
    let context = context(item, today, &actor);
    decide::file(&context, filing)
}

fn law() -> &'static Rules {
    static LAW: LazyLock<Rules> = LazyLock::new(Rules::default);
    &LAW
}

/// The chief decides everything, the windows what is decided on the spot; the examiner may only review.
fn letters() -> &'static [Letter] {
    static LETTERS: LazyLock<[Letter; 3]> = LazyLock::new(|| {
        let person = |who: Who| Holder::Person {
            account: who.account(),
            name: format!("{who:?}"),
        };
        let letter = |number: &str, holder: Holder, over: Over, power: Power| Letter {
            number: number.into(),
            body: BODY.into(),
            holder,
            grants: vec![Grant { over, power }],
            from: day("2026-01-01"),
            until: day("2029-12-31"),
            seal: SealCustody::default(),
            state: State::Signed(Signature {
                head: "赵局长".into(),
                office: "局长".into(),
                on: day("2025-12-20"),
            }),
        };
        [
            letter("1号", person(Who::Chief), Over::All, Power::Decide),
            letter("2号", Holder::Windows, Over::Instant, Power::Decide),
            letter("3号", person(Who::Examiner), Over::All, Power::Review),
        ]
    });
    &*LETTERS
}

fn context<'a>(item: &'a Item, today: Day, actor: &'a Actor) -> Context<'a> {
    let now = Instant(Instant::start_of(today, CHINA).0 + 9 * 3_600_000_000);
    Context {
        now,
        today,
        calendar: Calendar::national(),
        item,
        rules: law(),
        actor,
        letters: letters(),
        sections: Sections::NONE,
        watched: Watched::nothing(),
        token: "0".repeat(32),
    }
}

impl Walk {
    fn filed(item: Item, materials: &[&str]) -> Walk {
        let today = day("2026-03-02");
        let whats = file(&item, today, Who::Owner, filing(materials)).unwrap();
        Walk::begun(item, today, whats)
    }

    /// As filed by its owner.
    fn begun(item: Item, today: Day, whats: Vec<What>) -> Walk {
        let at = context(&item, today, &Who::Owner.actor()).now;
        let what = whats.into_iter().next().unwrap();
        let first = Event {
            seq: 1,
            at,
            actor: ActorMark::of(&Who::Owner.actor(), None),
            what,
        };
        let case = Case::begin(CaseId(Uuid::from_u128(1)), &first).unwrap();
        Walk {
            item,
            today,
            case,
            events: vec![first],
        }
    }

    fn complete() -> Walk {
        Walk::filed(permit(), &["m1", "m2"])
    }

    fn at(status: Status) -> Walk {
        let mut walk = match status {
            Status::Simulating | Status::Simulated => simulated::opened(),
            _ => Walk::complete(),
        };
        let steps: &[(Who, Command)] = &match status {
            Status::Simulating => vec![],
            Status::Simulated => simulated::concluding(),
            Status::Received => vec![],
            Status::AwaitingCorrection => vec![(Who::Clerk, ask("m1"))],
            Status::NotAccepted => vec![(Who::Clerk, refuse_acceptance())],
            Status::Accepted => vec![(Who::Clerk, accept())],
            Status::Suspended => vec![
                (Who::Clerk, accept()),
                (Who::Examiner, suspend(SuspensionKind::Hearing, 5)),
            ],
            Status::Reviewed => vec![(Who::Clerk, accept()), (Who::Examiner, review())],
            Status::Granted => vec![(Who::Clerk, accept()), (Who::Examiner, review()), (Who::Chief, grant())],
            Status::Refused => vec![
                (Who::Clerk, accept()),
                (Who::Examiner, review()),
                (Who::Chief, refuse()),
            ],
            Status::Issued => vec![
                (Who::Clerk, accept()),
                (Who::Examiner, review()),
                (Who::Chief, grant()),
                (Who::Clerk, pay()),
                (Who::Clerk, issue()),
            ],
            Status::Withdrawn => vec![(Who::Owner, withdraw())],
        };
        for (who, command) in steps {
            walk.does(*who, command.clone()).unwrap();
        }
        assert_eq!(walk.case.status(), status);
        walk
    }

    fn days_later(mut self, days: i32) -> Walk {
        self.today = self.today.plus(days);
        self
    }

    fn on(mut self, text: &str) -> Walk {
        self.today = day(text);
        self
    }

    fn decides(&self, who: Who, command: Command) -> Result<Vec<What>, Refusal> {
        let actor = who.actor();
        decide::decide(&self.case, &context(&self.item, self.today, &actor), command)
    }

    fn does(&mut self, who: Who, command: Command) -> Result<(), Refusal> {
        let whats = self.decides(who, command)?;
        let at = context(&self.item, self.today, &who.actor()).now;
        for what in whats {
            let event = Event {
                seq: self.case.events + 1,
                at,
                actor: ActorMark::of(&who.actor(), Some(Role::Clerk)),
                what,
            };
            self.case
                .apply(&event)
                .expect("what was decided follows what was before");
            self.events.push(event);
        }
        Ok(())
    }

    fn code(&self, who: Who, command: Command) -> &'static str {
        self.decides(who, command)
            .map_or_else(|refusal| refusal.code, |_| "done")
    }

    fn open(&self, who: Who) -> Vec<&'static str> {
        let late = yimen_domain::cases::appeals::inaction(&self.case, Calendar::national(), self.today).is_some();
        decide::open_commands(&self.case, &self.item, (&who.actor(), Sections::NONE), late)
    }

    fn count(&self, code: &str) -> usize {
        self.events.iter().filter(|event| event.what.code() == code).count()
    }

    fn left(&self, kind: ClockKind) -> i64 {
        self.case
            .clock(kind)
            .unwrap()
            .remaining(Calendar::national(), self.today)
    }
}

fn accept() -> Command {
    Command::Accept { seen: Vec::new() }
}

fn ask(material: &str) -> Command {
    Command::RequestCorrection {
        requests: vec![CorrectionRequest {
            material: material.into(),
            what: "请补正".into(),
        }],
    }
}

fn hand_in_more(material: &str) -> Command {
    Command::Additions(additions::Order::HandInMore {
        materials: vec![handed(material)],
    })
}

fn supplement(material: &str) -> Command {
    Command::Supplement {
        materials: vec![handed(material)],
        commitment: None,
    }
}

fn refuse_acceptance() -> Command {
    let ground = NonAcceptance::NotOurs {
        authority: "广安市市场监督管理局".into(),
    };
    Command::RefuseAcceptance {
        ground,
        reason: "不属于本机关职权".into(),
    }
}

fn review() -> Command {
    Command::Review {
        approve: true,
        words: "符合条件".into(),
    }
}

fn suspend(kind: SuspensionKind, told_days: u32) -> Command {
    let evidence = Evidence {
        words: "所需时间告知书".into(),
        file: None,
    };
    Command::Suspend {
        kind,
        told_days,
        evidence,
    }
}

fn resume() -> Command {
    Command::Resume {
        result: "已完成".into(),
        evidence: None,
    }
}

fn extend(days: u32) -> Command {
    Command::Extend {
        days,
        reason: "情况复杂".into(),
        approved: None,
    }
}

fn grant() -> Command {
    Command::Decide {
        outcome: Outcome::Grant {
            conditions: Vec::new(),
            validity: String::new(),
        },
        hand_over: None,
    }
}

fn refuse() -> Command {
    let outcome = Outcome::Refuse {
        reasons: vec!["不符合法定条件（行政许可法第三十八条）".into()],
    };
    Command::Decide {
        outcome,
        hand_over: None,
    }
}

fn pay() -> Command {
    Command::Pay {
        amount_fen: FEE,
        receipt: "票0001".into(),
    }
}

fn issue() -> Command {
    Command::Issue {
        delivery: Delivery::Post { tracking: "EY1".into() },
    }
}

fn check_receiver() -> Command {
    Command::Delivery(OnTheWay::CheckReceiver {
        shown: Shown::IdCard,
        tail: "002X".into(),
    })
}

fn track(parcel: Parcel) -> Command {
    Command::Delivery(OnTheWay::TrackParcel {
        parcel,
        note: String::new(),
    })
}

fn post_again() -> Command {
    Command::Delivery(OnTheWay::PostAgain { tracking: "EY2".into() })
}

fn collect() -> Command {
    Command::Delivery(OnTheWay::Collect {
        receiver: "王*".into()
    })
}

fn rate() -> Command {
    Command::Rate(Rating::new(Level::VeryGood, String::new()))
}

fn withdraw() -> Command {
    Command::Withdraw { reason: String::new() }
}

fn fields(refusal: &Refusal) -> Vec<&str> {
    refusal.faults.iter().map(|fault| fault.field.as_str()).collect()
}

fn put_back() -> Command {
    Command::PutBack {
        reason: "另有任务".into(),
    }
}

fn hand_over() -> Command {
    Command::HandOver {
        to: Person {
            account: AccountId(Uuid::from_u128(0xc0)),
            name: "同事".into(),
        },
        reason: "工作调整".into(),
    }
}

fn show_numbers() -> Command {
    Command::ShowNumbers {
        purpose: Purpose::Contact,
    }
}

#[path = "cases/additions.rs"]
mod additions_of_the_applicant;
#[path = "cases/appeals.rs"]
mod appeals;
#[path = "cases/beyond.rs"]
mod beyond;
#[path = "cases/commitment.rs"]
mod commitment;
#[path = "cases/delivery.rs"]
mod delivery;
#[path = "cases/drafting.rs"]
mod drafting;
#[path = "cases/endings.rs"]
mod endings;
#[path = "cases/fees.rs"]
mod fees;
#[path = "cases/handling.rs"]
mod handling;
#[path = "cases/machine.rs"]
mod machine;
#[path = "cases/numbers.rs"]
mod numbers;
#[path = "cases/papers.rs"]
mod papers;
#[path = "cases/performance.rs"]
mod performance;
#[path = "cases/proceedings.rs"]
mod proceedings;
#[path = "cases/publicity.rs"]
mod publicity;
#[path = "cases/queue.rs"]
mod queue;
#[path = "cases/ratings.rs"]
mod ratings;
#[path = "cases/reuse.rs"]
mod reuse;
#[path = "cases/sections.rs"]
mod sections;
#[path = "cases/simulated.rs"]
mod simulated;
#[path = "cases/slips.rs"]
mod slips;
#[path = "cases/supervision.rs"]
mod supervision;
#[path = "cases/window.rs"]
mod window;

/// Who gives a command as a rule, and the command with nothing wrong in it.
fn right(name: &str) -> (Who, Command) {
    match name {
        "accept" => (Who::Clerk, accept()),
        "request_correction" => (Who::Clerk, ask("m1")),
        "supplement" => (Who::Owner, supplement("m1")),
        "refuse_acceptance" => (Who::Clerk, refuse_acceptance()),
        "review" => (Who::Examiner, review()),
        "suspend" => (Who::Examiner, suspend(SuspensionKind::Hearing, 5)),
        "resume" => (Who::Examiner, resume()),
        "extend" => (Who::Chief, extend(5)),
        "decide" => (Who::Chief, grant()),
        "pay" => (Who::Clerk, pay()),
        "issue" => (Who::Clerk, issue()),
        "rate" => (Who::Owner, rate()),
        "withdraw" => (Who::Owner, withdraw()),
        "take" => (Who::Examiner, Command::Take),
        "put_back" => (Who::Examiner, put_back()),
        "hand_over" => (Who::Chief, hand_over()),
        "show_numbers" => (Who::Clerk, show_numbers()),
        "correct_on_spot" => (Who::Clerk, window::correct_on_spot()),
        "pre_examine" => (Who::Clerk, window::pre_examine(&[])),
        "amend" => (Who::Owner, window::amend()),
        "verify_originals" => (Who::Clerk, window::verify_originals()),
        "lapse" => (Who::System, window::lapse()),
        other if fees::right(other).is_some() => fees::right(other).unwrap(),
        "hand_in_more" => (Who::Owner, hand_in_more("m1")),
        name if beyond::usual(name).is_some() => beyond::usual(name).unwrap(),
        name if commitment::usual(name).is_some() => commitment::usual(name).unwrap(),
        "check_receiver" => (Who::Clerk, check_receiver()),
        "track_parcel" => (Who::Clerk, track(Parcel::OnTheWay)),
        "post_again" => (Who::Clerk, post_again()),
        "collect" => (Who::Clerk, collect()),
        "download" => (Who::Owner, Command::Delivery(OnTheWay::Download)),
        "remind" => (Who::System, Command::Delivery(OnTheWay::Remind)),
        name if drafting::usual(name).is_some() => drafting::usual(name).unwrap(),
        name if appeals::usual(name).is_some() => appeals::usual(name).unwrap(),
        name if reuse::usual(name).is_some() => reuse::usual(name).unwrap(),
        name if slips::usual(name).is_some() => slips::usual(name).unwrap(),
        name if ratings::usual(name).is_some() => ratings::usual(name).unwrap(),
        name if supervision::usual(name).is_some() => supervision::usual(name).unwrap(),
        name if simulated::usual(name).is_some() => simulated::usual(name).unwrap(),
        other => panic!("{other} is not a command"),
    }
}

mod command_and_state {
    use super::*;

    /// `+` done, `-` wrong_state, `f` fee_unpaid, `n` nothing_to_pay, `h` handled_by_nobody, `p` no_pre_examination, `a` nothing_advised, `o` no_such_order,
    /// `v` no_such_receipt, `e` nothing_to_refund, `r` no_such_refund, `d` nothing_deferred, `g` no_ground, `b` not_barred, `t` parcel_not_returned, `w` no_draft,
    /// `s` no_such_remedy, `k` handed_in_already, `u` nothing_reused, `l` no_such_slip, `c` no_commitment,
    /// `x` simulated_unexamined, `m` nothing_taken_over, `q` not_found;
    /// the states in the order of [`Status::ALL`]:
    /// received, awaiting, not accepted, accepted, suspended, reviewed, granted, refused, issued, withdrawn, simulating, simulated.
    pub(super) const TABLE: [(&str, &str); 90] = [
        ("accept", "+-----------"),
        ("request_correction", "+-----------"),
        ("supplement", "-+----------"),
        ("refuse_acceptance", "+-----------"),
        ("review", "---+-+------"),
        ("suspend", "---+-+------"),
        ("resume", "----+-------"),
        ("extend", "---+-+------"),
        ("decide", "-----+------"),
        ("pay", "------+-n-nn"),
        ("issue", "------f+----"),
        ("rate", "--+-----+---"),
        ("withdraw", "++-+++----+-"),
        ("take", "++-+++++--+-"),
        ("put_back", "hhhhhhhhhhhh"),
        ("hand_over", "++-+++++--+-"),
        ("show_numbers", "++++++++++++"),
        ("correct_on_spot", "+-----------"),
        ("pre_examine", "p-----------"),
        ("amend", "a-----------"),
        ("verify_originals", "++-+++++--+-"),
        ("order_payment", "------+-n-nn"),
        ("relieve_fee", "++-++++-n-nn"),
        ("take_payment", "------+-n-nn"),
        ("record_payment", "oooooooooooo"),
        ("void_receipt", "vvvvvvvvvvvv"),
        ("ask_refund", "eeeeeeee+eee"),
        ("approve_refund", "rrrrrrrrrrrr"),
        ("refuse_refund", "rrrrrrrrrrrr"),
        ("pay_refund", "rrrrrrrrrrrr"),
        ("fail_refund", "rrrrrrrrrrrr"),
        ("hand_in_more", "---+++------"),
        ("accept_deferring", "d-----------"),
        ("hand_in_deferred", "---dddd-----"),
        ("commit", "c-----------"),
        ("withdraw_commitment", "c--ccc------"),
        ("check_commitment", "------c-c---"),
        ("terminate", "++-+++------"),
        ("bar", "--+---g+g---"),
        ("lift_bar", "--b---bbbb--"),
        ("take_back", "------+-+---"),
        ("annul", "------+-+---"),
        ("revoke", "------+-+---"),
        ("cancel", "------+-+---"),
        ("correct_certificate", "------+-+---"),
        ("check_receiver", "------++----"),
        ("track_parcel", "--------+---"),
        ("post_again", "--------t---"),
        ("collect", "--------t---"),
        ("download", "------+++---"),
        ("remind", "------++----"),
        ("draft_decision", "-----+------"),
        ("check_decision", "-----w------"),
        ("send_draft_back", "-----w------"),
        ("withdraw_draft", "-----w------"),
        ("sign_decision", "-----w------"),
        ("object", "--+---+++---"),
        ("enter_remedy", "--+---+++---"),
        ("reply_remedy", "ssssssssssss"),
        ("answer_objection", "ssssssssssss"),
        ("settle_remedy", "ssssssssssss"),
        ("reuse_materials", "k-----------"),
        ("withdraw_consent", "uu----------"),
        ("send_papers", "++++++++++++"),
        ("receive_papers", "llllllllllll"),
        ("send_papers_back", "llllllllllll"),
        ("get_papers_back", "llllllllllll"),
        ("examine_simulated", "----------+-"),
        ("amend_simulated", "----------+-"),
        ("conclude_simulated", "----------x-"),
        ("turn_formal", "-----------+"),
        ("adopt_simulated", "---m--------"),
        ("give_card", "qqqqqqqqqqqq"),
        ("explain_card", "qqqqqqqqqqqq"),
        ("correct_card", "qqqqqqqqqqqq"),
        ("appeal_card", "qqqqqqqqqqqq"),
        ("judge_card", "qqqqqqqqqqqq"),
        ("send_supervision_letter", "++++++++++++"),
        ("answer_supervision_letter", "qqqqqqqqqqqq"),
        ("send_back_supervision_letter", "qqqqqqqqqqqq"),
        ("close_supervision_letter", "qqqqqqqqqqqq"),
        ("amend_rating", "qqqqqqqqqqqq"),
        ("take_back_rating", "qqqqqqqqqqqq"),
        ("contact_rater", "qqqqqqqqqqqq"),
        ("verify_rating", "qqqqqqqqqqqq"),
        ("mend_rating", "qqqqqqqqqqqq"),
        ("answer_rating", "qqqqqqqqqqqq"),
        ("visit_back_rater", "qqqqqqqqqqqq"),
        ("appeal_rating", "qqqqqqqqqqqq"),
        ("judge_rating", "qqqqqqqqqqqq"),
    ];

    #[test]
    fn each_command_in_each_state_is_done_or_refused_with_its_code() {
        assert_eq!(
            TABLE.map(|(name, _)| name).as_slice(),
            Command::NAMES,
            "a command is missing from the table"
        );
        for (name, row) in TABLE {
            for (status, sign) in Status::ALL.into_iter().zip(row.chars()) {
                let expected = match sign {
                    '+' => "done",
                    '-' => "wrong_state",
                    'f' => "fee_unpaid",
                    'n' => "nothing_to_pay",
                    'h' => "handled_by_nobody",
                    'p' => "no_pre_examination",
                    'a' => "nothing_advised",
                    'o' => "no_such_order",
                    'v' => "no_such_receipt",
                    'e' => "nothing_to_refund",
                    'r' => "no_such_refund",
                    'd' => "nothing_deferred",
                    'g' => "no_ground",
                    'b' => "not_barred",
                    't' => "parcel_not_returned",
                    'w' => "no_draft",
                    's' => "no_such_remedy",
                    'k' => "handed_in_already",
                    'u' => "nothing_reused",
                    'l' => "no_such_slip",
                    'c' => "no_commitment",
                    'q' => "not_found",
                    'x' => "simulated_unexamined",
                    'm' => "nothing_taken_over",
                    other => panic!("{other}"),
                };
                let (who, command) = right(name);
                assert_eq!(
                    Walk::at(status).code(who, command),
                    expected,
                    "{name} when {}",
                    status.code()
                );
            }
        }
    }

    /// Who else than the usual one may: the state in which it is open, and everybody who may.
    const MAY: [(&str, Status, &[Who]); 25] = [
        ("accept", Status::Received, &[Who::Clerk]),
        ("request_correction", Status::Received, &[Who::Clerk]),
        ("supplement", Status::AwaitingCorrection, &[Who::Owner, Who::Clerk]),
        ("refuse_acceptance", Status::Received, &[Who::Clerk]),
        ("review", Status::Accepted, &[Who::Examiner]),
        ("suspend", Status::Accepted, &[Who::Examiner, Who::Chief]),
        ("resume", Status::Suspended, &[Who::Examiner, Who::Chief]),
        ("extend", Status::Accepted, &[Who::Chief]),
        ("decide", Status::Reviewed, &[Who::Chief]),
        ("pay", Status::Granted, &[Who::Clerk]),
        ("issue", Status::Refused, &[Who::Clerk]),
        ("rate", Status::Issued, &[Who::Owner]),
        ("withdraw", Status::Accepted, &[Who::Owner, Who::Clerk]),
        ("hand_in_more", Status::Reviewed, &[Who::Owner, Who::Clerk]),
        ("take", Status::Accepted, &[Who::Clerk, Who::Examiner, Who::Chief]),
        ("correct_on_spot", Status::Received, &[Who::Clerk]),
        ("verify_originals", Status::Accepted, &[Who::Clerk]),
        ("order_payment", Status::Granted, &[Who::Clerk, Who::System]),
        ("relieve_fee", Status::Granted, &[Who::Chief]),
        ("take_payment", Status::Granted, &[Who::Clerk]),
        ("ask_refund", Status::Issued, &[Who::Owner, Who::Clerk]),
        ("draft_decision", Status::Reviewed, &[Who::Examiner]),
        ("examine_simulated", Status::Simulating, &[Who::Examiner]),
        ("amend_simulated", Status::Simulating, &[Who::Owner, Who::Clerk]),
        ("turn_formal", Status::Simulated, &[Who::Owner, Who::Clerk]),
    ];

    #[test]
    fn each_command_is_given_by_the_right_people_only() {
        for (name, status, may) in MAY {
            for who in EVERYBODY {
                let expected = if may.contains(&who) { "done" } else { "not_permitted" };
                assert_eq!(Walk::at(status).code(who, right(name).1), expected, "{name} by {who:?}");
            }
        }
    }

    #[test]
    fn nobody_outside_learns_the_state_from_a_refusal() {
        for status in Status::ALL {
            for name in Command::NAMES {
                let code = Walk::at(status).code(Who::Stranger, right(name).1);
                assert!(
                    matches!(code, "not_permitted" | "invalid_fields"),
                    "{name} when {}: {code}",
                    status.code()
                );
            }
        }
    }
}

mod filing_rules {
    use super::*;

    fn code(item: &Item, who: Who, filing: Filing) -> &'static str {
        file(item, day("2026-03-02"), who, filing).map_or_else(|refusal| refusal.code, |_| "done")
    }

    #[test]
    fn people_file_for_themselves_and_clerks_at_the_window() {
        for who in EVERYBODY {
            let (web, window) = (
                filing(&["m1"]),
                Filing {
                    channel: Channel::Window,
                    ..filing(&["m1"])
                },
            );
            let expected = match who {
                Who::Owner | Who::Stranger => ("done", "not_permitted"),
                Who::Clerk => ("done", "done"),
                _ => ("not_permitted", "not_permitted"),
            };
            assert_eq!(
                (code(&permit(), who, web), code(&permit(), who, window)),
                expected,
                "{who:?}"
            );
        }
    }

    #[test]
    fn an_item_serves_only_whom_it_names() {
        let mut company = filing(&[]);
        company.applicant.kind = Audience::Company;
        assert_eq!(code(&permit(), Who::Owner, company), "wrong_applicant");
    }

    #[test]
    fn materials_must_be_known_single_and_there() {
        let refusal = |materials: Vec<HandedIn>| {
            file(
                &permit(),
                day("2026-03-02"),
                Who::Owner,
                Filing {
                    materials,
                    ..filing(&[])
                },
            )
            .unwrap_err()
        };
        let nothing = HandedIn {
            material: "m2".into(),
            handed: Handed::Files(Vec::new()),
            origin: Origin::default(),
        };
        let found = refusal(vec![handed("m1"), handed("m9"), handed("m1"), nothing]);
        assert_eq!(
            fields(&found),
            ["materials.1.code", "materials.2.code", "materials.3.files"]
        );
        let many = vec![handed("m1"); MOST_ENTRIES + 1];
        assert_eq!(fields(&refusal(many)), ["materials"]);
    }

    #[test]
    fn other_papers_are_taken_only_where_no_list_exists() {
        let catalogue = Item {
            materials: Vec::new(),
            ..permit()
        };
        assert_eq!(code(&catalogue, Who::Owner, filing(&["other"])), "done");
        assert_eq!(code(&permit(), Who::Owner, filing(&["other"])), "invalid_fields");
    }

    #[test]
    fn a_filing_notes_the_fee_and_begins_the_five_days() {
        let walk = Walk::complete();
        assert_eq!(walk.case.payment, Payment::Due(FEE));
        assert_eq!(Walk::filed(free(), &[]).case.payment, Payment::Free);
        let due = walk
            .case
            .clock(ClockKind::SupplementNotice)
            .unwrap()
            .due(Calendar::national())
            .unwrap();
        assert_eq!(due.day, day("2026-03-09"));
    }

    #[test]
    fn a_filing_never_chooses_its_own_number() {
        let whats = file(&permit(), day("2026-03-02"), Who::Owner, filing(&["m1"])).unwrap();
        let [What::Filed(filed)] = whats.as_slice() else {
            panic!("{whats:?}")
        };
        assert_eq!((filed.number.as_str(), filed.document.serial), ("", 0));
        assert_eq!(filed.document.kind, DocumentKind::Receipt);
    }
}

/// 行政许可法 art. 32.
mod intake {
    use super::*;

    #[test]
    fn a_complete_application_is_accepted_today_and_both_clocks_run() {
        let mut walk = Walk::complete().days_later(2);
        walk.does(Who::Clerk, accept()).unwrap();
        let acceptance = walk.case.acceptance().unwrap();
        assert_eq!((acceptance.day, acceptance.deemed), (day("2026-03-04"), false));
        let due = |kind| walk.case.clock(kind).unwrap().due(Calendar::national()).unwrap().day;
        assert_eq!(due(ClockKind::DecisionPromised), day("2026-03-18"));
        assert_eq!(due(ClockKind::DecisionStatutory), day("2026-04-01"));
        assert_eq!(
            walk.case.clock(ClockKind::SupplementNotice).unwrap().stopped,
            Some(day("2026-03-04"))
        );
    }

    #[test]
    fn without_a_required_material_it_is_not_accepted() {
        let refusal = Walk::filed(permit(), &["m2"])
            .decides(Who::Clerk, accept())
            .unwrap_err();
        assert_eq!(
            (refusal.code, fields(&refusal)),
            ("materials_missing", vec!["materials.m1"])
        );
    }

    #[test]
    fn a_deferrable_material_does_not_stay_away_without_a_promise() {
        assert_eq!(
            Walk::filed(permit(), &["m1"]).code(Who::Clerk, accept()),
            "materials_missing"
        );
    }

    #[test]
    fn paper_seen_at_the_window_counts() {
        let seen = |code: &str| Command::Accept {
            seen: vec![code.into()],
        };
        assert_eq!(Walk::filed(permit(), &["m2"]).code(Who::Clerk, seen("m1")), "done");
        assert_eq!(
            Walk::filed(permit(), &[]).code(Who::Clerk, seen("m9")),
            "invalid_fields"
        );
    }

    #[test]
    fn on_the_fifth_working_day_one_may_still_ask() {
        assert_eq!(
            Walk::filed(permit(), &[]).on("2026-03-09").code(Who::Clerk, ask("m1")),
            "done"
        );
    }

    #[test]
    fn after_the_fifth_it_counts_as_accepted_from_receipt_with_or_without_all_materials() {
        let mut walk = Walk::filed(permit(), &[]).on("2026-03-10");
        assert_eq!(walk.code(Who::Clerk, ask("m1")), "notice_too_late");
        walk.does(Who::Clerk, accept()).unwrap();
        let acceptance = walk.case.acceptance().unwrap();
        assert_eq!((acceptance.day, acceptance.deemed), (day("2026-03-02"), true));
        assert_eq!(
            walk.case.clock(ClockKind::DecisionStatutory).unwrap().start,
            day("2026-03-02")
        );
        assert!(matches!(&walk.events[1].what, What::Accepted(accepted) if accepted.noticed == day("2026-03-10")));
    }

    #[test]
    fn what_the_law_has_accepted_is_not_turned_away() {
        assert_eq!(
            Walk::complete().on("2026-03-09").code(Who::Clerk, refuse_acceptance()),
            "done"
        );
        assert_eq!(
            Walk::complete().on("2026-03-10").code(Who::Clerk, refuse_acceptance()),
            "notice_too_late"
        );
    }

    #[test]
    fn holidays_do_not_count_among_the_five_days() {
        let mut walk = Walk::filed(permit(), &[]);
        walk.case.received = day("2026-09-29");
        walk.case.clocks[0].start = day("2026-09-29");
        assert_eq!(walk.clone().on("2026-10-12").code(Who::Clerk, ask("m1")), "done");
        assert_eq!(walk.on("2026-10-14").code(Who::Clerk, ask("m1")), "notice_too_late");
    }

    #[test]
    fn the_clocks_of_a_corrected_case_begin_when_it_was_complete() {
        let mut walk = Walk::filed(permit(), &["m2"]);
        walk.does(Who::Clerk, ask("m1")).unwrap();
        walk.today = day("2026-03-20");
        walk.does(Who::Owner, supplement("m1")).unwrap();
        walk.today = day("2026-03-24");
        walk.does(Who::Clerk, accept()).unwrap();
        let acceptance = walk.case.acceptance().unwrap();
        assert_eq!((acceptance.day, acceptance.deemed), (day("2026-03-20"), false));
    }

    #[test]
    fn everything_is_asked_at_once_and_again_only_about_what_is_new() {
        let mut walk = Walk::at(Status::AwaitingCorrection);
        walk.does(Who::Owner, supplement("m1")).unwrap();
        assert_eq!(walk.code(Who::Clerk, ask("m1")), "done");
        let refusal = walk.decides(Who::Clerk, ask("m2")).unwrap_err();
        assert_eq!((refusal.code, fields(&refusal)), ("asked_before", vec!["requests.0"]));
        walk.does(Who::Clerk, ask("m1")).unwrap();
        walk.does(Who::Owner, supplement("m2")).unwrap();
        assert_eq!(walk.code(Who::Clerk, ask("m1")), "asked_before");
    }

    #[test]
    fn an_empty_or_wordless_or_unknown_request_is_not_sent() {
        let refusal = |requests| {
            Walk::complete()
                .decides(Who::Clerk, Command::RequestCorrection { requests })
                .unwrap_err()
        };
        assert_eq!(fields(&refusal(Vec::new())), ["requests"]);
        let request = |material: &str, what: &str| CorrectionRequest {
            material: material.into(),
            what: what.into(),
        };
        let found = refusal(vec![request("form", " "), request("m9", "补")]);
        assert_eq!(fields(&found), ["requests.0.what", "requests.1.material"]);
        assert_eq!(
            fields(&refusal(vec![request("m1", "补"); MOST_ENTRIES + 1])),
            ["requests"]
        );
    }

    #[test]
    fn an_empty_correction_is_not_taken_and_a_corrected_form_alone_is() {
        let give = |commitment| Command::Supplement {
            materials: Vec::new(),
            commitment,
        };
        let walk = Walk::at(Status::AwaitingCorrection);
        assert_eq!(walk.code(Who::Owner, give(None)), "invalid_fields");
        assert_eq!(walk.code(Who::Owner, give(Some("11".into()))), "done");
    }

    #[test]
    fn a_later_material_takes_the_place_of_the_earlier() {
        let mut walk = Walk::at(Status::AwaitingCorrection);
        let file = FileMark {
            hash: "a".repeat(64),
            name: "新.pdf".into(),
            size: 1,
            media: "application/pdf".into(),
        };
        let new = HandedIn {
            material: "m1".into(),
            handed: Handed::Files(vec![file]),
            origin: Origin::default(),
        };
        walk.does(
            Who::Owner,
            Command::Supplement {
                materials: vec![new.clone()],
                commitment: None,
            },
        )
        .unwrap();
        // What people call their files stays out of the ledger.
        let Handed::Files(files) = &walk.case.materials[1].handed else {
            panic!("files were handed in");
        };
        assert_eq!(files[0].name, "m1-1.pdf");
        let mut levelled = new.for_the_ledger();
        levelled.origin.trust = Some(Trust::Declared);
        assert_eq!(walk.case.materials, [handed("m2"), levelled]);
    }

    #[test]
    fn who_is_sent_elsewhere_is_told_where_and_everybody_why() {
        let fields_of = |ground: NonAcceptance, reason: &str| {
            let command = Command::RefuseAcceptance {
                ground,
                reason: reason.into(),
            };
            Walk::complete()
                .decides(Who::Clerk, command)
                .map_or_else(|refusal| fields(&refusal).join(" "), |_| "done".into())
        };
        assert_eq!(
            fields_of(NonAcceptance::NotOurs { authority: " ".into() }, "不属于"),
            "authority"
        );
        assert_eq!(
            fields_of(
                NonAcceptance::NotOurs {
                    authority: "市局".into()
                },
                ""
            ),
            "reason"
        );
        assert_eq!(
            fields_of(
                NonAcceptance::NotOurs {
                    authority: "市局".into()
                },
                "不属于"
            ),
            "done"
        );
        assert_eq!(fields_of(NonAcceptance::NotNeeded, ""), "reason");
        assert_eq!(fields_of(NonAcceptance::Barred, "依法不得申请"), "done");
    }
}

/// 行政许可法 art. 42, 45.
mod limits {
    use super::*;

    fn examined() -> Walk {
        Walk::at(Status::Accepted)
    }

    #[test]
    fn a_special_procedure_of_the_law_stops_both_clocks() {
        let mut walk = examined();
        walk.does(Who::Examiner, suspend(SuspensionKind::Hearing, 5)).unwrap();
        let walk = walk.on("2026-03-13");
        assert_eq!(
            (
                walk.left(ClockKind::DecisionPromised),
                walk.left(ClockKind::DecisionStatutory)
            ),
            (10, 20)
        );
    }

    #[test]
    fn a_local_one_stops_the_promise_alone() {
        let mut walk = examined();
        walk.does(Who::Examiner, suspend(SuspensionKind::SiteInspection, 5))
            .unwrap();
        let walk = walk.on("2026-03-13");
        assert_eq!(
            (
                walk.left(ClockKind::DecisionPromised),
                walk.left(ClockKind::DecisionStatutory)
            ),
            (10, 11)
        );
    }

    #[test]
    fn when_it_ends_the_clocks_go_on() {
        let mut walk = examined();
        walk.does(Who::Examiner, suspend(SuspensionKind::Hearing, 5)).unwrap();
        walk.today = day("2026-03-06");
        walk.does(Who::Examiner, resume()).unwrap();
        assert_eq!(walk.case.status(), Status::Accepted);
        let clock = walk.case.clock(ClockKind::DecisionPromised).unwrap();
        assert_eq!(clock.open_suspension(), None);
        assert_eq!(clock.due(Calendar::national()).unwrap().day, day("2026-03-19"));
    }

    #[test]
    fn only_procedures_of_the_item_stop_a_clock() {
        for kind in SuspensionKind::all() {
            let allowed = matches!(kind, SuspensionKind::Hearing | SuspensionKind::SiteInspection);
            let expected = if allowed { "done" } else { "special_not_allowed" };
            assert_eq!(examined().code(Who::Examiner, suspend(kind, 5)), expected, "{kind:?}");
        }
    }

    #[test]
    fn no_clock_stops_without_a_written_document() {
        let long = "函".repeat(201);
        for (words, expected) in [
            ("", "evidence"),
            (" \t", "evidence"),
            ("一\n二", "evidence"),
            (&long, "evidence"),
        ] {
            let command = Command::Suspend {
                kind: SuspensionKind::Hearing,
                told_days: 5,
                evidence: Evidence {
                    words: words.into(),
                    file: None,
                },
            };
            let refusal = examined().decides(Who::Examiner, command).unwrap_err();
            assert!(fields(&refusal).contains(&expected), "{words:?}");
        }
    }

    #[test]
    fn the_proof_names_the_document_behind_each_day_left_out() {
        let mut walk = examined();
        walk.does(Who::Examiner, suspend(SuspensionKind::Hearing, 5)).unwrap();
        walk.today = walk.today.plus(7);
        walk.does(
            Who::Examiner,
            Command::Resume {
                result: "已听证".into(),
                evidence: Some(Evidence {
                    words: "听证笔录".into(),
                    file: None,
                }),
            },
        )
        .unwrap();
        let clock = walk.case.clock(ClockKind::DecisionStatutory).unwrap();
        let suspension = &clock.suspensions[0];
        assert_eq!(suspension.evidence.as_ref().unwrap().words, "所需时间告知书");
        assert_eq!(suspension.end_evidence.as_ref().unwrap().words, "听证笔录");
        let proof = clock.proof(Calendar::national(), walk.today);
        let left_out: Vec<String> = proof
            .iter()
            .filter(|line| matches!(line.why, ProofReason::Suspended { .. }))
            .map(|line| line.why.words().0)
            .collect();
        assert!(!left_out.is_empty());
        assert!(
            left_out
                .iter()
                .all(|words| words == "听证期间，不计入（所需时间告知书）"),
            "{left_out:?}"
        );
    }

    #[test]
    fn the_needed_time_is_told_and_bounded_by_the_item() {
        for (days, expected) in [(0, "invalid_fields"), (1, "done"), (5, "done"), (6, "invalid_fields")] {
            assert_eq!(
                examined().code(Who::Examiner, suspend(SuspensionKind::SiteInspection, days)),
                expected,
                "{days}"
            );
        }
    }

    #[test]
    fn while_it_stands_nothing_is_decided() {
        let walk = Walk::at(Status::Suspended);
        assert_eq!(walk.code(Who::Chief, grant()), "wrong_state");
        let empty = Command::Resume {
            result: "\n".into(),
            evidence: None,
        };
        assert_eq!(walk.code(Who::Examiner, empty), "invalid_fields");
    }

    #[test]
    fn a_limit_is_extended_once_by_at_most_ten_days_with_a_reason() {
        for (days, expected) in [(0, "invalid_fields"), (1, "done"), (10, "done"), (11, "invalid_fields")] {
            assert_eq!(examined().code(Who::Chief, extend(days)), expected, "{days}");
        }
        let silent = Command::Extend {
            days: 5,
            reason: String::new(),
            approved: None,
        };
        assert_eq!(examined().code(Who::Chief, silent), "invalid_fields");
        let mut walk = examined();
        walk.does(Who::Chief, extend(10)).unwrap();
        assert_eq!(
            (
                walk.left(ClockKind::DecisionPromised),
                walk.left(ClockKind::DecisionStatutory)
            ),
            (20, 30)
        );
        assert_eq!(walk.code(Who::Chief, extend(1)), "extended_before");
    }

    #[test]
    fn a_limit_that_does_not_run_cannot_be_extended() {
        let no_days = Limit {
            days: 0,
            ..Limit::default()
        };
        let item = Item {
            statutory: no_days.clone(),
            promised: no_days,
            ..instant()
        };
        let mut walk = Walk::filed(item, &["m1", "m2"]);
        walk.does(Who::Clerk, accept()).unwrap();
        assert_eq!(walk.code(Who::Chief, extend(5)), "nothing_to_extend");
        assert!(!walk.open(Who::Chief).contains(&"extend"));
    }
}

/// 行政许可法 art. 38, 44, 58.
mod decision {
    use super::*;

    #[test]
    fn a_refusal_gives_reasons_in_writing() {
        let refuse = |reasons: Vec<String>| Command::Decide {
            outcome: Outcome::Refuse { reasons },
            hand_over: None,
        };
        let walk = Walk::at(Status::Reviewed);
        assert_eq!(
            fields(&walk.decides(Who::Chief, refuse(Vec::new())).unwrap_err()),
            ["reasons"]
        );
        let blank = vec!["不符合".to_string(), "  ".to_string()];
        assert_eq!(
            fields(&walk.decides(Who::Chief, refuse(blank)).unwrap_err()),
            ["reasons.1"]
        );
    }

    #[test]
    fn the_examiner_speaks_before_the_chief_decides() {
        assert_eq!(Walk::at(Status::Accepted).code(Who::Chief, grant()), "wrong_state");
        let silent = Command::Review {
            approve: true,
            words: String::new(),
        };
        assert_eq!(Walk::at(Status::Accepted).code(Who::Examiner, silent), "invalid_fields");
    }

    #[test]
    fn a_decision_stops_the_clocks_and_a_grant_begins_the_delivery() {
        for (status, delivers) in [(Status::Granted, true), (Status::Refused, false)] {
            let walk = Walk::at(status);
            for kind in [ClockKind::DecisionPromised, ClockKind::DecisionStatutory] {
                assert_eq!(walk.case.clock(kind).unwrap().stopped, Some(walk.today));
            }
            assert_eq!(walk.case.clock(ClockKind::Delivery).is_some(), delivers);
        }
        let due = Walk::at(Status::Granted)
            .case
            .clock(ClockKind::Delivery)
            .unwrap()
            .due(Calendar::national())
            .unwrap();
        assert_eq!(due.day, day("2026-03-16"));
    }

    #[test]
    fn the_fee_is_paid_in_full_before_the_result_is_handed_over() {
        let mut walk = Walk::at(Status::Granted);
        assert_eq!(walk.code(Who::Clerk, issue()), "fee_unpaid");
        let part = Command::Pay {
            amount_fen: FEE - 1,
            receipt: "票1".into(),
        };
        assert_eq!(fields(&walk.decides(Who::Clerk, part).unwrap_err()), ["amount_fen"]);
        let no_receipt = Command::Pay {
            amount_fen: FEE,
            receipt: String::new(),
        };
        assert_eq!(fields(&walk.decides(Who::Clerk, no_receipt).unwrap_err()), ["receipt"]);
        walk.does(Who::Clerk, pay()).unwrap();
        assert_eq!(walk.code(Who::Clerk, pay()), "nothing_to_pay");
        assert_eq!(walk.code(Who::Clerk, issue()), "done");
    }

    #[test]
    fn a_refused_permit_costs_nothing() {
        assert_eq!(Walk::at(Status::Refused).code(Who::Clerk, issue()), "done");
        assert_eq!(Walk::at(Status::Refused).code(Who::Clerk, pay()), "wrong_state");
    }

    #[test]
    fn a_delivery_says_who_took_it_or_where_it_is() {
        let walk = Walk::at(Status::Refused);
        let by = |delivery| walk.decides(Who::Clerk, Command::Issue { delivery });
        let wrong = |delivery| by(delivery).unwrap_err().faults[0].field.clone();
        assert_eq!(wrong(Delivery::Window { receiver: " ".into() }), "receiver");
        assert_eq!(
            wrong(Delivery::Post {
                tracking: String::new()
            }),
            "tracking"
        );
        assert!(by(Delivery::Post { tracking: "EY1".into() }).is_ok());
    }

    #[test]
    fn a_service_is_rated_once_with_at_most_five_hundred_characters() {
        let say = |words: String| Command::Rate(Rating::new(Level::Bad, words));
        let mut walk = Walk::at(Status::Issued);
        assert_eq!(walk.code(Who::Owner, say("长".repeat(501))), "invalid_fields");
        walk.does(Who::Owner, say("长".repeat(500))).unwrap();
        assert_eq!(walk.code(Who::Owner, rate()), "rated_before");
    }
}

mod instant_items {
    use super::*;

    fn at_once(delivery: Option<Delivery>) -> Command {
        let outcome = Outcome::Grant {
            conditions: Vec::new(),
            validity: String::new(),
        };
        Command::Decide {
            outcome,
            hand_over: delivery,
        }
    }

    #[test]
    fn a_clerk_decides_and_hands_over_in_one_step() {
        let mut walk = Walk::filed(instant(), &[]);
        walk.does(Who::Clerk, at_once(Some(Delivery::Electronic))).unwrap();
        let codes: Vec<_> = walk.events.iter().map(|event| event.what.code()).collect();
        assert_eq!(codes, ["filed", "accepted", "decided", "issued"]);
        assert_eq!(walk.case.status(), Status::Issued);
    }

    #[test]
    fn no_acceptance_certificate_is_made_for_it() {
        let mut walk = Walk::filed(instant(), &[]);
        walk.does(Who::Clerk, at_once(None)).unwrap();
        let documents: Vec<_> = walk
            .events
            .iter()
            .filter_map(|event| event.what.document())
            .map(|mark| mark.kind)
            .collect();
        assert_eq!(documents, [DocumentKind::Receipt, DocumentKind::Grant]);
    }

    #[test]
    fn only_instant_items_go_in_one_step() {
        let walk = Walk::at(Status::Reviewed);
        assert_eq!(
            walk.code(Who::Chief, at_once(Some(Delivery::Electronic))),
            "invalid_fields"
        );
    }

    #[test]
    fn the_fee_of_an_instant_item_comes_first_too() {
        let item = Item {
            fee: permit().fee,
            ..instant()
        };
        let mut walk = Walk::filed(item, &[]);
        assert_eq!(walk.code(Who::Clerk, at_once(Some(Delivery::Electronic))), "fee_unpaid");
        walk.does(Who::Clerk, at_once(None)).unwrap();
        assert_eq!(walk.code(Who::Clerk, pay()), "done");
    }

    #[test]
    fn people_do_not_decide_for_themselves() {
        for who in EVERYBODY {
            let expected = if matches!(who, Who::Clerk | Who::Chief) {
                "done"
            } else {
                "not_permitted"
            };
            assert_eq!(
                Walk::filed(instant(), &[]).code(who, at_once(None)),
                expected,
                "{who:?}"
            );
        }
    }
}

mod words {
    use super::*;

    #[test]
    fn free_text_is_bounded_and_plain_everywhere() {
        let long = "长".repeat(LONGEST_WORDS + 1);
        for text in [long.as_str(), "响\u{7}铃"] {
            let (text, many) = (text.to_string(), vec![text.to_string()]);
            let refused = [
                (
                    Status::Received,
                    Who::Clerk,
                    Command::RefuseAcceptance {
                        ground: NonAcceptance::Barred,
                        reason: text.clone(),
                    },
                ),
                (
                    Status::Accepted,
                    Who::Examiner,
                    Command::Review {
                        approve: true,
                        words: text.clone(),
                    },
                ),
                (
                    Status::Suspended,
                    Who::Examiner,
                    Command::Resume {
                        result: text.clone(),
                        evidence: None,
                    },
                ),
                (
                    Status::Accepted,
                    Who::Chief,
                    Command::Extend {
                        days: 1,
                        reason: text.clone(),
                        approved: None,
                    },
                ),
                (
                    Status::Reviewed,
                    Who::Chief,
                    Command::Decide {
                        outcome: Outcome::Refuse { reasons: many },
                        hand_over: None,
                    },
                ),
                (
                    Status::Refused,
                    Who::Clerk,
                    Command::Issue {
                        delivery: Delivery::Window { receiver: text.clone() },
                    },
                ),
                (Status::Accepted, Who::Owner, Command::Withdraw { reason: text.clone() }),
                (
                    Status::Issued,
                    Who::Owner,
                    Command::Rate(Rating::new(Level::Fair, text.clone())),
                ),
            ];
            for (status, who, command) in refused {
                let name = command.name();
                assert_eq!(Walk::at(status).code(who, command), "invalid_fields", "{name}");
            }
        }
    }

    #[test]
    fn every_refusal_speaks_both_languages_and_says_what_to_do() {
        for status in Status::ALL {
            for who in EVERYBODY {
                for name in Command::NAMES {
                    let Err(refusal) = Walk::at(status).decides(who, right(name).1) else {
                        continue;
                    };
                    let texts = [&refusal.why, &refusal.remedy]
                        .into_iter()
                        .chain(refusal.faults.iter().map(|f| &f.words));
                    for words in texts {
                        assert!(
                            !words.zh.is_empty() && !words.en.is_empty(),
                            "{name} {status:?} {who:?}: {refusal}"
                        );
                        assert!(words.en.is_ascii() || !words.en.chars().any(is_chinese), "{refusal}");
                    }
                }
            }
        }
    }

    fn is_chinese(c: char) -> bool {
        ('\u{4e00}'..='\u{9fff}').contains(&c)
    }
}

mod folding {
    use super::*;

    #[test]
    fn a_missing_repeated_or_impossible_event_is_named() {
        let walk = Walk::at(Status::Issued);
        let id = walk.case.id;
        let broken = |events: &[Event]| Case::fold(id, events).unwrap_err().seq;
        assert_eq!(broken(&[]), 0);
        assert_eq!(broken(&walk.events[1..]), 2, "a case begins with its filing");
        let mut gap = walk.events.clone();
        gap.remove(2);
        assert_eq!(broken(&gap), 4);
        let mut early = walk.events[..1].to_vec();
        early.push(Event {
            seq: 2,
            ..walk.events[3].clone()
        });
        assert_eq!(broken(&early), 2, "a decision without acceptance");
        let mut twice = walk.events.clone();
        twice.push(Event {
            seq: twice.len() as u32 + 1,
            ..walk.events[3].clone()
        });
        assert_eq!(broken(&twice) as usize, walk.events.len() + 1, "a second decision");
    }
}

/// What stands for "you may not" and "not now"; other refusals speak of what was said, or of the day on which it was said.
const NOT_OFFERED: [&str; 9] = [
    "not_permitted",
    "wrong_state",
    "extended_before",
    "nothing_to_extend",
    "rated_before",
    "accepted_by_law",
    "nothing_to_pay",
    "special_not_allowed",
    "invalid_fields",
];

fn any_item() -> impl Strategy<Value = Item> {
    let no_days = Limit {
        days: 0,
        ..Limit::default()
    };
    let timeless = Item {
        statutory: no_days.clone(),
        promised: no_days,
        ..instant()
    };
    let plain = Item {
        special: Vec::new(),
        ..free()
    };
    prop::sample::select(vec![
        permit(),
        free(),
        plain,
        instant(),
        Item {
            fee: permit().fee,
            ..instant()
        },
        timeless,
    ])
}

fn any_command() -> impl Strategy<Value = Command> {
    let refuse = refuse();
    let local = suspend(SuspensionKind::SiteInspection, 3);
    let mut all: Vec<Command> = Command::NAMES.iter().map(|name| right(name).1).collect();
    all.extend([refuse, local, ask("m2"), ask("form"), supplement("m2")]);
    prop::sample::select(all)
}

fn any_step() -> impl Strategy<Value = (Who, Command, i32)> {
    (
        prop::sample::select(EVERYBODY.to_vec()),
        any_command(),
        prop_oneof![4 => Just(0), 2 => 0..3i32, 1 => 3..12i32],
    )
}

/// Nobody would get far by chance alone: the people who may do something next do it more often.
fn willing(walk: &Walk, who: Who, command: &Command) -> (Who, Command) {
    let able: Vec<(Who, Command)> = Command::NAMES
        .iter()
        .map(|name| right(name))
        .flat_map(|(usual, command)| [(usual, command.clone()), (Who::Clerk, command)])
        .filter(|(who, command)| walk.open(*who).contains(&command.name()) && command.name() != "withdraw")
        .map(|(who, command)| {
            (
                who,
                appeals::fitted(walk, drafting::fitted(walk, fees::fitted(walk, command))),
            )
        })
        .collect();
    let pick = command.name().len() + who as usize;
    able.get(pick % able.len().max(1))
        .cloned()
        .unwrap_or((who, command.clone()))
}

fn offers_agree_with_decisions(walk: &Walk) {
    for who in EVERYBODY {
        let open = walk.open(who);
        for name in Command::NAMES {
            let mut command = right(name).1;
            if let (Command::Suspend { kind, .. }, Some(first)) = (&mut command, walk.item.special.first()) {
                *kind = SuspensionKind::parse(&first.kind).unwrap();
            }
            if let (Command::ShowNumbers { purpose }, Some(first)) =
                (&mut command, Purpose::of_numbers(&who.actor(), BODY).first())
            {
                *purpose = *first;
            }
            if let (Command::Intake(Order::VerifyOriginals { materials }), Some(first)) =
                (&mut command, to_compare(&walk.case).next())
            {
                *materials = vec![first.material.clone()];
            }
            command = appeals::fitted(walk, drafting::fitted(walk, fees::fitted(walk, command)));
            // What the law does by the hand of the system is a job, and no button.
            let jobs = ["accept", "put_back", "hand_over", "remind"];
            if (jobs.contains(name) || fees::right(name).is_some()) && matches!(who, Who::System) {
                continue;
            }
            // Deciding an instant item accepts it in the same step, so no page offers the step apart.
            if *name == "accept" && walk.item.handling == Handling::Instant {
                continue;
            }
            let code = walk.code(who, command);
            let status = walk.case.status();
            if open.contains(name) {
                assert!(
                    !NOT_OFFERED.contains(&code),
                    "{name} is offered to {who:?} when {status:?} and refused: {code}"
                );
            } else {
                assert_ne!(
                    code, "done",
                    "{name} is not offered to {who:?} when {status:?} and is done"
                );
            }
        }
    }
}

fn holds_after_every_step(walk: &Walk) {
    let case = &walk.case;
    assert_eq!(
        Case::fold(case.id, &walk.events).as_ref(),
        Ok(case),
        "the events are the truth"
    );
    // A decision that was set aside is made anew.
    let again = walk.case.appeals.set_aside.len();
    for once in [
        "filed",
        "accepted",
        "not_accepted",
        "extended",
        "decided",
        "paid",
        "issued",
        "rated",
        "withdrawn",
    ] {
        let most = match once {
            "not_accepted" | "extended" | "decided" | "issued" => 1 + again,
            _ => 1,
        };
        assert!(walk.count(once) <= most, "{once} happened twice");
    }
    let place = |code| walk.events.iter().position(|event| event.what.code() == code);
    if let Some(decided) = place("decided") {
        assert!(
            place("accepted").is_some_and(|accepted| accepted < decided),
            "decided without acceptance"
        );
    }
    for last in ["not_accepted", "issued", "withdrawn"] {
        let last_place = walk.events.iter().rposition(|event| event.what.code() == last);
        let reopened = walk
            .events
            .iter()
            .rposition(|event| matches!(&event.what, What::Appeals(happened) if happened.sets_aside()));
        if let Some(end) = last_place.filter(|end| reopened.is_none_or(|reopened| reopened < *end)) {
            assert!(
                walk.events[end + 1..].iter().all(|event| matches!(
                    event.what,
                    What::Beyond(_) | What::Appeals(_) | What::Slips(_) | What::Supervision(_) | What::Ratings(_)
                ) || matches!(event.what, What::Delivery(_))
                    && last == "issued"
                    || fees::may_follow_the_end(&event.what)),
                "after the end only a rating, who looked, money, where the letter is, and the life of the licence"
            );
        }
    }
    assert!(walk.count("downloaded") <= 1 + again);
    assert!(walk.count("reminded") <= 3 * (1 + again) && walk.count("collected") <= 1 + again);
    let waits = |kind| case.appeals.open(kind).is_some_and(|remedy| remedy.replied.is_none());
    for clock in &case.clocks {
        let stopped = clock.stopped;
        let should_run = match clock.kind {
            // A hearing that was held or called off is over while the examination goes on.
            ClockKind::HearingOrganise if stopped.is_some() => continue,
            ClockKind::Objection => case.appeals.open(Kind::Objection).is_some(),
            ClockKind::ReconsiderationReply => waits(Kind::Reconsideration),
            ClockKind::SuitDefence => waits(Kind::Suit),
            ClockKind::SupplementNotice => case.status() == Status::Received,
            ClockKind::Delivery => case.status() == Status::Granted,
            // A decision that was set aside ended the time for what was promised before it.
            ClockKind::DeferredMaterial if again > 0 && stopped.is_some() => continue,
            ClockKind::DeferredMaterial => !deferral::awaited(case).is_empty() && case.decision().is_none(),
            _ => matches!(case.status(), Status::Accepted | Status::Suspended | Status::Reviewed),
        };
        assert_eq!(
            stopped.is_none(),
            should_run,
            "{:?} when {:?} after {:?}",
            clock.kind,
            case.status(),
            walk.events.iter().map(|event| event.what.code()).collect::<Vec<_>>()
        );
        assert!(
            stopped.is_none_or(|stopped| stopped >= clock.start && stopped <= walk.today),
            "{clock:?}"
        );
        assert!(
            clock
                .suspensions
                .iter()
                .all(|suspension| suspension.from >= clock.start),
            "{clock:?}"
        );
    }
    if let Some(decision) = case.decision() {
        for kind in [ClockKind::DecisionPromised, ClockKind::DecisionStatutory] {
            assert!(case.clock(kind).is_none_or(|clock| clock.stopped == Some(decision.day)));
        }
    }
    let promised = case
        .clock(ClockKind::DecisionPromised)
        .map(|clock| clock.remaining(Calendar::national(), walk.today));
    let statutory = case
        .clock(ClockKind::DecisionStatutory)
        .map(|clock| clock.remaining(Calendar::national(), walk.today));
    if let (Some(promised), Some(statutory)) = (promised, statutory)
        && walk.item.special.iter().all(|special| special.stops_statutory)
    {
        assert!(promised <= statutory, "the promise never outlasts the law");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_people_try_the_case_stays_whole(
        item in any_item(),
        complete in any::<bool>(),
        steps in prop::collection::vec((any_step(), any::<bool>()), 1..24),
    ) {
        let mut walk = Walk::filed(item, if complete { &["m1", "m2"] } else { &[] });
        for ((who, command, days), guided) in steps {
            walk.today = walk.today.plus(days);
            let (who, command) = if guided { willing(&walk, who, &command) } else { (who, command) };
            let before = walk.case.clone();
            let name = command.name();
            if walk.does(who, command).is_err() {
                prop_assert_eq!(&walk.case, &before, "a refusal changes nothing");
            } else {
                let (from, to) = (before.status(), walk.case.status());
                prop_assert!(yimen_domain::cases::machine::leads(name, from, to), "{name}: {} to {}", from.code(), to.code());
            }
            holds_after_every_step(&walk);
            offers_agree_with_decisions(&walk);
        }
    }
}

mod steps {
    use super::*;

    fn step(step: &str, days: Option<u32>) -> Step {
        Step {
            step: step.into(),
            days,
            ..Step::default()
        }
    }

    fn with_steps() -> Item {
        Item {
            procedure: vec![
                step("accept", Some(1)),
                step("review", Some(3)),
                step("review", Some(2)),
                step("special", Some(4)),
                step("decide", Some(2)),
                step("deliver", Some(3)),
                step("seal", Some(9)),
                step("deliver", None),
            ],
            fee: None,
            ..permit()
        }
    }

    fn clock(walk: &Walk, step: StepKind) -> Option<(u32, Day, Option<Day>)> {
        let clock = walk.case.clock(ClockKind::Step(step))?;
        Some((clock.budget, clock.start, clock.stopped))
    }

    #[test]
    fn begin_and_end_with_what_is_done() {
        let mut walk = Walk::filed(with_steps(), &["m1", "m2"]);
        let days: Vec<Day> = (0..6).map(|n| day("2026-03-02").plus(n)).collect();
        assert_eq!(clock(&walk, StepKind::Accept), Some((1, days[0], None)));
        assert_eq!(clock(&walk, StepKind::Review), None);
        walk.today = days[1];
        walk.does(Who::Clerk, accept()).unwrap();
        assert_eq!(clock(&walk, StepKind::Accept), Some((1, days[0], Some(days[1]))));
        assert_eq!(
            clock(&walk, StepKind::Review),
            Some((5, days[1], None)),
            "both parts together"
        );
        walk.today = days[2];
        walk.does(Who::Examiner, suspend(SuspensionKind::Hearing, 5)).unwrap();
        assert_eq!(clock(&walk, StepKind::Special), Some((4, days[2], None)));
        walk.today = days[3];
        walk.does(Who::Examiner, resume()).unwrap();
        assert_eq!(clock(&walk, StepKind::Special), Some((4, days[2], Some(days[3]))));
        walk.today = days[4];
        walk.does(Who::Examiner, review()).unwrap();
        walk.does(Who::Examiner, review()).unwrap();
        assert_eq!(clock(&walk, StepKind::Review), Some((5, days[1], Some(days[4]))));
        assert_eq!(clock(&walk, StepKind::Decide), Some((2, days[4], None)));
        walk.today = days[5];
        walk.does(Who::Chief, grant()).unwrap();
        assert_eq!(clock(&walk, StepKind::Decide), Some((2, days[4], Some(days[5]))));
        assert_eq!(clock(&walk, StepKind::Deliver), Some((3, days[5], None)));
        walk.does(Who::Clerk, issue()).unwrap();
        assert_eq!(clock(&walk, StepKind::Deliver), Some((3, days[5], Some(days[5]))));
        assert!(walk.case.clocks.iter().all(|clock| clock.stopped.is_some()));
    }

    #[test]
    fn rest_during_a_special_procedure() {
        let mut walk = Walk::filed(with_steps(), &["m1", "m2"]);
        walk.does(Who::Clerk, accept()).unwrap();
        walk.does(Who::Examiner, suspend(SuspensionKind::SiteInspection, 5))
            .unwrap();
        let review = walk.case.clock(ClockKind::Step(StepKind::Review)).unwrap();
        assert!(review.open_suspension().is_some());
        let special = walk.case.clock(ClockKind::Step(StepKind::Special)).unwrap();
        assert!(special.open_suspension().is_none());
        walk.today = walk.today.plus(4);
        walk.does(Who::Examiner, resume()).unwrap();
        assert!(walk.case.clocks.iter().all(|clock| clock.open_suspension().is_none()));
    }

    #[test]
    fn begin_anew_when_corrections_come_back() {
        let mut walk = Walk::filed(with_steps(), &["m1", "m2"]);
        walk.does(Who::Clerk, ask("m1")).unwrap();
        assert_eq!(clock(&walk, StepKind::Accept).unwrap().2, Some(day("2026-03-02")));
        walk.today = day("2026-03-20");
        walk.does(Who::Owner, supplement("m1")).unwrap();
        assert_eq!(clock(&walk, StepKind::Accept), Some((1, day("2026-03-20"), None)));
        let kinds: Vec<&str> = walk.case.clocks.iter().map(|clock| clock.kind.code()).collect();
        assert_eq!(kinds, ["supplement_notice", "step:accept"]);
    }

    #[test]
    fn have_no_clock_where_no_days_are_set() {
        let kinds: Vec<&str> = Walk::at(Status::Issued)
            .case
            .clocks
            .iter()
            .map(|clock| clock.kind.code())
            .collect();
        assert_eq!(
            kinds,
            [
                "supplement_notice",
                "decision_statutory",
                "decision_promised",
                "delivery"
            ]
        );
    }
}

mod local_rules {
    use super::*;
    use yimen_domain::calendar::Region;
    use yimen_domain::clocks::{Budget, Rule, Scope, Unit};

    fn rules(list: &[(ClockKind, Scope, u32, Unit)]) -> Rules {
        let rule = |(kind, scope, amount, unit): &(ClockKind, Scope, u32, Unit)| Rule {
            kind: *kind,
            scope: scope.clone(),
            budget: Some(Budget {
                amount: *amount,
                unit: *unit,
                source: "前锋政务〔2026〕5号".into(),
            }),
            warning: None,
        };
        Rules::new(Region::parse("511603").ok(), list.iter().map(rule).collect())
    }

    fn county() -> Scope {
        Scope::Region(Region::parse("511603").unwrap())
    }

    fn filed(rules: &Rules, item: Item) -> Walk {
        let today = day("2026-03-02");
        let actor = Who::Owner.actor();
        let context = Context {
            rules,
            ..context(&item, today, &actor)
        };
        let what = decide::file(&context, filing(&["m1", "m2"])).unwrap().remove(0);
        let first = Event {
            seq: 1,
            at: context.now,
            actor: ActorMark::of(&actor, None),
            what,
        };
        let case = Case::begin(CaseId(Uuid::from_u128(1)), &first).unwrap();
        Walk {
            item,
            today,
            case,
            events: vec![first],
        }
    }

    #[test]
    fn are_in_the_events_of_the_cases_that_begin_under_them() {
        let walk = filed(
            &rules(&[(ClockKind::SupplementNotice, county(), 2, Unit::WorkingDays)]),
            free(),
        );
        let clock = walk.case.clock(ClockKind::SupplementNotice).unwrap();
        assert_eq!((clock.budget, clock.source.as_str()), (2, "前锋政务〔2026〕5号"));
        // The rules of another day do not touch it: the fold knows none.
        assert_eq!(Case::fold(walk.case.id, &walk.events).unwrap(), walk.case);
    }

    #[test]
    fn do_not_bring_forward_what_the_law_does() {
        let rules = rules(&[(ClockKind::SupplementNotice, county(), 1, Unit::WorkingDays)]);
        let walk = filed(&rules, free()).days_later(3);
        assert!(
            walk.left(ClockKind::SupplementNotice) < 0,
            "the centre's own limit is over"
        );
        assert_eq!(walk.code(Who::System, accept()), "not_permitted", "the law's is not");
        assert_eq!(walk.code(Who::Clerk, ask("m1")), "done");
        let later = filed(&rules, free()).on("2026-03-10");
        assert_eq!(later.code(Who::System, accept()), "done");
    }

    #[test]
    fn set_the_delivery_of_what_is_granted_while_they_hold() {
        let rules = rules(&[(
            ClockKind::Delivery,
            Scope::Item("511A0001".into()),
            3,
            Unit::WorkingDays,
        )]);
        let mut walk = Walk::filed(free(), &["m1", "m2"]);
        walk.does(Who::Clerk, accept()).unwrap();
        walk.does(Who::Examiner, review()).unwrap();
        let actor = Who::Chief.actor();
        let context = Context {
            rules: &rules,
            ..context(&walk.item, walk.today, &actor)
        };
        let what = decide::decide(&walk.case, &context, grant()).unwrap().remove(0);
        let event = Event {
            seq: walk.case.events + 1,
            at: context.now,
            actor: ActorMark::of(&actor, None),
            what,
        };
        walk.case.apply(&event).unwrap();
        assert_eq!(walk.case.clock(ClockKind::Delivery).unwrap().budget, 3);
    }

    #[test]
    fn of_the_item_stand_before_its_specification_and_that_before_the_region() {
        let item = || Item {
            procedure: vec![Step {
                step: "accept".into(),
                days: Some(4),
                ..Step::default()
            }],
            ..free()
        };
        let accept = ClockKind::Step(StepKind::Accept);
        let of_county = (accept, county(), 2, Unit::WorkingDays);
        let of_item = (accept, Scope::Item("511A0001".into()), 3, Unit::WorkingDays);
        let budget = |rules: &Rules, item: Item| filed(rules, item).case.clock(accept).map(|clock| clock.budget);
        assert_eq!(budget(&rules(&[]), item()), Some(4));
        assert_eq!(budget(&rules(std::slice::from_ref(&of_county)), item()), Some(4));
        assert_eq!(budget(&rules(std::slice::from_ref(&of_county)), free()), Some(2));
        assert_eq!(budget(&rules(&[of_county, of_item]), item()), Some(3));
    }

    #[test]
    fn in_minutes_begin_at_the_minute() {
        let rules = rules(&[(ClockKind::Step(StepKind::Accept), county(), 30, Unit::OfficeMinutes)]);
        let walk = filed(&rules, free());
        let clock = walk.case.clock(ClockKind::Step(StepKind::Accept)).unwrap();
        let end = clock.end_of(clock.due(Calendar::national()).unwrap().day, Calendar::national());
        assert_eq!(end, walk.case.filed_at.plus_micros(30 * 60_000_000));
    }
}

mod renewal {
    use super::*;

    const EXPIRY: &str = "2026-04-01";

    fn asked(on: &str, expiry: &str) -> Walk {
        let today = day(on);
        let filing = Filing {
            renews: Some(Renewal {
                licence: " 川示0001 ".into(),
                expiry: day(expiry),
            }),
            ..filing(&["m1", "m2"])
        };
        let what = file(&free(), today, Who::Owner, filing).unwrap().remove(0);
        let item = free();
        let first = Event {
            seq: 1,
            at: context(&item, today, &Who::Owner.actor()).now,
            actor: ActorMark::of(&Who::Owner.actor(), None),
            what,
        };
        let case = Case::begin(CaseId(Uuid::from_u128(1)), &first).unwrap();
        Walk {
            item,
            today,
            case,
            events: vec![first],
        }
    }

    fn by_law() -> Command {
        grant()
    }

    #[test]
    fn is_asked_of_a_permit_with_its_number_while_it_is_valid() {
        let renewal = |licence: &str, expiry: &str| {
            Some(Renewal {
                licence: licence.into(),
                expiry: day(expiry),
            })
        };
        let benefit = || Item {
            kind: ItemKind::Payment,
            ..free()
        };
        for (item, asked, expected) in [
            (free(), renewal("川示0001", EXPIRY), &[] as &[&str]),
            (free(), renewal("川示0001", "2026-03-02"), &[]),
            (free(), renewal("川示0001", "2026-03-01"), &["renews.expiry"]),
            (free(), renewal("川示0001", "2227-01-01"), &["renews.expiry"]),
            (free(), renewal(" ", EXPIRY), &["renews.licence"]),
            (free(), renewal(&"证".repeat(101), EXPIRY), &["renews.licence"]),
            (benefit(), renewal("川示0001", EXPIRY), &["renews"]),
        ] {
            let filing = Filing {
                renews: asked,
                ..filing(&["m1", "m2"])
            };
            let found = file(&item, day("2026-03-02"), Who::Owner, filing);
            let found = found.map_or_else(
                |refusal| fields(&refusal).iter().map(|s| s.to_string()).collect(),
                |_| Vec::new(),
            );
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn has_a_clock_up_to_the_expiry() {
        let walk = asked("2026-03-02", EXPIRY);
        let clock = walk.case.clock(ClockKind::Renewal).unwrap();
        assert_eq!(clock.due(Calendar::national()).unwrap().day, day(EXPIRY));
        let renews = walk.case.renews.as_ref().unwrap();
        assert_eq!(
            (renews.licence.as_str(), renews.ask_by),
            ("川示0001", day("2026-03-02"))
        );
    }

    #[test]
    fn is_granted_by_law_on_the_day_after_the_expiry_and_not_before() {
        for (asked_on, today, expected) in [
            ("2026-03-02", "2026-04-01", "not_permitted"),
            ("2026-03-02", "2026-04-02", "done"),
            ("2026-03-02", "2026-05-01", "done"),
            ("2026-03-03", "2026-04-02", "not_permitted"),
        ] {
            let mut walk = asked(asked_on, EXPIRY);
            walk.does(Who::Clerk, accept()).unwrap();
            assert_eq!(
                walk.on(today).code(Who::System, by_law()),
                expected,
                "{asked_on} {today}"
            );
        }
        let other = Walk::at(Status::Accepted).on("2026-06-01");
        assert_eq!(
            other.code(Who::System, by_law()),
            "not_permitted",
            "nobody asked for renewal"
        );
    }

    #[test]
    fn by_law_holds_from_the_day_of_expiry_and_names_its_article() {
        let mut walk = asked("2026-03-02", EXPIRY);
        walk.does(Who::Clerk, accept()).unwrap();
        let mut walk = walk.on("2026-04-02");
        walk.does(Who::System, by_law()).unwrap();
        assert_eq!(walk.case.status(), Status::Granted);
        let decision = walk.case.decision().unwrap();
        assert_eq!((decision.day, decision.by), (day(EXPIRY), None));
        assert_eq!(decision.by_law.as_deref(), Some("行政许可法 第五十条"));
        assert_eq!(walk.case.clock(ClockKind::Renewal).unwrap().stopped, Some(day(EXPIRY)));
        let delivery = walk.case.clock(ClockKind::Delivery).unwrap();
        assert_eq!(delivery.start, day(EXPIRY));
        assert!(walk.does(Who::Clerk, issue()).is_ok());
    }

    #[test]
    fn by_law_comes_over_a_case_that_nobody_answered_and_over_one_that_stands_still() {
        let mut silent = asked("2026-03-02", EXPIRY).on("2026-04-02");
        silent.does(Who::System, by_law()).unwrap();
        assert_eq!((silent.case.status(), silent.count("accepted")), (Status::Granted, 1));
        let mut standing = asked("2026-03-02", EXPIRY);
        standing.does(Who::Clerk, accept()).unwrap();
        standing
            .does(Who::Examiner, suspend(SuspensionKind::Hearing, 5))
            .unwrap();
        let mut standing = standing.on("2026-04-02");
        standing.does(Who::System, by_law()).unwrap();
        assert_eq!(
            (standing.case.status(), standing.count("resumed")),
            (Status::Granted, 1)
        );
        assert!(
            standing
                .case
                .clocks
                .iter()
                .all(|clock| clock.open_suspension().is_none())
        );
    }

    #[test]
    fn is_not_granted_by_law_while_corrections_are_awaited_nor_when_they_came_too_late() {
        let mut walk = asked("2026-03-02", EXPIRY);
        walk.does(Who::Clerk, ask("m1")).unwrap();
        let mut walk = walk.on("2026-04-02");
        assert_eq!(walk.code(Who::System, by_law()), "not_permitted");
        walk.does(Who::Owner, supplement("m1")).unwrap();
        assert_eq!(walk.code(Who::System, by_law()), "not_permitted");
        assert_eq!(
            walk.code(Who::Clerk, accept()),
            "done",
            "it is decided in the usual way"
        );
    }

    #[test]
    fn is_not_decided_otherwise_once_the_law_has_granted_it() {
        let mut walk = asked("2026-03-02", EXPIRY);
        assert_eq!(
            asked("2026-03-02", EXPIRY)
                .on("2026-04-02")
                .code(Who::Clerk, refuse_acceptance()),
            "renewed_by_law"
        );
        walk.does(Who::Clerk, accept()).unwrap();
        walk.does(Who::Examiner, review()).unwrap();
        let in_time = walk.decides(Who::Chief, refuse());
        assert!(in_time.is_ok());
        let walk = walk.on("2026-04-02");
        for command in [grant(), refuse()] {
            let refusal = walk.decides(Who::Chief, command).unwrap_err();
            assert_eq!((refusal.code, refusal.rule), ("renewed_by_law", "行政许可法 第五十条"));
        }
    }
}

mod letters_of_authority {
    use super::*;

    fn reviewed(item: Item) -> Walk {
        let mut walk = Walk::filed(item, &["m1", "m2"]);
        walk.does(Who::Clerk, accept()).unwrap();
        walk.does(Who::Examiner, review()).unwrap();
        walk
    }

    fn under(walk: &Walk, actor: &Actor, letters: &[Letter], order: Command) -> Result<Vec<What>, Refusal> {
        let context = Context {
            letters,
            ..context(&walk.item, walk.today, actor)
        };
        decide::decide(&walk.case, &context, order)
    }

    #[test]
    fn a_decision_cites_the_letter_under_which_it_was_made() {
        let walk = reviewed(free());
        let decided = under(&walk, &Who::Chief.actor(), letters(), grant()).unwrap();
        let What::Decided { letter, by_law, .. } = &decided[0] else {
            panic!("{decided:?}")
        };
        assert_eq!((letter.as_deref(), by_law), (Some("1号"), &None));
    }

    #[test]
    fn without_a_valid_letter_nothing_is_decided_or_extended() {
        let mut walk = reviewed(free());
        let ended = Letter {
            until: walk.today.plus(-1),
            ..letters()[0].clone()
        };
        let reviews = Letter {
            grants: letters()[2].grants.clone(),
            ..letters()[0].clone()
        };
        for register in [vec![], vec![ended], vec![reviews]] {
            let refused = under(&walk, &Who::Chief.actor(), &register, grant()).unwrap_err();
            assert_eq!(refused.code, "no_authority", "{register:?}");
            let extend = Command::Extend {
                days: 3,
                reason: "情况复杂".into(),
                approved: None,
            };
            let refused = under(&walk, &Who::Chief.actor(), &register, extend).unwrap_err();
            assert_eq!(refused.code, "no_authority", "{register:?}");
        }
        walk.does(Who::Chief, grant()).unwrap();
    }

    #[test]
    fn the_windows_decide_instant_items_under_their_letter() {
        let walk = Walk::filed(instant(), &["m1", "m2"]);
        let order = || Command::Decide {
            outcome: Outcome::Grant {
                conditions: Vec::new(),
                validity: String::new(),
            },
            hand_over: None,
        };
        let refused = under(&walk, &Who::Clerk.actor(), &letters()[..1], order()).unwrap_err();
        assert_eq!(refused.code, "no_authority");
        let decided = under(&walk, &Who::Clerk.actor(), letters(), order()).unwrap();
        assert!(
            decided
                .iter()
                .any(|what| matches!(what, What::Decided { letter: Some(number), .. } if number == "2号"))
        );
    }

    #[test]
    fn who_accepts_a_case_does_not_decide_it() {
        let mut both = Who::Chief.actor();
        both.capacity = Capacity::Staff {
            roles: vec![Role::Clerk, Role::Chief],
            body: Some(BODY.into()),
        };
        let mut walk = Walk::filed(free(), &["m1", "m2"]);
        let accepted = under(&walk, &both, letters(), accept()).unwrap().remove(0);
        let event = Event {
            seq: 2,
            at: context(&walk.item, walk.today, &both).now,
            actor: ActorMark::of(&both, Some(Role::Clerk)),
            what: accepted,
        };
        walk.case.apply(&event).unwrap();
        walk.events.push(event);
        walk.does(Who::Examiner, review()).unwrap();
        let refused = under(&walk, &both, letters(), grant()).unwrap_err();
        assert_eq!(refused.code, "accepted_by_oneself");
    }
}
