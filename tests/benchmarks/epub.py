"""A digest of many articles against the standard library's zip of the same XHTML: time, and memory above the content.

Packing pages that are ready is measured apart, beside EbookLib used as its documentation shows it.
"""

from __future__ import annotations

import io
import tracemalloc
import zipfile

from benchmarks.measuring import compare, table
from benchmarks.packaging import Packaging
from benchmarks.samples import article
from octavo import Document, Source
from octavo._choices import Choices
from octavo._convert import bind_publication, read_document
from octavo._registry import Registry, discover
from octavo.publication import gather

_PACKED = 1000
"""Of how many articles ready pages are packed: EbookLib takes seconds for them."""


def report(rounds: int, articles: int) -> str:
    """Return the table for a digest of ``articles``."""
    registry = discover()
    documents = [_document(number, registry) for number in range(articles)]
    book = _bind(documents, registry)
    pages = _pages(book)
    found = compare(lambda: _zip(pages), {"bind": lambda: _bind(documents, registry)}, max(3, rounds // 2), warm=False)
    size = sum(map(len, pages.values()))
    memory = _peak(documents, registry)
    packed = _packed(documents[:_PACKED], registry, rounds)
    row = [articles, f"{size / 1e6:.0f} MB", found["bind"], memory / size]
    return f"""## EPUB (zipfile of the same files at level 6 = 1)

{table(["articles", "content", "time", "peak memory / content"], [row])}

Pages that are ready, packed into a book with its contents (zipfile of the same files at level 6 = 1):

{table(["articles", "octavo", "EbookLib"], [[min(articles, _PACKED), *packed.values()]])}
"""


def _packed(documents: list[Document], registry: Registry, rounds: int) -> dict[str, float]:
    """Return the times of packing the ready pages of ``documents``."""
    packaging = Packaging(documents, _pages(_bind(documents, registry)), registry)
    files = _pages(packaging.octavo())
    works = {"octavo": packaging.octavo, "EbookLib": packaging.ebooklib}
    return compare(lambda: _zip(files), works, max(3, rounds // 2), warm=False)


def _document(number: int, registry: Registry) -> Document:
    source = Source(article(15, number), name=f"{number:05}.html")
    return read_document(source, "html", registry, Choices())


def _bind(documents: list[Document], registry: Registry) -> bytes:
    return bind_publication(gather(documents), "epub", registry, Choices()).data


def _pages(book: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _zip(pages: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, data in pages.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def _peak(documents: list[Document], registry: Registry) -> int:
    """Return the bytes that binding takes at most, above what the documents take."""
    tracemalloc.start()
    _bind(documents, registry)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak
