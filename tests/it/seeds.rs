//! Seeds for the fuzz targets in `tests/fuzz`: `cargo test --test it seeds -- --ignored` writes them.

use crate::support::blg::{Block, Entry, Instance, Object, Spec, T0, Writer};
use crate::support::counterset::{self, Counter as CounterOfSet, Header, Registration, SetBlock};
use crate::support::modern;
use crate::support::pe::Pe;
use poolscope::logfile::bytes::Memory;
use poolscope::logfile::{Diagnostics, Progress, blg};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A short log with every kind of block.
fn binary(spec: Spec) -> Vec<u8> {
    let pc = r"\\PC";
    let mut w = Writer::new(spec);
    w.titles(T0, pc, &[(230, "Process"), (952, "Handle Count"), (6, "% Processor Time")]);
    w.list(
        T0,
        &[
            Entry::one(pc, "Memory", "Pool Nonpaged Bytes", 0x0001_0100),
            Entry::many(pc, "PhysicalDisk", "Disk Reads/sec", 0x1041_0400),
            Entry::object(pc, "Process"),
        ],
    );
    for i in 0..6 {
        let ticks = i * 10_000_000;
        let app = Instance { name: "app".to_owned(), parent: None, values: vec![50 + i, i * 1_000_000] };
        let object = Object { time: ticks, frequency: 10_000_000, time_100ns: ticks, ..Object::default() };
        w.sample(
            T0 + i * 1000,
            &[
                Block::level(4096 * (1000 + i)),
                Block::Many(vec![("0 C:".to_owned(), 1, 30 * i, ticks)]),
                Block::Object(Object {
                    title: 230,
                    counters: vec![(952, 0x0001_0000, 4), (6, 0x2051_0500, 8)],
                    instances: Some(vec![app]),
                    ..object
                }),
            ],
        );
    }
    w.finish()
}

/// What registers a set, and two blocks of it, each with its length before it; the first byte asks for any content.
fn counter_sets() -> Vec<Vec<u8>> {
    let set = Registration {
        name: "Set".to_owned(),
        has_instances: true,
        counters: vec![
            CounterOfSet { base: Some(2), ..CounterOfSet::new(1, 0x4002_0500, "Average") },
            CounterOfSet::new(2, 0x4003_0402, "Base"),
            CounterOfSet { is_hidden: true, ..CounterOfSet::new(3, 0x0001_0100, "Hidden") },
        ],
    };
    let row = |name: &str, id| counterset::Instance {
        name: name.to_owned(),
        id,
        values: vec![(8, i64::from(id)), (4, 2), (8, 3)],
    };
    let ids = vec![1, 2, 3];
    let framed = |bytes: Vec<u8>| [&(bytes.len() as u16).to_le_bytes(), &bytes[..]].concat();
    let shapes = [
        vec![Header::WholeSet(ids.clone(), vec![row("a", 1), row("b", 2), row("a", 3)])],
        vec![Header::ManyCounters(ids, vec![(8, 1), (4, 2), (8, 3)]), Header::Error(5)],
        vec![Header::OneCounter((8, 1)), Header::OneCounter((4, 1)), Header::OneCounter((8, 1))],
        vec![Header::ManyInstances(vec![row("a", 1)]), Header::ManyInstances(Vec::new()), Header::Error(0)],
    ];
    let blocks: Vec<u8> = shapes
        .into_iter()
        .flat_map(|headers| framed(SetBlock { ticks: 9, time_100ns: 9, frequency: 3, headers }.bytes()))
        .collect();
    vec![[&[0][..], &framed(set.bytes()), &blocks].concat(), vec![1; 64]]
}

fn text() -> String {
    let mut text =
        "\"(PDH-CSV 4.0) (UTC)(0)\",\"\\\\PC\\Memory\\Pool Nonpaged Bytes\",\"\\\\PC\\A(b\"\"c)\\D\"\r\n".to_owned();
    for i in 0..20 {
        text += &format!("\"03/02/2026 08:00:{i:02}.500\",\"{}\",\"{}\"\r\n", 4096 * (1000 + i), f64::from(i) / 7.0);
    }
    text + "\"03/02/2026 08:00:30.500\",\" \",\"-1\"\r\n\"cut,1\r\n"
}

/// The payloads of a log's list, names and samples, each with its length before it.
fn parts(bytes: &[u8]) -> Vec<u8> {
    let bytes = Arc::new(Memory(bytes.to_vec().into()));
    let (_, container) = blg::header::open(bytes, Path::new("seed")).unwrap();
    let (mut list, mut names, mut samples) = (Vec::new(), Vec::new(), Vec::new());
    let framed = |bytes: &[u8]| [&(bytes.len() as u16).to_le_bytes(), bytes].concat();
    let mut visit = |event: blg::container::Event<'_>, _: &mut Diagnostics| {
        let body = framed(&event.payload[0x18..]);
        match event.kind {
            blg::container::EventKind::CounterList => list = body,
            blg::container::EventKind::Names => names = body,
            blg::container::EventKind::Sample => samples.extend(body),
            _ => {}
        }
        Ok(std::ops::ControlFlow::Continue(()))
    };
    container.events(&mut Diagnostics::default(), &Progress::default(), &mut visit).unwrap();
    [list, names, samples].concat()
}

