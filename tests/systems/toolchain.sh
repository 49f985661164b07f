# Sourced by the scripts beside it: a compiler and the library source of one version, so that the library can be
# built for any system, from Debian 12's packages (rustc-web), unpacked into a folder of their own. rustup's cargo
# drives it. Needs root for apt; what is there already is not fetched again.
#
# Afterwards: RUSTC and RUSTC_BOOTSTRAP are set, and `systems` names the folder that holds it all.
. "$(dirname "${BASH_SOURCE[0]}")/needs.sh"

needs gcc libc6-dev libllvm22
if [ ! -x "$systems/rust/usr/bin/rustc" ]; then
    mkdir -p "$systems/packages"
    (cd "$systems/packages" && apt-get download rustc-web rust-web-src libstd-rust-web-1.96 libstd-rust-web-dev)
    for package in "$systems"/packages/*.deb; do dpkg -x "$package" "$systems/rust"; done
fi
cat > "$systems/rustc" <<END
#!/bin/sh
LD_LIBRARY_PATH=$systems/rust/usr/lib/x86_64-linux-gnu exec $systems/rust/usr/bin/rustc "\$@"
END
chmod +x "$systems/rustc"

export RUSTC=$systems/rustc
export RUSTC_BOOTSTRAP=1 # -Zbuild-std
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$systems/target}
