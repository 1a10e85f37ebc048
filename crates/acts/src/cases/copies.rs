//! Copies of what was handed in, as they are shown (材料副本): one that a clerk compared with its original carries the mark across every page.

use yimen_domain::calendar::Day;
use yimen_domain::cases::Case;
use yimen_domain::cases::event::{FileMark, Handed, HandedIn};
use yimen_domain::items::material::Trust;
use yimen_domain::organisation::{AccountId, Actor};
use yimen_domain::words::{Fault, Refusal};
use yimen_paper::copies::{MOST_PAGES, Part, Unbound, bind, pages};

use crate::{ActError, Centre, files, press};

use super::view;

/// Media types that can be shown as pages.
pub const AS_PAGES: [&str; 4] = ["application/pdf", "image/jpeg", "image/png", "image/webp"];

/// A file of a case for somebody who may see it: with the mark where it was compared with its original, unless the file itself is asked for.
///
/// # Errors
/// There is no such case or file, or it is none of this person's business.
pub async fn file(
    centre: &Centre,
    actor: &Actor,
    number: &str,
    hash: &str,
    itself: bool,
) -> Result<(FileMark, Vec<u8>), ActError> {
    let (mut mark, case) = view::file_of(centre, actor, number, hash).await?;
    let bytes = files::bytes(centre, &mark.hash).await?;
    let words = words_of(centre, &case, hash).filter(|_| !itself);
    let (Some(words), true) = (words, AS_PAGES.contains(&mark.media.as_str())) else {
        return Ok((mark, bytes));
    };
    let parts = vec![Part {
        bytes: bytes.clone(),
        media: mark.media.clone(),
        turns: 0,
    }];
    match bound(centre, parts, Some(words)).await? {
        Ok(marked) => {
            let stem = mark.name.rsplit_once('.').map_or(mark.name.as_str(), |(stem, _)| stem);
            mark.name = format!("{stem}.pdf");
            mark.media = "application/pdf".into();
            mark.size = marked.len() as u64;
            Ok((mark, marked))
        }
        // A file that this program cannot open is still the file that was handed in.
        Err(why) => {
            tracing::info!(case = %case.number, %why, "a compared copy is shown without its mark");
            Ok((mark, bytes))
        }
    }
}

/// The pages of a material bound into one file that `account` brought, each file turned by its quarter turns to the right.
///
/// # Errors
/// A file cannot be shown as pages, there are too many, or what comes of it is too large.
pub async fn join(
    centre: &Centre,
    account: AccountId,
    material: &str,
    pages: Vec<(FileMark, u8)>,
) -> Result<FileMark, ActError> {
    let mut parts = Vec::with_capacity(pages.len());
    for (mark, turns) in &pages {
        parts.push(Part {
            bytes: files::bytes(centre, &mark.hash).await?,
            media: mark.media.clone(),
            turns: *turns,
        });
    }
    let bytes = bound(centre, parts, None)
        .await?
        .map_err(|why| ActError::from(Refusal::invalid(vec![cannot(&why, &pages)])))?;
    files::take(centre, account, &format!("{material}.pdf"), bytes).await
}

/// Why pages cannot become one file, for people.
fn cannot(why: &Unbound, pages: &[(FileMark, u8)]) -> Fault {
    let name = |at: usize| pages.get(at).map_or("", |(mark, _)| mark.name.as_str());
    let (zh, en) = match why {
        Unbound::Media(at) | Unbound::Damaged(at) => (
            format!(
                "“{}”打不开，可能已损坏或者有密码，不能合并。请去掉“合并为一个 PDF”，或重新扫描。",
                name(*at)
            ),
            format!(
                "“{}” cannot be opened: it may be damaged or locked. Send the files apart, or scan it again.",
                name(*at)
            ),
        ),
        Unbound::Picture(at) => (
            format!("图片“{}”尺寸过大，不能合并。请缩小后再上传。", name(*at)),
            format!(
                "The picture “{}” is too large. Make it smaller and upload it again.",
                name(*at)
            ),
        ),
        Unbound::Pages => (
            format!("合并后超过 {MOST_PAGES} 页，请分开上传。"),
            format!("Together they have more than {MOST_PAGES} pages: please send them apart."),
        ),
        Unbound::Unwritable(_) => (
            "这些文件不能合并为一个 PDF，请去掉“合并为一个 PDF”后再提交。".to_string(),
            "These files cannot become one PDF: please send them apart.".to_string(),
        ),
    };
    Fault::new("file", zh, en)
}

/// Files bound into one PDF beside the other work.
pub(crate) async fn bound(
    centre: &Centre,
    parts: Vec<Part>,
    mark: Option<String>,
) -> Result<Result<Vec<u8>, Unbound>, ActError> {
    let fonts = centre.fonts()?;
    press::do_in_turn(move || Ok(bind(parts, mark.as_deref(), &fonts))).await
}

/// How many pages a file of a case has; one where it is no PDF, or cannot be opened. Whoever asks has been shown the case.
///
/// # Errors
/// The file cannot be read.
pub async fn pages_of(centre: &Centre, mark: &FileMark) -> Result<usize, ActError> {
    if mark.media != "application/pdf" {
        return Ok(1);
    }
    let bytes = files::bytes(centre, &mark.hash).await?;
    press::do_in_turn(move || Ok(pages(bytes).unwrap_or(1))).await
}

/// What is written across a copy that agrees with its original; nothing for others.
fn words_of(centre: &Centre, case: &Case, hash: &str) -> Option<String> {
    let handed = holding(case, hash).filter(|handed| handed.origin.trust == Some(Trust::Verified))?;
    let at = &centre.organisation().division.centre.zh;
    let day: Option<Day> = case.intake.compared.get(&handed.material).map(|compared| compared.day);
    let parts = [
        "与原件核对无误".to_string(),
        at.clone(),
        day.map_or_else(String::new, |day| day.to_string()),
    ];
    Some(
        parts
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join("  "),
    )
}

fn holding<'a>(case: &'a Case, hash: &str) -> Option<&'a HandedIn> {
    case.materials.iter().find(|handed| match &handed.handed {
        Handed::Files(files) => files.iter().any(|file| file.hash == hash),
        Handed::Paper => false,
    })
}
