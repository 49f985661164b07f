//! Many servers: folders of logs become a table, judged as each of them is alone, and read again only where they changed.

use crate::support;
use crate::support::blg::{Block, Entry, Spec, Writer};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

const LEVEL: u32 = 0x0001_0100;
const BEGIN_MS: i64 = 1_772_438_400_000;
const MB: f64 = 1_048_576.0;

fn triage(args: &[&str]) -> std::process::Output {
    support::program().arg("triage").args(args).output().unwrap()
}

fn said(out: &std::process::Output) -> String {
    String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr)
}

fn json(path: &Path) -> serde_json::Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// A log of one server: pools that rise by so many MB an hour, for so many days from a day on.
fn log(computer: &str, mb_per_hour: [f64; 2], from_day: i64, days: i64) -> Vec<u8> {
    let machine = format!(r"\\{computer}");
    let mut entries = [
        Entry::one(&machine, "Memory", "Pool Nonpaged Bytes", LEVEL),
        Entry::one(&machine, "Memory", "Pool Paged Bytes", LEVEL),
        Entry::one(&machine, "Memory", "Available Bytes", LEVEL),
        Entry::one(&machine, "NUMA Node Memory", "Total MBytes", LEVEL),
    ];
    entries[3].instance = Some("0");
    let mut random = support::story::Lehmer::new(3);
    let mut writer = Writer::new(Spec { build: 17763, ..Spec::default() });
    writer.list(BEGIN_MS, &entries);
    for at in from_day * 288..(from_day + days) * 288 {
        let hours = at as f64 / 12.0;
        let mut pool = |base: f64, rate: f64| ((base + rate * hours + 0.5 * random.share()) * 256.0).round() * 4096.0;
        let (nonpaged, paged) = (pool(100.0, mb_per_hour[0]), pool(200.0, mb_per_hour[1]));
        let available = 6000.0 * MB - nonpaged - paged;
        let blocks = [nonpaged, paged, available, 8192.0].map(|v| Block::level(v as i64));
        writer.sample(BEGIN_MS + at * 300_000, &blocks);
    }
    writer.finish()
}

/// Two servers that leak, one that does not, of which one has two segments in two folders; a file that is no log, one that
/// is damaged, and a listing.
fn fleet(folder: &Path) -> PathBuf {
    let at = |name: &str| {
        let path = folder.join("logs").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        path
    };
    fs::write(at("a/fast.blg"), log("FAST", [20.0, 0.0], 0, 4)).unwrap();
    fs::write(at("a/slow-1.blg"), log("SLOW", [0.0, 3.0], 0, 3)).unwrap();
    fs::write(at("b/slow-2.blg"), log("slow", [0.0, 3.0], 3, 3)).unwrap();
    fs::write(at("b/calm.blg"), log("CALM", [0.0, 0.0], 0, 4)).unwrap();
    fs::write(at("b/broken.blg"), b"no log at all").unwrap();
    fs::write(at("b/notes.txt"), "restarted on Tuesday").unwrap();
    let mut listing = String::new();
    for hour in 0..40 {
        let bytes = (20.0 + 20.0 * f64::from(hour)) * MB;
        listing += &format!(
            "2026-03-0{} {:02}:00:00\r\n Memory:8388608K Avail: 500000K  PageFlts:   1   InRam Krnl: 100K P: 100K\r\n \
             Commit: 1K Limit: 2K Peak: 2K            Pool N:{}K P: 40000K\r\n\r\n Tag  Type     Allocs     Frees     Diff   \
             Bytes  Per Alloc\r\n\r\n Qzzx Nonp {} 1000 {} {bytes} 4096\r\n\r\n",
            2 + (8 + hour) / 24,
            (8 + hour) % 24,
            (bytes / 1024.0) as i64 + 60_000,
            bytes / 4096.0 + 1000.0,
            bytes / 4096.0,
        );
    }
    fs::write(at("tags-FAST.log"), listing).unwrap();
    folder.join("logs")
}

