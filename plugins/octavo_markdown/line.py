"""A line of Markdown: its pieces are gathered, then its emphasis is settled."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any, Literal

import msgspec

from octavo.model import Code, Image, Inlines, Link, Math, Span
from octavo.walk import walk
from octavo_markdown.edges import has_break_at_edge, move_spaces
from octavo_markdown.emphasis import FORMS, Wish, resolve
from octavo_markdown.escaping import PAIRED, escape_text, split_runs
from octavo_markdown.neighbours import merged
from octavo_markdown.page import Page

Place = Literal["paragraph", "heading", "cell"]

_NOTE = re.compile(r"\[\^\d+\]")


class Root:
    """All inlines of a paragraph, whatever lines of it are written apart."""

    def __init__(self, nodes: Inlines) -> None:
        self._nodes = nodes

    @cached_property
    def pairs(self) -> str:
        """Those of PAIRED that have a partner."""
        return _have_partner(self._nodes)


class Line(msgspec.Struct):
    """Writes inlines that emphasis can reach across: a paragraph's, or those of one link.

    ``_works`` says that the marks of all wishes stand in the pieces and work, if no run is beside them.
    """

    page: Page
    place: Place
    root: Root
    in_link: bool = False
    pieces: list[str] = []
    _text: list[str] = []
    _wishes: list[Wish] = []
    _works: bool = True
    _runs: list[int] = []

    def write(self, nodes: Inlines) -> str:
        """Return ``nodes`` as Markdown."""
        self.add(nodes)
        self.flush()
        if self._wishes or len(self._runs) > 1:
            self._settle()
        return "".join(self.pieces)

    def _settle(self) -> None:
        if self.page.dialect.classes:  # Pandoc has rules of its own for what is a mark
            for place in self._runs:
                self.pieces[place] = "\\" + "\\".join(self.pieces[place])
            self._runs = []
        if self._runs or not self._works:
            resolve(self.pieces, self._wishes, self._runs, html=self.page.html)

    def add(self, nodes: Inlines) -> None:
        """Take ``nodes``; neighbours that are marked alike become one."""
        writers = self.page.inline_writers
        node: Any
        for node in merged(nodes) if len(nodes) > 1 else nodes:
            kind = type(node)
            if kind is str:
                self._text.append(node)
            else:
                writers[kind](self, node)

    def text(self, text: str) -> None:
        """Take what is to be escaped, together with the text on both sides of it."""
        self._text.append(text)

    def atom(self, text: str) -> None:
        """Take what is finished."""
        if self._text:
            self.flush()
        if text[:1] == "[" and self.pieces and self.pieces[-1].endswith(("!", "^")):
            last = self.pieces[-1]  # else the link would be an image, or a note
            self.pieces[-1] = f"{last[:-1]}\\{last[-1]}"
        self.pieces.append(text)

    def flush(self) -> None:
        """Escape the text that was gathered."""
        text = "".join(self._text)
        if not text:
            return
        self._text = []
        if text[0] in "(:" and self.pieces and _NOTE.fullmatch(self.pieces[-1]):
            self.pieces[-1] += "\\"  # else the reference to a note would be a link, or begin the note
        if not self.page.special.search(text):
            self.pieces.append(text)
        else:
            self._escape(text)

    def _escape(self, text: str) -> None:
        if "\r" in text:  # ends a line, too (CommonMark 0.31, 2.1), and is seen as such only as a line feed
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        pairs = self.root.pairs if "`" in text or "$" in text else ""
        in_table = self.place == "cell"
        text = escape_text(text, self.page.dialect, in_link=self.in_link, in_table=in_table, pairs=pairs)
        for index, piece in enumerate(split_runs(text)):
            if index % 2 and (piece[0] != "~" or self.page.dialect.strikethrough):
                self._runs.append(len(self.pieces))
            self.pieces.append(piece)

    def nested(self, nodes: Inlines) -> str:
        """Return ``nodes`` as the text of a link: its emphasis is apart from that around it."""
        return self.page.plain_text(nodes) or Line(self.page, self.place, self.root, in_link=True).write(nodes)

    def wish(self, nodes: Inlines, tag: str) -> None:
        """Take ``nodes`` between marks for the element ``tag``, one of those that have marks."""
        if tag == "del" and not self.page.dialect.strikethrough:
            self.tagged(nodes, "del")
        elif (text := self.page.plain_text(nodes)) and text.strip() == text:
            self._wish_text(text, tag)
        else:
            self._wish_any(nodes, tag)

    def _wish_text(self, text: str, tag: str) -> None:
        """Take ``text`` between marks; with letters at its edges they work whatever is around them, but for other marks."""
        if self._text:
            self.flush()
        words = text[0].isalnum() and text[-1].isalnum()
        if not words or (self._wishes and not any(self.pieces[self._wishes[-1].close + 1 :])):
            self._works = False
        place, mark = len(self.pieces), FORMS[tag][0]
        self.pieces += mark, text, mark
        self._wishes.append(Wish(tag, place, place + 2))

    def _wish_any(self, nodes: Inlines, tag: str) -> None:
        text, start, runs = self._text, len(self.pieces), len(self._runs)
        self.flush()
        before = len(self.pieces)
        self.pieces += ["", ""]  # white space that is moved out, and the mark
        self.add(nodes)
        self.flush()
        if not any(self.pieces[before:]):  # what stands around nothing is one text, and is escaped as one
            del self.pieces[start:], self._runs[runs:]
            self._text = text
            return
        self._works = False
        wish = Wish(tag, before + 1, len(self.pieces))
        self.pieces += ["", ""]
        if move_spaces(self.pieces, wish, " " if self.page.html else "\\\n"):
            if has_break_at_edge(self.pieces, wish) and self.page.html:
                wish.form = len(FORMS[tag]) - 1
            self._wishes.append(wish)

    def tagged(self, nodes: Inlines, tag: str, attributes: str = "") -> None:
        """Take ``nodes`` in an HTML element, or alone where there may be none."""
        if not self.page.keeps_html(tag):
            self.add(nodes)
            return
        self.atom(f"<{tag}{attributes}>")
        self.add(nodes)
        self.atom(f"</{tag}>")

    def bracketed(self, nodes: Inlines, attributes: str) -> None:
        """Take ``nodes`` in brackets with Pandoc's attributes."""
        self.atom(f"[{self.nested(nodes)}]{{{attributes}}}")


def _have_partner(nodes: Inlines) -> str:
    """Return those of PAIRED that ``nodes`` hold more than once, or that its code or formulas are marked by."""
    texts: list[str] = []
    found: set[str] = set()
    for node in walk(nodes):
        match node:
            case str():
                texts.append(node)
            case Code() | Math():
                found.update(PAIRED)
            case Image():
                texts += (node.alt, node.url, node.title)
            case Link():  # a mark before it ends in its destination or title too, and what is left of them is text
                texts += (node.url, node.title)
            case Span():
                texts += (node.attributes.id, node.attributes.language, node.attributes.data.get("title", ""))
            case _:
                pass
    text = "".join(texts)
    return "".join(sorted(character for character in PAIRED if character in found or text.count(character) > 1))
