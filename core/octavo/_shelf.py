"""What must be known of every input: a dictionary that moves to a temporary file before it is long.

A batch has as many inputs as an archive has posts. What is kept for each of them is kept here, so that a
hundred thousand take as much memory as a few thousand.
"""

from __future__ import annotations

import contextlib
import weakref
from collections.abc import ItemsView, Iterator, Mapping, ValuesView
from pathlib import Path
from typing import Any, TypeVar

from octavo._temporary_folder import no_room, temporary_folder

V = TypeVar("V")

IN_MEMORY = 2000
"""So many entries are kept in memory: most batches have fewer, and need no file."""

_SCHEMA = "CREATE TABLE entries (number INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, value BLOB NOT NULL)"

_SETTINGS = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -500"
"""Nobody needs the file after a crash; 500 KiB of it are kept in memory, since keys come nearly sorted."""


class Shelf(Mapping[str, V]):
    """Values by their keys, in the order in which they were added; none is ever changed or removed.

    Another process of this machine, to which it is sent, reads the same file: add nothing after that.
    """

    def __init__(self) -> None:
        """Keep nothing, and open nothing, yet."""
        self._few: dict[str, V] = {}
        self._file: _File | None = None

    def add(self, key: str, value: V) -> bool:
        """Keep ``value`` by ``key``, unless there is one; return whether there was none. Raises WriteError where there is no room."""
        if self._file is not None:
            return self._file.add(key, value)
        if key in self._few:
            return False
        self._few[key] = value
        if len(self._few) > IN_MEMORY:
            self._move()
        return True

    def _move(self) -> None:
        """Put all entries into a file."""
        file = _File()
        for one in self._few.items():
            file.add(*one)
        self._file, self._few = file, {}

    def __getitem__(self, key: str) -> V:
        if self._file is None:
            return self._few[key]
        value: V = self._file.find(key)
        return value

    def __contains__(self, key: object) -> bool:
        return self._file.holds(str(key)) if self._file is not None else key in self._few

    def __len__(self) -> int:
        return len(self._file) if self._file is not None else len(self._few)

    def __iter__(self) -> Iterator[str]:
        return self._file.keys() if self._file is not None else iter(self._few)

    def items(self) -> ItemsView[str, V]:
        """Return all entries in their order."""
        return _Items(self)

    def values(self) -> ValuesView[V]:
        """Return all values in their order."""
        return _Values(self)

    def entries(self) -> Iterator[tuple[str, V]]:
        """Yield all entries in their order, one at a time in memory."""
        return self._file.entries() if self._file is not None else iter(self._few.items())

    def stream(self) -> Iterator[V]:
        """Yield all values in their order, one at a time in memory."""
        return self._file.values() if self._file is not None else iter(self._few.values())

    def by_key(self) -> Iterator[V]:
        """Yield all values in the order of their keys, by code points, one at a time in memory."""
        if self._file is not None:
            return self._file.values(order="key")
        return (self._few[key] for key in sorted(self._few))

    def __getstate__(self) -> tuple[dict[str, V], str]:
        if self._file is None:
            return self._few, ""
        self._file.commit()
        return {}, self._file.path

    def __setstate__(self, state: tuple[dict[str, V], str]) -> None:
        self._few, path = state
        self._file = _File(path) if path else None


class _Items(ItemsView[str, V]):
    """The entries of a Shelf, read in one go."""

    def __init__(self, shelf: Shelf[V]) -> None:
        super().__init__(shelf)
        self._shelf = shelf

    def __iter__(self) -> Iterator[tuple[str, V]]:
        return self._shelf.entries()


class _Values(ValuesView[V]):
    """The values of a Shelf, read in one go."""

    def __init__(self, shelf: Shelf[V]) -> None:
        super().__init__(shelf)
        self._shelf = shelf

    def __iter__(self) -> Iterator[V]:
        return self._shelf.stream()


class _File:
    """The entries in an SQLite file: that at ``path``, of another process, or our own, which goes when this object does.

    Whatever is asked of it raises WriteError where there is no room: what waits in memory may have to be written first.
    """

    def __init__(self, path: str = "") -> None:
        import pickle  # few batches are as long
        import sqlite3

        self.error = sqlite3.Error
        self.pickled, self.unpickled = pickle.dumps, pickle.loads  # our own file
        self.length = 0
        with contextlib.ExitStack() as stack:
            self.path = path or str(stack.enter_context(temporary_folder()) / "entries.sqlite")
            try:
                url = Path(self.path).as_uri() + ("?mode=ro" if path else "")
                self.database = sqlite3.connect(url, uri=True, isolation_level=None, check_same_thread=False)
                stack.callback(self.database.close)
                if not path:
                    self.database.executescript(f"{_SETTINGS}; {_SCHEMA}; BEGIN")
            except self.error as error:
                raise no_room(error) from error
            weakref.finalize(self, stack.pop_all().close)

    def add(self, key: str, value: Any) -> bool:
        """Return whether the entry is new."""
        command = "INSERT OR IGNORE INTO entries (key, value) VALUES (?, ?)"
        is_new = self._do(command, _encoded(key), self.pickled(value)) == 1
        self.length += is_new
        return is_new

    def find(self, key: str) -> Any:
        """Return the value; raises KeyError."""
        for (value,) in self._ask("SELECT value FROM entries WHERE key = ?", _encoded(key)):
            return self.unpickled(value)
        raise KeyError(key)

    def holds(self, key: str) -> bool:
        """Return whether there is such a key."""
        return any(self._ask("SELECT 1 FROM entries WHERE key = ?", _encoded(key)))

    def keys(self) -> Iterator[str]:
        """Yield all keys."""
        for (key,) in self._ask("SELECT key FROM entries ORDER BY number"):
            yield key.decode("utf-8", "surrogatepass")

    def entries(self) -> Iterator[tuple[str, Any]]:
        """Yield all keys with their values."""
        for key, value in self._ask("SELECT key, value FROM entries ORDER BY number"):
            yield key.decode("utf-8", "surrogatepass"), self.unpickled(value)

    def values(self, order: str = "number") -> Iterator[Any]:
        """Yield all values by the column ``order``."""
        for (value,) in self._ask(f"SELECT value FROM entries ORDER BY {order}"):  # noqa: S608  # a column of ours
            yield self.unpickled(value)

    def commit(self) -> None:
        """Let other processes see all that was added."""
        if self.database.in_transaction:
            self._do("COMMIT")

    def __len__(self) -> int:
        if not self.length:
            ((self.length,),) = self._ask("SELECT count(*) FROM entries")
        return self.length

    def _ask(self, query: str, *values: bytes) -> Iterator[tuple[Any, ...]]:
        """Yield the rows that answer ``query``."""
        try:
            yield from self.database.execute(query, values)
        except self.error as error:
            raise no_room(error) from error

    def _do(self, command: str, *values: bytes) -> int:
        """Return how many rows ``command`` has changed."""
        try:
            return self.database.execute(command, values).rowcount
        except self.error as error:
            raise no_room(error) from error


def _encoded(key: str) -> bytes:
    """Return ``key`` as bytes: names of files need not be Unicode."""
    return key.encode("utf-8", "surrogatepass")
