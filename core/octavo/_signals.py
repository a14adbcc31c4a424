"""How a process is asked to stop: by an exception that no plugin's error can be mistaken for."""

from __future__ import annotations

import _thread
import contextlib
import signal
import sys
import time
from collections.abc import Iterator


class Stopped(BaseException):
    """The process was asked to end (SIGTERM); on its way out, unfinished files are removed."""


def stop(number: int, frame: object) -> None:  # noqa: ARG001  # a signal handler's signature
    """Raise Stopped, as the handler of a signal; it is asked for once, so that nothing interrupts the way out."""
    signal.signal(number, signal.SIG_IGN)
    raise Stopped


_PAUSE = 0.01
"""Seconds after which a stop is asked for again: whatever couldn't raise it is over by then, or will be a little later."""


def was_stopped() -> bool:
    """Return whether ``stop`` was called, for whoever calls a library that takes every signal for Ctrl-C."""
    return signal.getsignal(signal.SIGTERM) is signal.SIG_IGN


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """Let SIGTERM raise Stopped and Ctrl-C KeyboardInterrupt in the block; after it, they end the process at once."""
    interruptible = signal.getsignal(signal.SIGINT) is not signal.SIG_IGN  # as a shell's background jobs do
    try:
        signal.signal(signal.SIGTERM, stop)
        if interruptible:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        with _insisting():
            yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        if interruptible:
            signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextlib.contextmanager
def _insisting() -> Iterator[None]:
    """Ask again for each stop that comes where Python can raise nothing: in ``__del__``, or in a weak reference's callback.

    Imports have such callbacks, so it isn't rare. Python would print what it can't raise, and go on.
    """
    before = sys.unraisablehook

    def insist(lost: sys.UnraisableHookArgs) -> None:
        match lost.exc_value:
            case Stopped():
                signal.signal(signal.SIGTERM, stop)
                _thread.start_new_thread(_ask_again, (signal.SIGTERM, _thread.get_ident()))
            case KeyboardInterrupt():
                _thread.start_new_thread(_ask_again, (signal.SIGINT, _thread.get_ident()))
            case _:
                before(lost)

    sys.unraisablehook = insist
    try:
        yield
    finally:
        sys.unraisablehook = before


def _ask_again(number: signal.Signals, thread: int) -> None:
    """Send the main ``thread`` the signal ``number`` in a moment, so that no read there keeps it waiting.

    It runs in a thread that ``threading`` knows nothing of, whose locks may be held by what the signal came between.
    """
    time.sleep(_PAUSE)
    if hasattr(signal, "pthread_kill"):
        signal.pthread_kill(thread, number)
    else:  # Windows
        signal.raise_signal(number)
