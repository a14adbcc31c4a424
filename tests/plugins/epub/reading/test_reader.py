"""Books become Publications: titles, order, nesting, links, pictures, notes and metadata."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import octavo_epub
import octavo_html
from books import CONTAINER, MANIFEST, METADATA, NAV, SPINE, TWO, book, healthy, pack, package, page, png
from octavo import Publication, ReadError, Source, plain_text, walk
from octavo._choices import Choices
from octavo._convert import read_whole
from octavo._registry import discover
from octavo.model import Document, Heading, Image, Link, Note, Part, Span
from octavo.publication import articles_of, documents_of, flatten, gather, parts_of
from octavo_epub.reading.navigation import Entry, flat, nav_entries
from octavo_epub.reading.outline import ids_of
from octavo_epub.reading.parsing import parse

REGISTRY = discover(octavo_epub, octavo_html, entry_points=False)


def read(data: bytes, location: str = "", **options: Any) -> Publication:
    source = Source(data, "book.epub", location=location)
    found = read_whole(source, None, REGISTRY, Choices(source_options=options))
    assert isinstance(found, Publication)
    return found


def codes(publication: Publication) -> list[str]:
    return [notice.code for notice in publication.notices]


def nodes(document: Document | None, kind: type) -> list[Any]:
    return [node for node in walk(document.blocks if document else ()) if isinstance(node, kind)]


def shape(parts: tuple[Part, ...]) -> list[Any]:
    """Return the titles of ``parts``, each with those below it; articles are marked."""
    return [(("*" if part.document else "") + part.title, *shape(part.parts)) for part in parts]


def test_the_healthy_book() -> None:
    publication = read(book())
    assert codes(publication) == []
    assert shape(publication.parts) == [("*One",), ("*Two",)]
    one, two = (part.document for part in articles_of(publication))
    assert one is not None
    assert two is not None
    assert [part.id for part in publication.parts] == ["one", "two"]
    assert plain_text(one.blocks).split("\n")[0].startswith("It rains")
    assert [plain_text(node.children) for node in nodes(one, Note)] == ["Only sometimes."]
    assert [node.url for node in nodes(one, Link)] == ["part:two#there"]
    assert [node.url for node in nodes(two, Link)] == ["part:one"]
    assert [node.attributes.id for node in walk(two.blocks) if hasattr(node, "attributes")] == ["there"]
    assert [(node.url, node.alt) for node in nodes(one, Image)] == [("images/dot.png", "a dot")]
    assert [(one.name, one.data == png()) for one in one.resources] == [("images/dot.png", True)]
    assert publication.cover is not None
    assert publication.cover.name == "images/dot.png"


def test_metadata() -> None:
    metadata = (
        METADATA.replace("</dc:creator>", '</dc:creator><meta refines="#a1" property="role">aut</meta>')
        + """
