//! From strips to pages.

use crate::layout::{Layout, Sheet, Strip};

/// The strips of a page, each with its distance from the top edge.
#[derive(Default)]
pub(crate) struct Page {
    pub(crate) strips: Vec<(f32, Strip)>,
}

/// Stacks strips; chains that must stay together move to the next page together.
pub(crate) fn paginate(layout: &mut Layout) -> Vec<Page> {
    let mut press = Press {
        sheet: layout.sheet,
        heads: std::mem::take(&mut layout.heads),
        pages: vec![Page::default()],
        y: layout.sheet.top,
    };
    let mut chain = Vec::new();
    for strip in std::mem::take(&mut layout.strips) {
        let more = strip.keep;
        chain.push(strip);
        if !more {
            press.place(std::mem::take(&mut chain));
        }
    }
    press.place(chain);
    press.pages
}

struct Press {
    sheet: Sheet,
    heads: Vec<Strip>,
    pages: Vec<Page>,
    y: f32,
}

impl Press {
    fn place(&mut self, chain: Vec<Strip>) {
        let height: f32 = chain.iter().map(|strip| strip.gap + strip.height).sum();
        let fits_one_page = height <= self.sheet.bottom - self.sheet.top - self.head_height(&chain);
        if fits_one_page && self.y + height > self.sheet.bottom {
            self.turn();
        }
        for strip in chain {
            if self.y + strip.gap + strip.height > self.sheet.bottom {
                self.turn();
            }
            self.put(strip);
        }
    }

    fn head_height(&self, chain: &[Strip]) -> f32 {
        let head = chain.first().and_then(|strip| strip.head);
        head.map_or(0.0, |head| self.heads[head].height)
    }

    fn turn(&mut self) {
        if !self.is_empty() {
            self.pages.push(Page::default());
            self.y = self.sheet.top;
        }
    }

    fn is_empty(&self) -> bool {
        self.pages.last().is_none_or(|page| page.strips.is_empty())
    }

    fn put(&mut self, strip: Strip) {
        if self.is_empty() {
            if strip.marks.is_empty() {
                return;
            }
            if let Some(head) = strip.head {
                self.set(self.heads[head].clone());
            }
        } else {
            self.y += strip.gap;
        }
        self.set(strip);
    }

    fn set(&mut self, strip: Strip) {
        let y = self.y;
        self.y += strip.height;
        if let Some(page) = self.pages.last_mut() {
            page.strips.push((y, strip));
        }
    }
}
