"""What the user calls a file or folder: a path on the disk, or a URL in a store."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

from octavo._stores import AnyPath, is_url
from octavo.errors import Position, UsageError
from octavo.url import local_path

_FILE = re.compile(r"file://", re.IGNORECASE)


def path_of(name: str) -> AnyPath:
    """Return what the user calls ``name``: a path, or a URL.

    Raises UsageError if it is a URL and what opens it is not installed, or it is none that fsspec or urllib knows,
    SourceError if its store can't be had.
    """
    if not is_url(name):
        return Path(name)
    if _FILE.match(name) and "::" not in name:
        return _local(name)
    from octavo._fsspec import open_url  # few have outputs or inputs in a store

    return open_url(name)


def _local(url: str) -> Path:
    try:
        return Path(local_path(urlsplit(url).path))
    except ValueError as error:  # urllib refuses malformed hosts
        raise UsageError(
            f"it can't be opened: {error}", "file:///folder/file is an absolute path", Position(url)
        ) from error
