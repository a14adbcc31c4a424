"""Lines of a given display width: Latin words whole, CJK between any two characters but for kinsoku.

Kinsoku (JIS X 4051; CSS Text 3, line-break: strict) keeps closing punctuation from the start of a
line and opening punctuation from its end.
"""

from __future__ import annotations

import re

from wcwidth import wcswidth

from octavo.script import SPACELESS

_CLOSING = "、。，．：；！？）］｝」』】〉》〕〗〙〛”’…‥‧·・ーゝゞ々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ〜～%‰℃°,.:;!?)]}"
_OPENING = "（［｛「『【〈《〔〖〘〚“‘([{"
_ATOM = re.compile(
    rf"[{re.escape(_OPENING)}]*(?:https?://[!-~]+|[{SPACELESS}]|[^\s{SPACELESS}]+?(?=[\s{SPACELESS}]|$))[{re.escape(_CLOSING)}]*"
    rf"|[{re.escape(_OPENING)}]+"
)
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def display_width(text: str) -> int:
    """Return how many columns of a terminal ``text`` takes."""
    return len(text) if text.isascii() else max(wcswidth(text), 0)


def clean(text: str) -> str:
    """Return ``text`` without control characters: nothing in it can steer a terminal."""
    return _CONTROL.sub("", text)


def wrap(text: str, width: int) -> list[str]:
    """Return the lines of ``text``, each of ``width`` columns at most; 0 breaks only at line ends.

    What can't be broken (a long word, a URL) stands whole on a line of its own.
    """
    return [line for paragraph in text.split("\n") for line in _wrap_line(paragraph.strip(" "), width)]


def _wrap_line(text: str, width: int) -> list[str]:
    if width <= 0 or display_width(text) <= width:
        return [text]
    lines: list[str] = []
    line, columns = "", 0
    for space, atom in _atoms(text):
        size = display_width(atom)
        if line and columns + len(space) + size > width:
            lines.append(line)
            line, columns, space = "", 0, ""
        line += (space if line else "") + atom
        columns += size + (len(space) if line != atom else 0)
    return [*lines, line]


def _atoms(text: str) -> list[tuple[str, str]]:
    """Return the pieces of ``text`` that no line break may part, each with the space before it."""
    atoms: list[tuple[str, str]] = []
    position = 0
    for match in _ATOM.finditer(text):
        between = text[position : match.start()]
        space = " " if between.strip("\u3000\u00a0") else ""
        atoms.append((space, between.strip(" \t") + match.group()))
        position = match.end()
    return atoms
