//! Every threshold of the verdict, with its unit and its reason. `tests/reference/proto.py` has the same numbers:
//! change both together, along with the stored answers in `tests/data`.
//!
//! They were tuned on generated series with known answers (57 families, development seeds only) and checked on seeds
//! and real series that had not been used before. Shares are fractions of 1.

/// Maximum number of points that the statistics work on: enough for the shape of a month, few enough for quadratic
/// methods.
pub const POINTS_MOST: usize = 256;
/// Minimum number of samples of a run that is judged.
pub const SAMPLES_LEAST: usize = 10;
/// A change below this share of the start level is not material: caches and timers move that much.
pub const MATERIAL_SHARE: f64 = 0.015;
/// A change below this many quanta (pages, handles) is not material.
pub const MATERIAL_QUANTA: f64 = 16.0;

/// Largest quantum accepted for values above a million: a page, in bytes.
pub const QUANTUM_PAGE: f64 = 4096.0;
/// Largest quantum accepted for small values, as a share of the level.
pub const QUANTUM_SHARE: f64 = 0.002;

/// A leak needs a drift p-value below the second number when the largest give-back is at most the first (share of the
/// growth). Calibrated on 20,000 driftless random walks: the union of these regions fires on 0.6 % of them.
pub const P_BY_GIVEN_BACK: [(f64, f64); 4] = [(0.05, 0.10), (0.10, 0.01), (0.15, 0.005), (f64::INFINITY, 0.002)];
/// With fewer points than this the give-back tiers are not valid: the last one always applies, and there is no
/// staircase.
pub const POINTS_FOR_TIERS: usize = 100;
/// p-value needed after an undeclared restart, and with fewer than 8 troughs.
pub const P_STRICT: f64 = 0.001;
/// p-value needed with 6 or 7 troughs that never gave anything back.
pub const P_FEW_TROUGHS: f64 = 0.003;
/// p-value below which a rise is worth watching.
pub const P_SUSPECT: f64 = 0.03;
/// √1.5: the increments of block means of a random walk have a correlation of 0.25.
pub const RANDOM_WALK_INFLATION: f64 = 1.22;
/// Correction for trying several block counts.
pub const MULTIPLICITY: f64 = 3.0;
/// Block counts tried by the drift test.
pub const BLOCKS: [usize; 9] = [5, 6, 8, 10, 12, 16, 20, 24, 32];

/// A leak gave back at most this share of its growth at once.
pub const GIVEN_BACK_MOST: f64 = 0.35;
/// A suspect gave back at most this share.
pub const GIVEN_BACK_SUSPECT: f64 = 0.60;
/// Noise allowed for in the give-back, in standard deviations.
pub const GIVEN_BACK_NOISE: f64 = 4.0;

/// A swing is at least this share of the range ...
pub const SWING_SHARE: f64 = 0.25;
/// ... and at least this many standard deviations of the noise.
pub const SWING_NOISE: f64 = 6.0;

/// Slope of the last third over the mean slope: below this the growth has ended.
pub const ENDED: f64 = 0.25;
/// End slope over mean slope of a parabola: below this it is slowing ...
pub const SLOWING: f64 = 0.55;
/// ... if the curvature's t-value is below this.
pub const SLOWING_T: f64 = -3.0;
/// End slope over mean slope above this, with a t-value above the next: accelerating.
pub const ACCELERATING: f64 = 1.6;
pub const ACCELERATING_T: f64 = 3.0;

/// One jump that makes up this share of the growth is a step ...
pub const ONE_STEP: f64 = 0.60;
/// ... and so are two that make up this.
pub const TWO_STEPS: f64 = 0.85;
/// A jump is at least this share of the growth, and this many standard deviations of the noise.
pub const JUMP_SHARE: f64 = 0.08;
pub const JUMP_NOISE: f64 = 5.0;

/// A line with a corner must explain this share of the error of a straight one, for its corner to be the onset ...
pub const ONSET_GAIN: f64 = 0.30;
/// ... which lies after this share of the run, and before the next.
pub const ONSET_FIRST: f64 = 0.08;
pub const ONSET_LAST: f64 = 0.93;

