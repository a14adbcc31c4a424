"""Too many documents for one book: how they are divided into volumes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Literal

import msgspec

from octavo.errors import UsageError
from octavo.model import Document
from octavo.selection import instant_of

Measure = Literal["count", "size", "month", "year", "section"]

_RULE = re.compile(r"(count|size|month|year|section)(?::(\d+(?:\.\d+)?)\s*(k|M|G)?B?)?")
_UNITS = {None: 1, "k": 1_000, "M": 1_000_000, "G": 1_000_000_000}
_HINT = "write count:100, size:20MB, month, year or section"


class Rule(msgspec.Struct, frozen=True):
    """How to divide: by ``measure``, with at most ``limit`` documents or bytes in a volume."""

    measure: Measure
    limit: int = 0


class Volume(msgspec.Struct, frozen=True):
    """Some of the documents, in their order. ``name`` is what they have in common ("": only their place)."""

    name: str
    documents: tuple[Document, ...]


def parse_rule(text: str) -> Rule:
    """Return the rule that ``text`` is ("count:100", "size:20MB", "month", "year", "section"); raises UsageError."""
    match = _RULE.fullmatch(text.strip())
    if match is None or (match[1] in ("count", "size")) is not bool(match[2]):
        raise UsageError(f"{text!r} is no way to split", _HINT)
    limit = int(float(match[2] or 0) * _UNITS[match[3]])
    if match[2] and limit < 1:
        raise UsageError(f"{text!r} leaves no room for an article", _HINT)
    return Rule(match[1], limit)  # type: ignore[arg-type]  # the expression knows no other measures


def divide(
    documents: Sequence[Document],
    rule: Rule,
    *,
    size_of: Callable[[Document], int],
    section_of: Callable[[Document], str],
) -> tuple[Volume, ...]:
    """Return ``documents`` in volumes, in their order and each in one; none is empty.

    By count and size a volume is filled up to the limit (one document may be larger), by month,
    year and section each has its own; months and years are in their order, whatever the
    documents'. ``size_of`` says how many bytes a document makes, ``section_of`` its section's title.
    """
    match rule.measure:
        case "count":
            return _filled(documents, rule.limit, lambda _: 1)
        case "size":
            return _filled(documents, rule.limit, size_of)
        case "section":
            return _named(documents, section_of)
        case measure:
            pattern = "%Y-%m" if measure == "month" else "%Y"
            return tuple(sorted(_named(documents, lambda one: _date(one, pattern)), key=_undated_last))


def _undated_last(volume: Volume) -> tuple[bool, str]:
    return not volume.name, volume.name


def _filled(documents: Sequence[Document], limit: int, size_of: Callable[[Document], int]) -> tuple[Volume, ...]:
    volumes: list[list[Document]] = []
    filled = limit
    for document in documents:
        size = size_of(document)
        if not volumes or filled + size > limit:
            volumes.append([])
            filled = 0
        volumes[-1].append(document)
        filled += size
    return tuple(Volume("", tuple(volume)) for volume in volumes)


def _named(documents: Sequence[Document], name_of: Callable[[Document], str]) -> tuple[Volume, ...]:
    named: dict[str, list[Document]] = {}
    for document in documents:
        named.setdefault(name_of(document), []).append(document)
    return tuple(Volume(name, tuple(volume)) for name, volume in named.items())


def _date(document: Document, pattern: str) -> str:
    instant = instant_of(document)
    return instant.strftime(pattern) if instant else ""
