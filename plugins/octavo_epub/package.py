"""The package: EbookLib's book, stored so that the same contents give the same bytes.

EbookLib is given ready bytes for every file, so that nothing is parsed again; its writer is made to
fix the order, times and modes of the zip's entries, and the package document's language.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
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
        self.properties = properties.split()
        self.read = read

    def get_content(self, default: object = None) -> bytes:  # noqa: ARG002  # EbookLib's signature
        """Return the bytes."""
        return self.read()


class _FixedZip:
    """A zip file whose entries all have one time and mode."""

    def __init__(self, target: io.BytesIO, moment: datetime) -> None:
        self.file = zipfile.ZipFile(target, "w")
        self.moment = min(max(moment.timetuple()[:6], _FIRST), _LAST)

    def writestr(self, name: str, data: bytes | str, compress_type: int = zipfile.ZIP_DEFLATED) -> None:
        entry = zipfile.ZipInfo(name, self.moment)
        entry.compress_type = compress_type
        entry.create_system = 3  # Unix, whatever machine this is
        entry.external_attr = 0o100644 << 16
        self.file.writestr(entry, data, compress_type)

    def close(self) -> None:
        self.file.close()


class _Writer(epub.EpubWriter):  # type: ignore[misc]  # EbookLib has no types
    def write_to(self, target: io.BytesIO, moment: datetime) -> None:
        """Store the book in ``target``."""
        self.out = _FixedZip(target, moment)
        self.out.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        self._write_container()
        self._write_opf()
        self._write_items()
        self.out.close()

    def _write_opf_file(self, root: Any) -> None:
        root.set(_XML_LANGUAGE, self.book.language)
        data = etree.tostring(root, pretty_print=True, encoding="utf-8", xml_declaration=True)
        self.out.writestr(f"{self.book.FOLDER_NAME}/content.opf", data)


def store(book: Any, moment: datetime) -> bytes:
    """Return ``book`` as the bytes of an EPUB whose last modification is ``moment`` (UTC)."""
    options = {"epub3_pages": False, "epub3_landmark": False, "raise_exceptions": True, "mtime": moment}
    target = io.BytesIO()
    _Writer("", book, options).write_to(target, moment)
    return target.getvalue()
