"""Front matter that YAML refuses, read entry by entry.

Where Hexo throws and skips the post, only the entry that is wrong is repaired: an unquoted
``a: b``, ``[x] y``, ``@x`` or a pile of quotes is the string that its author saw. What is right
is read as YAML all the same.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from octavo_hexo.loader import Limits, Refused, YamlFailure, load, load_pairs
from octavo_hexo.loader import Pair as Pair
from octavo_hexo.splitting import KNOWN_KEYS

_KEY = re.compile(
    r"""(?P<key>"[^"\n]*"|'[^'\n]*'|[^\s#\-\[\]{},&*!|>%@`"':][^:\n]*+|-[^\s:][^:\n]*+)[ \t]*:(?=[ \t]|$)"""
)
_TIGHT_KEY = re.compile(r"(?P<key>" + "|".join(sorted(KNOWN_KEYS)) + r")[ \t]*[:：][ \t]*(?=\S)", re.IGNORECASE)
_ITEM = re.compile(r"[ \t]*-(?:[ \t]+|$)")
_COMMENT = re.compile(r"(?:^|[ \t])#.*$")
_QUOTES = "\"'"


class Repair(msgspec.Struct, frozen=True):
    """One entry that was not YAML: where it stands (lines and columns from 1), and what was wrong."""

    key: str
    message: str
    line: int
    column: int


class Salvage(msgspec.Struct, frozen=True):
    """What could be read of a broken block: its entries, the repairs, and lines that are no entry."""

    pairs: tuple[Pair, ...]
    repairs: tuple[Repair, ...]
    strays: tuple[int, ...]


class _Chunk(msgspec.Struct, frozen=True):
    """The lines of one entry; ``value_start`` is where its value begins in the first of them."""

    key: str
    line: int
    value_start: int
    lines: list[str]


def salvage(text: str, limits: Limits) -> Salvage:
    """Return the entries of the broken YAML block ``text``, repaired where needed."""
    chunks, strays = _chunks(text.split("\n"))
    pairs: list[Pair] = []
    repairs: list[Repair] = []
    for chunk in chunks:
        pair, repair = _read(chunk, limits)
        pairs.append(pair)
        if repair:
            repairs.append(repair)
    return Salvage(tuple(pairs), tuple(repairs), tuple(strays))


def _chunks(lines: list[str]) -> tuple[list[_Chunk], list[int]]:
    chunks: list[_Chunk] = []
    strays: list[int] = []
    for number, line in enumerate(lines, start=1):
        key = _KEY.match(line) or _TIGHT_KEY.match(line)
        if key:
            chunks.append(_Chunk(key.group("key").rstrip(" \t").strip(_QUOTES), number, key.end(), [line]))
        elif not line.strip() or line.startswith("#"):
            continue
        elif chunks and (line[0] in " \t" or _ITEM.match(line) or line[0] in "]}"):
            chunks[-1].lines.append(line)
        else:
            strays.append(number)
    return chunks, strays


def _read(chunk: _Chunk, limits: Limits) -> tuple[Pair, Repair | None]:
    try:
        pairs = load_pairs("\n".join(chunk.lines), limits)
    except Refused:
        raise
    except YamlFailure as failure:
        value = _repaired(chunk, limits)
        place = chunk.line + failure.line - 1
        return Pair(chunk.key, value, chunk.line), Repair(chunk.key, failure.message, place, failure.column)
    if pairs is not None and len(pairs) == 1:
        return msgspec.structs.replace(pairs[0], line=chunk.line), None
    value = _repaired(chunk, limits)
    return Pair(chunk.key, value, chunk.line), Repair(chunk.key, "no mapping", chunk.line, 1)


def _repaired(chunk: _Chunk, limits: Limits) -> Any:
    first = chunk.lines[0][chunk.value_start :].strip()
    rest = chunk.lines[1:]
    if not first and rest and all(_ITEM.match(line) for line in rest):
        return [_value(_ITEM.sub("", line, count=1), limits) for line in rest]
    return _value(" ".join([first, *(line.strip() for line in rest)]), limits)


def _value(text: str, limits: Limits) -> Any:
    """A value on one line: as YAML if it is a scalar or a list, else the text without its quotes."""
    text = text.strip()
    try:
        value = load(text, limits)
    except Refused:
        raise
    except YamlFailure:
        return _unquoted(text)
    return _unquoted(text) if isinstance(value, dict) else value


def _unquoted(text: str) -> str:
    """``text`` without a pair, or a pile, of quotes around it: ``\"\"\"'x'\"\"\"`` is ``x``."""
    if text[:1] not in _QUOTES or not text:
        return _COMMENT.sub("", text).strip() if not text.startswith("#") else text
    depth = 0
    while 2 * depth + 1 < len(text) and text[depth] in _QUOTES and text[-1 - depth] == text[depth]:
        depth += 1
    text = text[depth : len(text) - depth]
    return text.strip(_QUOTES) if text[:1] in _QUOTES and text[:1] * 2 == text[:2] else text
