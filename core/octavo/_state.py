"""The record of a folder of outputs: of what each was made, so that the next run makes only what would differ.

It is an SQLite file in that folder. It only ever saves work: where it is missing, of another version,
or damaged, it is made anew with everything; where it can't be written, the ``problem`` tells why.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Callable, Container, Iterator
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from octavo._fingerprint import Fingerprint
from octavo._trace import Sources
from octavo.errors import Notice

R = TypeVar("R")

NAME = ".octavo-state.sqlite"
_VERSION = 1
_SCHEMA = """
CREATE TABLE outputs (
    name TEXT PRIMARY KEY,   -- of the output, below the folder
    target TEXT NOT NULL,    -- its format
    root TEXT NOT NULL,      -- URL of the folder of its input
    place TEXT NOT NULL,     -- of its input, below the root
    entry BLOB NOT NULL      -- Entry, as MessagePack
) WITHOUT ROWID
"""
_TURN = 0.1
"""Seconds for which SQLite waits for another run at a time."""

_PATIENCE = 20.0
"""Seconds for which another run is waited for in all."""

_SECONDS = 1.0
"""How much work may be lost when the process is killed; a transaction for each output would take its time."""


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """What is known of one output: the ``key`` of everything that was chosen, its sources, its files, its notices."""

    key: bytes
    sources: Sources
    files: dict[str, Fingerprint]
    notices: tuple[Notice, ...] = ()


class Origin(msgspec.Struct, frozen=True):
    """What an output was made of: the ``target`` format, the URL of the inputs' ``root``, the ``place`` below it."""

    target: str
    root: str
    place: str


class State:
    """The record in ``folder``; with a ``problem`` it knows nothing and keeps nothing, and ``renewed`` it was damaged and knows no earlier run.

    That of a ``lookup`` is not changed, nor made.
    """

    def __init__(self, folder: Path, *, lookup: bool = False) -> None:
        self.path = folder / NAME
        self.problem = ""
        self.lookup = lookup
        self.renewed = False
        self._database: sqlite3.Connection | None = None
        self._pending: list[tuple[str, str, str, str, bytes]] = []
        self._flushed = time.monotonic()
        with self._tolerant():
            self._database = _look_at(self.path) if lookup else _open(self.path)

    def find(self, output: str) -> Entry | None:
        """Return what is known of ``output``."""
        row = self._row("SELECT entry FROM outputs WHERE name = ?", output)
        try:
            return msgspec.msgpack.decode(row[0], type=Entry) if row else None
        except msgspec.MsgspecError:  # of an older octavo
            return None

    def record(self, output: str, origin: Origin, entry: Entry) -> None:
        """Note what ``output`` was made of."""
        if not self._database:
            return
        self._pending.append((output, origin.target, origin.root, origin.place, msgspec.msgpack.encode(entry)))
        if time.monotonic() - self._flushed > _SECONDS:
            self._flush()

    def forget(self, output: str) -> None:
        """Know nothing of ``output`` any more."""
        with self._tolerant():
            if self._database:
                self._database.execute("DELETE FROM outputs WHERE name = ?", (output,))
                self._database.commit()

    def outputs(self, target: str, root: str) -> Iterator[tuple[str, str]]:
        """Yield the name of each output in ``target`` of inputs below ``root``, and the place of its input."""
        self._flush()
        with self._tolerant():
            if self._database:
                query = "SELECT name, place FROM outputs WHERE target = ? AND root = ? ORDER BY name"
                yield from self._database.execute(query, (target, root))

    def files(self, without: Container[str] = ()) -> Iterator[str]:
        """Yield the name of every file that some output has, but for those ``without`` which is asked, often more than once."""
        self._flush()
        with self._tolerant():
            if self._database:
                for name, blob in self._database.execute("SELECT name, entry FROM outputs"):
                    if name not in without:
                        yield from msgspec.msgpack.decode(blob, type=Entry).files

    def close(self) -> None:
        """Keep everything."""
        self._flush()
        with self._tolerant():
            if self._database:
                self._database.close()
                self._database = None

    def _row(self, query: str, value: str) -> tuple[bytes] | None:
        with self._tolerant():
            if self._database:
                row: tuple[bytes] | None = self._database.execute(query, (value,)).fetchone()
                return row
        return None

    def _flush(self) -> None:
        """Write what is pending in one short transaction, so that another run in the same folder can go on."""
        with self._tolerant():
            if self._database and self._pending:
                self._database.executemany("INSERT OR REPLACE INTO outputs VALUES (?, ?, ?, ?, ?)", self._pending)
                self._database.commit()
        self._pending.clear()
        self._flushed = time.monotonic()

    @contextlib.contextmanager
    def _tolerant(self) -> Iterator[None]:
        """Go on without a record when it fails; it is never worth an output. One that is damaged is made anew."""
        try:
            yield
        except (sqlite3.Error, msgspec.MsgspecError, OSError, UnicodeEncodeError) as error:
            self._disconnect()
            if self.lookup or not _is_damage(error):
                self.problem = self.problem or str(error)
            else:
                self._make_anew()

    def _make_anew(self) -> None:
        self.renewed = True
        try:
            _discard(self.path)
            self._database = _open(self.path)
        except (sqlite3.Error, OSError) as error:
            self.problem = self.problem or str(error)

    def _disconnect(self) -> None:
        if self._database:
            with contextlib.suppress(sqlite3.Error):
                self._database.close()
            self._database = None


