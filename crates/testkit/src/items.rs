//! The items that stories are about, and what people fill in and hand in for them.

use serde_json::Value;
use yimen_acts::cases::command::Reach;
use yimen_acts::items::life::{self, Origin};
use yimen_domain::calendar::Day;
use yimen_domain::items::form::{self, Answers};
use yimen_domain::items::life::Why;
use yimen_domain::items::situation::walk;
use yimen_domain::items::{Chosen, Item};

use crate::Town;

/// Food business licence: 10 working days by law, 5 promised, site inspection; people and companies.
pub const FOOD: &str = "511A0005200004-511602000000-000-115113016823646795-1-00";
/// Legal aid: no fee, no special procedure; people.
pub const LEGAL_AID: &str = "511G12015001-511602000000-000-115113010087786859-1-00";
/// Passport: costs 120 yuan; people.
pub const PASSPORT: &str = "511A0116400001-511602000000-000-11511300008778693M-1-00";
/// Sole trader: instant; people.
pub const SOLE_TRADER: &str = "511A0074300005-511602000000-000-115113016823646795-1-00";
/// Disability certificate: appraisal stops both clocks; people.
pub const DISABILITY: &str = "511F82001002-511602000000-000-11511301452259996U-1-00";
/// Road freight: 20 working days by law, 8 promised; people and companies.
pub const FREIGHT: &str = "511A0014300001-511602000000-000-2222222222222-1-00";
/// A line of the catalogue and no more: filing of a technical renovation investment project.
pub const PLAIN: &str = "511Z07001006-511602000000-000-11511301008778183N-1-00";

/// The smallest file that is recognised as a PDF.
pub const PDF: &[u8] = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n";

/// Answers to every field of an item's form that its checks take, but for files.
pub fn answers(item: &Item, today: Day) -> Answers {
    let mut filled = form::sample(&item.form, today);
    filled.retain(|_, answer| answer.files().is_empty());
    filled
}

/// The first answer to every question of an item that is asked.
pub fn situation(item: &Item) -> Chosen {
    walk(&item.situations, |question| {
        question.options.first().map(|answer| answer.code.clone())
    })
}

impl Town {
    /// An item of the approval bureau is changed by the hands through which every change goes; the new version holds from the next day, which begins.
    pub async fn changes_item(&self, code: &str, change: impl FnOnce(&mut Value)) {
        let actor = |login: &str| self.account(login).actor();
        let (drafter, legal, manager) = (actor("drafter-approval"), actor("legal-approval"), actor("manager"));
        let centre = &self.centre;
        let begun = life::start(centre, &drafter, None, Origin::Item(code.into())).await;
        let id = begun.unwrap().id;
        let opened = life::open(centre, &drafter, id).await.unwrap();
        let mut doc = opened.doc.clone();
        change(&mut doc);
        let saved = life::save(centre, &drafter, None, id, &doc, opened.serial).await;
        saved.unwrap();
        let why = Why {
            reason: "公布变动".into(),
            basis: "示例条例第五条".into(),
            approval: "示例 2 号".into(),
        };
        let submitted = life::submit(centre, &drafter, id, Reach::default(), why).await;
        submitted.unwrap();
        let reviewed = life::review(centre, &legal, id, Reach::default(), "同意").await;
        reviewed.unwrap();
        let opened = life::open(centre, &manager, id).await.unwrap();
        let findings = opened.findings(centre);
        let taken: Vec<String> = findings.iter().map(|finding| finding.rule.code.to_string()).collect();
        let terms = (self.today().plus(1), taken.as_slice(), "");
        let checked = life::check(centre, &manager, id, Reach::default(), terms).await;
        checked.unwrap();
        let published = life::publish(centre, &manager, id, Reach::default()).await;
        published.unwrap();
        self.days_later(1);
    }
}
