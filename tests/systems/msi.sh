#!/usr/bin/env bash
# The life of both Windows installers under Wine: an older version installed, upgraded to this one, run, a downgrade refused,
# everything removed, and files and registry compared with what was there before. Without arguments it uses the programs
# that windows.sh built; `msi.sh PROGRAMS` names their folder. Words are left in target/systems/msi.
#
# It proves the tables of the installers. It does not prove elevation, signing or what Explorer makes of the file types.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/needs.sh"
needs msitools
out=$systems/msi
programs=${1:-$systems/target/x86_64-pc-windows-gnu/release}
rm -rf "$out"; mkdir -p "$out/older" "$out/newer"
export WINEPREFIX=$out/prefix
unset DISPLAY
needs_wine_prefix
trap 'wineserver -k 2> /dev/null || true' EXIT
# one that was unpacked, not installed
copy=$out/copy/poolscope.exe
mkdir "$out/copy"
cp "$programs"/poolscope{,w}.exe "$out/copy/"
"$project/tests/systems/installers.sh" "$out/older" "$programs" 0.0.9 > /dev/null
"$project/tests/systems/installers.sh" "$out/newer" "$programs" > /dev/null
older=$(ls "$out"/older/*-user.msi); older=${older%-user.msi}
newer=$(ls "$out"/newer/*-user.msi); newer=${newer%-user.msi}
fails() { ! "$@"; }
absent() { [ ! -e "$1" ]; }
menu() { find "$WINEPREFIX/drive_c" -name 'PoolScope.lnk'; }
by_name() { (cd / && wine poolscope --version) | grep -q '^poolscope '; }
installer() { wine msiexec "$@" /qn; }
value() {
    if [ -n "${2:-}" ]; then wine reg query "$1" /v "$2" 2> /dev/null; else wine reg query "$1" /ve 2> /dev/null; fi |
        tr -d '\r' | sed -n 's/.* REG_[A-Z_]* *//p'
}
# Wine leaves the separator of an entry that it removes; Windows does not
path() { value "$environment" PATH | sed -E 's/;+/;/g; s/;$//'; }
# everything that an installer could have changed. Not of the program: the folder that every program of a user shares, the
# installer's own keys and cache, Wine's clock and fonts
state() {
    wineserver -w
    (cd "$WINEPREFIX/drive_c" && find . -path ./windows -prune -o -print |
        grep -v -E '/Temp|/AppData/Local/Programs$|/Microsoft/Installer$' | sort)
    for hive in system user; do
        awk '/^\[/ { sub(/ [0-9]+$/, ""); key = $0 } /^#/ { next } NF { print key "\t" $0 }' "$WINEPREFIX/$hive.reg" |
            grep -v -E 'Installer\\\\(UpgradeCodes|Features|Products|UserData)|"DriverDateData"=|"OEMFONT.FON"=|^\[Software\\\\Wine|"PATH"=' | sort
    done
}

