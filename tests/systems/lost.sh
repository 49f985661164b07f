#!/usr/bin/env bash
# Loses the window as a graphics device that goes would, with a note written, and looks whether a fresh process opens the
# same case: lost.sh. A second loss soon after the first must end with words, not in a circle. Needs root for apt, and Rust.
# Pictures are left in target/systems/lost.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/needs.sh"
needs xvfb xdotool imagemagick openbox libx11-6 libx11-xcb1 libxcursor1 libxi6 libxkbcommon0 libxkbcommon-x11-0 libgl1 libgl1-mesa-dri
needs_release
out=$systems/lost
rm -rf "$out"; mkdir -p "$out"
export XDG_DATA_HOME=$out/home XDG_CONFIG_HOME=$out/home DISPLAY=:73
unset WAYLAND_DISPLAY
Xvfb :73 -screen 0 1320x860x24 > /dev/null 2>&1 & display=$!
trap 'pkill -f "$project/target/release/poolscope" || true; kill $display $manager 2> /dev/null || true' EXIT
sleep 1; openbox > /dev/null 2>&1 & manager=$!
sleep 1
program=$project/target/release/poolscope
wait_for_window() { for _ in $(seq 100); do xdotool search --name 'sample.blg - PoolScope' > /dev/null 2>&1 && return; sleep 0.1; done; return 1; }
POOLSCOPE_LOSE_WINDOW_AFTER=10 "$program" "$project/assets/sample.blg" > "$out/first.txt" 2>&1 & first=$!
wait_for_window
sleep 1
xdotool mousemove 600 400; xdotool key ctrl+t; sleep 0.7; xdotool type --delay 20 'the driver was updated here'; xdotool key ctrl+Return
sleep 1; import -window root "$out/before.png"
check "the first process ended without an error" wait $first
wait_for_window && sleep 2
second=$(pgrep -f "$program --reopen" || true)
check "another process has the window" test -n "$second" -a "$second" != "$first"
import -window root "$out/after.png"
check "the note is kept" grep -rq 'the driver was updated here' "$out/home/poolscope/kept"
check "what was handed over is gone" test -z "$(ls "$out"/home/poolscope/reopening-* 2> /dev/null)"
kill $second
# lost at once, again and again: an error, not a circle
code=0
POOLSCOPE_LOSE_WINDOW_AFTER=1 timeout 20 "$program" "$project/assets/sample.blg" > "$out/again.txt" 2>&1 || code=$?
check "lost at once it ends: $(cat "$out/again.txt")" test $code -eq 2
end_of_checks "a lost window"
