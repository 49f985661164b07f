//! Exported events: read in every form, set beside the log of their computer, and held against its rise.

use poolscope::analysis::reasons::ReasonKind;
use poolscope::analysis::{GivenRam, Scope};
use poolscope::engine::{Analysis, JudgeOptions, Log, judge_logs};
use poolscope::logfile::events::{Understood, is_export, parse};
use poolscope::logfile::{DiagnosticKind, Progress};
use poolscope::model::event::Meaning;
use poolscope::model::localized::PoolPaths;
use poolscope::model::pools::Pool;
use poolscope::model::tag::Tag;
use poolscope::model::units::Units;
use poolscope::wording::events as words;
use std::fmt::Write;
use std::path::PathBuf;

const NAMESPACE: &str = "http://schemas.microsoft.com/win/2004/08/events/event";

fn xml(source: &str, id: u32, time: &str, data: &str) -> String {
    format!(
        "<Event xmlns='{NAMESPACE}'><System><Provider Name=\"{source}\" Guid='{{1}}'/><EventID Qualifiers=\"16384\">{id}</EventID>\
         <Level>4</Level><TimeCreated SystemTime='{time}'/><Computer>SRV01.contoso.com</Computer></System>{data}</Event>\r\n"
    )
}

fn hex(text: &str) -> String {
    text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).map(|b| format!("{b:02X}")).collect()
}

fn meanings(text: &str) -> Vec<Meaning> {
    let understood = parse(text);
    understood.computers.iter().flat_map(|of| &of.events).map(|event| event.meaning.clone()).collect()
}

#[test]
fn xml_is_read_with_a_root_and_without() {
    let service = format!(
        "<EventData><Data Name=\"param1\">Druckwarteschlange &amp; mehr</Data><Data Name=\"param2\">ausgeführt</Data><Binary>{}</Binary></EventData>",
        hex("Spooler/4")
    );
    let exhausted = "<UserData><MemoryExhaustionInfo xmlns='x'><PagedPoolInfo><Tag_1><Name>MmSt</Name><PoolUsed>1000</PoolUsed></Tag_1>\
        </PagedPoolInfo><NonPagedPoolInfo><Tag_1><Name>NtFC</Name><PoolUsed>2147483648</PoolUsed></Tag_1><Tag_2><Name>Irp </Name>\
        <PoolUsed>1048576</PoolUsed></Tag_2></NonPagedPoolInfo></MemoryExhaustionInfo></UserData>";
    let events = [
        xml(
            "Srv",
            2019,
            "2026-11-29T10:00:00.123456700Z",
            "<EventData><Data>\\Device\\LanmanServer</Data></EventData>",
        ),
        xml("Service Control Manager", 7036, "2026-11-29T10:01:00Z", &service),
        xml("Microsoft-Windows-Resource-Exhaustion-Detector", 2004, "2026-11-29T10:02:00.5Z", exhausted),
        xml(
            "Service Control Manager",
            7045,
            "2026-11-29T10:03:00Z",
            "<EventData><Data Name='ServiceName'>Acme Filter</Data></EventData>",
        ),
        xml("Microsoft-Windows-Kernel-General", 12, "2026-11-29T10:04:00Z", ""),
        xml(
            "Backup",
            4,
            "2026-11-29T10:05:00Z",
            "<RenderingInfo Culture='de-DE'><Message>Sicherung begann.\nMehr</Message></RenderingInfo>",
        ),
    ];
    let rootless = events.concat();
    let rooted = format!("\u{FEFF}<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<Events>{rootless}</Events>");
    for text in [&rootless, &rooted] {
        assert!(is_export(text));
        let found = meanings(text);
        assert_eq!(
            found,
            [
                Meaning::PoolEmpty(Pool::Nonpaged),
                Meaning::ServiceStarted("Druckwarteschlange & mehr".to_owned()),
                Meaning::MemoryExhausted(vec![
                    (Pool::Nonpaged, Tag(*b"NtFC"), 2_147_483_648.0),
                    (Pool::Nonpaged, Tag(*b"Irp "), 1_048_576.0),
                    (Pool::Paged, Tag(*b"MmSt"), 1000.0),
                ]),
                Meaning::Installed("Acme Filter".to_owned()),
                Meaning::SystemStarted,
                Meaning::Other,
            ]
        );
    }
    let understood = parse(&rooted);
    let of = &understood.computers[0];
    assert_eq!((of.computer.as_str(), understood.is_local), ("SRV01.contoso.com", false));
    assert_eq!((of.events[0].utc_ms % 1000, of.events[5].message.as_str()), (123, "Sicherung begann."));
    assert_eq!(words::label(&of.events[0]), "nonpaged pool was empty (2019)");
    assert_eq!(
        words::details(&of.events[2], Units::Binary).as_deref(),
        Some("Largest tags of the nonpaged pool: NtFC 2 GB, Irp 1 MB; of the paged pool: MmSt 1000 bytes")
    );
    // damage costs one event: a cut in any of them, a missing end, rubbish between
    for at in (0..rootless.len()).filter(|at| rootless.is_char_boundary(*at)) {
        let Understood { computers, .. } = parse(&rootless[..at]);
        let whole = rootless[..at].matches("</Event>").count();
        assert_eq!(computers.iter().map(|of| of.events.len()).sum::<usize>(), whole, "cut at {at}");
    }
    let damaged = rootless.replacen("SystemTime='2026-11-29T10:01:00Z'", "SystemTime='never'", 1);
    let understood = parse(&damaged);
    assert_eq!(understood.computers[0].events.len(), 5);
    let bad: Vec<_> = understood.diagnostics.into_vec().into_iter().map(|d| (d.kind, d.first_position)).collect();
    assert_eq!(bad, [(DiagnosticKind::BadEvent, Some(2))]);
}

