"""Inputs in a store: what is a file, a folder or a glob there, by one listing of each; what they are called is as on the disk."""

from __future__ import annotations

import glob
import itertools
import posixpath
from collections.abc import Collection, Iterable, Iterator, Mapping

import msgspec
from msgspec.structs import replace

from octavo._inputs import MAXIMUM_BYTES, STDIN, Input, Inputs, find_inputs
from octavo._paths import path_of
from octavo._scanning import Scan, is_wanted
from octavo._shelf import Shelf
from octavo._sites import SiteFinder
from octavo._stores import Status, Store, StorePath, reason_of, relative
from octavo.errors import Position, SourceError, UsageError
from octavo.site import Site

_POSTS = ("_posts", "_drafts")
_SPELLING = "nor a folder; see that its bucket and path are spelt right"


def find_all_inputs(names: Iterable[str], scan: Scan) -> Inputs:
    """Return the files that ``names`` mean, on the disk or in one store.

    As for those on the disk (``find_inputs``): a folder means the posts below it. Raises UsageError if
    they are in several stores, or some on the disk.
    """
    paths = [name if name == STDIN else path_of(name) for name in names]
    remote = [path for path in paths if isinstance(path, StorePath)]
    if not remote:
        return find_inputs(map(str, paths), scan)
    if len(remote) < len(paths) or len({path.store for path in remote}) > 1:
        raise UsageError("the inputs are in several places", "name those of one store at a time")
    return _Finder(scan, SiteFinder(scan.sites.ask, StoreFolder)).find(remote)


class StoreFolder(msgspec.Struct, frozen=True):
    """A folder of a store, as plugins may look into it (:class:`octavo.site.Folder` says what it promises)."""

    path: StorePath

    def names(self, below: str = "") -> Iterator[str]:
        """Yield the names of all files below ``below``."""
        top = self.path / below
        if not top.is_relative_to(self.path):
            return
        for path in sorted(_listed(top)):
            name = relative(path, self.path.path)
            if name and not any(part.startswith(".") for part in name.split("/")):
                yield name

    def read(self, name: str, maximum: int = 1_000_000) -> bytes | None:
        """Return the head of the file ``name``."""
        file = self.path / name
        if not file.is_relative_to(self.path):
            return None
        try:
            return file.store.read(file.path, maximum)
        except OSError:
            return None


class StoreInputs(Collection[Input]):
    """Inputs in one store, on a shelf; each counts once."""

    def __init__(self, store: Store) -> None:
        """Hold none yet of those in ``store``."""
        self.store = store
        self._shelf: Shelf[tuple[str, Input, Status]] = Shelf()

    def add(self, path: str, file: Input, status: Status) -> None:
        """Hold ``file``, the object ``path`` with its ``status``, unless it is held."""
        self._shelf.add(path, (path, file, status))  # without the store, which all have in common

    def __iter__(self) -> Iterator[Input]:
        for path, file, status in self._shelf.stream():
            yield replace(file, remote=StorePath(self.store, path), status=status)

    def __len__(self) -> int:
        return len(self._shelf)

    def __contains__(self, file: object) -> bool:
        return isinstance(file, Input) and file.remote is not None and file.remote.path in self._shelf


_Found = Iterable[tuple[str, Status]]
"""Paths of objects, with what is known of them."""


