#!/usr/bin/env bash
# Hostile logs (bombs.py makes them) through analyze, counters and convert with 600 MB of address space each: exit code,
# seconds and memory. Fails where one is killed, aborts, or takes more than two minutes. Needs root for apt, and Rust.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/needs.sh"
needs python3 time
needs_release
set +e
cd "$project"
program=$PWD/target/release/poolscope
export BOMBS_OUT=${BOMBS_OUT:-target/bombs}
python3 tests/systems/bombs.py --only-full "$@" > /dev/null || exit 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
for log in "$BOMBS_OUT"/*.*; do
    case $log in *_quarter.* | *.json | *.part) continue ;; esac
    for command in analyze counters convert; do
        arguments=("$log")
        [ $command = convert ] && arguments=("$log" "$work/out.csv" --force)
        (ulimit -v 600000; timeout 120 /usr/bin/time -f "%e s %M KB" -o "$work/time" \
            "$program" $command "${arguments[@]}" > /dev/null 2>&1)
        code=$?
        printf '%-24s %-9s exit %-4s %s\n' "$(basename "$log")" $command $code "$(tail -n 1 "$work/time")"
        [ $code -le 3 ] || failed=1
    done
done
exit $failed
