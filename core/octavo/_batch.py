"""Many sources: run their jobs, and say how each ended.

A job is plain data and a task is a function (those of :mod:`octavo._tasks`) bound to its Settings, so that an
Executor may send both to another process. What a task raises becomes the failure of its Outcome, and so one bad
file stops nothing.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Generic, TypeVar

import msgspec
from msgspec.structs import replace

from octavo._choices import Choices
from octavo._executors import PROCESSES, SERIAL
from octavo._inputs import STDIN, Input
from octavo._links import Outputs
from octavo._plan import Job, Jobs
from octavo._registry import Registry
from octavo._stores import StorePath
from octavo.errors import Notice, OctavoError, Position, UnknownFormat, UsageError
from octavo.plugin import Executor, Lost, Workers
from octavo.site import Site

R = TypeVar("R")

WORTH_WORKERS = 16
"""From how many jobs on worker processes are started; fewer are done before those would be ready."""


class Settings(msgspec.Struct, frozen=True):
    """What all jobs of a batch have in common.

    ``source_format`` None: detect each. ``folder`` is where outputs go, on the disk or in a
    store, ``root`` the URL of the inputs' folder; with ``keeps_others``, files there that octavo didn't make are not replaced by
    images; with ``spreads`` a publication becomes many files; with ``recorded`` the next run would make again
    what a power failure took. ``sites`` are those that inputs belong to, by the URL that they have as ``site``;
    ``outputs`` is what becomes of all inputs, so that links between them can follow. The ``executor``
    ("": as fits the batch) runs them by its ``workers``.
    """

    registry: Registry
    choices: Choices = msgspec.field(default_factory=Choices)
    source_format: str | None = None
    target: str = ""
    encoding: str = ""
    strict: bool = False
    folder: str | StorePath = ""
    root: str = ""
    keeps_others: bool = False
    spreads: bool = False
    recorded: bool = False
    sites: Mapping[str, Site] = msgspec.field(default_factory=dict)
    outputs: Outputs = msgspec.field(default_factory=Outputs)
    executor: str = ""
    workers: Workers = msgspec.field(default_factory=Workers)


class Failure(msgspec.Struct, frozen=True):
    """An error as plain data: what ``kind`` of error, its words, and the traceback for ``--debug``."""

    kind: str
    message: str
    hint: str = ""
    position: Position = msgspec.field(default_factory=Position)
    exit_code: int = 1
    details: str = ""


class Outcome(msgspec.Struct, Generic[R], frozen=True):
    """How one job ended, after how many ``seconds``: a ``value`` or a ``failure``; ``skipped`` says why it was none of our business.

    With ``unchanged`` nothing had to be done: the value and the notices are those of an earlier run.
    """

    job: Job
    value: R | None = None
    notices: tuple[Notice, ...] = ()
    failure: Failure | None = None
    skipped: str = ""
    seconds: float = 0.0
    unchanged: bool = False

    @property
    def status(self) -> str:
        """How it ended, in a word."""
        if self.failure or self.skipped:
            return "failed" if self.failure else "skipped"
        return "unchanged" if self.unchanged else "converted"


def run(
    task: Callable[[Settings, Job], Outcome[R]], settings: Settings, jobs: Jobs | Sequence[Job]
) -> Iterator[Outcome[R]]:
    """Yield the Outcome of ``task`` for each of ``jobs``, in their order, as they come."""
    executor = _executor(settings, jobs)
    workers = replace(settings.workers, count=max(1, min(settings.workers.count, len(jobs))))
    if executor.name not in (SERIAL, PROCESSES):
        settings = replace(settings, outputs=settings.outputs.in_memory())
    sent: Iterable[Job] = jobs
    if settings.workers.address:
        settings, sent = _absolute(settings), (replace(job, input=_absolute_input(job.input)) for job in jobs)
    for result in executor.run(partial(_timed, task, settings), sent, workers):
        yield Outcome(result.job, failure=_as_lost(result)) if isinstance(result, Lost) else result


def _absolute(settings: Settings) -> Settings:
    """Return ``settings`` for processes that have another working folder."""
    folder = settings.folder
    return settings if isinstance(folder, StorePath) else replace(settings, folder=os.path.abspath(folder))  # noqa: PTH100  # resolve() would follow links


def _absolute_input(file: Input) -> Input:
    return file if file.remote or file.path == STDIN else replace(file, path=os.path.abspath(file.path))  # noqa: PTH100  # the same


def _executor(settings: Settings, jobs: Jobs | Sequence[Job]) -> Executor:
    """Return the executor that was asked for, else the one that fits ``jobs``; raises UsageError if it has no limits and there are some."""
    limited = bool(settings.workers.timeout or settings.workers.memory)
    worthwhile = settings.workers.count > 1 and len(jobs) >= WORTH_WORKERS
    name = settings.executor or (PROCESSES if limited or worthwhile else SERIAL)
    if name != SERIAL and not all(_is_shared(settings, job) for job in jobs):
        name = SERIAL
    executor = settings.registry.executing.find(name)
    if limited and not executor.limits:
        raise _no_limits(settings.executor, name)
    if settings.workers.address and not executor.connects:
        raise UsageError(f"the executor {name!r} uses no --cluster", "'dask' does")
    return executor


def _no_limits(chosen: str, name: str) -> UsageError:
    if chosen == name:
        return UsageError(f"the executor {name!r} has no --timeout and no --memory", f"{PROCESSES!r} has")
    words = "--timeout and --memory are for worker processes, which have neither our standard input nor memory://"
    return UsageError(words, "name a file")


def _is_shared(settings: Settings, job: Job) -> bool:
    """Return whether another process could do ``job``: it has neither our standard input nor our memory."""
    stores = [path.store for path in (job.input.remote, settings.folder) if isinstance(path, StorePath)]
    return job.input.path != STDIN and all(store.shared for store in stores)


def _as_lost(lost: Lost) -> Failure:
    return Failure("Lost", lost.reason, "the other files are not affected")


def _timed(task: Callable[[Settings, Job], Outcome[R]], settings: Settings, job: Job) -> Outcome[R]:
    start = time.perf_counter()
    outcome = _attempt(task, settings, job)
    return replace(outcome, seconds=round(time.perf_counter() - start, 6))


def _attempt(task: Callable[[Settings, Job], Outcome[R]], settings: Settings, job: Job) -> Outcome[R]:
    try:
        return task(settings, job)
    except UnknownFormat as error:
        if job.input.scanned and settings.source_format is None:
            return Outcome(job, skipped=error.message)
        return Outcome(job, failure=as_failure(error))
    except Exception as error:  # noqa: BLE001  # one bad file never stops a batch; it is reported
        return Outcome(job, failure=as_failure(error))


def as_failure(error: Exception) -> Failure:
    """Return ``error`` as plain data."""
    import traceback  # most runs fail nowhere

    details = "".join(traceback.format_exception(error))
    kind = type(error).__name__
    if isinstance(error, OctavoError):
        return Failure(kind, error.message, error.hint, error.position or Position(), error.exit_code, details)
    if isinstance(error, MemoryError):
        return Failure(kind, f"{kind}: it needs more memory than there is", "or than --memory allows", details=details)
    message = f"{kind}: {error}".splitlines()[0]
    return Failure(kind, message, "this is a fault of octavo; --debug shows the traceback", details=details)
