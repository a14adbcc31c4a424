"""The info string of a fence: language, caption, marked lines, in the forms that Hexo and others use."""

from __future__ import annotations

import re

import msgspec

from octavo.limits import marked_lines

_LANGUAGE = re.compile(r"\s*\{?\.?([^\s{}:,=]*)(?::([^\s{}]+\.[^\s{}]+))?[,}]?\s*")
_MARKED = re.compile(r"(?:\bmark:|\bhl_lines=|\{)\s*[\"']?([\d,\s-]+)[\"']?\}?")
_TITLE = re.compile(r"""\b(?:title|filename|caption|name)\s*[=:]\s*(?:"([^"]*)"|'([^']*)'|(\S+))""")
_SETTING = re.compile(
    r"(?<![\w-])[\w-]++[:=](?!//)(?:\"[^\"]*\"|'[^']*'|\S*)|\{[^{}]*+\}|(?<!\S)=\d+|\b(?:showLineNumbers|linenums|numberLines)\b"
)
_URL = re.compile(r"(?<!\S)(?:https?://|/)\S+")
_LONGEST_RANGE = 40
"""Characters; Python makes no number of some thousand digits."""


class Fence(msgspec.Struct, frozen=True):
    """What an info string says."""

    language: str = ""
    caption: str = ""
    url: str = ""
    link_text: str = ""
    highlighted: tuple[int, ...] = ()


def read_info(info: str) -> Fence:
    """Return what ``info`` says: Hexo's ``lang caption url linktext mark:1,3-4``, or ``lang {1,3} title="x"``."""
    match = _LANGUAGE.match(info)
    if match is None:
        return Fence()
    rest = info[match.end() :]
    if info.lstrip().startswith("{") and "}" in rest:  # pandoc's attributes: only the first class is the language
        rest = rest[rest.index("}") + 1 :]
    highlighted = tuple(line for found in _MARKED.finditer(info) for line in read_lines(found.group(1)))
    title = _TITLE.search(rest)
    caption = next((group for group in title.groups() if group), "") if title else match.group(2) or ""
    words = _SETTING.sub(" ", rest)
    url = _URL.search(words)
    named = (words[: url.start()].strip() or caption) if url else ""
    if url and named:  # without words before it an address is the caption, as Hexo has it
        return Fence(match.group(1), named, url.group(), words[url.end() :].strip(), highlighted)
    return Fence(match.group(1), caption or " ".join(words.split()), "", "", highlighted)


def read_lines(text: str) -> tuple[int, ...]:
    """Return the line numbers that ``1,3-5`` names, the first 10,000 of them."""
    return marked_lines(map(_range, text.split(",")))


def _range(piece: str) -> range:
    first, _, last = piece.strip().partition("-")
    if not first.isdecimal() or len(piece) > _LONGEST_RANGE:
        return range(0)
    end = int(last) if last.strip().isdecimal() else int(first)
    return range(int(first), end + 1)
