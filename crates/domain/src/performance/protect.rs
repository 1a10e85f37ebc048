//! Small numbers protected (小数保护): who was among very few can be guessed, so that they are not published.

/// Numbers from one to this less one are not shown.
pub const FEWEST: i64 = 5;

/// What may be shown of some numbers whose total is published too: nothing where it is small. Where a hidden number could be computed
/// from the total and the others, the smallest of these is hidden as well. Nought is shown: it is about nobody.
pub fn protected(numbers: &[i64]) -> Vec<Option<i64>> {
    let mut shown: Vec<Option<i64>> = numbers
        .iter()
        .map(|number| is_open(*number).then_some(*number))
        .collect();
    loop {
        let hidden: Vec<i64> = numbers
            .iter()
            .zip(&shown)
            .filter(|(_, shown)| shown.is_none())
            .map(|(number, _)| *number)
            .collect();
        // Two numbers of which both are small can be told from their sum when it is very small or very large.
        let is_safe = hidden.is_empty() || (hidden.len() > 1 && hidden.iter().sum::<i64>() >= 2 * FEWEST);
        if is_safe {
            return shown;
        }
        let rest = numbers
            .iter()
            .enumerate()
            .filter(|(at, number)| shown[*at].is_some() && **number != 0);
        match rest.min_by_key(|(_, number)| **number) {
            Some((at, _)) => shown[at] = None,
            None => return shown,
        }
    }
}

/// Whether the total of some numbers may be shown beside what is left of them: not where all that is hidden is small and alone.
pub fn total(numbers: &[i64]) -> Option<i64> {
    let total: i64 = numbers.iter().sum();
    let shown = protected(numbers);
    let hidden: Vec<i64> = (numbers.iter().zip(&shown))
        .filter(|(_, shown)| shown.is_none())
        .map(|(number, _)| *number)
        .collect();
    let tells = !hidden.is_empty() && (hidden.len() == 1 || hidden.iter().sum::<i64>() < 2 * FEWEST);
    (is_open(total) && !tells).then_some(total)
}

fn is_open(number: i64) -> bool {
    number == 0 || number >= FEWEST
}
