"""Many Documents to one Publication, and back: links kept, ids unique, nothing lost."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo import (
    Author,
    Document,
    Meta,
    Notice,
    Part,
    Publication,
    Resource,
    Timestamp,
    flatten,
    gather,
    plain_text,
    split,
    walk,
)
from octavo.model import Attributes, Block, Div, Heading, Image, Link, Paragraph, Span
from octavo.publication import UNGROUPED, GroupBy, articles_of, gather_sections, make_id


def article(name: str, *blocks: Block, **fields: Any) -> Document:
    return Document(Meta(title=name.title(), **fields), blocks, name=f"{name}.md")


def link(url: str) -> Paragraph:
    return Paragraph((Link(("there",), url),))


def urls(tree: object) -> list[str]:
    return [node.url for node in walk(tree) if isinstance(node, Link)]  # type: ignore[arg-type]  # a part of a tree


def only_link(publication: Publication) -> str:
    first = next(articles_of(publication)).document
    assert first
    return urls(first.blocks)[0]


@pytest.mark.parametrize(
    "url",
    [
        "two.md",
        "./two.html",
        "../posts/two",
        "two.md?from=feed",
        "/posts/two.md",
        "https://example.org/2/",
        "http://example.org/2",
    ],
)
def test_a_link_to_another_article_becomes_internal(url: str) -> None:
    one = article("posts/one", link(url))
    two = article("posts/two", source_url="https://example.org/2")
    publication = gather([one, two])
    assert only_link(publication) == f"part:{publication.parts[1].id}"


def test_the_fragment_of_an_internal_link_stays() -> None:
    publication = gather([article("one", link("two.md#here")), article("two")])
    assert only_link(publication) == f"part:{publication.parts[1].id}#here"


def test_percent_encoded_links_find_their_article() -> None:
    publication = gather([article("one", link("%E6%98%A5.md")), article("春")])
    assert only_link(publication) == f"part:{publication.parts[1].id}"


@pytest.mark.parametrize(
    "url", ["three.md", "#here", "https://example.org/3", "mailto:a@example.org", "http://[", "", "?q=1", "//two.md"]
)
def test_other_links_stay_as_they_are(url: str) -> None:
    assert only_link(gather([article("one", link(url)), article("two")])) == url


def test_ids_stay_when_articles_are_added() -> None:
    before = gather([article("b"), article("d")])
    after = gather([article(name) for name in "abcde"])
    assert {part.id for part in before.parts} < {part.id for part in after.parts}


def test_equal_names_get_different_ids() -> None:
    ids = [part.id for part in gather([article("a"), article("a"), article("a")]).parts]
    assert len(set(ids)) == 3


@given(st.text(), st.text())
def test_ids_are_xml_names_in_ascii(name: str, identity: str) -> None:
    identifier = make_id(name, identity)
    assert identifier.isascii()
    assert identifier[0].isalpha()
    assert set(identifier) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert identifier == make_id(name, identity)


MAY = Timestamp("May", datetime(2024, 5, 3, tzinfo=UTC))


def shape(parts: tuple[Part, ...]) -> list[Any]:
    return [part.title if part.document else (part.title, shape(part.parts)) for part in parts]


def test_categories_below_each_other_are_sections_in_sections() -> None:
    bread = article("bread", categories=(("Food", "Baking", "Yeast"),))
    soup = article("soup", categories=(("Food",),))
    cake = article("cake", categories=(("Food", "Baking"),))
    rain = article("rain", categories=(("Baking",),))
    publication = gather([bread, soup, cake, rain, article("none")], group_by="category")
    assert shape(publication.parts) == [
        ("Food", ["Soup", ("Baking", ["Cake", ("Yeast", ["Bread"])])]),
        ("Baking", ["Rain"]),
        (UNGROUPED, ["None"]),
    ]
    ids = [part.id for part in (publication.parts[0].parts[1], publication.parts[1])]
    assert ids[0] != ids[1]


def test_the_folder_is_the_source_where_there_is_no_address() -> None:
    publication = gather([article("source/_posts/daily/one"), article("two")], group_by="source")
    assert [part.title for part in publication.parts] == ["daily", UNGROUPED]


def test_sections_that_are_given() -> None:
    one, two, three = article("one", link("two.md")), article("two"), article("three")
    publication = gather_sections([("News", [two]), ("", [three]), ("News", [one])], Meta(title="Week"))
    assert shape(publication.parts) == ["Three", ("News", ["Two", "One"])]
    assert publication.meta.title == "Week"
    last = publication.parts[1].parts[1].document
    assert last is not None
    assert urls(last.blocks) == [f"part:{publication.parts[1].parts[0].id}"]


@pytest.mark.parametrize(
    ("group_by", "fields", "title"),
    [
        ("category", {"categories": (("Food",), ("Life",))}, "Food"),
        ("source", {"source_url": "https://www.food.example/2"}, "food.example"),
        ("tag", {"tags": ("a", "b")}, "a"),
        ("author", {"authors": (Author("Nell"),)}, "Nell"),
        ("month", {"published": MAY}, "2024-05"),
    ],
)
def test_sections_by_what_the_articles_have_and_the_rest_last(
    group_by: GroupBy, fields: dict[str, Any], title: str
) -> None:
    publication = gather([article("one"), article("two", **fields), article("three")], group_by=group_by)
    assert [(part.title, [inner.title for inner in part.parts]) for part in publication.parts] == [
        (title, ["Two"]),
        (UNGROUPED, ["One", "Three"]),
    ]


def test_a_date_that_was_not_understood_is_no_month() -> None:
    publication = gather([article("one", published=Timestamp("soon"))], group_by="month")
    assert publication.parts[0].title == UNGROUPED


def test_flatten_makes_ids_links_headings_and_files_unique() -> None:
    blocks = (
        Heading(1, ("Top",), "top"),
        Paragraph((Link(("down",), "#anchor"), Image("a.png"), Span((), Attributes(id="anchor")))),
        Div((link("https://example.org/"),), Attributes(id="box")),
    )
    picture = (Resource("a.png", data=b"1"),)
    first = Document(Meta(title="One"), (*blocks, link("two.md#top")), picture, name="one.md")
    second = Document(Meta(title="Two"), blocks, (*picture, Resource("https://example.org/b.png")), name="two.md")
    publication = gather([first, second], Meta(title="Both"))
    one, two = (part.id for part in publication.parts)

    flat = flatten(publication)

    assert flat.meta.title == "Both"
    assert [(node.level, node.id) for node in walk(flat.blocks) if isinstance(node, Heading)] == [
        (1, one),
        (2, f"{one}-top"),
        (1, two),
        (2, f"{two}-top"),
    ]
    assert urls(flat.blocks) == [
        f"#{one}-anchor",
        "https://example.org/",
        f"#{two}-top",
        f"#{two}-anchor",
        "https://example.org/",
    ]
    assert [node.url for node in walk(flat.blocks) if isinstance(node, Image)] == [f"{one}/a.png", f"{two}/a.png"]
    assert [resource.name for resource in flat.resources] == [
        f"{one}/a.png",
        f"{two}/a.png",
        "https://example.org/b.png",
    ]
    ids = [node.attributes.id for node in walk(flat.blocks) if isinstance(node, Div | Span)]
    assert ids == [f"{one}-anchor", f"{one}-box", f"{two}-anchor", f"{two}-box"]


def test_flatten_goes_down_the_sections_and_levels_end_at_six() -> None:
    inner = Part("x", "Deep", Document(blocks=(Heading(5, ("H",)),)))
    for depth in range(7):
        inner = Part(f"s{depth}", f"Section {depth}", parts=(inner,))
    levels = [node.level for node in walk(flatten(Publication(parts=(inner,))).blocks) if isinstance(node, Heading)]
    assert levels == [1, 2, 3, 4, 5, 6, 6, 6, 6]


def test_files_that_articles_share_are_had_once_and_notices_all() -> None:
    shared = Resource("https://example.org/a.png")
    documents = [Document(resources=(shared,), notices=(Notice("a", name),), name=name) for name in ("1", "2")]
    flat = flatten(gather(documents))
    assert flat.resources == (shared,)
    assert [notice.message for notice in flat.notices] == ["1", "2"]


def test_one_document_is_its_own_publication() -> None:
    document = article("one", Paragraph(("text",)))
    assert flatten(split(document)) is document
    assert split(document).meta.title == "One"


@given(st.lists(st.lists(st.text("ab 字", min_size=1, max_size=8), max_size=3), min_size=2, max_size=4))
def test_flatten_loses_no_words(texts: list[list[str]]) -> None:
    documents = [
        article(str(number), *(Paragraph((text,)) for text in paragraphs)) for number, paragraphs in enumerate(texts)
    ]
    flat = plain_text(flatten(gather(documents)).blocks)
    assert all(text.strip("\n") in flat for paragraphs in texts for text in paragraphs)
