"""What is read of pandoc's JSON, construct by construct, and what is refused."""

from typing import Any

import msgspec
import pytest

import octavo_pandoc
from octavo import ReadError, Source
from octavo.errors import OptionError
from octavo.model import (
    MAXIMUM_DEPTH,
    Attributes,
    Author,
    Block,
    BlockQuote,
    Blocks,
    BulletList,
    Code,
    CodeBlock,
    Column,
    Div,
    Document,
    Embed,
    Figure,
    Heading,
    Highlight,
    Image,
    Inlines,
    LineBreak,
    Link,
    ListItem,
    MathBlock,
    OrderedList,
    Paragraph,
    Quote,
    RawBlock,
    Span,
    Table,
)
from octavo.testing import Bench, bench
from octavo.walk import children, plain_text

Tree = dict[str, Any]
NO_ATTR = ["", [], []]
SPACE = {"t": "Space"}


def node(name: str, content: object) -> Tree:
    return {"t": name, "c": content}


def text(words: str) -> Tree:
    return node("Str", words)


def para(*inlines: Tree) -> Tree:
    return node("Para", list(inlines))


def plain(*inlines: Tree) -> Tree:
    return node("Plain", list(inlines))


def source(*blocks: Tree, meta: Tree | None = None, version: tuple[int, ...] = (1, 23, 1)) -> bytes:
    return msgspec.json.encode({"pandoc-api-version": version, "meta": meta or {}, "blocks": blocks})


def read(*blocks: Tree, on: Bench | None = None) -> Blocks:
    return (on or bench(octavo_pandoc)).read(source(*blocks), "pandoc").blocks


def read_inlines(*inlines: Tree, on: Bench | None = None) -> Inlines:
    (block,) = read(para(*inlines), on=on)
    assert isinstance(block, Paragraph)
    return block.children


# What is refused, and what is recognised


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "truncated"),
        (b"{}", "pandoc-api-version"),
        (b"[1]", "Expected `object`"),
        (b'{"octavo": 1}', "pandoc-api-version"),
        (b'{"pandoc-api-version": [1, 23, 1], "meta": {}}', "blocks"),
        (source(version=(1, 24)), "version 1.24 .*update octavo"),
        (source(version=(2, 0)), "version 2.0 .*update octavo"),
        (source(version=(1, 20)), "version 1.20 .*pandoc 3"),
        (source(version=()), "not known"),
        (source({"t": "Paragraph", "c": []}), r"Paragraph.*blocks\[0\]"),
        (source(para({"t": "Str", "c": 1})), r"Expected `str`, got `int` - at `\$.blocks\[0\].c\[0\].c`"),
        (source(node("Header", [1, NO_ATTR])), r"length 3.*blocks\[0\]"),
        (b'{"pandoc-api-version": [1, 23], "meta": {}, "blocks": ' + b'[{"t":"BlockQuote","c":' * 9000, "."),
    ],
)
def test_what_is_not_pandocs_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(ReadError, match=message) as caught:
        bench(octavo_pandoc).read(data, "pandoc", name="x.json")
    assert caught.value.position is not None
    assert caught.value.position.source == "x.json"


def test_version_1_22_is_read() -> None:
    document = bench(octavo_pandoc).read(source({"t": "Null"}, para(text("a")), version=(1, 22, 2)), "pandoc")
    assert document == Document(blocks=(Paragraph(("a",)),))


@pytest.mark.parametrize(
    ("data", "confidence"),
    [
        (source(), 0.95),
        (source().decode(), 0.95),
        (b'\n { "meta": {}, "pandoc-api-version" : [1, 23]', 0.95),
        (b'{"octavo": 1}', 0),
        (b'"pandoc-api-version":', 0),
        (b'{"a": "' + b"x" * 300 + b'", "pandoc-api-version": [1, 23]', 0),
        (b"\xff\xfe\x00", 0),
    ],
)
def test_detection(data: bytes | str, confidence: float) -> None:
    detection = octavo_pandoc.octavo_detect(Source(data))
    assert (detection.confidence if detection else 0) == confidence
    assert detection is None or detection.format == "pandoc"


def test_utf_16_of_a_shell_is_read() -> None:
    data = source(para(text("文"))).decode().encode("utf-16")
    assert bench(octavo_pandoc).read(data, "pandoc").blocks == (Paragraph(("文",)),)


def test_bad_bytes_are_noticed() -> None:
    pandoc = bench(octavo_pandoc)
    pandoc.read(source(para(text("中" * 60))).replace("中".encode(), b"\xff", 1), "pandoc")
    assert pandoc.codes() == ["invalid-bytes"]


# Depth


def depth(nodes: Any) -> int:
    return max((1 + depth(children(node)) for node in nodes), default=0)


