//! Texts and files of a page as answers, and the buttons that change rows and files without a script.

use std::collections::BTreeSet;

use yimen_domain::items::form::{Answer, Answers, Field, FieldType, LONGEST, MOST_ROWS, Told};

use super::Sent;

/// What was filled in. Far too long texts are cut, so that a draft stays a draft; rows stay, filled in or not.
pub fn answers(fields: &[Field], sent: &Sent) -> Answers {
    level("form.", fields, sent)
}

fn level(before: &str, fields: &[Field], sent: &Sent) -> Answers {
    let filled = fields.iter().filter_map(|field| {
        let name = format!("{before}{}", field.code);
        let answer = match &field.kind {
            FieldType::Group(inner) => {
                let rows = rows_of(&name, sent);
                Answer::Rows(
                    rows.into_iter()
                        .map(|at| level(&format!("{name}[{at}]."), inner, sent))
                        .collect(),
                )
            }
            FieldType::File(_) => Answer::Files(files_of(&name, sent)),
            FieldType::Choices(_) => Answer::Many(chosen(&name, sent)),
            _ => {
                let text = sent.get(&name).replace("\r\n", "\n");
                Answer::Text(text.chars().take(LONGEST + 1).collect())
            }
        };
        (!answer.is_empty()).then(|| (field.code.clone(), answer))
    });
    filled.collect()
}

/// The numbers of the rows that the page sent, in order.
fn rows_of(name: &str, sent: &Sent) -> BTreeSet<usize> {
    let beginning = format!("{name}[");
    let numbered = |name: &str| name.strip_prefix(&beginning)?.split(']').next()?.parse().ok();
    let names = sent.pairs.iter().map(|(name, _)| name);
    let names = names.chain(sent.files.iter().map(|(name, _)| name));
    names
        .filter_map(|name| numbered(name))
        .take(MOST_ROWS * 200)
        .collect::<BTreeSet<usize>>()
        .into_iter()
        .take(MOST_ROWS + 1)
        .collect()
}

fn files_of(name: &str, sent: &Sent) -> Vec<yimen_domain::cases::event::FileMark> {
    let mut found: Vec<yimen_domain::cases::event::FileMark> = Vec::new();
    for (_, mark) in sent.files.iter().filter(|(known, _)| known == name) {
        if !found.iter().any(|known| known.hash == mark.hash) {
            found.push(mark.clone());
        }
    }
    found
}

fn chosen(name: &str, sent: &Sent) -> Vec<String> {
    let own = sent
        .pairs
        .iter()
        .filter(|(known, text)| known == name && !text.trim().is_empty());
    own.map(|(_, text)| text.trim().to_string()).take(200).collect()
}

/// A button of the form that changes it and sends nothing on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Adds a row to a group.
    Add(String),
    /// Removes a row.
    Remove(String, usize),
    /// Removes a file.
    Drop(String, String),
}

impl Act {
    /// From the value of a button: `add:form.partners`, `remove:form.partners[1]`, `drop:form.photo:HASH`.
    pub fn parse(button: &str) -> Option<Act> {
        let (what, rest) = button.split_once(':')?;
        match what {
            "add" => Some(Act::Add(rest.to_string())),
            "remove" => {
                let (group, at) = rest.strip_suffix(']')?.rsplit_once('[')?;
                Some(Act::Remove(group.to_string(), at.parse().ok()?))
            }
            "drop" => {
                let (field, hash) = rest.rsplit_once(':')?;
                Some(Act::Drop(field.to_string(), hash.to_string()))
            }
            _ => None,
        }
    }

    /// Does it, and says where the page goes on.
    pub fn apply(&self, answers: &mut Answers, fields: &[Field]) -> String {
        match self {
            Act::Add(group) => {
                let code = group.strip_prefix("form.").unwrap_or(group);
                let Some(field) = fields.iter().find(|field| field.code == code) else {
                    return group.clone();
                };
                let shown = rows_shown(field, answers.get(code));
                let entry = answers
                    .entry(code.to_string())
                    .or_insert_with(|| Answer::Rows(Vec::new()));
                if let Answer::Rows(rows) = entry {
                    rows.resize(shown.max(rows.len()), Answers::new());
                    if rows.len() < field.most_entries() {
                        rows.push(Answers::new());
                    }
                    return format!("{group}[{}]", rows.len() - 1);
                }
                group.clone()
            }
            Act::Remove(group, at) => {
                if let Some(Answer::Rows(rows)) = answers.get_mut(group.strip_prefix("form.").unwrap_or(group))
                    && *at < rows.len()
                {
                    rows.remove(*at);
                }
                group.clone()
            }
            Act::Drop(field, hash) => {
                drop_file(answers, field.strip_prefix("form.").unwrap_or(field), hash);
                field.clone()
            }
        }
    }
}

