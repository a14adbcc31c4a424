"""YAML as nearly all metadata is written: an entry to a line, of texts, numbers and dates, or lists of those.

What is so simple means the same to every loader of YAML 1.1 and 1.2, and is read several times faster than one
reads it. All else is left to loaders.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import msgspec

_FORBIDDEN = r"\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff"
_FIRST = rf"[^{_FORBIDDEN} \-?:,\[\]{{}}#&*!|>'\"%@`]"
"""What a text without quotes may begin with."""
_ITEM = rf"{_FIRST}[^{_FORBIDDEN}:#?,\[\]{{}}'\"]*"
"""A text in brackets, with the spaces behind it."""
_LINE = re.compile(
    r"(?:(?P<key>[^\W\d][\w-]{0,99}):(?: +|\Z)|(?P<indent> *)- +)"
    rf"(?:(?P<plain>{_FIRST}(?:[^{_FORBIDDEN}:#]|:(?! |\Z)|(?<! )#)*)|\[ *(?P<flow>(?:{_ITEM}(?:, *{_ITEM})*)?)\]"
    rf"|'(?P<single>[^{_FORBIDDEN}']*)'|\"(?P<double>[^{_FORBIDDEN}\"\\]*)\")? *"
)

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
    indent: str | None = None  # that of the items of the last entry, "?" where the first may yet come
    for number, line in enumerate(text.split("\n"), start=1):
        match = _LINE.fullmatch(line)
        if match is None:
            if line.strip(" "):
                return None
        elif match["key"]:
            entries.append(Entry(match["key"], _value(match, scalar), number))
            indent = "?" if match.lastgroup == "key" else None
        elif match.lastgroup == "indent" or indent not in ("?", match["indent"]):
            return None
        else:
            if indent == "?":
                indent, entries[-1].value = match["indent"], []
            entries[-1].value.append(_value(match, scalar))
    return entries or None


def _value(match: re.Match[str], scalar: Scalar) -> object:
    """Return the value on the line ``match``."""
    match match.lastgroup:
        case "plain":
            return scalar(match["plain"].rstrip(" "))
        case "flow":
            return [scalar(item.strip(" ")) for item in match["flow"].split(",")] if match["flow"] else []
        case "single" | "double" as quotes:
            return match[quotes]
        case _:
            return scalar("")
