#!/usr/bin/env bash
# Builds poolscope.exe and poolscopew.exe for 64-bit Windows, with the GNU tools. Further words go to cargo, such as
# `build --release` (which is what happens without any) or `test --no-run`.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/toolchain.sh"
needs gcc-mingw-w64-x86-64-win32 binutils-mingw-w64-x86-64

export CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER=x86_64-w64-mingw32-gcc
export CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUSTFLAGS="-C link-self-contained=no"

cd "$project"
[ $# -gt 0 ] || set -- build --release
exec cargo "$@" --locked -Zbuild-std=std,panic_unwind --target x86_64-pc-windows-gnu
