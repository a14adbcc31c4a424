"""Gets a file out of a book: ``epub:file:///folder/book.epub!/images/one.png``."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

import msgspec

from octavo import FetchError, FetchPolicy, ReadError, Resource
from octavo.media_types import media_type_of
from octavo_epub.reading.archive import Limits, open_archive

_LARGEST_BOOK = 100_000_000
"""As for any input."""


def fetch(resource: Resource, policy: FetchPolicy) -> Resource:
    """Return ``resource`` with the bytes of the entry at its location.

    Raises FetchError if the book does not lie below one of ``policy.roots`` once all links are resolved, has
    no such entry, or if that is larger than the policy allows.
    """
    url, _, entry = resource.location.partition(":")[2].rpartition("!/")
    try:
        data = _read_book(url, policy)
        archive = open_archive(data, Limits(entry_bytes=policy.maximum_bytes), resource.name)
        found = archive.read(unquote(entry))
    except ReadError as error:
        raise FetchError(f"{resource.name}: {error.message}") from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = (error.strerror if isinstance(error, OSError) else "") or str(error)
        raise FetchError(f"{resource.name}: {reason.lower()}") from error
    return msgspec.structs.replace(resource, data=found, media_type=media_type_of(found, entry))


def _read_book(url: str, policy: FetchPolicy) -> bytes:
    path = Path(os.path.realpath(_path(url), strict=True))
    if not any(path.is_relative_to(os.path.realpath(_path(root))) for root in policy.roots):
        raise ValueError("the book lies outside the site's folder")
    if not path.is_file():
        raise ValueError("the book is no regular file")
    with path.open("rb") as file:
        data = file.read(_LARGEST_BOOK + 1)
    if len(data) > _LARGEST_BOOK:
        raise ValueError("the book is too large")
    return data


def _path(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme.lower() != "file" or parts.netloc not in ("", "localhost"):
        raise ValueError(f"{url!r} is no file of this machine")
    return url2pathname(parts.path)