#[test]
fn tables_are_read_in_any_language() {
    let english = "Level,Date and Time,Source,Event ID,Task Category\r\n\
        Information,11/29/2026 10:01:02 AM,Service Control Manager,7036,None,\"The Spooler service entered the running state.\"\r\n\
        Error,11/29/2026 6:38:24 PM,Srv,2020,None,\"The server was unable to allocate.\r\nMore.\"\r\n";
    let german = "Ebene,Datum und Uhrzeit,Quelle,Ereignis-ID,Aufgabenkategorie\r\n\
        Informationen,29.11.2026 10:01:02,Service Control Manager,7036,Keine,\"Dienst\"\r\nFehler,29.11.2026 18:38:24,Srv,2020,Keine\r\n";
    let tabs = german.replace(',', "\t");
    let old = "Date,Time,Source,Type,Category,Event,User,Computer,Description\r\n\
        11/29/2026,10:01:02 AM,Service Control Manager,Information,None,7036,N/A,OLD1,started\r\n\
        11/29/2026,6:38:24 PM,Srv,Error,None,2020,N/A,OLD1,empty\r\n";
    let damaged = format!("{english}Error,no time,Srv,2019,None\r\n");
    for (text, bad) in [(english, 0), (german, 0), (&*tabs, 0), (old, 0), (&*damaged, 1)] {
        assert!(is_export(text), "{text}");
        let understood = parse(text);
        let events = &understood.computers[0].events;
        assert!(understood.is_local);
        assert_eq!((events.len(), events[1].id, events[1].meaning.clone()), (2, 2020, Meaning::PoolEmpty(Pool::Paged)));
        let time = |ms: i64| poolscope::model::clock::iso_utc(ms);
        assert_eq!(time(events[0].utc_ms), "2026-11-29T10:01:02.000Z", "{text}");
        assert_eq!(time(events[1].utc_ms), "2026-11-29T18:38:24.000Z", "{text}");
        assert_eq!(understood.diagnostics.count(DiagnosticKind::BadEvent), bad, "{text}");
    }
    assert_eq!(parse(old).computers[0].computer, "OLD1");
    // logs of counters and other tables are none
    for text in [
        "\"(PDH-CSV 4.0) (GMT)(0)\",\"\\\\A\\Memory\\Pool Paged Bytes\"\r\n\"11/29/2026 10:00:00.000\",\"5\"\r\n",
        "a,b,c,d,e\r\n1,11/29/2026 10:00,5,7,8\r\n",
        "hello",
        "",
    ] {
        assert!(!is_export(text), "{text}");
    }
}

