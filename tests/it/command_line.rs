//! The program as scripts run it.

use crate::support::{self, program};
use serde_json::Value;
use std::path::Path;
use std::process::Output;

fn run(args: &[&str]) -> Output {
    support::program().args(args).output().unwrap()
}

fn json(args: &[&str]) -> Value {
    let out = run(args);
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    serde_json::from_slice(&out.stdout).unwrap()
}

/// One clear line on stderr, nothing on stdout, exit code 2.
fn assert_refused(out: &Output, words: &str) {
    let said = String::from_utf8_lossy(&out.stderr);
    assert_eq!(out.status.code(), Some(2), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(said.starts_with("poolscope: ") && said.contains(words), "{said}");
    assert!(out.stdout.is_empty());
}

#[test]
fn the_sample_leaks() {
    let report = json(&["analyze", "--sample", "--json"]);
    assert_eq!(report["schema"], 1);
    let computer = &report["computers"][0];
    assert_eq!(computer["name"], "FILESRV01");
    assert_eq!(computer["ram"]["bytes"], 1000.0 * 1_048_576.0);
    assert_eq!(computer["ram"]["source"], "numa");
    let nonpaged = &computer["findings"][0];
    assert_eq!(nonpaged["kind"], "nonpaged_pool");
    assert_eq!(nonpaged["verdict"], "leak");
    assert_eq!(nonpaged["max"], 566_231_040.0);
    assert_eq!(nonpaged["ram_fraction"], 0.54);
    assert_eq!(nonpaged["max_time_local"], "2026-03-04T08:00:00.000");
    assert_eq!(nonpaged["max_time_utc"], "2026-03-04T13:00:00.000Z");
    assert_eq!(computer["findings"][1]["kind"], "paged_pool");
    assert_ne!(computer["findings"][1]["verdict"], "leak");
    assert_eq!(run(&["analyze", "--sample", "--exit-code"]).status.code(), Some(1));
}

/// The contract: keys that are always there.
#[test]
fn every_key_of_schema_1_is_there() {
    let report = json(&["analyze", "--sample", "--json"]);
    let has = |value: &Value, keys: &str| {
        for key in keys.split_whitespace() {
            assert!(value.get(key).is_some(), "{key}");
        }
    };
    has(&report, "schema files notes computers");
    has(&report["files"][0], "path format bytes samples");
    let computer = &report["computers"][0];
    has(
        computer,
        "name begin_local end_local begin_utc end_utc utc_offset_minutes samples interval_secs_median recorded_on ram findings",
    );
    has(&computer["recorded_on"], "os_build processors pointer_bytes");
    has(&computer["ram"], "bytes source low_bytes high_bytes");
    for finding in computer["findings"].as_array().unwrap() {
        has(
            finding,
            "kind path unit verdict severity shape provisional too_short confidence first last max max_time_local
             max_time_utc growth slope_per_hour slope_low_per_hour slope_high_per_hour onset_local onset_utc
             retained_fraction max_drawdown ram_fraction resident_ram_fraction limit hours_to_limit hours_to_limit_low
             hours_to_limit_high reasons",
        );
        has(&finding["reasons"][0], "code text");
    }
    has(&computer["findings"][0]["limit"], "value source");
}

/// A day and a half of load that comes and goes: no leak.
#[test]
fn a_load_shaped_log_does_not_leak() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("load.csv");
    let mut text = String::from(
        "\"(PDH-CSV 4.0) (UTC)(0)\",\"\\\\PC\\Memory\\Pool Nonpaged Bytes\",\"\\\\PC\\Memory\\Pool Paged Bytes\"\r\n",
    );
    let mut random = support::story::Lehmer::new(3);
    for i in 0..500 {
        let (day, minutes) = (2 + i / 288, i % 288 * 5);
        let hump = (-((f64::from(i) - 260.0) / 60.0).powi(2)).exp();
        let value = ((120.0 + 300.0 * hump + random.share()) * 256.0).round() * 4096.0;
        text += &format!(
            "\"03/{day:02}/2026 {:02}:{:02}:00.000\",\"{value}\",\"104857600\"\r\n",
            minutes / 60,
            minutes % 60
        );
    }
    std::fs::write(&path, text).unwrap();
    let path = path.to_str().unwrap();
    let report = json(&["analyze", path, "--json"]);
    let findings = &report["computers"][0]["findings"];
    assert_eq!((&findings[0]["verdict"], &findings[1]["verdict"]), (&Value::from("released"), &Value::from("stable")));
    assert_eq!(findings[0]["ram_fraction"], Value::Null, "no share without RAM");
    assert_eq!(run(&["analyze", path, "--exit-code"]).status.code(), Some(0));
    let with_ram = json(&["analyze", path, "--json", "--ram", "1000MB"]);
    let share = with_ram["computers"][0]["findings"][0]["ram_fraction"].as_f64().unwrap();
    assert!((share - 0.42).abs() < 0.001, "{share}");
    assert_eq!(with_ram["computers"][0]["ram"]["source"], "user");
}

