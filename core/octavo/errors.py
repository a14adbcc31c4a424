"""What can go wrong, and what can be lost.

The error tree, with the exit code of the command line in brackets::

    OctavoError(message, hint, position)     [1]
    ├── UsageError                           [2]  the request makes no sense
    │   ├── UnknownFormat
    │   └── OptionError
    ├── SourceError                          [3]  the input can't be had
    │   ├── FetchError
    │   │   └── NetworkOff
    │   └── DecodeError
    ├── ReadError                            [4]  the input is had, but not understood
    ├── WriteError                           [5]  the output can't be made or stored
    ├── PluginError                          [6]  a plugin is broken, or raised what it must not
    └── StrictError                          [7]  --strict, and there were notices

An error stops one document. A :class:`Notice` stops nothing: it says what was lost or
repaired on the way, and where.
"""

from __future__ import annotations

from typing import Literal

import msgspec

Severity = Literal["info", "warning", "error"]


class Position(msgspec.Struct, frozen=True, omit_defaults=True):
    """A place in a source: its name, and the line and column, both counted from 1 (0: unknown)."""

    source: str = ""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        numbers = [str(number) for number in (self.line, self.column) if number]
        return ":".join([self.source or "<input>", *numbers])


class Notice(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that was lost, guessed or repaired.

    ``code`` is a stable name in kebab-case ("rowspan-flattened") that scripts may rely on;
    ``message`` is one line for people. Severity "info" marks a harmless repair, "warning" a
    loss, "error" a part that could not be converted at all.
    """

    code: str
    message: str
    severity: Severity = "warning"
    position: Position = Position()

    def __str__(self) -> str:
        return f"{self.position}: {self.severity}: {self.message} [{self.code}]"


class OctavoError(Exception):
    """The root of all errors that octavo raises on purpose.

    ``message`` is one line that says what is wrong, ``hint`` (may be empty) what to do about
    it, ``position`` where (a number is a line); ``exit_code`` is what the command line returns.
    """

    exit_code = 1

    def __init__(self, message: str, hint: str = "", position: Position | int | None = None) -> None:
        # Plugins raise it, and what they give is shown where nothing may fail: all becomes what it should be.
        self.message = str(message)
        self.hint = str(hint or "")
        self.position = _as_position(position)
        super().__init__(self.message, self.hint, self.position)

    def __str__(self) -> str:
        where = f"{self.position}: " if self.position else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{where}{self.message}{hint}"


def _as_position(position: object) -> Position | None:
    """Return ``position`` as a Position: a number is a line, and nothing else says where."""
    if isinstance(position, int):
        return Position(line=position)
    return position if isinstance(position, Position) else None


class UsageError(OctavoError):
    """What was asked for makes no sense."""

    exit_code = 2


class UnknownFormat(UsageError):
    """No plugin reads or writes the format."""


class OptionError(UsageError):
    """An option is unknown, or its value has the wrong type."""


class SourceError(OctavoError):
    """The input can't be had."""

    exit_code = 3


class FetchError(SourceError):
    """A resource could not be fetched, or may not be."""


class NetworkOff(FetchError):
    """A resource is on the network, which the user didn't allow."""


class DecodeError(SourceError):
    """The bytes are no text in any encoding that was tried."""


class ReadError(OctavoError):
    """A reader does not understand its source, or a limit was passed."""

    exit_code = 4


class WriteError(OctavoError):
    """A writer or binder can't express the document, or the output can't be stored."""

    exit_code = 5


class PluginError(OctavoError):
    """A plugin is broken: it can't be loaded, clashes with another, or raised a surprise."""

    exit_code = 6


class StrictError(OctavoError):
    """Notices were found and ``--strict`` was asked for."""

    exit_code = 7
