//! Electronic supervision (电子监察): rules in their versions, cards that fall due and are given once, what people do about them, and rules tried on the
//! past ([`yimen_domain::supervision`] says what is due; here it is kept, looked up and committed).

pub mod adopt;
pub(crate) mod book;
pub mod lists;
pub mod night;
pub(crate) mod rows;
pub mod trial;
pub(crate) mod watch;
pub mod work;

pub use book::{Change, Entry, Rules, refresh};
use yimen_domain::supervision::{Finding, Parameters, Trace, detect};

use crate::Centre;
use crate::cases::view::CaseView;

/// What is irregular in a case as it stands, by the parameters that hold when nobody sets them.
pub fn findings(centre: &Centre, view: &CaseView) -> Vec<Finding> {
    let trace = Trace::of(&view.case, &view.item, &view.events);
    let calendar = centre.book().of(&view.case);
    detect(&trace, &Parameters::default(), &calendar, centre.today())
}
