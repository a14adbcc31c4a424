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
_FENCE = re.compile(r'"""|\'\'\'')


def lines_of(text: str) -> Mapping[Path, int]:
    """Return the lines, from 1, of the keys and tables in ``text``, valid TOML; keys of inline tables are not told."""
    found: dict[Path, int] = {}
    for path, line in _keys(text):
        found.setdefault(path, line)
    return found


def _keys(text: str) -> Iterator[tuple[Path, int]]:
    table: Path = ()
    counts: dict[Path, int] = {}
    within_text = False
    for number, line in enumerate(text.split("\n"), 1):
        if not within_text:
            if header := _HEADER.fullmatch(line.rstrip("\r")):
                table = _parts(header[2])
                if header[1] == "[[":
                    counts[table] = count = counts.get(table, -1) + 1
                    table = (*table, str(count))
                yield table, number
            elif key := _KEY.match(line):
                yield (*table, *_parts(key[1])), number
        within_text ^= len(_FENCE.findall(line)) % 2 == 1


def _parts(dotted: str) -> Path:
    return tuple(name.strip("\"'") for name in re.findall(_NAME, dotted))
