#!/usr/bin/env bash
# Packs the program for Linux as a tarball that runs where it is unpacked: tarball.sh FOLDER [PROGRAM]. Without PROGRAM
# it is the build for distribution: cargo build --profile dist
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
name=poolscope-$version-linux-$(uname -m)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -p "$folder/$name" "$1"
cp "${2:-target/dist/poolscope}" README.md CHANGELOG.md LICENSE assets/fonts/OFL.txt "$folder/$name/"
tar -czf "$1/$name.tar.gz" --owner=0 --group=0 -C "$folder" "$name"
echo "$1/$name.tar.gz"
