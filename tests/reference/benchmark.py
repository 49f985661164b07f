#!/usr/bin/env python3
"""Measures `poolscope analyze` on generated logs with known answers, beside simpler rules.

usage: benchmark.py --program PATH/poolscope [--seed 1] [--per 20] [--dir FOLDER]
Writes one PDH-CSV log for each series: the series as \\Memory\\Pool Nonpaged Bytes, the load as
\\Server\\Bytes Total/sec, restarts as \\System\\System Up Time. Prints Markdown tables. Needs numpy, scipy, pymannkendall.
"""
import argparse, collections, datetime, json, math, os, subprocess, tempfile
import numpy as np
import baselines, gen

BEGIN = datetime.datetime(2026, 3, 2, 8)
RULES = [('Mann-Kendall', baselines.mk0), ("PAL's rule, 100 MB/h", baselines.pal), ('least squares, p < 0.05', baselines.ols),
         ('least squares, R² ≥ 0.8', baselines.ols_r2)]

def stamp(seconds):
    t = BEGIN + datetime.timedelta(milliseconds=round(seconds * 1000))
    return t.strftime('%m/%d/%Y %H:%M:%S.') + '%03d' % (t.microsecond // 1000)

def up_time(t, restarts):
    last = max([r for r in restarts if r <= t + 1e-6], default=-400000.0)
    return float(t - last)

def write_log(path, s):
    columns = [r'\\PC\Memory\Pool Nonpaged Bytes']
    if s['load'] is not None: columns.append(r'\\PC\Server\Bytes Total/sec')
    if s['restarts']: columns.append(r'\\PC\System\System Up Time')
    with open(path, 'w', newline='') as f:
        f.write(','.join(f'"{c}"' for c in ['(PDH-CSV 4.0) (UTC)(0)'] + columns) + '\r\n')
        for i, t in enumerate(s['t']):
            cells = [stamp(t), f"{s['v'][i]:.0f}" if math.isfinite(s['v'][i]) else ' ']
            if s['load'] is not None: cells.append(repr(float(s['load'][i])))
            if s['restarts']: cells.append(repr(up_time(t, s['restarts'])))
            f.write(','.join(f'"{c}"' for c in cells) + '\r\n')

def analyze(program, paths):
    verdicts = {}
    for i in range(0, len(paths), 100):
        out = subprocess.run([program, 'analyze', '--pools-only', '--json'] + paths[i:i + 100], stdout=subprocess.PIPE, check=True)
        report = json.loads(out.stdout)
        assert len(report['files']) == len(report['computers']) == len(paths[i:i + 100])
        for f, c in zip(report['files'], report['computers']):
            finding, = c['findings']
            verdicts[f['path']] = finding['verdict']
    return verdicts

def main():
    ap = argparse.ArgumentParser()
    ap.add_argument('--program', required=True)
    ap.add_argument('--seed', type=int, default=1)
    ap.add_argument('--per', type=int, default=20)
    ap.add_argument('--dir')
    a = ap.parse_args()
    keep = tempfile.TemporaryDirectory()
    folder = a.dir or keep.name
    os.makedirs(folder, exist_ok=True)
    series = gen.make(a.seed, a.per)
    paths = []
    for s in series:
        paths.append(os.path.join(folder, s['id'] + '.csv'))
        write_log(paths[-1], s)
    verdicts = analyze(a.program, paths)
    rows = []
    for s, path in zip(series, paths):
        t, v = baselines.prep(s)
        said = {'PoolScope: leak': verdicts[path] == 'leak', 'PoolScope: leak or suspect': verdicts[path] in ('leak', 'suspect')}
        for name, rule in RULES:
            try: said[name] = bool(rule(t, v, s)) if len(v) >= 2 else False
            except Exception: said[name] = False
        rows.append((s['label'], s['family'], said, verdicts[path]))
    names = list(rows[0][2])
    rate = lambda label, name, family=None: np.mean([x[name] for l, f, x, _ in rows if l == label and family in (None, f)])
    print(f'Seed {a.seed}, {a.per} series of each of {len({f for _, f, _, _ in rows})} families.\n')
    print('| rule | leaks found | healthy accused | alarms where it is undecidable |\n|---|---|---|---|')
    for name in names:
        print(f"| {name} | {100 * rate('leak', name):.1f} % | {100 * rate('no_leak', name):.1f} % | {100 * rate('inconclusive', name):.0f} % |")
    print('\n| family | kind | ' + ' | '.join(names) + ' | verdicts |\n' + '|---' * (len(names) + 3) + '|')
    for label, family in dict.fromkeys((l, f) for l, f, _, _ in rows):
        counts = collections.Counter(v for l, f, _, v in rows if f == family)
        words = ', '.join(f'{n} {v}' for v, n in counts.most_common())
        print(f'| {family} | {label} | ' + ' | '.join(f'{100 * rate(label, n, family):.0f} %' for n in names) + f' | {words} |')

if __name__ == '__main__':
    main()
