"""Volumes: every document in one, in order, none empty, none above the limit."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo import Document, Meta, Timestamp, UsageError
from octavo.volumes import Rule, divide, parse_rule


def post(number: int, month: int = 0) -> Document:
    stamp = Timestamp("", datetime(2024, month, 1, tzinfo=UTC)) if month else None
    return Document(Meta(published=stamp), name=str(number))


def divided(documents: list[Document], rule: str) -> list[tuple[str, list[str]]]:
    volumes = divide(documents, parse_rule(rule), size_of=lambda one: int(one.name), section_of=lambda one: one.name[0])
    return [(volume.name, [document.name for document in volume.documents]) for volume in volumes]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("count:3", Rule("count", 3)),
        ("size:20MB", Rule("size", 20_000_000)),
        ("size:1.5k", Rule("size", 1500)),
        ("month", Rule("month")),
        (" section ", Rule("section")),
    ],
)
def test_rules(text: str, rule: Rule) -> None:
    assert parse_rule(text) == rule


@pytest.mark.parametrize("text", ["", "count", "count:0", "size:", "month:3", "pages:9", "count:-1"])
def test_what_is_no_rule(text: str) -> None:
    with pytest.raises(UsageError):
        parse_rule(text)


def test_by_count() -> None:
    assert divided([post(n) for n in range(5)], "count:2") == [("", ["0", "1"]), ("", ["2", "3"]), ("", ["4"])]


def test_by_size_one_that_is_too_large_stands_alone() -> None:
    assert divided([post(n) for n in (4, 5, 20, 1)], "size:10B") == [("", ["4", "5"]), ("", ["20"]), ("", ["1"])]


def test_by_month_and_year_in_their_order_and_the_undated_last() -> None:
    documents = [post(1), post(2, 6), post(3, 5), post(4, 6)]
    assert divided(documents, "month") == [("2024-05", ["3"]), ("2024-06", ["2", "4"]), ("", ["1"])]
    assert [name for name, _ in divided(documents, "year")] == ["2024", ""]


def test_by_section_in_the_order_of_the_documents() -> None:
    assert divided([post(20), post(1), post(21)], "section") == [("2", ["20", "21"]), ("1", ["1"])]


@given(st.lists(st.integers(0, 50)), st.sampled_from(["count:3", "size:60B", "month", "section"]))
def test_nothing_is_lost_and_nothing_empty(sizes: list[int], rule: Any) -> None:
    volumes = divided([post(size) for size in sizes], rule)
    assert all(names for _, names in volumes)
    assert sorted(name for _, names in volumes for name in names) == sorted(map(str, sizes))
