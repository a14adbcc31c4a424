"""The arguments of a tag: words, quoted words, and the separators that themes prefer."""

from __future__ import annotations

import re

from octavo.limits import marked_lines

_ARGUMENT = re.compile(r""""((?:\\.|[^"\\])*)"(?=\s|$)|'((?:\\.|[^'\\])*)'(?=\s|$)|(\S+)""", re.DOTALL)
_ESCAPED = re.compile(r"\\([\\\"'])")
_URL = re.compile(
    r"(?:[a-z][a-z0-9+.-]{1,9}://|//|mailto:|tel:|/|\.{1,2}/|#)\S*|(?:www\.|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,6}(?=[/:?#]|$))\S*",
    re.IGNORECASE,
)
_WEB_ADDRESS = re.compile(r"(?<!\S)https?://\S+")
_SIZE = re.compile(r"(\d{1,5})(?:px)?")
_RANGE = re.compile(r"(\d{1,9})(?:-(\d{1,9}))?")


def split_arguments(text: str) -> tuple[str, ...]:
    """Return ``text`` split at white space; quotes group words, and are taken off."""
    return tuple(_argument(match) for match in _ARGUMENT.finditer(text))


def split_fields(text: str) -> tuple[str, ...]:
    """Return ``text`` split as themes do: at ``::`` where there is one, else at commas."""
    separator = "::" if "::" in text else ","
    return tuple(field.strip().strip("\"'") for field in text.split(separator))


def is_url(text: str) -> bool:
    """Return whether ``text`` looks like a URL or a path from the root of the site."""
    return _URL.fullmatch(text) is not None


def split_at_address(text: str) -> tuple[str, str, str]:
    """Return the words of ``text`` before its first address in the web, the address, "" if there is none, and those behind."""
    found = _WEB_ADDRESS.search(text)
    return (text[: found.start()].rstrip(), found[0], text[found.end() :].lstrip()) if found else (text, "", "")


def size(text: str) -> int | None:
    """Return the pixels that ``text`` (``300``, ``300px``) names, or None."""
    match = _SIZE.fullmatch(text)
    return int(match.group(1)) if match else None


def line_ranges(text: str) -> tuple[int, ...]:
    """Return the line numbers that ``1,4-7`` names, in order and 10,000 at most; what is no number is left out."""
    return tuple(sorted(set(marked_lines(map(_range, text.split(","))))))


def _range(piece: str) -> range:
    match = _RANGE.fullmatch(piece.strip())
    if match is None:
        return range(0)
    start, end = sorted((int(match[1]), int(match[2] or match[1])))
    return range(start, end + 1)


def _argument(match: re.Match[str]) -> str:
    double, single, bare = match.groups()
    return bare if bare is not None else _ESCAPED.sub(r"\1", double if double is not None else single)
