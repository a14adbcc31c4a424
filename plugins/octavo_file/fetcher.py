"""Reads a file of the site, and nothing else: links are resolved before the roots are compared."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from octavo import FetchError, FetchPolicy, Resource
from octavo.media_types import media_type_of
from octavo.url import local_path

# Opening a named pipe would wait for its writer for ever; and the last link was resolved already.
_OPEN = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


def fetch(resource: Resource, policy: FetchPolicy) -> Resource:
    """Return ``resource`` with the bytes of the file at its location, and their media type.

    Raises FetchError if that is no ``file:`` URL of this machine, does not lie below one of
    ``policy.roots`` once all links are resolved, is no regular file, or is too large.
    """
    try:
        path = _path(resource.location, resource.name)
        real = Path(os.path.realpath(path, strict=True))
        if not _is_below(real, policy.roots):
            raise FetchError(f"{resource.name}: it lies outside the site's folder", "--root names another")
        data = _read(real, policy.maximum_bytes, resource.name)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = (error.strerror if isinstance(error, OSError) else "") or str(error)
        raise FetchError(f"{resource.name}: {reason.lower()}") from error
    return msgspec.structs.replace(resource, data=data, media_type=media_type_of(data, path.name))


def _path(location: str, name: str) -> Path:
    parts = urlsplit(location)
    if parts.scheme.lower() != "file" or parts.netloc not in ("", "localhost"):
        raise FetchError(f"{name}: {location!r} is no file of this machine")
    return Path(local_path(parts.path))


def _is_below(path: Path, roots: Iterable[str]) -> bool:
    return any(path.is_relative_to(os.path.realpath(_path(root, root))) for root in roots)


def _read(path: Path, maximum: int, name: str) -> bytes:
    descriptor = os.open(path, _OPEN)
    with os.fdopen(descriptor, "rb") as file:
        # Asked of the open file, so that nothing can be put in its place in between.
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise FetchError(f"{name}: it is no regular file")
        data = file.read(maximum + 1)
    if len(data) > maximum:
        raise FetchError(f"{name}: it is larger than {maximum:,} bytes")
    return data
