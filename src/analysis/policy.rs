//! Every threshold of the verdict, with its unit and its reason. `tests/reference/proto.py` has the same numbers: whoever
//! changes one changes both, and the kept answers in `tests/data`.
//!
//! They were settled on generated series with known answers (57 families, development seeds only) and checked on seeds
//! and real series that were never looked at before. Shares are of 1.

/// Most points that the statistics work on: enough for the shape of a month, few enough for quadratic methods.
pub const POINTS_MOST: usize = 256;
/// Fewest samples of a run that is judged.
pub const SAMPLES_LEAST: usize = 10;
/// A change below this share of the start level is not material: caches and timers move that much.
pub const MATERIAL_SHARE: f64 = 0.015;
/// A change below this many quanta (pages, handles) is not material.
pub const MATERIAL_QUANTA: f64 = 16.0;

/// Largest quantum believed for values above a million: a page, bytes.
pub const QUANTUM_PAGE: f64 = 4096.0;
/// Largest quantum believed for small values: share of the level.
pub const QUANTUM_SHARE: f64 = 0.002;

/// A leak needs a drift p-value below the second number when the largest give-back is at most the first (share of the
/// growth). Calibrated on 20,000 driftless random walks: the union of these regions fires on 0.6 % of them.
pub const P_BY_GIVEN_BACK: [(f64, f64); 4] = [(0.05, 0.10), (0.10, 0.01), (0.15, 0.005), (f64::INFINITY, 0.002)];
/// Below this many points the give-back tiers are not valid: the last one always, and no staircase.
pub const POINTS_FOR_TIERS: usize = 100;
/// p-value needed after an undeclared restart, and with fewer than 8 troughs.
pub const P_STRICT: f64 = 0.001;
/// p-value needed with 6 or 7 troughs that never gave anything back.
pub const P_FEW_TROUGHS: f64 = 0.003;
/// p-value below which a rise is worth watching.
pub const P_SUSPECT: f64 = 0.03;
/// √1.5: increments of block means of a random walk correlate 0.25.
pub const RANDOM_WALK_INFLATION: f64 = 1.22;
/// Charged for trying several block counts.
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

/// After one or two falls: below this share of the rise kept it was released, above the other it hardly fell.
pub const KEPT_LOW: f64 = 0.35;
pub const KEPT_HIGH: f64 = 0.70;
/// The floor view: this quantile of buckets of at least so many samples.
pub const FLOOR_QUANTILE: f64 = 0.10;
pub const FLOOR_SAMPLES: usize = 5;
/// Ends of the log searched for growth that began only recently, share of the time.
pub const RECENT: [f64; 3] = [0.25, 0.125, 0.0625];
/// Fewest samples in such an end.
pub const RECENT_SAMPLES: usize = 60;
/// A rise before a fall below this share of the fall: it fell without having risen, so it is a restart.
pub const RESTART_RISE: f64 = 0.40;
/// A fall within this share of the run is sharp.
pub const SHARP: f64 = 0.05;
/// Growth after a fall must pass the old peak by this share of the fall: after a sharp and after a slow one.
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
/// The same where the log counts no work at all.
pub const PROVISIONAL_DAYS_ALONE: f64 = 7.0;
/// A rise shorter than this many seconds is no more than suspect, unless it is the last share of what was there before; and
/// so is one in a log shorter than the second number: a morning's work looks like that.
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
/// What came after a jump is looked at alone where the jump lies before this share of the points.
pub const JUMP_IS_EARLY: f64 = 0.6;
/// Growth after a jump that matters: a share of the whole growth.
pub const AFTER_JUMP_SHARE: f64 = 0.15;
/// Fewest samples of a part that is judged alone.
pub const PART_SAMPLES: usize = 20;

/// Increments that a t-test of a drift needs.
pub const INCREMENTS_LEAST: usize = 4;
/// Quanta over this is the least deviation believed of increments between block medians; of single residuals; of noise.
pub const QUANTA_PER_INCREMENT: f64 = 12.0;
pub const QUANTA_PER_RESIDUAL: f64 = 6.0;
pub const QUANTA_PER_SIGMA: f64 = 4.0;
/// Largest lag-1 autocorrelation believed of what a bend leaves.
pub const AUTOCORRELATION_MOST: f64 = 0.99;

