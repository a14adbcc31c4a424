"""The links that a body defines, for the parts of it that tags hold and that are read apart."""

from __future__ import annotations

import re

MAXIMUM_DEFINED = 1_000_000
"""How many characters of definitions the parts of one body are given together: each reads its own."""

_DEFINITION = re.compile(r"^ {0,3}\[((?!\^)[^\[\]\n]{1,200})\]:[ \t]*\S[^\n]*$", re.MULTILINE)
_LABEL = re.compile(r"\[([^\[\]]{1,200})\]")


def find_definitions(text: str) -> dict[str, str]:
    """Return the lines of ``text`` that define links (CommonMark 0.31, section 4.7), by their labels; the first of each counts."""
    definitions: dict[str, str] = {}
    for line in _DEFINITION.finditer(text):
        definitions.setdefault(_normalised(line[1]), line[0])
    return definitions


def with_definitions(text: str, definitions: dict[str, str]) -> str:
    """Return ``text``, and behind it those of ``definitions`` that links in it may refer to."""
    labels = dict.fromkeys(map(_normalised, _LABEL.findall(text))) if definitions else ()
    needed = [definitions[label] for label in labels if label in definitions]
    return "\n".join([text, "", *needed]) if needed else text


def _normalised(label: str) -> str:
    return " ".join(label.split()).casefold()
