//! Lines of PoolMon: rows of tags, totals, headers.
//!
//! Column widths differ between builds, so nothing is cut by column: the tag is found before the name of its pool, the
//! figures are read one after the other, and changes in brackets are skipped.

use crate::model::pools::Pool;
use crate::model::tag::Tag;

/// A row: counts since the machine was started, and the bytes allocated now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    pub tag: Tag,
    pub pool: Pool,
    /// `None` if the listing does not include them.
    pub allocations: Option<u64>,
    pub frees: Option<u64>,
    pub bytes: u64,
}

/// What the lines above a listing say about the whole machine, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    pub ram: Option<u64>,
    pub available: Option<u64>,
    pub committed: Option<u64>,
    pub commit_limit: Option<u64>,
    pub nonpaged: Option<u64>,
    pub paged: Option<u64>,
}

/// A line that looks like a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parsed<'a> {
    /// With what follows its figures: the drivers, if the listing has them.
    Row(Row, &'a [u8]),
    /// It begins like a row, but its figures are missing or contradict each other.
    Damaged,
    No,
}

/// The pool of a row, and where its name begins and ends; the tag is before it.
fn pool_word(line: &[u8]) -> Option<(Pool, usize, usize)> {
    /// A tag of four characters, blanks around it, and some more if a listing is indented.
    const WITHIN: usize = 24;
    let head = &line[..line.len().min(WITHIN)];
    let word = |at: usize| match head.get(at..)? {
        rest if rest.starts_with(b"Nonp") => Some((Pool::Nonpaged, 4)),
        rest if rest.starts_with(b"Paged") => Some((Pool::Paged, 5)),
        _ => None,
    };
    (1..head.len()).filter(|at| head[at - 1] == b' ').find_map(|at| {
        let (pool, len) = word(at)?;
        let after = line.get(at + len).copied();
        // `Paged` and `Nonp` may be tags themselves: the name of the pool is followed by figures
        let rest = line.get(at + len..)?.trim_ascii_start();
        let is_figure = rest.first().is_some_and(|b| b.is_ascii_digit() || *b == b'-');
        (after == Some(b' ') && is_figure).then_some((pool, at, at + len))
    })
}

/// The tag before the name of its pool: four characters after one blank, which may have been lost.
fn tag_before(head: &[u8]) -> Tag {
    let inner = head.strip_suffix(b" ").unwrap_or(head);
    let own = inner.strip_prefix(b" ").unwrap_or(inner);
    if own.len() <= 4 {
        return Tag::of(own);
    }
    if own[4..].iter().all(|b| *b == b' ') {
        return Tag::of(&own[..4]);
    }
    // indented: the last four
    Tag::of(&inner[inner.len() - 4..])
}

/// No counter has numbers with more digits.
const MOST_DIGITS: usize = 18;

/// The whole number at the beginning of a text, and the rest; changes in brackets before it are skipped.
fn figure(text: &[u8]) -> Option<(i64, &[u8])> {
    let mut rest = text.trim_ascii_start();
    while rest.first() == Some(&b'(') {
        let end = memchr::memchr(b')', rest)?;
        rest = rest[end + 1..].trim_ascii_start();
    }
    let (is_negative, digits) = match rest.first()? {
        b'-' => (true, &rest[1..]),
        _ => (false, rest),
    };
    let (mut value, mut len) = (0i64, 0);
    while let Some(digit) = digits.get(len).map(|b| b.wrapping_sub(b'0')).filter(|d| *d < 10) {
        if len == MOST_DIGITS {
            return None;
        }
        value = value * 10 + i64::from(digit);
        len += 1;
    }
    (len > 0).then(|| (if is_negative { -value } else { value }, &digits[len..]))
}

/// Whether a line has the name of a pool where rows have it, but damaged figures.
fn looks_damaged(line: &[u8]) -> bool {
    let is_word = |at: usize| line.get(at..).is_some_and(|t| t.starts_with(b"Nonp ") || t.starts_with(b"Paged "));
    let figures = || line.iter().skip(10).filter(|b| b.is_ascii_digit()).count();
    (is_word(6) && line.first() == Some(&b' ') || is_word(5)) && figures() >= 4
}