const SESSION: &str = r#"{"poolscope_session":1,"logs":[{"path":"/a.blg","beside":"a.blg"}],"choices":{"counters":["\\PC\\a\\b"],"hidden":["x"],"cursors":[1.5,null],"marks":[{"at":1,"label":"m"}],"notes":[{"text":"n","at":[1,2],"offset":[0,0]}],"judged":[1,2],"compare":{"before":{"logs":["Sample"],"span":null},"after":{"logs":[{"File":"/a"}],"span":[1,2]}}},"view":[[1,2],[3,4]],"times":"Utc","z":1}"#;

const LISTING: &str = "11/29/2026 18:10:05\r\n Memory: 4194304K Avail: 1000000K  PageFlts:   1   InRam Krnl: 100K P: 100K\r\n \
    Commit: 1K Limit: 2K Peak: 2K            Pool N:400000K P: 300000K\r\n\r\n Tag  Type     Allocs            Frees            Diff   \
    Bytes       Per Alloc\r\n\r\n Leak Nonp        62481 (   5)   6050 (   1)   56431  231141376 (  9)     4096\r\n Dh 1 Paged        2000       \
    1000       1000    3000000       3000  [ntfs.sys  -  x.c]\r\n";

const POOLUSED: &str = "            NonPaged                  Paged\n Tag    Allocs     Used    Allocs     Used\n\n NtFC        3     1200         0        \
    0UNKNOWN pooltag 'NtFC'\n TOTAL 3 1200 0 0\n";

const EVENTS: &str = "<Events><Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Srv'/>\
    <EventID Qualifiers=\"49152\">2019</EventID><TimeCreated SystemTime='2026-11-29T10:00:00Z'/><Computer>A</Computer></System>\
    <EventData><Data Name=\"param1\">x &amp; y</Data><Binary>41002F0034000000</Binary></EventData></Event></Events>";

#[test]
#[ignore = "writes tests/fuzz/corpus"]
fn write_seeds() {
    let small = binary(Spec { pointer_bytes: 8, ..Spec::default() });
    let narrow = binary(Spec { pointer_bytes: 4, processors: 1, ..Spec::default() });
    let text = text();
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let seeds: Vec<(&str, Vec<Vec<u8>>)> = vec![
        (
            "container",
            vec![[&[63, 0, 50, 100, 150, 200][..], &small].concat(), [&[63, 1, 9, 9, 9, 9], &narrow[..]].concat()],
        ),
        ("record", vec![parts(&small), parts(&narrow)]),
        ("counter_sets", counter_sets()),
        ("text", vec![[b"@\x80\xC0", text.as_bytes()].concat(), [&b"@\x80\xC0\xFF\xFE"[..], &wide].concat()]),
        ("binary", vec![[b"@\x80\xC0", &small[..]].concat(), [b"@\x80\xC0", &narrow[..]].concat()]),
        (
            "typed",
            vec![
                SESSION.as_bytes().to_vec(),
                b"2026-03-03 06:00 backup\n3/3/2026 9:02:11 PM srv 2019\n4 Mar 2026 08:00Z x\n2 d 01:00".to_vec(),
            ],
        ),
        (
            "listings",
            vec![
                [&b"@\x80\xC0"[..], LISTING.repeat(3).as_bytes()].concat(),
                [&b"@\x80\xC0"[..], POOLUSED.as_bytes()].concat(),
                [&b"@\x80\xC0"[..], br#"{"_time_utc":"2026-11-29T10:00:00Z","_np_total_bytes":5,"tags":{"NtFC":{"np":1,"np_alloc":3,"np_free":2,"p":0}}}"#].concat(),
                [&b"@\x80\xC0"[..], EVENTS.as_bytes()].concat(),
                b"@\x80\xC0NtFC - ntfs.sys - CREATE.C\r\nGh?0 - win32k.sys - x\r\n".to_vec(),
                b"@\x80\xC0Error,11/29/2026 6:38:24 PM,Srv,2020,None,\"x\"\r\n".to_vec(),
            ],
        ),
        ("drivers", {
            let strings = vec![("CompanyName", "Acme"), ("FileVersion", "1.2")];
            let code = b"\x41\xB8NtFC\xE8\0\0\0\0\xC7\x44\x24\x20NtFC".to_vec();
            let pe = Pe { code, data: b"\0\0\0\0NtFC\0a text NtFC".to_vec(), strings, is_arm64: false };
            vec![[&b"NtFC"[..], &pe.bytes()].concat(), [&b"Leak"[..], &Pe { is_arm64: true, ..pe }.bytes()].concat()]
        }),
        ("command_line", vec![small, narrow, text.into_bytes(), wide, modern::log()]),
    ];
    for (target, files) in seeds {
        let folder: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(target);
        fs::create_dir_all(&folder).unwrap();
        for (i, bytes) in files.iter().enumerate() {
            fs::write(folder.join(format!("seed{i}")), bytes).unwrap();
        }
    }
}
