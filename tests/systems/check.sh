#!/usr/bin/env bash
# Type-checks the sources for all three systems and for browsers with one compiler: what is behind a cfg() of another system cannot rot
# unseen. Nothing is linked, so neither system's tools are needed. Run it before each release.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/toolchain.sh"
cd "$project"
for target in x86_64-unknown-linux-gnu x86_64-pc-windows-msvc aarch64-apple-darwin; do
    echo "== $target"
    # the library for Linux comes built
    library=(-Zbuild-std=std,panic_unwind)
    [ "$target" = x86_64-unknown-linux-gnu ] && library=()
    cargo check --locked --lib --bins "${library[@]}" --target "$target"
done
echo "== wasm32-unknown-unknown"
cargo check --locked --lib --bin poolscope --no-default-features -Zbuild-std=std,panic_abort --target wasm32-unknown-unknown
