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
says goes over it. What is wrong is told with the line that it stands on.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from octavo._choices import checked_zone
from octavo._cli.toml_lines import lines_of
from octavo._stores import is_url
from octavo.errors import OptionError, Position, UnknownFormat, UsageError
from octavo.options import make_options
from octavo.query import parse_query
from octavo.selection import parse_since
from octavo.volumes import parse_rule

if TYPE_CHECKING:
    from octavo._registry import Registry

EXTENSION = ".toml"
_PATHS = frozenset(["output", "cover", "style", "remember", "root"])
_OPTIONS_OF = {"reader": "reader_options", "writer": "writer_options"}
_OWN = ("sources", "section", *_OPTIONS_OF)
_OWN_OF_SECTION = ("title",)


_MEANING: dict[str, Callable[[str], object]] = {
    "since": lambda text: parse_since(text, datetime.now(UTC)),
    "until": lambda text: parse_since(text, datetime.now(UTC)),
    "query": parse_query,
    "split-by": parse_rule,
    "timezone": checked_zone,
}
"""What options that are texts for click must be able to mean."""
_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)")


@dataclass(frozen=True)
class Section:
    """One section of a digest: its title, and the values of the options that select, by parameter."""

    title: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Assignment:
    """An option of a format, as the file says it: ``kind`` is "reader" or "writer"."""

    kind: str
    format: str
    key: str
    value: str
    where: Position

    def __str__(self) -> str:
        """Return it as -R and -W have it."""
        return f"{self.format}:{self.key}={self.value}"


@dataclass(frozen=True)
class Definition:
    """What a file says: inputs, values of options by parameter, sections, and the options of formats."""

    sources: tuple[str, ...]
    values: Mapping[str, Any]
    sections: tuple[Section, ...] = ()
    assignments: tuple[Assignment, ...] = ()


def read_definition(path: Path, context: click.Context, selecting: frozenset[str]) -> Definition:
    """Return the definition in the file ``path`` of the command of ``context``; ``selecting`` names the parameters that a section has.

    Raises UsageError for what is no TOML, for keys that are no options, and for values that make no sense.
    """
    text = _text_of(path)
    tree = _parsed(text, path)
    file = _File(path, context, lines_of(text))
    known = _by_key(context.command.params)
    plain = {key: value for key, value in tree.items() if key not in _OWN}
    values = file.values(plain, known, (), path.parent)
    assignments = tuple(one for kind in _OPTIONS_OF for one in file.assignments(tree.get(kind, {}), kind))
    for kind, parameter in _OPTIONS_OF.items():
        values[parameter] = [*values.get(parameter, ()), *(str(one) for one in assignments if one.kind == kind)]
    choosing = {key: option for key, option in known.items() if option.name in selecting}
    sections = tuple(
        file.section(table, choosing, number) for number, table in enumerate(file.tables(tree.get("section", [])))
    )
    sources = _texts(tree.get("sources", []))
    if not sources:
        raise UsageError("the definition names no sources", 'write sources = ["folder"]', file.at("sources"))
    return Definition(tuple(_from_folder(name, path.parent) for name in sources), values, sections, assignments)


def check_assignment(assignment: Assignment, registry: Registry) -> None:
    """Raise OptionError or UnknownFormat, with the place in the file, if there is no such format, or it has no such option."""
    find = registry.reader if assignment.kind == "reader" else registry.target
    owner = f"{assignment.kind} {assignment.format!r}"
    try:
        make_options(find(assignment.format).options, {assignment.key: assignment.value}, owner)
    except (OptionError, UnknownFormat) as error:
        raise type(error)(error.message, error.hint, assignment.where) from error


