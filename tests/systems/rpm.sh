#!/usr/bin/env bash
# Builds the .rpm, installs it in a minimal Debian 12 by rpm, runs it there, removes it, and looks for what is left. Needs
# root for apt; RPM names a package, else one is built. Words and a picture are left in target/systems/rpm.
#
# rpm's database there knows no package: what the .rpm asks for is compared with the libraries that are there, which are
# those of the .deb. It does not prove dnf, nor the triggers by which Fedora and openSUSE take in file types.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/needs.sh"
needs xvfb imagemagick rpm
out=$systems/rpm
mkdir -p "$out"
cd "$project"
if [ -n "${RPM:-}" ]; then
    cp "$RPM" "$out/poolscope.rpm"
else
    needs_cargo cargo-generate-rpm
    needs_release
    cargo generate-rpm --output "$out/poolscope.rpm"
fi
trap 'umount "$root/proc" 2>/dev/null || true; kill ${display:-} 2>/dev/null || true' EXIT
needs_bare_debian "$out/root"
inside apt-get install -y -qq --no-install-recommends rpm libx11-6 libx11-xcb1 libxcursor1 libxi6 libxkbcommon0 \
    libxkbcommon-x11-0 libgl1 shared-mime-info desktop-file-utils libglib2.0-bin > "$out/install.txt" 2>&1
cp "$out/poolscope.rpm" "$root/tmp/"
inside find / -xdev -path /proc -prune -o -iname '*poolscope*' -print | grep -v '^/tmp/' | sort > "$out/before.txt" || true
rpm -qp --requires "$out/poolscope.rpm" | sort -u > "$out/requires.txt"
inside ldconfig -p > "$out/libraries.txt"
while read -r wanted; do
    library=${wanted%%(*}
    case $wanted in
        rpmlib*|rtld*) ;;
        /*) check "what it asks for is there: $wanted" test -e "$root$wanted" ;;
        *) check "what it asks for is there: $wanted" grep -qF "$library " "$out/libraries.txt" ;;
    esac
done < "$out/requires.txt"
check "it asks for the libraries of the window" grep -q 'libX11.so.6' "$out/requires.txt"
inside rpm -i --nodeps /tmp/poolscope.rpm
check "every file is as packed" inside rpm -V --nodeps poolscope
inside rpm -ql poolscope > "$out/files.txt"
# what Fedora's triggers do
inside update-mime-database /usr/share/mime; inside update-desktop-database
inside poolscope analyze --sample --pools-only > "$out/analyze.txt"
check "it runs" grep -q "Nonpaged pool is leaking" "$out/analyze.txt"
check "the manual is there" test -f "$root/usr/share/man/man1/poolscope.1"
printf '{"poolscope_session":1}' > "$root/tmp/case.poolscope"
cp "$project/assets/sample.blg" "$root/tmp/sample.blg"
inside gio info -a standard::content-type /tmp/sample.blg /tmp/case.poolscope > "$out/types.txt"
check ".blg has its type" grep -q x-perfmon-blg "$out/types.txt"
check ".poolscope has its type" grep -q x-poolscope-session "$out/types.txt"
inside gio mime application/x-perfmon-blg > "$out/opens.txt"
check ".blg is opened by it" grep -q poolscope.desktop "$out/opens.txt"
Xvfb :79 -screen 0 1300x850x24 > /dev/null 2>&1 & display=$!
sleep 1
(inside DISPLAY=:79 XDG_RUNTIME_DIR=/tmp timeout 8 poolscope --sample 2>&1 || true) &
sleep 5
DISPLAY=:79 timeout 10 import -window root "$out/window.png"
wait %2 2>/dev/null || true
inside rpm -e poolscope
inside update-mime-database /usr/share/mime; inside update-desktop-database
rm -rf "$root/root/.local/share/poolscope" # the user's settings, which no package removes
inside find / -xdev -path /proc -prune -o -iname '*poolscope*' -print | grep -v '^/tmp/' | sort > "$out/after.txt" || true
check "nothing is left (target/systems/rpm/after.txt)" cmp "$out/before.txt" "$out/after.txt"
end_of_checks "rpm"
