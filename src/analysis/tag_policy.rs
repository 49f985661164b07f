//! Every threshold for what is reported about pool tags, with its unit and its reason. Shares are fractions of 1.

/// A tag that grew by less than this share of its pool's growth is not judged by itself: it is not worth asking about.
pub const WORTH_JUDGING: f64 = 0.01;

/// A pool that grew by less than this share of itself hardly grew: shares of that growth would be shares of noise.
pub const POOL_GROWS: f64 = 0.01;

/// A tag that leaks by less than this share of its pool's growth does not account for the pool's leak.
pub const LEAK_SHARE: f64 = 0.05;

/// Practically all new allocations are freed if at least this share of them is: `cckT` frees 99.99 % of 2.8 billion.
pub const BUSY_FREED: f64 = 0.99;

/// This many allocations make a tag busy; quiet tags make thousands.
pub const BUSY_ALLOCATIONS: f64 = 1e6;

/// A tag that freed more than this share of what it took does not hold what it takes: `RTLF` frees 9.7 %.
pub const HELD_FREED: f64 = 0.95;

/// With a single snapshot: a tag that freed less than this share of what it ever took kept most of it.
pub const KEPT_FREED: f64 = 0.5;

/// A tag that holds this share of its pool is large.
pub const LARGE: f64 = 0.05;

/// A tag that grew by less than this share of itself is still.
pub const STILL: f64 = 0.02;

/// Allocations that are too few for a steady leak: `ismc` holds 332 MB in three.
pub const FEW: f64 = 64.0;

/// Maximum number of tags of each pool whose drivers are searched for: more are not of interest.
pub const ASKED: usize = 32;

/// A tag that holds less of the rise than this is not the first one whose driver to look for.
pub const SUSPECTED: f64 = 0.3;

/// A listing with fewer tags of a pool than this share of the largest number is incomplete: what it lacks says nothing.
pub const WHOLE_LISTING: f64 = 0.5;

/// A tag that a complete listing lacks holds no more than the smallest tag listed, or than the rest of the pool:
/// nothing, if that is less than this share of the most that the tag ever held. Listings of only the largest tags end
/// too high for that.
pub const NOTHING: f64 = 0.05;

/// A tag that rises for less than this may be following a working day: two days are enough to tell.
pub const LONG_SECS: f64 = 2.0 * 86_400.0 * 0.98;
