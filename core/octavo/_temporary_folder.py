"""Folders for temporary files, and how those that killed processes left are known: as unfinished files are, by their locks."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from octavo._unfinished import can_lock, lock, machine
from octavo.errors import WriteError


@contextlib.contextmanager
def temporary_folder() -> Iterator[Path]:
    """Make a folder that nobody else may enter, and that goes with what is in it when the block ends.

    Where this process is killed, the next one of this user that makes a folder removes it. Raises WriteError.
    """
    from shutil import rmtree  # most runs need no folder

    with contextlib.ExitStack() as stack:
        try:
            folder = stack.enter_context(_locked_folder())
        except OSError as error:
            raise no_room(error) from error
        stack.callback(rmtree, folder, ignore_errors=True)
        yield folder


def no_room(error: Exception) -> WriteError:
    """Return ``error``, which came of writing or reading a temporary file, as it is told."""
    reason = (getattr(error, "strerror", "") or str(error)).lower()
    return WriteError(f"the temporary file can't be written: {reason}", "TMPDIR names its folder")


if sys.platform == "win32":

    @contextlib.contextmanager
    def _locked_folder() -> Iterator[Path]:
        """Make a folder; here none can be locked, so that a killed process leaves it."""
        from tempfile import mkdtemp

        yield Path(mkdtemp(prefix="octavo-"))

else:

    @contextlib.contextmanager
    def _locked_folder() -> Iterator[Path]:
        """Make a folder that is locked during the block, after the leftovers were removed."""
        from tempfile import gettempdir, mkdtemp

        _remove_leftovers(Path(gettempdir()))
        made = Path(mkdtemp(prefix="octavo-"))
        with _opened(made) as descriptor:
            lock(descriptor)
            yield made.rename(f"{made}-{machine()}")  # locked before anyone can take it for a leftover

    def _remove_leftovers(top: Path) -> None:
        from shutil import rmtree

        for folder in top.glob(f"octavo-????????-{machine()}"):
            with contextlib.suppress(OSError), _opened(folder) as descriptor:
                if os.fstat(descriptor).st_uid == os.getuid() and can_lock(descriptor):
                    rmtree(folder)

    @contextlib.contextmanager
    def _opened(folder: Path) -> Iterator[int]:
        """Open ``folder`` itself: no link to one."""
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            yield descriptor
        finally:
            os.close(descriptor)