<dc:creator id="b">Ben Artist</dc:creator><meta refines="#b" property="role">ill</meta>
<dc:title id="s">With a subtitle</dc:title><meta refines="#s" property="title-type">subtitle</meta>
<dc:subject>News</dc:subject><dc:subject>Tea</dc:subject><dc:publisher>Us</dc:publisher><dc:rights>CC0</dc:rights>
<dc:date>2023-04</dc:date><dc:description>About &lt;b&gt;tea&lt;/b&gt;.</dc:description>
<meta property="belongs-to-collection" id="c">Books</meta><meta refines="#c" property="group-position">4</meta>
"""
    )
    meta = read(book(book=package(metadata))).meta
    assert meta.title == "A Small Book: With a subtitle"
    assert [author.name for author in meta.authors] == ["Ann Author"]
    assert (meta.language, meta.tags, meta.description) == ("en", ("News", "Tea"), "About tea.")
    assert meta.published is not None
    assert meta.published.instant is not None
    assert (meta.published.text, meta.published.instant.isoformat()) == ("2023-04", "2023-04-01T00:00:00+00:00")
    assert meta.updated is not None
    assert meta.updated.text == "2024-05-01T08:00:00Z"
    kept = {entry.key: entry.value for entry in meta.front_matter.entries} if meta.front_matter else {}
    assert {name: kept[name] for name in ("identifier", "contributors", "publisher", "rights", "series", "volume")} == {
        "identifier": "urn:isbn:9780000000001", "contributors": ["Ben Artist"], "publisher": "Us", "rights": "CC0",
        "series": "Books", "volume": "4",
    }  # fmt: skip


def test_a_chapter_without_words_of_its_own_on_that_is_by_the_authors_of_the_book() -> None:
    document = next(articles_of(read(book()))).document
    assert document is not None
    assert [author.name for author in document.meta.authors] == ["Ann Author"]


EPUB2 = METADATA.partition("<meta")[0].replace("<dc:creator id=\"a1\">", '<dc:creator opf:role="aut">') + (
    '<dc:contributor opf:role="edt">Ed</dc:contributor><dc:date opf:event="modification">2020</dc:date>'
    '<dc:date opf:event="publication">1851-10-18</dc:date><meta name="cover" content="dot"/>'
    '<meta name="calibre:series" content="Whales"/><meta name="calibre:series_index" content="2"/>'
)  # fmt: skip
NCX = """<?xml version="1.0"?><!DOCTYPE ncx PUBLIC "-//NISO//DTD ncx 2005-1//EN" "http://www.daisy.org/z3986/2005/ncx-2005-1.dtd">
<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1"><navMap>
<navPoint id="p"><navLabel><text>Part I</text></navLabel><content src="text/one.xhtml"/>
<navPoint id="q"><navLabel><text>Two &amp; more</text></navLabel><content src="text/two.xhtml#there"/></navPoint></navPoint>
</navMap></ncx>"""


def test_epub_2_has_its_contents_in_the_ncx() -> None:
    manifest = MANIFEST.partition("\n")[2].replace(' properties="cover-image"', "")
    ncx = '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
    opf = package(EPUB2, manifest + ncx, SPINE.replace("<spine>", '<spine toc="ncx">'), "2.0")
    entries = {**healthy(), "OEBPS/book.opf": opf, "OEBPS/toc.ncx": NCX.encode()}
    publication = read(pack(entries))
    assert shape(publication.parts) == [("*Part I", ("*Two & more",))]
    assert publication.cover is not None
    assert publication.meta.published is not None
    assert publication.meta.published.text == "1851-10-18"
    kept = (
        {entry.key: entry.value for entry in publication.meta.front_matter.entries}
        if publication.meta.front_matter
        else {}
    )
    assert (kept["series"], kept["volume"], kept["contributors"]) == ("Whales", "2", ["Ed"])
    assert codes(publication) == []


def with_pages(nav: str, *paths: str, linear: str = "") -> bytes:
    """Return a book whose pages of one line are ``paths``, in this order; ``linear`` is one that is not."""
    entries = {path: data for path, data in healthy().items() if "/text/" not in path}
    items = "".join(
        f'<item id="{path}" href="text/{path}.xhtml" media-type="application/xhtml+xml"/>' for path in paths
    )
    steps = "".join(
        f'<itemref idref="{path}"{" linear=" + chr(34) + "no" + chr(34) if path == linear else ""}/>' for path in paths
    )
    manifest = "\n".join(line for line in MANIFEST.split("\n") if "text/" not in line) + items
    entries["OEBPS/book.opf"] = package(manifest=manifest, spine=f"<spine>{steps}</spine>")
    entries["OEBPS/nav.xhtml"] = page(f'<nav epub:type="toc"><ol>{nav}</ol></nav>')
    return pack({**entries, **{f"OEBPS/text/{path}.xhtml": page(f"<p>{path}</p>", path) for path in paths}})


def test_sections_without_a_page_nest_their_articles() -> None:
    nav = """<li><span>North</span><ol><li><a href="text/a.xhtml">A</a></li><li><a href="text/b.xhtml">B</a></li></ol></li>
    <li><span>South</span><ol><li><a href="text/c.xhtml">C</a></li></ol></li>"""
    assert shape(read(with_pages(nav, "a", "b", "c")).parts) == [("North", ("*A",), ("*B",)), ("South", ("*C",))]


def test_pages_that_the_contents_do_not_name_go_on_with_the_one_before() -> None:
    nav = """<li><a href="text/b.xhtml">Part</a><ol><li><a href="text/d.xhtml">D</a></li></ol></li><li><a href="text/f.xhtml">F</a></li>"""
    publication = read(with_pages(nav, *"abcdef"))
    assert shape(publication.parts) == [("*a",), ("*Part", ("*c",), ("*D",), ("*e",)), ("*F",)]
    assert [part.id for part in parts_of(publication)] == list("abcdef")


def test_the_spine_decides_the_order_not_the_contents() -> None:
    nav = """<li><a href="text/c.xhtml">Part</a><ol><li><a href="text/a.xhtml">A</a></li></ol></li><li><a href="text/b.xhtml">B</a></li>"""
    publication = read(with_pages(nav, "a", "b", "c"))
    assert [part.title for part in articles_of(publication)] == ["A", "B", "Part"]


def test_what_is_not_linear_comes_last() -> None:
    publication = read(with_pages('<li><a href="text/b.xhtml">B</a></li>', "a", "b", "c", linear="a"))
    assert [part.title for part in articles_of(publication)] == ["B", "c", "a"]


def test_contents_as_deep_as_a_well() -> None:
    nav = "".join(f'<li><a href="text/p{number}.xhtml">{number}</a><ol>' for number in range(20))
    nav = nav.removesuffix("<ol>") + "</li>" + "</ol></li>" * 19
    publication = read(with_pages(nav, *(f"p{number}" for number in range(20))))
    assert [part.title for part in articles_of(publication)] == [str(number) for number in range(20)]
    assert max(len(line) - len(line.lstrip()) for line in _lines(publication.parts)) == 7


def _lines(parts: tuple[Part, ...], depth: int = 0) -> list[str]:
    return [line for part in parts for line in (" " * depth + part.title, *_lines(part.parts, depth + 1))]


def test_notes_on_a_page_of_their_own_come_to_their_places() -> None:
    one = '<h1>One</h1><p>A<a epub:type="noteref" href="two.xhtml#n1">1</a> and B<sup><a role="doc-noteref" id="r" href="two.xhtml#n2">2</a></sup>.</p>'
    two = """<section epub:type="endnotes"><h1>Notes</h1><ol>
    <li id="n1" epub:type="endnote"><p>First. <a href="one.xhtml#r" role="doc-backlink">↩</a></p></li>
    <li id="n2" epub:type="endnote"><p><a href="one.xhtml#r">2</a>. Second.</p></li></ol></section>"""
    publication = read(book(one=page(one), two=page(two)))
    assert shape(publication.parts) == [("*One",)]
    notes = [plain_text(node.children) for node in nodes(publication.parts[0].document, Note)]
    assert notes == ["First.", "Second."]


def test_a_note_that_is_referred_to_twice_is_in_both_places() -> None:
    one = """<p>A<a epub:type="noteref" href="#n">1</a> B<a epub:type="noteref" href="#n">1</a></p>
    <aside epub:type="footnote" id="n"><p>Note<a epub:type="noteref" href="#m">2</a>.</p></aside>
    <aside epub:type="footnote" id="m"><p>Nested.</p></aside>"""
    two = '<p>C<a epub:type="noteref" href="one.xhtml#n">1</a></p>'
    first, second = (part.document for part in articles_of(read(book(one=page(one), two=page(two)))))
    assert [plain_text(node.children).split("\n")[0][:4] for node in nodes(first, Note)] == [
        "Note",
        "Nest",
        "Note",
        "Nest",
    ]
    assert [plain_text(node.children)[:4] for node in nodes(second, Note)][:1] == ["Note"]


def test_notes_that_refer_to_each_other_end() -> None:
    def note(number: int, *to: int) -> str:
        links = "".join(f'<a epub:type="noteref" href="#n{one}">{one}</a>' for one in to)
        return f'<aside epub:type="footnote" id="n{number}"><p>note {links}</p></aside>'

    first = '<p>a<a epub:type="noteref" href="#n1">1</a></p>'
    ring = read(book(one=page(first + note(1, 2) + note(2, 1))))
    assert codes(ring) == ["note-not-repeated"]
    doubling = read(book(one=page(first + "".join(note(one, one + 1, one + 1) for one in range(1, 40)))))
    assert 1000 <= len(nodes(doubling.parts[0].document, Note)) < 1100


def test_a_large_note_is_not_copied_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    one = '<p>A<a epub:type="noteref" href="#n">1</a></p><aside epub:type="footnote" id="n"><p>Words.</p></aside>'
    two = '<p>B<a epub:type="noteref" href="one.xhtml#n">1</a></p>'
    size = 200  # more than the note has as a file
    for limit, notes in ((size, 2), (10, 1)):
        monkeypatch.setattr("octavo_epub.reading.notes.MAXIMUM_COPIED_BYTES", limit)
        publication = read(book(one=page(one), two=page(two)))
        assert sum(len(nodes(part.document, Note)) for part in articles_of(publication)) == notes


@pytest.mark.parametrize(("levels", "depth"), [(7, 7), (8, 8), (9, 8), (20, 8)])
def test_levels_of_contents_below_the_deepest_stand_at_it(levels: int, depth: int) -> None:
    entries = "".join(f'<ol><li><a href="text/one.xhtml#i{level}">{level}</a>' for level in range(levels))
    nav = page(f'<nav epub:type="toc">{entries}{"</li></ol>" * levels}</nav>')
    parsed = parse(nav, "OEBPS/nav.xhtml", html=True)
    assert parsed is not None
    found = nav_entries(parsed, "OEBPS/nav.xhtml")
    assert max(_depths(found, 1)) == depth
    assert [entry.title for entry in flat(found)] == [str(level) for level in range(levels)]


@pytest.mark.parametrize(("levels", "lost"), [(32, []), (33, ["1"]), (40, ["8"])])
@pytest.mark.parametrize("kind", ["nav", "ncx"])
def test_contents_that_nest_too_deep_are_told(kind: str, levels: int, lost: list[str]) -> None:
    if kind == "nav":
        entries = '<li><a href="text/one.xhtml">a</a><ol>' * (levels - 1) + '<li><a href="text/two.xhtml">b</a></li>'
        data = book(nav=page(f'<nav epub:type="toc"><ol>{entries}{"</ol></li>" * (levels - 1)}</ol></nav>'))
    else:
        point = '<navPoint><navLabel><text>a</text></navLabel><content src="text/one.xhtml"/>'
        manifest = MANIFEST.replace(' properties="nav"', "").replace(' properties="cover-image"', "")
        item = '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
        opf = package(EPUB2, manifest + item, SPINE.replace("<spine>", '<spine toc="ncx">'), "2.0")
        start, end = NCX[: NCX.index("<navMap>")] + "<navMap>", "</navMap></ncx>"
        ncx = start + point * levels + "</navPoint>" * levels + end
        data = pack({**healthy(), "OEBPS/book.opf": opf, "OEBPS/toc.ncx": ncx.encode()})
    told = [one.message for one in read(data).notices if "entries of the contents" in one.message]
    assert [message.split(": ")[1].split()[0] for message in told] == lost


def _depths(entries: tuple[Entry, ...], depth: int) -> Iterator[int]:
    for entry in entries:
        yield depth
        yield from _depths(entry.below, depth + 1)


def test_links_that_lead_to_no_page_keep_their_words() -> None:
    body = """<p><a href="gone.xhtml">gone</a>, <a href="../images/dot.png">dot</a>, <a href="../../../etc/passwd">up</a>,
    <a href="file:///etc/passwd">file</a>, <a href="../nav.xhtml">contents</a>, <a href="https://example.org/">abroad</a></p>"""
    publication = read(book(two=page(body)))
    document = list(articles_of(publication))[1].document
    assert [node.url for node in nodes(document, Link)] == ["https://example.org/"]
    assert plain_text(document.blocks if document else ()) == "gone, dot, up, file, contents, abroad"
    assert codes(publication) == ["link-dropped"] * 5


def test_percent_encoded_and_differently_cased_addresses() -> None:
    entries = healthy()
    manifest = MANIFEST.replace("text/two.xhtml", "text/zwei%20%E4%BA%8C.xhtml").replace("text/one", "Text/ONE")
    entries["OEBPS/book.opf"] = package(manifest=manifest)
    entries["OEBPS/text/zwei 二.xhtml"] = entries.pop("OEBPS/text/two.xhtml")
    entries["OEBPS/text/one.xhtml"] = page(
        '<h1>One</h1><p><a href="zwei%20二.xhtml">2</a><img src="../images/DOT.png" alt=""/></p>'
    )
    entries["OEBPS/nav.xhtml"] = page(NAV.replace("two.xhtml", "zwei%20%E4%BA%8C.xhtml"))
    publication = read(pack(entries))
    assert [part.title for part in articles_of(publication)] == ["One", "Two"]
    first = publication.parts[0].document
    assert [node.url for node in nodes(first, Link)] == [f"part:{publication.parts[1].id}"]
    assert [node.url for node in nodes(first, Image)] == ["images/dot.png"]


def test_pictures_that_are_missing_or_abroad() -> None:
    body = '<p><img src="gone.png" alt="what it showed"/> <img src="https://example.org/a.png" alt="far"/></p>'
    publication = read(book(two=page(body)))
    document = list(articles_of(publication))[1].document
    assert document is not None
    assert plain_text(document.blocks).startswith("what it showed")
    assert [(one.name, one.location, one.data) for one in document.resources] == [
        ("https://example.org/a.png",) * 2 + (None,)
    ]
    assert codes(publication) == ["image-missing"]


@pytest.mark.parametrize("address", ["gone.png", "../../../gone.png", "https://example.org/a.png"])
def test_a_cover_of_an_article_that_is_not_in_the_book_is_told(address: str) -> None:
    head = f'<header><h1 property="headline">Two</h1><img property="image" src="{address}" alt=""/></header>'
    body = f'<article vocab="https://schema.org/" typeof="Article">{head}<p>Words.</p></article>'
    publication = read(book(two=page(body)))
    document = list(articles_of(publication))[1].document
    assert document is not None
    assert (document.meta.title, document.meta.cover, document.resources) == ("Two", "", ())
    assert codes(publication).count("image-missing") == 1
    assert any(address in notice.message for notice in publication.notices)


def test_a_picture_in_an_svg_is_a_picture() -> None:
    body = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 1 1">
    <title>Words</title><image xlink:href="../images/dot.png" width="1" height="1"/></svg><p>after</p>"""
    document = list(articles_of(read(book(two=page(body)))))[1].document
    assert [(node.url, node.alt) for node in nodes(document, Image)] == [("images/dot.png", "Words")]


