"""The writer of Markdown: what it writes renders as the document that it was given."""

from __future__ import annotations

from octavo.model import Document
from octavo.plugin import Context
from octavo_markdown import WriterOptions
from octavo_markdown.blocks import write_blocks, write_notes
from octavo_markdown.dialects import DIALECTS
from octavo_markdown.front_matter import write_front_matter
from octavo_markdown.page import Page


def write(document: Document, options: WriterOptions, context: Context) -> str:
    """Return ``document`` as Markdown of the dialect that was chosen, with a final line end."""
    page = Page(DIALECTS[options.dialect], options.html == "keep", context)
    head = write_front_matter(document.meta) if options.front_matter == "hexo" else ""
    body = write_blocks(document.blocks, page)
    notes = write_notes(page)
    text = "\n\n".join(piece for piece in (head.rstrip("\n"), body, notes) if piece)
    return text + "\n" if text else ""
