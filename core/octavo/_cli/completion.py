"""The command ``octavo completion``."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from octavo._cli.reporting import echo
from octavo.errors import UsageError


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(context: click.Context, shell: str) -> None:
    """Print the code that completes octavo's commands, options and formats in SHELL.

    \b
    bash:  eval "$(octavo completion bash)"        in ~/.bashrc
    zsh:   eval "$(octavo completion zsh)"         in ~/.zshrc
    fish:  octavo completion fish | source         in ~/.config/fish/config.fish
    """  # noqa: D301  # click's mark for lines that are not rewrapped is the control character itself
    completion = get_completion_class(shell)
    if completion is None:
        raise UsageError(f"no completion for {shell}")
    root = context.find_root()
    echo(completion(root.command, {}, root.info_name or "octavo", "_OCTAVO_COMPLETE").source())
