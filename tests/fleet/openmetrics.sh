#!/usr/bin/env bash
# The pools as OpenMetrics: Prometheus takes them, and gives back what triage wrote.
#
#   cargo build --release && tests/fleet/openmetrics.sh
#
# Needs promtool (Debian: prometheus).
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$PWD/target/fleet
fleet=$work/logs-20
[ -d "$fleet" ] || cargo bench --quiet --bench fleet -- "$fleet" 80 11
rm -rf "$work/metrics" && mkdir -p "$work/metrics"
target/release/poolscope triage "$fleet" --openmetrics "$work/metrics/pools.txt" >/dev/null || true
promtool tsdb create-blocks-from openmetrics "$work/metrics/pools.txt" "$work/metrics/data" >"$work/metrics/said"
mkdir -p "$work/metrics/data/wal" # a database has one; there is nothing in it
promtool tsdb dump "$work/metrics/data" >"$work/metrics/back"
python3 - "$work/metrics/pools.txt" "$work/metrics/back" <<'PY'
import re, sys
def samples(path, pattern, scale):
    found = {}
    for line in open(path):
        if m := re.match(pattern, line):
            name, server, value, at = m.groups()
            found[name, server, round(float(at) * scale)] = float(value)
    return found
wrote = samples(sys.argv[1], r'(\w+)\{instance="(.*?)"\} (\S+) (\S+)', 1000)
back = samples(sys.argv[2], r'\{__name__="(\w+)", instance="(.*?)"\} (\S+) (\S+)', 1)
assert wrote and wrote == back, (len(wrote), len(back), list(wrote.items())[:2], list(back.items())[:2])
print(f"{len(wrote)} samples of {len({k[1] for k in wrote})} servers, the same in Prometheus")
PY
