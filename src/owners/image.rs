//! A driver's file: where it contains a tag, and who made it.
//!
//! Source code passes a tag as a number to the call that allocates: in the program it is the operand of an instruction,
//! as four bytes in the order in which PoolMon shows them. A tag kept in data is a constant of its own, at an address
//! divisible by four; in text, or anywhere else, the same bytes are most likely there by chance. On ARM64 a number is
//! loaded in two halves (`movz`, then `movk`), which a search for four bytes does not find.
//!
//! A file may be hostile: sizes are checked by `object`, and its resource directories are entered at most three deep.

use crate::logfile::bytes::{Fields, utf16_text, utf16_until_zero};
use crate::model::tag::Tag;
use memchr::memmem;
use object::pe;
use object::read::pe::{ImageNtHeaders, PeFile, PeFile32, PeFile64, ResourceDirectory, ResourceDirectoryEntryData};
use object::{LittleEndian as LE, ReadRef};

/// What a driver's file says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Image {
    pub company: Option<String>,
    pub product: Option<String>,
    pub description: Option<String>,
    pub version: Option<String>,
    /// One for each tag searched for, in that order.
    pub hits: Vec<Hits>,
}

/// How often a file contains a tag, and as what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hits {
    /// Operands of instructions.
    pub operands: u32,
    /// Constants in data.
    pub constants: u32,
    pub text: u32,
    pub by_chance: u32,
}

impl Hits {
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }
}

/// Windows loads no file with more sections.
const SECTIONS: usize = 96;

/// Reads a file and looks for tags in it; `None` if it is not a Windows program.
pub fn read(bytes: &[u8], tags: &[Tag]) -> Option<Image> {
    // 32-bit and 64-bit files differ in the header that follows
    let kind = object::FileKind::parse(bytes).ok()?;
    match kind {
        object::FileKind::Pe32 => Some(read_pe(bytes, &PeFile32::parse(bytes).ok()?, tags)),
        object::FileKind::Pe64 => Some(read_pe(bytes, &PeFile64::parse(bytes).ok()?, tags)),
        _ => None,
    }
}

fn read_pe<Pe: ImageNtHeaders>(bytes: &[u8], file: &PeFile<'_, Pe>, tags: &[Tag]) -> Image {
    let sections = file.section_table();
    let resources = file.data_directories().resource_directory(bytes, &sections).ok().flatten();
    let version = resources.and_then(|directory| {
        let data = version_entry(directory)?;
        let (at, size) = (data.offset_to_data.get(LE), data.size.get(LE));
        bytes_at(bytes, &sections, at, size)
    });
    let strings = version.map(version_strings).unwrap_or_default();
    let string = |name: &str| strings.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    let is_arm64 = file.nt_headers().file_header().machine.get(LE) == pe::IMAGE_FILE_MACHINE_ARM64;
    let mut hits = vec![Hits::default(); tags.len()];
    let mut is_in_sections = vec![0u32; tags.len()];
    // sections of a hostile file may overlap, each as long as the file
    let mut left = 2 * bytes.len() as u64;
    for section in sections.iter().take(SECTIONS) {
        let (from, size) = section.pe_file_range();
        left = left.saturating_sub(u64::from(size));
        if left == 0 {
            break;
        }
        let Ok(data) = bytes.read_bytes_at(u64::from(from), u64::from(size)) else { continue };
        let is_code = section.characteristics.get(LE).contains(pe::IMAGE_SCN_MEM_EXECUTE);
        for (at, tag) in tags.iter().enumerate() {
            for found in memmem::find_iter(data, &tag.0) {
                is_in_sections[at] += 1;
                count(&mut hits[at], data, found, is_code);
            }
            if is_code && is_arm64 {
                hits[at].operands += arm64_loads(data, *tag);
            }
        }
    }
    // bytes between and after the sections are not part of the program: usually signatures
    for (at, tag) in tags.iter().enumerate() {
        let everywhere = memmem::find_iter(bytes, &tag.0).count() as u32;
        hits[at].by_chance += everywhere.saturating_sub(is_in_sections[at]);
    }
    Image {
        company: string("CompanyName"),
        product: string("ProductName"),
        description: string("FileDescription"),
        version: string("FileVersion"),
        hits,
    }
}

fn bytes_at<'a>(
    bytes: &'a [u8],
    sections: &object::read::pe::SectionTable<'a>,
    address: u32,
    size: u32,
) -> Option<&'a [u8]> {
    let data = sections.pe_data_at(bytes, address)?;
    data.get(..size as usize)
}

/// The first version resource: type, then name, then language.
fn version_entry<'a>(directory: ResourceDirectory<'a>) -> Option<&'a pe::ImageResourceDataEntry> {
    let versions = directory.root().ok()?.entries.iter().find(|e| e.name_or_id().id() == Some(pe::RT_VERSION))?;
    let names = versions.data(directory).ok()?.table()?;
    let languages = names.entries.first()?.data(directory).ok()?.table()?;
    match languages.entries.first()?.data(directory).ok()? {
        ResourceDirectoryEntryData::Data(data) => Some(data),
        ResourceDirectoryEntryData::Table(_) => None,
    }
}

