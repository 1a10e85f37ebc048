//! Sections of the editing screens, and the order in which elements are read and filled in.

use std::sync::LazyLock;

use yimen_edit::outline::{Inside, Outline, Section};
use yimen_edit::shape::{Group, of_schema};

/// The shape of an item's document.
pub(super) fn shape() -> &'static Group {
    static SHAPE: LazyLock<Group> = LazyLock::new(|| of_schema(&yimen_acts::items::wire::schema()));
    &SHAPE
}

/// The sections with their elements, as the shape has them.
pub(super) fn sections() -> &'static [(&'static str, Vec<String>)] {
    static SECTIONS: LazyLock<Vec<(&'static str, Vec<String>)>> = LazyLock::new(|| OUTLINE.of(shape()));
    &SECTIONS
}

/// The elements of a section; none where there is no such section.
pub(super) fn elements(section: &str) -> Option<Vec<&'static str>> {
    let found = sections().iter().find(|(code, _)| *code == section)?;
    Some(found.1.iter().map(String::as_str).collect())
}

/// Elements that take several lines although they are one text.
pub(super) const LONG: [&str; 3] = ["legal_basis.text", "conditions.rule.cel", "fee.lines.rule.cel"];

/// Elements that are chosen by finding an item of the library.
pub(super) const ITEMS: [&str; 3] = ["parent", "cites.code", "prerequisites.item"];

const fn section(code: &'static str, elements: &'static [&'static str]) -> Section {
    Section { code, elements }
}

const fn inside(path: &'static str, usual: &'static [&'static str], more: &'static [&'static str]) -> Inside {
    Inside { path, usual, more }
}

/// How an item is read.
pub(super) const OUTLINE: Outline = Outline {
    sections: &[
        section(
            "basics",
            &[
                "name",
                "code",
                "body",
                "kind",
                "handling",
                "audience",
                "summary",
                "group",
                "planned",
                "codes",
                "catalogue_only",
                "assumed",
            ],
        ),
        section("authority", &["authority"]),
        section("basis", &["legal_basis"]),
        section(
            "conditions",
            &["conditions", "quantity", "quantity_limit", "commitment"],
        ),
        section("situations", &["situations"]),
        section("materials", &["materials"]),
        section("procedure", &["procedure", "special_procedures"]),
        section(
            "limits",
            &[
                "statutory_days",
                "statutory_source",
                "statutory_stated",
                "promised_days",
                "promised_stated",
            ],
        ),
        section("fees", &["fee"]),
        section("result", &["result"]),
        section("form", &["form", "form_tests"]),
        section(
            "service",
            &[
                "hall",
                "hours",
                "phone",
                "complaint_phone",
                "visits",
                "visit_reason",
                "depth",
                "delivery",
                "access",
            ],
        ),
        section("residency", &["residency"]),
        section("questions", &["questions"]),
        section("links", &["position", "parent", "cites", "prerequisites"]),
        section("words", &["keywords"]),
    ],
    inside: &[
        inside(
            "authority",
            &[
                "level",
                "nature",
                "source",
                "credit_code",
                "office",
                "division",
                "content",
                "joint",
                "intermediaries",
            ],
            &["entrusted_by", "jurisdiction", "decider"],
        ),
        inside("authority.office", &["name", "credit_code"], &[]),
        inside("authority.joint", &["name", "credit_code"], &[]),
        inside("authority.intermediaries", &["name", "basis"], &[]),
        inside(
            "codes",
            &["catalogue", "implementation", "handling", "local_catalogue", "local"],
            &[],
        ),
        inside("planned", &["from", "until"], &[]),
        inside(
            "legal_basis",
            &["title", "article", "text", "verified"],
            &["rank", "number", "issuer"],
        ),
        inside("conditions", &[], &["rule", "met", "unmet"]),
        inside("conditions.rule", &["cel", "examples"], &[]),
        inside("conditions.rule.examples", &["given", "expected"], &[]),
        inside("commitment", &["offered", "conditions", "check_months"], &[]),
        inside("quantity_limit", &["number", "per", "from", "until"], &[]),
        inside("situations", &["question", "hint", "options", "when"], &["code"]),
        inside("situations.options", &["label", "hint"], &["code"]),
        inside(
            "materials",
            &[
                "name",
                "required",
                "deferrable",
                "replaceable",
                "kind",
                "source",
                "form",
                "copies",
                "originals",
                "issuer",
                "note",
                "when",
            ],
            &[
                "library",
                "trust",
                "recency",
                "how",
                "where",
                "standard",
                "paper",
                "basis",
                "blank",
                "sample",
                "retention",
                "code",
            ],
        ),
        inside("procedure", &["step", "name", "who", "days", "when"], &[]),
        inside(
            "special_procedures",
            &["kind", "basis", "max_days", "stops_statutory"],
            &[],
        ),
        inside("statutory_stated", &["amount", "unit", "explanation"], &[]),
        inside("promised_stated", &["amount", "unit", "explanation"], &[]),
        inside("fee", &["amount_fen", "unit", "basis", "standard", "lines"], &[]),
        inside(
            "fee.lines",
            &[
                "name",
                "amount_fen",
                "standard",
                "basis",
                "reducible",
                "reduction",
                "when",
            ],
            &["rule"],
        ),
        inside("fee.lines.rule", &["cel", "examples"], &[]),
        inside("fee.lines.rule.examples", &["given", "expected"], &[]),
        inside("result", &["name", "kind", "validity"], &["sample", "licence_type"]),
        inside(
            "form",
            &[
                "element", "label", "type", "required", "options", "fields", "hint", "when",
            ],
            &[
                "group",
                "max",
                "least",
                "most",
                "places",
                "unit",
                "accept",
                "max_kb",
                "not_before",
                "code",
            ],
        ),
        inside(
            "form.fields",
            &["element", "label", "type", "required", "options", "hint", "when"],
            &[
                "group",
                "max",
                "least",
                "most",
                "places",
                "unit",
                "accept",
                "max_kb",
                "not_before",
                "code",
            ],
        ),
        inside("form.options", &["label"], &["code"]),
        inside("form.fields.options", &["label"], &["code"]),
        inside("form_tests", &["name", "answers", "expect"], &[]),
        inside(
            "access",
            &[
                "channels",
                "objects",
                "reach",
                "booking",
                "pays_online",
                "courier",
                "terminals",
                "web_address",
                "mobile_address",
                "advice",
                "complaint",
                "places",
            ],
            &[
                "single_sign_on",
                "system_level",
                "person_themes",
                "company_themes",
                "town_code",
                "village_code",
            ],
        ),
        inside("residency", &["in_hall", "reason", "approval"], &[]),
        inside("questions", &["question", "answer"], &[]),
        inside("cites", &["code", "version"], &[]),
        inside("prerequisites", &["item", "name", "basis"], &[]),
    ],
};
