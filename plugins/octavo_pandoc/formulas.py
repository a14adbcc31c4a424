"""Displayed formulas: blocks in our model, inlines of a paragraph in pandoc's."""

from __future__ import annotations

from octavo_pandoc import syntax as pandoc


def is_display(node: pandoc.Inline) -> bool:
    """Return whether ``node`` is a displayed formula."""
    return isinstance(node, pandoc.Math) and node.c[0].t == "DisplayMath"


def is_formula(block: pandoc.Block) -> bool:
    """Return whether ``block`` is a paragraph of displayed formulas alone."""
    return isinstance(block, pandoc.Para | pandoc.Plain) and bool(block.c) and all(map(is_display, block.c))