#[test]
fn servers_are_found_joined_judged_and_ranked() {
    let folder = tempfile::tempdir().unwrap();
    let logs = fleet(folder.path());
    let out = folder.path().join("all.json");
    let (csv, html) = (folder.path().join("all.csv"), folder.path().join("all.html"));
    let outputs = [&out, &csv, &html].map(|path| path.to_str().unwrap());
    let done = triage(&[
        logs.to_str().unwrap(),
        "--json",
        outputs[0],
        "--csv",
        outputs[1],
        "--html",
        outputs[2],
        "--exit-code",
    ]);
    assert_eq!(done.status.code(), Some(1), "{}", said(&done));
    let text = said(&done);
    assert!(text.contains("broken.blg") && !text.contains("notes.txt"), "{text}");
    let document = json(&out);
    let servers = document["servers"].as_array().unwrap();
    let names: Vec<&str> = servers.iter().map(|s| s["computer"].as_str().unwrap()).collect();
    assert_eq!(names, ["FAST", "SLOW", "CALM"]);
    assert_eq!(servers[1]["files"].as_array().unwrap().len(), 2);
    assert_eq!(servers[1]["samples"], 6 * 288);
    assert_eq!(servers[0]["pools"][0]["tag"]["name"], "Qzzx");
    // each of them as it is judged alone
    for (name, files) in [("FAST", &["a/fast.blg", "tags-FAST.log"][..]), ("SLOW", &["a/slow-1.blg", "b/slow-2.blg"])] {
        let files: Vec<String> = files.iter().map(|f| logs.join(f).to_str().unwrap().to_owned()).collect();
        let alone = support::program().args(["analyze", "--json", "--pools-only"]).args(&files).output().unwrap();
        let alone: serde_json::Value = serde_json::from_slice(&alone.stdout).unwrap();
        let server = servers.iter().find(|s| s["computer"] == name).unwrap();
        for pool in server["pools"].as_array().unwrap() {
            let findings = alone["computers"][0]["findings"].as_array().unwrap();
            let finding = findings.iter().find(|f| f["kind"] == pool["kind"]).unwrap();
            for field in ["verdict", "max", "slope_per_hour", "ram_fraction", "hours_to_limit", "onset_utc", "sentence"]
            {
                assert_eq!(pool[field], finding[field], "{name} {field}");
            }
        }
    }
    // the same figures in each output, and a report of what leaks
    let table = fs::read_to_string(&csv).unwrap();
    assert_eq!(table.lines().count(), 1 + 6);
    assert!(table.lines().nth(1).unwrap().starts_with("FAST,17763,"), "{table}");
    let page = fs::read_to_string(&html).unwrap();
    let link = servers[0]["report"].as_str().unwrap();
    assert!(page.contains(&format!("href=\"{link}\"")) && folder.path().join(link).exists(), "{link}");
    assert!(servers[2]["report"].is_null());
}

/// What changed is read again, and the answer is that of a run that knows nothing.
#[test]
fn a_second_run_reads_what_is_new_and_answers_as_a_fresh_one() {
    let folder = tempfile::tempdir().unwrap();
    let logs = fleet(folder.path());
    let (out, fresh) = (folder.path().join("all.json"), folder.path().join("fresh.json"));
    let (logs_name, out_name) = (logs.to_str().unwrap(), out.to_str().unwrap());
    triage(&[logs_name, "--json", out_name]);
    let again = said(&triage(&[logs_name, "--json", out_name]));
    assert!(again.contains("5 of them as they were before"), "{again}");
    // one grows, one goes, one comes
    fs::write(logs.join("a/fast.blg"), log("FAST", [20.0, 0.0], 0, 5)).unwrap();
    fs::remove_file(logs.join("b/calm.blg")).unwrap();
    fs::write(logs.join("b/new.blg"), log("NEW", [5.0, 0.0], 0, 4)).unwrap();
    let again = said(&triage(&[logs_name, "--json", out_name]));
    assert!(again.contains("2 of them as they were before"), "{again}");
    triage(&[logs_name, "--json", fresh.to_str().unwrap()]);
    assert_eq!(json(&out), json(&fresh));
    // a run that was broken off leaves half a line
    let ledger = folder.path().join("all.json.ledger");
    let whole = fs::read(&ledger).unwrap();
    fs::write(&ledger, &whole[..whole.len() / 2]).unwrap();
    triage(&[logs_name, "--json", out_name]);
    assert_eq!(json(&out), json(&fresh));
    fs::write(&ledger, "what somebody else wrote").unwrap();
    let refused = triage(&[logs_name, "--json", out_name]);
    assert!(!refused.status.success() && said(&refused).contains("no ledger"), "{}", said(&refused));
}

