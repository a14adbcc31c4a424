"""The command ``octavo plugins``, and those below it."""

from __future__ import annotations

import click

from octavo._cli.invocation import Invocation, general_options
from octavo._cli.new_plugin import command as new
from octavo._cli.reporting import echo
from octavo._cli.terminal import table
from octavo._registry import PluginInfo


@click.group(invoke_without_command=True)
@general_options
@click.pass_context
def command(context: click.Context) -> None:
    """List the plugins: where each comes from, what it knows, and what is wrong with it."""
    if context.invoked_subcommand is None:
        show(context.ensure_object(Invocation))


def show(invocation: Invocation) -> None:
    """Print the table of plugins."""
    registry = invocation.registry(invocation.configuration())
    rows = [
        (plugin.name, plugin.version, plugin.distribution, ", ".join(plugin.formats), _status(plugin))
        for plugin in registry.plugins
    ]
    echo(table(rows, ("NAME", "VERSION", "DISTRIBUTION", "PROVIDES", "STATUS")))


def _status(plugin: PluginInfo) -> str:
    if plugin.disabled:
        return "disabled"
    return f"problem: {plugin.problem}" if plugin.problem else "ok"


command.add_command(new, "new")
