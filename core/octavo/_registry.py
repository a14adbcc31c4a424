"""Discovery: from entry points to a Registry of what all plugins declare.

Nothing here is module state: a Registry is a value, and tests build their own by
``discover(plugin, entry_points=False)``. A plugin that can't be loaded, or fails while it
declares, is listed with its problem and never stops the host; a name that two plugins claim
is refused only when it is asked for.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib import import_module
from types import ModuleType
from typing import Any, TypeVar

import msgspec
import pluggy

from octavo import _executors, hookspecs
from octavo._claims import GROUP, OWN, Claim, Declared, Entry, PluginInfo, as_distribution, settle
from octavo.entry_points import EntryPoint
from octavo.entry_points import all_entry_points as installed
from octavo.errors import OctavoError, PluginError, UnknownFormat, UsageError
from octavo.plugin import (
    API_VERSION,
    OLDEST_API_VERSION,
    Binder,
    Detection,
    Executor,
    Fetcher,
    Reader,
    Transform,
    Writer,
)
from octavo.site import Folder, Site
from octavo.source import Source

ENVIRONMENT = "OCTAVO_PLUGINS"
"""The variable that allows plugins of other people: their names or distributions, parted by commas."""

NOTHING_PREFERRED: Mapping[str, str] = {}

_CORE = "core"
_BY_NAME = 0.1
"""How sure a reader's extension makes us; plugins' own ``octavo_detect`` say more."""

D = TypeVar("D")


class Recipe(msgspec.Struct, frozen=True):
    """How a Registry was made, so that another process can make the same."""

    plugins: tuple[str, ...] = ()
    entry_points: bool = True
    disabled: frozenset[str] = frozenset()
    allowed: frozenset[str] | None = None
    prefer: tuple[tuple[str, str], ...] = ()


class Registry(msgspec.Struct, frozen=True):
    """What all plugins declare, by kind and name; fetchers by URL scheme.

    ``additions`` are entry points of other groups, by which packages add to a plugin: those that may be loaded.

    It pickles as its Recipe: a worker process discovers the plugins again.
    """

    reading: Declared[Reader[Any]]
    writing: Declared[Writer[Any] | Binder[Any]]
    transforming: Declared[Transform[Any]]
    fetching: Declared[Fetcher]
    executing: Declared[Executor]
    plugins: tuple[PluginInfo, ...] = ()
    additions: tuple[EntryPoint, ...] = ()
    hooks: Any = None
    recipe: Recipe = msgspec.field(default_factory=Recipe)

    @property
    def readers(self) -> Mapping[str, Reader[Any]]:
        """The readers by format."""
        return self.reading.by_name

    @property
    def writers(self) -> Mapping[str, Writer[Any]]:
        """The writers by format."""
        return {name: target for name, target in self.writing.by_name.items() if isinstance(target, Writer)}

    @property
    def binders(self) -> Mapping[str, Binder[Any]]:
        """The binders by format."""
        return {name: target for name, target in self.writing.by_name.items() if isinstance(target, Binder)}

    @property
    def transforms(self) -> Mapping[str, Transform[Any]]:
        """The transforms by name."""
        return self.transforming.by_name

    @property
    def fetchers(self) -> Mapping[str, Fetcher]:
        """The fetchers by URL scheme."""
        return self.fetching.by_name

    @property
    def executors(self) -> Mapping[str, Executor]:
        """The executors by name."""
        return self.executing.by_name

    def reader(self, format: str) -> Reader[Any]:
        """Return the reader of ``format``; raises UnknownFormat, or PluginError if two claim it."""
        return self.reading.find(format, self._advice())

    def writer(self, format: str) -> Writer[Any]:
        """Return the writer of ``format``; raises UnknownFormat, or PluginError if two claim it."""
        target = self.target(format)
        if isinstance(target, Writer):
            return target
        raise UnknownFormat(f"{format!r} binds publications; it can't be written into another format")

    def target(self, format: str) -> Writer[Any] | Binder[Any]:
        """Return the writer or binder of ``format``; raises UnknownFormat, or PluginError if two claim it."""
        return self.writing.find(format, self._advice())

    def detections(self, source: Source) -> tuple[Detection, ...]:
        """Return what the plugins think of ``source``, the surest first.

        The extensions and media types that readers declare count too, but little. A plugin that
        fails stands last, as a Detection of no format whose reason says what it raised.
        """
        found = [*self._detections_by_plugins(source), *self._detections_by_name(source)]
        return tuple(sorted(found, key=lambda detection: (-detection.confidence, detection.format)))

    def detect(self, source: Source) -> str:
        """Return the name of the format of ``source``; raises UnknownFormat, or PluginError if two claim it."""
        return self.choose(source, self.detections(source))

    def choose(self, source: Source, detections: Iterable[Detection]) -> str:
        """Return the format of the surest of ``detections`` that a reader is there for, as detect does."""
        for detection in detections:
            if detection.format in self.readers or detection.format in self.reading.conflicts:
                return self.reader(detection.format).name
        raise UnknownFormat(f"the format of {source.name} is not clear", f"name it with --from{self._advice()}")

    def format_of_name(self, file_name: str) -> str:
        """Return the format that writes files with the extension of ``file_name``; raises UnknownFormat.

        A format whose first extension it is goes before one that merely allows it.
        """
        lowered = file_name.lower()
        claims = [
            (-len(extension), place, name)
            for name, target in self.writing.by_name.items()
            for place, extension in enumerate(target.extensions)
            if lowered.endswith(extension)
        ]
        if not claims:
            raise UnknownFormat(f"no format is known by the name {file_name!r}", f"name it with --to{self._advice()}")
        return min(claims)[2]

    def _advice(self) -> str:
        """Return what to look at where a format is not known: a plugin for it may be there, and broken."""
        broken = ", ".join(plugin.name for plugin in self.plugins if plugin.status == "broken")
        return f"; octavo plugins says what is wrong with {broken}" if broken else ""

    def site(self, folder: Folder) -> Site | None:
        """Return what the first plugin that knows ``folder`` as a site says of it; raises PluginError for one that fails."""
        for implementation in self.hooks.octavo_site.get_hookimpls():
            try:
                site: Site | None = implementation.function(folder)
            except OctavoError:
                raise
            except Exception as error:
                message = f"plugin {implementation.plugin_name!r} failed: {_one_line(error)}"
                raise PluginError(message, "--disable-plugin does without it") from error
            if site is not None:
                return site
        return None

    def _detections_by_plugins(self, source: Source) -> Iterator[Detection]:
        for implementation in self.hooks.octavo_detect.get_hookimpls():
            try:
                detection = _as_detection(implementation.function(source))
            except Exception as error:  # noqa: BLE001  # the reason is shown, and the others still know
                detection = Detection(0.0, "", f"plugin {implementation.plugin_name!r} failed: {_one_line(error)}")
            if detection is not None:
                yield detection

    def _detections_by_name(self, source: Source) -> Iterator[Detection]:
        lowered = source.name.lower()
        for reader in self.readers.values():
            for extension in reader.extensions:
                if lowered.endswith(extension):
                    yield Detection(_BY_NAME, reader.name, f"its name ends in {extension}")
            if source.media_type in reader.media_types:
                yield Detection(2 * _BY_NAME, reader.name, f"its media type is {source.media_type}")

    def __reduce__(self) -> tuple[Any, ...]:
        return _rediscover, (self.recipe,)


def discover(
    *plugins: object,
    entry_points: bool = True,
    disabled: Iterable[str] = (),
    allowed: Iterable[str] | None = None,
    prefer: Mapping[str, str] = NOTHING_PREFERRED,
) -> Registry:
    """Return the Registry of ``plugins`` (modules or objects with hooks) and the installed ones.

    ``disabled`` names entry points, or whole distributions, that are not loaded. ``allowed`` names those of other
    people that may be; None allows all, and octavo's own need no leave. ``prefer`` says, by the name of a format,
    transform or URL scheme, whose is taken if several plugins claim it: a plugin's name or a distribution's.
    """
    manager = pluggy.PluginManager(GROUP)
    manager.add_hookspecs(hookspecs)
    entries: dict[str, Entry] = {}
    names = tuple(plugin.__name__ if isinstance(plugin, ModuleType) else "" for plugin in plugins)
    leave = None if allowed is None else frozenset(allowed)
    recipe = Recipe(names, entry_points, frozenset(disabled), leave, tuple(sorted(prefer.items())))
    _register(manager, Entry(_CORE, GROUP), _executors, entries)
    points = installed() if entry_points else ()
    _load_entry_points(manager, points, recipe, entries)
    additions = tuple(_additions(points, recipe, entries))
    for plugin in plugins:
        _register(manager, Entry(getattr(plugin, "__name__", type(plugin).__name__)), plugin, entries)
    return _declare(manager, entries, additions, recipe)


def allowed_by_environment() -> frozenset[str] | None:
    """Return the plugins of other people that OCTAVO_PLUGINS allows, parted by commas; None if it is not set."""
    value = os.environ.get(ENVIRONMENT)
    return None if value is None else frozenset(name.strip() for name in value.split(",") if name.strip())


@lru_cache(maxsize=8)
def _rediscover(recipe: Recipe) -> Registry:
    """Make a Registry again, once in each process."""
    if "" in recipe.plugins:
        raise PluginError("a plugin that is no module can't be sent to another process")
    plugins = [import_module(name) for name in recipe.plugins]
    return discover(
        *plugins,
        entry_points=recipe.entry_points,
        disabled=recipe.disabled,
        allowed=recipe.allowed,
        prefer=dict(recipe.prefer),
    )


def _load_entry_points(
    manager: pluggy.PluginManager, points: Iterable[EntryPoint], recipe: Recipe, entries: dict[str, Entry]
) -> None:
    for point in sorted((one for one in points if one.group == GROUP), key=_own_first):
        entry = _entry_of(point, entries)
        entries[entry.name] = entry
        if not _is_wanted(entry, point, recipe):
            continue
        try:
            plugin = point.load()
        except (Exception, SystemExit) as error:  # noqa: BLE001  # a third-party module may raise anything on import
            entry.fail(f"it can't be imported: {_one_line(error)}")
            continue
        _register(manager, entry, plugin, entries)


def _additions(points: Iterable[EntryPoint], recipe: Recipe, entries: dict[str, Entry]) -> Iterator[EntryPoint]:
    """Yield the entry points of other groups that are wanted; the plugin that they add to imports them."""
    for point in sorted((one for one in points if one.group != GROUP), key=_own_first):
        entry = _entry_of(point, entries)
        entry.status, entry.group = "installed", point.group
        entries[entry.name] = entry
        if _is_wanted(entry, point, recipe):
            yield point


def _is_wanted(entry: Entry, point: EntryPoint, recipe: Recipe) -> bool:
    """Return whether the user does not do without ``entry``, and note it there."""
    if _is_named(entry, point, recipe.disabled):
        entry.status = "disabled"
    elif not _is_allowed(entry, point, recipe.allowed):
        entry.fail(f"{ENVIRONMENT} or --no-plugins leaves it out", "disabled")
    return entry.status != "disabled"


def _is_allowed(entry: Entry, point: EntryPoint, allowed: frozenset[str] | None) -> bool:
    return allowed is None or entry.distribution == OWN or _is_named(entry, point, allowed)


def _is_named(entry: Entry, point: EntryPoint, names: frozenset[str]) -> bool:
    """Return whether ``names`` has the plugin, its entry point or its distribution."""
    return bool(names & {point.name, entry.name}) or as_distribution(entry.distribution) in map(as_distribution, names)


def _own_first(point: EntryPoint) -> tuple[str, bool, str]:
    return point.name, point.distribution != OWN, point.distribution


def _entry_of(point: EntryPoint, entries: Mapping[str, Entry]) -> Entry:
    """Return an entry with a name of its own: two distributions may use one entry point's name."""
    name = point.name if point.name not in entries else f"{point.name}@{point.distribution}"
    return Entry(name, point.distribution, point.version)


