"""Lines of a given display width: Latin words whole, CJK between any two characters but for kinsoku.

Kinsoku (JIS X 4051; CSS Text 3, ``line-break: strict``) keeps closing punctuation from the start of a
line and opening punctuation from its end.

Most texts are broken by their columns: :func:`_fill` spells a text with a letter for the kind of each
character, behind a hyphen if it is wide, so that a line's room is a slice, and asks one regular
expression for the last place where the line may end. Where columns alone don't tell (combining marks,
emoji sequences, a piece wider than the line), :func:`_pack` goes from token to token.
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
_END = re.compile(
    r"""(?<![-\ ])(?:
    (?:-?\ )*\Z                                                                     # at the end of the text
    |(?<!O)(?:(?<!o)|(?<=[a-z]o)) (?:-?\ )++ (?!-?P|q(?:-?[\ A-Z]|\Z))              # across spaces
    |(?<![Oo]) (?:(?<=[A-Z])|(?=-?[A-Z])) (?!-?[\ KkPq])                            # without a space
    )""",
    re.VERBOSE,
)
"""Where a line may end in columns (see :func:`_kind`), and the spaces that fall away there.

It says of kinds what :func:`_is_bound` says of tokens.
"""
_PIECE = re.compile("-?[A-Z]|(?:-?[a-z])+")
"""What is never broken: a character of a spaceless script, or a word."""
_URL = re.compile("https?://[!-~]++([^ -~])?")
"""A URL and the character behind it, which a line may begin with though it is of no spaceless script."""
_DEPENDENT = re.compile("[\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff]")
"""Halves of flags and colours of skin: how wide they are depends on what they stand beside."""
_UNSURE = "?"

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
    return text if text.isprintable() else _CONTROL.sub("", _BREAK.sub(" ", text))


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
    return [indent + line for line in _fill(words, room) or _pack(words, room)]


def _fill(text: str, room: int) -> list[str] | None:
    """Return the lines of ``text``, None if its columns alone don't tell where they end."""
    columns = text.translate(_COLUMNS)
    if _UNSURE in columns or any(_kind(url[1] or " ").islower() for url in _URL.finditer(text)):
        return None
    lines: list[str] = []
    start = begin = 0
    while start < len(columns):
        end = _last_end(columns, start, room)
        if end is None:
            return None
        lines.append(text[begin : begin + _length(columns, start, end.start())])
        begin += _length(columns, start, end.end())
        start = end.end()
    return lines


def _length(columns: str, start: int, end: int) -> int:
    """Return how many characters take the columns from ``start`` to ``end``."""
    return end - start - columns.count("-", start, end)


class _Columns(dict[int, str]):
    """What :meth:`str.translate` makes of each character, found out when it is first seen."""

    def __missing__(self, code: int) -> str:
        self[code] = columns = _columns(chr(code))
        return columns


_COLUMNS = _Columns()


def _columns(character: str) -> str:
    """Return the kind of ``character``, behind a hyphen if it takes two columns."""
    width = wcwidth(character)
    return "-" * (width - 1) + _kind(character) if width > 0 and not _DEPENDENT.match(character) else _UNSURE


def _kind(character: str) -> str:
    """Return a letter for how lines break beside ``character``, a capital if its script has no spaces.

    A blank is a space, o opens, k and p (where a space before it binds too) close, q is a quotation
    mark that closes unless it stands beside a word, w is any other.
    """
    if re.match(f"[{_SPACE}]", character):
        return " "
    kind = "o" if character in _OPENING else "w"
    if character in _CLOSING:
        kind = "p" if character in _CLOSING_WIDE else "q" if character in "”’" else "k"
    return kind.upper() if is_spaceless(character) else kind


def _last_end(columns: str, start: int, room: int) -> re.Match[str] | None:
    """Return where the line from ``start`` ends: within ``room`` columns, or else behind one piece too wide for it."""
    for index in range(min(start + room, len(columns)), start, -1):
        if end := _END.match(columns, index):
            return end
    piece = _PIECE.match(columns, start)
    return piece and _END.match(columns, piece.end())


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
