//! Patterns of counter paths, as users type them.

use super::KeyedPath;
use wildmatch::WildMatchPattern;

/// A counter path with `*` for anything; without a computer it matches every one. Case is ignored.
pub struct Pattern {
    /// A question mark is literal, as in `Paging File(\??\D:\pagefile.sys)`.
    text: WildMatchPattern<'*', '\0'>,
    has_computer: bool,
}

impl Pattern {
    pub fn new(text: &str) -> Self {
        Self { text: WildMatchPattern::new(&text.to_lowercase()), has_computer: text.starts_with(r"\\") }
    }

    pub fn matches(&self, path: &KeyedPath) -> bool {
        self.text.matches(if self.has_computer { path.key().as_str() } else { path.local_key() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_have_stars_and_nothing_else() {
        let fits = |pattern: &str, path: &str| Pattern::new(pattern).matches(&KeyedPath::parse(path).expect("a path"));
        let page = r"\\PC\Paging File(\??\D:\pagefile.sys)\% Usage";
        for pattern in [r"\Paging File(*)\% usage", r"*usage", r"\\pc\*", r"\paging file(\??\d:*)\*", page, "*"] {
            assert!(fits(pattern, page), "{pattern}");
        }
        for pattern in [r"\Paging File(\?\D:*)\*", r"\\PD\*", r"\Paging File(*)\% Usag", "", r"% Usage"] {
            assert!(!fits(pattern, page), "{pattern}");
        }
        assert!(!fits(r"\Memor?\*", r"\\PC\Memory\Pages/sec"));
    }
}
