"""Remote stores by the URLs of fsspec: s3://, gs://, sftp://, memory://, zip:: and the like.

A store is used only when the user names its URL. fsspec is imported then, and not before; the library that it
needs for a kind of store is the user's choice. Credentials are a matter between fsspec and its environment:
what a URL holds of them is used, and never shown.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol, TypeAlias
from urllib.parse import quote, unquote, urlsplit

import msgspec

SCHEME = "store"
"""The scheme of URLs by which octavo itself refers to objects: ``store://KEY/path``. No post can use it."""

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+(?:://|::)")
_USER = re.compile(r"(?<=://)[^/@:\s]*(?::[^/@\s]*)?@")
_QUERY = re.compile(r"\?[^\s:?]*=[^\s]*?(?=::|[\"')]*(?:$|\s))")


class Status(msgspec.Struct, frozen=True):
    """What a store says of an object without giving it: its size in bytes (-1: unknown), and a ``mark`` that
    another content has not (0: there is none that can be relied on).
    """

    size: int = -1
    mark: int = 0


class StoreError(OSError):
    """What went wrong in a store, in words that hold no secrets, with the URL, and a ``hint`` at what helps."""

    def __init__(self, number: int, words: str, shown: str, hint: str = "") -> None:
        super().__init__(number, words, shown)
        self.hint = hint


class NoSuchObject(StoreError, FileNotFoundError):
    """There is no such object, or not even the folder that it would be in."""


class NoSuchBucket(NoSuchObject):
    """There is not even the bucket, and octavo makes none."""


class Refused(StoreError, PermissionError):
    """The store doesn't let us do that, or doesn't know who we are."""


def reason_of(error: OSError) -> tuple[str, str]:
    """Return why ``error`` came about, as a sentence goes on, and a hint at what helps ("": nothing known)."""
    if isinstance(error, StoreError):
        return error.strerror or "", error.hint
    return (error.strerror or str(error)).lower(), ""


class Store(Protocol):
    """Objects by their paths, which begin with no slash. Whatever goes wrong is a StoreError."""

    @property
    def key(self) -> str:
        """A short name that other stores don't have."""
        ...

    @property
    def shared(self) -> bool:
        """Whether other processes see it too."""
        ...

    @property
    def writable(self) -> bool:
        """Whether it is one that objects are put into."""
        ...

    def show(self, path: str) -> str:
        """Return the URL of ``path`` as it may be shown to anyone."""
        ...

    def find(self, folder: str) -> Mapping[str, Status]:
        """Return what is below ``folder``, at any depth, by its path; ``status`` then knows it without asking."""
        ...

    def glob(self, pattern: str) -> Mapping[str, Status]:
        """Return the objects that ``pattern`` matches, sorted by their paths; ``status`` then knows them too."""
        ...

    def is_folder(self, path: str) -> bool:
        """Return whether ``path`` is a folder, or there are objects below it."""
        ...

    def status(self, path: str) -> Status | None:
        """Return what the store says of the object ``path``; None if there is none."""
        ...

    def read(self, path: str, maximum: int = 0) -> bytes:
        """Return the object ``path``, or (not 0) no more than its first ``maximum`` bytes."""
        ...

    def write(self, path: str, data: bytes) -> None:
        """Make ``data`` the object ``path``: at every moment others see all of it, or what was there before."""
        ...

    def download(self, path: str, file: Path) -> None:
        """Copy the object ``path`` to the local ``file``."""
        ...

    def upload(self, file: Path, path: str) -> None:
        """Copy the local ``file`` to the object ``path``, as ``write`` does."""
        ...

    def delete(self, path: str) -> None:
        """Remove the object ``path``; it is no error if there is none."""
        ...


class StorePath(msgspec.Struct, frozen=True):
    """A path in a store; its ``str`` is its URL as it may be shown. It does what is needed of ``pathlib.Path``."""

    store: Store
    path: str

    def __str__(self) -> str:
        return self.store.show(self.path)

    def __truediv__(self, name: str) -> StorePath:
        joined = posixpath.normpath(posixpath.join(self.path or ".", name))
        return StorePath(self.store, "" if joined == "." else joined)

    @property
    def name(self) -> str:
        """The last part of the path."""
        return posixpath.basename(self.path)

    @property
    def stem(self) -> str:
        """The name without its ending."""
        return posixpath.splitext(self.name)[0]

    @property
    def suffix(self) -> str:
        """The ending of the name, with its dot."""
        return posixpath.splitext(self.name)[1]

    @property
    def parent(self) -> StorePath:
        """The folder that it is in."""
        return StorePath(self.store, posixpath.dirname(self.path))

    @property
    def parents(self) -> tuple[StorePath, ...]:
        """The folders that it is in, the innermost first."""
        return (self.parent, *self.parent.parents) if self.path else ()

    def with_name(self, name: str) -> StorePath:
        """Return the path of ``name`` beside this one."""
        return self.parent / name

    def is_below(self, folder: StorePath) -> bool:
        """Return whether it lies in ``folder``, at any depth."""
        return self.store.key == folder.store.key and bool(relative(self.path, folder.path))

    def is_relative_to(self, folder: StorePath) -> bool:
        """Return whether it is ``folder``, or lies in it."""
        return self == folder or self.is_below(folder)

    def is_dir(self) -> bool:
        """Return whether it is a folder."""
        return self.store.is_folder(self.path)

    def is_file(self) -> bool:
        """Return whether there is such an object."""
        return self.store.status(self.path) is not None

    def exists(self) -> bool:
        """Return whether there is such an object or folder."""
        return self.is_file() or self.is_dir()

    def read_bytes(self) -> bytes:
        """Return the object."""
        return self.store.read(self.path)

    def as_uri(self) -> str:
        """Return the URL by which octavo itself refers to it."""
        return f"{SCHEME}://{self.store.key}/{quote(self.path)}".rstrip("/")


AnyPath: TypeAlias = Path | StorePath
"""A path on the disk, or in a store."""


def is_url(name: str) -> bool:
    """Return whether ``name`` is the URL of a store (or ``file://``), and not a path."""
    return bool(_URL.match(name)) and ("://" in name or not Path(name).exists())


def at(store: Store, location: str) -> StorePath | None:
    """Return what the URL ``location`` (as from ``as_uri``) refers to, if that is in ``store``."""
    parts = urlsplit(location)
    if parts.scheme != SCHEME or parts.netloc != store.key:
        return None
    path = posixpath.normpath(unquote(parts.path))
    return StorePath(store, path.strip("/")) if path != "/" else StorePath(store, "")


def relative(path: str, folder: str) -> str:
    """Return ``path`` as it is called in ``folder``, or "" if it is not below it."""
    if not folder:
        return path
    return path[len(folder) + 1 :] if path.startswith(folder + "/") else ""


def redact(text: str) -> str:
    """Return ``text`` without what URLs in it hold of credentials: users with their passwords, signed queries."""
    return _QUERY.sub("?...", _USER.sub("", text))
