"""Checks that no page of a built site loads anything from the network: ``check_site.py build/site``."""

from __future__ import annotations

import re
import sys
from pathlib import Path

LOADED = re.compile(
    r"""<(?:script|img|iframe|source|video|audio|embed)\b[^>]*\bsrc\s*=\s*["']?(?P<src>(?:https?:)?//[^"' >]+)"""
    r"""|<link\b(?=[^>]*\brel=["']?(?:stylesheet|icon|shortcut icon|preload|preconnect|modulepreload))[^>]*\bhref\s*=\s*["']?(?P<href>(?:https?:)?//[^"' >]+)"""
    r"""|@import\s+(?:url\()?["']?(?P<imported>(?:https?:)?//[^"' )]+)|\burl\(\s*["']?(?P<url>(?:https?:)?//[^"' )]+)""",
    re.IGNORECASE,
)
"""What a browser fetches by itself; where links lead is the reader's choice."""


def main(folder: Path) -> int:
    """Return 0 if all that the pages and style sheets in ``folder`` load lies in it."""
    files = [path for kind in ("*.html", "*.css") for path in sorted(folder.rglob(kind))]
    if not files:
        sys.stderr.write(f"{folder}: there is no site\n")
        return 1
    found = [
        (path, "".join(filter(None, one.groups())))
        for path in files
        for one in LOADED.finditer(path.read_text("utf-8"))
    ]
    for path, address in found:
        sys.stderr.write(f"{path}: loads {address}\n")
    sys.stdout.write(f"{len(files)} pages and style sheets, {len(found)} addresses elsewhere that they load\n")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
