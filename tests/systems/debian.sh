#!/usr/bin/env bash
# Installs the .deb in a minimal Debian 12 with nothing but what the package asks for, and runs it there: reports, the
# window on a virtual display, the file type; then each library is taken away in turn, to see what the program says.
# Needs root; DEB names a package, else one is built. Pictures and words are left in target/systems/debian.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/needs.sh"
needs gcc libc6-dev xvfb imagemagick
out=$systems/debian
mkdir -p "$out"
cd "$project"
if [ -n "${DEB:-}" ]; then
    cp "$DEB" "$out/poolscope.deb"
else
    needs_cargo cargo-deb
    cargo deb --output "$out/poolscope.deb"
fi
trap 'umount "$root/proc" 2>/dev/null || true; kill ${display:-} 2>/dev/null || true' EXIT
needs_bare_debian "$out/root"
cp "$out/poolscope.deb" "$root/tmp/"
inside apt-get install -y -qq --no-install-recommends /tmp/poolscope.deb > "$out/install.txt" 2>&1
inside dpkg -l > "$out/packages.txt"

echo "== report"
inside poolscope analyze --sample | tee "$out/analyze.txt" | sed -n 1,8p
inside poolscope analyze --sample --force --png /tmp/leak.png > /dev/null && cp "$root/tmp/leak.png" "$out/"

# its abstract socket is seen inside too
Xvfb :79 -screen 0 1300x850x24 > /dev/null 2>&1 & display=$!
sleep 1
window() { inside DISPLAY=:79 XDG_RUNTIME_DIR=/tmp timeout "${1:-6}" poolscope --sample 2>&1; }
echo "== window"
window 8 & sleep 5
DISPLAY=:79 timeout 10 import -window root "$out/window.png"
wait %2 2>/dev/null || true

echo "== what is said without a display, and without each library"
inside poolscope 2>&1 | tee "$out/missing.txt" || true
for name in libX11.so.6 libX11-xcb.so.1 libXcursor.so.1 libXi.so.6 libxkbcommon.so.0 libxkbcommon-x11.so.0 libGL.so.1; do
    found=$(find "$root/usr/lib" -name "$name*" \( -type l -o -type f \))
    for file in $found; do mv "$file" "$file.away"; done
    echo "without $name: $(window 6 | tr '\n' ' ')" | tee -a "$out/missing.txt"
    for file in $found; do mv "$file.away" "$file"; done
done

echo "== the file type"
inside apt-get install -y -qq --no-install-recommends shared-mime-info xdg-utils desktop-file-utils libglib2.0-bin > /dev/null 2>&1
cp "$project/assets/sample.blg" "$root/tmp/sample.blg"
cp "$project/assets/sample.blg" "$root/tmp/named-otherwise"
inside gio info -a standard::content-type /tmp/sample.blg /tmp/named-otherwise
inside gio mime application/x-perfmon-blg
echo "== registered by the user instead of the package"
inside apt-get remove -y -qq poolscope > /dev/null 2>&1
# out of the tarball, unpacked in a folder with a space in its name
rm -rf "$root/tmp/my tools" && mkdir "$root/tmp/my tools"
tar -xzf "$("$project/tests/systems/tarball.sh" "$out" target/release/poolscope)" -C "$root/tmp/my tools" --strip-components=1
inside gio mime application/x-perfmon-blg || true
inside "/tmp/my tools/poolscope" register
inside gio info -a standard::content-type /tmp/sample.blg
inside gio mime application/x-perfmon-blg
inside DISPLAY=:79 timeout 8 gio open /tmp/sample.blg & sleep 5
DISPLAY=:79 timeout 10 import -window root "$out/double-click.png"
pkill -f "my tools/poolscope" || true
inside grep Exec /root/.local/share/applications/poolscope.desktop
inside "/tmp/my tools/poolscope" unregister | tail -1
inside gio mime application/x-perfmon-blg || true
inside find /root/.local/share -name '*poolscope*'
