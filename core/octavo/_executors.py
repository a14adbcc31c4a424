"""The executor that is always there: one job after the other, in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from octavo.plugin import Executor, hookimpl

T = TypeVar("T")
R = TypeVar("R")


@hookimpl
def octavo_executors() -> Iterable[Executor]:
    """Declare ``serial``."""
    yield Executor(name="serial", description="one after the other, in this process", run=run_serially)


def run_serially(task: Callable[[T], R], jobs: Iterable[T], workers: int) -> Iterator[R]:  # noqa: ARG001  # Run's promise
    """Yield ``task(job)`` for each of ``jobs``, each computed when it is asked for."""
    return map(task, jobs)
