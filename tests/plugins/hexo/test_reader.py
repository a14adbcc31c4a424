"""The reader as a whole: what front matter means, which body it has, and what is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import octavo_hexo
import octavo_html
import octavo_markdown
from octavo import Meta, OptionError, ReadError, Source, plain_text
from octavo._choices import Choices
from octavo._registry import discover
from octavo.model import Author, CodeBlock, LineBreak, Paragraph
from octavo.testing import Bench, bench


@pytest.fixture
def hexo() -> Bench:
    return bench(octavo_hexo, octavo_html, octavo_markdown)


def read_meta(hexo: Bench, front_matter: str, name: str = "post.md") -> Meta:
    return hexo.read(f"---\n{front_matter}\n---\n", "hexo", name=name).meta


def values(meta: Meta) -> list[tuple[str, Any]]:
    assert meta.front_matter is not None
    return [(entry.key, entry.value) for entry in meta.front_matter.entries]


def test_every_key_is_kept_in_order_with_its_source(hexo: Bench) -> None:
    text = "\n---\nb: 1 # one\n# a comment\n\na:\n\t- x\n'c d': {e: no}\n---\nbody\n"
    front_matter = hexo.read(text, "hexo").meta.front_matter
    assert front_matter is not None
    assert front_matter.text == text.removesuffix("body\n")
    assert [(entry.key, entry.value, entry.raw, entry.line) for entry in front_matter.entries] == [
        ("b", 1, "b: 1 # one\n# a comment\n\n", 3),
        ("a", ["x"], "a:\n\t- x\n", 6),
        ("c d", {"e": "no"}, "'c d': {e: no}\n", 8),
    ]
    json.dumps([entry.value for entry in front_matter.entries])


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("title: Europe: Day 11", "Europe: Day 11"),
        ("title: [Draft] of a post", "[Draft] of a post"),
        ("title: [Draft]", "[Draft]"),
        ("title: @home", "@home"),
        ("title: `code` first", "`code` first"),
        ("title: %d percent", "%d percent"),
        ("title: *stars*", "*stars*"),
        ("title: {{ name }}", "{{ name }}"),
        ("title: &#123;x&#125; y", "{x} y"),
        ("title: !important news", "!important news"),
        ('title: """""\'Piles\'"""""', "Piles"),
        ("title: 'It's here'", "It's here"),
        ("title: 010", "010"),
        ("title: 2012-12-22", "2012-12-22"),
        ("title: no", "no"),
        ("title: |\n  two\n  lines", "two lines"),
        ("title:tight", "tight"),
        ("title：全角", "全角"),
        ("title: ~", ""),
        ("title: 'a'\ntitle: ''", "a"),
        ("Title: Capital", "Capital"),
    ],
)
def test_titles_are_what_their_authors_saw(hexo: Bench, line: str, title: str) -> None:
    assert read_meta(hexo, line + "\ndate: 2022-01-01").title == title


def test_a_repair_tells_line_and_column(hexo: Bench) -> None:
    read_meta(hexo, "date: 2022-01-01\ntitle: a: b")
    assert [str(notice).partition(" (")[0] for notice in hexo.notices] == [
        "post.md:3:9: warning: front matter: title is not YAML"
    ]


def test_one_wrong_entry_does_no_harm_to_the_others(hexo: Bench) -> None:
    meta = read_meta(hexo, "tags: [a, b]\ntitle: x: y\nlist:\n- p: q: r\n- s\nlonely line\n")
    assert values(meta) == [("tags", ["a", "b"]), ("title", "x: y"), ("list", ["p: q: r", "s"])]
    assert hexo.codes() == ["front-matter-repaired", "front-matter-repaired", "front-matter-line"]


@pytest.mark.parametrize(
    ("line", "paths"),
    [
        ("categories: X", (("X",),)),
        ("categories: [X, Y, Z]", (("X", "Y", "Z"),)),
        ("categories: [[A, B], [A, C], D]", (("A", "B"), ("A", "C"), ("D",))),
        ("categories:\n- [A]\n- [A]", (("A",),)),
        ("category: X", (("X",),)),
        ("category: X\ncategories: Y", (("Y",),)),
        ("categories: [null, '', 2022, 010]", (("2022", "010"),)),
        ("categories:", ()),
        ("categories: {a: b}", (("a: b",),)),
    ],
)
def test_categories_follow_the_rules_of_hexo(hexo: Bench, line: str, paths: object) -> None:
    assert read_meta(hexo, line).categories == paths


