"""Labelled synthetic Windows Performance Monitor logs (kernel pool: leak or not).

FAMILIES: name -> (label, description);  make(seed, per) yields dicts with
  id, family, label, start_s (seconds from Monday 00:00 local to t=0), t (s),
  counters {path: array, NaN = blank}, slope_per_hour, onset_s, provisional_ok.
slope_per_hour is the leak's own rate after its onset (mean rate for regular
steps; the rate before the limit where the pool hits its limit; the rate
between restarts where restarts free it), None when there is none or it varies.
onset_s is 0.0 where the leak was already there when the log began.
"""
import zlib
import numpy as np

NP = r'\Memory\Pool Nonpaged Bytes'
PP = r'\Memory\Pool Paged Bytes'
ALLOCS = r'\Memory\Pool Nonpaged Allocs'
AVAIL = r'\Memory\Available Bytes'
COMMIT = r'\Memory\Committed Bytes'
CACHE = r'\Memory\Cache Bytes'
UPTIME = r'\System\System Up Time'
PROCS = r'\System\Processes'
SRVB = r'\Server\Bytes Total/sec'
SESS = r'\Server\Server Sessions'
FILES = r'\Server\Files Open'
FAILS = r'\Server\Pool Nonpaged Failures'
TCP = r'\TCPv4\Connections Established'
CPU = r'\Processor(_Total)\% Processor Time'
DISK = r'\PhysicalDisk(_Total)\Disk Transfers/sec'
FREE = r'\LogicalDisk(C:)\Free Megabytes'
PAGE, MB, GB = 4096.0, 1048576.0, 1073741824.0
NICS = ['Intel[R] Ethernet Connection X722', 'vmxnet3 Ethernet Adapter',
        'HPE Ethernet 1Gb 4-port 331i Adapter', 'Broadcom BCM5709C NetXtreme II GigE',
        'Microsoft Hyper-V Network Adapter']
PROCN = ['svchost', 'sqlservr', 'store', 'w3wp', 'System', 'spoolsv', 'lsass', 'java', 'agent64']
INTERVALS = np.array([1, 2, 5, 10, 15, 30, 60, 120, 180, 300, 600, 900.])
WD, DAYS = (0, 1, 2, 3, 4), (0, 1, 2, 3, 4, 5, 6)

FAMILIES, _FUNC = {}, {}

def fam(name, label, desc, hours, n=(200, 4000), start=None, end=None, wide=True, misc=.3):
    def deco(f):
        FAMILIES[name] = (label, desc)
        _FUNC[name] = (f, hours, n, start, end, wide, misc)
        return f
    return deco

def ema(x, a):
    out = np.empty(len(x))
    v = float(x[0])
    for i, y in enumerate(x.tolist()):
        v += a * (y - v)
        out[i] = v
    return out

def sig(x):
    return 1 / (1 + np.exp(-np.clip(x, -40, 40)))

