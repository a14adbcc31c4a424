"""Finds the tags in a body, and what protects the text around them.

Hexo takes its tags out before the Markdown is rendered, so they are found in the text itself.
Fenced code, code spans, ``<pre>``, ``<code>``, scripts and comments protect what is in them, as does
``{% raw %}``. What is not closed is literal. The text is gone through once, from left to right.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from typing import Literal

import msgspec

from octavo_hexo.tags.declaration import Content

PieceKind = Literal["tag", "raw", "comment", "expression"]

_START = re.compile(
    r"^(?P<quote>(?:[ \t]|>|[-*+][ \t]|\d{1,9}[.)][ \t])*)(?P<fence>`{3,}(?=[^`\n]*$)|~{3,})"
    r"|(?P<ticks>\\?`+)|(?P<comment><!--)|<(?P<element>pre|code|script|style|textarea)\b[^<>]*>"
    r"|\{(?P<mark>[%{#])",
    re.MULTILINE | re.IGNORECASE,
)
_TAG = re.compile(r"-?\s*(?P<name>[A-Za-z_][\w.-]*)(?P<text>.*)", re.DOTALL)
_TICKS = re.compile(r"`+")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_MAXIMUM_TAG = 4000
_QUOTES = re.compile(r"\"[^\"]*\"|'[^']*'")


class Piece(msgspec.Struct, frozen=True):
    """What was found at ``start`` to ``end``: a tag with its name and text, with its content if it has an end.

    ``content`` is where the content of a block or of ``{% raw %}`` stands, or None.
    """

    kind: PieceKind
    start: int
    end: int
    name: str = ""
    text: str = ""
    content: tuple[int, int] | None = None


def find_pieces(text: str, contents: Mapping[str, Content], *, markdown: bool) -> list[Piece]:
    """Return the outermost pieces of ``text`` in order; those in a block's content are not among them.

    ``contents`` says for each known tag what may stand in it. With ``markdown`` fences and code
    spans protect their content.
    """
    return _paired(list(_Scanner(text, contents, markdown=markdown).pieces()), contents)


class _Scanner:
    """Goes through the text; what has no closer is remembered, so that it is looked for only once."""

    def __init__(self, text: str, contents: Mapping[str, Content], *, markdown: bool) -> None:
        self.text = text
        self.contents = contents
        self.markdown = markdown
        self.missing: set[str] = set()
        self.runs: dict[int, list[int]] = {}
        self.blanks: list[int] = []
        if markdown and "`" in text:
            self.blanks = [match.start() for match in _BLANK_LINE.finditer(text)]
            for run in _TICKS.finditer(text):
                self.runs.setdefault(len(run.group()), []).append(run.start())

    def pieces(self) -> Iterator[Piece]:
        position = 0
        while start := _START.search(self.text, position):
            if start["mark"]:
                piece = self.piece(start)
                if piece:
                    yield piece
                position = piece.end if piece else start.end()
            else:
                position = self.after_protected(start)

    def after_protected(self, start: re.Match[str]) -> int:
        """Where the text goes on behind code or a comment that begins at ``start``."""
        if start["comment"]:
            return self.after("-->", start.end())
        if start["element"]:
            return self.after_element(start["element"].lower(), start.end())
        if not self.markdown or (start["ticks"] or "").startswith("\\"):
            return start.end()
        return self.after_fence(start) if start["fence"] else self.after_span(start)

    def after(self, closer: str, position: int) -> int:
        """Where ``closer`` ends, or ``position`` if there is none."""
        if closer in self.missing:
            return position
        found = self.text.find(closer, position)
        if found < 0:
            self.missing.add(closer)
            return position
        return found + len(closer)

    def after_element(self, name: str, position: int) -> int:
        if name in self.missing:
            return position
        closer = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(self.text, position)
        if closer is None:
            self.missing.add(name)
            return position
        return closer.end()

    def after_fence(self, start: re.Match[str]) -> int:
        fence = start["fence"]
        closer = re.compile(rf"^[ \t>]*{fence[0]}{{{len(fence)},}}[ \t]*$", re.MULTILINE)
        found = closer.search(self.text, start.end())
        return found.end() if found else len(self.text)

    def after_span(self, start: re.Match[str]) -> int:
        length, end = len(start["ticks"]), start.end()
        runs = self.runs.get(length, [])
        index = bisect_left(runs, end)
        blank = bisect_left(self.blanks, end)
        limit = self.blanks[blank] if blank < len(self.blanks) else len(self.text)
        return runs[index] + length if index < len(runs) and runs[index] < limit else end

    def piece(self, start: re.Match[str]) -> Piece | None:
        mark = start["mark"]
        inner = start.end()
        if mark == "#":
            end = self.after("#}", inner)
            return Piece("comment", start.start(), end) if end > inner else None
        if mark == "{":
            end = self.text.find("}}", inner, inner + _MAXIMUM_TAG) + 2
            return Piece("expression", start.start(), end) if end > inner else None
        end = self.tag_end(inner)
        if end < 0:
            return None
        found = _TAG.fullmatch(self.text[inner : end - 2].removesuffix("-"))
        return self.tag(found, start.start(), end) if found else None

    def tag_end(self, position: int) -> int:
        """Where the ``%}`` ends that closes a tag, or -1: before another tag begins there must be one.

        One within quotes does not count, if the quotes are closed.
        """
        following = self.text.find("{%", position, position + _MAXIMUM_TAG)
        limit = following if following >= 0 else position + _MAXIMUM_TAG
        first = end = self.text.find("%}", position, limit) + 2
        for _ in range(3):
            inner = _QUOTES.sub("", self.text[position:end])
            if end <= position or ("'" not in inner and '"' not in inner):
                break
            end = self.text.find("%}", end, limit) + 2
        end = end if end > position else first
        return end if end > position else -1

    def tag(self, found: re.Match[str], start: int, end: int) -> Piece:
        name, text = found["name"], found["text"].strip()
        if name == "raw" or self.contents.get(name) == "verbatim":
            closer = self.end_tag(name, end)
            if closer:
                kind: PieceKind = "raw" if name == "raw" else "tag"
                return Piece(kind, start, closer.end(), name, text, (end, closer.start()))
        return Piece("tag", start, end, name, text)

    def end_tag(self, name: str, position: int) -> re.Match[str] | None:
        if "end" + name in self.missing:
            return None
        found = re.compile(rf"\{{%-?\s*end{re.escape(name)}\b[^%]*%\}}").search(self.text, position)
        if found is None:
            self.missing.add("end" + name)
        return found


def _paired(pieces: list[Piece], contents: Mapping[str, Content]) -> list[Piece]:
    """``pieces`` with each block from its opener to its end as one; a block without an end has no content."""
    ends = _match_ends(pieces, contents)
    result: list[Piece] = []
    index = 0
    while index < len(pieces):
        piece = pieces[index]
        end = ends.get(index)
        if end is not None:
            closer = pieces[end]
            piece = Piece("tag", piece.start, closer.end, piece.name, piece.text, (piece.end, closer.start))
        result.append(piece)
        index = (index if end is None else end) + 1
    return result


def _match_ends(pieces: list[Piece], contents: Mapping[str, Content]) -> dict[int, int]:
    """For the index of each block's opener that of its end; an end closes the last opener of its name."""
    ends: dict[int, int] = {}
    stack: list[int] = []
    opened: dict[str, int] = {}
    for index, piece in enumerate(pieces):
        name = piece.name.removeprefix("end")
        if piece.kind != "tag" or piece.content is not None:
            continue
        if contents.get(piece.name) == "body":
            stack.append(index)
            opened[piece.name] = opened.get(piece.name, 0) + 1
        elif piece.name.startswith("end") and opened.get(name):
            opener = stack.pop()
            while pieces[opener].name != name:
                opened[pieces[opener].name] -= 1
                opener = stack.pop()
            opened[name] -= 1
            ends[opener] = index
    return ends
