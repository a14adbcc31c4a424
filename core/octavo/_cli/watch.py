"""``--watch``: convert again whenever something is saved, until Ctrl-C."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, NoReturn
from urllib.parse import urlsplit
from urllib.request import url2pathname

from octavo._cli.configuration import files_of_configuration
from octavo._cli.invocation import Invocation
from octavo._cli.reporting import say, show_error
from octavo._inputs import Inputs, folders_of
from octavo._signals import Stopped, was_stopped
from octavo._unfinished import PREFIX
from octavo.errors import OctavoError, SourceError, UsageError
from octavo.site import Site

_WAIT = 1
"""Milliseconds that are waited for changes as the watching begins."""


@dataclass(frozen=True)
class Places:
    """What is watched: whole ``folders``, single ``files``, and not what is ``ours``, files and folders that we write."""

    folders: frozenset[Path]
    files: frozenset[Path] = frozenset()
    ours: frozenset[Path] = field(default_factory=frozenset)

    def __iter__(self) -> Iterator[Path]:
        """Yield what there is of it, each folder but for those within another."""
        for place in sorted(self.folders | self.files):
            if place.exists() and not any(folder in self.folders for folder in place.parents):
                yield place

    def matter(self, path: str) -> bool:
        """Return whether a change of ``path`` may change an output."""
        changed = Path(path)
        if changed.name.startswith(PREFIX):
            return False
        return not any(own == changed or own in changed.parents for own in self.ours)


def places_of(names: Iterable[str], found: Inputs, invocation: Invocation, written: Iterable[str]) -> Places:
    """Return the places where a change may change what becomes of the inputs ``found`` for ``names``.

    ``written`` are the files and folders that are written; a folder that inputs lie in too is watched all the same.
    """
    sites = {_path_of(one.site) for one in found.files if one.site}
    folders = {Path(folder) for folder in folders_of(names)} | sites
    alone = {file for site in found.sites.values() for file in _files_about(site)}
    alone.update(_absolute(str(file)) for file in files_of_configuration(invocation.config))
    ours = {_absolute(name) for name in written if name}
    ours = {one for one in ours if not any(one == folder or one in folder.parents for folder in folders)}
    return Places(frozenset(folders), frozenset(alone), frozenset(ours))


def watch(places: Places, run: Callable[[bool], Places], invocation: Invocation) -> NoReturn:
    """Call ``run`` (with True for the first time) now, and whenever something changes in the places that it returned last.

    They are watched from before it begins, so that nothing is missed. Its errors are shown, and it is tried again
    with the next change. Ends with KeyboardInterrupt or Stopped; raises SourceError when there is nothing left to watch.
    """
    first = True
    while True:
        changes = _begin(places)
        try:
            places = run(first)
        except OctavoError as error:
            show_error(error, invocation)
        if first and not invocation.quiet:
            say("octavo: watching for changes; Ctrl-C ends it")
        first = False
        _wait(changes, places)


def _begin(places: Places) -> Iterator[Any]:
    """Begin to watch ``places``, and return the sets of changes that will come; an empty one means none yet."""
    there = list(places)
    if not there:
        raise SourceError("there is nothing left to watch")
    try:
        changes = _library().watch(
            *there, watch_filter=None, rust_timeout=_WAIT, yield_on_timeout=True, ignore_permission_denied=True
        )
        next(changes)
    except OSError as error:
        hint = "too many folders, perhaps: WATCHFILES_FORCE_POLLING=true does without the system's watches"
        raise SourceError(f"can't be watched: {error}", hint) from error
    return changes  # type: ignore[no-any-return]  # the library's generator


def _wait(changes: Iterator[Any], places: Places) -> None:
    try:
        while not any(places.matter(path) for _, path in next(changes)):
            pass
    except KeyboardInterrupt:  # for whichever signal
        if was_stopped():
            raise Stopped from None
        raise


def _library() -> Any:
    try:
        import watchfiles
    except ImportError as error:
        raise UsageError("--watch needs the library watchfiles", "pip install 'octavo[watch]'") from error
    return watchfiles


def _files_about(site: Site) -> Iterator[Path]:
    """Yield the files that lie in the folder of ``site`` itself, such as its configuration, where its root is another."""
    here = _path_of(site.location)
    above = PurePosixPath(site.root).parts
    if above and here.parts[-len(above) :] == above:
        folder = Path(*here.parts[: -len(above)])
        yield from (file for file in folder.iterdir() if file.is_file())


def _path_of(url: str) -> Path:
    return Path(url2pathname(urlsplit(url).path))


def _absolute(name: str) -> Path:
    return Path(os.path.abspath(name))  # noqa: PTH100  # resolve() would follow links
