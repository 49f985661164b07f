"""Writes the manifests for winget and scoop from the files of a release. `manifests.py DIST OUT`

DIST holds the .zip and the .msi files that tests/systems/installers.sh made, and SHA256SUMS, whose hashes are written and
compared with the files. Needs PyYAML, and msitools for the product codes.
"""

import hashlib
import json
import pathlib
import re
import subprocess
import sys

import yaml

PAGE = "https://github.com/poolscope/poolscope"
IDENTIFIER = "PoolScope.PoolScope"
# the newest that microsoft/winget-pkgs is known to accept
SCHEMA = "1.28.0"

dist, out = map(pathlib.Path, sys.argv[1:3])
project = pathlib.Path(__file__).resolve().parents[2]
version = re.search(r'^version = "(.*)"', (project / "Cargo.toml").read_text(), re.M).group(1)
name = f"poolscope-{version}-windows-x86_64"
written = dict(reversed(line.split(maxsplit=1)) for line in (dist / "SHA256SUMS").read_text().splitlines())


def digest(file):
    found = hashlib.sha256((dist / file).read_bytes()).hexdigest()
    stated = written.get(file) or written.get("*" + file)
    if stated != found:
        sys.exit(f"comparing hashes: SHA256SUMS says {stated}, the file has {found}: {dist / file}")
    return found


def product_code(file):
    table = subprocess.run(["msiinfo", "export", dist / file, "Property"], capture_output=True, check=True, text=True).stdout
    return re.search(r"^ProductCode\t(\S+)", table, re.M).group(1)


def address(file):
    return f"{PAGE}/releases/download/v{version}/{file}"


def installer(file, **more):
    return {"Architecture": "x64", "InstallerUrl": address(file), "InstallerSha256": digest(file).upper(), **more}


def msi(scope):
    file = f"{name}-{scope}.msi"
    more = {"ElevationRequirement": "elevatesSelf"} if scope == "machine" else {}
    return installer(file, InstallerType="msi", Scope=scope, ProductCode=product_code(file), UpgradeBehavior="install",
                     InstallerSwitches={"InstallLocation": 'INSTALLDIR="<INSTALLPATH>"'}, **more)


about = ("PoolScope opens Windows Performance Monitor logs (.blg and the text logs of relog, logman and typeperf) and says "
         "whether the machine that was logged leaks kernel pool memory: which pool, since when, how fast, and how much of "
         "the RAM it holds. Nothing leaves the computer.")
short = "Opens Windows Performance Monitor logs and says whether the machine leaks kernel pool memory"
common = {"PackageIdentifier": IDENTIFIER, "PackageVersion": version}
portable = [{"RelativeFilePath": f"{name}\\{program}", "PortableCommandAlias": alias}
            for program, alias in (("poolscope.exe", "poolscope"), ("poolscopew.exe", "poolscopew"))]
manifests = {
    "": {**common, "DefaultLocale": "en-US", "ManifestType": "version"},
    "installer": {
        **common, "Platform": ["Windows.Desktop"], "MinimumOSVersion": "10.0.0.0", "Commands": ["poolscope"],
        "FileExtensions": ["blg", "poolscope"],
        "Installers": [msi("user"), msi("machine"),
                       installer(f"{name}.zip", InstallerType="zip", NestedInstallerType="portable", NestedInstallerFiles=portable)],
        "ManifestType": "installer"},
    "locale.en-US": {
        **common, "PackageLocale": "en-US", "Publisher": "The PoolScope authors", "PublisherUrl": PAGE,
        "PublisherSupportUrl": f"{PAGE}/issues", "PackageName": "PoolScope", "PackageUrl": PAGE, "License": "MIT OR Apache-2.0",
        "LicenseUrl": f"{PAGE}/blob/v{version}/LICENSE", "ShortDescription": short, "Description": about,
        "Moniker": "poolscope", "Tags": ["blg", "kernel-pool", "memory-leak", "perfmon", "performance"],
        "ReleaseNotesUrl": f"{PAGE}/blob/v{version}/CHANGELOG.md", "ManifestType": "defaultLocale"},
}
kinds = {"": "version", "installer": "installer", "locale.en-US": "defaultLocale"}
(out / "winget").mkdir(parents=True, exist_ok=True)
for part, manifest in manifests.items():
    manifest["ManifestVersion"] = SCHEMA
    text = yaml.safe_dump(manifest, sort_keys=False, allow_unicode=True, width=120)
    head = f"# yaml-language-server: $schema=https://aka.ms/winget-manifest.{kinds[part]}.{SCHEMA}.schema.json\n"
    file = ".".join(filter(None, [IDENTIFIER, part, "yaml"]))
    (out / "winget" / file).write_text(head + text)

scoop = {
    "version": version, "description": short, "homepage": PAGE, "license": "MIT|Apache-2.0",
    "architecture": {"64bit": {"url": address(f"{name}.zip"), "hash": digest(f"{name}.zip"), "extract_dir": name}},
    "bin": "poolscope.exe",
    "shortcuts": [["poolscopew.exe", "PoolScope"]],
    "notes": "To open .blg files on a double click: poolscope register",
    "pre_uninstall": '& "$dir\\poolscope.exe" unregister | Out-Null',
    "checkver": "github",
    "autoupdate": {"architecture": {"64bit": {
        "url": f"{PAGE}/releases/download/v$version/poolscope-$version-windows-x86_64.zip",
        "extract_dir": "poolscope-$version-windows-x86_64"}},
        "hash": {"url": f"{PAGE}/releases/download/v$version/SHA256SUMS"}},
}
(out / "scoop").mkdir(exist_ok=True)
(out / "scoop" / "poolscope.json").write_text(json.dumps(scoop, indent=4) + "\n")
print(*sorted(str(path) for path in out.rglob("*") if path.is_file()), sep="\n")
