#!/usr/bin/env python3
"""Labelled logs of several counters, one group of families for each way in which the first method failed.

`make(seed, per)` yields dicts: id, family, label (leak | no_leak | inconclusive), t (seconds from 0), counters
(path without computer -> values, NaN = blank), slope_per_hour (bytes, or None), onset_s, start_s (of t = 0, from Monday
00:00). Deterministic by seed. Leaks have healthy twins: the same shape without what makes it a leak.
"""
import math
import numpy as np
from gen import ar1, fgn

PAGE, MB, GB, HOUR, DAY = 4096.0, 2.0**20, 2.0**30, 3600.0, 86400.0
POOL = r'\Memory\Pool Nonpaged Bytes'
TCP = r'\TCPv4\Connections Established'
LOADS = [r'\Server\Bytes Total/sec', r'\Server\Server Sessions', r'\Server\Files Open', TCP,
         r'\Network Interface(nic)\Bytes Total/sec', r'\System\Processes', r'\Redirector\Bytes Total/sec',
         r'\Server Work Queues(0)\Current Clients', r'\Redirector\Current Commands', r'\TCPv6\Connections Established',
         r'\SMB Server Shares(a)\Tree Connect Count', r'\SMB Server Shares(a)\Current Open File Count']
FAILURES = r'\Server\Pool Nonpaged Failures'
UPTIME = r'\System\System Up Time'


