//! Listings of pool tags, from the file to what is said of them.

use poolscope::analysis::Scope;
use poolscope::analysis::tags::{Conduct, TagReport};
use poolscope::engine::{Analysis, JudgeOptions, Log, judge_logs};
use poolscope::logfile::{DiagnosticKind, Progress};
use poolscope::model::localized::PoolPaths;
use poolscope::model::pools::Pool;
use std::fmt::Write;
use std::path::{Path, PathBuf};

fn judge(files: &[PathBuf]) -> Analysis {
    let logs: Vec<Log> = files.iter().cloned().map(Log::File).collect();
    let how =
        JudgeOptions { scope: Scope::Pools, given_ram: &|_| None, pools: &PoolPaths::default(), since_local_ms: None };
    judge_logs(&logs, how, &Progress::default()).unwrap()
}

fn judge_bytes(name: &str, bytes: impl AsRef<[u8]>) -> Analysis {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    judge(&[path])
}

fn report(analysis: &Analysis) -> &TagReport {
    assert!(analysis.failed.is_empty(), "{:?}", analysis.failed);
    &analysis.machines[0].tags.as_ref().expect("tags").report
}

fn count(analysis: &Analysis, kind: DiagnosticKind) -> u64 {
    analysis.files.iter().flat_map(|f| &f.diagnostics).filter(|d| d.kind == kind).map(|d| d.count).sum()
}

/// Snapshots five minutes apart: one tag leaks, one is busy, one is large and still, 40 do nothing much. The counts begin
/// anew at `restart`.
fn week(snapshots: usize, restart: usize, stamp: &dyn Fn(usize) -> String) -> Vec<String> {
    (0..snapshots)
        .map(|i| {
            let k = if i < restart { i } else { i - restart } as u64;
            let mut rows = String::new();
            let mut row = |tag: &str, pool: &str, allocations: u64, live: u64, each: u64| {
                let (frees, bytes) = (allocations - live, live * each);
                writeln!(rows, " {tag:4} {pool:5}{allocations:18} {frees:18} {live:17} {bytes:14} {each:16}        ").unwrap();
                bytes
            };
            let mut nonpaged = row("Lk 1", "Nonp", 2100 + 44 * k, 2000 + 40 * k, 4096);
            nonpaged += row("Busy", "Nonp", 5_000_000 + 2_000_000 * k, 3000, 128);
            let mut paged = row("Stil", "Paged", 3, 3, 110_764_032);
            for j in 0..40u64 {
                let live = 50 + (j * 13 + k * 7) % 11;
                paged += row(&format!("o{j:03}"), "Paged", 5000 + live + k * j, live, 256);
            }
            let used = |bytes: u64| bytes / 1024 + 2000;
            format!(
                "{}\r\n Memory:16468560K Avail:12072536K  PageFlts:468600648   InRam Krnl:56708K P:950888K\r\n Commit:4100436K \
                 Limit:17517136K Peak:11685564K            Pool N:{}K P:{}K\r\n\r\n Tag  Type     Allocs            Frees               \
                 Diff            Bytes                 Per Alloc\r\n\r\n{rows}\r\n",
                stamp(i),
                used(nonpaged),
                used(paged),
            )
        })
        .collect()
}

fn at(i: usize) -> chrono::NaiveDateTime {
    let begin = chrono::NaiveDate::from_ymd_opt(2026, 11, 20).unwrap().and_hms_opt(8, 0, 0).unwrap();
    begin + chrono::Duration::minutes(5 * i as i64)
}

