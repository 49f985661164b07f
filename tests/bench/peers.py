#!/usr/bin/env python3
"""Reading text logs, beside polars: python3 tests/bench/peers.py

Makes a virtual environment in target/bench, puts the newest polars into it, and measures both programs in turn on the
files that `cargo bench --bench reader` makes. Best of five, warm cache, one machine, one run.
"""

import pathlib
import re
import subprocess
import sys
import time
import venv

ROOT = pathlib.Path(__file__).resolve().parents[2]
BENCH = ROOT / "target" / "bench"
HOME = BENCH / "venv"
PYTHON = HOME / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")

PEER = """
import sys, time, polars
path, best = sys.argv[1], lambda once: min((lambda b: (once(), time.perf_counter() - b)[1])(time.perf_counter()) for _ in range(5))
pools = [c for c in polars.scan_csv(path).collect_schema().names() if "Pool" in c]
print(best(lambda: polars.scan_csv(path).select(pools).collect()), best(lambda: polars.read_csv(path)), polars.__version__)
"""


def output(*command):
    return subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.PIPE, text=True).stdout


def whole_program(path):
    """Seconds of `analyze --pools-only`, from its start to its end: reading, verdict and report."""
    program = ROOT / "target" / "release" / ("poolscope.exe" if sys.platform == "win32" else "poolscope")
    times = []
    for _ in range(5):
        begun = time.perf_counter()
        subprocess.run([program, "analyze", "--pools-only", path], check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - begun)
    return min(times)


def main():
    if not PYTHON.exists():
        venv.create(HOME, with_pip=True)
    output(PYTHON, "-m", "pip", "install", "--quiet", "--upgrade", "polars")
    output("cargo", "build", "--release", "--quiet")
    print(f"{'log':<12} {'':<26} {'polars s':>9} {'ours s':>8} {'times as fast':>14}")
    for name in ["wide.csv", "narrow.csv"]:
        path = BENCH / name
        scan, read, version = output(PYTHON, "-c", PEER, path).split()
        bench = output("cargo", "bench", "--quiet", "--bench", "reader", "--", "read", path)
        pools, everything = map(float, re.findall(r"\d+\.\d+", bench)[-2:])
        for what, peer, ours in [
            ("both pools, in memory", float(scan), pools),
            ("both pools, with verdict", float(scan), whole_program(path)),
            ("every counter, in memory", float(read), everything),
        ]:
            print(f"{name:<12} {what:<26} {peer:>9.3f} {ours:>8.3f} {peer / ours:>14.2f}")
    print(f"polars {version}")


if __name__ == "__main__":
    main()
