//! The embedded sample: the story of the article "Troubleshooting Pool Leaks", as a log.
//!
//! A machine with 1000 MB of RAM, one sample every 5 minutes for 48 hours. Nonpaged pool stays at 120 MB for 12 hours,
//! then climbs in small uneven steps to exactly 540 MB (54.0 % of RAM) at the last sample. Paged pool breathes with the
//! load, Available falls, processes come and go.

use super::blg::{Block, Entry, Instance, Object, Spec, Turn, Writer};

pub const MACHINE: &str = r"\\FILESRV01";
const MB: i64 = 1 << 20;
const PAGE: i64 = 4096;
pub const SAMPLES: usize = 577;
pub const STEP_MS: i64 = 300_000;
/// 2 March 2026, 08:00, local (Eastern Standard Time).
pub const BEGIN_LOCAL_MS: i64 = 1_772_438_400_000;
/// Samples before the leak: 12 hours.
pub const LEVEL_SAMPLES: usize = 144;

const LARGE: u32 = 0x0001_0100;
const PLAIN: u32 = 0x0001_0000;
const ELAPSED: u32 = 0x3024_0500;
const BULK: u32 = 0x1041_0500;

/// A small deterministic generator (Lehmer's, modulus 2^31 - 1): the sample is the same on every machine.
pub struct Lehmer(u64);

impl Lehmer {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// 0 <= x < 1.
    pub fn share(&mut self) -> f64 {
        self.0 = self.0 * 48_271 % 0x7FFF_FFFF;
        self.0 as f64 / f64::from(0x7FFF_FFFFu32)
    }
}

fn pages(bytes: f64) -> i64 {
    (bytes / PAGE as f64).round() as i64 * PAGE
}

/// How busy the office is at a local hour of the day, 0 to 1, the same at the same minute of every day.
fn busy(local_ms: i64) -> f64 {
    let hour = (local_ms.rem_euclid(86_400_000)) as f64 / 3_600_000.0;
    let wave = 0.5 - 0.5 * ((hour - 5.0) / 24.0 * std::f64::consts::TAU).cos();
    wave.powf(1.6)
}

/// The nonpaged pool at every sample, in bytes.
pub fn nonpaged() -> Vec<i64> {
    let mut random = Lehmer::new(540);
    let mut steps: Vec<f64> = (LEVEL_SAMPLES..SAMPLES).map(|_| 0.2 + 1.6 * random.share()).collect();
    let total: f64 = steps.iter().sum();
    let mut level = 0.0;
    for step in &mut steps {
        level += *step / total;
        *step = level;
    }
    let noise = |random: &mut Lehmer| pages(200.0 * 1024.0 * (random.share() - 0.5));
    let mut values: Vec<i64> = (0..LEVEL_SAMPLES).map(|_| 120 * MB + noise(&mut random)).collect();
    let rise: Vec<i64> = steps.iter().map(|s| 120 * MB + pages(s * 420.0 * MB as f64) + noise(&mut random)).collect();
    values.extend(rise);
    for value in values.iter_mut() {
        *value = (*value).min(540 * MB - PAGE);
    }
    values[SAMPLES - 1] = 540 * MB;
    values
}

const PROCESSES: [(&str, i64, i64, i64); 8] = [
    ("System", 4, 1, 420),
    ("svchost", 640, 18, 380),
    ("svchost", 712, 34, 910),
    ("lsass", 520, 12, 640),
    ("spoolsv", 1180, 6, 190),
    ("explorer", 2210, 26, 720),
    ("MsMpEng", 1432, 58, 510),
    ("svchost", 904, 22, 455),
];

