//! The library of shared materials (共享材料库): what many items ask for, described once.
//!
//! A material of an item may name a shared one (`library`) and leave out what is the same; what it says itself stands. A
//! version of an item takes the shared material as it stood when that version was made, so that nothing that was published
//! changes by itself. A change reaches an item with the item's next version; [`reaches`] names those that it has not reached.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;
use yimen_domain::calendar::Instant;
use yimen_domain::items::{Item, Material};
use yimen_domain::organisation::Actor;
use yimen_domain::organisation::permission::{About, Permission};
use yimen_domain::words::{Fault, Refusal, RefusalKind};
use yimen_paper::{Block, Document, DocumentKind, Language};
use yimen_store::tables::materials::{self, MaterialRow};
use yimen_store::{Built, CommitError};

use super::wire::{ItemWire, MaterialWire};
use super::{Library, life};
use crate::{ActError, Centre};

/// Most versions that are read at once.
const PAGE: i64 = 500;
/// Longest name, characters.
const LONGEST_NAME: usize = 200;
/// Most other names.
const MOST_ALIASES: usize = 20;

/// A shared material (共享材料), as it is stored and exchanged. Of the fields of an item's material `required`, `when` and
/// `library` mean nothing here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "SharedMaterial")]
pub struct SharedWire {
    /// The material; its code is that by which items name it.
    #[serde(flatten)]
    pub material: MaterialWire,
    /// 别名: what else it is called.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// 表格正文: what the printed form says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub text: Vec<String>,
    /// 填写项: what is filled in, with what stands there in the sample.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<LineWire>,
}

/// One line of a printed form (填写项).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LineWire {
    /// What is asked.
    pub label: String,
    /// What stands there in the filled sample (样表).
    #[serde(default)]
    pub sample: String,
}

/// One version of a shared material.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    /// Its number.
    pub version: u32,
    /// When it was made.
    pub made_at: Instant,
    /// By whom.
    pub made_by: String,
    /// What it says.
    pub wire: SharedWire,
}

/// Every version of every shared material.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Book(BTreeMap<String, Vec<Shared>>);

impl Book {
    /// The latest version.
    pub fn latest(&self, code: &str) -> Option<&Shared> {
        self.0.get(code)?.last()
    }

    /// The version that stood at a moment; the first one where there was none yet.
    fn at(&self, code: &str, when: i64) -> Option<&Shared> {
        let versions = self.0.get(code)?;
        let past = versions.iter().rev().find(|shared| shared.made_at.0 <= when);
        past.or_else(|| versions.first())
    }

    /// The latest version of each, in order of code.
    pub fn all(&self) -> impl Iterator<Item = &Shared> {
        self.0.values().filter_map(|versions| versions.last())
    }

    /// A document with what its materials take from the library as it stood at a moment; nothing is now.
    pub fn fill(&self, mut document: ItemWire, when: Option<i64>) -> ItemWire {
        for material in &mut document.materials {
            let code = material.library.as_str();
            let shared = match when {
                Some(when) => self.at(code, when),
                None => self.latest(code),
            };
            if let Some(shared) = shared {
                inherit(material, &shared.wire.material);
            }
        }
        document
    }
}

/// Takes over what the item's own material leaves out.
fn inherit(own: &mut MaterialWire, shared: &MaterialWire) {
    fn take<T: Clone + Default + PartialEq>(own: &mut T, shared: &T) {
        if *own == T::default() {
            own.clone_from(shared);
        }
    }
    take(&mut own.name, &shared.name);
    take(&mut own.kind, &shared.kind);
    take(&mut own.source, &shared.source);
    take(&mut own.form, &shared.form);
    take(&mut own.copies, &shared.copies);
    take(&mut own.originals, &shared.originals);
    take(&mut own.deferrable, &shared.deferrable);
    take(&mut own.replaceable, &shared.replaceable);
    take(&mut own.trust, &shared.trust);
    take(&mut own.note, &shared.note);
    take(&mut own.place, &shared.place);
    take(&mut own.issuer, &shared.issuer);
    take(&mut own.recency, &shared.recency);
    take(&mut own.how, &shared.how);
    take(&mut own.standard, &shared.standard);
    take(&mut own.paper, &shared.paper);
    take(&mut own.basis, &shared.basis);
    take(&mut own.blank, &shared.blank);
    take(&mut own.sample, &shared.sample);
    take(&mut own.retention, &shared.retention);
}

