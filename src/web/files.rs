//! Files that were chosen in the page, by the paths that stand for them.

use crate::logfile::bytes::{Memory, ReadAt};
use js_sys::Uint8Array;
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How much of a file is read at once: what is asked for next is mostly there then.
const CHUNK: u64 = 2 << 20;

thread_local! {
    static FILES: RefCell<HashMap<PathBuf, web_sys::File>> = RefCell::default();
    /// Small files that the page itself reads: sessions, lists of pool tags.
    static READ: RefCell<HashMap<PathBuf, Vec<u8>>> = RefCell::default();
    /// The part of a file that was read last.
    static CACHE: RefCell<Option<(PathBuf, u64, Vec<u8>)>> = const { RefCell::new(None) };
    static REPORT: RefCell<Option<fn()>> = const { RefCell::new(None) };
    static BYTES_READ: RefCell<u64> = const { RefCell::new(0) };
}

/// Takes a file in, and gives the path that stands for it: its name, numbered where another file has it.
pub fn take(file: web_sys::File) -> PathBuf {
    FILES.with_borrow_mut(|files| {
        let name = file.name();
        let is_same = |other: &web_sys::File| {
            other.size() == file.size() && other.last_modified() == file.last_modified() && other.name() == name
        };
        let named = |number: u32| match (number, name.rsplit_once('.')) {
            (1, _) => PathBuf::from(&name),
            (_, Some((stem, extension))) => PathBuf::from(format!("{stem} ({number}).{extension}")),
            (_, None) => PathBuf::from(format!("{name} ({number})")),
        };
        let free = (1..).map(named).find(|path| files.get(path).is_none_or(is_same));
        let path = free.unwrap_or_else(|| PathBuf::from(&name));
        files.insert(path.clone(), file);
        path
    })
}

/// Takes in a file under the path that another process of the page has given it.
pub fn put(path: PathBuf, file: web_sys::File) {
    FILES.with_borrow_mut(|files| files.insert(path, file));
}

/// Remembers what is in a small file.
pub fn put_read(path: PathBuf, bytes: Vec<u8>) {
    READ.with_borrow_mut(|read| read.insert(path, bytes));
}

/// Every file with its path.
pub fn all() -> Vec<(PathBuf, web_sys::File)> {
    FILES.with_borrow(|files| files.iter().map(|(path, file)| (path.clone(), file.clone())).collect())
}

/// The bytes that a path stands for.
pub fn open(path: &Path) -> Option<Arc<dyn ReadAt>> {
    if let Some(bytes) = READ.with_borrow(|read| read.get(path).cloned()) {
        return Some(Arc::new(Memory(Cow::Owned(bytes))));
    }
    let len = FILES.with_borrow(|files| files.get(path).map(|file| file.size() as u64))?;
    Some(Arc::new(Slices { path: path.to_owned(), len }))
}

/// From now on, `report` is called whenever a part of a file was read.
pub fn report_to(report: fn()) {
    REPORT.with_borrow_mut(|of| *of = Some(report));
}

/// How many bytes were read so far.
pub fn bytes_read() -> u64 {
    BYTES_READ.with_borrow(|read| *read)
}

/// A file that is read by slices. It is looked up at each read, because what the browser hands over belongs to one thread.
struct Slices {
    path: PathBuf,
    len: u64,
}

impl ReadAt for Slices {
    fn len(&self) -> u64 {
        self.len
    }

    fn modified_ms(&self) -> Option<i64> {
        FILES.with_borrow(|files| files.get(&self.path).map(|file| file.last_modified() as i64))
    }

    fn read_at(&self, position: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let mut had = 0;
        while had < buffer.len() && position + (had as u64) < self.len {
            let at = position + had as u64;
            let begin = at - at % CHUNK;
            let copied = CACHE.with_borrow_mut(|cache| {
                if !cache.as_ref().is_some_and(|(path, of, _)| *of == begin && *path == self.path) {
                    *cache = Some((self.path.clone(), begin, read(&self.path, begin, self.len.min(begin + CHUNK))?));
                    BYTES_READ.with_borrow_mut(|all| *all += CHUNK);
                    REPORT.with_borrow(|report| report.map(|report| report()));
                }
                let bytes = cache.as_ref().map_or(&[][..], |(_, _, bytes)| bytes);
                let rest = bytes.get((at - begin) as usize..).unwrap_or_default();
                let count = rest.len().min(buffer.len() - had);
                buffer[had..had + count].copy_from_slice(&rest[..count]);
                Ok::<usize, io::Error>(count)
            })?;
            if copied == 0 {
                break;
            }
            had += copied;
        }
        Ok(had)
    }
}

fn read(path: &Path, from: u64, to: u64) -> io::Result<Vec<u8>> {
    let said = |error: wasm_bindgen::JsValue| {
        io::Error::other(match error_name(&error).as_str() {
            "NotReadableError" => {
                "it has changed since it was chosen: choose it again, to read it as it is now".to_owned()
            }
            "NotFoundError" => "it is gone, or it is a folder: choose the logs in it".to_owned(),
            other => format!("the browser does not read it any more ({other})"),
        })
    };
    let file = FILES.with_borrow(|files| files.get(path).cloned());
    let file = file.ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
    let slice = file.slice_with_f64_and_f64(from as f64, to as f64).map_err(said)?;
    let buffer = web_sys::FileReaderSync::new().and_then(|reader| reader.read_as_array_buffer(&slice)).map_err(said)?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

/// What an exception of the browser is called.
pub fn error_name(error: &wasm_bindgen::JsValue) -> String {
    js_sys::Reflect::get(error, &"name".into()).ok().and_then(|name| name.as_string()).unwrap_or_default()
}
