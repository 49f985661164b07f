#!/usr/bin/env bash
# Runs every command of the README as it is written, in order, in a clean clone of what was committed and a home of its
# own: a command that opens the window is closed once the window has judged its log. Needs root for apt, and Rust. Set
# CARGO_TARGET_DIR to build upon what was built before.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/needs.sh"
needs gcc git libc6-dev xdotool xvfb libx11-6 libx11-xcb1 libxcursor1 libxi6 libxkbcommon0 libxkbcommon-x11-0 libgl1

place=$(mktemp -d)
git clone --quiet "$project" "$place/poolscope"
cd "$place/poolscope"
export CARGO_HOME=${CARGO_HOME:-$HOME/.cargo} RUSTUP_HOME=${RUSTUP_HOME:-$HOME/.rustup}
export HOME=$place/home CARGO_INSTALL_ROOT=$place/home/.cargo DISPLAY=:78
export PATH=$CARGO_INSTALL_ROOT/bin:$PATH
mkdir -p "$HOME"
Xvfb "$DISPLAY" -screen 0 1300x850x24 > /dev/null 2>&1 & display=$!
trap 'kill $display 2> /dev/null; rm -rf "$place"' EXIT

# a window runs until it is closed
in_window() {
    "$@" > "$place/said" 2>&1 & local program=$!
    for _ in $(seq 3600); do
        xdotool search --name ' - PoolScope$' > /dev/null 2>&1 && break
        kill -0 $program 2> /dev/null || break
        sleep 0.5
    done
    xdotool search --name ' - PoolScope$' > /dev/null || { cat "$place/said"; return 1; }
    pkill -P $program 2> /dev/null || kill $program
    wait $program 2> /dev/null || true
}

count=0
while IFS= read -r line; do
    begun=$SECONDS
    case $line in
        *' -- --sample') in_window $line ;;
        *) bash -ec "$line" > "$place/said" 2>&1 < /dev/null || { cat "$place/said"; echo "FAILED: $line"; exit 1; } ;;
    esac
    echo "$((SECONDS - begun)) s: $line"
    count=$((count + 1))
done < <(awk '/^```sh$/ { on = 1; next } /^```$/ { on = 0 } on' README.md)
echo "$count commands of the README ran as written"
[ "$count" -ge 12 ]
