//! Identifies a file by its SHA-256.

use crate::logfile::Progress;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::io::Read;
use std::path::Path;

/// The hash of a file in hexadecimal; `None` if it cannot be read to the end, or if that was cancelled.
pub fn sha256(path: &Path, progress: &Progress) -> Option<String> {
    let mut file = std::fs::File::open(path).ok()?;
    progress.begin(file.metadata().ok()?.len());
    let (mut hash, mut buffer) = (Sha256::new(), vec![0; 1 << 18]);
    loop {
        progress.check().ok()?;
        let read = file.read(&mut buffer).ok()?;
        if read == 0 {
            break;
        }
        hash.update(&buffer[..read]);
        progress.add(read as u64);
    }
    let hex = |mut text: String, byte: &u8| {
        // writing to a string cannot fail
        let _ = write!(text, "{byte:02x}");
        text
    };
    Some(hash.finalize().iter().fold(String::new(), hex))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_what_other_programs_say() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), b"abc").expect("written");
        // FIPS 180-2, appendix B.1
        let known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256(file.path(), &Progress::default()).as_deref(), Some(known));
    }
}