def test_films_of_the_book_leave_their_words() -> None:
    body = '<video src="../film.mp4"><p>A film.</p></video><p><object data="../images/dot.png" type="image/png">dot</object></p>'
    publication = read(book(two=page(body)))
    document = list(articles_of(publication))[1].document
    assert plain_text(document.blocks if document else ()).startswith("A film.")
    assert [node.url for node in nodes(document, Image)] == ["images/dot.png"]
    assert codes(publication) == ["media-left-out"]


def test_a_book_with_a_location_is_not_unpacked_to_memory() -> None:
    publication = read(book(), "file:///shelf/a%20book.epub")
    assert publication.cover is not None
    assert (publication.cover.location, publication.cover.data) == (
        "epub:file:///shelf/a%20book.epub!/OEBPS/images/dot.png",
        None,
    )


def test_pages_that_only_repeat_what_is_known_are_left_out_unless_asked_for() -> None:
    front = {"cover": '<div epub:type="cover"><img src="../images/dot.png" alt="Cover"/></div>',
             "title": '<section epub:type="titlepage"><h1>A Small Book</h1><p>Ann Author</p></section>',
             "toc": '<section epub:type="toc"><h1>List</h1><p><a href="two.xhtml">Two</a></p></section>',
             "half": '<section epub:type="halftitlepage"><p>For my mother</p></section>'}  # fmt: skip
    entries = {**healthy(), **{f"OEBPS/text/{name}.xhtml": page(body) for name, body in front.items()}}
    items = "".join(f'<item id="{one}" href="text/{one}.xhtml" media-type="application/xhtml+xml"/>' for one in front)
    steps = "".join(f'<itemref idref="{one}"/>' for one in front)
    entries["OEBPS/book.opf"] = package(manifest=MANIFEST + items, spine=SPINE.replace("<spine>", f"<spine>{steps}"))
    publication = read(pack(entries))
    assert [part.id for part in publication.parts] == ["half", "one", "two"]
    assert codes(publication) == ["page-left-out"] * 3
    assert [part.id for part in read(pack(entries), all_pages=True).parts] == [*front, "one", "two"]


