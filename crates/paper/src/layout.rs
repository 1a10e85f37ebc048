//! From a document to strips: pieces of a page with a height, which pagination then stacks.

use std::num::NonZeroU16;

use krilla::tagging::{ListNumbering, TableHeaderScope, Tag};

use crate::fonts::Fonts;
use crate::seal;
use crate::tags::{NodeId, Structure};
use crate::text::{Line, Room, Typesetter};
use crate::{Block, Document, DocumentKind, Drawing, Shape};

/// Sizes of the page in points.
#[derive(Clone, Copy)]
pub(crate) struct Sheet {
    pub(crate) width: f32,
    pub(crate) height: f32,
    pub(crate) text: f32,
    pub(crate) left: f32,
    pub(crate) right: f32,
    pub(crate) top: f32,
    pub(crate) bottom: f32,
}

impl Sheet {
    /// A4 with a line of exactly 31 characters of 四号 (14 pt) between the margins.
    pub(crate) const UPRIGHT: Sheet = Sheet::of(595.28, 841.89, 434.0);
    /// A4 on its side, for wide tables.
    pub(crate) const WIDE: Sheet = Sheet::of(841.89, 595.28, 730.0);

    /// A4 with narrow margins, for a notice.
    pub(crate) const FULL: Sheet = Sheet {
        top: 62.0,
        bottom: 767.0,
        ..Sheet::of(595.28, 841.89, 490.0)
    };

    const fn of(width: f32, height: f32, text: f32) -> Sheet {
        let left = (width - text) / 2.0;
        Sheet {
            width,
            height,
            text,
            left,
            right: left + text,
            top: 80.0,
            bottom: height - 81.89,
        }
    }

    /// That of a document.
    pub(crate) fn of_document(document: &Document) -> Sheet {
        match document.kind {
            _ if document.landscape => Sheet::WIDE,
            DocumentKind::ItemNotice => Sheet::FULL,
            _ => Sheet::UPRIGHT,
        }
    }
}

const SMALL: f32 = 10.5;
const SMALL_PITCH: f32 = 16.0;
const QR_SIDE: f32 = 76.0;
/// White between the code and its caption: four modules of the coarsest code.
const QR_RIM: f32 = 13.0;

pub(crate) type Colour = (u8, u8, u8);
pub(crate) const INK: Colour = (0x1a, 0x1a, 0x1a);
pub(crate) const QUIET: Colour = (0x4a, 0x4a, 0x4a);
const FRAME: Colour = (0x6b, 0x6b, 0x6b);
pub(crate) const SHADE: Colour = (0xf4, 0xf4, 0xf2);

/// How far lines stand apart.
#[derive(Clone, Copy)]
pub(crate) struct Spacing {
    /// Size of the body's type.
    size: f32,
    /// From a line of the body to the next.
    pitch: f32,
    /// White above and below the words of a row.
    row: f32,
    /// White around tables.
    table: f32,
    /// Size of the type in cells.
    cell: f32,
    /// From a line in a cell to the next.
    cell_pitch: f32,
    /// Share of the usual size of the lines above everything: issuer, title, number.
    opening: f32,
}

