#!/usr/bin/env bash
# The scripts for macOS, as far as they run elsewhere: PoolScope.app is put together around a program of this machine and
# everything that its Info.plist names is looked for; hdiutil and codesign are stand-ins that write down what they get. It
# proves that the files are where they belong. It does not prove that a Mac opens them.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/needs.sh"
needs python3
out=$systems/macos
rm -rf "$out"; mkdir -p "$out/bin"
"$project/tests/systems/bundle.sh" /bin/true "$out"
cat > "$out/bin/hdiutil" <<'END'
#!/bin/sh
echo "hdiutil $*" >> "$RECORD"
while [ $# -gt 0 ]; do [ "$1" = -srcfolder ] && ls -l "$2" >> "$RECORD"; shift; done
END
printf '#!/bin/sh\necho "codesign $*" >> "$RECORD"\n' > "$out/bin/codesign"
chmod +x "$out"/bin/*
RECORD=$out/record.txt PATH=$out/bin:$PATH "$project/tests/systems/dmg.sh" "$out/PoolScope.app" "$out/PoolScope.dmg"
python3 - "$out" "$project" <<'END'
import pathlib, plistlib, re, sys
out, project = map(pathlib.Path, sys.argv[1:3])
contents = out / "PoolScope.app/Contents"
info = plistlib.loads((contents / "Info.plist").read_bytes())
program = contents / "MacOS" / info["CFBundleExecutable"]
assert program.stat().st_mode & 0o111, program
icons = {info["CFBundleIconFile"]} | {kind["CFBundleTypeIconFile"] for kind in info["CFBundleDocumentTypes"]}
for icon in icons:
    assert (contents / f"Resources/{icon}.icns").is_file(), icon
version = re.search(r'^version = "(.*)"', (project / "Cargo.toml").read_text(), re.M).group(1)
assert info["CFBundleShortVersionString"] == version == info["CFBundleVersion"], "the version of Info.plist"
declared = info["UTImportedTypeDeclarations"] + info["UTExportedTypeDeclarations"]
endings = {e for kind in declared for e in kind["UTTypeTagSpecification"]["public.filename-extension"]}
assert endings == {"blg", "poolscope"}, endings
opened = {kind for document in info["CFBundleDocumentTypes"] for kind in document["LSItemContentTypes"]}
assert opened == {kind["UTTypeIdentifier"] for kind in declared}, opened
record = (out / "record.txt").read_text()
assert re.search(r"^codesign --force --deep --sign - \S+/PoolScope\.app$", record, re.M), record
assert re.search(r"^hdiutil create -volname PoolScope -srcfolder \S+ -format UDZO -ov \S+/PoolScope\.dmg$", record, re.M), record
assert "Applications -> /Applications" in record and "PoolScope.app" in record, record
print("macOS: the bundle holds what its Info.plist names; hdiutil and codesign were called as expected")
END
