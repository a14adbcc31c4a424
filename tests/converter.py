"""Every way from a post to an output, by the installed plugins, without a file or a network."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

from octavo.model import Publication
from octavo.publication import split
from octavo.testing import Bench

BODY_FORMATS = ("markdown", "text", "json", "html", "xhtml", "epub")


@dataclass(frozen=True)
class Converter:
    """Converts posts for Hexo, as HTML or Markdown, and gives what a reading system would see."""

    bench: Bench

    def convert(self, post: str | bytes, target: str, source: str = "hexo") -> str:
        """Return ``post`` in the format ``target``: of a book, the pages of its articles."""
        document = self.bench.read(post, source, name="post.md")
        if target != "epub":
            return self.bench.write(document, target)
        return self.book(split(document))

    def book(self, publication: Publication) -> str:
        """Return the pages of the book that ``publication`` is bound into."""
        with zipfile.ZipFile(io.BytesIO(self.bench.bind(publication, "epub"))) as book:
            pages = [name for name in book.namelist() if name.endswith(".xhtml")]
            return "\n".join(book.read(name).decode() for name in pages)

    @property
    def codes(self) -> list[str]:
        """The codes of all notices so far."""
        return self.bench.codes()


def pages_of(written: str) -> list[str]:
    """Return the pages that ``written`` is of: a book has several."""
    return ["<?xml" + page for page in written.split("<?xml")[1:]] or [written]
