"""Finds the site that a file belongs to: the nearest folder above it that a plugin knows as one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from octavo._stores import StorePath
from octavo.site import Folder, Site

Ask = Callable[[Folder], Site | None]
P = TypeVar("P", Path, StorePath)


class DiskFolder(msgspec.Struct, frozen=True):
    """A folder of the disk, as plugins may look into it (:class:`octavo.site.Folder` says what it promises)."""

    path: Path

    def names(self, below: str = "") -> Iterator[str]:
        """Yield the names of all files below ``below``."""
        top = self.path / below
        for current, folders, files in os.walk(top) if self._inside(below) else ():
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(files):
                file = os.path.join(current, name)  # noqa: PTH118  # ten thousand Paths take their time
                if not name.startswith(".") and not os.path.islink(file):  # noqa: PTH114  # the same
                    yield os.path.relpath(file, self.path).replace(os.sep, "/")

    def read(self, name: str, maximum: int = 1_000_000) -> bytes | None:
        """Return the head of the file ``name``."""
        file = self._inside(name)
        if file is None or not file.is_file():
            return None
        try:
            with file.open("rb") as stream:
                return stream.read(maximum)
        except OSError:
            return None

    def _inside(self, name: str) -> Path | None:
        real = Path(os.path.realpath(self.path / name))
        return real if real.is_relative_to(os.path.realpath(self.path)) else None


class Found(msgspec.Struct, Generic[P], frozen=True):
    """A site, and the folder that its names count from."""

    root: P
    site: Site


class SiteFinder(msgspec.Struct, Generic[P], frozen=True):
    """Asks plugins (by ``ask``) about each folder once; they look into it by what ``look`` returns."""

    ask: Ask
    look: Callable[[P], Folder]
    known: dict[P, Found[P] | None] = msgspec.field(default_factory=dict)

    def above(self, path: P) -> Found[P] | None:
        """Return the site whose folder is the absolute ``path`` or lies above it, or None."""
        for folder in (path, *path.parents):
            if folder not in self.known:
                self.known[folder] = self._asked(folder)
            if found := self.known[folder]:
                return found
        return None

    def of(self, file: P) -> Found[P] | None:
        """Return the site that the absolute ``file`` is part of: one whose root it lies below."""
        found = self.above(file.parent)
        return found if found and file.is_relative_to(found.root) else None

    def _asked(self, folder: P) -> Found[P] | None:
        site = self.ask(self.look(folder))
        if site is None:
            return None
        root = folder / site.root
        return Found(root, msgspec.structs.replace(site, location=root.as_uri()))


def on_disk(ask: Ask) -> SiteFinder[Path]:
    """Return a finder of the sites on the disk."""
    return SiteFinder(ask, DiskFolder)
