//! The counter type codes of `winperf.h` and the meaning of their bits.
//!
//! Source: Microsoft's public documentation of the performance counter types and of `PERF_COUNTER_DEFINITION`.

use serde::{Deserialize, Serialize};

/// A counter type code, as `winperf.h` defines it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CounterType(pub u32);

const SIZE: u32 = 0x0000_0300;
const SIZE_LARGE: u32 = 0x0000_0100;
const SIZE_ZERO: u32 = 0x0000_0200;
const CLASS: u32 = 0x0000_0C00;
const CLASS_NUMBER: u32 = 0x0000_0000;
const CLASS_COUNTER: u32 = 0x0000_0400;
const SUBTYPE: u32 = 0x0007_0000;
const SUBTYPE_BASE: u32 = 0x0003_0000;
const TIMER_100NS: u32 = 0x0010_0000;
const TIMER_OBJECT: u32 = 0x0020_0000;

/// Which clock a counter is measured against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// The performance counter, ticking at the performance frequency.
    Ticks,
    /// System time in units of 100 ns.
    HundredNanos,
    /// The object's own clock and frequency.
    Object,
}

macro_rules! types {
    ($($name:ident = $code:expr;)*) => {
        impl CounterType {
            $(#[doc = concat!("`", stringify!($name), "`")] pub const $name: Self = Self($code);)*

            /// The name that `winperf.h` gives this code, or `None` for a code it does not define.
            pub fn name(self) -> Option<&'static str> {
                match self.0 {
                    $($code => Some(stringify!($name)),)*
                    _ => None,
                }
            }

            /// Every documented type.
            pub const ALL: &'static [CounterType] = &[$(Self($code)),*];
        }
    };
}

types! {
    PERF_COUNTER_RAWCOUNT_HEX = 0x0000_0000;
    PERF_COUNTER_LARGE_RAWCOUNT_HEX = 0x0000_0100;
    PERF_COUNTER_TEXT = 0x0000_0B00;
    PERF_COUNTER_RAWCOUNT = 0x0001_0000;
    PERF_COUNTER_LARGE_RAWCOUNT = 0x0001_0100;
    PERF_COUNTER_DELTA = 0x0040_0400;
    PERF_COUNTER_LARGE_DELTA = 0x0040_0500;
    PERF_SAMPLE_COUNTER = 0x0041_0400;
    PERF_COUNTER_QUEUELEN_TYPE = 0x0045_0400;
    PERF_COUNTER_LARGE_QUEUELEN_TYPE = 0x0045_0500;
    PERF_COUNTER_100NS_QUEUELEN_TYPE = 0x0055_0500;
    PERF_COUNTER_OBJ_TIME_QUEUELEN_TYPE = 0x0065_0500;
    PERF_COUNTER_COUNTER = 0x1041_0400;
    PERF_COUNTER_BULK_COUNT = 0x1041_0500;
    PERF_RAW_FRACTION = 0x2002_0400;
    PERF_LARGE_RAW_FRACTION = 0x2002_0500;
    PERF_COUNTER_TIMER = 0x2041_0500;
    PERF_PRECISION_SYSTEM_TIMER = 0x2047_0500;
    PERF_100NSEC_TIMER = 0x2051_0500;
    PERF_PRECISION_100NS_TIMER = 0x2057_0500;
    PERF_OBJ_TIME_TIMER = 0x2061_0500;
    PERF_PRECISION_OBJECT_TIMER = 0x2067_0500;
    PERF_SAMPLE_FRACTION = 0x20C2_0400;
    PERF_COUNTER_TIMER_INV = 0x2141_0500;
    PERF_100NSEC_TIMER_INV = 0x2151_0500;
    PERF_COUNTER_MULTI_TIMER = 0x2241_0500;
    PERF_100NSEC_MULTI_TIMER = 0x2251_0500;
    PERF_COUNTER_MULTI_TIMER_INV = 0x2341_0500;
    PERF_100NSEC_MULTI_TIMER_INV = 0x2351_0500;
    PERF_AVERAGE_TIMER = 0x3002_0400;
    PERF_ELAPSED_TIME = 0x3024_0500;
    PERF_COUNTER_NODATA = 0x4000_0200;
    PERF_AVERAGE_BULK = 0x4002_0500;
    PERF_SAMPLE_BASE = 0x4003_0401;
    PERF_AVERAGE_BASE = 0x4003_0402;
    PERF_RAW_BASE = 0x4003_0403;
    PERF_LARGE_RAW_BASE = 0x4003_0500;
    PERF_COUNTER_MULTI_BASE = 0x4203_0500;
    PERF_COUNTER_HISTOGRAM_TYPE = 0x8000_0000;
}

