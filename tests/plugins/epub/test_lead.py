"""The picture that an article names as its cover leads it in a book."""

from __future__ import annotations

import io
import zipfile

import pytest
from lxml import etree
from PIL import Image as Picture
from PIL import ImageDraw

import octavo_epub
import octavo_html
from octavo._choices import Choices
from octavo._convert import read_whole
from octavo._registry import discover
from octavo.model import Document, Heading, Image, Meta, Paragraph, Publication, Resource
from octavo.publication import articles_of, gather, split
from octavo.source import Source
from octavo.testing import Bench, bench

XHTML = "{http://www.w3.org/1999/xhtml}"


def plugin() -> Bench:
    return bench(octavo_epub, octavo_html)


def picture(colour: str) -> bytes:
    image = Picture.new("RGB", (900, 600), colour)
    ImageDraw.Draw(image).ellipse((100, 100, 500, 500), fill="white")
    target = io.BytesIO()
    image.save(target, "PNG")
    return target.getvalue()


RED, BLUE = picture("#aa2222"), picture("#2222aa")


def post(cover: str, *shown: str, name: str = "post", words: str = "Words.") -> Document:
    blocks = (Paragraph((words,)), *(Paragraph((Image(url, f"a picture: {url}"),)) for url in shown))
    resources = (Resource("red.png", data=RED), Resource("also-red.png", data=RED), Resource("blue.png", data=BLUE))
    return Document(Meta(title=name, slug=name, cover=cover), blocks, resources, name=f"{name}.md")


def files(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name.removeprefix("EPUB/"): archive.read(name) for name in archive.namelist()}


def chapter(book: dict[str, bytes], name: str = "post") -> etree._Element:
    return etree.fromstring(next(data for file, data in book.items() if file.startswith(f"text/{name}-")))


def leads(page: etree._Element) -> list[etree._Element]:
    return list(page.iterfind(f".//{XHTML}header/{XHTML}div[@class='lead']/{XHTML}img"))


def test_an_article_begins_with_its_cover() -> None:
    book = files(plugin().bind(split(post("red.png", "blue.png")), "epub"))
    (lead,) = leads(chapter(book))
    assert lead.get("property") == "image"
    assert book[(lead.get("src") or "").removeprefix("../")] == RED
    pictures = [image.get("src") for image in chapter(book).iter(f"{XHTML}img")]
    assert pictures[0] == lead.get("src")
    assert len(set(pictures)) == len(pictures) == 2


@pytest.mark.parametrize(
    ("cover", "shown", "count"),
    [("red.png", ("also-red.png", "blue.png"), 0), ("red.png", ("blue.png", "red.png"), 1), ("", ("red.png",), 0)],
)
def test_a_cover_that_is_the_first_picture_of_the_text_is_shown_once(
    cover: str, shown: tuple[str, ...], count: int
) -> None:
    assert len(leads(chapter(files(plugin().bind(split(post(cover, *shown)), "epub"))))) == count


def test_a_lead_says_nothing_of_itself_and_keeps_the_claims_of_accessibility() -> None:
    book = files(plugin().bind(split(post("red.png", "blue.png")), "epub"))
    (lead,) = leads(chapter(book))
    assert lead.get("alt") == ""
    assert b"alternativeText" in book["content.opf"]
    assert b">visual<" in files(plugin().bind(split(post("red.png")), "epub"))["content.opf"]


@pytest.mark.parametrize(("cover", "thumbnail"), [("auto", RED), ("none", None)])
def test_the_cover_of_a_single_article_stands_for_the_book_on_a_shelf(cover: str, thumbnail: bytes | None) -> None:
    book = files(plugin().bind(split(post("red.png")), "epub", {"cover": cover}))
    package = etree.fromstring(book["content.opf"])
    items = package.findall(".//{*}item[@properties='cover-image']")
    assert [book[item.get("href") or ""] for item in items] == ([thumbnail] if thumbnail else [])
    assert [meta.get("content") for meta in package.iterfind(".//{*}meta[@name='cover']")] == [
        item.get("id") for item in items
    ]
    assert "text/cover.xhtml" not in book


def test_covers_of_articles_are_on_the_cover_of_a_digest_before_what_is_in_their_text() -> None:
    book = files(plugin().bind(gather([post("red.png", "blue.png"), post("", name="other")]), "epub"))
    item = etree.fromstring(book["content.opf"]).find(".//{*}item[@properties='cover-image']")
    assert item is not None
    red, _, blue = Picture.open(io.BytesIO(book[item.get("href") or ""])).convert("RGB").getpixel((1500, 1600))  # type: ignore[misc]  # of RGB they are three
    assert red > blue + 60


def test_a_cover_that_is_missing_is_told_and_nothing_stands_for_it() -> None:
    epub = plugin()
    book = files(epub.bind(split(post("gone.png", "blue.png")), "epub"))
    assert leads(chapter(book)) == []
    assert [one.message for one in epub.notices if one.code == "image-not-embedded"] == [
        "gone.png: nobody knows where it is; the article begins without it"
    ]


def test_later_pieces_of_a_long_article_begin_without_it() -> None:
    long = post("red.png")
    sections = tuple(
        block for number in range(4) for block in (Heading(2, (f"S{number}",)), Paragraph(("word " * 300,)))
    )
    long = Document(long.meta, sections, long.resources, name="post.md")
    book = files(plugin().bind(split(long), "epub", {"max_chapter": 2}))
    pages = [etree.fromstring(data) for file, data in book.items() if file.startswith("text/post-")]
    assert len(pages) > 2
    assert [len(leads(page)) for page in pages] == [1] + [0] * (len(pages) - 1)


def test_a_book_that_is_read_again_has_the_covers_of_its_articles() -> None:
    epub = plugin()
    book = epub.bind(split(post("red.png", "blue.png")), "epub")
    again = read_whole(
        Source(book, name="book.epub"), "epub", discover(octavo_epub, octavo_html, entry_points=False), Choices()
    )
    assert isinstance(again, Publication)
    (document,) = [part.document for part in articles_of(again) if part.document]
    found = {resource.name: resource.data for resource in document.resources}
    assert found[document.meta.cover] == RED
    assert len(found) == 2
    assert len(leads(chapter(files(epub.bind(again, "epub"))))) == 1
