#!/usr/bin/env bash
# Builds the program for browsers: target/web/site, a folder for any static server, and target/web/poolscope.html, one file
# that works from a disk. Uses rustup's library for wasm32-unknown-unknown where it is installed; else a compiler and a
# library source from Debian's packages, which needs root for apt.
set -euo pipefail
systems_scripts=$(dirname "${BASH_SOURCE[0]}")/../systems
library=()
if rustup target list --installed 2> /dev/null | grep -q wasm32-unknown-unknown; then
    project=$(cd "$systems_scripts/../.." && pwd)
    export CARGO_TARGET_DIR=$project/target/web/build
else
    . "$systems_scripts/toolchain.sh"
    needs lld python3
    export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=wasm-ld
    library=(-Zbuild-std=std,panic_abort)
fi
cd "$project"
web=$project/target/web
mkdir -p "$web/site"

version=$(sed -n '/^name = "wasm-bindgen"$/{n;s/version = "\(.*\)"/\1/p}' Cargo.lock)
if ! "$web/tools/bin/wasm-bindgen" --version 2> /dev/null | grep -qF " $version"; then
    (unset RUSTC RUSTC_BOOTSTRAP CARGO_TARGET_DIR
        cargo install wasm-bindgen-cli --version "$version" --root "$web/tools" --target-dir "$web/tools/target")
fi
# rows of text logs are scanned sixteen bytes at a time; browsers know these instructions since 2021, Safari since 2023
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS=-Ctarget-feature=+simd128
cargo build --locked --profile web --no-default-features --bin poolscope --target wasm32-unknown-unknown "${library[@]}"
# with NAMES set, a browser's profiler knows the functions
names=--remove-name-section
[ -z "${NAMES:-}" ] || names=--keep-debug
"$web/tools/bin/wasm-bindgen" "$names" --remove-producers-section --target no-modules --no-typescript --out-dir "$web/bound" \
    --out-name poolscope "$CARGO_TARGET_DIR/wasm32-unknown-unknown/web/poolscope.wasm"
python3 tests/web/pack.py "$web/bound" "$web"
