#!/usr/bin/env bash
# From a start on each of the given logs (without any, on the sample) to the first frame, and to the log's name in the
# title, which is there once the pools are judged: the time that a double click takes. Needs root for apt, and Rust.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/needs.sh"
needs xvfb xdotool libx11-6 libx11-xcb1 libxcursor1 libxi6 libxkbcommon0 libxkbcommon-x11-0 libgl1
needs_release
cd "$project"
[ $# -gt 0 ] || set -- assets/sample.blg
home=$(mktemp -d)
export DISPLAY=:76 XDG_DATA_HOME=$home
unset WAYLAND_DISPLAY
Xvfb :76 -screen 0 1300x850x24 > /dev/null 2>&1 & display=$!
trap 'kill $display 2> /dev/null; rm -rf "$home"' EXIT
sleep 1
now() { date +%s%N; }
for log in "$@"; do
    for _ in 1 2 3; do
        rm -f "$home/poolscope/drawn-by"
        begun=$(now)
        target/release/poolscope "$log" 2> /dev/null & program=$!
        until [ -f "$home/poolscope/drawn-by" ]; do sleep 0.005; done
        drawn=$(now)
        until xdotool search --name "$(basename "$log") - PoolScope" > /dev/null 2>&1; do sleep 0.01; done
        read=$(now)
        kill $program; wait $program 2> /dev/null || true
        echo "$(basename "$log"): first frame $(((drawn - begun) / 1000000)) ms, judged $(((read - drawn) / 1000000)) ms later"
    done
done