#[cfg(feature = "parquet")]
#[test]
fn series_and_verdicts_follow_the_logs() {
    let folder = tempfile::tempdir().unwrap();
    let logs = fleet(folder.path());
    let out = folder.path().join("tables");
    let run = || said(&triage(&[logs.to_str().unwrap(), "--parquet", out.to_str().unwrap()]));
    let files = || {
        let mut all: Vec<PathBuf> = Vec::new();
        for day in fs::read_dir(out.join("series")).unwrap() {
            for bucket in fs::read_dir(day.unwrap().path()).unwrap() {
                all.extend(fs::read_dir(bucket.unwrap().path()).unwrap().map(|f| f.unwrap().path()));
            }
        }
        all.sort();
        all
    };
    run();
    let first = files();
    // 08:00 to 08:00: five days of four, seven of six
    assert_eq!(first.len(), 5 + 7 + 5, "{first:?}");
    assert!(out.join("verdicts.parquet").exists());
    assert!(first.iter().all(|file| file.to_str().unwrap().contains("date=2026-03-0")));
    fs::remove_file(logs.join("b/calm.blg")).unwrap();
    run();
    let second = files();
    assert_eq!(second.len(), 5 + 7);
    assert!(second.iter().all(|file| first.contains(file)), "what did not change has the name that it had");
}

#[test]
fn archives_are_looked_into_and_bombs_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let logs = folder.path().join("logs");
    fs::create_dir(&logs).unwrap();
    let options = zip::write::SimpleFileOptions::default();
    let mut zip = zip::ZipWriter::new(fs::File::create(logs.join("servers.zip")).unwrap());
    zip.start_file("FAST/000001.blg", options).unwrap();
    zip.write_all(&log("FAST", [20.0, 0.0], 0, 4)).unwrap();
    zip.start_file("../../elsewhere.blg", options).unwrap();
    zip.write_all(&log("CALM", [0.0, 0.0], 0, 4)).unwrap();
    zip.finish().unwrap();
    let mut bomb = zip::ZipWriter::new(fs::File::create(logs.join("bomb.zip")).unwrap());
    bomb.start_file("huge.blg", options).unwrap();
    let part = vec![0; 1 << 20];
    (0..300).for_each(|_| bomb.write_all(&part).unwrap());
    bomb.finish().unwrap();
    let gz = fs::File::create(logs.join("slow.blg.gz")).unwrap();
    let mut gz = flate2::write::GzEncoder::new(gz, flate2::Compression::default());
    gz.write_all(&log("SLOW", [0.0, 3.0], 0, 4)).unwrap();
    gz.finish().unwrap();
    let mut cab = cab::CabinetBuilder::new();
    cab.add_folder(cab::CompressionType::MsZip).add_file("packed.blg");
    let mut cab = cab.build(fs::File::create(logs.join("packed.cab")).unwrap()).unwrap();
    while let Some(mut file) = cab.next_file().unwrap() {
        file.write_all(&log("CABIN", [5.0, 0.0], 0, 4)).unwrap();
    }
    cab.finish().unwrap();
    let out = folder.path().join("all.json");
    let text = said(&triage(&[logs.to_str().unwrap(), "--json", out.to_str().unwrap()]));
    assert!(text.contains("times its size"), "{text}");
    let document = json(&out);
    let servers = document["servers"].as_array().unwrap();
    let mut names: Vec<&str> = servers.iter().map(|s| s["computer"].as_str().unwrap()).collect();
    names.sort_unstable();
    assert_eq!(names, ["CABIN", "CALM", "FAST", "SLOW"]);
    let shown = servers.iter().flat_map(|s| s["files"].as_array().unwrap()).map(|f| f.as_str().unwrap());
    assert!(shown.clone().all(|file| file.starts_with(logs.to_str().unwrap())), "{:?}", shown.collect::<Vec<_>>());
    assert!(!folder.path().join("elsewhere.blg").exists());
}

