"""Inlines: escaping, emphasis, links, code, and what each dialect has a form for."""

from __future__ import annotations

import pytest

import octavo_markdown
from octavo.model import (
    Attributes,
    BlockQuote,
    BulletList,
    Cell,
    Code,
    Column,
    Document,
    Emphasis,
    Heading,
    Highlight,
    Image,
    Inlines,
    Keyboard,
    LineBreak,
    Link,
    ListItem,
    Math,
    Note,
    Paragraph,
    Quote,
    RawInline,
    Row,
    Ruby,
    SmallCaps,
    SoftBreak,
    Span,
    Strikethrough,
    Strong,
    Subscript,
    Superscript,
    Table,
    Underline,
)
from octavo.testing import Bench, bench


@pytest.fixture
def markdown() -> Bench:
    return bench(octavo_markdown)


def write(markdown: Bench, *nodes: object, **options: object) -> str:
    document = Document(blocks=(Paragraph(tuple(nodes)),))  # type: ignore[arg-type]  # the tests give inlines
    return markdown.write(document, "markdown", {"front_matter": "none", **options}).rstrip("\n")


@pytest.mark.parametrize(
    "text",
    [
        "Plain prose, with (brackets), a dash - and 100% of the rest: nothing else!",
        "5 * 3 and 4 * 2",
        "snake_case_name alone_",
        "a lone * star, a lone ` tick, $5 only",
        "AT&T &unknown; & co",
        "1 < 2 and 3 > 2",
        "[see below] and (there)",
        "C# and #1, 3.14, +49, -5",
        "中文，标点。“引号”——破折号……",
        "1986.5 points",
    ],
)
def test_prose_gets_no_backslash(markdown: Bench, text: str) -> None:
    assert write(markdown, text) == text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("# no heading", "\\# no heading"),
        ("> no quote", "\\> no quote"),
        ("- no item", "\\- no item"),
        ("+ no item", "\\+ no item"),
        ("* no item", "\\* no item"),
        ("1986. A year", "1986\\. A year"),
        ("1) no item", "1\\) no item"),
        ("---", "\\---"),
        ("***", "\\***"),
        ("~~~", "\\~~~"),
        ("[label]: no definition", "[label]\\: no definition"),
        ("::: no container", "\\::: no container"),
        ("a *b* c", "a \\*b\\* c"),
        ("a _b_ c", "a \\_b\\_ c"),
        ("a ~~b~~ c", "a \\~\\~b\\~\\~ c"),
        ("10~20, 30~40", "10\\~20, 30\\~40"),
        ("`code`", "\\`code\\`"),
        ("<b> and </b>", "\\<b> and \\</b>"),
        ("<!-- more -->", "\\<!-- more -->"),
        ("&amp; &#65; &copy;", "\\&amp; \\&#65; \\&copy;"),
        ("[a](b)", "[a\\](b)"),
        ("[^1]", "\\[^1]"),
        ("^[note]", "\\^[note]"),
        ("\\* and \\a and \\", "\\\\* and \\a and \\\\"),
        ("https://a.example/b_c", "https\\://a.example/b_c"),
        ("www.example.com", "www\\.example.com"),
        ("me@example.com", "me\\@example.com"),
        ("$a$ and $b$", "\\$a\\$ and \\$b\\$"),
    ],
)
def test_what_looks_like_markdown_is_escaped(markdown: Bench, text: str, written: str) -> None:
    assert write(markdown, text) == written


@pytest.mark.parametrize(
    ("dialect", "text", "written"),
    [
        ("commonmark", "a ~~b~~ $c$ $d$ [^1]", "a ~~b~~ $c$ $d$ [^1]"),
        ("commonmark", "https://a.example", "https://a.example"),
        ("hexo", "{{ x }} and {% raw %}", "&#123;{ x }} and &#123;% raw %}"),
        ("obsidian", "[[page]] ==x== #tag %%c%%", "\\[[page]] \\=\\=x\\=\\= \\#tag \\%%c\\%%"),
        ("pandoc", "x^2^ @key \\alpha", "x\\^2\\^ \\@key \\\\alpha"),
        ("pandoc", "a. no item", "a\\. no item"),
        ("pandoc", "% no title", "\\% no title"),
        ("pandoc", "~20 and 5*3*2", "\\~20 and 5\\*3\\*2"),
    ],
)
def test_each_dialect_escapes_what_it_reads(markdown: Bench, dialect: str, text: str, written: str) -> None:
    assert write(markdown, text, dialect=dialect) == written


