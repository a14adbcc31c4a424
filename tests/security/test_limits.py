"""Threat: an input so large, deep or self-repeating that reading it takes all time or memory.

Each documented bound is tried just below and just above.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from converter import Converter
from octavo.errors import ReadError
from octavo.model import MAXIMUM_DEPTH, Link, Table
from octavo.walk import plain_text, walk


def own(*blocks: Any) -> str:
    return json.dumps({"octavo": 1, "blocks": blocks})


def pandoc(*blocks: Any) -> str:
    return json.dumps({"pandoc-api-version": [1, 23, 1], "meta": {}, "blocks": blocks})


def nested(depth: int) -> dict[str, Any]:
    block: dict[str, Any] = {"type": "paragraph", "children": ["x"]}
    for _ in range(depth):
        block = {"type": "block_quote", "children": [block]}
    return block


PARAGRAPH = {"type": "paragraph", "children": ["x"]}
PARA = {"t": "Para", "c": [{"t": "Str", "c": "x"}]}


@pytest.mark.parametrize(
    ("reader", "text"),
    [("html", "<p>12345</p>"), ("markdown", "123456789"), ("text", "123456789"), ("json", own()), ("pandoc", pandoc())],
)
def test_bytes(converter: Converter, reader: str, text: str) -> None:
    converter.bench.read(text, reader, {"maximum_bytes": len(text)})
    with pytest.raises(ReadError, match="maximum_bytes"):
        converter.bench.read(text, reader, {"maximum_bytes": len(text) - 1})


def test_tags_of_html(converter: Converter) -> None:
    converter.bench.read("<p>a</p>", "html", {"maximum_tags": 2})
    with pytest.raises(ReadError, match="maximum_tags=2"):
        converter.bench.read("<p>a</p><br>", "html", {"maximum_tags": 2})


@pytest.mark.parametrize(("reader", "text"), [("json", own(PARAGRAPH, PARAGRAPH)), ("pandoc", pandoc(PARA, PARA))])
def test_nodes_of_a_tree(converter: Converter, reader: str, text: str) -> None:
    converter.bench.read(text, reader, {"maximum_nodes": 4})
    with pytest.raises(ReadError, match="maximum_nodes=3"):
        converter.bench.read(text, reader, {"maximum_nodes": 3})


def test_depth_of_a_tree(converter: Converter) -> None:
    below = next(depth for depth in range(MAXIMUM_DEPTH, 0, -1) if _reads(converter, own(nested(depth))))
    assert below > MAXIMUM_DEPTH - 4
    with pytest.raises(ReadError, match=f"{MAXIMUM_DEPTH} deep"):
        converter.bench.read(own(nested(below + 1)), "json")


@pytest.mark.parametrize("depth", [MAXIMUM_DEPTH, MAXIMUM_DEPTH + 1, 490])
def test_depth_of_front_matter_in_a_tree(converter: Converter, depth: int) -> None:
    value = "[" * depth + "]" * depth
    entries = f'[{{"key":"a","value":{value}}}]'
    text = f'{{"octavo":1,"meta":{{"front_matter":{{"text":"","entries":{entries}}}}},"blocks":[]}}'
    if depth > MAXIMUM_DEPTH:
        with pytest.raises(ReadError, match=f"{MAXIMUM_DEPTH} deep"):
            converter.bench.read(text, "json")
    else:
        written = converter.bench.write(converter.bench.read(text, "json"), "pandoc")
        assert written.count("MetaList") == depth


def test_depth_of_pandocs_metadata(converter: Converter) -> None:
    value: dict[str, Any] = {"t": "MetaInlines", "c": [{"t": "Str", "c": "DEEP"}]}
    for _ in range(300):
        value = {"t": "MetaList", "c": [value]}
    text = json.dumps({"pandoc-api-version": [1, 23, 1], "meta": {"a": value}, "blocks": []})
    document = converter.bench.read(text, "pandoc")
    assert converter.codes == ["nesting-flattened"]
    written = converter.bench.write(document, "json")
    assert "DEEP" in written
    assert converter.bench.read(written, "json") == document


def _reads(converter: Converter, text: str) -> bool:
    try:
        converter.bench.read(text, "json")
    except ReadError:
        return False
    return True


TAGS = [
    "div",
    "b",
    "ul",
    "ol",
    "dl",
    "dd",
    "blockquote",
    "table",
    "span",
    "pre",
    "code",
    "ruby",
    "rt",
    "figure",
    "details",
    "summary",
    "a",
    "sup",
    "q",
    "kbd",
    "math",
    "svg",
    "picture",
    "noscript",
    "video",
    "object",
    "form",
    "li",
    "td",
    "th",
    "caption",
    "figcaption",
    "h1",
    "abbr",
    "section",
    "xmp",
    "center",
    "font",
]


SHOWS_NOTHING = {"svg", "math", "picture", "noscript", "video", "object"}
"""What of it is shown depends on what else they hold."""


@pytest.mark.parametrize("reader", ["html", "hexo"])
@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("depth", [20, 300, 990, 3000])
def test_depth_of_elements(converter: Converter, depth: int, tag: str, reader: str) -> None:
    document = converter.bench.read(f"<{tag}>" * depth + "DEEP" + f"</{tag}>" * depth + "<p>AFTER</p>", reader)
    assert "AFTER" in plain_text(document.blocks)
    if tag not in SHOWS_NOTHING:
        assert "DEEP" in str(document.blocks)


@pytest.mark.parametrize("mark", [">", "- ", "1. ", "* > ", ": "])
@pytest.mark.parametrize("depth", [15, 60, 99, 101, 150, 1000])
def test_depth_of_markdown(converter: Converter, depth: int, mark: str) -> None:
    document = converter.bench.read("x\n" * (mark == ": ") + mark * depth + " DEEP\n\nAFTER\n", "markdown")
    assert "DEEP" in plain_text(document.blocks)
    assert "AFTER" in plain_text(document.blocks)


@pytest.mark.parametrize(
    ("reader", "text", "fits"),
    [
        ("markdown", "> > > x\n\ny\n", 4),
        ("markdown", "- - x\n\ny\n", 5),
        ("html", "<div><div><p>x</p></div></div>y", 4),
        ("html", "<ul><li><b>x</b></ul>y", 3),
    ],
)
def test_depth_as_the_options_say(converter: Converter, reader: str, text: str, fits: int) -> None:
    converter.bench.read(text, reader, {"maximum_depth": fits})
    assert converter.codes == []
    flattened = converter.bench.read(text, reader, {"maximum_depth": fits - 1})
    assert converter.codes == ["nesting-flattened"]
    assert {"x", "y"} <= set(plain_text(flattened.blocks))


@pytest.mark.parametrize(("depth", "codes"), [(6, []), (7, ["nesting-flattened"])])
def test_nested_tags_of_hexo(converter: Converter, depth: int, codes: list[str]) -> None:
    text = "{% note %}\n" * depth + "DEEP\n" + "{% endnote %}\n" * depth
    assert "DEEP" in plain_text(converter.bench.read(text, "hexo").blocks)
    assert [code for code in converter.codes if code == "nesting-flattened"] == codes


@pytest.mark.parametrize(("references", "codes"), [(1001, []), (1002, ["note-not-repeated"])])
def test_repeated_footnotes(converter: Converter, references: int, codes: list[str]) -> None:
    document = converter.bench.read("a[^1]\n\n" * references + "[^1]: b\n", "markdown")
    assert plain_text(document.blocks).count("a") == references
    assert converter.codes == codes


@pytest.mark.parametrize(("references", "codes"), [(21, []), (23, ["note-not-repeated"])])
def test_size_of_repeated_footnotes(converter: Converter, references: int, codes: list[str]) -> None:
    converter.bench.read("a[^1]\n\n" * references + "[^1]: " + "b" * 999_000 + "\n", "markdown")
    assert converter.codes == codes


@pytest.mark.parametrize(("length", "linked"), [(4_000, 4_000), (4_001, 4_000)])
def test_length_of_addresses(converter: Converter, length: int, linked: int) -> None:
    address = "http://a.b/"
    document = converter.bench.read(address + "c" * (length - len(address)), "markdown")
    assert [len(node.url) for node in walk(document.blocks) if isinstance(node, Link)] == [linked]
    assert len(plain_text(document.blocks)) == length


@pytest.mark.parametrize(
    "frame",
    [
        "<p {}>x</p>",
        "<!--><p {}>x</p>",
        "<script {}></script><p>x</p>",
        "<p 'a=b {}>x</p>",
        "<p a='>' {}>x</p>",
        '<p a="<b" {}>x',
        "<P/{}/>x",
    ],
)
def test_attributes_of_an_element(converter: Converter, frame: str) -> None:
    others = frame.count("a=")
    for number, cut in ((1000 - others, 0), (1001 - others, 1)):
        attributes = " ".join(f"c{one}='{'d' * 100}'" for one in range(number))
        document = converter.bench.read(frame.format(attributes), "html")
        assert plain_text(document.blocks) == "x"
        assert converter.codes == ["attribute-cut"] * cut


@pytest.mark.parametrize("frame", ["<!-- <p {}> -->", "<script>'<p {}'</script>", "<title><p {}></title>"])
def test_words_that_are_no_attributes(converter: Converter, frame: str) -> None:
    document = converter.bench.read("<p>x</p>" + frame.format("a " * 100_000) + "<p>y</p>", "html")
    assert plain_text(document.blocks).split() == ["x", "y"]
    assert converter.codes == []


def test_attributes(converter: Converter) -> None:
    options = {"maximum_attribute": 5}
    short = converter.bench.read('<img src="a.png" alt="12345"><p>x</p>', "html", options)
    assert "12345" in str(short.blocks)
    assert "attribute-cut" not in converter.codes
    long = converter.bench.read('<img src="a.png" alt="123456"><p>x</p>', "html", options)
    assert "123456" not in str(long.blocks)
    assert "attribute-cut" in converter.codes
    picture = converter.bench.read('<img src="data:image/png;base64,AAAA">', "html", options)
    assert "base64" in str(picture.blocks)


@pytest.mark.parametrize(
    ("span", "read"), [("999", 999), ("1000", 1000), ("1001", 1000), ("999999999", 1000), ("-1", 1)]
)
def test_spans_of_cells(converter: Converter, span: str, read: int) -> None:
    document = converter.bench.read(f"<table><tr><td colspan={span}>x</td><td>y</td></tr></table>", "html")
    table = next(node for node in walk(document.blocks) if isinstance(node, Table))
    assert table.body[0].cells[0].colspan == read


@pytest.mark.parametrize(("reader", "fits"), [("json", True), ("json", False), ("pandoc", True), ("pandoc", False)])
def test_places_of_a_table(converter: Converter, reader: str, fits: bool) -> None:
    cell = {"children": [PARAGRAPH], "colspan": 10, "rowspan": 10}
    attr, plain = ["", [], []], {"t": "AlignDefault"}
    row = [attr, [[attr, plain, 10, 10, [PARA]]]]
    caption: list[Any] = [None, []]
    specs = [[plain, {"t": "ColWidthDefault"}]]
    table = {"t": "Table", "c": [attr, caption, specs, [attr, []], [[attr, 0, [], [row]]], [attr, []]]}
    text = own({"type": "table", "columns": [{}], "body": [{"cells": [cell]}]}) if reader == "json" else pandoc(table)
    options = {"maximum_cells": 100 if fits else 99}
    if fits:
        converter.bench.read(text, reader, options)
    else:
        with pytest.raises(ReadError, match="maximum_cells=99"):
            converter.bench.read(text, reader, options)


@pytest.mark.parametrize("span", [1001, 10**9, 0, -5])
def test_spans_of_a_tree(converter: Converter, span: int) -> None:
    cell = {"children": [PARAGRAPH], "colspan": span}
    with pytest.raises(ReadError, match="colspan"):
        converter.bench.read(own({"type": "table", "columns": [{}], "body": [{"cells": [cell]}]}), "json")


def test_places_of_a_table_of_html(converter: Converter) -> None:
    text = "<table><tr><td colspan=5>a</td><td colspan=5>b</td></tr><tr><td>c</td></tr></table>"
    spans = []
    for maximum in (11, 9):
        document = converter.bench.read(text, "html", {"maximum_cells": maximum})
        table = next(node for node in walk(document.blocks) if isinstance(node, Table))
        spans.append([cell.colspan for cell in table.body[0].cells])
    assert spans == [[5, 5], [5, 1]]
    assert converter.codes == ["table-flattened"]


def post(front_matter: str) -> str:
    return f"---\ntitle: T\n{front_matter}\n---\nBody.\n"


@pytest.mark.parametrize(
    ("option", "fits", "above"),
    [
        ("front_matter_bytes", "x: " + "a" * 20, "x: " + "a" * 21),
        ("front_matter_depth", "x: [[[1]]]", "x: [[[[1]]]]"),
        ("front_matter_aliases", "a: &a [1, 2]\nb: [*a, *a]", "a: &a [1, 2]\nb: [*a, *a, *a]"),
    ],
)
def test_front_matter(converter: Converter, option: str, fits: str, above: str) -> None:
    maximum = {"front_matter_bytes": len(f"title: T\n{fits}\n"), "front_matter_depth": 4, "front_matter_aliases": 6}
    converter.bench.read(post(fits), "hexo", {option: maximum[option]})
    with pytest.raises(ReadError, match=rf"front matter.*-R hexo:{option}=N"):
        converter.bench.read(post(above), "hexo", {option: maximum[option]})


@pytest.mark.parametrize(
    "bomb",
    [
        "a: &a [x]\n" + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(9)),
        "a: &a {x: 1}\nb: &b {<<: [*a, *a]}\n" + "c: {<<: [" + "*b, " * 9000 + "]}",
        "x: " + "[" * 30_000,
        "x: &x [*x]",
        "x: " + "9" * 100_000,
        "x: 2020-01-01 00:00:00 +" + "9" * 1000,
        "? " * 3000,
    ],
    ids=["aliases", "merges", "brackets", "an anchor in itself", "a number", "a zone", "keys"],
)  # fmt: skip
def test_bombs_in_front_matter(converter: Converter, bomb: str) -> None:
    try:
        written = converter.convert(post(bomb), "markdown")
    except ReadError as error:
        assert "front matter" in str(error)  # noqa: PT017  # either is right, nothing else
    else:
        assert "Body." in written


@pytest.mark.parametrize(("digits", "kept"), [(1000, True), (1001, False)])
def test_long_numbers_are_written_as_text(converter: Converter, digits: int, kept: bool) -> None:
    """Threat: loaders of YAML take ever longer for each digit of a number."""
    number = "1" * digits
    document = converter.bench.read(post(f"title: a\nk: {number}"), "hexo")
    written = converter.bench.write(document, "markdown")
    assert (f"\nk: {number}\n" in written, f'\nk: "{number}"\n' in written) == (kept, not kept)
