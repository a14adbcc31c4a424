"""What is wanted again later, and need not be in memory until then: in a temporary file, once it is much."""

from __future__ import annotations

import contextlib
import weakref
from collections.abc import Callable
from threading import Lock
from typing import IO

from octavo._temporary_folder import no_room

IN_MEMORY = 4_000_000
"""So many bytes are kept in memory, since most outputs are not larger."""


class Spool:
    """Bytes by the order in which they were kept, for any number of threads; gone when it is closed."""

    def __init__(self) -> None:
        """Keep nothing, and open nothing, yet."""
        self._file: IO[bytes] | None = None
        self._lock = Lock()

    def keep(self, data: bytes) -> Callable[[], bytes]:
        """Return a function that returns ``data``; raises WriteError where there is no room for it."""
        with self._lock:
            return _Kept(self, self._write(data), len(data))

    def _write(self, data: bytes) -> int:
        """Return the place at which ``data`` now is."""
        if self._file is None:
            from tempfile import SpooledTemporaryFile  # most runs bind nothing

            self._file = SpooledTemporaryFile(IN_MEMORY, prefix="octavo-")  # noqa: SIM115  # close() closes it
            weakref.finalize(self, _discard, self._file)  # where nobody waited for the end; in a cycle too
        try:
            place = self._file.seek(0, 2)
            self._file.write(data)
            self._file.flush()  # else that there is no room would be noticed when something is read
        except OSError as error:
            raise no_room(error) from error
        return place

    def read(self, place: int, size: int) -> bytes:
        """Return the ``size`` bytes at ``place``."""
        assert self._file is not None  # noqa: S101  # it was written to
        with self._lock:
            self._file.seek(place)
            return self._file.read(size)

    def close(self) -> None:
        """Forget all."""
        if self._file is not None:
            _discard(self._file)


class _Kept:
    """What a Spool keeps: it is there tens of thousands of times, and so is small."""

    __slots__ = ("place", "size", "spool")

    def __init__(self, spool: Spool, place: int, size: int) -> None:
        self.spool = spool
        self.place = place
        self.size = size

    def __call__(self) -> bytes:
        return self.spool.read(self.place, self.size)


def _discard(file: IO[bytes]) -> None:
    with contextlib.suppress(OSError):  # what there was no room for is tried once more; that there is none was said
        file.close()