/// Share of the points whose median stands for an end.
pub const END_SHARE: f64 = 0.06;
/// Share of the points at either end that the range leaves out.
pub const OUTLIERS: f64 = 0.02;
/// Points from which they are smoothed, by a running median so wide; and from which by a wider one.
pub const SMOOTH_POINTS: usize = 20;
pub const SMOOTH: usize = 3;
pub const SMOOTH_WIDE_POINTS: usize = 40;
pub const SMOOTH_WIDE: usize = 5;
/// Fewest points that say anything of the noise, and of a slope's interval.
pub const NOISE_POINTS: usize = 5;
pub const SLOPE_POINTS: usize = 4;

/// Samples whose median is the level that the time left starts from.
pub const LAST_SAMPLES: usize = 3;
/// A last run shorter than this share of the longest does not decide over an earlier leak.
pub const SHORT_RUN: f64 = 0.35;
/// Start-ups told by two headers that are closer than this are one, milliseconds.
pub const ONE_BOOT_MS: i64 = 60_000;
/// Fewest points that are set against a load.
pub const LOAD_POINTS: usize = 12;

/// Confidence is a product; each factor below 1 is for something that makes a mistake likelier. It starts here,
pub const CONFIDENCE_MOST: f64 = 0.99;
/// with few samples it is less,
pub const FEW_SAMPLES: usize = 30;
pub const CONFIDENCE_FEW: f64 = 0.90;
/// and it goes by the p-value over the one needed: below these it is strong, and good.
pub const EVIDENCE_STRONG: f64 = 0.01;
pub const EVIDENCE_GOOD: f64 = 0.1;
/// Give-back that costs no confidence, and little.
pub const LITTLE_GIVEN_BACK: f64 = 0.10;
pub const SOME_GIVEN_BACK: f64 = 0.20;
/// A last part slower than this share of the mean slope costs confidence.
pub const LATE_IS_SLOW: f64 = 0.5;

/// Steps of a staircase: fewest at all, of equal ones, and of others that gave back next to nothing.
pub const STEPS_LEAST: usize = 3;
pub const STEPS_REGULAR: usize = 4;
pub const STEPS_ANY: usize = 5;
pub const STEPS_GIVE_BACK: f64 = 0.03;
/// Steps make up more than this share of the growth, and the stairs gave back at most this share of it.
pub const STEPS_SHARE: f64 = 0.75;
pub const STAIRS_GIVE_BACK: f64 = 0.10;
/// Coefficient of variation of equal steps.
pub const REGULAR: f64 = 0.5;
/// Points that a bend is fitted to.
pub const BEND_POINTS: usize = 8;

/// Teeth of a sawtooth: so many falls, that take back this share of the growth; a tooth is as deep as this share of the
/// usual fall.
pub const TEETH: usize = 3;
pub const TEETH_SHARE: f64 = 0.5;
pub const TOOTH_DEPTH: f64 = 0.5;
/// Low points that a floor needs.
pub const TROUGHS_LEAST: usize = 4;
/// A floor rose by more than this share of the usual fall.
pub const FLOOR_GROWTH: f64 = 0.25;
/// Six or seven low points gave back at most this share.
pub const FEW_TROUGHS_GIVE_BACK: f64 = 0.05;
/// Share of the samples between two peaks that make up the low point.
pub const LOWEST: f64 = 0.12;

/// A sharp drop is a release where it and what rose before are these shares of the growth at least.
pub const RELEASE_SHARE: f64 = 0.15;
pub const RELEASE_ROSE: f64 = 0.10;
/// A rise before a fall is one from this share of the swing's threshold on.
pub const ROSE_AT_ALL: f64 = 0.25;
/// What came after a fall is judged alone where it is this share of the time; as a restart, this.
pub const SINCE_FALL: f64 = 0.25;
pub const SINCE_RESTART: f64 = 0.3;
/// What a recent rise has to pass: quantiles of what was seen before, and this share of their distance.
pub const SEEN_BEFORE: f64 = 0.005;
pub const NEW_BY: f64 = 0.5;

