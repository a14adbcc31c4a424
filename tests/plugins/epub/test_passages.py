"""Passages that run the other way than their article: half-translated posts."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from lxml import etree

import octavo_epub
import octavo_html
from octavo.model import (
    Attributes,
    BlockQuote,
    BulletList,
    CodeBlock,
    Div,
    Document,
    Heading,
    ListItem,
    Meta,
    Paragraph,
)
from octavo.publication import split
from octavo.testing import bench

ENGLISH = "This is what nobody has translated to the language of the post yet."
ARABIC = "ترجمت هذه الفقرة إلى العربية ترجمةً كاملة."
HEBREW = "הפסקה הזאת תורגמה במלואה לעברית."
PERSIAN = "این پاراگراف به طور کامل به فارسی ترجمه شده است که می‌گوید."


def passages(language: str, *blocks: Any) -> list[tuple[str, str, str]]:
    """Return the language, direction and words of each part of an article's page that says its own direction."""
    document = Document(Meta(title="P", language=language), blocks)
    data = bench(octavo_epub, octavo_html).bind(split(document), "epub", {"cover": "none", "highlight": False})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        name = next(name for name in archive.namelist() if "/text/" in name)
        root = etree.fromstring(archive.read(name))
    found = root.iterfind(".//{http://www.w3.org/1999/xhtml}div[@dir]")
    return [
        (one.get("lang", ""), one.get("dir", ""), " ".join("".join(map(str, one.itertext())).split())) for one in found
    ]


def words(text: str) -> Paragraph:
    return Paragraph((text,))


@pytest.mark.parametrize(
    ("language", "own", "other", "tongue", "way"),
    [
        ("ar", ARABIC, ENGLISH, "en", "ltr"),
        ("he", HEBREW, ENGLISH, "en", "ltr"),
        ("ar", ARABIC, "Тут ещё ничего не переведено на арабский.", "", "ltr"),
        ("ar", ARABIC, "Dit is de tekst of een deel ervan, en niemand heeft dat vertaald.", "", "ltr"),
        ("ar", ARABIC, "To jest tekst, którego nikt jeszcze nie przetłumaczył.", "", "ltr"),
        ("en", ENGLISH, ARABIC, "ar", "rtl"),
        ("zh", "这一段已经翻译好了。", HEBREW, "he", "rtl"),
        ("", ENGLISH, PERSIAN, "fa", "rtl"),
    ],
)
def test_a_paragraph_that_runs_the_other_way_says_so(
    language: str, own: str, other: str, tongue: str, way: str
) -> None:
    assert passages(language, words(own), words(other), words(own)) == [(tongue, way, other)]


def test_what_runs_on_is_one_passage_with_its_headings_and_its_code() -> None:
    blocks = (
        words(ARABIC),
        Heading(2, ("Install",)),
        words(ENGLISH),
        CodeBlock("npm i"),
        words(ENGLISH),
        words(ARABIC),
    )
    assert passages("ar", *blocks) == [("en", "ltr", f"Install {ENGLISH} npm i {ENGLISH}")]


@pytest.mark.parametrize(
    "block",
    [
        words("Vue.js"),
        words(f"{ARABIC} {ENGLISH[:40]}"),
        CodeBlock("for one in many: print(one, 'a long line of code')"),
        Div((words(ENGLISH),), Attributes(language="en")),
        Heading(2, ("JavaScript",)),
    ],
    ids=["a name", "a mixture", "code", "what says its language", "a heading"],
)
def test_what_does_not_plainly_run_the_other_way_stays(block: Any) -> None:
    assert passages("ar", words(ARABIC), block, words(ARABIC)) == []


def test_passages_in_lists_and_quotations() -> None:
    items = (ListItem((words(ARABIC),)), ListItem((words(ENGLISH),)))
    assert passages("ar", words(ARABIC), BulletList(items)) == [("en", "ltr", ENGLISH)]
    assert passages("ar", words(ARABIC), BlockQuote((words(ARABIC), words(ENGLISH)))) == [("en", "ltr", ENGLISH)]
    assert passages("ar", words(ARABIC), BulletList(items[1:])) == [("en", "ltr", ENGLISH)]
