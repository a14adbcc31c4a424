"""The package: EbookLib's book, stored so that the same contents give the same bytes.

EbookLib is given ready bytes for every file, so that nothing is parsed again; its writer is made to
fix the order, times and modes of the zip's entries, and the package document's language.
"""

from __future__ import annotations

import contextlib
import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from ebooklib import epub
from lxml import etree

_FIRST, _LAST = (1980, 1, 1, 0, 0, 0), (2107, 12, 31, 23, 59, 58)
"""What times a zip file can tell."""

XHTML = "application/xhtml+xml"
_XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


class ReadyItem(epub.EpubItem):  # type: ignore[misc]  # EbookLib has no types
    """A file of the book whose bytes are ready, or are had when it is stored."""

    def __init__(
        self, uid: str, file_name: str, media_type: str, read: Callable[[], bytes], properties: str = ""
    ) -> None:
        """Name the file; ``properties`` are those of its manifest item."""
        super().__init__(uid, file_name, media_type)
        if properties:  # EbookLib asks whether there are any
            self.properties = properties.split()
        self.read = read

    def get_content(self, default: object = None) -> bytes:  # noqa: ARG002  # EbookLib's signature
        """Return the bytes."""
        return self.read()


class _Pieces:
    """What a zip file is written into: the file goes back only within the entry that it writes, so what is before can be taken."""

    def __init__(self) -> None:
        self._buffer = io.BytesIO()
        self._taken = 0

    def take(self) -> bytes:
        """Return what was written since this was last asked for."""
        data = self._buffer.getvalue()
        self._taken += len(data)
        self._buffer = io.BytesIO()
        return data

    def write(self, data: bytes) -> int:
        return self._buffer.write(data)

    def tell(self) -> int:
        return self._taken + self._buffer.tell()

    def seek(self, place: int) -> int:
        return self._taken + self._buffer.seek(place - self._taken)

    def flush(self) -> None:
        """All is there."""


class _FixedZip:
    """A zip file whose entries all have one time and mode."""

    def __init__(self, target: _Pieces, moment: datetime) -> None:
        self.file = zipfile.ZipFile(target, "w")  # type: ignore[call-overload]  # it asks for no more than _Pieces has
        self.moment = min(max(moment.timetuple()[:6], _FIRST), _LAST)

    def writestr(self, name: str, data: bytes | str, compress_type: int = zipfile.ZIP_DEFLATED) -> None:
        entry = zipfile.ZipInfo(name, self.moment)
        entry.compress_type = compress_type
        entry.create_system = 3  # Unix, whatever machine this is
        entry.external_attr = 0o100644 << 16
        self.file.writestr(entry, data, compress_type)

    def close(self) -> None:
        self.file.close()

    def abandon(self) -> None:
        """Be closed, if it is not: else Python does that when what it is written into is gone, and complains."""
        with contextlib.suppress(ValueError):  # an entry is open
            self.file.close()


class _Writer(epub.EpubWriter):  # type: ignore[misc]  # EbookLib has no types
    def pieces(self, moment: datetime) -> Iterator[bytes]:
        """Yield the bytes of the book, in pieces, reading each item when it is its turn."""
        target = _Pieces()
        self.out = _FixedZip(target, moment)
        try:
            self.out.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
            self._write_container()
            self._write_opf()
            for item in self.book.get_items():
                yield target.take()
                self.out.writestr(f"{self.book.FOLDER_NAME}/{item.file_name}", item.get_content())
            self.out.close()
            yield target.take()
        finally:
            self.out.abandon()

    def _write_opf_file(self, root: Any) -> None:
        root.set(_XML_LANGUAGE, self.book.language)
        data = etree.tostring(root, pretty_print=True, encoding="utf-8", xml_declaration=True)
        self.out.writestr(f"{self.book.FOLDER_NAME}/content.opf", data)


def store(book: Any, moment: datetime) -> Iterator[bytes]:
    """Return the bytes of ``book``, an EPUB whose last modification is ``moment`` (UTC), in pieces."""
    options = {"epub3_pages": False, "epub3_landmark": False, "raise_exceptions": True, "mtime": moment}
    return _Writer("", book, options).pieces(moment)