/// A gap in the samples may be a restart: from this many intervals on; this many, or this long, surely is long.
pub const GAP_LEAST: f64 = 3.5;
pub const GAP_MOST: f64 = 20.0;
pub const GAP_MOST_SECS: f64 = 1800.0;
/// Samples between two restarts.
pub const SAMPLES_BETWEEN: usize = 5;
/// Samples on either side of a gap whose medians are compared.
pub const RESTART_SIDE: usize = 3;
/// Moments closer than this are one.
pub const SAME_MOMENT_SECS: f64 = 1e-6;
/// Quantile that is the floor of a run; a restart falls by these shares of the growth above it, of the level, and by this
/// much of the noise.
pub const RUN_FLOOR: f64 = 0.05;
pub const FALL_OF_GROWTH: f64 = 0.5;
pub const FALL_OF_LEVEL: f64 = 0.05;
pub const FALL_OF_NOISE: f64 = 6.0;

/// Points that a daily cycle needs, and how finely a day is cut.
pub const SEASON_POINTS: usize = 36;
pub const SEASON_BINS: (f64, f64) = (6.0, 24.0);
/// A peak of the day is as high as this share of the amplitude.
pub const SEASON_PEAK: f64 = 0.35;
/// Without the cycle less than this share of the variation is left, and a day correlates with the one before by more than
/// this.
pub const SEASON_REST: f64 = 0.6;
pub const SEASON_REPEATS: f64 = 0.5;
/// How often profile and slope are fitted in turn: it changes no more after the third time.
pub const SEASON_ROUNDS: usize = 3;
/// The quiet hours are one of so many parts of the day, and so are the busy ones.
pub const SEASON_PARTS: usize = 3;
/// More points than these are set against those of the day before.
pub const SEASON_PAIRS: usize = 8;

/// Hours to the limit below which a leak is critical (a day), high (a week), medium (30 days), low (a year).
pub const CRITICAL_HOURS: f64 = 24.0;
pub const HIGH_HOURS: f64 = 168.0;
pub const MEDIUM_HOURS: f64 = 720.0;
pub const LOW_HOURS: f64 = 8760.0;

/// p-values are not believed below this.
pub const P_LEAST: f64 = 1e-12;
/// The p-value needed whatever was given back.
pub const P_STRICTEST: f64 = P_BY_GIVEN_BACK[P_BY_GIVEN_BACK.len() - 1].1;
/// Charged for a second look at the same series.
pub const TWO_LOOKS: f64 = 2.0;
/// Factors of confidence: evidence that is good, and weak;
pub const CONFIDENCE_GOOD: f64 = 0.97;
pub const CONFIDENCE_WEAK: f64 = 0.90;
/// some, and much given back;
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

/// How surely a verdict that is no alarm is *not* an active leak, by how often it was wrong on generated series.
pub const CONFIDENCE_STABLE: f64 = 0.97;
pub const CONFIDENCE_CYCLIC: f64 = 0.95;
pub const CONFIDENCE_RELEASED: f64 = 0.92;
pub const CONFIDENCE_PLATEAU: f64 = 0.85;
pub const CONFIDENCE_STEP: f64 = 0.80;
pub const CONFIDENCE_INCONCLUSIVE: f64 = 0.30;

/// Low points from which the drift test works as on any series; that are enough; that are few.
pub const TROUGHS_MANY: usize = 10;
pub const TROUGHS_ENOUGH: usize = 8;
pub const TROUGHS_FEW: usize = 6;
/// Increments that few low points must have.
pub const INCREMENTS_OF_TROUGHS: usize = 3;
/// The last part of a rise: one of so many, of at least so many points.
pub const LATE_PART: usize = 3;
pub const LATE_POINTS: usize = 4;
/// A staircase goes on where it was quiet for at most so many usual steps.
pub const STAIRS_GO_ON: f64 = 2.0;
/// Points before a fall from which their beginning is a median.
pub const START_POINTS: usize = 3;
/// A jump lies between stretches of one of so many parts, of at least so many points.
pub const JUMP_PARTS: usize = 40;
pub const JUMP_WIDTH: usize = 3;
/// Fewest such stretches in a run that is searched for jumps.
pub const JUMP_WIDTHS: usize = 4;
/// Values above this are amounts of memory, whose quantum is a page.
pub const LARGE_VALUE: f64 = 1e6;

