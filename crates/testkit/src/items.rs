//! The items that stories are about, and what people fill in and hand in for them.

use yimen_domain::calendar::Day;
use yimen_domain::items::form::{self, Answers};
use yimen_domain::items::situation::walk;
use yimen_domain::items::{Chosen, Item};

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
