//! Events as XML, as saved by Event Viewer and as written by `wevtutil`, which omits the root. Each event is read
//! separately, so that damage costs only that event.

use super::super::{DiagnosticKind, Diagnostics};
use super::{Found, MOST, When, first_line};
use crate::model::event::Meaning;
use crate::model::pools::Pool;
use crate::model::tag::Tag;
use chrono::{DateTime, NaiveDateTime};
use memchr::memmem;
use quick_xml::Reader;
use quick_xml::events::Event as Node;
use std::collections::HashMap;

const NAMESPACE: &str = "schemas.microsoft.com/win/2004/08/events/event";

/// Whether a text is event XML, judging by its beginning.
pub(super) fn is_events(head: &str) -> bool {
    let start = head.trim_start_matches('\u{FEFF}').trim_start();
    start.starts_with('<') && head.contains("<Event") && (head.contains(NAMESPACE) || head.contains("<Events>"))
}

/// Where each event begins: `<Event>` or `<Event xmlns=…>`, not `<Events>` or `<EventID>`.
fn begins(text: &str) -> Vec<usize> {
    let is_event = |at: &usize| matches!(text.as_bytes().get(at + 6), Some(b' ' | b'>' | b'\r' | b'\n' | b'\t'));
    memmem::find_iter(text.as_bytes(), b"<Event").filter(is_event).collect()
}

pub(super) fn read(text: &str, diagnostics: &mut Diagnostics) -> Vec<Found> {
    const END: &[u8] = b"</Event>";
    let begins = begins(text);
    let mut found = Vec::new();
    let (mut line, mut counted) = (1, 0);
    for (i, begin) in begins.iter().enumerate() {
        line += memchr::memchr_iter(b'\n', &text.as_bytes()[counted..*begin]).count() as u64;
        counted = *begin;
        let until = begins.get(i + 1).copied().unwrap_or(text.len());
        let piece = &text[*begin..until];
        let whole = memmem::find(piece.as_bytes(), END).map(|end| &piece[..end + END.len()]);
        match whole.and_then(|piece| event(piece, line)) {
            Some(event) if found.len() < MOST => found.push(event),
            _ => diagnostics.add(DiagnosticKind::BadEvent, line),
        }
    }
    found
}

/// The texts of an event, by their paths: `System/EventID`, `EventData/Data/param1`, attributes after `@`.
fn texts(piece: &str) -> Option<HashMap<String, String>> {
    const DEEPEST: usize = 32;
    let mut reader = Reader::from_str(piece);
    let mut texts: HashMap<String, String> = HashMap::new();
    // names of the open elements; `Data` elements have their own names
    let mut open: Vec<String> = Vec::new();
    let mut data = 0;
    loop {
        let node = reader.read_event().ok()?;
        match &node {
            Node::Start(element) | Node::Empty(element) => {
                let mut name = element.local_name().as_ref().to_owned();
                let attributes: Vec<(String, String)> = element
                    .attributes()
                    .flatten()
                    .filter_map(|a| {
                        let value = a.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok()?.into_owned();
                        Some((a.key.local_name().as_ref().to_owned(), value))
                    })
                    .collect();
                if name == "Data" {
                    data += 1;
                    let named = attributes.iter().find(|(key, _)| key == "Name").map(|(_, value)| value.clone());
                    name = format!("Data/{}", named.unwrap_or_else(|| data.to_string()));
                }
                // the event itself is not part of the path
                let depth = open.len();
                let path =
                    |open: &[String]| open.iter().skip(1).cloned().chain([name.clone()]).collect::<Vec<_>>().join("/");
                for (key, value) in attributes {
                    texts.insert(format!("{}@{key}", path(&open)), value);
                }
                if matches!(node, Node::Start(_)) {
                    if depth >= DEEPEST {
                        return None;
                    }
                    open.push(name);
                }
            }
            Node::End(_) => {
                open.pop();
                if open.is_empty() {
                    return Some(texts);
                }
            }
            Node::Eof => return None,
            _ => {
                let more = match &node {
                    Node::Text(text) => text.xml_content(quick_xml::XmlVersion::Implicit1_0).into_owned(),
                    Node::CData(text) => text.xml_content(quick_xml::XmlVersion::Implicit1_0).into_owned(),
                    Node::GeneralRef(reference) => entity(reference.as_ref()),
                    _ => continue,
                };
                texts.entry(open.iter().skip(1).cloned().collect::<Vec<_>>().join("/")).or_default().push_str(&more);
            }
        }
    }
}