def test_later_lines_are_no_underlines_and_no_tables(markdown: Bench) -> None:
    nodes = ("a", SoftBreak(), "===", SoftBreak(), "--- | ---", SoftBreak(), "-", LineBreak(), "# b")
    assert write(markdown, *nodes) == "a\n\\===\n\\--- | ---\n-\\\n\\# b"


@pytest.mark.parametrize(
    ("nodes", "written"),
    [
        (("a ", Emphasis(("b",)), " c"), "a *b* c"),
        (("半", Strong(("粗",)), "体"), "半**粗**体"),
        ((Strong(("中文。",)), "后"), "**中文。**&#x540E;"),
        (("前", Strong(("“引”",)), "后"), "&#x524D;**“引”**&#x540E;"),
        (("看", Strong(("😀",)), "吧"), "&#x770B;**😀**&#x5427;"),
        ((Emphasis((Emphasis(("a",)),)),), "*_a_*"),
        ((Strong((Strong(("a",)),)),), "****a****"),
        ((Strong((Emphasis(("a",)),)),), "**_a_**"),
        ((Emphasis((Strong(("a",)),)),), "***a***"),
        ((Strong(("一。",)), Emphasis(("二。",)), "三"), "__一。__*二。*&#x4E09;"),
        ((Strong(("a",)), Strong(("b",))), "**ab**"),
        (("a", Strong((" b ",)), "c"), "a **b** c"),
        (("a", Strong((" ",)), "c"), "a c"),
        ((Strong(("\u3000甲",)), "乙"), "**&#x3000;甲**乙"),
        ((Emphasis(("a*b",)),), "*a\\*b*"),
        ((Emphasis(("x",)), "\\1", Emphasis((":",))), "*x*\\\\&#x31;*:*"),
        ((Strong(("a", LineBreak())), "b"), "<strong>a\\\n</strong>b"),
        (("价", Strikethrough(("（原）",)), "降"), "&#x4EF7;~~（原）~~&#x964D;"),
        ((Strikethrough(("~~~",)),), "~~\\~\\~\\~~~"),
    ],
)
def test_emphasis_takes_a_form_that_renders(markdown: Bench, nodes: Inlines, written: str) -> None:
    assert write(markdown, *nodes) == written


def test_emphasis_too_entangled_for_marks_is_html(markdown: Bench) -> None:
    nodes: Inlines = ("x",)
    for _ in range(60):
        nodes = (Emphasis((Strong(nodes),)),)
    written = write(markdown, *nodes)
    assert "<strong>" in written
    assert "<strong>" not in write(markdown, *nodes, html="strip")


def test_a_break_at_the_edge_of_emphasis_needs_no_html_where_none_may_be(markdown: Bench) -> None:
    assert write(markdown, Strong(("a", LineBreak())), "b", html="strip") == "**a**\\\nb"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a", "`a`"),
        ("a`b", "``a`b``"),
        ("``", "` `` `"),
        ("a``b", "`a``b`"),
        (" a ", "`  a  `"),
        ("  ", "`  `"),
        ("a\nb", "`a b`"),
        ("", ""),
    ],
)
def test_code_spans(markdown: Bench, text: str, written: str) -> None:
    assert write(markdown, Code(text)) == written


def test_code_spans_side_by_side(markdown: Bench) -> None:
    assert write(markdown, Code("a"), Code("b")) == "`ab`"
    assert write(markdown, Code("a"), Span((Code("b*"),))) == "`a`<code>b*</code>"


