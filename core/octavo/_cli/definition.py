"""The definition of a digest: a TOML file that says what the command line would, for runs on a schedule.

::

    title = "The Week"
    sources = ["source/_posts"]
    output = "week.epub"
    since = "7d"
    exclude-tag = ["ad"]
    only-new = true

    [[section]]
    title = "News"
    category = ["News"]
    max = 20

    [writer.epub]
    publisher = "We"

Keys are the names of the options; ``sources`` are the inputs. Paths count from the file's own folder.
A section has the options that select; it takes what no section before it took. What the command line
says goes over it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from octavo._stores import is_url
from octavo.errors import Position, UsageError

EXTENSION = ".toml"
_PATHS = frozenset(["output", "cover", "remember", "root"])
_OPTIONS_OF = {"reader": "reader_options", "writer": "writer_options"}
_OWN = ("sources", "section", *_OPTIONS_OF)


@dataclass(frozen=True)
class Section:
    """One section of a digest: its title, and the values of the options that select, by parameter."""

    title: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Definition:
    """What a file says: inputs, values of options by parameter, and sections."""

    sources: tuple[str, ...]
    values: Mapping[str, Any]
    sections: tuple[Section, ...] = ()


def read_definition(path: Path, options: list[click.Parameter], selecting: frozenset[str]) -> Definition:
    """Return the definition in the file ``path`` of a command with ``options``; ``selecting`` names those a section has.

    Raises UsageError for what is no TOML, and for keys that are no options.
    """
    where = Position(str(path))
    try:
        tree = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise UsageError(f"the definition can't be read: {error.strerror}", "", where) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"the definition is no TOML: {error}", "", where) from error
    known = _by_key(options)
    plain = {key: value for key, value in tree.items() if key not in _OWN}
    values = _values(plain, known, where, path.parent)
    for key, parameter in _OPTIONS_OF.items():
        values[parameter] = [*values.get(parameter, ()), *_assignments(tree.get(key, {}), where)]
    choosing = {key: option for key, option in known.items() if option.name in selecting}
    sections = tuple(_section(table, choosing, where) for table in _tables(tree.get("section", []), where))
    sources = _texts(tree.get("sources", []))
    if not sources:
        raise UsageError("the definition names no sources", 'write sources = ["folder"]', where)
    return Definition(tuple(_from_folder(name, path.parent) for name in sources), values, sections)


def _by_key(options: list[click.Parameter]) -> dict[str, click.Parameter]:
    """Return ``options`` by the words after their ``--``."""
    return {
        name.removeprefix("--"): option
        for option in options
        if isinstance(option, click.Option)
        for name in option.opts
        if name.startswith("--") and name != "--help"
    }


def _values(
    table: Mapping[str, Any], known: Mapping[str, click.Parameter], where: Position, folder: Path
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in table.items():
        option = known.get(key)
        if option is None:
            raise UsageError(f"unknown key {key!r}", f"known: sources, section, {', '.join(sorted(known))}", where)
        shaped = _texts(value) if getattr(option, "multiple", False) else value
        if not isinstance(shaped, bool | int | str | list):
            raise UsageError(f"{key!r} must be a text, a number, yes or no", "", where)
        values[str(option.name)] = _from_folder(str(shaped), folder) if key in _PATHS else shaped
    return values


def _section(table: Mapping[str, Any], known: Mapping[str, click.Parameter], where: Position) -> Section:
    title = table.get("title")
    if not isinstance(title, str):
        raise UsageError("a section has no title", 'write title = "News" below [[section]]', where)
    return Section(title, _values({key: value for key, value in table.items() if key != "title"}, known, where, Path()))


def _tables(value: Any, where: Position) -> list[dict[str, Any]]:
    if isinstance(value, list) and all(isinstance(one, dict) for one in value):
        return value
    raise UsageError("section must be tables", "write [[section]]", where)


def _assignments(tables: Any, where: Position) -> Iterator[str]:
    """Yield ``[writer.epub] key = value`` as ``epub:key=value``, as -W has it."""
    if not isinstance(tables, dict) or not all(isinstance(table, dict) for table in tables.values()):
        raise UsageError("options of a format must be a table", "write [writer.NAME]", where)
    for owner, table in tables.items():
        for key, value in table.items():
            yield f"{owner}:{key}={_as_text(value)}"


def _as_text(value: Any) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case list():
            return ",".join(map(str, value))
        case _:
            return str(value)


def _texts(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def _from_folder(name: str, folder: Path) -> str:
    """Return the path ``name`` counted from ``folder``; what ends in a slash still does."""
    return name if name == "-" or is_url(name) else str(folder / name) + ("/" if name.endswith("/") else "")