fn entity(name: &str) -> String {
    let number = name.strip_prefix('#').and_then(|n| match n.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => n.parse().ok(),
    });
    match number.and_then(char::from_u32) {
        Some(c) => c.to_string(),
        None => quick_xml::escape::resolve_predefined_entity(name).unwrap_or_default().to_owned(),
    }
}

fn event(piece: &str, line: u64) -> Option<Found> {
    let texts = texts(piece)?;
    let text = |path: &str| texts.get(path).map(|t| t.trim()).filter(|t| !t.is_empty());
    let source = text("System/Provider@EventSourceName").or(text("System/Provider@Name"))?.to_owned();
    // only the number: its qualifiers are in an attribute, or in its upper half in old exports
    let id = text("System/EventID")?.parse::<u32>().ok()? & 0xFFFF;
    let utc_ms = utc_ms(text("System/TimeCreated@SystemTime")?)?;
    let part = |name: &str| {
        let data = text(&format!("EventData/Data/{name}")).map(str::to_owned);
        data.or_else(|| {
            texts.iter().find(|(path, _)| path.starts_with("UserData/") && path.ends_with(name)).map(|(_, t)| t.clone())
        })
    };
    let meaning = match Meaning::of(&source, id, &part) {
        Meaning::MemoryExhausted(_) => Meaning::MemoryExhausted(exhausted(&texts)),
        Meaning::Other if id == 7036 => service(&text, &part).unwrap_or(Meaning::Other),
        meaning => meaning,
    };
    let message = first_line(text("RenderingInfo/Message").unwrap_or_default());
    let computer = text("System/Computer").unwrap_or_default().to_owned();
    Some(Found { line, when: When::Utc(utc_ms), computer, source, id, meaning, message })
}

/// `2026-11-29T18:10:05.1234567Z`, with any number of decimals.
fn utc_ms(text: &str) -> Option<i64> {
    let zoned = DateTime::parse_from_rfc3339(text).map(|t| t.timestamp_millis());
    let bare = || NaiveDateTime::parse_from_str(text.trim_end_matches('Z'), "%Y-%m-%dT%H:%M:%S%.f");
    zoned.ok().or_else(|| bare().ok().map(|t| t.and_utc().timestamp_millis()))
}

/// The largest tags of each pool, as event 2004 names them.
fn exhausted(texts: &HashMap<String, String>) -> Vec<(Pool, Tag, f64)> {
    let mut tags = Vec::new();
    for (pool, info) in [(Pool::Nonpaged, "/NonPagedPoolInfo/"), (Pool::Paged, "/PagedPoolInfo/")] {
        for n in 1..=8 {
            let of = |what: &str| {
                let end = format!("{info}Tag_{n}/{what}");
                texts.iter().find(|(path, _)| path.ends_with(&end)).map(|(_, text)| text.as_str())
            };
            let (Some(name), Some(used)) = (of("Name"), of("PoolUsed").and_then(|n| n.trim().parse().ok())) else {
                break;
            };
            tags.push((pool, Tag::of(name.as_bytes()), used));
        }
    }
    tags
}

/// Which service entered which state: in any language, the short name and a number, as UTF-16 in hexadecimal digits
/// (`Spooler/4`); 4 is running, 1 is stopped.
fn service<'a>(text: &impl Fn(&str) -> Option<&'a str>, part: &dyn Fn(&str) -> Option<String>) -> Option<Meaning> {
    let hex = text("EventData/Binary")?;
    let bytes: Option<Vec<u8>> =
        (0..hex.len() / 2).map(|i| hex.get(2 * i..2 * i + 2).and_then(|b| u8::from_str_radix(b, 16).ok())).collect();
    let words = super::super::bytes::utf16_text(super::super::bytes::utf16_until_zero(&bytes?));
    let (short, state) = words.rsplit_once('/')?;
    let name = part("param1").filter(|name| !name.is_empty()).unwrap_or_else(|| short.to_owned());
    match state.trim() {
        "4" => Some(Meaning::ServiceStarted(name)),
        "1" => Some(Meaning::ServiceStopped(name)),
        _ => None,
    }
}