/// After one or two falls: if less than the first share of the rise is kept it was released, if more than the second it
/// hardly fell.
pub const KEPT_LOW: f64 = 0.35;
pub const KEPT_HIGH: f64 = 0.70;
/// The floor view: this quantile of buckets with at least this many samples.
pub const FLOOR_QUANTILE: f64 = 0.10;
pub const FLOOR_SAMPLES: usize = 5;
/// Last parts of the log that are searched for growth that began only recently, as shares of the time.
pub const RECENT: [f64; 3] = [0.25, 0.125, 0.0625];
/// Minimum number of samples in such a part.
pub const RECENT_SAMPLES: usize = 60;
/// If the rise before a fall is below this share of the fall, it fell without having risen, so it is a restart.
pub const RESTART_RISE: f64 = 0.40;
/// A fall within this share of the run is sharp.
pub const SHARP: f64 = 0.05;
/// Growth after a fall must exceed the old peak by this share of the fall: after a sharp fall, and after a slow one.
pub const NEW_HIGH_SHARP: f64 = 0.25;
pub const NEW_HIGH_SLOW: f64 = 0.50;
/// A sharp drop that took back this share of the rise so far is a release.
pub const RELEASED_AT_ONCE: f64 = 0.60;
/// Busy-hours slope over quiet-hours slope: above this the load grows.
pub const BUSY_GROWS: f64 = 2.0;
/// Partial correlation with a load counter above which it explains the series.
pub const LOAD_CORRELATION: f64 = 0.50;
/// Correlation above which series and load cannot be told apart.
pub const LOAD_COLLINEAR: f64 = 0.85;

/// Seconds.
pub const DAY: f64 = 86_400.0;
/// Days of log needed for a daily cycle.
pub const SEASON_DAYS: f64 = 2.5;
/// Below this many days without a load counter, a daily rise cannot be excluded: the verdict is provisional.
pub const PROVISIONAL_DAYS: f64 = 1.5;
/// The same if the log counts no work at all.
pub const PROVISIONAL_DAYS_ALONE: f64 = 7.0;
/// A rise shorter than this many seconds is at most a suspect, unless it is at least the last share of the level before
/// it; so is one in a log shorter than the second number: a morning's work looks like that.
pub const RISE_SECS: f64 = 3600.0;
pub const LOG_SECS: f64 = 6.0 * 3600.0;
pub const RISE_SHARE: f64 = 0.5;
/// Below this many seconds a log says little about anything but a fast leak.
pub const TOO_SHORT_SECS: f64 = 3600.0;

/// The drift p-value that a leak needs, given the share of its growth that was ever given back.
pub fn p_needed(given_back: f64) -> f64 {
    P_BY_GIVEN_BACK.iter().find(|(share, _)| given_back <= *share).map_or(P_STRICTEST, |(_, p)| *p)
}

/// A rise that begins within this share of the log began with it.
pub const ONSET_WITH_LOG: f64 = 0.05;
/// What comes after a jump is analysed separately if the jump lies before this share of the points.
pub const JUMP_IS_EARLY: f64 = 0.6;
/// Growth after a jump that matters: a share of the whole growth.
pub const AFTER_JUMP_SHARE: f64 = 0.15;
/// Minimum number of samples of a part that is judged by itself.
pub const PART_SAMPLES: usize = 20;

/// Minimum number of increments for a t-test of a drift.
pub const INCREMENTS_LEAST: usize = 4;
/// The quantum divided by this is the smallest deviation accepted: of increments between block medians; of single
/// residuals; of noise.
pub const QUANTA_PER_INCREMENT: f64 = 12.0;
pub const QUANTA_PER_RESIDUAL: f64 = 6.0;
pub const QUANTA_PER_SIGMA: f64 = 4.0;
/// Largest lag-1 autocorrelation accepted for the residuals of a bend.
pub const AUTOCORRELATION_MOST: f64 = 0.99;

/// Share of the points whose median stands for an end.
pub const END_SHARE: f64 = 0.06;
/// Share of the points at either end that the range leaves out.
pub const OUTLIERS: f64 = 0.02;
/// Number of points from which they are smoothed, and the width of the running median; then the same for a wider one.
pub const SMOOTH_POINTS: usize = 20;
pub const SMOOTH: usize = 3;
pub const SMOOTH_WIDE_POINTS: usize = 40;
pub const SMOOTH_WIDE: usize = 5;
/// Minimum number of points for an estimate of the noise, and for a slope's interval.
pub const NOISE_POINTS: usize = 5;
pub const SLOPE_POINTS: usize = 4;

