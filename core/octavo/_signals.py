"""How a process is asked to stop: by an exception that no plugin's error can be mistaken for."""

from __future__ import annotations

import contextlib
import signal
import sys
from collections.abc import Iterator


class Stopped(BaseException):
    """The process was asked to end (SIGTERM); on its way out, unfinished files are removed."""


def stop(number: int, frame: object) -> None:  # noqa: ARG001  # a signal handler's signature
    """Raise Stopped, as the handler of a signal; it is asked for once, so that nothing interrupts the way out."""
    signal.signal(number, signal.SIG_IGN)
    raise Stopped


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
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        if interruptible:
            signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextlib.contextmanager
def deferred_interrupt() -> Iterator[None]:
    """Let Ctrl-C wait for the end of the block; the processes that are started in it never see it, not even as they begin."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
