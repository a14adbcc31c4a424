"""How much XHTML a tree makes, told before it is written: from its texts, and from what tags take."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import msgspec

from octavo.model import (
    Blocks,
    Code,
    CodeBlock,
    Embed,
    Emphasis,
    Image,
    LineBreak,
    Link,
    ListItem,
    Math,
    MathBlock,
    Note,
    Paragraph,
    Row,
    SoftBreak,
    Strong,
)
from octavo.walk import CHILD_FIELDS

Measure = Callable[[str, str], int]
"""How many bytes of XHTML the text of some code takes, in a language."""

_TAGS = 36
"""What the tags of a node take at most, in bytes of XHTML, but for those below."""
_SHORT = {
    SoftBreak: 1,
    LineBreak: 6,
    Paragraph: 8,
    Emphasis: 10,
    ListItem: 10,
    Row: 10,
    Strong: 18,
}
"""What takes less."""

_HEAVIEST = 21
"""What :func:`weigh` says of a node is no more than so many times its length as MessagePack: that of an empty note, 432 to 21."""


@dataclass(frozen=True)
class Scale:
    """How much a piece may weigh, and how code is weighed."""

    limit: int
    measure: Measure | None = None

    def weigh(self, nodes: Iterable[Any]) -> int:
        """Return about how many bytes of XHTML ``nodes`` make."""
        return weigh(nodes, self.measure)

    def holds(self, nodes: Iterable[Any]) -> bool:
        """Return whether ``nodes`` fit into one piece."""
        return self.weigh(nodes) <= self.limit


def is_surely_short(blocks: Blocks, limit: int) -> bool:
    """Return whether ``blocks`` weigh no more than ``limit`` whatever they are, which takes far less time than to weigh them."""
    try:
        return len(msgspec.msgpack.encode(blocks)) * _HEAVIEST <= limit
    except (UnicodeEncodeError, OverflowError):  # lone surrogates, integers beyond 64 bits
        return False


def weigh(nodes: Iterable[Any], measure: Measure | None = None) -> int:
    """Return about how many bytes of XHTML ``nodes`` make, rather too many than too few; code is weighed by ``measure``, else high."""
    weight = 0
    stack = list(nodes)
    while stack:
        node = stack.pop()
        kind = type(node)
        if kind is str:
            weight += _bytes(node)
            continue
        if measure and kind is CodeBlock:
            weight += measure(node.text, node.language)
        else:
            weight += _weight(node) if kind in _HEAVIER else _SHORT.get(kind, _TAGS)
        for name in CHILD_FIELDS.get(kind, ()):
            stack.extend(getattr(node, name))
    return weight


def _bytes(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "replace"))


_HEAVIER = frozenset({CodeBlock, Code, Math, MathBlock, Image, Link, Embed, Note})
"""What takes more than its tags and the nodes in it."""


def _weight(node: Any) -> int:
    match node:
        case CodeBlock(text=text, language=language):
            return _TAGS * 3 + _bytes(text) * (3 if language else 1)
        case Code(text=text):
            return _TAGS + _bytes(text)
        case Math(tex=tex) | MathBlock(tex=tex):
            return _TAGS * 6 + 12 * len(tex)
        case Image(alt=alt):
            return _TAGS * 4 + _bytes(alt)
        case Link(url=url) | Embed(url=url):
            return _TAGS + len(url)
        case Note():
            return _TAGS * 12
        case _:
            return _TAGS