@pytest.mark.parametrize(
    ("line", "tags"),
    [
        ("tags: one", ("one",)),
        ("tags: a, b", ("a, b",)),
        ("tags: [a, 1, 1.50, true, null, '', a]", ("a", "1", "1.50", "true")),
        ("tag: x", ("x",)),
        ("tags: [[a, b], c]", ("a", "b", "c")),
        ("tags: []", ()),
        ("x: &x [1, 02]\ntags: *x", ("1", "2")),
    ],
)
def test_tags(hexo: Bench, line: str, tags: object) -> None:
    assert read_meta(hexo, line).tags == tags


@pytest.mark.parametrize(
    ("lines", "authors"),
    [
        ("author: Kim", (Author("Kim"),)),
        ("author: 007", (Author("007"),)),
        ("authors: [Kim, Lee, Kim]", (Author("Kim"), Author("Lee"))),
        (
            "author:\n  display_name: Kim\n  login: k\n  email: k@example.com\n  url: https://example.com",
            (Author("Kim", "https://example.com", "k@example.com"),),
        ),
        ("author: Kim\nauthor_email: k@example.com\nauthor_url: javascript:x", (Author("Kim", "", "k@example.com"),)),
        ("author: {Kim: https://example.com}", (Author("Kim", "https://example.com"),)),
        ("author:", ()),
    ],
)
def test_authors(hexo: Bench, lines: str, authors: object) -> None:
    assert read_meta(hexo, lines).authors == authors


@pytest.mark.parametrize(
    ("lines", "cover"),
    [
        ("cover: /img/a.jpg", "/img/a.jpg"),
        ("cover: undefined\nthumbnail: https://example.com/t.png", "https://example.com/t.png"),
        ("headimg: https://www.example.com/equation?tex=x\nthumbnail: ''", ""),
        ("cover: https://example.com/qrcode_for_gh.jpg", ""),
        ("cover: https://example.com/images/placeholder.png", ""),
        ("cover: https://example.com/static/loading.gif", ""),
        ("cover: '#ff7242'", ""),
        ("cover: linear-gradient(20deg, #0062be, #925696)", ""),
        ("cover: false\nindex_img: /i.png", "/i.png"),
        ("cover: javascript:alert(1)//a.png", ""),
        ("photos:\n- /one.png\n- /two.png", "/one.png"),
        ("banner: {url: /b.png}", "/b.png"),
        ("photos: [[/nested.png]]", ""),
    ],
)
def test_covers(hexo: Bench, lines: str, cover: str) -> None:
    assert read_meta(hexo, lines).cover == cover


@pytest.mark.parametrize(
    ("name", "lines", "slug"),
    [
        ("post.md", "slug: mine", "mine"),
        ("post.md", "permalink: /2022/my-walk.html", "my-walk"),
        ("post.md", "permalink: /walk/index.html", "walk"),
        ("post.md", "permalink: ':year/:title/'", "post"),
        ("2022-04-28-Some Post.md", "title: x", "Some Post"),
        ("source/_posts/2020/Café (crème).md", "title: x", "2020-Cafe-creme"),
        ("elsewhere/2020/a.b.md", "title: x", "a-b"),
        ("-", "title: x", ""),
    ],
)
def test_slugs(hexo: Bench, name: str, lines: str, slug: str) -> None:
    assert read_meta(hexo, lines, name).slug == slug


@pytest.mark.parametrize(
    ("name", "lines", "draft"),
    [
        ("a.md", "published: false", True),
        ("a.md", "published: 0", True),
        ("a.md", "published: 'false'", True),
        ("a.md", "published: no", False),
        ("a.md", "published: true", False),
        ("a.md", "title: x", False),
        ("source/_drafts/a.md", "published: true", True),
    ],
)
def test_drafts_follow_the_rules_of_hexo(hexo: Bench, name: str, lines: str, draft: bool) -> None:
    assert read_meta(hexo, lines, name).draft is draft


