"""Start tags with more attributes than any page has: libxml2 compares each with all others of its element.

They are cut in the text, before it is parsed. Tags are told from text, comments and scripts as the HTML Standard has it
(section 13.2.5), so that none can hide.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_SPACE = r"[ \t\n\r\f/]"
_VALUE = r"\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|[^ \t\n\r\f>]*+"
_ATTRIBUTE = rf"{_SPACE}*+[^ \t\n\r\f/>][^ \t\n\r\f/>=]*+(?:[ \t\n\r\f]*+=[ \t\n\r\f]*+(?:{_VALUE}))?+"
_MARKUP = (
    r"(?is)<!--(?:-?>|.*?(?:--!?>|\Z))"
    rf"|<(?:(?P<raw>script|style|xmp|iframe|noembed|noframes|textarea|title)(?=[ \t\n\r\f/>])|[a-z][^ \t\n\r\f/>]*+)"
    rf"(?P<attributes>(?:{_ATTRIBUTE})*+)(?(raw)[^>]*+>?.*?(?:</(?P=raw)(?=[ \t\n\r\f/>])|\Z))"
)
"""Compiled when there is a long text: that takes 0.5 ms."""
_SHORT = 100_000
"""Characters of a text that is not looked at: the attributes that it may have do no harm."""


def cut_tags(text: str, maximum: int, tell: Callable[[int, int], None]) -> str:
    """Return ``text`` with no more than ``maximum`` attributes in a tag; ``tell`` takes the line and the number of others."""
    pieces: list[str] = []
    position = 0
    for tag in re.finditer(_MARKUP, text) if len(text) > _SHORT else ():
        start, end = tag.span("attributes")
        if end - start <= 2 * maximum:  # an attribute takes a character, and a space
            continue
        ends = [one.end() for one in re.compile(_ATTRIBUTE).finditer(text, start, end)]
        if len(ends) > maximum:
            pieces.append(text[position : ends[maximum - 1]])
            position = end
            tell(text.count("\n", 0, start) + 1, len(ends) - maximum)
    return "".join(pieces) + text[position:] if pieces else text