/// Number of last samples whose median is the level from which the time left is calculated.
pub const LAST_SAMPLES: usize = 3;
/// A last run shorter than this share of the longest does not decide over an earlier leak.
pub const SHORT_RUN: f64 = 0.35;
/// Boot times from two headers that are closer than this are the same boot, milliseconds.
pub const ONE_BOOT_MS: i64 = 60_000;
/// Minimum number of points that are compared with a load.
pub const LOAD_POINTS: usize = 12;

/// Confidence is a product; each factor below 1 is for something that makes a mistake likelier. It starts at this
/// value,
pub const CONFIDENCE_MOST: f64 = 0.99;
/// is lower with few samples,
pub const FEW_SAMPLES: usize = 30;
pub const CONFIDENCE_FEW: f64 = 0.90;
/// and depends on the p-value divided by the one needed: below these the evidence is strong, and good.
pub const EVIDENCE_STRONG: f64 = 0.01;
pub const EVIDENCE_GOOD: f64 = 0.1;
/// Give-back up to which it costs no confidence, and little.
pub const LITTLE_GIVEN_BACK: f64 = 0.10;
pub const SOME_GIVEN_BACK: f64 = 0.20;
/// A last part slower than this share of the mean slope costs confidence.
pub const LATE_IS_SLOW: f64 = 0.5;

/// Minimum number of steps in a staircase: in any case, if they are equal, and if others gave back next to nothing.
pub const STEPS_LEAST: usize = 3;
pub const STEPS_REGULAR: usize = 4;
pub const STEPS_ANY: usize = 5;
pub const STEPS_GIVE_BACK: f64 = 0.03;
/// Steps make up more than this share of the growth, and the stairs gave back at most this share of it.
pub const STEPS_SHARE: f64 = 0.75;
pub const STAIRS_GIVE_BACK: f64 = 0.10;
/// Coefficient of variation of equal steps.
pub const REGULAR: f64 = 0.5;
/// Minimum number of points for fitting a bend.
pub const BEND_POINTS: usize = 8;

/// Teeth of a sawtooth: at least this many falls, which take back this share of the growth; a tooth is as deep as this
/// share of the usual fall.
pub const TEETH: usize = 3;
pub const TEETH_SHARE: f64 = 0.5;
pub const TOOTH_DEPTH: f64 = 0.5;
/// Minimum number of low points for a floor.
pub const TROUGHS_LEAST: usize = 4;
/// A floor rose by more than this share of the usual fall.
pub const FLOOR_GROWTH: f64 = 0.25;
/// Six or seven low points may give back at most this share.
pub const FEW_TROUGHS_GIVE_BACK: f64 = 0.05;
/// Share of the samples between two peaks that make up the low point.
pub const LOWEST: f64 = 0.12;

/// A sharp drop is a release if it and the rise before it are at least these shares of the growth.
pub const RELEASE_SHARE: f64 = 0.15;
pub const RELEASE_ROSE: f64 = 0.10;
/// A rise before a fall counts from this share of the swing's threshold upwards.
pub const ROSE_AT_ALL: f64 = 0.25;
/// What came after a fall is judged by itself if it makes up this share of the time; as a restart, the second share.
pub const SINCE_FALL: f64 = 0.25;
pub const SINCE_RESTART: f64 = 0.3;
/// What a recent rise has to exceed: quantiles of what was seen before, and this share of the distance between them.
pub const SEEN_BEFORE: f64 = 0.005;
pub const NEW_BY: f64 = 0.5;

/// A gap in the samples may be a restart: above the first number of intervals, and up to the second number of intervals
/// or the third number of seconds, whichever is longer.
pub const GAP_LEAST: f64 = 3.5;
pub const GAP_MOST: f64 = 20.0;
pub const GAP_MOST_SECS: f64 = 1800.0;
/// Minimum number of samples between two restarts.
pub const SAMPLES_BETWEEN: usize = 5;
/// Samples on either side of a gap whose medians are compared.
pub const RESTART_SIDE: usize = 3;
/// Moments closer than this are the same.
pub const SAME_MOMENT_SECS: f64 = 1e-6;
/// Quantile that is the floor of a run; a restart falls by more than these shares of the growth above it and of the
/// level, and by more than this many times the noise.
pub const RUN_FLOOR: f64 = 0.05;
pub const FALL_OF_GROWTH: f64 = 0.5;
pub const FALL_OF_LEVEL: f64 = 0.05;
pub const FALL_OF_NOISE: f64 = 6.0;

