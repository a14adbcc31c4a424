"""From what the user names to the files that are read: files, folders, globs, standard input."""

from __future__ import annotations

import glob
import os
import stat
import sys
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from pathlib import Path

import msgspec

from octavo._real_paths import FOLDERS, RealPaths
from octavo._scanning import DRAFTS, POSTS, Scan, posts_of
from octavo._shelf import Shelf
from octavo._sites import Found
from octavo._stores import AnyPath, Status, StorePath, reason_of
from octavo.errors import Position, SourceError
from octavo.site import Site
from octavo.source import Source

STDIN = "-"
MAXIMUM_BYTES = 100_000_000
"""The largest source that is read; a larger one is refused before it fills the memory."""


class Input(msgspec.Struct, frozen=True):
    """One file to read: ``path`` as it is opened and shown, ``place`` below the inputs' common folder,
    the ``name`` of its source, the URL of the ``site`` whose files it may use, and the error if it
    can't be had at all.

    What is part of a site is named from the site's root, however its folder was given, so that it is
    always called the same; what lies in some ``_posts`` from above that; every other name is its
    place. ``scanned`` is true for what was found in a folder, and not named by the user. What is in a
    store is ``remote``, with what a listing said of it as its ``status``; its ``path`` is only shown.
    """

    path: str
    place: str
    name: str = ""
    site: str = ""
    scanned: bool = False
    error: SourceError | None = None
    remote: StorePath | None = None
    status: Status = msgspec.field(default_factory=Status)

    def __reduce__(self) -> tuple[type[Input], tuple[object, ...]]:
        """Be sent and kept in half the time that pickle needs on its own."""
        known = (self.path, self.place, self.name, self.site, self.scanned, self.error, self.remote, self.status)
        return Input, known if self.error or self.remote else known[:5]


class Inputs(msgspec.Struct, frozen=True):
    """All files to read in their order, below the folder ``root``.

    ``many`` is true when more than one may be meant: several names, a folder, a glob. ``sites`` are
    those that plugins know, by the URL that their files have as ``site``.
    """

    files: Collection[Input]
    root: AnyPath
    many: bool
    sites: Mapping[str, Site] = msgspec.field(default_factory=dict)


def find_inputs(names: Iterable[str], scan: Scan) -> Inputs:
    """Return the files that ``names`` mean, each once.

    A folder means the posts below it: no hidden name, none that begins with ``_`` but
    ``_posts`` (and ``_drafts`` if they count), none that ends in ``~`` or ``%``, no link that leads
    out of the folder. The folder of a site means its posts alone. What can't be had is an Input with
    an error.
    """
    named = [_resolve(name, scan.without) for name in names]
    bases = [base for base, _, _ in named if base is not None]
    root = Path(os.path.commonpath(bases)) if bases else Path.cwd()
    found: Shelf[Input] = Shelf()
    sites: dict[str, Site] = {}
    real = RealPaths()
    for base, paths, is_folder in named:
        whereabouts = Whereabouts(root, base, scan)
        for path in paths:
            for file in posts_of(path, scan, is_folder=is_folder):
                where = whereabouts.of(file)
                one = _input(file, where, scanned=file != path)
                found.add(file if file == STDIN else real.of(file), one)
                if where.part_of:
                    sites[one.site] = where.part_of.site
    many = len(named) > 1 or any(is_folder for _, _, is_folder in named)
    return Inputs(found.values(), root, many, sites)


def folders_of(names: Iterable[str]) -> frozenset[str]:
    """Return the absolute folders below which all that ``names`` may ever mean lies."""
    return frozenset(base for base, _, _ in map(_resolve, names) if base is not None)


def read_source(file: Input, encoding: str = "") -> Source:
    """Return ``file`` as a Source in ``encoding`` ("": to be found out); raises SourceError if it can't be had or is too large."""
    if file.error is not None:
        raise file.error
    try:
        data = _read(file)
    except OSError as error:
        reason, hint = reason_of(error)
        raise SourceError(f"can't be read: {reason}", hint, Position(file.path)) from error
    if len(data) > MAXIMUM_BYTES:
        raise SourceError(f"is larger than {MAXIMUM_BYTES // 1_000_000} MB", "", Position(file.path))
    location = "" if file.path == STDIN else as_url(file.remote or Path(file.path))
    return Source(data, file.name, location=location, encoding=encoding)


def as_url(path: AnyPath) -> str:
    """Return the URL by which octavo refers to ``path``, ``file:`` on the disk; a folder's has no slash at its end."""
    if isinstance(path, StorePath):
        return path.as_uri()
    return Path(os.path.abspath(path)).as_uri()  # noqa: PTH100  # resolve() would follow links


def _read(file: Input) -> bytes:
    if file.path == STDIN:
        return sys.stdin.buffer.read(MAXIMUM_BYTES + 1)
    if file.remote:
        return file.remote.store.read(file.remote.path, MAXIMUM_BYTES + 1)
    with Path(file.path).open("rb") as opened:
        return opened.read(MAXIMUM_BYTES + 1)