/// A rise to the maximum that takes less than this share of the run is said to take all the time since its onset.
pub const RISE_TO_MAXIMUM: f64 = 0.25;
/// A sample is read as the usual one of so many from it, where it lies apart from the others by more than so many times
/// their range.
pub const READ_SAMPLES: usize = 5;
pub const READ_APART: f64 = 2.0;
/// A fall counts where it is more than this share of the range.
pub const FALL_COUNTS: f64 = 0.25;
/// What is left after each fall does not grow where it is higher at the end by this share of the range at most.
pub const COMES_BACK: f64 = 0.25;
/// A rise goes on where the last twentieth of its time added this share of what a twentieth adds on average.
pub const GOES_ON: f64 = 0.25;
/// A fall is substantial as well where it is this share of the growth, and the second of what had grown until then.
pub const FALL_TOLD: f64 = 0.08;
pub const FALL_OF_THEN: f64 = 0.35;
/// What fell had risen before by this share of the fall.
pub const ROSE_BEFORE_FALL: f64 = 0.5;
/// A rise begins later than was found while it stands still within this share of the growth, and lower where it is lower by
/// the second share within the third share of its time.
pub const ONSET_STANDS: f64 = 0.01;
pub const ONSET_LOWER: f64 = 0.10;
pub const ONSET_SOON: f64 = 0.33;
/// A line that had risen by more than this share of the growth before the onset rose faster from there, but not only then.
pub const ROSE_BEFORE: f64 = 0.15;
/// ... and had done so steadily: its second half then lies higher than the first by this share of the growth.
pub const ROSE_STEADILY: f64 = 0.03;
/// Since its onset it hardly rose where that is less than this share of the range.
pub const HARDLY_ROSE: f64 = 0.10;
/// A dip is short where the usual sample in it lies this share of its depth below what was before at most.
pub const DIP_IS_SHORT: f64 = 0.3;
/// Beginning and end are at a level within so many times what is material.
pub const END_IS_LEVEL: f64 = 2.0;
/// Steps and jumps are reported where so many samples make up this share of the growth, each of them so many times the
/// largest of the others.
pub const STEPS_ARE_MOST: f64 = 0.5;
pub const STEP_STANDS_OUT: f64 = 2.0;
pub const SAMPLES_OF_JUMP: usize = 3;
/// The log's last share that a line must reach to say what it does at the end, and how many falls are worth counting.
pub const AT_THE_END: f64 = 0.02;
pub const FALLS_TOLD: usize = 20;
/// Most of a range.
pub const MOST_OF_RANGE: f64 = 0.5;
/// A rise is faster where its second half added so many times what the first did.
pub const FASTER: f64 = 1.2;
/// The end is at the top within this share of the range.
pub const AT_END: f64 = 0.10;
/// Steps are reported where together they make up this share of the growth.
pub const STEPS_TOLD: std::ops::RangeInclusive<f64> = 0.5..=1.3;
/// Partial correlation with a load below which only a part of the ups and downs is said to be the load's.
pub const GOES_WITH: f64 = 0.70;
/// A rise that ended added no more than this share of it in the last third of the time.
pub const PLATEAU_ADDS: f64 = 0.05;
/// A share of RAM that is worth a sentence, and how much of the growth the memory available must have fallen by.
pub const SHARE_TOLD: f64 = 0.10;
pub const AVAILABLE_FELL: f64 = 0.30;
/// Beside a jump, this share of the time is its own.
pub const BESIDE_JUMP: f64 = 0.03;
/// Less than this share given back is never having come back.
pub const NEVER_CAME_BACK: f64 = 0.001;

/// Share of a load's samples that must be there.
pub const LOAD_PRESENT: f64 = 0.5;
/// Load and series change together: over so many points their changes correlate by more than this in both halves. Of
/// twelve random walks one passes in none of 100 series; of true loads 92 % do.
pub const LOAD_STRIDES: [(usize, f64); 2] = [(1, 0.25), (4, 0.40)];
/// Fewest changes in a half.
pub const LOAD_CHANGES: usize = 6;
/// What a load that rose all the time too would add to the ups and downs of the series: no more than this.
pub const LOAD_MAY_ADD: f64 = 1.1;
/// Each doubling of the number of loads tried costs so much correlation.
pub const LOAD_PER_DOUBLING: f64 = 0.02;
/// Loads that pile up themselves are set aside, so many at most.
pub const LOADS_SET_ASIDE: usize = 6;
/// What is left after the load is taken out must show in the raw line too: its floor rises from the first quarter to the
/// last by this share of the growth.
pub const RAW_FLOOR_SHARE: f64 = 0.30;