fn check_week(report: &TagReport, snapshots: usize, what: &str) {
    assert_eq!(report.snapshots, snapshots, "{what}");
    let nonpaged = &report.pools[0];
    assert_eq!(nonpaged.pool, Pool::Nonpaged);
    let leak = &nonpaged.tags[0];
    // what rises for hours may be a working day
    let conduct = if snapshots >= 576 { Conduct::Leaking } else { leak.conduct };
    assert_eq!((leak.tag.0, leak.conduct), (*b"Lk 1", conduct), "{what}");
    assert!(leak.rises_like_a_leak() && matches!(conduct, Conduct::Leaking | Conduct::Growing), "{what}");
    // of the rise; the pool is counted in whole kilobytes
    assert!(leak.share_of_rise.is_some_and(|share| (share - 1.0).abs() < 0.01), "{what}: {leak:?}");
    assert!((leak.growth() - 40.0 * 4096.0 * (snapshots - 1) as f64).abs() < 1.0, "{what}");
    assert!(leak.freed_share().is_some_and(|freed| (freed - 4.0 / 44.0).abs() < 0.001), "{what}");
    let of = |tag: &[u8; 4]| report.pools.iter().flat_map(|p| &p.tags).find(|t| t.tag.0 == *tag).unwrap();
    assert_eq!((of(b"Busy").conduct, of(b"Stil").conduct), (Conduct::Busy, Conduct::LargeStill), "{what}");
    let ram = if what == "beside a log" { 1_024_000.0 } else { 16_468_560.0 };
    assert_eq!(report.ram, Some(ram * 1024.0), "{what}");
}

#[test]
fn the_tag_that_leaks_is_named_since_the_last_restart() {
    let text = week(300, 60, &|i| at(i).format("%a %m/%d/%Y %H:%M:%S.10").to_string()).concat();
    let analysis = judge_bytes("poolsnap.log", text);
    check_week(report(&analysis), 240, "American dates");
    assert_eq!(report(&analysis).before_restart, 60);
    assert_eq!(count(&analysis, DiagnosticKind::DayOrderGuessed), 0);
    // what the totals say of the pools is judged as any log is
    let pools: Vec<_> = analysis.machines[0].report.pools().map(|f| f.kind).collect();
    assert_eq!(pools.len(), 2);
    assert_eq!(analysis.machines[0].report.ram.bytes, Some(16_468_560.0 * 1024.0));
}

#[test]
fn stamps_and_encodings_of_every_kind_give_the_same() {
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let german = week(100, 100, &|i| format!("{}", at(i).format("So %d.%m.%Y %H:%M:%S,12"))).concat();
    check_week(report(&judge_bytes("de.log", &german)), 100, "German dates");
    let clue = week(100, 100, &|i| format!("{} CET (local time)", at(i).format("%Y.%m.%d-%H:%M:%S"))).concat();
    check_week(report(&judge_bytes("clue.log", &clue)), 100, "year first");
    // PowerShell appended to what cmd had begun
    let parts = week(100, 100, &|i| at(i).format("===== %Y-%m-%d %H:%M:%S.0 =====").to_string());
    let mut mixed = parts[..50].concat().into_bytes();
    mixed.extend(utf16(&parts[50..].concat()));
    check_week(report(&judge_bytes("mixed.log", &mixed)), 100, "two encodings");
    let mut wide = b"\xFF\xFE".to_vec();
    wide.extend(utf16(&german));
    check_week(report(&judge_bytes("wide.log", &wide)), 100, "UTF-16");
}

#[test]
fn without_stamps_the_times_are_said_to_be_guessed() {
    let analysis = judge_bytes("poolmon-20261120-181500.log", week(40, 40, &|_| String::new()).concat());
    assert_eq!(count(&analysis, DiagnosticKind::GuessedTimes), 40);
    let tags = report(&analysis);
    assert_eq!(tags.snapshots, 40);
    let last = chrono::DateTime::from_timestamp_millis(tags.span_utc_ms.1).unwrap();
    assert_eq!(last.format("%Y-%m-%dT%H:%M:%S").to_string(), "2026-11-20T18:15:00");
    // those between stamps lie between them
    let some = judge_bytes(
        "some.log",
        week(41, 41, &|i| if i % 10 == 0 { at(i).to_string() } else { String::new() }).concat(),
    );
    check_week(report(&some), 41, "every tenth");
    assert_eq!(count(&some, DiagnosticKind::GuessedTimes), 36);
}

