//! Raw values of any size and type: is a shown value ever infinite, NaN, or below 0 where it cannot be?
#![no_main]

use libfuzzer_sys::fuzz_target;
use poolscope::logfile::blg::cook::{Raw, cook, is_known};
use poolscope::model::CounterType;

type Numbers = (i64, i64, i64, i64);

fuzz_target!(|input: (u32, u8, Option<Numbers>, Numbers)| {
    const TYPES: [u32; 12] = [
        0x0001_0000,
        0x0001_0100,
        0x1041_0400,
        0x1041_0500,
        0x2041_0500,
        0x2051_0500,
        0x2141_0500,
        0x2151_0500,
        0x3002_0400,
        0x4002_0500,
        0x4003_0403,
        0x2241_0500,
    ];
    let (any, pick, previous, now) = input;
    let kind = CounterType(*TYPES.get(usize::from(pick)).unwrap_or(&any));
    let raw = |(first, second, ticks_per_second, multi): Numbers| Raw { first, second, ticks_per_second, multi };
    let (before, now) = (previous.map(raw), raw(now));
    let Some(value) = cook(kind, before.as_ref(), &now) else { return };
    assert!(value.is_finite(), "{kind:?} {before:?} {now:?} {value}");
    // nothing but time is needed to say it again
    assert_eq!(cook(kind, before.as_ref(), &now).map(f64::to_bits), Some(value.to_bits()));
    if kind.is_level() {
        assert_eq!(value, now.first as f64);
    }
    let _ = is_known(kind);
});
