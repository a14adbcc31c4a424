"""Where outputs go: a file that is there whole or not at all, an object in a store, standard output.

An output is written to a temporary file in the target's own folder, forced to the disk and
renamed over the target, so that at every moment the target is the old file or the new one.
Where a record tells the next run what to make again, the disk takes its time.
An object is put into its store by one request, or moved there when it is whole.
"""

from __future__ import annotations

import contextlib
import errno
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from octavo._paths import path_of
from octavo._stores import AnyPath, StorePath, reason_of
from octavo._temporary_folder import temporary_folder
from octavo._unfinished import remove_leftovers, replacing
from octavo.errors import Position, SourceError, UsageError, WriteError

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

_PIECE = 1_000_000


def write_file(path: AnyPath, data: bytes, *, forced: bool = True) -> None:
    """Store ``data`` as the file ``path``, whole or not at all; folders are made. Raises WriteError.

    It is ``forced`` to the disk for the sake of a power failure, which takes its time.
    """
    if isinstance(path, StorePath):
        with _as_write_errors(path):
            path.store.write(path.path, data)
        return
    with open_file(path, forced=forced) as file:
        file.write(data)


@contextlib.contextmanager
def open_file(path: AnyPath, *, forced: bool = True) -> Iterator[BinaryIO]:
    """Open ``path`` to be written piece by piece; it appears when the block ends without an error.

    Raises WriteError for whatever the system says. A device or pipe is written to directly. What goes
    to a store is gathered on the disk first.
    """
    with _as_write_errors(path):
        if isinstance(path, StorePath):
            with _uploading(path) as file:
                yield file
        elif _is_special(path):
            with path.open("wb") as file:
                yield file
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            with replacing(path, forced=forced) as file:
                yield file


def output_path(name: str) -> AnyPath:
    """Return where the output ``name``, a path or URL, goes.

    Raises UsageError if nothing can be written there, WriteError if its store can't be had.
    """
    try:
        path = path_of(name)
    except SourceError as error:
        raise WriteError(error.message, error.hint, error.position) from error
    if isinstance(path, StorePath) and not path.store.writable:
        raise UsageError(f"{path} is in an archive, which is only read", "name a folder, and pack it afterwards")
    return path


def folder_of(path: AnyPath) -> str | StorePath:
    """Return the folder of ``path``, as Settings have it."""
    return path.parent if isinstance(path, StorePath) else str(path.parent)


def inside(folder: str | StorePath, name: str) -> AnyPath:
    """Return the path of the output ``name`` in ``folder``."""
    return folder / name if isinstance(folder, StorePath) else Path(folder) / name


def exists(path: AnyPath) -> bool:
    """Return whether there is a file or folder ``path``."""
    with _as_write_errors(path):
        return path.exists()


def is_folder(path: AnyPath) -> bool:
    """Return whether ``path`` is a folder. Raises WriteError if its store can't say."""
    with _as_write_errors(path):
        return path.is_dir()


def holds(path: AnyPath, data: bytes) -> bool:
    """Return whether ``data`` is what the file ``path`` holds."""
    if isinstance(path, StorePath):
        with _as_write_errors(path):
            status = path.store.status(path.path)
            if status is None or status.size not in (len(data), -1):
                return False
            return path.store.read(path.path, len(data) + 1) == data  # without an end, s3fs asks for the size once more
    return path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data


def read_head(path: AnyPath, size: int) -> bytes:
    """Return the first ``size`` bytes of the file ``path``. Raises OSError."""
    if isinstance(path, StorePath):
        return path.store.read(path.path, size)
    with path.open("rb") as file:
        return file.read(size)


def remove(path: AnyPath, top: AnyPath) -> None:
    """Remove the file ``path``, and the folders above it that are empty then, up to ``top``. Raises WriteError."""
    with _as_write_errors(path, "removed"):
        if isinstance(path, StorePath):
            path.store.delete(path.path)
            return
        path.unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # it is not empty
        while (path := path.parent) != top:
            path.rmdir()


def clear_leftovers(folder: AnyPath, *, below: bool = False) -> None:
    """Remove what killed runs left unfinished in ``folder`` (and ``below`` it); a store is left as it is."""
    if isinstance(folder, Path):
        remove_leftovers(folder, below=below)


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


@contextlib.contextmanager
def open_stdout() -> Iterator[BinaryIO]:
    """Open a temporary file that goes to standard output, whole, when the block ends without an error."""
    from tempfile import TemporaryFile  # it takes 5 ms to import

    with _as_write_errors(Path("-")), TemporaryFile(prefix="octavo-") as file:
        yield file
        file.seek(0)
        while piece := file.read(_PIECE):
            write_stdout(piece)


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
def _uploading(path: StorePath) -> Iterator[BinaryIO]:
    with temporary_folder() as folder:
        file = folder / "output"
        with file.open("wb") as stream:
            yield stream
        path.store.upload(file, path.path)


@contextlib.contextmanager
def _as_write_errors(path: AnyPath, done: str = "written") -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        reason, hint = reason_of(error)
        raise WriteError(
            f"can't be {done}: {reason}", hint or _HINTS.get(error.errno or 0, ""), Position(str(path))
        ) from error