def _register(manager: pluggy.PluginManager, entry: Entry, plugin: object, entries: dict[str, Entry]) -> None:
    entries[entry.name] = entry
    if reason := _misfit(entry, plugin):
        entry.fail(reason)
        return
    try:
        manager.register(plugin, name=entry.name)
        manager.check_pending()
    except (pluggy.PluginValidationError, ValueError) as error:
        entry.fail(_one_line(error))
        if manager.get_plugin(entry.name) is plugin:
            manager.unregister(name=entry.name)
    else:
        entry.hooks = tuple(sorted(caller.name for caller in manager.get_hookcallers(plugin) or ()))


def _misfit(entry: Entry, plugin: object) -> str:
    """Return why ``plugin`` is of another API than ours, or ""; a plugin that doesn't say is taken to fit."""
    wanted = getattr(plugin, "octavo_api_version", None)
    if wanted is None:
        return ""
    if not isinstance(wanted, int):
        return f"its octavo_api_version is {wanted!r}, not a whole number"
    entry.api = wanted
    supported = f"{OLDEST_API_VERSION} to {API_VERSION}" if OLDEST_API_VERSION < API_VERSION else str(API_VERSION)
    if wanted > API_VERSION:
        return f"it needs plugin API {wanted}, this octavo has {supported}: update octavo"
    if wanted < OLDEST_API_VERSION:
        return f"it needs plugin API {wanted}, this octavo has {supported}: update the plugin"
    return ""


