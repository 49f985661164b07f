//! Text that a terminal displays but does not interpret: names of files and counters may contain escape sequences, and
//! marks that change the direction of the text after them.

use std::borrow::Cow;
use std::io::{self, Write};

/// Whether a terminal would do anything with it other than display it.
fn is_harmful(c: char) -> bool {
    let turns = matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{61C}');
    turns || c.is_control() && !matches!(c, '\n' | '\t' | '\r')
}

/// The text with harmful characters replaced by U+FFFD.
pub fn harmless(text: &str) -> Cow<'_, str> {
    if text.contains(is_harmful) { text.replace(is_harmful, "\u{FFFD}").into() } else { text.into() }
}

/// Passes text on so that a terminal only displays it. Takes whole characters at a time, as `write!` supplies them.
pub struct Harmless<'a> {
    out: &'a mut dyn Write,
    is_json: bool,
}

impl<'a> Harmless<'a> {
    pub fn text(out: &'a mut dyn Write) -> Self {
        Self { out, is_json: false }
    }

    /// Harmful characters are written as JSON escapes, since they can only occur within strings.
    pub fn json(out: &'a mut dyn Write) -> Self {
        Self { out, is_json: true }
    }
}

impl Write for Harmless<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match std::str::from_utf8(bytes) {
            Ok(text) if text.contains(is_harmful) => {
                if self.is_json {
                    for c in text.chars() {
                        if is_harmful(c) {
                            write!(self.out, "\\u{:04x}", u32::from(c))?;
                        } else {
                            write!(self.out, "{c}")?;
                        }
                    }
                } else {
                    self.out.write_all(harmless(text).as_bytes())?;
                }
                Ok(bytes.len())
            }
            _ => self.out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_and_turns_are_shown_and_not_obeyed() {
        assert_eq!(harmless("a\u{1b}[31mb\u{202e}gnp.exe\u{9b}2J"), "a\u{FFFD}[31mb\u{FFFD}gnp.exe\u{FFFD}2J");
        assert!(matches!(harmless("plain é\tтекст\n"), Cow::Borrowed(_)));
        let mut out = Vec::new();
        serde_json::to_writer(Harmless::json(&mut out), "x\u{202e}y\u{1b}").expect("memory");
        assert_eq!(String::from_utf8(out).expect("UTF-8"), r#""x\u202ey\u001b""#);
    }
}