/// Reads every version.
///
/// # Errors
/// A stored material cannot be read.
pub(super) async fn read(centre: &Centre) -> Result<Book, ActError> {
    let mut book = Book::default();
    let (mut code, mut version) = (String::new(), 0_i64);
    loop {
        let params = vec![centre.div().into(), code.as_str().into(), version.into(), PAGE.into()];
        let rows = centre.store().query(&materials::IN_ORDER, params).await?;
        for row in &rows {
            let row = MaterialRow::read(row)?;
            let wire = serde_json::from_str(&row.doc)
                .map_err(|error| ActError::Broken(format!("material {} cannot be read: {error}", row.code)))?;
            (code, version) = (row.code.clone(), row.version.into());
            book.0.entry(row.code).or_default().push(Shared {
                version: row.version,
                made_at: Instant(row.made_at),
                made_by: row.made_by,
                wire,
            });
        }
        if (rows.len() as i64) < PAGE {
            return Ok(book);
        }
    }
}

/// Puts a shared material into the library, or a new version of it. Nothing happens where it says the same already.
///
/// # Errors
/// Not the centre's manager; a field is wrong; somebody else changed it in the same moment.
pub async fn put(centre: &Centre, actor: &Actor, wire: SharedWire) -> Result<(), ActError> {
    if !actor.may(Permission::ChangeMaterials, About::CENTRE) {
        return Err(not_the_manager().into());
    }
    add(centre, &actor.name, vec![wire]).await
}

/// Puts many into the library, as a centre begins with them: a JSON array of shared materials.
///
/// # Errors
/// The file is none, or a field is wrong.
pub async fn import(centre: &Centre, by: &str, bytes: &[u8]) -> Result<(), ActError> {
    let wires: Vec<SharedWire> = serde_json::from_slice(bytes)
        .map_err(|error| ActError::Broken(format!("the shared materials cannot be read: {error}")))?;
    add(centre, by, wires).await
}

async fn add(centre: &Centre, by: &str, wires: Vec<SharedWire>) -> Result<(), ActError> {
    let faults: Vec<Fault> = wires.iter().flat_map(faults).collect();
    if !faults.is_empty() {
        return Err(Refusal::invalid(faults).into());
    }
    let book = read(centre).await?;
    let mut writes = Vec::new();
    for wire in wires {
        let known = book.latest(&wire.material.code);
        if known.is_some_and(|known| known.wire == wire) {
            continue;
        }
        let row = MaterialRow {
            code: wire.material.code.clone(),
            version: known.map_or(1, |known| known.version + 1),
            doc: serde_json::to_string(&wire).map_err(|error| ActError::Broken(error.to_string()))?,
            made_at: centre.now().0,
            made_by: by.to_string(),
        };
        writes.push(row.insert(centre.div()));
    }
    if writes.is_empty() {
        return Ok(());
    }
    let built = move |_| Built {
        writes: writes.clone(),
        answer: String::new(),
    };
    match centre.commit(None, None, built).await {
        Ok(_) => super::load(centre).await,
        Err(CommitError::Conflict) => Err(crate::error::changed_meanwhile().into()),
        Err(error) => Err(error.into()),
    }
}

fn faults(wire: &SharedWire) -> Vec<Fault> {
    let material = &wire.material;
    let code = &material.code;
    let plain = code
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    let length = material.name.zh.trim().chars().count();
    let address = |text: &str| {
        text.is_empty() || text.starts_with('/') || text.starts_with("https://") || text.starts_with("http://")
    };
    let mut found = Vec::new();
    let mut need = |holds: bool, field: &str, zh: &str, en: &str| {
        if !holds {
            found.push(Fault::new(field, zh, en));
        }
    };
    need(
        plain && (2..=60).contains(&code.len()),
        "code",
        "编码应为 2 至 60 位小写字母、数字或连字符。",
        "The code has 2 to 60 small letters, digits or hyphens.",
    );
    need(
        (1..=LONGEST_NAME).contains(&length),
        "name",
        "名称应为 1 至 200 字。",
        "The name has 1 to 200 characters.",
    );
    need(
        wire.aliases.len() <= MOST_ALIASES,
        "aliases",
        "别名最多 20 个。",
        "At most 20 other names.",
    );
    need(
        address(&material.blank),
        "blank",
        "空白表格应为网址。",
        "The blank form is an address.",
    );
    need(
        address(&material.sample),
        "sample",
        "样表应为网址。",
        "The filled sample is an address.",
    );
    found
}

