#!/usr/bin/env python3
"""The 57 families of `gen.py`, made for the first method, as `measure.py` takes them: `measure.py --module first`."""
import numpy as np
import gen
from families import LOADS, POOL, UPTIME

BEGIN = 8 * 3600.0
# seconds that the machine had been up when a log begins
UP = 400_000.0

def make(seed=1, per=10):
    for s in gen.make(seed, per):
        order = np.argsort(s['t'], kind='stable')
        t = np.asarray(s['t'], float)[order]
        counters = {POOL: np.asarray(s['v'], float)[order]}
        if s['load'] is not None: counters[LOADS[0]] = np.asarray(s['load'], float)[order]
        if s['restarts']:
            last = lambda x: max((r for r in s['restarts'] if r <= x + 1e-6), default=-UP)
            counters[UPTIME] = np.array([x - last(x) for x in t])
        yield dict(id=s['id'], family=s['family'], label=s['label'], t=t, start_s=BEGIN, counters=counters,
                   slope_per_hour=s.get('true_slope'), onset_s=s.get('onset'))