/// Dashboards get each pool with the names of windows_exporter; a cluster gets the groups.
#[test]
fn metrics_and_plans_name_what_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let logs = fleet(folder.path());
    let (metrics, plan) = (folder.path().join("pools.txt"), folder.path().join("plan.json"));
    triage(&[logs.to_str().unwrap(), "--openmetrics", metrics.to_str().unwrap()]);
    let text = fs::read_to_string(&metrics).unwrap();
    assert!(text.ends_with("# EOF\n"));
    let of = |name: &str| text.lines().filter(|line| line.starts_with(&format!("{name}{{"))).count();
    assert_eq!(of("windows_memory_pool_nonpaged_bytes"), (4 + 6 + 4) * 288);
    assert!(text.contains("windows_memory_pool_paged_bytes{instance=\"FAST\"} "));
    triage(&[logs.to_str().unwrap(), "--plan", plan.to_str().unwrap()]);
    let planned = json(&plan);
    let mut sizes: Vec<usize> =
        planned["groups"].as_array().unwrap().iter().map(|g| g.as_array().unwrap().len()).collect();
    sizes.sort_unstable();
    assert_eq!(sizes, [1, 2, 2]);
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_reported_and_never_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let logs = fleet(folder.path());
    fs::create_dir(logs.join("folder.blg")).unwrap();
    std::os::unix::fs::symlink("nowhere", logs.join("lost.blg")).unwrap();
    std::os::unix::fs::symlink(&logs, logs.join("circle")).unwrap();
    let pipe = logs.join("pipe.blg");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let out = folder.path().join("all.json");
    let done = triage(&[logs.to_str().unwrap(), pipe.to_str().unwrap(), "--json", out.to_str().unwrap()]);
    let text = said(&done);
    assert!(text.contains("pipe.blg") && text.contains("no file"), "{text}");
    assert_eq!(json(&out)["servers"].as_array().unwrap().len(), 3);
}

/// A folder of tables holds one answer, also where the options or the version of the last one were others.
#[cfg(feature = "parquet")]
#[test]
fn tables_hold_one_answer_whatever_was_there() {
    let folder = tempfile::tempdir().unwrap();
    let logs = fleet(folder.path());
    let (out, fresh) = (folder.path().join("tables"), folder.path().join("fresh"));
    let run = |more: &[&str], out: &Path| {
        let all = [&[logs.to_str().unwrap(), "--parquet", out.to_str().unwrap()], more].concat();
        triage(&all);
    };
    let names = |out: &Path| -> Vec<PathBuf> {
        let mut all: Vec<PathBuf> = walkdir::WalkDir::new(out.join("series"))
            .into_iter()
            .map(|entry| entry.unwrap())
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| entry.path().strip_prefix(out).unwrap().to_owned())
            .collect();
        all.sort();
        all
    };
    run(&["--all-counters"], &out);
    fs::remove_file(logs.join("b/calm.blg")).unwrap();
    fs::write(logs.join("b/slow-0.blg"), log("SLOW", [0.0, 3.0], 6, 1)).unwrap();
    run(&["--fresh"], &out);
    run(&[], &fresh);
    assert_eq!(names(&out), names(&fresh));
}

#[test]
fn logs_and_what_others_wrote_are_never_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let logs = fleet(folder.path());
    let log = logs.join("a/fast.blg");
    let before = fs::read(&log).unwrap();
    let refused = triage(&[logs.to_str().unwrap(), "--json", log.to_str().unwrap(), "--force"]);
    assert!(!refused.status.success() && said(&refused).contains("never written to"), "{}", said(&refused));
    assert_eq!(fs::read(&log).unwrap(), before);
    let out = folder.path().join("all.csv");
    fs::write(&out, "mine").unwrap();
    let refused = triage(&[logs.to_str().unwrap(), "--csv", out.to_str().unwrap()]);
    assert!(!refused.status.success() && fs::read_to_string(&out).unwrap() == "mine");
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_no_unicode_stops_nothing() {
    use std::os::unix::ffi::OsStrExt;
    let folder = tempfile::tempdir().unwrap();
    let logs = fleet(folder.path());
    let odd = logs.join(std::ffi::OsStr::from_bytes(b"odd\xFF.blg"));
    fs::write(&odd, log("ODD", [9.0, 0.0], 0, 4)).unwrap();
    let out = folder.path().join("all.json");
    for _ in 0..2 {
        triage(&[logs.to_str().unwrap(), "--json", out.to_str().unwrap()]);
        let document = json(&out);
        assert!(document["servers"].as_array().unwrap().iter().any(|s| s["computer"] == "ODD"), "{document}");
    }
}
