//! A bar code (条形码) that handheld scanners read: Code 128, set C, for an even count of digits (ISO/IEC 15417).

use crate::{Drawing, DrawnRow, Shape};

/// Widths of bars and gaps in turn, for the values 0 to 105 and the stop.
const PATTERNS: [&str; 107] = [
    "212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312", "132212", "221213", "221312",
    "231212", "112232", "122132", "122231", "113222", "123122", "123221", "223211", "221132", "221231", "213212",
    "223112", "312131", "311222", "321122", "321221", "312212", "322112", "322211", "212123", "212321", "232121",
    "111323", "131123", "131321", "112313", "132113", "132311", "211313", "231113", "231311", "112133", "112331",
    "132131", "113123", "113321", "133121", "313121", "211331", "231131", "213113", "213311", "213131", "311123",
    "311321", "331121", "312113", "312311", "332111", "314111", "221411", "431111", "111224", "111422", "121124",
    "121421", "141122", "141221", "112214", "112412", "122114", "122411", "142112", "142211", "241211", "221114",
    "413111", "241112", "134111", "111242", "121142", "121241", "114212", "124112", "124211", "411212", "421112",
    "421211", "212141", "214121", "412121", "111143", "111341", "131141", "114113", "114311", "411113", "411311",
    "113141", "114131", "311141", "411131", "211412", "211214", "211232", "2331112",
];
/// The value that begins set C.
const START_C: usize = 105;
/// The value that ends a code.
const STOP: usize = 106;
/// Width of the narrowest bar in points: a third of a millimetre, which any scanner reads from a desk printer.
const MODULE: f32 = 0.95;
/// Height of the bars in points.
const HEIGHT: f32 = 42.0;
/// White at either side, in modules.
const QUIET: f32 = 10.0;

/// The values of a code with its check; nothing where the text is not an even count of digits.
fn values(digits: &str) -> Option<Vec<usize>> {
    let bytes = digits.as_bytes();
    if bytes.is_empty() || !bytes.len().is_multiple_of(2) || !bytes.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let digit = |byte: u8| usize::from(byte - b'0');
    let pairs = bytes.chunks(2).map(|pair| digit(pair[0]) * 10 + digit(pair[1]));
    let mut values: Vec<usize> = std::iter::once(START_C).chain(pairs).collect();
    let weighed: usize = values.iter().enumerate().map(|(at, value)| at.max(1) * value).sum();
    values.push(weighed % 103);
    values.push(STOP);
    Some(values)
}

/// The bars of a code with its digits beneath; nothing where it cannot be drawn.
#[must_use]
pub fn bar_code(digits: &str) -> Option<Drawing> {
    let values = values(digits)?;
    let mut at = QUIET;
    let mut shapes = Vec::new();
    for pattern in values.iter().filter_map(|value| PATTERNS.get(*value)) {
        for (n, width) in pattern.bytes().enumerate() {
            let width = f32::from(width - b'0');
            if n % 2 == 0 {
                shapes.push(Shape::Bar {
                    x: at * MODULE,
                    y: 0.0,
                    width: width * MODULE,
                    height: HEIGHT,
                });
            }
            at += width;
        }
    }
    shapes.push(Shape::Words {
        middle: (at + QUIET) / 2.0 * MODULE,
        baseline: HEIGHT + 12.0,
        size: 10.5,
        bold: false,
        text: digits.to_string(),
    });
    Some(Drawing {
        alternative: digits.to_string(),
        rows: vec![DrawnRow {
            height: HEIGHT + 16.0,
            shapes,
        }],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads bars as a scanner does: widths to values, the check, and the digits.
    fn scanned(drawing: &Drawing) -> String {
        let mut bars: Vec<(f32, f32)> = Vec::new();
        for shape in &drawing.rows[0].shapes {
            if let Shape::Bar { x, width, .. } = shape {
                bars.push((x / MODULE, width / MODULE));
            }
        }
        let mut widths = String::new();
        for (n, (x, width)) in bars.iter().enumerate() {
            widths.push_str(&format!("{width:.0}"));
            if let Some((next, _)) = bars.get(n + 1) {
                widths.push_str(&format!("{:.0}", next - x - width));
            }
        }
        let mut values = Vec::new();
        let mut rest = widths.as_str();
        while rest.len() > 7 {
            let (one, more) = rest.split_at(6);
            values.push(PATTERNS.iter().position(|known| *known == one).unwrap());
            rest = more;
        }
        assert_eq!(rest, PATTERNS[STOP]);
        let check = values.pop().unwrap();
        let weighed: usize = values.iter().enumerate().map(|(at, value)| at.max(1) * value).sum();
        assert_eq!(weighed % 103, check);
        assert_eq!(values[0], START_C);
        values[1..].iter().map(|value| format!("{value:02}")).collect()
    }

    #[test]
    fn the_table_is_that_of_the_standard() {
        for (value, pattern) in PATTERNS.iter().enumerate() {
            let sum: u32 = pattern.bytes().map(|width| u32::from(width - b'0')).sum();
            let bars: u32 = pattern.bytes().step_by(2).map(|width| u32::from(width - b'0')).sum();
            assert_eq!(sum, if value == STOP { 13 } else { 11 }, "{value}");
            assert_eq!(bars % 2, 0, "the bars of a value are even in sum: {value}");
        }
        let mut known = PATTERNS.to_vec();
        known.sort_unstable();
        known.dedup();
        assert_eq!(known.len(), 107);
    }

    #[test]
    fn digits_come_back_from_the_bars() {
        for digits in ["00", "1234567890", "20261122000017", "99999999999999"] {
            assert_eq!(scanned(&bar_code(digits).unwrap()), digits);
        }
        // The known check of 12345678 in set C is 47: 105 + 12 + 2*34 + 3*56 + 4*78 = 665 = 6*103 + 47.
        assert_eq!(values("12345678").unwrap(), [105, 12, 34, 56, 78, 47, 106]);
        for wrong in ["", "1", "123", "12a4", "１２"] {
            assert!(bar_code(wrong).is_none(), "{wrong}");
        }
    }
}