/// The floor at the end holds this share of what it had risen at most, over so many stretches.
pub const END_HOLDS: f64 = 0.50;
pub const END_STRETCHES: usize = 16;
/// Samples of a stretch that its floor is taken from.
pub const END_SAMPLES: usize = 1024;
/// Fewest stretches, where they are days.
pub const END_DAYS: usize = 4;

/// A recent rise is a leak, not only worth watching, where it passes what was seen before by this share of its range.
pub const NEW_BY_FIRM: f64 = 1.0;
/// ... and by so many times what is material.
pub const NEW_BY_MATERIAL: f64 = 2.0;

/// Days of log from which working days are looked at alone, and the share of samples that weekends must be.
pub const WEEK_DAYS: f64 = 4.0;
pub const WEEKEND_SHARE: f64 = 0.12;

/// Three steps are a staircase where their sizes and spacings vary by less than this.
pub const REGULAR_FEW: f64 = 0.3;

/// A change smaller than [`MATERIAL_SHARE`] matters where it is this many standard deviations of the noise, this share of
/// the level, and shows for a day at least.
pub const CLEAR_NOISE: f64 = 8.0;
pub const CLEAR_SHARE: f64 = 0.002;
pub const CLEAR_GIVEN_BACK: f64 = 0.10;

/// Dips up to this share of the points wide are looked past, where they are at most this share of all points.
pub const DIP_WIDTH: f64 = 0.06;
pub const DIP_POINTS: f64 = 0.15;
pub const DIP_GIVEN_BACK: f64 = 0.15;

/// Falls between which it rises alike: so many, each of which took this share of all that rose at most; rates within this
/// ratio. What takes more is a release.
pub const TRIMS_MOST: usize = 3;
pub const TRIM_TOOK: f64 = 0.20;
pub const TRIM_RATES: f64 = 2.5;
/// Points between two of them.
pub const TRIM_POINTS: usize = 12;

/// Days from which a pool that rises with what piles up, or beside a load that rises all the time, is a leak for sure:
/// until then both may come from load, and a week's end may bring both down.
pub const PILED_UP_DAYS: f64 = 14.0;

/// A pool that rose as long as one stretch of load lasted, and kept this share of it after the load had gone, leaked:
/// fewest points; growth as a share of the level before; the share that was gained while the load was there.
pub const KEPT_POINTS: usize = 40;
pub const KEPT_GROWTH: f64 = 0.10;
pub const KEPT_SHARE: f64 = 0.85;
/// A load is there above this share of its range, and gone below it. While it is there it is above the second share as a rule.
pub const KEPT_LOAD_GONE: f64 = 0.25;
pub const KEPT_LOAD_THERE: f64 = 0.50;
/// Points of a load between the lower share and that: no more than this share, or it is no load that came and went.
pub const KEPT_LOAD_LOW: f64 = 0.15;
pub const KEPT_LOAD_BETWEEN: f64 = 0.10;
/// It is gone for this share of the log at least, and for an hour.
pub const KEPT_GONE_SHARE: f64 = 0.10;
pub const KEPT_GONE_SECS: f64 = 3600.0;
/// A warm-up slows down while the load goes on: the second half of that time adds this share of the growth, its last
/// quarter this one, and no point more than the third.
pub const KEPT_SECOND_HALF: f64 = 0.35;
pub const KEPT_LAST_QUARTER: f64 = 0.12;
pub const KEPT_JUMP: f64 = 0.20;

/// Fewest runs whose beginnings are compared across restarts.
pub const RUNS_LEAST: usize = 4;

/// Of the way from start to top: where a pool at its limit is held to have arrived.
pub const TOP_REACHED: f64 = 0.95;
/// A pool at its top is within this share of its maximum at the end.
pub const AT_TOP: f64 = 0.90;
/// A pool reached a limit within this share of it.
pub const AT_LIMIT: f64 = 0.97;