/// The value of a 32-bit counter, which PoolMon shows as negative once it has passed half of its range.
fn unwrapped(value: i64) -> u64 {
    u64::try_from(value).unwrap_or_else(|_| u64::from(value as u32))
}

/// Reads a row of a listing.
pub fn parse_row(line: &[u8]) -> Parsed<'_> {
    let Some((pool, at, end)) = pool_word(line) else {
        return if looks_damaged(line) { Parsed::Damaged } else { Parsed::No };
    };
    let tag = tag_before(&line[..at]);
    let mut rest = &line[end..];
    let mut figures = [0i64; 4];
    for slot in &mut figures {
        let Some((value, after)) = figure(rest) else { return Parsed::Damaged };
        (*slot, rest) = (value, after);
    }
    let [allocations, frees, live, bytes] = figures;
    // a lost digit shows up here; 32 bits may have wrapped
    let is_sum = allocations - frees == live || (allocations - frees - live) % (1 << 32) == 0;
    let is_bounded = live >= 0 || live > i64::from(i32::MIN);
    if !is_sum || !is_bounded {
        return Parsed::Damaged;
    }
    // the bytes per allocation reveal a digit missing from the bytes, for example if a file was cut
    let Some((each, after)) = figure(rest) else { return Parsed::Damaged };
    rest = after;
    let is_whole = live <= 0 || bytes < 0 || (bytes / live - each).abs() <= 1;
    if !is_whole {
        return Parsed::Damaged;
    }
    let [allocations, frees, bytes] = [allocations, frees, bytes].map(unwrapped);
    let row = Row { tag, pool, allocations: Some(allocations), frees: Some(frees), bytes };
    Parsed::Row(row, rest.trim_ascii())
}

/// The figure after a word, in bytes: `Avail: 96364K`.
fn after(line: &[u8], word: &[u8]) -> Option<u64> {
    let at = memchr::memmem::find(line, word)?;
    let (value, rest) = figure(&line[at + word.len()..])?;
    (rest.first() == Some(&b'K')).then(|| u64::try_from(value).ok()?.checked_mul(1024))?
}

impl Totals {
    /// Takes the totals that a line states; false if it is some other line.
    pub fn take(&mut self, line: &[u8]) -> bool {
        let text = line.trim_ascii_start();
        if text.starts_with(b"Memory:") {
            self.ram = after(text, b"Memory:").or(self.ram);
            self.available = after(text, b"Avail:").or(self.available);
            return true;
        }
        if text.starts_with(b"Commit:") {
            self.committed = after(text, b"Commit:").or(self.committed);
            self.commit_limit = after(text, b"Limit:").or(self.commit_limit);
            if let Some(at) = memchr::memmem::find(text, b"Pool N:") {
                self.nonpaged = after(&text[at..], b"Pool N:").or(self.nonpaged);
                self.paged = after(&text[at + 7..], b"P:").or(self.paged);
            }
            return true;
        }
        false
    }
}

/// Whether a line is the one above the rows: ` Tag  Type     Allocs  Frees …`.
pub fn is_header(line: &[u8]) -> bool {
    let text = line.trim_ascii_start();
    let Some(rest) = text.strip_prefix(b"Tag").map(<[u8]>::trim_ascii_start) else { return false };
    rest.starts_with(b"Type") && memchr::memmem::find(rest, b"Allocs").is_some()
}