fn not_the_manager() -> Refusal {
    Refusal::new(
        "not_permitted",
        RefusalKind::Forbidden,
        "",
        (
            "共享材料库由中心负责人维护。",
            "The library of shared materials is kept by the manager of the centre.",
        ),
        ("请联系中心负责人。", "Ask the manager of the centre."),
    )
}

/// An item and its material that is taken from the library.
#[derive(Debug, Clone)]
pub struct Use {
    /// The item, in the version in force.
    pub item: Arc<Item>,
    /// Code of the material in the item.
    pub material: String,
    /// The shared material has a newer version than this item took.
    pub is_behind: bool,
}

/// The items in force that take this shared material, and whether its last change has reached them.
pub fn reaches(centre: &Centre, code: &str) -> Vec<Use> {
    let library = centre.library();
    let uses = |item: &Arc<Item>| {
        let own = item.materials.iter().filter(|material| material.library == code);
        own.map(|material| used(&library, item, material)).collect::<Vec<_>>()
    };
    library.all().flat_map(uses).collect()
}

/// How many items take each shared material, and how many of them its last change has not reached; one walk over the library.
pub fn reach(centre: &Centre) -> HashMap<String, (usize, usize)> {
    let library = centre.library();
    let mut found: HashMap<String, (usize, usize)> = HashMap::new();
    for item in library.all() {
        for material in item.materials.iter().filter(|material| !material.library.is_empty()) {
            let one = found.entry(material.library.clone()).or_default();
            one.0 += 1;
            one.1 += usize::from(used(&library, item, material).is_behind);
        }
    }
    found
}

fn used(library: &Library, item: &Arc<Item>, material: &Material) -> Use {
    let latest = library.shared().latest(&material.library);
    Use {
        item: Arc::clone(item),
        material: material.code.clone(),
        is_behind: latest.is_some_and(|latest| differs(library, item, material, &latest.wire.material)),
    }
}

/// The item's version was made before the last version of the shared material, and that says something else to it.
fn differs(library: &Library, item: &Item, material: &Material, latest: &MaterialWire) -> bool {
    let Some(made_at) = library.made_at(&item.code, item.version) else {
        return false;
    };
    let took = library.shared().at(&material.library, made_at);
    took.is_some_and(|took| took.wire.material != *latest)
}

/// Materials that are called alike in several items and are taken from no shared one (同名材料).
#[derive(Debug, Clone)]
pub struct Alike {
    /// What they are called when the differences in writing are left out.
    pub key: String,
    /// The names as they are written, each once.
    pub names: Vec<String>,
    /// Items and the code of the material in each.
    pub members: Vec<(Arc<Item>, String)>,
    /// The shared material of that name, if there is one already.
    pub shared: Option<String>,
}

/// Materials of the items in force that look the same by name, most frequent first.
pub fn alike(centre: &Centre) -> Vec<Alike> {
    let library = centre.library();
    alike_among(library.all(), library.shared())
}

/// One walk over the materials and one over the shared ones: each name is looked at once.
fn alike_among<'a>(items: impl Iterator<Item = &'a Arc<Item>>, book: &Book) -> Vec<Alike> {
    let shared = by_name(book);
    let mut groups: HashMap<String, (Alike, HashSet<String>)> = HashMap::new();
    for item in items {
        for material in item.materials.iter().filter(|material| material.library.is_empty()) {
            let key = normalised(&material.name.zh);
            let (group, names) = groups.entry(key.clone()).or_insert_with(|| {
                let group = Alike {
                    shared: shared.get(&key).cloned(),
                    key,
                    names: Vec::new(),
                    members: Vec::new(),
                };
                (group, HashSet::new())
            });
            let name = material.name.zh.trim();
            if names.insert(name.to_string()) {
                group.names.push(name.to_string());
            }
            group.members.push((Arc::clone(item), material.code.clone()));
        }
    }
    let mut alike: Vec<Alike> = groups
        .into_values()
        .map(|(group, _)| group)
        .filter(|group| group.members.len() > 1 || group.shared.is_some())
        .collect();
    alike.sort_by(|one, other| {
        let by_number = other.members.len().cmp(&one.members.len());
        by_number.then_with(|| one.key.cmp(&other.key))
    });
    alike
}

