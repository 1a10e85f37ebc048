//! From pages to the file: PDF/A-2a and PDF/UA-1.

use krilla::action::{Action, LinkAction};
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::color::rgb;
use krilla::configure::{Accessibility, Archival, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect, Transform};
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, BBox, ContentTag, Identifier, SpanTag};
use krilla::{Document as Pdf, SerializeSettings};

use crate::fonts::Fonts;
use crate::layout::{Colour, Hands, Layout, Mark, QUIET, Sheet, Spacing, Weight, lay_out};
use crate::pages::{Page, paginate};
use crate::tags::{NodeId, Structure};
use crate::text::Line;
use crate::{Document, DocumentKind, Language, PaperError, qr, seal};

/// Makes the file of a document: A4, tagged, fonts embedded as far as used.
///
/// The file is PDF/A-2a and PDF/UA-1; when the date's words hold no date it is PDF/UA-1 alone, because PDF/A wants one.
/// The same document gives the same bytes.
///
/// # Errors
/// When the address for the QR code is too long, or the writer refuses the document.
pub fn render(document: &Document, fonts: &Fonts) -> Result<Vec<u8>, PaperError> {
    let title = match document.title.trim() {
        "" => document.kind.title(true),
        title => title,
    };
    let unwritable = |reason: String| PaperError::Unwritable {
        title: title.to_owned(),
        reason,
    };
    let mut hands = Hands::of(fonts).ok_or_else(|| unwritable("the fonts cannot be read".to_owned()))?;
    let (mut layout, pages) = set(document, title, &mut hands);
    let date = date_of(&document.date_words);
    let mut press = Press {
        sheet: layout.sheet,
        pdf: Pdf::new_with(settings(date).map_err(unwritable)?),
        structure: std::mem::take(&mut layout.structure),
        outline: Vec::new(),
        document,
        title,
        fonts,
        hands,
    };
    let count = pages.len();
    for (n, page) in pages.iter().enumerate() {
        press.page(page, n, count)?;
    }
    press.finish(date).map_err(|error| unwritable(format!("{error:?}")))
}

/// Sets a document; what would just run over to a second page is set closer.
fn set(document: &Document, title: &str, hands: &mut Hands<'_>) -> (Layout, Vec<Page>) {
    let mut lay = |spacing| {
        let mut layout = lay_out(document, title, spacing, hands);
        let pages = paginate(&mut layout);
        (layout, pages)
    };
    let wide = lay(Spacing::WIDE);
    // A notice is meant for one page; it may be set closer than a document with legal effect.
    let is_notice = document.kind == DocumentKind::ItemNotice;
    let (most, closer) = if is_notice {
        (
            3,
            &[Spacing::CLOSE, Spacing::SMALL, Spacing::SMALLEST, Spacing::LEAST][..],
        )
    } else {
        (2, &[Spacing::CLOSE, Spacing::SMALL][..])
    };
    if !(2..=most).contains(&wide.1.len()) {
        return wide;
    }
    let mut closest = wide;
    for spacing in closer {
        let set = lay(*spacing);
        if set.1.len() == 1 {
            return set;
        }
        if is_notice {
            closest = set;
        }
    }
    closest
}

type Date = (u16, u8, u8);

fn settings(date: Option<Date>) -> Result<SerializeSettings, String> {
    let rules = ConfigurationBuilder::new().with_accessibility_validator(Accessibility::UA1);
    let rules = match date {
        Some(_) => rules.with_archival_validator(Archival::A2_A),
        None => rules,
    };
    Ok(SerializeSettings {
        configuration: rules.finish().map_err(|error| format!("{error:?}"))?,
        enable_tagging: true,
        ..SerializeSettings::default()
    })
}

/// Year, month and day out of words such as 2026年11月22日.
fn date_of(words: &str) -> Option<Date> {
    let mut numbers = words
        .split(|sign: char| !sign.is_ascii_digit())
        .filter(|part| !part.is_empty());
    let year = numbers.next()?.parse().ok().filter(|year| *year < 10_000)?;
    let month = numbers.next()?.parse().ok().filter(|month| (1..=12).contains(month))?;
    let day = numbers.next()?.parse().ok().filter(|day| (1..=31).contains(day))?;
    Some((year, month, day))
}

