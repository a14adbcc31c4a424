"""Lines of reStructuredText: how wide they are, how they begin, and directives."""

from __future__ import annotations

import re
from collections.abc import Iterable
from textwrap import indent
from unicodedata import east_asian_width

_MARKUP = re.compile(r"[-+/:•‣⁃—](?!\w+:`)|\.\.|>>>|\(?[\w#]+[.)](\s|$)|([!-/:-@[-^{-~])(\2| )*$")
"""What at the start of a line makes it anything but text."""


def width(text: str) -> int:
    """Return the columns that ``text`` takes."""
    return sum(1 + (east_asian_width(character) in "WF") for character in text)


def start(text: str) -> str:
    """Return ``text`` so that its first characters are no markup of a block, and its last ones none of code."""
    return re.sub(r"::$", ":\\:", ("\\ " if text[0] == "\\" else "\\") + text if _MARKUP.match(text) else text)


def class_names(names: Iterable[str]) -> str:
    """Return those of ``names`` that docutils takes for classes."""
    return " ".join(name for name in names if re.fullmatch(r"[A-Za-z][A-Za-z0-9-]*", name))


def directive(name: str, argument: str = "", options: Iterable[str] = (), content: str = "") -> str:
    """Return a directive of docutils with its ``argument``, its lines of ``options`` and its ``content``."""
    lines = [f".. {name}:: {argument}".rstrip(), *(f"   {option}" for option in options)]
    return "\n".join(lines) + (f"\n\n{indent(content, '   ')}" if content else "")