/// Minimum number of points for a daily cycle, and the fewest and most parts that a day is divided into.
pub const SEASON_POINTS: usize = 36;
pub const SEASON_BINS: (f64, f64) = (6.0, 24.0);
/// A peak of the day is at least as high as this share of the amplitude.
pub const SEASON_PEAK: f64 = 0.35;
/// Without the cycle less than the first share of the variation is left, and each day correlates with the one before by
/// more than the second number.
pub const SEASON_REST: f64 = 0.6;
pub const SEASON_REPEATS: f64 = 0.5;
/// How often profile and slope are fitted in turn: they no longer change after the third round.
pub const SEASON_ROUNDS: usize = 3;
/// The quiet hours are one of this many parts of the day, and so are the busy ones.
pub const SEASON_PARTS: usize = 3;
/// More points than this must be compared with those of the day before.
pub const SEASON_PAIRS: usize = 8;

/// Hours to the limit below which a leak is critical (a day), high (a week), medium (30 days), low (a year).
pub const CRITICAL_HOURS: f64 = 24.0;
pub const HIGH_HOURS: f64 = 168.0;
pub const MEDIUM_HOURS: f64 = 720.0;
pub const LOW_HOURS: f64 = 8760.0;

/// p-values below this are not trusted.
pub const P_LEAST: f64 = 1e-12;
/// The p-value needed regardless of what was given back.
pub const P_STRICTEST: f64 = P_BY_GIVEN_BACK[P_BY_GIVEN_BACK.len() - 1].1;
/// Correction for a second test of the same series.
pub const TWO_LOOKS: f64 = 2.0;
/// Factors of confidence: good evidence, and weak evidence;
pub const CONFIDENCE_GOOD: f64 = 0.97;
pub const CONFIDENCE_WEAK: f64 = 0.90;
/// some given back, and much given back;
pub const CONFIDENCE_SOME_GIVEN_BACK: f64 = 0.97;
pub const CONFIDENCE_MUCH_GIVEN_BACK: f64 = 0.92;
/// logs under an hour, under a day and a half, and too short for a daily cycle to be seen;
pub const CONFIDENCE_TOO_SHORT: f64 = 0.70;
pub const CONFIDENCE_PROVISIONAL: f64 = 0.80;
pub const CONFIDENCE_NO_SEASON: f64 = 0.95;
/// a staircase, a part that was cut off, a rise that slows, a suspect.
pub const CONFIDENCE_STAIRS: f64 = 0.90;
pub const CONFIDENCE_CUT: f64 = 0.85;
pub const CONFIDENCE_LATE: f64 = 0.90;
pub const CONFIDENCE_SUSPECT: f64 = 0.6;

/// How surely a verdict that is not an alarm is *not* an active leak, based on how often it was wrong on generated
/// series.
pub const CONFIDENCE_STABLE: f64 = 0.97;
pub const CONFIDENCE_CYCLIC: f64 = 0.95;
pub const CONFIDENCE_RELEASED: f64 = 0.92;
pub const CONFIDENCE_PLATEAU: f64 = 0.85;
pub const CONFIDENCE_STEP: f64 = 0.80;
pub const CONFIDENCE_INCONCLUSIVE: f64 = 0.30;

/// Numbers of low points: from which the drift test works as on any series; that are enough; that are few.
pub const TROUGHS_MANY: usize = 10;
pub const TROUGHS_ENOUGH: usize = 8;
pub const TROUGHS_FEW: usize = 6;
/// Minimum number of increments between few low points.
pub const INCREMENTS_OF_TROUGHS: usize = 3;
/// The last part of a rise: one of this many parts, with at least this many points.
pub const LATE_PART: usize = 3;
pub const LATE_POINTS: usize = 4;
/// A staircase continues if it has been quiet for at most this many usual step intervals.
pub const STAIRS_GO_ON: f64 = 2.0;
/// If more points than this precede a fall, the level at their start is a median.
pub const START_POINTS: usize = 3;
/// A jump lies between stretches that are each one of this many parts of the run, with at least this many points.
pub const JUMP_PARTS: usize = 40;
pub const JUMP_WIDTH: usize = 3;
/// Minimum number of such stretches in a run that is searched for jumps.
pub const JUMP_WIDTHS: usize = 4;
/// Values above this are amounts of memory, whose quantum is a page.
pub const LARGE_VALUE: f64 = 1e6;

