#!/usr/bin/env bash
# Asks each system's own tools, as far as Debian has them, what they think of the files that describe the program.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/needs.sh"
needs desktop-file-utils appstream libxml2-utils python3 file
cd "$project"
desktop-file-validate assets/linux/poolscope.desktop
appstreamcli validate --no-net assets/linux/poolscope.metainfo.xml
xmllint --noout assets/linux/poolscope.xml assets/windows/poolscope.manifest assets/windows/poolscope.wxs assets/macos/Info.plist
python3 - <<'END'
import plistlib
info = plistlib.load(open("assets/macos/Info.plist", "rb"))
wanted = ["CFBundleIdentifier", "CFBundleExecutable", "CFBundleIconFile", "CFBundleVersion", "CFBundleDocumentTypes"]
missing = [key for key in wanted if key not in info]
assert not missing, f"assets/macos/Info.plist lacks {missing}"
declared = {t["UTTypeIdentifier"] for t in info["UTImportedTypeDeclarations"] + info["UTExportedTypeDeclarations"]}
used = {t for d in info["CFBundleDocumentTypes"] for t in d["LSItemContentTypes"]}
assert used <= declared, f"{used - declared} is declared nowhere"
icon = open("assets/macos/poolscope.icns", "rb").read()
assert icon[:4] == b"icns" and int.from_bytes(icon[4:8], "big") == len(icon), "assets/macos/poolscope.icns"
print("Info.plist and poolscope.icns: well formed")
END
file assets/windows/poolscope.ico assets/macos/poolscope.icns
