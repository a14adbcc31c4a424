"""Selections: which documents a digest takes, and in which order."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from octavo import Author, Document, Meta, Timestamp, UsageError
from octavo.model import FrontMatter, FrontMatterEntry
from octavo.query import parse_query
from octavo.selection import Selection, Sort, matches, parse_since, parse_until, select

NOW = datetime(2022, 3, 31, 15, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
DAY = "%Y-%m-%d %H:%M"


def post(name: str, day: int | None = None, **meta: object) -> Document:
    published = Timestamp("x", datetime(2022, 4, day, tzinfo=UTC)) if day else None
    return Document(name=name, meta=Meta(published=published, **meta))  # type: ignore[arg-type]  # any of its fields


POSTS = (
    post("a", 2, title="Banana"),
    post("b", title="cherry"),
    post("c", 3, title="apple"),
    post("d", 3, title="Ａpple"),
)


@pytest.mark.parametrize(("order", "names"), [("-date", "cdab"), ("date", "acdb"), ("title", "cdab"), ("name", "abcd")])
def test_orders(order: Sort, names: str) -> None:
    assert "".join(document.name for document in select(reversed(POSTS), Selection(sort=order))) == names


def test_a_date_without_a_zone_is_compared_as_one_in_utc() -> None:
    naive = Document(name="n", meta=Meta(published=Timestamp("x", datetime(2022, 4, 2, 12))))  # the fault
    assert "".join(document.name for document in select((naive, *POSTS), Selection(sort="date"))) == "ancdb"
    assert matches(naive, Selection(since=datetime(2022, 4, 2, 12, tzinfo=UTC)))


def weighed(name: str, *values: object) -> Document:
    entries = tuple(FrontMatterEntry("weight", value) for value in values)
    return post(name, front_matter=FrontMatter("", entries))


def test_an_order_by_the_front_matter_has_numbers_then_words_then_the_rest() -> None:
    posts = [post("z"), weighed("e"), weighed("d", "Late"), weighed("c", 1, 10), weighed("b", 9.5), weighed("a", None)]
    assert [document.name for document in select(posts, Selection(sort="key:weight"))] == list("bcdaez")


def test_the_given_order() -> None:
    assert "".join(document.name for document in select(reversed(POSTS), Selection(sort="given"))) == "dcba"


def test_a_query_is_one_more_thing_to_pass() -> None:
    assert [one.name for one in select(POSTS, Selection(query=parse_query("cherry OR title:banana")))] == ["a", "b"]


def test_the_maximum_keeps_the_newest_in_any_order() -> None:
    chosen = select(POSTS, Selection(maximum=3, sort="date"))
    assert [document.name for document in chosen] == ["a", "c", "d"]


def test_since_and_until_leave_out_what_has_no_date() -> None:
    moments = Selection(since=datetime(2022, 4, 3, tzinfo=UTC), until=datetime(2022, 4, 4, tzinfo=UTC))
    assert [document.name for document in select(POSTS, moments)] == ["c", "d"]
    assert not matches(post("x", 4), moments)


@pytest.mark.parametrize(
    ("selection", "taken"),
    [
        (Selection(categories=("news",)), True),
        (Selection(categories=("world",)), True),
        (Selection(categories=("News/World",)), True),
        (Selection(categories=("News/Wor",)), False),
        (Selection(categories=("World/News",)), False),
        (Selection(categories=("sport", "NEWS"), tags=("Ｆｅ",)), True),
        (Selection(categories=("news",), tags=("zinc",)), False),
        (Selection(without_categories=("world",)), False),
        (Selection(without_tags=("zinc",)), True),
        (Selection(authors=("ann",)), True),
        (Selection(without_authors=("ANN",)), False),
        (Selection(languages=("zh",)), True),
        (Selection(languages=("zh_TW",)), True),
        (Selection(languages=("z", "zh-CN")), False),
        (Selection(without_languages=("zh",)), False),
        (Selection(drafts=False), False),
    ],
)
def test_what_is_taken(selection: Selection, taken: bool) -> None:
    document = post(
        "x", 1, categories=(("News", "World"),), tags=("fe",), authors=(Author("Ann"),), language="zh-TW", draft=True
    )
    assert matches(document, selection) is taken


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("2022-04-28", "2022-04-28 00:00", "2022-04-29 00:00"),
        ("2022-4", "2022-04-01 00:00", "2022-05-01 00:00"),
        ("2022-12", "2022-12-01 00:00", "2023-01-01 00:00"),
        ("2020", "2020-01-01 00:00", "2021-01-01 00:00"),
        ("today", "2022-03-31 00:00", "2022-04-01 00:00"),
        ("yesterday", "2022-03-30 00:00", "2022-03-31 00:00"),
        ("this-week", "2022-03-28 00:00", "2022-04-04 00:00"),
        ("last-week", "2022-03-21 00:00", "2022-03-28 00:00"),
        ("last-month", "2022-02-01 00:00", "2022-03-01 00:00"),
        ("Last-Year", "2021-01-01 00:00", "2022-01-01 00:00"),
        ("12h", "2022-03-31 03:30", "2022-03-31 03:30"),
        ("7d", "2022-03-24 00:00", "2022-03-24 00:00"),
        ("2w", "2022-03-17 00:00", "2022-03-17 00:00"),
        ("1m", "2022-02-28 00:00", "2022-02-28 00:00"),
        ("2y", "2020-03-31 00:00", "2020-03-31 00:00"),
        ("2022-04-28T13:00", "2022-04-28 13:00", "2022-04-28 13:00"),
    ],
)
def test_moments(text: str, since: str, until: str) -> None:
    assert parse_since(text, NOW).strftime(DAY) == since
    assert parse_until(text, NOW).strftime(DAY) == until
    assert parse_since(text, NOW).tzinfo == NOW.tzinfo


def test_a_moment_with_a_zone_keeps_it() -> None:
    assert parse_since("2022-04-28T13:00+02:00", NOW) == datetime(2022, 4, 28, 11, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "soon", "2022-13", "2022-02-30", "99999y", "28/04/2022", "last-decade"])
def test_what_is_no_date_says_what_is(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_since(text, NOW)
    assert "7d" in caught.value.hint