@pytest.mark.parametrize("levels", [30, 90, 100, 200])
@pytest.mark.parametrize("kind", ["BlockQuote", "BulletList", "Div", "Note", "Emph", "DefinitionList", "Table"])
def test_what_nests_too_deep_keeps_its_words(kind: str, levels: int) -> None:
    wrap = {
        "BlockQuote": lambda inner: node("BlockQuote", [inner]),
        "BulletList": lambda inner: node("BulletList", [[inner]]),
        "Div": lambda inner: node("Div", [NO_ATTR, [inner]]),
        "Note": lambda inner: para(node("Note", [inner])),
        "Emph": lambda inner: para(node("Emph", inner["c"])),
        "DefinitionList": lambda inner: node("DefinitionList", [[[text("term")], [[inner]]]]),
        "Table": table_of,
    }[kind]
    levels = levels // (3 if kind in ("DefinitionList", "Table") else 1)
    tree = para(text("very"), node("Note", [node("CodeBlock", [NO_ATTR, "deep"])]), node("Code", [NO_ATTR, "words"]))
    for _ in range(levels):
        tree = wrap(tree)
    pandoc = bench(octavo_pandoc)
    blocks = read(tree, on=pandoc)
    assert " ".join(plain_text(blocks).split()).endswith("very deep words")
    assert depth(blocks) <= MAXIMUM_DEPTH + 1  # leaves have no level of their own
    flattened = levels >= 100 or kind not in ("BlockQuote", "Div", "Emph")
    assert pandoc.codes() == (["nesting-flattened"] if flattened and levels > 30 else [])


def table_of(inner: Tree) -> Tree:
    cell = [NO_ATTR, {"t": "AlignDefault"}, 1, 1, [inner]]
    spec = [{"t": "AlignDefault"}, {"t": "ColWidthDefault"}]
    body = [NO_ATTR, 0, [], [[NO_ATTR, [cell]]]]
    return node("Table", [NO_ATTR, [None, []], [spec], [NO_ATTR, []], [body], [NO_ATTR, []]])


# Inlines


def test_words_and_spaces_are_one_text() -> None:
    found = read_inlines(text("a"), SPACE, text("b\u00a0c"), SPACE, SPACE, text("x \n y"))
    assert found == ("a b\u00a0c  x y",)


def test_a_soft_break_between_chinese_characters_is_nothing() -> None:
    soft = {"t": "SoftBreak"}
    assert read_inlines(text("中"), soft, text("文"))[0] == "中文"
    assert len(read_inlines(text("a"), soft, text("b"))) == 3


def test_single_quotation_marks_are_text() -> None:
    quoted = [node("Quoted", [{"t": kind}, [text("x")]]) for kind in ("SingleQuote", "DoubleQuote")]
    assert read_inlines(*quoted) == ("‘x’", Quote(("x",)))


def test_spans_of_a_class_and_more() -> None:
    marked = node("Span", [["", ["mark", "red"], [["lang", "fr"], ["dir", "RTL"], ["k", "v"]]], [text("x")]])
    expected = Span((Highlight(("x",)),), Attributes("", ("red",), {"k": "v"}, "fr", "rtl"))
    assert read_inlines(marked) == (expected,)


def test_a_ruby_span_of_another_form_is_a_span() -> None:
    odd = node("Span", [["", ["ruby"], []], [text("x")]])
    half = node("Span", [["", ["ruby"], []], [node("Span", [["", ["rb"], []], [text("x")]])]])
    assert [type(found) for found in read_inlines(odd, half)] == [Span, Span]


def test_what_can_run_code_is_dropped() -> None:
    pandoc = bench(octavo_pandoc)
    link = node("Link", [NO_ATTR, [text("words")], ["javascript:x", ""]])
    image = node("Image", [NO_ATTR, [text("alt")], ["javascript:x", ""]])
    nameless = node("Image", [NO_ATTR, [node("Emph", [text("more")])], ["", ""]])
    assert read_inlines(link, image, nameless, on=pandoc) == ("wordsaltmore",)
    assert pandoc.codes() == ["unsafe-url", "unsafe-url", "image-without-url"]


@pytest.mark.parametrize(
    ("length", "pixels"),
    [("50px", 50), ("50", 50), ("1in", 96), ("2.54cm", 96), ("25.4mm", 96), ("72pt", 96), ("6pc", 96), ("50%", None)],
)
def test_sizes_are_in_pixels(length: str, pixels: int | None) -> None:
    pandoc = bench(octavo_pandoc)
    image = node("Image", [["", [], [["width", length]]], [], ["a.png", ""]])
    assert read_inlines(image, on=pandoc) == (Image("a.png", width=pixels),)
    assert pandoc.codes() == ([] if pixels else ["attributes-dropped"])


