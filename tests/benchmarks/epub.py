"""A digest of many articles against the standard library's zip of the same XHTML: time, and memory above the content."""

from __future__ import annotations

import io
import tracemalloc
import zipfile

from benchmarks.measuring import compare, table
from benchmarks.samples import article
from octavo import Document, Source
from octavo._convert import Choices, bind_publication, read_document
from octavo._registry import Registry, discover
from octavo.publication import gather


def report(rounds: int, articles: int) -> str:
    """Return the table for a digest of ``articles``."""
    registry = discover()
    documents = [_document(number, registry) for number in range(articles)]
    book = _bind(documents, registry)
    pages = _pages(book)
    found = compare(lambda: _zip(pages), {"bind": lambda: _bind(documents, registry)}, max(3, rounds // 2), warm=False)
    size = sum(map(len, pages.values()))
    memory = _peak(documents, registry)
    row = [articles, f"{size / 1e6:.0f} MB", found["bind"], memory / size]
    return f"""## EPUB (zipfile of the same files at level 6 = 1)

{table(["articles", "content", "time", "peak memory / content"], [row])}
"""


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
