"""How a process is asked to stop: by an exception that no plugin's error can be mistaken for."""

from __future__ import annotations

import signal


class Stopped(BaseException):
    """The process was asked to end (SIGTERM); on its way out, unfinished files are removed."""


def stop(number: int, frame: object) -> None:  # noqa: ARG001  # a signal handler's signature
    """Raise Stopped, as the handler of a signal; a second one doesn't disturb the way out."""
    signal.signal(number, signal.SIG_IGN)
    raise Stopped
