#!/usr/bin/env python3
"""poolscope triage on Apache Spark: the same tables as `poolscope triage --parquet`, from more logs than a machine can judge.

    spark-submit --files poolscope spark_triage.py [--group N] [--timeout SECONDS] OUT PATH...

OUT and the logs are on storage that every node sees under the same path. Which files belong together is found by
`poolscope triage --plan` on the driver; Spark gets a table of paths, never bytes. Each task judges some dozens of groups
with one run of the program and moves its series into place by rename, so that a task that is tried again replaces what it
wrote. A group that fails is a row of failed.parquet that says why, and one that takes too long times out alone.
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import uuid

import pandas
import pyarrow
import pyarrow.parquet
from pyspark import SparkFiles
from pyspark.sql import SparkSession


def program():
    """The program that was sent along, else the one that is on the node."""
    sent = SparkFiles.get("poolscope")
    if os.path.exists(sent):
        os.chmod(sent, 0o755)
        return sent
    return shutil.which("poolscope") or "poolscope"


def put(source, target):
    """Copies a file and renames it into place: nobody sees half of one."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.{uuid.uuid4().hex}")
    shutil.copyfile(source, part)
    os.replace(part, target)


def judge(paths, out, timeout, all_counters):
    """One run of the program: the rows of its verdicts, and what could not be read."""
    with tempfile.TemporaryDirectory(prefix="poolscope-") as folder:
        folder = pathlib.Path(folder)
        command = [program(), "triage", "--parquet", folder, "--json", folder / "triage.json", "--jobs", "1", "--", *paths]
        if all_counters:
            command.insert(2, "--all-counters")
        done = subprocess.run(command, timeout=timeout, capture_output=True, text=True)
        if not (folder / "triage.json").exists():
            raise RuntimeError(done.stderr.strip() or f"the program ended with {done.returncode}")
        failed = json.loads((folder / "triage.json").read_text())["failed"]
        rows = pyarrow.parquet.read_table(folder / "verdicts.parquet").to_pylist()
        for file in sorted((folder / "series").rglob("*.parquet")):
            put(file, pathlib.Path(out) / "series" / file.relative_to(folder / "series"))
    return rows, failed


def row(kind, value):
    # times are not JSON: those of a row are written as text, and read back below
    return {"kind": kind, "value": json.dumps(value, default=lambda time: time.isoformat())}


def judge_groups(groups, out, timeout, all_counters):
    """Rows of some groups together; where that fails or takes too long, of each alone."""
    try:
        rows, failed = judge([path for group in groups for path in group], out, timeout, all_counters)
        return [row("verdict", r) for r in rows] + [row("failed", f) for f in failed]
    except (subprocess.TimeoutExpired, RuntimeError, OSError) as error:
        if len(groups) > 1:
            return [r for group in groups for r in judge_groups([group], out, timeout, all_counters)]
        found = f"took longer than {timeout} s" if isinstance(error, subprocess.TimeoutExpired) else str(error)
        return [row("failed", {"path": path, "error": f"judging: {found}: {path}"}) for path in groups[0]]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--group", type=int, default=32, help="groups of logs a task (default 32)")
    parser.add_argument("--timeout", type=float, default=600, help="seconds for one run of the program (default 600)")
    parser.add_argument("--all-counters", action="store_true", help="series of every counter")
    parser.add_argument("out")
    parser.add_argument("paths", nargs="+")
    args = parser.parse_args()
    out = pathlib.Path(args.out).resolve()
    out.mkdir(parents=True, exist_ok=True)

    spark = SparkSession.builder.appName("poolscope triage").getOrCreate()
    plan = out / "plan.json"
    paths = [os.path.abspath(path) for path in args.paths]
    subprocess.run([program(), "triage", "--plan", plan, "--force", "--", *paths], check=False)
    planned = json.loads(plan.read_text())
    tasks = [planned["groups"][at:at + args.group] for at in range(0, len(planned["groups"]), args.group)]
    table = spark.createDataFrame([(json.dumps(task),) for task in tasks], "groups string")
    table = table.repartition(max(1, len(tasks)))
    (where, timeout, all_counters) = (str(out), args.timeout, args.all_counters)

    def each(frames):
        for frame in frames:
            for task in frame["groups"]:
                yield pandas.DataFrame(judge_groups(json.loads(task), where, timeout, all_counters), columns=["kind", "value"])

    found = table.mapInPandas(each, "kind string, value string").collect()
    verdicts = [json.loads(r["value"]) for r in found if r["kind"] == "verdict"]
    failed = planned["failed"] + [json.loads(r["value"]) for r in found if r["kind"] == "failed"]
    write_verdicts(verdicts, out / "verdicts.parquet")
    schema = pyarrow.schema([("path", pyarrow.string()), ("error", pyarrow.string())])
    write(pyarrow.Table.from_pylist(failed, schema), out / "failed.parquet")
    plan.unlink()
    print(f"{len({v['computer'] for v in verdicts})} servers, {len(failed)} files that could not be read, {len(tasks)} tasks")
    spark.stop()


def write(table, path):
    part = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    pyarrow.parquet.write_table(table, part, compression="zstd")
    os.replace(part, path)


def write_verdicts(rows, path):
    """The table that triage writes, in its order: exhausted pools, rises by the time left, the share of RAM."""
    times = ("onset", "max_time", "begin_time", "end_time")
    for verdict in rows:
        for name in times:
            if verdict[name] is not None:
                verdict[name] = pandas.Timestamp(verdict[name]).to_pydatetime()
    text, number, flag = pyarrow.string(), pyarrow.float64(), pyarrow.bool_()
    time = pyarrow.timestamp("ms", tz="UTC")
    kinds = {"computer": text, "os_build": pyarrow.uint32(), "pool": text, "verdict": text, "severity": text,
             "provisional": flag, "exhausted": flag, "top_tag": text, "samples": pyarrow.int64(), "files": text,
             "sentence": text, "program_version": text, **{name: time for name in times}}
    names = list(rows[0]) if rows else list(kinds)
    schema = pyarrow.schema([(name, kinds.get(name, number)) for name in names])
    endless = float("inf")
    rises = ("leak", "suspect")

    def urgency(r):
        left = r["hours_to_limit"] if r["verdict"] in rises and r["hours_to_limit"] is not None else endless
        return (not r["exhausted"], r["verdict"] not in rises, left, -(r["ram_fraction"] or 0), r["computer"], r["pool"])

    write(pyarrow.Table.from_pylist(sorted(rows, key=urgency), schema), path)


if __name__ == "__main__":
    main()
