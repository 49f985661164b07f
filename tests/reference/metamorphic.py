#!/usr/bin/env python3
"""Counts verdicts that change where nothing of the pool does: twelve unrelated counters beside it, twice the values, every
second sample, samples in another order.

usage: metamorphic.py --program PATH/poolscope [--module families] [--seed 1] [--per 2]
"""
import argparse, collections, tempfile
import numpy as np
import families, measure

def variants(case, rng):
    t, pool = case['t'], case['counters'][families.POOL]
    n = len(t)
    walks = {p: np.maximum(0, 500 + 300 * np.cumsum(rng.normal(0, 1, n)) / np.sqrt(n)) for p in families.LOADS}
    yield 'twelve unrelated counters', dict(case, counters={**case['counters'], **{p: w for p, w in walks.items() if p not in case['counters']}})
    yield 'twice as large', dict(case, counters={**case['counters'], families.POOL: 2 * pool})
    yield 'an hour later', dict(case, start_s=(case.get('start_s') or 0) + 604800.0)
    yield 'circular', dict(case, t=np.roll(t, n // 3), counters={p: np.roll(v, n // 3) for p, v in case['counters'].items()})
    if n >= 800: yield 'every second sample', dict(case, t=t[::2], counters={p: v[::2] for p, v in case['counters'].items()})

def main():
    ap = argparse.ArgumentParser()
    ap.add_argument('--program', required=True)
    ap.add_argument('--module', default='families')
    ap.add_argument('--seed', type=int, default=1)
    ap.add_argument('--per', type=int, default=2)
    a = ap.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rng, cases = np.random.default_rng(a.seed), []
        for k, case in enumerate(measure.load_module(a.module).make(a.seed, a.per)):
            for i, (what, c) in enumerate([('', case), *variants(case, rng)]):
                c = dict(c, what=what, name=f'PC{k}X{i}', path=f'{folder}/{k}-{i}.csv', of=k)
                measure.write_log(c['path'], c['name'], c)
                cases.append(c)
        measure.measured(a.program, cases)
        plain = {c['of']: measure.verdict(c) for c in cases if not c['what']}
        for what in dict.fromkeys(c['what'] for c in cases if c['what']):
            some = [c for c in cases if c['what'] == what]
            flips = collections.Counter((plain[c['of']], measure.verdict(c)) for c in some if measure.verdict(c) != plain[c['of']])
            alarms = sum(n for (x, y), n in flips.items() if 'leak' in (x, y))
            print(f'{what}: {sum(flips.values())} of {len(some)} verdicts differ, {alarms} of them in whether it leaks', dict(flips) if flips else '')

if __name__ == '__main__':
    main()
