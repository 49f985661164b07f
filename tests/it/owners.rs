//! Whose a tag is: driver files made by these tests, and lists of names.

use crate::support::pe::Pe;
use poolscope::logfile::Progress;
use poolscope::model::tag::Tag;
use poolscope::owners::{Certainty, DriverSearch, Hits, Owners, TagNames, image};
use std::sync::Arc;

const TAG: Tag = Tag(*b"NtFC");

/// `mov r8d, 'CFtN'; call`, `mov dword ptr [rsp+20h], 'CFtN'`, `mov edx, 'CFtN'` and some more instructions.
fn calls(tag: &[u8; 4]) -> Vec<u8> {
    let mut code = vec![0x48, 0x83, 0xEC, 0x28];
    for before in [&[0x41, 0xB8][..], &[0xC7, 0x44, 0x24, 0x20], &[0xBA]] {
        code.extend(before);
        code.extend(tag);
        code.extend([0xE8, 1, 2, 3, 4, 0x90]);
    }
    code
}

#[test]
fn a_tag_is_told_apart_by_where_it_stands() {
    let code = [calls(b"NtFC"), b"\x0F\x1FNtFC\x0F\x1F\0".to_vec()].concat();
    let data = b"\x01\0\0\0NtFC\0\0\0\0the message NtFC failed\0\0\0\0\0\0\x01NtFC\0\0".to_vec();
    let strings = vec![("CompanyName", "Acme Größe GmbH"), ("ProductName", "Acme Filter"), ("FileVersion", "3.1.0.7")];
    let bytes = Pe { code, data, strings, is_arm64: false }.bytes();
    let image = image::read(&bytes, &[TAG, Tag(*b"none")]).expect("a driver");
    assert_eq!(image.hits[0], Hits { operands: 3, constants: 1, text: 1, by_chance: 2 });
    assert!(image.hits[1].is_empty());
    let said = (image.company.as_deref(), image.product.as_deref(), image.version.as_deref(), image.description);
    assert_eq!(said, (Some("Acme Größe GmbH"), Some("Acme Filter"), Some("3.1.0.7"), None));
}

#[test]
fn halves_of_a_number_are_found_on_arm64() {
    let number = u32::from_le_bytes(*b"NtFC");
    let movz = 0x5280_0000 | (number & 0xFFFF) << 5 | 2;
    let movk = 0x72A0_0000 | (number >> 16) << 5 | 2;
    let other = 0x72A0_0000 | (number >> 16) << 5 | 3;
    let words = [0xD503_201F, movz, 0xD503_201F, movk, movz, other];
    let code = words.iter().flat_map(|w: &u32| w.to_le_bytes()).collect();
    let image = image::read(&Pe { code, is_arm64: true, ..Pe::default() }.bytes(), &[TAG]).expect("a driver");
    assert_eq!(image.hits[0], Hits { operands: 1, ..Hits::default() });
}

#[test]
fn drivers_of_a_folder_are_ranked() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    let owner = Pe { code: calls(b"Leak"), strings: vec![("CompanyName", "Acme")], ..Pe::default() };
    write("acme.sys", &owner.bytes());
    write("text.sys", &Pe { data: b"a memory Leak was found".to_vec(), ..Pe::default() }.bytes());
    write("data.sys", &Pe { data: b"\0\0\0\0Leak\0\0\0\0".to_vec(), ..Pe::default() }.bytes());
    write("none.sys", &Pe { code: vec![0x90; 64], ..Pe::default() }.bytes());
    write("letter.sys", b"Dear Sir, this Leak is no program");
    write("notes.txt", b"Leak");
    for i in 0..5 {
        write(&format!("many{i}.sys"), &Pe { code: calls(b"Cont"), ..Pe::default() }.bytes());
    }
    let tags = [Tag(*b"Leak"), Tag(*b"Cont"), Tag(*b"Miss")];
    let search = DriverSearch::of(folder.path(), &tags, &Progress::default()).unwrap();
    assert_eq!((search.searched, search.failed.len()), (9, 1));
    assert!(search.failed[0].contains("no Windows program") && search.failed[0].ends_with("letter.sys"));
    let of = |tag: Tag| -> Vec<(String, Certainty)> {
        search.owners(tag).into_iter().map(|(file, _, sure)| (file.name.clone(), sure)).collect()
    };
    let leak = of(tags[0]);
    let expected =
        [("acme.sys", Certainty::Likely), ("data.sys", Certainty::Possible), ("text.sys", Certainty::Doubtful)];
    assert_eq!(leak.iter().map(|(n, s)| (n.as_str(), *s)).collect::<Vec<_>>(), expected);
    assert!(of(tags[1]).iter().all(|(_, sure)| *sure == Certainty::Ambiguous) && of(tags[1]).len() == 5);
    let owners = Owners { names: None, drivers: Some(Arc::new(search)) };
    let said = |tag| poolscope::wording::owners::about(tag, &owners).join(" ");
    assert_eq!(
        said(tags[0]),
        "Of 9 driver files, one contains the tag in its instructions. acme.sys: in 3 instructions (Acme). data.sys: in one \
         constant; it says no maker."
    );
    assert!(said(tags[1]).starts_with("Of 9 driver files, 5 contain the tag in their instructions: ambiguous."));
    assert_eq!(said(tags[2]), "Of 9 driver files, none contains the tag.");
    assert_eq!(said(Tag(*b"else")), "", "what was not looked for is not said to be missing");
}

#[test]
fn hostile_drivers_are_data() {
    let strings = vec![("CompanyName", "Acme"), ("FileVersion", "1")];
    let whole = Pe { code: calls(b"NtFC"), data: vec![1; 64], strings, is_arm64: false }.bytes();
    for end in 0..whole.len() {
        let _ = image::read(&whole[..end], &[TAG]);
    }
    for at in 0..whole.len() {
        for value in [0, 0x7F, 0x80, 0xFF] {
            let mut bytes = whole.clone();
            bytes[at] = value;
            let _ = image::read(&bytes, &[TAG]);
        }
    }
}

#[test]
fn lists_of_names_are_read_in_any_coding() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pooltag.txt");
    let text = "rem Größe\r\nNtFC - ntfs.sys     - CREATE.C\r\n";
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (old, _, _) = encoding_rs::WINDOWS_1252.encode(text);
    for bytes in [text.as_bytes(), &[b"\xFF\xFE", &wide[..]].concat(), &old] {
        std::fs::write(&path, bytes).unwrap();
        let names = TagNames::read(&path).unwrap();
        assert_eq!((names.len(), names.find(TAG).map(|n| n.binary.as_str())), (1, Some("ntfs.sys")));
    }
    std::fs::write(&path, "hello\nthere").unwrap();
    let refused = TagNames::read(&path).unwrap_err().to_string();
    assert!(refused.starts_with("not a list of pool tags: no line reads: tag - binary - description: "), "{refused}");
    let refused = DriverSearch::of(folder.path(), &[TAG], &Progress::default()).unwrap_err().to_string();
    assert!(refused.starts_with("searching drivers: no .sys, .exe or .dll file is in it: "), "{refused}");
}
