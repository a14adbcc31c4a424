"""Characters as CommonMark sees them (0.31, sections 2.1 and 6.2): white space, punctuation, the rest."""

from __future__ import annotations

import unicodedata
from enum import Enum
from functools import lru_cache


class Kind(Enum):
    """What a character is to the rules of emphasis.

    A symbol beyond ASCII (an emoji, a currency sign) is punctuation since version 0.31 and was
    none before; what is written has to mean the same to both.
    """

    SPACE = 0
    PUNCTUATION = 1
    SYMBOL = 2
    OTHER = 3


SPACE, PUNCTUATION, SYMBOL, OTHER = Kind  # an attribute of an Enum takes eight times as long as a name


@lru_cache(maxsize=8192)
def kind_of(character: str) -> Kind:
    """Return the kind of ``character``; "" is the edge of a line, and so white space."""
    category = unicodedata.category(character) if character else "Zs"
    if category == "Zs" or character in "\t\n\f\r":
        return SPACE
    if category[0] == "P" or (category[0] == "S" and character < "\x80"):
        return PUNCTUATION
    return SYMBOL if category[0] == "S" else OTHER


def refer_first(text: str) -> str:
    """Return ``text`` with its first character as a numeric reference: that begins with punctuation."""
    return f"&#x{ord(text[0]):X};{text[1:]}"


def refer_last(text: str) -> str:
    """Return ``text`` with its last character as a numeric reference; a backslash must not escape that."""
    head = text[:-1]
    if (len(head) - len(head.rstrip("\\"))) % 2:
        head += "\\"
    return f"{head}&#x{ord(text[-1]):X};"
