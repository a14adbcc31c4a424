"""Lines of a given display width: Latin words whole, CJK between any two characters but for kinsoku.

Kinsoku (JIS X 4051; CSS Text 3, ``line-break: strict``) keeps closing punctuation from the start of a
line and opening punctuation from its end.

In most texts each character is one or two columns wide whatever is beside it: :func:`_fill` looks how far a
line reaches, and asks one regular expression for the last place before where it may end. Others (combining
marks, emoji sequences, a piece wider than the line) are gone through token by token by :func:`_pack`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wcwidth import wcswidth, wcwidth

from octavo.script import SPACELESS, is_spaceless

_CLOSING_WIDE = "、。，．：；！？）］｝」』】〉》〕〗〙〛"
_CLOSING = frozenset(
    _CLOSING_WIDE + "”’…‥‧·・ーゝゞヽヾ々〻ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ〜～゠‼⁇⁈⁉%‰℃°,.:;!?)]}"
)
_OPENING_WIDE = "（［｛「『【〈《〔〖〘〚"
_OPENING = frozenset(_OPENING_WIDE + "“‘([{")
_SPACE = " \u1680\u2000-\u2006\u2008-\u200a\u205f\u3000"
"""Where a line may be broken; the spaces that forbid it (U+00A0, U+2007, U+202F) are not among them."""

_TOKEN = re.compile(
    rf"(?P<space>[{_SPACE}]*)(?P<word>https?://[!-~]+|(?=[^{_SPACE}])[{SPACELESS}]|[^{_SPACE}{SPACELESS}]+|\Z)"
)
_SURE = re.compile(
    "[ -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u052f\u1e00-\u200a\u2010-\u2027\u202f-\u205f\u2070-\u20bf"
    "\u2100-\u2c5f\u2e00-\u3029\u3030-\u303e\u3041-\u3096\u309b-\u30ff\u3105-\u312f\u31a0-\u31ef\u31f0-\u321e"
    "\u3220-\u4dbf\u4e00-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff9f\uffe0-\uffe6"
    "\U0001f300-\U0001f3fa\U0001f400-\U0001f64f\U00020000-\U0003fffd]*+\\Z"
)
"""Texts of characters that take columns of their own, as many whatever stands beside them."""
_APART = "\u2e80-\ua4cf\uf900-\uffe6\U00020000-\U0003fffd"
"""What of SPACELESS is in such a text; nothing else in it is within these ranges, which are compiled sooner."""
_OPENING_NARROW = "".join(sorted(_OPENING.difference(_OPENING_WIDE))).replace("[", r"\[")
_CLOSING_ANY = "".join(sorted(_CLOSING)).replace("]", r"\]")
_END = re.compile(
    rf"""(?<![{_SPACE}])(?:
    [{_SPACE}]*\Z                                                           # at the end of the text
    |(?<![{_OPENING_WIDE}])(?:(?<![{_OPENING_NARROW}])|(?<=[^{_SPACE}{_APART}][{_OPENING_NARROW}]))
        [{_SPACE}]++(?![{_CLOSING_WIDE}]|[”’](?:[{_SPACE}{_APART}]|\Z))     # across spaces
    |(?<![{_OPENING_WIDE}{_OPENING_NARROW}])(?:(?<=[{_APART}])|(?=[{_APART}]))
        (?![{_SPACE}{_CLOSING_ANY}])                                        # without a space
    )""",
    re.VERBOSE,
)
"""Where a line may end, and the spaces that fall away there. It says of characters what :func:`_is_bound` says of tokens."""
_BESIDE_URL = re.compile(f"https?://[!-~]++([^ -~{_SPACE}])?")
"""A URL and the character behind it, which a line may begin with even if it is of no spaceless script."""

_BREAK = re.compile("[\t\n\r\x0b\x0c\x85\u2028\u2029]+")
_CONTROL = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]"
    "(?:(?<=\x1b)\\[[0-?]*[ -/]*[@-~])?"
)


def display_width(text: str) -> int:
    """Return how many columns of a terminal ``text`` takes."""
    if text.isascii():
        return len(text)
    return max(wcwidth(text) if len(text) == 1 else wcswidth(text), 0)


def clean(text: str) -> str:
    """Return ``text`` as a piece of one line, without control characters: nothing in it steers a terminal."""
    return text if text.isprintable() else _CONTROL.sub("", _BREAK.sub(" ", text))


def wrap(text: str, width: int) -> list[str]:
    """Return the lines of ``text``, each of ``width`` columns at most; 0 breaks only at line ends.

    The spaces that a line begins with stand before all lines it is broken into. What can't be
    broken (a long word, a URL) stands whole on a line of its own.
    """
    if "\n" not in text:
        return _wrap_line(text.rstrip(" "), width)
    return [line for whole in text.split("\n") for line in _wrap_line(whole.rstrip(" "), width)]


def _wrap_line(text: str, width: int) -> list[str]:
    if width <= 0 or 2 * len(text) <= width or (columns := display_width(text)) <= width:
        return [text]
    words = text.lstrip(" ")
    indent = text[: len(text) - len(words)]
    room = max(width - len(indent), 1)
    lines = _fill(words, columns - len(indent), room) or _pack(words, room)
    return [indent + line for line in lines] if indent else lines


def _fill(text: str, columns: int, room: int) -> list[str] | None:
    """Return the lines of ``text``, which takes ``columns`` in all; None if they alone don't tell where lines end."""
    if not _SURE.match(text) or ("://" in text and not all(map(is_spaceless, filter(None, _BESIDE_URL.findall(text))))):
        return None
    # The columns of each character if all take as many, which are one or two; else 0.
    each = columns // len(text) if columns % len(text) == 0 else 0
    lines: list[str] = []
    start, size = 0, len(text)
    while start < size:
        reach = min(start + room // each, size) if each else _reach(text, start, room)
        end = (reach > start and _END.match(text, reach)) or _last_end(text, start, reach - 1)
        if end is None:
            return None
        lines.append(text[start : end.start()])
        start = end.end()
    return lines


def _reach(text: str, start: int, room: int) -> int:
    """Return where the characters from ``start`` end that ``room`` columns hold."""
    while room > 1:
        before, start = start, start + room // 2  # they fit, since none is wider than two columns
        if start >= len(text):
            return len(text)
        room -= wcswidth(text[before:start])
    return start + 1 if room == 1 and wcswidth(text[start]) == 1 else start


def _last_end(text: str, start: int, reach: int) -> re.Match[str] | None:
    """Return where the line from ``start`` ends: at ``reach`` or before, or else behind one piece too wide for it."""
    for index in range(reach, start, -1):
        if end := _END.match(text, index):
            return end
    piece = _TOKEN.match(text, start)
    return piece and _END.match(text, piece.end())


def _pack(text: str, room: int) -> list[str]:
    """Return the lines of ``text``, as many of its atoms on each as there is ``room`` for."""
    lines = [""]
    columns = 0
    for space, atom, size in _atoms(text, room):
        gap = display_width(space)
        if lines[-1] and columns + gap + size > room:
            lines.append("")
            space, columns, gap = "", 0, 0
        lines[-1] += space + atom
        columns += gap + size
    return lines


def _atoms(text: str, room: int) -> Iterator[tuple[str, str, int]]:
    """Yield the space before each piece of ``text`` that no line end may part, the piece, and its width.

    What would be wider than ``room`` is parted all the same, where a line may end but for kinsoku.
    """
    before, atom, width, last = "", "", 0, ""
    for token in _TOKEN.finditer(text):
        space, word = token["space"], token["word"]
        if not word:
            break
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