/// If a rise reaches its maximum within less than this share of the time since its onset, it is reported as lasting all
/// of that time.
pub const RISE_TO_MAXIMUM: f64 = 0.25;
/// A sample is replaced by the median of this many from it on, if it lies apart from the others by more than this many
/// times their range.
pub const READ_SAMPLES: usize = 5;
pub const READ_APART: f64 = 2.0;
/// A fall counts if it is more than this share of the range.
pub const FALL_COUNTS: f64 = 0.25;
/// The level left after each fall does not grow if it is higher at the end by at most this share of the range.
pub const COMES_BACK: f64 = 0.25;
/// A rise continues if the last twentieth of its time added more than this share of what a twentieth adds on average.
pub const GOES_ON: f64 = 0.25;
/// A fall is also substantial if it is more than the first share of the growth, and the second share of the growth
/// until then.
pub const FALL_REPORTED: f64 = 0.08;
pub const FALL_OF_THEN: f64 = 0.35;
/// A fall came after a rise if the rise before it is at least this share of the fall.
pub const ROSE_BEFORE_FALL: f64 = 0.5;
/// A rise begins later than detected for as long as it stays within this share of the growth, and at a lower point if
/// one lies lower by the second share within the third share of its time.
pub const ONSET_STANDS: f64 = 0.01;
pub const ONSET_LOWER: f64 = 0.10;
pub const ONSET_SOON: f64 = 0.33;
/// A line that had already risen by more than this share of the growth before the onset rose faster from there, but not
/// only then.
pub const ROSE_BEFORE: f64 = 0.15;
/// ... and did so steadily: the second half of that time lies higher than the first by this share of the growth.
pub const ROSE_STEADILY: f64 = 0.03;
/// It hardly rose since its onset if it rose by less than this share of the range.
pub const HARDLY_ROSE: f64 = 0.10;
/// A dip is short if its median lies below the level before it by at most this share of its depth.
pub const DIP_IS_SHORT: f64 = 0.3;
/// Beginning and end are at a level within this many times what is material.
pub const END_IS_LEVEL: f64 = 2.0;
/// Steps and jumps are reported if a few samples make up this share of the growth, each step more than this many times
/// the largest of the others; a jump consists of at most this many samples.
pub const STEPS_ARE_MOST: f64 = 0.5;
pub const STEP_STANDS_OUT: f64 = 2.0;
pub const SAMPLES_OF_JUMP: usize = 3;
/// The last share of the log that a line must reach for its behaviour at the end to be reported, and the largest number
/// of falls worth counting.
pub const AT_THE_END: f64 = 0.02;
pub const FALLS_REPORTED: usize = 20;
/// Most of a range.
pub const MOST_OF_RANGE: f64 = 0.5;
/// A rise gets faster if its second half added more than this many times what the first did.
pub const FASTER: f64 = 1.2;
/// The end counts as the top within this share of the range.
pub const AT_END: f64 = 0.10;
/// Steps are reported if together they make up this share of the growth.
pub const STEPS_REPORTED: std::ops::RangeInclusive<f64> = 0.5..=1.3;
/// Partial correlation with a load below which only a part of the ups and downs is attributed to the load.
pub const GOES_WITH: f64 = 0.70;
/// A rise that ended added no more than this share of it in the last third of the time.
pub const PLATEAU_ADDS: f64 = 0.05;
/// A share of RAM that is worth mentioning, and the share of the growth by which available memory must have fallen.
pub const SHARE_REPORTED: f64 = 0.10;
pub const AVAILABLE_FELL: f64 = 0.30;
/// On either side of a jump, this share of the time belongs to the jump.
pub const BESIDE_JUMP: f64 = 0.03;
/// A rise that gave back less than this share never came back.
pub const NEVER_CAME_BACK: f64 = 0.001;

/// Share of a load's samples that must be present.
pub const LOAD_PRESENT: f64 = 0.5;
/// Load and series change together if over this many points their changes correlate by more than this in both halves.
/// In none of 100 series does one of twelve random walks pass; 92 % of true loads do.
pub const LOAD_STRIDES: [(usize, f64); 2] = [(1, 0.25), (4, 0.40)];
/// Minimum number of changes in each half.
pub const LOAD_CHANGES: usize = 6;
/// Removing a load that also rose all the time may increase the ups and downs of the series by at most this factor.
pub const LOAD_MAY_ADD: f64 = 1.1;
/// Each doubling of the number of loads tried raises the correlation needed by this much.
pub const LOAD_PER_DOUBLING: f64 = 0.02;
/// Maximum number of loads that are set aside because they themselves pile up.
pub const LOADS_SET_ASIDE: usize = 6;
/// What is left after the load is taken out must show in the raw line too: its floor rises from the first quarter to the
/// last by this share of the growth.
pub const RAW_FLOOR_SHARE: f64 = 0.30;

