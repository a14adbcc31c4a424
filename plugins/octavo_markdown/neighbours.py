"""Inlines beside one another: those that are marked alike count as one."""

from __future__ import annotations

from itertools import chain, groupby
from typing import Any

from octavo.model import Code, Emphasis, Highlight, Inline, Inlines, Strikethrough, Strong, Underline

_MERGED = frozenset({Emphasis, Strong, Strikethrough, Code, Underline, Highlight})


def merged(nodes: Inlines) -> Inlines:
    """Return ``nodes`` with neighbours that are marked alike made one."""
    return tuple(_merge(nodes)) if len(nodes) > 1 and _has_twins(nodes) else nodes


def _has_twins(nodes: Inlines) -> bool:
    """Return whether neighbours among ``nodes`` are marked alike."""
    kind: type | None = None
    for node in nodes:
        if type(node) is kind and kind in _MERGED:
            return True
        kind = type(node)
    return False


def _merge(nodes: Inlines) -> list[Inline]:
    result: list[Inline] = []
    for kind, group in groupby(nodes, type):
        alike: list[Any] = list(group)
        if kind not in _MERGED or len(alike) == 1:
            result += alike
        elif kind is Code:
            result.append(Code("".join(one.text for one in alike)))
        else:
            result.append(kind(tuple(chain.from_iterable(one.children for one in alike))))
    return result
