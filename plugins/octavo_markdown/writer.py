"""The writer of Markdown: what it writes renders as the document that it was given."""

from __future__ import annotations

from octavo.model import Document, Meta
from octavo.plugin import Context
from octavo_markdown import WriterOptions, blocks, divs, inlines, lists, tables
from octavo_markdown.blocks import needs_anchor, write_notes
from octavo_markdown.dialects import DIALECTS
from octavo_markdown.escaping import special_of, whole_of
from octavo_markdown.flow import write_blocks
from octavo_markdown.page import Page

_UNKNOWN = Meta()
_WRITERS = {**blocks.WRITERS, **lists.WRITERS, **tables.WRITERS, **divs.WRITERS}


def write(document: Document, options: WriterOptions, context: Context) -> str:
    """Return ``document`` as Markdown of the dialect that was chosen, with a final line end."""
    head = "" if options.front_matter == "none" or document.meta == _UNKNOWN else _write_head(document, options)
    body = _write_body(document, options, context)
    text = "\n\n".join(piece for piece in (head.rstrip("\n"), body) if piece)
    if text.startswith("\ufeff"):  # it would be a byte order mark, which readers take away
        text = f"&#xFEFF;{text[1:]}"
    return text + "\n"


def _write_head(document: Document, options: WriterOptions) -> str:
    from octavo_markdown.front_matter import FLAVOURS, write_front_matter  # it brings a loader of YAML

    return write_front_matter(document, FLAVOURS[options.front_matter])


def _write_body(document: Document, options: WriterOptions, context: Context) -> str:
    """Return the blocks and footnotes; again with anchors when links turn out to need them."""
    page = _page(options, context)
    body = _write_page(document, page)
    if not page.targets:
        return body
    wanted = frozenset(heading.id for heading in page.headings if heading.id in page.targets and needs_anchor(heading))
    if not wanted:
        return body
    again = _page(options, context)
    again.wanted, again.told = wanted, page.told
    return _write_page(document, again)


def _page(options: WriterOptions, context: Context) -> Page:
    special, whole = special_of(options.dialect), whole_of(options.dialect)
    dialect, html = DIALECTS[options.dialect], options.html == "keep"
    return Page(dialect, html, context, special, whole, _WRITERS, inlines.WRITERS)


def _write_page(document: Document, page: Page) -> str:
    body = write_blocks(document.blocks, page)
    notes = write_notes(page)
    return f"{body}\n\n{notes}" if notes else body
