#!/usr/bin/env bash
# Counts what the window draws in a minute in which nobody touches it: idle.sh [LOG]. A proxy between the window and the X
# server writes down every request; those that put a picture on the screen are frames. Without a log, the sample. To show
# that frames are counted at all, the pointer is moved afterwards. Needs root for apt, and Rust.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/needs.sh"
needs xvfb xdotool xtrace libx11-6 libx11-xcb1 libxcursor1 libxi6 libxkbcommon0 libxkbcommon-x11-0 libgl1 libgl1-mesa-dri
needs_release
out=$systems/idle
rm -rf "$out"; mkdir -p "$out"
log=${1:-$project/assets/sample.blg}
export XDG_DATA_HOME=$out/home XDG_CONFIG_HOME=$out/home XAUTHORITY=$out/none
unset WAYLAND_DISPLAY
touch "$XAUTHORITY"
Xvfb :74 -screen 0 1300x850x24 > /dev/null 2>&1 & display=$!
sleep 1
xtrace -n -d :74 -D :75 -o "$out/requests.txt" > /dev/null 2>&1 & proxy=$!
sleep 1
DISPLAY=:75 "$project/target/release/poolscope" "$log" > "$out/said.txt" 2>&1 & program=$!
trap 'kill $program $proxy $display 2> /dev/null || true' EXIT
export DISPLAY=:74
until xdotool search --name "$(basename "$log") - PoolScope" > "$out/window.txt" 2> /dev/null; do
    kill -0 $program || { cat "$out/said.txt"; exit 1; }
    sleep 0.1
done
sleep 8 # judged, tables and sparklines fetched, messages gone
frames() { grep -c -E 'PutImage|SwapBuffers|PresentPixmap|CopyArea' "$out/requests.txt" || true; }
ticks() { awk '{ print $14 + $15 }' "/proc/$program/stat"; }
before=$(frames); ticks_before=$(ticks)
sleep 60
idle=$(($(frames) - before)); work=$(($(ticks) - ticks_before))
xdotool mousemove 600 400; sleep 0.3; xdotool mousemove 640 420; sleep 2
moved=$(($(frames) - before - idle))
echo "in an idle minute: $idle frames, $((work * 1000 / $(getconf CLK_TCK))) ms of processor time; after moving the pointer: $moved frames"
[ "$idle" -eq 0 ] && [ "$moved" -gt 0 ]
