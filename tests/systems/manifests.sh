#!/usr/bin/env bash
# Makes the manifests for winget and scoop from a folder of release files and validates them against Microsoft's and
# Scoop's schemas: manifests.sh [DIST]. Without DIST, from installers of the programs that windows.sh built. Needs root for
# apt. The schemas are those of ../shared/schemas; where they are missing, nothing is validated, and it says so.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/needs.sh"
needs msitools python3-jsonschema python3-yaml
out=$systems/manifests
dist=${1:-$out/dist}
rm -rf "$out"; mkdir -p "$out"
[ $# -gt 0 ] || "$project/tests/systems/installers.sh" "$dist" "$systems/target/x86_64-pc-windows-gnu/release" > /dev/null
[ -f "$dist/SHA256SUMS" ] || (cd "$dist" && sha256sum -- *.zip *.msi > SHA256SUMS)
/usr/bin/python3 "$project/assets/windows/manifests.py" "$dist" "$out"
/usr/bin/python3 - "$out" "$project/../shared/schemas" <<'END'
import json, pathlib, sys
import jsonschema, yaml
out, schemas = map(pathlib.Path, sys.argv[1:3])
if not schemas.is_dir():
    sys.exit(f"SKIPPED: the schemas are missing, nothing was validated: {schemas}")
frozen = next(schemas.glob("v1.*"))
count = 0
for manifest in sorted((out / "winget").glob("*.yaml")):
    found = yaml.safe_load(manifest.read_text())
    for schema in (next(frozen.glob(f"manifest.{found['ManifestType']}.*.json")),
                   schemas / f"manifest.{found['ManifestType']}.latest.json"):
        rules = json.loads(schema.read_text())
        jsonschema.Draft7Validator(rules).validate(found)
        # a schema that accepts anything would prove nothing
        broken = {key: value for key, value in found.items() if key != "PackageIdentifier"}
        assert list(jsonschema.Draft7Validator(rules).iter_errors(broken)), schema
        count += 1
found = json.loads((out / "scoop/poolscope.json").read_text())
rules = json.loads((schemas / "scoop.schema.json").read_text())
jsonschema.Draft7Validator(rules).validate(found)
assert list(jsonschema.Draft7Validator(rules).iter_errors({**found, "bin": 1})), "scoop"
print(f"{count + 1} validations passed")
END