class S:
    """One log in the making: time grid, noise, loads, side counters."""
    def __init__(s, rng, hours, nr, start, end, wide, misc):
        s.rng = rng
        s.H = s.lu(*hours)
        if wide and rng.random() < .12: nr = (50, 20000) if rng.random() < .5 else (4000, 20000)
        ns = s.H * 3600 / INTERVALS
        ok = np.flatnonzero((ns >= nr[0]) & (ns <= min(nr[1] * 1.05, 19990)))
        if len(ok): k = int(rng.choice(ok))
        else: k = int(np.argmin(np.abs(np.log(ns / np.sqrt(nr[0] * nr[1])))))
        s.dt = float(INTERVALS[k])
        s.n = max(50, int(s.H * 3600 / s.dt) + 1)
        s.t = np.arange(s.n) * s.dt
        r = rng.random()
        if r < .3:                                   # PDH jitter, milliseconds
            s.t[1:] += np.abs(rng.normal(0, .004 * min(s.dt, 5), s.n - 1))
        elif r < .4:                                 # collector that drifts late
            s.t[1:] += np.cumsum(rng.exponential(.0008 * s.dt, s.n - 1))
        s.h = s.t / 3600
        s.H = float(s.h[-1])
        if start is not None:
            s.start_s = 3600 * (24 * rng.choice(start[0]) + rng.uniform(*start[1:]))
        elif end is not None:
            s.start_s = 3600 * ((24 * rng.choice(end[0]) + rng.uniform(*end[1:]) - s.H) % 168)
        else: s.start_s = 3600 * rng.uniform(0, 168)
        s.start_s = float(round(s.start_s))
        s.wh = s.h + s.start_s / 3600
        s.c, s.misc, s.prov, s.slope, s.onset = {}, misc, False, None, None
        s.down = np.zeros(s.n, bool)
        s.age = s.h + s.lu(30, 3000)
        s.uptime = rng.random() < .15
        s.base = s.lu(25 * MB, 1200 * MB)
        s.sd = s.base * s.lu(.0003, .004)
        s.x = s.h / s.H

    # -- random helpers -------------------------------------------------
    def u(s, a, b): return float(s.rng.uniform(a, b))
    def lu(s, a, b): return float(np.exp(s.rng.uniform(np.log(a), np.log(b))))
    def p(s, q): return bool(s.rng.random() < q)
    def pick(s, *a): return a[int(s.rng.integers(len(a)))]

    # -- noise ----------------------------------------------------------
    def white(s, sd): return s.rng.normal(0, sd, s.n)
    def ar(s, sd, tau):
        """Stationary AR(1)/OU of standard deviation sd, correlation time tau hours."""
        a = np.exp(-s.dt / 3600 / tau)
        e = s.rng.normal(0, sd * np.sqrt(1 - a * a), s.n)
        v = s.rng.normal(0, sd)
        out = np.empty(s.n)
        for i, z in enumerate(e.tolist()):
            v = a * v + z
            out[i] = v
        return out
    def heavy(s, sd):
        z = s.rng.standard_t(s.u(2.1, 3.5), s.n)
        return sd * np.clip(z, -25, 25) / 1.6
    def rw(s, endsd): return np.cumsum(s.rng.normal(0, endsd / np.sqrt(s.n), s.n))
    def pink(s, sd, alpha):
        m = 2 * s.n
        f = np.fft.rfftfreq(m)
        f[0] = f[1]
        z = (s.rng.normal(size=len(f)) + 1j * s.rng.normal(size=len(f))) * f ** (-alpha / 2)
        z[0] = 0
        y = np.fft.irfft(z, m)[:s.n]
        return sd * (y - y.mean()) / y.std()
    def noise(s, sd=None, rw=0.):
        sd = s.sd if sd is None else sd
        k = s.pick('white', 'ar', 'ar', 'heavy', 'mix', 'spiky')
        if k == 'white': y = s.white(sd)
        elif k == 'ar': y = s.ar(sd, s.lu(.02, .02 + s.H / 60))
        elif k == 'heavy': y = s.heavy(sd * .7)
        elif k == 'mix': y = s.white(sd * .6) + s.ar(sd * .8, s.lu(.05, .05 + s.H / 40))
        else:
            y = s.white(sd * .6)
            m = s.rng.random(s.n) < s.lu(.003, .04)
            y = y + m * s.rng.exponential(4 * sd, s.n)
        return y + (s.rw(rw) if rw else 0)

    # -- shapes ---------------------------------------------------------
    def step(s, times, sizes):
        o = np.argsort(times)
        cum = np.concatenate([[0], np.cumsum(np.asarray(sizes, float)[o])])
        return cum[np.searchsorted(np.asarray(times)[o], s.h, 'right')]
    def pulse(s, t0, dur, size, rise=.1, fall=.2):
        up = 1 - np.exp(-np.clip(s.h - t0, 0, dur) / rise)
        return np.where(s.h < t0, 0, size * up * np.exp(-np.clip(s.h - t0 - dur, 0, None) / fall))
    def at_hod(s, hod, days=DAYS):
        """Hours-since-start at which the clock shows hod on the given week days."""
        d0 = int(s.wh[0] // 24)
        out = [24 * d + hod - s.wh[0] for d in range(d0, int(s.wh[-1] // 24) + 1) if d % 7 in days]
        return [z for z in out if 0 < z < s.H]
    def load(s, style=None, jit=None, fast=None, wk=None):
        style = style or s.pick('office', 'office', 'office', 'sine', 'evening', 'shifts')
        jit = s.lu(.02, .12) if jit is None else jit
        fast = s.lu(.02, .12) if fast is None else fast
        hod = s.wh % 24
        day = np.floor(s.wh / 24).astype(int)
        days = np.arange(day[0] - 1, day[-1] + 3)
        fac = np.exp(s.rng.normal(0, jit, len(days)))
        if wk is None: wk = s.u(.03, .35) if style == 'office' else s.u(.5, 1.05)
        fac = fac * np.where(days % 7 >= 5, wk, 1.)
        floor = s.u(.02, .15)
        if style == 'office':
            r, f = s.u(7, 9), s.u(16, 19)
            y = sig((hod - r) / s.u(.2, .6)) * sig((f - hod) / s.u(.3, .9))
            y = y * (1 - s.u(0, .3) * np.exp(-((hod - s.u(12, 13)) / .6) ** 2))
            y = y * fac[day - days[0]]
        else:
            if style == 'sine': y = .5 - .5 * np.cos(2 * np.pi * (hod - s.u(2, 5)) / 24)
            elif style == 'evening':
                z = (hod - s.u(18.5, 21) + 12) % 24 - 12
                y = np.exp(-z * z / (2 * s.u(2.5, 4) ** 2))
            else:
                y = .55 * sig((hod - 6) / .3) * sig((22 - hod) / .3)
                y = y + .4 * sig((hod - 8) / .3) * sig((17 - hod) / .4)
            y = y * np.interp(s.wh / 24 - .5, days, fac)
        y = floor + (1 - floor) * y
        return np.maximum(y * np.exp(s.ar(fast, s.lu(.1, .8))), 0)
    def flatload(s):
        """Traffic of a server without any clear cycle."""
        return .7 * np.exp(s.ar(s.u(.05, .2), s.lu(.05, .05 + s.H / 30)))
    def lag(s, y, tau=None):
        tau = s.lu(.05, .5) if tau is None else tau
        return ema(y, 1 - np.exp(-s.dt / 3600 / tau))
    def linear(s, total, onset=0.):
        s.slope = total / (s.H - onset)
        s.onset = onset * 3600.
        return s.slope * np.clip(s.h - onset, 0, None)
    def total(s, lo=12, hi=150, cap=2.5):
        """Total growth clearly above the noise."""
        return min(s.sd * s.lu(lo, hi), s.base * cap)
    def reboot(s, times, age0=None):
        """OS restarts at these hours: age since boot, samples lost meanwhile."""
        dn = s.lu(.03, .25)
        age = s.h + (s.age[0] if age0 is None else age0)
        for z in sorted(times):
            age = np.where(s.h >= z, s.h - z, age)
            s.down |= (s.h >= z - dn / 2) & (s.h < z + dn / 2)
        s.age = np.maximum(age, 1 / 3600)
        return s.age
    def warm(s, tau=None, frac=None):
        tau = s.lu(.1, .8) if tau is None else tau
        frac = s.u(.1, .35) if frac is None else frac
        return 1 - frac * np.exp(-s.age / tau)

    # -- side counters ----------------------------------------------------
    def traffic(s, load, k=None, kinds=None):
        kinds = kinds or ['srvb', 'sess', 'files', 'tcp', 'nic', 'procs']
        k = int(s.rng.integers(1, 5)) if k is None else k
        for c in s.rng.permutation(kinds)[:k]:
            up = 1. if not s.down.any() else np.clip(s.age / s.u(.1, .4), 0, 1)
            if c in ('srvb', 'nic'):
                y = s.lu(2e4, 4e7) * (load + .01) * np.exp(s.rng.normal(0, s.u(.1, .5), s.n)) * up
                if s.p(.6): y[0] = np.nan
                s.c[SRVB if c == 'srvb' else '\\Network Interface(%s)\\Bytes Total/sec' % s.pick(*NICS)] = y
            elif c == 'sess':
                s.c[SESS] = np.rint(np.maximum(0, s.lu(30, 4000) * load * up * (1 + s.ar(.02, .2))))
            elif c == 'files':
                s.c[FILES] = np.rint(np.maximum(0, s.lu(100, 20000) * s.lag(load) * up * (1 + s.ar(.05, .2))))
            elif c == 'tcp':
                s.c[TCP] = np.rint(s.u(5, 60) + s.lu(50, 8000) * load * up * np.exp(s.ar(.04, .1)))
            else: s.c[PROCS] = np.rint(s.u(45, 140) + s.u(10, 150) * load * up + s.ar(1.5, .5))
    def told(s, y, q, **kw):
        """The load y, which with probability q shows in traffic counters."""
        if s.p(q): s.traffic(y, **kw)
        return y
    def counts(s, extra, per, name, idle=None, noise=.01):
        """A count that leaks along: extra bytes / per bytes each, on top of an idle level."""
        per = max(per, float(np.nanmax(extra)) / 180000.)
        k = extra / per
        idle = s.lu(300, 3000) if idle is None else idle
        s.c[name] = np.rint(np.maximum(0, idle * (1 + s.ar(.03, .4)) + k
                                       + s.white(noise * max(float(k.max()), 50))))
    def unrelated(s, pool):
        ks = s.rng.permutation(['avail', 'commit', 'allocs', 'handle', 'cpu', 'disk', 'free',
                                'paged', 'cache', 'fails', 'procs'])[:int(s.rng.integers(2, 6))]
        ram = s.ram(pool)
        other = .45 * ram + s.ar(ram * s.lu(.001, .02), s.lu(.2, .2 + s.H / 15))
        for c in ks:
            if c == 'avail' and AVAIL not in s.c:
                s.c[AVAIL] = np.rint(np.maximum(ram - other - pool, 30 * MB) / PAGE) * PAGE
            elif c == 'commit': s.c[COMMIT] = np.rint((other * s.u(.9, 1.2) + pool) / PAGE) * PAGE
            elif c == 'allocs':
                s.c.setdefault(ALLOCS, np.rint(pool / s.lu(180, 900) * (1 + s.ar(.002, .3))))
            elif c == 'handle':
                s.c.setdefault('\\Process(%s)\\Handle Count' % s.pick(*PROCN),
                               np.rint(s.lu(200, 5000) * (1 + s.ar(s.u(.01, .08), s.lu(.1, 3)))))
            elif c == 'cpu':
                y = np.clip(s.rng.gamma(2, s.u(2, 14), s.n), 0, 100)
                y[0] = np.nan
                s.c[CPU] = y
            elif c == 'disk': s.c[DISK] = s.rng.gamma(1.5, s.lu(5, 200), s.n)
            elif c == 'free':
                s.c[FREE] = np.rint(s.lu(2e3, 2e5) - s.lu(1, 200) * s.h / 24 + s.ar(20, 2))
            elif c == 'paged':
                s.c[PP] = np.rint(s.lu(60 * MB, GB) * (1 + s.ar(.01, s.lu(.3, 9))) / PAGE) * PAGE
            elif c == 'cache':
                s.c[CACHE] = np.rint(s.lu(60 * MB, GB) * np.exp(s.ar(.1, s.lu(.3, 9))) / PAGE) * PAGE
            elif c == 'fails': s.c.setdefault(FAILS, np.zeros(s.n))
            elif c == 'procs':
                s.c.setdefault(PROCS, np.rint(s.u(45, 160) + s.ar(s.u(.5, 4), s.lu(.2, 5))))

    def ram(s, pool):
        need = float(np.nanmax(pool)) * s.u(2.5, 12) + 1 * GB
        return float(2. ** np.ceil(np.log2(need / GB))) * GB

    # -- finish -----------------------------------------------------------
    def finish(s, pool):
        pool = np.maximum(np.asarray(pool, float), 4 * MB)
        if s.p(s.misc): s.unrelated(pool)
        s.c[NP] = np.maximum(np.rint(pool / PAGE), 512) * PAGE
        if s.uptime: s.c[UPTIME] = np.floor(s.age * 3600)
        keep = np.ones(s.n, bool)
        if s.down.any():
            if s.p(.5) and s.down.mean() < .5:
                keep &= ~s.down
                keep[0] = True
            for a in s.c.values(): a[s.down] = np.nan
        if s.p(.1):                                   # blank cells
            for a in s.c.values(): a[s.rng.random(s.n) < s.lu(.002, .03)] = np.nan
        if s.p(.06) and s.n > 300:                    # rows lost
            keep &= s.rng.random(s.n) > s.u(.005, .05)
            keep[0] = True
        order = [NP] + [k for k in s.rng.permutation(sorted(k for k in s.c if k != NP))]
        return s.t[keep], {str(k): s.c[k][keep].astype(float) for k in order}
# =====================================================================  LEAKS
@fam('leak_steady', 'leak', 'constant leak, plain noise', (26, 300))
def _(s):
    if s.p(.35): s.traffic(s.flatload())
    return s.base + s.linear(s.total()) + s.noise()
@fam('leak_steady_wander', 'leak', 'constant leak with a random-walk component', (30, 400))
def _(s):
    T = s.total(20, 150)
    if s.p(.3): s.traffic(s.flatload())
    return s.base + s.linear(T) + s.noise(rw=T * s.u(.04, .13))
@fam('leak_conn_context', 'leak', 'every connection leaves a context behind; traffic cycles daily', (72, 400), misc=.3)
def _(s):
    y = s.load()
    cum = np.cumsum(y)
    T = s.total(25, 200)
    if s.p(.7): s.traffic(y, kinds=['srvb', 'sess', 'tcp', 'nic'])
    return s.base + T * cum / cum[-1] + T * s.u(0, .15) * s.lag(y) + s.noise()
@fam('leak_conn_open', 'leak', 'connections are never closed: Connections Established and pool rise together', (52, 400), misc=.3)
def _(s):
    T = s.total(20, 200)
    L = s.linear(T)
    y = s.flatload() if s.p(.5) else s.load()
    per = s.lu(1500, 16000)
    s.counts(L + s.lag(y) * T * s.u(.02, .12), per, TCP, idle=s.lu(10, 200))
    s.traffic(y, kinds=['srvb', 'nic', 'sess'], k=int(s.rng.integers(1, 3)))
    return s.base + L + s.noise() + T * s.u(.02, .12) * s.lag(y)
@fam('leak_handle', 'leak', 'a process leaks handles, whose objects live in the pool', (26, 400))
def _(s):
    T = s.total(15, 150)
    L = s.linear(T)
    s.counts(L, s.lu(250, 4000), '\\Process(%s)\\Handle Count' % s.pick(*PROCN))
    if s.p(.4): s.traffic(s.load())
    return s.base + L + s.noise(rw=T * s.u(0, .06))
@fam('leak_io_error', 'leak', 'an error path of an I/O driver leaks at random error events', (30, 500))
def _(s):
    k = int(s.rng.integers(25, 160))
    z = s.rng.exponential(1., k) + .2
    T = s.total(25, 200)
    if s.p(.3): s.traffic(s.load())
    return s.base + s.step(s.rng.uniform(0, s.H, k), T * z / z.sum()) + s.noise()
@fam('leak_backup_steps', 'leak', 'nightly backup leaves a step every night, flat in between', (24 * 6, 24 * 21))
def _(s):
    ts = s.at_hod(s.u(20, 28) % 24)
    q = s.sd * s.lu(6, 40)
    z = q * np.exp(s.rng.normal(0, s.u(.02, .25), len(ts)))
    dur = s.u(.2, 3)
    L = sum(b * np.clip((s.h - a) / dur, 0, 1) for a, b in zip(ts, z))
    s.slope, s.onset = float(np.mean(z)) / 24, ts[0] * 3600.
    if s.p(.4): L = L + s.lag(s.told(s.load(), 1)) * q * s.u(.1, .7)
    return s.base + L + s.noise()
@fam('leak_backup_part', 'leak', 'nightly backup takes memory and returns most, not all', (24 * 7, 24 * 25))
def _(s):
    ts = s.at_hod(s.u(19, 28) % 24)
    B = s.base * s.u(.1, .6)
    rest = s.u(.1, .35)
    s.sd = min(s.sd, B * rest / 6)
    dur = s.u(1, 4)
    L = 0 * s.h
    for a in ts:
        b = B * np.exp(s.rng.normal(0, .05))
        L += s.pulse(a, dur, b * (1 - rest), .3, .3) + b * rest * np.clip((s.h - a) / dur, 0, 1)
    s.slope, s.onset = B * rest / 24, ts[0] * 3600.
    if s.p(.4): L = L + s.lag(s.told(s.load(), 1)) * B * rest * s.u(.2, .7)
    return s.base + L + s.noise()
@fam('leak_av_filter', 'leak', 'antivirus filter leaks per opened file, more during its daily scan', (96, 450))
def _(s):
    y = s.load('office')
    scan = 0 * s.h
    d = s.u(1, 4)
    for a in s.at_hod(s.u(0, 24)): scan += (s.h >= a) & (s.h < a + d)
    r = y + scan * s.u(.5, 4) + .05
    cum = np.cumsum(r)
    T = s.total(30, 200)
    if s.p(.65): s.traffic(y, kinds=['files', 'srvb', 'sess', 'procs'])
    return s.base + T * cum / cum[-1] + T * s.u(.01, .1) * (s.lag(y) + s.lag(scan * 1.)) + s.noise()
@fam('leak_nic_burst', 'leak', 'network driver leaks in bursts of very different size', (30, 400))
def _(s):
    k = int(s.rng.integers(14, 60))
    z = np.minimum(s.rng.pareto(1.8, k) + .3, 5)
    T = s.total(30, 200)
    dur = s.lu(.02, s.H / 60)
    ts = np.sort(s.rng.uniform(0, s.H, k))
    L = sum(b * np.clip((s.h - a) / dur, 0, 1) for a, b in zip(ts, T * z / z.sum()))
    s.onset = float(ts[0] * 3600)
    if s.p(.5): s.traffic(s.load(), kinds=['nic', 'tcp', 'srvb'], k=int(s.rng.integers(1, 3)))
    return s.base + L + s.noise()
@fam('leak_daily_cycle', 'leak', 'constant leak beneath a daily load cycle, with load counters', (96, 500))
def _(s):
    y = s.load(jit=.05)
    T = s.base * s.u(.08, .9); s.sd = min(s.sd, T / 25)
    s.traffic(y)
    return s.base + s.linear(T) + T * s.lu(.15, .9) * s.lag(y) + s.noise()
@fam('leak_daily_bare', 'leak', 'constant leak beneath a daily load cycle, no load counters', (120, 600), misc=.25)
def _(s):
    y = s.load(jit=.04)
    T = s.base * s.u(.1, 1.); s.sd = min(s.sd, T / 25)
    return s.base + s.linear(T) + T * s.lu(.15, .7) * s.lag(y) + s.noise()
@fam('leak_weekly', 'leak', 'constant leak for weeks beneath office weeks with idle weekends', (24 * 18, 24 * 42))
def _(s):
    y = s.load('office', wk=s.u(.02, .2))
    T = s.base * s.u(.1, 1.2); s.sd = min(s.sd, T / 25)
    if s.p(.6): s.traffic(y)
    return s.base + s.linear(T) + T * s.lu(.15, .8) * s.lag(y) + s.noise()
@fam('leak_weekend_pause', 'leak', 'the leak only runs on working days', (24 * 13, 24 * 40))
def _(s):
    on = (np.floor(s.wh / 24) % 7 < 5) * (1 + 0 * s.h)
    y = s.load('office', wk=.03)
    if s.p(.5): on = on * (.15 + y)
    cum = np.cumsum(on)
    T = s.total(30, 200)
    s.onset = float(s.t[np.argmax(on > 0)])
    if s.p(.5): s.traffic(y)
    return s.base + T * cum / cum[-1] + T * s.u(.02, .25) * s.lag(y) + s.noise()
@fam('leak_late_middle', 'leak', 'flat first; the leak starts between 35 and 75 % of the log', (90, 600))
def _(s):
    on = s.u(.35, .75) * s.H
    T = s.total(25, 200)
    y = s.told(s.load() if s.p(.5) else s.flatload(), .5)
    return s.base + s.linear(T, on) + T * s.u(0, .25) * s.lag(y) + s.noise()
@fam('leak_late_end', 'leak', 'a steep leak starts in the last 8-15 % (a day or more) of a long log', (24 * 13, 24 * 40))
def _(s):
    on = s.H - max(.12 * s.H * s.u(.7, 1.25), 30)
    T = s.base * s.u(.15, 1.5); s.sd = min(s.sd, T / 40)
    y = s.told(s.load(), .75)
    return s.base + s.linear(T, on) + T * s.u(.05, .4) * s.lag(y) + s.noise()
@fam('leak_reboot_nightly', 'leak', 'nightly restart of the computer frees everything; linear teeth',
     (24 * 5, 24 * 21), n=(400, 4000), wide=False)
def _(s):
    hod = s.u(1, 5)
    ts = s.at_hod(hod)
    a = s.reboot(ts, (s.wh[0] - hod) % 24 + .05)
    T = s.base * s.u(.15, 1.); s.sd = min(s.sd, T / 25)
    s.slope = T / 24
    s.uptime = s.p(.88)
    y = s.load()
    if s.p(.5) or not s.uptime: s.traffic(y, kinds=['sess', 'tcp', 'files'], k=2)
    return (s.base + T * s.u(.03, .25) * s.lag(y)) * s.warm(s.lu(.08, .3)) + s.slope * a + s.noise()
@fam('leak_reboot_weekly', 'leak', 'weekly restart frees everything; teeth of a week', (24 * 18, 24 * 42), wide=False)
def _(s):
    day, hod = s.pick(5, 6, 2), s.u(1, 6)
    ts = s.at_hod(hod, (day,))
    a = s.reboot(ts, (s.wh[0] - 24 * day - hod) % 168 + .05)
    T = s.base * s.u(.2, 1.2); s.sd = min(s.sd, T / 25)
    s.slope = T / 168
    s.uptime = s.p(.88)
    y = s.load()
    if s.p(.5) or not s.uptime: s.traffic(y, kinds=['sess', 'tcp', 'files', 'srvb'], k=2)
    return (s.base + T * s.u(.05, .4) * s.lag(y)) * s.warm() + s.slope * a + s.noise()
@fam('leak_recycle_part', 'leak', 'a service restarted every night gives part of the leak back', (24 * 6, 24 * 21))
def _(s):
    ts = s.at_hod(s.u(0, 6))
    r = s.base * s.u(.06, .4) / 24
    s.sd = min(s.sd, r)
    f = s.u(.3, .65)
    freed = s.step(ts, [24 * r * f * np.exp(s.rng.normal(0, .08)) for _ in ts])
    s.slope = r
    L = r * s.h + 24 * r - freed
    if s.p(.5): s.counts(L, s.lu(400, 4000), '\\Process(%s)\\Handle Count' % s.pick(*PROCN))
    if s.p(.4): L = L + s.lag(s.told(s.load(), 1)) * 24 * r * s.u(.05, .3)
    return s.base + L + s.noise()
@fam('leak_failover', 'leak', 'cluster node leaks on; its load moves away or doubles now and then', (72, 500))
def _(s):
    m = 1 + 0 * s.h
    for _ in range(int(s.rng.integers(1, 4))):
        a = s.u(.05, .9) * s.H
        m = np.where((s.h > a) & (s.h < a + s.u(.04, .2) * s.H), s.pick(.08, .1, 1.8), m)
    y = s.load(jit=.04) * m
    T = s.base * s.u(.15, 1.); s.sd = min(s.sd, T / 25)
    s.traffic(y, kinds=['sess', 'tcp', 'files', 'srvb'], k=int(s.rng.integers(1, 4)))
    return s.base + s.linear(T) + T * s.u(.1, .5) * s.lag(y, .1) + s.noise()
@fam('leak_slow_large', 'leak', 'large pool, clean growth of only 0.3-1.5 %', (24, 500))
def _(s):
    s.base = s.lu(800 * MB, 4 * GB)
    T = s.base * s.u(.003, .015); s.sd = T * s.lu(.004, .05)
    if s.p(.4): s.traffic(s.flatload())
    return s.base + s.linear(T) + s.noise()
@fam('leak_limit', 'leak', 'pool grows to its limit, goes flat there, allocations fail', (24, 400), misc=.5)
def _(s):
    lim = s.pick(128 * MB, 256 * MB, 256 * MB, 1 * GB, 2 * GB) * s.u(.985, 1.)
    s.base = lim * s.u(.25, .75)
    T = lim - s.base
    s.sd = T * s.lu(.002, .03)
    hit = s.u(.55, .92)
    s.slope = T / (hit * s.H)
    raw = s.base + s.slope * s.h + s.noise() + T * s.u(0, .08) * s.lag(s.load())
    pool = np.minimum(raw, lim - np.abs(s.white(lim * s.lu(.0001, .0015))))
    near = sig((raw - lim * .998) / (.002 * lim)) * (raw > .985 * lim)
    s.c[FAILS] = np.cumsum(s.rng.poisson(near * s.lu(.3, 20))).astype(float) + s.pick(0, 0, 3)
    if s.p(.4): s.traffic(s.load())
    return pool
@fam('leak_limit_crash', 'leak', 'leaks to the limit, the server hangs and is restarted, leaks again', (60, 600), n=(300, 4000), wide=False)
def _(s):
    k = s.u(2.2, 4.4)
    per = s.H / k
    lim = s.pick(128 * MB, 256 * MB, 256 * MB, 1 * GB)
    s.base = lim * s.u(.2, .6)
    s.sd = s.base * s.lu(.001, .01)
    ts, z = [], per * s.u(.3, .9)
    a0 = per - z
    while z < s.H * .97:
        ts.append(z)
        z += per * s.u(.95, 1.05)
    a = s.reboot(ts, a0)
    s.slope = (lim - s.base) / per
    s.uptime = s.p(.92)
    if s.p(.5) or not s.uptime: s.traffic(s.load(), kinds=['sess', 'tcp', 'procs'], k=2)
    raw = s.base * s.warm() + s.slope * a
    pool = np.minimum(raw + s.noise(), lim)
    if s.p(.6):
        inc = s.rng.poisson(2. * (raw > .985 * lim))
        tot = np.cumsum(inc)
        f = tot.astype(float)
        for z in ts:                          # the count starts anew at boot
            i = int(np.searchsorted(s.h, z))
            if i < s.n: f[i:] = tot[i:] - tot[i]
        s.c[FAILS] = f
    return pool
@fam('leak_traffic_falls', 'leak', 'the leak goes on while the traffic falls', (72, 500))
def _(s):
    y = s.load(jit=.05) * (1 - s.u(.4, .85) * s.x)
    T = s.base * s.u(.1, .9); s.sd = min(s.sd, T / 25)
    s.traffic(y, k=int(s.rng.integers(2, 5)))
    return s.base + s.linear(T) + T * s.u(.05, .5) * s.lag(y) + s.noise()
@fam('leak_ratchet', 'leak', 'every load peak gives back only a part of what it took', (115, 500))
def _(s):
    y = s.load(s.pick('office', 'evening', 'sine'), jit=.08)
    p = s.lag(y)
    A = s.base * s.u(.15, .8)
    keep = s.u(.12, .35)
    s.sd = min(s.sd, A * keep / 6)
    inc = np.concatenate([[0], np.clip(np.diff(s.lag(y, 1.)), 0, None)])
    if s.p(.65): s.traffic(y)
    return s.base + A * (1 - keep) * p + A * keep * np.cumsum(inc) + s.noise()
@fam('leak_accelerating', 'leak', 'leak whose rate grows with time', (30, 400))
def _(s):
    T = s.total(30, 200)
    if s.p(.3): s.traffic(s.flatload())
    return s.base + T * s.x ** s.u(1.5, 2.4) + s.noise(rw=T * s.u(0, .05))
@fam('leak_heavy_tail', 'leak', 'constant leak under heavy-tailed spikes', (26, 300))
def _(s):
    T = s.total(15, 80)
    sp = (s.rng.random(s.n) < s.lu(.004, .05)) * s.rng.exponential(T * s.u(.05, .35), s.n)
    return s.base + s.linear(T) + s.heavy(s.sd) + sp
@fam('leak_fast_short', 'leak', 'fast leak within one working shift, traffic counters level', (5, 12), n=(400, 6000))
def _(s):
    T = s.base * s.u(.3, 3); s.sd = T * s.lu(.004, .04)
    s.traffic(s.flatload(), k=int(s.rng.integers(2, 5)))
    return s.base + s.linear(T) + s.noise(rw=T * s.u(0, .06))
@fam('leak_task_steps', 'leak', 'a scheduled task leaks a step at each run', (24, 240))
def _(s):
    per = s.H / s.u(12, 40)
    ts = np.arange(s.u(.02, .98) * per, s.H, per)
    q = s.sd * s.lu(4, 20)
    s.slope, s.onset = q / per, float(ts[0] * 3600)
    if s.p(.4): s.traffic(s.load())
    return s.base + s.step(ts, np.full(len(ts), q)) + s.noise()
@fam('leak_gaps', 'leak', 'constant leak in a log with long gaps and blank cells', (24, 500), n=(250, 4000), wide=False)
def _(s):
    T = s.total(25, 150)
    pool = s.base + s.linear(T) + s.noise()
    if s.p(.5): pool = pool + T * s.u(.03, .2) * s.lag(s.told(s.load(), 1))
    for _ in range(int(s.rng.integers(2, 6))):
        a = s.u(.03, .93)
        s.down |= (s.x > a) & (s.x < a + s.u(.01, .1))
    s.down[-3:] = False
    return pool
@fam('leak_under_cache', 'leak', 'a trimmed cache saws above a floor that rises', (48, 500))
def _(s):
    k = int(s.rng.integers(9, 28))
    T = s.base * s.u(.25, 1.2)
    A = T * s.u(.15, .45)
    s.sd = min(s.sd, A / 12)
    e = np.concatenate([[0], np.cumsum(s.rng.uniform(.7, 1.3, k))])
    e = e / e[-1] * s.H * 1.03
    j = np.clip(np.searchsorted(e, s.h, 'right') - 1, 0, k - 1)
    saw = (s.h - e[j]) / (e[j + 1] - e[j])
    return s.base + s.linear(T) + A * s.rng.uniform(.85, 1.1, k)[j] * saw + s.noise()
@fam('leak_small_pool', 'leak', 'small pool, page rounding visible, slow leak', (24, 300))
def _(s):
    s.base = s.lu(20 * MB, 45 * MB)
    T = s.u(30, 160) * PAGE
    s.sd = PAGE * s.u(.15, 1.6)
    if s.p(.3): s.traffic(s.flatload())
    return s.base + s.linear(T) + s.white(s.sd)
@fam('leak_patch_day', 'leak', 'weeks of leak with one or two patch restarts in between', (24 * 14, 24 * 42), n=(400, 4000), wide=False)
def _(s):
    ts = [s.u(.3, .7) * s.H] if s.p(.6) else [s.u(.25, .4) * s.H, s.u(.6, .8) * s.H]
    a = s.reboot(ts, s.u(20, 300))
    s.slope = s.base * s.u(.3, 1.5) / s.H
    s.sd = min(s.sd, s.slope * s.H / 60)
    s.uptime = s.p(.9)
    y = s.load()
    if s.p(.5) or not s.uptime: s.traffic(y)
    return (s.base + s.slope * s.H * s.u(.03, .2) * s.lag(y)) * s.warm() + s.slope * a + s.noise()
@fam('leak_stress_kept', 'leak', 'load test: load ramps up, holds, ends; the pool rose throughout and keeps it all', (4, 14), n=(300, 4000))
def _(s):
    a, b = s.u(.08, .18) * s.H, s.u(.62, .8) * s.H
    ramp = s.u(.02, .08) * s.H
    y = np.clip((s.h - a) / ramp, 0, 1) * np.clip((b - s.h) / ramp + 1, 0, 1)
    y = (y + .01) * np.exp(s.ar(.04, .1))
    cum = np.cumsum(y)
    T = s.base * s.u(.2, 1.5); s.sd = min(s.sd, T / 40)
    s.onset = a * 3600.
    s.traffic(y, kinds=['tcp', 'nic', 'srvb', 'sess'], k=int(s.rng.integers(2, 4)))
    return s.base + T * cum / cum[-1] + T * s.u(.05, .3) * s.lag(y, .05) + s.noise()
# ===================================================================  HEALTHY
def _calm(s, draw):
    """Redraw wandering noise until it does not end at the top of its range."""
    for _ in range(200):
        y = draw()
        head, tail = y[:int(.7 * s.n)], y[int(.88 * s.n):]
        c = abs(np.corrcoef(s.x, y)[0, 1])
        if tail.mean() < np.percentile(head, 70) and c < .3: return y
    return y - np.polyval(np.polyfit(s.x, y, 1), s.x)
@fam('ok_daily_counters', 'no_leak', 'daily load cycle with load counters', (60, 400))
def _(s):
    y = s.told(s.load(), 1, k=int(s.rng.integers(1, 5)))
    return s.base + s.base * s.lu(.02, .8) * s.lag(y) + s.noise()
@fam('ok_daily_bare', 'no_leak', 'daily load cycle without load counters', (75, 400), misc=.25)
def _(s):
    return s.base + s.base * s.lu(.02, .8) * s.lag(s.load()) + s.noise()
@fam('ok_weekly_counters', 'no_leak', 'weeks of office load, load counters', (24 * 14, 24 * 42))
def _(s):
    y = s.told(s.load('office'), 1)
    return s.base + s.base * s.lu(.03, .8) * s.lag(y) + s.noise()
@fam('ok_weekly_bare', 'no_leak', 'weeks of office load, no load counters', (24 * 14, 24 * 42), misc=.25)
def _(s):
    return s.base + s.base * s.lu(.03, .8) * s.lag(s.load('office')) + s.noise()
@fam('ok_warmup', 'no_leak', 'warm-up after boot, then flat for most of the log', (20, 300))
def _(s):
    s.reboot([], s.u(.01, .1))
    s.uptime = s.p(.6)
    A = s.base * s.u(.1, .7)
    if s.p(.4): s.traffic(s.flatload())
    return s.base - A * np.exp(-s.h / (s.H * s.lu(.01, .07))) + s.noise(min(s.sd, A / 10))
@fam('ok_slow_warmup', 'no_leak', 'caches fill for days after boot and are then full', (24 * 12, 24 * 40))
def _(s):
    s.reboot([], s.u(.01, .3))
    s.uptime = s.p(.7)
    A = s.base * s.u(.2, 1.)
    y = s.told(s.load(), .5)
    r = np.clip(s.h / (s.H * s.u(.15, .3)), 0, 1) if s.p(.4) else 1 - np.exp(-s.x / s.u(.06, .11))
    return s.base + A * r + A * s.u(.05, .3) * s.lag(y) + s.noise()
@fam('ok_cache_trim', 'no_leak', 'a cache grows and is trimmed again and again', (12, 400))
def _(s):
    k = int(s.rng.integers(6, 30))
    A = s.base * s.lu(.05, .7)
    e = np.concatenate([[0], np.cumsum(s.rng.lognormal(0, .4, k))])
    e = e / e[-1] * s.H * 1.02
    j = np.clip(np.searchsorted(e, s.h, 'right') - 1, 0, k - 1)
    d = (e[j + 1] - e[j])
    top = np.minimum(d / d.mean(), 1.6)
    lo = s.rng.uniform(0, .15, k)[j]
    return s.base + A * (lo + top * (s.h - e[j]) / d) + s.noise(min(s.sd, A / 10))
@fam('ok_driver_step', 'no_leak', 'a driver is loaded: one step, flat before and long after', (40, 400))
def _(s):
    a = s.u(.15, .6) * s.H
    y = s.load() if s.p(.4) else s.flatload(); A = s.sd * s.lu(8, 60)
    if s.p(.4): s.traffic(y)
    return s.base + A * np.clip((s.h - a) / s.lu(.002, .05), 0, 1) + A * s.u(0, .4) * s.lag(y) + s.noise()
@fam('ok_traffic_falls', 'no_leak', 'traffic falls, pool stays level', (48, 400))
def _(s):
    y = s.told(s.load() * (1 - s.u(.4, .85) * s.x), 1, k=int(s.rng.integers(2, 5)))
    return s.base + _calm(s, lambda: s.noise())
@fam('ok_load_wave', 'no_leak', 'load rises and falls over the log, the pool follows both ways', (30, 500))
def _(s):
    m, w = s.u(.35, .6), s.u(.1, .17)
    y = .15 + np.exp(-((s.x - m) / w) ** 2 / 2) * np.exp(s.ar(s.u(.02, .08), s.lu(.2, 2)))
    if s.p(.5) and s.H > 72: y = y * (.4 + .6 * s.load())
    if s.p(.75): s.traffic(y)
    return s.base + s.base * s.lu(.08, .9) * s.lag(y) + s.noise()
@fam('ok_wander', 'no_leak', 'wandering use without a direction', (24, 500))
def _(s):
    A = s.base * s.lu(.005, .08)
    tau = s.H / s.u(15, 60)
    y = _calm(s, lambda: s.ar(A, tau))
    if s.p(.3): s.traffic(s.flatload())
    return s.base + 3 * A + y + s.noise(A * s.u(.03, .4))
@fam('ok_long_memory', 'no_leak', 'long-memory (1/f) noise', (24, 500))
def _(s):
    A = s.base * s.lu(.003, .05)
    al = s.u(.6, 1.1)
    if s.p(.3): s.traffic(s.load())
    return s.base + 3 * A + _calm(s, lambda: s.pink(A, al))
@fam('ok_patch_restart', 'no_leak', 'load cycle with a patch-day restart, same level before and after',
     (24 * 8, 24 * 40), n=(400, 4000), wide=False)
def _(s):
    s.reboot([s.u(.2, .75) * s.H] if s.p(.7) else [s.u(.15, .4) * s.H, s.u(.5, .8) * s.H])
    s.uptime = s.p(.85)
    y = s.load()
    if s.p(.5) or not s.uptime: s.traffic(y)
    return (s.base + s.base * s.lu(.03, .5) * s.lag(y)) * s.warm(s.lu(.2, 3)) + s.noise()
@fam('ok_backup_return', 'no_leak', 'backup windows whose memory is all given back', (24 * 4, 24 * 25))
def _(s):
    A = s.base * s.lu(.05, .8)
    pool = s.base + s.noise(min(s.sd, A / 10))
    dur, rise, fall = s.u(.8, 5), s.u(.1, .6), s.u(.1, 1.)
    for a in s.at_hod(s.u(18, 29) % 24, DAYS if s.p(.6) else WD):
        pool = pool + s.pulse(a, dur * s.u(.8, 1.2), A * s.u(.8, 1.15), rise, fall)
    if s.p(.4): pool = pool + A * s.u(.1, .6) * s.lag(s.told(s.load(), 1))
    return pool
@fam('ok_flat', 'no_leak', 'flat up to a few pages of rounding', (12, 500))
def _(s):
    sd = PAGE * s.lu(.3, 12)
    if s.p(.4): s.traffic(s.load())
    return s.base + (s.white(sd) if s.p(.5) else s.ar(sd, s.lu(.05, .4)))
@fam('ok_month_saw', 'no_leak', 'ramps of several days, all given back by a cleaning job, no restart', (24 * 24, 24 * 42))
def _(s):
    per = s.pick(3, 4, 7, 7) * 24.
    ph = s.u(0, per)
    A = s.base * s.u(.1, .7)
    s.uptime = s.p(.6)
    y = s.told(s.load(), .4)
    k = np.floor((s.h + ph) / per).astype(int)
    amp = s.rng.uniform(.8, 1.15, k.max() + 1)[k]
    return s.base + A * amp * (((s.h + ph) / per) % 1) + A * s.u(.02, .25) * s.lag(y) + s.noise(min(s.sd, A / 12))
@fam('ok_ram_add', 'no_leak', 'RAM is hot-added: Available jumps, pool gets a bit bigger once, then flat', (48, 400), misc=.0)
def _(s):
    a = s.u(.2, .65) * s.H
    y = s.load(); A = s.sd * s.lu(6, 30)
    on = s.h >= a
    pool = s.base + A * on + A * s.u(.05, .5) * s.lag(y) + s.noise()
    ram = s.ram(pool)
    s.c[AVAIL] = np.rint(np.maximum(ram * (1 + on * s.pick(.25, .5, 1.)) - .5 * ram - pool
                                    + s.ar(ram * .01, s.H / 20), 50 * MB) / PAGE) * PAGE
    if s.p(.5): s.traffic(y)
    return pool
@fam('ok_growing_peaks', 'no_leak', 'business grows: peaks rise with the sessions, nights fall to the same floor', (24 * 11, 24 * 40))
def _(s):
    y = s.load('office', jit=.04)
    z = np.maximum(y - np.percentile(y, 30), 0) * (1 + s.u(.25, .9) * s.x)
    s.traffic(z + .03, kinds=['sess', 'tcp', 'files', 'srvb'], k=int(s.rng.integers(2, 4)))
    return s.base + s.base * s.u(.1, .7) * s.lag(z, s.lu(.05, .25)) + s.noise()
@fam('ok_failover_guest', 'no_leak', 'takes over the partner\'s load for a while and gives it back', (48, 400))
def _(s):
    a = s.u(.15, .5)
    b = a + s.u(.1, .3)
    y = s.load(jit=.04) * (1 + s.u(.5, 1.4) * ((s.x > a) & (s.x < b)))
    if s.p(.8): s.traffic(y, kinds=['sess', 'tcp', 'files', 'srvb', 'procs'])
    A = s.base * s.lu(.05, .6)
    return s.base + A * s.lag(y, .1) + A * s.u(.1, .6) * ((s.x > a) & (s.x < b)) + s.noise()
@fam('ok_drained', 'no_leak', 'use falls slowly over the log', (24, 400))
def _(s):
    T = s.total(8, 80, .4)
    y = s.told(s.load() * (1 - .5 * s.x), .5)
    return s.base * 1.5 - T * s.x ** s.u(.6, 1.4) + T * s.u(0, .3) * s.lag(y) + s.noise()
@fam('ok_spiky', 'no_leak', 'level with heavy-tailed spikes that vanish at once', (10, 300))
def _(s):
    sp = (s.rng.random(s.n) < s.lu(.004, .06)) * s.rng.exponential(s.base * s.u(.02, .3), s.n)
    if s.p(.4): s.traffic(s.load())
    return s.base + s.heavy(s.sd) + sp
@fam('ok_reboot_nightly', 'no_leak', 'restart every night, quick warm-up, then level all day', (24 * 4, 24 * 21), n=(400, 4000), wide=False)
def _(s):
    hod = s.u(1, 5)
    s.reboot(s.at_hod(hod), (s.wh[0] - hod) % 24 + .05)
    s.uptime = s.p(.88)
    y = s.load() if s.p(.5) else s.flatload()
    if s.p(.5) or not s.uptime: s.traffic(y, kinds=['sess', 'tcp', 'files'], k=2)
    A = s.base * s.u(.1, .5)
    return s.base * s.warm(s.lu(.2, 1.2), s.u(.1, .4)) + A * s.u(0, .5) * s.lag(y) + s.noise(min(s.sd, A / 15))
@fam('ok_batch_jobs', 'no_leak', 'batch jobs at irregular hours take and return memory', (24, 300))
def _(s):
    A = s.base * s.lu(.05, .9)
    k = int(s.rng.integers(8, 30))
    run = 0 * s.h
    pool = s.base + s.noise(min(s.sd, A / 8))
    for a in s.rng.uniform(0, .93 * s.H, k):
        d = s.H / 60 * s.lu(.3, 3)
        w = s.u(.3, 1.2)
        pool = pool + s.pulse(a, d, A * w, d / 8, d / 6)
        run += w * ((s.h > a) & (s.h < a + d))
    if s.p(.5): s.traffic(.05 + run, kinds=['procs', 'files', 'srvb', 'nic'], k=2)
    return pool
@fam('ok_level_shifts', 'no_leak', 'the balancer shifts load up and down between levels', (24, 400))
def _(s):
    k = int(s.rng.integers(8, 24))
    lv = s.rng.uniform(.1, 1., k)
    lv[-1] = min(lv[-1], np.median(lv))
    e = np.sort(s.rng.uniform(0, s.H, k - 1))
    y = lv[np.searchsorted(e, s.h)] * np.exp(s.ar(.03, .3))
    if s.p(.65): s.traffic(y)
    return s.base + s.base * s.lu(.05, .8) * s.lag(y, .1) + s.noise()
@fam('ok_stress_returned', 'no_leak', 'load test: ramps up, holds, ends; the pool follows and returns', (4, 14), n=(300, 4000))
def _(s):
    a, b = s.u(.08, .2) * s.H, s.u(.55, .75) * s.H
    ramp = s.u(.02, .15) * s.H
    y = np.clip((s.h - a) / ramp, 0, 1) * np.clip((b - s.h) / ramp + 1, 0, 1)
    y = (y + .01) * np.exp(s.ar(.03, .1))
    s.traffic(y, kinds=['tcp', 'nic', 'srvb', 'sess'], k=int(s.rng.integers(2, 4)))
    A = s.base * s.u(.1, 1.5)
    return s.base + A * s.lag(y, s.H / s.u(40, 200)) + s.noise(min(s.sd, A / 20))
@fam('ok_ends_at_peak', 'no_leak', 'daily load; the log happens to end on a usual noon peak', (24 * 5.4, 24 * 20), end=(WD, 10.5, 14.5))
def _(s):
    y = s.told(s.load('office', jit=.04), .6)
    return s.base + s.base * s.lu(.05, .7) * s.lag(y) + s.noise()
@fam('ok_lease_expiry', 'no_leak', 'idle sessions are kept and dropped in bulk; ramps by day, cleared each night', (24 * 4, 24 * 20))
def _(s):
    hod = s.u(0, 4)
    ph = (s.wh - hod) / 24
    k = np.floor(ph).astype(int)
    k -= k[0]
    A = s.base * s.u(.1, .6)
    amp = s.rng.uniform(.75, 1.15, k.max() + 1)[k]
    y = sig(((ph % 1) * 24 - s.u(7, 11)) / s.u(1.5, 3)) * amp
    s.uptime = s.p(.7)
    s.traffic(y + .02, kinds=['sess', 'tcp', 'files'], k=int(s.rng.integers(1, 4)))
    return s.base + A * y + s.noise(min(s.sd, A / 10))
# ==============================================================  INCONCLUSIVE
@fam('inc_morning', 'inconclusive', 'half a day: the morning rise and nothing more', (2.5, 5), n=(60, 3000), start=(WD, 5.5, 7.5))
def _(s):
    y = sig((s.h - s.H * s.u(.4, .65)) / (s.H * s.u(.12, .3))) * np.exp(s.ar(.02, .2))
    A = s.base * s.u(.08, .8)
    if s.p(.5): s.traffic(y)
    else: s.prov = True
    return s.base + A * s.lag(y, .1) + s.noise(min(s.sd, A / 15))
@fam('inc_minutes', 'inconclusive', 'a log of a few minutes', (.05, .3), n=(50, 1000), wide=False, misc=.3)
def _(s):
    s.sd *= .5
    if s.p(.6):
        s.prov = True
        return s.base + s.sd * s.lu(5, 40) * s.x + s.white(s.sd)
    return s.base + s.white(s.sd)
@fam('inc_hour', 'inconclusive', 'about one hour, rising', (.6, 1.6), n=(60, 3000), wide=False)
def _(s):
    s.prov = True
    T = s.sd * s.lu(10, 60)
    return s.base + T * s.x ** s.u(.7, 1.3) + s.noise(rw=T * s.u(0, .12))
@fam('inc_load_to_end', 'inconclusive', 'load rises to the end of the log and the pool with it', (8, 300), misc=.3)
def _(s):
    y = (.2 + s.x ** s.u(.8, 1.5)) * np.exp(s.ar(s.u(.02, .06), s.lu(.1, 2)))
    s.traffic(y, kinds=['srvb', 'nic'], k=1)
    s.traffic(y, kinds=['sess', 'tcp', 'files', 'procs'], k=int(s.rng.integers(1, 4)))
    A = s.base * s.u(.1, 1.)
    return s.base + A * s.lag(y, .1) + s.noise(min(s.sd, A / 15))
@fam('inc_step_end', 'inconclusive', 'one step of unknown cause near the end', (20, 200))
def _(s):
    a = s.H * s.u(.9, .97)
    A = s.sd * s.lu(8, 60)
    if s.p(.3): s.traffic(s.flatload())
    return s.base + A * np.clip((s.h - a) / s.lu(.005, .02 * s.H), 0, 1) + s.noise()
@fam('inc_tail_rise', 'inconclusive', 'days of quiet, then a rise in the last hours, no load counters', (36, 200), misc=.2, wide=False)
def _(s):
    d = max(min(s.u(2, 6), .09 * s.H), 8 * s.dt / 3600)
    A = s.sd * s.lu(12, 60)
    s.prov = True
    return s.base + A * np.clip((s.h - s.H + d) / d, 0, 1) + s.noise()
@fam('inc_two_nights', 'inconclusive', 'two nights, a step up in each, no more', (42, 58), start=(WD, 8, 17))
def _(s):
    ts = s.at_hod(s.u(21, 27) % 24)[:2]
    A = s.sd * s.lu(8, 50)
    s.prov = True
    L = sum(A * s.u(.7, 1.3) * np.clip((s.h - a) / s.u(.3, 2), 0, 1) for a in ts)
    return s.base + L + s.noise()
@fam('inc_boot_ramp', 'inconclusive', 'log begins at boot and ends while the warm-up still rises', (1.5, 10), n=(60, 3000))
def _(s):
    s.reboot([], s.u(.01, .05))
    s.uptime = s.p(.85)
    s.prov = not s.uptime
    A = s.base * s.u(.2, 1.2)
    if s.p(.3): s.traffic(s.flatload())
    return s.base + A * (1 - np.exp(-s.x / s.u(.5, 1.))) + s.noise(min(s.sd, A / 20))
@fam('inc_noise_drift', 'inconclusive', 'a drift no bigger than the slow wandering about it', (24, 300))
def _(s):
    A = s.base * s.lu(.003, .04)
    al, d = s.u(1.1, 1.5), s.u(1.8, 3)
    for _ in range(300):
        y = s.pink(A, al) + A * d * s.x
        s.prov = bool(np.corrcoef(s.x, y)[0, 1] > .58)
        if .4 < np.corrcoef(s.x, y)[0, 1] < .75: break
    return s.base + 3 * A + y
@fam('inc_reboots_often', 'inconclusive', 'restarts every few hours; after each the pool warms up and rises till the next', (18, 48), n=(300, 3000), wide=False)
def _(s):
    ts, z = [], s.u(1, 3)
    while z < s.H - .5:
        ts.append(z)
        z += s.u(2, 5)
    a = s.reboot(ts, s.u(.2, 1.))
    s.uptime = True
    A = s.base * s.u(.2, .8)
    return s.base + A * (1 - np.exp(-a / s.u(3.5, 6))) + s.noise(min(s.sd, A / 25))
@fam('inc_sparse', 'inconclusive', 'most cells blank: a handful of readings of one day', (5, 14), n=(60, 400), wide=False, start=(WD, 5, 10))
def _(s):
    T = s.sd * s.lu(3, 12)
    pool = s.base + T * s.x + s.noise()
    keep = s.rng.choice(s.n, int(s.rng.integers(5, 9)), replace=False)
    s.down[:] = True
    s.down[keep] = False
    return pool
# =======================================================================  API
def make(seed, per):
    """Yield `per` logs of each family; the same seed gives the same logs."""
    for name, (f, hours, n, start, end, wide, misc) in _FUNC.items():
        for k in range(per):
            rng = np.random.default_rng([int(seed), zlib.crc32(name.encode()), k])
            s = S(rng, hours, n, start, end, wide, misc)
            pool = f(s)
            if FAMILIES[name][0] == 'leak' and s.onset is None: s.onset = 0.
            t, c = s.finish(pool)
            yield {'id': '%s-%d-%d' % (name, seed, k), 'family': name,
                   'label': FAMILIES[name][0], 'start_s': s.start_s,
                   't': t - t[0], 'counters': c,
                   'slope_per_hour': None if s.slope is None else float(s.slope),
                   'onset_s': None if s.onset is None else float(s.onset),
                   'provisional_ok': bool(s.prov)}