def _text_of(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise UsageError(f"the definition can't be read: {error.strerror}", "", Position(str(path))) from error
    except UnicodeDecodeError as error:
        raise UsageError(f"the definition is no TOML: {error}", "", Position(str(path))) from error


def _parsed(text: str, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        line, column = (int(number or 0) for number in place.groups()) if place else (0, 0)
        said = _PLACE.sub("" if line else " at its end", str(error))
        raise UsageError(f"the definition is no TOML: {said}", "", Position(str(path), line, column)) from error


def _by_key(options: list[click.Parameter]) -> dict[str, click.Parameter]:
    """Return ``options`` by the words after their ``--``."""
    return {
        name.removeprefix("--"): option
        for option in options
        if isinstance(option, click.Option)
        for name in option.opts
        if name.startswith("--") and name != "--help"
    }


@dataclass(frozen=True)
class _File:
    """The file that is read, for the command of ``context``, and on which ``lines`` its keys stand."""

    path: Path
    context: click.Context
    lines: Mapping[tuple[str, ...], int]

    def at(self, *keys: str) -> Position:
        """Return where ``keys`` stand, or the table that they are in."""
        found = next((self.lines[keys[:end]] for end in range(len(keys), 0, -1) if keys[:end] in self.lines), 0)
        return Position(str(self.path), found)

    def values(
        self, table: Mapping[str, Any], known: Mapping[str, click.Parameter], above: tuple[str, ...], folder: Path
    ) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key, value in table.items():
            option = known.get(key)
            if option is None:
                own = _OWN_OF_SECTION if above else _OWN
                raise UsageError(f"unknown key {key!r}", _suggestion(key, own, known), self.at(*above, key))
            name = str(option.name)
            values[name] = self._value(key, value, option, self.at(*above, key))
            if key in _PATHS:
                values[name] = _from_folder(str(values[name]), folder)
        return values

    def _value(self, key: str, value: Any, option: click.Parameter, where: Position) -> Any:
        value = value.isoformat() if isinstance(value, date) else value  # TOML's own dates
        shaped = _texts(value) if getattr(option, "multiple", False) else value
        if not isinstance(shaped, bool | int | str | list):
            raise UsageError(f"{key!r} must be a text, a number, yes or no", "", where)
        try:
            meant = option.type_cast_value(self.context, shaped)
            if key in _MEANING:
                _MEANING[key](str(meant))
        except click.BadParameter as error:
            raise UsageError(f"{key!r}: {error.message}", "", where) from error
        except UsageError as error:
            raise UsageError(f"{key!r}: {error.message}", error.hint, where) from error
        return meant

    def section(self, table: Mapping[str, Any], known: Mapping[str, click.Parameter], number: int) -> Section:
        above = ("section", str(number))
        title = table.get("title")
        if not isinstance(title, str):
            raise UsageError("a section has no title", 'write title = "News" below [[section]]', self.at(*above))
        others = {key: value for key, value in table.items() if key != "title"}
        return Section(title, self.values(others, known, above, Path()))

    def tables(self, value: Any) -> list[dict[str, Any]]:
        if isinstance(value, list) and all(isinstance(one, dict) for one in value):
            return value
        raise UsageError("section must be tables", "write [[section]]", self.at("section"))

    def assignments(self, tables: Any, kind: str) -> Iterator[Assignment]:
        """Yield ``[writer.epub] key = value`` as what -W has."""
        if not isinstance(tables, dict) or not all(isinstance(table, dict) for table in tables.values()):
            raise UsageError("options of a format must be a table", "write [writer.NAME]", self.at(kind))
        for owner, table in tables.items():
            for key, value in table.items():
                yield Assignment(kind, owner, key, _as_text(value), self.at(kind, owner, key))


def _suggestion(key: str, own: tuple[str, ...], options: Iterable[str]) -> str:
    """Return what may have been meant by ``key`` where there may be ``own`` keys and ``options``, or all of them."""
    from difflib import get_close_matches  # it takes 5 ms to import, and few files are wrong

    known = (*own, *sorted(options))
    alike = get_close_matches(key, known, 1)
    return f"did you mean {alike[0]}?" if alike else f"known: {', '.join(known)}"


def _as_text(value: Any) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case list():
            return ",".join(map(str, value))
        case date():
            return value.isoformat()
        case _:
            return str(value)


def _texts(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def _from_folder(name: str, folder: Path) -> str:
    """Return the path ``name`` counted from ``folder``; what ends in a slash still does."""
    return name if name == "-" or is_url(name) else str(folder / name) + ("/" if name.endswith("/") else "")