# Faults


def test_bad_xml_is_read_as_browsers_read_html() -> None:
    publication = read(book(two=TWO.encode().replace(b"</p>", b"") + b"<p>&nbsp;&copy;&unknown; <b>bold</p>"))
    document = list(articles_of(publication))[1].document
    assert "©&unknown; bold" in plain_text(document.blocks if document else ())
    assert codes(publication) == ["xml-repaired", "entity-not-resolved"]


def test_no_entity_is_resolved() -> None:
    evil = b"""<!DOCTYPE html [<!ENTITY secret SYSTEM "file:///etc/passwd"><!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>"""
    data = page("<p>&secret; &b;</p>").replace(b"<!DOCTYPE html>", evil)
    publication = read(book(two=data))
    document = list(articles_of(publication))[1].document
    assert plain_text(document.blocks if document else ()) == "&secret; &b;"
    hidden = data.replace(b"<!DOCTYPE html [", b"<!DOCTYPE html [<!-- ]> -->")
    document = list(articles_of(read(book(two=hidden))))[1].document
    assert "root:" not in plain_text(document.blocks if document else ())
    assert "aaaa" not in plain_text(document.blocks if document else ())


@pytest.mark.parametrize("name", ["book", "container", "nav"])
def test_entities_of_the_package_are_not_resolved(name: str) -> None:
    data = next(data for path, data in healthy().items() if path.rpartition("/")[2].startswith(name))
    doctype = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/hostname">]>'
    head, _, rest = data.partition(b"?>")
    rest = rest.replace(b"<!DOCTYPE html>", b"").replace(b"A Small Book", b"A &a;&b; Book")
    publication = read(book(**{name: head + b"?>" + doctype + rest}))
    assert "aaaa" not in publication.meta.title


