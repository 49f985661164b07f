#!/usr/bin/env python3
"""Whether two folders of `triage --parquet` hold the same verdicts and the same series, row by row."""

import sys

import duckdb

a, b = sys.argv[1:]
db = duckdb.connect()
for name, path in (("verdicts", "verdicts.parquet"), ("series", "series/*/*/*.parquet")):
    for side, folder in (("a", a), ("b", b)):
        db.execute(f"create or replace view {side} as select * from read_parquet('{folder}/{path}')")
    count = {side: db.execute(f"select count(*) from {side}").fetchone()[0] for side in "ab"}
    differ = db.execute("select count(*) from ((from a except all from b) union all (from b except all from a))").fetchone()[0]
    print(f"{name}: {count['a']} and {count['b']} rows, {differ} differ")
    if differ or not count["a"]:
        sys.exit(1)
