//! Small files that are read as a whole: listings of scripts, exported events, names of tags.

use super::bytes::ReadAt;
use super::{LogError, Progress};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use std::borrow::Cow;
use std::path::Path;

/// What is read whole, and how large it may be.
#[derive(Clone, Copy)]
pub struct Whole {
    pub doing: &'static str,
    /// `a listing in JSON`: what is refused if it is larger.
    pub what: &'static str,
    pub largest: u64,
}

impl Whole {
    /// All bytes of a file; fewer if it shrinks while it is read.
    ///
    /// # Errors
    /// When it is too large, reading fails, or the job is cancelled.
    pub fn read(self, bytes: &dyn ReadAt, path: &Path, progress: &Progress) -> Result<Vec<u8>, LogError> {
        let Self { doing, what, largest } = self;
        if bytes.len() > largest {
            let found = format!("{what} of more than {} MB", largest >> 20);
            return Err(LogError::Limit { doing, found, path: path.to_owned() });
        }
        let mut all = vec![0; usize::try_from(bytes.len()).unwrap_or(0)];
        let mut had = 0;
        while had < all.len() {
            progress.check()?;
            let io = |error| LogError::Io { doing, error, path: path.to_owned() };
            match bytes.read_at(had as u64, &mut all[had..]).map_err(io)? {
                0 => break,
                more => had += more,
            }
        }
        all.truncate(had);
        Ok(all)
    }
}

/// Decodes bytes as text: by their byte order mark, as UTF-16 if every other byte is zero, as UTF-8, or else in the
/// code page that fits the letters.
pub fn text(bytes: &[u8]) -> Cow<'_, str> {
    const HEAD: usize = 4096;
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0;
    }
    let head = &bytes[..bytes.len().min(HEAD)];
    let zeros = |at: usize| head.chunks_exact(2).filter(|pair| pair[at] == 0).count();
    let most = head.len() * 2 / 5;
    if head.len() >= 4 && zeros(1) >= most {
        return encoding_rs::UTF_16LE.decode_without_bom_handling(bytes).0;
    }
    if head.len() >= 4 && zeros(0) >= most {
        return encoding_rs::UTF_16BE.decode_without_bom_handling(bytes).0;
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.into();
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Allow).decode_without_bom_handling(bytes).0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_every_coding() {
        let said = "Dienst für Fußgänger wurde gestartet";
        let wide: Vec<u8> = said.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = said.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let (old, _, _) = encoding_rs::WINDOWS_1252.encode(said);
        let marked = [b"\xEF\xBB\xBF", said.as_bytes()].concat();
        for bytes in [said.as_bytes(), &wide, &big, &old, &marked, &[b"\xFF\xFE", &wide[..]].concat()] {
            assert_eq!(text(bytes), said);
        }
        assert_eq!(text(b""), "");
    }
}