def test_a_container_that_names_nothing() -> None:
    for container in (None, b"", CONTAINER.replace("book.opf", "other.opf").encode()):
        publication = read(book(container=container))
        assert codes(publication) == ["epub-repaired"]
        assert [part.id for part in publication.parts] == ["one", "two"]


def test_pages_that_are_missing() -> None:
    publication = read(book(two=None))
    assert [part.id for part in publication.parts] == ["one"]
    assert codes(publication)[0] == "page-missing"


def test_a_wrong_mimetype_is_told() -> None:
    assert codes(read(book(mimetype=b"application/zip"))) == ["epub-repaired"]


@pytest.mark.parametrize(
    "broken", [{"book": None}, {"one": None, "two": None}, {"book": b"\0"}, {"book": b"<package/>"}]
)
def test_what_is_no_book(broken: dict[str, bytes | None]) -> None:
    with pytest.raises(ReadError):
        read(book(**broken))


ENCRYPTED = """<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" xmlns:enc="http://www.w3.org/2001/04/xmlenc#">
<enc:EncryptedData><enc:EncryptionMethod Algorithm="{}"/><enc:CipherData><enc:CipherReference URI="OEBPS/a"/></enc:CipherData></enc:EncryptedData></encryption>"""


def test_obfuscated_fonts_are_harmless_and_drm_is_said_clearly() -> None:
    def encrypted(method: str) -> bytes:
        return pack({**healthy(), "META-INF/encryption.xml": ENCRYPTED.format(method).encode()})

    assert codes(read(encrypted("http://www.idpf.org/2008/embedding"))) == []
    assert codes(read(encrypted("http://ns.adobe.com/pdf/enc#RC"))) == []
    with pytest.raises(ReadError, match="protected by DRM"):
        read(encrypted("http://www.w3.org/2001/04/xmlenc#aes128-cbc"))