pub(crate) fn fill((red, green, blue): Colour) -> Fill {
    Fill {
        paint: rgb::Color::new(red, green, blue).into(),
        opacity: NormalizedF32::ONE,
        rule: Default::default(),
    }
}

pub(crate) fn stroke((red, green, blue): Colour, width: f32) -> Stroke {
    Stroke {
        paint: rgb::Color::new(red, green, blue).into(),
        width,
        ..Stroke::default()
    }
}

/// A code that leads somewhere when it is touched on a screen.
struct Link {
    area: Rect,
    url: String,
    group: NodeId,
}

struct Press<'a> {
    sheet: Sheet,
    pdf: Pdf,
    structure: Structure,
    outline: Vec<(String, XyzDestination)>,
    document: &'a Document,
    title: &'a str,
    fonts: &'a Fonts,
    hands: Hands<'a>,
}

impl Press<'_> {
    fn page(&mut self, page: &Page, number: usize, count: usize) -> Result<(), PaperError> {
        let furniture = self.furniture(number, count);
        let settings = PageSettings::from_wh(self.sheet.width, self.sheet.height).unwrap_or_default();
        let mut sheet_of_pdf = self.pdf.start_page_with(settings);
        let mut surface = sheet_of_pdf.surface();
        let mut pen = Pen {
            left: self.sheet.left,
            surface: &mut surface,
            structure: &mut self.structure,
            fonts: self.fonts,
            page: number,
            links: Vec::new(),
        };
        for (kind, mark) in &furniture {
            pen.furniture(*kind, mark);
        }
        for (y, strip) in &page.strips {
            if let Some(entry) = &strip.entry {
                let place = Point::from_xy(self.sheet.left, *y);
                self.outline.push((entry.clone(), XyzDestination::new(number, place)));
            }
            for mark in &strip.marks {
                pen.mark(mark, *y)?;
            }
        }
        let links = std::mem::take(&mut pen.links);
        surface.finish();
        for link in links {
            let target = Target::Action(Action::Link(LinkAction::new(link.url.clone())));
            let words = format!(
                "{}{}",
                self.document.language.pick("查验本文书：", "Check this document: "),
                link.url
            );
            let annotation = Annotation::new_link(LinkAnnotation::new(link.area, target), Some(words));
            let identifier = sheet_of_pdf.add_tagged_annotation(annotation);
            self.structure.content(link.group, identifier);
        }
        sheet_of_pdf.finish();
        Ok(())
    }

    /// The title with the first line of the number.
    fn name(&self) -> String {
        let number = self.document.number.lines().next().unwrap_or_default();
        format!("{} {number}", self.title.replace('\n', " ")).trim().to_owned()
    }

    /// Head, foot and page number.
    fn furniture(&mut self, number: usize, count: usize) -> Vec<(ArtifactType, Mark)> {
        let document = self.document;
        let mut marks = Vec::new();
        let size = 9.0;
        let head = |line: Line, x: f32, baseline: f32, kind| {
            (
                kind,
                Mark::Text {
                    x,
                    baseline,
                    line,
                    size,
                    weight: Weight::Regular,
                    colour: QUIET,
                    group: None,
                },
            )
        };
        let name = self.name();
        let regular = &mut self.hands.regular;
        let left = regular.line(&document.division_name);
        let room = (self.sheet.text / size) - left.width - 2.0;
        marks.push(head(left, self.sheet.left, 52.0, ArtifactType::Header));
        let mut right = Vec::new();
        if document.demonstration {
            let words = ("演示文书，不具有法律效力", "Demonstration 演示, without legal effect");
            right.push(regular.line(document.language.pick(words.0, words.1)));
        }
        if number > 0 {
            right.push(regular.line(&name));
        }
        // What does not fit beside the division stands below it.
        let lower = usize::from(right.first().is_some_and(|line| line.width > room));
        for (n, line) in right.into_iter().enumerate() {
            let x = self.sheet.right - line.width * size;
            marks.push(head(line, x, 52.0 + (n + lower) as f32 * 12.0, ArtifactType::Header));
        }
        let nth = number + 1;
        let page = match document.language {
            Language::Chinese => format!("第 {nth} 页 共 {count} 页"),
            Language::English => format!("Page {nth} of {count}"),
        };
        let goes_on = document.kind == DocumentKind::ItemNotice && nth < count;
        let page = if goes_on {
            page + document.language.pick("（转下页）", ", continued on the next page")
        } else {
            page
        };
        let page = regular.line(&page);
        let x = (self.sheet.width - page.width * size) / 2.0;
        marks.push(head(page, x, self.sheet.height - 29.89, ArtifactType::PageNumber));
        if !document.footer.trim().is_empty() {
            marks.push((
                ArtifactType::Footer,
                Mark::Rule {
                    from: (self.sheet.left, self.sheet.height - 69.89),
                    to: (self.sheet.right, self.sheet.height - 69.89),
                    width: 0.4,
                    colour: QUIET,
                },
            ));
            let room = crate::text::Room::plain(self.sheet.text / size);
            let lines = regular.lines(&document.footer, room);
            for (n, line) in lines.into_iter().take(2).enumerate() {
                let baseline = self.sheet.height - 57.89 + n as f32 * 12.0;
                marks.push(head(line, self.sheet.left, baseline, ArtifactType::Footer));
            }
        }
        marks
    }

    fn finish(mut self, date: Option<Date>) -> krilla::error::KrillaResult<Vec<u8>> {
        let language = self.document.language.pick("zh-CN", "en");
        let mut about = Metadata::new()
            .title(self.name())
            .language(language.to_owned())
            .authors(vec![self.document.body_name.clone()])
            .creator("Yimen 一门".to_owned());
        if let Some((year, month, day)) = date {
            about = about.creation_date(DateTime::new(year).month(month).day(day));
        }
        self.pdf.set_metadata(about);
        let mut outline = Outline::new();
        for (words, place) in self.outline {
            outline.push_child(OutlineNode::new(words, place));
        }
        self.pdf.set_outline(outline);
        self.pdf.set_tag_tree(self.structure.into_tree(language));
        self.pdf.finish()
    }
}

