"""The record of a folder of outputs waits for other runs, but not so that nobody can stop it."""

from __future__ import annotations

import signal
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from octavo._fingerprint import Fingerprint
from octavo._state import NAME, Entry, Origin, State
from octavo._trace import Sources

ORIGIN = Origin("text", "file:///posts", "a.md")
ENTRY = Entry(b"key", Sources(Fingerprint()), {"a.txt": Fingerprint()})

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="alarms are POSIX's")


@contextmanager
def locked_until_a_signal(folder: Path) -> Iterator[None]:
    """Lock the record until a signal is handled, which is sent soon."""
    other = sqlite3.connect(folder / NAME, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    before = signal.signal(signal.SIGALRM, lambda *_: other.rollback())
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    try:
        yield
    finally:
        signal.signal(signal.SIGALRM, before)
        other.close()


def test_signals_are_handled_while_it_waits_for_another_run(tmp_path: Path) -> None:
    State(tmp_path).close()
    with locked_until_a_signal(tmp_path):
        state = State(tmp_path)
    state.record("a.txt", ORIGIN, ENTRY)
    with locked_until_a_signal(tmp_path):
        assert list(state.outputs("text", "file:///posts")) == [("a.txt", "a.md")]
    with locked_until_a_signal(tmp_path):
        state.forget("a.txt")
    assert (state.find("a.txt"), state.problem) == (None, "")
    state.close()