#[test]
fn no_pool_of_the_vista_log_leaks_and_the_words_say_why() {
    let Some(path) = support::sample("vista_zach_pc.blg") else { return };
    let report = json(&["analyze", path.to_str().unwrap(), "--json"]);
    let computer = &report["computers"][0];
    assert_eq!(
        (&computer["utc_offset_minutes"], &computer["recorded_on"]["os_build"]),
        (&Value::from(-240), &Value::from(6000))
    );
    assert_eq!(computer["ram"]["source"], "bracket");
    for finding in computer["findings"].as_array().unwrap() {
        assert_ne!(finding["verdict"], "leak");
        assert_eq!(finding["too_short"], true);
        assert!(finding["sentence"].as_str().unwrap().starts_with("No leak seen in "));
        assert!(finding["reasons"].as_array().unwrap().iter().any(|r| r["code"] == "too_short"));
    }
}

#[test]
fn a_log_without_pools_says_how_to_collect_them() {
    let Some(path) = support::sample("long_sydney.csv") else { return };
    let path = path.to_str().unwrap();
    let report = json(&["analyze", path, "--json"]);
    let note = report["notes"].as_array().unwrap().iter().find(|n| n["kind"] == "no_pool_counters").unwrap();
    assert!(note["text"].as_str().unwrap().contains("logman create counter"));
    assert!(report["computers"].as_array().unwrap().iter().all(|c| c["findings"].as_array().unwrap().is_empty()));
    assert_eq!(run(&["analyze", path, "--exit-code"]).status.code(), Some(3));
}