for scope in user machine; do
    echo "== for $([ $scope = user ] && echo "one user" || echo "the machine")"
    case $scope in
        user) root=HKCU; folder=$(echo "$WINEPREFIX"/drive_c/users/*/AppData/Local | tr ' ' '\n' | grep -v Public)/Programs/PoolScope
            environment='HKCU\Environment' ;;
        machine) root=HKLM; folder="$WINEPREFIX/drive_c/Program Files/PoolScope"
            environment='HKLM\System\CurrentControlSet\Control\Session Manager\Environment' ;;
    esac
    # Performance Monitor's own type, or that of another program, and that there are other programs at all
    wine reg add "$root\\Software\\Classes\\.blg" /ve /d Other.blg /f > /dev/null
    wine reg add 'HKCU\Software\RegisteredApplications' /v Other /d 'Software\Other\Capabilities' /f > /dev/null
    wine reg add "$environment" /v PATH /t REG_EXPAND_SZ /d "$(value "$environment" PATH | grep . || echo 'C:\mine')" /f > /dev/null
    classes="$root\\Software\\Classes"
    path_before=$(path)
    state > "$out/$scope-before.txt"

    check "the older version installs" installer /i "$(winepath -w "$older-$scope.msi")"
    check "its programs are there" test -f "$folder/poolscope.exe" -a -f "$folder/poolscopew.exe"
    check "it upgrades in place" installer /i "$(winepath -w "$newer-$scope.msi")"
    wine reg query "$root\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall" /s 2> /dev/null | tr -d '\r' > "$out/$scope-listed.txt" || true
    wine reg query 'HKLM\Software\Microsoft\Windows\CurrentVersion\Uninstall' /s 2> /dev/null | tr -d '\r' >> "$out/$scope-listed.txt" || true
    check "only the newer version is listed" test "$(grep 'DisplayVersion' "$out/$scope-listed.txt" | sort -u | awk '{ print $NF }')" = "$(sed -n 's/^version = "\(.*\)"/\1/p' "$project/Cargo.toml" | head -1)"
    check "a downgrade is refused" fails installer /i "$(winepath -w "$older-$scope.msi")"
    check "the program runs where it is" bash -c 'wine "$1" analyze --sample --pools-only | grep -q "Nonpaged pool is leaking"' - "$folder/poolscope.exe"
    check "it is found by its name" by_name
    # Wine puts it into the user's own menu in both cases
    check "Start menu" test -n "$(menu)"
    for type in PoolScope.blg PoolScope.session; do
        command=$(value "$classes\\$type\\shell\\open\\command")
        check "$type opens with the program: $command" test "$command" = "\"$(winepath -w "$folder/poolscopew.exe")\" --together -- \"%1\""
    done
    check ".poolscope" test "$(value "$classes\\.poolscope")" = PoolScope.session
    check ".blg stays what it was" test "$(value "$classes\\.blg")" = Other.blg
    check "PoolScope is offered for .blg" bash -c 'wine reg query "$1" /v PoolScope.blg' - "$classes\\.blg\\OpenWithProgids"
    for program in poolscope poolscopew; do
        check "the installer knows the version of $program.exe" grep -qP "^$program\.exe\t.*\t\d+\.\d+\.\d+\.0\t0\t" <(msiinfo export "$newer-$scope.msi" File)
    done
    check "PATH" test "$(path)" = "$path_before;$(winepath -w "$folder")\\"
    # what `register` writes by itself is the same but for whose it is
    wine reg export "$classes\\PoolScope.blg" "$out/installed.reg" /y > /dev/null
    wine reg export "$classes\\PoolScope.session" "$out/installed-session.reg" /y > /dev/null
    if [ $scope = user ]; then
        wine "$folder/poolscope.exe" register > "$out/register.txt"
        wine reg export "$classes\\PoolScope.blg" "$out/registered.reg" /y > /dev/null
        wine reg export "$classes\\PoolScope.session" "$out/registered-session.reg" /y > /dev/null
        check "the types are those of register" cmp "$out/installed.reg" "$out/registered.reg"
        check "the session type is that of register" cmp "$out/installed-session.reg" "$out/registered-session.reg"
        check "register makes it the one that opens .blg" test "$(value "$classes\\.blg")" = PoolScope.blg
        wine "$folder/poolscope.exe" unregister > "$out/unregister.txt"
        check "unregister puts back what was there" test "$(value "$classes\\.blg")" = Other.blg
        wine reg export "$classes\\PoolScope.blg" "$out/unregistered.reg" /y > /dev/null
        check "and leaves what the installer set" cmp "$out/installed.reg" "$out/unregistered.reg"
        check "such as the folder" test -n "$(value "$root\\Software\\PoolScope" InstallDir)"
        check "and the type of sessions" test "$(value "$classes\\.poolscope")" = PoolScope.session
    fi
    # registered, and then removed with the program
    wine "$folder/poolscope.exe" register > /dev/null
    check "register for the user" test "$(value 'HKCU\Software\Classes\.blg')" = PoolScope.blg
    check "it is removed" installer /x "$(winepath -w "$newer-$scope.msi")"
    check "no type is left to a program that is gone" test "$(value 'HKCU\Software\Classes\.blg')" != PoolScope.blg
    check "no program is left" absent "$folder"
    check "no Start menu entry is left" test -z "$(menu)"
    check "PATH is as before" test "$(path)" = "$path_before"
    check "it is not found any more" fails by_name
    state > "$out/$scope-after.txt"
    diff "$out/$scope-before.txt" "$out/$scope-after.txt" > "$out/$scope-left.txt" || true

    # a copy beside it is registered, and the installed one removed: no file is left to a type that is gone
    wine reg add 'HKCU\Software\Classes\.blg' /ve /d Other.blg /f > /dev/null
    check "it installs" installer /i "$(winepath -w "$newer-$scope.msi")"
    wine "$copy" register > /dev/null
    check "it is removed" installer /x "$(winepath -w "$newer-$scope.msi")"
    if [ $scope = user ]; then
        check "no type is left to a program that is gone" test "$(value 'HKCU\Software\Classes\.blg')" = Other.blg
    else
        check "the copy stays registered" test "$(value 'HKCU\Software\Classes\.blg')" = PoolScope.blg
    fi
    wine "$copy" unregister > /dev/null
    check "and that is undone too" test "$(value 'HKCU\Software\Classes\.blg')" = Other.blg

    # a folder that was chosen, and an upgrade that keeps to it
    mkdir -p "$WINEPREFIX/drive_c/Tools/Pool Scope"
    echo mine > "$WINEPREFIX/drive_c/Tools/Pool Scope/README.md"
    check "the older version installs in a chosen folder" installer /i "$(winepath -w "$older-$scope.msi")" 'INSTALLDIR=C:\Tools\Pool Scope\'
    check "its programs are there" test -f "$WINEPREFIX/drive_c/Tools/Pool Scope/poolscope.exe"
    check "it upgrades in place" installer /i "$(winepath -w "$newer-$scope.msi")"
    check "where it was" test -f "$WINEPREFIX/drive_c/Tools/Pool Scope/poolscope.exe" -a ! -e "$folder"
    check "it is removed" installer /x "$(winepath -w "$newer-$scope.msi")"
    check "what was there stays" test "$(cat "$WINEPREFIX/drive_c/Tools/Pool Scope/"*)" = mine
    rm -r "$WINEPREFIX/drive_c/Tools"
    state > "$out/$scope-after-chosen.txt"
    check "and nothing else" cmp "$out/$scope-after.txt" "$out/$scope-after-chosen.txt"
    check "files and registry are as before (target/systems/msi/$scope-left.txt)" test ! -s "$out/$scope-left.txt"
done
end_of_checks "installers"
