//! Samples for other programs: Parquet beside PDH-CSV, logs that follow each other, pseudonyms.

use crate::support;
use poolscope::model::CounterPath;
use std::collections::BTreeMap;
use std::path::Path;

fn convert(args: &[&str]) -> String {
    let out = support::program().arg("convert").args(args).output().unwrap();
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(out.status.success(), "{args:?}: {said}");
    said
}

fn path(folder: &Path, name: &str) -> String {
    folder.join(name).to_str().unwrap().to_owned()
}

/// The values of a PDH-CSV, by path and number of the row.
fn wide(path: &str) -> BTreeMap<(String, usize), f64> {
    let mut rows = csv::Reader::from_path(path).unwrap();
    let names: Vec<String> = rows.headers().unwrap().iter().skip(1).map(str::to_owned).collect();
    let mut values = BTreeMap::new();
    for (at, row) in rows.records().enumerate() {
        for (name, cell) in names.iter().zip(row.unwrap().iter().skip(1)) {
            if let Ok(value) = cell.trim().parse() {
                values.insert((name.to_lowercase(), at), value);
            }
        }
    }
    values
}

/// A row of the long form.
#[derive(Clone, Debug)]
struct Sample {
    path: String,
    process_id: Option<u32>,
    utc_us: i64,
    value: f64,
}

fn long(path: &str) -> (Vec<Sample>, String) {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::RowAccessor;
    let reader = SerializedFileReader::new(std::fs::File::open(path).unwrap()).unwrap();
    let metadata = reader.metadata().file_metadata().key_value_metadata().unwrap();
    let described = metadata.iter().find(|kv| kv.key == "poolscope.counters").unwrap().value.clone().unwrap();
    let rows = reader.get_row_iter(None).unwrap().map(|row| {
        let row = row.unwrap();
        let text = |at: usize| row.get_string(at).ok().cloned();
        let computer = text(0).map_or_else(String::new, |name| format!(r"\\{name}"));
        let instance = text(2).map_or_else(String::new, |name| format!("({name})"));
        let path = format!(r"{computer}\{}{instance}\{}", text(1).unwrap(), text(4).unwrap());
        Sample {
            path: path.to_lowercase(),
            process_id: row.get_uint(3).ok(),
            utc_us: row.get_timestamp_micros(5).unwrap(),
            value: row.get_double(6).unwrap(),
        }
    });
    (rows.collect(), described)
}

#[test]
fn parquet_has_what_pdh_csv_has_and_says_types_and_units() {
    let folder = tempfile::tempdir().unwrap();
    let [table, columns] = ["a.csv", "a.parquet"].map(|name| path(folder.path(), name));
    let sample = path(Path::new(env!("CARGO_MANIFEST_DIR")), "assets/sample.blg");
    convert(&[&sample, &table]);
    convert(&[&sample, &columns]);
    let (rows, described) = long(&columns);
    let mut moments: Vec<i64> = rows.iter().map(|row| row.utc_us).collect();
    moments.sort_unstable();
    moments.dedup();
    // 2 March 2026 08:00 at five hours behind UTC
    assert_eq!((moments.len(), moments[0]), (577, 1_772_456_400_000_000));
    let at = |utc_us: i64| moments.binary_search(&utc_us).unwrap();
    let found: BTreeMap<(String, usize), f64> =
        rows.iter().map(|row| ((row.path.clone(), at(row.utc_us)), row.value)).collect();
    assert_eq!(found.len(), rows.len());
    assert!(found == wide(&table), "every value is equal");
    let described: serde_json::Value = serde_json::from_str(&described).unwrap();
    let pool = described.as_array().unwrap().iter().find(|c| c["counter"] == "Pool Nonpaged Bytes").unwrap();
    assert_eq!((pool["type"].as_str(), pool["unit"].as_str()), (Some("PERF_COUNTER_LARGE_RAWCOUNT"), Some("bytes")));
    assert_eq!(pool["instance"], serde_json::Value::Null);
}

