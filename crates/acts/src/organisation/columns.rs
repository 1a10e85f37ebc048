//! The columns of lists of people and windows (清单的列), and what stands in their cells.

use std::collections::BTreeMap;

use yimen_domain::calendar::Day;
use yimen_domain::organisation::Role;
use yimen_domain::words::Words;

/// A column with the names by which lists call it: the one that we write first, then English, then others.
pub(super) struct Column {
    pub(super) key: &'static str,
    pub(super) heading: (&'static str, &'static str),
    also: &'static [&'static str],
}

const fn column(key: &'static str, heading: (&'static str, &'static str), also: &'static [&'static str]) -> Column {
    Column { key, heading, also }
}

/// Of a list of people and posts.
pub(super) const PEOPLE: &[Column] = &[
    column(
        "login",
        ("用户名", "Sign-in name"),
        &["登录名", "账号", "工号", "login", "user"],
    ),
    column("name", ("姓名", "Name"), &["人员", "人员姓名", "工作人员"]),
    column(
        "body",
        ("部门", "Body"),
        &["实施主体", "单位", "派驻单位", "所属部门", "department"],
    ),
    column("section", ("科室", "Section"), &["股室", "处室", "内设机构"]),
    column("window", ("窗口号", "Window"), &["窗口", "所在窗口"]),
    column("post", ("岗位名称", "Post"), &["岗位", "职务"]),
    column("code", ("岗位编码", "Post code"), &["岗位代码", "编码"]),
    column("roles", ("角色", "Roles"), &["系统角色", "权限", "role"]),
    column(
        "side",
        ("A/B岗", "A or B"),
        &["AB岗", "A/B 岗", "AB角", "A/B角", "side"],
    ),
    column("standing", ("任职方式", "Standing"), &["任职", "主任代理"]),
    column(
        "from",
        ("起始日", "From"),
        &["任职日期", "到岗日期", "上岗日期", "开始日期"],
    ),
    column("until", ("截止日", "Until"), &["离岗日期", "结束日期", "到期日"]),
    column("paired", ("是否设B岗", "Has a B"), &["实行AB岗", "设B岗"]),
    column(
        "heads",
        ("科室负责人", "Heads the section"),
        &["是否科室负责人", "负责人岗位"],
    ),
    column("state", ("状态", "State"), &["岗位状态"]),
];

/// Of a list of windows.
pub(super) const WINDOWS: &[Column] = &[
    column("number", ("窗口号", "Window"), &["窗口", "窗口编号", "number"]),
    column("name", ("窗口名称", "Window name"), &["名称", "name"]),
    column("english", ("英文名称", "Name in English"), &["english name"]),
    column("hall", ("大厅", "Hall"), &["所在大厅", "分厅"]),
    column("serves", ("服务部门", "Bodies served"), &["受理部门", "进驻部门"]),
    column("code", ("窗口编码", "Window code"), &["窗口代码"]),
    column("state", ("状态", "State"), &["启用状态"]),
];

fn is_called(column: &Column, name: &str) -> bool {
    let name = name.trim().trim_start_matches('*').trim();
    let same = |known: &str| known.eq_ignore_ascii_case(name);
    same(column.heading.0) || same(column.heading.1) || column.key == name || column.also.iter().copied().any(same)
}

/// Some list has a column of this name.
pub(super) fn is_known(name: &str) -> bool {
    PEOPLE.iter().chain(WINDOWS).any(|column| is_called(column, name))
}

/// Which of a list's columns is which of ours, guessed from their names.
pub(super) fn guess(columns: &'static [Column], heading: &[String]) -> BTreeMap<&'static str, usize> {
    let mut found = BTreeMap::new();
    for (at, name) in heading.iter().enumerate() {
        if let Some(column) = columns.iter().find(|column| is_called(column, name)) {
            found.entry(column.key).or_insert(at);
        }
    }
    found
}

/// The parts of a cell that lists several.
pub(super) fn several(text: &str) -> impl Iterator<Item = &str> {
    text.split(['、', '，', ',', ';', '；', '\n', '|'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

/// A day as offices write it, or the number by which spreadsheets keep one.
pub(super) fn day(text: &str) -> Result<Day, Words> {
    let wrong = || {
        Words::new(
            format!("“{text}”不是日期，请写成 2026-11-22"),
            format!("“{text}” is no date; write it as 2026-11-22"),
        )
    };
    if let Ok(number) = text.parse::<i32>() {
        return match text.len() {
            // Days since 1899-12-30, as spreadsheets count.
            5 => Ok(Day::from_days(number - 25_569)),
            8 => Day::parse(&format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..])).map_err(|_| wrong()),
            _ => Err(wrong()),
        };
    }
    let part = text.split([' ', 'T']).next().unwrap_or_default();
    let parts: Vec<&str> = part
        .split(['-', '/', '.', '年', '月', '日'])
        .filter(|part| !part.is_empty())
        .collect();
    match parts.as_slice() {
        [year, month, day] => Day::parse(&format!("{year}-{month:0>2}-{day:0>2}")).map_err(|_| wrong()),
        _ => Err(wrong()),
    }
}

/// A cell that says that something is no more.
pub(super) fn is_closed(text: &str) -> bool {
    ["停用", "撤销", "closed"].contains(&text)
}

/// Yes or no; nothing where the cell is empty.
pub(super) fn yes_no(text: &str) -> Result<Option<bool>, Words> {
    match text {
        "" => Ok(None),
        "是" | "有" | "√" | "yes" | "Yes" => Ok(Some(true)),
        "否" | "无" | "×" | "no" | "No" => Ok(Some(false)),
        _ => Err(Words::new(
            format!("“{text}”应为“是”或“否”"),
            format!("“{text}” should be yes or no"),
        )),
    }
}

/// Roles by their codes or names.
pub(super) fn roles(text: &str) -> Result<Vec<Role>, Words> {
    let role = |name: &str| {
        let known = Role::ALL.into_iter().find(|role| {
            let (zh, en) = role.words();
            role.code() == name || zh == name || en.eq_ignore_ascii_case(name)
        });
        known.ok_or_else(|| Words::new(format!("没有“{name}”这个角色"), format!("there is no role “{name}”")))
    };
    several(text).map(role).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_offices_write_them() {
        let wanted = Day::parse("2026-03-02").unwrap();
        for text in [
            "2026-03-02",
            "2026/3/2",
            "2026.3.2",
            "2026年3月2日",
            "20260302",
            "46083",
            "2026-03-02 00:00:00",
        ] {
            assert_eq!(day(text), Ok(wanted), "{text}");
        }
        for text in ["", "明天", "2026-13-01", "3"] {
            assert!(day(text).is_err(), "{text}");
        }
    }

    #[test]
    fn columns_are_known_by_the_names_of_offices() {
        let heading = ["账号", "* 姓名", "派驻单位", "AB岗", "备注"].map(String::from);
        let found = guess(PEOPLE, &heading);
        let wanted = BTreeMap::from([("login", 0), ("name", 1), ("body", 2), ("side", 3)]);
        assert_eq!(found, wanted);
        assert_eq!(roles("窗口人员、examiner"), Ok(vec![Role::Clerk, Role::Examiner]));
        assert!(roles("局长").is_err());
    }
}