#[test]
fn counters_lists_paths_and_json() {
    let Some(path) = support::sample("vista_zach_pc.blg") else { return };
    let path = path.to_str().unwrap();
    let out = run(&["counters", path]);
    let text = String::from_utf8(out.stdout).unwrap();
    assert_eq!(text.lines().count(), 1832);
    assert!(text.lines().all(|l| l.starts_with(r"\\ZACH-PC\")));
    let report = json(&["counters", path, "--json"]);
    assert_eq!((&report["schema"], &report["samples"]), (&Value::from(1), &Value::from(11)));
    assert_eq!(report["begin_local"], "2007-08-14T15:40:38.659");
    let pool = report["counters"]
        .as_array()
        .unwrap()
        .iter()
        .find(|c| c["path"] == r"\\ZACH-PC\Memory\Pool Nonpaged Bytes")
        .unwrap();
    assert_eq!((&pool["type"], &pool["values"]), (&Value::from("PERF_COUNTER_LARGE_RAWCOUNT"), &Value::from(11)));
}

#[test]
fn convert_chooses_counters_times_and_records() {
    let folder = tempfile::tempdir().unwrap();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/sample.blg");
    let out = folder.path().join("out.csv");
    let args = |more: &[&str]| {
        let mut all = vec!["convert", sample.to_str().unwrap(), out.to_str().unwrap()];
        all.extend(more);
        run(&all)
    };
    let done = args(&[
        "-c",
        r"\Memory\Pool*",
        r"\NUMA Node Memory(_total)\*",
        "-b",
        "2026-03-02T10:00:00",
        "-e",
        "2026-03-02T11:00:00",
        "-t",
        "4",
    ]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let text = std::fs::read_to_string(&out).unwrap();
    let lines: Vec<&str> = text.split_terminator("\r\n").collect();
    assert!(
        lines[0].starts_with("\"(PDH-CSV 4.0) (UTC-05:00)(300)\",\"\\\\FILESRV01\\Memory\\Pool Paged Bytes\""),
        "{}",
        lines[0]
    );
    assert_eq!(lines[0].split("\",\"").count(), 1 + 5 + 1);
    let stamps: Vec<&str> = lines[1..].iter().map(|l| &l[1..24]).collect();
    assert_eq!(
        stamps,
        ["03/02/2026 10:00:00.000", "03/02/2026 10:20:00.000", "03/02/2026 10:40:00.000", "03/02/2026 11:00:00.000"]
    );
    assert_refused(&args(&[]), "use --force");
    assert!(args(&["--force"]).status.success());
    assert_refused(&args(&["--force", "-c", r"\Nothing\*"]), "no counter fits");
    assert!(std::fs::read_to_string(&out).unwrap().lines().count() == 578, "a failed run leaves the file as it was");
}

#[test]
fn errors_are_one_line_and_name_the_file_last() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("no such.blg");
    let out = run(&["analyze", missing.to_str().unwrap()]);
    assert_refused(&out, "opening the log");
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(said.trim_end().ends_with("no such.blg") && said.matches("os error").count() == 1, "{said}");
    assert_refused(&run(&["analyze", folder.path().to_str().unwrap()]), "a folder");
    let empty = folder.path().join("empty.blg");
    std::fs::write(&empty, b"").unwrap();
    let out = run(&["analyze", empty.to_str().unwrap()]);
    assert_refused(&out, "the file is empty");
    assert!(String::from_utf8_lossy(&out.stderr).trim_end().ends_with("empty.blg"));
    assert_refused(&run(&["analyze"]), "needs a log");
    assert_refused(&run(&["convert", "a.blg", "b.xls"]), ".csv, .tsv or .parquet");
}

#[test]
fn pictures_are_written_once() {
    let folder = tempfile::tempdir().unwrap();
    let (png, svg) = (folder.path().join("a.png"), folder.path().join("a é.svg"));
    let args = ["analyze", "--sample", "--png", png.to_str().unwrap(), "--svg", svg.to_str().unwrap()];
    assert!(run(&args).status.success());
    assert!(std::fs::read(&png).unwrap().starts_with(b"\x89PNG"));
    assert!(std::fs::read_to_string(&svg).unwrap().starts_with("<svg "));
    let again = run(&args);
    assert_eq!(again.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&again.stderr).contains("use --force"));
    assert!(support::program().args(args).arg("--force").output().unwrap().status.success());
}

/// Who reads along changes neither exit codes nor pictures.
#[cfg(unix)]
#[test]
fn a_closed_pipe_changes_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let png = folder.path().join("x.png");
    let line = format!(
        "'{}' analyze --sample --exit-code --png '{}' | true; exit ${{PIPESTATUS[0]}}",
        env!("CARGO_BIN_EXE_poolscope"),
        png.display()
    );
    let out = std::process::Command::new("bash").args(["-c", &line]).output().unwrap();
    assert_eq!(out.status.code(), Some(1), "{}", String::from_utf8_lossy(&out.stderr));
    assert!(png.exists());
}

#[cfg(target_os = "linux")]
#[test]
fn pipes_and_names_that_are_not_unicode() {
    use std::os::unix::ffi::OsStrExt;
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    assert_refused(&run(&["analyze", pipe.to_str().unwrap()]), "a device or pipe");
    let odd = folder.path().join(std::ffi::OsStr::from_bytes(b"log \xFF.blg"));
    std::fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/sample.blg"), &odd).unwrap();
    let out = support::program().args(["analyze", "--json"]).arg(&odd).output().unwrap();
    let report: Value = serde_json::from_slice(&out.stdout).unwrap();
    assert!(report["files"][0]["path"].as_str().unwrap().ends_with("log \u{FFFD}.blg"));
}

#[test]
fn a_log_is_never_written_to() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log.csv");
    let text =
        "\"(PDH-CSV 4.0) (UTC)(0)\",\"\\\\PC\\Memory\\Pool Paged Bytes\"\r\n\"03/02/2026 08:00:00.000\",\"7\"\r\n";
    std::fs::write(&log, text).unwrap();
    let path = log.to_str().unwrap();
    assert_refused(&run(&["convert", path, path, "--force"]), "never written to");
    assert_refused(&run(&["analyze", path, "--png", path, "--force"]), "never written to");
    assert_eq!(std::fs::read_to_string(&log).unwrap(), text);
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_no_error() {
    let Some(path) = support::sample("vista_zach_pc.blg") else { return };
    let line = format!("'{}' counters '{}' | head -1", env!("CARGO_BIN_EXE_poolscope"), path.display());
    let out = std::process::Command::new("bash").args(["-o", "pipefail", "-c", &line]).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    assert!(out.stderr.is_empty(), "{}", String::from_utf8_lossy(&out.stderr));
}

#[cfg(all(unix, not(target_os = "macos")))]
#[test]
fn without_a_display_the_window_says_so_and_names_analyze() {
    let out = support::program()
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("WAYLAND_SOCKET")
        .output()
        .unwrap();
    assert_refused(&out, "poolscope analyze FILE");
}

/// As the user of a Linux desktop does it, in a home of its own.
#[cfg(all(unix, not(target_os = "macos")))]
#[test]
fn it_is_registered_and_taken_back() {
    let home = tempfile::tempdir().unwrap();
    let config = home.path().join("config");
    let program = || {
        let mut program = support::program();
        program.env("XDG_DATA_HOME", home.path()).env("XDG_CONFIG_HOME", &config).env_remove("XDG_CURRENT_DESKTOP");
        program
    };
    let run = |args: &[&str]| {
        let out = program().args(args).output().unwrap();
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8(out.stdout).unwrap()
    };
    let entry = home.path().join("applications/poolscope.desktop");
    assert!(run(&["register", "--dry-run"]).contains("Nothing was changed"));
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0);
    let said = run(&["register"]);
    assert!(said.contains(&format!("write   {}", entry.display())), "{said}");
    let text = std::fs::read_to_string(&entry).unwrap();
    let path = Path::new(env!("CARGO_BIN_EXE_poolscope"));
    assert!(text.contains(&format!("Exec=\"{}\" %F", path.display())), "{text}");
    // another copy of the program leaves it alone
    let other = text.replace(env!("CARGO_BIN_EXE_poolscope"), "/opt/poolscope");
    std::fs::write(&entry, &other).unwrap();
    assert!(run(&["unregister", "--own"]).contains("nothing was changed") && entry.exists());
    std::fs::write(&entry, &text).unwrap();
    let said = run(&["unregister", "--own"]);
    assert!(said.contains("no longer registered") && !entry.exists(), "{said}");
    assert!(run(&["unregister"]).contains("nothing to undo"));
    assert_refused(&self::run(&["register", "a.blg"]), "unexpected argument");

    // another program was chosen before: said, with the way to change it
    std::fs::create_dir_all(&config).unwrap();
    std::fs::write(
        config.join("mimeapps.list"),
        "[Default Applications]\napplication/x-perfmon-blg=hexeditor.desktop\n",
    )
    .unwrap();
    let other = "[Desktop Entry]\nType=Application\nName=Hex\nExec=true %F\nMimeType=application/x-perfmon-blg;\n";
    std::fs::write(home.path().join("applications/hexeditor.desktop"), other).unwrap();
    let said = run(&["register", "--dry-run"]);
    let advice = "xdg-mime default poolscope.desktop application/x-perfmon-blg";
    assert!(said.contains("(hexeditor.desktop)") && said.contains(advice), "{said}");
    assert!(!run(&["register"]).contains("opens PoolScope now"));

    // tools of the desktop that are not there
    let out = program().arg("register").env("PATH", "/nonexistent").output().unwrap();
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    assert!(said.contains("the desktop does not know yet: update-mime-database did not run"), "{said}");

    // nothing can be written there
    let file = home.path().join("file");
    std::fs::write(&file, "").unwrap();
    let out = program().arg("register").env("XDG_DATA_HOME", file.join("data")).output().unwrap();
    assert_eq!(out.status.code(), Some(2), "{out:?}");
    assert!(String::from_utf8_lossy(&out.stderr).contains("changing the desktop's files"), "{out:?}");
}

