"""Discovery: from entry points to a Registry of what all plugins declare.

Nothing here is module state: a Registry is a value, and tests build their own by
``discover(plugin, entry_points=False)``. A plugin that can't be loaded, or fails while it
declares, becomes a PluginProblem and never stops the host.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from importlib import metadata
from types import MappingProxyType
from typing import Any, TypeVar

import pluggy

from octavo import hookspecs
from octavo.errors import PluginError, UnknownFormat
from octavo.plugin import API_VERSION, Binder, Detection, Executor, Fetcher, Reader, Transform, Writer
from octavo.source import Source

GROUP = "octavo"
D = TypeVar("D")


@dataclass(frozen=True)
class PluginInfo:
    """One plugin as ``octavo plugins`` shows it; ``problem`` is empty when it works."""

    name: str
    distribution: str = ""
    version: str = ""
    formats: tuple[str, ...] = ()
    problem: str = ""
    disabled: bool = False


@dataclass(frozen=True)
class Registry:
    """What all plugins declare, by name; ``fetchers`` by URL scheme."""

    readers: Mapping[str, Reader[Any]]
    writers: Mapping[str, Writer[Any]]
    binders: Mapping[str, Binder[Any]]
    transforms: Mapping[str, Transform[Any]]
    fetchers: Mapping[str, Fetcher]
    executors: Mapping[str, Executor]
    plugins: tuple[PluginInfo, ...] = ()
    hooks: Any = field(default=None, repr=False)

    def reader(self, format: str) -> Reader[Any]:
        """Return the reader of ``format``; raises UnknownFormat."""
        return _find(self.readers, format, "read")

    def writer(self, format: str) -> Writer[Any]:
        """Return the writer of ``format``; raises UnknownFormat."""
        return _find(self.writers, format, "written")

    def target(self, format: str) -> Writer[Any] | Binder[Any]:
        """Return the writer or binder of ``format``; raises UnknownFormat."""
        targets: dict[str, Writer[Any] | Binder[Any]] = {**self.binders, **self.writers}
        return _find(targets, format, "written")

    def detections(self, source: Source) -> tuple[Detection, ...]:
        """Return what the plugins think of ``source``, the surest first."""
        found: list[Detection] = []
        for implementation in self.hooks.octavo_detect.get_hookimpls():
            detection = _call(implementation.plugin_name, implementation.function, source)
            if detection is not None:
                found.append(detection)
        return tuple(sorted(found, key=lambda detection: (-detection.confidence, detection.format)))

    def detect(self, source: Source) -> str:
        """Return the name of the format of ``source``; raises UnknownFormat."""
        for detection in self.detections(source):
            if detection.format in self.readers:
                return detection.format
        raise UnknownFormat(f"the format of {source.name} is not clear", "name it with --from")

    def format_of_name(self, name: str) -> str:
        """Return the format that writes files with the extension of ``name``; raises UnknownFormat."""
        lowered = name.lower()
        declarations: list[Writer[Any] | Binder[Any]] = [*self.writers.values(), *self.binders.values()]
        for declaration in declarations:
            if any(lowered.endswith(extension) for extension in declaration.extensions):
                return declaration.name
        raise UnknownFormat(f"no format is known by the name {name!r}", "name it with --to")


@dataclass
class _Loaded:
    name: str
    distribution: str = ""
    version: str = ""
    formats: list[str] = field(default_factory=list)
    problem: str = ""
    disabled: bool = False

    def freeze(self) -> PluginInfo:
        return PluginInfo(self.name, self.distribution, self.version, tuple(self.formats), self.problem, self.disabled)


def discover(*plugins: object, entry_points: bool = True, disabled: Iterable[str] = ()) -> Registry:
    """Return the Registry of ``plugins`` (modules or objects with hooks) and the installed ones.

    ``disabled`` names entry points that are not loaded. Raises PluginError when two plugins
    claim one format name.
    """
    manager = pluggy.PluginManager("octavo")
    manager.add_hookspecs(hookspecs)
    loaded: list[_Loaded] = []
    if entry_points:
        loaded += _load_entry_points(manager, frozenset(disabled))
    for plugin in plugins:
        loaded.append(_register(manager, plugin, getattr(plugin, "__name__", type(plugin).__name__)))
    return _declare(manager, loaded)


def _load_entry_points(manager: pluggy.PluginManager, disabled: frozenset[str]) -> list[_Loaded]:
    loaded: list[_Loaded] = []
    for point in sorted(metadata.entry_points(group=GROUP), key=lambda point: point.name):
        distribution = point.dist
        entry = _Loaded(
            point.name, distribution.name if distribution else "", distribution.version if distribution else ""
        )
        loaded.append(entry)
        if point.name in disabled:
            entry.disabled = True
            continue
        try:
            plugin = point.load()
            registered = _register(manager, plugin, point.name)
        except Exception as error:  # noqa: BLE001  # a third-party module may raise anything on import
            entry.problem = f"{type(error).__name__}: {error}".splitlines()[0]
            continue
        entry.problem = registered.problem
    return loaded


def _register(manager: pluggy.PluginManager, plugin: object, name: str) -> _Loaded:
    entry = _Loaded(name)
    wanted = getattr(plugin, "octavo_api_version", API_VERSION)
    if wanted != API_VERSION:
        entry.problem = f"it needs plugin API {wanted}, this octavo has {API_VERSION}"
        return entry
    try:
        manager.register(plugin, name=name)
        manager.check_pending()
    except (pluggy.PluginValidationError, ValueError) as error:
        manager.unregister(name=name)
        entry.problem = str(error).splitlines()[0]
    return entry


def _declare(manager: pluggy.PluginManager, loaded: list[_Loaded]) -> Registry:
    entries = {entry.name: entry for entry in loaded}

    def collect(hook: str, key: Callable[[D], Iterable[str]]) -> Mapping[str, D]:
        return _collect(manager, hook, key, entries)

    return Registry(
        readers=collect("octavo_readers", _by_name),
        writers=collect("octavo_writers", _by_name),
        binders=collect("octavo_binders", _by_name),
        transforms=collect("octavo_transforms", _by_name),
        fetchers=collect("octavo_fetchers", lambda fetcher: fetcher.schemes),
        executors=collect("octavo_executors", _by_name),
        plugins=tuple(entry.freeze() for entry in loaded),
        hooks=manager.hook,
    )


def _by_name(declaration: Any) -> Iterable[str]:
    return (declaration.name,)


def _collect(
    manager: pluggy.PluginManager, hook: str, key: Callable[[D], Iterable[str]], entries: Mapping[str, _Loaded]
) -> Mapping[str, D]:
    found: dict[str, D] = {}
    owners: dict[str, _Loaded] = {}
    for implementation in sorted(getattr(manager.hook, hook).get_hookimpls(), key=lambda one: one.plugin_name):
        entry = entries[implementation.plugin_name]
        try:
            declarations = list(implementation.function())
        except Exception as error:  # noqa: BLE001  # a third-party hook may raise anything
            entry.problem = f"{hook}: {type(error).__name__}: {error}".splitlines()[0]
            continue
        for declaration in declarations:
            for name in key(declaration):
                if name in found:
                    raise _conflict(hook, name, owners[name], entry)
                found[name] = declaration
                owners[name] = entry
                entry.formats.append(name)
    return MappingProxyType(found)


def _conflict(hook: str, name: str, first: _Loaded, second: _Loaded) -> PluginError:
    kind = hook.removeprefix("octavo_").rstrip("s")
    owners = " and ".join(f"{entry.name} ({entry.distribution or 'given by the program'})" for entry in (first, second))
    return PluginError(
        f"two plugins claim the {kind} {name!r}: {owners}", f"disable one: --disable-plugin {second.name}"
    )


def _call(plugin: str, function: Callable[..., Any], *arguments: object) -> Any:
    try:
        return function(*arguments)
    except Exception as error:
        message = f"plugin {plugin!r} failed: {type(error).__name__}: {error}"
        raise PluginError(message, f"disable it: --disable-plugin {plugin}") from error


def _find(declarations: Mapping[str, D], format: str, verb: str) -> D:
    if format in declarations:
        return declarations[format]
    raise UnknownFormat(f"no plugin: {format!r} can't be {verb}", f"known: {', '.join(sorted(declarations))}")
