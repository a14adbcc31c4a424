"""The numbers of ordered lists: 12, l, L, xii, XII."""

from __future__ import annotations

from octavo.model import Numbering

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_LARGEST_ROMAN = 3999


def number_name(number: int, numbering: Numbering) -> str:
    """Return ``number`` as ``numbering`` writes it; digits where it has no such number (0, or 4000 in Roman)."""
    match numbering:
        case "lower-alpha" | "upper-alpha" if number > 0:
            name = _alphabetic(number)
        case "lower-roman" | "upper-roman" if 0 < number <= _LARGEST_ROMAN:
            name = _roman(number)
        case _:
            return str(number)
    return name.upper() if numbering.startswith("upper") else name


def _alphabetic(number: int) -> str:
    """Return a, b ... z, aa, ab ..."""
    name = ""
    while number:
        number, letter = divmod(number - 1, 26)
        name = chr(ord("a") + letter) + name
    return name


def _roman(number: int) -> str:
    name = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        name += letters * count
    return name