#[cfg(unix)]
#[test]
fn files_obey_the_mask_and_what_a_killed_program_left_is_removed() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log.blg");
    std::fs::write(&log, support::story::log()).unwrap();
    let orphan = folder.path().join(".poolscope-4294967295-left.part");
    let other = folder.path().join(format!(".poolscope-{}-running.part", std::process::id()));
    std::fs::write(&orphan, "").unwrap();
    std::fs::write(&other, "").unwrap();
    for (mask, mode) in [("077", 0o600), ("027", 0o640), ("002", 0o664)] {
        let out = folder.path().join(format!("out{mask}.csv"));
        let command = format!("umask {mask}; exec \"$0\" convert \"$1\" \"$2\"");
        let program = program().get_program().to_owned();
        let status = std::process::Command::new("sh").arg("-c").arg(command).arg(program).arg(&log).arg(&out).status();
        assert!(status.unwrap().success());
        assert_eq!(std::fs::metadata(&out).unwrap().permissions().mode() & 0o777, mode, "{mask}");
    }
    assert!(!orphan.exists() && other.exists());
}

#[test]
fn counters_says_what_was_odd() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("cut.blg");
    let whole = support::story::log();
    std::fs::write(&log, &whole[..whole.len() / 0x10000 / 2 * 0x10000]).unwrap();
    let out = program().arg("counters").arg("--json").arg(&log).output().unwrap();
    let json: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    assert!(json["notes"].as_array().unwrap().iter().any(|n| n["kind"] == "missing_buffers"), "{json}");
    let out = program().arg("counters").arg(&log).output().unwrap();
    assert!(String::from_utf8_lossy(&out.stderr).contains("that were written are missing"), "{out:?}");
}

