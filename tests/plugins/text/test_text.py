"""Plain text: golden pages at three widths, and line-breaking that holds for any text."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import octavo_text
from octavo import codec
from octavo.model import (
    Attributes,
    Author,
    Code,
    Div,
    Document,
    Heading,
    Image,
    Inline,
    LineBreak,
    Link,
    ListItem,
    Meta,
    Numbering,
    OrderedList,
    Paragraph,
    RawBlock,
    RawInline,
    Ruby,
    SoftBreak,
    Span,
    Subscript,
    Superscript,
    ThematicBreak,
    Timestamp,
)
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
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", text)
    assert text == write(document)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from([*"中ッ한éя「」（。“”‘’()%, \u3000\u00a0\u2003→①😀", "word", "https://a.example/"]), max_size=50
    ).map("".join),
    st.integers(1, 30),
)
def test_an_accent_moves_no_line_end(text: str, width: int) -> None:
    plain, accented = (
        write(Document(blocks=(Paragraph((text + " end" + mark,)),)), width=width) for mark in ("", "\u0301")
    )
    assert accented == plain.replace("end\n", "end\u0301\n")


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
    assert write(Document()) == "\n"


def test_detection_and_encoding() -> None:
    plugin = bench(octavo_text)
    assert plugin.registry.detect(Source(b"x", "a.txt")) == "text"
    assert plain_text(plugin.read("中文".encode("utf-16"), "text").blocks) == "中文"
    plugin.read(b"good \xff\xfe bad \xe4\xb8\xad\xe6\x96\x87 " * 40, "text")
    assert plugin.codes()


def test_tables(golden: Callable[[Path, str], None]) -> None:
    tables = codec.decode((GOLDEN / "tables.json").read_bytes())
    golden(GOLDEN / "tables.default.txt", write(tables))


@pytest.mark.parametrize(
    ("numbering", "start", "marks"),
    [
        ("decimal", 0, ["0.", "1."]),
        ("lower-alpha", 26, [" z.", "aa."]),
        ("upper-alpha", 1, ["A.", "B."]),
        ("lower-roman", 8, ["viii.", "  ix."]),
        ("upper-roman", 3999, ["MMMCMXCIX.", "     4000."]),
        ("lower-alpha", 0, ["0.", "a."]),
    ],
)
def test_numbers(numbering: Numbering, start: int, marks: list[str]) -> None:
    items = tuple(ListItem((Paragraph(("x",)),)) for _ in range(2))
    assert write(Document(blocks=(OrderedList(items, start, numbering),))) == "".join(f"{mark} x\n" for mark in marks)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("一二三四五六七八九（ 甲乙", ["一二三四五六七八九", "（ 甲乙"]),
        ("一二三四五六七八九〇 。甲乙", ["一二三四五六七八九", "〇 。甲乙"]),
        ("一二三四五六七 call(参数)", ["一二三四五六七", "call(参数)"]),
        ("one two three four\u00a0five six", ["one two three", "four\u00a0five six"]),
        ("がががががががががが\u3099が", ["がががががががががが\u3099", "が"]),
        ("Er sagt „Worte“ und geht heim", ["Er sagt „Worte“ und", "geht heim"]),
        ("一二三四五六七 名 “ 鱼 ” 的", ["一二三四五六七 名", "“ 鱼 ” 的"]),
        ("一二三四五六七八九十”甲", ["一二三四五六七八九", "十”甲"]),
        ("one two three fourf( five six", ["one two three fourf(", "five six"]),
        ("see https://a.example/“words” and so", ["see", "https://a.example/", "“words” and so"]),
        ("。" * 25, ["。" * 10, "。" * 10, "。" * 5]),
    ],
)
def test_kinsoku_beside_spaces_and_words(text: str, lines: list[str]) -> None:
    assert write(Document(blocks=(Paragraph((text,)),)), width=20).splitlines() == lines


@pytest.mark.parametrize(
    ("inline", "text"),
    [
        (Link(("https://example.com/a/",), "https://example.com/a"), "https://example.com/a/"),
        (Link(("me@example.com",), "mailto:me@example.com"), "me@example.com"),
        (Link(("above",), "#above"), "above"),
        (Link((), "https://example.com/"), "[1]\n\n────────\n[1] https://example.com/"),
        (Image("a/b%20c.jpg?w=1", ""), "[b c.jpg]"),
        (Image("https://x.example/640?fmt=png", ""), "[image]"),
        (Image("data:image/png;base64,AA.png", title="a cup"), "[a cup]"),
        (Image("smile.gif", "[smile]"), "[smile]"),
        (Ruby(("word",), ("gloss",)), "word(gloss)"),
        (Ruby(("字",), ()), "字"),
        (Superscript(("th",)), "th"),
        (Superscript(("−1",)), "^(−1)"),
        (Subscript(("i",)), "_i"),
        (RawInline("text", "raw\x1b[31m"), "raw"),
        (Code("a\tb\x00"), "a b"),
    ],
)
def test_inlines(inline: Inline, text: str) -> None:
    assert write(Document(blocks=(Paragraph((inline,)),))) == text + "\n"


def test_the_head_says_what_is_known() -> None:
    meta = Meta(title="T", authors=(Author("A\nB"),), published=Timestamp("last May"))
    assert write(Document(meta, (Heading(1, ("T",)), Heading(4, ("\u00a0U",))))) == "T\n=\nA B · last May\n\nU\n~\n"


def test_admonitions_stand_behind_a_bar() -> None:
    title = Paragraph((Span(("Mind",), Attributes(classes=("title",))),))
    kind = Attributes(classes=("admonition", "tip"))
    assert write(Document(blocks=(Div((title,), kind),))) == "│ Mind\n"
    assert write(Document(blocks=(Div((ThematicBreak(),), kind),))) == "│ Tip\n│ * * *\n"
    assert write(Document(blocks=(Div((), kind), RawBlock("text", "as it is\n")))) == "│ Tip\n\nas it is\n"


def test_what_is_for_other_formats_is_told() -> None:
    plugin = bench(octavo_text)
    plugin.write(Document(blocks=(RawBlock("html", "<hr>"), Paragraph((RawInline("html", "<b>"),)))), "text")
    assert plugin.codes() == ["raw-dropped", "raw-dropped"]


def test_spaces_of_the_source_collapse() -> None:
    assert bench(octavo_text).read("  a\t  b  ", "text").blocks == (Paragraph(("a b",)),)


def test_long_texts_and_many_links_take_linear_time() -> None:
    links = Paragraph(tuple(Link((f"w{n}",), f"https://example.com/{n}") for n in range(20_000)))
    began = time.process_time()
    text = write(Document(blocks=(Paragraph(("「文，（" * 50_000,)), Paragraph(("(" * 100_000,)), links)))
    assert "\n[20000] https://example.com/19999\n" in text
    assert time.process_time() - began < 10