impl Spacing {
    /// 四号, as official documents have it.
    pub(crate) const WIDE: Spacing = Spacing {
        size: 14.0,
        pitch: 25.0,
        row: 5.0,
        table: 8.0,
        cell: SMALL,
        cell_pitch: SMALL_PITCH,
        opening: 1.0,
    };
    /// For a document that then fits one page.
    pub(crate) const CLOSE: Spacing = Spacing {
        size: 14.0,
        pitch: 22.0,
        row: 3.0,
        table: 6.0,
        cell: SMALL,
        cell_pitch: SMALL_PITCH,
        opening: 1.0,
    };
    /// 小四, likewise.
    pub(crate) const SMALL: Spacing = Spacing {
        size: 12.0,
        pitch: 19.0,
        row: 2.5,
        table: 5.0,
        cell: SMALL,
        cell_pitch: SMALL_PITCH,
        opening: 1.0,
    };
    /// 五号 with 小五 in tables, for a notice that then fits one page.
    pub(crate) const SMALLEST: Spacing = Spacing {
        size: 10.5,
        pitch: 15.0,
        row: 1.0,
        table: 3.0,
        cell: 9.0,
        cell_pitch: 12.5,
        opening: 0.85,
    };
    /// 小五 throughout, the smallest type that a notice is printed in, with a small heading.
    pub(crate) const LEAST: Spacing = Spacing {
        size: 9.0,
        pitch: 12.5,
        row: 0.3,
        table: 2.0,
        cell: 9.0,
        cell_pitch: 11.3,
        opening: 0.65,
    };
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Weight {
    Regular,
    Bold,
}

/// Something drawn at a place counted from the top left of its strip.
#[derive(Clone)]
pub(crate) enum Mark {
    Text {
        x: f32,
        baseline: f32,
        line: Line,
        size: f32,
        weight: Weight,
        colour: Colour,
        /// Where the words stand in the structure; without a place they are mere decoration (a repeated head).
        group: Option<NodeId>,
    },
    Rule {
        from: (f32, f32),
        to: (f32, f32),
        width: f32,
        colour: Colour,
    },
    Shade {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
    },
    Seal {
        x: f32,
        y: f32,
        seal: seal::Seal,
        group: NodeId,
    },
    Qr {
        x: f32,
        y: f32,
        side: f32,
        url: String,
        link: NodeId,
        figure: NodeId,
    },
}

/// A strip across the page.
#[derive(Clone, Default)]
pub(crate) struct Strip {
    pub(crate) height: f32,
    /// White above it, dropped at the top of a page.
    pub(crate) gap: f32,
    /// Never parted from the strip after it.
    pub(crate) keep: bool,
    /// The head to repeat when a page begins with this strip.
    pub(crate) head: Option<usize>,
    /// An entry of the outline that leads here.
    pub(crate) entry: Option<String>,
    pub(crate) marks: Vec<Mark>,
}

/// A document cut into strips.
pub(crate) struct Layout {
    pub(crate) sheet: Sheet,
    pub(crate) strips: Vec<Strip>,
    pub(crate) heads: Vec<Strip>,
    pub(crate) structure: Structure,
}

/// Both weights at work.
pub(crate) struct Hands<'a> {
    pub(crate) regular: Typesetter<'a>,
    pub(crate) bold: Typesetter<'a>,
}

impl<'a> Hands<'a> {
    pub(crate) fn of(fonts: &'a Fonts) -> Option<Hands<'a>> {
        Some(Hands {
            regular: Typesetter::new(fonts.regular.ruler()?),
            bold: Typesetter::new(fonts.bold.ruler()?),
        })
    }

    pub(crate) fn with(&mut self, weight: Weight) -> &mut Typesetter<'a> {
        match weight {
            Weight::Regular => &mut self.regular,
            Weight::Bold => &mut self.bold,
        }
    }

    fn missing(&self) -> bool {
        self.regular.missing || self.bold.missing
    }
}

/// Lays a document out.
pub(crate) fn lay_out(document: &Document, title: &str, spacing: Spacing, hands: &mut Hands<'_>) -> Layout {
    let mut desk = Desk {
        hands,
        spacing,
        layout: Layout {
            sheet: Sheet::of_document(document),
            strips: Vec::new(),
            heads: Vec::new(),
            structure: Structure::default(),
        },
    };
    desk.opening(document, title);
    for block in &document.paragraphs {
        desk.block(block);
    }
    let note = desk.layout.structure.root(Tag::P);
    let signature = desk.signature(document);
    if desk.hands.missing() {
        let words = document.language.pick(
            "注：文中“〓”代表字库未收录的字，以申请材料原件所载为准。",
            "“〓” stands for a sign that the fonts lack; what the application itself says counts.",
        );
        desk.note(words, note);
    }
    desk.close(signature);
    desk.layout
}

struct Desk<'a, 'b> {
    hands: &'a mut Hands<'b>,
    spacing: Spacing,
    layout: Layout,
}

/// How lines are stacked.
#[derive(Clone, Copy)]
struct Stack {
    size: f32,
    pitch: f32,
    weight: Weight,
    colour: Colour,
    centred: bool,
    left: f32,
}

