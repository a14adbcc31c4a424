"""The zip around a book (EPUB 3.3, section 4): what is in it by path, and no more of it than the limits allow.

Nothing is unpacked to a disk. What an entry claims of its size is believed only as an upper bound.
"""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass, field

import msgspec

from octavo.errors import Position, ReadError

_ENTRY = b"PK\x01\x02"
"""How each entry of a zip's central directory begins."""
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, RuntimeError, OverflowError)
"""What zipfile raises for bytes that are no zip, or a broken one; NotImplementedError is a RuntimeError."""
_SMALL = 1_000_000
"""Bytes that any entry may have, however well it was compressed."""
_UNSAFE = re.compile(r"(?:^|/)\.\.?(?:/|$)|^/|^[A-Za-z]:|//|[\\\x00-\x1f\x7f]")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1


class Limits(msgspec.Struct, frozen=True):
    """How large a book may be: its number of ``entries``, the bytes of one of them and of all when they are
    unpacked, and how many times larger than packed one may be that has over a million bytes.
    """

    entries: int = 20_000
    entry_bytes: int = 50_000_000
    total_bytes: int = 1_000_000_000
    ratio: int = 200


@dataclass
class Archive:
    """The entries of a book by path; ``problems`` are those that can't be, each in a line."""

    name: str
    limits: Limits
    file: zipfile.ZipFile
    entries: dict[str, zipfile.ZipInfo] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    _folded: dict[str, str] = field(default_factory=dict)

    def find(self, path: str) -> str:
        """Return the path of the entry that ``path`` means, or "": also one that differs only in case."""
        if path in self.entries:
            return path
        if not self._folded:
            self._folded.update((one.casefold(), one) for one in reversed(self.entries))
        return self._folded.get(path.casefold(), "")

    def read(self, path: str) -> bytes:
        """Return the bytes of the entry ``path``; raises ReadError if it is missing, broken, encrypted or too large."""
        entry = self.entries.get(path)
        if entry is None:
            raise self.error(f"{path} is not in it")
        self._check(entry)
        try:
            with self.file.open(entry) as stream:
                return stream.read(entry.file_size)
        except _BROKEN as error:
            raise self.error(f"{path} can't be unpacked: {error or type(error).__name__}") from error

    def error(self, message: str, hint: str = "") -> ReadError:
        """Return the error that says ``message`` of this book."""
        return ReadError(message, hint, Position(self.name))

    def _check(self, entry: zipfile.ZipInfo) -> None:
        path, size, limits = entry.filename, entry.file_size, self.limits
        if entry.flag_bits & _ENCRYPTED:
            raise self.error(f"{path} is encrypted", "octavo has no key to it")
        if entry.compress_type not in _METHODS:
            raise self.error(f"{path} is packed by a method that EPUBs don't use")
        if size > limits.entry_bytes:
            raise self.error(f"{path} unpacks to {size:,} bytes", "raise the limit by -R maximum_entry_bytes=N")
        if size > _SMALL and size > limits.ratio * max(entry.compress_size, 1):
            raise self.error(
                f"{path} is over {limits.ratio} times larger than packed", "raise the limit by -R maximum_ratio=N"
            )


def open_archive(data: bytes, limits: Limits, name: str = "") -> Archive:
    """Return the entries of the zip ``data``; raises ReadError if it is none or too large.

    Entries with paths that climb, begin at the root or stand twice are left out, and listed as problems.
    """
    position = Position(name)
    if data.count(_ENTRY) > limits.entries:  # counted before zipfile makes an object of each
        raise ReadError(f"it has over {limits.entries:,} entries", "raise the limit by -R maximum_entries=N", position)
    try:
        file = zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN as error:
        raise ReadError(f"is no EPUB: no zip file ({error or type(error).__name__})", "", position) from error
    total = sum(entry.file_size for entry in file.infolist())
    if total > limits.total_bytes:
        raise ReadError(f"it unpacks to {total:,} bytes", "raise the limit by -R maximum_total_bytes=N", position)
    archive = Archive(name, limits, file)
    for entry in file.infolist():
        _enter(entry, archive)
    return archive


def _enter(entry: zipfile.ZipInfo, archive: Archive) -> None:
    path = entry.filename
    if path.endswith("/"):
        return
    if _UNSAFE.search(path) or posixpath.normpath(path) != path:
        archive.problems.append(f"the entry {path[:60]!r} has a path that leads out of the book")
    elif path in archive.entries:
        archive.problems.append(f"the entry {path[:60]!r} stands twice; the first counts")
    else:
        archive.entries[path] = entry
