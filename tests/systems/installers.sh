#!/usr/bin/env bash
# Packs the programs for Windows: installers.sh FOLDER PROGRAMS [VERSION] puts into FOLDER a .zip that runs where it is
# unpacked and two installers, for one user and for the whole machine. PROGRAMS is the folder with poolscope.exe and
# poolscopew.exe. Needs root for apt.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/needs.sh"
needs wixl msitools zip python3
mkdir -p "$1"
out=$(cd "$1" && pwd)
programs=$(cd "$2" && pwd)
version=${3:-$(sed -n 's/^version = "\(.*\)"/\1/p' "$project/Cargo.toml" | head -1)}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

name=poolscope-$version-windows-x86_64
mkdir "$folder/$name"
cp "$programs"/poolscope.exe "$programs"/poolscopew.exe "$project"/{README.md,CHANGELOG.md,LICENSE,assets/fonts/OFL.txt} "$folder/$name/"
rm -f "$out/$name.zip"
(cd "$folder" && zip -q -r -X "$out/$name.zip" "$name")

# the version that a program carries, which is what Windows compares
file_version() {
    python3 - "$1" <<'END'
import struct, sys
program = open(sys.argv[1], "rb").read()
at = program.index(struct.pack("<II", 0xFEEF04BD, 0x10000))
high, low = struct.unpack_from("<II", program, at + 8)
print(f"{high >> 16}.{high & 0xFFFF}.{low >> 16}.{low & 0xFFFF}")
END
}

cp "$project"/assets/windows/poolscope.{ico,wxs} "$folder/$name/"
cd "$folder/$name"
for scope in user machine; do
    # the same for each build of a version, so that it is never installed twice
    code=$(python3 -c "import sys, uuid; print(str(uuid.uuid5(uuid.NAMESPACE_URL, sys.argv[1])).upper())" \
        "https://github.com/poolscope/poolscope/$version/$scope")
    msi=$out/$name-$scope.msi
    rm -f "$msi"
    wixl --arch x64 -D Scope=$scope -D Version="$version" -D ProductCode="{$code}" -o "$msi" poolscope.wxs
    # where programs are looked for: of the user, or of the machine (`*`); removed again with the program (`-`)
    [ $scope = user ] && path='=-PATH' || path='=-*PATH'
    printf 'Environment\tName\tValue\tComponent_\r\ns72\tl255\tL255\ts72\r\nEnvironment\tEnvironment\r\nPath\t%s\t[~];[INSTALLDIR]\tConsole\r\n' \
        "$path" > Environment.idt
    msibuild "$msi" -i Environment.idt
    sql() { msibuild "$msi" -q "$1"; }
    sql "INSERT INTO InstallExecuteSequence (Action, Sequence) VALUES ('RemoveEnvironmentStrings', 3300)"
    sql "INSERT INTO InstallExecuteSequence (Action, Sequence) VALUES ('WriteEnvironmentStrings', 5200)"
    # an upgrade goes to the folder of the version before, unless another one is given: HKCU (1) or HKLM (2), as text (2 + 16)
    [ $scope = user ] && root=1 || root=2
    sql "INSERT INTO RegLocator (Signature_, Root, \`Key\`, Name, Type) VALUES ('FolderBefore', $root, 'Software\\PoolScope', 'InstallDir', 18)"
    sql "INSERT INTO AppSearch (Property, Signature_) VALUES ('FOLDERBEFORE', 'FolderBefore')"
    # sets a property (51); runs a program that is installed, whatever comes of it (18 + 64)
    sql "INSERT INTO CustomAction (Action, Type, Source, Target) VALUES ('SameFolder', 51, 'INSTALLDIR', '[FOLDERBEFORE]')"
    sql "INSERT INTO CustomAction (Action, Type, Source, Target) VALUES ('Unregister', 82, 'poolscopew.exe', 'unregister --own')"
    sequence() { sql "INSERT INTO InstallExecuteSequence (Action, Sequence, Condition) VALUES ('$1', $2, '$3')"; }
    sequence AppSearch 50 ''
    sequence SameFolder 60 'FOLDERBEFORE AND NOT INSTALLDIR'
    # before anything is removed, and not by the version that takes its place
    sequence Unregister 1450 'REMOVE="ALL" AND NOT UPGRADINGPRODUCTCODE'
    # without it Windows may not let the folder of a machine be chosen at a prompt that is not an administrator's
    sql "UPDATE Property SET Value = '$(msiinfo export "$msi" Property | tr -d '\r' | sed -n 's/^SecureCustomProperties\t//p');INSTALLDIR' WHERE Property = 'SecureCustomProperties'"
    # in one transaction with the new version: if that cannot be installed, the old one stays
    sql "UPDATE InstallExecuteSequence SET Sequence = 1501 WHERE Action = 'RemoveExistingProducts'"
    # Windows takes a file without a version for older than one with: an upgrade would leave none
    for program in poolscope poolscopew; do
        sql "UPDATE File SET Version = '$(file_version $program.exe)', Language = '0' WHERE File = '$program.exe'"
        sql "DELETE FROM MsiFileHash WHERE File_ = '$program.exe'"
    done
    # a shortcut that checks and repairs nothing when it is used
    sql "UPDATE Shortcut SET Target = '[#poolscopew.exe]' WHERE Shortcut = 'StartMenu'"
done
ls -l "$out/$name"*
