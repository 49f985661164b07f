#!/usr/bin/env python3
"""Hostile Performance Monitor logs: `bombs.py [--only-full|--only-quarter] [names...]` (no names: all, 2.8 GB).

Written from the format and not from the reader. One function a bomb; q = 1 (full) or 4 (a quarter of it).
Every bomb carries honest pool values: the i-th honest sample has Nonpaged = 100,000,000 + 1,000,000 i and
Paged = 200,000,000 + 2,000,000 i (bytes), one sample a minute unless the bomb says otherwise.
"""
import struct, os, sys, json, random, time as _t
OUT = os.environ.get('BOMBS_OUT', 'target/bombs')
P = struct.pack
U16 = lambda s: s.encode('utf-16le', 'surrogatepass')
Z16 = lambda s: U16(s) + b'\0\0'
GUID = bytes.fromhex('b33b3f933e940d499ced3cbb14c14479')
LOGID = bytes.fromhex('83f523882fd1d24e9ccf7a3bf55fdecb')
T0 = (1704844800 + 11644473600) * 10**7          # 2024-01-10 00:00 UTC, bias 0
MIN = 60 * 10**7
FREQ = 10**7
RAW8, RAW4, CNT4, BULK, TIMER100 = 0x10100, 0x10000, 0x10410400, 0x10410500, 0x20510500
FULL = 'full'

def np_(i): return 100_000_000 + 1_000_000 * i
def pg_(i): return 200_000_000 + 2_000_000 * i
def pad8(b): return b + b'\0' * (-len(b) % 8)

