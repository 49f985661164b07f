//! Files that the program has written, for the browser to save.

use std::path::Path;
use wasm_bindgen::{JsCast, JsValue};

/// Hands a finished file to the browser, which saves it.
pub(super) fn download(path: &Path, bytes: Vec<u8>) {
    // a download that the browser refuses is reported by the browser
    let _ = try_download(path, &bytes);
}

fn try_download(path: &Path, bytes: &[u8]) -> Result<(), JsValue> {
    let document = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::NULL)?;
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    let kind = web_sys::BlobPropertyBag::new();
    kind.set_type("application/octet-stream");
    let blob = web_sys::Blob::new_with_u8_array_sequence_and_options(&parts, &kind)?;
    let url = web_sys::Url::create_object_url_with_blob(&blob)?;
    let link: web_sys::HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(&path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned()));
    link.click();
    web_sys::Url::revoke_object_url(&url)
}
