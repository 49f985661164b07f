#!/usr/bin/env bash
# Writes what the program is made of, as CycloneDX and SPDX: sbom.sh FOLDER. The crates are those of the program for each
# system, without what only tests use.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/needs.sh"
mkdir -p "$1"
out=$(cd "$1" && pwd)
needs gcc libc6-dev
needs_cargo cargo-sbom
version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$project/Cargo.toml" | head -1)
cd "$project"
cargo sbom --cargo-package poolscope --output-format cyclone_dx_json_1_6 > "$out/poolscope-$version.cdx.json"
cargo sbom --cargo-package poolscope --output-format spdx_json_2_3 > "$out/poolscope-$version.spdx.json"
