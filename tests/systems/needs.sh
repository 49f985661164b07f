# Sourced by the scripts beside it: where things go, and Debian's packages. Needs root for apt.
#
# Afterwards: `project` and `systems` name the folders of the project and of what scripts leave behind.
project=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
systems=${SYSTEMS_DIR:-$project/target/systems}
mkdir -p "$systems"

# Installs the Debian packages that are missing.
needs() {
    local missing=()
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
}

# Installs a tool of cargo's, from its own registry, if it is missing.
needs_cargo() {
    export PATH=$systems/tools/bin:$PATH
    command -v "$1" > /dev/null || cargo install --quiet --locked --root "$systems/tools" --target-dir "$systems/tools/target" "$1"
}

# Builds target/release/poolscope, unless it is up to date.
needs_release() {
    needs gcc libc6-dev
    (cd "$project" && cargo build --quiet --locked --release)
}

# A minimal Debian 12 in a folder, with this machine's package sources. Afterwards `inside` runs a command there.
needs_bare_debian() {
    needs debootstrap
    root=$1
    if [ ! -x "$root/bin/sh" ]; then
        debootstrap --variant=minbase bookworm "$root"
        # the package sources of this machine, with whatever it takes to reach them
        cp -r /etc/apt/apt.conf.d /etc/apt/sources.list* "$root/etc/apt/" 2>/dev/null || true
        cp /etc/resolv.conf "$root/etc/"
        mkdir -p "$root/etc/ssl/certs" && cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/" 2>/dev/null || true
    fi
    mountpoint -q "$root/proc" || mount -t proc proc "$root/proc"
    inside() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root DEBIAN_FRONTEND=noninteractive "$@"; }
    inside apt-get update -qq
}

# A Wine prefix (WINEPREFIX) with the library of Windows that Wine 8 lacks and every program of a current Rust asks for; it
# is never shipped.
needs_wine_prefix() {
    needs wine wine64 gcc-mingw-w64-x86-64-win32
    export WINEDEBUG=-all WINEDLLOVERRIDES="mscoree,mshtml="
    [ -d "$WINEPREFIX" ] || wineboot -i > /dev/null 2>&1
    local source
    source=$(mktemp --suffix .c)
    cat > "$source" <<'END'
#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE bytes, SIZE_T count) { return SystemFunction036(bytes, (ULONG)count); }
END
    x86_64-w64-mingw32-gcc -shared -o "$WINEPREFIX/drive_c/windows/system32/bcryptprimitives.dll" "$source" -ladvapi32
    rm "$source"
}

failures=0
# What is expected, and a command that must succeed.
check() {
    local what=$1
    shift
    if "$@" > /dev/null 2>&1; then echo "ok    $what"; else failures=$((failures + 1)); echo "WRONG $what"; fi
}

# Ends a script that checks something.
end_of_checks() {
    if [ $failures -eq 0 ]; then echo "$1: everything as expected"; else echo "$1: $failures wrong"; exit 1; fi
}
