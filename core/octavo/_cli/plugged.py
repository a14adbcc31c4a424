"""The plugins of a run: those that are installed, but for what the user does without; and the commands that they add."""

from __future__ import annotations

from collections.abc import Iterable

import click

from octavo._cli import reporting
from octavo._cli.configuration import Configuration, load
from octavo._loading import allowed_by_environment
from octavo._registry import Registry, check_disabled, discover
from octavo.errors import UsageError


def registry_of(configuration: Configuration, disabled: Iterable[str] = (), *, only_own: bool = False) -> Registry:
    """Return the plugins but for those that are ``disabled`` here or in the configuration, with ``only_own`` octavo's alone.

    Raises UsageError if one of ``disabled`` is none.
    """
    allowed = frozenset[str]() if only_own else allowed_by_environment()
    unwanted = {*configuration.disabled, *disabled}
    registry = discover(disabled=unwanted, allowed=allowed, prefer=configuration.prefer)
    check_disabled(registry, disabled)
    return registry


def configured_registry() -> Registry:
    """Return the plugins as the configuration has them; where that is wrong, the command that is run will say so."""
    try:
        return registry_of(load())
    except UsageError:
        return registry_of(Configuration())


def add_commands(group: click.Group) -> None:
    """Let each plugin add its commands to ``group``; one that fails is named and left out."""
    for implementation in configured_registry().hooks.octavo_commands.get_hookimpls():
        try:
            implementation.function(group)
        except Exception as error:  # noqa: BLE001  # a third-party hook may raise anything
            reporting.say(f"octavo: plugin {implementation.plugin_name!r} adds no commands: {error}")