/// The floor at the end holds this share of its largest rise, over this many stretches.
pub const END_HOLDS: f64 = 0.50;
pub const END_STRETCHES: usize = 16;
/// Maximum number of samples of a stretch from which its floor is taken.
pub const END_SAMPLES: usize = 1024;
/// Minimum number of stretches, if they are days.
pub const END_DAYS: usize = 4;

/// A recent rise is a leak, not only worth watching, if it exceeds what was seen before by this share of its range ...
pub const NEW_BY_FIRM: f64 = 1.0;
/// ... and by this many times what is material.
pub const NEW_BY_MATERIAL: f64 = 2.0;

/// Days of log from which working days are analysed separately, and the share of samples that weekends must make up.
pub const WEEK_DAYS: f64 = 4.0;
pub const WEEKEND_SHARE: f64 = 0.12;

/// Three steps are a staircase if their sizes and spacings vary by less than this.
pub const REGULAR_FEW: f64 = 0.3;

/// A change smaller than [`MATERIAL_SHARE`] matters if it is this many standard deviations of the noise, this share of
/// the level, and lasts for at least a day.
pub const CLEAR_NOISE: f64 = 8.0;
pub const CLEAR_SHARE: f64 = 0.002;
pub const CLEAR_GIVEN_BACK: f64 = 0.10;

/// Dips up to this share of the points wide are ignored, if together they make up at most this share of all points.
pub const DIP_WIDTH: f64 = 0.06;
pub const DIP_POINTS: f64 = 0.15;
pub const DIP_GIVEN_BACK: f64 = 0.15;

/// Falls between which it rises at similar rates: at most this many, each of which took at most this share of the total
/// rise; rates within this ratio. A fall that takes more is a release.
pub const TRIMS_MOST: usize = 3;
pub const TRIM_TOOK: f64 = 0.20;
pub const TRIM_RATES: f64 = 2.5;
/// Minimum number of points between two of them.
pub const TRIM_POINTS: usize = 12;

/// Days from which a pool that rises with a counter that piles up, or alongside a load that rises all the time, is
/// certainly a leak: until then both may come from load, and a weekend may bring both down.
pub const PILED_UP_DAYS: f64 = 14.0;

/// A pool leaked if it rose as long as one stretch of load lasted, and kept its growth after the load had gone: minimum
/// number of points; growth as a share of the level before; the share of the growth that was gained while the load was
/// present, and kept.
pub const KEPT_POINTS: usize = 40;
pub const KEPT_GROWTH: f64 = 0.10;
pub const KEPT_SHARE: f64 = 0.85;
/// A load is present above this share of its range, and gone below it. While it is present it is usually above the
/// second share.
pub const KEPT_LOAD_GONE: f64 = 0.25;
pub const KEPT_LOAD_THERE: f64 = 0.50;
/// At most the second share of a load's points lie between the first share and [`KEPT_LOAD_THERE`]; otherwise it is not
/// a load that came and went.
pub const KEPT_LOAD_LOW: f64 = 0.15;
pub const KEPT_LOAD_BETWEEN: f64 = 0.10;
/// It is gone for at least this share of the log, and for at least an hour.
pub const KEPT_GONE_SHARE: f64 = 0.10;
pub const KEPT_GONE_SECS: f64 = 3600.0;
/// A warm-up slows down while the load continues, a leak does not: the second half of that time adds at least this
/// share of the growth, its last quarter the second share, and no single point more than the third.
pub const KEPT_SECOND_HALF: f64 = 0.35;
pub const KEPT_LAST_QUARTER: f64 = 0.12;
pub const KEPT_JUMP: f64 = 0.20;

/// Minimum number of runs whose starts are compared across restarts.
pub const RUNS_LEAST: usize = 4;

/// Share of the way from start to top at which a pool at its limit is taken to have arrived.
pub const TOP_REACHED: f64 = 0.95;
/// A pool is at its top if it ends at this share of its rise or above.
pub const AT_TOP: f64 = 0.90;
/// A pool reached a limit if it came to at least this share of it.
pub const AT_LIMIT: f64 = 0.97;

