"""What was fetched before: a folder of answers, kept for a month and asked about again after a day."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import msgspec

FRESH = 86_400.0
"""Seconds for which a copy is used without asking."""
KEPT = 30 * FRESH
"""Seconds after which a copy that nobody asked for is deleted."""


class Entry(msgspec.Struct, frozen=True):
    """What is known about a copy: its URL, its hash, and what the server calls its version."""

    url: str
    sha256: str
    etag: str = ""
    modified: str = ""


@dataclass(frozen=True)
class Copy:
    """A copy, and whether it may be used without asking."""

    entry: Entry
    data: bytes
    fresh: bool


class Cache:
    """The copies in ``folder``; one without a folder holds nothing.

    It only spares the network: what can't be read or written is as if it were not there.
    """

    def __init__(self, folder: str) -> None:
        """Use ``folder``, and delete what is too old."""
        self.folder = Path(folder) if folder else None
        with contextlib.suppress(OSError):
            self._prune()

    def find(self, url: str) -> Copy | None:
        """Return the copy of ``url``, if there is one and it is whole."""
        if self.folder is None:
            return None
        about, content = self._files(url)
        try:
            entry = msgspec.json.decode(about.read_bytes(), type=Entry)
            data = content.read_bytes()
            age = time.time() - about.stat().st_mtime
        except (OSError, msgspec.MsgspecError):
            return None
        if entry.url != url or entry.sha256 != hashlib.sha256(data).hexdigest():
            return None
        return Copy(entry, data, 0 <= age < FRESH)

    def keep(self, url: str, data: bytes, etag: str, modified: str) -> None:
        """Keep ``data`` as the copy of ``url``."""
        if self.folder is None:
            return
        entry = Entry(url, hashlib.sha256(data).hexdigest(), etag, modified)
        about, content = self._files(url)
        with contextlib.suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._write(content, data)
            self._write(about, msgspec.json.encode(entry))

    def confirm(self, url: str) -> None:
        """Note that the copy of ``url`` is still that of the server."""
        with contextlib.suppress(OSError):
            for file in self._files(url):
                os.utime(file)

    def _files(self, url: str) -> tuple[Path, Path]:
        name = hashlib.sha256(url.encode("utf-8", "replace")).hexdigest()
        folder = self.folder or Path()
        return folder / f"{name}.json", folder / f"{name}.data"

    def _write(self, file: Path, data: bytes) -> None:
        with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as part:
            part.write(data)
        Path(part.name).replace(file)

    def _prune(self) -> None:
        if self.folder is None or not self.folder.is_dir():
            return
        oldest = time.time() - KEPT
        for file in self.folder.iterdir():
            if file.stat().st_mtime < oldest:
                file.unlink(missing_ok=True)