#[test]
fn one_file_a_snapshot_and_one_for_all_give_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let parts = week(50, 50, &|_| String::new());
    let files: Vec<PathBuf> = parts
        .iter()
        .enumerate()
        .map(|(i, part)| {
            let path = folder.path().join(format!("tags-{}Z.log", at(i).format("%Y%m%dT%H%M%S")));
            std::fs::write(&path, part).unwrap();
            path
        })
        .collect();
    check_week(report(&judge(&files)), 50, "fifty files");
}

#[test]
fn damage_costs_its_own_row_only() {
    let mut parts = week(60, 60, &|i| at(i).to_string());
    parts[10] = parts[10].replacen("o003", "o0", 1).replacen(" Lk 1 Nonp", " Lk 1 Nonp xx", 1);
    let cut = parts[59].len() / 2;
    parts[59].truncate(cut);
    let text = parts.concat();
    let line = text[..text.find("Nonp xx").unwrap()].lines().count() as u64;
    let analysis = judge_bytes("damaged.log", &text);
    let tags = report(&analysis);
    assert_eq!((tags.snapshots, tags.pools[0].tags[0].rises_like_a_leak()), (60, true));
    let bad = analysis.files[0].diagnostics.iter().find(|d| d.kind == DiagnosticKind::BadListingRow).expect("a note");
    assert!(bad.first_position.is_some_and(|at| at >= line), "{bad:?}");
    // cut at every place it is read as far as it is whole, and never believed beyond that
    let whole = week(12, 12, &|i| at(i).to_string()).concat();
    for end in (0..whole.len()).step_by(97) {
        let analysis = judge_bytes("cut.log", &whole[..end]);
        for tags in analysis.machines.iter().filter_map(|m| m.tags.as_ref()) {
            assert!(tags.report.snapshots <= 12);
            assert!(tags.report.pools.iter().flat_map(|p| &p.tags).all(|t| t.last >= 0.0 && t.last < 3.4e8), "{end}");
        }
    }
}

/// Whatever a listing holds, it is refused or read: nothing panics, and nothing is larger than what was written.
#[test]
fn noise_in_a_listing_is_never_believed() {
    let json = r#"{"DateTimeUTC":"2026-11-20T08:00:00Z","tags":{"Lk 1":{"np":4096,"np_alloc":9,"np_free":1}}}"#;
    let csv = "DateTime,Tag,PagedAllocs,PagedFrees,PagedBytes\n20.11.2026 08:00,Lk 1,9,1,4096\n";
    let debugger = " Tag    Allocs     Used    Allocs     Used\n 8042        4     3944         0        0x\n";
    let poolmon = week(6, 3, &|i| at(i).to_string()).concat();
    let mut seed = 17_u64;
    let mut random = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below.max(1)
    };
    for round in 0..400 {
        let mut bytes = [poolmon.as_str(), json, csv, debugger][round % 4].as_bytes().to_vec();
        for _ in 0..=random(12) {
            let at = random(bytes.len());
            match random(4) {
                0 => bytes[at] = random(256) as u8,
                1 => drop(bytes.remove(at)),
                2 => bytes.insert(at, b"0-( \n\0\",{9"[random(10)]),
                _ => bytes.truncate(at.max(8)),
            }
        }
        let analysis = judge_bytes("noise.log", &bytes);
        for tags in analysis.machines.iter().filter_map(|m| m.tags.as_ref()) {
            assert!(tags.report.pools.iter().flat_map(|p| &p.tags).all(|t| t.last.is_finite() && t.last >= 0.0));
        }
    }
}

