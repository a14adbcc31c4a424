"""Pictures: each file of the book's images once, its type by its content, read again when it is stored."""

from __future__ import annotations

import base64
import hashlib
import re
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

import msgspec

from octavo.errors import FetchError
from octavo.model import Resource
from octavo.plugin import Context

_DATA = re.compile(r"data:[\w/+.-]*(?:;[\w=.-]+)*?(;base64)?,(.*)", re.DOTALL | re.IGNORECASE)


class PictureType(msgspec.Struct, frozen=True):
    """A core media type of EPUB 3.3 (section 3.2) for images."""

    media_type: str
    extension: str


PNG, JPEG, GIF, WEBP = (
    PictureType("image/png", "png"),
    PictureType("image/jpeg", "jpg"),
    PictureType("image/gif", "gif"),
    PictureType("image/webp", "webp"),
)


@dataclass
class Picture:
    """One image file of the book."""

    file: str
    type: PictureType
    read: Callable[[], bytes]


@dataclass
class Album:
    """All pictures of the book by file name, and what became of each resource."""

    context: Context
    pictures: dict[str, Picture] = field(default_factory=dict)
    _known: dict[str, str | FetchError] = field(default_factory=dict)

    def place(self, resource: Resource) -> str:
        """Return the file name of ``resource`` in the book; raises FetchError if it can't be one."""
        key = resource.location or f"{resource.name}\n{hash(resource.data)}"
        if key not in self._known:
            try:
                self._known[key] = self._add(resource)
            except FetchError as error:
                self._known[key] = error
        found = self._known[key]
        if isinstance(found, FetchError):
            raise found
        return found

    def _add(self, resource: Resource) -> str:
        data = self.context.fetch(resource).data or b""
        kind = sniff(data)
        if kind is None:
            raise FetchError(f"{resource.name[:80]}: no PNG, JPEG, GIF or WebP image")
        file = f"{hashlib.sha256(data).hexdigest()[:16]}.{kind.extension}"
        if file not in self.pictures:
            keep = resource.data if resource.data is not None else None
            self.pictures[file] = Picture(file, kind, self._reader(resource, keep))
        return file

    def _reader(self, resource: Resource, data: bytes | None) -> Callable[[], bytes]:
        """Return how the bytes are had when the book is stored: those at hand, or fetched again."""
        return lambda: data if data is not None else self.context.fetch(resource).data or b""


def resource_of_data_url(url: str) -> Resource:
    """Return what a ``data:`` URL (RFC 2397) holds; raises FetchError if it is malformed."""
    match = _DATA.match(url)
    if match is None:
        raise FetchError("a malformed data: URL")
    raw = unquote_to_bytes(match.group(2))
    try:
        data = base64.b64decode(raw, validate=False) if match.group(1) else raw
    except ValueError as error:
        raise FetchError(f"a malformed data: URL: {error}") from error
    return Resource(url, data=data)


def sniff(data: bytes) -> PictureType | None:
    """Return the type that the bytes show, or None when they are no image that EPUB readers know."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) > 33 and b"IEND" in data[-64:]:
        return PNG
    if data.startswith((b"GIF87a", b"GIF89a")) and len(data) > 13:
        return GIF
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP" and len(data) > 20:
        return WEBP
    return JPEG if data.startswith(b"\xff\xd8\xff") and _has_frame(data) else None


def _has_frame(data: bytes) -> bool:
    """Return whether a JPEG has a frame header (ITU T.81, section B.2.2): without one it shows nothing."""
    position = 2
    while position + 4 <= len(data) and data[position] == 0xFF:
        marker = data[position + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return True
        if marker in (0xD8, 0xFF) or 0xD0 <= marker <= 0xD7:
            position += 1 if marker == 0xFF else 2
            continue
        position += 2 + int(struct.unpack(">H", data[position + 2 : position + 4])[0])
    return False
