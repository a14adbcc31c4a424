"""Plain text: golden pages at three widths, and line-breaking that holds for any text."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import octavo_text
from octavo import codec
from octavo.model import Document, LineBreak, Link, Paragraph, SoftBreak
from octavo.source import Source
from octavo.testing import bench
from octavo.walk import plain_text
from octavo_text.wrapping import display_width
from strategies import documents

GOLDEN = Path(__file__).parent / "golden"
KITCHEN = codec.decode((GOLDEN / "kitchen.json").read_bytes())


def write(document: Document, **options: object) -> str:
    return bench(octavo_text).write(document, "text", options)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("default", {}),
        ("narrow", {"width": 40, "links": "inline", "indent": "drop"}),
        ("unbroken", {"width": 0, "links": "none"}),
    ],
)
def test_golden(name: str, options: dict[str, object], golden: Callable[[Path, str], None]) -> None:
    golden(GOLDEN / f"kitchen.{name}.txt", write(KITCHEN, **options))


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from([*"中文字かなカナ", "word", "w，", "「中」", "（文）", "字。", "字！？", "《", "」"]),
        max_size=60,
    ).map("".join),
    st.integers(20, 60),
)
def test_lines_fit_and_kinsoku_holds(text: str, width: int) -> None:
    lines = write(Document(blocks=(Paragraph((text,)),)), width=width).splitlines()
    assert "".join(lines) == text
    for line in lines[1:]:
        assert line[0] not in "，。！？」）"
    for line in lines[:-1]:
        assert line[-1] not in "「（《"
    for line in lines:
        assert display_width(line) <= width or len(re.findall("[中文字かなカナ]|(?:word)+w*", line)) < 3


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="中文，。「」ab cd.,! \u3000", max_size=120), st.integers(10, 50))
def test_wrapping_loses_nothing(text: str, width: int) -> None:
    written = write(Document(blocks=(Paragraph((text,)),)), width=width)
    assert re.sub(r"\s", "", written) == re.sub(r"\s", "", text)


@settings(max_examples=150, deadline=None)
@given(documents())
def test_any_tree_is_written_and_steers_no_terminal(document: Document) -> None:
    text = write(document)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", text)
    assert text == write(document)


def test_a_url_is_never_broken() -> None:
    url = "https://example.com/" + "path/" * 30
    assert url in write(Document(blocks=(Paragraph((f"before {url} after",)),)), width=30)
    text = write(Document(blocks=(Paragraph((Link(("words",), url),)),)), width=30)
    assert text.startswith("words[1]\n")
    assert f"\n[1] {url}\n" in text


def test_reading_parts_paragraphs() -> None:
    document = bench(octavo_text).read("one\ntwo\n\n\n第一行\n第二行\n　　缩进\x07的\r\n\r\nlast", "text")
    assert document.blocks == (
        Paragraph(("one", SoftBreak(), "two")),
        Paragraph(("第一行第二行",)),
        Paragraph(("　　缩进的",)),
        Paragraph(("last",)),
    )


def test_what_is_written_is_read_again() -> None:
    document = Document(blocks=(Paragraph(("many words " * 30 + "end",)), Paragraph(("中文" * 60,))))
    again = bench(octavo_text).read(write(document), "text")
    assert plain_text(again.blocks) == plain_text(document.blocks)


def test_hard_breaks_and_nothing() -> None:
    assert write(Document(blocks=(Paragraph(("a", LineBreak(), "b")),))) == "a\nb\n"
    assert write(Document()) == ""


def test_detection_and_encoding() -> None:
    plugin = bench(octavo_text)
    assert plugin.registry.detect(Source(b"x", "a.txt")) == "text"
    assert plain_text(plugin.read("中文".encode("utf-16"), "text").blocks) == "中文"
    plugin.read(b"good \xff\xfe bad \xe4\xb8\xad\xe6\x96\x87 " * 40, "text")
    assert plugin.codes()
