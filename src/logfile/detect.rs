//! Identifies a file by its content. The extension is only a hint, and is not read here.

use super::bytes::{Fields, ReadAt};
use super::{LogError, limits};
use std::path::Path;

/// Enough for every signature, and for the first cell of a text log.
const HEAD_BYTES: usize = 64 << 10;

/// The beginning of a file, as far as it is examined.
///
/// # Errors
/// When it cannot be read.
pub fn head(bytes: &dyn ReadAt, path: &Path) -> Result<Vec<u8>, LogError> {
    let mut head = vec![0; HEAD_BYTES.min(usize::try_from(bytes.len()).unwrap_or(HEAD_BYTES))];
    let io = |error| LogError::Io { doing: "reading the start of the log", error, path: path.to_owned() };
    let had = bytes.read_at(0, &mut head).map_err(io)?;
    head.truncate(had);
    Ok(head)
}

/// The error for a file that no reader accepts, with a word for what it is instead.
pub fn refusal(head: &[u8], path: &Path) -> LogError {
    let found = match head {
        [] => "the file is empty",
        head => identify_foreign(head).unwrap_or("neither .blg nor PDH-CSV or PDH-TSV text"),
    };
    LogError::NotALog { found: found.to_owned(), path: path.to_owned() }
}

/// A Windows trace container: the buffer size at 0 and again in the log header, and the log header's mark at 4B.
///
/// `.etl` traces share it; [`super::blg`] tells them apart by their events.
pub fn is_trace_container(head: &[u8]) -> bool {
    let f = Fields(head);
    let size = f.u32(0);
    size.is_some_and(|s| (limits::BUFFER_BYTES_LEAST..=limits::BUFFER_BYTES).contains(&s) && s.is_multiple_of(8))
        && f.u8(0x4B) == Some(0xC0)
        && matches!(f.u8(0x4A), Some(1 | 2))
        && f.u32(0x68) == size
}

/// A word for files that are opened by mistake.
fn identify_foreign(head: &[u8]) -> Option<&'static str> {
    const MARKS: [(&[u8], &str); 19] = [
        (b"PK\x03\x04", "a .zip archive (or Office document); unpack it first"),
        (b"\x1F\x8B", "a .gz archive; unpack it first"),
        (b"7z\xBC\xAF", "a .7z archive; unpack it first"),
        (b"Rar!", "a .rar archive; unpack it first"),
        (b"MSCF", "a .cab archive; unpack it first"),
        (b"ElfFile\0", "a Windows event log (.evtx)"),
        (b"PAGEDU64", "a Windows crash dump (.dmp)"),
        (b"PAGEDUMP", "a Windows crash dump (.dmp)"),
        (b"MDMP", "a Windows minidump (.dmp)"),
        (b"MZ", "a Windows program (.exe or .dll)"),
        (b"\x7FELF", "a Linux program"),
        (b"\x89PNG", "a picture (.png)"),
        (b"\xFF\xD8\xFF", "a picture (.jpg)"),
        (b"%PDF", "a document (.pdf)"),
        (b"SQLite format 3", "a database (.sqlite)"),
        (b"\x00\x00\x01\x00", "an icon (.ico), or a log whose header is destroyed"),
        (b"\xD0\xCF\x11\xE0", "an old Office document"),
        (b"\xFF\xFE", "UTF-16 text without a PDH header"),
        (b"\xFE\xFF", "UTF-16 text without a PDH header"),
    ];
    if let Some((_, word)) = MARKS.iter().find(|(mark, _)| head.starts_with(mark)) {
        return Some(word);
    }
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let start = text.trim_ascii_start();
    if start.starts_with(b"<") {
        return Some("an XML or HTML file; a collector set or report, not the log itself");
    }
    if head.iter().all(|b| *b == 0) {
        return Some("only zeros");
    }
    if std::str::from_utf8(&text[..text.len().min(4096)]).is_ok_and(|t| !t.contains('\0')) {
        return Some("text without a PDH header");
    }
    if Fields(head).u8(0x4B) == Some(0xC0) {
        return Some("a Windows trace with a damaged header");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::bytes::Memory;
    use super::*;
    use std::sync::Arc;

    fn refusal(content: &'static [u8]) -> String {
        super::super::OpenLog::from_bytes(
            Arc::new(Memory(content.into())),
            Path::new("x.blg"),
            &super::super::Progress::default(),
        )
        .err()
        .expect("refused")
        .to_string()
    }

    #[test]
    fn strangers_are_named() {
        assert_eq!(refusal(b""), "not a performance log: the file is empty: x.blg");
        assert!(refusal(b"PK\x03\x04rest").contains(".zip"));
        assert!(refusal(b"\x00\x00\x01\x00\x01\x00\x10\x10").contains(".ico"));
        assert!(refusal(b"<?xml version='1.0'?>").contains("XML"));
        assert!(refusal(b"hello there").contains("text without a PDH header"));
        assert!(refusal(&[0; 100]).contains("only zeros"));
    }
}
