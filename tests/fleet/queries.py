#!/usr/bin/env python3
"""Runs the queries of assets/fleet over a generated fleet with DuckDB, and holds them against triage's own answers.

    cargo build --release && tests/fleet/queries.py [SERVERS]

Needs duckdb (PyPI). Makes its files in target/fleet."""

import json
import pathlib
import shutil
import subprocess
import sys

import duckdb

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "target/release/poolscope"
WORK = ROOT / "target/fleet"
MB = 1048576


def generate(folder, logs, seed):
    if not folder.exists():
        subprocess.run(["cargo", "bench", "--quiet", "--bench", "fleet", "--", str(folder), str(logs), str(seed)],
                       cwd=ROOT, check=True)


def triage(folder, out, *more):
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    subprocess.run([PROGRAM, "triage", folder, "--parquet", out, "--json", out / "all.json", *more],
                   check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return json.load(open(out / "all.json"))


def query(name, fleet, before=None):
    text = (ROOT / f"assets/fleet/{name}.sql").read_text()
    assert text.startswith("-- ") and text.splitlines()[0].rstrip().endswith("?"), f"{name}: no question"
    db = duckdb.connect()
    db.execute("set variable fleet = ?", [str(fleet)])
    db.execute("set variable before = ?", [str(before or fleet)])
    result = db.execute(text)
    names = [column[0] for column in result.description]
    return [dict(zip(names, row)) for row in result.fetchall()]


def same(name, found, wanted):
    assert found == wanted, f"{name}:\n{str(found)[:2000]}\nis not\n{str(wanted)[:2000]}"
    print(f"{name}: {len(found)} rows, as triage has them")


def urgent(pool):
    hours = pool["hours_to_limit"]
    return (not pool["exhausted"], float("inf") if hours is None else hours, -(pool["ram_fraction"] or 0))


def main():
    servers = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    logs = WORK / f"logs-{servers}"
    generate(logs, servers * 4, 11)
    early = triage(f"{logs}/**/00000[0-2].blg".replace("[0-2]", "?"), WORK / "before", "--since", "2026-03-05T00:00:00")
    out = WORK / "now"
    report = triage(logs, out)
    pools = [(s, p) for s in report["servers"] for p in s["pools"]]

    found = query("exhausted", out)
    soon = [(s, p) for s, p in pools
            if p["exhausted"] or p["verdict"] in ("leak", "suspect") and (p["hours_to_limit"] or 1e9) < 168]
    soon.sort(key=lambda sp: (*urgent(sp[1]), sp[0]["computer"], sp[1]["kind"]))
    same("exhausted", [(r["computer"], r["pool"]) for r in found], [(s["computer"], p["kind"]) for s, p in soon])
    # the ranking of triage itself: the first pool of each server, in its order
    ranked = [s["computer"] for s in report["servers"]
              if s["pools"] and any((s, p) in soon for p in s["pools"])]
    assert list(dict.fromkeys(r["computer"] for r in found)) == ranked, "not the ranking of triage"

    found = query("builds", out)
    builds = {}
    for s, p in pools:
        of = builds.setdefault(s["os_build"], [set(), set()])
        of[0].add(s["computer"])
        if p["verdict"] == "leak":
            of[1].add(s["computer"])
    same("builds", {r["os_build"]: (r["servers"], r["leaking"]) for r in found},
         {b: (len(a), len(l)) for b, (a, l) in builds.items()})
    print(f"  {found[0]['os_build']} leaks on {found[0]['percent']} % of its servers")

    found = query("tags", out)
    tags = {}
    for s, p in pools:
        if p["verdict"] in ("leak", "suspect") and p["tag"]:
            tags.setdefault((p["tag"]["name"], p["kind"]), set()).add(s["computer"])
    same("tags", {(r["top_tag"], r["pool"]): r["servers"] for r in found}, {k: len(v) for k, v in tags.items()})

    found = query("changed", out, WORK / "before")
    was = {(s["computer"], p["kind"]): p for s in early["servers"] for p in s["pools"]}
    now = {(s["computer"], p["kind"]): p for s, p in pools}
    differ = {k for k in was.keys() | now.keys()
              if any((was.get(k) or {}).get(f) != (now.get(k) or {}).get(f) for f in ("verdict", "ram_fraction"))}
    same("changed", {(r["computer"], r["pool"]) for r in found}, differ)

    found = query("percentiles", out)
    largest = {}
    for r in found:
        largest[r["counter"]] = max(largest.get(r["counter"], 0), r["largest_mb"])
    wanted = {}
    for s, p in pools:
        counter = "pool nonpaged bytes" if p["kind"] == "nonpaged_pool" else "pool paged bytes"
        wanted[counter] = max(wanted.get(counter, 0), round(p["max"] / MB, 1))
    same("percentiles", largest, wanted)


if __name__ == "__main__":
    main()
