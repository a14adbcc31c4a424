"""Facts about writing systems: where no space stands between words, and which way a line runs."""

from __future__ import annotations

import re
from functools import cache, lru_cache

SPACELESS = (
    "\u2e80-\u303e\u3041-\u30ff\u3105-\u312f\u31a0-\u31bf\u31c0-\u31ef\u31f0-\u321e\u3220-\u4dbf\u4e00-\ua4cf"
    "\uf900-\ufaff\ufe10-\ufe1f\ufe30-\ufe6f\uff01-\uff9f\uffe0-\uffe6\U0001b000-\U0001b2ff\U00020000-\U0003fffd"
)
"""The inside of a regular expression's class: characters of Chinese, Japanese and Yi, whose words stand
without spaces, with their punctuation. Hangul is not among them: Korean parts its words by spaces."""

_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "ps", "sd", "ug", "ur", "yi"})
_RIGHT_TO_LEFT_SCRIPTS = frozenset({"adlm", "arab", "aran", "hebr", "nkoo", "rohg", "samr", "syrc", "thaa"})


def is_spaceless(character: str) -> bool:
    """Return whether ``character`` belongs to a script that parts its words by no spaces."""
    return character >= SPACELESS[0] and _spaceless().match(character) is not None


@cache
def _spaceless() -> re.Pattern[str]:
    """Most pages in an alphabet need none of it, and it takes long to compile."""
    return re.compile(f"[{SPACELESS}]")


def is_joined(left: str, right: str) -> bool:
    """Return whether a line break between the texts ``left`` and ``right`` is no space.

    So it is between two characters of spaceless scripts (CSS Text 4, segment break transformation).
    """
    return is_spaceless(left[-1:]) and is_spaceless(right[:1])


def join_lines(text: str) -> str:
    """Return ``text`` without the line breaks that stand between characters of spaceless scripts."""
    if "\n" not in text:
        return text
    first, *rest = text.split("\n")
    pieces = [first]
    for line in rest:
        before, behind = pieces[-1].rstrip(" \t"), line.lstrip(" \t")
        if is_joined(before, behind):
            pieces[-1:] = before, behind
        else:
            pieces += "\n", line
    return "".join(pieces)


@lru_cache(maxsize=64)
def direction(language: str) -> str:
    """Return "rtl" or "ltr", the direction in which the BCP 47 tag ``language`` is written; its script decides."""
    first, *rest = language.lower().replace("_", "-").split("-")
    scripts = [subtag for subtag in rest[:2] if len(subtag) == 4 and subtag.isalpha()]
    is_right_to_left = scripts[0] in _RIGHT_TO_LEFT_SCRIPTS if scripts else first in _RIGHT_TO_LEFT
    return "rtl" if is_right_to_left else "ltr"
