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


@lru_cache(maxsize=8192)
def kind_of(character: str) -> Kind:
    """Return the kind of ``character``; "" is the edge of a line, and so white space."""
    category = unicodedata.category(character) if character else "Zs"
    if category == "Zs" or character in "\t\n\f\r":
        return Kind.SPACE
    if category[0] == "P" or (category[0] == "S" and character < "\x80"):
        return Kind.PUNCTUATION
    return Kind.SYMBOL if category[0] == "S" else Kind.OTHER


def reference(character: str) -> str:
    """Return ``character`` as a numeric character reference, which begins and ends with punctuation."""
    return f"&#x{ord(character):X};"
