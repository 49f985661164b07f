"""Held-out, synthetic, labelled perfmon logs.  FAMILIES + make(seed, per).  numpy only."""
import zlib
import numpy as np

MB = 1024.0 ** 2
GB = 1024.0 ** 3
H = 3600.0
D = 86400.0
W = 7 * D

NP = r'\Memory\Pool Nonpaged Bytes'
PP = r'\Memory\Pool Paged Bytes'
AV = r'\Memory\Available Bytes'
CO = r'\Memory\Committed Bytes'
CL = r'\Memory\Commit Limit'
AL = r'\Memory\Pool Nonpaged Allocs'
SS = r'\Server\Server Sessions'
FO = r'\Server\Files Open'
SB = r'\Server\Bytes Total/sec'
SF = r'\Server\Pool Nonpaged Failures'
TC = r'\TCPv4\Connections Established'
NI = r'\Network Interface(Intel[R] Ethernet 10G X550)\Bytes Total/sec'
HT = r'\Process(_Total)\Handle Count'
HS = r'\Process(svchost)\Handle Count'
PS = r'\Process(svchost)\Pool Nonpaged Bytes'
PR = r'\System\Processes'
UP = r'\System\System Up Time'
RB = r'\Redirector\Bytes Total/sec'
TS = r'\Terminal Services\Active Sessions'
DT = r'\PhysicalDisk(_Total)\Disk Transfers/sec'
CP = r'\Processor(_Total)\% Processor Time'
CS = r'\System\Context Switches/sec'
OPTIONAL = [AV, CO, CL, AL, SS, FO, SB, SF, TC, NI, HT, HS, PS, PR, UP, RB, TS, DT, CP, CS]
RATES = {SB, NI, RB, DT, CP, CS}
INTS = {SS, FO, TC, HT, HS, PR, TS, AL, SF}
DTS = [1, 2, 5, 10, 15, 20, 30, 60, 120, 180, 300, 600, 900, 1800]

FAMILIES = {}
_FUN = {}


def fam(name, desc):
    lab = {'leak': 'leak', 'ok': 'no_leak', 'inc': 'inconclusive'}[name.split('_')[0]]

    def deco(f):
        FAMILIES[name] = (lab, desc)
        _FUN[name] = f
        return f
    return deco


def sig(x):
    return 1 / (1 + np.exp(-np.clip(x, -40, 40)))