impl Stack {
    const fn regular(size: f32, pitch: f32) -> Stack {
        Stack {
            size,
            pitch,
            weight: Weight::Regular,
            colour: INK,
            centred: false,
            left: 0.0,
        }
    }
}

impl Desk<'_, '_> {
    fn opening(&mut self, document: &Document, title: &str) {
        let share = self.spacing.opening;
        let centred = |size: f32, pitch: f32, weight| Stack {
            weight,
            centred: true,
            ..Stack::regular(size * share, pitch * share)
        };
        let issuer = self.layout.structure.root(Tag::P);
        self.stack(&document.body_name, issuer, centred(17.0, 27.0, Weight::Bold), 0.0);
        let heading = Tag::Hn(level(1), Some(title.to_owned()));
        let heading = self.layout.structure.root(heading);
        let first = self.layout.strips.len();
        self.stack(title, heading, centred(22.0, 34.0, Weight::Bold), 5.0);
        if let Some(strip) = self.layout.strips.get_mut(first) {
            strip.entry = Some(title.to_owned());
        }
        let number = self.layout.structure.root(Tag::P);
        self.stack(&document.number, number, centred(12.0, 17.0, Weight::Regular), 7.0);
        let mut rule = Strip {
            height: 2.0,
            gap: 9.0,
            ..Strip::default()
        };
        rule.marks.push(Mark::Rule {
            from: (0.0, 0.0),
            to: (self.layout.sheet.text, 0.0),
            width: 0.8,
            colour: INK,
        });
        self.layout.strips.push(rule);
        for strip in &mut self.layout.strips {
            strip.keep = true;
        }
        if !document.addressee.is_empty() {
            let addressee = self.layout.structure.root(Tag::P);
            let words = format!(
                "{}{}",
                document.addressee.trim_end_matches('：'),
                document.language.pick("：", ":")
            );
            let gap = self.spacing.table + 5.0;
            self.stack(&words, addressee, self.body(), gap);
            self.keep_last();
        }
    }

    /// Lines across the page; nothing for an empty text.
    fn stack(&mut self, text: &str, group: NodeId, stack: Stack, gap: f32) {
        if text.trim().is_empty() {
            return;
        }
        let width = (self.layout.sheet.text - stack.left) / stack.size;
        let typesetter = self.hands.with(stack.weight);
        let lines = if stack.centred {
            typesetter.balanced(text, width)
        } else {
            typesetter.lines(text, Room::plain(width))
        };
        self.push_lines(lines, 0.0, group, stack, gap);
    }

    fn push_lines(&mut self, lines: Vec<Line>, indent: f32, group: NodeId, stack: Stack, gap: f32) {
        let count = lines.len();
        for (n, line) in lines.into_iter().enumerate() {
            let free = self.layout.sheet.text - stack.left - line.width * stack.size;
            let x = match (stack.centred, n) {
                (true, _) => free / 2.0,
                (false, 0) => indent,
                (false, _) => 0.0,
            };
            self.layout.strips.push(Strip {
                height: stack.pitch,
                gap: if n == 0 { gap } else { 0.0 },
                // Neither the first nor the last line of a paragraph stands alone on a page.
                keep: (n == 0 && count > 1) || n + 2 == count,
                marks: vec![text_mark(stack.left + x, 0.0, line, stack, group)],
                ..Strip::default()
            });
        }
    }