/// The codes of the shared materials by what their names come to; of two with one name the first.
fn by_name(book: &Book) -> HashMap<String, String> {
    let mut found = HashMap::new();
    for shared in book.all() {
        let names = std::iter::once(&shared.wire.material.name.zh).chain(&shared.wire.aliases);
        for name in names {
            let code = || shared.wire.material.code.clone();
            found.entry(normalised(name)).or_insert_with(code);
        }
    }
    found
}

/// A name without what only writing adds: remarks in brackets, punctuation, whose it is, how it is handed in.
pub fn normalised(name: &str) -> String {
    const SAID_BESIDE: [&str; 12] = [
        "申请人的",
        "申请人",
        "本人",
        "有效的",
        "有效",
        "加盖公章的",
        "原件及复印件",
        "原件和复印件",
        "复印件",
        "原件",
        "电子件",
        "（正本和副本）",
    ];
    const SAME: [(&str, &str); 8] = [
        ("中华人民共和国居民身份证", "身份证"),
        ("居民身份证", "身份证"),
        ("身份证明文件", "身份证"),
        ("身份证件", "身份证"),
        ("身份证明", "身份证"),
        ("营业执照副本", "营业执照"),
        ("居民户口簿", "户口簿"),
        ("户口本", "户口簿"),
    ];
    let mut depth = 0_u32;
    let mut plain: String = name
        .chars()
        .filter(|sign| {
            match sign {
                '（' | '(' | '[' | '【' => depth += 1,
                '）' | ')' | ']' | '】' => {
                    depth = depth.saturating_sub(1);
                    return false;
                }
                _ => {}
            }
            depth == 0 && sign.is_alphanumeric()
        })
        .collect::<String>()
        .to_lowercase();
    for beside in SAID_BESIDE {
        plain = plain.replace(beside, "");
    }
    for (long, short) in SAME {
        plain = plain.replace(long, short);
    }
    if plain.is_empty() {
        name.trim().to_string()
    } else {
        plain
    }
}

/// What became of one item when its material was to be taken from the library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Linked {
    /// A draft of its next version was begun or changed.
    Drafted(Uuid),
    /// It was not: why.
    Left(Refusal),
}

/// Lets materials of items be taken from a shared one: for each item a draft of its next version, in which the material keeps
/// only its code, whether it is required and when it applies. With `keep_own` its own words stay too, and the draft only takes
/// over what the shared material says newly.
///
/// # Errors
/// There is no such shared material.
pub async fn link(
    centre: &Centre,
    actor: &Actor,
    code: &str,
    picked: &[(String, String)],
    keep_own: bool,
) -> Result<Vec<(String, Linked)>, ActError> {
    if centre.library().shared().latest(code).is_none() {
        return Err(Refusal::missing("这份共享材料", "this shared material").into());
    }
    let mut done = Vec::new();
    for (item, material) in picked {
        let linked = match draft(centre, actor, code, (item, material), keep_own).await {
            Ok(id) => Linked::Drafted(id),
            Err(ActError::Refused(refusal)) => Linked::Left(*refusal),
            Err(error) => return Err(error),
        };
        done.push((item.clone(), linked));
    }
    Ok(done)
}

async fn draft(
    centre: &Centre,
    actor: &Actor,
    code: &str,
    (item, material): (&str, &str),
    keep_own: bool,
) -> Result<Uuid, ActError> {
    let id = match life::of_item(centre, item).await? {
        Some(open) => open,
        None => {
            let origin = life::Origin::Item(item.to_string());
            life::start(centre, actor, None, origin).await?.id
        }
    };
    let opened = life::open(centre, actor, id).await?;
    let mut document = opened.doc.clone();
    let missing = || ActError::from(Refusal::missing("这份材料", "this material"));
    let all = document
        .get_mut("materials")
        .and_then(Value::as_array_mut)
        .ok_or_else(missing)?;
    let own = all
        .iter_mut()
        .find(|known| known["code"] == material)
        .ok_or_else(missing)?;
    if let Some(fields) = own.as_object_mut() {
        if !keep_own {
            fields.retain(|field, _| ["code", "required", "when"].contains(&field.as_str()));
        }
        fields.insert("library".into(), code.into());
    }
    if document != opened.doc {
        life::save(centre, actor, None, id, &document, opened.serial).await?;
    }
    Ok(id)
}