class Log:
    """What a family builds: axis, level and noise, then counters."""

    def __init__(self, rng, days=None, n=None):
        self.rng = rng
        span = DAY * (days if days is not None else math.exp(rng.uniform(math.log(0.3), math.log(20))))
        self.n = int(n if n is not None else math.exp(rng.uniform(math.log(250), math.log(4000))))
        self.dt = span / self.n
        self.t = np.arange(self.n) * self.dt
        self.u = self.t / self.t[-1]
        self.start = rng.uniform(0, 7 * DAY)
        self.base = math.exp(rng.uniform(math.log(40 * MB), math.log(2 * GB)))
        self.sd = self.base * math.exp(rng.uniform(math.log(3e-4), math.log(5e-3)))
        self.counters, self.slope, self.onset = {}, None, None

    def noise(self, sd=None, phi=None):
        sd = self.sd if sd is None else sd
        kind = self.rng.integers(4)
        phi = phi if phi is not None else [0.0, 0.4, 0.8, 0.6][kind]
        x = ar1(self.rng, self.n, phi, sd)
        if kind == 3: x += sd * self.rng.standard_t(3, self.n) * 0.5
        return x

    def grow(self, amount, shape=None):
        """A steady leak of so much; the true rate is noted."""
        self.slope, self.onset = amount / (self.t[-1] / HOUR), 0.0
        return amount * (self.u if shape is None else shape)

    def clock(self):
        return (self.t + self.start)

    def day(self, sharp=1.0):
        """0..1 by time of day, each day a little different."""
        h = (self.clock() % DAY) / DAY
        level = np.clip(np.sin((h - 0.29) * 2 * math.pi) + 0.25, 0, None) / 1.25
        days = (self.clock() // DAY).astype(int)
        return level**sharp * self.rng.uniform(0.8, 1.2, days.max() + 2)[days]

    def working(self, weekend=0.05):
        return np.where((self.clock() % (7 * DAY)) < 5 * DAY, 1.0, weekend)

    def walk(self, share=1.0):
        """A random walk that ends about so far from its beginning."""
        return np.cumsum(self.rng.normal(0, 1, self.n)) * share / math.sqrt(self.n)

    def as_load(self, x, path=None):
        self.counters[path or LOADS[self.rng.integers(len(LOADS))]] = np.maximum(0, x)

    def pool(self, v):
        self.counters[POOL] = np.maximum(PAGE, np.round(np.asarray(v) / PAGE) * PAGE)
        return self


def lump(log, at, width):
    return np.exp(-0.5 * ((log.u - at) / width) ** 2)


def steps(log, times, sizes):
    return sum(s * (log.t >= at) for at, s in zip(times, sizes))


# 1. load adjustment: leaks under falling traffic, and flat pools under it
def falling(rng, leaks, form):
    log = Log(rng)
    load = {0: 1 - 0.8 * log.u, 1: np.exp(-3 * log.u), 2: 1 / (1 + np.exp((log.u - 0.5) * 12))}[form]
    load = load * (1 + 0.08 * ar1(rng, log.n, 0.7, 1))
    log.as_load(load * rng.uniform(50, 5000))
    share = rng.uniform(0.02, 0.08) * log.base
    v = log.base + (log.grow(log.base * rng.uniform(0.1, 0.6)) if leaks else 0) + log.noise()
    return log.pool(v + (share * load if rng.random() < 0.5 else 0))


# 2. what leaks with the pool: connections that pile up
def connections(rng, leaks, form):
    log = Log(rng)
    held = 0 if form == 0 else 0.15 * log.day()
    if leaks:
        piled = log.u + held + 0.01 * ar1(rng, log.n, 0.8, 1) + (0.03 * log.walk() if form == 2 else 0)
        log.slope, log.onset = None, 0.0
    else:
        piled = 0.3 * log.day(0.5) + sum(lump(log, c, rng.uniform(0.03, 0.1)) for c in rng.uniform(0.1, 0.8, 3))
    log.as_load(50 + rng.uniform(300, 9000) * piled, TCP)
    return log.pool(log.base * (1 + rng.uniform(0.15, 0.8) * piled) + log.noise())


# 3. unrelated walks beside the pool
def walks(rng, leaks, form):
    log = Log(rng)
    for path in LOADS[:(4, 8, 12)[form]]:
        log.counters[path] = np.maximum(0, 500 + 300 * log.walk())
    if form == 2:
        for path in LOADS[:12:3]: log.counters[path][rng.random(log.n) < 0.1] = np.nan
    rise = log.grow(log.base * rng.uniform(0.06, 0.5)) if leaks else 0
    bend = 0.02 * log.base * log.walk() if leaks else 0.12 * log.base * ar1(rng, log.n, 0.97, 0.2)
    return log.pool(log.base + rise + bend + log.noise())


# 4. the pool runs into its limit; the twin warms up
def exhausted(rng, leaks, form):
    log = Log(rng, n=int(rng.uniform(400, 3000)))
    top = log.base * rng.uniform(1.5, 4)
    at = rng.uniform(0.4, 0.85)
    rise = np.minimum(log.u / at, 1.0) if leaks or form == 0 else 1 - np.exp(-log.u * rng.uniform(5, 9))
    full = np.minimum(log.base + (top - log.base) * rise + log.noise(), top + log.sd)
    if leaks:
        refused = np.cumsum(np.where(log.u > at, rng.poisson(0.3 + 4 * (form == 1), log.n), 0)).astype(float)
        log.counters[FAILURES] = refused
        log.onset = 0.0
        if form == 2: full = full - 0.03 * top * (rng.random(log.n) < 0.02) * (log.u > at)
    elif form == 2: log.counters[FAILURES] = np.zeros(log.n)
    return log.pool(full)


# 5. late onset; the twin ends in a load that began lately too
def late(rng, leaks, form):
    log = Log(rng, n=int(rng.uniform(800, 4000)))
    at = 1 - (0.07, 0.15, 0.3)[form] * rng.uniform(0.9, 1.3)
    size = log.base * rng.uniform(0.1, 0.5)
    if leaks:
        rise = np.clip((log.u - at) / (1 - at), 0, 1) * size
        log.onset = at * log.t[-1]
        log.slope = size / ((1 - at) * log.t[-1] / HOUR)
    else:
        width = (1 - at) / 5
        rise = size * lump(log, at + 2.2 * width, width)
    return log.pool(log.base + rise + log.noise())


# 6. a floor that rises; in the twin it falls again at the end
def floor(rng, leaks, form):
    log = Log(rng, n=int(rng.uniform(500, 4000)))
    teeth = int(rng.uniform(8, 30))
    phase = (log.u * teeth) % 1
    depth = log.base * rng.uniform(0.1, 0.3)
    wave = {0: phase, 1: phase**2, 2: (phase > 0.4) * 1.0}[form]
    size = depth * rng.uniform(1.0, 2.5)
    rise = log.grow(size) if leaks else size * np.where(log.u < 0.72, log.u / 0.72, np.clip((0.95 - log.u) / 0.23, 0, 1))
    return log.pool(log.base + rise + depth * wave + log.noise(log.base * 1e-3))


# 7. weeks: a flat weekend at the end, a leak that works office hours; the twin only follows the week
def week(rng, leaks, form):
    log = Log(rng, days=(rng.uniform(8, 13), rng.uniform(15, 30), rng.uniform(6, 9))[form], n=int(rng.uniform(700, 4000)))
    log.start = (7 * DAY - log.t[-1] % (7 * DAY) + rng.uniform(-0.1, 0.0) * DAY) % (7 * DAY)   # ends on Sunday night
    load = log.day() * log.working()
    swing = log.base * rng.uniform(0.05, 0.3)
    v = log.base + swing * load + log.noise()
    if leaks:
        worked = np.cumsum(load)
        size = log.base * rng.uniform(0.15, 0.7)
        v = v + size * worked / worked[-1]
        log.slope, log.onset = (size / (log.t[-1] / HOUR)), 0.0
    if form == 2: log.as_load(load * 1e6 * (1 + 0.05 * rng.normal(0, 1, log.n)))
    return log.pool(v)


# 8. stairs: at night, at irregular times, over restarts that free a part; the twins give all back
def nights(rng, leaks, form):
    count = (3, int(rng.integers(4, 9)), int(rng.integers(3, 6)))[form]
    log = Log(rng, days=count + rng.uniform(0.2, 0.9), n=int(rng.uniform(600, 3000)))
    first = rng.uniform(0.1, 0.8) * DAY
    at = [first + k * DAY + (rng.uniform(-0.15, 0.15) * DAY if form == 2 else rng.normal(0, 200)) for k in range(count)]
    at = [x for x in at if x < log.t[-1] * 0.99]
    sizes = [log.base * rng.uniform(0.12, 0.2) * rng.uniform(0.9, 1.1) for _ in at]
    v = log.base + log.noise(log.base * 8e-4)
    if leaks:
        v = v + steps(log, at, sizes)
        log.onset = at[0]
    else:
        for x, s in zip(at, sizes): v = v + s * ((log.t >= x) & (log.t < x + rng.uniform(1, 5) * HOUR))
    return log.pool(v)


def restarts(rng, leaks, form):
    count = int(rng.integers(5, 10))
    log = Log(rng, days=count + rng.uniform(0.1, 0.9), n=int(rng.uniform(800, 3500)))
    phase = rng.uniform(0, DAY)
    cycle = ((log.t + phase) // DAY).astype(int)
    freed = (0.3, 0.6, 0.9)[form]
    size = log.base * rng.uniform(0.2, 0.5)
    within = ((log.t + phase) % DAY) / DAY
    if leaks:
        v = log.base + size * within + size * (1 - freed) * cycle
        log.onset, log.slope = 0.0, None
    else:
        v = log.base + size * 0.3 * (1 - np.exp(-within * 8))
    log.counters[UPTIME] = within * DAY + 60
    return log.pool(v + log.noise(log.base * 1e-3))


# 9. slow but clean; with failovers or trims of something else
def slow(rng, leaks, form):
    log = Log(rng, n=int(rng.uniform(800, 4000)))
    log.base = rng.uniform(1, 4) * GB
    log.sd = log.base * 2e-4
    size = log.base * (rng.uniform(0.004, 0.012) if form == 0 else rng.uniform(0.05, 0.15))
    v = log.base + (log.grow(size) if leaks else 0) + log.noise(log.sd, 0.3)
    if form == 1:                               # a failover frees and refills what is not the leak
        x = rng.uniform(0.3, 0.6)
        v = v - 0.5 * size * ((log.u > x) & (log.u < x + 0.04))
        if not leaks: v = v + 0.02 * size * log.walk()
    if form == 2:                               # two trims of a cache
        for x in (rng.uniform(0.2, 0.4), rng.uniform(0.55, 0.8)): v = v - 0.25 * size * (log.u > x)
        if leaks: v = v + 0.5 * size * log.u; log.slope *= 1.5
        else: v = v + 0.25 * size * (log.u > 0.1)
    return log.pool(v)


# 10. joint evidence: noise hides the pool's rise, handles of a process tell it
def joint(rng, leaks, form):
    log = Log(rng, n=int(rng.uniform(400, 3000)))
    size = log.base * rng.uniform(0.05, 0.12)
    handles = 400 + 2 * ar1(rng, log.n, 0.5, 1)
    if leaks:
        log.grow(size)
        handles = handles + rng.uniform(2000, 60000) * log.u
    rise = size * log.u if leaks else 0
    wobble = size * (0.25, 0.35, 0.3)[form] * ar1(rng, log.n, 0.9, 1)
    log.counters[r'\Process(agent)\Handle Count'] = np.round(handles)
    v = log.base + rise + wobble
    if form == 1: log.counters[r'\Memory\Pool Nonpaged Allocs'] = np.round(1e5 + (8e4 * log.u if leaks else 0) + 300 * ar1(rng, log.n, 0.6, 1))
    if form == 2: log.counters[r'\Process(agent)\Pool Nonpaged Bytes'] = np.round(2e5 + (size * 0.1 * log.u if leaks else 0) + 2e3 * ar1(rng, log.n, 0.6, 1))
    return log.pool(v)


# 11. known rates in noise of long memory
def rates(rng, leaks, form):
    log = Log(rng, n=int(rng.uniform(300, 3000)))
    size = log.base * rng.uniform(0.2, 0.8)
    ratio = rng.choice([10, 30, 100])
    wander = {0: log.walk(), 1: fgn(rng, log.n, 0.9), 2: log.walk() + 0.15 * rng.normal(0, 1, log.n)}[form]
    wander = wander / wander.std() * size / ratio
    return log.pool(log.base + (log.grow(size) if leaks else 0) + wander + (0 if leaks else 0))


# 12. too short, or only the rising half of a day: undecidable
def short(rng, leaks, form):
    log = Log(rng, days=(rng.uniform(0.0007, 0.003), rng.uniform(0.01, 0.06), rng.uniform(0.2, 0.4))[form], n=int(rng.uniform(60, 600)))
    rise = {0: log.u, 1: log.u**0.8, 2: np.sin(log.u * math.pi / 2)}[form]
    return log.pool(log.base * (1 + rng.uniform(0.05, 0.4) * rise) + log.noise(log.base * 1e-3))


# 13. load that rises to the end of the log, with or without its counter
def rising_load(rng, leaks, form):
    log = Log(rng, days=rng.uniform(0.3, 6))
    load = np.clip((log.u - 0.1) / 0.9, 0, 1) ** 0.8 + 0.15 * ar1(rng, log.n, 0.9, 1) * (form > 0) + 0.2
    if form: log.as_load(load * 3000, LOADS[(0, 4, 6)[rng.integers(3)]] if form == 1 else None)
    if form == 2: load = load + 0.1 * ar1(rng, log.n, 0.9, 1)
    return log.pool(log.base * (1 + 0.4 * load) + log.noise())


# a daily cycle many times the leak's size; its counter beside it, or not
def cycle(rng, leaks, form):
    log = Log(rng, days=(rng.uniform(3, 14), rng.uniform(3, 10), rng.uniform(14, 30))[form], n=int(rng.uniform(600, 4000)))
    load = log.day(rng.uniform(0.5, 2)) * (log.working(0.2) if form == 2 else 1)
    swing = log.base * rng.uniform(0.3, 0.8)
    v = log.base + swing * load * (1 + 0.03 * ar1(rng, log.n, 0.8, 1)) + log.noise()
    if leaks: v = v + log.grow(swing * rng.uniform(0.15, 0.5))
    if form == 1: log.as_load(load * 800 * (1 + 0.1 * ar1(rng, log.n, 0.5, 1)))
    return log.pool(v)


# leaks that come and go: in bursts, in office hours, with a pause
def bursts(rng, leaks, form):
    log = Log(rng, days=(None, rng.uniform(2.2, 4.8), rng.uniform(1.5, 8))[form], n=int(rng.uniform(600, 4000)))
    if form == 1: log.start = rng.uniform(0, 0.2) * DAY
    size = log.base * rng.uniform(0.15, 0.6)
    if form == 0:
        count = int(rng.integers(6, 14))
        at, parts = np.sort(rng.uniform(0.02, 0.97, count)), rng.uniform(0.4, 1.6, count)
        rise = sum(p * np.clip((log.u - a) / 0.01, 0, 1) for a, p in zip(at, parts)) / parts.sum()
    elif form == 1:
        busy = log.day(0.5)
        rise = np.cumsum(busy) / busy.sum()
    else:
        a = rng.uniform(0.3, 0.5)
        rise = np.where(log.u < a, log.u, np.where(log.u < a + 0.2, a, log.u - 0.2)) / 0.8
    if leaks:
        log.onset = 0.0
        return log.pool(log.base + size * rise + log.noise())
    back = np.clip((log.u - 0.75) / 0.1, 0, 1)
    return log.pool(log.base + size * np.minimum(rise, 0.7) * (1 - back) + log.noise())


GROUPS = [cycle, bursts, falling, connections, walks, exhausted, late, floor, week, nights, restarts, slow, joint, rates]


def cases():
    for group in GROUPS:
        for form in range(3):
            for leaks in (True, False):
                if group is rates and not leaks: continue
                yield f"{'leak' if leaks else 'well'}_{group.__name__}_{form}", ('leak' if leaks else 'no_leak'), group, leaks, form
    for form in range(3):
        yield f'open_short_{form}', 'inconclusive', short, True, form
        yield f'open_rising_load_{form}', 'inconclusive' if form != 1 else 'no_leak', rising_load, True, form


def make(seed=1, per=10, only=None):
    for k, (name, label, group, leaks, form) in enumerate(cases()):
        if only and only not in name: continue
        for i in range(per):
            rng = np.random.default_rng([seed, k, i])
            log = group(rng, leaks, form)
            is_leak = label == 'leak'
            yield dict(id=f'{name}-{i}', family=name, label=label, t=log.t, start_s=log.start, counters=log.counters,
                       slope_per_hour=log.slope if is_leak else None, onset_s=log.onset if is_leak else None)
