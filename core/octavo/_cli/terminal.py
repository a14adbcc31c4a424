"""What people see: text made safe for a terminal, and tables of it. All of it is pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

_CONTROL = "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]"


def printable(text: str) -> str:
    """Return ``text`` on one line with control, bidirectional and lone surrogate characters as escapes.

    What a post or file name contains can't move the cursor, change colours or reorder a line.
    """
    return text if text.isprintable() else re.sub(_CONTROL, lambda match: _escape(match.group()), text)


_WIDEST = 60
"""The columns that a cell gets at most; a longer one shifts its own line, and no other."""


def table(rows: Sequence[Sequence[str]], headings: Sequence[str] = ()) -> str:
    """Return ``rows`` in aligned columns, two spaces apart; CJK characters count as two columns."""
    lines = [[printable(cell) for cell in row] for row in ((headings, *rows) if headings else rows)]
    if not lines:
        return ""
    widths = [min(_WIDEST, max(width(line[column]) for line in lines)) for column in range(len(lines[0]))]
    return "\n".join(_line(line, widths) for line in lines)


def width(text: str) -> int:
    """Return how many columns ``text`` takes on a terminal."""
    if text.isascii():
        return len(text)
    from wcwidth import wcswidth

    return max(int(wcswidth(text)), 0)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = [cell + " " * (size - width(cell)) for cell, size in zip(cells, widths, strict=True)]
    return "  ".join(padded).rstrip()


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
