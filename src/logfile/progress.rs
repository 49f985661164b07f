//! How far a job has got, and whether it is still wanted. Shared between the job and its observers.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// A job's counter and its stop button.
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicU64,
    total: AtomicU64,
    /// Whether `total` covers several logs, so that the start of a single one does not reset it.
    is_shared: AtomicBool,
    cancelled: AtomicBool,
    /// Number of items examined, which must be bounded by a file's size and not by the numbers in it.
    steps: AtomicU64,
}

impl Progress {
    /// Begins a stage of `total` units (usually bytes).
    pub fn begin(&self, total: u64) {
        if self.is_shared.load(Ordering::Relaxed) {
            return;
        }
        self.done.store(0, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
    }

    /// Begins a stage of several logs that are read in parallel, `total` bytes together.
    pub fn begin_all(&self, total: u64) {
        self.begin(total);
        self.is_shared.store(true, Ordering::Relaxed);
    }

    /// Adds units that were done.
    pub fn add(&self, done: u64) {
        self.done.fetch_add(done, Ordering::Relaxed);
    }

    /// Counts items as examined; the file itself dictates how many there are.
    pub fn step(&self, count: u64) {
        self.steps.fetch_add(count, Ordering::Relaxed);
    }

    pub fn steps(&self) -> u64 {
        self.steps.load(Ordering::Relaxed)
    }

    /// The share done, 0 to 1.
    pub fn share(&self) -> f32 {
        let total = self.total.load(Ordering::Relaxed);
        if total == 0 { 0.0 } else { (self.done.load(Ordering::Relaxed) as f64 / total as f64).min(1.0) as f32 }
    }

    /// Takes over what another process says of its own.
    pub fn set_share(&self, share: f32) {
        const WHOLE: u64 = 1_000_000;
        self.done.store((f64::from(share) * WHOLE as f64) as u64, Ordering::Relaxed);
        self.total.store(WHOLE, Ordering::Relaxed);
    }

    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// Stops the job that calls this, if it was cancelled.
    ///
    /// # Errors
    /// [`super::LogError::Cancelled`] if it was.
    pub fn check(&self) -> Result<(), super::LogError> {
        if self.is_cancelled() { Err(super::LogError::Cancelled) } else { Ok(()) }
    }
}
