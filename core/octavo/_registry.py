"""Discovery: from plugins to a Registry of what all of them declare.

Nothing here is module state: a Registry is a value, and tests build their own by
``discover(plugin, entry_points=False)``. A plugin that fails while it declares is listed with its
problem and never stops the host; a name that two plugins claim is refused only when it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib import import_module
from types import ModuleType
from typing import Any, TypeVar

import msgspec
import pluggy

from octavo import hookspecs
from octavo._claims import GROUP, Claim, Declared, Entry, PluginInfo, settle
from octavo._loading import Recipe, load, one_line
from octavo.entry_points import EntryPoint
from octavo.entry_points import all_entry_points as installed
from octavo.errors import OctavoError, PluginError, UnknownFormat, UsageError
from octavo.plugin import Binder, Detection, Executor, Fetcher, Reader, Transform, Writer
from octavo.site import Folder, Site
from octavo.source import Source

NOTHING_PREFERRED: Mapping[str, str] = {}

_BY_NAME = 0.1
"""How sure a reader's extension makes us; plugins' own ``octavo_detect`` say more."""

D = TypeVar("D")


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
                message = f"plugin {implementation.plugin_name!r} failed: {one_line(error)}"
                raise PluginError(message, "--disable-plugin does without it") from error
            if site is not None:
                return site
        return None

    def _detections_by_plugins(self, source: Source) -> Iterator[Detection]:
        for implementation in self.hooks.octavo_detect.get_hookimpls():
            try:
                detection = _as_detection(implementation.function(source))
            except Exception as error:  # noqa: BLE001  # the reason is shown, and the others still know
                detection = Detection(0.0, "", f"plugin {implementation.plugin_name!r} failed: {one_line(error)}")
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
    names = tuple(plugin.__name__ if isinstance(plugin, ModuleType) else "" for plugin in plugins)
    leave = None if allowed is None else frozenset(allowed)
    recipe = Recipe(names, entry_points, frozenset(disabled), leave, tuple(sorted(prefer.items())))
    entries, additions = load(manager, installed() if entry_points else (), plugins, recipe)
    return _declare(manager, entries, additions, recipe)


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
            entry.fail(f"{hook} failed: {one_line(error)}")
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


def check_disabled(registry: Registry, names: Iterable[str]) -> None:
    """Raise UsageError for one of ``names`` that is no plugin, so that a slip of the pen is seen."""
    known = {name for plugin in registry.plugins for name in (plugin.name, plugin.distribution) if name}
    for name in names:
        if name not in known and not any(name == plugin.name.partition("@")[0] for plugin in registry.plugins):
            raise UsageError(f"no plugin is called {name!r}", "octavo plugins lists them")
