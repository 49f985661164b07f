//! Rows as PDH writes them, scanned sixty-four bytes at a time: every cell in quotes, with neither a quote nor a
//! delimiter inside; or no quotes at all. Any other row is read cell by cell, in [`super::lines`].

use fearless_simd::prelude::*;
use fearless_simd::{Level, dispatch, u8x64};

/// Bytes examined in one step: as many as a word has bits.
const STEP: usize = 64;

/// Which bytes of a step are quotes, and which are delimiters; one bit each, the first byte lowest.
#[inline(always)] // the vectors stay in registers
fn marks<S: Simd>(simd: S, step: &[u8; STEP], delimiter: u8) -> (u64, u64) {
    let step = u8x64::from_slice(simd, step);
    (step.simd_eq(b'"').to_bitmask(), step.simd_eq(delimiter).to_bitmask())
}

/// What is known about a row after some of its bytes.
struct Scan<'a, S> {
    simd: S,
    delimiter: u8,
    is_quoted: bool,
    /// Numbers of the cells to find, and where those found so far begin.
    wanted: &'a [usize],
    starts: &'a mut Vec<usize>,
    delimiters: usize,
    before: Before,
    /// A bit for each byte that makes the row irregular.
    odd: u64,
}

/// Marks of the previous step: quotes that close a cell, and delimiters.
struct Before {
    closing: u64,
    delimiters: u64,
}

impl<S: Simd> Scan<'_, S> {
    #[inline(always)]
    fn take(&mut self, step: &[u8; STEP], at: usize) {
        let (quotes, delimiters) = marks(self.simd, step, self.delimiter);
        let after = |marks: u64, before: u64, by: u32| (marks << by) | (before >> (64 - by));
        if self.is_quoted {
            let closing = quotes & !after(delimiters, self.before.delimiters, 1);
            let opening = after(delimiters, self.before.delimiters, 1);
            // a delimiter comes after a closing quote and before an opening one, and no quote is both or neither
            self.odd |= delimiters ^ after(closing, self.before.closing, 1);
            self.odd |= opening & !quotes;
            self.before = Before { closing, delimiters };
        } else {
            self.odd |= quotes;
        }
        let end = self.delimiters + delimiters.count_ones() as usize;
        let (mut left, mut number) = (delimiters, self.delimiters + 1);
        while let Some(wanted) = self.wanted.get(self.starts.len()).filter(|wanted| **wanted <= end) {
            while number < *wanted {
                (left, number) = (left & left.wrapping_sub(1), number + 1);
            }
            self.starts.push(at + left.trailing_zeros() as usize + 1);
        }
        self.delimiters = end;
    }
}

/// Finds where the `wanted` cells of a row begin, with their quotes. False if it is not a regular row of `cells` cells.
///
/// `line` has no line end; the numbers of cells are ascending and at least 1, because cell 0 is the stamp. `level` is what
/// the processor has for this.
pub fn starts(
    level: Level,
    line: &[u8],
    delimiter: u8,
    cells: usize,
    wanted: &[usize],
    starts: &mut Vec<usize>,
) -> bool {
    dispatch!(level, simd => starts_with(simd, line, delimiter, cells, wanted, starts))
}

#[inline(always)] // compiled once for each level
fn starts_with<S: Simd>(
    simd: S,
    line: &[u8],
    delimiter: u8,
    cells: usize,
    wanted: &[usize],
    starts: &mut Vec<usize>,
) -> bool {
    starts.clear();
    let is_quoted = line.first() == Some(&b'"');
    // a row begins and ends as if there were delimiters around it
    let before = Before { closing: 0, delimiters: 1 << 63 };
    let mut scan = Scan { simd, delimiter, is_quoted, wanted, starts, delimiters: 0, before, odd: 0 };
    let (steps, rest) = line.as_chunks::<STEP>();
    for (i, step) in steps.iter().enumerate() {
        scan.take(step, STEP * i);
    }
    let mut last = [0; STEP];
    last[..rest.len()].copy_from_slice(rest);
    last[rest.len()] = delimiter;
    // no opening quote is expected after the end
    let odd = scan.odd;
    scan.take(&last, STEP * steps.len());
    let is_odd = odd != 0 || scan.odd & (u64::MAX >> (STEP - 1 - rest.len())) != 0;
    !is_odd && scan.delimiters == cells && scan.starts.len() == wanted.len()
}

#[cfg(test)]
mod tests {
    use super::super::lines::Cells;
    use super::*;
    use proptest::prelude::*;

    fn found(line: &str, cells: usize, wanted: &[usize]) -> Option<Vec<String>> {
        let mut at = Vec::new();
        let is_regular = starts(Level::new(), line.as_bytes(), b',', cells, wanted, &mut at);
        let mut same = Vec::new();
        let is_same = starts(Level::baseline(), line.as_bytes(), b',', cells, wanted, &mut same);
        assert_eq!((is_regular, &at), (is_same, &same), "any processor finds the same");
        let text = |start: &usize| {
            let cell = Cells::new(&line.as_bytes()[*start..], b',').next().expect("a cell");
            String::from_utf8(cell.text.to_vec()).expect("text")
        };
        is_regular.then(|| at.iter().map(text).collect())
    }

    #[test]
    fn regular_rows_and_no_others() {
        assert_eq!(found("\"s\",\"1\",\"2\"", 3, &[1, 2]), Some(vec!["1".to_owned(), "2".to_owned()]));
        assert_eq!(found("s,1,2", 3, &[2]), Some(vec!["2".to_owned()]));
        assert_eq!(found("\"s\",\"\",\"\"", 3, &[1]), Some(vec![String::new()]));
        for other in [
            "\"s\",\"1\"",
            "\"s\",\"1,5\",\"2\"",
            "\"s\",\"1\"\",\"2\"",
            "\"s\",\"1\"x\"2\",\"3\"",
            "\"s\",1,\"2\"",
            "s,\"1\",2",
            "\"s\",\",\",\"2\"",
            "\"s\",\"1\",\"2",
            "\"s\",\"1\",2\"",
            "\"s\",\"1\",\"2\",\"3\"",
            "",
        ] {
            assert_eq!(found(other, 3, &[1]), None, "{other}");
        }
    }

    proptest! {
        /// Any row: if it is regular, its cells are those that are found one by one.
        #[test]
        fn cells_are_those_read_one_by_one(
            cells in proptest::collection::vec("[0-9.]{0,30}", 2..60),
            damage in proptest::option::of((any::<prop::sample::Index>(), "[\",x0]")),
            is_quoted in any::<bool>(),
        ) {
            let quote = if is_quoted { "\"" } else { "" };
            let mut line = cells.iter().map(|c| format!("{quote}{c}{quote}")).collect::<Vec<_>>().join(",");
            if let Some((at, with)) = &damage {
                let at = at.index(line.len().max(1));
                line.replace_range(at..(at + 1).min(line.len()), with);
            }
            let wanted: Vec<usize> = (1..cells.len()).step_by(3).collect();
            let slow: Vec<_> = Cells::new(line.as_bytes(), b',').collect();
            let is_whole = slow.iter().all(|c| c.is_whole && !c.text.contains(&b'"') && !c.text.contains(&b','));
            let fast = found(&line, cells.len(), &wanted);
            if let Some(fast) = &fast {
                let one_by_one: Vec<String> =
                    wanted.iter().map(|i| String::from_utf8(slow[*i].text.to_vec()).expect("text")).collect();
                prop_assert_eq!(fast, &one_by_one);
                prop_assert!(is_whole && slow.len() == cells.len());
            }
            prop_assert!(damage.is_some() || fast.is_some());
        }
    }
}