/// A day of a pool that steps up at every backup, a sample every minute; backups at irregular times, and others' events.
fn stepping(with_events: bool) -> (String, String) {
    let minute = |m: usize| format!("11/29/2026 {:02}:{:02}:00.000", m / 60, m % 60);
    let backups = [31, 110, 205, 298, 402, 470, 555, 690, 801, 955, 1100, 1290];
    let mut log = "\"(PDH-CSV 4.0) (UTC)(0)\",\"\\\\SRV01\\Memory\\Pool Nonpaged Bytes\"\r\n".to_owned();
    for m in 0..1440usize {
        let steps = backups.iter().filter(|b| **b < m).count();
        let value = 100_000_000 + 8_000_000 * steps + 4096 * (m * 7 % 5);
        writeln!(log, "\"{}\",\"{value}\"\r", minute(m)).unwrap();
    }
    let mut events = String::new();
    let stamp = |m: usize, s: usize| format!("2026-11-29T{:02}:{:02}:{s:02}.000Z", m / 60, m % 60);
    for (i, m) in backups.into_iter().enumerate() {
        // one backup left no event
        if with_events && i != 4 {
            events += &xml("Backup", 4, &stamp(m, 20), "");
        }
        events += &xml("Other", 9, &stamp((m * 37 + 11) % 1440, 0), "");
        events += &xml("Noise", 3, &stamp((m * 53 + 5) % 1440, 0), "");
    }
    (log, events)
}

fn judge(files: &[PathBuf]) -> Analysis {
    let logs: Vec<Log> = files.iter().cloned().map(Log::File).collect();
    let ram = |_: &str| Some(GivenRam::by_user(4e9));
    judge_logs(
        &logs,
        JudgeOptions { scope: Scope::Pools, given_ram: &ram, pools: &PoolPaths::default(), since_local_ms: None },
        &Progress::default(),
    )
    .unwrap()
}

#[test]
fn a_rise_that_steps_at_events_says_so_and_chance_is_priced() {
    let folder = tempfile::tempdir().unwrap();
    let (log_path, events_path) = (folder.path().join("log.csv"), folder.path().join("system.xml"));
    for with_events in [true, false] {
        let (log, events) = stepping(with_events);
        std::fs::write(&log_path, log).unwrap();
        std::fs::write(&events_path, events).unwrap();
        let analysis = judge(&[log_path.clone(), events_path.clone()]);
        assert!(analysis.failed.is_empty(), "{:?}", analysis.failed);
        assert_eq!(analysis.machines.len(), 1);
        assert_eq!(analysis.files[1].diagnostics, [], "events have no samples, and need none");
        let finding = analysis.machines[0].report.pools().next().unwrap();
        assert!(finding.judgement.verdict().is_rise(), "{:?}", finding.judgement.verdict());
        if with_events {
            let with = &finding.steps_with[0];
            assert_eq!((with.steps, with.with, with.kind.to_string()), (12, 11, "event 4 from Backup".to_owned()));
            assert!(with.chance > 0.0 && with.chance < 1e-12 && with.tried == 3, "{with:?}");
            let said = words::steps_with(with);
            assert_eq!(
                said,
                "11 of 12 steps came within 2 min of event 4 from Backup: by chance less than once in a million, with 3 kinds \
                 of event tried."
            );
            assert!(finding.reasons.iter().any(|r| matches!(r.kind, ReasonKind::StepsWith(_))));
        } else {
            assert_eq!(finding.steps_with, [], "noise explains nothing");
        }
    }
}

#[test]
fn events_belong_to_their_computer() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let (log, events) = stepping(true);
    std::fs::write(path("a.csv"), &log).unwrap();
    std::fs::write(path("b.csv"), log.replace("SRV01", "SRV02")).unwrap();
    std::fs::write(path("a.xml"), &events).unwrap();
    std::fs::write(path("c.xml"), events.replace("SRV01", "SRV03")).unwrap();
    std::fs::write(path("nameless.csv"), "Error,11/29/2026 9:00:00 AM,Srv,2019,None\r\n").unwrap();
    let analysis = judge(&["a.csv", "b.csv", "a.xml", "c.xml", "nameless.csv"].map(path));
    let count = |name: &str| {
        let machine = analysis.machines.iter().find(|m| m.report.computer == name).unwrap();
        machine.recording.facts.events.len()
    };
    assert_eq!((count("SRV01"), count("SRV02")), (35, 0));
    let foreign = |at: usize| {
        let all = &analysis.files[at].diagnostics;
        all.iter().find(|d| d.kind == DiagnosticKind::ForeignComputer).map(|d| d.count)
    };
    assert_eq!((foreign(2), foreign(3), foreign(4)), (None, Some(35), Some(1)));
    // beside one log, what names no computer is of it, in its zone
    let one = judge(&["a.csv", "nameless.csv"].map(path));
    assert_eq!(one.machines[0].recording.facts.events.len(), 1);
    // opened twice they count once; alone they are refused
    assert_eq!(judge(&["a.csv", "a.xml", "a.xml"].map(path)).machines[0].recording.facts.events.len(), 35);
    let alone = judge(&[path("a.xml")]);
    assert!(alone.machines.is_empty() && alone.failed[0].to_string().contains("exported events alone"));
}