#[test]
fn tags_and_a_performance_log_of_one_computer_are_judged_together() {
    let folder = tempfile::tempdir().unwrap();
    let listing = folder.path().join("tags.log");
    // as much RAM as the log says
    let text = week(100, 100, &|i| at(i).to_string()).concat().replace("16468560K", "1024000K");
    std::fs::write(&listing, text).unwrap();
    let log = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/sample.blg");
    let analysis = judge(&[log, listing]);
    assert_eq!((analysis.machines.len(), analysis.files.len()), (1, 2));
    let machine = &analysis.machines[0];
    assert_eq!(machine.report.computer, "FILESRV01");
    let tags = machine.tags.as_ref().expect("tags");
    check_week(&tags.report, 100, "beside a log");
    // local times of the computer: its zone is that of the log
    assert_eq!(tags.report.span_utc_ms.0, at(0).and_utc().timestamp_millis() + 5 * 3_600_000);
    assert_eq!(count(&analysis, DiagnosticKind::UnknownZone), 0);
    assert!(machine.recording.counters.iter().all(|c| c.path.object != "Pool Tag"));
}

#[test]
fn scripts_and_debuggers_write_listings_too() {
    let json = |i: usize| {
        format!(
            r#"{{"DateTimeUTC":"{}Z","tags":{{"Lk 1":{{"np":{},"np_alloc":{},"np_free":{},"p":0,"p_alloc":0,"p_free":0}},"Othr":{{"np":4096,"np_alloc":9,"np_free":1,"p":64,"p_alloc":1,"p_free":0}}}}}}"#,
            at(i).format("%Y-%m-%dT%H:%M:%S"),
            (2000 + 40 * i) * 4096,
            2100 + 44 * i,
            100 + 4 * i
        )
    };
    let lines = (0..30).map(json).collect::<Vec<_>>();
    for (name, text) in [("lines.json", lines.join("\n")), ("list.json", format!("[{}]", lines.join(",")))] {
        let analysis = judge_bytes(name, text);
        let tags = report(&analysis);
        assert_eq!((tags.snapshots, tags.pools[0].tags[0].rises_like_a_leak()), (30, true), "{name}");
        assert_eq!(tags.pools[1].tags[0].last, 64.0);
        assert_eq!(tags.span_utc_ms.0, at(0).and_utc().timestamp_millis());
    }
    let mut csv = "DateTime,DateTimeUTC,Tag,PagedAllocs,PagedFrees,PagedDiff,PagedBytes,NonPagedAllocs,NonPagedFrees,NonPagedDiff,NonPagedBytes,TotalUsedBytes,Binary,Description\n".to_owned();
    for i in 0..30 {
        let (local, utc) = (at(i).format("%d.%m.%Y %H:%M:%S"), at(i).format("%Y-%m-%d %H:%M:%S"));
        let (live, allocations) = (2000 + 40 * i, 2100 + 44 * i);
        writeln!(
            csv,
            "{local},{utc},Lk 1,0,0,0,0,{allocations},{},{live},{},{},x,y",
            allocations - live,
            live * 4096,
            live * 4096
        )
        .unwrap();
    }
    let analysis = judge_bytes("tags.csv", csv);
    assert_eq!((report(&analysis).snapshots, report(&analysis).pools[0].tags[0].rises_like_a_leak()), (30, true));
}