@pytest.mark.parametrize(
    ("link", "written"),
    [
        (Link(("a",), "/b"), "[a](/b)"),
        (Link(("a",), ""), "[a](<>)"),
        (Link(("a [b] c",), "/b"), "[a \\[b\\] c](/b)"),
        (Link(("a",), "/b c(d"), "[a](</b c(d>)"),
        (Link(("a",), "/b(c)"), "[a](/b(c))"),
        (Link(("a",), "/b)("), "[a](</b)(>)"),
        (Link(("a",), "/<b>"), "[a](</\\<b\\>>)"),
        (Link(("a",), "/b?c&copy;"), "[a](/b?c\\&copy;)"),
        (Link(("a",), "/b", 'a "title" & more'), '[a](/b "a \\"title\\" & more")'),
        (Link(("https://a.example/",), "https://a.example/"), "<https://a.example/>"),
        (Link(("me@a.example",), "mailto:me@a.example"), "<me@a.example>"),
        (Link((Image("/i.png", "alt [x]", "t"),), "/b"), '[![alt \\[x\\]](/i.png "t")](/b)'),
        (Link((Link(("a",), "/inner"),), "/b"), "[a](/b)"),
        (Link(("a",), "javascript:alert(1)"), "a"),
    ],
)
def test_links(markdown: Bench, link: Link, written: str) -> None:
    assert write(markdown, link) == written


def test_unsafe_urls_are_dropped_with_a_notice(markdown: Bench) -> None:
    assert write(markdown, Image("javascript:x", "words")) == "words"
    assert write(markdown, Link(("a",), "java\tscript:x")) == "a"
    assert markdown.codes() == ["unsafe-url", "unsafe-url"]


def test_text_before_a_link_makes_it_no_image_and_no_note(markdown: Bench) -> None:
    assert write(markdown, "wow!", Link(("a",), "/b")) == "wow\\![a](/b)"
    assert write(markdown, "x^", Link(("a",), "/b")) == "x\\^[a](/b)"


def test_html_text_can_not_become_html(markdown: Bench) -> None:
    written = write(markdown, Span(("<script>", "x"), Attributes(id='"><img src=x onerror=1>')), Code("<b>"))
    assert written == '<span id="&quot;&gt;&lt;img src=x onerror=1&gt;">\\<script>x</span>`<b>`'


@pytest.mark.parametrize(
    ("node", "gfm", "pandoc", "obsidian"),
    [
        (Underline(("a",)), "<u>a</u>", "[a]{.underline}", "<u>a</u>"),
        (Highlight(("a",)), "<mark>a</mark>", "[a]{.mark}", "==a=="),
        (Superscript(("a b",)), "<sup>a b</sup>", "^a\\ b^", "<sup>a b</sup>"),
        (Subscript(("2",)), "<sub>2</sub>", "~2~", "<sub>2</sub>"),
        (Keyboard(("Ctrl",)), "<kbd>Ctrl</kbd>", "[Ctrl]{.kbd}", "<kbd>Ctrl</kbd>"),
        (Quote(("a",)), "<q>a</q>", "<q>a</q>", "<q>a</q>"),
        (SmallCaps(("a",)), "a", "[a]{.smallcaps}", "a"),
        (Math("x^2"), "$x^2$", "$x^2$", "$x^2$"),
        (Image("/i", "a", width=30), "![a](/i)", "![a](/i){width=30}\\", "![a|30](/i)"),
        (
            Span(("a",), Attributes(language="ja", id="x")),
            '<span id="x" lang="ja">a</span>',
            '[a]{#x lang="ja"}',
            '<span id="x" lang="ja">a</span>',
        ),
        (
            Span(("CSS",), Attributes(classes=("abbreviation",), data={"title": "Sheets"})),
            '<abbr title="Sheets">CSS</abbr>',
            '[CSS]{title="Sheets"}',
            '<abbr title="Sheets">CSS</abbr>',
        ),
        (
            Ruby(("漢",), ("かん",)),
            "<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>",
            "<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>",
            "<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>",
        ),
        (RawInline("markdown", "[[x]]"), "[[x]]", "[[x]]", "[[x]]"),
        (RawInline("latex", "\\x"), "", "", ""),
    ],
)
def test_what_dialects_express(markdown: Bench, node: object, gfm: str, pandoc: str, obsidian: str) -> None:
    assert write(markdown, node) == gfm
    assert write(markdown, node, dialect="pandoc") == pandoc
    assert write(markdown, node, dialect="obsidian") == obsidian


