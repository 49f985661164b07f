#!/usr/bin/env python3
"""How often a reported leak is one, by the confidence that goes with it.

usage: calibrate.py --program PATH/poolscope --modules physics hostile [--seed 1] [--per 10] [--picture OUT.png]
Half of all logs are taken to leak, two fifths to be healthy, a tenth undecidable (counted as not leaking). Isotonic
regression (pool adjacent violators). Prints rows for analysis/policy.rs. Needs numpy, and matplotlib for the picture.
"""
import argparse, tempfile, os
import numpy as np
import measure

SHARES = {'leak': 0.5, 'no_leak': 0.4, 'inconclusive': 0.1}
KINDS = {'FIRM': lambda c: measure.is_firm(c), 'PROVISIONAL': lambda c: measure.verdict(c) == 'leak' and not measure.is_firm(c),
         'SUSPECT': lambda c: measure.verdict(c) == 'suspect'}

def isotonic(x, y, w):
    """Blocks (largest x, mean y, weight) of the non-decreasing fit."""
    order = np.argsort(x, kind='stable')
    blocks = []
    for i in order:
        if blocks and blocks[-1][0] == x[i]:
            b = blocks[-1]; b[1] += y[i] * w[i]; b[2] += w[i]
        else: blocks.append([x[i], y[i] * w[i], w[i]])
    merged = []
    for b in blocks:
        merged.append(b)
        while len(merged) > 1 and merged[-2][1] / merged[-2][2] >= merged[-1][1] / merged[-1][2]:
            last = merged.pop(); merged[-1] = [last[0], merged[-1][1] + last[1], merged[-1][2] + last[2]]
    return [(b[0], b[1] / b[2], b[2]) for b in merged]

def weights(cases):
    count = {label: sum(c['label'] == label for c in cases) for label in SHARES}
    return np.array([SHARES[c['label']] / count[c['label']] for c in cases])

def main():
    ap = argparse.ArgumentParser()
    ap.add_argument('--program', required=True)
    ap.add_argument('--modules', nargs='+', default=['physics', 'hostile'])
    ap.add_argument('--seed', type=int, default=1)
    ap.add_argument('--per', type=int, default=10)
    ap.add_argument('--picture')
    a = ap.parse_args()
    cases = []
    with tempfile.TemporaryDirectory() as folder:
        for name in a.modules:
            inner = os.path.join(folder, os.path.basename(name)); os.makedirs(inner)
            cases += measure.measured(a.program, measure.written(measure.load_module(name), a.seed, a.per, inner))
    all_weights = weights(cases)
    curves, reliability = {}, []
    for kind, is_kind in KINDS.items():
        rows = [(c, w) for c, w in zip(cases, all_weights) if c['found'] and is_kind(c)]
        x = np.array([c['found']['confidence'] for c, _ in rows])
        y = np.array([float(c['label'] == 'leak') for c, _ in rows])
        w = np.array([w for _, w in rows])
        blocks = isotonic(x, y, w)
        curves[kind] = blocks
        total = sum(b[2] for b in blocks)
        print(f'{kind}: {len(rows)} logs; all together {np.average(y, weights=w):.3f}')
        print('   ', ', '.join(f'({b[0]:.3f}, {b[1]:.3f}; {100 * b[2] / total:.0f} %)' for b in blocks))
    said = [(c['found']['probability'], c['label'] == 'leak', w) for c, w in zip(cases, all_weights) if c['found'] and c['found'].get('probability') is not None]
    for p in sorted({s[0] for s in said}):
        some = [s for s in said if s[0] == p]
        share = np.average([s[1] for s in some], weights=[s[2] for s in some])
        reliability.append((p, share, len(some)))
        print(f'said {p:.2f}: {share:.3f} of {len(some)} leak')
    if a.picture:
        import matplotlib
        matplotlib.use('Agg')
        import matplotlib.pyplot as plt
        fig, ax = plt.subplots(figsize=(6, 4.5), dpi=120)
        ax.plot([0, 1], [0, 1], color='#999999', lw=1, label='as said')
        ax.plot([r[0] for r in reliability], [r[1] for r in reliability], 'o-', color='#1f6fb2', label='measured')
        for i, (p, share, n) in enumerate(reliability):
            # the last two lie close to each other
            beside = dict(xytext=(-8, 6), ha='right') if i == len(reliability) - 2 else dict(xytext=(8, -3), ha='left')
            ax.annotate(f'{n} logs', (p, share), textcoords='offset points', fontsize=8, **beside)
        ax.set_xlabel('probability in the report'); ax.set_ylabel('share of logs that leak'); ax.set_xlim(0, 1.13); ax.set_ylim(0, 1.08)
        ax.grid(alpha=0.3); ax.legend(loc='upper left'); fig.tight_layout(); fig.savefig(a.picture)

if __name__ == '__main__':
    main()
