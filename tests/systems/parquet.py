#!/usr/bin/env python3
"""Parquet files that `poolscope convert` writes, read back by DuckDB and polars, against its PDH-CSV, value by value.

    python3 tests/systems/parquet.py POOLSCOPE LOG...

Installs duckdb and polars into a folder of its own where they are missing (pip). Prints a line for each log; ends with 1 where any differs.
"""

import csv
import datetime
import math
import os
import subprocess
import sys
import tempfile
import venv

try:
    import duckdb
    import polars
except ImportError:
    tools = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../target/systems/parquet")
    python = os.path.join(tools, "bin/python")
    if sys.prefix == os.path.normpath(tools):
        raise
    venv.create(tools, with_pip=True)
    subprocess.run([python, "-m", "pip", "install", "--quiet", "duckdb", "polars", "tzdata", "pytz", "pyarrow"], check=True)
    os.execv(python, [python, *sys.argv])

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


def from_csv(path):
    """{(path in lower case, local time): value}, and the local times in order."""
    csv.field_size_limit(1 << 30)
    values, times = {}, []
    with open(path, newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        head = next(rows)[1:]
        for row in rows:
            times.append(row[0])
            for name, cell in zip(head, row[1:]):
                if cell.strip():
                    values[(name.lower(), row[0])] = float(cell)
    return values, times


def full_path(computer, thing, instance, counter):
    before = "\\\\" + computer if computer else ""
    name = f"({instance})" if instance is not None else ""
    return f"{before}\\{thing}{name}\\{counter}".lower()


def check(program, log, folder):
    table, long = os.path.join(folder, "out.csv"), os.path.join(folder, "out.parquet")
    for output in (table, long):
        subprocess.run([program, "convert", "--force", log, output], check=True, stderr=subprocess.DEVNULL)
    expected, times = from_csv(table)
    columns = "computer, object, instance, counter, epoch_us(time), value"
    by_duckdb = duckdb.sql(f"select {columns} from '{long}'").fetchall()
    frame = polars.read_parquet(long)
    assert frame.schema["time"] == polars.Datetime("us", "UTC"), frame.schema
    by_polars = frame.select(
        "computer", "object", "instance", "counter", polars.col("time").cast(polars.Int64), "value"
    ).rows()
    assert sorted(by_duckdb, key=repr) == sorted(by_polars, key=repr), "DuckDB and polars differ"
    # records that hold no value at all have no row
    moments = sorted({row[4] for row in by_duckdb})
    with_values = {time for _, time in expected}
    local = [time for time in times if time in with_values]
    assert len(set(local)) <= len(moments) <= len(local), (len(local), len(moments))
    if len(set(local)) != len(local):
        return f"{len(by_duckdb)} values; local times repeat, counted only: {len(by_duckdb) >= len(expected)}"
    local_of = dict(zip(moments, local))
    found = {}
    for computer, thing, instance, counter, moment, value in by_duckdb:
        found[(full_path(computer, thing, instance, counter), local_of[moment])] = value
    assert found.keys() == expected.keys(), list(found.keys() ^ expected.keys())[:5]
    for key, value in expected.items():
        assert value == found[key] or math.isnan(value), (key, value, found[key])
    return f"{len(found)} values equal"


def main():
    program, logs = sys.argv[1], sys.argv[2:]
    failed = 0
    for log in logs:
        with tempfile.TemporaryDirectory() as folder:
            try:
                print(f"{os.path.basename(log)}: {check(program, log, folder)}")
            except (AssertionError, subprocess.CalledProcessError) as error:
                failed += 1
                print(f"{os.path.basename(log)}: DIFFERS: {error!r}"[:600])
    sys.exit(1 if failed else 0)


main()
