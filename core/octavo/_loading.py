"""Which plugins are loaded, and by what name each goes: from entry points to hooks that are registered.

A plugin that can't be loaded, or is of another API than ours, is listed with its problem and never stops the host.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping

import msgspec
import pluggy

from octavo import _executors
from octavo._claims import GROUP, OWN, Entry, as_distribution
from octavo.entry_points import EntryPoint
from octavo.plugin import API_VERSION, OLDEST_API_VERSION

ENVIRONMENT = "OCTAVO_PLUGINS"
"""The variable that allows plugins of other people: their names or distributions, parted by commas."""

_CORE = "core"


class Recipe(msgspec.Struct, frozen=True):
    """How a Registry was made, so that another process can make the same."""

    plugins: tuple[str, ...] = ()
    entry_points: bool = True
    disabled: frozenset[str] = frozenset()
    allowed: frozenset[str] | None = None
    prefer: tuple[tuple[str, str], ...] = ()


def allowed_by_environment() -> frozenset[str] | None:
    """Return the plugins of other people that OCTAVO_PLUGINS allows, parted by commas; None if it is not set."""
    value = os.environ.get(ENVIRONMENT)
    return None if value is None else frozenset(name.strip() for name in value.split(",") if name.strip())


def load(
    manager: pluggy.PluginManager, points: Collection[EntryPoint], plugins: Iterable[object], recipe: Recipe
) -> tuple[dict[str, Entry], tuple[EntryPoint, ...]]:
    """Register with ``manager`` what octavo itself declares, the plugins of the entry points ``points``, and ``plugins``.

    Returns what is known of each by its name, and the entry points of other groups that may be loaded.
    """
    entries: dict[str, Entry] = {}
    _register(manager, Entry(_CORE, GROUP), _executors, entries)
    _load_entry_points(manager, points, recipe, entries)
    additions = tuple(_additions(points, recipe, entries))
    for plugin in plugins:
        _register(manager, Entry(getattr(plugin, "__name__", type(plugin).__name__)), plugin, entries)
    return entries, additions


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
            entry.fail(f"it can't be imported: {one_line(error)}")
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
        entry.fail(one_line(error))
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


def one_line(error: BaseException) -> str:
    """Return the kind of ``error`` and the first line of what it says."""
    return f"{type(error).__name__}: {error}".splitlines()[0]