/// So many runs that did not leak show what a warm-up is; one more lasts less than this share of them.
pub const WARM_UPS_SEEN: usize = 2;
pub const WARM_UP_SHARE: f64 = 0.6;

/// A pool that rises faintly is a leak where a counter that leaks rises with it: correlation of the two, and the p-value
/// of its own drift.
pub const JOINT_CORRELATION: f64 = 0.60;
pub const JOINT_P: f64 = 0.05;
/// It still rises in its last third: at least that share of its rate in all may be there. One that stands still at its end is
/// no faint rise, whatever rises beside it.
pub const JOINT_GOES_ON: f64 = 0.3;
/// Hours until a falling counter reaches zero: from the first on (30 days) it is stable, from the second on (a week) a
/// suspect at most.
pub const RUNNING_OUT_HOURS: f64 = 720.0;
pub const RUNNING_OUT_SOON_HOURS: f64 = 168.0;

/// Confidence in a leak whose pool ran out.
pub const CONFIDENCE_EXHAUSTED: f64 = 0.95;

/// A trend is fitted to the means of so many stretches. Fewer follow white noise less closely, more hide long memory in it.
pub const TREND_STRETCHES: usize = 96;
/// Beforehand a random walk is so much likelier than any other model of the noise, as a logarithm: with it intervals
/// cover 88 to 97 % on walks, seen through noise or not, and are wider than they need be on noise that is soon forgotten.
pub const WALK_PRIOR: f64 = 2.0;
/// Models less likely than this, compared to the best, are left out.
pub const MODEL_WEIGHT_LEAST: f64 = 1e-4;

/// Share of leaks among logs of up to this confidence: firm leaks, provisional ones, suspects. Isotonic regression
/// (`tests/reference/calibrate.py`) on 141 families that the method was not made on, 1,410 logs; half of all logs are taken
/// to leak, two fifths to be healthy, a tenth undecidable, which counts as not leaking.
pub const PROBABILITY_FIRM: [(f64, f64); 2] = [(0.941, 0.97), (1.0, 0.99)];
pub const PROBABILITY_PROVISIONAL: [(f64, f64); 2] = [(0.846, 0.60), (1.0, 0.88)];
pub const PROBABILITY_SUSPECT: [(f64, f64); 3] = [(0.475, 0.10), (0.55, 0.60), (1.0, 0.88)];

// Events beside a rise

/// An event this long before a step, or in the same stretch between two samples, comes with it.
pub const HAPPENING_SECS: f64 = 120.0;
/// Fewer samples have no steps that stand out.
pub const HAPPENINGS_SAMPLES: usize = 20;
/// Fewer steps prove nothing.
pub const HAPPENINGS_STEPS: usize = 3;
/// A change above the median by so many sigmas of all changes is a step.
pub const STEP_NOISE: f64 = 8.0;
/// And by no less than this share of the range.
pub const STEP_SHARE: f64 = 0.02;
/// Where more of the changes than this share are steps, none stands out.
pub const STEPS_OF_CHANGES: f64 = 0.25;
/// An event comes with the steps where at least this share of them has one.
pub const HAPPENINGS_SHARE: f64 = 0.6;
/// Steps and events of the same hours come together by chance: how far from a step its neighbourhood reaches.
pub const NEAR_SECS: f64 = 3600.0;
/// A pattern recurs where another time of it has this share of the events that it has.
pub const RECURS: f64 = 0.5;
/// The most that may be by chance, times the kinds that were tried.
pub const HAPPENINGS_CHANCE: f64 = 0.001;
/// The same for one event before the onset: a single coincidence weighs less, and is said as one.
pub const ONSET_EVENT_CHANCE: f64 = 0.05;
/// An onset is known to about this: an event so long before it may be what began the rise.
pub const ONSET_EVENT_SECS: f64 = 900.0;

// Processes beside a pool

/// Below this correlation with the pool over its rise a process is not in step with it.
pub const COMPANION_CORRELATION: f64 = 0.9;
/// Pool charged to a process that is less of the rise than this explains nothing.
pub const COMPANION_SHARE: f64 = 0.05;
/// Processes that are named.
pub const COMPANIONS: usize = 3;
