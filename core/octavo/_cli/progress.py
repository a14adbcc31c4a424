"""A progress bar on standard error, for work that takes longer than a second."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

PATIENCE = 1.0
"""Seconds before a bar appears; what is done by then needs none, and rich is not imported."""


def track(items: Iterable[T], total: int, description: str, *, shown: bool) -> Iterator[T]:
    """Yield ``items``; after a second, if ``shown``, draw how many of ``total`` are done."""
    iterator = iter(items)
    if not shown:
        yield from iterator
        return
    start = time.monotonic()
    for done, item in enumerate(iterator, 1):
        yield item
        if time.monotonic() - start > PATIENCE and done < total:
            yield from _draw(iterator, done, total, description)
            return


def _draw(iterator: Iterator[T], done: int, total: int, description: str) -> Iterator[T]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(description, total=total, completed=done)
        for item in iterator:
            yield item
            progress.advance(task)
