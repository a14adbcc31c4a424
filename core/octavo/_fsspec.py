"""Stores as fsspec knows them: opened by URL, tried again where the network failed, with errors in plain words."""

from __future__ import annotations

import errno
import hashlib
import os
import posixpath
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from octavo import _s3
from octavo._listings import Listing, Listings, folders_of, status_of, taken_from
from octavo._shelf import Shelf
from octavo._store_errors import LIBRARIES, as_store_error, install_hint, is_away, is_stranger, line_of
from octavo._stores import NoSuchObject, Status, StorePath, reason_of, redact
from octavo._unfinished import PREFIX
from octavo.errors import Position, SourceError, UsageError

R = TypeVar("R")

PAUSES = (0.2, 1.0)
"""Seconds to wait before each further try; some libraries try again on their own before they give up."""

_LONG = 5.0
"""Seconds: whoever has tried to reach a store for as long has tried several times."""

_ATOMIC = frozenset({"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "adl", "oss", "oci", "memory"})
"""Protocols of stores where an object is replaced by one request; elsewhere it is written aside and moved."""

_BUCKETS = _ATOMIC - {"memory"}
"""Protocols whose paths begin with a bucket, and every object is in one."""

_ROOTED = frozenset({"sftp", "ssh"})
"""Protocols whose paths begin with a slash, though fsspec doesn't say so; without it they would be below the user's home."""

_READ_ONLY = frozenset({"zip", "tar", "libarchive", "git", "github"})
_PAGES = frozenset({"http", "https"})

_IPV6 = re.compile(r"://(?:[^/@]*@)?\[[^/\]]*:")
"""A bracket alone may be that of a glob: ``zip://[ab]*.md::s3://backups/blog.zip``."""

_FINAL = (FileNotFoundError, FileExistsError, PermissionError, IsADirectoryError, NotADirectoryError)
_BUGS = (ImportError, NotImplementedError, TypeError, ValueError)


@dataclass(frozen=True)
class FsspecStore:
    """One filesystem of fsspec. URLs of its objects are ``prefix``, path and ``suffix``."""

    filesystem: Any = field(compare=False, repr=False)
    prefix: str = field(repr=False)
    suffix: str = field(default="", repr=False)
    root: str = ""
    protocol: str = ""
    seen: Listings = field(default_factory=Listings, compare=False, repr=False)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "seen": Listings()}  # what was listed here may be old where it is unpickled

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        self.__dict__.update(state)

    @property
    def key(self) -> str:
        """A hash of what it is called."""
        return hashlib.sha256(redact(f"{self.prefix}::{self.suffix}").encode()).hexdigest()[:12]

    @property
    def shared(self) -> bool:
        """Whether other processes see it too."""
        return self.protocol != "memory" and "memory:" not in self.suffix

    @property
    def writable(self) -> bool:
        """Whether it is no archive."""
        return self.protocol not in _READ_ONLY

    def show(self, path: str) -> str:
        """Return the URL of ``path`` without credentials."""
        return redact(f"{self.prefix}{self.root}{path}{self.suffix}")

    def find(self, folder: str) -> Mapping[str, Status]:
        """Return what is below ``folder``; it is asked for anew."""
        self.filesystem.invalidate_cache()
        found = self._shelved(self._infos(folder))
        in_bucket = self.protocol in _BUCKETS  # elsewhere a folder may be behind a link, which listings pass over
        self.seen.keep(Listing(found, folder) if in_bucket else Listing(found, folders=folders_of(found)))
        return found

    def glob(self, pattern: str) -> Mapping[str, Status]:
        """Return the objects that ``pattern`` matches."""
        matched = self._tried(pattern, lambda: self.filesystem.glob(self._full(pattern), detail=True))
        found = self._shelved(taken_from(matched))
        self.seen.keep(Listing(found))
        return found

    def is_folder(self, path: str) -> bool:
        """Return whether there is anything below ``path``."""
        system, full = self.filesystem, self._full(path)
        if self._is_paged(path):
            return self._tried(path, lambda: _s3.is_folder(system, full))
        return bool(self._tried(path, lambda: system.isdir(full)))

    def status(self, path: str) -> Status | None:
        """Return what is known of ``path``, from a listing or by asking."""
        known = self.seen.get(path)
        if known or self.seen.lacks(path):
            return known
        try:
            info = self._tried(path, lambda: self.filesystem.info(self._full(path)))
        except FileNotFoundError:
            return None
        return status_of(info) if info.get("type") != "directory" else None

    def read(self, path: str, maximum: int = 0) -> bytes:
        """Return the object, or its head."""
        if self.protocol in _BUCKETS and "/" not in path:  # a bucket's own name: we look above it for a site
            raise self._missing(path)
        if self.seen.lacks(path):
            raise self._missing(path)
        ends = {"start": 0, "end": maximum} if maximum else {}
        try:
            data: bytes = self._tried(path, lambda: self.filesystem.cat_file(self._full(path), **ends))
        except _FINAL:
            raise
        except OSError:
            status = self.status(path)
            if status is None or status.size:
                raise
            return b""  # S3 has no first bytes of what has none
        return data

    def write(self, path: str, data: bytes) -> None:
        """Put ``data`` in the place of ``path``."""
        self._put(path, lambda full: self.filesystem.pipe_file(full, data))

    def download(self, path: str, file: Path) -> None:
        """Copy ``path`` to ``file``."""
        self._tried(path, lambda: self.filesystem.get_file(self._full(path), str(file)))

    def upload(self, file: Path, path: str) -> None:
        """Copy ``file`` to ``path``."""
        self._put(path, lambda full: self.filesystem.put_file(str(file), full))

    def delete(self, path: str) -> None:
        """Remove ``path``, if it is there."""
        self.seen.forget(path)
        try:
            self._tried(path, lambda: self.filesystem.rm_file(self._full(path)))
        except FileNotFoundError:
            return

    def _put(self, path: str, put: Callable[[str], object]) -> None:
        self.seen.forget(path)
        if self.protocol in _ATOMIC:
            self._tried(path, lambda: put(self._full(path)))
        else:
            name = f"{PREFIX}{os.urandom(6).hex()}.tmp"  # one for all tries: each replaces what a cut connection left
            self._tried(path, lambda: self._put_aside(path, name, put))

    def _put_aside(self, path: str, name: str, put: Callable[[str], object]) -> None:
        """Write ``name`` beside ``path``, then move; nothing half-written stays, unless we are killed or the connection is gone for good."""
        folder = posixpath.dirname(path)
        temporary = self._full(posixpath.join(folder, name))
        self.filesystem.makedirs(self._full(folder), exist_ok=True)
        try:
            put(temporary)
            self.filesystem.mv(temporary, self._full(path))
        except BaseException:
            if self.filesystem.exists(temporary):
                self.filesystem.rm_file(temporary)
            raise

    def _infos(self, folder: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield the full path of each object below ``folder``, and what the store says of it: page by page, if there are pages."""
        system, full = self.filesystem, self._full(folder)
        if not self._is_paged(folder):
            yield from taken_from(self._tried(folder, lambda: system.find(full, detail=True)))
            return
        after: str | None = ""
        while after is not None:
            page = self._tried(folder, partial(_s3.read_page, system, full, after))
            yield from page.infos.items()
            after = page.after

    def _is_paged(self, path: str) -> bool:
        return self.protocol in _s3.PROTOCOLS and _s3.is_paged(self.filesystem, path)

    def _shelved(self, infos: Iterable[tuple[str, Mapping[str, Any]]]) -> Shelf[Status]:
        """Return what octavo needs of ``infos``; the library's own copies are dropped."""
        found: Shelf[Status] = Shelf()
        for path, info in infos:
            if info.get("type") != "directory":
                found.add(self._bare(path), status_of(info))
        self.filesystem.invalidate_cache()
        return found

    def _missing(self, path: str) -> NoSuchObject:
        return NoSuchObject(errno.ENOENT, "there is no such object", self.show(path))

    def _full(self, path: str) -> str:
        return self.root + path

    def _bare(self, path: str) -> str:
        return path.removeprefix(self.root)

    def _tried(self, path: str, action: Callable[[], R]) -> R:
        """Return what ``action`` returns, tried again after a pause; raises StoreError."""
        for number, pause in enumerate((*PAUSES, None)):
            begin = time.monotonic()
            try:
                if number:
                    _reconnect(self.filesystem, self.protocol)
                return action()
            except Exception as error:  # each library of a store has errors of its own
                if pause is None or _is_final(error, time.monotonic() - begin):
                    raise as_store_error(error, self.show(path), self.protocol) from error
            time.sleep(pause)
        raise AssertionError  # the last try returns or raises


def open_url(url: str) -> StorePath:
    """Return what ``url`` names; raises UsageError if it is no store's or what opens it is not installed, SourceError if the store can't be had."""
    head, chained, rest = url.partition("::")
    head = head if "://" in head else f"{head}://"
    innermost = rest.rpartition("::")[2] or head
    protocol = _protocol_of(innermost)
    where = Position(redact(url))
    if _IPV6.search(url):
        raise UsageError(
            "an address of IPv6 can't be in the URL of a store, where :: joins two", "name the host", where
        )
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise UsageError("it is in a remote store", install_hint(protocol, fsspec=True), where) from error
    _silence(LIBRARIES.get(protocol, "fsspec"))
    try:
        filesystem, path = url_to_fs(head + chained + rest, **_options_for(innermost))
    except ImportError as error:
        raise UsageError(line_of(error), install_hint(protocol, fsspec=False), where) from error
    except ValueError as error:  # the URL is none that it knows
        raise UsageError(f"it can't be opened: {line_of(error)}", "", where) from error
    except Exception as error:  # the same: each library has errors of its own
        reason, hint = reason_of(as_store_error(error, redact(url), protocol))
        raise SourceError(f"it can't be opened: {reason}", hint, where) from error
    return _located(filesystem, path, head, chained + rest)


def _silence(library: str) -> None:
    """Let errors that ``library`` logs, with tracebacks, be told by octavo alone; a program that wants them has handlers of its own."""
    import logging  # only stores need it

    logger = logging.getLogger(library)
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())


def _options_for(url: str) -> dict[str, dict[str, Any]]:
    """Return the options by which fsspec opens ``url``, by its protocol."""
    protocol = _protocol_of(url)
    if protocol not in _ROOTED:
        return {}
    from octavo._sftp import options_for  # it imports paramiko

    return {protocol: options_for(url)}


def _reconnect(filesystem: Any, protocol: str) -> None:
    if protocol in _ROOTED:
        from octavo._sftp import reconnect  # the same

        reconnect(filesystem)


def _is_final(error: Exception, seconds: float) -> bool:
    """Return whether it is no use to try again what failed with ``error`` after so many ``seconds``."""
    return isinstance(error, (*_FINAL, *_BUGS)) or is_stranger(error) or (is_away(error) and seconds > _LONG)


def _protocol_of(url: str) -> str:
    return url.partition("://")[0].lower()


def _located(filesystem: Any, path: str, head: str, rest: str) -> StorePath:
    protocol = _protocol_of(head)
    if protocol in _PAGES:
        raise UsageError(f"{redact(head)} is no store", "download it, and name the file")
    root = "/" if protocol in _ROOTED else str(filesystem.root_marker)
    prefix = head.rstrip("/").removesuffix(path.rstrip("/"))
    if prefix.endswith(":"):  # nothing but the protocol
        prefix += "/" if root else "//"
    return StorePath(FsspecStore(filesystem, prefix, rest, root, protocol), path.strip("/"))
