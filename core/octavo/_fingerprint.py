"""Whether a file is still what it was: by its size and time, and where those say nothing, by its content.

An object in a store has a mark (its ETag, say) in place of the time.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import msgspec

from octavo._stores import Status, StorePath

_MARGIN = 2_000_000_000
"""Nanoseconds: a file that was changed as recently may be changed again within one tick of its clock."""


class Fingerprint(msgspec.Struct, frozen=True, array_like=True):
    """A file's size, the time of its last change (``_time_of``) or its mark (0: not to be relied on), and the hash of its content.

    A size of -1 stands for a file that is not there.
    """

    size: int = -1
    changed: int = 0
    digest: bytes = b""


def _time_of(status: os.stat_result) -> int:
    """Return when the file was changed, in nanoseconds: as the system noted it, for anybody may set the other time to what it was."""
    return max(status.st_mtime_ns, status.st_ctime_ns)  # on Windows the second is that of its making


def digest_of(data: bytes) -> bytes:
    """Return the hash of ``data``."""
    from hashlib import blake2b  # it takes 3 ms to import, and what goes to standard output needs none

    return blake2b(data, digest_size=16).digest()


def join(folder: str | StorePath, name: str) -> str | StorePath:
    """Return the path of ``name`` in ``folder``."""
    return folder / name if isinstance(folder, StorePath) else os.path.join(folder, name)  # noqa: PTH118  # 100,000 Paths take their time


def fingerprint(path: str | StorePath, data: bytes, *, ours: bool = False) -> Fingerprint:
    """Return the Fingerprint of the file ``path`` that ``data`` was just read from, or (``ours``) written to.

    Our own output is relied on at once: nobody else is expected to change it in that moment.
    """
    if isinstance(path, StorePath):
        return fingerprint_by_mark(_ask(path) or Status(), data)
    try:
        status = os.stat(path)  # noqa: PTH116  # 100,000 Paths take their time
    except OSError:
        return Fingerprint(len(data), 0, digest_of(data))
    is_settled = ours or time.time_ns() - _time_of(status) > _MARGIN
    is_whole = status.st_size == len(data)  # else it is being changed
    return Fingerprint(len(data), _time_of(status) if is_settled and is_whole else 0, digest_of(data))


def fingerprint_by_mark(status: Status, data: bytes) -> Fingerprint:
    """Return the Fingerprint of an object that is ``data``, and of which its store says ``status``."""
    return Fingerprint(len(data), status.mark if status.size == len(data) else 0, digest_of(data))


def fingerprint_by_time(path: str | StorePath) -> Fingerprint:
    """Return the Fingerprint of the file ``path`` that could not be read, is not there, or must not be used."""
    if isinstance(path, StorePath):
        said = _ask(path)
        return Fingerprint(said.size, said.mark) if said else Fingerprint()
    try:
        status = os.stat(path)  # noqa: PTH116  # 100,000 Paths take their time
    except OSError:
        return Fingerprint()
    return Fingerprint(status.st_size, _time_of(status))


def is_same(path: str | StorePath, known: Fingerprint) -> bool:
    """Return whether the file ``path`` is what it was when it was ``known``."""
    if isinstance(path, StorePath):
        return _is_same_object(path, known)
    try:
        status = os.stat(path)  # noqa: PTH116  # 100,000 Paths take their time
        if status.st_size != known.size:
            return False
        if known.changed and _time_of(status) == known.changed:
            return True
        return digest_of(Path(path).read_bytes()) == known.digest
    except OSError:
        return known.size == -1


def _is_same_object(path: StorePath, known: Fingerprint) -> bool:
    status = _ask(path)
    if status is None or known.size == -1:
        return status is None and known.size == -1
    if status.size not in (known.size, -1):
        return False
    if known.changed and status.mark == known.changed:
        return True
    try:
        return digest_of(path.read_bytes()) == known.digest
    except OSError:
        return False


def _ask(path: StorePath) -> Status | None:
    try:
        return path.store.status(path.path)
    except OSError:  # whoever needs the object itself will say so
        return None