/// Counted by hand in the listings themselves.
#[test]
fn real_listings_are_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples/tags");
    if !folder.is_dir() {
        eprintln!("SKIPPED: real listings of pool tags are not at {}", folder.display());
        return;
    }
    let of = |name: &str| judge(&[folder.join(name)]);
    let tag = |analysis: &Analysis, tag: &[u8; 4], pool: Pool| {
        let pools = &report(analysis).pools;
        let found = pools.iter().flat_map(|p| &p.tags).find(|t| t.tag.0 == *tag && t.pool == pool).expect("the tag");
        (found.last, found.allocations, found.frees)
    };
    let tags = |analysis: &Analysis| report(analysis).pools.iter().map(|p| p.tags.len()).sum::<usize>();
    let narrow = of("snapshot_narrow.txt");
    assert_eq!(tags(&narrow), 13);
    assert_eq!(tag(&narrow, b"MmSt", Pool::Paged), (156_097_152.0, Some(2_269_405.0), Some(2_095_404.0)));
    assert_eq!(report(&narrow).ram, Some(16_468_560.0 * 1024.0));
    assert_eq!(
        (report(&narrow).pools[0].last, report(&narrow).pools[1].last),
        (710_920.0 * 1024.0, 983_564.0 * 1024.0)
    );
    let wide = of("snapshot_wide.txt");
    assert_eq!((tags(&wide), tag(&wide, b"File", Pool::Paged).0), (8, 4000.0));
    let deltas = of("console_deltas.txt");
    assert_eq!(tag(&deltas, b"Io  ", Pool::Nonpaged), (91_912.0, Some(1_021_112.0), Some(1_020_985.0)));
    let drivers = of("console_mapped_driver.txt");
    let named = &drivers.machines[0].tags.as_ref().unwrap().recording.facts.tag_drivers;
    assert!(named.values().any(|d| d == "[ntfs.sys  -  AttrSup.c]"), "{named:?}");
    let debugger = of("poolused.txt");
    assert_eq!(tag(&debugger, b"AGP ", Pool::Paged), (384.0, None, None));
    assert_eq!(tag(&debugger, b"8042", Pool::Nonpaged).0, 3944.0);
    let script = of("tags_before.json");
    assert_eq!(tag(&script, b"cckT", Pool::Nonpaged), (41_335_840.0, Some(2_757_245_939.0), Some(2_757_042_505.0)));
    assert_eq!(report(&script).pools[0].last, 3_700_062_960.0);
    let conduct = |of: &[u8; 4]| report(&script).pools[0].tags.iter().find(|t| t.tag.0 == *of).unwrap().conduct;
    assert_eq!(
        [conduct(b"RTLF"), conduct(b"cckT"), conduct(b"ismc")],
        [Conduct::Holding, Conduct::Busy, Conduct::LargeStill]
    );
    for name in ["mapped_driver.txt", "console_deltas.txt", "snapshot_wide.txt"] {
        assert_eq!(count(&of(name), DiagnosticKind::BadListingRow), 0, "{name}");
    }
}

#[test]
fn listings_of_several_servers_find_their_logs() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::create_dir(path("srv-10")).unwrap();
    for computer in ["SRV-1", "SRV-10", "SRV"] {
        let mut log = format!("\"(PDH-CSV 4.0) (UTC)(0)\",\"\\\\{computer}\\Memory\\Pool Nonpaged Bytes\"\r\n");
        for i in 0..100 {
            writeln!(log, "\"11/20/2026 {:02}:{:02}:00.000\",\"{}\"\r", 8 + i / 60, i % 60, 5_000_000 + 4096 * i)
                .unwrap();
        }
        std::fs::write(path(&format!("{computer}.csv")), log).unwrap();
    }
    let listings = ["tags of SRV-1.log", "srv-10/a.log", "srv_tags.log", "whose.log"];
    for (i, name) in listings.iter().enumerate() {
        std::fs::write(path(name), week(20 + i, 100, &|i| at(i).to_string()).concat()).unwrap();
    }
    let files = ["SRV-1.csv", "SRV-10.csv", "SRV.csv"].into_iter().chain(listings).map(path);
    let analysis = judge(&files.collect::<Vec<_>>());
    let snapshots = |computer: &str| {
        let machine = analysis.machines.iter().find(|m| m.report.computer == computer).expect("the computer");
        machine.tags.as_ref().map(|tags| tags.report.snapshots)
    };
    assert_eq!([snapshots("SRV-1"), snapshots("SRV-10"), snapshots("SRV")], [Some(20), Some(21), Some(22)]);
    assert_eq!(snapshots(""), Some(23), "what names nobody stands alone");
}

