"""Books of other makers: pandoc, EbookLib with its own pages, and octavo itself there and back."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pypandoc
import pytest
from ebooklib import epub

from books import book, healthy, pack, package, page, png
from octavo import FetchError, Publication, Source, plain_text, rewrite, walk
from octavo._choices import Choices
from octavo._convert import bind_publication, read_document, read_whole
from octavo._registry import discover
from octavo.media_types import media_type_of
from octavo.model import (
    AnyNode,
    Document,
    Embed,
    Heading,
    Image,
    Link,
    Math,
    MathBlock,
    Meta,
    Note,
    Paragraph,
    Part,
    Resource,
    Timestamp,
)
from octavo.plugin import FetchPolicy
from octavo.publication import articles_of, gather
from octavo_epub.reading.fetcher import fetch

REGISTRY = discover()
SAMPLES = Path(__file__).parents[4] / "docs" / "samples"


def read(data: bytes) -> Publication:
    found = read_whole(Source(data, "book.epub"), None, REGISTRY, Choices())
    assert isinstance(found, Publication)
    return found


def count(document: Document | None, *kinds: type) -> int:
    return sum(isinstance(node, kinds) for node in walk(document.blocks if document else ()))


MARKDOWN = """---
title: A Book of Pandoc
author: [Ann, Ben]
lang: en-GB
rights: CC0
---

# First *one* {#first}

