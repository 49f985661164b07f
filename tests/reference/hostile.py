r"""Held-out hostile generator: labelled synthetic Performance Monitor logs about kernel pool leaks.

FAMILIES: name -> (label, one-line description).   make(seed, per) yields dicts (see make()).

slope_per_hour is the growth of the leaked memory itself, bytes per hour: the constant rate while it
leaks where the rate is constant; where leaking comes and goes with work or in blocks, the mean over
the log from onset on.  None where no single number is honest (accelerating, partly freed).
"""
import zlib
import numpy as np

MB, H, D = 2.0 ** 20, 3600.0, 86400.0
NPP = r'\Memory\Pool Nonpaged Bytes'
DTS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800]
FAMILIES, _FN = {}, {}

# path -> (low scale, high scale, kind)   kind: 'n' count, 'r' rate (first cell blank)
LOADS = {
    r'\Server\Server Sessions': (40, 3000, 'n'),
    r'\Server\Files Open': (150, 20000, 'n'),
    r'\Server\Bytes Total/sec': (2e5, 9e7, 'r'),
    r'\TCPv4\Connections Established': (80, 6000, 'n'),
    r'\Network Interface(Intel[R] Ethernet 10G X550)\Bytes Total/sec': (3e5, 3e8, 'r'),
    r'\Redirector\Bytes Total/sec': (1e4, 2e7, 'r'),
    r'\Server Work Queues(0)\Current Clients': (5, 400, 'n'),
    r'\System\Processes': (15, 160, 'p'),
}


def fam(name, label, desc):
    def deco(f):
        FAMILIES[name] = (label, desc)
        _FN[name] = f
        return f
    return deco


# ------------------------------------------------------------------ tools
def U(r, a, b):
    return float(r.uniform(a, b))


def LU(r, a, b):
    return float(np.exp(r.uniform(np.log(a), np.log(b))))


def axis(r, days, nlo=250, nhi=3000):
    c = [d for d in DTS if nlo <= days * D / d <= nhi]
    if r.random() < .08:
        c = [d for d in DTS if 3000 <= days * D / d <= 18000] or c
    dt = float(r.choice(c))
    return np.arange(int(days * D / dt) + 1) * dt


def ar(r, n, phi):
    e = r.standard_normal(n)
    x = np.empty(n)
    x[0] = e[0]
    s = np.sqrt(1 - phi * phi)
    for i in range(1, n):
        x[i] = phi * x[i - 1] + s * e[i]
    return x


def ou(r, t, tau):
    """mean-reverting wander with unit variance and memory `tau` seconds"""
    return ar(r, len(t), float(np.exp(-np.median(np.diff(t)) / tau)))


def frac(r, n, d):
    f = np.fft.rfftfreq(4 * n)
    f[0] = f[1]
    z = (r.standard_normal(len(f)) + 1j * r.standard_normal(len(f))) * f ** -d
    z[0] = 0
    x = np.fft.irfft(z)[:n]
    return (x - x.mean()) / x.std()


def noise(r, n, kind=None):
    kind = kind or str(r.choice(['white', 'ar', 'frac', 'heavy']))
    if kind == 'white':
        return r.standard_normal(n)
    if kind == 'ar':
        return ar(r, n, U(r, .6, .95))
    if kind == 'frac':
        return frac(r, n, U(r, .2, .4))
    x = np.abs(r.standard_t(2.5, n))
    return np.clip(x, 0, 12) + .3 * ar(r, n, .8)


def blocks(y, k):
    return np.array([np.nanmedian(b) for b in np.array_split(y, k)])


def drawdown(y, k=24):
    b = blocks(y, k)
    return float((np.maximum.accumulate(b) - b).max() / (b.max() - b.min()))


def draw(test, gen, tries=400):
    """first realisation that passes a fairness test (so that the label is visible)"""
    for _ in range(tries):
        x = gen()
        if test(x):
            return x
    raise RuntimeError('no fair realisation')


def sg(x):
    return 1 / (1 + np.exp(-np.clip(x, -50, 50)))


