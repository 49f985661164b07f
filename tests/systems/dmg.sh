#!/usr/bin/env bash
# Puts PoolScope.app into a disk image, beside a link to the folder of programs: dmg.sh APP OUT.dmg. It needs macOS' own
# hdiutil. Signed ad hoc, so that Apple's processors run it at all. Prepared, never tried on a Mac.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp -R "$1" "$folder/"
codesign --force --deep --sign - "$folder/$(basename "$1")"
ln -s /Applications "$folder/Applications"
hdiutil create -volname PoolScope -srcfolder "$folder" -format UDZO -ov "$2"
