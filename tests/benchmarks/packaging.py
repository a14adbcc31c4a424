"""Pages that are ready, packed into a book: by octavo's packaging, and by EbookLib as its documentation shows it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial

from ebooklib import epub

from octavo import Document, Meta, Publication
from octavo._choices import Choices
from octavo._context import PipelineContext
from octavo._registry import Registry
from octavo.publication import gather
from octavo_epub import Options
from octavo_epub.binder import _Bound, _pack, _Page
from octavo_epub.layout import make_layout
from octavo_epub.pictures import Album
from octavo_epub.style import style_sheet

_MOMENT = datetime(2024, 5, 1, tzinfo=UTC)


class Packaging:
    """The book of ``documents``, whose pages are among its ``files``; what must be known of them is found out before it is packed."""

    def __init__(self, documents: list[Document], files: Mapping[str, bytes], registry: Registry) -> None:
        """Lay the book out."""
        self.publication: Publication = gather(documents, Meta(title="Digest"))
        context = PipelineContext(registry, Choices())
        layout = make_layout(self.publication, 0)
        ready = [_Page(leaf.part.id, partial(bytes, files[f"EPUB/text/{leaf.file}"]), "") for leaf in layout.leaves]
        self.bound = _Bound(layout, Album(context), ready)

    def octavo(self) -> bytes:
        """Make the contents, the package document and the zip."""
        pieces = _pack(self.publication, self.bound, Options(), "urn:x", _MOMENT, style_sheet(""))
        return b"".join(pieces)

    def ebooklib(self) -> bytes:
        """Let EbookLib make the same of the same pages."""
        book = epub.EpubBook()
        book.set_identifier("urn:x")
        book.set_title("Digest")
        book.set_language("en")
        titles = {leaf.part.id: leaf.title for leaf in self.bound.layout.leaves}
        chapters = [
            epub.EpubHtml(title=titles[page.name], file_name=f"text/{page.name}.xhtml", content=page.read())
            for page in self.bound.pages
        ]
        for item in (*chapters, epub.EpubNcx(), epub.EpubNav()):
            book.add_item(item)
        book.toc = chapters
        book.spine = ["nav", *chapters]
        target = io.BytesIO()
        epub.write_epub(target, book)
        return target.getvalue()