def test_dates_are_in_the_zone_of_the_site() -> None:
    registry = discover(octavo_hexo, octavo_html, octavo_markdown, entry_points=False)
    pipeline = Bench(registry, Choices(timezone="Asia/Tokyo"))
    meta = read_meta(pipeline, "date: 2022-04-28 13:53\nupdated: 2022-04-28T13:53:00Z")
    assert meta.published is not None
    assert meta.published.text == "2022-04-28 13:53"
    assert meta.published.instant is not None
    assert meta.published.instant.isoformat() == "2022-04-28T13:53:00+09:00"
    assert meta.updated is not None
    assert meta.updated.instant is not None
    assert meta.updated.instant.isoformat() == "2022-04-28T13:53:00+00:00"


def test_a_zone_that_does_not_exist_is_an_option_error() -> None:
    registry = discover(octavo_hexo, octavo_html, octavo_markdown, entry_points=False)
    with pytest.raises(OptionError, match="Mars"):
        Bench(registry, Choices(timezone="Mars/Base")).read("---\ntitle: x\n---\n", "hexo")


def test_the_date_may_stand_in_the_name(hexo: Bench) -> None:
    for lines in ("title: x", "date: Invalid Date"):
        published = read_meta(hexo, lines, "2022-04-28-x.md").published
        assert published is not None
        assert published.text == "2022-04-28"
    kept = read_meta(hexo, "date: Invalid Date").published
    assert kept is not None
    assert (kept.text, kept.instant) == ("Invalid Date", None)
    assert hexo.codes() == ["date-not-understood", "date-not-understood"]


def test_descriptions_are_plain_text(hexo: Bench) -> None:
    meta = read_meta(hexo, "description: A <b>bold</b> &amp; brave\n  walk\nexcerpt: <p>One.</p><p>Two.</p>")
    assert meta.description == "A bold & brave walk"
    assert meta.excerpt == "One. Two."


def test_source_urls_are_urls(hexo: Bench) -> None:
    assert read_meta(hexo, "from: 新浪\nlink: https://example.com/a").source_url == "https://example.com/a"
    assert read_meta(hexo, "from: 新浪").source_url == ""


def test_languages(hexo: Bench) -> None:
    assert read_meta(hexo, "lang: zh_tw").language == "zh-TW"
    text = "---\ntitle: x\n---\nThe weather is fine, and the park is full of the people that we know.\n"
    assert hexo.read(text, "hexo").meta.language == "en"
    assert hexo.read("---\ntitle: x\n---\n", "hexo", {"language": "fr"}).meta.language == "fr"


@pytest.mark.parametrize(
    "text",
    [
        "No front matter.\n",
        "---\n\nA rule, then text.\n\n---\n\nMore.\n",
        "Chapter: one\n---\n\nText.\n",
        ';;;\n"bad: json\n;;;\nText.\n',
        "---\n- a\n- b\n---\nText.\n",
    ],
)
def test_what_is_no_front_matter_is_body(hexo: Bench, text: str) -> None:
    document = hexo.read(text, "hexo")
    assert document.meta.front_matter is None
    assert len(document.blocks) >= 1


def test_an_unclosed_block_is_body_with_a_notice(hexo: Bench) -> None:
    document = hexo.read("---\ntitle: a\n\nText.\n", "hexo")
    assert document.meta.front_matter is None
    assert "title: a" in plain_text(document.blocks)
    assert hexo.codes() == ["front-matter-unclosed"]


def test_comments_alone_are_empty_front_matter(hexo: Bench) -> None:
    document = hexo.read("---\n# nothing\n---\nText.\n", "hexo")
    assert document.meta.front_matter is not None
    assert document.blocks == (Paragraph(("Text.",)),)


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_line_ends_and_encodings(hexo: Bench, ends: str, encoding: str) -> None:
    text = "---\ntitle: 春\n---\n本文。\n".replace("\n", ends)
    document = hexo.read(text.encode(encoding), "hexo")
    assert document.meta.title == "春"
    assert plain_text(document.blocks) == "本文。"


def test_what_is_not_unicode_is_decoded_with_its_notices(hexo: Bench) -> None:
    hexo.read(b"---\ntitle: caf\xc3\xa9 \xff\n---\n" + "é".encode() * 200, "hexo", name="x.md")
    assert hexo.codes() == ["invalid-bytes"]