def test_without_html_the_content_stays_with_a_notice(markdown: Bench) -> None:
    nodes = (Underline(("a",)), Quote(("b",)), Ruby(("漢",), ("かん",)))
    assert write(markdown, *nodes, html="strip") == "a“b”漢(かん)"
    assert set(markdown.codes()) == {"html-stripped"}


def test_commonmark_has_neither_notes_nor_formulas_nor_strikethrough(markdown: Bench) -> None:
    nodes = ("a", Note((Paragraph(("n",)),)), Math("x"), Strikethrough(("s",)))
    assert write(markdown, *nodes, dialect="commonmark") == "a (n)`x`<del>s</del>"
    assert set(markdown.codes()) == {"note-inlined", "math-as-code"}


def test_formulas_that_dollars_can_not_hold_are_code(markdown: Bench) -> None:
    assert write(markdown, Math("a $ b")) == "`a $ b`"
    assert write(markdown, Math("a</b>")) == "`a</b>`"
    assert write(markdown, Math("a<b")) == "$a<b$"


def test_notes_are_numbered_in_order_and_stand_at_the_end(markdown: Bench) -> None:
    inner = Note((Paragraph(("in",)),))
    nodes = ("a", Note((Paragraph(("one", inner)), Paragraph(("more",)))), "b", Note((Paragraph(("two",)),)))
    written = write(markdown, *nodes)
    assert written == "a[^1]b[^2]\n\n[^1]: one[^3]\n\n    more\n\n[^2]: two\n\n[^3]: in"


def test_a_note_that_begins_a_paragraph_is_no_definition(markdown: Bench) -> None:
    assert write(markdown, Note((Paragraph(("n",)),)), ": x").startswith("[^1]\\: x\n")


def test_breaks_at_the_edges_of_a_paragraph_go(markdown: Bench) -> None:
    assert write(markdown, LineBreak(), "a", LineBreak()) == "a"
    assert write(markdown, LineBreak()) == ""
    assert write(markdown, "a\\ ") == "a\\\\"


def test_headings_and_cells_have_no_lines(markdown: Bench) -> None:
    heading = Heading(2, ("a", SoftBreak(), "b", LineBreak(), "c ##"))
    cell = Cell((Paragraph(("a|b\\|c", SoftBreak(), Code("x|y"), LineBreak(), Code("\\|"))),))
    table = Table((Column(),), (Row((cell,)),))
    options = {"front_matter": "none"}
    assert markdown.write(Document(blocks=(heading,)), "markdown", options) == "## a b<br>c \\##\n"
    written = markdown.write(Document(blocks=(table,)), "markdown", options)
    assert written == "| a\\|b\\\\&#124;c `x\\|y`<br><code>\\\\&#124;</code> |\n| --- |\n"


def test_a_box_in_an_item_is_no_task(markdown: Bench) -> None:
    item = ListItem((Paragraph(("[x] done",)),))
    blocks = (BulletList((item,)), BlockQuote((Paragraph(("[!NOTE]",)),)))
    written = markdown.write(Document(blocks=blocks), "markdown", {"front_matter": "none"})
    assert written == "- \\[x] done\n\n> \\[!NOTE]\n"


@pytest.mark.parametrize("end", ["\r", "\r\n"])
def test_a_carriage_return_is_a_line_end_and_no_way_into_another_block(markdown: Bench, end: str) -> None:
    """CommonMark 0.31, section 2.1: a bare carriage return ends a line, as a line feed does."""
    assert write(markdown, f"a{end}# b") == "a\n\\# b"
    assert write(markdown, Emphasis((f"a{end}1. b",))) == "*a\n1\\. b*"
    assert write(markdown, Image("u", f"a{end}# b")) == "![a # b](u)"
    heading = Document(blocks=(Heading(1, (f"a{end}# b",)),))
    assert markdown.write(heading, "markdown", {"front_matter": "none"}) == "# a # b\n"
