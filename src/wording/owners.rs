//! Which driver a tag belongs to, as far as a list of tags and a folder of drivers show.

use crate::model::tag::Tag;
use crate::model::units::grouped;
use crate::owners::{Certainty, DriverFile, DriverSearch, Hits, Owners, TagName};

/// Maximum number of files named; the table and JSON have all of them.
const MOST: usize = 4;

/// `ntfs.sys, CREATE.C`
pub fn name(name: &TagName) -> String {
    [&name.binary, &name.description].into_iter().filter(|s| !s.is_empty()).cloned().collect::<Vec<_>>().join(", ")
}

/// What both say about a tag, sentence by sentence; nothing if neither was consulted.
pub fn about(tag: Tag, owners: &Owners) -> Vec<String> {
    let mut all: Vec<String> = owners.name(tag).map(|n| format!("pooltag.txt: {}.", name(n))).into_iter().collect();
    let Some(search) = owners.drivers.as_ref().filter(|search| search.has_looked_for(tag)) else { return all };
    all.push(summary(tag, search));
    all.extend(search.owners(tag).iter().take_while(|(_, _, sure)| *sure > Certainty::Doubtful).take(MOST).map(file));
    all
}

fn summary(tag: Tag, search: &DriverSearch) -> String {
    let of = match search.searched {
        1 => "the one driver file".to_owned(),
        n => format!("{} driver files", grouped(n as f64)),
    };
    let owners = search.owners(tag);
    let count = |sure: Certainty| owners.iter().filter(|(_, _, s)| *s == sure).count();
    let (likely, ambiguous, possible) =
        (count(Certainty::Likely), count(Certainty::Ambiguous), count(Certainty::Possible));
    let all = |n: usize| if n == 1 { "one contains".to_owned() } else { format!("{n} contain") };
    if ambiguous > 0 {
        format!("Of {of}, {} the tag in their instructions: ambiguous.", all(ambiguous))
    } else if likely > 0 {
        format!("Of {of}, {} the tag in {} instructions.", all(likely), if likely == 1 { "its" } else { "their" })
    } else if possible > 0 {
        format!(
            "Of {of}, {} the tag in {} data, none in instructions.",
            all(possible),
            if possible == 1 { "its" } else { "their" }
        )
    } else if owners.is_empty() {
        format!("Of {of}, none contains the tag.")
    } else {
        format!("Of {of}, {} these four characters, but only in text or by chance.", all(owners.len()))
    }
}

/// `acme.sys: in 12 instructions (Acme Corporation, Acme Filter Driver, 3.1.0)`
fn file((file, hits, _): &(&DriverFile, Hits, Certainty)) -> String {
    let times = |n: u32, one: &str, many: &str| match n {
        1 => format!("in one {one}"),
        n => format!("in {n} {many}"),
    };
    let place = if hits.operands > 0 {
        times(hits.operands, "instruction", "instructions")
    } else {
        times(hits.constants, "constant", "constants")
    };
    let image = &file.image;
    let product = image.product.as_ref().or(image.description.as_ref());
    let said: Vec<&str> =
        [image.company.as_ref(), product, image.version.as_ref()].into_iter().flatten().map(String::as_str).collect();
    match said[..] {
        [] => format!("{}: {place}; it says no maker.", file.name),
        _ => format!("{}: {place} ({}).", file.name, said.join(", ")),
    }
}

/// All files that may own a tag, for a cell of a table.
pub fn files(tag: Tag, owners: &Owners) -> String {
    let found = owners.drivers.as_ref().map(|search| search.owners(tag)).unwrap_or_default();
    let sure = found.iter().filter(|(_, _, sure)| *sure > Certainty::Doubtful);
    sure.map(|(file, _, sure)| format!("{} ({})", file.name, sure.name())).collect::<Vec<_>>().join("; ")
}
