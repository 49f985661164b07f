//! A settings file of any content: does it give settings that a window can be drawn with, and are they the same once
//! written?
#![no_main]

use libfuzzer_sys::fuzz_target;
use poolscope::ui::state::settings::{SCALES, Settings};

fuzz_target!(|text: &str| {
    // as the window's own storage is written
    let Ok(settings) = ron::from_str::<Settings>(text) else { return };
    let settings = settings.sane();
    assert!((SCALES[0]..=SCALES[SCALES.len() - 1]).contains(&settings.scale));
    assert!(settings.ram.values().all(|bytes| bytes.is_finite() && *bytes > 0.0));
    let written = ron::to_string(&settings).expect("settings can be written");
    let again: Settings = ron::from_str(&written).expect("what was written can be read");
    assert_eq!(again.sane(), settings);
});