# Of many documents


def test_articles_stand_by_themselves_and_are_gathered_again() -> None:
    nav = """<li><span>North</span><ol><li><a href="text/a.xhtml">A</a></li></ol></li>"""
    parted = documents_of(read(with_pages(nav, "a")), "north.epub")
    assert [document.meta.categories for document in parted] == [(("North",),)]
    documents = documents_of(read(book()), "book.epub")
    assert [document.name for document in documents] == ["book.epub/1-one.xhtml", "book.epub/2-two.xhtml"]
    assert [node.url for node in nodes(documents[0], Link)] == ["2-two.xhtml#there"]
    again = gather(documents)
    links = [node.url for node in nodes(next(articles_of(again)).document, Link)]
    assert links == [f"part:{again.parts[1].id}#there"]


def test_a_flattened_book_has_each_picture_once() -> None:
    image = '<p><img src="../images/dot.png" alt="a dot"/></p>'
    document = flatten(read(book(one=page(image), two=page(image))))
    assert [resource.name for resource in document.resources] == ["images/dot.png"]
    assert [node.url for node in nodes(document, Image)] == ["images/dot.png"] * 2
    assert [node.id for node in document.blocks if isinstance(node, Heading)] == ["one", "two"]


def test_numbers_of_printed_pages_are_no_text() -> None:
    body = """<p>In the mid<span epub:type="pagebreak" id="p7" title="7">7</span>dle.</p><div role="doc-pagebreak" aria-label="8">8</div>"""
    one = '<h1>One</h1><p><a href="two.xhtml#p7">page 7</a></p>'
    first, second = (part.document for part in articles_of(read(book(one=page(one), two=page(body)))))
    assert plain_text(second.blocks if second else ()) == "In the middle."
    assert [node.url for node in nodes(first, Link)] == ["part:two#p7"]
    assert [node.attributes.id for node in nodes(second, Span)] == ["p7"]


