"""Runs of inlines: their white space collapses, spaces and line breaks at their edges go, texts side by side become one."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from octavo.model import (
    Emphasis,
    Highlight,
    Image,
    Inline,
    Inlines,
    LineBreak,
    Link,
    Span,
    Strikethrough,
    Strong,
    Underline,
)
from octavo.script import join_lines

_UNEVEN = re.compile(r"[ \t\n\r\f](?:(?<! )[ \t\n\r\f]*|[ \t\n\r\f]+)")
"""White space that is not a single space; those that are, the most, are passed over."""
_ELEMENTS = frozenset({Emphasis, Strong, Underline, Strikethrough, Highlight, Link, Span})


def collapsed(text: str) -> str:
    """Return ``text`` with one space for all that stand together."""
    if "\n" in text or "  " in text or "\t" in text or "\r" in text or "\f" in text:
        return _UNEVEN.sub(" ", join_lines(text))
    return text


def are_line_breaks(nodes: list[Inline]) -> bool:
    """Return whether nothing but line breaks is in ``nodes``."""
    return all(type(node) is LineBreak for node in nodes)


def trim(run: list[Inline]) -> list[Inline]:
    """Return ``run`` without the spaces and line breaks at its edges; at its end within elements too."""
    start = 0
    while start < len(run) and _is_blank(run[start]):
        start += 1
    return _without_end(run[start:] if start else run)


def _without_end(run: list[Inline]) -> list[Inline]:
    while run and _is_blank(run[-1]):
        run.pop()
    last: Any = run[-1] if run else None
    if type(last) in _ELEMENTS and last.children and not needs_no_trim(last):
        inner = _without_end(list(last.children))
        if len(inner) < len(last.children) or inner[-1] is not last.children[-1]:
            run[-1] = msgspec.structs.replace(last, children=tuple(inner))
    return run


def needs_no_trim(node: Any) -> bool:
    """Return whether there is no space or line break at the end of ``node`` for certain."""
    kind = type(node)
    if kind in _ELEMENTS and node.children:
        node = node.children[-1]
        kind = type(node)
    return node != " " if kind is str else kind is Image


def _is_blank(node: Inline) -> bool:
    return node == " " if type(node) is str else type(node) is LineBreak


def merge(nodes: list[Inline]) -> Inlines:
    """Return ``nodes`` with texts that stand side by side made one."""
    if len(nodes) < 2:
        return tuple(nodes)
    merged: list[Inline] = []
    pieces: list[str] = []
    for node in nodes:
        if type(node) is str:
            pieces.append(node)
            continue
        if pieces:
            merged.append("".join(pieces))
            pieces.clear()
        merged.append(node)
    if pieces:
        merged.append("".join(pieces))
    return tuple(merged)
