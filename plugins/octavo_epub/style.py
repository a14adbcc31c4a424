"""The style sheet of a book: its own, and the user's behind it, which may name no file."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from octavo.errors import OptionError

_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})[ \t\n]?|(.))", re.DOTALL)
_TOKEN = re.compile(
    r"""
      /\*.*?(?:\*/|\Z)
    | (?P<rule>@import(?![\w-]))
    | url\(\s*+(?P<address>[^\s"')](?:\\.|[^\\)])*+)\)?
    | (?P<string>"(?:\\.|[^\\"\n])*+"?|'(?:\\.|[^\\'\n])*+'?)
    | (?P<open>[\w-]*+\()
    | (?P<close>\))
    | [\w-]++|\\.
    """,
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
_NAMING = frozenset(["url(", "src(", "image(", "image-set(", "-webkit-image-set("])
"""The functions of CSS in which a string names a file."""
_WITHIN = ("data:", "#")
_MOST_SHOWN = 60


def style_sheet(more: str) -> bytes:
    """Return the book's style sheet, with the rules ``more`` behind its own; raises OptionError if those name a file.

    What they named would not be in the book.
    """
    if named := _named_file(more):
        raise OptionError(f"the style names a file: {named[:_MOST_SHOWN]!r}", "write data: URLs, and no @import")
    return _own() + more.encode("utf-8", "ignore")


@cache
def _own() -> bytes:
    return files("octavo_epub").joinpath("style.css").read_bytes()


def _named_file(style: str) -> str:
    """Return the first piece of ``style`` that names a file, as CSS Syntax 3 understands it; "" if none does."""
    functions: list[str] = []
    for token in _TOKEN.finditer(_resolved(style)):
        around = functions[-1] if functions else ""
        match token.lastgroup:
            case "rule":
                return token[0]
            case "address" if not _is_within(token["address"]):
                return token[0]
            case "string" if around.lower() in _NAMING and not _is_within(token[0][1:]):
                return around + token[0]
            case "open":
                functions.append(token[0])
            case "close" if functions:
                functions.pop()
    return ""


def _is_within(address: str) -> bool:
    return address.lstrip().lower().startswith(_WITHIN)


def _resolved(style: str) -> str:
    r"""Return ``style`` with the letters that stand there as escapes (``u\72l``); others could look like marks of CSS."""
    return _ESCAPE.sub(_letter, re.sub(r"\r\n?|\f", "\n", style))


def _letter(escape: re.Match[str]) -> str:
    code, plain = escape.groups()
    meant = chr(min(int(code, 16), 0x10FFFF)) if code else plain
    return meant if meant.isascii() and (meant.isalpha() or meant == "-") else escape[0]