#[test]
fn what_next_leads_from_the_pool_to_the_tag_to_the_driver() {
    use poolscope::analysis::next::{Step, steps};
    use poolscope::model::tag::Tag;
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/sample.blg");
    let of = |analysis: &Analysis| {
        let machine = &analysis.machines[0];
        steps(&machine.report, machine.tags.as_ref().map(|tags| &tags.report))
    };
    let alone = of(&judge(std::slice::from_ref(&sample)));
    assert_eq!(alone[..3], [Step::PoolMon(Pool::Nonpaged), Step::CollectTags, Step::StopLoad]);
    let folder = tempfile::tempdir().unwrap();
    let listing = folder.path().join("tags.log");
    // as much RAM as the log says
    let text = week(100, 100, &|i| at(i).to_string()).concat().replace("16468560K", "1024000K");
    std::fs::write(&listing, text).unwrap();
    let both = judge(&[sample, listing]);
    let leak = Tag(*b"Lk 1");
    let expected = [
        Step::FindDriver(leak),
        Step::StopLoad,
        Step::Trace(Some(leak)),
        Step::Verifier(Some(leak)),
        Step::Debugger(Pool::Nonpaged),
    ];
    assert_eq!(of(&both)[..5], expected);
    let mut text = Vec::new();
    let format = poolscope::report::format("text");
    poolscope::report::write(&mut text, &both, &Default::default(), format).unwrap();
    let text = String::from_utf8(text).unwrap();
    assert!(
        text.contains("\nPool tags\n  The nonpaged pool grew by ") && text.contains("is Lk 1, which is leaking"),
        "{text}"
    );
    assert!(
        text.contains("\nWhat next\n  1. Find the driver of Lk 1: ") && text.contains("findstr /m /l /c:\"Lk 1\" "),
        "{text}"
    );
    let mut json = Vec::new();
    poolscope::report::write(&mut json, &both, &Default::default(), poolscope::report::format("json")).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    let computer = &json["computers"][0];
    assert_eq!(computer["pool_tags"]["pools"][0]["tags"][0]["tag"], "Lk 1");
    assert_eq!(computer["next_steps"][0]["code"], "find_driver");
}

#[test]
fn processes_in_step_with_the_pool_stand_in_its_card() {
    use poolscope::analysis::reasons::ReasonKind;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.csv");
    let counters = [
        r"Memory\Pool Nonpaged Bytes",
        r"Process(agent)\Handle Count",
        r"Process(agent)\Pool Nonpaged Bytes",
        r"Process(idle)\Handle Count",
        r"Process(late)\Handle Count",
    ];
    let mut log = "\"(PDH-CSV 4.0) (UTC)(0)\"".to_owned();
    counters.iter().for_each(|c| write!(log, ",\"\\\\PC\\{c}\"").unwrap());
    for i in 0..600u64 {
        let wave = 10 * (i * 7 % 5);
        let values = [
            100_000_000 + 500_000 * i,
            1000 + 90 * i + wave,
            2_000_000 + 200_000 * i,
            300 + wave,
            200 + (i / 590) * 400,
        ];
        write!(log, "\r\n\"11/{:02}/2026 {:02}:{:02}:00.000\"", 20 + i / 288, i / 12 % 24, i % 12 * 5).unwrap();
        values.iter().for_each(|v| write!(log, ",\"{v}\"").unwrap());
    }
    std::fs::write(&path, log).unwrap();
    let how = JudgeOptions {
        scope: Scope::Everything,
        given_ram: &|_| None,
        pools: &PoolPaths::default(),
        since_local_ms: None,
    };
    let analysis = judge_logs(&[Log::File(path)], how, &Progress::default()).unwrap();
    let finding = analysis.machines[0].report.pools().next().unwrap();
    let names: Vec<String> =
        finding.companions.iter().map(|c| format!("{} {:.2}", c.path.counter, c.correlation)).collect();
    // what is charged to a process before what it holds handles of
    assert_eq!(names, ["Pool Nonpaged Bytes 1.00", "Handle Count 1.00"]);
    assert!(finding.reasons.iter().any(|r| matches!(r.kind, ReasonKind::ProcessHint)));
}

