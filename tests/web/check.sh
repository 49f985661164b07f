#!/usr/bin/env bash
# Runs the program in Chromium, from a server and from a disk, and compares what it says and writes with the program of
# this machine: check.sh [LOG...]. Without logs, those of ../shared/samples, and logs of 100 MB and 1 GB made from one of
# them. Needs root for apt, Node and Rust (POOLSCOPE names a program instead of the release build); tests/web/build.sh comes
# first. Pictures are left in target/web/seen.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../systems/needs.sh"
needs chromium imagemagick
command -v npm > /dev/null || needs nodejs npm
web=$project/target/web
[ -d "$web/node_modules/playwright-core" ] || npm install --silent --prefix "$web" playwright-core
[ $# -gt 0 ] || set -- "$project"/assets/sample.blg "$project"/../shared/samples/*.blg "$project"/../shared/samples/*.csv \
    "$project"/../shared/samples/*.tsv "$project"/../shared/samples/tags/*.txt
[ -n "${POOLSCOPE:-}" ] || needs_release
if [ -z "${LARGE+set}" ] && [ -d "$project/../shared/samples" ]; then
    for mb in 100 1024; do
        log=$project/target/bench/objects-$mb.blg
        [ -f "$log" ] || (cd "$project" && cargo bench --quiet --locked --bench reader -- file "$mb")
        LARGE=${LARGE:-}${LARGE:+:}$log
    done
fi
export LARGE=${LARGE-}
mkdir -p "$web/seen"
export EXPECTED=$web/expected
rm -rf "$EXPECTED" && mkdir -p "$EXPECTED"
(cd "$project" && WEB_EXPECTED=$EXPECTED cargo test --quiet --locked --test ui -- --ignored what_the_page_must_write > /dev/null)
WEB=$web POOLSCOPE=${POOLSCOPE:-$project/target/release/poolscope} node "$project/tests/web/check.mjs" "$@"
