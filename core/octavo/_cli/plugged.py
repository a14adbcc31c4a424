"""The commands that plugins add by the hook ``octavo_commands``."""

from __future__ import annotations

import click

from octavo._cli import reporting
from octavo._cli.configuration import load
from octavo._registry import discover
from octavo.errors import UsageError


def add_commands(group: click.Group) -> None:
    """Let each plugin add its commands to ``group``; one that fails is named and left out."""
    try:
        disabled = load().disabled
    except UsageError:  # the command that is run will say so; help must work
        disabled = ()
    for implementation in discover(disabled=disabled).hooks.octavo_commands.get_hookimpls():
        try:
            implementation.function(group)
        except Exception as error:  # noqa: BLE001  # a third-party hook may raise anything
            reporting.say(f"octavo: plugin {implementation.plugin_name!r} adds no commands: {error}")
