"""The sheet that a tree is written on: what is on it so far, and what all writers of nodes use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from octavo.model import (
    AnyNode,
    Attributes,
    Blocks,
    Div,
    Heading,
    Math,
    MathBlock,
    Paragraph,
    RawBlock,
    RawInline,
    Span,
)
from octavo.plugin import Context
from octavo.walk import walk
from octavo_html.formulas import FormulaError, make_mathml
from octavo_html.markup import attribute, escape, is_xml, make_name

NodeWriter = Callable[[Any, "Sheet"], None]

LONGEST_TEXT = 2_000_000
"""How many characters of text stand in one element; longer ones are parted by :func:`long_text`."""


class Sheet(msgspec.Struct):
    """The state of writing one tree, ``blocks``: what was written, ids, footnotes."""

    context: Context
    blocks: Blocks = ()
    epub: bool = False
    xml: bool = False
    highlight: bool = False
    mathml: bool = False
    code_way: str = ""
    """The attribute that sets code from left to right, "" where all text runs so."""
    writers: Mapping[type, NodeWriter] = msgspec.field(default_factory=dict)
    """How each node is written; it comes with the sheet, since the writers themselves write what their nodes hold."""
    out: list[str] = msgspec.field(default_factory=list)
    notes: list[Blocks] = msgspec.field(default_factory=list)
    used: set[str] = msgspec.field(default_factory=set)
    linked: set[int] = msgspec.field(default_factory=set)
    in_link: bool = False
    _targets: frozenset[str] | None = None

    @property
    def targets(self) -> frozenset[str]:
        """The ids in the tree, gathered when a link within it asks for them."""
        if self._targets is None:
            self._targets = frozenset(_ids(self.blocks))
        return self._targets

    def name(self, id: str) -> str:
        """Return ``id`` as it stands in the page: as it is, unless it has spaces or the page goes into an EPUB."""
        return make_name(id) if self.epub or len(id.split()) != 1 else id

    def id(self, id: str) -> str:
        """Return `` id="..."`` for an id of the tree, once; "" when there is none, or it is taken."""
        name = self.name(id) if id else ""
        if not name or name in self.used:
            return ""
        self.used.add(name)
        return attribute("id", name)


def _ids(blocks: Blocks) -> Iterable[str]:
    for node in walk(blocks):
        match node:
            case Heading(id=id) if id:
                yield id
            case Div(attributes=attributes) | Span(attributes=attributes) if attributes.id:
                yield attributes.id


def write_blocks(blocks: Iterable[AnyNode], sheet: Sheet) -> None:
    """Write ``blocks`` one after the other."""
    for block in blocks:
        sheet.writers[type(block)](block, sheet)


def write_inlines(inlines: Iterable[AnyNode], sheet: Sheet) -> None:
    """Write ``inlines`` one after the other."""
    add = sheet.out.append
    for node in inlines:
        kind = type(node)
        if kind is str:
            add(escape(node) if len(node) < LONGEST_TEXT else long_text(node))  # type: ignore[arg-type]  # it is a str
        else:
            sheet.writers[kind](node, sheet)


def long_text(text: str) -> str:
    """Return a text that parsers of XML refuse as one node (libxml2: over 10 MB) as several."""
    pieces = (text[start : start + LONGEST_TEXT] for start in range(0, len(text), LONGEST_TEXT))
    return "".join(f"<span>{escape(piece)}</span>" for piece in pieces)


def attributes_of(own: Attributes, sheet: Sheet) -> str:
    """Return the attributes of the element of a Div or Span that has ``own``, each after a space."""
    classes = attribute("class", " ".join(own.classes))
    language = attribute("lang", own.language) + (attribute("xml:lang", own.language) if sheet.epub else "")
    title = attribute("title", own.data.get("title", ""))
    return sheet.id(own.id) + classes + language + attribute("dir", own.direction) + title


def write_flow(blocks: Blocks, sheet: Sheet, *, tight: bool) -> None:
    """Write ``blocks``; in a tight list or a cell the paragraphs' own elements are left out."""
    for block in blocks:
        if tight and isinstance(block, Paragraph):
            write_inlines(block.children, sheet)
        else:
            sheet.writers[type(block)](block, sheet)


def mathml_of(node: Math | MathBlock, sheet: Sheet) -> str:
    """Return a formula as MathML, or "" when it stays as TeX."""
    if not sheet.mathml:
        return ""
    try:
        return make_mathml(node.tex, display=isinstance(node, MathBlock))
    except FormulaError as error:
        message = f"the formula {node.tex[:60]!r} stays as TeX: {error}"
        sheet.context.notice("formula-not-converted", message, severity="info")
        return ""


def write_raw(node: RawInline | RawBlock, sheet: Sheet) -> None:
    """Write what is meant for HTML alone as it stands, if that can be; what is meant for others is left out."""
    if node.format == "html" and (not sheet.xml or is_xml(node.text)):
        sheet.out.append(node.text)
    else:
        sheet.context.notice("raw-dropped", f"text for {node.format} alone is left out")
