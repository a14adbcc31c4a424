"""Each check finds its own fault, and nothing else, in a book that is otherwise whole; epubcheck sees the same faults."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shutil
import subprocess
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

import octavo_epub
import octavo_html
from books import CONTAINER, MANIFEST, METADATA, NAV, SPINE, TWO, book, healthy, pack, package, page, png
from octavo.model import Document, Heading, Meta, Paragraph
from octavo.publication import gather
from octavo.testing import bench
from octavo_epub.checking import epubcheck
from octavo_epub.checking.inspection import inspect

DOCS = Path(__file__).parents[4] / "docs"


def changed(**entries: bytes | None) -> Callable[[], bytes]:
    return lambda: book(**entries)


def with_entries(**changes: bytes) -> bytes:
    """Return the healthy book with other files; ``__`` in a name stands for /, and ``_dot_`` for a dot."""
    return pack(
        {**healthy(), **{name.replace("__", "/").replace("_dot_", "."): data for name, data in changes.items()}}
    )


def two(body: str, title: str = "Two", head: str = "", properties: str = "") -> bytes:
    """Return the healthy book with another second page."""
    manifest = MANIFEST.replace('id="two"', f'id="two" properties="{properties}"') if properties else MANIFEST
    return book(two=page(TWO + body, title, head), book=package(manifest=manifest))


def opf(metadata: str = METADATA, manifest: str = MANIFEST, spine: str = SPINE) -> bytes:
    return book(book=package(metadata, manifest, spine))


def zipped(*entries: tuple[str, bytes, int]) -> bytes:
    target = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(target, "w") as file:
        warnings.simplefilter("ignore")
        for name, data, method in entries:
            file.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), data, method)
    return target.getvalue()


def all_entries(mimetype: int = zipfile.ZIP_STORED) -> list[tuple[str, bytes, int]]:
    return [(name, data, mimetype if name == "mimetype" else zipfile.ZIP_DEFLATED) for name, data in healthy().items()]


def jpeg() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (64, 64), "red").save(target, "JPEG")
    return target.getvalue()


def bitmap() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(target, "BMP")
    return target.getvalue()


PICTURE = '<p><img src="../images/dot.png" alt="a dot"/></p>'
STYLED = MANIFEST + '<item id="css" href="style.css" media-type="text/css"/>'
EXTRA = '<item id="more" href="text/more.xhtml" media-type="application/xhtml+xml"/>'
ENCRYPTED = b"""<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" xmlns:enc="http://www.w3.org/2001/04/xmlenc#">
<enc:EncryptedData><enc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/>
<enc:CipherData><enc:CipherReference URI="OEBPS/images/dot.png"/></enc:CipherData></enc:EncryptedData></encryption>"""

ERRORS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "no zip": ("no-epub", lambda: b"no zip at all"),
    "cut off": ("no-epub", lambda: book()[:-40]),
    "mimetype last": ("mimetype-not-first", lambda: zipped(*all_entries()[1:], all_entries()[0])),
    "mimetype gone": ("mimetype-not-first", changed(mimetype=None)),
    "mimetype packed": ("mimetype-packed", lambda: zipped(*all_entries(zipfile.ZIP_DEFLATED))),
    "mimetype wrong": ("mimetype-wrong", changed(mimetype=b"application/zip")),
    "an entry twice": ("entry-path", lambda: zipped(*all_entries(), all_entries()[-1])),
    "a path that climbs": ("entry-path", lambda: zipped(*all_entries(), ("../up.txt", b"", zipfile.ZIP_STORED))),
    "container gone": ("container-missing", changed(container=None)),
    "container wrong": ("package-missing", changed(container=CONTAINER.replace("book.opf", "gone.opf").encode())),
    "item gone": ("item-missing", lambda: opf(manifest=MANIFEST + EXTRA)),
    "item twice": ("item-duplicated", lambda: opf(manifest=MANIFEST + MANIFEST.split("\n")[3].replace('id="dot"', 'id="dot2"').replace(' properties="cover-image"', ""))),
    "no title": ("metadata-missing", lambda: opf(METADATA.replace("<dc:title>A Small Book</dc:title>\n", ""))),
    "no language": ("metadata-missing", lambda: opf(METADATA.replace("<dc:language>en</dc:language>\n", ""))),
    "no date of change": ("metadata-missing", lambda: opf(re.sub(r"<meta property=\"dcterms:modified\">.*\n", "", METADATA))),
    "wrong identifier": ("identifier-unknown", lambda: opf(METADATA.replace('id="id"', 'id="other"'))),
    "wrong language": ("language-invalid", lambda: opf(METADATA.replace(">en<", ">english language<"))),
    "spine empty": ("spine-empty", lambda: book(book=package(spine="<spine></spine>"), nav=page(NAV.replace('href="text/', 'href="https://example.org/'), "N"), one=page("<p>one</p>"), two=page("<p>two</p>"))),
    "spine unknown": ("spine-unknown", lambda: opf(spine=SPINE.replace("</spine>", '<itemref idref="gone"/></spine>'))),
    "spine twice": ("spine-duplicated", lambda: opf(spine=SPINE.replace("</spine>", '<itemref idref="one"/></spine>'))),
    "spine foreign": ("spine-foreign", lambda: opf(spine=SPINE.replace("</spine>", '<itemref idref="dot"/></spine>'))),
    "no nav": ("contents-missing", lambda: opf(manifest=MANIFEST.replace(' properties="nav"', ""))),
    "nav empty": ("contents-empty", lambda: book(nav=page("<h1>Contents</h1>", "Contents"))),
    "nav to nowhere": ("contents-target", lambda: book(nav=page(NAV.replace("two.xhtml", "gone.xhtml"), "Contents"))),
    "nav to no id": ("contents-fragment", lambda: book(nav=page(NAV.replace("#inner", "#gone"), "Contents"))),
    "page not well-formed": ("xml-malformed", lambda: book(two=page(TWO, "Two").replace(b"</h1>", b""))),
    "unknown entity": ("xml-malformed", lambda: two("<p>&unknown;</p>")),
    "package not well-formed": ("xml-malformed", lambda: book(book=package().replace(b"</dc:title>", b"</dc:title>&"))),
    "id twice": ("id-duplicated", lambda: two('<p id="there">again</p>')),
    "link to nowhere": ("link-broken", lambda: two('<p><a href="gone.xhtml">gone</a></p>')),
    "link to no id": ("link-fragment", lambda: two('<p><a href="one.xhtml#gone">gone</a></p>')),
    "link out": ("link-outside", lambda: two('<p><a href="../../../gone.xhtml">gone</a></p>')),
    "link to a file": ("link-outside", lambda: two('<p><a href="file:///etc/passwd">gone</a></p>')),
    "link out of the spine": ("link-not-in-spine", lambda: pack({**healthy(), "OEBPS/book.opf": package(manifest=MANIFEST + EXTRA), "OEBPS/text/more.xhtml": page("<p>more</p>"), "OEBPS/text/two.xhtml": page(TWO + '<p><a href="more.xhtml">more</a></p>', "Two")})),
    "picture gone": ("resource-missing", lambda: two(PICTURE.replace("dot.png", "gone.png"))),
    "style sheet gone": ("resource-missing", lambda: two("", head='<link rel="stylesheet" href="../gone.css"/>')),
    "picture remote": ("resource-remote", lambda: two(PICTURE.replace("../images/dot.png", "https://example.org/a.png"))),
    "style remote": ("resource-remote", lambda: pack({**healthy(), "OEBPS/book.opf": package(manifest=STYLED), "OEBPS/style.css": b"/* a */\np { background: url(http://example.org/a.png) }"})),
    "picture of some machine": ("resource-outside", lambda: two(PICTURE.replace("../images/dot.png", "file:///a.png"))),
    "formula not declared": ("property-missing", lambda: two('<p><math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi></math></p>')),
    "script not declared": ("property-missing", lambda: two("<script>1</script>")),
    "picture cut off": ("picture-broken", lambda: book(dot=png()[:40])),
    "no picture": ("picture-broken", lambda: book(dot=b"no picture")),
    "picture of another type": ("picture-type", lambda: book(dot=jpeg())),
}  # fmt: skip

WARNINGS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "not listed": ("item-not-listed", lambda: with_entries(OEBPS__extra_dot_txt=b"x")),
    "encrypted": ("encrypted", lambda: pack({**healthy(), "META-INF/encryption.xml": ENCRYPTED})),
    "no accessibility": ("accessibility-metadata", lambda: opf(re.sub(r"<meta property=\"schema:accessMode\">.*\n", "", METADATA))),
    "contents in another order": ("contents-order", lambda: opf(spine='<spine><itemref idref="two"/><itemref idref="one"/></spine>')),
    "a script": ("script", lambda: two("<script>1</script>", properties="scripted")),
    "no page title": ("title-missing", lambda: two("", title="")),
    "no alternative text": ("alt-missing", lambda: two(PICTURE.replace(' alt="a dot"', ""))),
    "a level skipped": ("heading-skipped", lambda: two("<h4>Deep</h4>")),
    "no page language": ("page-language", lambda: book(two=page(TWO, "Two").replace(b' lang="en" xml:lang="en"', b""))),
    "a bitmap": ("picture-foreign", lambda: pack({**healthy(), "OEBPS/images/dot.bmp": bitmap(), "OEBPS/book.opf": package(manifest=MANIFEST + '<item id="bmp" href="images/dot.bmp" media-type="image/bmp"/>')})),
}  # fmt: skip
SEEN_BY_US_ALONE = {"mimetype packed", "a path that climbs", "picture cut off"}
"""Errors that epubcheck 5.3 says nothing of: it reads only the heads of pictures, and no path that nothing refers to."""


def codes(data: bytes) -> list[str]:
    return [finding.code for finding in inspect(data, "book.epub")]


def test_nothing_is_found_in_a_healthy_book() -> None:
    assert inspect(book(), "book.epub") == ()


def test_nothing_is_found_in_a_book_of_octavo() -> None:
    documents = [
        Document(Meta(title=name), (Heading(1, ("A",)), Paragraph((name,))), name=f"{name}.md") for name in "abc"
    ]
    data = bench(octavo_epub, octavo_html).bind(gather(documents, Meta(title="Three")), "epub", {"cover": "none"})
    assert inspect(data, "book.epub") == ()


@pytest.mark.parametrize("name", ERRORS)
def test_each_error_is_found_and_no_other(name: str) -> None:
    code, make = ERRORS[name]
    findings = inspect(make(), "book.epub")
    assert {finding.code for finding in findings} == {code}
    assert {finding.severity for finding in findings} == {"error"}


@pytest.mark.parametrize("name", WARNINGS)
def test_each_warning_is_found_and_no_other(name: str) -> None:
    code, make = WARNINGS[name]
    assert [(finding.code, finding.severity) for finding in inspect(make(), "book.epub")] == [(code, "warning")]


def test_what_can_not_be_unpacked_is_told() -> None:
    data = bytearray(book())
    place = data.index(b"OEBPS/text/two.xhtml") + len("OEBPS/text/two.xhtml")
    data[place + 4] ^= 0xFF
    assert "file-unreadable" in codes(bytes(data))


def test_findings_know_their_place() -> None:
    (finding,) = inspect(two('\n\n<p><a href="gone.xhtml">gone</a></p>'), "book.epub")
    assert (finding.file, finding.line) == ("OEBPS/text/two.xhtml", 11)
    (finding,) = inspect(WITH_STYLE(), "book.epub")
    assert (finding.file, finding.line) == ("OEBPS/style.css", 2)


WITH_STYLE = ERRORS["style remote"][1]


def test_epub_2_needs_an_ncx_and_no_nav() -> None:
    metadata = METADATA.partition("<meta")[0]
    manifest = MANIFEST.partition("\n")[2].replace(' properties="cover-image"', "")
    entries = {path: data for path, data in healthy().items() if "nav" not in path}
    without = pack({**entries, "OEBPS/book.opf": package(metadata, manifest, version="2.0")})
    assert codes(without) == ["contents-missing"]
    ncx = b"""<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1"><navMap><navPoint id="a"><navLabel><text>One</text></navLabel>
    <content src="text/one.xhtml"/></navPoint><navPoint id="b"><navLabel><text>x</text></navLabel><content src="gone.xhtml"/></navPoint></navMap></ncx>"""
    listed = manifest + '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
    spine = SPINE.replace("<spine>", '<spine toc="ncx">')
    data = pack({**entries, "OEBPS/book.opf": package(metadata, listed, spine, version="2.0"), "OEBPS/toc.ncx": ncx})
    assert codes(data) == ["contents-target"]


def judge(books: dict[str, bytes], folder: Path) -> dict[str, list[str]]:
    """Return the codes of what epubcheck calls an error in each of ``books``; all are checked in one virtual machine."""
    files = {name: folder / f"{number}.epub" for number, name in enumerate(books)}
    for name, file in files.items():
        file.write_bytes(books[name])
    *start, _, jar = epubcheck.find_command()
    classes = f"{jar}{os.pathsep}{Path(jar).with_name('lib') / '*'}"
    program = str(Path(__file__).with_name("CheckAll.java"))
    subprocess.run([*start, "-cp", classes, program, *map(str, files.values())], capture_output=True, check=True)
    return {
        name: [one["ID"] for one in messages if one["severity"] in ("ERROR", "FATAL")]
        for name, file in files.items()
        for messages in [json.loads(Path(f"{file}.json").read_text("utf-8"))["messages"]]
    }


@pytest.mark.skipif(shutil.which("javac") is None, reason="one virtual machine for all books needs a JDK")
def test_epubcheck_agrees_on_every_error_and_on_the_healthy_book(tmp_path: Path) -> None:
    judged = judge({"healthy": book(), **{name: make() for name, (_, make) in ERRORS.items()}}, tmp_path)
    assert judged.pop("healthy") == []
    assert {name for name, codes in judged.items() if not codes} == SEEN_BY_US_ALONE


def test_each_code_is_documented() -> None:
    table = re.findall(r"^\| `([a-z-]+)` \|", (DOCS / "checking.md").read_text(encoding="utf-8"), re.MULTILINE)
    made = {code for code, _ in (*ERRORS.values(), *WARNINGS.values())} | {"file-unreadable", "epubcheck-failed"}
    source = "".join(path.read_text("utf-8") for path in Path(epubcheck.__file__).parent.glob("*.py"))
    said = set(re.findall(r"\b(?:error|warning)\(\s*\"([a-z-]+)\"", source))
    assert len(table) == len(set(table))
    assert set(table) == said == made


BOOK = book()


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.integers(0, len(BOOK) - 1), st.binary(max_size=6)), max_size=12), st.integers(0, len(BOOK))
)
def test_no_garbage_raises(changes: list[tuple[int, bytes]], end: int) -> None:
    data = bytearray(BOOK)
    for place, new in changes:
        data[place : place + len(new)] = new
    inspect(bytes(data), "book.epub")
    inspect(bytes(data[:end]), "book.epub")


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(healthy())), st.floats(0, 1), st.integers(0, 30), st.binary(max_size=20))
def test_no_broken_file_raises(path: str, where: float, cut: int, new: bytes) -> None:
    entries = healthy()
    place = int(where * len(entries[path]))
    entries[path] = entries[path][:place] + new + entries[path][place + cut :]
    with contextlib.suppress(UnicodeError):
        inspect(pack(entries), "book.epub")
