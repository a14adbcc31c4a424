"""What the functions that read one document share: where they are in the tree, what they noticed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

import msgspec

from octavo.model import MAXIMUM_DEPTH, Attributes, Blocks
from octavo.plugin import Context
from octavo_pandoc import syntax as pandoc
from octavo_pandoc.white_space import collapse

_ROOM = 6
"""Levels that are kept free at the bottom: a node may stand for two, and its text lies below."""

_DIRECTIONS: Mapping[str, Literal["ltr", "rtl"]] = {"ltr": "ltr", "rtl": "rtl"}
_APART = (*get_args(pandoc.Block), pandoc.Space, pandoc.SoftBreak, pandoc.LineBreak, pandoc.Note)
"""What never runs into the words beside it."""


@dataclass
class Reading:
    """The state of reading one document.

    ``targets`` are the ids that links of the document refer to, ``depth`` is how many
    containers are open.
    """

    context: Context
    read_blocks: Callable[[pandoc.Blocks, Reading, int], Blocks]
    targets: frozenset[str] = frozenset()
    depth: int = 0
    told: set[tuple[str, str]] = field(default_factory=set)

    def is_full(self, levels: int) -> bool:
        """Return whether ``levels`` containers more would be too many; then there is a notice."""
        if self.depth + levels <= MAXIMUM_DEPTH - _ROOM:
            return False
        self.notice("nesting-flattened", "elements nested too deep are kept as text")
        return True

    def drop(self, what: str, attr: pandoc.Attr, *known: str) -> None:
        """Tell that ``what`` (a table, a link ...) loses its classes and values, but for those that are ``known``."""
        _, classes, pairs = attr
        lost = [name for name in (*classes, *(key for key, _ in pairs)) if name not in known]
        if lost:
            self.notice("attributes-dropped", f"{what} can't have attributes; dropped: {', '.join(lost)[:80]}", "info")

    def notice(self, code: str, message: str, severity: Literal["info", "warning"] = "warning") -> None:
        """Give a notice, the same one once only: what is read has no lines to tell them apart."""
        if (code, message) not in self.told:
            self.told.add((code, message))
            self.context.notice(code, message, severity=severity)


def attributes_of(attr: pandoc.Attr) -> Attributes:
    """Return ``attr`` as the model has it: the keys ``lang`` and ``dir`` are fields of their own."""
    name, classes, pairs = attr
    data = dict(pairs)
    language, direction = data.pop("lang", ""), data.pop("dir", "").lower()
    return Attributes(name, classes, data, language, _DIRECTIONS.get(direction, ""))


def find_targets(document: pandoc.Pandoc) -> frozenset[str]:
    """Return the ids that links of ``document`` refer to."""
    links = (node for node in nodes_of(document.blocks) if isinstance(node, pandoc.Link))
    return frozenset(link.c[2][0][1:] for link in links if link.c[2][0].startswith("#"))


def words_of(tree: object) -> str:
    """Return the words of ``tree``, however deep it is, on one line."""
    pieces: list[str] = []
    for node in nodes_of(tree):
        match node:
            case pandoc.Str(c=text) | pandoc.Code(c=(_, text)) | pandoc.Math(c=(_, text)):
                pieces.append(text)
            case pandoc.CodeBlock(c=(_, text)):
                pieces.append(f" {text} ")
            case _ if isinstance(node, _APART):
                pieces.append(" ")
            case _:
                pass
    return collapse("".join(pieces)).strip(" ")


def nodes_of(tree: object) -> Iterator[Any]:
    """Yield all constructors in ``tree`` in reading order, without recursion."""
    stack = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, tuple):
            stack.extend(reversed(node))
        elif isinstance(node, msgspec.Struct):
            yield node
            stack.append(getattr(node, "c", None))
