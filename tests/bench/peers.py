#!/usr/bin/env python3
"""Reading, beside dd and polars, in one run: python3 tests/bench/peers.py

Makes a virtual environment in target/bench, puts the newest polars into it, has `cargo bench --bench reader` make its logs,
and measures all programs in turn on them, this one as it is released. Best of five, warm cache, one machine. Prints the tables of the handbook.
"""

import math
import pathlib
import subprocess
import sys
import time
import venv

ROOT = pathlib.Path(__file__).resolve().parents[2]
BENCH = ROOT / "target" / "bench"
HOME = BENCH / "venv"
EXE = ".exe" if sys.platform == "win32" else ""
PYTHON = HOME / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
# as released
PROFILE = "dist"
PROGRAM = ROOT / "target" / PROFILE / f"poolscope{EXE}"
BEST_OF = 5

PEER = """
import sys, time, polars
path = sys.argv[1]
best = lambda once: min((lambda b: (once(), time.perf_counter() - b)[1])(time.perf_counter()) for _ in range(int(sys.argv[2])))
pools = [c for c in polars.scan_csv(path).collect_schema().names() if "Pool" in c]
print(best(lambda: polars.scan_csv(path).select(pools).collect()), best(lambda: polars.read_csv(path)), polars.__version__)
"""


def output(*command):
    return subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.PIPE, text=True).stdout


def run(*command):
    """Seconds of a whole program."""
    begun = time.perf_counter()
    subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - begun


def best(*command):
    return min(run(*command) for _ in range(BEST_OF))


def peak(*command):
    """The largest memory of a program in MB, asked for every few milliseconds; none where the system does not say."""
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    most = 0
    while child.poll() is None:
        try:
            status = pathlib.Path(f"/proc/{child.pid}/status").read_text()
            most = max([most] + [int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")])
        except OSError:
            pass
        time.sleep(0.002)
    return most / 1024


def warm(path):
    with open(path, "rb") as file:
        while file.read(1 << 24):
            pass


def bench(*words):
    return output("cargo", "bench", "--quiet", "--profile", PROFILE, "--bench", "reader", "--", *map(str, words))


def megabytes(path):
    return path.stat().st_size / 1048576


def binary_logs():
    rows = [
        ("objects-1024.blg", "whole objects, both pools", ["--pools-only"]),
        ("objects-1024.blg", "whole objects, everything judged", []),
        ("values-1024.blg", "200 single counters, both pools", ["--pools-only"]),
        ("pair-20m.blg", "the pools alone, 20 million samples", ["--pools-only"]),
    ]
    print("| `.blg` | MB | `dd` | PoolScope | of `dd` | peak MB |\n|---|---|---|---|---|---|")
    for name, what, options in rows:
        path = BENCH / name
        warm(path)
        dd = best("dd", f"if={path}", "of=/dev/null", "bs=1M")
        ours = best(PROGRAM, "analyze", *options, path)
        memory = peak(PROGRAM, "analyze", *options, path)
        print(
            f"| {what} | {megabytes(path):.0f} | {dd:.3f} s | {ours:.3f} s | {ours / dd:.1f} × | {memory:.0f} |",
            flush=True,
        )
    further = bench("further", BENCH / "objects-1024.blg").split()[-1]
    print(f"\none further counter of the opened log of objects: {float(further):.3f} s\n")


def row(size, what, peer, ours):
    print(f"| {size} | {what} | {peer:.3f} s | {ours:.3f} s | {peer / ours:.1f} |", flush=True)


def text_logs():
    print("| CSV | what | polars | PoolScope | times as fast |\n|---|---|---|---|---|")
    for shape, size in [("wide", "3,000 × 8,000"), ("narrow", "12 × 1,600,000")]:
        for place in ["first", "middle", "last"]:
            path = BENCH / f"{shape}-{place}.csv"
            warm(path)
            scan, read, version = output(PYTHON, "-c", PEER, path, str(BEST_OF)).split()
            in_memory, everything = map(float, bench("read", path).split()[-2:])
            program = best(PROGRAM, "analyze", "--pools-only", path)
            row(size, f"both pools, {place} in the row", float(scan), in_memory)
            row(size, "the same with verdict, whole program", float(scan), program)
            if place == "middle":
                row(size, "every counter", float(read), everything)
    print(f"\npolars {version}\n")


def growth():
    """Exponents by least squares of the logarithms."""
    sizes = [10, 100, 1024, 3072]
    for what, options in [("both pools", ["--pools-only"]), ("everything judged", [])]:
        points = []
        for size in sizes:
            path = BENCH / f"objects-{size}.blg"
            warm(path)
            points.append((math.log(megabytes(path)), math.log(best(PROGRAM, "analyze", *options, path))))
        mx, my = (sum(axis) / len(points) for axis in zip(*points))
        slope = sum((x - mx) * (y - my) for x, y in points) / sum((x - mx) ** 2 for x, _ in points)
        last = (points[-1][1] - points[-2][1]) / (points[-1][0] - points[-2][0])
        times = ", ".join(f"{math.exp(y):.3f} s" for _, y in points)
        print(f"{what} of 10 MB to 3 GB of whole objects: {times}; exponent {slope:.2f}, from 1 to 3 GB {last:.2f}", flush=True)


def main():
    if not PYTHON.exists():
        venv.create(HOME, with_pip=True)
    output(PYTHON, "-m", "pip", "install", "--quiet", "--upgrade", "polars")
    output("cargo", "build", "--quiet", "--profile", PROFILE)
    bench("files")
    begun = best(PROGRAM, "--version")
    print(f"the program itself, from start to end: {begun * 1000:.0f} ms; {megabytes(PROGRAM):.1f} MB\n")
    binary_logs()
    text_logs()
    growth()


if __name__ == "__main__":
    main()