/// The strings of a version resource (VS_VERSIONINFO): blocks of length, length of the value, kind, name in UTF-16,
/// and, padded to four bytes, the value, then nested blocks. Source: Microsoft's description of the structure.
fn version_strings(bytes: &[u8]) -> Vec<(String, String)> {
    const MOST: usize = 256;
    let mut strings = Vec::new();
    // nested blocks; the strings are on the fourth level
    let mut open = vec![(0, bytes.len(), 0)];
    while let Some((mut at, end, depth)) = open.pop() {
        while at + 6 <= end && strings.len() < MOST && open.len() < MOST {
            let Some(block) = block(bytes, at, end) else { break };
            if depth == 3 {
                let value = utf16_text(utf16_until_zero(&bytes[block.value..block.end]));
                strings.push((block.name, value.trim().to_owned()));
            } else if depth > 0 || block.name == "VS_VERSION_INFO" {
                let inner = if depth == 0 { padded(block.value + block.value_bytes) } else { block.value };
                if depth != 1 || block.name == "StringFileInfo" {
                    open.push((inner, block.end, depth + 1));
                }
            }
            at = padded(block.end).max(at + 6);
        }
    }
    strings.retain(|(_, value)| !value.is_empty());
    strings
}

struct Block {
    name: String,
    value: usize,
    value_bytes: usize,
    end: usize,
}

fn padded(at: usize) -> usize {
    at.saturating_add(3) & !3
}

fn block(bytes: &[u8], at: usize, end: usize) -> Option<Block> {
    let fields = Fields(bytes);
    let length = usize::from(fields.u16(at)?);
    let value_bytes = usize::from(fields.u16(at + 2)?);
    let end = at.checked_add(length).filter(|block_end| length >= 6 && *block_end <= end)?;
    let name = utf16_until_zero(bytes.get(at + 6..end)?);
    let value = padded(at + 6 + name.len() + 2).min(end);
    Some(Block { name: utf16_text(name), value, value_bytes: value_bytes.min(end - value), end })
}

fn count(hits: &mut Hits, data: &[u8], at: usize, is_code: bool) {
    if is_code && is_operand(&data[..at]) {
        hits.operands += 1;
    } else if is_in_text(data, at) {
        hits.text += 1;
    } else if !is_code && at.is_multiple_of(4) {
        hits.constants += 1;
    } else {
        hits.by_chance += 1;
    }
}

/// Whether an instruction of x86 or x64 ends in the four bytes that follow: `mov r32, imm32`, `push imm32`,
/// `mov [rsp+n], imm32`, and comparisons with it.
fn is_operand(before: &[u8]) -> bool {
    match before {
        // mov eax…edi and, with 41 before it, mov r8d…r15d
        [.., 0xB8..=0xBF] | [.., 0x68] | [.., 0x3D] => true,
        // cmp r32, imm32
        [.., 0x81, 0xF8..=0xFF] => true,
        // mov dword ptr [reg+disp8], imm32; with esp as base a byte more
        [.., 0xC7, modrm, _] if modrm & 0xC7 != 0x44 && modrm & 0xF8 == 0x40 => true,
        [.., 0xC7, 0x44, 0x24, _] => true,
        // mov dword ptr [reg], imm32
        [.., 0xC7, 0x00..=0x03 | 0x06 | 0x07] => true,
        [.., 0xC7, 0x04, 0x24] => true,
        // mov dword ptr [reg+disp32], imm32
        [.., 0xC7, modrm, _, _, _, _] if modrm & 0xF8 == 0x80 && modrm & 7 != 4 => true,
        // mov dword ptr [rip+disp32], imm32
        [.., 0xC7, 0x05, _, _, _, _] => true,
        // mov r64, imm32 sign-extended
        [.., 0x48 | 0x49, 0xC7, 0xC0..=0xC7] => true,
        _ => false,
    }
}

/// Whether it is surrounded by letters, of one or two bytes each, as in a name or a message.
fn is_in_text(data: &[u8], at: usize) -> bool {
    const LEAST: usize = 4;
    let is_letter = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_graphic() || *b == b' ');
    let before = (1..=LEAST).take_while(|n| is_letter(at.checked_sub(*n).and_then(|i| data.get(i)))).count();
    let after = (0..LEAST).take_while(|n| is_letter(data.get(at + 4 + n))).count();
    before + after >= LEAST
}

/// Counts loads of a number in two halves: `movz` of one and, within a few instructions, `movk` of the other, 32 or 64
/// bits.
fn arm64_loads(code: &[u8], tag: Tag) -> u32 {
    const NEAR: usize = 6;
    let number = u32::from_le_bytes(tag.0);
    let (low, high) = (number & 0xFFFF, number >> 16);
    let words: Vec<u32> = code.chunks_exact(4).map(|w| u32::from_le_bytes([w[0], w[1], w[2], w[3]])).collect();
    let is_load = |at: &usize| {
        // sf 10 100101 hw imm16 Rd, and sf 11 100101 hw imm16 Rd; hw says which half
        let (register, is_wide) = (words[*at] & 0x1F, words[*at] & 0x8000_0000);
        let halves = [(low, 0u32, high, 0x0020_0000u32), (high, 0x0020_0000, low, 0)];
        halves.iter().any(|(first, first_half, second, second_half)| {
            words[*at] == 0x5280_0000 | is_wide | first_half | first << 5 | register
                && words[at + 1..]
                    .iter()
                    .take(NEAR)
                    .any(|w| *w == 0x7280_0000 | is_wide | second_half | second << 5 | register)
        })
    };
    (0..words.len()).filter(is_load).count() as u32
}
