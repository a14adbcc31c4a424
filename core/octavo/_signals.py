"""How a process is asked to stop: by an exception that no plugin's error can be mistaken for."""

from __future__ import annotations


class Stopped(BaseException):
    """The process was asked to end (SIGTERM); on its way out, unfinished files are removed."""


def stop(number: int, frame: object) -> None:  # noqa: ARG001  # a signal handler's signature
    """Raise Stopped, as the handler of a signal."""
    raise Stopped
