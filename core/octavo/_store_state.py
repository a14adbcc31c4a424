"""The record of a folder of outputs in a store: a copy on the disk, put back from time to time and at the end.

Of two runs into one folder at once the later one's record stays. It only ever saves work: what the other made
is made again by the next run, or found to be as it should be.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

from octavo._state import NAME, Entry, Origin, State
from octavo._stores import AnyPath, StorePath
from octavo._temporary_folder import temporary_folder

_PAUSE = 60.0
"""Seconds: how much work may be lost when the process is killed."""

_SHARE = 20
"""Between two uploads passes this many times what one takes, so that a large record costs a twentieth at most."""


@contextlib.contextmanager
def open_state(folder: AnyPath, *, lookup: bool = False) -> Iterator[State]:
    """Open the record of the outputs in ``folder``; it is kept when the block ends, however it ends. For a ``lookup`` it stays as it is."""
    with contextlib.ExitStack() as stack:
        if isinstance(folder, StorePath):
            state: State = StoreState(folder, stack.enter_context(temporary_folder()))
        else:
            state = State(folder, lookup=lookup)
        stack.callback(state.close)
        yield state


class StoreState(State):
    """The record in ``folder``, whose copy is in the local folder ``here``."""

    def __init__(self, folder: StorePath, here: Path) -> None:
        self.remote = folder / NAME
        self.due = time.monotonic() + _PAUSE
        self.changed = False
        problem = self._download(here / NAME)
        super().__init__(here)
        self.problem = self.problem or problem

    def record(self, output: str, origin: Origin, entry: Entry) -> None:
        """Note what ``output`` was made of."""
        super().record(output, origin, entry)
        self.changed = True
        if time.monotonic() > self.due:
            self._upload()

    def forget(self, output: str) -> None:
        """Know nothing of ``output`` any more."""
        super().forget(output)
        self.changed = True

    def close(self) -> None:
        """Keep everything."""
        if self.changed:
            self._upload()
        super().close()

    def _download(self, file: Path) -> str:
        """Copy the record from the store, if there is one; return why it could not be had."""
        try:
            if self.remote.is_file():
                self.remote.store.download(self.remote.path, file)
        except OSError as error:
            return error.strerror or str(error)
        return ""

    def _upload(self) -> None:
        self._flush()
        start = time.monotonic()
        try:
            self.remote.store.upload(self.path, self.remote.path)
            self.changed = False
        except OSError as error:
            self.problem = self.problem or error.strerror or str(error)
        self.due = time.monotonic() + max(_PAUSE, _SHARE * (time.monotonic() - start))
