"""Unfinished files: what is written until it is whole, and how those that killed processes left are known.

Whoever writes such a file has it locked, and the system takes the lock back when that process ends, however
it ends. So one that nobody has locked is a leftover. Where there are no locks, it is one when it is a day old.
"""

from __future__ import annotations

import contextlib
import os
import platform
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

PREFIX = ".octavo-"
"""How the names of unfinished files begin; inputs are never looked for among hidden names."""

_NAME = re.compile(re.escape(PREFIX) + r"([0-9a-f]{6})-[0-9a-f]{12}\.tmp")
_DAY = 86_400


@contextlib.contextmanager
def replacing(path: Path, *, forced: bool = True) -> Iterator[BinaryIO]:
    """Open an unfinished file beside ``path`` that replaces it when the block ends without an error.

    Unless it is ``forced`` to the disk before, a power failure may leave it empty; nothing else may.
    """
    temporary = path.with_name(f"{PREFIX}{machine()}-{os.urandom(6).hex()}.tmp")
    try:  # from before it is there: a signal may come at any moment
        with _open_locked(temporary) as file:
            yield file
            file.flush()
            if forced:
                os.fsync(file.fileno())
            else:
                os.close(os.dup(file.fileno()))  # what a network's file system says only at the end, it says now
            if not _MUST_BE_CLOSED:
                temporary.replace(path)
        if _MUST_BE_CLOSED:
            temporary.replace(path)
    except BaseException:  # also for Ctrl-C, nothing half-written stays
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def remove_leftovers(folder: Path, *, below: bool = False) -> None:
    """Remove unfinished files in ``folder`` (and ``below`` it) whose process is no more; never those of one that runs.

    The locks of another machine may not be seen here: its files go when they are a day old.
    """
    for current, folders, names in os.walk(folder):
        if not below:
            folders.clear()
        for name in names:
            if match := _NAME.fullmatch(name):
                with contextlib.suppress(OSError):
                    _remove_leftover(Path(current, name), match[1])


def _remove_leftover(file: Path, owner: str) -> None:
    if time.time() - file.stat().st_mtime > _DAY:
        file.unlink()
    elif owner == machine():
        with file.open("r+b") as opened:
            if can_lock(opened):
                file.unlink()


def _open_locked(path: Path) -> BinaryIO:
    """Return the new file ``path``, locked."""
    while True:
        # 0o666 is narrowed by the user's umask, as for any new file; O_EXCL follows no link.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
        file = os.fdopen(descriptor, "wb")
        lock(file)
        if path.exists():
            return file
        file.close()  # before it was locked, another run took it for a leftover


def machine() -> str:
    """Return what this machine is called in names of files."""
    from hashlib import sha256  # it takes 3 ms to import, and help needs none

    return sha256(platform.node().encode()).hexdigest()[:6]


if sys.platform == "win32":
    _MUST_BE_CLOSED = True  # to be renamed

    def lock(file: BinaryIO | int) -> None:
        """Do nothing: an open file can't be removed here."""

    def can_lock(file: BinaryIO | int) -> bool:  # noqa: ARG001  # the other systems' signature
        """Return False: there are no such locks."""
        return False

else:
    import fcntl

    _MUST_BE_CLOSED = False

    def lock(file: BinaryIO | int) -> None:
        """Lock the open ``file`` (a descriptor will do), until it is closed or the process ends."""
        with contextlib.suppress(OSError):  # some network's file systems have no locks
            fcntl.flock(file, fcntl.LOCK_EX)

    def can_lock(file: BinaryIO | int) -> bool:
        """Return whether nobody has ``file`` locked; we have it then."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
