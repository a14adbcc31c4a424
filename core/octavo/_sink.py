"""Where outputs go: a file that is there whole or not at all, standard output.

An output is written to a temporary file in the target's own folder, forced to the disk and
renamed over the target, so that at every moment the target is the old file or the new one.
"""

from __future__ import annotations

import contextlib
import errno
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from octavo._unfinished import replacing
from octavo.errors import Position, WriteError

_HINTS = {
    errno.ENOSPC: "make room and run again; what is written is whole",
    errno.EDQUOT: "your quota is used up; make room and run again",
    errno.EACCES: "choose another place with -o, or change the permissions",
    errno.EPERM: "choose another place with -o, or change the permissions",
    errno.EROFS: "choose another place with -o",
    errno.EISDIR: "name a file, or end the folder's name in /",
    errno.ENOTDIR: "a part of this path is a file",
    errno.EEXIST: "a part of this path is a file",
    errno.EFBIG: "the file system or a limit allows no file as large",
}


def write_file(path: Path, data: bytes) -> None:
    """Store ``data`` as the file ``path``, whole or not at all; folders are made. Raises WriteError."""
    with open_file(path) as file:
        file.write(data)


@contextlib.contextmanager
def open_file(path: Path) -> Iterator[BinaryIO]:
    """Open ``path`` to be written piece by piece; it appears when the block ends without an error.

    Raises WriteError for whatever the system says. A device or pipe is written to directly.
    """
    with _as_write_errors(path):
        if _is_special(path):
            with path.open("wb") as file:
                yield file
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            with replacing(path) as file:
                yield file


def write_stdout(data: bytes) -> None:
    """Write ``data`` to standard output as it is. BrokenPipeError is left to the caller."""
    stream = getattr(sys.stdout, "buffer", None)
    with _as_write_errors(Path("-")):
        if stream is None:  # standard output was replaced by a text stream
            sys.stdout.write(data.decode("utf-8", "replace"))
        else:
            sys.stdout.flush()
            _write_all(stream, data)
            stream.flush()


def _write_all(stream: BinaryIO, data: bytes) -> None:
    """Write all of ``data``: an unbuffered stream (PYTHONUNBUFFERED) may take only a part at a time."""
    rest = memoryview(data)
    while rest:
        rest = rest[stream.write(rest) or 0 :]


def _is_special(path: Path) -> bool:
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return stat.S_ISCHR(mode) or stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) or stat.S_ISBLK(mode)


@contextlib.contextmanager
def _as_write_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        hint = _HINTS.get(error.errno or 0, "")
        raise WriteError(f"can't be written: {reason}", hint, Position(str(path))) from error
