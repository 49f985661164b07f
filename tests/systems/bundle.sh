#!/usr/bin/env bash
# Puts PoolScope.app together from a program built for macOS: bundle.sh PROGRAM FOLDER. Prepared, never tried on a Mac.
set -euo pipefail
assets=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../assets" && pwd)
app=$2/PoolScope.app/Contents
mkdir -p "$app/MacOS" "$app/Resources"
cp "$1" "$app/MacOS/poolscope"
chmod +x "$app/MacOS/poolscope"
cp "$assets/macos/Info.plist" "$app/"
cp "$assets/macos/poolscope.icns" "$app/Resources/"
printf 'APPL????' > "$app/PkgInfo"
