"""Passages that run the other way than their article, such as what is not translated yet in a half-translated one.

Left alone, an English paragraph in an Arabic article is set flush right, and its full stop stands at
its beginning. A passage gets a direction, and a language where its letters or words tell one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Literal

import msgspec

from octavo.model import (
    AnyNode,
    Attributes,
    BlockQuote,
    Blocks,
    BulletList,
    CodeBlock,
    Div,
    Heading,
    ListItem,
    OrderedList,
)
from octavo.script import direction
from octavo.walk import plain_text

Way = Literal["own", "other", "either"]

_FROM_RIGHT = r"\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_RIGHT = re.compile(rf"[{_FROM_RIGHT}]")
_LEFT = re.compile(
    r"[A-Za-z\u00c0-\u024f\u0370-\u052f\u0e00-\u0e7f\u1100-\u11ff\u3041-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)
_LEAST = 20
"""Fewer letters, such as a name in an item of a list, run as what stands around them."""
_TONGUES = (
    ("ur", re.compile("[\\u0679\\u0688\\u0691\\u06ba\\u06d2]")),
    ("fa", re.compile("[\\u067e\\u0686\\u0698\\u06af\\u06cc]")),
    ("ar", re.compile("[\\u0621-\\u064a]")),
    ("he", re.compile("[\\u05d0-\\u05ea]")),
    ("en", re.compile(r"\b(?:the|this|with|you)\b", re.IGNORECASE)),
)
"""What tells a language within its script, the narrowest first; *is*, *of*, *for* and *to* are words of Dutch, Danish or Polish too."""


def mark_passages(blocks: Blocks, language: str) -> Blocks:
    """Return ``blocks``, in ``language``, with each run of them that plainly runs the other way in a Div that says so."""
    base = direction(language)
    text = plain_text(blocks)
    if base == "ltr" and (text.isascii() or not _RIGHT.search(text)):  # most articles
        return blocks
    if base == "rtl" and len(_LEFT.findall(text)) < _LEAST:
        return blocks
    return _marked(blocks, base)


def _marked(blocks: Blocks, base: str) -> Blocks:
    marked: list[Any] = []
    run: list[Any] = []
    for block, way in zip(blocks, _ways(blocks, base), strict=True):
        if way == "other":
            run.append(block)
            continue
        marked += [*_passage(run, base), _marked_within(block, base)]
        run = []
    return (*marked, *_passage(run, base))


def _passage(run: Sequence[AnyNode], base: str) -> list[Any]:
    if not run:
        return []
    text = plain_text(run)
    language = next((name for name, sign in _TONGUES if sign.search(text)), "")
    return [Div(tuple(run), Attributes(language=language, direction="ltr" if base == "rtl" else "rtl"))]  # type: ignore[arg-type]  # they are blocks


def _marked_within(block: Any, base: str) -> Any:
    match block:
        case Div(attributes=attributes) if attributes.direction or attributes.language:
            return block
        case Div(children=children) | BlockQuote(children=children) | ListItem(children=children):
            return msgspec.structs.replace(block, children=_marked(children, base))
        case BulletList(items=items) | OrderedList(items=items):
            return msgspec.structs.replace(block, items=tuple(_marked_within(item, base) for item in items))
        case _:
            return block


def _ways(blocks: Blocks, base: str) -> list[Way]:
    """Return how each of ``blocks`` runs; a heading that may run either way does as what follows it, all else as what is before it."""
    ways = [_way(block, base) for block in blocks]
    for place in reversed(range(len(ways))):
        if ways[place] == "either" and isinstance(blocks[place], Heading) and place + 1 < len(ways):
            ways[place] = ways[place + 1]
    before: Way = "own"
    for place, way in enumerate(ways):
        ways[place] = before = before if way == "either" else way
    return ways


def _way(block: AnyNode, base: str) -> Way:
    if isinstance(block, CodeBlock):
        return "either"
    if isinstance(block, Div) and (block.attributes.direction or block.attributes.language):
        return "own"  # its author has said it
    text = plain_text(block)
    right, left = len(_RIGHT.findall(text)), len(_LEFT.findall(text))
    own, other = (right, left) if base == "rtl" else (left, right)
    if other < _LEAST or own * 10 > other:
        return "own" if own else "either"
    return "other"