/// Draws on one page.
struct Pen<'a, 'b> {
    left: f32,
    surface: &'a mut Surface<'b>,
    structure: &'a mut Structure,
    fonts: &'a Fonts,
    page: usize,
    links: Vec<Link>,
}

impl Pen<'_, '_> {
    /// Draws what repeats on each page, and is no part of the text.
    fn furniture(&mut self, kind: ArtifactType, mark: &Mark) {
        self.artifact(kind);
        match mark {
            Mark::Text {
                x,
                baseline,
                line,
                size,
                weight,
                colour,
                ..
            } => {
                self.words(line, (*x, *baseline), *size, *weight, *colour);
            }
            Mark::Rule {
                from,
                to,
                width,
                colour,
            } => self.rule(*from, *to, *width, *colour),
            Mark::Shade { .. } | Mark::Seal { .. } | Mark::Qr { .. } => {}
        }
        self.surface.end_tagged();
    }

    fn mark(&mut self, mark: &Mark, y: f32) -> Result<(), PaperError> {
        match mark {
            Mark::Text {
                x,
                baseline,
                line,
                size,
                weight,
                colour,
                group,
            } => {
                if line.glyphs.is_empty() {
                    return Ok(());
                }
                match group {
                    Some(group) => {
                        let span = ContentTag::Span(SpanTag::empty());
                        let identifier = self.surface.start_tagged(span);
                        self.structure.content(*group, identifier);
                    }
                    None => {
                        self.artifact(ArtifactType::PaginationOther);
                    }
                }
                let place = (self.left + x, y + baseline);
                self.words(line, place, *size, *weight, *colour);
                self.surface.end_tagged();
            }
            Mark::Rule {
                from,
                to,
                width,
                colour,
            } => {
                self.artifact(ArtifactType::Layout);
                let shift = |(x, dy): (f32, f32)| (self.left + x, y + dy);
                self.rule(shift(*from), shift(*to), *width, *colour);
                self.surface.end_tagged();
            }
            Mark::Shade {
                x,
                y: dy,
                width,
                height,
            } => {
                self.artifact(ArtifactType::Layout);
                self.shade((self.left + x, y + dy), (*width, *height));
                self.surface.end_tagged();
            }
            Mark::Seal { x, y: dy, seal, group } => {
                self.seal((self.left + x, y + dy), seal, *group);
            }
            Mark::Qr {
                x,
                y: dy,
                side,
                url,
                link,
                figure,
            } => {
                self.qr((self.left + x, y + dy), *side, url, *link, *figure)?;
            }
        }
        Ok(())
    }

