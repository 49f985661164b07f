//! A fleet of logs for measurements: `cargo bench --bench fleet -- FOLDER LOGS [SEED [RECORDS]]`.
//!
//! Every fourth log begins another server; a hundredth of the logs are damaged. A tenth of the servers leaks nonpaged pool,
//! another tenth paged pool, of which those of one Windows build leak four times as often as others. `truth.csv` says which.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

#[path = "../support/mod.rs"]
mod support;

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use support::blg::{Block, Entry, Spec, Writer};
use support::story::Lehmer;

const LEVEL: u32 = 0x0001_0100;
const SEGMENTS: usize = 4;
const BUILDS: [u32; 5] = [9600, 14393, 17763, 20348, 26100];
/// The one whose driver leaks.
const LEAKY: u32 = 17763;
const STEP_MS: i64 = 300_000;
const MB: f64 = 1_048_576.0;

struct Server {
    name: String,
    build: u32,
    ram_mb: f64,
    leaks_nonpaged: bool,
    leaks_paged: bool,
    mb_per_hour: f64,
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|w| w != "--bench").collect();
    let [folder, logs, rest @ ..] = &words[..] else {
        println!("FOLDER LOGS [SEED [RECORDS]]");
        return;
    };
    let (folder, logs): (PathBuf, usize) = (folder.into(), logs.parse().unwrap());
    let seed = rest.first().map_or(7, |s| s.parse().unwrap());
    // a thousand records are a megabyte
    let records = rest.get(1).map_or(1000, |s| s.parse().unwrap());
    let mut random = Lehmer::new(seed);
    fs::create_dir_all(&folder).unwrap();
    let mut truth = fs::File::create(folder.join("truth.txt")).unwrap();
    writeln!(truth, "server;build;leaks_nonpaged;leaks_paged;mb_per_hour").unwrap();
    for at in 0..logs.div_ceil(SEGMENTS) {
        let build = BUILDS[(random.share() * BUILDS.len() as f64) as usize % BUILDS.len()];
        let odds = if build == LEAKY { 0.24 } else { 0.06 };
        let server = Server {
            name: format!("SRV{at:05}"),
            build,
            ram_mb: [8192.0, 16384.0, 32768.0, 65536.0][(random.share() * 4.0) as usize % 4],
            leaks_nonpaged: random.share() < odds,
            leaks_paged: random.share() < 0.06,
            mb_per_hour: 1.0 + 12.0 * random.share(),
        };
        writeln!(
            truth,
            "{};{build};{};{};{:.3}",
            server.name, server.leaks_nonpaged, server.leaks_paged, server.mb_per_hour
        )
        .unwrap();
        let below = folder.join(format!("site-{:02}", at % 40)).join(&server.name);
        fs::create_dir_all(&below).unwrap();
        write(&server, (logs - at * SEGMENTS, records), &below, &mut random);
        if server.leaks_nonpaged && random.share() < 0.5 {
            fs::write(below.join("poolsnap.log"), listings(&server, &mut random)).unwrap();
        }
    }
}

/// A listing of PoolMon an hour for two days: the tag of the driver that leaks, and two that do not.
fn listings(server: &Server, random: &mut Lehmer) -> String {
    let tag =
        if server.build == LEAKY { "AcFs" } else { ["NtFx", "Wfpn", "AvFi"][(random.share() * 3.0) as usize % 3] };
    let mut text = String::new();
    for hour in 0..48_i64 {
        let bytes = (20.0 * MB + hour as f64 * server.mb_per_hour * MB) as i64;
        let (day, hour) = (3 + hour / 24, hour % 24);
        text += &format!(
            "2026-03-{day:02} {hour:02}:00:00\r\n Memory:{}K Avail: 500000K  PageFlts:   1   InRam Krnl: 100K P: 100K\r\n \
             Commit: 1K Limit: 2K Peak: 2K            Pool N:{}K P: 40000K\r\n\r\n Tag  Type     Allocs     Frees     Diff   \
             Bytes  Per Alloc\r\n\r\n {tag} Nonp {} 1000 {} {bytes} 4096\r\n MmCa Nonp 500000 490000 10000 41943040 4194\r\n \
             Irp  Nonp 900000 890000 10000 10485760 1048\r\n\r\n",
            server.ram_mb * 1024.0,
            (bytes + 100_000_000) / 1024,
            bytes / 4096 + 1000,
            bytes / 4096,
        );
    }
    text
}

/// The segments of a server, one after the other.
fn write(server: &Server, (logs, records): (usize, i64), folder: &std::path::Path, random: &mut Lehmer) {
    let machine = format!(r"\\{}", server.name);
    let names: Vec<String> = (0..17).map(|i| format!("Counter {i}")).collect();
    let mut entries = vec![
        Entry::one(&machine, "Memory", "Pool Nonpaged Bytes", LEVEL),
        Entry::one(&machine, "Memory", "Pool Paged Bytes", LEVEL),
        Entry::one(&machine, "Memory", "Available Bytes", LEVEL),
        Entry::one(&machine, "NUMA Node Memory", "Total MBytes", LEVEL),
    ];
    entries[3].instance = Some("0");
    entries.extend(names.iter().map(|n| Entry::one(&machine, "Other", n, LEVEL)));
    let (mut nonpaged, mut paged) = (random.share() * 60.0 + 90.0, random.share() * 100.0 + 150.0);
    let rate = server.mb_per_hour / 12.0;
    let begin = 1_772_438_400_000;
    let mut at = 0;
    for segment in 0..SEGMENTS.min(logs) {
        let begin_ms = begin + at * STEP_MS;
        let mut writer = Writer::new(Spec { build: server.build, begin_ms, ..Spec::default() });
        writer.list(begin_ms, &entries);
        for _ in 0..records {
            nonpaged += if server.leaks_nonpaged { 2.0 * rate * random.share() } else { 0.0 };
            paged += if server.leaks_paged { 2.0 * rate * random.share() } else { 0.0 };
            let breath = ((at % 288) as f64 / 288.0 * std::f64::consts::TAU).sin();
            let noise = |random: &mut Lehmer, mb: f64| ((mb + 0.6 * (random.share() - 0.5)) * 256.0).round() * 4096.0;
            let levels = [
                noise(random, nonpaged + 2.0 * breath),
                noise(random, paged + 6.0 * breath),
                noise(random, (server.ram_mb * 0.5 - nonpaged - paged - 20.0 * breath).max(300.0)),
                server.ram_mb,
            ];
            let others = (0..names.len()).map(|i| MB * (i + 1) as f64 + 4096.0 * (random.share() * 50.0).round());
            let blocks: Vec<Block> = levels.into_iter().chain(others).map(|v| Block::level(v as i64)).collect();
            writer.sample(begin + at * STEP_MS, &blocks);
            at += 1;
        }
        let mut bytes = writer.finish();
        damage(&mut bytes, random);
        fs::write(folder.join(format!("{segment:06}.blg")), bytes).unwrap();
    }
}

/// A hundredth of the logs: cut short, overwritten in the middle, or destroyed at the beginning.
fn damage(bytes: &mut Vec<u8>, random: &mut Lehmer) {
    if random.share() >= 0.01 {
        return;
    }
    let at = (random.share() * bytes.len() as f64) as usize;
    match (random.share() * 3.0) as usize {
        0 => bytes.truncate(at),
        1 => bytes[at..].iter_mut().take(5000).for_each(|b| *b = 0xA5),
        _ => bytes.iter_mut().take(0x400).for_each(|b| *b = 0xA5),
    }
}