# ---------------------------------------------------------------- container
class Blg:
    def __init__(self, path, buf=0x10000, mode=0x30020801, build=14393, reorder=None):
        self.f = open(path, 'wb'); self.buf = buf; self.seq = 0; self.cur = []; self.used = 0x48
        self.now = T0; self.reorder = reorder
        tz = P('<i', 0) + U16('UTC').ljust(64, b'\0') + bytes(16) + P('<i', 0) + U16('UTC').ljust(64, b'\0') + bytes(16) + P('<i', 0)
        assert len(tz) == 0xAC
        h = P('<IBBBBIIqIIIIIIII', buf, 10, 0, 1, 5, build, 4, T0 + 400 * MIN, 156250, 0, mode, 2, 1, 8, 0, 2694)
        assert len(h) == 0x38
        h += bytes(16) + tz; h += b'\0' * (-len(h) % 8)
        h += P('<qqqII', T0 - 864 * 10**9, FREQ, T0, 2, 0) + Z16('bomb') + Z16('C:\\b.blg')
        size = 0x20 + len(h)
        e = P('<HBBHHIIq', 0, 2, 0xC0, size, 0, 0x3ef0, 0xd9c, T0) + P('<II', 0x3a3, 0x37b) + h
        self.raw(e, fill=False); self.flush(kind=4)
    def raw(self, e, fill=True):
        """one event, as it is, 8-aligned"""
        e = pad8(e)
        if self.used + len(e) > self.buf:
            assert len(e) + 0x48 <= self.buf, 'event does not fit'
            self.flush()
        self.cur.append(e); self.used += len(e)
    def flush(self, kind=0, used=None, seq=None):
        body = b''.join(self.cur)
        u = 0x48 + len(body) if used is None else used
        s = self.seq if seq is None else seq
        if self.reorder and self.seq: s = self.reorder(self.seq)
        h = P('<IIIIqqqqI HH IIII', self.buf, u & 0xffffffff, u & 0xffffffff, 0, self.now, s, 0, 0, u & 0xffffffff, 1 if kind == 4 else 0, kind, 0, 0, 0, 0)
        h = h.ljust(0x48, b'\0')[:0x48]
        b = h + body
        self.f.write(b + b'\xff' * (self.buf - len(b)))
        self.seq += 1; self.cur = []; self.used = 0x48
    def ev(self, kind, body, t=None, part=1, parts=1, guid=GUID, size=None):
        t = self.now if t is None else t
        n = 0x48 + len(body)
        self.raw(P('<HBBBBHIIq', n if size is None else size, 0x14, 0xC0, kind, 0, 0x3c, 0x3ef0, 0xd9c, t) + guid + bytes.fromhex('0000000000021a00') + LOGID + P('<II', part, parts) + body)
    def put(self, kind, body, t=None, step=8000):
        """a body of any length, in parts"""
        if t is not None: self.now = t
        step = min(step, self.buf - 0x48 - 0x48 - 8)
        n = max(1, -(-len(body) // step))
        for i in range(n):
            self.ev(kind, body[i * step:(i + 1) * step], t, i + 1, n)
    def names(self, machine, pairs, limit=8000):
        """name-table events (kind 24), each complete in itself"""
        head = Z16('\\\\' + machine); cur = [head]; n = len(head)
        limit = min(limit, self.buf - 0x90)
        for k, v in pairs:
            b = Z16(str(k)) + Z16(v)
            if n + len(b) > limit and len(cur) > 1:
                self.ev(0x24, b''.join(cur)); cur = [head]; n = len(head)
            cur.append(b); n += len(b)
        if len(cur) > 1: self.ev(0x24, b''.join(cur))
    def list(self, entries, t=None): self.put(0x20, b'\xff\x06\0\0\x08\0\x02\0' + b''.join(entries), t)
    def sample(self, t, blocks, step=8000):
        self.put(0x22, body(blocks), t, step)
    def close(self):
        if self.cur: self.flush()
        n = self.f.tell(); self.f.close(); return n

def body(blocks):
    b = b''.join(blocks)
    return b'BL\x03\0' + P('<I', 8 + len(b)) + b
def block(code, data):
    return pad8(b'BL' + P('<HI', code, 8 + len(data)) + data)
def entry(obj, counter='*', inst=None, machine='\\\\PC', flags=0x20000000, typ=RAW8, index=0, parent=None, scale=0, tb=FREQ):
    s = [Z16(machine)]; at = len(s[0])
    offs = [0]
    for x in (obj, inst, parent, counter):
        if x is None: offs.append(-1)
        else:
            b = Z16(x); offs.append(at); s.append(b); at += len(b)
    st = b''.join(s); n = 0x34 + len(st); n += -n % 8
    return (P('<IIIIqiiiiiIi', n, flags & 0xffffffff, 0, typ, tb, scale, offs[0], offs[1], offs[2], offs[3], index & 0xffffffff, offs[4]) + st).ljust(n, b'\0')
def whole(obj, inst='*', machine='\\\\PC', flags=0x10): return entry(obj, '*', inst, machine, flags, 0, tb=0)
def wild(obj, counter, machine='\\\\PC', typ=RAW8): return entry(obj, counter, '*', machine, 0x20000001, typ)
POOLS = [entry('Memory', 'Pool Nonpaged Bytes'), entry('Memory', 'Pool Paged Bytes')]
def one(v, t, status=0, second=0): return b'BL\x03\x01\x30\0\0\0' + P('<IqIqqII', status, t, 0, v, second, 1, 0)
def pools(i, t): return [one(np_(i), t), one(pg_(i), t)]
def many(t, items, names, count=None, status=0):
    """items: list of (name offset within names, value) or ready item bytes; names: one bytes blob"""
    if isinstance(items, bytes): it = items; n = len(items) // 24
    else:
        n = len(items); base = 0x18 + 24 * n
        it = b''.join([P('<IIqq', base + o, 1, v, 0) for o, v in items])
    L = 0x18 + len(it) + len(names)
    return block(0x0203, P('<IIIIq', L, n if count is None else count, 0, status, t) + it + names)
def strs(ss):
    """-> ([offset], blob)"""
    o = []; at = 0; bs = []
    for s in ss:
        b = Z16(s); o.append(at); at += len(b); bs.append(b)
    return o, b''.join(bs)
def cdef(title, offset, typ=RAW8, size=8, scale=0): return P('<IIIIIiIIII', 0x28, title, 0, title + 1 & 0xffffffff, 0, scale, 100, typ, size, offset)
def inst(name, cblock, ptitle=0, pinst=0, uid=0xffffffff):
    nb = Z16(name); n = 0x18 + len(nb); n += -n % 8
    return (P('<IIIIII', n, ptitle, pinst, uid, 0x18, len(nb)) + nb).ljust(n, b'\0') + cblock
def cblk(*vals): return P('<II', 8 + 8 * len(vals), 0) + P('<%dq' % len(vals), *vals)
def pobj(title, defs, tail, ninst, t, ncount=None, deflen=None, total=None):
    """PERF_OBJECT_TYPE; defs: bytes; tail: instances or the one counter block"""
    d = 0x40 + len(defs) if deflen is None else deflen
    return P('<IIIIIIIIIiiIqq', (0x40 + len(defs) + len(tail)) if total is None else total, d, 0x40, title, 0, title + 1, 0, 100,
             len(defs) // 0x28 if ncount is None else ncount, 0, ninst, 0, t, FREQ) + defs + tail
def pdata(objs, t, n=None, machine='PC'):
    nm = Z16(machine); hl = 0x58 + len(nm); hl += -hl % 8
    o = b''.join(objs)
    return (U16('PERF') + P('<IIIIIII', 1, 1, 1, hl + len(o), hl, len(objs) if n is None else n, 0) + bytes(16) + bytes(4) +
            P('<qqq', t, FREQ, t) + P('<II', len(nm), 0x58) + nm).ljust(hl, b'\0') + o
def objblock(title, defs, tail, ninst, t, **k): return block(0x0503, pdata([pobj(title, defs, tail, ninst, t, **k)], t))
MEMDEFS = cdef(58, 8) + cdef(56, 16)
MEMTITLES = [(4, 'Memory'), (56, 'Pool Paged Bytes'), (58, 'Pool Nonpaged Bytes')]
def memobj(i, t): return objblock(4, MEMDEFS, cblk(np_(i), pg_(i)), -1, t)
def empty_obj(title, t): return objblock(title, b'', b'', 0, t)

# ---------------------------------------------------------------- text
CSVHEAD = '"(PDH-CSV 4.0) (Coordinated Universal Time)(0)"'
CNP, CPG = r'\\PC\Memory\Pool Nonpaged Bytes', r'\\PC\Memory\Pool Paged Bytes'
def stamp(sec, ms=0):
    g = _t.gmtime(1704844800 + sec)
    return '%02d/%02d/%04d %02d:%02d:%02d.%03d' % (g.tm_mon, g.tm_mday, g.tm_year, g.tm_hour, g.tm_min, g.tm_sec, ms)

# ---------------------------------------------------------------- registry
BOMBS = {}
def bomb(ext, attacks, honest=None):
    def d(fn): BOMBS[fn.__name__] = (fn, ext, attacks, honest); return fn
    return d
def P01(n): return {'np': [np_(0), np_(n - 1)], 'pg': [pg_(0), pg_(n - 1)], 'samples': n}
B36 = '0123456789abcdefghijklmnopqrstuvwxyz'

# ================================================================ 1
def objects_body(n, t, ninst=None, mk=None):
    defs = b''.join([cdef(10000 + i, 8) for i in range(n)])
    tail = b''.join([inst(B36[i // 1296] + B36[i // 36 % 36] + B36[i % 36], cblk(i)) for i in range(n)])
    return objblock(9000, defs, tail, n, t)
@bomb('blg', 'one object block, 3,000 definitions x 3,000 instances = 9,000,000 values out of 8 bytes an instance (all definitions overlap)')
def objects330k(path, q, hostile=(1,)):
    n = 3000 // q; w = Blg(path)
    w.names('PC', [(9000, 'Big')] + [(10000 + i, 'c%d' % i) for i in range(n)])
    w.list([whole('Big')] + POOLS)
    for i in range(12):
        t = T0 + i * MIN
        w.sample(t, [objects_body(n, t) if hostile is None or i in hostile else empty_obj(9000, t)] + pools(i, t))
    return w.close(), P01(12)
@bomb('blg', 'the same hostile block in each of 12 samples: 108,000,000 values from 3.6 MB')
def objects_many(path, q): return objects330k(path, q, None)

# ================================================================ 2
def lists_(path, q, sampled):
    w = Blg(path); target = 7_800_000 // q
    w.names('PC', MEMTITLES + [(100000 + i, 'title number %d' % i) for i in range(40000 // q)])
    k = i = 0
    def honest():
        nonlocal i
        t = T0 + i * MIN
        w.list([whole('T%d' % k)] + POOLS, t); w.sample(t, [empty_obj(4, t)] + pools(i, t)); i += 1
    while w.f.tell() < target:
        t = T0 + i * MIN
        w.list([whole('L%d' % k)], t)
        w.names('PC', [(1_000_000 + k, 'L%d' % k)])
        if sampled: w.sample(t + k % 500 * 10**6, [objblock(1_000_000 + k, cdef(100000 + k % 1000, 8), cblk(k), -1, t)])
        k += 1
        if k % (1500 // q) == 0: honest()
    honest(); return w.close(), P01(i)
@bomb('blg', 'title table of 40,000, then ~20,000 counter lists, all different, each followed by a name table event of one title: a copy of the table or of the lists per list is quadratic')
def lists(path, q): return lists_(path, q, False)
@bomb('blg', 'as lists, with a sample behind each list and title, so that each makes a section of its own')
def lists_sampled(path, q): return lists_(path, q, True)

# ================================================================ 3
def defs_(path, q, kind):
    n = 40000 // q; w = Blg(path)
    w.names('PC', [(9000, 'Wide')] + [(10000 + i, 'counter %d' % i) for i in range(n + 200)])
    w.list([whole('Wide', None)] + POOLS)
    for i in range(12):
        t = T0 + i * MIN
        if kind == 'same': ds = [cdef(10000 + j, 8 + 8 * j) for j in range(n)]
        elif kind == 'vary': ds = [cdef(10000 + j, 8 + 8 * j, RAW8 if (j + i) % 97 else BULK, 8, (i if j % 89 == 0 else 0)) for j in range(n)]
        else: ds = [cdef(10000 + j + 7 * i, 8 + 8 * j) for j in range(n)]
        w.sample(t, [objblock(9000, b''.join(ds), cblk(*[j + i for j in range(n)]), -1, t)] + pools(i, t))
    return w.close(), P01(12)
@bomb('blg', 'object of 40,000 definitions in each of 12 samples, body in ~240 parts')
def definitions(path, q): return defs_(path, q, 'same')
@bomb('blg', 'as definitions, types and scales of some definitions differ from sample to sample (no cached layout fits)')
def definitions_vary(path, q): return defs_(path, q, 'vary')
@bomb('blg', 'as definitions, all titles shift by 7 from sample to sample')
def definitions_shift(path, q): return defs_(path, q, 'shift')

# ================================================================ 4
TRI = None
def tri():
    global TRI
    if TRI is None: TRI = [U16(a + b + c) for a in B36 for b in B36 for c in B36]
    return TRI
@bomb('blg', '941 samples of 3,420 instances, every instance name new: 3.2 million names, each with one value (a dense table would have 3 billion cells)')
def names(path, q):
    w = Blg(path); T = tri(); w.list([wild('Process', 'Handle Count')] + POOLS)
    target = 131_000_000 // q; n = 3420; k = i = 0; pk = struct.Struct('<IIqq').pack
    while w.f.tell() < target:
        t = T0 + i * 100_000_000; base = 0x18 + 24 * n
        it = b''.join([pk(base + 14 * j, 1, j, 0) for j in range(n)])
        nm = b'\0\0'.join([T[(k + j) // 46656] + T[(k + j) * 7919 % 46656] for j in range(n)]) + b'\0\0'
        k += n
        w.sample(t, [many(t, it, nm)] + pools(i, t)); i += 1
    return w.close(), P01(i)

# ================================================================ 5
def header_(path, q, quoted, rows):
    f = open(path, 'wb'); size = (64_000_000 if quoted else 32_000_000) // q
    al = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_'
    cols = ['"\\\\P\\%s\\%s"' % (a, b) if quoted else '\\%s\\%s' % (a, b) for a in al for b in al]
    ln = len(cols[0]) + 1; n = size // ln; half = n // 2
    def run(m):
        chunk = ','.join(cols) + ','
        for _ in range(m // len(cols)): f.write(chunk.encode())
        f.write(''.join([c + ',' for c in cols[:m % len(cols)]]).encode())
    f.write(CSVHEAD.encode() + b','); run(half)
    f.write(('"%s","%s",' % (CNP, CPG)).encode()); run(n - half - 1); f.write(cols[5].encode() + b'\r\n')
    for i in range(rows):
        f.write(('"%s",' % stamp(60 * i)).encode() + b',' * half + ('"%d","%d",' % (np_(i), pg_(i))).encode() + b',' * (n - half - 1) + b'\r\n')
    r = f.tell(); f.close(); return r, P01(rows)
@bomb('csv', 'header line of 64 MB: 6.4 million columns "\\\\P\\a\\b" (10 bytes each; 4,096 different paths, repeated), pools in the middle; 5 rows of commas')
def header(path, q): return header_(path, q, True, 5)
@bomb('csv', 'header line of 32 MB: 6.4 million columns \\a\\b without quotes or computer (5 bytes each); 3 rows of commas')
def header_bare(path, q): return header_(path, q, False, 3)
@bomb('csv', 'header line of 64 MB: 64 paths a megabyte each (long instance, object, counter or computer names; some of nothing but parentheses or hashes); 200 rows')
def header_long(path, q):
    f = open(path, 'wb'); m = 1_000_000; n = 64 // q; cols = []
    for i in range(n):
        x = [('n%d' % i) + 'x' * m, ('n%d' % i) + '(' * m, ('n%d' % i) + '#' * m, ('n%d' % i) + '/1' * (m // 2)][i // 4 % 4]
        cols.append(['\\\\PC\\Process(%s)\\Handle Count' % x, '\\\\PC\\%s\\Handle Count' % x, '\\\\PC\\Process(a)\\%s' % x, '\\\\%s\\Memory\\Available Bytes' % x][i % 4])
    cols[n // 2:n // 2] = [CNP, CPG]
    f.write(CSVHEAD.encode() + b''.join([(',"%s"' % c).encode() for c in cols]) + b'\r\n')
    for i in range(200):
        c = ['"7"'] * n; c[n // 2:n // 2] = ['"%d"' % np_(i), '"%d"' % pg_(i)]
        f.write(('"%s",' % stamp(60 * i) + ','.join(c) + '\r\n').encode())
    r = f.tell(); f.close(); return r, P01(200)

# ================================================================ 6
@bomb('csv', '20,000 process counters (2,500 processes x 8) and the pools in the middle, cells of one digit: 90 million cells')
def counters(path, q):
    f = open(path, 'wb', 1 << 20); rnd = random.Random(6)
    cs = ['ID Process', 'Handle Count', 'Thread Count', 'Pool Nonpaged Bytes', 'Pool Paged Bytes', 'Private Bytes', 'Working Set', 'Virtual Bytes']
    cols = []
    for p in range(2500):
        nm = 'svchost#%d' % p if p % 5 == 0 and p else 'svchost' if p == 0 else 'proc%d' % p
        cols += ['\\\\PC\\Process(%s)\\%s' % (nm, c) for c in cs]
    f.write((CSVHEAD + ''.join(',"%s"' % c for c in cols[:10000]) + ',"%s","%s"' % (CNP, CPG) + ''.join(',"%s"' % c for c in cols[10000:]) + '\r\n').encode())
    var = []
    for v in range(24):
        d = ['"%d",' % (j // 8 % 10 if j % 8 == 0 else rnd.randrange(10)) for j in range(20000)]
        var.append((''.join(d[:10000]).encode(), ''.join(d[10000:])[:-1].encode() + b'\r\n'))
    rows = 361_000_000 // 80_060 // q
    for i in range(rows):
        a, b = var[i % 24]
        f.write(('"%s",' % stamp(30 * i)).encode() + a + ('"%d","%d",' % (np_(i), pg_(i))).encode() + b)
    r = f.tell(); f.close(); return r, P01(rows)

# ================================================================ 7
def cols20k():
    cs = ['ID Process', 'Handle Count', 'Thread Count', 'Private Bytes']
    return ['\\\\PC\\Process(p%d)\\%s' % (i // 4, cs[i % 4]) for i in range(20000)]
def blank_(path, q, size, stamped):
    f = open(path, 'wb', 1 << 20); c = cols20k()
    f.write((CSVHEAD + ''.join(',"%s"' % x for x in c[:10000]) + ',"%s","%s"' % (CNP, CPG) + ''.join(',"%s"' % x for x in c[10000:]) + '\r\n').encode())
    rows = size // 20_004 // q; i = 0; step = rows // 11
    for r in range(rows):
        if r % step == 0 or r == rows - 1:
            f.write(('"%s",' % stamp(60 * r)).encode() + b',' * 10000 + ('"%d","%d"' % (np_(i), pg_(i))).encode() + b',' * 10000 + b'\r\n'); i += 1
        else: f.write((('"%s"' % stamp(60 * r)).encode() if stamped else b'') + b',' * 20002 + b'\r\n')
    r = f.tell(); f.close(); return r, P01(i)
@bomb('csv', '20,002 columns, 5,000 rows of nothing but commas (no stamp either), honest rows amid: a byte a cell')
def blank(path, q): return blank_(path, q, 100_000_000, False)
@bomb('csv', 'as blank, each row with its stamp: 1,500 rows')
def blank_stamped(path, q): return blank_(path, q, 30_000_000, True)

# ================================================================ 8
def parents_(path, q, two):
    w = Blg(path); n = 20000 // q; L = 250_000 // q
    w.names('PC', MEMTITLES + [(230, 'Process'), (232, 'Thread'), (784, 'ID Process'), (680, 'Thread Count')])
    w.list(([whole('Thread')] if two else [whole('Process'), whole('Thread')]) + POOLS)
    pd = cdef(784, 8); td = cdef(680, 8)
    for i in range(12):
        t = T0 + i * MIN
        if i % 3 == 1:
            par = b''.join([inst(chr(97 + k) * L, cblk(100 + k)) for k in range(4)])
            kid = b''.join([inst(str(k % 10), cblk(k + i), 230, k % 4) for k in range(n)])
            po = pobj(230, pd, par, 4, t); to = pobj(232, td, kid, n, t)
        else:
            po = pobj(230, pd, inst('System', cblk(4)), 1, t); to = pobj(232, td, inst('0', cblk(i), 230, 0), 1, t)
        bl = [block(0x503, pdata([to, po], t))] if two else [block(0x503, pdata([po], t)), block(0x503, pdata([to], t))]
        w.sample(t, bl + pools(i, t))
    return w.close(), P01(12)
@bomb('blg', '20,000 threads whose 4 parent processes have names of 250,000 letters: "parent/child" written out is 10 GB a sample (4 of the 12 samples)')
def parents(path, q): return parents_(path, q, False)
@bomb('blg', 'as parents, child object and parent object in one PERF_DATA_BLOCK (2 objects, child first)')
def parents_two(path, q): return parents_(path, q, True)

# ================================================================ 9
@bomb('blg', '3 wildcard entries with object, counter or computer names of 200,000 letters, blocks of 20,000 instances: full paths would be 8 GB a block')
def long_names(path, q):
    w = Blg(path); m = 200_000 // q; n = 20000 // q
    w.list([wild('o' * m, 'Handle Count'), wild('Process', 'c' * m), POOLS[0], wild('Process', 'Handle Count', '\\\\' + 'm' * m), POOLS[1], entry('O' * m, 'C' * m, 'I' * m, parent='P' * m)])
    o, b = strs(['i%d' % k for k in range(n)])
    for i in range(12):
        t = T0 + i * MIN; p = pools(i, t); h = many(t, [(x, i + j) for j, x in enumerate(o)] if i % 3 == 1 else [(0, i)], b if i % 3 == 1 else Z16('i0'))
        w.sample(t, [h, h, p[0], h, p[1], one(i, t)])
    return w.close(), P01(12)
@bomb('blg', 'title table with 150 counter titles and an object title of 30,000 letters each; object of 150 definitions x 2,000 instances: full paths would be 36 GB a sample')
def long_titles(path, q):
    w = Blg(path); m = 30_000; nd = 150 // q; ni = 2000 // q
    w.names('PC', MEMTITLES + [(8000, 'o' * m)] + [(10000 + k, '%d' % k + 'c' * m) for k in range(nd)], 64000)
    w.list([whole('o' * m)] + POOLS)
    for i in range(12):
        t = T0 + i * MIN
        d = b''.join([cdef(10000 + k, 8) for k in range(nd)])
        w.sample(t, [objblock(8000, d, b''.join([inst('i%d' % k, cblk(k * i)) for k in range(ni)]), ni, t)] + pools(i, t))
    return w.close(), P01(12)

# ================================================================ 10
def reg26(setname, counters, names=('alpha', 'beta')):
    """counters: [(id, type, attr, base, ptime, pfreq)]"""
    g = struct.pack('<IIII', 0x1234, hash(setname) & 0 or len(setname), sum(setname.encode()) & 0xffff, 7)
    r = g + P('<IIII', 6, 100, len(counters), 2) + b''.join([P('<IIQIiIIIIII', a, b, c, 100, 0, d, e, f_, 0xffffffff, 0, 0) for a, b, c, d, e, f_ in counters])
    base = 8 + 8 * len(counters); o, blob = strs(list(names))
    blob = pad8(blob)
    nm = P('<II', base + len(blob), len(counters)) + b''.join([P('<II', c[0], base + o[k % len(o)]) for k, c in enumerate(counters)]) + blob
    nm = pad8(nm); s = pad8(Z16(setname)); r = pad8(r)
    return P('<IIII', 16 + len(r) + len(nm) + len(s), len(r), len(nm), len(s)) + r + nm + s
NO = 0xffffffff
def pch(typ, data, status=0, size=None): return P('<IIII', status, typ, 16 + len(data) if size is None else size, 0) + data
def multi(ids, insts, val=0, isz=None, csz=None, nids=None, ninst=None, dsz=None):
    c = P('<II', 8 + 4 * len(ids), len(ids) if nids is None else nids) + P('<%dI' % len(ids), *ids)
    c = pad8(c); c = P('<I', len(c) if csz is None else csz) + c[4:]
    o = []
    dat = P('<IIQ', 8, 16 if dsz is None else dsz, val) * len(ids)
    for iid, nm in insts:
        h = pad8(P('<II', 0, iid) + Z16(nm)); o.append(P('<I', len(h) if isz is None else isz) + h[4:] + dat)
    o = b''.join(o)
    return c + P('<II', 8 + len(o), len(insts) if ninst is None else ninst) + o
def v2block(t, heads, n=None, total=None):
    h = b''.join(heads)
    return block(0x1503, P('<IIqqq', 0x30 + len(h) if total is None else total, len(heads) if n is None else n, t, t, FREQ) + bytes(16) + h)
@bomb('blg', '40 registered sets of 1,100 counters (bases and time ids in cycles); 3 sets logged whole, each block of 20 multi-counter parts, each with its own list of 200 repeated ids, 10 instances')
def sets(path, q):
    w = Blg(path); nc = 1100; rnd = random.Random(10); ns = 40 // q; nh = 20 // (2 if q > 1 else 1); ni = 10 // (2 if q > 1 else 1)
    for s in range(ns):
        cs = [(k + 1, [RAW8, CNT4, TIMER100, 0x30410500][k % 4], k % 3 == 2 and 1, (k + 1) % nc + 1 if k % 2 else NO, (k + 7) % nc + 1 if k % 3 else NO, k + 1 if k % 5 else NO) for k in range(nc)]
        w.ev(0x26, reg26('Set%04d' % s, cs, ['counter%02d' % k for k in range(50)]))
    w.list([whole('Set%04d' % s, flags=0x110) for s in range(3)][:2] + POOLS + [whole('Set0002', flags=0x110)])
    for i in range(12):
        t = T0 + i * MIN; bl = []
        for s in range(3):
            hs = []
            for h in range(nh):
                pool = [rnd.randrange(1, nc + 20) for _ in range(60)]
                hs.append(pch(6, multi([pool[rnd.randrange(60)] for _ in range(200)], [(k, 'inst%d' % (k % 3)) for k in range(ni)], i)))
            bl.append(v2block(t, hs))
        w.sample(t, bl[:2] + pools(i, t) + bl[2:])
    return w.close(), P01(12)
@bomb('blg', 'one set of 60,000 counters (event 26 in parts), blocks naming 60,000 ids for one instance, ids falling so that a search from the start is longest; in some samples one id repeated 60,000 times, in others the set unregistered')
def sets_ids(path, q):
    w = Blg(path); nc = 60000 // q
    w.put(0x26, reg26('Huge000', [(k, RAW8, 0, nc - 1, nc - 1 - k, nc - 1) for k in range(nc)], ['c%05d' % k for k in range(nc)]))
    w.ev(0x26, reg26('Small00', [(k, RAW8, 0, k, k, k) for k in range(500)]))
    w.list([whole('Huge000', flags=0x110), POOLS[0], whole('Missing', flags=0x110), POOLS[1], whole('Small00', flags=0x110)])
    for i in range(12):
        t = T0 + i * MIN; p = pools(i, t)
        ids = [list(range(nc - 1, -1, -1)), [nc - 1] * nc, list(range(nc, 2 * nc))][i % 3]
        w.sample(t, [v2block(t, [pch(6, multi(ids, [(0, 'one')], i))]), p[0], v2block(t, [pch(6, multi(ids[:2000 // q], [(0, 'x')], i)), pch(0, b'', 5), pch(4, bytes(64)), pch(1, bytes(32)), pch(99, bytes(8))]), p[1],
                     v2block(t, [pch(6, multi([7], [(k & 1, 'same') for k in range(2000 // q)], i)) for _ in range(4)])])
    return w.close(), P01(12)
@bomb('blg', 'each multi-counter part of a version 2 set names 500 ids, 40 blocks a sample; all 500 registered names share one text of 13,000 letters')
def sets_shared(path, q):
    w = Blg(path); n = 500 // (2 if q > 1 else 1); nh = 40 // (2 if q > 1 else 1)
    w.ev(0x26, reg26('SharedS', [(k, RAW8, 0, NO, NO, NO) for k in range(n)], ['x' * 13_000]))
    w.list([whole('SharedS', flags=0x110)] + POOLS)
    for i in range(12):
        t = T0 + i * MIN
        w.sample(t, [v2block(t, [pch(6, multi(list(range(n)), [(h, 'i%d' % h), (h + 100, 'j%d' % h)], i)) for h in range(nh)])] + pools(i, t))
    return w.close(), P01(12)

# ================================================================ 11
def shared_(path, q, step):
    w = Blg(path); n = 20000 // q; L = 200_000 // q if not step else n
    if step: n = L = 40000 // q
    w.list([wild('Process', 'Handle Count')] + POOLS)
    name = (B36 * (L // 36 + 1))[:L]
    for i in range(12):
        t = T0 + i * MIN
        its = [(2 * k if step else 0, k + i) for k in range(n)]
        w.sample(t, [many(t, its if i % 2 else its[:1], Z16(name))] + pools(i, t))
    return w.close(), P01(12)
@bomb('blg', '20,000 items whose name offsets all point to the same name of 200,000 letters: 8 GB of names a sample')
def shared(path, q): return shared_(path, q, False)
@bomb('blg', '40,000 items, each name offset one letter further into one text of 40,000 letters: every name different, 1.6 GB a sample, and 40,000 series')
def suffixes(path, q): return shared_(path, q, True)

# ================================================================ 12
@bomb('blg', '147,000 name-table events, each of another computer, then \\\\PC whose pools come as an object needing its titles')
def machines(path, q):
    w = Blg(path); k = 0; w.names('PC', MEMTITLES[:2])
    while w.f.tell() < 24_000_000 // q:
        w.names('M%d' % k, [(4, 'Memory'), (56, 'a%d' % k), (k, 'b%d' % k)]); k += 1
    w.names('PC', MEMTITLES[2:])
    w.list([whole('Memory', None)] + [whole('Memory', None, '\\\\M%d' % j) for j in range(0, k, 50)])
    for i in range(12):
        t = T0 + i * MIN; w.sample(t, [memobj(i, t), objblock(4, MEMDEFS, cblk(1, 2), -1, t)])
    return w.close(), P01(12)

# ================================================================ 13
def stamps_(path, q, zig, size):
    f = open(path, 'wb', 1 << 20); n = size // 50 // q
    f.write((CSVHEAD + ',"%s","%s"\r\n' % (CNP, CPG)).encode())
    for i in range(12): f.write(('"%s","%d","%d"\r\n' % (stamp(60 * i), np_(i), pg_(i))).encode())
    b = 720
    secs = {}
    def row(k):   # k = hundredths of a second behind minute 12; the value follows the stamp
        s = k // 100
        if s not in secs: secs[s] = stamp(b + s)[:-3]
        return '"%s%03d","%d","%d"\r\n' % (secs[s], k % 100 * 10, 120_000_000 + k, 240_000_000 + k)
    half = n // 2
    if zig:
        for k in range(half): f.write(row(k).encode()); f.write(row(n - 1 - k).encode())
    else:
        for k in range(half - 1, -1, -1): f.write(row(k).encode())
        f.write(row(half).encode() * half)
    e = b + n // 100 + 60
    for i in range(12): f.write(('"%s","%d","%d"\r\n' % (stamp(e + 60 * i), 300_000_000 + i * 1_000_000, 600_000_000 + i * 2_000_000)).encode())
    r = f.tell(); f.close(); return r, {'np': [np_(0), 311_000_000], 'pg': [pg_(0), 622_000_000], 'samples': n // 2 * 2 + 24}
@bomb('csv', '2 million rows: 12 honest, a million with falling stamps (10 ms apart), a million with one and the same stamp, 12 honest; values follow the stamp')
def stamps(path, q): return stamps_(path, q, False, 100_000_000)
@bomb('csv', '400,000 rows whose stamps alternate between the start and the end of the log (first, last, second, last but one ...)')
def stamps_zigzag(path, q): return stamps_(path, q, True, 20_000_000)

# ================================================================ 14
@bomb('blg', 'circular bit, 0x400 buffers, 20 MB: 84,000 samples of 5 a buffer, stamps alternate start/end, sequence numbers and flush times permuted, every 7th buffer broken parts of a longer body; values follow the stamp')
def circular(path, q):
    w = Blg(path, 0x400, 0x30020802, reorder=lambda s: int('{:016b}'.format(s & 0xffff)[::-1], 2))
    w.list(POOLS); w.flush(); n = 20_000_000 // 0x400 * 5 // q * 6 // 7
    S = 10**6
    for k in range(n):
        j = k // 2 if k % 2 == 0 else n - 1 - k // 2
        t = T0 + j * S; w.now = t
        w.ev(0x22, body([one(100_000_000 + 1000 * j, t), one(200_000_000 + 2000 * j, t)]))
        if k % 30 == 29:
            w.flush(); w.ev(0x22, bytes(700), t, 2, 9 + k % 50); w.ev(0x22, b'', t, 1, 2); w.flush()
    return w.close(), {'np': [100_000_000, 100_000_000 + 1000 * (n - 1)], 'pg': [200_000_000, 200_000_000 + 2000 * (n - 1)], 'samples': n}

# ================================================================ 15
def tiny_(path, q, late, size):
    w = Blg(path, 0x400); k = 0
    while w.f.tell() < size // q:
        t = T0 + k * 10**6
        w.ev(0x22, body([one(5, t), one(6, t)]), t); k += 1
    if not late: return w.close(), {'np': None, 'pg': None, 'samples': 0}
    t1 = T0 + k * 10**6; w.list(POOLS)
    for i in range(12): w.sample(t1 + i * MIN, pools(i, t1 + i * MIN))
    return w.close(), P01(12)
@bomb('blg', '0x400 buffers, 240,000 samples, no counter list at all', 'nothing to report: a clear word that the log has no counter list')
def tiny_buffers(path, q): return tiny_(path, q, False, 50_000_000)
@bomb('blg', '0x400 buffers, 96,000 samples before the counter list, then the list and 12 honest samples', 'samples before any list cannot be named (if a reader applies the later list to them, the first values are 5 and 6)')
def late_list(path, q): return tiny_(path, q, True, 20_000_000)

# ================================================================ own
@bomb('blg', 'parents within the same object: a chain 40,000 deep (each instance the child of the one before), a ring, each its own parent, and two objects that are each other\'s parents')
def cycle(path, q):
    w = Blg(path); n = 40000 // q
    w.names('PC', MEMTITLES + [(700, 'Chain'), (702, 'Ring'), (704, 'Self'), (706, 'Left'), (708, 'Right'), (784, 'ID Process')])
    w.list([whole('Chain'), whole('Ring'), POOLS[0], whole('Self'), POOLS[1], whole('Left'), whole('Right')])
    d = cdef(784, 8)
    for i in range(12):
        t = T0 + i * MIN; p = pools(i, t); m = n if i % 4 == 1 else 2
        mk = lambda ti, par: objblock(ti, d, b''.join([inst('abc'[k % 3], cblk(k), *par(k)) for k in range(m)]), m, t)
        w.sample(t, [mk(700, lambda k: (700, k - 1) if k else (0, 0)), mk(702, lambda k: (702, (k + 1) % m)), p[0], mk(704, lambda k: (704, k)), p[1],
                     mk(706, lambda k: (708, k)), mk(708, lambda k: (706, k))])
    return w.close(), P01(12)

def hostile_blocks(t, big):
    """small blocks with zero-length steps (big=False) or counts of 4 billion (big=True); outer lengths are true"""
    C = NO if big else 0x7fffffff
    z = 0x28 if big else 0
    d1 = P('<I', z) + cdef(10000, 8)[4:]
    i1 = P('<I', 0 if not big else 0x20) + inst('abc', cblk(1))[4:]
    ib = inst('abc', P('<II', 0, 0) + bytes(8))
    out = [objblock(9000, d1, cblk(1), -1, t, ncount=C),                                    # counter definitions of length 0 / 4 billion of them
           objblock(9000, cdef(10000, 8), i1, 0x7fffffff, t),                               # instances of length 0
           objblock(9000, cdef(10000, 8), ib, 0x7fffffff, t),                               # counter block of length 0
           objblock(9000, d1, i1, 0x7fffffff, t, ncount=C),
           block(0x503, pdata([pobj(9000, cdef(10000, 8), cblk(1), -1, t, total=0 if not big else NO)], t, n=C)),  # objects of length 0
           objblock(9000, cdef(10000, 8), cblk(1), -1, t, deflen=0 if not big else NO),
           objblock(9000, cdef(10000, NO if big else 0, size=8), inst('abc', cblk(1)), 1, t),
           block(0x203, P('<IIIIq', 0x18, NO, 0, 0, t)),
           block(0x203, P('<IIIIq', NO, NO, 0, 0, t) + P('<IIqq', NO, 1, 1, 1) * 3),
           block(0x203, P('<IIIIq', 0, 0, 0, 0, t)),
           v2block(t, [pch(6, multi([1, 2], [(0, 'a')], 1, isz=0, csz=0, dsz=0))]),
           v2block(t, [pch(6, multi([1], [(0, 'a')], 1, dsz=0, ninst=C))]),
           v2block(t, [pch(6, multi([1], [(0, 'a')], 1, isz=0, ninst=C))]),
           v2block(t, [pch(6, multi([1], [], 1, nids=C, ninst=C))]),
           v2block(t, [pch(6, multi([], [(0, 'a')], 1, isz=0, ninst=C))]),
           v2block(t, [pch(6, multi([1], [(0, 'a')]), size=0)], n=C),
           v2block(t, [pch(6, multi([1], [(0, 'a')]), size=NO)], n=C, total=NO),
           v2block(t, [pch(0, b'', 5, size=0)], n=C, total=0)]
    nm = inst('abc', cblk(1))
    out.append(objblock(9000, cdef(10000, 8), nm[:0x10] + P('<II', NO if big else 0, NO if big else 0) + nm[0x18:], 1, t))
    return out
def steps_(path, q, big):
    w = Blg(path); n = 600 // q
    w.names('PC', [(9000, 'Zero'), (10000, 'c')])
    # a counter list that is hostile itself, then titles and sets likewise, then the honest list
    bad = entry('Process', 'Handle Count', 'x')
    w.put(0x20, b'\0' * 8 + P('<I', 0 if not big else NO) + bad[4:])
    w.put(0x20, b'\0' * 8 + bad[:0x1c] + P('<iiiiIi', *([-2147483648] * 4 if not big else [2147483647] * 4), NO, 2147483646 if big else -2) + bad[0x34:])
    w.put(0x20, b'\0' * 8 + bad[:0x1c] + P('<iiiiIi', 0, 0, 0, 0, 0, 0) + b'xx' * 40)
    w.put(0x24, Z16('\\\\PC') + b'\0' * 4000)
    w.put(0x24, Z16('\\\\PC') + Z16('99999999999999999999') + Z16('a') + Z16('-1') + Z16('b') + Z16('9000'))
    r = reg26('Zero000', [(1, RAW8, 0, 1, 1, 1), (2, RAW8, 0, NO, NO, NO)])
    if big:
        w.put(0x26, r[:4] + P('<I', NO) + r[8:]); w.put(0x26, r[:40] + P('<I', NO) + r[44:]); w.put(0x26, P('<I', NO) + r[4:])
        k = 16 + 32 + 96; w.put(0x26, r[:k] + P('<II', NO, NO) + r[k + 8:]); w.put(0x26, r[:k + 12] + P('<I', NO) + r[k + 16:])
        w.put(0x23, P('<qqII', T0, T0, NO, NO) + bytes(64)); w.ev(0x22, bytes(64), None, 1, NO); w.ev(0x22, bytes(64), None, NO, NO); w.ev(0x20, bytes(64), None, 2, NO)
    else:
        w.put(0x26, bytes(4) + r[4:]); w.put(0x26, r[:4] + bytes(12) + r[16:]); w.ev(0x22, bytes(64), None, 0, 0); w.ev(0x22, bytes(64), None, 1, 0); w.put(0x23, bytes(4))
    w.put(0x26, reg26('Zero000', [(1, RAW8, 0, 1, 1, 1), (2, RAW8, 0, NO, NO, NO)]))
    ents = [whole('Zero', flags=0x10)] * 7 + [wild('Zero', 'c')] * 3 + [whole('Zero000', flags=0x110)] * 8 + [whole('Zero')]
    w.list(ents[:9] + POOLS + ents[9:] + [entry('Zero', 'tail')])
    for i in range(n):
        t = T0 + i * MIN; h = hostile_blocks(t, big)
        tail = [b'BL\x03\x01' + P('<I', [0, 4, 8, NO][i % 4]) + bytes(40), b'BL\x03\x02' + P('<I', [0, 9, NO - 8, 7][i % 4])][i % 2]
        b = body(h[:9] + pools(i, t) + h[9:] + [tail])
        if i % 5 == 3: b = b[:4] + P('<I', 0 if not big else NO) + b[8:]
        w.put(0x22, b, t)
        if i % 25 == 24:   # an event of length 0 at the end of a buffer; (big:) a buffer that says it uses 4 billion bytes
            if w.used + 16 < w.buf: w.cur.append(P('<HBBB3x', 0, 0x14, 0xC0, 0x22) + bytes(8)); w.used += 16
            w.flush(used=NO if big else None)
    return w.close(), P01(n)
@bomb('blg', 'everything that has a length has length 0 while the counts say 2 billion: definitions, instances, counter blocks, objects, list entries, registrations, version 2 parts, data, blocks, events (outer blocks are true; pools amid them)', 'a body whose own length field says 0 (every 5th sample, not the last) may be dropped')
def zero_steps(path, q): return steps_(path, q, False)
@bomb('blg', 'all counts and many inner lengths and offsets say 4 billion (allocation before checking), parts 1 of 4 billion, buffers that use 4 billion bytes', 'a body whose length field says 4 billion (every 5th sample, not the last) may be dropped')
def billions(path, q): return steps_(path, q, True)

@bomb('blg', '40,000 instances all called svchost in a many block and 20,000 in an object block (svchost, SVCHOST, svchost#1 mixed) in each of 12 samples: numbering equal names is quadratic')
def equal_names(path, q):
    w = Blg(path); n = 40000 // q; m = 20000 // q
    w.names('PC', MEMTITLES + [(230, 'Process'), (784, 'ID Process'), (952, 'Handle Count')])
    w.list([wild('Process', 'Handle Count'), whole('Process')] + POOLS)
    o, b = strs(['svchost', 'SVCHOST', 'svchost#1', 'svchost#%d' % (n // 2)])
    d = cdef(952, 8) + cdef(784, 16)
    for i in range(12):
        t = T0 + i * MIN
        w.sample(t, [many(t, [(o[0] if k % 10 else o[k // 10 % 4], k + i) for k in range(n)], b),
                     objblock(230, d, b''.join([inst('svchost' if k % 7 else 'Svchost', cblk(k + i, k)) for k in range(m)]), m, t)] + pools(i, t))
    return w.close(), P01(12)

@bomb('blg', 'list of 100,000 entries of one and the same path with instance indexes from 0 to 4 billion, pools in the middle, 5 samples')
def instance_index(path, q):
    w = Blg(path); n = 100000 // q
    e = [entry('Process', 'Handle Count', 'a', index=k * 42949 * q) for k in range(n)]
    w.list(e[:n // 2] + POOLS + e[n // 2:])
    for i in range(5):
        t = T0 + i * MIN; h = one(i, t) * (n // 2); w.sample(t, [h] + pools(i, t) + [h])
    return w.close(), P01(5)

@bomb('blg', 'names that grow when converted: U+0390 (upper case 3 letters), U+0130 (lower case 2), U+FDFA (18 when normalised), lone surrogates, U+FFFF, right-to-left marks, CJK; 1,000 new ones of ~300 letters a sample, in two blocks')
def unicode_names(path, q):
    w = Blg(path); n = 1000 // q
    w.list([wild('\u0390' * 200, '\ufdfa' * 200), wild('Process', 'Handle Count')] + POOLS)
    base = ['\u0390' * 300, '\u0130' * 300, '\ufdfa' * 300, '\ud800' * 300, '\udc00\ud800' * 150, '\u6f22' * 300, '\u202e' * 300, '\uffff' * 300, '\ufb03' * 300, '\u0344' * 300]
    for i in range(12):
        t = T0 + i * MIN; o, b = strs([base[k % 10] + '%d.%d' % (i, k) for k in range(n)])
        its = [(x, k) for k, x in enumerate(o)]
        w.sample(t, [many(t, its, b), many(t, its, b)] + pools(i, t))
    return w.close(), P01(12)
@bomb('csv', 'header of 40,000 paths whose instance names are 380 bytes above 0x7F (not UTF-8: each may become U+FFFD, 3 bytes), pools in the middle; 200 rows of commas')
def unicode_header(path, q):
    f = open(path, 'wb', 1 << 20); n = 40000 // q
    hi = bytes(range(0x80, 0x100)) * 4
    c = [b'\\\\PC\\Process(' + hi[k % 128:k % 128 + 380] + b'%d' % k + b')\\Handle Count' for k in range(n)]
    c[n // 2:n // 2] = [CNP.encode(), CPG.encode()]
    f.write(CSVHEAD.encode() + b''.join([b',"' + x + b'"' for x in c]) + b'\r\n')
    for i in range(200): f.write(('"%s",' % stamp(60 * i)).encode() + b',' * (n // 2) + ('"%d","%d"' % (np_(i), pg_(i))).encode() + b',' * (n // 2) + b'\r\n')
    r = f.tell(); f.close(); return r, P01(200)

@bomb('blg', '24 MB in which nearly every event is another reason to complain: unknown kinds, foreign GUIDs, unknown block codes, broken parts, short events, short samples, unknown type codes; honest samples amid')
def diagnostics(path, q):
    w = Blg(path); w.list(POOLS + [entry('Process', 'c%d' % k, 'x', typ=k * 7919) for k in range(50)]); k = i = 0
    n = 24_000_000 // q; step = n // 40
    while w.f.tell() < n:
        t = T0 + i * MIN + k % 1000; j = k % 10; k += 1
        if j == 0: w.ev(0x27 + k // 10 % 200, P('<I', k), t)
        elif j == 1: w.ev(0x22, P('<I', k), t, guid=struct.pack('<IIQ', k, k * 3, k * 5))
        elif j == 2: w.ev(0x22, b'BL\x03\0' + P('<I', 16 + 8) + b'BL' + P('<HI', 0x2000 + k // 10 % 50000, 16) + P('<Q', k), t)
        elif j == 3: w.ev(0x22, P('<I', k), t, 2 + k % 9, 12)
        elif j == 4: w.ev(0x22, body([one(k, t, 0xC0000BC6 + k)]), t)
        elif j == 5: w.ev(0x24, Z16('\\\\PC') + Z16('x%d' % k) + Z16('y'), t)
        elif j == 6: w.ev(0x22, b'XX' + P('<IIH', k, k, k & 0xffff), t)
        elif j == 7: w.raw(P('<HBBBBHIIq', 0x30, 0x14, 0xC0, k & 0xff, 0, 0x3c, k, k, t) + GUID + bytes(8))
        elif j == 8: w.ev(0x26, P('<IIII', k, k, k, k), t)
        else: w.ev(0x20, b'\0' * 8 + P('<II', 0x30, k), t, 1 + k % 2, 2 + k % 3)
        if w.f.tell() // step >= i:
            t = T0 + i * MIN; w.list(POOLS + [entry('Process', 'd%d' % i)]); w.sample(t, pools(i, t) + [one(1, t)]); i += 1
    return w.close(), P01(i)

@bomb('blg', 'each sample body (a many block of 12,000 instances, pools behind) is cut in parts of 8 bytes, ~50,000 events a body (3 of 6 samples): joining by copying is quadratic')
def parts_small(path, q):
    w = Blg(path); n = 12000 // q
    w.list([wild('Process', 'Handle Count')] + POOLS); o, b = strs(['%d' % k for k in range(n)])
    for i in range(6):
        t = T0 + i * MIN; w.sample(t, [many(t, [(x, i) for x in o], b)] + pools(i, t), step=8 if i % 2 else 8000)
    return w.close(), P01(6)
@bomb('blg', 'bodies of 200 (and 201, and 4 billion) parts that all lack their last part, started again and again, kinds 20/22/24/26 interleaved, part numbers and totals changing; honest samples amid', 'honest samples in one part stand within the unfinished bodies of their own kind: those must be told apart')
def parts_restart(path, q):
    w = Blg(path); w.list(POOLS); i = 0; pad = bytes(4000)
    for rnd_ in range(12):
        t = T0 + i * MIN; w.sample(t, pools(i, t)); i += 1
        for k in range(1, 200 // q):
            w.ev(0x22, b'BL\x03\0' + P('<I', 10**9) + pad, t, k, 200 // q); w.ev(0x20, pad, t, k, 200 // q + 1); w.ev(0x26, pad[:500], t, k, 4 * 10**9); w.ev(0x24, Z16('\\\\PC') + Z16('4') + Z16('Memory%d' % k), t, 1, 2)
    t = T0 + i * MIN; w.sample(t, pools(i, t)); i += 1
    return w.close(), P01(i)
@bomb('blg', 'two bodies of 12 MB in 1,500 parts, each with 1.5 million blocks of 8 bytes (no data) behind the pools, the list has 3 entries; 2 of 12 samples')
def empty_blocks(path, q):
    w = Blg(path); w.list(POOLS + [entry('Process', 'x')])
    for i in range(12):
        t = T0 + i * MIN; w.sample(t, pools(i, t) + ([(b'BL\x03\x01\x08\0\0\0' + b'BL\x77\x07\x08\0\0\0') * (750_000 // q)] if i in (3, 7) else [one(1, t)]))
    return w.close(), P01(12)

@bomb('csv', 'an unclosed quote after 12 honest rows, then 40 MB without any quote, then 12 honest rows', 'first value always; last 111,000,000 / 222,000,000 (strict quoting) or 123,000,000 / 246,000,000 (resynchronised by lines)')
def quotes(path, q):
    f = open(path, 'wb', 1 << 20); f.write((CSVHEAD + ',"%s","%s"\r\n' % (CNP, CPG)).encode())
    r = lambda i: ('"%s","%d","%d"\r\n' % (stamp(60 * i), np_(i), pg_(i))).encode()
    for i in range(12): f.write(r(i))
    f.write(('"%s","' % stamp(720)).encode())
    for k in range(40 // q): f.write((b'x' * 97 + b',\r\n') * 10000)
    for i in range(12, 24): f.write(r(i))
    z = f.tell(); f.close(); return z, {'np': [np_(0), [np_(11), np_(23)]], 'pg': [pg_(0), [pg_(11), pg_(23)]], 'samples': 12}
@bomb('csv', '250,000 rows each with a quote that never closes (an odd number of quotes a row) or of nothing but doubled quotes: a reader that looks for the closing quote to the end of the file for each is quadratic', 'rows are ambiguous; the 12 honest rows come first: first 100,000,000, at least these 12')
def quotes_rows(path, q):
    f = open(path, 'wb', 1 << 20); f.write((CSVHEAD + ',"%s","%s"\r\n' % (CNP, CPG)).encode())
    for i in range(12): f.write(('"%s","%d","%d"\r\n' % (stamp(60 * i), np_(i), pg_(i))).encode())
    for k in range(250_000 // q):
        f.write(('"%s","%d,%d\r\n' % (stamp(720 + k), 1, 2) if k % 2 == 0 else '"%s",%s,"5"\r\n' % (stamp(720 + k), '""' * (k % 100))).encode())
    z = f.tell(); f.close(); return z, {'np': [np_(0), None], 'pg': [pg_(0), None], 'samples': 12}
@bomb('csv', '20 MB of empty lines, lone carriage returns, lines of one letter or one comma (10 million rows to complain of), 40 honest rows amid')
def lines(path, q):
    f = open(path, 'wb', 1 << 20); f.write((CSVHEAD + ',"%s","%s"\r\n' % (CNP, CPG)).encode())
    for i in range(40):
        f.write(('"%s","%d","%d"\r\n' % (stamp(60 * i), np_(i), pg_(i))).encode())
        f.write([b'\n', b'\r\n', b'x\n', b',\n', b'"\n"\n', b'\r\r\n', b'""\n', b',,\n'][i % 8] * (500_000 // q // len([b'\n', b'\r\n', b'x\n', b',\n', b'"\n"\n', b'\r\r\n', b'""\n', b',,\n'][i % 8])))
        f.write(b'\r\n')
    z = f.tell(); f.close(); return z, P01(40)
@bomb('csv', '60 rows with a number cell of 400,000 digits each (0.000..1, 111.., 1e+99999999999999, 1e-0000..1, signs, inf, nan, hex) besides honest pool cells')
def digits(path, q):
    f = open(path, 'wb', 1 << 20); m = 400_000 // q
    c = ['\\\\PC\\Process(p%d)\\Handle Count' % k for k in range(8)]
    f.write((CSVHEAD + ''.join(',"%s"' % x for x in c[:4] + [CNP, CPG] + c[4:]) + '\r\n').encode())
    for i in range(60):
        big = ['0.' + '0' * m + '1', '1' * m, '1' + '0' * m + '.5', '1e-' + '0' * m + '1', '-' * m + '1', '9' * m + 'e-%d' % m, '0' * m + '5', '1.' + '2' * (m // 2) + 'e' + '3' * (m // 2)][i % 8]
        f.write(('"%s","%s","1e+99999999999999","inf","NaN","%d","%d","0x7fffffffffffffff","-1e308","1e400","4,5"\r\n' % (stamp(60 * i), big, np_(i), pg_(i))).encode())
    z = f.tell(); f.close(); return z, P01(60)
@bomb('csv', 'header of 2 columns; between honest rows, 4 rows of 10 million cells each (commas) or of one cell of 10 MB')
def long_row(path, q):
    f = open(path, 'wb', 1 << 20); f.write((CSVHEAD + ',"%s","%s"\r\n' % (CNP, CPG)).encode())
    for i in range(12):
        f.write(('"%s","%d","%d"\r\n' % (stamp(60 * i), np_(i), pg_(i))).encode())
        if i % 3 == 1: f.write(('"%s","7","7"' % stamp(60 * i + 30)).encode()[:0] + (('"%s"' % stamp(60 * i + 30)).encode() + [b',' * (10_000_000 // q), b',,,"' + b'z' * (10_000_000 // q) + b'"', b',,' + b',1' * (5_000_000 // q), b',,,' + b'""' * (5_000_000 // q)][i // 3]) + b'\r\n')
    z = f.tell(); f.close(); return z, P01(12)

@bomb('blg', '3,000 sections: list A, sample, list B, sample ... with 50 entries each; entries of A permuted every time, those of B new every time; pools in a changing place of each')
def sections(path, q):
    w = Blg(path); n = 3000 // q; rnd = random.Random(29); A = [entry('Process', 'Handle Count', 'a%d' % k) for k in range(50)]
    for i in range(n):
        t = T0 + i * 10**7
        if i % 2: e = [entry('Process', 'Thread Count', 'b%d' % (i * 50 + k)) for k in range(50)]
        else: rnd.shuffle(A); e = list(A)
        b = [one(i + k, t) for k in range(50)]; at = rnd.randrange(50)
        w.list(e[:at] + POOLS + e[at:], t); w.sample(t, b[:at] + pools(i, t) + b[at:])
    return w.close(), P01(n)
@bomb('blg', '80,000 samples, each with one instance that no other has, and the pools: 80,000 series of one value (dense storage: 6.4 billion cells)')
def sparse(path, q):
    w = Blg(path); w.list([wild('Process', 'Handle Count')] + POOLS); n = 80000 // q
    for i in range(n):
        t = T0 + i * 10**7; w.ev(0x22, body([many(t, [(0, i)], Z16('p%d' % i))] + pools(i, t)), t)
    return w.close(), P01(n)
@bomb('blg', 'one sample of 60,000 instances (and an object of 300 definitions x 300 instances), then 100,000 tiny samples with none: rows kept as wide as the widest are 15 billion cells')
def wide_then_long(path, q):
    w = Blg(path); n = 100000 // q; w.names('PC', [(9000, 'Big')] + [(10000 + k, 'c%d' % k) for k in range(300)])
    w.list([wild('Process', 'Handle Count'), whole('Big')] + POOLS); o, b = strs(['p%d' % k for k in range(60000 // q)])
    w.sample(T0, [many(T0, [(x, 1) for x in o], b), objects_body(300 // (2 if q > 1 else 1), T0)] + pools(0, T0))
    for i in range(1, n):
        t = T0 + i * 10**7; w.ev(0x22, body([block(0x203, P('<IIIIq', 0x18, 0, 0, 0, t)), b'BL\x03\x05\x08\0\0\0'] + pools(i, t)), t)
    return w.close(), P01(n)
@bomb('blg', 'list of 80,000 entries, 80,000 samples of only the first two blocks (the pools): a row as long as the list per sample is 6.4 billion cells', 'samples with fewer blocks than entries: pools come first and should be read')
def short_samples(path, q):
    w = Blg(path); n = 80000 // q; w.list(POOLS + [entry('P', 'H', 'i%d' % k) for k in range(n)])
    for i in range(n):
        t = T0 + i * 10**7; w.ev(0x22, body(pools(i, t)), t)
    return w.close(), P01(n)
@bomb('csv', 'header of 300,000 columns (pools first), 500,000 rows of only three cells: rows filled up to the header are 150 billion cells', 'rows shorter than the header: pools come first and should be read (or the rows be refused, and said so)')
def short_rows(path, q):
    f = open(path, 'wb', 1 << 20); f.write((CSVHEAD + ',"%s","%s"' % (CNP, CPG)).encode() + b''.join([b',"\\\\PC\\P(%d)\\H"' % k for k in range(300_000 // q)]) + b'\r\n'); n = 500_000 // q
    for i in range(n): f.write(('"%s","%d","%d"\r\n' % (stamp(i), np_(i), pg_(i))).encode())
    z = f.tell(); f.close(); return z, P01(n)
@bomb('blg', 'PERF_DATA_BLOCKs of 30,000 objects (0x40 bytes each, no counters) or of one object that says to be 8 bytes long (overlapping objects, 8 bytes a step)')
def objects_count(path, q):
    w = Blg(path); w.names('PC', MEMTITLES + [(10000, 'c'), (9000, 'Obj')]); w.list([whole('Obj', None)] + POOLS + [whole('Memory', None)]); n = 30000 // q
    for i in range(12):
        t = T0 + i * MIN
        if i % 2: o = pobj(9000, b'', b'', 0, t) * n; d = pdata([o], t, n=n)
        else:
            o = pobj(9000, cdef(10000, 8) * 3, cblk(5), -1, t, total=8, deflen=0x40 + 0x78); d = pdata([o, b'\x08\0\0\0' * (40000 // q)], t, n=NO)
        w.sample(t, [block(0x503, d)] + pools(i, t) + [memobj(i, t)])
    return w.close(), P01(12)
@bomb('blg', 'object of 10 definitions and 20,000 instances whose name offsets all point to one text of 200,000 letters behind the last instance: 8 GB of names a sample')
def shared_object(path, q):
    w = Blg(path); w.names('PC', [(9000, 'Obj')] + [(10000 + k, 'c%d' % k) for k in range(10)]); w.list([whole('Obj')] + POOLS); n = 20000 // q; L = 200_000 // q
    nm = Z16('q' * L)
    for i in range(12):
        t = T0 + i * MIN; m = n if i % 3 == 1 else 1; k = 0x18 + 16
        tail = b''.join([P('<IIIIII', 0x18, 0, 0, NO, (m - j) * k, len(nm)) + cblk(j) for j in range(m)]) + nm
        w.sample(t, [objblock(9000, b''.join([cdef(10000 + j, 8) for j in range(10)]), tail, m, t)] + pools(i, t))
    return w.close(), P01(12)
@bomb('blg', 'overlapping structures: 100,000 definitions that say to be 8 bytes long and lie over each other, 60,000 instances of 8 bytes with counter blocks of 8 bytes: 6 billion values from 1.8 MB')
def overlap(path, q):
    w = Blg(path); w.names('PC', [(9000, 'Process'), (0, 'Handle Count'), (8, 'Handle Count')]); w.list([whole('Process')] + POOLS); n = 100000 // q; m = 60000 // q; e = b'\x08\0\0\0\0\0\0\0'
    for i in range(12):
        t = T0 + i * MIN
        w.sample(t, [objblock(9000, e * n, e * 2 * m, m, t, ncount=n) if i in (1, 5) else objblock(9000, cdef(8, 8), inst('a', cblk(1)), 1, t)] + pools(i, t))
    return w.close(), P01(12)
@bomb('csv', 'the two pool counters themselves repeated 200,000 times as columns, equal values in all; 12 rows', 'one series each is enough; all columns have the same values')
def dup_pools(path, q):
    f = open(path, 'wb', 1 << 20); n = 100_000 // q
    f.write(CSVHEAD.encode() + (',"%s","%s"' % (CNP, CPG)).encode() * n + b'\r\n')
    for i in range(12): f.write(('"%s"' % stamp(60 * i)).encode() + (',"%d","%d"' % (np_(i), pg_(i))).encode() * n + b'\r\n')
    z = f.tell(); f.close(); return z, P01(12)
@bomb('blg', 'the two pool counters 60,000 times in the list, 6 samples')
def dup_list(path, q):
    w = Blg(path); n = 30000 // q; w.list(POOLS * n)
    for i in range(6):
        t = T0 + i * MIN; w.sample(t, pools(i, t) * n)
    return w.close(), P01(6)
@bomb('blg', 'whole Process object, 2,000 instances all called svchost, every ID Process new in every one of 100 samples: 200,000 process lives of one sample')
def pids(path, q):
    w = Blg(path); n = 2000 // q
    w.names('PC', MEMTITLES + [(230, 'Process'), (784, 'ID Process'), (952, 'Handle Count'), (174, 'Virtual Bytes'), (186, 'Private Bytes')]); w.list([whole('Process')] + POOLS)
    d = cdef(784, 8) + cdef(952, 16) + cdef(56, 24) + cdef(58, 32) + cdef(186, 40)
    for i in range(100):
        t = T0 + i * MIN
        w.sample(t, [objblock(230, d, b''.join([inst('svchost', cblk(4 * (i * n + k + 1), k + i, 100 * i, 10 * i, k)) for k in range(n)]), n, t)] + pools(i, t))
    return w.close(), P01(100)
@bomb('csv', '2,000 processes (ID, handles, both pools), IDs new in every row, 500 rows: 1 million process lives')
def pids_text(path, q):
    f = open(path, 'wb', 1 << 20); n = 2000 // (2 if q > 1 else 1); rows = 500 // (2 if q > 1 else 1)
    c = ['\\\\PC\\Process(svchost#%d)\\%s' % (k, x) for k in range(n) for x in ('ID Process', 'Handle Count', 'Pool Nonpaged Bytes', 'Pool Paged Bytes')]
    h = len(c) // 2
    f.write((CSVHEAD + ''.join(',"%s"' % x for x in c[:h] + [CNP, CPG] + c[h:]) + '\r\n').encode())
    for i in range(rows):
        d = [',"%d","%d","1","2"' % (4 * (i * n + k + 1), i) for k in range(n)]
        f.write(('"%s"' % stamp(60 * i) + ''.join(d[:n // 2]) + ',"%d","%d"' % (np_(i), pg_(i)) + ''.join(d[n // 2:]) + '\r\n').encode())
    z = f.tell(); f.close(); return z, P01(rows)
@bomb('blg', '6 samples of 800 instances whose names share their first 5,000 letters (slow comparison in ordered maps), order shuffled')
def prefix(path, q):
    w = Blg(path); w.list([wild('Process', 'Handle Count')] + POOLS); n = 800 // q; rnd = random.Random(35); ns = ['p' * 5000 + '%d' % k for k in range(n)]
    for i in range(6):
        t = T0 + i * MIN; rnd.shuffle(ns); o, b = strs(ns); w.sample(t, [many(t, [(x, k) for k, x in enumerate(o)], b)] + pools(i, t))
    return w.close(), P01(6)
@bomb('blg', '12 honest samples, then stamps of the year 1601, 0, 30828, the largest and negative ones, and one 100 ns after another: a time axis in seconds is 10^11 long', 'the samples with impossible stamps carry the honest values 12..19 in file order; the 12 honest minutes (100..111 / 200..222 million) must be there, the others shown or refused with a word')
def span(path, q):
    w = Blg(path); w.list(POOLS); i = 0
    for i in range(12): t = T0 + i * MIN; w.sample(t, pools(i, t))
    for t in (0, 1, 10**7, 2**63 - 1, 2**62, -1, -2**63, 2650467743990000000): i += 1; w.sample(t, pools(i, t))
    for k in range(20000 // q): t = T0 + 11 * MIN + k; w.sample(t, pools(11, t))
    return w.close(), {'np': [np_(0), np_(11)], 'pg': [pg_(0), pg_(11)], 'samples': 12}
@bomb('csv', '12 honest rows amid stamps of the years 0000, 0001, 1601, 9999, month 13, 31 February, hour 99, fractions of 100,000 digits', 'the honest rows (100..111 / 200..222 million); valid but far stamps carry 100 million / 200 million at the start and 111 / 222 at the end')
def span_text(path, q):
    f = open(path, 'wb'); f.write((CSVHEAD + ',"%s","%s"\r\n' % (CNP, CPG)).encode())
    bad = lambda ss, i: [f.write(('"%s","%d","%d"\r\n' % (s, np_(i), pg_(i))).encode()) for s in ss]
    bad(['01/01/0001 00:00:00.000', '01/01/1601 00:00:00.000', '00/00/0000 00:00:00.000', '13/45/2024 99:99:99.999'], 0)
    for i in range(12): bad([stamp(60 * i)], i)
    bad(['12/31/9999 23:59:59.999', '02/31/2024 00:00:00.000', '01/10/2024 00:11:00.' + '9' * (100000 // q), '01/10/99999999999 00:00:00.000', '-1/-1/-1 0:0:0', ''], 11)
    z = f.tell(); f.close(); return z, {'np': [np_(0), np_(11)], 'pg': [pg_(0), pg_(11)], 'samples': 12}
@bomb('csv', '12 honest rows, 30 MB of NUL bytes (a file laid out beforehand), 12 honest rows', 'first 12 rows always; last 111/222 million or, read past the NULs (one endless line), 123/246 million')
def nul(path, q):
    f = open(path, 'wb'); f.write((CSVHEAD + ',"%s","%s"\r\n' % (CNP, CPG)).encode())
    for i in range(12): f.write(('"%s","%d","%d"\r\n' % (stamp(60 * i), np_(i), pg_(i))).encode())
    f.write(bytes(30_000_000 // q) + b'\r\n')
    for i in range(12, 24): f.write(('"%s","%d","%d"\r\n' % (stamp(60 * i), np_(i), pg_(i))).encode())
    z = f.tell(); f.close(); return z, {'np': [np_(0), [np_(11), np_(23)]], 'pg': [pg_(0), [pg_(11), pg_(23)]], 'samples': 12}
@bomb('blg', '30 sections, before each a title table of 20,000 titles is written anew with other texts, pools as object whose titles stay; a table kept per sample or copied per object is out of proportion (200 samples a section)')
def flap(path, q):
    w = Blg(path); n = 20000 // q; i = 0
    for s in range(30):
        w.names('PC', MEMTITLES + [(1000 + k, '%s%d' % ('ab'[s % 2], k)) for k in range(n)]); w.list([whole('Memory', None)] + POOLS, T0 + i * 10**7)
        for _ in range(200 // q): t = T0 + i * 10**7; w.sample(t, [memobj(i, t)] + pools(i, t)); i += 1
    return w.close(), P01(i)
@bomb('blg', 'list of 30,000 computers with both pools each (\\\\PC in the middle), 5 samples', 'values of \\\\PC; the other computers stand at 5 and 6 bytes')
def computers(path, q):
    w = Blg(path); n = 30000 // q
    e = [entry('Memory', c, machine='\\\\M%d' % k) for k in range(n) for c in ('Pool Nonpaged Bytes', 'Pool Paged Bytes')]
    w.list(e[:n] + POOLS + e[n:])
    for i in range(5): t = T0 + i * MIN; h = (one(5, t) + one(6, t)) * (n // 2); w.sample(t, [h] + pools(i, t) + [h])
    return w.close(), P01(5)
@bomb('csv', '40,000 computers with both pools each, \\\\PC in the middle, 60 rows', 'values of \\\\PC; the other computers stand at 5 and 6 bytes')
def computers_text(path, q):
    f = open(path, 'wb', 1 << 20); n = 40000 // q
    c = ''.join([',"\\\\M%d\\Memory\\Pool Nonpaged Bytes","\\\\M%d\\Memory\\Pool Paged Bytes"' % (k, k) for k in range(n)])
    h = c.index(',"\\\\M%d\\' % (n // 2))
    f.write((CSVHEAD + c[:h] + ',"%s","%s"' % (CNP, CPG) + c[h:] + '\r\n').encode())
    for i in range(60): f.write(('"%s"' % stamp(60 * i) + ',"5","6"' * (n // 2) + ',"%d","%d"' % (np_(i), pg_(i)) + ',"5","6"' * (n // 2) + '\r\n').encode())
    z = f.tell(); f.close(); return z, P01(60)
@bomb('csv', '5,000 columns x 1,200 rows, every other cell blank, in turn: 3 million gaps of one sample')
def gaps(path, q):
    f = open(path, 'wb', 1 << 20); n = 5000; rows = 1200 // q
    f.write((CSVHEAD + ',"%s","%s"' % (CNP, CPG) + ''.join([',"\\\\PC\\Process(p%d)\\Handle Count"' % k for k in range(n)]) + '\r\n').encode())
    for i in range(rows): f.write(('"%s","%d","%d"' % (stamp(15 * i), np_(i), pg_(i)) + (',"%d"," "' % (i % 10) if i % 2 else ',,"%d"' % (i % 10)) * (n // 2) + '\r\n').encode())
    z = f.tell(); f.close(); return z, P01(rows)
@bomb('csv', '1,500 paths of 10 KB that are puzzles: nested brackets, slashes, hashes and backslashes within names, unbalanced (backtracking path parsers)')
def path_puzzle(path, q):
    f = open(path, 'wb', 1 << 20); n = 1500 // q; m = 10000
    X = ['(' * (m // 2) + ')' * (m // 2), 'a/b' * (m // 3), '(a)' * (m // 3), '#1' * (m // 2), ')\\x(' * (m // 4), '\\' * m, '(\\' * (m // 2), '/' * m, ')(' * (m // 2), ' ' * m]
    c = ['\\\\PC\\Process(%s%d)\\Handle Count' % (X[k % 10], k) if k % 2 else '\\\\PC\\%s\\%d' % (X[k // 2 % 10], k) for k in range(n)]
    c[n // 2:n // 2] = [CNP, CPG]
    f.write((CSVHEAD + ''.join(',"%s"' % x for x in c) + '\r\n').encode())
    for i in range(40):
        d = ['"3"'] * n; d[n // 2:n // 2] = ['"%d"' % np_(i), '"%d"' % pg_(i)]; f.write(('"%s",' % stamp(60 * i) + ','.join(d) + '\r\n').encode())
    z = f.tell(); f.close(); return z, P01(40)
@bomb('tsv', 'PDH-TSV, 20,002 columns, 1,500 rows of tabs with stamps, honest rows amid')
def tabs(path, q):
    f = open(path, 'wb', 1 << 20); c = cols20k()
    f.write((CSVHEAD.replace('CSV', 'TSV') + ''.join('\t"%s"' % x for x in c[:10000] + [CNP, CPG] + c[10000:]) + '\r\n').encode()); i = 0; rows = 1500 // q
    for r in range(rows):
        if r % (100 // q) == 0 or r == rows - 1: f.write(('"%s"' % stamp(60 * r)).encode() + b'\t' * 10001 + ('"%d"\t"%d"' % (np_(i), pg_(i))).encode() + b'\t' * 10000 + b'\r\n'); i += 1
        else: f.write(('"%s"' % stamp(60 * r)).encode() + b'\t' * 20002 + b'\r\n')
    z = f.tell(); f.close(); return z, P01(i)
@bomb('blg', 'as objects_many, but an object named Process whose 3,000 definitions are all counters a pool reader keeps (both pools, Handle Count, ID Process; two titles of one name): filtering by name does not help; 108 million values')
def objects_kept(path, q):
    w = Blg(path); n = 3000 // q
    K = ['Pool Nonpaged Bytes', 'Pool Paged Bytes', 'Handle Count', 'Private Bytes', 'ID Process', 'Working Set', 'Thread Count', 'Virtual Bytes']
    w.names('PC', MEMTITLES + [(230, 'Process')] + [(10000 + k, K[k % 8]) for k in range(64)])
    w.list([whole('Process')] + POOLS)
    for i in range(12):
        t = T0 + i * MIN
        tail = b''.join([inst(B36[k // 1296] + B36[k // 36 % 36] + B36[k % 36], cblk(k + i)) for k in range(n)])
        w.sample(t, [objblock(230, b''.join([cdef(10000 + k % 64, 8) for k in range(n)]), tail, n, t)] + pools(i, t))
    return w.close(), P01(12)
@bomb('blg', 'set "Process V2" of 1,000 counters all named Handle Count, 3,000 instances "svchost:pid" of 50 repeated ids, pids new in each sample')
def sets_kept(path, q):
    w = Blg(path); n = 3000 // q
    w.ev(0x26, reg26('Process V2', [(k, RAW8, 0, NO, NO, NO) for k in range(1000)], ['Handle Count']))
    w.list([whole('Process V2', flags=0x110)] + POOLS)
    for i in range(12):
        t = T0 + i * MIN; w.sample(t, [v2block(t, [pch(6, multi([k * 7 % 10 for k in range(50)], [(4 * (i * n + k), 'svchost:%d' % (4 * (i * n + k))) for k in range(n)], i))])] + pools(i, t))
    return w.close(), P01(12)
@bomb('csv', '32 MB header of a million process counters that a reader keeps (single-letter processes, repeated), pools in the middle, 6 rows with cells of one digit')
def header_kept(path, q):
    f = open(path, 'wb', 1 << 20); n = 1_000_000 // q; al = 'abcdefghijklmnopqrstuvwxyz'
    h = ''.join(',"\\\\P\\Process(%s)\\%s"' % (a, c) for a in al for c in ('ID Process', 'Handle Count', 'Pool Paged Bytes', 'Pool Nonpaged Bytes')); k = 104; m = n // 2 // k
    f.write(CSVHEAD.encode()); [f.write(h.encode()) for _ in range(m)]; f.write((',"%s","%s"' % (CNP, CPG)).encode()); [f.write(h.encode()) for _ in range(m)]; f.write(b'\r\n')
    for i in range(6): f.write(('"%s"' % stamp(60 * i)).encode() + b',%d' % i * (k * m) + (',"%d","%d"' % (np_(i), pg_(i))).encode() + b',%d' % i * (k * m) + b'\r\n')
    z = f.tell(); f.close(); return z, P01(6)
@bomb('blg', '20,000 buffers of 0x400 that hold nothing (used 48, 0 or less than the header), honest samples one a buffer every 1,500')
def empty_buffers(path, q):
    w = Blg(path, 0x400); w.list(POOLS); w.flush(); i = 0
    for k in range(20000 // q):
        if k % 1500 == 0: t = T0 + i * MIN; w.sample(t, pools(i, t)); w.flush(); i += 1
        w.flush(used=[0x48, 0, 0x47, 0x4f, 0x400][k % 5])
    t = T0 + i * MIN; w.sample(t, pools(i, t)); i += 1
    return w.close(), P01(i)
@bomb('blg', 'the size field of every buffer but the first lies (0, 8, 48, 4 billion, its own); 64 samples', 'the first buffer tells the true size; a reader may also refuse buffers that differ (then fewer samples, with a word)')
def buffer_sizes(path, q):
    w = Blg(path); w.list(POOLS); n = 64 // q
    for i in range(n):
        t = T0 + i * MIN; w.sample(t, pools(i, t)); b = w.f.tell(); w.flush(); w.f.seek(b); w.f.write(P('<I', [0x10000, 0, 8, 0x48, NO, 0x80000000, 0x20000, 1][i % 8])); w.f.seek(0, 2)
    return w.close(), P01(n)
@bomb('blg', 'title table of 800,000 titles of one letter (~18 bytes each) and the same index with 100,000 names, pools as an object')
def titles(path, q):
    w = Blg(path); n = 800_000 // q
    w.names('PC', ((1000 + k, 'x') for k in range(n))); w.names('PC', ((999, 'n%d' % k) for k in range(100_000 // q))); w.names('PC', MEMTITLES)
    w.list([whole('Memory', None)])
    for i in range(12): t = T0 + i * MIN; w.sample(t, [memobj(i, t)])
    return w.close(), P01(12)

def main(argv):
    os.makedirs(OUT, exist_ok=True)
    qs = [1, 4]
    if '--only-full' in argv: qs = [1]
    if '--only-quarter' in argv: qs = [4]
    want = [a for a in argv if not a.startswith('-')] or list(BOMBS)
    ix = os.path.join(OUT, 'index.json')
    idx = json.load(open(ix)) if os.path.exists(ix) else {}
    for nme in want:
        fn, ext, att, hon = BOMBS[nme]
        for q in qs:
            file = nme + ('' if q == 1 else '_quarter') + '.' + ext
            s = _t.time(); size, exp = fn(os.path.join(OUT, file + '.part'), q)
            os.replace(os.path.join(OUT, file + '.part'), os.path.join(OUT, file))
            size = os.path.getsize(os.path.join(OUT, file))
            idx[file] = {'bytes': size, 'attacks': att, 'expect': exp, 'note': hon}
            json.dump(idx, open(ix, 'w'), indent=1)
            print('%-34s %12d  %.1fs' % (file, size, _t.time() - s), exp, flush=True)
if __name__ == '__main__': main(sys.argv[1:])