impl CounterType {
    /// A denominator stored next to the counter before it; never shown by itself.
    pub fn is_base(self) -> bool {
        self.0 & CLASS == CLASS_COUNTER && self.0 & SUBTYPE == SUBTYPE_BASE
    }

    /// Whether this counter has a number to show: not a base, text, histogram or placeholder.
    pub fn is_shown(self) -> bool {
        let class = self.0 & CLASS;
        !self.is_base()
            && (class == CLASS_NUMBER || class == CLASS_COUNTER)
            && self.0 & SIZE < SIZE_ZERO
            && self != Self::PERF_COUNTER_HISTOGRAM_TYPE
    }

    /// A level, shown as is, like pool bytes. Only levels can leak.
    pub fn is_level(self) -> bool {
        self.0 & CLASS == CLASS_NUMBER && self.is_shown()
    }

    /// Whether its value depends on the second raw value.
    pub fn uses_second(self) -> bool {
        !self.is_level() && self != Self::PERF_COUNTER_DELTA && self != Self::PERF_COUNTER_LARGE_DELTA
    }

    /// Whether its value depends on the tick frequency.
    pub fn uses_frequency(self) -> bool {
        matches!(
            self,
            Self::PERF_COUNTER_COUNTER
                | Self::PERF_COUNTER_BULK_COUNT
                | Self::PERF_SAMPLE_COUNTER
                | Self::PERF_AVERAGE_TIMER
                | Self::PERF_ELAPSED_TIME
        )
    }

    /// 64-bit raw values (else 32-bit).
    pub fn is_large(self) -> bool {
        self.0 & SIZE == SIZE_LARGE
    }

    /// The clock that the type's timer bits name.
    pub fn clock(self) -> Clock {
        match self.0 & (TIMER_100NS | TIMER_OBJECT) {
            0 => Clock::Ticks,
            TIMER_100NS => Clock::HundredNanos,
            _ => Clock::Object,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bases_text_and_placeholders_are_not_shown_and_averages_are() {
        let hidden: Vec<_> = CounterType::ALL.iter().filter(|t| !t.is_shown()).filter_map(|t| t.name()).collect();
        assert_eq!(
            hidden,
            [
                "PERF_COUNTER_TEXT",
                "PERF_COUNTER_NODATA",
                "PERF_SAMPLE_BASE",
                "PERF_AVERAGE_BASE",
                "PERF_RAW_BASE",
                "PERF_LARGE_RAW_BASE",
                "PERF_COUNTER_MULTI_BASE",
                "PERF_COUNTER_HISTOGRAM_TYPE",
            ]
        );
        assert!(CounterType::PERF_AVERAGE_BULK.is_shown(), "it carries the no-show bit, and is shown all the same");
    }

    #[test]
    fn only_raw_counts_are_levels() {
        assert!(CounterType::PERF_COUNTER_LARGE_RAWCOUNT.is_level());
        assert!(CounterType::PERF_COUNTER_RAWCOUNT_HEX.is_level());
        assert!(!CounterType::PERF_COUNTER_COUNTER.is_level());
        assert!(!CounterType::PERF_COUNTER_TEXT.is_level());
    }

    #[test]
    fn clocks_follow_the_timer_bits() {
        assert_eq!(CounterType::PERF_COUNTER_TIMER.clock(), Clock::Ticks);
        assert_eq!(CounterType::PERF_100NSEC_TIMER.clock(), Clock::HundredNanos);
        assert_eq!(CounterType::PERF_ELAPSED_TIME.clock(), Clock::Object);
    }
}