class B:
    """builder of one log"""

    def __init__(s, rng):
        s.r = rng
        s.ram = float(rng.choice([1, 2, 4, 8, 16, 32, 64, 128, 256])) * GB
        hi = min(4 * GB, max(120 * MB, s.ram * 0.08))
        s.base = float(np.exp(rng.uniform(np.log(30 * MB), np.log(hi))))
        s.q = float(rng.choice([4096, 4096, 4096, 16]))
        s.start = None
        s.boots = []

    def u(s, a, b): return float(s.r.uniform(a, b))
    def lu(s, a, b): return float(np.exp(s.r.uniform(np.log(a), np.log(b))))
    def i(s, a, b): return int(s.r.integers(a, b + 1))
    def p(s, x): return s.r.random() < x

    # ---- time
    def axis(s, dur, dt=None, nmin=260, nmax=3000, start=None, boots=(), day=None, hour=None, boot0=False):
        """dur seconds; boots: seconds at which the machine goes down; boot0: log starts soon after a boot"""
        if dt is None:
            if s.p(0.03):
                nmax = 14000
            c = [d for d in DTS if nmin <= dur / d <= nmax]
            if not c:
                c = [min(DTS, key=lambda d: abs(np.log(dur / d / nmin)))]
            dt = float(s.r.choice(c))
        s.dt = dt
        t = np.arange(0, dur, dt)
        if s.p(0.5):
            t = t + s.r.uniform(0, 0.02 * min(dt, 60), len(t))
            t -= t[0]
        if start is None:
            d = s.i(0, 6) if day is None else day
            h = s.u(0, 24) if hour is None else hour
            start = d * D + h * H
        s.start = start
        down = []
        keep = np.ones(len(t), bool)
        for b in boots:
            w = s.lu(2, 25) * 60
            down.append(b + w)
            keep &= ~((t >= b) & (t < b + w))
        s.boots = down
        s.t = t[keep]
        s.up0 = s.u(20, 200) if boot0 else s.lu(2 * D, 60 * D)
        s._up()
        return s.t

    def _up(s):
        s.T = s.t[-1]
        s.n = len(s.t)
        s.dts = np.diff(s.t, prepend=s.t[0])
        up = s.t + s.up0
        for b in s.boots:
            m = s.t >= b
            up[m] = s.t[m] - b + 30
        s.since = up

    def cut(s, keep):
        s.t = s.t[keep]
        s.start += s.t[0]
        s.boots = [b - s.t[0] for b in s.boots]
        s.t = s.t - s.t[0]
        s._up()

    def retime(s, t):
        s.t = np.asarray(t, float)
        s._up()

    def ar(s, tau, sd):
        """Ornstein-Uhlenbeck noise, correlation time tau seconds"""
        a = np.exp(-s.dts / max(tau, 1e-3))
        e = s.r.standard_normal(s.n) * np.sqrt(1 - a * a)
        x = np.empty(s.n)
        v = s.r.standard_normal()
        for k in range(s.n):
            v = a[k] * v + e[k]
            x[k] = v
        return x * sd

    def pink(s, alpha, sd, n=None):
        n = n or s.n
        m = 2 * n
        f = np.fft.rfftfreq(m)
        f[0] = f[1]
        z = (s.r.standard_normal(len(f)) + 1j * s.r.standard_normal(len(f))) * f ** (-alpha / 2)
        x = np.fft.irfft(z, m)[:n]
        x = x - x.mean()
        return x / x.std() * sd

    def lag(s, x, tau):
        if tau <= 0:
            return x
        a = 1 - np.exp(-s.dts / tau)
        y = np.empty(s.n)
        v = x[0]
        for k in range(s.n):
            v += a[k] * (x[k] - v)
            y[k] = v
        return y

    # ---- load shapes, roughly 0..1
    def office(s, weekend=None, night=None, off=(), amp=None, op=None, cl=None, growth=None, noise=0.05):
        wk = s.u(0.0, 0.12) if weekend is None else weekend
        nt = s.u(0.02, 0.1) if night is None else night
        op = s.u(7.2, 9) if op is None else op
        cl = s.u(16.5, 18.5) if cl is None else cl
        a = s.start + s.t
        day = (a // D).astype(int)
        h = (a % D) / H
        sh = sig((h - op) / s.u(0.2, 0.5)) * sig((cl - h) / s.u(0.25, 0.7))
        if s.p(0.7):
            sh = sh * (1 - s.u(0.1, 0.35) * np.exp(-((h - s.u(12, 13)) / 0.5) ** 2))
        d0 = day - day[0]
        da = 1 + 0.07 * s.r.standard_normal(d0.max() + 1)
        A = da[d0]
        A = np.where(day % 7 == 4, A * 0.9, A)
        A = np.where(day % 7 >= 5, wk, A)
        for o in off:
            A = np.where(d0 == o, wk, A)
        if amp is not None:
            A = A * amp(d0)
        L = nt + (1 - nt) * sh * A
        if growth is not None:
            L = L * growth
        L = L * (1 + s.ar(s.u(600, 3000), noise))
        return np.maximum(L, 0)

    def flat(s, sd=0.05, tau=None, mod=0.0):
        a = s.start + s.t
        L = 0.6 * (1 + mod * np.sin(2 * np.pi * (a / D - 0.37)))
        return np.maximum(L * (1 + s.ar(tau or s.u(300, 3000), sd)), 0.02)

    # ---- memory shapes
    def nz(s, rel=None, tau=None):
        rel = s.lu(0.001, 0.005) if rel is None else rel
        x = s.ar(tau or s.lu(120, 3000), s.base * rel)
        return x + s.r.standard_normal(s.n) * s.base * rel * s.u(0.05, 0.4)

    def lin(s, G, onset=0.0):
        """leak of G bytes from onset to the end; returns array and slope/h"""
        x = np.clip(s.t - onset, 0, None) / (s.T - onset)
        return G * x, G / (s.T - onset) * H

    def wob(s, G, onset=0.0, sd=0.3, tau=None):
        """nearly constant-rate leak"""
        r = np.clip(1 + s.ar(tau or (s.T / 300), sd), 0.05, None) * (s.t > onset)
        return s.cum(r, G), G / (s.T - onset) * H

    def cum(s, rate, G):
        c = np.cumsum(rate * s.dts)
        return G * (c - c[0]) / (c[-1] - c[0])

    def stairs(s, at, h):
        y = np.zeros(s.n)
        for a, v in zip(at, h):
            y += v * (s.t >= a)
        return y

    def warm(s, share=None, tau=None):
        """multiplier after boots; 1 when long up"""
        share = s.u(0.2, 0.45) if share is None else share
        tau = s.lu(900, 3 * H) if tau is None else tau
        return 1 - share * np.exp(-s.since / tau)

    def bursts(s, k, dur, h, decay):
        y = np.zeros(s.n)
        for a in np.sort(s.r.uniform(0, s.T, k)):
            d = s.lu(*dur)
            hh = s.u(*h)
            x = s.t - a
            y += hh * np.where(x < 0, 0, np.where(x < d, 1 - np.exp(-np.clip(x, 0, None) / (0.25 * d)), np.exp(-np.clip(x - d, 0, None) / decay)))
        return y

    # ---- finish
    def fin(s, pool, load=None, leak=None, slope=None, onset=None, need=(), never=(), mode=None, set=None,
            blank=0.0, q=None, handles=None, conn=None, allblank=False):
        r = s.r
        pool = np.maximum(np.asarray(pool, float), 4 * MB)
        q = q or s.q
        if np.nanmax(pool) > s.ram * 0.45:
            while s.ram < 2.5 * np.nanmax(pool):
                s.ram *= 2
        load = s.flat() if load is None else load
        lk = np.zeros(s.n) if leak is None else leak
        mode = mode or r.choice(['alone', 'pools', 'few', 'dozen'], p=[.2, .25, .32, .23])
        want = {NP}
        if mode != 'alone' or s.p(0.4):
            want.add(PP)
        opt = [c for c in OPTIONAL if c not in never and c != SF]
        if mode == 'few':
            want |= {str(c) for c in r.choice(opt, s.i(2, 5), replace=False)}
        elif mode == 'dozen':
            want |= {str(c) for c in r.choice(opt, min(len(opt), s.i(9, 15)), replace=False)}
            if s.p(0.3) and SF not in never:
                want.add(SF)
        want |= {c for c in need}
        out = {}

        def drv(scale, base=0.0, sd=0.04, tau=900, w=1.0, x=None):
            x = load if x is None else x
            return np.maximum(base + scale * (w * x + (1 - w) * 0.5) * (1 + s.ar(tau, sd)), 0)
        users = s.lu(20, 3000)
        tspk = s.u(15, 120)
        cl = conn if conn is not None else load
        for c in [NP, PP] + OPTIONAL:
            if c not in want:
                continue
            if c == NP:
                v = np.round(pool / q) * q
            elif c == PP:
                b = s.base * s.lu(0.6, 5)
                v = b * (1 + s.u(0, 0.25) * s.lag(load, s.lu(300, 7200))) + s.ar(3 * H, b * 0.006)
                if s.boots:
                    v = v * (1 - 0.3 * np.exp(-s.since / 5000))
                v = np.round(v / 4096) * 4096
            elif c == AV:
                v = s.ram * s.u(0.5, 0.7) - s.ram * s.u(0.02, 0.15) * load - pool + s.ar(2 * H, s.ram * 0.006)
                v = np.round(np.maximum(v, 8 * MB) / 4096) * 4096
            elif c == CO:
                v = s.ram * s.u(0.2, 0.4) + s.ram * s.u(0.02, 0.15) * load + pool + s.ar(2 * H, s.ram * 0.004)
                v = np.round(v / 4096) * 4096
            elif c == CL:
                v = np.full(s.n, np.round(s.ram * s.u(1.15, 2.0) / 4096) * 4096)
            elif c == AL:
                v = pool / s.u(180, 900) * (1 + s.ar(1800, 0.002))
            elif c == SS:
                v = drv(users, sd=0.02, x=cl)
            elif c == FO:
                v = drv(users * s.u(2, 8), sd=0.06, x=cl)
            elif c in (SB, RB, NI):
                v = drv(s.lu(2e5, 5e7), base=2000, sd=0.3, tau=120) * np.exp(0.3 * r.standard_normal(s.n))
            elif c == SF:
                v = np.zeros(s.n)
            elif c == TC:
                v = drv(users * s.u(0.8, 3), base=s.u(10, 60), sd=0.03, x=cl)
            elif c == HT:
                v = drv(s.lu(5e3, 6e4), base=s.lu(1e4, 3e4), sd=0.01)
                if handles is not None:
                    v = v + handles
            elif c == HS:
                v = drv(s.lu(100, 1500), base=s.lu(600, 3000), sd=0.02)
                if handles is not None:
                    v = v + handles
            elif c == PS:
                v = s.u(60e3, 400e3) * (1 + 0.2 * load + s.ar(1800, 0.02))
                v = np.round(v / 16) * 16
            elif c == PR:
                v = drv(s.lu(5, 200), base=s.u(45, 110), sd=0.02)
            elif c == UP:
                v = np.round(s.since, 3)
            elif c == TS:
                v = drv(tspk, sd=0.02, x=cl)
            elif c == DT:
                v = drv(s.lu(30, 3000), base=3, sd=0.35, tau=100) * np.exp(0.4 * r.standard_normal(s.n))
            elif c == CP:
                v = np.clip(drv(s.u(15, 70), base=1.5, sd=0.25, tau=100) * np.exp(0.3 * r.standard_normal(s.n)), 0.1, 100)
            elif c == CS:
                v = drv(s.lu(2e3, 4e4), base=800, sd=0.15, tau=100) * np.exp(0.15 * r.standard_normal(s.n))
            if c in INTS:
                v = np.round(v)
            v = np.array(v, float)
            if c in RATES:
                v[0] = np.nan
            out[c] = v
        if set:
            for c, v in set.items():
                out[c] = np.array(np.round(v) if c in INTS else v, float)
        if blank > 0:
            if allblank:
                m = r.random(s.n) < blank
                m[0] = m[-1] = False
                for c in out:
                    out[c][m] = np.nan
            else:
                for c in out:
                    m = r.random(s.n) < blank
                    m[0] = False
                    out[c][m] = np.nan
        elif s.p(0.08):
            for c in out:
                out[c][r.random(s.n) < 0.004] = np.nan
        return dict(t=s.t, counters=out, slope_per_hour=slope, onset_s=onset, start_s=float(s.start))


# =====================================================================  LEAKS, physics
@fam('leak_conn_fileserver', 'SMB filter driver loses a block per connection: climbs in office hours, flat at night, never back')
def _(s):
    s.axis(s.i(6, 15) * D, hour=s.u(0, 10))
    L = s.office()
    A = s.base * s.u(0.08, 0.3)
    lk = s.cum(L, A * s.u(1.2, 4))
    return s.fin(s.base + A * s.lag(L, s.lu(300, 2000)) + lk + s.nz(), L, lk, None, 0.0)


@fam('leak_io_sql', 'storage driver loses per I/O on a 24x7 SQL machine, rate gently modulated')
def _(s):
    s.axis(s.u(3, 14) * D)
    L = s.flat(0.12, mod=s.u(0.1, 0.3))
    G = s.base * s.u(0.25, 1.5)
    lk = s.cum(L, G)
    A = s.base * s.u(0.02, 0.06)
    return s.fin(s.base + A * L + lk + s.nz(), L, lk, G / s.T * H, 0.0)


@fam('leak_process_start', 'AV filter loses per process start; scheduled task every few minutes: fine staircase')
def _(s):
    s.axis(s.lu(1.2, 5) * D, nmin=500)
    per = s.lu(300, 1800)
    k = np.floor(s.t / per)
    G = s.base * s.u(0.2, 1.0)
    lk = G * k / k[-1]
    bump = s.base * s.u(0.005, 0.02) * ((s.t % per) < per * 0.2)
    L = s.flat(0.05)
    return s.fin(s.base + lk + bump + s.nz(), L, lk, G / s.T * H, 0.0, mode=None)


@fam('leak_backup_night', 'snapshot driver keeps memory after every nightly backup (stairs)')
def _(s):
    nd = s.i(9, 21)
    s.axis(nd * D, nmin=400, hour=s.u(7, 20))
    hb = s.u(0, 4) * H
    st = s.base * s.lu(0.03, 0.12)
    at = [d * D + hb - s.start % D for d in range(1, nd + 1)]
    bump = np.zeros(s.n)
    lk = np.zeros(s.n)
    ln = s.u(0.8, 3) * H
    for a in at:
        x = s.t - a
        lk += st * s.u(0.75, 1.25) * np.clip(x / ln, 0, 1)
        bump += st * s.u(1, 2) * (x > 0) * (x < ln)
    L = s.office()
    A = st * s.u(0.5, 1.5)
    return s.fin(s.base + lk + bump + A * s.lag(L, 1200) + s.nz(0.002), np.maximum(L, 0.5 * (bump > 0)), lk, None, 0.0)


@fam('leak_login_ts', 'terminal server: memory lost at each logon; sessions go to zero at night, the floor rises')
def _(s):
    s.axis(s.i(6, 14) * D, start=s.i(0, 1) * D + s.u(0, 7) * H)
    L = s.office(weekend=0.03)
    A = s.base * s.u(0.15, 0.4)
    rate = np.clip(np.gradient(s.lag(L, 1200)), 0, None) + 0.01 * L
    lk = s.cum(rate, A * s.u(1.0, 3))
    return s.fin(s.base + A * s.lag(L, 600) + lk + s.nz(), L, lk, None, 0.0, need=[TS] if s.p(0.7) else [])


@fam('leak_print', 'print server: driver loses per job; jobs in office bursts')
def _(s):
    s.axis(s.i(8, 18) * D)
    L = s.office()
    jobs = s.r.poisson(L * s.u(0.3, 2))
    jobs[0] = 1
    lk = s.cum(jobs / np.maximum(s.dts, 1), s.base * s.u(0.3, 1.2))
    return s.fin(s.base * (1 + 0.05 * L) + lk + s.nz(), L, lk, None, 0.0)


@fam('leak_nic_errors', 'NIC driver loses buffers at each link flap; flaps at random times, load steady')
def _(s):
    s.axis(s.u(5, 18) * D)
    k = s.i(25, 70)
    lk = s.stairs(np.sort(s.r.uniform(0.01, 0.99, k)) * s.T, s.base * s.u(0.01, 0.04) * s.r.gamma(3, 1 / 3, k))
    L = s.flat(0.08, mod=s.u(0, 0.3))
    return s.fin(s.base * (1 + 0.03 * L) + lk + s.nz(0.002), L, lk, None, 0.0)


@fam('leak_restart_saw', 'leaking server restarted every few days: ramp, restart, ramp; up time logged')
def _(s):
    dur = s.u(14, 28) * D
    k = s.i(2, 5)
    gap = dur / (k + 0.6)
    bo = [gap * (j + 0.55) + s.u(-.1, .1) * gap for j in range(k)]
    s.axis(dur, boots=bo, nmin=500)
    s.up0 = s.u(0.3, 0.5) * gap
    s._up()
    L = s.office()
    rate = s.base * s.u(0.4, 1.2) / gap
    lk = rate * s.since
    A = s.base * s.u(0.03, 0.12)
    return s.fin(s.base * s.warm(0.2) + A * s.lag(L, 1000) + lk + s.nz(), L, lk, None, 0.0, need=[UP])


@fam('leak_patchday', 'leak over the log with one patch-day restart; same rate before and after')
def _(s):
    dur = s.u(10, 24) * D
    s.axis(dur, boots=[s.u(0.35, 0.65) * dur])
    s.up0 = s.u(1, 4) * D
    s._up()
    L = s.office()
    lk = s.base * s.u(0.06, 0.15) / D * s.since
    A = s.base * s.u(0.03, 0.12)
    return s.fin(s.base * s.warm(0.25) + A * s.lag(L, 1000) + lk + s.nz(), L, lk, None, 0.0, need=[UP])


@fam('leak_driver_update', 'flat for days, restart with a new driver, then a steady leak to the end')
def _(s):
    dur = s.u(9, 20) * D
    b = s.u(0.3, 0.5) * dur
    s.axis(dur, boots=[b])
    on = s.boots[0]
    L = s.office()
    lk, sl = s.wob(s.base * s.u(0.4, 1.5), on)
    A = s.base * s.u(0.04, 0.15)
    return s.fin(s.base * s.warm(0.15, s.lu(900, 5000)) + A * s.lag(L, 1000) + lk + s.nz(), L, lk, sl, on,
                 need=[UP] if s.p(0.6) else [])


@fam('leak_failover', 'cluster node takes the role half way (step up), then leaks for days under unchanged load')
def _(s):
    dur = s.u(6, 14) * D
    s.axis(dur)
    on = s.u(0.3, 0.5) * dur
    k = 0.1 + 0.9 * (s.t >= on)
    L = s.office(night=0.3) * k
    lk, sl = s.wob(s.base * s.u(0.5, 2), on)
    A = s.base * s.u(0.1, 0.3)
    return s.fin(s.base + A * s.lag(L, 1200) + A * (s.t >= on) + lk + s.nz(), L, lk, sl, on, need=[SS] if s.p(0.6) else [])


@fam('leak_exchange', 'mail server, clear day/night cycle and a steady leak day and night')
def _(s):
    s.axis(s.u(7, 20) * D)
    L = s.office(weekend=0.15, night=0.15)
    A = s.base * s.u(0.1, 0.25)
    lk, sl = s.wob(A * s.u(1.2, 4))
    return s.fin(s.base + A * s.lag(L, s.lu(600, 4000)) + lk + s.nz(), L, lk, sl, 0.0)


@fam('leak_hyperv', 'Hyper-V host: virtual switch leaks steadily while VMs start and stop in steps')
def _(s):
    s.axis(s.u(6, 20) * D)
    k = s.i(4, 12)
    y = np.zeros(s.n)
    vm = s.base * s.u(0.03, 0.08)
    L = np.full(s.n, 0.5)
    for _ in range(k):
        a = s.u(0, 0.95) * s.T
        b = a + s.lu(0.02, 0.3) * s.T
        m = (s.t >= a) & (s.t < b)
        y += vm * m
        L = L + 0.05 * m
    lk, sl = s.wob(s.base * s.u(0.5, 1.8))
    return s.fin(s.base + y + lk + s.nz(), L * (1 + s.ar(1500, 0.04)), lk, sl, 0.0)


@fam('leak_dc_auth', 'domain controller: per-authentication leak day and night with strong daily modulation')
def _(s):
    s.axis(s.i(6, 15) * D)
    L = s.office(night=s.u(0.25, 0.45), weekend=0.3)
    lk = s.cum(L, s.base * s.u(0.3, 1.5))
    return s.fin(s.base + s.base * s.u(0.03, 0.1) * s.lag(L, 900) + lk + s.nz(), L, lk, None, 0.0)


@fam('leak_usb_desktop', 'USB driver loses an URB per poll on an idle desktop, ten to forty hours, very straight')
def _(s):
    s.ram = float(s.r.choice([4, 8, 16])) * GB
    s.base = s.u(60, 300) * MB
    s.axis(s.u(10, 40) * H, hour=s.u(15, 20))
    lk, sl = s.lin(s.base * s.u(0.3, 2))
    return s.fin(s.base + lk + s.nz(s.lu(0.0005, 0.003)), s.flat(0.1), lk, sl, 0.0, need=[UP] if s.p(0.5) else [])


@fam('leak_path_storm', 'multipath driver: storms of path errors each leave memory; storms become more frequent')
def _(s):
    s.axis(s.u(6, 16) * D)
    k = s.i(15, 40)
    at = np.sort(s.r.uniform(0.02, 1, k) ** 0.6) * s.T
    h = s.base * s.u(0.02, 0.05)
    lk = np.zeros(s.n)
    for a in at:
        lk += h * s.u(0.5, 1.5) * np.clip((s.t - a) / s.u(600, 5000), 0, 1)
    L = s.flat(0.06, mod=0.2)
    return s.fin(s.base * (1 + 0.04 * L) + lk + s.nz(0.002), L, lk, None, 0.0)


@fam('leak_handles_svc', 'a service leaks handles (events/tokens), the pool rises along with its handle count; users steady')
def _(s):
    s.axis(s.u(3, 14) * D)
    L = s.office() if s.p(0.6) else s.flat(0.06)
    lk, sl = s.wob(s.base * s.u(0.3, 1.2))
    hd = lk / s.u(150, 600)
    A = s.base * s.u(0.03, 0.1)
    return s.fin(s.base + A * s.lag(L, 900) + lk + s.nz(), L, lk, sl, 0.0, need=[HS, HT, SS], handles=hd)


@fam('leak_svchost_pool', 'the leaking process shows in its own pool quota counter')
def _(s):
    s.axis(s.u(2.5, 9) * D)
    L = s.office() if s.p(0.5) else s.flat(0.06)
    lk, sl = s.wob(s.base * s.u(0.3, 1.5))
    b = s.u(1e5, 5e5)
    ps = np.round((b + lk * s.u(0.85, 0.99) + s.ar(1200, b * 0.02)) / 16) * 16
    A = s.base * s.u(0.03, 0.1)
    return s.fin(s.base + A * s.lag(L, 900) + lk + s.nz(), L, lk, sl, 0.0, set={PS: np.maximum(ps, 16)})


@fam('leak_accelerating', 'leak whose rate grows with time (retry list ever longer)')
def _(s):
    s.axis(s.u(4, 14) * D)
    L = s.office() if s.p(0.5) else s.flat()
    lk = s.base * s.u(0.6, 2.5) * (s.t / s.T) ** s.u(1.5, 2.2)
    return s.fin(s.base * (1 + s.u(0.02, 0.08) * s.lag(L, 900)) + lk + s.nz(), L, lk, None, 0.0)


@fam('leak_to_limit', 'leak reaches the pool limit; flat at the limit with allocation failures counted')
def _(s):
    s.ram = float(s.r.choice([2, 4])) * GB
    lim = s.u(100, 250) * MB
    s.base = lim * s.u(0.2, 0.4)
    s.axis(s.u(4, 12) * D)
    L = s.office()
    f = s.u(0.72, 0.9) * s.T
    lk = (lim - s.base) * s.t / f
    p = s.base * (1 + 0.08 * s.lag(L, 900)) + lk + s.nz(0.002)
    at = p >= lim * 0.995
    p = np.minimum(p, lim + s.ar(600, lim * 0.0015))
    fails = np.cumsum(np.where(at, s.r.poisson(s.u(1, 6), s.n), 0))
    return s.fin(p, L, lk, None, 0.0, set={SF: fails})


@fam('leak_crash_loop', 'leak until the machine dies and restarts, several times; up time logged')
def _(s):
    s.ram = float(s.r.choice([1, 2, 4, 8])) * GB
    dur = s.u(4, 14) * D
    k = s.i(3, 6)
    per = dur / (k + s.u(0.3, 0.9))
    s.axis(dur, boots=[per * (j + s.u(0.92, 1.0)) for j in range(k)], nmin=500, boot0=True)
    lk = s.base * s.u(1.5, 4) * s.since / per
    L = s.flat(0.08)
    return s.fin(s.base * s.warm(0.2) + lk + s.nz(), L, lk, None, 0.0, need=[UP])


@fam('leak_sockets_afd', 'sockets never freed: pool rises while established connections stay level')
def _(s):
    s.axis(s.u(1.5, 8) * D)
    L = s.flat(0.1, mod=s.u(0, 0.35))
    lk, sl = s.wob(s.base * s.u(0.3, 1.6))
    return s.fin(s.base * (1 + 0.05 * L) + lk + s.nz(), L, lk, sl, 0.0, need=[TC])


@fam('leak_laptop_resume', 'laptop: memory lost at each resume; log has gaps for the nights asleep')
def _(s):
    s.ram = float(s.r.choice([4, 8, 16])) * GB
    s.base = s.u(120, 400) * MB
    nd = s.i(10, 20)
    s.axis(nd * D, dt=float(s.r.choice([180, 300, 600])), start=8 * H)
    h = ((s.start + s.t) % D) / H
    a, b = s.u(7.5, 9), s.u(17, 23)
    s.cut((h > a) & (h < b))
    day = ((s.start + s.t) // D).astype(int)
    st = s.base * s.lu(0.03, 0.08)
    inc = st * s.r.uniform(0.7, 1.3, day.max() + 1)
    lk = np.cumsum(inc)[day - day[0]]
    lk = lk - lk[0]
    L = s.flat(0.15)
    return s.fin(s.base + lk + s.nz(0.004), L, lk, None, 0.0, mode='pools' if s.p(0.5) else None, never=[UP])


@fam('leak_svc_restart_floor', 'a nightly service restart gives part back each night, yet the floor climbs night by night')
def _(s):
    nd = s.i(8, 16)
    s.axis(nd * D, nmin=400)
    c = ((s.start + s.t) % D - s.u(1, 4) * H) % D / D
    cache = s.base * s.u(0.08, 0.2) * (1 - np.exp(-3 * c))
    L = s.office()
    lk, sl = s.wob(s.base * s.u(0.3, 0.9))
    return s.fin(s.base + cache + lk + s.nz(), L, lk, sl, 0.0)


@fam('leak_weekend_idle', 'per-request leak that stands still on weekends, two to four weeks')
def _(s):
    nd = s.i(12, 26)
    s.axis(nd * D, start=s.i(0, 2) * D + s.u(0, 12) * H)
    L = s.office(weekend=0.02, night=0.08)
    lk = s.cum(L, s.base * s.u(0.4, 1.2))
    return s.fin(s.base * (1 + s.u(0.03, 0.1) * s.lag(L, 900)) + lk + s.nz(), L, lk, None, 0.0)


@fam('leak_night_overtakes', 'short log, evening to morning: load falls away, memory keeps climbing fast')
def _(s):
    s.axis(s.u(9, 14) * H, day=s.i(0, 3), hour=s.u(15.5, 17))
    L = s.office(op=8.9)
    m = s.start % D / H
    A = s.base * s.u(0.05, 0.15)
    lk, sl = s.wob(s.base * s.u(0.6, 2.5))
    return s.fin(s.base + A * s.lag(L, 900) + lk + s.nz(), L, lk, sl, 0.0, need=[SS, UP] + ([TC] if s.p(0.5) else []))


# =====================================================================  LEAKS, hostile
@fam('leak_h_under_cycle', 'leak over the whole log smaller than the daily swing; night floors climb clearly')
def _(s):
    s.axis(s.i(10, 24) * D, nmin=400)
    L = s.office(weekend=0.2)
    A = s.base * s.u(0.25, 0.8)
    lk, sl = s.wob(A * s.u(0.4, 0.9))
    return s.fin(s.base + A * s.lag(L, s.lu(300, 2500)) + lk + s.nz(0.003), L, lk, sl, 0.0)


@fam('leak_h_small_load_rise', 'connections happen to rise a few percent in step with a pool that grows by half or more')
def _(s):
    s.axis(s.u(4, 12) * D)
    L = s.flat(0.008, tau=3000) * (1 + s.u(0.05, 0.12) * s.t / s.T)
    lk, sl = s.wob(s.base * s.u(0.6, 2))
    return s.fin(s.base * (1 + 0.05 * L) + lk + s.nz(), L, lk, sl, 0.0, need=[TC, SS] if s.p(0.5) else [TC])


@fam('leak_h_load_returns', 'load rises with the pool for the first half, goes back, the pool goes on rising')
def _(s):
    s.axis(s.u(4, 14) * D)
    x = s.t / s.T
    c = s.u(0.4, 0.55)
    L = 0.25 + 0.75 * np.where(x < c, x / c, np.clip(1 - (x - c) / s.u(0.1, 0.3), 0, 1))
    L = L * (1 + s.ar(2000, 0.04))
    lk, sl = s.wob(s.base * s.u(0.6, 2))
    return s.fin(s.base * (1 + s.u(0.03, 0.1) * L) + lk + s.nz(), L, lk, sl, 0.0, need=[SS, TC] if s.p(0.5) else [SS])


@fam('leak_h_gaps', 'leak with a third of the log missing in long gaps')
def _(s):
    s.axis(s.u(6, 18) * D, nmin=700)
    keep = np.ones(s.n, bool)
    for _ in range(s.i(2, 6)):
        a = s.u(0.05, 0.9) * s.T
        keep &= ~((s.t > a) & (s.t < a + s.u(0.04, 0.1) * s.T))
    s.cut(keep)
    L = s.office()
    A = s.base * s.u(0.05, 0.15)
    lk, sl = s.lin(A * s.u(2, 6))
    return s.fin(s.base + A * s.lag(L, 900) + lk + s.nz(), L, lk, sl, 0.0)


@fam('leak_h_blanks', 'leak with a third to two thirds of the cells blank')
def _(s):
    s.axis(s.u(3, 14) * D, nmin=700)
    L = s.office()
    A = s.base * s.u(0.05, 0.15)
    lk, sl = s.wob(A * s.u(2, 6))
    return s.fin(s.base + A * s.lag(L, 900) + lk + s.nz(), L, lk, sl, 0.0, blank=s.u(0.3, 0.65), allblank=s.p(0.4))


@fam('leak_h_outliers', 'leak with wild single samples, up and down')
def _(s):
    s.axis(s.u(2, 10) * D, nmin=500)
    L = s.flat(0.08, mod=0.2)
    lk, sl = s.wob(s.base * s.u(0.3, 1.2))
    p = s.base * (1 + 0.04 * L) + lk + s.nz()
    m = s.r.random(s.n) < s.u(0.005, 0.03)
    p[m] = p[m] * s.r.choice([0.1, 0.3, 0.5, 2, 3, 5], m.sum())
    return s.fin(p, L, lk, sl, 0.0)


@fam('leak_h_irregular', 'irregular sampling (triggered collection), steady leak')
def _(s):
    s.axis(s.u(2, 10) * D)
    n = s.i(300, 1500)
    t = np.cumsum(s.r.lognormal(0, s.u(0.8, 1.4), n))
    s.retime((t - t[0]) / (t[-1] - t[0]) * s.T)
    L = s.office() if s.T > 5 * D else s.flat(0.05)
    lk, sl = s.lin(s.base * s.u(0.4, 1.5))
    return s.fin(s.base * (1 + 0.07 * s.lag(L, 900)) + lk + s.nz(), L, lk, sl, 0.0)


@fam('leak_h_mixed_rate', 'sampling interval changed in the middle of the log (seconds to minutes)')
def _(s):
    s.axis(s.u(2, 8) * D, dt=300.)
    d1, d2 = float(s.r.choice([15, 30, 60])), float(s.r.choice([300, 600]))
    c = min(s.u(0.1, 0.4) * s.T, 1200 * d1)
    a, b = np.arange(0, c, d1), np.arange(c, s.T, d2)
    if s.p(0.5):
        tt = np.concatenate([a, b])
    else:
        tt = s.T - np.concatenate([a, b])[::-1]
        tt -= tt[0]
    s.retime(tt)
    L = s.flat(0.06, mod=0.2)
    lk, sl = s.lin(s.base * s.u(0.4, 1.5))
    return s.fin(s.base * (1 + 0.05 * L) + lk + s.nz(), L, lk, sl, 0.0)


@fam('leak_h_quantised', 'values rounded to whole megabytes; the leak is a few dozen of those steps')
def _(s):
    s.axis(s.u(2, 10) * D)
    Q = s.base * s.u(0.01, 0.02)
    lk, sl = s.lin(Q * s.u(12, 45))
    p = s.base + lk + s.ar(1500, Q * 0.3)
    return s.fin(np.round(p / Q) * Q, s.flat(), lk, sl, 0.0, mode=s.r.choice(['alone', 'pools', 'few']), never=[AL, AV, CO])


@fam('leak_h_long_memory', 'leak under 1/f noise, total growth many times the noise')
def _(s):
    s.axis(s.u(3, 14) * D)
    sd = s.base * s.u(0.01, 0.04)
    lk, sl = s.lin(sd * s.u(11, 25))
    return s.fin(s.base + s.pink(s.u(0.8, 1.2), sd) + lk, s.flat(0.06, mod=0.1), lk, sl, 0.0)


@fam('leak_h_warm_drop_leak', 'boot warm-up, one big release, then a long steady leak')
def _(s):
    s.axis(s.u(4, 12) * D, boot0=True)
    c = s.u(0.08, 0.2) * s.T
    p = s.base * (1 + s.u(0.3, 0.8) * (1 - np.exp(-s.t / (c / 3))) * (s.t < c))
    lk, sl = s.wob(s.base * s.u(0.6, 1.6), c)
    L = s.flat(0.06, mod=0.15)
    return s.fin(p + 0.04 * s.base * L + lk + s.nz(), L, lk, sl, c)


@fam('leak_h_partial_trims', 'cache trims cut the line again and again, each trim ends higher than the last')
def _(s):
    s.axis(s.u(4, 16) * D, nmin=500)
    k = s.i(7, 16)
    at = (np.arange(1, k) + s.r.uniform(-0.25, 0.25, k - 1)) / k * s.T
    last = np.zeros(s.n)
    for a in at:
        last = np.where(s.t >= a, a, last)
    cache = s.base * s.u(0.15, 0.35) * np.clip((s.t - last) / (s.T / k), 0, 1.3)
    lk, sl = s.lin(s.base * s.u(0.6, 1.5))
    return s.fin(s.base + cache + lk + s.nz(), s.flat(0.07, mod=0.15), lk, sl, 0.0)


@fam('leak_h_falling_load', 'users are moved away over the log (sessions fall), yet the pool rises')
def _(s):
    s.axis(s.u(7, 18) * D)
    L = s.office(weekend=0.2) * (1 - s.u(0.5, 0.85) * s.t / s.T)
    A = s.base * s.u(0.1, 0.25)
    lk, sl = s.wob(A * s.u(2, 5))
    return s.fin(s.base + A * s.lag(L, 900) + lk + s.nz(), L, lk, sl, 0.0, need=[SS] if s.p(0.7) else [])


@fam('leak_h_tiny_in_huge', 'very large, quiet pool that gains a few percent in weeks, straight as a rule')
def _(s):
    s.ram = float(s.r.choice([128, 256])) * GB
    s.base = s.u(2, 7) * GB
    s.axis(s.u(8, 26) * D)
    G = s.base * s.u(0.02, 0.06)
    lk, sl = s.lin(G)
    L = s.office() if s.p(0.5) else s.flat()
    return s.fin(s.base + G * s.u(0.03, 0.2) * s.lag(L, 900) + lk + s.ar(2000, G * s.u(0.01, 0.04)), L, lk, sl, 0.0)


@fam('leak_h_late_onset', 'healthy cycle for half the log or more, then a steady leak over days and nights')
def _(s):
    s.axis(s.i(9, 20) * D, nmin=400)
    on = s.u(0.45, 0.62) * s.T
    L = s.office(weekend=0.15)
    A = s.base * s.u(0.1, 0.3)
    lk, sl = s.wob(A * s.u(1.5, 4), on)
    return s.fin(s.base + A * s.lag(L, 900) + lk + s.nz(), L, lk, sl, on, need=[SS] if s.p(0.5) else [])


@fam('leak_h_two_rates', 'leak whose rate changes two- to fourfold mid log')
def _(s):
    s.axis(s.u(5, 14) * D)
    c = s.u(0.35, 0.65)
    k = s.lu(2, 4)
    r = np.where(s.t / s.T < c, 1, k if s.p(0.6) else 1 / k)
    lk = s.cum(r, s.base * s.u(0.5, 1.6))
    L = s.office() if s.p(0.5) else s.flat(0.06)
    return s.fin(s.base * (1 + 0.06 * s.lag(L, 900)) + lk + s.nz(), L, lk, None, 0.0)


@fam('leak_h_step_down', 'an unrelated component is stopped (one step down); ramps before and after are parallel')
def _(s):
    s.axis(s.u(5, 15) * D)
    c = s.u(0.4, 0.65) * s.T
    G = s.base * s.u(0.6, 1.6)
    lk, sl = s.wob(G, sd=0.15)
    dn = G * s.u(0.15, 0.35)
    L = s.flat(0.06, mod=0.15)
    return s.fin(s.base + dn * (s.t < c) + 0.04 * s.base * L + lk + s.nz(), L, lk, sl, 0.0)


@fam('leak_h_peak_to_trough', 'log begins at a weekday peak and ends in a weekend trough: little net change, floors climb')
def _(s):
    st = s.i(0, 2) * D + s.u(10, 11.5) * H
    end = s.i(2, 3) * W - s.u(1, 8) * H
    s.axis(end - st, start=st, nmin=400)
    L = s.office(weekend=0.03)
    A = s.base * s.u(0.3, 0.8)
    lk, sl = s.wob(A * s.u(0.5, 0.95))
    return s.fin(s.base + A * s.lag(L, s.lu(300, 2000)) + lk + s.nz(0.003), L, lk, sl, 0.0)


@fam('leak_h_bursty', 'transient bursts several times the leak per day; between bursts the floor climbs')
def _(s):
    s.axis(s.u(5, 14) * D, nmin=600)
    h = s.base * s.u(0.2, 0.5)
    y = s.bursts(s.i(20, 60), (0.002 * s.T, 0.008 * s.T), (0.3 * h, h), 0.003 * s.T)
    lk, sl = s.wob(h * s.u(0.8, 2))
    L = 0.3 + 0.5 * y / h
    return s.fin(s.base + y + lk + s.nz(), L, lk, sl, 0.0)


@fam('leak_h_rare_stairs', 'a dozen large irregular steps up, none down, flat in between, load level')
def _(s):
    s.axis(s.u(6, 20) * D)
    k = s.i(8, 16)
    lk = s.stairs((np.arange(k) + s.r.uniform(0.1, 0.9, k)) / k * s.T, s.base * s.u(0.05, 0.12) * s.r.uniform(0.5, 1.6, k))
    L = s.flat(0.06, mod=0.2)
    return s.fin(s.base * (1 + 0.02 * L) + lk + s.nz(0.003), L, lk, None, 0.0, need=[TC] if s.p(0.5) else [])


@fam('leak_h_slow_wave', 'leak plus a slow cache wave of several periods')
def _(s):
    s.axis(s.u(8, 20) * D)
    G = s.base * s.u(0.4, 1.2)
    lk, sl = s.lin(G)
    k = s.u(4, 7)
    w = G * s.u(0.08, 0.2) * np.sin(2 * np.pi * (k * s.t / s.T + s.u(0, 1)))
    return s.fin(s.base * 1.2 + w + lk + s.nz(), s.flat(0.05, mod=0.1), lk, sl, 0.0)


@fam('leak_h_day_only_log', 'logged only in office hours (nights missing); each morning starts higher than the last')
def _(s):
    nd = s.i(8, 18)
    s.axis(nd * D, dt=float(s.r.choice([120, 300, 600])), start=6 * H)
    h = ((s.start + s.t) % D) / H
    wd = ((s.start + s.t) // D) % 7 < 5
    s.cut((h > s.u(6, 7)) & (h < s.u(19, 20.5)) & wd)
    L = s.office()
    A = s.base * s.u(0.08, 0.2)
    lk, sl = s.lin(A * s.u(2.5, 6))
    return s.fin(s.base + A * s.lag(L, 600) + lk + s.nz(), L, lk, sl, 0.0)


@fam('leak_h_white_noise', 'heavy white noise, a sixth of the total growth, many samples')
def _(s):
    s.axis(s.u(3, 12) * D, nmin=900, nmax=4000)
    G = s.base * s.u(0.2, 0.6)
    lk, sl = s.lin(G)
    return s.fin(s.base + lk + s.r.standard_normal(s.n) * G / s.u(5, 9), s.flat(0.2, tau=60), lk, sl, 0.0)


@fam('leak_h_dense', 'very many samples (up to 15,000), slow leak with daily cycle')
def _(s):
    d = s.i(5, 12)
    s.axis(d * D, dt=float(np.ceil(d * D / s.i(8000, 14800))))
    L = s.office()
    A = s.base * s.u(0.08, 0.2)
    lk, sl = s.wob(A * s.u(1.2, 3))
    return s.fin(s.base + A * s.lag(L, 900) + lk + s.nz(), L, lk, sl, 0.0, mode=s.r.choice(['pools', 'few']))


@fam('leak_h_sparse', 'few samples (90-200), half an hour apart, clean leak')
def _(s):
    s.axis(s.i(90, 200) * 1800., dt=1800.)
    L = s.flat(0.06, mod=0.2)
    lk, sl = s.lin(s.base * s.u(0.4, 1.2))
    return s.fin(s.base * (1 + 0.05 * L) + lk + s.nz(), L, lk, sl, 0.0)


@fam('leak_h_shutdown_week', 'leak per use with a closed holiday stretch in the middle (flat), then it goes on to the end')
def _(s):
    nd = s.i(16, 24)
    s.axis(nd * D, start=s.u(0, 8) * H)
    a = s.i(5, 7)
    L = s.office(off=range(a, a + s.i(3, 6)), weekend=0.1)
    lk = s.cum(L, s.base * s.u(0.5, 1.2))
    return s.fin(s.base * (1 + s.u(0.03, 0.08) * s.lag(L, 900)) + lk + s.nz(), L, lk, None, 0.0)


@fam('leak_h_nightly_reset_load', 'load counters reset to zero each night by restart of the role; pool keeps what each day adds')
def _(s):
    s.axis(s.i(7, 14) * D, start=s.u(0, 6) * H)
    h = ((s.start + s.t) % D) / H
    a, b = s.u(5, 7), s.u(19, 22)
    L = np.clip((h - a) / (b - a), 0, 1) * (h < b) * (1 + s.ar(1500, 0.03))   # ramps all day, cut at night
    A = s.base * s.u(0.1, 0.2)
    lk = s.cum(0.05 + L, A * s.u(2, 5))
    return s.fin(s.base + A * L + lk + s.nz(), L, lk, None, 0.0, need=[TC])


@fam('leak_h_two_boots', 'two restarts, different rates in each life; up time logged, ramps go through the nights')
def _(s):
    dur = s.u(9, 20) * D
    s.axis(dur, boots=[s.u(0.25, 0.35) * dur, s.u(0.6, 0.7) * dur])
    s.up0 = s.u(0.5, 3) * D
    s._up()
    seg = sum((s.t >= b).astype(int) for b in s.boots)
    r = np.array([s.u(0.5, 1), s.u(0.7, 1.6), s.u(0.5, 1.2)])[seg]
    lk = r * s.base * s.since / (dur / 3) * 0.8
    L = s.office()
    return s.fin(s.base * s.warm(0.2) + s.base * s.u(0.02, 0.08) * s.lag(L, 900) + lk + s.nz(), L, lk, None, 0.0, need=[UP])


@fam('leak_h_inverse_load', 'an idle-time job leaks: memory is lost at night and weekends while load is low')
def _(s):
    s.axis(s.i(7, 15) * D)
    L = s.office(night=0.05)
    A = s.base * s.u(0.03, 0.1)
    lk = s.cum(np.clip(1.05 - L, 0.02, None) ** 2, s.base * s.u(0.3, 1.0))
    return s.fin(s.base + A * s.lag(L, 900) + lk + s.nz(), L, lk, None, 0.0, need=[SS] if s.p(0.5) else [])


@fam('leak_h_short_fast', 'two to five hours, coarse fast leak: pool doubles or more with every load counter level')
def _(s):
    s.base = s.u(40, 400) * MB
    s.axis(s.u(2.5, 5) * H, hour=s.u(0, 3.5) if s.p(0.5) else s.u(13, 14))
    L = s.flat(0.03, tau=600)
    lk, sl = s.wob(s.base * s.u(1.2, 5), sd=0.2)
    return s.fin(s.base * (1 + 0.03 * L) + lk + s.nz(), L, lk, sl, 0.0, need=[SS, TC, UP, CP], mode='few')


# =====================================================================  HEALTHY, physics
@fam('ok_fileserver_week', 'file server: pool follows sessions, same night floor every night')
def _(s):
    s.axis(s.i(4, 15) * D)
    L = s.office()
    return s.fin(s.base * (1 + s.u(0.1, 0.5) * s.lag(L, s.lu(300, 3000))) + s.nz(), L, need=[SS] if s.p(0.5) else [])


@fam('ok_idle', 'quiet machine, flat line with a little noise for days')
def _(s):
    s.axis(s.u(2, 14) * D)
    return s.fin(s.base + s.nz(s.lu(0.001, 0.01)), s.flat(0.1))


@fam('ok_warmup_plateau', 'log starts at boot: climbs, then level for most of the log')
def _(s):
    s.axis(s.u(1.5, 7) * D, boot0=True)
    L = s.flat(0.06, mod=s.u(0, 0.2))
    p = s.base * s.warm(s.u(0.3, 0.6), s.u(0.02, 0.08) * s.T) + s.base * 0.05 * L
    return s.fin(p + s.nz(), L, need=[UP] if s.p(0.6) else [])


@fam('ok_terminal_server', 'terminal server: strong swing with sessions, back to the floor each night')
def _(s):
    s.axis(s.i(3, 12) * D, start=s.i(0, 1) * D + s.u(0, 7) * H)
    L = s.office(night=0.02)
    return s.fin(s.base * (1 + s.u(0.4, 1.5) * s.lag(L, 600)) + s.nz(), L, need=[TS])


@fam('ok_backup_night', 'backup raises the pool for hours each night; all given back by morning')
def _(s):
    nd = s.i(4, 14)
    s.axis(nd * D, nmin=400)
    a = s.u(20, 24)
    h = ((s.start + s.t) % D / H - a) % 24
    ln = s.u(2, 6)
    b = ((h < ln) * np.clip(h / ln, 0, 1)) if s.p(0.5) else (h < ln) * 1.0
    L = s.office(noise=0.08) * 0.6
    p = s.base * (1 + s.u(0.2, 0.7) * s.lag(b, s.lu(300, 1800)) + 0.05 * s.lag(L, 900))
    return s.fin(p + s.nz(), np.maximum(L, 0.8 * (h < ln)))


@fam('ok_cache_cap', 'a cache fills in a straight line to its configured size, then level for days')
def _(s):
    s.axis(s.u(3, 10) * D)
    c = s.u(0.12, 0.35) * s.T
    p = s.base * (1 + s.u(0.4, 1.5) * np.clip(s.t / c, 0, 1))
    L = s.flat(0.07, mod=s.u(0, 0.2))
    return s.fin(p + 0.04 * s.base * L + s.nz(), L)


@fam('ok_patch_restart', 'patch-day restart: same cycle and floor before and after')
def _(s):
    dur = s.u(7, 18) * D
    s.axis(dur, boots=[s.u(0.3, 0.7) * dur])
    L = s.office(weekend=0.1)
    return s.fin(s.base * s.warm(s.u(0.1, 0.4)) * (1 + s.u(0.1, 0.3) * s.lag(L, 900)) + s.nz(), L, need=[UP] if s.p(0.6) else [])


@fam('ok_failover_step', 'role arrives (step up in connections and pool), then level day after day')
def _(s):
    s.axis(s.u(4, 12) * D)
    c = s.u(0.25, 0.5) * s.T
    L = s.flat(0.04, mod=s.u(0, 0.15)) * (0.25 + 0.75 * (s.t >= c))
    return s.fin(s.base * (1 + s.u(0.5, 1.5) * s.lag(L, s.lu(300, 3000))) + s.nz(), L, need=[TC])


@fam('ok_failover_back', 'role arrives and leaves again; pool and connections both step up and back')
def _(s):
    s.axis(s.u(3, 10) * D)
    a = s.u(0.2, 0.4) * s.T
    b = s.u(0.6, 0.85) * s.T
    L = s.flat(0.04, mod=s.u(0, 0.15)) * (0.2 + 0.8 * ((s.t >= a) & (s.t < b)))
    return s.fin(s.base * (1 + s.u(0.5, 1.5) * s.lag(L, s.lu(300, 3000))) + s.nz(), L, need=[SS] if s.p(0.6) else [])


@fam('ok_cache_trim', 'cache grows and is trimmed to the same floor many times, no restart')
def _(s):
    s.axis(s.u(3, 10) * D, nmin=500)
    k = s.i(8, 30)
    at = np.concatenate([[-s.u(0.1, 0.9) / k], (np.arange(1, k) + s.r.uniform(-0.2, 0.2, k - 1)) / k]) * s.T
    last = np.full(s.n, at[0])
    for a in at[1:]:
        last = np.where(s.t >= a, a, last)
    x = np.clip((s.t - last) / (s.T / k), 0, 1.5)
    return s.fin(s.base * (1 + s.u(0.2, 0.8) * x) + s.nz(), s.flat(0.06), need=[UP])


@fam('ok_exchange_weeks', 'mail server over two to four weeks, weekday cycle, weekends low')
def _(s):
    s.axis(s.i(14, 28) * D, nmin=400)
    L = s.office(weekend=0.2, night=0.15)
    return s.fin(s.base * (1 + s.u(0.1, 0.4) * s.lag(L, s.lu(900, 7000))) + s.nz(), L)


@fam('ok_hyperv_steps', 'VMs start and stop: steps up and down, back to the first level several times')
def _(s):
    s.axis(s.u(5, 15) * D)
    k = s.i(8, 20)
    y = np.zeros(s.n)
    for j in range(k):
        a = (j + s.u(0, 0.5)) / k * s.T * 0.97
        y += s.u(0.5, 1.5) * ((s.t >= a) & (s.t < a + s.u(0.2, 1.2) / k * s.T))
    L = 0.3 + 0.25 * y
    return s.fin(s.base * (1 + s.u(0.05, 0.15) * y) + s.nz(), L * (1 + s.ar(1000, 0.03)), need=[AV] if s.p(0.5) else [])


@fam('ok_dc_logon_storm', 'domain controller: peak each morning that decays through the day')
def _(s):
    s.axis(s.i(4, 12) * D, nmin=400)
    a = s.start + s.t
    h = a % D / H - s.u(7.8, 8.8)
    wd = (a // D) % 7 < 5
    L = 0.1 + 0.9 * wd * (h > 0) * (1 - np.exp(-np.clip(h, 0, None) / 0.25)) * np.exp(-np.clip(h, 0, None) / s.u(1.5, 4))
    L = L * (1 + s.ar(1500, 0.05))
    return s.fin(s.base * (1 + s.u(0.15, 0.5) * s.lag(L, 900)) + s.nz(), L)


@fam('ok_month_end', 'load grows toward month end for a week and a half, then drops; so does the pool')
def _(s):
    s.axis(s.u(13, 20) * D, day=s.i(0, 6))
    x = s.t / s.T
    c = s.u(0.5, 0.7)
    g = np.where(x < c, 0.35 + 0.65 * x / c, 0.35 + 0.65 * np.exp(-(x - c) / 0.04))
    L = s.office(weekend=0.5, night=0.35, growth=g)
    return s.fin(s.base * (1 + s.u(0.4, 1.2) * s.lag(L, 2000)) + s.nz(), L, need=[SS])


@fam('ok_holiday', 'holiday week in the middle; after it the old cycle comes back at the old level')
def _(s):
    s.axis(s.i(18, 24) * D, start=s.u(0, 8) * H)
    L = s.office(off=range(7, 14), weekend=0.06)
    return s.fin(s.base * (1 + s.u(0.15, 0.5) * s.lag(L, 900)) + s.nz(), L)


@fam('ok_print_bursts', 'print server: bursts that are given back within the hour')
def _(s):
    s.axis(s.u(2, 8) * D, nmin=600)
    L0 = s.office()
    h = s.base * s.u(0.1, 0.4)
    y = s.bursts(s.i(30, 90), (300, 2500), (0.2 * h, h), s.u(400, 1800))
    return s.fin(s.base * (1 + 0.04 * L0) + y + s.nz(), 0.4 * L0 + 0.4 * y / h)


@fam('ok_nightly_reboot', 'terminal server restarted every night; pool already back with the sessions before the restart')
def _(s):
    nd = s.i(5, 12)
    st = s.u(0, 2) * H + s.i(0, 1) * D
    hb = s.u(3, 5) * H
    s.axis(nd * D, start=st, boots=[d * D + hb - st % D for d in range(nd) if d * D + hb - st % D > 0], nmin=500)
    L = s.office(night=0.02)
    return s.fin(s.base * s.warm(s.u(0.1, 0.25), s.u(600, 2500)) + s.base * s.u(0.25, 0.7) * s.lag(L, 600) + s.nz(), L, need=[UP, TS])


@fam('ok_av_scan', 'weekly or daily scan adds a hump, returned afterwards')
def _(s):
    s.axis(s.i(5, 16) * D, nmin=500)
    a = s.u(10, 22)
    h = ((s.start + s.t) % D / H - a) % 24
    ln = s.u(1.5, 4)
    b = np.where(h < ln, np.sin(np.pi * np.clip(h / ln, 0, 1)) ** 0.5, 0)
    L = s.flat(0.1, mod=0.2)
    return s.fin(s.base * (1 + s.u(0.15, 0.6) * b + 0.04 * L) + s.nz(), np.maximum(L, 0.9 * b))


@fam('ok_buffers_config', 'administrator enlarges buffers: one step up, flat before and flat long after')
def _(s):
    s.axis(s.u(5, 14) * D)
    c = s.u(0.25, 0.5) * s.T
    L = s.office() if s.p(0.5) else s.flat(0.06)
    return s.fin(s.base * (1 + s.u(0.1, 0.6) * (s.t >= c) + s.u(0.03, 0.1) * s.lag(L, 900)) + s.nz(), L)


@fam('ok_decline', 'after a fix/feature removal the pool falls over days and stays low')
def _(s):
    s.axis(s.u(4, 12) * D)
    L = s.office() if s.p(0.5) else s.flat(0.06)
    c = s.u(0.1, 0.3) * s.T
    p = s.base * (1 + s.u(0.3, 0.8) * np.exp(-np.clip(s.t - c, 0, None) / (s.u(0.05, 0.2) * s.T)))
    return s.fin(p + s.base * s.u(0.02, 0.08) * s.lag(L, 900) + s.nz(), L)


# =====================================================================  HEALTHY, hostile
def _trendless(s, gen):
    for _ in range(400):
        x = gen()
        k = max(5, len(x) // 8)
        sd = x.std()
        if abs(np.corrcoef(x, s.t)[0, 1]) < 0.3 and abs(x[-k:].mean() - x[:k].mean()) < 0.7 * sd and x[-k:].mean() < 0.8 * sd + x.mean():
            return x
    return x


@fam('ok_h_long_memory', '1/f noise, goes up and comes down many times, ends where it began')
def _(s):
    s.axis(s.u(3, 12) * D)
    al, sd = s.u(0.7, 1.1), s.base * s.u(0.01, 0.05)
    return s.fin(s.base + _trendless(s, lambda: s.pink(al, sd)), s.flat(0.06))


@fam('ok_h_slow_ou', 'bounded slow wandering around one level, many returns')
def _(s):
    s.axis(s.u(4, 14) * D)
    tau, sd = s.u(0.012, 0.03) * s.T, s.base * s.u(0.03, 0.1)
    return s.fin(s.base * 1.3 + _trendless(s, lambda: s.ar(tau, sd)) + s.nz(), s.flat(0.06))


@fam('ok_h_rise_release', 'long straight rise that looks like a leak, then all of it is given back as the load ends')
def _(s):
    s.axis(s.u(2, 8) * D)
    c = s.u(0.5, 0.7)
    x = s.t / s.T
    w = s.u(0.03, 0.1)
    g = np.where(x < c, x / c, np.clip(1 - (x - c) / w, 0, 1))
    L = (0.1 + 0.9 * g) * (1 + s.ar(1500, 0.03))
    p = s.base * (1 + s.u(0.4, 1.5) * g)
    return s.fin(p + s.nz(), L, need=[SS] if s.p(0.75) else [])


@fam('ok_h_lagged', 'memory follows load with a lag of hours (timeouts), but is at the floor every morning')
def _(s):
    s.axis(s.i(4, 12) * D, start=s.u(0, 5) * H)
    L = s.office(night=0.02)
    return s.fin(s.base * (1 + s.u(0.3, 0.9) * s.lag(L, s.u(1.2, 2.6) * H)) + s.nz(), L, need=[SS] if s.p(0.5) else [])


@fam('ok_h_high_water', 'lookaside lists keep the high-water mark: climbs the first days, then level for the rest although load goes on')
def _(s):
    s.axis(s.i(9, 18) * D, start=s.u(0, 8) * H)
    a = s.u(0.15, 0.3)
    x = s.t / s.T
    g = 0.5 + 0.5 * np.clip(x / a, 0, 1)
    L = s.office(weekend=0.4, night=0.1, growth=g, noise=0.02)
    hw = np.minimum(np.maximum.accumulate(s.lag(L, 1500)), s.u(0.84, 0.88))
    A = s.base * s.u(0.3, 0.9)
    return s.fin(s.base + A * hw + 0.06 * s.base * s.lag(L, 900) + s.nz(), L)


@fam('ok_h_cut_at_peak', 'begins in a quiet Sunday night, ends at a weekday peak; every night in between is at the floor')
def _(s):
    nd = s.i(3, 4) + (7 if s.p(0.4) else 0)
    st = 6 * D + s.u(20, 23.5) * H
    s.axis((7 + nd) * D + s.u(10, 16.5) * H - st, start=st)
    L = s.office()
    return s.fin(s.base * (1 + s.u(0.2, 0.7) * s.lag(L, s.lu(300, 2500))) + s.nz(), L)


@fam('ok_h_growing_peaks', 'peaks grow day by day with the sessions; the night floor stays')
def _(s):
    s.axis(s.i(5, 12) * D - s.u(1, 5) * H, start=s.u(0, 3) * H)
    nd = s.T / D
    L = s.office(weekend=0.3, night=0.03, amp=lambda d: 0.4 + 0.6 * d / nd)
    return s.fin(s.base * (1 + s.u(0.3, 0.9) * s.lag(L, 900)) + s.nz(), L, need=[SS])


@fam('ok_h_chance_load', 'flat pool, while a load counter happens to climb through the log')
def _(s):
    s.axis(s.u(3, 12) * D)
    L = (0.3 + 0.7 * s.t / s.T) * (1 + s.ar(2000, 0.05))
    return s.fin(s.base + s.nz(s.lu(0.002, 0.008)), s.flat(0.06), need=[SS, TC], conn=L)


@fam('ok_h_steps_up_down', 'stairs up for a while, stairs down again to the first level, twice or more')
def _(s):
    s.axis(s.u(5, 14) * D)
    k = s.i(2, 4)
    ph = (s.t / s.T * k) % 1
    m = s.i(4, 8)
    tri = np.floor((1 - np.abs(2 * ph - 1)) * m) / m
    L = 0.2 + 0.7 * tri
    return s.fin(s.base * (1 + s.u(0.3, 1.0) * tri) + s.nz(), L * (1 + s.ar(1000, 0.03)), need=[TC] if s.p(0.6) else [])


@fam('ok_h_blanks', 'daily cycle, up to two thirds of the cells blank')
def _(s):
    s.axis(s.i(4, 12) * D, nmin=700)
    L = s.office()
    return s.fin(s.base * (1 + s.u(0.1, 0.5) * s.lag(L, 900)) + s.nz(), L, blank=s.u(0.3, 0.65), allblank=s.p(0.4))


@fam('ok_h_outliers', 'flat or cycling with wild single samples, more of them toward the end')
def _(s):
    s.axis(s.u(3, 10) * D, nmin=500)
    L = s.office() if s.p(0.5) else s.flat(0.06)
    p = s.base * (1 + s.u(0.03, 0.2) * s.lag(L, 900)) + s.nz()
    m = s.r.random(s.n) < 0.04 * (s.t / s.T) ** 2
    m[-3:] = False
    p[m] = p[m] * s.r.choice([0.4, 1.5, 2, 3, 6], m.sum())
    return s.fin(p, L)


@fam('ok_h_slow_warmup', 'two-stage warm-up over a day, level for the second half and more')
def _(s):
    s.axis(s.u(4, 12) * D, boot0=True)
    x = s.t / s.T
    p = s.base * (1 - s.u(0.15, 0.3) * np.exp(-x / 0.02) - s.u(0.15, 0.35) * np.exp(-x / s.u(0.06, 0.09)))
    L = s.flat(0.06, mod=s.u(0, 0.2))
    return s.fin(p + 0.04 * s.base * L + s.nz(), L, need=[UP] if s.p(0.5) else [])


@fam('ok_h_restart_warmups', 'several restarts, after each a warm-up that soon levels off')
def _(s):
    dur = s.u(8, 20) * D
    k = s.i(2, 5)
    s.axis(dur, boots=[(j + s.u(0.6, 1.2)) / (k + 1) * dur for j in range(k)], nmin=600)
    L = s.flat(0.06, mod=s.u(0, 0.2))
    return s.fin(s.base * s.warm(s.u(0.3, 0.6), s.u(0.04, 0.1) * dur / (k + 1)) + 0.05 * s.base * L + s.nz(), L, need=[UP])


@fam('ok_h_day_only_log', 'logged in office hours only; every day starts and ends at the same level')
def _(s):
    nd = s.i(6, 16)
    s.axis(nd * D, dt=float(s.r.choice([60, 120, 300])), start=5 * H)
    h = ((s.start + s.t) % D) / H
    wd = ((s.start + s.t) // D) % 7 < 5
    s.cut((h > s.u(5.5, 6.5)) & (h < s.u(20, 21.5)) & wd)
    L = s.office()
    return s.fin(s.base * (1 + s.u(0.15, 0.6) * s.lag(L, 500)) + s.nz(), L)


@fam('ok_h_slow_wave', 'slow oscillation with several full returns; the log ends on a rise')
def _(s):
    s.axis(s.u(6, 16) * D)
    k = s.i(3, 5) + s.u(0.25, 0.4)
    w = 0.5 - 0.5 * np.cos(2 * np.pi * k * s.t / s.T)
    L = (0.2 + 0.6 * w) * (1 + s.ar(1500, 0.04))
    return s.fin(s.base * (1 + s.u(0.15, 0.6) * w) + s.nz(), L, need=[NI] if s.p(0.4) else [])


@fam('ok_h_big_last_day', 'last day is the busiest, pool in proportion to sessions, five or more equal night floors before')
def _(s):
    nd = s.i(5, 10)
    st = s.u(0, 3) * H
    s.axis(nd * D - s.u(7, 11) * H, start=((5 - nd) % 7) * D + st)
    last = int((s.start + s.T) // D - s.start // D)
    L = s.office(night=0.04, weekend=0.3, amp=lambda d: np.where(d == last, 1.6, 1.0))
    return s.fin(s.base * (1 + s.u(0.2, 0.6) * s.lag(L, 600)) + s.nz(), L, need=[SS])


@fam('ok_h_weekly_release', 'per-night additions of a backup agent that it gives back each weekend; three or more weeks, no restart')
def _(s):
    nw = s.i(3, 4)
    s.axis(nw * W + s.u(0.5, 2.5) * D, start=s.i(0, 1) * D + s.u(4, 20) * H, dt=float(s.r.choice([900, 1800])))
    ph = (s.start + s.t - 2 * H) % W / D
    st = np.floor(np.clip(ph, 0, 5.0))
    L = s.office()
    return s.fin(s.base * (1 + s.u(0.04, 0.12) * st + 0.04 * s.lag(L, 900)) + s.nz(0.003), L, need=[UP])


@fam('ok_h_irregular', 'irregular sampling over a daily cycle (denser by day)')
def _(s):
    s.axis(s.i(4, 10) * D, dt=120., start=s.u(0, 8) * H)
    L0 = s.office()
    keep = s.r.random(s.n) < (0.06 + 0.4 * L0)
    keep[0] = keep[-1] = True
    L = L0[keep]
    p = (s.base * (1 + s.u(0.15, 0.5) * s.lag(L0, 900)) + s.nz())[keep]
    s.cut(keep)
    return s.fin(p, L)


@fam('ok_h_quantised', 'coarse values hopping among a few levels')
def _(s):
    s.axis(s.u(2, 8) * D)
    Q = s.base * s.u(0.01, 0.03)
    tau = s.u(0.004, 0.015) * s.T
    return s.fin(np.round((s.base + _trendless(s, lambda: s.ar(tau, Q * s.u(0.6, 1.2)))) / Q) * Q, s.flat(),
                 mode=s.r.choice(['alone', 'pools', 'few']), never=[AL, AV, CO])


# =====================================================================  INCONCLUSIVE
@fam('inc_ten_minutes_rise', 'five to twenty minutes of rising, nothing more')
def _(s):
    s.axis(s.u(5, 20) * 60, dt=float(s.r.choice([1, 2, 5])), nmin=60)
    p = s.base * (1 + s.u(0.01, 0.1) * s.t / s.T)
    return s.fin(p + s.nz(0.001, 60), s.flat(0.1, tau=60), never=[UP])


@fam('inc_ten_minutes_flat', 'a few flat minutes: too short to clear or to accuse')
def _(s):
    s.axis(s.u(3, 12) * 60, dt=float(s.r.choice([1, 2, 5])), nmin=60)
    return s.fin(s.base + s.nz(0.001, 60), s.flat(0.1, tau=60))


@fam('inc_morning', 'one working morning, from first users to before noon')
def _(s):
    a = s.u(6, 7.5)
    s.axis((s.u(10.8, 11.9) - a) * H, day=s.i(0, 4), hour=a)
    h = a + s.t / H
    L = (0.05 + 0.95 * np.clip((h - 7) / (12.5 - 7), 0, 1) ** s.u(0.8, 1.2)) * (1 + s.ar(900, 0.03))
    p = s.base * (1 + s.u(0.15, 0.6) * s.lag(L, 600))
    return s.fin(p + s.nz(), L)


@fam('inc_ramp_with_load', 'pool and connections rise together from beginning to end')
def _(s):
    s.axis(s.u(0.5, 6) * D)
    x = s.t / s.T
    L = (0.2 + 0.8 * x) * (1 + s.ar(2000, 0.03))
    return s.fin(s.base * (1 + s.u(0.3, 1.2) * s.lag(L, 900)) + s.nz(), L, need=[SS, TC] if s.p(0.5) else [TC], mode=None)


@fam('inc_warmup_cut', 'log starts at boot and stops while the pool is still climbing, ever slower')
def _(s):
    s.axis(s.lu(0.4, 4) * H, boot0=True)
    L = s.flat(0.08, tau=300) * (0.5 + 0.5 * s.t / s.T)
    tau = s.u(0.4, 0.9) * s.T
    p = s.base * (1 - s.u(0.3, 0.6) * np.exp(-s.t / tau))
    return s.fin(p + s.nz(0.002), L, need=[UP])


@fam('inc_mostly_blank', 'days long, but only four to eight valid pool samples, scattered')
def _(s):
    s.axis(s.u(1, 6) * D)
    L = s.office()
    p = s.base * (1 + s.u(0.1, 0.3) * s.lag(L, 900) + s.u(0.02, 0.1) * s.t / s.T) + s.nz()
    k = s.i(4, 8)
    idx = s.r.choice(s.n, k, replace=False)
    o = s.fin(p, L, mode=s.r.choice(['alone', 'pools']))
    m = np.ones(s.n, bool)
    m[idx] = False
    for c in (NP, PP):
        if c in o['counters']:
            o['counters'][c][m] = np.nan
    return o


@fam('inc_random_walk', 'a wandering line that ended higher; big falls on the way, no explanation in the counters')
def _(s):
    s.axis(s.u(1, 5) * D)
    for _ in range(3000):
        x = s.pink(2.0, 1)
        rg = np.ptp(x)
        dd = (np.maximum.accumulate(x) - x).max() / rg
        ri = (x[-1] - x[0]) / rg
        if 0.5 < ri < 0.85 and 0.35 < dd < 0.6 and x[-1] > np.quantile(x, 0.75):
            break
    x = (x - x.min()) / rg
    return s.fin(s.base * (1 + s.u(0.15, 0.4) * x) + s.nz(0.002), s.flat(0.06), mode=s.r.choice(['alone', 'pools', 'few']))


@fam('inc_last_step', 'flat, then one step up shortly before the end of the log')
def _(s):
    s.axis(s.u(1, 6) * D)
    c = s.u(0.93, 0.98) * s.T
    return s.fin(s.base * (1 + s.u(0.1, 0.5) * (s.t >= c)) + s.nz(), s.flat(0.06), mode=s.r.choice(['alone', 'pools', 'few']))


@fam('inc_late_rise', 'flat for days, a rise in the last twentieth of the log, cut before it could turn')
def _(s):
    s.axis(s.u(1, 4) * D, nmin=700)
    c = s.u(0.92, 0.96) * s.T
    p = s.base * (1 + s.u(0.15, 0.5) * np.clip((s.t - c) / (s.T - c), 0, 1))
    L = s.flat(0.06) * (1 + (s.p(0.6)) * 0.7 * np.clip((s.t - c) / (s.T - c), 0, 1))
    return s.fin(p + s.nz(), L)


@fam('inc_two_pieces', 'two short pieces with days between; the second is higher, no up time, no cause shown')
def _(s):
    s.axis(s.u(1.5, 6) * D, dt=float(s.r.choice([15, 30, 60])))
    a = s.u(40, 150) * 60
    b = s.T - s.u(40, 150) * 60
    s.cut((s.t < a) | (s.t > b))
    p = s.base * (1 + s.u(0.06, 0.35) * (s.t > s.T / 2))
    return s.fin(p + s.nz(0.003, 900), s.flat(0.15, tau=2000), never=[UP, SS, TC, TS, FO, HT, HS, PR], mode=s.r.choice(['alone', 'pools', 'few']))


@fam('inc_two_nights', 'one night and one day, cut in the late evening while the pool is still coming down; a third or so not back yet, only one cycle')
def _(s):
    st = s.i(0, 3) * D + s.u(0, 4) * H
    s.axis(D - st % D - s.u(1, 3) * H, start=st)
    L = s.office(night=0.05, cl=s.u(18, 19))
    A = s.base * s.u(0.2, 0.6)
    ex = A * s.u(0.3, 0.45) * np.clip((s.t + st % D - 8 * H) / (9 * H), 0, 1)
    return s.fin(s.base + A * s.lag(L, s.u(0.5, 1.2) * H) + ex + s.nz(0.004), L)


@fam('inc_backup_cut', 'the only job in the log began shortly before its end; memory climbs with disk traffic when the log stops')
def _(s):
    s.axis(s.u(4, 20) * H)
    c = s.u(0.7, 0.88) * s.T
    g = np.clip((s.t - c) / (s.T - c), 0, 1)
    L = s.flat(0.1) * 0.4 + 0.6 * (s.t >= c)
    return s.fin(s.base * (1 + s.u(0.15, 0.6) * g) + s.nz(), L, need=[DT] if s.p(0.7) else [])


@fam('inc_poweroff_noon', 'machine switched on each morning and off at noon: rises with users each time, never seen to fall')
def _(s):
    nd = s.i(2, 4)
    s.axis(nd * D, dt=float(s.r.choice([30, 60, 120])), start=6 * H)
    h = (s.start + s.t) % D / H
    a, b = s.u(7, 7.8), s.u(11.8, 13)
    s.cut((h > a) & (h < b))
    h = (s.start + s.t) % D / H
    s.since = (h - a) * H + 40
    x = np.clip((h - a) / (b - a), 0, 1)
    L = (0.1 + 0.9 * x) * (1 + s.ar(900, 0.03))
    return s.fin(s.base * (1 + s.u(0.2, 0.7) * s.lag(x, 300)) + s.nz(0.002), L, need=[UP, TC])


@fam('inc_cache_fill', 'hours after boot, a straight fill (cache or leak?) that is not over when the log ends, load rising as well')
def _(s):
    s.axis(s.u(2, 7) * H, boot0=True, hour=s.u(5, 7), day=s.i(0, 4))
    x = s.t / s.T
    L = (0.1 + 0.9 * x) * (1 + s.ar(900, 0.05))
    return s.fin(s.base * (1 + s.u(0.3, 1.2) * x) + s.nz(), L, need=[UP])


@fam('inc_after_failover', 'role arrived late in the log; pool and connections climb since, until the cut')
def _(s):
    s.axis(s.u(1, 4) * D, nmin=600)
    c = s.u(0.82, 0.9) * s.T
    g = np.clip((s.t - c) / (s.T - c), 0, 1) ** 0.8
    L = (0.1 + 0.3 * (s.t >= c) + 0.6 * g) * (1 + s.ar(900, 0.03))
    return s.fin(s.base * (1 + s.u(0.4, 1.2) * s.lag(L, 900)) + s.nz(), L, need=[TC])


@fam('inc_afternoon_no_counters', 'three hours of a working afternoon, pool alone, slowly rising with wobble')
def _(s):
    s.axis(s.u(2, 3.5) * H, day=s.i(0, 4), hour=s.u(12.8, 13.8))
    p = s.base * (1 + s.u(0.04, 0.12) * s.t / s.T + s.ar(1500, s.u(0.006, 0.012)))
    return s.fin(p, mode=s.r.choice(['alone', 'pools']))


def make(seed, per):
    for name, f in _FUN.items():
        for k in range(per):
            rng = np.random.default_rng([int(seed), zlib.crc32(name.encode()), k])
            o = f(B(rng))
            d = {'family': name, 'label': FAMILIES[name][0]}
            d.update(o)
            yield d
