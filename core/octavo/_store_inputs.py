"""Inputs in a store: what is a file, a folder or a glob there, by one listing of each; what they are called is as on the disk."""

from __future__ import annotations

import glob
import itertools
import posixpath
from collections.abc import Iterable, Iterator, Mapping

import msgspec
from msgspec.structs import replace

from octavo._inputs import MAXIMUM_BYTES, STDIN, Input, Inputs, Scan, find_inputs, is_wanted
from octavo._paths import path_of
from octavo._sites import SiteFinder
from octavo._stores import Status, StorePath, reason_of, relative
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


class _Finder(msgspec.Struct):
    """Finds the files that paths of one store mean."""

    scan: Scan
    sites: SiteFinder[StorePath]
    files: dict[str, Input] = {}
    found: dict[str, Site] = {}
    many: bool = False

    def find(self, paths: list[StorePath]) -> Inputs:
        named = [(path, *self._resolve(path)) for path in paths]
        root = StorePath(paths[0].store, posixpath.commonpath([base.path for _, base, _ in named]))
        for path, base, statuses in named:
            for one, status in statuses.items():
                file = StorePath(root.store, one)
                self.files.setdefault(one, self._input(file, status, root, base, scanned=file != path))
        return Inputs(tuple(self.files.values()), root, self.many or len(paths) > 1, self.found)

    def _resolve(self, path: StorePath) -> tuple[StorePath, Mapping[str, Status]]:
        """Return the folder that ``path`` counts from, and the files that it means."""
        try:
            if path.is_dir():
                self.many = True
                return path, self._below(path)
            if glob.has_magic(path.path) and not path.is_file():
                self.many = True
                base = _fixed_part(path)
                found = (
                    one for one in path.store.glob(path.path) if not self._is_output(StorePath(path.store, one), base)
                )
                matched = {one: path.store.status(one) or Status() for one in found}
                return base, matched or {path.path: _Missing(why="nothing matches it")}
            status = path.store.status(path.path)
        except OSError as error:
            reason, hint = reason_of(error)
            return path.parent, {path.path: _Missing(why=f"can't be read: {reason}", hint=hint)}
        return path.parent, {path.path: status or _Missing(why="there is no such file", hint=_SPELLING)}

    def _below(self, folder: StorePath) -> dict[str, Status]:
        """Return the posts below ``folder``; of a site, or of a part of one that holds all posts, those in its folders of posts alone."""
        listed = folder.store.find(folder.path)
        tops = self._tops(folder) or [folder]
        posts = {path: _place(path, top) for path in listed for top in tops if self._is_post(path, top)}
        return {path: listed[path] for path in sorted(posts, key=posts.__getitem__)}

    def _tops(self, folder: StorePath) -> list[StorePath]:
        found = self.sites.above(folder)
        if found is None:
            return []
        names = (*found.site.folders, *(found.site.drafts if self.scan.drafts else ()))
        tops = [found.root / name for name in sorted(names)]
        return [top for top in tops if top.is_relative_to(folder) and top.is_dir()]

    def _is_post(self, path: str, top: StorePath) -> bool:
        name = relative(path, top.path)
        if not name.lower().endswith(tuple(self.scan.extensions)) or not all(
            is_wanted(part, self.scan) for part in name.split("/")
        ):
            return False
        return not self._is_output(StorePath(top.store, path), top)

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
        made = Input(str(file), place, name, url, scanned, error)
        return replace(made, remote=file, status=status)


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


def _place(path: str, top: StorePath) -> tuple[object, ...]:
    """Return what paths are sorted by: the files of a folder before those below it."""
    *folders, name = relative(path, top.path).split("/")
    return (top.path, *((1, folder) for folder in folders), (0, name))


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