Words[^n] and a [link](#second), $x^2$.

[^n]: A note.

![A dot](dot.png)

## Inner

# Second {#second}

The end.
"""


@pytest.mark.parametrize("version", ["epub2", "epub3"])
def test_pandoc(version: str, tmp_path: Path) -> None:
    (tmp_path / "dot.png").write_bytes(png())
    (tmp_path / "book.md").write_text(MARKDOWN)
    command = [pypandoc.get_pandoc_path(), "book.md", "-t", version, "-o", "book.epub"]
    subprocess.run(command, cwd=tmp_path, check=True)
    publication = read((tmp_path / "book.epub").read_bytes())
    assert publication.meta.title == "A Book of Pandoc"
    assert [author.name for author in publication.meta.authors] == ["Ann", "Ben"]
    assert publication.meta.language == "en-GB"
    articles = [part.document for part in articles_of(publication)]
    assert [article.meta.title for article in articles if article] == ["First one", "Second"]
    first = articles[0]
    assert first is not None
    assert plain_text(first.blocks).startswith("Words")
    assert [plain_text(node.children) for node in walk(first.blocks) if isinstance(node, Note)] == ["A note."]
    assert [node.url for node in walk(first.blocks) if isinstance(node, Link)] == [f"part:{publication.parts[1].id}"]
    assert count(first, Image) == 1
    assert [resource.data for resource in first.resources] == [png()]


def ebooklib(*, ncx_only: bool) -> bytes:
    made = epub.EpubBook()
    made.set_identifier("id-1")
    made.set_title("Made by a library")
    made.set_language("fr")
    made.add_author("Élodie")
    chapters = []
    for number in (1, 2, 3):
        chapter = epub.EpubHtml(title=f"Chapitre {number}", file_name=f"chap_{number}.xhtml", lang="fr")
        chapter.content = f'<h1>Chapitre {number}</h1><p>Du texte.</p><p><a href="chap_1.xhtml">premier</a></p>'
        made.add_item(chapter)
        chapters.append(chapter)
    made.toc = (epub.Link("chap_1.xhtml", "Chapitre 1", "c1"), (epub.Section("Suite"), tuple(chapters[1:])))
    made.add_item(epub.EpubNcx())
    if not ncx_only:
        made.add_item(epub.EpubNav())
    made.spine = [*([] if ncx_only else ["nav"]), *chapters]
    target = io.BytesIO()
    epub.write_epub(target, made)
    return target.getvalue()


@pytest.mark.parametrize("ncx_only", [False, True])
def test_ebooklib(ncx_only: bool) -> None:
    publication = read(ebooklib(ncx_only=ncx_only))
    assert [part.title for part in publication.parts] == ["Chapitre 1", "Suite"]
    assert [part.title for part in publication.parts[1].parts] == ["Chapitre 2", "Chapitre 3"]
    assert [author.name for author in publication.meta.authors] == ["Élodie"]
    last = publication.parts[1].parts[1].document
    assert last is not None
    assert plain_text(last.blocks).split("\n") == ["Du texte.", "premier"]
    assert [node.url for node in walk(last.blocks) if isinstance(node, Link)] == [f"part:{publication.parts[0].id}"]


# octavo's own


def samples() -> list[Document]:
    """Return the samples with their pictures, as the command line reads them."""
    choices = Choices(policy=FetchPolicy(roots=(SAMPLES.as_uri(),)))
    files = sorted((SAMPLES / "_posts").rglob("*.md"))
    assert files
    sources = [Source(file.read_bytes(), str(file.relative_to(SAMPLES)), location=file.as_uri()) for file in files]
    return [read_document(source, "hexo", REGISTRY, choices) for source in sources]


def bound(publication: Publication, **options: Any) -> bytes:
    choices = Choices(writer_options={"epub": options}, policy=FetchPolicy(roots=(SAMPLES.as_uri(),)))
    return bind_publication(publication, "epub", REGISTRY, choices).data


def outline_of(parts: tuple[Part, ...]) -> list[Any]:
    return [(part.title, part.document is not None, outline_of(part.parts)) for part in parts]


_BOXES = re.compile("[☑☐]")
"""How tasks are shown in a book."""


def as_in_a_book(document: Document) -> Document:
    """Return ``document`` with links in the places of films and of pictures that nobody has, as the binder puts them there."""
    known = {resource.name for resource in document.resources if resource.location.startswith("file:")}

    def change(node: AnyNode) -> Any:
        match node:
            case Embed(url=url, title=title):
                return Paragraph((f"▶ {title or url}",))
            case Image(url=url, alt=alt) if url not in known:
                return alt or "[image]"
            case _:
                return node

    return msgspec.structs.replace(document, blocks=rewrite(document.blocks, change))


def facts(document: Document) -> dict[str, Any]:
    """Return what must be the same of an article that was bound and read again."""
    meta = document.meta
    return {
        "title": meta.title,
        "text": _BOXES.sub("", "".join(plain_text(document.blocks).split())),
        "notes": [plain_text(node.children) for node in walk(document.blocks) if isinstance(node, Note)],
        "formulas": [node.tex for node in walk(document.blocks) if isinstance(node, Math | MathBlock)],
        "words of pictures": [node.alt for node in walk(document.blocks) if isinstance(node, Image)],
        "authors": [author.name for author in meta.authors],
        "date": meta.published.instant.isoformat(timespec="seconds")
        if meta.published and meta.published.instant
        else "",
        "language": meta.language,
        "categories": meta.categories,
        "tags": meta.tags,
        "source": meta.source_url,
    }


@pytest.mark.parametrize("group_by", ["none", "category", "month"])
def test_a_digest_is_read_back_as_it_was_gathered(group_by: Any) -> None:
    before = gather(samples(), Meta(title="The Digest", language="en"), group_by)
    after = read(bound(before, cover="generated", series="Digests", volume="3"))
    assert outline_of(after.parts) == outline_of(before.parts)
    assert after.meta.title == "The Digest"
    assert after.cover is not None
    old, new = ([part.document for part in articles_of(one)] for one in (before, after))
    assert [facts(document) for document in new if document] == [
        facts(as_in_a_book(document)) for document in old if document
    ]
    assert all(
        media_type_of(one.data or b"", "").startswith("image/")
        for document in new
        if document
        for one in document.resources
    )
    pictures = [count(as_in_a_book(document), Image) for document in old if document]
    assert [count(document, Image) for document in new] == pictures


def test_the_date_of_a_later_change_survives() -> None:
    published, updated = (Timestamp(f"{day}", datetime(2024, 5, day, tzinfo=UTC)) for day in (1, 9))
    before = Document(Meta(title="A", published=published, updated=updated), (Paragraph(("a",)),), name="a.md")
    after = next(articles_of(read(bound(gather([before, before]), cover="none")))).document
    assert after is not None
    assert after.meta.updated == Timestamp("2024-05-09T00:00:00+00:00", updated.instant)


def test_links_between_articles_survive() -> None:
    before = gather(samples(), Meta(title="The Digest"))
    after = read(bound(before))
    positions = {part.id: index for index, part in enumerate(articles_of(before))}
    again = {part.id: index for index, part in enumerate(articles_of(after))}

    def links(publication: Publication, where: dict[str, int]) -> list[tuple[int, str]]:
        found = []
        for part in articles_of(publication):
            for node in walk(part.document.blocks if part.document else ()):
                if isinstance(node, Link) and node.url.startswith("part:"):
                    target = node.url.removeprefix("part:").partition("#")[0]
                    found.append((where[part.id], str(where[target])))
        return found

    assert links(before, positions)
    assert links(after, again) == links(before, positions)


def test_a_book_that_is_bound_again_says_the_same() -> None:
    once = read(bound(gather(samples(), Meta(title="The Digest"), "category")))
    twice = read(bound(once))
    assert outline_of(twice.parts) == outline_of(once.parts)
    assert [facts(part.document) for part in articles_of(twice) if part.document] == [
        facts(part.document) for part in articles_of(once) if part.document
    ]


def test_the_fetcher_reads_below_its_roots_alone(tmp_path: Path) -> None:
    (tmp_path / "shelf").mkdir()
    file = tmp_path / "shelf" / "a book!.epub"
    file.write_bytes(book())
    publication = read_whole(Source(file.read_bytes(), "b.epub", location=file.as_uri()), None, REGISTRY, Choices())
    assert isinstance(publication, Publication)
    assert publication.cover is not None
    inside = FetchPolicy(roots=(file.parent.as_uri(),))
    fetched = fetch(publication.cover, inside)
    assert (fetched.data, fetched.media_type) == (png(), "image/png")
    location = publication.cover.location
    for wrong, policy in (
        (location, FetchPolicy()),
        (location, FetchPolicy(roots=((tmp_path / "other").as_uri(),))),
        (location.replace("dot.png", "gone.png"), inside),
        (location.replace("book", "gone"), inside),
        (location, FetchPolicy(roots=inside.roots, maximum_bytes=10)),
        ("epub:http://example.org/a.epub!/a", inside),
        (f"epub:{tmp_path.as_uri()}!/a", FetchPolicy(roots=(tmp_path.as_uri(),))),
        ("epub:", inside),
    ):
        with pytest.raises(FetchError):
            fetch(Resource("x", location=wrong), policy)


def test_what_was_divided_because_of_its_length_is_one_article_again() -> None:
    blocks = tuple(
        block
        for number in range(40)
        for block in (
            Heading(2, (f"Chapter {number}",), f"chapter-{number}"),
            Paragraph(("It rained. " * 300, Note((Paragraph((f"Note {number}.",)),)), Link(("on",), "#chapter-39"))),
        )
    )
    long = Document(meta=Meta(title="Long"), blocks=blocks, name="long.md")
    end = Paragraph((Link(("there",), "long.md#chapter-39"), Link(("begin",), "long.md")))
    short = Document(meta=Meta(title="Short"), blocks=(end,), name="short.md")
    data = bound(gather([long, short]), max_chapter=30)
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert any("_3.xhtml" in name for name in file.namelist())
    publication = read(data)
    assert outline_of(publication.parts) == [("Long", True, []), ("Short", True, [])]
    first, second = (part.document for part in publication.parts)
    assert first is not None
    assert second is not None
    assert plain_text(first.blocks) == plain_text(blocks)
    links = [node.url for node in walk(first.blocks) if isinstance(node, Link)]
    assert len(set(links)) == 1
    target = links[0].removeprefix("#")
    assert [
        plain_text(node.children) for node in walk(first.blocks) if isinstance(node, Heading) and node.id == target
    ] == ["Chapter 39"]
    name = publication.parts[0].id
    assert [node.url for node in walk(second.blocks) if isinstance(node, Link)] == [
        f"part:{name}#{target}",
        f"part:{name}",
    ]


def test_files_that_calibre_splits_are_one_article() -> None:
    entries = healthy()
    for name in ("0", "1", "2"):
        link = '<p><a href="a_split_001.xhtml#there">go</a></p>' if name == "0" else '<p id="there">Words.</p>'
        entries[f"OEBPS/text/a_split_00{name}.xhtml"] = page(f"{'<h1>A</h1>' if name != '1' else ''}{link}", "A")
    names = [f"a_split_00{name}" for name in "012"]
    items = "".join(
        f'<item id="{name}" href="text/{name}.xhtml" media-type="application/xhtml+xml"/>' for name in names
    )
    steps = "".join(f'<itemref idref="{name}"/>' for name in names)
    manifest = '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>' + items
    entries["OEBPS/book.opf"] = package(manifest=manifest, spine=f"<spine>{steps}</spine>")
    listed = '<li><a href="text/a_split_000.xhtml">A</a></li><li><a href="text/a_split_002.xhtml">B</a></li>'
    entries["OEBPS/nav.xhtml"] = page(f'<nav epub:type="toc"><ol>{listed}</ol></nav>')
    publication = read(pack(entries))
    assert outline_of(publication.parts) == [("A", True, []), ("B", True, [])]
    first = publication.parts[0].document
    assert first is not None
    assert plain_text(first.blocks).split() == ["go", "Words."]
    assert [node.url for node in walk(first.blocks) if isinstance(node, Link)] == ["#there"]
