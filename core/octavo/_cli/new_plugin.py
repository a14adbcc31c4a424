"""The command ``octavo plugins new``: the package of a plugin, ready to be installed and tested.

``templates/`` holds what is written: ``package/`` what all have, and a folder for each kind, whose files come
over those. They are a plugin called ``thimble``; the name that the user gives takes its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import click

from octavo._cli.invocation import Invocation, general_options
from octavo._cli.reporting import echo
from octavo._sink import write_file
from octavo.entry_points import entry_points
from octavo.errors import UsageError

KINDS = ("reader", "writer", "binder", "transform", "fetcher", "hexo-tag")

_LONGEST = 40
_PLACEHOLDER = "thimble"
_PREFIX = "octavo-"
_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_HIDDEN = "dot-"
"""How names begin in ``templates/`` that begin with a dot in the package."""


@click.command()
@click.argument("name")
@click.option("--kind", type=click.Choice(KINDS), required=True, help="What the plugin is.")
@click.option("-o", "--output", metavar="FOLDER", default="", help="Where to write it. [default: octavo-NAME]")
@general_options
@click.pass_obj
def command(invocation: Invocation, name: str, kind: str, output: str) -> None:
    """Write the package of a new plugin, with its tests, which pass at once.

    NAME is that of its format, transform, URL scheme or tag, in small letters, digits and single hyphens.
    """
    name = checked_name(name)
    folder = Path(output or f"{_PREFIX}{name}")
    package = package_of(name, kind)
    check_empty(folder)
    for path, data in package.items():
        write_file(folder / path, data)
    if not invocation.quiet:
        echo(next_steps(name, kind, folder, package))


def checked_name(name: str) -> str:
    """Return ``name`` without a leading ``octavo-``; raises UsageError for one that no package can have, or that is octavo's own."""
    bare = name.removeprefix(_PREFIX)
    if not _NAME.fullmatch(bare) or len(bare) > _LONGEST:
        raise UsageError(
            f"{name!r} is no name for a plugin",
            f"write at most {_LONGEST} small letters, digits and single hyphens: my-format",
        )
    if any(bare == point.name for point in entry_points("octavo") if point.distribution == "octavo"):
        raise UsageError(f"octavo itself has a plugin {bare!r}", "choose another name")
    return bare


def package_of(name: str, kind: str) -> Mapping[str, bytes]:
    """Return the files of the package by their paths, in order."""
    templates = files("octavo._cli").joinpath("templates")
    found: dict[str, bytes] = {}
    for folder in ("package", kind):
        found.update(_files(templates.joinpath(folder)))
    return {_named(path, name): _named(data.decode(), name).encode() for path, data in sorted(found.items())}


def check_empty(folder: Path) -> None:
    """Raise UsageError if ``folder`` holds something, or is a file: nothing is ever overwritten."""
    if folder.is_dir() and not any(folder.iterdir()):
        return
    if folder.exists() or folder.is_symlink():
        raise UsageError(f"{folder} is there already", "name another folder with -o")


def next_steps(name: str, kind: str, folder: Path, package: Mapping[str, bytes]) -> str:
    """Return what to do now."""
    module = f"octavo_{name.replace('-', '_')}"
    shown = "try it: README.md says how" if kind == "hexo-tag" else "octavo plugins lists it"
    return "\n".join(
        (
            f"{folder}/ is written:",
            *(f"  {path}" for path in package),
            "",
            "Next:",
            f"  cd {folder}",
            "  python -m pip install --editable . mypy pytest ruff",
            "  python -m pytest",
            f"  {shown}",
            f"  make it yours: src/{module}/__init__.py is the whole plugin",
        )
    )


def _files(folder: Traversable, below: str = "") -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        name = f".{entry.name.removeprefix(_HIDDEN)}" if entry.name.startswith(_HIDDEN) else entry.name
        if entry.is_dir() and name != "__pycache__":
            yield from _files(entry, f"{below}{name}/")
        elif entry.is_file():
            yield f"{below}{name}", entry.read_bytes()


def _named(text: str, name: str) -> str:
    """Return ``text`` with ``name`` in the placeholder's place: with underscores in what Python calls it."""
    identifier = name.replace("-", "_")
    for old, new in (
        (f"octavo_{_PLACEHOLDER}", f"octavo_{identifier}"),
        (f"test_{_PLACEHOLDER}", f"test_{identifier}"),
        (_PLACEHOLDER.upper(), identifier.upper()),
    ):
        text = text.replace(old, new)
    return text.replace(_PLACEHOLDER, name)