def office(r, T, we=.05, night=.03, jit=.1, ar_=.04):
    """office-hours load 0..~1 at local time T (seconds from Monday 00:00)"""
    h, a, b = (T % D) / H, U(r, 7, 9), U(r, 16.2, 18.5)
    p = sg((h - a) / U(r, .25, .6)) * sg((b - h) / U(r, .3, .8)) - U(r, 0, .25) * np.exp(-((h - 12.4) / .5) ** 2)
    day = (T // D).astype(int)
    f = np.exp(jit * r.standard_normal(day[-1] - day[0] + 1))[day - day[0]]
    w = np.where((T // D) % 7 >= 5, we, 1.0)
    return (night + np.clip(p, 0, None) * f * w) * np.exp(ar_ * ar(r, len(T), .9))


def loads(r, L, k=3, names=None):
    """k load counters that follow L"""
    names = names or list(r.choice(list(LOADS), k, replace=False))
    out = {}
    for p in names:
        lo, hi, kind = LOADS[p]
        s = LU(r, lo, hi)
        x = s * (U(r, .0, .06) + L) * np.exp(.03 * ar(r, len(L), .8))
        if kind == 'r':
            x = x * np.exp(U(r, .15, .6) * r.standard_normal(len(L)))
            x[0] = np.nan
        else:
            x = np.round(x) + (r.integers(45, 110) if kind == 'p' else 0)
        out[p] = np.clip(x, 0, None)
    return out


def walks(r, n, k=8):
    """k unrelated random-walk counters that bear load names"""
    out = {}
    for p in r.choice(list(LOADS), k, replace=False):
        lo, hi, kind = LOADS[p]
        w = np.cumsum(r.standard_normal(n))
        w = (w - w.min()) / (np.ptp(w) + 1e-9)
        x = LU(r, lo, hi) * (U(r, .05, .8) + w)
        if kind == 'r':
            x = x * np.exp(U(r, .02, .3) * r.standard_normal(n))
            x[0] = np.nan
        out[str(p)] = x if kind == 'r' else np.round(x) + (60 if kind == 'p' else 0)
    return out


def extras(r, t):
    n, o = len(t), {}
    tau = (t[-1] + 1) / U(r, 8, 40)
    if r.random() < .35:
        o[r'\System\System Up Time'] = t + round(LU(r, 2e4, 9e6))
    if r.random() < .3:
        ram = float(r.choice([4, 8, 16, 32, 64])) * 1024 * MB
        o[r'\Memory\Available Bytes'] = np.round(ram * (U(r, .3, .6) + .03 * ou(r, t, tau)) / 4096) * 4096
    if r.random() < .25:
        o[r'\Memory\Pool Paged Bytes'] = np.round(LU(r, 80, 900) * MB * (1 + .03 * ou(r, t, tau)) / 4096) * 4096
    if r.random() < .25:
        x = np.clip(100 * r.beta(1.3, 8, n), 0, 100)
        x[0] = np.nan
        o[r'\Processor(_Total)\% Processor Time'] = x
    if r.random() < .2:
        o[r'\Memory\Cache Bytes'] = np.round(LU(r, 60, 2000) * MB * (1 + .06 * ou(r, t, tau)) / 4096) * 4096
    return o


def start(r, dow=None, hour=None):
    dow = r.integers(0, 7) if dow is None else dow
    return float(dow * D + round((U(r, 0, 24) if hour is None else hour) * 60) * 60)


def out(r, t, s, y, side=None, slope=None, onset=None, prov=False, rows=None, plain=False):
    """finish a log; rows = True where the whole row is blank"""
    t, y = np.asarray(t, float), np.array(y, float)
    c = {NPP: np.round(np.clip(y, 4096, None) / 4096) * 4096}
    c.update({str(k): np.array(v, float) for k, v in (side or {}).items()})
    for k, v in extras(r, t).items():
        c.setdefault(k, v)
    rows = np.zeros(len(t), bool) if rows is None else rows
    if not plain and r.random() < .2:
        rows = rows | (r.random(len(t)) < U(r, .005, .03))
    for v in c.values():
        v[rows] = np.nan
    if not plain and r.random() < .3:
        t = t + r.uniform(0, .02, len(t))
    return dict(t=t - t[0], start_s=float(s), counters=c, slope_per_hour=None if slope is None else float(slope),
                onset_s=None if onset is None else float(onset), provisional_ok=bool(prov))


def base(r):
    return LU(r, 25, 1500) * MB


def amp(r, b):
    return b * LU(r, .03, .4)


def ramp(t, a=0.0, b=None):
    """0 before a, linear to 1 at b"""
    b = t[-1] if b is None else b
    return np.clip((t - a) / (b - a), 0, 1)


def saw(r, t, lo, hi, depth=(0, .08)):
    """cache that fills and is trimmed every lo..hi seconds; peak near 1"""
    x, a = np.zeros(len(t)), -U(r, 0, lo)
    while a < t[-1]:
        p = U(r, lo, hi)
        m = (t >= a) & (t < a + p)
        f = U(r, *depth)
        x[m] = f + (U(r, .85, 1.1) - f) * ((t[m] - a) / p) ** U(r, .7, 1)
        a += p
    return x


def blankrows(r, n, share, mean):
    m = np.zeros(n, bool)
    while m[1:].mean() < share:
        a = int(r.integers(1, n))
        m[a:a + 1 + int(r.exponential(mean))] = True
    m[0] = False
    return m


def glitches(r, y, idx):
    y = y.copy()
    for i in idx:
        y[i] = 0 if r.random() < .6 else y[i] * U(r, .2, .5)
    return y


# ------------------------------------------------------------------ leaks
@fam('leak_falling_load', 'leak', 'load dies away over the log and hides the growth; the idle floor rises')
def _(r):
    t = axis(r, U(r, 10, 20)); s = start(r, 0); T = t + s
    g = 1 - U(r, .8, .92) * ramp(t)
    L = office(r, T) * g
    b = base(r); A = amp(r, b); leak = A * U(r, .7, 1.0)
    y = b + A * L + leak * ramp(t) + .015 * A * noise(r, len(t))
    return out(r, t, s, y, loads(r, L, 3), leak / t[-1] * H, 0)

@fam('leak_companion_leaks', 'leak', 'handles or files are leaked with the pool, so a "load" explains all; it never falls')
def _(r):
    t = axis(r, U(r, 6, 15)); s = start(r); T = t + s
    L = office(r, T); c = np.cumsum(.35 + L); c /= c[-1]
    b = base(r); A = amp(r, b); leak = A * U(r, 1.2, 4)
    y = b + .5 * A * L + leak * c + .02 * A * noise(r, len(t))
    side = loads(r, L, names=[r'\Server\Server Sessions', r'\Server\Bytes Total/sec'])
    for p, lo, hi in ((r'\Process(_Total)\Handle Count', 2e4, 9e4), (r'\Server\Files Open', 300, 3000)):
        side[p] = np.round(LU(r, lo, hi) * (1 + U(r, .5, 3) * c + .02 * L + .004 * r.standard_normal(len(t))))
    return out(r, t, s, y, side, leak / t[-1] * H, 0)

@fam('leak_under_cache_trims', 'leak', 'an unrelated cache is trimmed every few days; the level after each trim rises')
def _(r):
    t = axis(r, U(r, 14, 28)); s = start(r)
    b = base(r); A = amp(r, b); leak = A * U(r, .8, 1.5)
    y = b + A * saw(r, t, 1.8 * D, 3.6 * D) + leak * ramp(t) + .02 * A * noise(r, len(t))
    L = office(r, t + s)
    return out(r, t, s, y, loads(r, L, int(r.integers(0, 3))), leak / t[-1] * H, 0)

@fam('leak_irregular_stairs', 'leak', 'eight to thirteen unequal steps at irregular times, none given back')
def _(r):
    t = axis(r, U(r, 10, 32)); s = start(r); k = int(r.integers(8, 14))
    gaps = r.dirichlet(np.full(k + 1, 3.0)); at = np.cumsum(gaps)[:-1] * t[-1]
    size = np.exp(.45 * r.standard_normal(k)); size /= size.sum()
    b = base(r); leak = amp(r, b)
    y = b + leak * sum(z * (t >= a) for z, a in zip(size, at)) + leak * .008 * noise(r, len(t))
    return out(r, t, s, y, loads(r, office(r, t + s), int(r.integers(0, 4))), leak / t[-1] * H, 0)

@fam('leak_late_onset', 'leak', 'flat with daily load for more than half the log, then a steady rise to the end')
def _(r):
    t = axis(r, U(r, 10, 24)); s = start(r); L = office(r, t + s)
    on = U(r, .52, .7) * t[-1]; b = base(r); A = amp(r, b); leak = A * U(r, .9, 2)
    y = b + A * L + leak * ramp(t, on) + .02 * A * noise(r, len(t))
    return out(r, t, s, y, loads(r, L, int(r.integers(1, 4))), leak / (t[-1] - on) * H, on)

@fam('leak_restart_gives_part_back', 'leak', 'service restarts free part of the growth; each low is higher than the last')
def _(r):
    t = axis(r, U(r, 8, 24)); s = start(r); k = int(r.integers(3, 7))
    at = np.sort((np.arange(1, k + 1) + r.uniform(-.25, .25, k)) / (k + 1)) * t[-1]
    b = base(r); leak = amp(r, b); g = leak * t / t[-1]; y = b + g; last = 0.0
    el = t + LU(r, 1e4, 1e6)
    for a in at:
        y = y - U(r, .3, .52) * leak * (a - last) / t[-1] * (t >= a)
        el[t >= a] = t[t >= a] - a
        last = a
    y = y + leak * .012 * noise(r, len(t))
    side = {r'\Process(svchost#7)\Elapsed Time': el} if r.random() < .6 else {}
    side.update(loads(r, office(r, t + s), int(r.integers(0, 3))))
    return out(r, t, s, y, side, None, 0)

@fam('leak_plateau_at_limit', 'leak', 'grows to the pool limit, then stays there while allocations fail')
def _(r):
    t = axis(r, U(r, 3, 14)); s = start(r); L = office(r, t + s); hit = U(r, .5, .72) * t[-1]
    b = base(r); leak = b * U(r, .6, 2.5)
    y = b + leak * ramp(t, 0, hit) + .02 * leak * np.clip(noise(r, len(t), 'ar'), -3, 3)
    top = b + leak
    y = np.where(t > hit, np.minimum(y, top - .004 * leak * np.abs(noise(r, len(t), 'ar'))), np.minimum(y, top))
    f = np.cumsum(r.poisson(2 + 15 * L) * (t > hit))
    side = {r'\Server\Pool Nonpaged Failures': f, r'\Server\Pool Nonpaged Peak': np.maximum.accumulate(np.round(y * .4))}
    side.update(loads(r, L, 2))
    return out(r, t, s, y, side, leak / hit * H, 0)

@fam('leak_then_idle_weekend', 'leak', 'leaks with the week\'s work; the log ends in a flat, idle weekend; nothing comes back')
def _(r):
    w = int(r.integers(1, 3)); t = axis(r, 7 * w - U(r, .05, .4)); s = start(r, 0, U(r, 0, 3)); L = office(r, t + s, we=.01, night=.01)
    c = np.cumsum(L); c /= c[-1]; b = base(r); A = amp(r, b); leak = A * U(r, .8, 2)
    y = b + A * L + leak * c + .012 * A * noise(r, len(t))
    return out(r, t, s, y, loads(r, L, 3), leak / t[-1] * H, 0)

@fam('leak_slow_clean', 'leak', 'about one percent over the whole log, but an almost perfect straight line')
def _(r):
    t = axis(r, U(r, 5, 20)); s = start(r); b = LU(r, 60, 900) * MB; leak = b * U(r, .008, .03)
    y = b + leak * ramp(t) + min(3 * 4096, leak * .01) * noise(r, len(t), 'white')
    return out(r, t, s, y, loads(r, office(r, t + s), int(r.integers(0, 4))), leak / t[-1] * H, 0)

@fam('leak_noisy_long', 'leak', 'five to six weeks, growth only about three times the noise')
def _(r):
    t = axis(r, U(r, 34, 42), 1600, 6500); s = start(r); b = base(r); A = amp(r, b); leak = A * U(r, 2.7, 3.6)
    x = draw(lambda z: np.corrcoef(blocks(z, 10), np.arange(10))[0, 1] > .9,
             lambda: leak * ramp(t) + A * (.8 * ar(r, len(t), U(r, .3, .8)) + .5 * noise(r, len(t), 'heavy')))
    return out(r, t, s, b + x, loads(r, office(r, t + s), int(r.integers(0, 3))), leak / t[-1] * H, 0)

@fam('leak_large_daily_cycle', 'leak', 'a day\'s leak is a twentieth of the daily cycle')
def _(r):
    d = U(r, 14, 28); t = axis(r, d); s = start(r); L = office(r, t + s, we=U(r, .05, .5))
    b = base(r); A = amp(r, b); leak = A * U(r, .045, .08) * d
    y = b + A * L + leak * ramp(t) + .03 * A * noise(r, len(t))
    return out(r, t, s, y, loads(r, L, int(r.integers(0, 4))), leak / t[-1] * H, 0)

@fam('leak_blank_rows', 'leak', 'a third to two thirds of the rows are blank, in runs')
def _(r):
    t = axis(r, U(r, 6, 15), 300); s = start(r); n = len(t); L = office(r, t + s); b = base(r); A = amp(r, b); leak = A * U(r, 1, 3)
    y = b + A * .6 * L + leak * ramp(t) + .03 * A * noise(r, n)
    return out(r, t, s, y, loads(r, L, 3), leak / t[-1] * H, 0, rows=blankrows(r, n, U(r, .3, .65), n / U(r, 25, 60)))

@fam('leak_irregular_sampling', 'leak', 'steady in time, but intervals jump from seconds to hours')
def _(r):
    g = []
    while sum(g) < U(r, 7, 12) * D:
        g += list(LU(r, 20, 4000) * np.exp(.3 * r.standard_normal(int(r.integers(15, 60)))))
    t = np.concatenate([[0], np.cumsum(np.round(g, 3))]); s = start(r); b = base(r); leak = amp(r, b)
    y = b + leak * t / t[-1] + .025 * leak * noise(r, len(t), 'heavy')
    side = loads(r, office(r, t + s), int(r.integers(0, 3)))
    return out(r, t, s, y, side, leak / t[-1] * H, 0)

@fam('leak_business_hours', 'leak', 'grows only in office hours; flat and not given back at night and on weekends')
def _(r):
    t = axis(r, U(r, 11, 27)); s = start(r); L = office(r, t + s, we=.0, night=.0)
    c = np.cumsum(L * (.8 + .4 * r.random(len(t)))); c /= c[-1]
    b = base(r); leak = amp(r, b); y = b + leak * c + leak * U(r, .0, .08) * L + .006 * leak * noise(r, len(t))
    return out(r, t, s, y, loads(r, L, 3), leak / t[-1] * H, 0)

@fam('leak_pauses', 'leak', 'the leak rests for a third of the log, then goes on at the old rate')
def _(r):
    t = axis(r, U(r, 10, 25)); s = start(r); a, w = U(r, .25, .42), U(r, .25, .36)
    L = office(r, t + s); b = base(r); leak = amp(r, b); z = t[-1]
    y = b + leak * (ramp(t, 0, a * z) * a + ramp(t, (a + w) * z, z) * (1 - a - w)) / (1 - w)
    y = y + leak * .12 * L + leak * .015 * noise(r, len(t))
    return out(r, t, s, y, loads(r, L, int(r.integers(0, 3))), leak / (1 - w) / z * H, 0)

@fam('leak_one_unrelated_drop', 'leak', 'pool falls sharply once as something unrelated is unloaded; slope is the same on both sides')
def _(r):
    t = axis(r, U(r, 8, 24)); s = start(r); at = U(r, .4, .7) * t[-1]; L = office(r, t + s)
    b = base(r); leak = amp(r, b); drop = leak * U(r, .4, 1.2)
    y = b + drop + leak * ramp(t) - drop * (t >= at) + leak * .1 * L + .012 * leak * noise(r, len(t))
    side = loads(r, L, names=[r'\Server\Server Sessions', r'\TCPv4\Connections Established'])
    side[r'\System\Processes'] = np.round(80 + 6 * L - r.integers(4, 14) * (t >= at))
    return out(r, t, s, y, side, leak / t[-1] * H, 0)

@fam('leak_accelerates', 'leak', 'growth feeds on itself: convex for days, through nights and weekends')
def _(r):
    t = axis(r, U(r, 6, 15)); s = start(r); k = U(r, 1.8, 3.2); L = office(r, t + s)
    b = base(r); leak = amp(r, b) * 2; y = b + leak * np.expm1(k * ramp(t)) / np.expm1(k)
    y = y + leak * .12 * L + .012 * leak * noise(r, len(t))
    return out(r, t, s, y, loads(r, L, int(r.integers(0, 4))), None, 0)

@fam('leak_under_backup_spikes', 'leak', 'nightly backup spikes dwarf the leak; the quiet level between them climbs')
def _(r):
    t = axis(r, U(r, 8, 21), 500); s = start(r); T = t + s; h = (T % D) / H; a = U(r, 0, 18)
    L = ((h > a) & (h < a + U(r, 1.5, 4))) * np.exp(.15 * r.standard_normal(40))[(T // D).astype(int)]
    b = base(r); A = amp(r, b) * 1.5; leak = A * U(r, .22, .4)
    y = b + A * L * (1 + .1 * r.standard_normal(len(t))) + leak * ramp(t) + .02 * leak * noise(r, len(t))
    return out(r, t, s, y, loads(r, L + .02, int(r.integers(0, 3))), leak / t[-1] * H, 0)

@fam('leak_reboot_resets', 'leak', 'reboots empty the pool; in every boot it climbs the same straight line (Up Time shows the boots)')
def _(r):
    per = U(r, 2, 5); k = int(r.integers(3, 6)); t = axis(r, per * k * U(r, .97, 1)); s = start(r)
    up, a = t + U(r, .5, 1) * per * D, 0.0
    for i in range(k):
        a += per * D * U(r, .8, 1.1)
        up = np.where(t >= a, t - a + 40, up)
    b = base(r); leak = amp(r, b) * 1.5; L = office(r, t + s)
    y = b + leak * up / (per * D) + leak * .08 * L + leak * .012 * noise(r, len(t))
    side = {r'\System\System Up Time': np.round(up, 1)}; side.update(loads(r, L, 2))
    return out(r, t, s, y, side, leak / per / 24, 0)

@fam('leak_follows_work_done', 'leak', 'project load swells and ebbs; pool is the sum of it and never follows it down')
def _(r):
    t = axis(r, U(r, 14, 24)); s = start(r); u = ramp(t)
    L = office(r, t + s, we=.3) * (.2 + np.exp(-((u - U(r, .38, .5)) / .16) ** 2))
    c = np.cumsum(L); c /= c[-1]; b = base(r); leak = amp(r, b)
    y = b + leak * c + leak * .15 * L + .01 * leak * noise(r, len(t))
    return out(r, t, s, y, loads(r, L, 3), leak / t[-1] * H, 0)

@fam('leak_dense_seconds', 'leak', 'hours at 1-2 s with strongly dependent noise; connections fall while the pool climbs on')
def _(r):
    dt = float(r.choice([1, 2])); n = int(U(r, 9000, 18500)); t = np.arange(n) * dt; s = start(r, int(r.integers(0, 5)), U(r, 14.5, 16))
    L = .2 + .8 * sg((U(r, .35, .5) - ramp(t)) / .09)
    b = base(r); A = amp(r, b) * .3; leak = A * U(r, 9, 16)
    y = b + A * L + leak * ramp(t) + .5 * A * ou(r, t, U(r, 60, 300)) + .15 * A * noise(r, n, 'white')
    return out(r, t, s, y, loads(r, L, names=[r'\TCPv4\Connections Established', r'\Server\Server Sessions']), leak / t[-1] * H, 0)

@fam('leak_small_blocks', 'leak', 'exactly constant but for small upward blocks at random times, never down')
def _(r):
    t = axis(r, U(r, 4, 15)); s = start(r); k = int(r.integers(60, 200)); b = base(r)
    q = 4096 * r.integers(1, int(LU(r, 3, 40)), k); at = r.uniform(0, t[-1], k); o = np.argsort(at)
    y = b + np.concatenate([[0], np.cumsum(q[o])])[np.searchsorted(at[o], t, 'right')]
    return out(r, t, s, y, loads(r, office(r, t + s), int(r.integers(0, 4))), (y[-1] - y[0]) / t[-1] * H, 0)

@fam('leak_in_long_memory', 'leak', 'a straight line under wandering long-memory noise')
def _(r):
    t = axis(r, U(r, 5, 30)); s = start(r); b = base(r); A = amp(r, b) * .5; leak = A * U(r, 7, 10)
    y = b + leak * ramp(t) + A * frac(r, len(t), U(r, .33, .43))
    return out(r, t, s, y, loads(r, office(r, t + s), int(r.integers(0, 4))), leak / t[-1] * H, 0)

@fam('leak_after_warmup', 'leak', 'a steep warm-up first, then a slower but endless straight line')
def _(r):
    t = axis(r, U(r, 4, 20)); s = start(r); b = base(r); W = amp(r, b); leak = W * U(r, .5, 1); L = office(r, t + s)
    y = b + W * (1 - np.exp(-t / (U(r, .03, .07) * t[-1]))) + leak * ramp(t) + .1 * W * L + .01 * W * noise(r, len(t))
    return out(r, t, s, y, loads(r, L, int(r.integers(0, 3))), leak / t[-1] * H, 0)

@fam('leak_five_day_plant', 'leak', 'round-the-clock weeks, idle weekends only; ends idle below the peaks, but each weekend is higher')
def _(r):
    t = axis(r, 7 * int(r.integers(3, 6)) + U(r, 1, 1.7)); s = start(r, 5, U(r, 7, 9)); T = t + s
    w = ((T - 6 * H) % (7 * D)) / D; L = (.05 + sg((5 - w) / .04) * sg((w - .04) / .04)) * np.exp(.05 * ou(r, t, 4 * H))
    b = base(r); A = amp(r, b); leak = A * U(r, .45, .8)
    y = b + A * L + leak * ramp(t) + .015 * A * noise(r, len(t))
    return out(r, t, s, y, loads(r, L, int(r.integers(1, 4))), leak / t[-1] * H, 0)

@fam('leak_among_walks', 'leak', 'a straight leak with eight unrelated random-walk load counters beside it')
def _(r):
    t = axis(r, U(r, 3, 20)); s = start(r); b = base(r); leak = amp(r, b)
    y = b + leak * ramp(t) + .04 * leak * noise(r, len(t))
    return out(r, t, s, y, walks(r, len(t), 8), leak / t[-1] * H, 0)

@fam('leak_zero_readings', 'leak', 'some cells read zero or nonsense low (collector glitches), one of them near the end')
def _(r):
    t = axis(r, U(r, 4, 16)); s = start(r); n = len(t); b = base(r); leak = amp(r, b); L = office(r, t + s)
    y = b + leak * ramp(t) + leak * .1 * L + .015 * leak * noise(r, n)
    y = glitches(r, y, list(r.integers(5, n - 5, int(r.integers(2, 7)))) + [n - int(r.integers(2, 6))])
    return out(r, t, s, y, loads(r, L, int(r.integers(0, 3))), leak / t[-1] * H, 0)

@fam('leak_under_slow_drain', 'leak', 'a big old burst drains while the leak runs: falls first, then rises for the rest')
def _(r):
    t = axis(r, U(r, 9, 24)); s = start(r); b = base(r); leak = amp(r, b); W = leak * U(r, .8, 1.7); L = office(r, t + s)
    y = b + W * np.exp(-t / (U(r, .06, .1) * t[-1])) + leak * ramp(t) + .06 * leak * L + .012 * leak * noise(r, len(t))
    return out(r, t, s, y, loads(r, L, int(r.integers(0, 3))), leak / t[-1] * H, 0)

@fam('leak_load_rises_then_holds', 'leak', 'load grows in the first part and then holds for days; the pool goes on rising')
def _(r):
    t = axis(r, U(r, 9, 24)); s = start(r); k = U(r, .35, .5)
    L = (.4 + .6 * ramp(t, 0, k * t[-1])) * (.85 + .15 * office(r, t + s)) * np.exp(.03 * ou(r, t, 2 * H))
    b = base(r); leak = amp(r, b); y = b + leak * ramp(t) + .25 * leak * L + .01 * leak * noise(r, len(t))
    return out(r, t, s, y, loads(r, L, 3), leak / t[-1] * H, 0)

# ------------------------------------------------------------------ healthy
@fam('ok_long_warmup', 'no_leak', 'saturating warm-up over most of the first half, then level')
def _(r):
    t = axis(r, U(r, 3, 20)); s = start(r); b = base(r); W = amp(r, b) * 2; L = office(r, t + s)
    y = b + W * (1 - np.exp(-(t / (U(r, .09, .13) * t[-1])) ** U(r, .92, 1.2))) + .12 * W * L + .012 * W * noise(r, len(t))
    return out(r, t, s, y, loads(r, L, int(r.integers(0, 3))))

@fam('ok_long_memory', 'no_leak', 'stationary long-memory noise around a constant level')
def _(r):
    t = axis(r, U(r, 2, 30)); s = start(r); b = base(r); d = U(r, .35, .46)
    x = draw(lambda z: drawdown(z) > .5 and blocks(z, 8).argmax() < 7 and z[-len(z) // 2:].min() < np.quantile(z, .15),
             lambda: frac(r, len(t), d))
    return out(r, t, s, b + amp(r, b) * .3 * x, loads(r, office(r, t + s), int(r.integers(0, 3))))

@fam('ok_slow_wander', 'no_leak', 'mean-reverting random walk, memory a tenth of the log; often ends high but comes down')
def _(r):
    t = axis(r, U(r, 1, 20)); s = start(r); b = base(r)
    x = draw(lambda z: drawdown(z) > .6 and z[-1] > z[0], lambda: ou(r, t, t[-1] / U(r, 8, 14)))
    return out(r, t, s, b + amp(r, b) * .3 * x, loads(r, office(r, t + s), int(r.integers(0, 2))))

@fam('ok_load_falls_pool_flat', 'no_leak', 'load falls through the log while the pool, which does not depend on it, is flat')
def _(r):
    t = axis(r, U(r, 2, 15)); s = start(r); b = base(r)
    L = (1 - U(r, .6, .9) * ramp(t)) * (.5 + .5 * office(r, t + s) if r.random() < .5 else np.exp(.05 * ou(r, t, 3 * H)))
    y = b * (1 + LU(r, .002, .02) * noise(r, len(t), str(r.choice(['white', 'ar', 'heavy']))))
    return out(r, t, s, y, loads(r, L, 4))

@fam('ok_flat_among_walks', 'no_leak', 'flat pool, eight unrelated random-walk counters with load names')
def _(r):
    t = axis(r, U(r, 1, 20)); s = start(r); b = base(r)
    return out(r, t, s, b * (1 + LU(r, .002, .03) * noise(r, len(t), 'ar')), walks(r, len(t), 8))

@fam('ok_wander_among_walks', 'no_leak', 'pool wanders and returns; eight unrelated random walks beside it')
def _(r):
    t = axis(r, U(r, 1, 20)); s = start(r); b = base(r)
    x = draw(lambda z: drawdown(z) > .6 and drawdown(-z) > .4, lambda: ou(r, t, t[-1] / U(r, 8, 16)))
    return out(r, t, s, b + amp(r, b) * .3 * x, walks(r, len(t), 8))

@fam('ok_floor_rises_then_falls', 'no_leak', 'idle floors climb for days with sessions left open and fall back at the end')
def _(r):
    t = axis(r, U(r, 7, 14)); s = start(r, 0); f = U(r, .8, .88); u = ramp(t)
    hang = np.where(u < f, u / f, np.exp(-(u - f) / .015)); L = .5 * office(r, t + s) + U(r, .7, 1.2) * hang
    b = base(r); A = amp(r, b); y = b + A * L + .015 * A * noise(r, len(t))
    return out(r, t, s, y, loads(r, L, 2) if r.random() < .6 else {})

@fam('ok_one_big_step', 'no_leak', 'one large step (something was installed), flat before and after')
def _(r):
    t = axis(r, U(r, 5, 20)); s = start(r); at = U(r, .2, .55) * t[-1]; b = base(r); A = amp(r, b) * 1.5; L = office(r, t + s)
    y = b + A * (t >= at) + .1 * A * L + .012 * A * noise(r, len(t), str(r.choice(['white', 'ar', 'heavy'])))
    side = loads(r, L, int(r.integers(0, 3)))
    if r.random() < .5:
        side[r'\System\Processes'] = np.round(70 + 4 * L + r.integers(1, 5) * (t >= at))
    return out(r, t, s, y, side)

@fam('ok_weekly_saw_cut_high', 'no_leak', 'builds up Monday to Friday, returns every weekend; the log is cut on a Friday')
def _(r):
    w = int(r.integers(3, 6)); t = axis(r, 7 * w - U(r, 2.3, 2.6)); s = start(r, 0, U(r, 0, 6)); T = t + s
    d = (T % (7 * D)) / D; wk = np.where(d < 4.75, (d / 4.75) ** .9, np.exp(-(d - 4.75) / .18))
    L = .35 * office(r, T) + wk * np.exp(.06 * r.standard_normal(8))[(T // (7 * D)).astype(int)]
    b = base(r); A = amp(r, b); y = b + A * L + .015 * A * noise(r, len(t))
    return out(r, t, s, y, loads(r, L, 2) if r.random() < .5 else {})

@fam('ok_cache_trimmed', 'no_leak', 'cache climbs for days and is trimmed to the same level each time; ends before a trim')
def _(r):
    t0 = axis(r, U(r, 14, 30)); s = start(r); x = saw(r, t0, 2.5 * D, 4.5 * D, (0, .04))
    last = np.flatnonzero(np.diff(x) < -.5)[-1] + 1; t, x = t0[:last], x[:last]
    b = base(r); A = amp(r, b) * 1.5; y = b + A * x + .015 * A * noise(r, len(t))
    return out(r, t, s, y, loads(r, office(r, t + s), int(r.integers(0, 3))))

@fam('ok_growing_load_blank_cells', 'no_leak', 'daily load grows and the pool with it, idle floor constant; load counters have many blanks')
def _(r):
    t = axis(r, U(r, 7, 20)); s = start(r); L = office(r, t + s) * (.4 + U(r, .6, 1.2) * ramp(t))
    b = base(r); A = amp(r, b); y = b + A * L + .015 * A * noise(r, len(t)); side = loads(r, L, 4)
    for v in side.values():
        v[blankrows(r, len(t), U(r, .3, .7), 5)] = np.nan
    return out(r, t, s, y, side)

@fam('ok_given_back_in_steps', 'no_leak', 'climbs for days and is handed back in several steps down to the start')
def _(r):
    t = axis(r, U(r, 5, 15)); s = start(r); k = int(r.integers(4, 8)); p = U(r, .5, .62); u = ramp(t)
    at = p + (1 - p) * np.sort((np.arange(k) + r.uniform(.1, .6, k)) / k); z = r.dirichlet(np.full(k, 4.0)) * U(r, .88, 1.0)
    x = np.minimum(u / p, 1) - sum(q * (u >= a) for q, a in zip(z, at)); b = base(r); A = amp(r, b)
    return out(r, t, s, b + A * x + .012 * A * noise(r, len(t)), loads(r, office(r, t + s), int(r.integers(0, 2))))

@fam('ok_follows_growing_load', 'no_leak', 'busy service grows; pool follows its connections up and also down to the first level in a lull')
def _(r):
    t = axis(r, U(r, 6, 20)); s = start(r); u = ramp(t); c, w = U(r, .5, .8), U(r, .04, .07)
    g = (.3 + U(r, .6, .9) * u); L = .3 + (g - .3) * (1 - 1.02 * np.exp(-((u - c) / w) ** 4)) * np.exp(.15 * ou(r, t, 10 * H)) + .05 * ou(r, t, 5 * H)
    L = np.clip(L, .05, None); b = base(r); A = amp(r, b) * 1.5; y = b + A * L + .02 * A * noise(r, len(t), 'ar')
    return out(r, t, s, y, loads(r, L, names=[r'\TCPv4\Connections Established', r'\Server\Server Sessions', r'\Server\Files Open']))

@fam('ok_backup_spikes_grow', 'no_leak', 'nightly job grows taller and longer; between jobs the pool is back at the same level')
def _(r):
    t = axis(r, U(r, 8, 21), 500); s = start(r); h = (((t + s) - U(r, 0, 20) * H) % D) / H; u = ramp(t)
    L = (h < 1.5 + 5 * u) * (.3 + .9 * u) * (1 + .07 * ar(r, len(t), .7)); b = base(r); A = amp(r, b) * 1.5
    y = b + A * L + .015 * A * noise(r, len(t))
    return out(r, t, s, y, loads(r, .02 + L, int(r.integers(0, 3))))

@fam('ok_ends_in_the_busy_hour', 'no_leak', 'starts on an idle Sunday, ends in a weekday noon; nights come back to the same floor')
def _(r):
    t = axis(r, U(r, 3.95, 4.1) + int(r.integers(0, 2))); s = start(r, 6, U(r, 11, 12.5))
    L = office(r, t + s) * (.8 + .4 * ramp(t)); b = base(r); A = amp(r, b); y = b + A * L + .015 * A * noise(r, len(t))
    return out(r, t, s, y, loads(r, L, int(r.integers(0, 4))))

@fam('ok_lagging_release', 'no_leak', 'memory is released many hours after the load: never quite down at night, fully down at weekends')
def _(r):
    t = axis(r, 7 * int(r.integers(2, 5)) + U(r, 1.4, 3.4), 400); s = start(r, 0, U(r, 0, 5)); L = office(r, t + s, we=.0, night=.0)
    tau = U(r, 11, 17) * H; x = np.zeros(len(t)); k = np.exp(-(t[1] - t[0]) / tau)
    for i in range(1, len(t)):
        x[i] = x[i - 1] * k + (1 - k) * 1.6 * L[i]
    b = base(r); A = amp(r, b) * 1.5; y = b + A * x + .012 * A * noise(r, len(t))
    return out(r, t, s, y, loads(r, L, 3))

@fam('ok_reboots_warm_up', 'no_leak', 'each boot warms up and then stays level (Up Time shows the boots)')
def _(r):
    per = U(r, 2.5, 5); k = int(r.integers(3, 6)); t = axis(r, per * k); s = start(r); up, a = t + .35 * per * D, 0.0
    for i in range(k):
        a += per * D * U(r, .75, 1.05)
        up = np.where(t >= a, t - a + 40, up)
    b = base(r); W = amp(r, b) * 2; L = office(r, t + s)
    y = b + W * (1 - np.exp(-up / (U(r, .12, .2) * per * D))) + .12 * W * L + .012 * W * noise(r, len(t))
    side = {r'\System\System Up Time': np.round(up, 1)}; side.update(loads(r, L, 2))
    return out(r, t, s, y, side)

@fam('ok_staged_start', 'no_leak', 'services start one after another in the first quarter; level for the rest')
def _(r):
    t = axis(r, U(r, 3, 15)); s = start(r); k = int(r.integers(3, 8)); z = r.dirichlet(np.full(k, 2.0))
    at = np.sort(r.uniform(.01, .27, k)) * t[-1]; b = base(r); W = amp(r, b); L = office(r, t + s)
    y = b + W * sum(q * (t >= a) for q, a in zip(z, at)) + .1 * W * L + .01 * W * noise(r, len(t))
    return out(r, t, s, y, loads(r, L, int(r.integers(0, 3))))

@fam('ok_switches_levels', 'no_leak', 'cluster role moves in and out: a few levels, visited and left again; ends high')
def _(r):
    t = axis(r, U(r, 5, 25)); s = start(r); k = int(r.integers(6, 12)); u = ramp(t)
    e = np.cumsum(r.dirichlet(np.full(k, 4.0)))[:-1]; i = np.searchsorted(e, u, 'right')
    lv = np.where((k - 1 - np.arange(k)) % 2 == 0, 1.0, .0) + .5 * (r.random(k) < .3); lv[0], lv[-1] = 0, 1
    b = base(r); A = amp(r, b); y = b + A * lv[i] + .02 * A * noise(r, len(t))
    return out(r, t, s, y, loads(r, office(r, t + s), int(r.integers(0, 3))))

@fam('ok_late_spikes', 'no_leak', 'flat floor with short bursts that crowd into the last part of the log')
def _(r):
    t = axis(r, U(r, 2, 15), 500); s = start(r); n = len(t); x = np.zeros(n)
    for c in (1 - r.beta(1, 3.5, int(r.integers(25, 60)))) * (n - 12):
        w = int(r.integers(1, max(3, n // 250))); x[int(c):int(c) + w] += r.pareto(2.5) + .4
    b = base(r); A = amp(r, b) * .5; y = b + A * np.minimum(x, 6) + .03 * A * noise(r, n, 'white')
    return out(r, t, s, y, loads(r, office(r, t + s), int(r.integers(0, 3))))

@fam('ok_user_mode_leak', 'no_leak', 'a program leaks private memory; commit rises and available falls, the pool does not')
def _(r):
    t = axis(r, U(r, 4, 15)); s = start(r); L = office(r, t + s); b = base(r); A = amp(r, b); g = ramp(t)
    y = b + A * L + .02 * A * noise(r, len(t)); q = LU(r, 1e9, 2e10)
    side = {r'\Process(w3wp)\Private Bytes': q * (.2 + g) + q * .01 * L, r'\Memory\Committed Bytes': q * (1.5 + g) + q * .05 * L,
            r'\Memory\Available Bytes': q * (1.4 - g) - q * .05 * L}
    side = {k: np.round(v / 4096) * 4096 for k, v in side.items()}; side.update(loads(r, L, 2))
    return out(r, t, s, y, side)

@fam('ok_gap_then_higher', 'no_leak', 'days without rows, then another constant level; no growth on either side')
def _(r):
    t = axis(r, U(r, 6, 20)); s = start(r); u = ramp(t); a = U(r, .3, .5); e = a + U(r, .1, .25); L = office(r, t + s)
    b = base(r); A = amp(r, b); y = b + A * (u > e) + .15 * A * L + .015 * A * noise(r, len(t)); rows = (u > a) & (u < e)
    side = loads(r, L, int(r.integers(0, 3)))
    if r.random() < .6:
        x = e * t[-1] - U(r, 600, 9000); side[r'\System\System Up Time'] = np.where(t >= x, t - x, t + 4e5)
    if r.random() < .5:
        return out(r, t, s, y, side, rows=rows)
    return out(r, t[~rows], s, y[~rows], {k: v[~rows] for k, v in side.items()})

@fam('ok_dense_seconds', 'no_leak', 'thousands of samples at 1-2 s with dependence over many minutes around a constant')
def _(r):
    dt = float(r.choice([1, 2])); t = np.arange(int(U(r, 8000, 20000))) * dt; s = start(r); b = base(r)
    x = draw(lambda z: drawdown(z) > .6 and blocks(z, 6)[-1] > blocks(z, 6)[0], lambda: ou(r, t, U(r, 300, 900)))
    y = b * (1 + LU(r, .002, .02) * (x + .2 * r.standard_normal(len(t))))
    L = np.exp(.2 * ou(r, t, 400))
    return out(r, t, s, y, loads(r, L, int(r.integers(0, 3))))

@fam('ok_tiny_ticks', 'no_leak', 'almost constant; moves by single pages both ways, ends some pages higher')
def _(r):
    t = axis(r, U(r, 1, 20)); s = start(r); n = len(t); b = base(r); tau = t[-1] / U(r, 8, 15)
    x = draw(lambda z: drawdown(z) > .5 and z[-1] - z[0] > .5, lambda: ou(r, t, tau))
    return out(r, t, s, b + 4096 * np.round(U(r, 1.5, 4) * x), loads(r, office(r, t + s), int(r.integers(0, 4))))

@fam('ok_dip_early', 'no_leak', 'maintenance dip in the first part; before and after the same level')
def _(r):
    t = axis(r, U(r, 4, 15)); s = start(r); u = ramp(t); a = U(r, .04, .1); e = a + U(r, .12, .25); L = office(r, t + s)
    b = base(r); A = amp(r, b); rise = np.clip((u - e) / U(r, .02, .12), 0, 1)
    y = b + A * np.where(u < a, 1, rise) + .2 * A * L + .015 * A * noise(r, len(t))
    return out(r, t, s, y, loads(r, L, int(r.integers(0, 3))))

@fam('ok_nights_stop_being_logged', 'no_leak', 'first days logged whole, later days only in office hours: floors vanish, day levels stay the same')
def _(r):
    t = axis(r, U(r, 9.5, 11.5), 500); s = start(r, 0, 0); T = t + s; h = (T % D) / H; L = office(r, T, jit=.06); day = T // D
    keep = (day < 4) | (((day % 7) < 5) & (h > 9.2) & (h < 16)); b = base(r); A = amp(r, b)
    y = b + A * L + .015 * A * noise(r, len(t)); side = loads(r, L, 3)
    if r.random() < .5:
        return out(r, t, s, y, side, rows=~keep)
    return out(r, t[keep], s, y[keep], {k: v[keep] for k, v in side.items()})

@fam('ok_holiday_first', 'no_leak', 'first a holiday week, then load comes back; idle floors equal throughout')
def _(r):
    t = axis(r, U(r, 15, 24)); s = start(r, 5); T = t + s; g = .12 + .88 * np.clip((T - s - U(r, 7, 9) * D) / (U(r, 3, 8) * D), 0, 1)
    L = office(r, T) * g; b = base(r); A = amp(r, b); y = b + A * L + .015 * A * noise(r, len(t))
    return out(r, t, s, y, loads(r, L, int(r.integers(0, 4))))

@fam('ok_slow_fill_and_drain', 'no_leak', 'a queue fills in a straight line for days and drains as long; cut while filling')
def _(r):
    c = U(r, 2.33, 2.5) if r.random() < .5 else U(r, 1.75, 1.92); t = axis(r, c * U(r, 5, 9)); s = start(r)
    p = (ramp(t) * c + (1 if c < 2 else 0) * .5) % 1; p0 = 2 * np.abs(((p + .5) % 1) - .5) if c < 2 else np.minimum(p / .55, (1 - p) / .45)
    b = base(r); A = amp(r, b); y = b + A * p0 + .012 * A * noise(r, len(t))
    return out(r, t, s, y, loads(r, office(r, t + s), int(r.integers(0, 3))))

@fam('ok_zero_readings_early', 'no_leak', 'flat with collector glitches reading zero or low, most in the first third')
def _(r):
    t = axis(r, U(r, 2, 16)); s = start(r); n = len(t); b = base(r); A = amp(r, b); L = office(r, t + s)
    y = b + A * .4 * L + .02 * A * noise(r, n); y = glitches(r, y, r.integers(0, n // 3, int(r.integers(5, 25))))
    return out(r, t, s, y, loads(r, L, int(r.integers(0, 3))))

# ------------------------------------------------------------------ cannot tell
@fam('inc_load_only_rises', 'inconclusive', 'pool and load rise together all through; the load never falls in the log')
def _(r):
    t = axis(r, U(r, .4, 3)); s = start(r, int(r.integers(0, 4))); u = ramp(t)
    w = np.cumsum(np.abs(1 + .6 * ou(r, t, t[-1] / 12))); L = .3 + w / w[-1]
    b = base(r); A = amp(r, b); y = b + A * L + .015 * A * noise(r, len(t), 'ar')
    return out(r, t, s, y, loads(r, L, names=[r'\Server\Server Sessions', r'\Server\Files Open', r'\TCPv4\Connections Established']))

@fam('inc_monday_morning', 'inconclusive', 'a few hours of a working morning, rising; no evening was seen')
def _(r):
    t = axis(r, U(r, 3, 5) / 24, 200, 4000); s = start(r, int(r.integers(0, 2)), U(r, 6, 7)); h = (t + s) % D / H
    L = sg((h - U(r, 9, 9.6)) / U(r, .5, .8)) * np.exp(.02 * ar(r, len(t), .9))
    b = base(r); A = amp(r, b); y = b + A * L + .02 * A * noise(r, len(t), 'ar')
    return out(r, t, s, y, loads(r, L, 2) if r.random() < .4 else {})

@fam('inc_minutes_of_rise', 'inconclusive', 'a clean rise, but only minutes long and without load counters')
def _(r):
    n = int(r.integers(45, 150)); dt = float(r.choice([1, 2, 5])); t = np.arange(n) * dt; s = start(r, None, U(r, 8, 18)); b = base(r)
    A = amp(r, b) * .2; return out(r, t, s, b + A * ramp(t) + A * U(r, .01, .06) * noise(r, n, 'ar'), prov=True)

@fam('inc_hours_straight', 'inconclusive', 'two to four office hours of straight growth, no counter tells what the machine did')
def _(r):
    t = axis(r, U(r, 2, 4) / 24, 200, 3000); s = start(r, int(r.integers(0, 5)), U(r, 9, 13)); b = base(r); A = amp(r, b)
    return out(r, t, s, b + A * ramp(t) + A * .03 * noise(r, len(t)), prov=True)

@fam('inc_warmup_unfinished', 'inconclusive', 'log starts at boot and ends while the decelerating warm-up still rises')
def _(r):
    t = axis(r, U(r, 1.5, 14) / 24, 200, 3000); s = start(r); b = base(r); W = amp(r, b) * 2
    y = b + W * (1 - np.exp(-t / (U(r, .5, .8) * t[-1]))) + .02 * W * noise(r, len(t))
    return out(r, t, s, y, {r'\System\System Up Time': t + U(r, 60, 200)})

@fam('inc_few_noisy', 'inconclusive', 'some dozen samples of noise with a hint of a rise')
def _(r):
    n = int(r.integers(40, 70)); t = np.arange(n) * float(r.choice([15, 30, 60])); s = start(r); b = base(r)
    x = draw(lambda z: .22 < np.corrcoef(z, t)[0, 1] < .45, lambda: ar(r, n, U(r, .2, .6)) + .6 * ramp(t))
    return out(r, t, s, b * (1 + LU(r, .003, .03) * x))

@fam('inc_rise_in_last_hours', 'inconclusive', 'flat for days, then a strong rise in the last few percent, still going on')
def _(r):
    t = axis(r, U(r, 2, 8), 400); s = start(r); on = U(r, .93, .965); b = base(r); A = amp(r, b)
    y = b + A * ramp(t, on * t[-1]) + .03 * A * noise(r, len(t), str(r.choice(['white', 'ar'])))
    return out(r, t, s, y)

@fam('inc_two_steps', 'inconclusive', 'two unexplained steps up, the second late; too few to call a pattern')
def _(r):
    t = axis(r, U(r, 2, 10)); s = start(r); u = ramp(t); a, c = U(r, .25, .45), U(r, .78, .9); b = base(r); A = amp(r, b)
    y = b + A * ((u > a) + U(r, .7, 1.3) * (u > c)) + .02 * A * noise(r, len(t))
    return out(r, t, s, y)

@fam('inc_walk_that_rose', 'inconclusive', 'a pure random walk that happened to climb, with real setbacks')
def _(r):
    t = axis(r, U(r, 1, 10), 250, 1500); s = start(r); b = base(r); n = len(t)
    x = draw(lambda z: .22 < drawdown(z) < .42 and (z[-1] - z.min()) > .85 * np.ptp(z) and z[:n // 5].min() < z.min() + .15 * np.ptp(z),
             lambda: np.cumsum(r.standard_normal(n)), 4000)
    return out(r, t, s, b + amp(r, b) * x / np.ptp(x), prov=True)

@fam('inc_two_islands', 'inconclusive', 'blank but for two short stretches days apart, the second higher')
def _(r):
    t = axis(r, U(r, 3, 10), 600); s = start(r); u = ramp(t); w1, w2 = U(r, .03, .07), U(r, .03, .07); b = base(r); A = amp(r, b)
    y = b + A * (u > .5) + .08 * A * noise(r, len(t), 'ar'); rows = (u > w1) & (u < 1 - w2)
    return out(r, t, s, y, rows=rows)

@fam('inc_week_without_weekend', 'inconclusive', 'night floors rise Monday to Friday; no weekend was logged and no load counter')
def _(r):
    t = axis(r, U(r, 4.3, 4.7)); s = start(r, 0, U(r, 0, 5)); d = (t + s) / D
    L = .6 * office(r, t + s) + U(r, .6, 1) * (d / 4.6) ** U(r, .85, 1.1); b = base(r); A = amp(r, b)
    return out(r, t, s, b + A * L + .015 * A * noise(r, len(t)), prov=True)

# ------------------------------------------------------------------ entry
def make(seed, per):
    """Yield `per` logs of every family, deterministic by seed.

    keys: id, family, label, t, start_s, counters, slope_per_hour, onset_s, provisional_ok
    """
    for name, (label, _d) in FAMILIES.items():
        for k in range(per):
            r = np.random.default_rng([int(seed), zlib.crc32(name.encode()), k])
            d = _FN[name](r)
            assert np.all(np.diff(d['t']) > 0)
            yield dict(id=f'{name}-{seed}-{k}', family=name, label=label, **d)

if __name__ == '__main__':
    from collections import Counter
    print(Counter(v[0] for v in FAMILIES.values()))
