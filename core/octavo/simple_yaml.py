"""YAML as nearly all metadata is written: an entry to a line, of texts, numbers and dates, or lists of those.

What is so simple means the same to every loader of YAML 1.1 and 1.2, and is read several times faster than one
reads it. All else is left to loaders.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Any

import msgspec

_FORBIDDEN = r"\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff"
_FIRST = rf"[^{_FORBIDDEN} \-?:,\[\]{{}}#&*!|>'\"%@`]"
"""What a text without quotes may begin with."""
_ITEM = rf"{_FIRST}[^{_FORBIDDEN}:#?,\[\]{{}}'\"]*+"
"""A text in brackets, with the spaces behind it."""
_LINES = re.compile(
    r"^(?:([^\W\d][\w-]{0,99}):(?: ++|$)|( *+)- ++(?=[^ \n]))"  # a key, or what stands before an item's dash
    rf"(?:({_FIRST}(?:[^{_FORBIDDEN}:#]++|:(?! |$)|(?<! )#)*+)"  # a text without quotes, with the spaces behind it
    rf"|(\[ *+(?:{_ITEM}(?:, *+{_ITEM})*+)?\])"
    rf"|('[^{_FORBIDDEN}']*+'|\"[^{_FORBIDDEN}\"\\]*+\"))? *+$"
    r"|^ *+$|^(.+)$",  # a blank line, or one that is not simple
    re.MULTILINE,
)
"""Finds one match on each line."""
_LONGEST_REMEMBERED = 10_000

Scalar = Callable[[str], object]


class Entry(msgspec.Struct):
    """One entry of a mapping: its key as it is written, its value, the line (from 1) of its key."""

    key: str
    value: Any
    line: int


def simple_entries(text: str, scalar: Scalar = str) -> list[Entry] | None:
    """Return the entries of the YAML mapping ``text`` in order, repeated keys too; None if it is empty or not simple.

    ``scalar`` says what a text without quotes means; it is given "" for one that is left out.
    """
    entries: list[Entry] = []
    margin: str | None = None  # that of the items of the last entry, "?" where the first may yet come
    for number, (key, before, plain, flow, quoted, other) in enumerate(_matches(text), start=1):
        if key:
            entries.append(Entry(key, _value(plain, flow, quoted, scalar), number))
            margin = None if plain or flow or quoted else "?"
        elif plain or flow or quoted:
            if margin == "?":
                margin, entries[-1].value = before, []
            if before != margin:
                return None
            entries[-1].value.append(_value(plain, flow, quoted, scalar))
        elif other:
            return None
    return entries or None


def _matches(text: str) -> list[tuple[str, ...]]:
    """Return what stands on each line of ``text``; long texts are not kept in memory."""
    return _remembered(text) if len(text) <= _LONGEST_REMEMBERED else _LINES.findall(text)


@functools.lru_cache(maxsize=2)  # who reads metadata and who writes them ask for those of one post, in turn
def _remembered(text: str) -> list[tuple[str, ...]]:
    return _LINES.findall(text)


def _value(plain: str, flow: str, quoted: str, scalar: Scalar) -> object:
    """Return the value on a line, which is in one of the three forms, or in none."""
    if flow:
        return [scalar(item.strip(" ")) for item in flow[1:-1].split(",")] if flow[1:-1].strip(" ") else []
    return quoted[1:-1] if quoted else scalar(plain.rstrip(" "))
