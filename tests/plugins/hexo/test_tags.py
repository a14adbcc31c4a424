"""Tags: where they are found, and what each becomes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import octavo_hexo
import octavo_html
import octavo_markdown
from octavo import plain_text, walk
from octavo.model import (
    MAXIMUM_DEPTH,
    Attributes,
    BlockQuote,
    Blocks,
    BulletList,
    Code,
    CodeBlock,
    Div,
    Embed,
    Emphasis,
    Figure,
    Heading,
    Highlight,
    Image,
    Keyboard,
    Link,
    ListItem,
    Math,
    MathBlock,
    Paragraph,
    Span,
    Strikethrough,
    Strong,
    Subscript,
    Superscript,
    Table,
    Underline,
)
from octavo.testing import Bench, bench
from octavo_hexo.tags.arguments import line_ranges, split_arguments
from octavo_hexo.tags.installed import known_tags
from octavo_hexo.tags.lexer import find_pieces

HEAD = "---\ntitle: x\n---\n"


@pytest.fixture
def hexo() -> Bench:
    return bench(octavo_hexo, octavo_html, octavo_markdown)


def read(hexo: Bench, body: str) -> Blocks:
    return hexo.read(HEAD + body, "hexo", name="posts/walk.md").blocks


def titled(text: str, role: str = "title") -> Paragraph:
    return Paragraph((Span((text,), Attributes(classes=(role,))),))


def box(*children: object, classes: tuple[str, ...]) -> Div:
    return Div(children, Attributes(classes=classes))  # type: ignore[arg-type]  # the tests give blocks


ONE = Paragraph(("One.",))

BLOCKS: list[tuple[str, object]] = [
    ("{% blockquote %}\nOne.\n{% endblockquote %}", BlockQuote((ONE,))),
    ("{% quote Ada, Notes %}\nOne.\n{% endquote %}", BlockQuote((ONE,), ("Ada, Notes",))),
    (
        "{% blockquote Ada https://example.com/notes/ %}\nOne.\n{% endblockquote %}",
        BlockQuote((ONE,), ("Ada, ", Link(("example.com/notes",), "https://example.com/notes/"))),
    ),
    (
        "{% blockquote https://example.com/ The Notes %}\nOne.\n{% endblockquote %}",
        BlockQuote((ONE,), (Link(("The Notes",), "https://example.com/"),)),
    ),
    ("{% pullquote right %}\nOne.\n{% endpullquote %}", box(BlockQuote((ONE,)), classes=("pullquote", "right"))),
    ("{% cq %}\nOne.\n{% endcq %}", BlockQuote((ONE,))),
    ("{% codeblock %}\n  a\n    b\n{% endcodeblock %}", CodeBlock("a\n  b")),
    (
        "{% code Name lang:py first_line:3 mark:2,4-5,x line_number:false %}\na\n{% endcode %}",
        CodeBlock("a", "py", ("Name",), (2, 4, 5)),
    ),
    (
        "{% codeblock https://example.com/a %}\na\n{% endcodeblock %}",
        CodeBlock("a", caption=(Link(("link",), "https://example.com/a"),)),
    ),
    ("{% codeblock a &lt;b&gt; &amp; c %}\na\n{% endcodeblock %}", CodeBlock("a", caption=("a <b> & c",))),
    ("{% highlight ruby linenos %}\na\n{% endhighlight %}", CodeBlock("a", "ruby")),
    ("{% mermaid graph %}\nA-->B\n{% endmermaid %}", CodeBlock("graph\nA-->B", "mermaid")),
    ("{% markmap 300px %}\n- a\n{% endmarkmap %}", CodeBlock("- a", "markmap")),
    ("{% math %}\n\\alpha\n{% endmath %}", MathBlock("\\alpha")),
    ("{% gist 42 %}", Paragraph((Link(("gist 42",), "https://gist.github.com/42"),))),
    ("{% gist ada/42 note.txt %}", Paragraph((Link(("note.txt",), "https://gist.github.com/ada/42"),))),
    ("{% githubCard user:a repo:b %}", Paragraph((Link(("a/b",), "https://github.com/a/b"),))),
    ("{% ghcard a/b, theme=x %}", Paragraph((Link(("a/b",), "https://github.com/a/b"),))),
    ("{% include_code Demo lang:js demo/a.js %}", Paragraph((Link(("Demo",), "/downloads/code/demo/a.js"),))),
    ("{% youtube abc %}", Embed("https://www.youtube.com/embed/abc", "video")),
    ("{% youtube abc 'playlist' false %}", Embed("https://www.youtube.com/embed/videoseries?list=abc", "video")),
    ("{% vimeo 12 %}", Embed("https://player.vimeo.com/video/12", "video")),
    ("{% bilibili BV1 %}", Embed("https://player.bilibili.com/player.html?bvid=BV1", "video")),
    ("{% bilibili av12 %}", Embed("https://player.bilibili.com/player.html?aid=12", "video")),
    ("{% codepen ada abc %}", Embed("https://codepen.io/ada/embed/abc", "frame")),
    ("{% jsfiddle abc %}", Embed("https://jsfiddle.net/abc/embedded/", "frame")),
    ("{% video /a.mp4 %}", Embed("/a.mp4", "video")),
    ("{% video youtube:abc %}", Embed("https://www.youtube.com/embed/abc", "video")),
    ('{% aplayer "Song" "Ada" "/a.mp3" %}', Embed("/a.mp3", "audio", "Song Ada")),
    ("{% iframe https://example.com 300 200 %}", Embed("https://example.com", "frame", width=300, height=200)),
    ("{% gallery %}\n![a](/a.png)\n{% endgallery %}", Paragraph((Image("/a.png", "a"),))),
    (
        "{% galleryGroup 'Name' 'What' '/album' /a.png %}",
        Figure((Paragraph((Link((Image("/a.png", "Name"),), "/album"),)),), ("Name: What",)),
    ),
    ("{% note %}\nOne.\n{% endnote %}", box(ONE, classes=("admonition", "note"))),
    ("{% note WARN no-icon %}\nOne.\n{% endnote %}", box(ONE, classes=("admonition", "warning"))),
    ("{% note blue 'fas fa-car' flat %}\nOne.\n{% endnote %}", box(ONE, classes=("admonition", "note"))),
    ("{% note info A title %}\nOne.\n{% endnote %}", box(titled("A title"), ONE, classes=("admonition", "info"))),
    ("{% note green, One. %}", box(ONE, classes=("admonition", "success"))),
    ("{% alert danger %}\nOne.\n{% endalert %}", box(ONE, classes=("admonition", "danger"))),
    ("{% folding cyan open, More %}\nOne.\n{% endfolding %}", box(titled("More", "summary"), ONE, classes=("details",))),
    ("{% folding More, or less %}\nOne.\n{% endfolding %}", box(titled("More, or less", "summary"), ONE, classes=("details",))),
    ("{% fold into@More %}\nOne.\n{% endfold %}", box(titled("More", "summary"), ONE, classes=("details",))),
    ("{% hideToggle More,#fff,red %}\nOne.\n{% endhideToggle %}", box(titled("More", "summary"), ONE, classes=("details",))),
    (
        "{% tabs T %}\n<!-- tab A@icon -->\nOne.\n<!-- endtab -->\n<!-- tab -->\nOne.\n<!-- endtab -->\n{% endtabs %}",
        box(
            box(titled("A"), ONE, classes=("tab",)),
            box(titled("T 2"), ONE, classes=("tab",)),
            classes=("tabs",),
        ),
    ),
    (
        "{% timeline 2022,red %}\n<!-- timeline May -->\nOne.\n<!-- endtimeline -->\n{% endtimeline %}",
        box(titled("2022"), box(titled("May"), ONE, classes=("event",)), classes=("timeline",)),
    ),
    (
        "{% timeline %}\n{% timenode May %}\nOne.\n{% endtimenode %}\n{% endtimeline %}",
        box(box(titled("May"), ONE, classes=("event",)), classes=("timeline",)),
    ),
    ("{% checkbox green checked, Done %}", BulletList((ListItem((Paragraph(("Done",)),), checked=True),))),
    ("{% checkbox To do %}", BulletList((ListItem((Paragraph(("To do",)),), checked=False),))),
    ("{% textcolor red %}\nOne.\n\nOne.\n{% endtextcolor %}", (ONE, ONE)),
]  # fmt: skip

INLINES: list[tuple[str, object]] = [
    ("{% link Go there https://example.com true A title %}", Link(("Go there",), "https://example.com", "A title")),
    ("{% a https://example.com %}", Link(("https://example.com",), "https://example.com")),
    ("{% link Go::https://example.com::/icon.png %}", Link(("Go",), "https://example.com")),
    ("{% link Go, Site, https://example.com %}", Link(("Go",), "https://example.com")),
    ("{% btn https://example.com, Go, home fa-lg, Title %}", Link(("Go",), "https://example.com")),
    ("{% btn https://example.com Go danger %}", Link(("Go",), "https://example.com")),
    ("{% btn regular::Go::https://example.com::icon %}", Link(("Go",), "https://example.com")),
    ("{% btn /path, Go %}", Link(("Go",), "/path")),
    ("{% url_for Blog /archives %}", Link(("Blog",), "/archives")),
    ("{% url `cy.visit()` visit#Usage %}", Link(("cy.visit()",), "visit#Usage")),
    ("{% url https://example.com %}", Link(("https://example.com",), "https://example.com")),
    ("{% post_link other %}", Link(("other",), "other.md")),
    ("{% post_link 2022/other#part 'An *other* post' %}", Link(("An *other* post",), "2022/other.md#part")),
    ("{% post_link other '<b>Bold</b>' false %}", Link((Strong(("Bold",)),), "other.md")),
    ("{% asset_link file.zip The file %}", Link(("The file",), "walk/file.zip")),
    ("{% asset_link 'my file.zip' %}", Link(("my file.zip",), "walk/my%20file.zip")),
    (
        "{% img left https://example.com/a.png 300 200 'T \"A\"' %}",
        Image("https://example.com/a.png", "A", "", 300, 200),
    ),
    ("{% img /a.png Words of it %}", Image("/a.png", "Words of it")),
    ('{% image /a.png "Title" "Alt" %}', Image("/a.png", "Alt", "Title")),
    ("{% asset_img a.png %}", Image("walk/a.png")),
    ("{% asset_img 图.png 图 %}", Image("walk/图.png", "图")),
    ("{% inlineImg /a.png 20px %}", Image("/a.png", height=20)),
    ('{% imgTag /a.png "Alt" %}', Image("/a.png", "Alt")),
    ("{% label primary@NEW %}", Span(("NEW",), Attributes(classes=("label", "primary")))),
    ("{% label very new red %}", Span(("very new",), Attributes(classes=("label", "red")))),
    ("{% badge 42 %}", Span(("42",), Attributes(classes=("label",)))),
    ("{% kbd Ctrl + C %}", Keyboard(("Ctrl + C",))),
    ("{% u a *b* %}", Underline(("a ", Emphasis(("b",))))),
    ("{% emp a %}", Emphasis(("a",))),
    ("{% del a %}", Strikethrough(("a",))),
    ("{% sup a %}", Superscript(("a",))),
    ("{% sub a %}", Subscript(("a",))),
    ("{% mark a %}", Highlight(("a",))),
    ("{% math \\phi_1 %}", Math("\\phi_1")),
]

TEXTS = [
    ("{% span red, some words %}", "some words"),
    ("{% p center::some words %}", "some words"),
    ("{% psw secret %}", "secret"),
    ("{% hideInline content,button,#fff %}", "content"),
    ("{% dropcap %}T{% enddropcap %}", "T"),
    ("{% fa fa-home %}", ""),
    ("{% post_path other %}", "other.md"),
    ("{% raw %}{{ x }} *y*{% endraw %}", "{{ x }} *y*"),
    ("{# nothing #}", ""),
    ("{{ page.title }}", "{{ page.title }}"),
]


@pytest.mark.parametrize(("body", "expected"), BLOCKS)
def test_blocks(hexo: Bench, body: str, expected: object) -> None:
    assert read(hexo, body) == (expected if isinstance(expected, tuple) else (expected,))


@pytest.mark.parametrize(("tag", "expected"), INLINES)
def test_inlines(hexo: Bench, tag: str, expected: object) -> None:
    assert read(hexo, f"a {tag} b") == (Paragraph(("a ", expected, " b")),)  # type: ignore[arg-type]  # inlines
    assert hexo.codes() == []


@pytest.mark.parametrize(("tag", "text"), TEXTS)
def test_texts(hexo: Bench, tag: str, text: str) -> None:
    assert read(hexo, f"a{tag}b") == (Paragraph((f"a{text}b",)),)


@pytest.mark.parametrize(
    "tag",
    ["{% youtube %}", "{% img %}", "{% link words alone %}", "{% btn words %}", "{% url one %}", "{% post_link %}",
     "{% post_path %}", "{% asset_link %}", "{% asset_path %}", "{% asset_img %}", "{% iframe javascript:x %}",
     "{% include_code %}", "{% gist %}", "{% githubCard %}", "{% label %}", "{% p %}", "{% u %}", "{% math %}",
     "{% galleryGroup a b %}", "{% galleryGroup a b javascript:x c.png %}", "{% video words %}", "{% tabs x %}",
     "{% blockquote %}", "{% pullquote %}", "{% cq %}", "{% codeblock %}", "{% highlight %}", "{% mermaid %}",
     "{% fold %}", "{% timeline %}", "{% timenode %}", "{% gallery %}", "{% textcolor %}", "{% note %}",
     "{% img javascript:x.png %}", "{% inlineImg %}", "{% imgTag %}", "{% hideInline %}"],
)  # fmt: skip
def test_what_is_not_understood_is_kept_as_text(hexo: Bench, tag: str) -> None:
    assert read(hexo, f"a {tag} b") == (Paragraph((f"a {tag} b",)),)
    assert hexo.codes() == ["tag-not-understood"]


def test_an_unknown_tag_is_kept_and_told_once(hexo: Bench) -> None:
    blocks = read(hexo, "a {% odd x_y_z %} b\n\n{% odd %}\nText.\n{% endodd %}\n")
    assert blocks == (
        Paragraph(("a {% odd x_y_z %} b",)),
        Paragraph(("{% odd %}",)),
        Paragraph(("Text.",)),
        Paragraph(("{% endodd %}",)),
    )
    assert [(notice.code, notice.position.line) for notice in hexo.notices] == [("unknown-tag", 4)]
    assert hexo.notices[0].message.endswith("2 times")


def test_a_stray_end_is_kept(hexo: Bench) -> None:
    assert read(hexo, "a {% endnote %} b") == (Paragraph(("a {% endnote %} b",)),)
    assert hexo.codes() == ["unknown-tag"]


@pytest.mark.parametrize(
    "text",
    ["a {% b", "a {% b\n\nc %", "50 {%} off", "{{ never", "{# never", "{% 'x %"],
)
def test_what_is_not_closed_is_literal(hexo: Bench, text: str) -> None:
    assert " ".join(plain_text(read(hexo, text)).split()) == " ".join(text.split())
    assert hexo.codes() == []


def test_an_unclosed_tag_does_not_swallow_the_next(hexo: Bench) -> None:
    assert read(hexo, "{% open {% emp a %}") == (Paragraph(("{% open ", Emphasis(("a",)))),)


def test_quotes_hide_the_end_of_a_tag(hexo: Bench) -> None:
    assert read(hexo, "{% emp 'a %} b' %} c") == (Paragraph((Emphasis(("'a %} b'",)), " c")),)
    assert read(hexo, "{% emp Don't %} c") == (Paragraph((Emphasis(("Don't",)), " c")),)


def test_code_protects_what_looks_like_tags(hexo: Bench) -> None:
    body = "`{% emp a %}` ``{{ ` }}``\n\n```\n{% note %}\n{{ x }}\n```\n\n    {% emp b %}\n\n<pre>{% emp c %}</pre>\n"
    blocks = read(hexo, body)
    codes = [node.text for node in walk(blocks) if isinstance(node, Code | CodeBlock)]
    assert codes == ["{% emp a %}", "{{ ` }}", "{% note %}\n{{ x }}", "{% emp b %}", "{% emp c %}"]


def test_raw_is_understood_in_code_spans(hexo: Bench) -> None:
    assert read(hexo, "`{% raw %}{% x %}{% endraw %}`") == (Paragraph((Code("{% x %}"),)),)


def test_raw_holds_html(hexo: Bench) -> None:
    assert read(hexo, "{% raw %}\n<p><b>{{ a }}</b></p>\n{% endraw %}\n") == (Paragraph((Strong(("{{ a }}",)),)),)
    assert read(hexo, "a {% raw %}<b>c</b>{% endraw %}") == (Paragraph(("a ", Strong(("c",)))),)
    assert read(hexo, "{% raw %}\n```\n{{ a }}\n```\n{% endraw %}\n") == (CodeBlock("{{ a }}"),)


def test_comments_of_html_protect_too(hexo: Bench) -> None:
    assert read(hexo, "a <!-- {% odd %} --> b\n") != ()
    assert hexo.codes() == []


def test_tags_in_urls_become_urls(hexo: Bench) -> None:
    body = '![a]({% asset_path 图.png %} "t") [b]({% post_path c %}#d)\n\n<a href="{% post_path e %}">f</a>\n'
    urls = [node.url for node in walk(read(hexo, body)) if isinstance(node, Link | Image)]
    assert urls == ["walk/图.png", "c.md#d", "e.md"]


def test_blocks_part_the_paragraph_they_stand_in(hexo: Bench) -> None:
    film = Embed("https://www.youtube.com/embed/a", "video")
    assert read(hexo, "one\n{% youtube a %}\ntwo *x* {% youtube a %}") == (
        Paragraph(("one",)),
        film,
        Paragraph(("two ", Emphasis(("x",)))),
        film,
    )
    assert read(hexo, "- {% youtube a %}\n") == (BulletList((ListItem((film,)),)),)


def test_blocks_are_inlines_where_no_blocks_may_stand(hexo: Bench) -> None:
    [heading] = read(hexo, "# See {% gist 1 %} {% youtube a %}\n")
    assert isinstance(heading, Heading)
    assert heading.children == (
        "See ",
        Link(("gist 1",), "https://gist.github.com/1"),
        " https://www.youtube.com/embed/a",
    )
    [emphasis] = read(hexo, "*{% gist 1 %}*")
    assert emphasis == Paragraph((Emphasis((Link(("gist 1",), "https://gist.github.com/1"),)),))


def test_tags_in_tables(hexo: Bench) -> None:
    [table] = read(hexo, "| a |\n|---|\n| {% btn https://example.com, Go %} |\n")
    assert isinstance(table, Table)
    assert Link(("Go",), "https://example.com") in list(walk(table))


def test_tags_in_html(hexo: Bench) -> None:
    body = "<div>\n<p>a {% emp b %}</p>\n{% note info %}\n<p>c</p>\n{% endnote %}\n</div>\n"
    assert read(hexo, body) == (
        Paragraph(("a ", Emphasis(("b",)))),
        box(Paragraph(("c",)), classes=("admonition", "info")),
    )


def test_boxes_nest(hexo: Bench) -> None:
    body = "{% note %}\n{% note tip %}\nOne.\n{% endnote %}\nTwo.\n{% endnote %}\n"
    inner = box(ONE, classes=("admonition", "tip"))
    assert read(hexo, body) == (box(inner, Paragraph(("Two.",)), classes=("admonition", "note")),)


def test_tabs_nest(hexo: Bench) -> None:
    inner = "{% subtabs B %}\n<!-- tab C -->\nOne.\n<!-- endtab -->\n{% endsubtabs %}"
    body = f"{{% tabs A %}}\n<!-- tab D -->\n{inner}\n<!-- endtab -->\n{{% endtabs %}}\n"
    sub = box(box(titled("C"), ONE, classes=("tab",)), classes=("tabs",))
    assert read(hexo, body) == (box(box(titled("D"), sub, classes=("tab",)), classes=("tabs",)),)


def test_boxes_in_lists_lose_their_indentation(hexo: Bench) -> None:
    body = "- a\n\n  {% note %}\n      One.\n  {% endnote %}\n\n- b\n"
    [items] = read(hexo, body)
    assert isinstance(items, BulletList)
    assert box(ONE, classes=("admonition", "note")) in items.items[0].children


def test_references_defined_outside_count_within(hexo: Bench) -> None:
    blocks = read(hexo, "{% note %}\n[a][b]\n{% endnote %}\n\n[b]: https://example.com\n")
    assert Link(("a",), "https://example.com") in list(walk(blocks))


def test_references_within_compare_labels_as_markdown_does(hexo: Bench) -> None:
    body = "[A  b]: /first\n[a B]: /second\n\n{% note %}\n[the link][a\nb], [c]\n{% endnote %}\n"
    assert [node.url for node in walk(read(hexo, body)) if isinstance(node, Link)] == ["/first"]


def test_lines_of_notices_are_those_of_the_file(hexo: Bench) -> None:
    body = "<p>one</p>\n{% note %}\n\n<p><a href='javascript:a'>x</a></p>\n{% endnote %}\n\n<p><a href='javascript:b'>y</a></p>\n\n{% odd %}\n"
    hexo.read(HEAD + body, "hexo", {"body": "html"})
    assert sorted((notice.position.line, notice.code) for notice in hexo.notices) == [
        (7, "unsafe-url"),
        (10, "unsafe-url"),
        (12, "unknown-tag"),
    ]


def test_what_nests_too_deep_keeps_its_text(hexo: Bench) -> None:
    body = "{% note %}\n" * 12 + "deep\n" + "{% endnote %}\n" * 12
    blocks = read(hexo, body)
    assert "deep" in plain_text(blocks)
    assert "nesting-flattened" in hexo.codes()


def test_the_whole_tree_is_no_deeper_than_allowed(hexo: Bench) -> None:
    quotes = "> " * 70
    body = "\n".join([quotes + "{% note %}", "x", "{% endnote %}"])
    deep = "> " * 70 + "{% blockquote %}" + "> " * 70 + "deep{% endblockquote %}\n"
    for text in (body, deep):
        levels = [(block, 1) for block in read(hexo, text)]
        deepest = 0
        while levels:
            node, level = levels.pop()
            deepest = max(deepest, level)
            levels += [(child, level + 1) for child in getattr(node, "children", ()) if not isinstance(child, str)]
        assert deepest <= MAXIMUM_DEPTH


def test_headings_in_boxes_keep_ids_of_their_own(hexo: Bench) -> None:
    part = '<h2 id="same">Same</h2>'
    text = f"{HEAD}{part}\n{{% note %}}{part}{{% endnote %}}\n"
    blocks = hexo.read(text, "hexo", {"body": "html"}).blocks
    assert [node.id for node in walk(blocks) if isinstance(node, Heading)] == ["same", "same-1"]


def test_ids_made_for_headings_in_boxes_are_no_others(hexo: Bench) -> None:
    part = '<h2 id="same">Same</h2>'
    text = f'{HEAD}{part}\n{{% note %}}{part}{{% endnote %}}\n{{% note %}}{part}{{% endnote %}}\n<h2 id="same-1">1</h2>'
    blocks = hexo.read(text, "hexo", {"body": "html"}).blocks
    assert [node.id for node in walk(blocks) if isinstance(node, Heading)] == ["same", "same-2", "same-3", "same-1"]


def test_code_of_another_file_is_a_link_with_a_notice(hexo: Bench) -> None:
    read(hexo, "{% include_code a.js %}")
    assert hexo.codes() == ["code-not-included"]


def test_arguments() -> None:
    assert split_arguments('a \'b c\' "d \\"e\\"" it\'s "open') == ("a", "b c", 'd "e"', "it's", '"open')
    assert line_ranges("1,4-6,9-8,x,3-") == (1, 4, 5, 6, 8, 9)
    assert line_ranges("9" * 5000) == ()
    assert line_ranges("1-5000,4001-9000,20000-90000") == tuple(range(1, 9001))


fragments = st.sampled_from(
    ["{% note %}", "{% endnote %}", "{%", "%}", "{{", "}}", "{# ", " #}", "`", "```\n", "<code>", "</code>", "<!--", "-->",
     "{% raw %}", "{% endraw %}", "{% code %}", "{% endcode %}", "{% emp a %}", "'", '"', "\n", "\n\n", "x", "~~~\n", "\\"]
)  # fmt: skip


@settings(max_examples=300)
@given(st.lists(fragments, max_size=30), st.booleans())
def test_pieces_stand_in_order_and_apart(parts: list[str], markdown: bool) -> None:
    text = "".join(parts)
    contents = {name: tag.content for name, tag in known_tags(()).table.items()}
    position = 0
    for piece in find_pieces(text, contents, markdown=markdown):
        assert position <= piece.start < piece.end <= len(text)
        assert text[piece.start] == "{"
        if piece.content:
            assert piece.start < piece.content[0] <= piece.content[1] < piece.end
        position = piece.end


def test_links_that_a_post_defines_at_length_are_links_in_its_first_boxes_and_text_in_the_others(hexo: Bench) -> None:
    url = "/" + "u" * 400_000
    boxes = "".join(f"{{% note %}}\nsee [a] {number}\n{{% endnote %}}\n\n" for number in range(4))
    document = hexo.read(f"{HEAD}{boxes}[a]: {url}\n", "hexo")
    assert [node.url for node in walk(document.blocks) if isinstance(node, Link)] == [url, url]
    assert [line for line in plain_text(document.blocks).split("\n") if line] == [
        "see a 0", "see a 1", "see [a] 2", "see [a] 3"
    ]  # fmt: skip
    assert [(notice.code, notice.position and notice.position.line) for notice in hexo.notices] == [
        ("definitions-too-large", 13)
    ]
