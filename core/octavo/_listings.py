"""What a store said of its objects when it listed them: kept on shelves, and good until they are written."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, TypeVar

import msgspec

from octavo._shelf import Shelf
from octavo._stores import Status, relative

R = TypeVar("R")

_MARKS = ("ETag", "etag", "md5Hash", "CRC", "mtime", "LastModified", "last_modified", "modified", "created")
"""Where kinds of stores say what changes with the content; the first counts."""


class Listing(msgspec.Struct, frozen=True):
    """What was ``found`` by one listing: everything below the folder ``top``, unless that is None, and everything in each of ``folders``."""

    found: Shelf[Status]
    top: str | None = None
    folders: Container[str] = ()

    def covers(self, path: str) -> bool:
        """Return whether an object ``path`` would have been found."""
        return (self.top is not None and bool(relative(path, self.top))) or posixpath.dirname(path) in self.folders


class Listings:
    """The listings of one store; what is in several is as the last one has it."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._kept: list[Listing] = []
        self._written: Shelf[None] = Shelf()

    def keep(self, listing: Listing) -> None:
        """Keep ``listing``, in place of an earlier one of the same folder."""
        if listing.top is not None:
            self._kept = [one for one in self._kept if one.top != listing.top]
        self._kept.append(listing)

    def forget(self, path: str) -> None:
        """Know nothing of ``path`` any more: it is being written, or removed."""
        if self._kept:
            self._written.add(path, None)

    def get(self, path: str) -> Status | None:
        """Return what was said of ``path``; None if that is not known, or it was not there."""
        if path not in self._written:
            for one in reversed(self._kept):
                status = one.found.get(path)
                if status or one.covers(path):
                    return status
        return None

    def lacks(self, path: str) -> bool:
        """Return whether ``path`` was not there."""
        if path in self._written or not any(one.covers(path) for one in self._kept):
            return False
        return self.get(path) is None


def folders_of(paths: Iterable[str]) -> Shelf[None]:
    """Return the folders that ``paths`` are in."""
    folders: Shelf[None] = Shelf()
    last = None
    for path in paths:
        folder = posixpath.dirname(path)
        if folder != last:
            folders.add(folder, None)
        last = folder
    return folders


def taken_from(found: dict[str, R]) -> Iterator[tuple[str, R]]:
    """Yield what was ``found``, sorted, and keep none of it."""
    for path in sorted(found):
        yield path, found.pop(path)


def status_of(info: Mapping[str, Any]) -> Status:
    """Return what octavo needs of ``info``, as fsspec has it."""
    size = info.get("size")
    value = next((info[name] for name in _MARKS if info.get(name)), "")
    mark = hashlib.blake2b(_as_text(value).encode(), digest_size=7).digest() if value else b""
    return Status(-1 if size is None else int(size), int.from_bytes(mark, "big"))


def _as_text(value: object) -> str:
    """Return ``value`` as text, the same whether it comes from a listing or from the object itself."""
    return str(value.timestamp()) if isinstance(value, datetime) else str(value).strip('"')
