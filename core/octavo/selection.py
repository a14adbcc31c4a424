"""Which documents go into a digest, and in which order. Pure: the present is an argument."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, Literal

from octavo.errors import UsageError
from octavo.model import Document
from octavo.query import Query, fold

Sort = Literal["-date", "date", "title", "name", "given"]
KEY = "key:"
"""How an order begins that is by an entry of the front matter: ``key:weight``."""

_AGO = re.compile(r"(\d{1,5})\s*([hdwmy])", re.IGNORECASE)
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_NAMED = re.compile(r"(this|last)-(day|week|month|year)")
_HINT = "write 2022-04-28, 2022-04, 2022, 7d, 2w, 3m, 1y, today, yesterday, last-week, last-month or last-year"


@dataclass(frozen=True)
class Selection:
    """What to take: a document must pass every line that is not empty.

    ``since`` and ``until`` are moments (``until`` itself is out); a document without a date passes
    only where neither is given. Categories, tags and authors are compared without case; a
    category is one name anywhere on a path, or a path from the top ("News/World"). A language
    "zh" takes "zh-CN" too. A ``query`` must hold. ``maximum`` keeps that many of the newest, whatever the order.
    """

    since: datetime | None = None
    until: datetime | None = None
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    without_categories: tuple[str, ...] = ()
    without_tags: tuple[str, ...] = ()
    without_authors: tuple[str, ...] = ()
    without_languages: tuple[str, ...] = ()
    drafts: bool = True
    query: Query | None = None
    maximum: int | None = None
    sort: Sort | str = "-date"


def matches(document: Document, selection: Selection) -> bool:
    """Return whether ``document`` is one of those that ``selection`` takes (but for its ``maximum``)."""
    if document.meta.draft and not selection.drafts:
        return False
    if not _is_dated_within(document, selection):
        return False
    included = (
        (selection.categories, _in_category),
        (selection.tags, _has_tag),
        (selection.authors, _is_by),
        (selection.languages, _is_in_language),
    )
    excluded = (
        (selection.without_categories, _in_category),
        (selection.without_tags, _has_tag),
        (selection.without_authors, _is_by),
        (selection.without_languages, _is_in_language),
    )
    return (
        all(not names or _any(test, document, names) for names, test in included)
        and not any(_any(test, document, names) for names, test in excluded)
        and (selection.query is None or selection.query.holds(document))
    )


def select(documents: Iterable[Document], selection: Selection) -> list[Document]:
    """Return those of ``documents`` that ``selection`` takes, in its order.

    What it doesn't take is dropped as it comes, so that ``documents`` may be a long stream.
    """
    taken = [document for document in documents if matches(document, selection)]
    newest = taken if selection.maximum is None else arrange(taken, "-date")[: selection.maximum]
    return arrange(newest, selection.sort)


def arrange(documents: Iterable[Document], order: Sort | str) -> list[Document]:
    """Return ``documents`` in ``order``; those without a date last, equals by name.

    Titles are compared by code point without case or width, so that an order never depends on
    the machine. "key:NAME" is the order of that entry of the front matter: numbers, then words,
    then those without it. "given" is the order in which they come.
    """
    if order == "given":
        return list(documents)
    by_name = sorted(documents, key=lambda document: document.name)
    if order.startswith(KEY):
        return sorted(by_name, key=lambda document: _rank(document, order.removeprefix(KEY)))
    match order:
        case "name":
            return by_name
        case "title":
            return sorted(by_name, key=lambda document: fold(document.meta.title))
        case "date":
            return sorted(by_name, key=lambda document: (instant_of(document) is None, _timestamp(document)))
        case _:
            return sorted(by_name, key=lambda document: (instant_of(document) is None, -_timestamp(document)))


def instant_of(document: Document) -> datetime | None:
    """Return when ``document`` was published, or None where that is not known.

    Readers' dates have a zone; one without, which only a program can give, is taken to be in UTC.
    """
    instant = document.meta.published.instant if document.meta.published else None
    return instant.replace(tzinfo=UTC) if instant and instant.utcoffset() is None else instant


def _rank(document: Document, key: str) -> tuple[int, float, str]:
    front_matter = document.meta.front_matter
    values = [entry.value for entry in front_matter.entries if entry.key == key] if front_matter else []
    match values[-1] if values else None:
        case None:
            return (2, 0.0, "")
        case bool() | int() | float() as number:
            return (0, float(number), "")
        case value:
            return (1, 0.0, fold(str(value)))


def _timestamp(document: Document) -> float:
    instant = instant_of(document)
    return (instant - datetime(1, 1, 1, tzinfo=UTC)).total_seconds() if instant else 0.0


def _is_dated_within(document: Document, selection: Selection) -> bool:
    if selection.since is None and selection.until is None:
        return True
    instant = instant_of(document)
    if instant is None:
        return False
    return (selection.since is None or instant >= selection.since) and (
        selection.until is None or instant < selection.until
    )


# Tests of one name each


def _any(test: Callable[[Document, str], bool], document: Document, names: Sequence[str]) -> bool:
    return any(test(document, name) for name in names)


def _in_category(document: Document, name: str) -> bool:
    wanted = fold(name)
    for path in document.meta.categories:
        parts = [fold(part) for part in path]
        if wanted in parts or ("/".join(parts) + "/").startswith(wanted.rstrip("/") + "/"):
            return True
    return False


def _has_tag(document: Document, name: str) -> bool:
    return fold(name) in {fold(tag) for tag in document.meta.tags}


def _is_by(document: Document, name: str) -> bool:
    return fold(name) in {fold(author.name) for author in document.meta.authors}


def _is_in_language(document: Document, name: str) -> bool:
    language, wanted = document.meta.language.lower(), name.lower().replace("_", "-")
    return language == wanted or language.startswith(wanted + "-")


# Moments


def parse_since(text: str, now: datetime) -> datetime:
    """Return the moment at which what ``text`` names begins, in the zone of ``now``.

    A day, month or year (2022-04-28, 2022-04, 2022), a moment (2022-04-28T13:00), some time ago
    (12h, 7d, 2w, 3m, 1y), today, yesterday, this-month, last-week, last-month and the like.
    Weeks begin on Monday. Raises UsageError for anything else.
    """
    return _period(text, now)[0]


def parse_until(text: str, now: datetime) -> datetime:
    """Return the moment at which what ``text`` names has ended: ``until`` 2022-04 takes all of April."""
    return _period(text, now)[1]


def _period(text: str, now: datetime) -> tuple[datetime, datetime]:
    bare = text.strip().lower()
    try:
        if match := _AGO.fullmatch(bare):
            moment = _ago(int(match[1]), match[2], now)
            return moment, moment
        if match := _NAMED.fullmatch(_SYNONYMS.get(bare, bare)):
            return _named(match[1] == "last", match[2], now)
        if match := _DAY.fullmatch(bare):
            return _calendar(*(int(number) if number else None for number in match.groups()), zone=now.tzinfo)
        moment = datetime.fromisoformat(text.strip())
    except (ValueError, OverflowError) as error:
        raise UsageError(f"{text!r} is no date", _HINT) from error
    moment = moment if moment.tzinfo else moment.replace(tzinfo=now.tzinfo)
    return moment, moment


_SYNONYMS = {"today": "this-day", "yesterday": "last-day"}
_DAYS = {"d": 1, "w": 7}
_MONTHS = {"m": 1, "y": 12}


def _ago(number: int, unit: str, now: datetime) -> datetime:
    if unit == "h":
        return now - timedelta(hours=number)
    if unit in _DAYS:
        return _midnight(now.date() - timedelta(days=number * _DAYS[unit]), now.tzinfo)
    return _midnight(_months_later(now.date(), -number * _MONTHS[unit]), now.tzinfo)


def _named(last: bool, unit: str, now: datetime) -> tuple[datetime, datetime]:  # noqa: FBT001  # this or last
    today = now.date()
    match unit:
        case "day":
            start, end = today, today + timedelta(days=1)
            previous = today - timedelta(days=1)
        case "week":
            start = today - timedelta(days=today.weekday())
            previous, end = start - timedelta(days=7), start + timedelta(days=7)
        case "month":
            start = today.replace(day=1)
            previous, end = _months_later(start, -1), _months_later(start, 1)
        case _:
            start = today.replace(month=1, day=1)
            previous, end = _months_later(start, -12), _months_later(start, 12)
    first, after = (previous, start) if last else (start, end)
    return _midnight(first, now.tzinfo), _midnight(after, now.tzinfo)


def _calendar(*numbers: int | None, zone: tzinfo | None) -> tuple[datetime, datetime]:
    year, month, day = numbers
    start = date(year or 1, month or 1, day or 1)
    after = start + timedelta(days=1) if day else _months_later(start, 1 if month else 12)
    return _midnight(start, zone), _midnight(after, zone)


def _months_later(day: date, months: int) -> date:
    """Return ``day`` that many months later, in a shorter month its last day."""
    index = day.year * 12 + day.month - 1 + months
    first = date(index // 12, index % 12 + 1, 1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))


def _midnight(day: date, zone: tzinfo | None) -> datetime:
    return datetime.combine(day, time(), zone)


__all__: Sequence[Any] = [
    "Selection",
    "Sort",
    "arrange",
    "instant_of",
    "matches",
    "parse_since",
    "parse_until",
    "select",
]