/// This many runs that did not leak show what a warm-up is; another warm-up lasts less than this share of them.
pub const WARM_UPS_SEEN: usize = 2;
pub const WARM_UP_SHARE: f64 = 0.6;

/// A pool that rises faintly is a leak if a leaking counter rises with it: correlation of the two, and the p-value of
/// the pool's own drift.
pub const JOINT_CORRELATION: f64 = 0.60;
pub const JOINT_P: f64 = 0.05;
/// It still rises in its last third: its rate there may be at least this share of its overall rate. A pool that is
/// level at its end is not a faint rise, whatever rises alongside it.
pub const JOINT_GOES_ON: f64 = 0.3;
/// Hours until a falling counter reaches zero: from the first number (30 days) it is stable, from the second (a week)
/// at most a suspect.
pub const RUNNING_OUT_HOURS: f64 = 720.0;
pub const RUNNING_OUT_SOON_HOURS: f64 = 168.0;

/// Confidence in a leak whose pool ran out.
pub const CONFIDENCE_EXHAUSTED: f64 = 0.95;

/// A trend is fitted to the means of this many stretches. With fewer, white noise is followed less closely; with more,
/// it hides long memory.
pub const TREND_STRETCHES: usize = 96;
/// Prior preference for a random walk over any other model of the noise, as a logarithm: with it, intervals cover 88 to
/// 97 % on random walks, with or without added noise, and are wider than necessary on noise with a short memory.
pub const WALK_PRIOR: f64 = 2.0;
/// Models less likely than this, compared to the best, are left out.
pub const MODEL_WEIGHT_LEAST: f64 = 1e-4;

/// Share of leaks among logs of up to this confidence: firm leaks, provisional ones, suspects. Isotonic regression
/// (`tests/reference/calibrate.py`) on 141 families not used in developing the method, 1,410 logs; half of all logs are
/// assumed to leak, two fifths to be healthy, a tenth to be undecidable, which counts as not leaking.
pub const PROBABILITY_FIRM: [(f64, f64); 2] = [(0.941, 0.97), (1.0, 0.99)];
pub const PROBABILITY_PROVISIONAL: [(f64, f64); 2] = [(0.846, 0.60), (1.0, 0.88)];
pub const PROBABILITY_SUSPECT: [(f64, f64); 3] = [(0.475, 0.10), (0.55, 0.60), (1.0, 0.88)];

// Events that accompany a rise

/// An event accompanies a step if it is at most this long before it, or in the same interval between two samples.
pub const EVENT_WINDOW_SECS: f64 = 120.0;
/// With fewer samples, no step stands out.
pub const HAPPENINGS_SAMPLES: usize = 20;
/// Fewer steps prove nothing.
pub const HAPPENINGS_STEPS: usize = 3;
/// A change above the median by this many sigmas of all changes is a step ...
pub const STEP_NOISE: f64 = 8.0;
/// ... if it is also at least this share of the range.
pub const STEP_SHARE: f64 = 0.02;
/// If more than this share of the changes are steps, none stands out.
pub const STEPS_OF_CHANGES: f64 = 0.25;
/// An event accompanies the steps if at least this share of them has one.
pub const HAPPENINGS_SHARE: f64 = 0.6;
/// How far from a step its neighbourhood reaches: steps and events in the same hours coincide by chance.
pub const NEAR_SECS: f64 = 3600.0;
/// A pattern recurs if, moved to another time, it meets at least this share of its events.
pub const RECURS: f64 = 0.5;
/// The largest accepted probability of chance, after multiplication by the number of kinds tried.
pub const HAPPENINGS_CHANCE: f64 = 0.001;
/// The same for one event before the onset: a single coincidence weighs less, and is reported as one.
pub const ONSET_EVENT_CHANCE: f64 = 0.05;
/// An onset is known to about this precision: an event up to this long before it may have started the rise.
pub const ONSET_EVENT_SECS: f64 = 900.0;

// Processes that rise with a pool

/// A process whose correlation with the pool during its rise is below this is not in step with it.
pub const COMPANION_CORRELATION: f64 = 0.9;
/// Pool usage charged to a process explains nothing if it is less than this share of the rise.
pub const COMPANION_SHARE: f64 = 0.05;
/// Maximum number of processes named.
pub const COMPANIONS: usize = 3;