    fn artifact(&mut self, kind: ArtifactType) -> Identifier {
        self.surface
            .start_tagged(ContentTag::Artifact(Artifact::with_kind(kind)))
    }

    fn words(&mut self, line: &Line, place: (f32, f32), size: f32, weight: Weight, colour: Colour) {
        let face = match weight {
            Weight::Regular => &self.fonts.regular,
            Weight::Bold => &self.fonts.bold,
        };
        self.surface.set_stroke(None);
        self.surface.set_fill(Some(fill(colour)));
        self.surface.draw_glyphs(
            Point::from_xy(place.0, place.1),
            &line.glyphs,
            face.krilla.clone(),
            &line.text,
            size,
            false,
        );
    }

    fn rule(&mut self, from: (f32, f32), to: (f32, f32), width: f32, colour: Colour) {
        let mut path = PathBuilder::new();
        path.move_to(from.0, from.1);
        path.line_to(to.0, to.1);
        if let Some(path) = path.finish() {
            self.surface.set_fill(None);
            self.surface.set_stroke(Some(stroke(colour, width)));
            self.surface.draw_path(&path);
        }
    }

    fn shade(&mut self, (x, y): (f32, f32), (width, height): (f32, f32)) {
        let mut path = PathBuilder::new();
        if let Some(area) = Rect::from_xywh(x, y, width, height) {
            path.push_rect(area);
        }
        if let Some(path) = path.finish() {
            self.surface.set_stroke(None);
            self.surface.set_fill(Some(fill(crate::layout::SHADE)));
            self.surface.draw_path(&path);
        }
    }

    fn seal(&mut self, (x, y): (f32, f32), seal: &seal::Seal, group: NodeId) {
        let identifier = self.surface.start_tagged(ContentTag::Other);
        self.structure.content(group, identifier);
        self.surface.push_transform(&Transform::from_translate(x, y));
        seal.draw(self.surface, &self.fonts.bold);
        self.surface.pop();
        self.surface.end_tagged();
        let radius = seal::RADIUS;
        self.frame_figure(group, (x - radius, y - radius), 2.0 * radius);
    }

    fn qr(&mut self, place: (f32, f32), side: f32, url: &str, link: NodeId, figure: NodeId) -> Result<(), PaperError> {
        let Some(path) = qr::shape(url, place, side)? else {
            return Ok(());
        };
        let identifier = self.surface.start_tagged(ContentTag::Other);
        self.structure.content(figure, identifier);
        self.surface.set_stroke(None);
        self.surface.set_fill(Some(fill((0, 0, 0))));
        self.surface.draw_path(&path);
        self.surface.end_tagged();
        self.frame_figure(figure, place, side);
        if let Some(area) = Rect::from_xywh(place.0, place.1, side, side) {
            self.links.push(Link {
                area,
                url: url.to_owned(),
                group: link,
            });
        }
        Ok(())
    }

    /// Tells a reader where on the page a figure is.
    fn frame_figure(&mut self, group: NodeId, (x, y): (f32, f32), side: f32) {
        if let Some(area) = Rect::from_xywh(x, y, side, side) {
            self.structure.place_figure(group, BBox::new(self.page, area));
        }
    }
}
