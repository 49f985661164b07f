#!/usr/bin/env python3
"""Measures `poolscope analyze --json` on labelled logs of several counters.

usage: measure.py --program PATH/poolscope [--module families] [--seed 1] [--per 10] [--only NAME] [--families] [--rules]
The module has make(seed, per), as families.py says. Each log becomes a CSV of its own computer. Needs numpy.
"""
import argparse, collections, concurrent.futures, datetime, importlib.util, json, math, os, subprocess, tempfile
import numpy as np

MONDAY = datetime.datetime(2026, 3, 2)
POOL = r'\Memory\Pool Nonpaged Bytes'

def stamp(seconds):
    return (MONDAY + datetime.timedelta(milliseconds=round(seconds * 1000))).strftime('%m/%d/%Y %H:%M:%S.%f')[:-3]

def write_log(path, name, case):
    paths = list(case['counters'])
    columns = [case['counters'][p] for p in paths]
    begin = case.get('start_s') or 0.0
    with open(path, 'w', newline='') as f:
        f.write(','.join(f'"{c}"' for c in ['(PDH-CSV 4.0) (UTC)(0)'] + [rf'\\{name}{p}' for p in paths]) + '\r\n')
        for i, t in enumerate(case['t']):
            cells = [stamp(begin + t)] + [repr(float(c[i])) if math.isfinite(c[i]) else ' ' for c in columns]
            f.write(','.join(f'"{c}"' for c in cells) + '\r\n')

def finding(computer):
    return next((f for f in computer['findings'] if f['kind'] == 'nonpaged_pool'), None)

def analyze(program, names_and_paths, scope=()):
    """The finding on the nonpaged pool of each log, with its computer's report."""
    found = {}
    for i in range(0, len(names_and_paths), 40):
        some = names_and_paths[i:i + 40]
        out = subprocess.run([program, 'analyze', '--json', *scope] + [p for _, p in some], stdout=subprocess.PIPE, check=False)
        for c in json.loads(out.stdout)['computers']:
            found[c['name'].upper()] = (finding(c), c)
    return found

def load_module(name):
    path = name if name.endswith('.py') else os.path.join(os.path.dirname(os.path.abspath(__file__)), name + '.py')
    spec = importlib.util.spec_from_file_location('families_module', path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module

def written(module, seed, per, folder, only=None):
    """The cases, each with its log; written once."""
    cases = []
    for k, case in enumerate(module.make(seed, per)):
        if only and only not in case['family']: continue
        case['name'] = f'PC{seed}X{k}'
        case['path'] = os.path.join(folder, case['name'] + '.csv')
        if not os.path.exists(case['path']): write_log(case['path'], case['name'], case)
        cases.append(case)
    return cases

def measured(program, cases, scope=()):
    pairs = [(c['name'], c['path']) for c in cases]
    half = (len(pairs) + 1) // 2
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        parts = list(pool.map(lambda p: analyze(program, p, scope), [pairs[:half], pairs[half:]]))
    found = {**parts[0], **parts[1]}
    for c in cases: c['found'], c['report'] = found.get(c['name'].upper(), (None, None))
    return cases

def verdict(case):
    return case['found']['verdict'] if case['found'] else 'none'

def is_firm(case):
    return verdict(case) == 'leak' and not case['found'].get('provisional')

def table(cases, by_family=False):
    of = lambda label: [c for c in cases if c['label'] == label]
    share = lambda some, what: f'{100 * np.mean([what(c) for c in some]):.1f} %' if some else '-'
    leak = lambda c: verdict(c) == 'leak'
    rise = lambda c: verdict(c) in ('leak', 'suspect')
    leaks, well, open_ = of('leak'), of('no_leak'), of('inconclusive')
    print(f'{len(cases)} logs of {len({c["family"] for c in cases})} families: leaks found {share(leaks, leak)} (or suspect {share(leaks, rise)}); '
          f'healthy accused {sum(map(leak, well))} of {len(well)}, {sum(map(is_firm, well))} firm (or suspect {share(well, rise)}); '
          f'undecidable called leak {share(open_, leak)}, firm {share(open_, is_firm)}')
    known = [c for c in leaks if leak(c) and c.get('slope_per_hour') and c['found'].get('slope_low_per_hour') is not None]
    if known:
        covers = lambda c: c['found']['slope_low_per_hour'] <= c['slope_per_hour'] <= c['found']['slope_high_per_hour']
        width = np.median([(c['found']['slope_high_per_hour'] - c['found']['slope_low_per_hour']) / 2 / abs(c['slope_per_hour']) for c in known])
        print(f'intervals: {len(known)} leaks with a known rate, {share(known, covers)} covered, half width {100 * width:.1f} % (median)')
    if by_family:
        for family in dict.fromkeys(c['family'] for c in cases):
            some = [c for c in cases if c['family'] == family]
            words = collections.Counter(verdict(c) + ('?' if c['found'] and c['found'].get('provisional') else '') for c in some)
            rate = [c for c in some if any(c is k for k in known)]
            cover = f' cover {share(rate, covers)} of {len(rate)}' if rate else ''
            print(f"  {family:26} {some[0]['label']:12} {', '.join(f'{n} {w}' for w, n in words.most_common())}{cover}")

def rules(cases):
    """The same logs by simpler rules, a Markdown row each."""
    import baselines
    known = [('Mann-Kendall', baselines.mk0), ("PAL's rule, 100 MB/h", baselines.pal), ('least squares, p < 0.05', baselines.ols),
             ('least squares, R² ≥ 0.8', baselines.ols_r2)]
    said = {'PoolScope: leak': [verdict(c) == 'leak' for c in cases],
            'PoolScope: leak, not provisional': [is_firm(c) for c in cases],
            'PoolScope: leak or suspect': [verdict(c) in ('leak', 'suspect') for c in cases]}
    for name, rule in known:
        said[name] = []
        for c in cases:
            t, v = baselines.prep(dict(t=c['t'], v=c['counters'][POOL]))
            said[name].append(bool(len(v) >= 2 and rule(t, v, None)))
    print('| rule | leaks found | healthy accused | alarms where it is undecidable |\n|---|---|---|---|')
    for name, alarms in said.items():
        share = lambda label: f"{100 * np.mean([x for x, c in zip(alarms, cases) if c['label'] == label]):.1f} %"
        print(f"| {name} | {share('leak')} | {share('no_leak')} | {share('inconclusive')} |")

def main():
    ap = argparse.ArgumentParser()
    ap.add_argument('--program', required=True)
    ap.add_argument('--module', default='families')
    ap.add_argument('--seed', type=int, default=1)
    ap.add_argument('--per', type=int, default=10)
    ap.add_argument('--only')
    ap.add_argument('--dir', help='keeps the logs here, for another run')
    ap.add_argument('--families', action='store_true')
    ap.add_argument('--rules', action='store_true', help='simpler rules beside it; needs scipy and pymannkendall')
    a = ap.parse_args()
    keep = tempfile.TemporaryDirectory()
    folder = a.dir or keep.name
    os.makedirs(folder, exist_ok=True)
    cases = measured(a.program, written(load_module(a.module), a.seed, a.per, folder, a.only))
    table(cases, a.families)
    if a.rules: rules(cases)

if __name__ == '__main__':
    main()
