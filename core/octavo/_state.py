"""The record of a folder of outputs: of what each was made, so that the next run makes only what would differ.

It is an SQLite file in that folder. It only ever saves work: where it is missing, of another version,
damaged or can't be written, everything is made anew, and the ``problem`` tells why.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

from octavo._fingerprint import Fingerprint
from octavo._trace import Sources
from octavo.errors import Notice

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
    """The record in ``folder``; with a ``problem`` it knows nothing and keeps nothing."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self.problem = ""
        self._database: sqlite3.Connection | None = None
        self._pending: list[tuple[str, str, str, str, bytes]] = []
        self._flushed = time.monotonic()
        with self._tolerant():
            self._database = _open(self.path)

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

    def files(self) -> Iterator[str]:
        """Yield the name of every file that some output has, often more than once."""
        self._flush()
        with self._tolerant():
            if self._database:
                for (blob,) in self._database.execute("SELECT entry FROM outputs"):
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
        """Go on without a record when it fails; it is never worth an output."""
        try:
            yield
        except (sqlite3.Error, msgspec.MsgspecError, OSError, UnicodeEncodeError) as error:
            self.problem = self.problem or str(error)
            if self._database:
                with contextlib.suppress(sqlite3.Error):
                    self._database.close()
                self._database = None


def _open(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return _prepared(path)
    except sqlite3.OperationalError:  # locked, full, read-only: not damaged
        raise
    except sqlite3.DatabaseError:
        path.unlink()
        return _prepared(path)


def _prepared(path: Path) -> sqlite3.Connection:
    """Return the database, made anew if it is of another version."""
    database = sqlite3.connect(path, timeout=20)
    try:
        database.execute("PRAGMA synchronous = OFF")  # a power failure costs the record, and no more
        if database.execute("PRAGMA user_version").fetchone()[0] != _VERSION:
            with database:
                database.execute("BEGIN IMMEDIATE")
                if database.execute("PRAGMA user_version").fetchone()[0] != _VERSION:
                    database.execute("DROP TABLE IF EXISTS outputs")
                    database.execute(_SCHEMA)
                    database.execute(f"PRAGMA user_version = {_VERSION}")
    except sqlite3.Error:
        database.close()
        raise
    return database
