#!/usr/bin/env python3
"""Straight leaks of a known rate in noise of every memory, for the coverage of intervals: `measure.py --module rates`.

The family's name ends with the ratio of growth to the noise's standard deviation (at the end of the log for random walks).
"""
import numpy as np
from families import DAY, HOUR, MB, PAGE, POOL
from gen import ar1, fgn

NOISES = {
    'white': lambda rng, n: rng.normal(0, 1, n),
    'tails': lambda rng, n: rng.standard_t(3, n) / 3**0.5,
    'ar50': lambda rng, n: ar1(rng, n, 0.5, 1),
    'ar90': lambda rng, n: ar1(rng, n, 0.9, 1),
    'ar97': lambda rng, n: ar1(rng, n, 0.97, 1),
    'walk': lambda rng, n: np.cumsum(rng.normal(0, 1, n)) / n**0.5,
    'walk_seen_through_noise': lambda rng, n: np.cumsum(rng.normal(0, 1, n)) / n**0.5 + 2 / n**0.5 * rng.normal(0, 1, n),
    'long_memory': lambda rng, n: fgn(rng, n, 0.85),
}

def make(seed=1, per=10):
    for k, (kind, noise) in enumerate(NOISES.items()):
        for ratio in (10, 30, 100):
            for i in range(per):
                rng = np.random.default_rng([seed, k, ratio, i])
                n = int(rng.uniform(200, 700))
                t = np.arange(n) * 300.0 * (8 * DAY / n / 300.0)
                base = rng.uniform(200, 2000) * MB
                size = base * rng.uniform(0.3, 0.9)
                v = base + size * t / t[-1] + noise(rng, n) * size / ratio
                yield dict(id=f'{kind}-{ratio}-{i}', family=f'{kind}_{ratio}', label='leak', t=t, start_s=0.0,
                           counters={POOL: np.maximum(PAGE, np.round(v / PAGE) * PAGE)},
                           slope_per_hour=size / (t[-1] / HOUR), onset_s=0.0)
