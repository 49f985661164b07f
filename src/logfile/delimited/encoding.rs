//! How the bytes of a text log encode characters: UTF-8, UTF-16, or an old code page.
//!
//! Rows are ASCII except for names of months in stamps, which PDH does not write; so a code page matters only for the
//! header. UTF-16 is converted to UTF-8 while it is read.

use crate::model::localized;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, Encoding};
use std::borrow::Cow;

/// How bytes become text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TextEncoding {
    Utf8,
    Utf16 {
        is_big_endian: bool,
    },
    /// An ANSI code page, as relog writes it.
    CodePage(&'static Encoding),
}

impl TextEncoding {
    /// The name used in notes.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16 { .. } => "UTF-16",
            Self::CodePage(encoding) => encoding.name(),
        }
    }

    /// Decodes the bytes of a line, as returned by [`super::lines::Lines`].
    pub fn text(self, line: &[u8]) -> Cow<'_, str> {
        match self {
            // UTF-16 was converted to UTF-8 when it was read
            Self::Utf8 | Self::Utf16 { .. } => String::from_utf8_lossy(line),
            Self::CodePage(encoding) => encoding.decode_without_bom_handling(line).0,
        }
    }
}

/// The encoding of a file, judging by its beginning, and the length of its byte order mark.
pub fn detect(head: &[u8]) -> (TextEncoding, usize) {
    match head {
        [0xEF, 0xBB, 0xBF, ..] => return (TextEncoding::Utf8, 3),
        [0xFF, 0xFE, ..] => return (TextEncoding::Utf16 { is_big_endian: false }, 2),
        [0xFE, 0xFF, ..] => return (TextEncoding::Utf16 { is_big_endian: true }, 2),
        // "( or (P without a mark
        [b'"' | b'(', 0, ..] => return (TextEncoding::Utf16 { is_big_endian: false }, 0),
        [0, b'"' | b'(', ..] => return (TextEncoding::Utf16 { is_big_endian: true }, 0),
        _ => {}
    }
    let line = head.split(|b| *b == b'\n').next().unwrap_or(head);
    match std::str::from_utf8(line) {
        Ok(_) => (TextEncoding::Utf8, 0),
        // the head may end in the middle of a character
        Err(e) if e.error_len().is_none() && line.len() == head.len() => (TextEncoding::Utf8, 0),
        Err(_) => (TextEncoding::CodePage(code_page(line)), 0),
    }
}

/// The code page in which the header names the pools; otherwise the one that fits its letters.
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

/// Converts UTF-16 to UTF-8, keeping an incomplete character for the next piece.
pub struct Utf16ToUtf8(Decoder);

impl Utf16ToUtf8 {
    pub fn new(is_big_endian: bool) -> Self {
        let encoding = if is_big_endian { encoding_rs::UTF_16BE } else { encoding_rs::UTF_16LE };
        Self(encoding.new_decoder_without_bom_handling())
    }

    /// Appends `bytes` to `out` as UTF-8. Invalid units become U+FFFD.
    pub fn feed(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        let start = out.len();
        // `None` only if the length does not fit into memory anyway
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
        assert_eq!(detect(b"\"(PDH-CSV").0, TextEncoding::Utf8);
        assert_eq!(detect(b"\xEF\xBB\xBF\"("), (TextEncoding::Utf8, 3));
        assert_eq!(detect(b"\xFF\xFE\"\0"), (TextEncoding::Utf16 { is_big_endian: false }, 2));
        assert_eq!(detect(b"\0\"\0("), (TextEncoding::Utf16 { is_big_endian: true }, 0));
        let (french, _, _) = encoding_rs::WINDOWS_1252.encode(r"\\PC\Mémoire\Octets de réserve paginée");
        assert_eq!(detect(&french).0, TextEncoding::CodePage(encoding_rs::WINDOWS_1252));
        let (polish, _, _) = encoding_rs::WINDOWS_1250.encode(r"\\PC\Pamięć\Bajty w puli stronicowanej");
        assert_eq!(detect(&polish).0, TextEncoding::CodePage(encoding_rs::WINDOWS_1250));
        let (japanese, _, _) = encoding_rs::SHIFT_JIS.encode(r"\\PC\メモリ\ページ プール バイト数");
        assert_eq!(detect(&japanese).0, TextEncoding::CodePage(encoding_rs::SHIFT_JIS));
    }

    #[test]
    fn utf_16_in_odd_pieces() {
        let text = "\"é😀\"\r\n";
        for is_big_endian in [false, true] {
            let bytes: Vec<u8> = text
                .encode_utf16()
                .flat_map(|u| if is_big_endian { u.to_be_bytes() } else { u.to_le_bytes() })
                .collect();
            let (mut narrower, mut out) = (Utf16ToUtf8::new(is_big_endian), Vec::new());
            for piece in bytes.chunks(3) {
                narrower.feed(piece, &mut out);
            }
            assert_eq!(String::from_utf8(out).expect("UTF-8"), text);
        }
    }
}
