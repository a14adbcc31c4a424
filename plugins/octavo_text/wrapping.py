"""Lines of a given display width: Latin words whole, CJK between any two characters but for kinsoku.

Kinsoku (JIS X 4051; CSS Text 3, ``line-break: strict``) keeps closing punctuation from the start of a
line and opening punctuation from its end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wcwidth import wcswidth, wcwidth

from octavo.script import SPACELESS

_CLOSING_WIDE = "、。，．：；！？）］｝」』】〉》〕〗〙〛"
_CLOSING = frozenset(
    _CLOSING_WIDE + "”’…‥‧·・ーゝゞヽヾ々〻ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ〜～゠‼⁇⁈⁉%‰℃°,.:;!?)]}"
)
_OPENING_WIDE = "（［｛「『【〈《〔〖〘〚"
_OPENING = frozenset(_OPENING_WIDE + "“‘([{")
_SPACE = " \u1680\u2000-\u2006\u2008-\u200a\u205f\u3000"
"""Where a line may be broken; the spaces that forbid it (U+00A0, U+2007, U+202F) are not among them."""

_TOKEN = re.compile(
    rf"(?P<space>[{_SPACE}]*)(?P<word>https?://[!-~]+|(?=[^{_SPACE}])[{SPACELESS}]|[^{_SPACE}{SPACELESS}]+)"
)
_BREAK = re.compile("[\t\n\r\x0b\x0c\x85\u2028\u2029]+")
_CONTROL = re.compile(
    "\x1b\\[[0-?]*[ -/]*[@-~]|[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]"
)


def display_width(text: str) -> int:
    """Return how many columns of a terminal ``text`` takes."""
    if text.isascii():
        return len(text)
    return max(wcwidth(text) if len(text) == 1 else wcswidth(text), 0)


def clean(text: str) -> str:
    """Return ``text`` as a piece of one line, without control characters: nothing in it steers a terminal."""
    return _CONTROL.sub("", _BREAK.sub(" ", text))


def wrap(text: str, width: int) -> list[str]:
    """Return the lines of ``text``, each of ``width`` columns at most; 0 breaks only at line ends.

    The spaces that a line begins with stand before all lines it is broken into. What can't be
    broken (a long word, a URL) stands whole on a line of its own.
    """
    return [line for whole in text.split("\n") for line in _wrap_line(whole.rstrip(" "), width)]


def _wrap_line(text: str, width: int) -> list[str]:
    if width <= 0 or display_width(text) <= width:
        return [text]
    words = text.lstrip(" ")
    indent = text[: len(text) - len(words)]
    room = max(width - len(indent), 1)
    lines = [""]
    columns = 0
    for space, atom, size in _atoms(words, room):
        gap = display_width(space)
        if lines[-1] and columns + gap + size > room:
            lines.append("")
            space, columns, gap = "", 0, 0
        lines[-1] += space + atom
        columns += gap + size
    return [indent + line for line in lines]


def _atoms(text: str, room: int) -> Iterator[tuple[str, str, int]]:
    """Yield the space before each piece of ``text`` that no line end may part, the piece, and its width.

    What would be wider than ``room`` is parted all the same, where a line may end but for kinsoku.
    """
    before, atom, width, last = "", "", 0, ""
    for token in _TOKEN.finditer(text):
        space, word = token["space"], token["word"]
        size = display_width(word)
        gap = display_width(space)
        if atom and _is_bound(last, space, word) and width + gap + size <= room:
            atom += space + word
            width += gap + size
        else:
            if atom:
                yield before, atom, width
            before, atom, width = space, word, size
        last = word
    if atom:
        yield before, atom, width


def _is_bound(left: str, space: str, right: str) -> bool:
    """Return whether no line may end between the tokens ``left`` and ``right``.

    Across a space only wide punctuation binds, and quotation marks that stand alone: those beside a
    word open in one language and close in another.
    """
    if space:
        return left[-1] in _OPENING_WIDE or right[0] in _CLOSING_WIDE or left in _OPENING or right in ("”", "’")
    return left[-1] in _OPENING or right[0] in _CLOSING or display_width(right) == 0
