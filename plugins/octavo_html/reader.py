"""The reader of HTML: any fragment or page to the typed model, without a word lost."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from octavo.limits import check_bytes, passed
from octavo.model import Author, Document, Meta
from octavo.plugin import Context
from octavo.source import Source
from octavo_html import ReaderOptions
from octavo_html.builder import Builder, Page
from octavo_html.handlers import HANDLERS
from octavo_html.notes import find_notes
from octavo_html.parsing import encode, parse
from octavo_html.tags import cut_tags
from octavo_html.walking import MAXIMUM_LEVEL, visit, visit_unknown

_LINK_WITHIN = re.compile(rb"href\s*=[\s\"']*[#&]")
_LANGUAGE = re.compile(rb"lang\s*=")
_DIRECTION = re.compile(rb"dir\s*=")
"""What few pages have: one look at the text of each is faster than one at every element."""
_BLANK_LINE = re.compile(r"\n[ \t\u3000]*\n")
_BLOCK_TAG = re.compile(
    r"<(?:p|h[1-6]|ul|ol|table|pre|blockquote|br|section|article|li|td|figure|img)\b", re.IGNORECASE
)


def read(source: Source, options: ReaderOptions, context: Context) -> Document:
    """Return ``source`` as a Document; raises ReadError when it is larger than the limits."""
    check_bytes(source, options.maximum_bytes, "html")
    decoded = source.decode()
    for notice in decoded.notices:
        context.notice(notice.code, notice.message, severity=notice.severity, position=notice.position)
    if len(decoded.text) > options.maximum_tags and decoded.text.count("<") > options.maximum_tags:
        raise passed("maximum_tags", options.maximum_tags, "html", source)
    text = _with_paragraphs(decoded.text) if options.tidy else decoded.text
    text = _cut_tags(text, options.maximum_attributes, source.first_line, context)
    data = encode(text, tidy=options.tidy)
    root = parse(data, context)
    if root is None:
        return Document(name=source.name)
    level = min(options.maximum_depth, MAXIMUM_LEVEL)
    page = Page(context, source.first_line, HANDLERS, visit_unknown, options.tidy, options.maximum_cells, level)
    if len(text) > options.maximum_attribute:
        _cut_attributes(root, options.maximum_attribute, page)
    _look_ahead(root, data.lower(), options.anchors.split(), page)
    builder = Builder(page)
    visit(root, builder)
    return Document(meta=_meta(root), blocks=builder.finish(), name=source.name)


def _look_ahead(root: etree._Element, markup: bytes, anchors: Iterable[str], page: Page) -> None:
    """Enter into ``page`` what is to be known before the walk; ``markup`` is what was parsed, in lower case.

    ``anchors`` are ids that are kept as if links led to them.
    """
    page.languages = bool(_LANGUAGE.search(markup) or _DIRECTION.search(markup))
    if _LINK_WITHIN.search(markup):
        find_notes(root, page)
    page.referenced |= frozenset(anchors)
    page.marked = page.languages or bool(page.referenced)


def _cut_tags(text: str, maximum: int, first_line: int, context: Context) -> str:
    """Return ``text`` with no more than ``maximum`` attributes in a tag."""

    def tell(line: int, further: int) -> None:
        message = f"an element has {further} attributes more than {maximum}; they are left out"
        context.notice("attribute-cut", message, position=first_line + line - 1)

    return cut_tags(text, maximum, tell)


def _cut_attributes(root: etree._Element, maximum: int, page: Page) -> None:
    """Empty the attributes that are longer than ``maximum`` characters, but for pictures within them."""
    for element in root.iter(etree.Element):
        for name in element.keys():  # noqa: SIM118  # an element is no mapping
            value = element.get(name, "")
            if len(value) > maximum and value.lstrip()[:11].lower() != "data:image/":
                message = f"{name!s:.40} of {element.tag!s:.40} is {len(value)} characters long; it is left out"
                page.notice("attribute-cut", message, element)
                element.set(name, "")


def _with_paragraphs(text: str) -> str:
    """Return ``text`` with its blank lines as paragraphs, when it has no markup that tells them."""
    if not _BLANK_LINE.search(text) or _BLOCK_TAG.search(text):
        return text
    return _BLANK_LINE.sub("\n<p>\n", text)


def _meta(root: etree._Element) -> Meta:
    """Return what the head of a whole document says."""
    head = next(root.iterchildren("head"), None)
    language = (root.get("lang") or "").strip()
    if head is None:
        return Meta(language=language) if language else Meta()
    named = {
        (meta.get("name") or meta.get("property") or "").lower(): meta.get("content") or ""
        for meta in head.iter("meta")
    }
    canonical = next(
        (link.get("href") or "" for link in head.iter("link") if (link.get("rel") or "").lower() == "canonical"), ""
    )
    author = named.get("author", "").strip()
    return Meta(
        title=" ".join((head.findtext("title") or named.get("og:title", "")).split()),
        authors=(Author(author),) if author else (),
        language=language,
        description=" ".join((named.get("description") or named.get("og:description", "")).split()),
        source_url=canonical or named.get("og:url", ""),
        cover=named.get("og:image", ""),
    )
