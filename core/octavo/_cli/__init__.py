"""The command line. Each command is a module of this package, imported when it is used."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from typing import Any

import click

from octavo._cli.invocation import Invocation
from octavo._signals import Stopped, stoppable

INTERRUPTED = 130
BROKEN_PIPE = 141
TERMINATED = 143

_COMMANDS = {
    "convert": ("convert", "Convert posts into another format."),
    "digest": ("digest", "Bind many posts into one publication."),
    "inspect": ("inspect", "Show what octavo understands of a file."),
    "formats": ("formats", "List the formats, or the options of one."),
    "plugins": ("plugins", "List the plugins and what is wrong with them."),
    "completion": ("completion", "Print the code that completes octavo's commands in a shell."),
}

_EPILOG = """\b
Exit codes:
  0    all went well
  1    some inputs of a batch failed; or a fault of octavo itself
  2    what was asked for makes no sense: an unknown format, option or plugin
  3    an input can't be had
  4    an input is not understood
  5    an output can't be made or stored
  6    a plugin is broken
  7    --strict, and something would be lost
  8    nothing is new since the last digest, and --only-new was given
  130  interrupted
  141  the reader of standard output went away
  143  terminated

\b
Configuration: octavo.toml in the working folder, over the user's own.
NO_COLOR is honoured.
"""


class Commands(click.Group):
    """octavo's own commands, imported when they are used, and those that plugins add."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, octavo's own first."""
        self._load_plugins()
        return [*_COMMANDS, *(name for name in super().list_commands(ctx) if name not in _COMMANDS)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command ``cmd_name``; only for a name that is not octavo's are plugins loaded."""
        if cmd_name in _COMMANDS:
            command: click.Command = import_module(f"octavo._cli.{_COMMANDS[cmd_name][0]}").command
            return command
        self._load_plugins()
        return super().get_command(ctx, cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing octavo's own."""
        rows = []
        for name in self.list_commands(ctx):
            plugged = None if name in _COMMANDS else super().get_command(ctx, name)
            rows.append((name, plugged.get_short_help_str() if plugged else _COMMANDS[name][1]))
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: FBT001, FBT002  # click's signature
        **extra: Any,
    ) -> Any:
        """Run and exit; every error becomes one line on standard error and an exit code."""
        invocation = extra.setdefault("obj", Invocation())
        name = prog_name or "octavo"
        self._main_shell_completion(extra, name, complete_var)
        code = _run(partial(self._invoke, name, list(sys.argv[1:] if args is None else args), extra), invocation)
        if standalone_mode:
            sys.exit(code)
        return code

    def _invoke(self, name: str, arguments: list[str], extra: dict[str, Any]) -> int:
        with self.make_context(name, arguments, **extra) as context:
            return int(self.invoke(context) or 0)

    def _load_plugins(self) -> None:
        from octavo._cli.plugged import add_commands

        if not self.commands:
            add_commands(self)


def _run(command: Callable[[], int], invocation: Invocation) -> int:
    """Return the exit code of ``command``, and say what it raised."""
    from octavo._cli import reporting

    try:
        return command()
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        _forget_stdout()
        return BROKEN_PIPE
    except Exception as error:  # noqa: BLE001  # the last resort: one line, and --debug for the rest
        return reporting.show_error(error, invocation)


def _forget_stdout() -> None:
    """Point standard output nowhere, so that the interpreter's last flush doesn't complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@click.command(cls=Commands, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="octavo")
def cli() -> None:
    """Convert archives of posts to Markdown, text, JSON and EPUB, by plugins.

    \b
    octavo convert post.md -o post.epub
    octavo convert source/_posts -t markdown -o out/
    octavo digest source/_posts -o weekly.epub --since 7d
    """  # noqa: D301  # click's mark for lines that are not rewrapped is the control character itself


def main() -> None:
    """Run the command line and exit."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    import_module("octavo._cli.reporting")  # while Ctrl-C still just ends all: within an import it can become any error
    try:
        with stoppable():
            cli()
    except Stopped:
        sys.exit(TERMINATED)
    except KeyboardInterrupt:  # outside of a command
        sys.exit(INTERRUPTED)