# Declarations


def _declare(
    manager: pluggy.PluginManager, entries: Mapping[str, Entry], additions: tuple[EntryPoint, ...], recipe: Recipe
) -> Registry:
    def claims(hook: str, kind: type[D]) -> list[Claim[D]]:
        return list(_claims(manager, hook, kind, entries))

    prefer = dict(recipe.prefer)
    targets: list[Claim[Any]] = [*claims("octavo_writers", Writer), *claims("octavo_binders", Binder)]
    return Registry(
        reading=settle("read", "reader", claims("octavo_readers", Reader), prefer),
        writing=settle("written", "writer or binder", targets, prefer),
        transforming=settle("applied as a transform", "transform", claims("octavo_transforms", Transform), prefer),
        fetching=settle("fetched", "fetcher of", claims("octavo_fetchers", Fetcher), prefer),
        executing=settle("used to run a batch", "executor", claims("octavo_executors", Executor), prefer),
        plugins=tuple(entry.freeze() for entry in entries.values()),
        additions=additions,
        hooks=manager.hook,
        recipe=recipe,
    )


def _claims(
    manager: pluggy.PluginManager, hook: str, kind: type[D], entries: Mapping[str, Entry]
) -> Iterator[Claim[D]]:
    for implementation in sorted(getattr(manager.hook, hook).get_hookimpls(), key=lambda one: one.plugin_name):
        entry = entries[implementation.plugin_name]
        try:
            declarations = _checked(implementation.function(), kind)
        except Exception as error:  # noqa: BLE001  # a third-party hook may raise anything
            entry.fail(f"{hook} failed: {_one_line(error)}")
            continue
        for declaration in declarations:
            for name in _names(declaration):
                yield Claim(name, declaration, entry)


def _checked(declarations: Iterable[Any], kind: type[D]) -> list[D]:
    found = list(declarations)
    for declaration in found:
        if not isinstance(declaration, kind):
            raise TypeError(f"it gives {type(declaration).__name__}, not {kind.__name__}")
    return found


def _as_detection(found: Any) -> Detection | None:
    if found is None or (isinstance(found, Detection) and isinstance(found.confidence, int | float)):
        return found
    raise TypeError(f"it gives {found!r}, not a Detection"[:200])


def _names(declaration: Any) -> Iterable[str]:
    return declaration.schemes if isinstance(declaration, Fetcher) else (declaration.name,)


def _one_line(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0]


def check_disabled(registry: Registry, names: Iterable[str]) -> None:
    """Raise UsageError for one of ``names`` that is no plugin, so that a slip of the pen is seen."""
    known = {name for plugin in registry.plugins for name in (plugin.name, plugin.distribution) if name}
    for name in names:
        if name not in known and not any(name == plugin.name.partition("@")[0] for plugin in registry.plugins):
            raise UsageError(f"no plugin is called {name!r}", "octavo plugins lists them")
