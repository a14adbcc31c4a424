"""What a plain YAML scalar means: the table of Hexo's parser, js-yaml 4 (YAML 1.2's core schema).

PyYAML follows YAML 1.1, where ``no`` is false, ``12:30:45`` a number and ``010`` eight; posts are
written for Hexo, where all three are not. Dates stay text: :mod:`octavo_hexo.dates` reads them.
"""

from __future__ import annotations

import math
import re

Scalar = str | int | float | bool | None

WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
"""Those that mean something else than themselves, in the spellings of YAML 1.2's core schema."""
_NUMBER_STARTS = frozenset("0123456789+-.")
_INTEGER = re.compile(r"[-+]?(?:0b[01]+|0o[0-7]+|0x[0-9a-fA-F]+|[0-9]+)")
_FLOAT = re.compile(r"[-+]?[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?|\.[0-9]+(?:[eE][-+]?[0-9]+)?")
_BASES = {"0b": 2, "0o": 8, "0x": 16}
_MAXIMUM_DIGITS = 300
"""Longer numbers are infinite to JavaScript, and stay text."""


def resolve(text: str) -> Scalar:
    """Return what the plain (unquoted) scalar ``text`` means: a JSON value.

    Numbers that JSON can't hold (``.inf``, ``.nan``) stay text.
    """
    if text in WORDS:
        return WORDS[text]
    if text[0] not in _NUMBER_STARTS or not (text[-1].isalnum() or text[-1] == ".") or len(text) > _MAXIMUM_DIGITS:
        return text
    if _INTEGER.fullmatch(text):
        return _integer(text)
    if _FLOAT.fullmatch(text):
        number = float(text)
        return number if math.isfinite(number) else text
    return text


def resolve_text(text: str) -> str | None:
    """Return ``text`` itself, but None for YAML's null: for keys whose values are words."""
    return None if text in WORDS and WORDS[text] is None else text


def _integer(text: str) -> int:
    digits = text.lstrip("+-")
    base = _BASES.get(digits[:2], 10)
    value = int(digits[2:] if base != 10 else digits, base)
    return -value if text.startswith("-") else value
