#!/usr/bin/env bash
# Type-checks the sources for all three systems with one compiler: what is behind a cfg() of another system cannot rot
# unseen. Nothing is linked, so neither system's tools are needed. Run it before each release.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/toolchain.sh"
cd "$project"
for target in x86_64-unknown-linux-gnu x86_64-pc-windows-msvc aarch64-apple-darwin; do
    echo "== $target"
    cargo check --locked --lib --bins -Zbuild-std=std,panic_unwind --target "$target"
done
