//! Positioned reads, from files or memory, and checked little-endian fields.

use super::LogError;
use std::borrow::Cow;
use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// Bytes that can be read at any position, from any thread.
pub trait ReadAt: Send + Sync {
    fn len(&self) -> u64;

    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// When it was last changed, in milliseconds since 1970, where that is known.
    fn modified_ms(&self) -> Option<i64> {
        None
    }

    /// Fills `buffer` from `position` on; returns how many bytes were read.
    ///
    /// # Errors
    /// When reading fails; fewer bytes than requested are not an error.
    fn read_at(&self, position: u64, buffer: &mut [u8]) -> io::Result<usize>;
}

/// Where files come from on a system without any, such as a page: the bytes that a path stands for.
pub type Provider = fn(&Path) -> Option<Arc<dyn ReadAt>>;

static PROVIDER: OnceLock<Provider> = OnceLock::new();

/// From now on, paths stand for what `provider` has. To be called once.
pub fn provide(provider: Provider) {
    let _ = PROVIDER.set(provider);
}

/// Opens a file of the system, or of the [`Provider`].
///
/// # Errors
/// As [`FileBytes::open`].
pub fn open(path: &Path) -> Result<Arc<dyn ReadAt>, LogError> {
    match PROVIDER.get().map(|provider| provider(path)) {
        None => Ok(Arc::new(FileBytes::open(path)?)),
        Some(Some(bytes)) => Ok(bytes),
        Some(None) => {
            let error = io::Error::new(io::ErrorKind::NotFound, "it was not chosen in this page");
            Err(LogError::Io { doing: "opening the log", error, path: path.to_owned() })
        }
    }
}

/// The size of a file; 0 if there is none.
pub fn size(path: &Path) -> u64 {
    match PROVIDER.get() {
        None => path.metadata().map_or(0, |meta| meta.len()),
        Some(provider) => provider(path).map_or(0, |bytes| bytes.len()),
    }
}

/// When a file was last changed, in milliseconds since 1970, where that is known.
pub fn modified_ms(path: &Path) -> Option<i64> {
    if let Some(provider) = PROVIDER.get() {
        return provider(path)?.modified_ms();
    }
    let since = path.metadata().ok()?.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
    i64::try_from(since.as_millis()).ok()
}

/// A file opened for reading. Its length is the one it had when it was opened.
pub struct FileBytes {
    file: File,
    len: u64,
}

impl FileBytes {
    /// # Errors
    /// When there is no such file, or it is a folder, a device or a pipe.
    pub fn open(path: &Path) -> Result<Self, LogError> {
        let io = |error| LogError::Io { doing: "opening the log", error, path: path.to_owned() };
        // checked before it is opened: opening a pipe blocks until something writes to it
        let meta = path.metadata().map_err(io)?;
        if meta.is_dir() {
            return Err(LogError::NotALog { found: "a folder".to_owned(), path: path.to_owned() });
        }
        if !meta.is_file() {
            return Err(LogError::NotALog { found: "a device or pipe, not a file".to_owned(), path: path.to_owned() });
        }
        let file = File::open(path).map_err(io)?;
        let len = file.metadata().map_err(io)?.len();
        Ok(Self { file, len })
    }
}

#[cfg(unix)]
fn read_file(file: &File, position: u64, buffer: &mut [u8]) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, position)
}

#[cfg(windows)]
fn read_file(file: &File, position: u64, buffer: &mut [u8]) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, position)
}

/// There are no files; a [`Provider`] has them.
#[cfg(not(any(unix, windows)))]
fn read_file(_: &File, _: u64, _: &mut [u8]) -> io::Result<usize> {
    Err(io::ErrorKind::Unsupported.into())
}

impl ReadAt for FileBytes {
    fn len(&self) -> u64 {
        self.len
    }

    fn read_at(&self, position: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let mut had = 0;
        while had < buffer.len() {
            match read_file(&self.file, position + had as u64, &mut buffer[had..]) {
                Ok(0) => break,
                Ok(n) => had += n,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
        Ok(had)
    }
}

/// Bytes in memory: the embedded sample, and tests.
pub struct Memory(pub Cow<'static, [u8]>);

impl ReadAt for Memory {
    fn len(&self) -> u64 {
        self.0.len() as u64
    }

    fn read_at(&self, position: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let start = usize::try_from(position).unwrap_or(usize::MAX).min(self.0.len());
        let n = buffer.len().min(self.0.len() - start);
        buffer[..n].copy_from_slice(&self.0[start..start + n]);
        Ok(n)
    }
}

/// Little-endian fields of a slice; `None` if the slice ends first.
#[derive(Clone, Copy)]
pub struct Fields<'a>(pub &'a [u8]);

impl<'a> Fields<'a> {
    fn array<const N: usize>(self, at: usize) -> Option<[u8; N]> {
        self.0.get(at..)?.first_chunk().copied()
    }

    pub fn u8(self, at: usize) -> Option<u8> {
        self.0.get(at).copied()
    }

    pub fn u16(self, at: usize) -> Option<u16> {
        self.array(at).map(u16::from_le_bytes)
    }

    pub fn u32(self, at: usize) -> Option<u32> {
        self.array(at).map(u32::from_le_bytes)
    }

    pub fn i32(self, at: usize) -> Option<i32> {
        self.array(at).map(i32::from_le_bytes)
    }

    pub fn i64(self, at: usize) -> Option<i64> {
        self.array(at).map(i64::from_le_bytes)
    }

    /// A `u32` meant as a length or offset.
    pub fn size(self, at: usize) -> Option<usize> {
        self.u32(at).map(|v| v as usize)
    }

    /// `len` bytes from `at`.
    pub fn part(self, at: usize, len: usize) -> Option<&'a [u8]> {
        self.0.get(at..at.checked_add(len)?)
    }
}

/// The UTF-16 bytes before the terminating zero, or to the end of the slice.
pub fn utf16_until_zero(bytes: &[u8]) -> &[u8] {
    let end = bytes.chunks_exact(2).position(|c| c == [0, 0]).map_or(bytes.len() & !1, |i| i * 2);
    &bytes[..end]
}

/// A name without control characters, which would break lists and headers.
pub fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// UTF-16 little-endian as printable text; invalid units become U+FFFD.
pub fn utf16_text(bytes: &[u8]) -> String {
    char::decode_utf16(bytes.chunks_exact(2).map(|c| u16::from_le_bytes([c[0], c[1]])))
        .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}