def test_ids_stay_where_a_link_refers_to_them() -> None:
    def code(name: str) -> Tree:
        return node("Code", [[name, [], []], name])

    link = node("Link", [NO_ATTR, [text("see")], ["#here", ""]])
    found = read_inlines(link, code("here"), code("there"))
    assert found == (Link(("see",), "#here"), Span((Code("here"),), Attributes(id="here")), Code("there"))


# Blocks


def test_a_displayed_formula_parts_its_paragraph() -> None:
    formula = node("Math", [{"t": "DisplayMath"}, "x"])
    parted = read(para(text("a"), SPACE, formula, {"t": "SoftBreak"}, text("b")), para(formula, SPACE, formula))
    assert parted == (Paragraph(("a",)), MathBlock("x"), Paragraph(("b",)), MathBlock("x"), MathBlock("x"))


def test_lines_are_parted_by_line_breaks() -> None:
    assert read(node("LineBlock", [[text("a")], [], [text("b")]])) == (Paragraph(("a", LineBreak(), LineBreak(), "b")),)


@pytest.mark.parametrize(
    ("attr", "expected"),
    [
        (["", ["sourceCode", "python", "numberLines"], []], CodeBlock("x", "python")),
        (["", ["language-c"], [["data-line", "1,3-4"]]], CodeBlock("x", "c", (), (1, 3, 4))),
        (["", [], [["data-line", "1-9999," * 5000]]], CodeBlock("x", "", (), (*range(1, 10_000), 1))),
        (["", [], [["caption", "It"]]], CodeBlock("x", "", ("It",))),
    ],
)
def test_code(attr: list[Any], expected: Block) -> None:
    pandoc = bench(octavo_pandoc)
    assert read(node("CodeBlock", [attr, "x"]), on=pandoc) == (expected,)
    assert pandoc.codes() == []


def test_a_heading_has_six_levels_and_no_class() -> None:
    pandoc = bench(octavo_pandoc)
    assert read(node("Header", [8, ["x", ["unnumbered"], []], [text("a")]]), on=pandoc) == (Heading(6, ("a",), "x"),)
    assert [(one.code, one.severity) for one in pandoc.notices] == [("attributes-dropped", "info")]


def test_the_same_notice_is_given_once() -> None:
    pandoc = bench(octavo_pandoc)
    heading = node("Header", [1, ["", ["unnumbered"], []], []])
    read(heading, heading, on=pandoc)
    assert pandoc.codes() == ["attributes-dropped"]


def test_lists_are_tight_when_their_items_are_plain() -> None:
    items = [[plain(text("a"))], [plain(text("b")), para(text("c"))]]
    (tight,) = read(node("BulletList", items))
    (loose,) = read(node("BulletList", [[para(text("a"))], *items]))
    assert isinstance(tight, BulletList)
    assert isinstance(loose, BulletList)
    assert (tight.tight, loose.tight) == (True, False)


def test_tasks() -> None:
    items = [[plain(text("☐"))], [plain(text("☒"), SPACE, text("done"))], [plain(text("☒done"))]]
    (found,) = read(node("BulletList", items))
    expected = (ListItem((), False), ListItem((Paragraph(("done",)),), True), ListItem((Paragraph(("☒done",)),)))
    assert found == BulletList(expected)


def test_numbers() -> None:
    attributes = [[-2, {"t": "Example"}, {"t": "Period"}], [3, {"t": "UpperAlpha"}, {"t": "TwoParens"}]]
    found = read(*(node("OrderedList", [one, []]) for one in attributes))
    assert found == (OrderedList((), 0), OrderedList((), 3, "upper-alpha"))


def test_a_div_with_the_form_of_an_embed() -> None:
    link = node("Link", [NO_ATTR, [text("x")], ["v.mp4", "It"]])
    attr = ["", ["embed", "video"], [["width", "640px"]]]
    found = read(node("Div", [attr, [para(link), para(text("b"))]]), node("Div", [attr, []]))
    assert found[0] == Embed("v.mp4", "video", "It", 640, None, (Paragraph(("b",)),))
    assert isinstance(found[1], Div)


def test_an_alert_without_its_title_in_a_paragraph() -> None:
    title = node("Div", [["", ["title"], []], []])
    (found,) = read(node("Div", [["", ["note"], []], [title, para(text("a"))]]))
    assert isinstance(found, Div)
    assert found.attributes.classes == ("admonition", "note")
    assert plain_text(found) == "a"


def test_an_attribution() -> None:
    attribution = node("Div", [["", ["attribution"], []], [para(text("Ann"))]])
    assert read(node("BlockQuote", [para(text("a")), attribution])) == (BlockQuote((Paragraph(("a",)),), ("Ann",)),)


