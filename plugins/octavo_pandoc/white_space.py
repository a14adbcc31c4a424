"""White space: runs of it are one space, and between spaceless scripts a line break is none."""

from __future__ import annotations

import re

from octavo.model import Inline, Inlines, SoftBreak
from octavo.script import is_joined
from octavo.walk import merge_text

WHITE_SPACE = re.compile(r"[ \t\n\r\f]+")
"""What HTML collapses to one space; other spaces are content."""


def collapse(text: str) -> str:
    """Return ``text`` with each run of white space as one space."""
    return WHITE_SPACE.sub(" ", text)


def join_soft_breaks(inlines: Inlines) -> Inlines:
    """Return ``inlines`` without the SoftBreaks that are no space: those between spaceless scripts."""
    if not any(isinstance(node, SoftBreak) for node in inlines):
        return inlines
    around = zip(("", *inlines), inlines, (*inlines[1:], ""), strict=False)
    return merge_text(node for left, node, right in around if not _is_nothing(left, node, right))


def _is_nothing(left: Inline, node: Inline, right: Inline) -> bool:
    return isinstance(node, SoftBreak) and isinstance(left, str) and isinstance(right, str) and is_joined(left, right)
