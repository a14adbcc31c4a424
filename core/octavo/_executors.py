"""The executors that are always there: in this process, and in several."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from octavo.plugin import Executor, Workers, hookimpl, lazy

T = TypeVar("T")
R = TypeVar("R")

SERIAL = "serial"
PROCESSES = "processes"


@hookimpl
def octavo_executors() -> Iterable[Executor]:
    """Declare ``serial`` and ``processes``."""
    yield Executor(name=SERIAL, description="one after the other, in this process", run=run_serially)
    yield Executor(
        name=PROCESSES,
        description="in worker processes of this machine; one that dies or hangs costs one file",
        limits=True,
        run=lazy("octavo._processes:run_in_processes"),
    )


def run_serially(task: Callable[[T], R], jobs: Iterable[T], workers: Workers) -> Iterator[R]:  # noqa: ARG001  # Run's promise
    """Yield ``task(job)`` for each of ``jobs``, each computed when it is asked for."""
    return map(task, jobs)


def cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