    fn body(&self) -> Stack {
        Stack::regular(self.spacing.size, self.spacing.pitch)
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Paragraph(text) => self.paragraph(text),
            Block::Heading(text) => self.heading(text),
            Block::Facts(facts) => self.facts(facts),
            Block::Table { head, rows, widths } => self.table(head, rows, widths),
            Block::List(items) => self.list(items),
            Block::Note(text) => {
                let group = self.layout.structure.root(Tag::P);
                self.note(text, group);
            }
            Block::Drawing(drawing) => self.drawing(drawing),
        }
    }

    fn drawing(&mut self, drawing: &Drawing) {
        let figure = Tag::Figure(Some(drawing.alternative.clone()));
        let group = self.layout.structure.root(figure);
        for (n, row) in drawing.rows.iter().enumerate() {
            let marks = row.shapes.iter().flat_map(|shape| self.shape(shape, group)).collect();
            self.layout.strips.push(Strip {
                height: row.height,
                gap: if n == 0 { self.spacing.table } else { 0.0 },
                marks,
                ..Strip::default()
            });
        }
        self.space_after_table();
    }

    fn shape(&mut self, shape: &Shape, group: NodeId) -> Vec<Mark> {
        match shape {
            Shape::Frame { x, y, width, height } => {
                let (right, low) = (x + width, y + height);
                let shade = Mark::Shade {
                    x: *x,
                    y: *y,
                    width: *width,
                    height: *height,
                };
                vec![
                    shade,
                    frame((*x, *y), (right, *y)),
                    frame((right, *y), (right, low)),
                    frame((*x, low), (right, low)),
                    frame((*x, *y), (*x, low)),
                ]
            }
            Shape::Bar { x, y, width, height } => vec![Mark::Rule {
                from: (x + width / 2.0, *y),
                to: (x + width / 2.0, y + height),
                width: *width,
                colour: INK,
            }],
            Shape::Rule { from, to } => vec![Mark::Rule {
                from: *from,
                to: *to,
                width: 0.8,
                colour: INK,
            }],
            Shape::Words {
                middle,
                baseline,
                size,
                bold,
                text,
            } => {
                let weight = if *bold { Weight::Bold } else { Weight::Regular };
                let line = self.hands.with(weight).line(text);
                vec![Mark::Text {
                    x: middle - line.width * size / 2.0,
                    baseline: *baseline,
                    line,
                    size: *size,
                    weight,
                    colour: INK,
                    group: Some(group),
                }]
            }
        }
    }

    fn paragraph(&mut self, text: &str) {
        if text.trim().is_empty() {
            return;
        }
        let group = self.layout.structure.root(Tag::P);
        let indent = 2.0;
        let room = Room {
            width: self.layout.sheet.text / self.spacing.size,
            indent,
            justify: true,
        };
        let lines = self.hands.regular.lines(text, room);
        self.push_lines(lines, indent * self.spacing.size, group, self.body(), 1.0);
    }

    fn heading(&mut self, text: &str) {
        if text.trim().is_empty() {
            return;
        }
        let tag = Tag::Hn(level(2), Some(text.to_owned()));
        let group = self.layout.structure.root(tag);
        let stack = Stack {
            weight: Weight::Bold,
            left: 2.0 * self.spacing.size,
            ..self.body()
        };
        let first = self.layout.strips.len();
        self.stack(text, group, stack, 8.0);
        self.layout.strips[first].entry = Some(text.to_owned());
        self.keep_last();
    }

    fn note(&mut self, text: &str, group: NodeId) {
        if text.trim().is_empty() {
            return;
        }
        let room = Room {
            justify: true,
            ..Room::plain(self.layout.sheet.text / SMALL)
        };
        let lines = self.hands.regular.lines(text, room);
        let stack = Stack {
            colour: QUIET,
            ..Stack::regular(SMALL, 17.0)
        };
        self.push_lines(lines, 0.0, group, stack, 6.0);
    }

    fn list(&mut self, items: &[String]) {
        let list = self.layout.structure.root(Tag::L(ListNumbering::Decimal));
        for (n, item) in items.iter().filter(|item| !item.trim().is_empty()).enumerate() {
            let entry = self.layout.structure.child(list, Tag::LI);
            let label = self.layout.structure.child(entry, Tag::Lbl);
            let body = self.layout.structure.child(entry, Tag::LBody);
            let left = (2.0 + if items.len() > 9 { 2.0 } else { 1.4 }) * self.spacing.size;
            let room = Room {
                justify: true,
                ..Room::plain((self.layout.sheet.text - left) / self.spacing.size)
            };
            let first = self.layout.strips.len();
            let lines = self.hands.regular.lines(item, room);
            let stack = Stack { left, ..self.body() };
            self.push_lines(lines, 0.0, body, stack, 0.0);
            let number = self.hands.regular.line(&format!("{}.", n + 1));
            let mark = text_mark(2.0 * self.spacing.size, 0.0, number, self.body(), label);
            self.layout.strips[first].marks.push(mark);
        }
    }

    fn facts(&mut self, facts: &[(String, String)]) {
        if facts.is_empty() {
            return;
        }
        let table = self.layout.structure.root(Tag::Table);
        let body = self.layout.structure.child(table, Tag::TBody);
        let grid = Grid::new(
            &[0.235, 0.765],
            self.layout.sheet.text,
            vec![false, false],
            self.spacing,
        );
        for (n, (label, value)) in facts.iter().enumerate() {
            let row = self.layout.structure.child(body, Tag::TR);
            let cells = [
                Cell {
                    text: label,
                    group: self.layout.structure.child(row, Tag::TH(TableHeaderScope::Row)),
                    weight: Weight::Regular,
                    shaded: true,
                },
                Cell {
                    text: value,
                    group: self.layout.structure.child(row, Tag::TD),
                    weight: Weight::Regular,
                    shaded: false,
                },
            ];
            let strips = self.row(&grid, &cells, None);
            let gap = if n == 0 { self.spacing.table } else { 0.0 };
            self.push_row(strips, gap);
        }
        self.space_after_table();
    }

    fn table(&mut self, head: &[String], rows: &[Vec<String>], widths: &[f32]) {
        if head.is_empty() {
            return;
        }
        let sound = widths.len() == head.len() && widths.iter().all(|width| width.is_finite() && *width > 0.0);
        let equal = vec![1.0; head.len()];
        let short = |column: usize| {
            rows.iter()
                .filter_map(|row| row.get(column))
                .all(|cell| cell.chars().count() <= 6)
        };
        let grid = Grid::new(
            if sound { widths } else { &equal },
            self.layout.sheet.text,
            (0..head.len()).map(short).collect(),
            self.spacing,
        );
        let table = self.layout.structure.root(Tag::Table);
        let number = self.table_head(table, &grid, head);
        let body = self.layout.structure.child(table, Tag::TBody);
        for row in rows {
            let group = self.layout.structure.child(body, Tag::TR);
            let cells: Vec<_> = (0..head.len())
                .map(|column| Cell {
                    text: row.get(column).map_or("", String::as_str),
                    group: self.layout.structure.child(group, Tag::TD),
                    weight: Weight::Regular,
                    shaded: false,
                })
                .collect();
            let strips = self.row(&grid, &cells, Some(number));
            self.push_row(strips, 0.0);
        }
        self.space_after_table();
    }

    /// Sets the head, and keeps a copy to repeat on later pages. Gives the number of the copy.
    fn table_head(&mut self, table: NodeId, grid: &Grid, head: &[String]) -> usize {
        let group = self.layout.structure.child(table, Tag::THead);
        let group = self.layout.structure.child(group, Tag::TR);
        let cells: Vec<_> = head
            .iter()
            .map(|text| Cell {
                text,
                group: self.layout.structure.child(group, Tag::TH(TableHeaderScope::Column)),
                weight: Weight::Bold,
                shaded: true,
            })
            .collect();
        let mut strips = self.row(grid, &cells, None);
        strips.truncate(1);
        self.push_row(strips.clone(), self.spacing.table);
        self.keep_last();
        for mark in strips.iter_mut().flat_map(|strip| &mut strip.marks) {
            if let Mark::Text { group, .. } = mark {
                *group = None;
            }
        }
        self.layout.heads.extend(strips);
        self.layout.heads.len() - 1
    }

    /// One row; a row of very many lines becomes several strips, so that it can go over pages.
    fn row(&mut self, grid: &Grid, cells: &[Cell<'_>], head: Option<usize>) -> Vec<Strip> {
        const MOST_LINES: usize = 18;
        let mut columns: Vec<Vec<Line>> = Vec::with_capacity(cells.len());
        for (cell, width) in cells.iter().zip(&grid.widths) {
            // A full-width space is room to write by hand.
            let is_blank = cell.text.trim_matches([' ', '\n', '\t']).is_empty();
            let text = if is_blank { "—" } else { cell.text };
            let room = Room::plain((width - 2.0 * Grid::PADDING) / grid.size);
            columns.push(self.hands.with(cell.weight).lines(text, room));
        }
        let most = columns.iter().map(Vec::len).max().unwrap_or(1);
        (0..most.div_ceil(MOST_LINES))
            .map(|part| {
                let from = part * MOST_LINES;
                let parts: Vec<&[Line]> = columns
                    .iter()
                    .map(|lines| &lines[from.min(lines.len())..(from + MOST_LINES).min(lines.len())])
                    .collect();
                grid.strip(cells, &parts, head)
            })
            .collect()
    }

    fn push_row(&mut self, mut strips: Vec<Strip>, gap: f32) {
        if let Some(first) = strips.first_mut() {
            first.gap = gap;
        }
        self.layout.strips.append(&mut strips);
    }

    fn space_after_table(&mut self) {
        self.layout.strips.push(Strip {
            gap: self.spacing.table,
            ..Strip::default()
        });
    }

    fn keep_last(&mut self) {
        if let Some(strip) = self.layout.strips.last_mut() {
            strip.keep = true;
        }
    }

    /// QR code on the left, body, date and seal on the right.
    fn signature(&mut self, document: &Document) -> Strip {
        let mut strip = Strip {
            gap: self.spacing.table + 8.0,
            ..Strip::default()
        };
        self.sign(document, &mut strip);
        self.qr(document, &mut strip);
        strip
    }

    fn sign(&mut self, document: &Document, strip: &mut Strip) {
        const FIELD: f32 = 250.0;
        let seal_name = document.seal_name.as_deref().unwrap_or_default().trim();
        let body = self.layout.structure.root(Tag::P);
        let date = self.layout.structure.root(Tag::P);
        let width = FIELD / self.spacing.size;
        let mut lines: Vec<(Line, NodeId)> = Vec::new();
        for (words, group) in [(&document.body_name, body), (&document.date_words, date)] {
            if !words.trim().is_empty() {
                let set = self.hands.regular.balanced(words, width);
                lines.extend(set.into_iter().map(|line| (line, group)));
            }
        }
        let pitch = self.spacing.pitch;
        let above = pitch * lines.len().saturating_sub(1) as f32;
        let radius = if seal_name.is_empty() { 0.0 } else { seal::RADIUS };
        // The seal presses on name and date alike (骑年盖月): the name above its middle, the date below.
        let height = above.max(radius);
        strip.height = height + pitch.max(radius);
        let middle = self.layout.sheet.text - FIELD / 2.0;
        let top = height - above;
        if radius > 0.0 {
            let alt = seal::alternative(seal_name, document.demonstration);
            strip.marks.push(Mark::Seal {
                x: middle,
                y: height,
                group: self.layout.structure.root(Tag::Figure(Some(alt))),
                seal: seal::Seal::set(seal_name, document.demonstration, &mut self.hands.bold),
            });
        }
        for (n, (line, group)) in lines.into_iter().enumerate() {
            let x = middle - line.width * self.spacing.size / 2.0;
            let top = top + n as f32 * self.spacing.pitch;
            strip.marks.push(text_mark(x, top, line, self.body(), group));
        }
    }

    fn qr(&mut self, document: &Document, strip: &mut Strip) {
        let Some(url) = document.qr_url.as_deref().filter(|url| !url.is_empty()) else {
            return;
        };
        let stack = Stack {
            colour: QUIET,
            ..Stack::regular(9.0, 13.0)
        };
        let link = self.layout.structure.root(Tag::Link);
        let alt = format!("二维码，内容为 {url}");
        let figure = self.layout.structure.child(link, Tag::Figure(Some(alt)));
        let caption = self.layout.structure.root(Tag::Caption);
        let lines = if document.qr_caption.trim().is_empty() {
            Vec::new()
        } else {
            let room = Room::plain(185.0 / stack.size);
            self.hands.regular.lines(&document.qr_caption, room)
        };
        let height = QR_SIDE + QR_RIM + lines.len() as f32 * stack.pitch;
        let top = (strip.height - height).max(0.0);
        strip.height = strip.height.max(height);
        strip.marks.push(Mark::Qr {
            x: 0.0,
            y: top,
            side: QR_SIDE,
            url: url.to_owned(),
            link,
            figure,
        });
        for (n, line) in lines.into_iter().enumerate() {
            let top = top + QR_SIDE + QR_RIM + n as f32 * stack.pitch;
            strip.marks.push(text_mark(0.0, top, line, stack, caption));
        }
    }

    /// Adds the signature so that at least two strips of text stand above it on its page.
    fn close(&mut self, signature: Strip) {
        let drawn = self
            .layout
            .strips
            .iter_mut()
            .rev()
            .filter(|strip| !strip.marks.is_empty());
        for strip in drawn.take(2) {
            strip.keep = true;
        }
        self.keep_last();
        self.layout.strips.push(signature);
    }
}

