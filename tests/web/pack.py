"""Puts the program for browsers together: a folder, and one file with everything in it. `pack.py BOUND OUT`"""

import base64
import gzip
import hashlib
import pathlib
import sys

bound, out = map(pathlib.Path, sys.argv[1:3])
assets = pathlib.Path(__file__).resolve().parents[2] / "assets"
site = out / "site"
site.mkdir(parents=True, exist_ok=True)

page = (assets / "web/page.html").read_text()
script = {name: (assets / f"web/{name}.js").read_text() for name in ("start", "hosted", "single", "worker")}
glue = (bound / "poolscope.js").read_text()
program = (bound / "poolscope_bg.wasm").read_bytes()
icon = (assets / "icon.png").read_bytes()


def filled(policy, icon, scripts):
    return page.replace("@POLICY@", policy).replace("@ICON@", icon).replace("@SCRIPTS@", scripts)


# nothing but its own files is ever asked for
policy = ("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src blob:; connect-src 'self'; "
          "img-src 'self' data: blob:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'")
tags = "\n".join(f'<script src="{name}.js"></script>' for name in ("poolscope", "start", "hosted"))
(site / "index.html").write_text(filled(policy, "icon.png", tags))
(site / "poolscope.js").write_text(glue)
(site / "poolscope.wasm").write_bytes(program)
(site / "icon.png").write_bytes(icon)
(site / "start.js").write_text(script["start"])
(site / "hosted.js").write_text(script["hosted"])
(site / "worker.js").write_text(script["worker"])

# a script inside a page ends at the first end tag
assert "</script" not in glue
packed = base64.b64encode(gzip.compress(program, 9, mtime=0)).decode()
inline = {"glue": glue, "start": script["start"], "single": script["single"]}
hashes = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in inline.values())
policy = (f"default-src 'none'; script-src {hashes} 'wasm-unsafe-eval'; worker-src blob:; connect-src 'none'; "
          "img-src data: blob:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'")
parts = [f'<script id="program" type="application/gzip">{packed}</script>',
         f'<script id="work" type="text/plain">{script["worker"]}</script>']
parts += [f'<script id="{name}">{text}</script>' for name, text in inline.items()]
data = "data:image/png;base64," + base64.b64encode(icon).decode()
single = filled(policy, data, "\n".join(parts))
(out / "poolscope.html").write_text(single)

sizes = {path.name: len(path.read_bytes()) for path in sorted(site.iterdir())}
compressed = sum(len(gzip.compress(path.read_bytes(), 9)) for path in site.iterdir())
print(f"site: {sum(sizes.values()) / 1e6:.1f} MB, {compressed / 1e6:.2f} MB compressed; poolscope.html: {len(single) / 1e6:.1f} MB")
if compressed > 6e6:
    sys.exit("the site is larger than 6 MB compressed")
