//! Writes driver files: just enough of a PE for a reader of sections and of the version resource.

/// What a driver's file is made of.
#[derive(Clone, Default)]
pub struct Pe {
    pub code: Vec<u8>,
    pub data: Vec<u8>,
    /// Names and values of the version resource; none where there are none.
    pub strings: Vec<(&'static str, &'static str)>,
    pub is_arm64: bool,
}

const SECTION: u32 = 0x1000;

fn align(bytes: &mut Vec<u8>, to: usize) {
    bytes.resize(bytes.len().next_multiple_of(to), 0);
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect()
}

/// A block of a version resource: lengths, kind, name, padding, value, blocks within.
fn block(name: &str, kind: u16, value_units: usize, value: &[u8], within: &[Vec<u8>]) -> Vec<u8> {
    let mut out = vec![0; 6];
    out.extend(wide(name));
    align(&mut out, 4);
    out.extend(value);
    for block in within {
        align(&mut out, 4);
        out.extend(block);
    }
    let length = u16::try_from(out.len()).unwrap();
    out[..2].copy_from_slice(&length.to_le_bytes());
    out[2..4].copy_from_slice(&u16::try_from(value_units).unwrap().to_le_bytes());
    out[4..6].copy_from_slice(&kind.to_le_bytes());
    out
}

fn version(strings: &[(&str, &str)]) -> Vec<u8> {
    let strings: Vec<Vec<u8>> = strings
        .iter()
        .map(|(name, value)| block(name, 1, value.encode_utf16().count() + 1, &wide(value), &[]))
        .collect();
    let table = block("040904B0", 1, 0, &[], &strings);
    let var = block("VarFileInfo", 1, 0, &[], &[block("Translation", 0, 4, &[9, 4, 0xB0, 4], &[])]);
    let mut fixed = vec![0; 52];
    fixed[..4].copy_from_slice(&0xFEEF_04BDu32.to_le_bytes());
    block("VS_VERSION_INFO", 0, 52, &fixed, &[block("StringFileInfo", 1, 0, &[], &[table]), var])
}

/// Folders of type, name and language, then where the data are, then the data.
fn resources(version: &[u8], address: u32) -> Vec<u8> {
    let mut out = Vec::new();
    let folder = |out: &mut Vec<u8>, id: u32, to: u32| {
        out.extend([0; 12]);
        out.extend([0, 0, 1, 0]);
        out.extend(id.to_le_bytes());
        out.extend(to.to_le_bytes());
    };
    folder(&mut out, 16, 0x8000_0000 | 24);
    folder(&mut out, 1, 0x8000_0000 | 48);
    folder(&mut out, 0x409, 72);
    out.extend((address + 88).to_le_bytes());
    out.extend(u32::try_from(version.len()).unwrap().to_le_bytes());
    out.extend([0; 8]);
    out.extend(version);
    out
}

impl Pe {
    pub fn bytes(&self) -> Vec<u8> {
        let resources =
            if self.strings.is_empty() { Vec::new() } else { resources(&version(&self.strings), 3 * SECTION) };
        let sections: [(&str, &[u8], u32); 3] = [
            (".text", &self.code, 0x6000_0020),
            (".data", &self.data, 0xC000_0040),
            (".rsrc", &resources, 0x4000_0040),
        ];
        let mut out = b"MZ".to_vec();
        out.resize(0x3C, 0);
        out.extend(0x40u32.to_le_bytes());
        out.extend(b"PE\0\0");
        let machine: u16 = if self.is_arm64 { 0xAA64 } else { 0x8664 };
        out.extend(machine.to_le_bytes());
        out.extend(3u16.to_le_bytes());
        out.extend([0; 12]);
        out.extend(240u16.to_le_bytes());
        out.extend(0x22u16.to_le_bytes());
        let optional = out.len();
        out.extend(0x20Bu16.to_le_bytes());
        out.resize(optional + 240, 0);
        let mut set =
            |at: usize, value: u32| out[optional + at..optional + at + 4].copy_from_slice(&value.to_le_bytes());
        set(32, SECTION);
        set(36, 0x200);
        set(56, 4 * SECTION);
        set(60, 0x400);
        set(108, 16);
        if !resources.is_empty() {
            set(112 + 16, 3 * SECTION);
            set(112 + 20, u32::try_from(resources.len()).unwrap());
        }
        let mut from = 0x400u32;
        for (i, (name, data, flags)) in sections.iter().enumerate() {
            let size = u32::try_from(data.len()).unwrap();
            let mut head = name.as_bytes().to_vec();
            head.resize(8, 0);
            let fields = [size, (i as u32 + 1) * SECTION, size, from, 0, 0, 0, *flags];
            head.extend(fields.iter().flat_map(|f| f.to_le_bytes()));
            out.extend(head);
            from += size.next_multiple_of(0x200);
        }
        out.resize(0x400, 0);
        for (_, data, _) in sections {
            out.extend(data);
            align(&mut out, 0x200);
        }
        out
    }
}
