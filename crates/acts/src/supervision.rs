//! What supervision finds (监察发现): irregular patterns in a case that is looked at.

use yimen_domain::supervision::{Finding, Parameters, Trace, detect};

use crate::Centre;
use crate::cases::view::CaseView;

/// What is irregular in a case as it stands, by the parameters that hold when nobody sets them.
pub fn findings(centre: &Centre, view: &CaseView) -> Vec<Finding> {
    let trace = Trace::of(&view.case, &view.item, &view.events);
    let calendar = centre.book().of(&view.case);
    detect(&trace, &Parameters::default(), &calendar, centre.today())
}
