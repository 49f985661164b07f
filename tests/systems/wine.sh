#!/usr/bin/env bash
# Runs the Windows programs that windows.sh built, under Wine on a virtual display: reports with a console and into files,
# paths that Windows finds hard, the window with both ways of drawing, the registration and its way back. Pictures and
# words are left in target/systems/wine. With `tests` as its first word it runs the tests there instead, all of them or those of further words.
#
# It proves that the programs start and that files, dialogs, settings and the registry work. It does not prove drivers,
# DirectX, scaling of real screens, or the MSVC build.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/toolchain.sh"
needs xvfb xdotool imagemagick openbox mesa-vulkan-drivers libvulkan1
out=$systems/wine
programs=$CARGO_TARGET_DIR/x86_64-pc-windows-gnu
mkdir -p "$out"
export WINEPREFIX=$out/prefix DISPLAY=:78

needs_wine_prefix
Xvfb :78 -screen 0 1320x860x24 > /dev/null 2>&1 & display=$!
trap 'wineserver -k || true; kill $display $manager 2>/dev/null || true' EXIT
sleep 1; openbox > /dev/null 2>&1 & manager=$!

if [ "${1:-}" = tests ]; then
    shift
    export CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER=wine
    [ $# -gt 0 ] || set -- --lib --test it --test ui
    exec "$(dirname "${BASH_SOURCE[0]}")/windows.sh" test "$@"
fi

cp "$programs"/release/poolscope.exe "$programs"/release/poolscopew.exe "$out/"
cd "$out"
rm -rf "$WINEPREFIX"/drive_c/users/*/AppData/Roaming/poolscope
settings=$(echo "$WINEPREFIX"/drive_c/users/*/AppData/Roaming)/poolscope/data
shot() { timeout 10 import -window root "$out/$1.png"; }
say() { echo; echo "== $*"; }

say "reports: into a file, with exit codes"
wine poolscope.exe --version
wine poolscope.exe analyze --sample > analyze.txt; echo "exit $?"
wine poolscope.exe analyze --sample --exit-code > /dev/null && echo "exit 0" || echo "exit $? for a leak"
wine poolscope.exe analyze nothing.blg > /dev/null 2> error.txt && echo "exit 0" || echo "exit $?: $(cat error.txt)"
wine poolscope.exe analyze --sample --force --png leak.png > /dev/null; file leak.png
say "reports: in a console"
cp "$project/assets/sample.blg" .
wine cmd /c "poolscope.exe counters sample.blg" 2>&1 | head -3
say "paths: letters, spaces, shares, more than 260 characters"
strange="Prüfung é 東京"
mkdir -p "$strange"; cp sample.blg "$strange/Log é.blg"
wine poolscope.exe analyze "$strange\\Log é.blg" --pools-only | sed -n 1,2p
wine poolscope.exe analyze "\\\\?\\unix$out/sample.blg" --pools-only | sed -n 2p
# a share, as Wine has them: a folder below its own
mkdir -p "$WINEPREFIX/dosdevices/unc/server" && ln -sfn "$out" "$WINEPREFIX/dosdevices/unc/server/share"
wine poolscope.exe analyze "\\\\server\\share\\$strange\\Log é.blg" --pools-only | sed -n 1,2p
long=$out/$(printf 'folder-%.0s' {1..12})/$(printf 'folder-%.0s' {1..12})/$(printf 'folder-%.0s' {1..12})
mkdir -p "$long"; cp sample.blg "$long/sample.blg"
echo "${#long} characters: $(wine poolscope.exe analyze "Z:${long//\//\\}\\sample.blg" --pools-only | sed -n 2p)"
say "convert: lines end as Windows has them"
wine poolscope.exe convert sample.blg out.csv --force; head -1 out.csv | od -c | tail -2
"$project/target/release/poolscope" convert sample.blg own.csv --force && cmp out.csv own.csv && echo "the same bytes as on Linux"

window() { # seconds, name, arguments…
    local seconds=$1 name=$2; shift 2
    (timeout 40 wine poolscopew.exe "$@" > "$name.txt" 2>&1 || true) &
    sleep "$seconds"; shot "$name"
}
close() { xdotool key Escape; sleep 0.5; xdotool key ctrl+q; sleep 2; }
say "the window, on a machine that it was never opened on"
window 12 window --sample
echo "drawn by: $(cat "$settings/drawn-by")"
say "the common file dialog"
xdotool key ctrl+o; sleep 3; shot dialog
xdotool type --delay 30 'Z:'"${out//\//\\}"'\sample.blg'; sleep 1; xdotool key Return; sleep 4; shot opened
xdotool key ctrl+e; sleep 3; xdotool key ctrl+a; xdotool type --delay 30 'C:\exported.png'; xdotool key Return; sleep 4; shot saved
file -E "$WINEPREFIX/drive_c/exported.png"
close
say "settings are in"
ls "$settings"
say "each way of drawing by name"
# Wine's DirectX 12 stops the program here, as a broken driver would; wgpu draws through the others
for way in glow wgpu:vulkan wgpu:gl; do
    name=${way/:/-}
    WGPU_BACKEND=${way#*:} window 9 "renderer-$name" --renderer "${way%:*}" --sample
    xdotool key alt+h; sleep 1; xdotool key Up; xdotool key Return; sleep 1; shot "about-$name"
    close; wineserver -k || true; sleep 2
done
say "registration"
wine poolscope.exe register
wine reg query 'HKCU\Software\Classes\PoolScope.blg' /s
say "a double click"
# Wine 8 does not look at a user's own file types, as Windows does: for this they are copied to where it looks
for key in .blg PoolScope.blg; do
    wine reg export "HKCU\\Software\\Classes\\$key" key.reg /y > /dev/null
    iconv -f utf-16 -t utf-8 key.reg | sed 's/HKEY_CURRENT_USER/HKEY_LOCAL_MACHINE/' > machine.reg
    wine reg import machine.reg 2> /dev/null
done
(timeout 40 wine start /wait 'Z:'"${out//\//\\}"'\sample.blg' > double-click.txt 2>&1 || true) &
sleep 8; shot double-click; xdotool search --name PoolScope getwindowname %@ || true; close
say "two files at once, as Explorer opens them"
cp sample.blg second.blg
(timeout 30 wine poolscopew.exe --together -- sample.blg || true) & (timeout 30 wine poolscopew.exe --together -- second.blg || true) &
sleep 8; xdotool search --name PoolScope getwindowname %@; shot together; close
say "and back"
wine poolscope.exe unregister
wine reg query 'HKCU\Software\Classes\PoolScope.blg' 2>&1 || true
wine reg query 'HKCU\Software\Classes\.blg' 2>&1 || true
wine reg query 'HKCU\Software\PoolScope' 2>&1 || true
