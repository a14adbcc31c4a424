"""Blocks: one document with every construct in each dialect (golden files), and what is easily wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import octavo_markdown
from octavo.model import (
    Attributes,
    Block,
    BlockQuote,
    Blocks,
    BulletList,
    Cell,
    CodeBlock,
    Column,
    Definition,
    DefinitionItem,
    DefinitionList,
    Div,
    Document,
    Embed,
    Emphasis,
    ExcerptBreak,
    Figure,
    Heading,
    Highlight,
    Image,
    Inlines,
    LineBreak,
    Link,
    ListItem,
    Math,
    MathBlock,
    Note,
    OrderedList,
    Paragraph,
    RawBlock,
    Row,
    Span,
    Strikethrough,
    Strong,
    Table,
    Term,
    ThematicBreak,
)
from octavo.testing import Bench, bench

GOLDEN = Path(__file__).parent / "golden" / "writer"
Golden = Callable[[Path, str], None]


@pytest.fixture
def markdown() -> Bench:
    return bench(octavo_markdown)


def write(markdown: Bench, *blocks: Block, **options: object) -> str:
    return markdown.write(Document(blocks=blocks), "markdown", {"front_matter": "none", **options})


def paragraph(*words: str) -> Paragraph:
    return Paragraph(words)


def item(*blocks: Block, checked: bool | None = None) -> ListItem:
    return ListItem(blocks, checked)


def cell(text: str = "", **facts: int) -> Cell:
    return Cell((paragraph(text),) if text else (), **facts)  # type: ignore[arg-type]  # spans alone


def admonition(kind: str, title: str, *blocks: Block) -> Div:
    head = Paragraph((Span((title,), Attributes(classes=("title",))),))
    return Div((head, *blocks), Attributes(classes=("admonition", kind)))


CAT = Link(("a link",), "https://example.org/?q=1&n=2", "the title")
TABLE = Table(
    (Column("left"), Column(None), Column("right")),
    (Row((cell("甲"), cell("b|c"), cell("1"))),),
    (Row((Cell((Paragraph((Strong(("x",)), LineBreak(), "y")),)), cell(), cell("2"))),),
    caption=("A caption",),
)
SPANNING = Table(
    (Column(), Column()),
    (Row((cell("Both <b>", colspan=2),)),),
    (Row((Cell((BulletList((item(paragraph("one")),)),), rowspan=2), cell("a"))), Row((cell("b"),))),
)
EVERYTHING: Blocks = (
    Heading(1, ("Every ", Emphasis(("construct",))), "top"),
    Paragraph(("\u3000\u3000缩进的段落，", Strong(("重点。",)), "继续", Note((paragraph("脚注。"),)), "。", CAT)),
    ExcerptBreak(),
    Paragraph((Highlight(("marked",)), " ", Strikethrough(("gone",)), " ", Math("a_1"), " ", Link(("up",), "#here"))),
    BulletList((item(paragraph("tight"), OrderedList((item(paragraph("inner")),), start=1)), item(paragraph("two")))),
    BulletList((item(paragraph("another list")), item(paragraph("- dash")))),
    OrderedList((item(paragraph("three"), paragraph("loose")), item(CodeBlock("x = 1", "py"))), start=3, tight=False),
    OrderedList((item(paragraph("one again")),)),
    BulletList((item(paragraph("to do"), checked=False), item(paragraph("done"), checked=True))),
    BlockQuote((paragraph("quoted"), BlockQuote((paragraph("twice"),))), ("Someone",)),
    CodeBlock("```\nfence\n```", "md", ("caption",), (1, 3)),
    MathBlock("\\int_0^1\n\nx"),
    TABLE,
    SPANNING,
    DefinitionList((DefinitionItem((Term(("term",)),), (Definition((paragraph("meaning"), paragraph("more"))),)),)),
    Figure((Paragraph((Image("a.png", "a [cat]"),)),), ("Its caption",)),
    ThematicBreak(),
    admonition("warning", "Look out", paragraph("Danger.")),
    admonition("tip", "Tip", paragraph("A hint.")),
    Div(
        (Paragraph((Span(("More & more",), Attributes(classes=("summary",))),)), paragraph("inside")),
        Attributes(classes=("details",)),
    ),
    Div(
        (
            Div(
                (Paragraph((Span(("Tab",), Attributes(classes=("title",))),)), paragraph("its text")),
                Attributes(classes=("tab",)),
            ),
        ),
        Attributes(classes=("tabs",)),
    ),
    Heading(2, ("Here",), "here"),
    Heading(2, ("Elsewhere",), "there"),
    Paragraph((Link(("to there",), "#there"),)),
    Div((paragraph("日本語"),), Attributes(language="ja")),
    Embed("https://example.org/v.mp4", "video", "A film", 320, 200),
    RawBlock("markdown", "raw *Markdown*"),
)


@pytest.mark.parametrize("dialect", ["commonmark", "gfm", "hexo", "obsidian", "pandoc"])
def test_every_construct(markdown: Bench, golden: Golden, dialect: str) -> None:
    golden(GOLDEN / f"{dialect}.md", write(markdown, *EVERYTHING, dialect=dialect))


def test_captions_of_code_are_put_into_pages_of_hexo_as_they_stand_and_come_back() -> None:
    plugins = bench(entry_points=True)
    caption: Inlines = ("a <img src=x> & `b` ", Link(('the "c"',), "https://example.com/?a=1&b=2"))
    document = Document(blocks=(CodeBlock("x", "js", caption),))
    written = plugins.write(document, "markdown", {"dialect": "hexo", "front_matter": "none"})
    assert written.startswith(
        "```js a &lt;img src&#61;x&gt; &amp; 'b' https://example.com/?a&#61;1&amp;b&#61;2 the &quot;c&quot;\n"
    )
    (code,) = plugins.read(written, "hexo").blocks
    assert isinstance(code, CodeBlock)
    assert code.caption == ("a <img src=x> & 'b' ", caption[1])


def test_every_construct_without_html(markdown: Bench, golden: Golden) -> None:
    written = write(markdown, *EVERYTHING, html="strip")
    golden(GOLDEN / "gfm-strip.md", written)
    assert "<" not in written.replace("<b", "")
    assert {"html-stripped", "table-flattened"} <= set(markdown.codes())


def test_the_same_document_gives_the_same_bytes(markdown: Bench) -> None:
    assert write(markdown, *EVERYTHING) == write(markdown, *EVERYTHING)


def test_an_empty_document_is_an_empty_line(markdown: Bench) -> None:
    assert write(markdown) == "\n"
    assert write(markdown, Paragraph(())) == "\n"


@pytest.mark.parametrize(
    ("blocks", "written"),
    [
        ((BulletList((item(),)),), "-\n"),
        ((BulletList((item(), item(paragraph("a")))),), "-\n- a\n"),
        ((BulletList((item(BulletList((item(paragraph("a")),))),)),), "- - a\n"),
        ((BulletList((item(ThematicBreak()),)),), "- ___\n"),
        ((BulletList((item(paragraph("a"), ThematicBreak()),)),), "- a\n  ___\n"),
        ((BulletList((item(paragraph("a"), BulletList((item(),))),)),), "- a\n\n  -\n"),
        ((BulletList((item(paragraph("a"), OrderedList((item(paragraph("b")),), 2)),)),), "- a\n\n  2. b\n"),
        ((BulletList((item(CodeBlock("x"), paragraph("a")),)),), "- ```\n  x\n  ```\n  a\n"),
        ((BulletList((item(CodeBlock("x")),)),), "- ```\n  x\n  ```\n"),
        ((BulletList((item(CodeBlock("x<", preformatted=True)),)),), "- <pre>x&lt;</pre>\n"),
        ((CodeBlock("x", preformatted=True),), "```\nx\n```\n"),
        ((BulletList((item(paragraph("a")), item(paragraph("b"))), tight=False),), "- a\n\n- b\n"),
        ((OrderedList((item(paragraph("a")),), 999_999_999),), "1. a\n"),
        ((BulletList((item(Heading(2, ("a",)), checked=True),)),), "- ☑\n\n  ## a\n"),
        ((BlockQuote(()),), ">\n"),
        ((BlockQuote((Paragraph(("[!note] a",)),)),), "> \\[!note] a\n"),
        ((BlockQuote((Paragraph((Link((Image("/i.png", "a"),), "/u"),)),)),), "> [![a](/i.png)](/u)\n"),
        ((BlockQuote((paragraph("a"),)), BlockQuote((paragraph("b"),))), "> a\n\n> b\n"),
        ((BlockQuote((CodeBlock("a\n\nb"),)),), "> ```\n> a\n>\n> b\n> ```\n"),
        ((BulletList((item(BlockQuote((paragraph("a"),)), BlockQuote((paragraph("b"),))),)),), "- > a\n\n  > b\n"),
        ((CodeBlock(""),), "```\n```\n"),
        ((CodeBlock("\n \n"),), "```\n\n \n\n```\n"),
        ((CodeBlock("a\r\nb", "c `x` y&lt;"),), "```c-x-y\\&lt;\na\nb\n```\n"),
        ((MathBlock("a $$ b"),), "```math\na $$ b\n```\n"),
        ((Heading(9, ()),), "######\n"),
        ((Div((), Attributes(id="x")),), '<div id="x"></div>\n'),
        ((RawBlock("latex", "x"), paragraph("a")), "a\n"),
        ((Embed("javascript:x", "frame", fallback=(paragraph("see it there"),)),), "see it there\n"),
        ((Embed("/x", "audio", fallback=(paragraph("text"),)),), "[/x](/x)\n\ntext\n"),
    ],
)
def test_containers(markdown: Bench, blocks: Blocks, written: str) -> None:
    assert write(markdown, *blocks) == written


def test_what_nests_too_deep_is_unwrapped(markdown: Bench) -> None:
    block: Block = paragraph("at the bottom")
    for _ in range(15):
        block = BlockQuote((BulletList((ListItem((block,)),)),))
    written = write(markdown, block)
    assert written.endswith("at the bottom\n")
    assert written.count(">") + 2 * written.count("-") <= 20
    assert markdown.codes() == ["nesting-flattened"]


def test_blocks_in_cells_stand_on_one_line(markdown: Bench) -> None:
    numbered = OrderedList((item(paragraph("n", "<")),), start=3)
    blocks = (paragraph("a"), paragraph("b"), numbered, CodeBlock("x | <y>\nz"))
    table = Table((Column(),), (), (Row((Cell(blocks),)),))
    last = '| a<br>b<ol start="3"><li>n<</li></ol><pre>x &#124; &lt;y&gt;&#10;z</pre> |'
    assert write(markdown, table) == f"|  |\n| --- |\n{last}\n"
    plain = write(markdown, table, html="strip")
    assert plain == "|  |\n| --- |\n| a b n < x \\| \\<y> z |\n"


def test_a_table_in_a_dialect_without_tables(markdown: Bench) -> None:
    table = Table((Column(),), (Row((cell("h"),)),), (Row((Cell((paragraph("a"),), alignment="right"),)),))
    written = write(markdown, table, dialect="commonmark")
    assert written == (
        '<table>\n<thead>\n<tr>\n<th>h</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td align="right">a</td>\n'
        "</tr>\n</tbody>\n</table>\n"
    )
    assert write(markdown, table, dialect="commonmark", html="strip") == "h\n\na\n"


def test_anchors_are_written_only_where_a_link_needs_them(markdown: Bench) -> None:
    heading = Heading(2, ("A title",), "own-id")
    assert write(markdown, heading) == "## A title\n"
    linked = write(markdown, heading, Paragraph((Link(("x",), "#own-id"),)))
    assert linked == '## <span id="own-id"></span>A title\n\n[x](#own-id)\n'
    assert write(markdown, heading, dialect="pandoc") == "## A title {#own-id}\n"
    assert write(markdown, Heading(1, ("A Title!",), "a-title"), Paragraph((Link(("x",), "#a-title"),))) == (
        "# A Title!\n\n[x](#a-title)\n"
    )


def test_fences_around_divs_are_longer_than_those_within(markdown: Bench) -> None:
    inner = Div((paragraph("a"),), Attributes(classes=("b c",), id="x"))
    written = write(markdown, Div((inner,), Attributes(language="de")), dialect="pandoc")
    assert written == ':::: {lang="de"}\n::: {#x .b-c}\na\n:::\n::::\n'


def test_each_of_many_divs_within_one_another_is_written_once(markdown: Bench) -> None:
    block: Block = Paragraph(("a", Note((paragraph("b"),))))
    for _ in range(90):
        block = Div((block,), Attributes(classes=("c",)))
    written = write(markdown, block, dialect="pandoc")
    assert written.count("{.c}") == 90
    assert written.count("a[^1]") == written.count("[^1]: b") == 1


def test_a_row_of_the_body_is_no_head_though_it_says_the_same(markdown: Bench) -> None:
    row = Row((Cell((paragraph("a"),), colspan=2),))
    written = write(markdown, Table((Column(), Column()), head=(row,), body=(row,)))
    assert '<th colspan="2">a</th>' in written
    assert '<td colspan="2">a</td>' in written
