//! People, posts and windows as a workbook (导出), with the columns by which they can be brought in again.

use std::collections::HashMap;

use yimen_domain::calendar::Day;
use yimen_domain::organisation::AccountId;
use yimen_domain::organisation::posts::{Post, Side, Term};

use super::change::account;
use super::columns::{Column, PEOPLE, WINDOWS};
use super::{Organisation, Window, as_of};
use crate::sheets::{self, Table};
use crate::{ActError, Centre};

/// What a list says of what is there.
const IN_USE: &str = "启用";

/// A workbook of people with their posts, and of windows, as they are on a day.
///
/// # Errors
/// The database does not answer, or the workbook cannot be put together.
pub async fn workbook(centre: &Centre, on: Day) -> Result<Vec<u8>, ActError> {
    sheets::workbook(&[people(centre, on).await?, windows(centre, on)?])
}

/// The table of people with their posts alone, as CSV.
///
/// # Errors
/// As [`workbook`].
pub async fn csv(centre: &Centre, on: Day) -> Result<Vec<u8>, ActError> {
    sheets::csv(&people(centre, on).await?)
}

async fn people(centre: &Centre, on: Day) -> Result<Table, ActError> {
    let (register, organisation) = (centre.posts(), as_of(centre, on)?);
    let mut logins: HashMap<AccountId, String> = HashMap::new();
    let mut rows = Vec::new();
    for post in register.roster.posts(on) {
        let holders: Vec<&Term> = Side::ALL
            .into_iter()
            .filter_map(|side| register.roster.holder(&post.code, side, on))
            .collect();
        for term in &holders {
            let who = term.person.account;
            if let std::collections::hash_map::Entry::Vacant(unknown) = logins.entry(who) {
                unknown.insert(account(centre, who).await?.map_or_else(String::new, |row| row.login));
            }
            rows.push(row(&organisation, post, Some((term, &logins[&who]))));
        }
        if holders.is_empty() {
            rows.push(row(&organisation, post, None));
        }
    }
    Ok(table("人员岗位", PEOPLE, rows))
}

fn table(title: &str, columns: &[Column], rows: Vec<Vec<String>>) -> Table {
    Table {
        title: title.to_string(),
        head: columns.iter().map(|column| column.heading.0.to_string()).collect(),
        rows,
        ..Table::default()
    }
}

fn row(organisation: &Organisation, post: &Post, held: Option<(&Term, &String)>) -> Vec<String> {
    let body = organisation.bodies.get(&post.body);
    let section = post.section.as_ref().map(|code| {
        let known = body.and_then(|body| body.sections.iter().find(|section| section.code == *code));
        known.map_or_else(|| code.clone(), |section| section.name.zh.clone())
    });
    let window = post.window.as_ref().map(|code| {
        let known = organisation.windows.get(code);
        known.map_or_else(|| code.clone(), |window| window.number.clone())
    });
    let roles: Vec<&str> = post.roles.iter().map(|role| role.words().0).collect();
    let of_term = |cell: fn(&Term) -> String| held.map_or_else(String::new, |(term, _)| cell(term));
    vec![
        held.map_or_else(String::new, |(_, login)| login.clone()),
        of_term(|term| term.person.name.clone()),
        body.map_or_else(|| post.body.clone(), |body| body.name.zh.clone()),
        section.unwrap_or_default(),
        window.unwrap_or_default(),
        post.name.zh.clone(),
        post.code.clone(),
        roles.join("、"),
        of_term(|term| term.side.code().to_uppercase()),
        of_term(|term| term.standing.words().0.to_string()),
        of_term(|term| term.from.to_string()),
        of_term(|term| term.until.map_or_else(String::new, |until| until.to_string())),
        if post.paired { "是" } else { "否" }.to_string(),
        if post.heads { "是" } else { "否" }.to_string(),
        IN_USE.to_string(),
    ]
}

fn windows(centre: &Centre, on: Day) -> Result<Table, ActError> {
    let organisation = as_of(centre, on)?;
    let rows = organisation
        .windows
        .values()
        .map(|window| window_row(&organisation, window));
    Ok(table("窗口", WINDOWS, rows.collect()))
}

fn window_row(organisation: &Organisation, window: &Window) -> Vec<String> {
    let hall = organisation.halls.get(&window.hall);
    let serves: Vec<String> = if window.all {
        vec!["全部".to_string()]
    } else {
        window
            .bodies
            .iter()
            .map(|code| organisation.body_name(code).zh)
            .collect()
    };
    vec![
        window.number.clone(),
        window.name.zh.clone(),
        window.name.en.clone(),
        hall.map_or_else(|| window.hall.clone(), |hall| hall.name.zh.clone()),
        serves.join("、"),
        window.code.clone(),
        IN_USE.to_string(),
    ]
}