def test_names_of_files_become_ids() -> None:
    paths = ["a/Ch_1.xhtml", "a/part two.xhtml", "a/x.xhtml", "b/x.xhtml", "a/1.xhtml", "a/二.xhtml"]
    ids = ids_of(paths)
    assert [ids[path] for path in paths[:2]] == ["Ch-1", "part-two"]
    assert len(set(ids.values())) == len(paths)
    assert all(identifier.isascii() and identifier[0].isalpha() for identifier in ids.values())


def test_detection() -> None:
    assert REGISTRY.detect(Source(book(), "unnamed")) == "epub"
    assert REGISTRY.detect(Source(book(mimetype=None), "unnamed")) == "epub"
    assert not REGISTRY.detections(Source(pack({"word/document.xml": b"<a/>"}), "unnamed"))


def test_long_names_of_namespaces_lose_nothing() -> None:
    prefix = '<x xmlns="' + "u" * 5_000 + '" id="a">DEEP</x>'
    assert "DEEP" in plain_text(flatten(read(book(one=page(f"<p>{prefix}</p>")))).blocks)


def test_numbers_of_thousands_of_digits_in_names_of_files() -> None:
    paths = [f"text/one_{'9' * 5000}.xhtml", f"text/one_split_{'9' * 5000}.xhtml"]
    publication = read(with_pages(NAV, *paths))
    assert codes(publication) == codes(read(with_pages(NAV, "text/a.xhtml", "text/b.xhtml")))


def test_one_that_stands_in_for_another_is_found_within_bounds() -> None:
    chain = "".join(f'<item id="f{i}" fallback="f{i + 1}" href="f{i}" media-type="a/b"/>' for i in range(30))
    manifest = MANIFEST + chain + '<item id="g" fallback="one" href="g" media-type="a/b"/>'
    spine = '<spine><itemref idref="f0"/><itemref idref="g"/><itemref idref="f0"/></spine>'
    publication = read(book(book=package(manifest=manifest, spine=spine)))
    assert [part.id for part in articles_of(publication)] == ["one"]
    assert codes(publication).count("page-missing") == 2
    long = f'<item id="f" href="{"f" * 5000}" media-type="application/xhtml+xml"/>'
    spine = SPINE.replace("</spine>", '<itemref idref="f"/>' * 3 + "</spine>")
    notices = [
        one for one in read(book(book=package(manifest=MANIFEST + long, spine=spine))).notices if "missing" in one.code
    ]
    assert [len(one.message) < 200 for one in notices] == [True]


def test_what_frames_notes_goes_with_the_last_of_them() -> None:
    refer = "".join(f'<p><a epub:type="noteref" href="two.xhtml#n{i}">1</a></p>' for i in range(3))
    notes = "".join(f'<div><h3>x</h3><aside epub:type="footnote" id="n{i}"><p>a</p></aside></div>' for i in range(3))
    publication = read(book(one=page(refer), two=page(f"<div>{notes}</div><p>end</p>")))
    assert [plain_text(part.document.blocks) for part in articles_of(publication) if part.document][1:] == ["end"]
