"""The command ``octavo plugins``, and those below it."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from octavo._claims import PluginInfo
from octavo._cli import switching
from octavo._cli.configuration import Configuration, load, user_file
from octavo._cli.invocation import Invocation, general_options
from octavo._cli.new_plugin import command as new
from octavo._cli.plugged import registry_of
from octavo._cli.reporting import echo, say
from octavo._cli.terminal import table
from octavo._registry import Registry, check_disabled
from octavo.errors import UsageError

_HEADINGS = ("NAME", "VERSION", "DISTRIBUTION", "API", "PROVIDES", "HOOKS", "STATUS")


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Show them as JSON.")
@general_options
@click.pass_context
def command(context: click.Context, as_json: bool) -> None:  # noqa: FBT001  # click's flag
    """List the plugins: where each comes from, what it knows, and what is wrong with it."""
    if context.invoked_subcommand is None:
        invocation = context.ensure_object(Invocation)
        registry = invocation.registry(invocation.configuration())
        echo(_json(registry) if as_json else table([_row(plugin) for plugin in registry.plugins], _HEADINGS))


@click.command()
@click.argument("name")
@general_options
@click.pass_obj
def disable(invocation: Invocation, name: str) -> None:
    """Do without the plugin NAME, or a whole distribution, from now on.

    The name is written into the user's configuration, or into the one that --config names.
    """
    file = _file(invocation)
    is_new = invocation.config is not None and not file.exists()
    check_disabled(registry_of(Configuration() if is_new else load(invocation.config)), [name])
    names = switching.disabled_in(file)
    switching.write_disabled(file, [*names, name] if name not in names else names)
    _tell(invocation, f"{name} is disabled in {file}")


@click.command()
@click.argument("name")
@general_options
@click.pass_obj
def enable(invocation: Invocation, name: str) -> None:
    """Use the plugin NAME, or a whole distribution, again."""
    file = _file(invocation)
    names = switching.disabled_in(file)
    if name in names:
        switching.write_disabled(file, [one for one in names if one != name])
    configuration = load(invocation.config)
    if name in configuration.disabled:
        raise UsageError(
            f"{name} is still disabled", "another configuration says so; look for [plugins] in octavo.toml"
        )
    if name not in names:
        raise UsageError(f"{name} is not disabled in {file}", "octavo plugins shows what is")
    _tell(invocation, f"{name} is enabled in {file}")


def _file(invocation: Invocation) -> Path:
    return Path(invocation.config) if invocation.config else user_file()


def _tell(invocation: Invocation, text: str) -> None:
    if not invocation.quiet:
        say(f"octavo: {text}")


def _row(plugin: PluginInfo) -> tuple[str, ...]:
    hooks = ", ".join(hook.removeprefix("octavo_") for hook in plugin.hooks) or plugin.group.partition("octavo_")[2]
    status = f"{plugin.status}: {plugin.problem}" if plugin.problem else plugin.status
    api = str(plugin.api or "")
    return plugin.name, plugin.version, plugin.distribution, api, ", ".join(plugin.formats), hooks, status


def _json(registry: Registry) -> str:
    return msgspec.json.format(msgspec.json.encode(registry.plugins), indent=2).decode()


command.add_command(disable, "disable")
command.add_command(enable, "enable")
command.add_command(new, "new")