struct Cell<'a> {
    text: &'a str,
    group: NodeId,
    weight: Weight,
    shaded: bool,
}

struct Grid {
    widths: Vec<f32>,
    size: f32,
    pitch: f32,
    above: f32,
    centred: Vec<bool>,
}

impl Grid {
    const PADDING: f32 = 6.0;

    fn new(widths: &[f32], text: f32, centred: Vec<bool>, spacing: Spacing) -> Grid {
        // No column so narrow that not even two characters fit.
        let least = (2.0 * spacing.cell + 2.0 * Grid::PADDING).min(text / widths.len() as f32);
        let sum: f32 = widths.iter().sum();
        let shares: Vec<f32> = widths.iter().map(|width| (width / sum * text).max(least)).collect();
        let all: f32 = shares.iter().sum();
        Grid {
            widths: shares.iter().map(|share| share * text / all).collect(),
            size: spacing.cell,
            pitch: spacing.cell_pitch,
            above: spacing.row,
            centred,
        }
    }

    fn strip(&self, cells: &[Cell<'_>], parts: &[&[Line]], head: Option<usize>) -> Strip {
        let most = parts.iter().map(|lines| lines.len()).max().unwrap_or(1);
        let height = most as f32 * self.pitch + 2.0 * self.above;
        let mut strip = Strip {
            height,
            head,
            ..Strip::default()
        };
        let stack = Stack::regular(self.size, self.pitch);
        let mut words = Vec::new();
        let mut left = 0.0;
        for (column, (cell, lines)) in cells.iter().zip(parts).enumerate() {
            let width = self.widths[column];
            if cell.shaded {
                strip.marks.push(Mark::Shade {
                    x: left,
                    y: 0.0,
                    width,
                    height,
                });
            }
            let middle = self.centred[column] || cell.weight == Weight::Bold;
            let top = (height - lines.len() as f32 * self.pitch) / 2.0;
            for (n, line) in lines.iter().enumerate() {
                let inset = if middle {
                    (width - line.width * self.size) / 2.0
                } else {
                    Grid::PADDING
                };
                let stack = Stack {
                    weight: cell.weight,
                    ..stack
                };
                let top = top + n as f32 * self.pitch;
                words.push(text_mark(left + inset, top, line.clone(), stack, cell.group));
            }
            strip.marks.push(frame((left, 0.0), (left, height)));
            left += width;
        }
        strip.marks.push(frame((left, 0.0), (left, height)));
        strip.marks.push(frame((0.0, 0.0), (left, 0.0)));
        strip.marks.push(frame((0.0, height), (left, height)));
        strip.marks.append(&mut words);
        strip
    }
}

fn frame(from: (f32, f32), to: (f32, f32)) -> Mark {
    Mark::Rule {
        from,
        to,
        width: 0.5,
        colour: FRAME,
    }
}

/// A line in the middle of its pitch; a Chinese character stands from 0.12 of its size below the baseline to 0.88 above.
fn text_mark(x: f32, top: f32, line: Line, stack: Stack, group: NodeId) -> Mark {
    Mark::Text {
        x,
        baseline: top + (stack.pitch - stack.size) / 2.0 + 0.88 * stack.size,
        line,
        size: stack.size,
        weight: stack.weight,
        colour: stack.colour,
        group: Some(group),
    }
}

fn level(n: u16) -> NonZeroU16 {
    NonZeroU16::new(n).unwrap_or(NonZeroU16::MIN)
}
