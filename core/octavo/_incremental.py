"""Runs only the jobs whose outputs would differ from what is there, and finds outputs that nothing asks for any more."""

from __future__ import annotations

import contextlib
import posixpath
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from octavo import _batch, _tasks
from octavo._batch import Outcome, Settings
from octavo._fingerprint import Fingerprint, digest_of, is_same, join
from octavo._plan import Job, Jobs
from octavo._registry import Registry
from octavo._shelf import Shelf
from octavo._sink import exists, inside, remove
from octavo._state import Entry, Origin, State
from octavo._stores import AnyPath
from octavo._tasks import Stored
from octavo._trace import are_same
from octavo.errors import WriteError
from octavo.site import Site

_CHOSEN = ("choices", "source_format", "target", "encoding", "strict")
"""What of the Settings an output depends on, beside what its Sources tell."""


class Keys:
    """The key of everything that was chosen for a job: options, plugins, and what its site says of all its posts."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.run = _encoded([code_of(settings.registry), *(_plain(getattr(settings, name)) for name in _CHOSEN)])
        self.sites: dict[str, bytes] = {}

    def of(self, job: Job) -> bytes:
        """Return the key of ``job``."""
        url = job.input.site
        if url not in self.sites:
            site = _without_maps(self.settings.sites.get(url))
            where = posixpath.relpath(url, self.settings.root) if url else ""
            self.sites[url] = digest_of(self.run + _encoded([site, where]))
        return digest_of(self.sites[url] + _encoded([job.input.name, job.input.place]))


def run_changed(settings: Settings, jobs: Jobs, state: State, *, force: bool) -> Iterator[Outcome[Stored]]:
    """Yield how each of ``jobs`` ended: first those that need not be done (unless ``force``), then the others.

    What is done is recorded in ``state``.
    """
    keys = Keys(settings)
    changed: Shelf[None] = Shelf()
    for job in jobs:
        entry = None if force else find_current(settings, job, state, keys)
        if entry is None:
            changed.add(job.output, None)
        else:
            yield Outcome(job, Stored(entry.files, entry.sources), entry.notices, unchanged=True)
    for outcome in _batch.run(_tasks.convert_to_file, settings, replace(jobs, chosen=changed)):
        if outcome.value:
            job = outcome.job
            origin = Origin(settings.target, settings.root, job.input.place)
            entry = Entry(keys.of(job), outcome.value.sources, dict(outcome.value.files), outcome.notices)
            state.record(job.output, origin, entry)
        yield outcome


def find_current(settings: Settings, job: Job, state: State, keys: Keys) -> Entry | None:
    """Return what is known of the output of ``job`` if that is what it would be made again."""
    entry = state.find(job.output)
    if entry is None or job.input.error or entry.key != keys.of(job):
        return None
    site = settings.sites.get(job.input.site)
    if not all(is_same(join(settings.folder, name), known) for name, known in entry.files.items()):
        return None
    path = job.input.remote or job.input.path
    return entry if are_same(entry.sources, path, site, settings.outputs) else None


def find_stale(settings: Settings, jobs: Jobs, inputs: AnyPath, state: State) -> list[str]:
    """Return the outputs below the settings' folder whose inputs, below ``inputs``, are gone or have another output now."""
    planned = settings.outputs.exact
    stale = {
        name: None
        for name, place in state.outputs(settings.target, settings.root)
        if (output := planned.get(place)) != name and (output or _is_gone(inputs, place))
    }
    for name in jobs.outputs if stale else ():
        stale.pop(name, None)  # it is made of another input now
    return list(stale)


def _is_gone(inputs: AnyPath, place: str) -> bool:
    if "\ufffd" in place:
        return False  # its name is no Unicode: that it can't be found says nothing
    try:
        return not (inputs / place).exists()
    except OSError:  # its store can't say
        return False


def prune(settings: Settings, outputs: Iterable[str], state: State) -> Iterator[str]:
    """Remove ``outputs`` with their images, and yield the names of the files.

    A file that somebody has changed since, or that another output has too, stays. Raises WriteError at the end if some
    can't be removed; the next run still knows them.
    """
    entries = {output: entry.files if (entry := state.find(output)) else {} for output in outputs}
    shared = _shared(entries, state)
    if state.problem or state.renewed:
        return  # it is not known what others need
    failed: WriteError | None = None
    for output, files in entries.items():
        try:
            yield from _remove_all(settings, {name: known for name, known in files.items() if name not in shared})
        except WriteError as error:
            failed = failed or error
        else:
            state.forget(output)
    if failed:
        raise failed


def _shared(entries: Mapping[str, Collection[str]], state: State) -> Collection[str]:
    """Return those files of the outputs ``entries`` that another output has too."""
    files = {name for some in entries.values() for name in some}
    return {name for name in state.files(without=entries) if name in files} if files else ()


def _remove_all(settings: Settings, files: Mapping[str, Fingerprint]) -> Iterator[str]:
    """Remove those of ``files`` that are what they were, and yield their names."""
    top = inside(settings.folder, "")
    for name, known in files.items():
        path = top / name
        if is_same(join(settings.folder, name), known) and exists(path):
            remove(path, top)
            yield name


# Keys


def code_of(registry: Registry) -> bytes:
    """Return a hash of octavo and its plugins: their versions, what they are made of, and what octavo is built upon."""
    files = sorted({file for module in (*_modules(registry), _batch) for file in _files_of(module)})
    code = [(Path(file).name, digest_of(Path(file).read_bytes())) for file in files]
    plugins = [(one.name, one.distribution, one.version, one.status) for one in registry.plugins]
    return _encoded(
        [code, plugins, registry.recipe.prefer, sorted(_requirements({one.distribution for one in registry.plugins}))]
    )


def _modules(registry: Registry) -> Iterator[Any]:
    for hook in vars(registry.hooks).values():
        for implementation in hook.get_hookimpls():
            yield implementation.plugin


def _files_of(module: Any) -> list[str]:
    """Return the Python files of the package that ``module`` is the door of, or it alone."""
    file = getattr(module, "__file__", None)
    if not file:
        return []
    if getattr(module, "__package__", "") in (getattr(module, "__name__", ""), "octavo"):
        return [str(path) for path in Path(file).parent.rglob("*.py")]
    return [file]


def _requirements(distributions: Collection[str]) -> Iterator[str]:
    from importlib import metadata  # it takes 14 ms to import, and only folders have a record

    for name in filter(None, distributions):
        with contextlib.suppress(metadata.PackageNotFoundError):
            for requirement in metadata.requires(name) or ():
                needed = re.split(r"[^\w.-]", requirement, maxsplit=1)[0]
                with contextlib.suppress(metadata.PackageNotFoundError):
                    yield f"{needed} {metadata.version(needed)}"


def _without_maps(site: Site | None) -> Site | None:
    if site is None:
        return None
    return msgspec.structs.replace(site, posts={}, calls={}, paths={}, files=frozenset(), notices=(), location="")


def _plain(value: Any) -> Any:
    """Return ``value``; of Choices only what the user chose."""
    names = set(getattr(value, "__struct_fields__", ()))
    if "fetched" not in names:
        return value
    return {name: getattr(value, name) for name in sorted(names - {"downloads", "fetched", "site", "store"})}


def _encoded(value: Any) -> bytes:
    return msgspec.json.encode(value, enc_hook=repr, order="deterministic")
