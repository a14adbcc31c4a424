"""JSON front matter: an object, mostly without its outer braces, between ``;;;`` lines."""

from __future__ import annotations

import json
import re
from typing import Any

from octavo_hexo.loader import LimitPassed, Limits, Pair

_SPACE = re.compile(r"[\s,]*")
_BRACKET = re.compile(r"[\[\]{}]")
_COLON = re.compile(r"\s*:\s*")


def json_pairs(text: str, limits: Limits) -> list[Pair] | None:
    """Return the entries of the JSON object ``text`` in order, or None if it is none.

    The braces around it may be missing, as Hexo wants it; a comma after the last entry does no harm. Raises LimitPassed for what nests too deep.
    """
    if _depth(text) > limits.depth:
        raise LimitPassed(f"collections nest deeper than {limits.depth}", "front_matter_depth")
    bare = text.strip()
    if bare.startswith("{") and bare.endswith("}"):
        text = text.replace("{", " ", 1)
        text = text[: text.rindex("}")]
    try:
        return _pairs(text)
    except (ValueError, RecursionError):
        return None


def _depth(text: str) -> int:
    """How deep brackets nest, those in strings among them."""
    depth = deepest = 0
    for bracket in _BRACKET.findall(text):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _pairs(text: str) -> list[Pair]:
    decoder = json.JSONDecoder(parse_constant=_refuse)
    pairs: list[Pair] = []
    position, line = _skip(_SPACE, text, 0), 1
    line += text.count("\n", 0, position)
    while position < len(text):
        start = position
        key, position = decoder.raw_decode(text, position)
        if not isinstance(key, str):
            raise ValueError("a key is no string")
        position = _skip(_COLON, text, position)
        value, position = decoder.raw_decode(text, position)
        pairs.append(Pair(key, value, line))
        position = _skip(_SPACE, text, position)
        line += text.count("\n", start, position)
    return pairs


def _skip(pattern: re.Pattern[str], text: str, position: int) -> int:
    match = pattern.match(text, position)
    if match is None:
        raise ValueError("a colon is missing")
    return match.end()


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON")
