"""Elements that are blocks of their own, or hold such: divisions, headings, quotations, figures, details."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree

from octavo.model import Attributes, BlockQuote, Div, Figure, Heading, Inlines, Paragraph, Span
from octavo_html.builder import Builder
from octavo_html.code import visit_pre
from octavo_html.walking import (
    LONGEST_REMEMBERED,
    NO_ATTRIBUTES,
    attributes_of,
    blocks_of,
    holds,
    inlines_of,
    mark,
    visit,
)

_CODE_FIGURE = re.compile(r"\bhighlight\b|(?:^|\s)code(?:\s|$)")
_ADMONITION = re.compile(r"(?:^|\s)(?:admonition|markdown-alert|custom-block|details)(?:\s|$)")
_KIND = re.compile(
    r"\b(?:markdown-alert-)?(admonition|details|note|info|tip|success|important|warning|caution|danger|error|question|bug|example|quote|abstract|todo|failure)\b"
)
_CODE_CLASSES = re.compile(r"\b(?:highlight|codehilite|sourceCode|prism-code)\b")


def visit_block(element: etree._Element, builder: Builder) -> None:
    """Take an element that parts what it holds from what stands around it."""
    if builder.page.marked:
        _visit_marked_block(element, builder)
    elif len(element):
        builder.flush()
        visit(element, builder)
        builder.flush()
    else:
        builder.paragraph(element.text or "")


def _visit_marked_block(element: etree._Element, builder: Builder) -> None:
    builder.flush()
    if builder.page.languages and (element.get("dir") or element.get("lang")):
        _visit_language_block(element, builder)
        return
    if builder.page.referenced:
        mark(element, builder)
    visit(element, builder)
    builder.flush()


def _visit_language_block(element: etree._Element, builder: Builder) -> None:
    attributes = attributes_of(element)
    if attributes is NO_ATTRIBUTES or attributes == builder.page.language:
        mark(element, builder)
        visit(element, builder)
        builder.flush()
        return
    outer, builder.page.language = builder.page.language, attributes
    blocks = blocks_of(element, builder)
    builder.page.language = outer
    if blocks:
        mark(element, builder)
        builder.block(Div(blocks, attributes))


def _visit_admonition(element: etree._Element, builder: Builder) -> None:
    classes = tuple(dict.fromkeys(_KIND.findall((element.get("class") or "").lower())))
    title = element.get("data-title")
    blocks = blocks_of(element, builder)
    builder.flush()
    name = "summary" if classes == ("details",) else "title"
    head = (Paragraph((Span((title,), Attributes(classes=(name,))),)),) if title else ()
    if head or blocks:
        mark(element, builder)
        marks = classes if classes == ("details",) else ("admonition", *(one for one in classes if one != "admonition"))
        builder.block(Div((*head, *blocks), Attributes(classes=marks)))


def visit_div(element: etree._Element, builder: Builder) -> None:
    """Take ``div``: an admonition, the frame of code, or a mere block."""
    classes = element.get("class")
    role = (_known_role if len(classes) <= LONGEST_REMEMBERED else _role)(classes) if classes else ""
    if role == "admonition":
        _visit_admonition(element, builder)
    elif role == "code" and holds(element, "pre"):
        visit_pre(element, builder)
    else:
        visit_block(element, builder)


def _role(classes: str) -> str:
    """Return what a ``div`` with these ``classes`` is: "admonition", "code" or ""."""
    return "admonition" if _ADMONITION.search(classes) else "code" if _CODE_CLASSES.search(classes) else ""


_known_role = lru_cache(maxsize=4096)(_role)  # pages repeat a few classes


def visit_heading(element: etree._Element, builder: Builder) -> None:
    """Take ``h1`` to ``h6``."""
    children = inlines_of(element, builder)
    builder.flush()
    if children:
        builder.block(Heading(int(element.tag[1]), children, element.get("id") or ""))


def visit_quote(element: etree._Element, builder: Builder) -> None:
    """Take ``blockquote``; a ``footer`` at its end says whom it quotes."""
    blocks = blocks_of(element, builder)
    builder.flush()
    mark(element, builder)
    attribution: Inlines = ()
    last = element[-1] if len(element) else None
    if last is not None and last.tag == "footer" and not (last.tail or "").strip():
        attribution = inlines_of(last, builder)
        builder.page.skipped.add(last)
        blocks = blocks_of(element, builder)
    builder.block(BlockQuote(blocks, attribution))


def visit_figure(element: etree._Element, builder: Builder) -> None:
    """Take ``figure`` with its ``figcaption``; one without is what it holds."""
    if _CODE_FIGURE.search(element.get("class") or "") and holds(element, "pre"):
        visit_pre(element, builder)
        return
    caption = _taken_out(element, "figcaption", builder)
    blocks = blocks_of(element, builder)
    builder.flush()
    mark(element, builder)
    if not caption:
        for block in blocks:
            builder.block(block)
    elif blocks:
        builder.block(Figure(blocks, caption))
    else:
        builder.block(Paragraph(caption))


def visit_details(element: etree._Element, builder: Builder) -> None:
    """Take ``details`` with its ``summary``."""
    title = _taken_out(element, "summary", builder)
    blocks = blocks_of(element, builder)
    builder.flush()
    mark(element, builder)
    head = (Paragraph((Span(title, Attributes(classes=("summary",))),)),) if title else ()
    if head or blocks:
        builder.block(Div((*head, *blocks), Attributes(classes=("details",))))


def _taken_out(element: etree._Element, tag: str, builder: Builder) -> Inlines:
    """Return what the first child of ``element`` called ``tag`` holds; in the flow it is skipped from now on."""
    child = next(element.iterchildren(tag), None)
    if child is None:
        return ()
    inlines = inlines_of(child, builder)
    builder.page.skipped.add(child)
    return inlines
