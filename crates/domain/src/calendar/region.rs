//! Regions (地区), by division code.

use std::fmt;

use super::ArrangementError;

/// Figures of a code at each level: province, city, county, township, village.
const LEVELS: [usize; 5] = [2, 4, 6, 9, 12];

/// A region by its division code (行政区划代码), kept as twelve figures.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Region(String);

impl Region {
    /// Reads a code of 2, 4, 6, 9 or 12 figures; a short one stands for the whole of what is under it.
    ///
    /// # Errors
    /// It is not such a code.
    pub fn parse(text: &str) -> Result<Region, ArrangementError> {
        let figures = text.bytes().all(|byte| byte.is_ascii_digit());
        if !figures || !LEVELS.contains(&text.len()) || text.starts_with('0') {
            return Err(ArrangementError::Region {
                region: text.chars().take(24).collect(),
            });
        }
        Ok(Region(format!("{text:0<12}")))
    }

    /// The code in twelve figures.
    pub fn code(&self) -> &str {
        &self.0
    }

    /// Whether the other region is this one or lies within it.
    pub fn covers(&self, other: &Region) -> bool {
        other.0.starts_with(self.significant())
    }

    /// How far down it lies, 2 to 12: the nearer of two regions that cover a place has more.
    pub fn depth(&self) -> usize {
        self.significant().len()
    }

    fn significant(&self) -> &str {
        let is_whole = |level: &&usize| self.0[**level..].bytes().all(|byte| byte == b'0');
        &self.0[..LEVELS.iter().find(is_whole).copied().unwrap_or(12)]
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