/// A text log of two processes of one name, of which one is another one from the third sample on.
fn with_ids(path: &str) {
    let mut text = r#""(PDH-CSV 4.0) (UTC)(0)","\\PC\Process(app)\ID Process","\\PC\Process(app)\Handle Count","\\PC\Process(app#1)\ID Process","\\PC\Process(app#1)\Handle Count","\\PC\Process V2(app:77)\Handle Count""#.to_owned();
    for (minute, first) in [(0, 4), (1, 4), (2, 9)] {
        text += &format!("\r\n\"03/02/2026 08:0{minute}:00.000\",\"{first}\",\"100\",\"5\",\"200\",\"300\"");
    }
    std::fs::write(path, text).unwrap();
}

#[test]
fn values_of_processes_have_their_ids() {
    let folder = tempfile::tempdir().unwrap();
    let [log, columns] = ["ids.csv", "ids.parquet"].map(|name| path(folder.path(), name));
    with_ids(&log);
    // the ids are found though only the handles are written
    convert(&[&log, &columns, "-c", "*Handle Count"]);
    let (rows, _) = long(&columns);
    assert_eq!(rows.len(), 9);
    let ids = |part: &str| -> Vec<Option<u32>> {
        rows.iter().filter(|row| row.path.contains(part)).map(|row| row.process_id).collect()
    };
    assert_eq!(ids("process(app)"), [Some(4), Some(4), Some(9)]);
    assert_eq!(ids("process(app#1)"), [Some(5); 3]);
    assert_eq!(ids("process v2(app:77)"), [Some(77); 3]);
}

#[test]
fn logs_that_follow_each_other_or_overlap_are_one_table_in_each_form() {
    let folder = tempfile::tempdir().unwrap();
    let sample = path(Path::new(env!("CARGO_MANIFEST_DIR")), "assets/sample.blg");
    let name = |name: &str| path(folder.path(), name);
    let (whole, early, late, overlap) = (name("whole.csv"), name("early.csv"), name("late.csv"), name("overlap.csv"));
    convert(&[&sample, &whole]);
    convert(&[&sample, &early, "-e", "2026-03-03T07:59:00"]);
    convert(&[&sample, &late, "-b", "2026-03-03T08:00:00"]);
    convert(&[&sample, &overlap, "-b", "2026-03-03T00:00:00"]);
    let wanted = wide(&whole);
    for (at, parts) in [[&late, &early], [&early, &overlap]].into_iter().enumerate() {
        let (table, columns) = (name(&format!("{at}.csv")), name(&format!("{at}.parquet")));
        convert(&[parts[0], parts[1], &table]);
        convert(&[parts[0], parts[1], &columns]);
        assert!(wide(&table) == wanted, "{at}");
        assert_eq!(long(&columns).0.len(), wanted.len(), "{at}");
    }
}

#[test]
fn data_leave_under_the_pseudonyms_of_a_key() {
    let folder = tempfile::tempdir().unwrap();
    let [log, table, columns, key] = ["p.csv", "out.csv", "out.parquet", "key.json"].map(|n| path(folder.path(), n));
    with_ids(&log);
    convert(&[&log, &table, "--pseudonyms", &key]);
    convert(&[&log, &columns, "--pseudonyms", &key]);
    let (rows, described) = long(&columns);
    for path in rows.iter().map(|row| &row.path).chain(wide(&table).keys().map(|(path, _)| path)) {
        let path = CounterPath::parse(path).unwrap();
        assert_eq!(path.computer, "computer-1");
        assert!(path.instance.unwrap().starts_with("process-1"));
    }
    assert!(!described.contains("app") && !described.contains("PC\""));
    assert!(std::fs::read_to_string(&key).unwrap().contains("\"app\""));
    let refused =
        support::program().args(["convert", &log, &table, "--force", "--pseudonyms", &table]).output().unwrap();
    assert_eq!(refused.status.code(), Some(2));
}