#[test]
fn two_outputs_that_are_one_file_are_refused_however_they_are_written() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("sub")).unwrap();
    let (plain, winding) = (folder.path().join("a.svg"), folder.path().join("sub/../a.svg"));
    let out = run(&["analyze", "--sample", "--png", plain.to_str().unwrap(), "--svg", winding.to_str().unwrap()]);
    assert_refused(&out, "--png and --svg name the same file");
    assert!(!plain.exists());
}

#[test]
fn an_unusable_folder_is_noticed_before_the_work() {
    let folder = tempfile::tempdir().unwrap();
    let (file, gone) = (folder.path().join("file"), folder.path().join("gone/a.png"));
    std::fs::write(&file, "x").unwrap();
    assert_refused(&run(&["analyze", "--sample", "--png", gone.to_str().unwrap()]), "does not exist");
    let below_file = file.join("a.csv");
    let log = crate::support::story::log();
    let input = folder.path().join("log.blg");
    std::fs::write(&input, log).unwrap();
    let out = run(&["convert", input.to_str().unwrap(), below_file.to_str().unwrap()]);
    assert_refused(&out, "is no folder");
}

/// A file's name may turn the text after it, or colour the terminal.
#[cfg(target_os = "linux")]
#[test]
fn names_of_files_are_harmless_in_a_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a\u{1b}[31m\u{202e}glb.blg");
    std::fs::write(&path, crate::support::story::log()).unwrap();
    let (gone, known) = (folder.path().join("\u{1b}]0;x\u{7}\u{2066}.blg"), path.to_str().unwrap());
    for args in [&["analyze", known, gone.to_str().unwrap()][..], &["analyze", "--json", known], &["counters", known]] {
        let out = run(args);
        for bytes in [&out.stdout, &out.stderr] {
            let text = String::from_utf8_lossy(bytes);
            assert!(!text.contains(['\u{1b}', '\u{7}', '\u{202e}', '\u{2066}']), "{args:?}");
        }
    }
    assert!(String::from_utf8_lossy(&run(&["analyze", gone.to_str().unwrap()]).stderr).contains('\u{FFFD}'));
}

#[test]
fn there_is_no_progress_in_a_pipe() {
    let out = run(&["analyze", "--sample"]);
    assert!(out.stderr.is_empty(), "{}", String::from_utf8_lossy(&out.stderr));
}
