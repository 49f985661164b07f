#!/usr/bin/env python3
"""Writes generated series with the reference's verdicts, for the parity check.

usage: series.py --seed 1 --per 11 > series.jsonl       (needs numpy; see requirements.txt)
One JSON object a line: the series, its label, and what proto.py makes of it.
"""
import argparse, json, math, sys
import gen, proto, rates

KEEP = ('verdict', 'provisional', 'confidence', 'severity', 'slope', 'slope_lo', 'slope_hi', 'growth', 'retained',
        'maxdd', 'tte_h', 'p', 'onset', 'why', 'shape')

def plain(x):
    if isinstance(x, float) and not math.isfinite(x): return None
    return x.item() if hasattr(x, 'item') else x

def all_series(seed, per):
    yield from gen.make(seed, per)
    # rises that are undecidable have become rare: noise that remembers for long has some
    for c in rates.make(seed, 5 * per):
        if c['family'] == 'ar97_10':
            yield dict(id=c['id'], family=c['family'], label=c['label'], t=c['t'], v=c['counters'][rates.POOL], load=None, restarts=[], limit=1e12)

def main():
    ap = argparse.ArgumentParser()
    ap.add_argument('--seed', type=int, default=1)
    ap.add_argument('--per', type=int, default=11)
    a = ap.parse_args()
    for s in all_series(a.seed, a.per):
        r = proto.verdict(s['t'], s['v'], s['load'], s['restarts'], s['limit'])
        line = dict(id=s['id'], family=s['family'], label=s['label'], t=[float(x) for x in s['t']],
                    v=[plain(float(x)) for x in s['v']],
                    load=None if s['load'] is None else [float(x) for x in s['load']],
                    restarts=[float(x) for x in s['restarts']], limit=float(s['limit']),
                    reference={k: plain(r[k]) for k in KEEP if k in r})
        sys.stdout.write(json.dumps(line) + '\n')

if __name__ == '__main__':
    main()
