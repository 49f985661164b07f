#!/usr/bin/env python3
"""The program's size by part: python3 tests/bench/sizes.py [PROFILE]

Builds the program with its symbols (`dist`, as released, or another profile) and asks binutils: `size` for the sections, `nm` for the code of
each crate. Generic code counts for the crate that wrote it down, not for the one that uses it. ELF only.
"""

import collections
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROFILE = sys.argv[1] if len(sys.argv) > 1 else "dist"
PROGRAM = ROOT / "target" / PROFILE / "poolscope"
STANDARD = {"alloc", "core", "std", "compiler_builtins", "hashbrown", "rustc_demangle", "addr2line", "gimli", "miniz_oxide"}
SHOWN = 25


def output(*command):
    return subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.PIPE, text=True, errors="replace").stdout


def crate(name):
    """Of `<alloc::vec::Vec<T> as core::clone::Clone>::clone` it is `alloc`, of a C function there is none."""
    path = re.search(r"(?<![\w$])([a-z_][a-z0-9_]*)::", name)
    if path is None:
        return "no crate (C, the linker)"
    return "the standard library" if path[1] in STANDARD else path[1]


def table(title, sizes):
    print(f"| {title} | MB |\n|---|---|")
    for part, size in sizes:
        print(f"| {part} | {size / 1048576:.2f} |")
    print()


def main():
    subprocess.run(["cargo", "rustc", "--quiet", "--locked", "--profile", PROFILE, "--bin", "poolscope", "--",
                    "-C", "strip=none", "-C", "debuginfo=0"], check=True, cwd=ROOT)
    sections = {}
    for line in output("size", "-A", str(PROGRAM)).splitlines():
        fields = line.split()
        if len(fields) == 3 and fields[0].startswith(".") and not fields[0].startswith((".debug", ".comment", ".bss", ".tbss")):
            sections[fields[0]] = int(fields[1])
    print(f"{sum(sections.values()) / 1048576:.1f} MB without symbols\n")
    groups = {
        "code": [".text"],
        "constants: fonts, tables, texts": [".rodata"],
        "what unwinding a panic needs": [".gcc_except_table", ".eh_frame", ".eh_frame_hdr"],
        "addresses, for loading anywhere": [".rela.dyn", ".data.rel.ro", ".got"],
    }
    named = [(title, sum(sections.get(part, 0) for part in parts)) for title, parts in groups.items()]
    table("section", [*named, ("everything else", sum(sections.values()) - sum(size for _, size in named))])

    code = collections.Counter()
    for line in output("nm", "--print-size", "--demangle", "--radix=d", str(PROGRAM)).splitlines():
        symbol = re.match(r"\d+ (\d+) (\w) (.*)", line)
        if symbol is None:
            continue  # without a size
        size, kind, name = int(symbol[1]), symbol[2], symbol[3]
        if kind in "tTwW":
            code[crate(name)] += size
    shown = code.most_common(SHOWN)
    table("code of", [*shown, (f"{len(code) - SHOWN} others", code.total() - sum(size for _, size in shown))])


main()
