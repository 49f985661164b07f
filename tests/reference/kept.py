#!/usr/bin/env python3
"""Picks the series that `cargo test` judges from what series.py wrote: of each verdict some, of as many families as there
are, the shortest first.

usage: kept.py [--each 7] [--most 750] < series.jsonl > ../data/reference.jsonl
"""
import argparse, collections, json, sys

def short(x):
    return int(x) if x is not None and float(x).is_integer() else x

def main():
    ap = argparse.ArgumentParser()
    ap.add_argument('--each', type=int, default=7)
    ap.add_argument('--most', type=int, default=750, help='points of a series')
    a = ap.parse_args()
    by_verdict = collections.defaultdict(list)
    for text in sys.stdin:
        line = json.loads(text)
        if len(line['t']) > a.most: continue
        by_verdict[line['reference']['verdict']].append(line)
    for verdict in sorted(by_verdict):
        seen, kept = collections.Counter(), []
        lines = sorted(by_verdict[verdict], key=lambda l: (len(l['t']) * (2 if l['load'] else 1), l['id']))
        for most in range(1, a.each + 1):
            for line in lines:
                if len(kept) < a.each and line not in kept and seen[line['family']] < most:
                    seen[line['family']] += 1
                    kept.append(line)
        for line in kept:
            for key in ('t', 'v', 'load', 'restarts'):
                if line[key] is not None:
                    line[key] = [short(x) for x in line[key]]
            sys.stdout.write(json.dumps(line, separators=(',', ':')) + '\n')

if __name__ == '__main__':
    main()
