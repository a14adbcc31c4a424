"""The Builder: takes text, inline and block nodes in document order, and makes paragraphs of them.

HTML mixes blocks and inlines freely; the model does not. A Builder keeps the inline elements that
are open; when a block begins, what was gathered becomes a paragraph and the inline elements are
opened again behind it. White space is collapsed as CSS Text 4 (section 4.1) says, with one
difference that no reader sees: a space at the edge of an inline element is moved out of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

import msgspec
from lxml import etree

from octavo.model import (
    MAXIMUM_DEPTH,
    Attributes,
    Block,
    Blocks,
    Heading,
    Inline,
    Inlines,
    LineBreak,
    Paragraph,
    Span,
)
from octavo.plugin import Context
from octavo.script import is_joined
from octavo_html.runs import are_line_breaks, collapsed, merge, needs_no_trim, trim

Make = Callable[[Inlines], Inline]
_Open = tuple[Make, list[Inline]]
"""An inline element that is open: how its node is made, and what the one around it holds before it."""

_LINE_BREAK = LineBreak()
_LINE_NUMBER = re.compile(r"\d{1,9}")

SPACE = " \t\n\r\f"
_INVISIBLE = " \t\n\r\f\u00a0\u200b\u200c\u200d\u2060\ufeff"


class Page(msgspec.Struct):
    """What all Builders of one source share."""

    context: Context
    first_line: int
    handlers: Mapping[object, Callable[[etree._Element, Builder], None]]
    unknown: Callable[[etree._Element, Builder], None]
    tidy: bool
    maximum_cells: int = 1_000_000
    maximum_level: int = 150
    cells: int = 0  # of the innermost table that is open, with those that its cells span
    language: Attributes = msgspec.field(default_factory=Attributes)
    dollars: bool = False
    fragments: dict[str, str] = msgspec.field(default_factory=dict)  # of links within the page, and the ids they mean
    referenced: frozenset[str] = frozenset()
    languages: bool = True  # whether an element has a language or direction of its own
    marked: bool = True  # whether that is so, or links lead to elements
    notes: dict[str, etree._Element] = msgspec.field(default_factory=dict)
    read_notes: set[str] = msgspec.field(default_factory=set)
    open_notes: set[str] = msgspec.field(default_factory=set)
    repeated_notes: int = 0
    repeated_size: int = 0
    skipped: set[etree._Element] = msgspec.field(default_factory=set)
    level: int = 0

    def notice(self, code: str, message: str, element: etree._Element) -> None:
        """Tell the user what was lost at ``element``."""
        line = _source_line(element) + self.first_line - 1
        self.context.notice(code, message, position=line)


def _source_line(element: etree._Element) -> int:
    """Return the line that ``element`` began on: as the Markdown reader marked it, or the parser."""
    for one in (element, *element.iterancestors()):
        marked = one.get("data-source-line") if isinstance(one.tag, str) else None
        if marked and _LINE_NUMBER.fullmatch(marked):
            return int(marked)
    line: object = element.sourceline
    return line if isinstance(line, int) else 1


class Builder:
    """Gathers one container's content."""

    __slots__ = ("_breaks", "_open", "_run", "_space", "blocks", "depth", "last", "page", "room")

    def __init__(self, page: Page, wrappers: Sequence[Make] = (), depth: int = 2) -> None:
        self.page = page
        self.depth = depth
        self.blocks: list[Block] = []
        self._open: list[_Open] = [(make, []) for make in wrappers] if wrappers else []
        self.room = MAXIMUM_DEPTH - 4 - depth - len(self._open)  # how many elements may still be nested in it
        self._run: list[Inline] = []  # what the innermost inline element holds
        self._space = ""  # white space that is due before the next text
        self.last = ""  # the last character; "" at the start of a line
        self._breaks = 0  # line breaks since the last content

    def nested(self) -> Builder:
        """Return a Builder for the content of a block within this one; open inlines go on in it."""
        wrappers = [make for make, _ in self._open] if self._open else ()
        return Builder(self.page, wrappers, self.depth + 2)

    def text(self, text: str) -> None:
        """Take a piece of text as it stands in the source."""
        body = text.strip(SPACE)
        if not body:
            if self.last:
                self._space += text
            return
        space = self._space
        if len(body) < len(text):
            start = text.index(body[0])
            space += text[:start]
            self._space = text[start + len(body) :]
        elif space:
            self._space = ""
        body = collapsed(body)
        if space and self.last and not ("\n" in space and is_joined(self.last, body)):
            self._put_space()
        self._run.append(body)
        self.last = body[-1]
        self._breaks = 0

    def paragraph(self, text: str) -> None:
        """Take a block that holds nothing but ``text``."""
        self.flush()
        if self._run or self._open:
            self.text(text)
            self.flush()
            return
        words = words_of(text, self.page)
        if words:
            self.blocks.append(Paragraph((words,)))

    def _put_space(self) -> None:
        """Put a space into the innermost element that has content already."""
        if self._run:
            self._run.append(" ")
            return
        outer = [frame for _, frame in self._open]
        next((frame for frame in reversed(outer) if frame), outer[0] if outer else self._run).append(" ")

    def inline(self, node: Inline) -> None:
        """Take an inline node that is complete."""
        if self._space and self.last:
            self._put_space()
        self._space = ""
        self._run.append(node)
        self.last = "\ufffc"
        self._breaks = 0

    def anchor(self, id: str) -> None:
        """Take a place that links refer to."""
        self._run.append(Span((), Attributes(id=id)))

    def line_break(self) -> None:
        """Take a line break; a second one in a row parts paragraphs, where the page is tidied."""
        self._space = ""
        if not self.last and not self._breaks:
            return
        self._breaks += 1
        if self._breaks == 2 and self.page.tidy:
            self.flush()
            return
        self._run.append(_LINE_BREAK)
        self.last = ""

    def open(self, make: Make) -> None:
        """Begin an inline element; ``make`` builds its node from its children."""
        self._open.append((make, self._run))
        self.room -= 1
        self._run = []

    def close(self) -> None:
        """End the innermost inline element; one without content leaves nothing behind."""
        run = self._run
        make, self._run = self._open.pop()
        self.room += 1
        if not run:
            return
        if type(run[0]) is LineBreak and are_line_breaks(run):
            self._run += run
        else:
            self._run.append(make(merge(run)))

    def flush(self) -> None:
        """End the paragraph, if there is one; open inline elements go on behind it."""
        if not self._run and not self._open:
            return
        self._space = self.last = ""
        self._breaks = 0
        run = self._close_all() if self._open else self._run
        if run:
            self._run = []
            self._paragraph(run)

    def _close_all(self) -> list[Inline]:
        """Return the content so far, within the elements that are open, which begin anew."""
        run, self._run = self._run, []
        for make, frame in reversed(self._open):
            run = frame + (_wrap(make, run) if run else [])
        self._open = [(make, []) for make, _ in self._open]
        return run

    def _paragraph(self, run: list[Inline]) -> None:
        if len(run) == 1 and needs_no_trim(run[0]):
            if not self.page.tidy or self._shows(run[0]):
                self.blocks.append(Paragraph((run[0],)))
            return
        children = trim(run)
        if not children:
            return
        first = children[0]
        if _is_anchor(first) and all(map(_is_anchor, children)):
            self._put_back(children)  # anchors wait for what they stand before
        elif self._shows(first) or any(map(self._shows, children)):
            self.blocks.append(Paragraph(merge(children)))

    def _shows(self, node: Inline) -> bool:
        """Return whether a paragraph that holds ``node`` has anything to show."""
        return type(node) is not str or bool(node.strip(_INVISIBLE if self.page.tidy else SPACE))

    def _outermost(self) -> list[Inline]:
        """Return what the container itself holds."""
        return self._open[0][1] if self._open else self._run

    def _put_back(self, anchors: list[Inline]) -> None:
        self._outermost()[:0] = anchors

    def _take_anchors(self) -> list[Inline]:
        """Return the anchors that wait for a block, and forget them."""
        outermost = self._outermost()
        anchors = outermost[:]
        if anchors:
            outermost.clear()
        return anchors

    def block(self, node: Block) -> None:
        """Take a block that is complete."""
        self.flush()
        anchors = self._take_anchors()
        if anchors and isinstance(node, Heading) and not node.id and isinstance(anchors[0], Span):
            node = Heading(node.level, node.children, anchors.pop(0).attributes.id)  # type: ignore[union-attr]  # checked above
        if anchors:
            self.blocks.append(Paragraph(tuple(anchors)))
        self.blocks.append(node)

    def finish(self) -> Blocks:
        """End the container and return its blocks."""
        self.flush()
        anchors = self._take_anchors()
        if anchors:
            self.blocks.append(Paragraph(tuple(anchors)))
        return tuple(self.blocks)


def words_of(text: str, page: Page) -> str:
    """Return what a paragraph of nothing but ``text`` says, "" if there is nothing to show."""
    words = collapsed(text.strip(SPACE))
    return "" if page.tidy and not words.strip(_INVISIBLE) else words


def _is_anchor(node: Inline) -> bool:
    return type(node) is Span and not node.children and bool(node.attributes.id)


def _wrap(make: Make, frame: list[Inline]) -> list[Inline]:
    """Return ``frame`` within its element; line breaks alone stay bare."""
    return frame if are_line_breaks(frame) else [make(merge(frame))]