/// Bytes of a tag hour by hour; none where it is not listed.
type Bytes<'a> = &'a dyn Fn(usize) -> Option<u64>;

/// Snapshots an hour apart in files of their own.
fn hourly(folder: &Path, hours: usize, tags: &[(&str, Bytes<'_>)]) -> Vec<PathBuf> {
    let begin = chrono::NaiveDate::from_ymd_opt(2026, 11, 20).unwrap().and_hms_opt(0, 0, 0).unwrap();
    (0..hours)
        .map(|hour| {
            let mut rows = String::new();
            let mut sum = 2 << 20;
            for (tag, bytes) in tags {
                if let Some(bytes) = bytes(hour) {
                    sum += bytes;
                    writeln!(rows, " {tag:4} Nonp {} {} {} {bytes} 1", bytes + 5, 5, bytes).unwrap();
                }
            }
            (0..30).for_each(|i| writeln!(rows, " o{i:03} Nonp 20 10 10 640 64").unwrap());
            let text = format!(
                " Memory:16468560K Avail:12072536K  PageFlts:468600648   InRam Krnl:56708K P:950888K\r\n Commit:4100436K \
                 Limit:17517136K Peak:11685564K            Pool N:{}K P:900K\r\n\r\n Tag  Type     Allocs            Frees     \
                 Diff   Bytes       Per Alloc\r\n\r\n{rows}",
                sum / 1024
            );
            let time = begin + chrono::Duration::hours(hour as i64);
            let path = folder.join(format!("pool-tags-{}Z.log", time.format("%Y%m%dT%H%M%S")));
            std::fs::write(&path, text).unwrap();
            path
        })
        .collect()
}

#[test]
fn tags_that_differ_in_case_alone_stay_apart_across_files() {
    let folder = tempfile::tempdir().unwrap();
    let mb = |n: usize| Some((n as u64) << 20);
    let files = hourly(folder.path(), 73, &[("NtfX", &|h| mb(9 + 4 * h)), ("Ntfx", &|_| mb(150))]);
    let analysis = judge(&files);
    let tags = &report(&analysis).pools[0].tags;
    let of = |tag: &[u8; 4]| tags.iter().find(|t| t.tag.0 == *tag).map(|t| (t.first, t.last, t.conduct)).unwrap();
    let mb = |n: usize| (n << 20) as f64;
    assert_eq!(of(b"NtfX"), (mb(9), mb(297), Conduct::Leaking));
    assert_eq!(of(b"Ntfx"), (mb(150), mb(150), Conduct::LargeStill));
    // files named by the second in UTC are no guesses
    assert_eq!(count(&analysis, DiagnosticKind::GuessedTimes), 0);
}

#[test]
fn a_tag_that_was_not_there_at_first_held_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let files = hourly(
        folder.path(),
        97,
        &[
            ("New1", &|h| (h >= 40).then(|| ((h - 39) as u64) << 23)),
            ("Gone", &|h| (h < 50).then_some(40 << 20)),
            ("Smal", &|h| Some((h as u64) << 16)),
        ],
    );
    let analysis = judge(&files);
    let pool = &report(&analysis).pools[0];
    let new = &pool.tags[0];
    assert_eq!((new.tag.0, new.first, new.last), (*b"New1", 0.0, (57u64 << 23) as f64));
    assert!(new.share_of_rise.unwrap() > 1.0, "the other one gave back: {new:?}");
    let gone = pool.tags.iter().find(|t| t.tag.0 == *b"Gone").unwrap();
    assert_eq!((gone.first, gone.last), ((40u64 << 20) as f64, 0.0));
    assert!(pool.untagged_share.unwrap() < 0.02, "{:?}", pool.untagged_share);
    // a listing of the largest alone says nothing of what it lacks
    let folder = tempfile::tempdir().unwrap();
    let files = hourly(folder.path(), 20, &[("New1", &|h| (h >= 9).then(|| ((h + 9) as u64) << 20))]);
    for (hour, path) in files.iter().enumerate() {
        let text = std::fs::read_to_string(path).unwrap();
        let large = (0..20).map(|i| format!(" L{i:03} Nonp 20 10 10 {} 64\n", 1_000_000 * (i + 1))).collect::<String>();
        let kept: String = text.lines().filter(|l| !l.starts_with(" o0")).map(|l| format!("{l}\n")).collect();
        assert!(hour < 9 || kept.contains("New1"));
        std::fs::write(path, kept + &large).unwrap();
    }
    let analysis = judge(&files);
    let tags = &report(&analysis).pools[0].tags;
    assert_eq!(tags.iter().find(|t| t.tag.0 == *b"New1").unwrap().first, (18u64 << 20) as f64);
}

#[test]
fn listings_of_another_machine_or_time_are_not_taken_for_this_one() {
    let log = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/sample.blg");
    let folder = tempfile::tempdir().unwrap();
    // 16 GB, where the log counts 1000 MB
    let mut files = hourly(folder.path(), 12, &[("Leak", &|h| Some((h as u64) << 20))]);
    files.push(log.clone());
    let analysis = judge(&files);
    assert_eq!(analysis.machines.len(), 2);
    assert!(analysis.machines.iter().all(|m| m.report.computer.is_empty() || m.tags.is_none()));
    assert_eq!(count(&analysis, DiagnosticKind::OtherMachine), 12);
    // a log without an amount of RAM, whose commit limit is 2 GB
    let limited = folder.path().join("limited.csv");
    let rows = (0..60)
        .map(|i| format!("\"03/02/2026 0{}:{:02}:00.000\",\"{}\",\"2147483648\"\n", i / 60, i % 60, 1_000_000 + i));
    let head = r#""(PDH-CSV 4.0) (UTC)(0)","\\PC\Memory\Pool Nonpaged Bytes","\\PC\Memory\Commit Limit""#;
    std::fs::write(&limited, format!("{head}\n{}", rows.collect::<String>())).unwrap();
    files.pop();
    files.push(limited);
    let analysis = judge(&files);
    assert_eq!((analysis.machines.len(), count(&analysis, DiagnosticKind::OtherMachine)), (2, 12));
    assert!(analysis.machines.iter().all(|m| m.report.computer.is_empty() || m.report.ram.bytes.is_none()));
    let folder = tempfile::tempdir().unwrap();
    let mut files = hourly(folder.path(), 12, &[("Leak", &|h| Some((h as u64) << 20))]);
    for path in &files {
        let text = std::fs::read_to_string(path).unwrap();
        std::fs::write(path, text.replace("16468560K", "1024000K")).unwrap();
    }
    files.push(log);
    let analysis = judge(&files);
    assert_eq!((analysis.machines.len(), count(&analysis, DiagnosticKind::OtherTime)), (1, 12));
}

#[test]
fn snapshots_out_of_order_in_one_file_are_all_kept() {
    let mut snapshots = week(60, 60, &|i| format!("{}\r\n", at(i)));
    snapshots.reverse();
    snapshots.swap(3, 40);
    snapshots.swap(7, 55);
    let analysis = judge_bytes("tags.log", snapshots.concat());
    check_week(report(&analysis), 60, "out of order");
    assert_eq!(count(&analysis, DiagnosticKind::BadTime), 0);
}
