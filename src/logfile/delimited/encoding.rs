//! Which characters the bytes of a text log are: UTF-8, UTF-16, or an old code page.
//!
//! Rows are ASCII but for their stamps' names of months, which PDH does not write; so a code page matters for the header
//! only. UTF-16 is turned into UTF-8 while it is read.

use crate::model::localized;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, Encoding};
use std::borrow::Cow;

/// How bytes become text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Coding {
    Utf8,
    Utf16 {
        is_big_endian: bool,
    },
    /// An ANSI code page, as relog writes it.
    CodePage(&'static Encoding),
}

impl Coding {
    /// The name used in notes.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16 { .. } => "UTF-16",
            Self::CodePage(encoding) => encoding.name(),
        }
    }

    /// A line's bytes, as [`super::lines::Lines`] gives them, as text.
    pub fn text(self, line: &[u8]) -> Cow<'_, str> {
        match self {
            // UTF-16 was turned into UTF-8 when it was read
            Self::Utf8 | Self::Utf16 { .. } => String::from_utf8_lossy(line),
            Self::CodePage(encoding) => encoding.decode_without_bom_handling(line).0,
        }
    }
}

/// The coding of a file by its beginning, and the length of its byte order mark.
pub fn detect(head: &[u8]) -> (Coding, usize) {
    match head {
        [0xEF, 0xBB, 0xBF, ..] => return (Coding::Utf8, 3),
        [0xFF, 0xFE, ..] => return (Coding::Utf16 { is_big_endian: false }, 2),
        [0xFE, 0xFF, ..] => return (Coding::Utf16 { is_big_endian: true }, 2),
        // "( or (P without a mark
        [b'"' | b'(', 0, ..] => return (Coding::Utf16 { is_big_endian: false }, 0),
        [0, b'"' | b'(', ..] => return (Coding::Utf16 { is_big_endian: true }, 0),
        _ => {}
    }
    let line = head.split(|b| *b == b'\n').next().unwrap_or(head);
    match std::str::from_utf8(line) {
        Ok(_) => (Coding::Utf8, 0),
        // the head may end in the middle of a character
        Err(e) if e.error_len().is_none() && line.len() == head.len() => (Coding::Utf8, 0),
        Err(_) => (Coding::CodePage(code_page(line)), 0),
    }
}

/// The code page in which the header names the pools; else the one that its letters look like.
fn code_page(line: &[u8]) -> &'static Encoding {
    let known = [
        encoding_rs::WINDOWS_1252,
        encoding_rs::WINDOWS_1250,
        encoding_rs::WINDOWS_1251,
        encoding_rs::WINDOWS_1254,
        encoding_rs::SHIFT_JIS,
        encoding_rs::GBK,
        encoding_rs::EUC_KR,
        encoding_rs::BIG5,
    ];
    let names_pools = |encoding: &&&'static Encoding| {
        let (text, had_errors) = encoding.decode_without_bom_handling(line);
        !had_errors && localized::names_pools(&text)
    };
    known.iter().find(names_pools).copied().unwrap_or_else(|| {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(line, true);
        detector.guess(None, Utf8Detection::Deny)
    })
}

/// Turns UTF-16 into UTF-8, keeping half a character for the next piece.
pub struct Narrower(Decoder);

impl Narrower {
    pub fn new(is_big_endian: bool) -> Self {
        let encoding = if is_big_endian { encoding_rs::UTF_16BE } else { encoding_rs::UTF_16LE };
        Self(encoding.new_decoder_without_bom_handling())
    }

    /// Appends `bytes` to `out` as UTF-8. What is no character becomes U+FFFD.
    pub fn feed(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        let start = out.len();
        // `None` only where the length does not fit into memory anyway
        let most = self.0.max_utf8_buffer_length(bytes.len()).unwrap_or(0);
        out.resize(start + most, 0);
        let (_, _, written, _) = self.0.decode_to_utf8(bytes, &mut out[start..], false);
        out.truncate(start + written);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codings_are_told_apart() {
        assert_eq!(detect(b"\"(PDH-CSV").0, Coding::Utf8);
        assert_eq!(detect(b"\xEF\xBB\xBF\"("), (Coding::Utf8, 3));
        assert_eq!(detect(b"\xFF\xFE\"\0"), (Coding::Utf16 { is_big_endian: false }, 2));
        assert_eq!(detect(b"\0\"\0("), (Coding::Utf16 { is_big_endian: true }, 0));
        let (french, _, _) = encoding_rs::WINDOWS_1252.encode(r"\\PC\Mémoire\Octets de réserve paginée");
        assert_eq!(detect(&french).0, Coding::CodePage(encoding_rs::WINDOWS_1252));
        let (polish, _, _) = encoding_rs::WINDOWS_1250.encode(r"\\PC\Pamięć\Bajty w puli stronicowanej");
        assert_eq!(detect(&polish).0, Coding::CodePage(encoding_rs::WINDOWS_1250));
        let (japanese, _, _) = encoding_rs::SHIFT_JIS.encode(r"\\PC\メモリ\ページ プール バイト数");
        assert_eq!(detect(&japanese).0, Coding::CodePage(encoding_rs::SHIFT_JIS));
    }

    #[test]
    fn utf_16_in_odd_pieces() {
        let text = "\"é😀\"\r\n";
        for is_big_endian in [false, true] {
            let bytes: Vec<u8> = text
                .encode_utf16()
                .flat_map(|u| if is_big_endian { u.to_be_bytes() } else { u.to_le_bytes() })
                .collect();
            let (mut narrower, mut out) = (Narrower::new(is_big_endian), Vec::new());
            for piece in bytes.chunks(3) {
                narrower.feed(piece, &mut out);
            }
            assert_eq!(String::from_utf8(out).expect("UTF-8"), text);
        }
    }
}
