//! What a person typed, pasted or opened: are marks and sessions of any content read without harm, and is a session the same
//! once it was written?
#![no_main]

use libfuzzer_sys::fuzz_target;
use poolscope::model::moment::parse_moments;
use poolscope::model::{Clock, Times, Zone};
use poolscope::ui::session;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(session) = session::parse(bytes) {
        let written = session.to_bytes();
        let again = session::parse(&written).expect("what was written is read");
        assert_eq!(again.to_bytes(), written);
    }
    let text = String::from_utf8_lossy(bytes);
    let (from, to) = (1_772_438_400_000, 1_772_611_200_000);
    for times in [Times::Local, Times::Utc, Times::Elapsed] {
        let zone = Zone { name: String::new(), bias_minutes: -330, ..Zone::utc() };
        let clock = Clock::local(zone).showing(times, from);
        let found = parse_moments(&text, &clock, (from, to));
        let lines = text.lines().filter(|l| !l.trim().is_empty()).count();
        assert!(found.moments.len() + found.others.len() <= lines);
        for moment in found.moments {
            // what the chart shows of a mark is a time that marks are understood by
            if times != Times::Elapsed {
                let again = parse_moments(&clock.second(moment.utc_ms), &clock, (from, to));
                let year = clock.second(moment.utc_ms);
                let is_plain = year.split(' ').nth(2).is_some_and(|y| y.len() == 4);
                assert!(!is_plain || again.moments.len() == 1, "{year}");
            }
        }
    }
});
