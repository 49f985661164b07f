#!/usr/bin/env python3
"""Writes statistics.json: values of numpy and scipy that tests/it/statistics.rs compares ours with.

usage: statistics.py > statistics.json        (versions: requirements.txt)
"""
import json, sys
import numpy as np, scipy
from scipy import stats

rng = np.random.default_rng(20261123)
cases = []
for n in (2, 3, 7, 12, 60, 256):
    t = np.cumsum(rng.uniform(0.5, 1.5, n)) * 300
    for kind in ('noise', 'trend', 'walk', 'ties'):
        v = rng.normal(0, 1, n)
        if kind == 'trend': v = v + 0.01 * t
        if kind == 'walk': v = np.cumsum(v)
        if kind == 'ties': v = np.round(v)
        cases.append(dict(name=f'{kind} {n}', t=t.tolist(), v=v.tolist(), median=float(np.median(v)), deviation=float(np.std(v)),
                          mad_sigma=1.4826 * float(stats.median_abs_deviation(v)),
                          quantiles=[[p, float(np.quantile(v, p))] for p in (0.0, 0.02, 0.05, 0.12, 0.5, 0.98, 0.995, 1.0)],
                          theil_sen=float(stats.theilslopes(v, t).slope), correlation=float(np.corrcoef(t, v)[0, 1])))
t_tail = [[x, df, float(stats.t.sf(x, df))] for df in (1.0, 2.5, 4.0, 11.0, 31.0, 200.0) for x in (-3.0, -0.5, 0.0, 0.7, 2.0, 5.0, 20.0)]
t_975 = [[df, float(stats.t.ppf(0.975, df))] for df in (1.0, 1.7, 2.5, 4.0, 11.0, 31.0, 200.0, 5000.0)]
json.dump(dict(made_with=f'numpy {np.__version__}, scipy {scipy.__version__}', cases=cases, t_upper_tail=t_tail, t_quantile_975=t_975),
          sys.stdout, indent=None, separators=(',', ':'))
