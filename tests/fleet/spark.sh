#!/usr/bin/env bash
# Runs assets/fleet/spark_triage.py on a real standalone cluster of a master and two workers on this machine, kills one
# worker in the middle, and compares every row with `poolscope triage`.
#
#   cargo build --release && tests/fleet/spark.sh [LOGS]
#
# Needs pyspark 4, pandas below 3 and pyarrow (PyPI), and Java 17 (Debian: default-jre-headless).
set -euo pipefail
cd "$(dirname "$0")/../.."
logs=${1:-2000}
work=$PWD/target/fleet
fleet=$work/logs-$((logs / 4))
program=$PWD/target/release/poolscope
[ -d "$fleet" ] || cargo bench --quiet --bench fleet -- "$fleet" "$logs" 11
spark=$(python3 -c 'import pyspark, os; print(os.path.dirname(pyspark.__file__))')
export SPARK_LOCAL_IP=127.0.0.1 SPARK_HOME=$spark PYSPARK_PYTHON=python3
out=$work/spark state=$work/spark-state
rm -rf "$out" "$state" "$work/beside"
mkdir -p "$state" "$work/beside"

class() { "$spark/bin/spark-class" "$@" >>"$state/log" 2>&1 & }
class org.apache.spark.deploy.master.Master --host 127.0.0.1 --port 17077 --webui-port 18080
master=$!
workers=()
for n in 1 2; do
    class org.apache.spark.deploy.worker.Worker --host 127.0.0.1 --webui-port 1808$n --cores 1 --memory 1g \
        --work-dir "$state/worker-$n" spark://127.0.0.1:17077
    workers+=($!)
done
stop() { kill "$master" "${workers[@]}" 2>/dev/null || true; }
trap stop EXIT
for _ in $(seq 60); do
    [ "$(grep -c 'Registering worker' "$state/log")" -ge 2 ] && break
    sleep 0.5
done

began=$(date +%s.%N)
"$spark/bin/spark-submit" --master spark://127.0.0.1:17077 --files "$program" --conf spark.executor.memory=512m \
    --conf spark.ui.enabled=false assets/fleet/spark_triage.py --group 8 "$out" "$fleet" >"$state/answer" 2>>"$state/log" &
job=$!
# a worker goes away with everything that it runs, once there is something to lose
written() { find "$out" -name '*.parquet' 2>/dev/null | wc -l; }
for _ in $(seq 3000); do
    [ "$(written)" -gt 200 ] && break
    kill -0 $job 2>/dev/null || break
    sleep 0.1
done
pkill -9 -f "$state/worker-2" || true
kill -9 "${workers[1]}" 2>/dev/null || true
killed=$(written)
wait $job
spark_secs=$(awk "BEGIN { print $(date +%s.%N) - $began }")
cat "$state/answer"

began=$(date +%s.%N)
"$program" triage "$fleet" --parquet "$work/beside" >/dev/null || true
triage_secs=$(awk "BEGIN { print $(date +%s.%N) - $began }")
echo "one worker was killed after $killed series files"
python3 tests/fleet/same_tables.py "$work/beside" "$out"
echo "Spark: $spark_secs s, triage: $triage_secs s"