@pytest.mark.parametrize(
    ("front_matter", "message", "line"),
    [
        ("title: " + "[" * 5000, "deeper than 32", 2),
        ("a: 1\nb: " + "x" * 300_000, "longer than 262144", 2),
        ("x: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]", "deeper", 2),
    ],
)
def test_limits_of_front_matter(hexo: Bench, front_matter: str, message: str, line: int) -> None:
    with pytest.raises(ReadError, match=message) as caught:
        read_meta(hexo, front_matter)
    assert caught.value.position is not None
    assert (caught.value.position.source, caught.value.position.line) == ("post.md", line)


def test_limits_are_options(hexo: Bench) -> None:
    with pytest.raises(ReadError, match="deeper than 1"):
        hexo.read("---\na: [[1]]\n---\n", "hexo", {"front_matter_depth": "1"})
    with pytest.raises(ReadError, match="more than 2"):
        hexo.read("---\na: &a [1, 2, 3]\nb: *a\n---\n", "hexo", {"front_matter_aliases": 2})
    with pytest.raises(ReadError, match="deeper"):
        hexo.read(';;;\n"a": [[[[1]]]]\n;;;\n', "hexo", {"front_matter_depth": 3})


def test_text_over_a_rule_that_passes_a_limit_is_no_front_matter(hexo: Bench) -> None:
    long = "word: " + "x" * 300_000
    document = hexo.read(f"{long}\n\n---\nmore\n", "hexo")
    assert document.meta.front_matter is None
    document = hexo.read("title: " + "[" * 100 + "\n\n---\nmore\n", "hexo")
    assert document.meta.front_matter is None


def test_the_body_is_told_apart_or_named(hexo: Bench) -> None:
    head = "---\ntitle: x\n---\n"
    body = "<div>\n<p>one *two*</p>\n\n    <p>three</p>\n</div>\n"
    assert not any(isinstance(block, CodeBlock) for block in hexo.read(head + body, "hexo").blocks)
    as_markdown = hexo.read(head + "a *b*\n", "hexo", {"body": "markdown"})
    as_html = hexo.read(head + "a *b*\n", "hexo", {"body": "html"})
    assert plain_text(as_markdown.blocks) == "a b"
    assert plain_text(as_html.blocks) == "a *b*"


def test_notices_of_the_body_have_the_lines_of_the_file(hexo: Bench) -> None:
    hexo.read("\n---\ntitle: x\n---\n\n<p>a</p>\n<p><a href='javascript:x'>b</a></p>\n", "hexo", name="a.md")
    assert [(notice.code, notice.position.line) for notice in hexo.notices] == [("unsafe-url", 7)]


def test_a_part_of_a_larger_source_counts_from_its_place(hexo: Bench) -> None:
    source = Source("---\ntitle: a: b\n---\n", "x.md", first_line=11)
    meta = hexo.context().read(source, "hexo").meta
    assert meta.front_matter is not None
    assert meta.front_matter.entries[0].line == 12
    assert hexo.notices[0].position.line == 12


pieces = st.sampled_from(
    ["---\n", "title: ", "a: b\n", "- x\n", "\t", "\n", "[", "]", "{", "}", '"', "'", "&a ", "*a ", "#", "|\n", ": ", "é",
     "{% note %}", "{% endnote %}", "{{", "}}", "{#", "#}", "`", "<p>", "</p>", "<!--", "-->", "{% raw %}", "{% endraw %}",
     "{% btn http://x.y, z %}", "> ", "```\n", ";;;\n"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(pieces, max_size=40))
def test_any_text_is_read_or_refused(parts: list[str]) -> None:
    pipeline = bench(octavo_hexo, octavo_html, octavo_markdown)
    document = pipeline.read("".join(parts), "hexo")
    assert all("octavo" not in text for text in [plain_text(document.blocks)])


def test_line_ends_are_breaks_as_in_hexo_unless_told_otherwise(hexo: Bench) -> None:
    post = "---\ntitle: x\n---\none\ntwo\n"
    assert hexo.read(post, "hexo").blocks == (Paragraph(("one", LineBreak(), "two")),)
    assert hexo.read(post, "hexo", {"breaks": "no"}).blocks == (Paragraph(("one two",)),)