fn drop_file(answers: &mut Answers, path: &str, hash: &str) {
    let (here, rest) = path
        .split_once('.')
        .map_or((path, None), |(here, rest)| (here, Some(rest)));
    let (code, at) = here.split_once('[').map_or((here, None), |(code, at)| {
        (code, at.trim_end_matches(']').parse::<usize>().ok())
    });
    match (answers.get_mut(code), at, rest) {
        (Some(Answer::Rows(rows)), Some(at), Some(rest)) => {
            if let Some(row) = rows.get_mut(at) {
                drop_file(row, rest, hash);
            }
        }
        (Some(Answer::Files(files)), None, None) => files.retain(|file| file.hash != hash),
        _ => {}
    }
}

/// How many rows of a group a page shows: those that there are, and at least as many as must be filled in.
pub fn rows_shown(field: &Field, answer: Option<&Answer>) -> usize {
    let there = answer.map_or(0, |answer| answer.rows().len());
    there.max(field.least_entries())
}

/// Fills in what the applicant's particulars say, where nothing was filled in: nobody is asked twice.
pub fn fill(fields: &[Field], answers: &mut Answers, told: &Told<'_>) {
    for field in fields {
        let origin = field.element.and_then(|element| element.origin);
        let known = origin.and_then(|origin| told.about(origin));
        if let Some(known) = known
            && answers.get(&field.code).is_none_or(Answer::is_empty)
            && (field.choices().is_empty() || field.choices().iter().any(|choice| choice.code == known))
        {
            answers.insert(field.code.clone(), known.into());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields() -> Vec<Field> {
        let name = Field {
            code: "name".into(),
            ..Field::default()
        };
        let copy = Field {
            code: "copy".into(),
            kind: FieldType::File(Default::default()),
            ..Field::default()
        };
        vec![
            name.clone(),
            Field {
                code: "partners".into(),
                kind: FieldType::Group(vec![name, copy]),
                least: Some(1),
                most: Some(3),
                ..Field::default()
            },
        ]
    }

    fn sent(pairs: &[(&str, &str)]) -> Sent {
        Sent {
            pairs: pairs
                .iter()
                .map(|(name, text)| ((*name).to_string(), (*text).to_string()))
                .collect(),
            ..Sent::default()
        }
    }

    #[test]
    fn rows_come_in_the_order_of_their_numbers_and_keep_their_texts() {
        let sent = sent(&[
            ("form.name", " 王小明 "),
            ("form.partners[10].name", "赵六"),
            ("form.partners[2].name", "李四"),
            ("form.partners[x].name", "无"),
        ]);
        let answers = answers(&fields(), &sent);
        assert_eq!(answers["name"].text(), "王小明");
        let names: Vec<&str> = answers["partners"]
            .rows()
            .iter()
            .map(|row| row["name"].text())
            .collect();
        assert_eq!(names, ["李四", "赵六"]);
    }

    #[test]
    fn a_row_is_added_up_to_the_most_and_removed_where_it_stands() {
        let fields = fields();
        let mut answers = answers(&fields, &sent(&[("form.partners[0].name", "李四")]));
        let add = Act::parse("add:form.partners").unwrap();
        let at: Vec<String> = (0..3).map(|_| add.apply(&mut answers, &fields)).collect();
        assert_eq!(at, ["form.partners[1]", "form.partners[2]", "form.partners[2]"]);
        Act::parse("remove:form.partners[0]")
            .unwrap()
            .apply(&mut answers, &fields);
        assert_eq!(answers["partners"].rows(), [Answers::new(), Answers::new()]);
        Act::parse("remove:form.partners[9]")
            .unwrap()
            .apply(&mut answers, &fields);
        assert_eq!(answers["partners"].rows().len(), 2);
    }

    #[test]
    fn a_file_is_dropped_from_the_row_that_has_it() {
        let mark = |hash: &str| yimen_domain::cases::event::FileMark {
            hash: hash.into(),
            name: "x.png".into(),
            size: 1,
            media: "image/png".into(),
        };
        let mut sent = sent(&[("form.partners[0].name", "李四"), ("form.partners[1].name", "赵六")]);
        sent.files = vec![
            ("form.partners[1].copy".into(), mark("a")),
            ("form.partners[1].copy".into(), mark("b")),
        ];
        let mut answers = answers(&fields(), &sent);
        Act::parse("drop:form.partners[1].copy:a")
            .unwrap()
            .apply(&mut answers, &fields());
        let left = answers["partners"].rows()[1]["copy"].files();
        assert_eq!(left, [mark("b")]);
        assert_eq!(Act::parse("later"), None);
    }
}