def test_a_caption_of_blocks_is_one_line() -> None:
    inner = node("Div", [NO_ATTR, [plain(text("b")), node("CodeBlock", [NO_ATTR, "c\nd"])]])
    caption = [[text("short")], [para(text("a")), inner]]
    figure = node("Figure", [["f", ["wide"], []], caption, [plain(text("x"))]])
    link = node("Link", [NO_ATTR, [], ["#f", ""]])
    pandoc = bench(octavo_pandoc)
    found, _ = read(figure, para(link), on=pandoc)
    expected = Figure((Paragraph(("x",)),), ("a", LineBreak(), "b", LineBreak(), "c d"))
    assert found == Div((expected,), Attributes(id="f"))
    assert pandoc.codes() == ["attributes-dropped"]


def test_a_table_of_two_bodies() -> None:
    def cell(words: str, rows: int = 1, *classes: str) -> list[Any]:
        return [["", list(classes), []], {"t": "AlignCenter"}, rows, 1, [plain(text(words))]]

    specs = [[{"t": "AlignRight"}, node("ColWidth", 0.25)], [{"t": "AlignDefault"}, node("ColWidth", 0)]]
    first = [NO_ATTR, 1, [], [[NO_ATTR, [cell("a", 2), cell("b")]], [NO_ATTR, [cell("c")]]]]
    second = [NO_ATTR, 0, [[NO_ATTR, [cell("d")]]], [[NO_ATTR, [cell("e"), cell("f", 1, "header")]]]]
    (table,) = read(
        node("Table", [NO_ATTR, [None, []], specs, [NO_ATTR, []], [first, second], [NO_ATTR, [[NO_ATTR, [cell("g")]]]]])
    )
    assert isinstance(table, Table)
    assert table.columns == (Column("right", 0.25), Column())
    headers = {plain_text(one): one.header for row in (*table.body, *table.foot) for one in row.cells}
    assert headers == {"a": True, "b": False, "c": False, "d": True, "e": False, "f": True, "g": False}
    assert table.body[0].cells[0].rowspan == 2
    assert table.body[0].cells[0].alignment == "center"


def test_raw_text_stays_raw() -> None:
    assert read(node("RawBlock", ["latex", "<!-- more -->"])) == (RawBlock("latex", "<!-- more -->"),)


# Metadata


def read_meta(**meta: Tree) -> Any:
    return bench(octavo_pandoc).read(source(meta=meta), "pandoc").meta


def test_authors() -> None:
    def link(words: str, url: str) -> Tree:
        return node("Link", [NO_ATTR, [text(words)], [url, ""]])

    ann = node("MetaInlines", [link("Ann", "https://a.example"), SPACE, link("x", "mailto:ann@a.example")])
    bob = node("MetaMap", {"name": node("MetaString", "Bob"), "url": node("MetaString", "https://b.example")})
    meta = read_meta(author=node("MetaList", [ann, bob, node("MetaBool", True), node("MetaString", "C")]))
    expected = (Author("Ann", "https://a.example", "ann@a.example"), Author("Bob", "https://b.example"), Author("C"))
    assert meta.authors == expected


def test_fields_of_any_kind() -> None:
    meta = read_meta(
        title=node("MetaBlocks", [para(text("A")), para(text("b"))]),
        description=node("MetaList", []),
        tags=node("MetaString", "one"),
        categories=node("MetaList", [node("MetaList", [node("MetaString", "x"), node("MetaString", "y")])]),
        date=node("MetaString", "in spring"),
        draft=node("MetaBool", True),
        cover=node("MetaString", "javascript:x"),
    )
    assert (meta.title, meta.description, meta.tags, meta.categories) == ("A\nb", "", ("one",), (("x", "y"),))
    assert (meta.published.text, meta.published.instant) == ("in spring", None)
    assert (meta.draft, meta.cover, meta.front_matter) == (True, "", None)


def test_other_metadata_is_front_matter() -> None:
    meta = read_meta(title=node("MetaString", "T"), **{"a b": node("MetaMap", {"x": node("MetaBool", False)})})
    assert meta.front_matter.text == '---\ntitle: "T"\n"a b": {"x": false}\n---\n'
    assert [(entry.key, entry.line) for entry in meta.front_matter.entries] == [("title", 2), ("a b", 3)]


def test_an_unknown_time_zone_is_refused() -> None:
    from octavo._choices import Choices
    from octavo._registry import discover

    pandoc = Bench(discover(octavo_pandoc, entry_points=False), Choices(timezone="Nowhere/Here"))
    with pytest.raises(OptionError, match="Nowhere"):
        pandoc.read(source(meta={"date": node("MetaString", "2024-01-01")}), "pandoc")
