//! Reports that leave the machine: HTML, Markdown, bundles, and the same under pseudonyms.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn run(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_poolscope")).args(args).output().unwrap()
}

fn done(args: &[&str]) -> String {
    let out = run(args);
    assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap()
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

/// The files of a bundle: name and bytes.
fn unpacked(path: &Path) -> Vec<(String, Vec<u8>)> {
    let mut zip = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    (0..zip.len())
        .map(|i| {
            let mut file = zip.by_index(i).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            (file.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

#[test]
fn a_report_is_one_file_that_loads_nothing_and_says_it_all() {
    let folder = tempfile::tempdir().unwrap();
    let [html, markdown] = ["r.html", "r.md"].map(|name| folder.path().join(name));
    let said =
        done(&["analyze", "--sample", "--html", html.to_str().unwrap(), "--markdown", markdown.to_str().unwrap()]);
    let page = text(&html);
    assert!(page.len() < 1_000_000, "{} bytes", page.len());
    assert!(page.starts_with("<!DOCTYPE html><html lang=\"en\">") && page.contains("default-src 'none'"));
    for loads in ["<script", "<link", " src=", "@import", "url(h", "url(/", "url('", "<iframe", "javascript:"] {
        assert!(!page.contains(loads), "{loads}");
    }
    let sentence = said.lines().find(|line| line.starts_with("Nonpaged pool is leaking")).unwrap();
    for part in [sentence, "Rate", "11.6 MB per hour (11.2 MB to 12.1 MB)", "Time left", "What next", "poolmon.exe"] {
        assert!(page.contains(part), "{part}");
    }
    // the chart is there for who cannot see it too, and follows the reader's colours
    assert!(page.contains("<svg") && page.contains("<caption>Handles") && page.contains("var(--c005ea2)"));
    assert!(page.matches("<tr>").count() > 25 && page.contains("prefers-color-scheme:dark"));
    let ticket = text(&markdown);
    for part in ["# Kernel pool report: FILESRV01", "**Leaking.**", "| Rate | 11.6 MB per hour", "```", "## Logs"] {
        assert!(ticket.contains(part), "{part}");
    }
}

#[test]
fn what_logs_say_is_text_in_a_report_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("a_b*c.csv");
    let mut csv = String::from("\"(PDH-CSV 4.0) (UTC)(0)\",\"\\\\<b>|PC\\Memory\\Pool Nonpaged Bytes\"\r\n");
    for m in 0..50 {
        csv += &format!("\"03/02/2026 08:{m:02}:00.000\",\"{}\"\r\n", 1_000_000 + m * 4096);
    }
    std::fs::write(&log, csv).unwrap();
    let [html, markdown] = ["r.html", "r.md"].map(|name| folder.path().join(name));
    let files = [html.to_str().unwrap(), markdown.to_str().unwrap()];
    done(&["analyze", log.to_str().unwrap(), "--html", files[0], "--markdown", files[1]]);
    let page = text(&html);
    assert!(page.contains("&lt;b&gt;|PC") && !page.contains("<b>|PC"), "{}", &page[..2000]);
    let ticket = text(&markdown);
    assert!(ticket.contains(r"\<b\>\|PC") && ticket.contains(r"a\_b\*c.csv"), "{ticket}");
}

#[test]
fn a_bundle_holds_what_a_case_needs() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("srv.blg");
    std::fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/sample.blg"), &log).unwrap();
    let zip = folder.path().join("case.zip");
    done(&["analyze", log.to_str().unwrap(), "--bundle", zip.to_str().unwrap(), "--with-logs"]);
    let files = unpacked(&zip);
    let names: Vec<&str> = files.iter().map(|f| f.0.as_str()).collect();
    assert_eq!(
        names,
        ["report.html", "report.md", "report.json", "pools.svg", "pools.png", "FILESRV01.csv", "logs/srv.blg"]
    );
    let of = |name: &str| &files.iter().find(|f| f.0 == name).unwrap().1;
    assert_eq!(of("logs/srv.blg"), &std::fs::read(&log).unwrap());
    assert!(of("pools.png").starts_with(b"\x89PNG"));
    // which log it rests on
    let sums = String::from_utf8(Command::new("sha256sum").arg(&log).output().unwrap().stdout).unwrap();
    let hash = sums.split(' ').next().unwrap();
    assert!(hash.len() == 64 && String::from_utf8_lossy(of("report.html")).contains(hash), "{hash}");
    // the table is the log's own pools
    let csv = folder.path().join("again.csv");
    std::fs::write(&csv, of("FILESRV01.csv")).unwrap();
    let maxima = |path: &Path| -> Vec<f64> {
        let json: serde_json::Value =
            serde_json::from_str(&done(&["analyze", "--json", "--pools-only", path.to_str().unwrap()])).unwrap();
        json["computers"][0]["findings"].as_array().unwrap().iter().map(|f| f["max"].as_f64().unwrap()).collect()
    };
    assert_eq!(maxima(&csv), maxima(&log));
    assert!(maxima(&log).len() == 2);
    // what is there is not lost
    assert!(!run(&["analyze", log.to_str().unwrap(), "--bundle", zip.to_str().unwrap()]).status.success());
}

/// A log of a computer, a user and processes whose names say whose they are; one of them names an event.
fn telling(folder: &Path) -> PathBuf {
    let below = folder.join("Users").join("j.smith").join("Contoso");
    std::fs::create_dir_all(&below).unwrap();
    let log = below.join("contoso-dc01.csv");
    let mut csv = String::from("\"(PDH-CSV 4.0) (UTC)(0)\"");
    let counters = [
        r"Memory\Pool Nonpaged Bytes",
        r"Memory\Pool Paged Bytes",
        r"Process(ContosoAgent)\Handle Count",
        r"Process(ContosoAgent)\Pool Nonpaged Bytes",
        r"Process(svchost#3)\Handle Count",
        r"Thread(ContosoAgent/0)\Thread State",
        r".NET CLR Memory(ContosoWeb)\# Bytes in all Heaps",
        r"Procesoj(Contoso Backup#2)\Teniloj",
        r"Terminal Services Session(RDP-Tcp smith)\Working Set",
        r"MSSQL$CONTOSO:Buffer Manager\Page life expectancy",
    ];
    counters.iter().for_each(|c| csv += &format!(",\"\\\\CONTOSO-DC01\\{c}\""));
    for i in 0..600 {
        let (day, hour, minute) = (2 + i / 144, i / 6 % 24, i % 6 * 10);
        csv += &format!("\r\n\"03/{day:02}/2026 {hour:02}:{minute:02}:00.000\"");
        let own = [(60e6, 900e3), (50e6, 0.0), (900.0, 40.0), (80e3, 300.0), (400.0, 0.0), (5.0, 0.0)];
        for (base, step) in own.into_iter().chain([(7e6, 2e3); 4]) {
            csv += &format!(",\"{}\"", base + step * f64::from(i));
        }
    }
    std::fs::write(&log, csv).unwrap();
    log
}

/// Events whose texts and services say whose they are, as `wevtutil` exports them.
fn telling_events(folder: &Path) -> PathBuf {
    let event = |source: &str, id: u32, minute: u32, data: &str| {
        format!(
            "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='{source}'/>\
             <EventID>{id}</EventID><TimeCreated SystemTime='2026-03-02T00:{minute:02}:00.0000000Z'/>\
             <Computer>CONTOSO-DC01</Computer></System><EventData>{data}</EventData></Event>"
        )
    };
    let installed = "<Data Name='ServiceName'>Contoso Filter</Data>\
                     <Data Name='ImagePath'>C:\\Users\\j.smith\\contoso.sys</Data>\
                     <Data Name='AccountName'>CONTOSO\\smith</Data>";
    let events = [
        event("Service Control Manager", 7045, 1, installed),
        event(
            "Microsoft-Windows-WindowsUpdateClient",
            19,
            2,
            "<Data Name='updateTitle'>Hotfix of Contoso (KB5012345)</Data>",
        ),
        event("ContosoAgent Service", 4, 3, "<Data>CONTOSO\\smith ran C:\\Users\\j.smith\\run.exe</Data>"),
    ];
    let path = folder.join("contoso-events.xml");
    std::fs::write(&path, format!("<Events>{}</Events>", events.concat())).unwrap();
    path
}

#[test]
fn under_pseudonyms_no_name_leaves() {
    let folder = tempfile::tempdir().unwrap();
    let (log, events) = (telling(folder.path()), telling_events(folder.path()));
    let out = |name: &str| folder.path().join(name);
    let key = out("key.json");
    let paths: Vec<String> =
        ["r.html", "r.md", "p.svg", "case.zip"].map(|n| out(n).to_str().unwrap().to_owned()).to_vec();
    let all = |format: &str| {
        done(&[
            "analyze",
            log.to_str().unwrap(),
            events.to_str().unwrap(),
            "--format",
            format,
            "--html",
            &paths[0],
            "--markdown",
            &paths[1],
            "--svg",
            &paths[2],
            "--bundle",
            &paths[3],
            "--pseudonyms",
            key.to_str().unwrap(),
            "--force",
        ])
    };
    let said = [all("text"), all("json")];
    let mut outputs: Vec<(String, Vec<u8>)> = said.map(|s| ("terminal".to_owned(), s.into_bytes())).to_vec();
    outputs.extend(paths[..3].iter().map(|p| (p.clone(), std::fs::read(p).unwrap())));
    let packed = unpacked(Path::new(&paths[3]));
    assert!(packed.iter().any(|f| f.0 == "computer-1.csv") && !packed.iter().any(|f| f.0.starts_with("logs/")));
    outputs.extend(packed);
    for (name, bytes) in &outputs {
        let lower = String::from_utf8_lossy(bytes).to_lowercase();
        for telling in ["contoso", "smith", folder.path().file_name().unwrap().to_str().unwrap()] {
            assert!(!lower.contains(&telling.to_lowercase()), "{name} says {telling}");
        }
        assert!(!lower.contains("sha-256 <"), "{name}: a hash tells which log it is");
    }
    let page = String::from_utf8_lossy(&outputs[2].1).into_owned();
    assert!(page.contains("computer-1") && page.contains("process-1") && page.contains("log-2.csv"), "{page}");
    assert!(page.contains("service-1") && page.contains("KB5012345"), "{page}");
    assert!(!page.contains("process-2"), "svchost is Windows' own");
    // the same names have the same pseudonyms again, and the key says which
    let first = text(&key);
    assert_eq!(all("json").matches("process-1").count(), all("json").matches("process-1").count());
    assert_eq!(text(&key), first);
    assert!(first.contains("contoso-dc01") && first.contains("j.smith") && first.contains("contosoagent"));
    let refused =
        run(&["analyze", log.to_str().unwrap(), "--bundle", "b.zip", "--with-logs", "--pseudonyms", "k.json"]);
    assert!(!refused.status.success(), "logs hold every name");
}

#[test]
fn what_is_said_on_the_way_names_nobody_either() {
    let folder = tempfile::tempdir().unwrap();
    let log = telling(folder.path());
    let key = folder.path().join("key.json");
    let (log, key) = (log.to_str().unwrap(), key.to_str().unwrap());
    let out = run(&["analyze", log, "contoso-lost.csv", "--computer", "other", "--pseudonyms", key]);
    let said = String::from_utf8_lossy(&out.stderr).to_lowercase();
    assert!(!out.status.success() && said.contains("computer-1") && said.contains("log-2"), "{said}");
    assert!(!said.contains("contoso") && !said.contains("smith"), "{said}");
}

/// A link to where nothing is yet leads there all the same.
#[cfg(unix)]
#[test]
fn an_output_never_writes_over_the_key_through_a_link() {
    let folder = tempfile::tempdir().unwrap();
    let log = telling(folder.path());
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    std::os::unix::fs::symlink("key.json", at("page.html")).unwrap();
    let out = run(&[
        "analyze",
        log.to_str().unwrap(),
        "--html",
        &at("page.html"),
        "--pseudonyms",
        &at("key.json"),
        "--force",
    ]);
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(!out.status.success() && said.contains("name the same file"), "{said}");
}

/// Two listings beside a log: what `pooltag.txt` says of the tag is in everything that `analyze` writes.
#[test]
fn reports_say_whose_a_tag_is() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let mut text = String::new();
    for hour in 0..40 {
        let live = 1000 + 500 * hour;
        text += &format!(
            "2026-03-0{} {:02}:00:00\r\n Memory:1024000K Avail: 500000K  PageFlts:   1   InRam Krnl: 100K P: 100K\r\n \
             Commit: 1K Limit: 2K Peak: 2K            Pool N:{}K P: 40000K\r\n\r\n Tag  Type     Allocs     Frees     \
             Diff   Bytes  Per Alloc\r\n\r\n Qzzx Nonp {live} 0 {live} {} 16384\r\n\r\n",
            2 + (8 + hour) / 24,
            (8 + hour) % 24,
            live * 16 + 60_000,
            live * 16_384
        );
    }
    std::fs::write(at("tags.log"), text).unwrap();
    std::fs::write(at("pooltag.txt"), "Qzzx - quux.sys - Quux filter contexts\r\n").unwrap();
    let (html, markdown, bundle) = (at("a.html"), at("a.md"), at("a.zip"));
    let (listing, names) = (at("tags.log"), at("pooltag.txt"));
    let outputs = ["--html", &html, "--markdown", &markdown, "--bundle", &bundle];
    let said = done(&[&["analyze", &listing, "--pooltag", &names], &outputs[..]].concat());
    let files = unpacked(Path::new(&bundle));
    let json = files.iter().find(|(name, _)| name == "report.json").map(|(_, bytes)| bytes.clone()).unwrap();
    for (what, text) in [
        ("terminal", said),
        ("HTML", self::text(Path::new(&html))),
        ("Markdown", self::text(Path::new(&markdown))),
        ("JSON", String::from_utf8(json).unwrap()),
    ] {
        assert!(text.contains("quux.sys"), "{what}: {text}");
    }
}
