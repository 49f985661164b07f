//! Text: measured through a trait, wrapped into rows, shortened.

use super::shape::{Paint, Place, Shape, Text, Weight};

/// Measures text as a painter renders it.
pub trait TextMeasure {
    /// Width of a text in one row, in points.
    fn width(&self, text: &str, size: f64, weight: Weight) -> f64;
}

/// How far letters reach above and below the baseline, as shares of their size: those of Noto Sans, which is used in
/// the window and in pictures.
pub const ASCENT: f64 = 1.069;
pub const DESCENT: f64 = 0.293;

/// The height of a row of text.
pub fn row_height(size: f64) -> f64 {
    (ASCENT + DESCENT) * size
}

/// Letters of one size, weight and colour.
#[derive(Clone, Copy)]
pub struct Pen<'a> {
    pub measure: &'a dyn TextMeasure,
    pub size: f64,
    pub weight: Weight,
    pub paint: Paint,
}

impl<'a> Pen<'a> {
    pub fn regular(measure: &'a dyn TextMeasure, size: f64, paint: impl Into<Paint>) -> Self {
        Self { measure, size, weight: Weight::Regular, paint: paint.into() }
    }

    pub fn bold(measure: &'a dyn TextMeasure, size: f64, paint: impl Into<Paint>) -> Self {
        Self { weight: Weight::Bold, ..Self::regular(measure, size, paint) }
    }

    pub fn width(&self, text: &str) -> f64 {
        self.measure.width(text, self.size, self.weight)
    }

    pub fn row_height(&self) -> f64 {
        row_height(self.size)
    }

    fn text(&self, at: Place, width: f64, text: &str) -> Shape {
        let (size, weight, paint) = (self.size, self.weight, self.paint);
        Shape::Text(Text { at, width, size, weight, paint, text: text.to_owned() })
    }

    /// A text whose baseline starts at a place.
    pub fn from(&self, at: Place, text: &str) -> Shape {
        self.text(at, self.width(text), text)
    }

    /// A text whose baseline ends at a place.
    pub fn until(&self, [x, y]: Place, text: &str) -> Shape {
        let width = self.width(text);
        self.text([x - width, y], width, text)
    }

    /// A text whose baseline is centered at a place.
    pub fn around(&self, [x, y]: Place, text: &str) -> Shape {
        let width = self.width(text);
        self.text([x - width / 2.0, y], width, text)
    }

    /// A text whose row has its upper left corner at a place.
    pub fn below(&self, [x, y]: Place, text: &str) -> Shape {
        self.from([x, y + ASCENT * self.size], text)
    }

    /// Shortens a text that is too wide, at its end.
    pub fn elide(&self, text: &str, width: f64) -> String {
        if self.width(text) <= width {
            return text.to_owned();
        }
        let letters: Vec<char> = text.chars().collect();
        let cut = |kept: usize| letters[..kept].iter().collect::<String>().trim_end().to_owned() + "…";
        cut(largest(letters.len(), 0, &|kept| self.width(&cut(kept)) <= width))
    }

    /// Cuts a text that is too wide in the middle: the meaning of a counter's name is at its start and end.
    pub fn middle_cut(&self, text: &str, width: f64) -> String {
        if self.width(text) <= width {
            return text.to_owned();
        }
        let letters: Vec<char> = text.chars().collect();
        let cut = |kept: usize| -> String {
            let (head, tail) = (&letters[..kept.div_ceil(2)], &letters[letters.len() - kept / 2..]);
            head.iter().chain(&['…']).chain(tail).collect()
        };
        // at least two letters, so that there is something to read
        cut(largest(letters.len(), letters.len().min(2), &|kept| self.width(&cut(kept)) <= width))
    }

    /// Wraps a text into at most `most` rows no wider than `width`; the last one ends in an ellipsis if the text is
    /// cut.
    pub fn wrap(&self, text: &str, width: f64, most: usize) -> Vec<String> {
        let mut rows: Vec<String> = Vec::new();
        for line in text.lines() {
            let mut row = String::new();
            for word in line.split(' ') {
                let longer = if row.is_empty() { word.to_owned() } else { format!("{row} {word}") };
                if self.width(&longer) <= width || row.is_empty() {
                    row = longer;
                } else {
                    rows.push(std::mem::replace(&mut row, word.to_owned()));
                }
                if rows.len() > most {
                    break;
                }
            }
            rows.push(row);
            if rows.len() > most {
                break;
            }
        }
        if rows.len() > most {
            rows.truncate(most);
            if let Some(last) = rows.last_mut() {
                // wider than any row: it ends in an ellipsis
                *last = match self.elide(last, width) {
                    short if short.ends_with('…') => short,
                    whole => self.ended(&whole, width),
                };
            }
        }
        rows.into_iter().map(|row| self.elide(&row, width)).collect()
    }

    /// A row with an ellipsis at its end, shortened if there is no room for it.
    fn ended(&self, row: &str, width: f64) -> String {
        let letters: Vec<char> = row.chars().collect();
        let cut = |kept: usize| letters[..kept].iter().collect::<String>().trim_end().to_owned() + "…";
        cut(largest(letters.len() + 1, 0, &|kept| kept <= letters.len() && self.width(&cut(kept)) <= width))
    }
}

/// The largest number below `all` that fits; `least` if none does.
fn largest(all: usize, least: usize, fits: &dyn Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (least, all);
    while low + 1 < high {
        let middle = low.midpoint(high);
        if fits(middle) { low = middle } else { high = middle }
    }
    low
}

#[cfg(test)]
pub(crate) mod test {
    use super::*;

    /// Every letter is half as wide as it is high.
    pub struct Halves;

    impl TextMeasure for Halves {
        fn width(&self, text: &str, size: f64, _: Weight) -> f64 {
            text.chars().count() as f64 * size / 2.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::palette::Rgb;
    use super::test::Halves;
    use super::*;

    #[test]
    fn texts_are_shortened_to_the_room_there_is() {
        let pen = Pen::regular(&Halves, 10.0, Rgb(0, 0, 0));
        assert_eq!(pen.elide("abcdefghij", 50.0), "abcdefghij");
        assert_eq!(pen.elide("abcdefghij", 30.0), "abcde…");
        assert_eq!(pen.middle_cut("abcdefghij", 35.0), "abc…hij");
        assert_eq!(pen.middle_cut("abcdefghij", 1.0), "a…j");
        assert_eq!((pen.elide("ab", 0.0), pen.middle_cut("", 0.0)), ("…".to_owned(), String::new()));
    }

    #[test]
    fn texts_are_broken_between_words() {
        let pen = Pen::regular(&Halves, 10.0, Rgb(0, 0, 0));
        assert_eq!(pen.wrap("one two three\nfour", 40.0, 9), ["one two", "three", "four"]);
        assert_eq!(pen.wrap("one two three four", 40.0, 2), ["one two", "three…"]);
        assert_eq!(pen.wrap("one two four four", 40.0, 1), ["one two…"]);
        assert_eq!(pen.wrap("unbreakable", 20.0, 3), ["unb…"]);
        assert!(pen.wrap("", 20.0, 3).is_empty());
    }
}
