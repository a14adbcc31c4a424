"""What is written for each node, as pandoc's JSON."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

import octavo_pandoc
from octavo.model import (
    Author,
    Block,
    BulletList,
    Cell,
    CodeBlock,
    Document,
    Embed,
    FrontMatter,
    FrontMatterEntry,
    Image,
    Inline,
    Link,
    ListItem,
    MathBlock,
    Meta,
    Paragraph,
    Row,
    Ruby,
    SoftBreak,
    Table,
    Timestamp,
)
from octavo.testing import bench


def write(*blocks: Block, meta: Meta | None = None) -> Any:
    return json.loads(bench(octavo_pandoc).write(Document(meta or Meta(), blocks), "pandoc"))


def write_inlines(*inlines: Inline) -> Any:
    return write(Paragraph(inlines))["blocks"][0]["c"]


def words(text: str) -> list[Any]:
    return [{"t": "Str", "c": text}]


def test_a_document_is_one_line_and_names_the_version() -> None:
    written = bench(octavo_pandoc).write(Document(), "pandoc")
    assert written == '{"pandoc-api-version":[1,23,1],"meta":{},"blocks":[]}\n'


def test_text_is_words_and_spaces() -> None:
    space = {"t": "Space"}
    expected = [space, *words("a"), space, *words("b\u00a0c\u3000d"), space]
    assert write_inlines(" a \n\tb\u00a0c\u3000d ") == expected


def test_no_space_comes_between_chinese_lines() -> None:
    assert write_inlines("中", SoftBreak(), "文") == words("中文")
    assert write_inlines("a", SoftBreak(), "b")[1] == {"t": "SoftBreak"}


def test_ruby_can_be_read_where_there_is_none() -> None:
    (ruby,) = write_inlines(Ruby(("漢",), ("かん",)))
    attr, parts = ruby["c"]
    assert attr[1] == ["ruby"]
    assert [(part["c"][0][1][0], part["c"][1][0]["c"]) for part in parts] == [
        ("rb", "漢"),
        ("rp", "("),
        ("rt", "かん"),
        ("rp", ")"),
    ]


def test_an_image_has_sizes() -> None:
    attr = ["", [], [["width", "40px"]]]
    assert write_inlines(Image("a.png", "alt", "T", 40)) == [{"t": "Image", "c": [attr, words("alt"), ["a.png", "T"]]}]


def test_what_can_run_code_is_dropped() -> None:
    pandoc = bench(octavo_pandoc)
    nodes = (Link(("a",), "javascript:x"), Image("vbscript:x", "b"), Image("", "c"))
    embed = Embed("javascript:x", "frame", "d", fallback=(Paragraph(("e",)),))
    written = json.loads(pandoc.write(Document(blocks=(Paragraph(nodes), embed)), "pandoc"))
    assert [block["c"] for block in written["blocks"]] == [words("a") + words("b") + words("c"), words("d"), words("e")]
    assert pandoc.codes() == ["unsafe-url", "unsafe-url", "image-without-url", "unsafe-url"]


def test_a_tight_list_is_plain_but_where_paragraphs_would_join() -> None:
    def item(*blocks: Block) -> ListItem:
        return ListItem(blocks)

    a, b = Paragraph(("a",)), Paragraph(("b",))
    items = (item(a, b), item(MathBlock("x"), a), item(a, CodeBlock("c"), b))
    (tight, loose) = write(BulletList(items), BulletList(items, tight=False))["blocks"]
    assert [[block["t"] for block in one] for one in tight["c"]] == [
        ["Plain", "Para"],
        ["Plain", "Plain"],
        ["Plain", "CodeBlock", "Plain"],
    ]
    assert {block["t"] for one in loose["c"] for block in one} == {"Para", "CodeBlock"}


def test_tasks_have_boxes() -> None:
    items = (ListItem((Paragraph(("a",)),), True), ListItem((), False))
    (written,) = write(BulletList(items))["blocks"]
    assert written["c"] == [
        [{"t": "Plain", "c": [*words("☒"), {"t": "Space"}, *words("a")]}],
        [{"t": "Plain", "c": words("☐")}],
    ]


def header(text: str, **spans: Any) -> Cell:
    return Cell((Paragraph((text,)),), header=True, **spans)


def cell(text: str) -> Cell:
    return Cell((Paragraph((text,)),))


@pytest.mark.parametrize(
    ("rows", "headings", "marked"),
    [
        ([[header("a"), cell("b")], [header("c"), cell("d")]], 1, []),
        ([[header("a"), cell("b")], [cell("c"), cell("d")]], 0, ["a"]),
        ([[header("a", rowspan=2), cell("b")], [cell("d")]], 1, []),
        ([[header("a", colspan=2)], [header("c"), cell("d")]], 0, ["a", "c"]),
        (
            [
                [header("a"), header("b"), header("c", colspan=2), cell("d")],
                [header("e"), header("f", colspan=2), header("g", colspan=2)],
            ],
            1,
            ["b", "c", "f", "g"],
        ),
        ([[header("a"), header("b")]], 2, []),
        ([], 0, []),
    ],
)
def test_row_headings_are_whole_columns(rows: list[list[Cell]], headings: int, marked: list[str]) -> None:
    table = Table((), body=tuple(Row(tuple(row)) for row in rows))
    ((_, _, columns, _, bodies, _),) = [block["c"] for block in write(table)["blocks"]]
    ((_, count, _, written),) = bodies
    assert count == headings
    assert [one[4][0]["c"][0]["c"] for _, cells in written for one in cells if one[0][1] == ["header"]] == marked
    assert len(columns) == max((sum(one.colspan for one in row) for row in rows), default=0)


def test_metadata() -> None:
    instant = datetime(2024, 3, 20, 8, tzinfo=UTC)
    meta = Meta(
        title="A title",
        authors=(Author("Ann", "https://a.example", "ann@a.example"), Author("Bob")),
        published=Timestamp("20 March 2024", instant),
        updated=Timestamp(instant.isoformat(), instant),
        categories=(("a",), ("b", "c")),
        tags=("x",),
        draft=True,
    )
    written = write(meta=meta)["meta"]
    assert written["title"]["c"] == [*words("A"), {"t": "Space"}, *words("title")]
    assert [one["t"] for one in written["author"]["c"][0]["c"]] == ["Link", "Space", "Link"]
    assert written["date"]["c"] == "20 March 2024"
    assert written["date-meta"]["c"] == written["updated"]["c"] == "2024-03-20T08:00:00+00:00"
    assert "updated-meta" not in written
    assert [one["t"] for one in written["categories"]["c"]] == ["MetaString", "MetaList"]
    assert written["draft"] == {"t": "MetaBool", "c": True}
    assert bench(octavo_pandoc).read(json.dumps(write(meta=meta)), "pandoc").meta == meta


def test_front_matter_switches_nothing_on() -> None:
    values = {"toc": True, "subtitle": "S", "date": "x", "n": 3, "list": [1, None, {"a": None, "b": 2}], "none": None}
    entries = tuple(FrontMatterEntry(key, value) for key, value in values.items())
    document = Document(Meta(front_matter=FrontMatter("---\n", entries)))
    written = json.loads(bench(octavo_pandoc).write(document, "pandoc"))["meta"]
    assert list(written) == ["subtitle", "front-matter"]
    assert list(written["front-matter"]["c"]) == ["toc", "n", "list"]
    back = bench(octavo_pandoc).read(json.dumps({**write(), "meta": written}), "pandoc").meta.front_matter
    assert back is not None
    found = {entry.key: entry.value for entry in back.entries}
    assert found == {"subtitle": "S", "toc": True, "n": "3", "list": ["1", {"b": "2"}]}
