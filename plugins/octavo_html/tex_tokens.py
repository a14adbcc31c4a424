"""Tokens of MathML (MathML 3, section 3.2) to TeX: identifiers, numbers, operators, text and space."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from lxml import etree

from octavo_html.formulas import NAMED
from octavo_html.tex_symbols import ALPHABETS, FUNCTIONS, SYMBOLS, VARIANTS
from octavo_html.walking import text_of

_TEXT = {
    "\u00a0": " ",
    **{mark: f"\\{mark}" for mark in "$%&#_"},
    **{mark: rf"\text{called} " for called, mark in NAMED.items()},
}
_WIDTH = re.compile(r"\s*(\d+(?:\.\d+)?|\.\d+)\s*(em|ex|px|pt)\b")
_EMS = {"em": 1.0, "ex": 0.5, "px": 1 / 16, "pt": 1 / 12}
_THIN_SPACE = r"\,"
_RAISED = re.compile(r"[\^']")
_COMMAND = re.compile(r"\\[A-Za-z]+$")


def word_of(element: etree._Element) -> str:
    """Return the words of ``element`` as they are shown: without space at the edges."""
    return " ".join(text_of(element).split())


def join(pieces: Sequence[str]) -> str:
    """Return ``pieces`` side by side; the name of a command must not run into a letter, nor two spaces meet, nor two scripts at one head."""
    joined: list[str] = []
    for piece in filter(None, pieces):
        if joined and piece[0].isalpha() and _COMMAND.search(joined[-1]):
            joined.append(" ")
        if joined and piece[0] in "^'" and _RAISED.search(joined[-1]):
            joined.append("{}")
        joined.append(piece[1:] if joined and piece[0] == " " and joined[-1].endswith(" ") else piece)
    return "".join(joined)


def write_symbols(word: str) -> str:
    """Return the characters of ``word`` by their names in TeX."""
    return join([SYMBOLS.get(character, character) for character in word])


def write_identifier(element: etree._Element) -> str:
    """Return ``mi``: a letter, a symbol, a function or a name."""
    word = word_of(element)
    variant = VARIANTS.get(element.get("mathvariant") or _alphabet(word), "")
    word = unicodedata.normalize("NFKC", word) if word and ord(word[0]) >= 0x1D400 else word
    if word in FUNCTIONS and variant in ("", "mathrm"):
        return f"\\{word}"
    if len(word) > 1 and word.isascii() and word.isalnum():
        return f"\\{variant or 'mathrm'}{{{word}}}"
    if len(word) > 1 and any(character.isalpha() and character not in SYMBOLS for character in word):
        return write_text(word)
    symbols = write_symbols(word)
    upright = variant == "mathrm" and not word.isascii()
    return f"\\{variant}{{{symbols}}}" if variant and word.isalpha() and not upright else symbols


def _alphabet(word: str) -> str:
    """Return the variant that a mathematical letter of Unicode is of, "" for others."""
    if not word or ord(word[0]) < 0x1D400:
        return ""
    called = unicodedata.name(word[0], "")
    return next((variant for words, variant in ALPHABETS.items() if words in called), "")


def write_number(element: etree._Element) -> str:
    """Return ``mn``; commas in it are no separators."""
    return write_symbols(word_of(element)).replace(",", "{,}")


def write_operator(element: etree._Element) -> str:
    """Return ``mo``: a symbol, or the name of an operator."""
    word = word_of(element)
    if word in FUNCTIONS:
        return f"\\{word}"
    if len(word) > 1 and word.isascii() and word.replace(" ", "").isalpha():
        return rf"\operatorname{{{word.replace(' ', _THIN_SPACE)}}}"
    return write_symbols(word)


def write_words(element: etree._Element) -> str:
    """Return ``mtext``: space at its edges shows when it is of no-break spaces."""
    return write_text(text_of(element).strip(" \t\n\r"))


def write_text(words: str) -> str:
    """Return ``words`` as text within a formula."""
    if not words.strip():
        return r"\ " if words else ""
    shown = re.sub(r"[ \t\n\r]+", " ", words)
    return rf"\text{{{''.join(_TEXT.get(character, character) for character in shown)}}}"


def write_space(element: etree._Element) -> str:
    """Return ``mspace``: an end of a line, or the space of TeX that is next to its width."""
    if element.get("linebreak") == "newline":
        return r"\\ "
    width = _WIDTH.match(element.get("width") or "")
    ems = float(width[1]) * _EMS[width[2]] if width else 0
    return r"\qquad " if ems >= 2 else r"\quad " if ems >= 1 else r"\, " if ems > 0 else ""