# Names


def _resolve(name: str, without: AnyPath | None = None) -> tuple[str | None, list[str], bool]:
    """Return the folder that ``name`` counts from, the paths it means, and whether it means many; a glob means none in the folder ``without``."""
    if name == STDIN:
        return None, [STDIN], False
    path = Path(name)
    if os.path.isdir(name):  # noqa: PTH112  # Path.is_dir raises for a name that is too long
        return os.path.abspath(path), [name], True  # noqa: PTH100  # resolve() would follow links
    if not os.path.lexists(path) and glob.has_magic(name):
        base = _fixed_part(path)
        return base, _matching(name, base, without) or [name], True
    return os.path.abspath(path.parent), [name], False  # noqa: PTH100  # the same


def _matching(pattern: str, base: str, without: AnyPath | None) -> list[str]:
    """Return what ``pattern`` matches, but for what is in the folder ``without``, if that lies below ``base``."""
    found = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207  # Path.glob takes no absolute pattern
    top, real = os.path.realpath(without) if isinstance(without, Path) else "", RealPaths()
    if not top.startswith(os.path.join(os.path.realpath(base), "")):  # noqa: PTH118  # it ends in a slash
        return found
    return [path for path in found if not f"{real.of(path)}{os.sep}".startswith(f"{top}{os.sep}")]


def _fixed_part(pattern: Path) -> str:
    """Return the folder above the first part of ``pattern`` with a wildcard."""
    fixed = []
    for part in pattern.parts[:-1]:
        if glob.has_magic(part):
            break
        fixed.append(part)
    return os.path.abspath(Path(*fixed))  # noqa: PTH100  # the same


class Where(msgspec.Struct, frozen=True):
    """What all files of a folder have in common: how their ``place`` and ``name`` begin, the URL of the site whose
    files they may use, and the site that they are part of.
    """

    place: str = ""
    name: str = ""
    site: str = ""
    part_of: Found[Path] | None = None


class Whereabouts:
    """Finds out about each folder once, as a rule: ten thousand posts lie in a few."""

    def __init__(self, root: Path, base: str | None, scan: Scan) -> None:
        """Know nothing yet of the folders below ``root``, named from ``base`` and looked through as ``scan`` says."""
        self.root, self.base, self.scan = root, base, scan
        self._in_folder = lru_cache(FOLDERS)(self._look)

    def of(self, file: str) -> Where:
        """Return what is known about the folder of ``file``."""
        if file == STDIN:
            return Where(site=as_url(self._own) if self._own else "")
        return self._in_folder(_split(file)[0])

    @property
    def _own(self) -> Path | None:
        return self.scan.site if isinstance(self.scan.site, Path) else None

    def _look(self, name: str) -> Where:
        folder = _absolute(name)
        part_of = self.scan.sites.of(folder / "any")
        above = part_of.root if part_of else _above_posts(folder)
        site = self._own or (above or Path(self.base) if self.base is not None else None)
        place = _beginning(folder, self.root)
        return Where(place, _beginning(folder, above) if above else place, as_url(site) if site else "", part_of)


def _input(file: str, where: Where, *, scanned: bool) -> Input:
    if file == STDIN:
        return Input(STDIN, STDIN, STDIN, where.site)
    last = _shown(_split(file)[1])
    return Input(file, where.place + last, where.name + last, where.site, scanned, _error(file))


def _split(file: str) -> tuple[str, str]:
    """Return the folder and the last name of ``file``."""
    folder, name = os.path.split(file)
    return os.path.split(os.path.abspath(file)) if name in ("", ".", "..") else (folder, name)  # noqa: PTH100  # resolve() would follow links


def _beginning(folder: Path, top: Path) -> str:
    """Return how names of files in ``folder`` begin, counted from ``top``."""
    relative = _shown(Path(os.path.relpath(folder, top)).as_posix())
    return "" if relative == "." else f"{relative}/"


def _shown(name: str) -> str:
    return os.fsencode(name).decode("utf-8", "replace")


def _above_posts(folder: Path) -> Path | None:
    for parent in (folder, *folder.parents):
        if parent.name in (POSTS, DRAFTS):
            return parent.parent
    return None


def _absolute(path: str) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100  # resolve() would follow links


def _error(file: str) -> SourceError | None:
    try:
        mode = os.stat(file).st_mode  # noqa: PTH116  # 100,000 Paths take their time
    except FileNotFoundError:
        if glob.has_magic(file):
            return SourceError("nothing matches it", "", Position(file))
        return SourceError("there is no such file", "", Position(file))
    except OSError as error:
        return SourceError(f"can't be read: {(error.strerror or str(error)).lower()}", "", Position(file))
    if stat.S_ISDIR(mode):
        return SourceError("the folder can't be read", "", Position(file))
    return None