/// The whole log.
pub fn log() -> Vec<u8> {
    let bias_ms = 300 * 60_000;
    let begin_utc = BEGIN_LOCAL_MS + bias_ms;
    let spec = Spec {
        bias_minutes: 300,
        zone_name: "@tzres.dll,-112",
        turns: Some((Turn(11, 1, 2), Turn(3, 2, 2))),
        boot_ms: begin_utc - 9 * 86_400_000,
        begin_ms: begin_utc,
        end_ms: begin_utc + (SAMPLES as i64 - 1) * STEP_MS + 1000,
        original_path: r"C:\PerfLogs\PoolLeak\PoolLeak.blg",
        ..Spec::default()
    };
    let boot_ms = spec.boot_ms;
    let mut writer = Writer::new(spec);
    writer.titles(
        BEGIN_LOCAL_MS,
        MACHINE,
        &[
            (4, "Memory"),
            (24, "Available Bytes"),
            (26, "Committed Bytes"),
            (30, "Commit Limit"),
            (56, "Pool Paged Bytes"),
            (58, "Pool Nonpaged Bytes"),
            (60, "Pool Paged Allocs"),
            (64, "Pool Nonpaged Allocs"),
            (66, "Pool Paged Resident Bytes"),
            (186, "Private Bytes"),
            (230, "Process"),
            (784, "ID Process"),
            (818, "Cache Bytes"),
            (952, "Handle Count"),
        ],
    );
    writer.list(
        BEGIN_LOCAL_MS,
        &[
            Entry::object(MACHINE, "Memory"),
            Entry::object(MACHINE, "Process"),
            Entry::many(MACHINE, "NUMA Node Memory", "Total MBytes", LARGE),
            Entry::one(MACHINE, "System", "System Up Time", ELAPSED),
            Entry::one(MACHINE, "Server", "Bytes Total/sec", BULK),
            Entry::one(MACHINE, "Server", "Server Sessions", PLAIN),
            Entry::one(MACHINE, "Server", "Pool Nonpaged Failures", PLAIN),
        ],
    );
    let nonpaged = nonpaged();
    let mut random = Lehmer::new(2026);
    let mut served = 0;
    let (mut paged_allocs, mut nonpaged_allocs) = (1_200_000, 900_000);
    for (i, nonpaged) in nonpaged.iter().copied().enumerate() {
        let local_ms = BEGIN_LOCAL_MS + i as i64 * STEP_MS;
        let utc_ms = local_ms + bias_ms;
        let load = busy(local_ms) * (0.9 + 0.2 * random.share());
        let paged = pages((150.0 + 60.0 * load + 2.0 * random.share()) * MB as f64);
        let resident = pages(paged as f64 * 0.62);
        let cache = pages((70.0 + 30.0 * load) * MB as f64);
        let processes = pages((150.0 + 40.0 * load) * MB as f64);
        let available = (1000 * MB - nonpaged - resident - cache / 3 - processes).max(12 * MB) / PAGE * PAGE;
        let committed = nonpaged + paged + processes * 2;
        nonpaged_allocs += 3_000 + (4_000.0 * load) as i64;
        paged_allocs += 5_000 + (9_000.0 * load) as i64;
        served += (load * 900_000.0 * 300.0) as i64;
        let memory = Object {
            title: 4,
            counters: vec![
                (24, LARGE, 8),
                (26, LARGE, 8),
                (30, LARGE, 8),
                (56, LARGE, 8),
                (58, LARGE, 8),
                (60, PLAIN, 4),
                (64, PLAIN, 4),
                (66, LARGE, 8),
                (818, LARGE, 8),
            ],
            single: vec![
                available,
                committed,
                2000 * MB,
                paged,
                nonpaged,
                paged_allocs,
                nonpaged_allocs,
                resident,
                cache,
            ],
            ..clocks(utc_ms)
        };
        let instances = running(i)
            .into_iter()
            .map(|(name, id, private, handles)| {
                let breath = 1.0 + 0.05 * load + 0.02 * random.share();
                Instance {
                    name: name.to_owned(),
                    parent: None,
                    values: vec![id, pages(private as f64 * MB as f64 * breath), handles + (20.0 * load) as i64],
                }
            })
            .collect();
        let process = Object {
            title: 230,
            counters: vec![(784, LARGE, 8), (186, LARGE, 8), (952, PLAIN, 4)],
            instances: Some(instances),
            ..clocks(utc_ms)
        };
        let level = |v: i64| Block::level(v);
        writer.sample(
            local_ms,
            &[
                Block::Object(memory),
                Block::Object(process),
                Block::Many(vec![("0".to_owned(), 1, 1000, 0), ("_Total".to_owned(), 1, 1000, 0)]),
                Block::One { status: 0, first: ticks(boot_ms), second: ticks(utc_ms), multi: 1 },
                Block::One { status: 0, first: served, second: ticks(utc_ms), multi: 1 },
                level(8 + (90.0 * load) as i64),
                level(0),
            ],
        );
    }
    writer.finish()
}

/// The processes at a sample: a backup runs at night, a report at noon, one service host is restarted.
fn running(sample: usize) -> Vec<(&'static str, i64, i64, i64)> {
    let hour = (8 + sample / 12) % 24;
    let mut all = PROCESSES.to_vec();
    if sample >= 200 {
        all[4] = ("spoolsv", 3316, 6, 190);
    }
    if (1..4).contains(&hour) {
        all.push(("wbengine", 4000 + sample as i64 / 288, 44, 330));
    }
    if hour == 12 {
        all.insert(3, ("svchost", 5120, 9, 210));
    }
    all
}

fn ticks(utc_ms: i64) -> i64 {
    super::blg::filetime(utc_ms)
}

fn clocks(utc_ms: i64) -> Object {
    let time = ticks(utc_ms);
    Object {
        time,
        frequency: 10_000_000,
        time_100ns: time,
        object_time: time,
        object_frequency: 10_000_000,
        ..Object::default()
    }
}