/// Whether the rows below are those of a session, which has a pool of its own.
pub fn is_session_pool(line: &[u8]) -> bool {
    let text = line.trim_ascii_start();
    text.starts_with(b"Session") && memchr::memmem::find(text, b"pool information").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(line: &str) -> (String, Pool, u64, u64, u64, String) {
        match parse_row(line.as_bytes()) {
            Parsed::Row(r, rest) => {
                let tag = r.tag.0.iter().map(|b| *b as char).collect();
                (
                    tag,
                    r.pool,
                    r.allocations.unwrap_or(0),
                    r.frees.unwrap_or(0),
                    r.bytes,
                    String::from_utf8_lossy(rest).into_owned(),
                )
            }
            other => panic!("{line}: {other:?}"),
        }
    }

    #[test]
    fn rows_of_every_build_are_read() {
        use Pool::{Nonpaged, Paged};
        let none = String::new;
        let of = |tag: &str, pool, a, f, b, d: String| (tag.to_owned(), pool, a, f, b, d);
        assert_eq!(
            row(" Wait Nonp    3971107 (   0)   3971077 (   0)       30    8456 (     0)    281"),
            of("Wait", Nonpaged, 3_971_107, 3_971_077, 8456, none())
        );
        assert_eq!(
            row("EtwB Nonp       6394      4056      2338 163418368      69896"),
            of("EtwB", Nonpaged, 6394, 4056, 163_418_368, none())
        );
        // no blank before the next figure; blanks in the tag
        assert_eq!(
            row(" Io   Paged 126693501 ( 128)126675442 ( 120)  18059 595947 ( 0) 33   "),
            of("Io  ", Paged, 126_693_501, 126_675_442, 595_947, none())
        );
        assert_eq!(row(" Dh 1 Nonp 2 1 1 64 64").0, "Dh 1");
        assert_eq!(row("Io   Nonp 2 1 1 64 64").0, "Io  ");
        assert_eq!(row("     Thre Nonp 2 1 1 64 64").0, "Thre");
        assert_eq!(row(" Nonp Paged 2 1 1 64 64").0, "Nonp");
        assert_eq!(
            row(" NtFA Nonp 9112 (   0) 9112 (   0) 0 0 ( 0) 0 [ntfs.sys  -  AttrSup.c]").5,
            "[ntfs.sys  -  AttrSup.c]"
        );
        assert_eq!(row(" ConT Nonp 3097 2409 688 42770432 62166 Unknown Driver").5, "Unknown Driver");
        // past half of the 32-bit range
        let wrapped = row(" Huge Nonp -2147483648 5 2147483643 -1048576 1");
        assert_eq!((wrapped.2, wrapped.3, wrapped.4), (2_147_483_648, 5, 4_293_918_720));
    }

    #[test]
    fn damage_is_no_row() {
        assert_eq!(parse_row(b" Wait Nonp 3971107 3971077"), Parsed::Damaged);
        assert_eq!(parse_row(b" Wait Nonp 3971107 3971077 31 8456 281"), Parsed::Damaged);
        assert_eq!(parse_row(b" Wait Nonp 3971107 3971077 30 84"), Parsed::Damaged);
        assert_eq!(parse_row(b" Wait Nonp 3971107 3971077 30 84 281"), Parsed::Damaged);
        assert_eq!(parse_row(b" Wait Nonp xx 3971107 3971077 30 8456 281"), Parsed::Damaged);
        assert_eq!(parse_row(b" Wait Nonp x"), Parsed::No);
        assert_eq!(parse_row(b"a word about Nonpaged pool 5"), Parsed::No);
        assert_eq!(parse_row(b""), Parsed::No);
    }

    #[test]
    fn totals_and_headers_are_known() {
        let mut totals = Totals::default();
        assert!(totals.take(b" Memory:49371552K Avail:26121028K  PageFlts:901597864   InRam Krnl:76500K P:4130272K"));
        assert!(totals.take(b" Commit:35762700K Limit:64575904K Peak:43634092K            Pool N:2275124K P:4427892K"));
        let kb = |v: Option<u64>| v.map(|v| v / 1024);
        assert_eq!((kb(totals.ram), kb(totals.available)), (Some(49_371_552), Some(26_121_028)));
        assert_eq!((kb(totals.nonpaged), kb(totals.paged)), (Some(2_275_124), Some(4_427_892)));
        assert_eq!((kb(totals.committed), kb(totals.commit_limit)), (Some(35_762_700), Some(64_575_904)));
        assert!(is_header(b" Tag  Type     Allocs            Frees            Diff   Bytes       Per Alloc"));
        assert!(!is_header(b" Tag    Allocs     Used    Allocs     Used"));
        assert!(is_session_pool(b"Session 0 pool information") && !is_session_pool(b"System pool information"));
    }
}
