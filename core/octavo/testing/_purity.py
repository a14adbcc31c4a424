"""Sees whether a function does I/O: by the interpreter's audit events, and by what it prints."""

from __future__ import annotations

import contextlib
import functools
import io
import sys
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

_EVENTS = (
    "open", "os.listdir", "os.scandir", "os.mkdir", "os.remove", "os.rename", "os.system", "os.exec", "os.fork",
    "os.posix_spawn", "shutil.", "socket.", "subprocess.Popen", "tempfile.", "urllib.Request", "sqlite3.",
)  # fmt: skip
_seen: ContextVar[list[str] | None] = ContextVar("_seen", default=None)


@contextlib.contextmanager
def forbid_io(what: str) -> Iterator[None]:
    """Raise AssertionError if the block opens, connects, starts or prints anything.

    What is to be run should have run before: importing a module opens its file.
    """
    _listen()
    printed = io.StringIO()
    events: list[str] = []
    token = _seen.set(events)
    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            yield
    finally:
        _seen.reset(token)
    assert not events, f"{what} does I/O: {events[0]}; ask the Context instead"
    assert not printed.getvalue(), f"{what} prints {printed.getvalue()[:60]!r}; use context.notice"


@functools.cache
def _listen() -> None:
    """Add the audit hook, once in a process: it can't be taken away again, and is silent outside forbid_io."""
    sys.addaudithook(_hear)


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    if event.startswith(_EVENTS) and (events := _seen.get()) is not None:
        events.append(f"{event} {arguments[:1]}")