class _Finder(msgspec.Struct):
    """Finds the files that paths of one store mean."""

    scan: Scan
    sites: SiteFinder[StorePath]
    found: dict[str, Site] = {}
    many: bool = False

    def find(self, paths: list[StorePath]) -> Inputs:
        named = [(path, *self._resolve(path)) for path in paths]
        root = StorePath(paths[0].store, posixpath.commonpath([base.path for _, base, _ in named]))
        files = StoreInputs(root.store)
        for path, base, found in named:
            for one, status in found:
                file = StorePath(root.store, one)
                files.add(one, self._input(file, status, root, base, scanned=file != path), status)
        return Inputs(files, root, self.many or len(paths) > 1, self.found)

    def _resolve(self, path: StorePath) -> tuple[StorePath, _Found]:
        """Return the folder that ``path`` counts from, and the files that it means."""
        try:
            if path.is_dir():
                self.many = True
                return path, self._below(path)
            if glob.has_magic(path.path) and not path.is_file():
                self.many = True
                base = _fixed_part(path)
                return base, self._matched(path, base) or [(path.path, _Missing(why="nothing matches it"))]
            status = path.store.status(path.path)
        except OSError as error:
            reason, hint = reason_of(error)
            return path.parent, [(path.path, _Missing(why=f"can't be read: {reason}", hint=hint))]
        return path.parent, [(path.path, status or _Missing(why="there is no such file", hint=_SPELLING))]

    def _matched(self, pattern: StorePath, base: StorePath) -> _Found:
        """Return what ``pattern`` matches below ``base``, but the outputs."""
        found: Shelf[Status] = Shelf()
        for path, status in pattern.store.glob(pattern.path).items():
            if not self._is_output(StorePath(pattern.store, path), base):
                found.add(path, status)
        return found.items()

    def _below(self, folder: StorePath) -> _Found:
        """Return the posts below ``folder``, sorted; of a site, or of a part of one that holds all posts, those in its folders of posts alone."""
        listed = folder.store.find(folder.path)
        tops = [*reversed(self._tops(folder, listed))] or [folder]  # the last counts
        posts: Shelf[tuple[str, Status]] = Shelf()
        for path, status in listed.items():
            if top := next((top for top in tops if self._is_post(path, top)), None):
                posts.add(_place(path, top), (path, status))
        return posts.by_key()

    def _tops(self, folder: StorePath, listed: Iterable[str]) -> list[StorePath]:
        found = self.sites.above(folder)
        if found is None:
            return []
        names = (*found.site.folders, *(found.site.drafts if self.scan.drafts else ()))
        tops = [top for name in sorted(names) if (top := found.root / name).is_relative_to(folder)]
        return [top for top in tops if any(relative(path, top.path) for path in listed) or top.is_dir()]

    def _is_post(self, path: str, top: StorePath) -> bool:
        name = relative(path, top.path)
        if not name.lower().endswith(tuple(self.scan.extensions)) or not all(
            is_wanted(part, self.scan) for part in name.split("/")
        ):
            return False
        file = StorePath(top.store, path)
        return file != self.scan.report and not self._is_output(file, top)

    def _is_output(self, file: StorePath, top: StorePath) -> bool:
        """Return whether ``file`` lies in the folder of outputs, if that lies below ``top``."""
        without = self.scan.without
        return isinstance(without, StorePath) and without.is_below(top) and file.is_below(without)

    def _input(self, file: StorePath, status: Status, root: StorePath, base: StorePath, *, scanned: bool) -> Input:
        error = _error_of(file, status)
        part_of = None if error else self.sites.of(file)
        above = part_of.root if part_of else _above_posts(file)
        own = self.scan.site if isinstance(self.scan.site, StorePath) else None
        url = (own or above or base).as_uri()
        if part_of:
            self.found[url] = part_of.site
        place = posixpath.relpath("/" + file.path, "/" + root.path)
        name = posixpath.relpath("/" + file.path, "/" + above.path) if above else place
        return Input(str(file), place, name, url, scanned, error)


class _Missing(Status, frozen=True):
    """What is known of an object that can't be had."""

    why: str = ""
    hint: str = ""


def _error_of(file: StorePath, status: Status) -> SourceError | None:
    if isinstance(status, _Missing):
        return SourceError(status.why, status.hint, Position(str(file)))
    if status.size > MAXIMUM_BYTES:
        return SourceError(f"is larger than {MAXIMUM_BYTES // 1_000_000} MB", "", Position(str(file)))
    return None


def _listed(folder: StorePath) -> Mapping[str, Status]:
    """Return what is below ``folder``; raises SourceError if its store can't say."""
    try:
        return folder.store.find(folder.path)
    except OSError as error:
        reason, hint = reason_of(error)
        raise SourceError(f"can't be listed: {reason}", hint, Position(str(folder))) from error


def _place(path: str, top: StorePath) -> str:
    """Return what paths are sorted by: the files of a folder before those below it."""
    *folders, name = relative(path, top.path).split("/")
    return "\0".join((top.path, *(f"\1{folder}" for folder in folders), f"\0{name}"))


def _fixed_part(pattern: StorePath) -> StorePath:
    """Return the folder above the first part of ``pattern`` with a wildcard."""
    parts = pattern.path.split("/")[:-1]
    fixed = itertools.takewhile(lambda part: not glob.has_magic(part), parts)
    return StorePath(pattern.store, "/".join(fixed))


def _above_posts(file: StorePath) -> StorePath | None:
    parts = file.path.split("/")[:-1]
    for end in range(len(parts), 0, -1):
        if parts[end - 1] in _POSTS:
            return StorePath(file.store, "/".join(parts[: end - 1]))
    return None
