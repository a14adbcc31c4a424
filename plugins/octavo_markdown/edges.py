"""The edges of what is emphasised: a mark must touch neither white space nor a break."""

from __future__ import annotations

from octavo_markdown.characters import SPACE, kind_of, refer_first, refer_last
from octavo_markdown.emphasis import Wish

SPACES = " \t\n\r\f"


def move_spaces(pieces: list[str], wish: Wish, moved: str) -> bool:
    """Move white space (and pieces that are ``moved``) at the edges of ``wish`` out; return whether anything is left.

    Spaces that may not collapse (U+3000, U+00A0) stay, as references: marks must not touch them.
    """
    first, last = wish.open + 1, wish.close - 1
    while first <= last and (pieces[first] == moved or not pieces[first].strip(SPACES)):
        first += 1
    pieces[wish.open - 1] += _taken(pieces, wish.open + 1, first)
    if first > last:
        return False
    stripped = pieces[first].lstrip(SPACES)
    pieces[wish.open - 1] += pieces[first][: len(pieces[first]) - len(stripped)]
    pieces[first] = stripped
    while pieces[last] == moved or not pieces[last].strip(SPACES):
        last -= 1
    pieces[wish.close + 1] = _taken(pieces, last + 1, wish.close) + pieces[wish.close + 1]
    stripped = pieces[last].rstrip(SPACES)
    if not stripped.endswith("\\"):  # a backslash and a line end are a hard break
        pieces[wish.close + 1] = pieces[last][len(stripped) :] + pieces[wish.close + 1]
        pieces[last] = stripped
    if kind_of(pieces[first][0]) is SPACE:
        pieces[first] = refer_first(pieces[first])
    if kind_of(pieces[last][-1]) is SPACE and pieces[last][-1] != "\n":
        pieces[last] = refer_last(pieces[last])
    return True


def _taken(pieces: list[str], start: int, end: int) -> str:
    """Return what stands in ``pieces`` from ``start`` to ``end``, and leave them empty."""
    if start == end:
        return ""
    text = "".join(pieces[start:end])
    pieces[start:end] = [""] * (end - start)
    return text


def has_break_at_edge(pieces: list[str], wish: Wish) -> bool:
    """Return whether what ``wish`` holds begins or ends with a hard break."""
    inside = [piece for piece in pieces[wish.open + 1 : wish.close] if piece]
    return inside[0] == "\\\n" or inside[-1] == "\\\n"
