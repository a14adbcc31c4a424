"""On which line of a TOML file a key stands, which the standard library's parser does not say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

Path = tuple[str, ...]
"""The keys that lead to a value; in an array of tables the number of the table, from 0, is one."""

_NAME = r"""(?:"[^"\n]*"|'[^'\n]*'|[A-Za-z0-9_-]+)"""
_DOTTED = rf"{_NAME}(?:\s*\.\s*{_NAME})*"
_HEADER = re.compile(rf"\s*(\[\[?)\s*({_DOTTED})\s*\]\]?\s*(?:#.*)?")
_KEY = re.compile(rf"\s*({_DOTTED})\s*=")
_MARKS = re.compile(
    r"""
      (?P<text>"{3}(?:\\.|[^\\])*?"{3,5}|'{3}.*?'{3,5})
    | "(?:\\.|[^"\\])*" | '[^']*' | \#[^\n]*
    """,
    re.DOTALL | re.VERBOSE,
)
"""Texts and comments; those of many lines have three quotes around them, and may end in one or two of their own."""


def lines_of(text: str) -> Mapping[Path, int]:
    """Return the lines, from 1, of the keys and tables in ``text``, valid TOML; keys of inline tables are not told."""
    found: dict[Path, int] = {}
    for path, line in _keys(text):
        found.setdefault(path, line)
    return found


def _keys(text: str) -> Iterator[tuple[Path, int]]:
    table: Path = ()
    counts: dict[Path, int] = {}
    for number, line in enumerate(_MARKS.sub(_without_its_lines, text).split("\n"), 1):
        if header := _HEADER.fullmatch(line.rstrip("\r")):
            table = _parts(header[2])
            if header[1] == "[[":
                counts[table] = count = counts.get(table, -1) + 1
                table = (*table, str(count))
            yield table, number
        elif key := _KEY.match(line):
            yield (*table, *_parts(key[1])), number


def _without_its_lines(found: re.Match[str]) -> str:
    """Return what is ``found``, or of a text of many lines only that they are so many, since none of them is a key."""
    return "\n" * found[0].count("\n") if found["text"] else found[0]


def _parts(dotted: str) -> Path:
    return tuple(name.strip("\"'") for name in re.findall(_NAME, dotted))
