"""Small EPUBs, whole and broken: entries by path that a test changes and packs."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

Entries = dict[str, bytes]

MIMETYPE = "application/epub+zip"
CONTAINER = """<?xml version="1.0"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
METADATA = """<dc:identifier id="id">urn:isbn:9780000000001</dc:identifier>
<dc:title>A Small Book</dc:title>
<dc:language>en</dc:language>
<dc:creator id="a1">Ann Author</dc:creator>
<meta property="dcterms:modified">2024-05-01T08:00:00Z</meta>
<meta property="schema:accessMode">textual</meta>
<meta property="schema:accessMode">visual</meta>
<meta property="schema:accessModeSufficient">textual</meta>
<meta property="schema:accessibilityFeature">alternativeText</meta>
<meta property="schema:accessibilityHazard">none</meta>
<meta property="schema:accessibilitySummary">Simple text with described pictures.</meta>
"""
MANIFEST = """<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="one" href="text/one.xhtml" media-type="application/xhtml+xml"/>
<item id="two" href="text/two.xhtml" media-type="application/xhtml+xml"/>
<item id="dot" href="images/dot.png" media-type="image/png" properties="cover-image"/>
"""
SPINE = '<spine><itemref idref="one"/><itemref idref="two"/></spine>'
NAV = """<nav epub:type="toc"><h1>Contents</h1><ol>
<li><a href="text/one.xhtml">One</a><ol><li><a href="text/one.xhtml#inner">Inner</a></li></ol></li>
<li><a href="text/two.xhtml">Two</a></li>
</ol></nav>
"""
ONE = """<h1>One</h1>
<p>It rains<a epub:type="noteref" href="#note" id="back">1</a>, see <a href="two.xhtml#there">there</a>.</p>
<p><img src="../images/dot.png" alt="a dot"/></p>
<h2 id="inner">Inner</h2>
<p>Words.</p>
<aside epub:type="footnote" id="note"><p>Only <em>sometimes</em>.</p></aside>
"""
TWO = """<h1>Two</h1>
<p>Before.</p>
<p id="there">There, and <a href="one.xhtml">back</a>.</p>
"""


def page(body: str, title: str = "A page", head: str = "") -> bytes:
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="en" xml:lang="en">\n'
        f"<head><title>{title}</title>{head}</head>\n<body>\n{body}</body>\n</html>\n"
    ).encode()


def package(metadata: str = METADATA, manifest: str = MANIFEST, spine: str = SPINE, version: str = "3.0") -> bytes:
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<package xmlns="http://www.idpf.org/2007/opf" version="{version}" unique-identifier="id" xml:lang="en">\n'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf">\n{metadata}</metadata>\n'
        f"<manifest>\n{manifest}</manifest>\n{spine}\n</package>\n"
    ).encode()


def png(shade: int = 0) -> bytes:
    """Return a picture of one dot."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes([0, shade]))) + chunk(b"IEND", b"")


def healthy() -> Entries:
    """Return the entries of a book in which nothing is wrong."""
    return {
        "mimetype": MIMETYPE.encode(),
        "META-INF/container.xml": CONTAINER.encode(),
        "OEBPS/book.opf": package(),
        "OEBPS/nav.xhtml": page(NAV, "Contents"),
        "OEBPS/text/one.xhtml": page(ONE, "One"),
        "OEBPS/text/two.xhtml": page(TWO, "Two"),
        "OEBPS/images/dot.png": png(),
    }


def pack(entries: Mapping[str, bytes]) -> bytes:
    """Return ``entries`` as a zip; the mimetype is stored, the others are deflated."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as file:
        for name, data in entries.items():
            method = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            file.writestr(zipfile.ZipInfo(name, (2024, 5, 1, 8, 0, 0)), data, method)
    return target.getvalue()


def book(**changes: bytes | None) -> bytes:
    """Return the healthy book with entries changed, by the last part of their paths without its ending; None takes one away."""
    entries = healthy()
    for path in list(entries):
        name = path.rpartition("/")[2].partition(".")[0]
        if name in changes:
            change = changes.pop(name)
            if change is None:
                del entries[path]
            else:
                entries[path] = change
    assert not changes, f"no entry is called {changes}"
    return pack(entries)