class _Connection(sqlite3.Connection):
    """Waits for other runs in short turns: SQLite itself minds no signal while it waits."""

    def execute(self, *arguments: Any) -> sqlite3.Cursor:
        return _patiently(partial(super().execute, *arguments))

    def executemany(self, *arguments: Any) -> sqlite3.Cursor:
        return _patiently(partial(super().executemany, *arguments))

    def commit(self) -> None:
        _patiently(super().commit)


def _patiently(action: Callable[[], R]) -> R:
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            return action()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise


def _open(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return _prepared(path)
    except sqlite3.DatabaseError as error:
        if not _is_damage(error):
            raise
        _discard(path)
        return _prepared(path)


def _is_damage(error: Exception) -> bool:
    """Return whether ``error`` says that the file is no database, or a broken one; not that it is locked, full or read-only."""
    return type(error) is sqlite3.DatabaseError


def _discard(path: Path) -> None:
    for name in (path.name, f"{path.name}-journal"):
        path.with_name(name).unlink(missing_ok=True)


def _look_at(path: Path) -> sqlite3.Connection | None:
    """Return the database as it stands; None if there is none of this version."""
    database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", _TURN, factory=_Connection, uri=True)
    with contextlib.ExitStack() as stack:
        stack.callback(database.close)
        if _version_of(database) != _VERSION:
            return None
        stack.pop_all()
        return database


def _prepared(path: Path) -> sqlite3.Connection:
    """Return the database, made anew if it is of another version."""
    database = sqlite3.connect(path, _TURN, factory=_Connection)
    try:
        database.execute("PRAGMA synchronous = OFF")  # a power failure costs the record, and no more
        if _version_of(database) != _VERSION:
            _make_tables(database)
    except sqlite3.Error:
        database.close()
        raise
    return database


def _make_tables(database: sqlite3.Connection) -> None:
    database.execute("BEGIN IMMEDIATE")
    if _version_of(database) != _VERSION:  # another run may have been quicker
        database.execute("DROP TABLE IF EXISTS outputs")
        database.execute(_SCHEMA)
        database.execute(f"PRAGMA user_version = {_VERSION}")
    database.commit()


def _version_of(database: sqlite3.Connection) -> int:
    (version,) = database.execute("PRAGMA user_version").fetchone()
    return int(version)