/// The printed form of a shared material as a PDF: blank (空白表格), or filled as a sample (样表).
///
/// # Errors
/// There is no such material, it has no form, or the fonts are missing.
pub async fn paper(centre: &Centre, code: &str, filled: bool) -> Result<(String, Vec<u8>), ActError> {
    let library = centre.library();
    let missing = || ActError::from(Refusal::missing("这份表格", "this form"));
    let wire = &library.shared().latest(code).ok_or_else(missing)?.wire;
    if wire.lines.is_empty() && wire.text.is_empty() {
        return Err(missing());
    }
    let document = printed(centre, wire, filled);
    let bytes = crate::press::print(centre, document).await?;
    let name = &wire.material.name.zh;
    let what = if filled { "样表" } else { "空白表格" };
    Ok((format!("{name}（{what}）.pdf"), bytes))
}

fn printed(centre: &Centre, wire: &SharedWire, filled: bool) -> Document {
    let mut paragraphs: Vec<Block> = wire.text.iter().cloned().map(Block::Paragraph).collect();
    let line = |line: &LineWire| {
        let value = if filled { line.sample.clone() } else { "　".to_string() };
        (line.label.clone(), value)
    };
    if !wire.lines.is_empty() {
        paragraphs.push(Block::Facts(wire.lines.iter().map(line).collect()));
    }
    if filled {
        paragraphs.push(Block::Note(
            "本样表中的人名、号码和内容均为示例，请按实际情况填写。".into(),
        ));
    }
    let division = &centre.organisation().division;
    Document {
        kind: DocumentKind::ItemNotice,
        language: Language::Chinese,
        title: wire.material.name.zh.clone(),
        number: String::new(),
        division_name: division.centre.zh.clone(),
        body_name: String::new(),
        seal_name: None,
        addressee: String::new(),
        date_words: String::new(),
        paragraphs,
        qr_url: Some(format!(
            "{}/materials/{}",
            centre.settings().base_url,
            wire.material.code
        )),
        qr_caption: "扫码查看这份材料的说明".into(),
        footer: if filled { "样表".into() } else { "空白表格".into() },
        demonstration: centre.settings().demonstration,
        landscape: false,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::{Duration, Instant as Clock};

    use super::*;
    use crate::organisation::{Organisation, Text};

    fn name(number: usize) -> Text {
        Text {
            zh: format!("第{number}类证明材料"),
            en: String::new(),
        }
    }

    /// Items with ten materials each: every name in two items, once with a remark that only writing adds.
    fn items(materials: usize) -> Vec<Arc<Item>> {
        let made = |at: usize| {
            let mut wire: ItemWire =
                serde_json::from_str(include_str!("../../../../demo/items/ordinary-passport.json")).unwrap();
            let material = |number: usize| {
                let mut name = name(number % (materials / 2));
                if number >= materials / 2 {
                    name.zh.push_str("（原件及复印件）");
                }
                MaterialWire {
                    code: format!("m{number}"),
                    name,
                    ..MaterialWire::default()
                }
            };
            wire.code = format!("item-{at}");
            wire.materials = (at * 10..at * 10 + 10).map(material).collect();
            Arc::new(wire.item(1, &Organisation::default()))
        };
        (0..materials / 10).map(made).collect()
    }

    fn book(materials: usize) -> Book {
        let shared = |number: usize| {
            let wire = SharedWire {
                material: MaterialWire {
                    code: format!("shared-{number:05}"),
                    name: name(number),
                    ..MaterialWire::default()
                },
                aliases: vec![format!("证明{number}")],
                text: Vec::new(),
                lines: Vec::new(),
            };
            let one = Shared {
                version: 1,
                made_at: Instant(0),
                made_by: String::new(),
                wire,
            };
            (format!("shared-{number:05}"), vec![one])
        };
        Book((0..materials).map(shared).collect())
    }

    #[test]
    fn five_thousand_materials_are_compared_in_one_walk() {
        let (items, book) = (items(5_000), book(5_000));
        let begun = Clock::now();
        let found = alike_among(items.iter(), &book);
        let took = begun.elapsed();
        assert_eq!(found.len(), 2_500);
        assert!(
            found
                .iter()
                .all(|group| group.members.len() == 2 && group.names.len() == 2)
        );
        assert_eq!(found[0].shared.as_deref(), Some("shared-00000"));
        eprintln!("5,000 materials against 5,000 shared ones: {took:?}");
        // Compared each with each it would be 25 million comparisons; even a busy machine needs far less than this.
        assert!(took < Duration::from_secs(5), "{took:?}");
    }
}
