"""The executor ``processes``: worker processes that are given chunks of jobs, one pipe each.

A worker sends several results at once, so that small jobs don't pay for messages. When it dies, the jobs whose
results did not come are done again, each alone; one whose worker dies twice when it is alone is Lost. Where there
is a limit of time each result is sent as soon as it is there, so that it is known which job takes too long: that
is Lost at once.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import pickle
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar

from octavo._worker import GRACE, work
from octavo.errors import PluginError, UsageError
from octavo.interrupts import deferred_interrupt
from octavo.plugin import Lost, Workers

T = TypeVar("T")
R = TypeVar("R")

CHUNK_SECONDS = 0.25
"""How long a chunk should take: long beside a message, short beside the end of the batch."""

RESULT_SECONDS = 0.05
"""How long a worker keeps results: long beside a message, short beside what is lost with it."""

MAXIMUM_CHUNK = 64
AHEAD = 512
"""How many jobs a worker may be ahead of the first that is not finished, so that memory is bounded."""

MAXIMUM_STILLBORN = 3
"""How many workers in a row may die before they begin: one is killed by chance, more have a cause."""

_PAUSE = 0.1
"""Seconds before a worker is started in the place of one that could not be: whatever was killed needs them to be gone."""

_METHOD = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
_PRELOADED = ["octavo._registry", "octavo._tasks"]


@dataclass
class _Job(Generic[T]):
    number: int
    job: T
    deaths: int = 0


@dataclass
class _Worker(Generic[T]):
    process: BaseProcess
    pipe: Connection
    chunk: deque[_Job[T]] = field(default_factory=deque)
    since: float = field(default_factory=time.monotonic)
    ready: bool = False


def run_in_processes(task: Callable[[T], R], jobs: Iterable[T], workers: Workers) -> Iterator[R | Lost]:
    """Yield ``task(job)`` for each of ``jobs`` in their order, or Lost; all workers are gone when it is closed.

    Raises PluginError if workers can't be started at all.
    """
    if workers.memory:
        check_memory_limits()
    pool: _Pool[T, R] = _Pool(pickle.dumps(task), workers, jobs)
    try:
        yield from pool.results()
    finally:
        pool.stop()


def check_memory_limits() -> None:
    """Raise UsageError where the system has no limits of memory."""
    try:
        import resource  # noqa: F401  # not on Windows
    except ImportError as error:
        raise UsageError("this system can't limit the memory of a process", "do without --memory") from error


class _Pool(Generic[T, R]):
    """The workers, and what they have still to do."""

    def __init__(self, task: bytes, workers: Workers, jobs: Iterable[T]) -> None:
        self.task = task
        self.limits = workers
        self.jobs = enumerate(jobs)
        self.total = len(jobs) if isinstance(jobs, Sized) else sys.maxsize
        self.again: deque[_Job[T]] = deque()
        self.done: dict[int, R | Lost] = {}
        self.next = 0
        self.taken = 0
        self.seconds = CHUNK_SECONDS  # of one job, on average; the first chunks are of one job
        self.stillborn = 0
        self.workers: list[_Worker[T]] = []
        self.context: Any = multiprocessing.get_context(_METHOD)
        if _METHOD == "forkserver":
            self.context.set_forkserver_preload(_PRELOADED)

    def results(self) -> Iterator[R | Lost]:
        """Yield all results in the jobs' order."""
        while self._hand_out():
            self._collect()
            while self.next in self.done:
                result = self.done.pop(self.next)
                self.next += 1
                yield result

    def stop(self) -> None:
        """End all workers: kindly, then not."""
        for worker in self.workers:
            worker.process.terminate()
        end = time.monotonic() + GRACE
        for worker in self.workers:
            worker.process.join(max(0.0, end - time.monotonic()))
            _end(worker)
        self.workers.clear()

    def _hand_out(self) -> bool:
        """Give each worker that has nothing to do a chunk; return whether any is at work."""
        for worker in self.workers:
            if not worker.chunk:
                self._give(worker)
        while len(self.workers) < self.limits.count and (chunk := self._next_chunk()):
            self._start_with(chunk)
        return any(worker.chunk for worker in self.workers)

    def _give(self, worker: _Worker[T]) -> None:
        if chunk := self._next_chunk():
            self._send(worker, chunk)

    def _send(self, worker: _Worker[T], chunk: list[_Job[T]]) -> None:
        worker.chunk.extend(chunk)
        worker.since = time.monotonic()
        with contextlib.suppress(OSError):  # it is dead; _collect finds that out
            worker.pipe.send([(one.number, one.job) for one in chunk])

    def _next_chunk(self) -> list[_Job[T]]:
        if self.again:
            return [self.again.popleft()]
        fair = (self.total - self.taken) // (2 * self.limits.count)  # so that all workers end at about the same time
        size = max(1, min(MAXIMUM_CHUNK, int(CHUNK_SECONDS / self.seconds), fair))
        room = self.next + AHEAD * self.limits.count - self.taken
        chunk = [_Job(number, job) for number, job in islice(self.jobs, max(0, min(size, room)))]
        self.taken += len(chunk)
        return chunk

    def _start_with(self, chunk: list[_Job[T]]) -> None:
        """Give ``chunk`` to a new worker."""
        try:
            worker = self._start()
        except (OSError, EOFError) as error:  # it was killed as it was forked, or the server that forks was
            self._bury(chunk, str(error))
            time.sleep(_PAUSE)
        else:
            self.workers.append(worker)
            self._send(worker, chunk)

    def _start(self) -> _Worker[T]:
        ours, theirs = self.context.Pipe()
        patience = 0 if self.limits.timeout else RESULT_SECONDS
        process = self.context.Process(target=work, args=(theirs, self.task, self.limits.memory, patience), daemon=True)
        with theirs, deferred_interrupt():
            process.start()
        return _Worker(process, ours)

    def _collect(self) -> None:
        """Wait for some results, or for the first worker that is over its time."""
        busy = [worker for worker in self.workers if worker.chunk]
        ready = wait([worker.pipe for worker in busy], self._patience(busy))
        late = [worker for worker in busy if worker.pipe not in ready and self._is_late(worker)]
        for worker in busy:  # who is late is known already: to receive may take longer than a job may
            if worker in late:
                self._drop(worker, late=True)
            elif worker.pipe in ready:
                self._receive(worker)

    def _patience(self, busy: Sequence[_Worker[T]]) -> float | None:
        started = [worker.since for worker in busy if worker.ready]
        if not self.limits.timeout or not started:
            return None
        return max(0.0, min(started) + self.limits.timeout - time.monotonic())

    def _is_late(self, worker: _Worker[T]) -> bool:
        return worker.ready and bool(self.limits.timeout) and time.monotonic() - worker.since >= self.limits.timeout

    def _receive(self, worker: _Worker[T]) -> None:
        try:
            results = worker.pipe.recv()
        except (EOFError, OSError, pickle.UnpicklingError):
            self._drop(worker, late=False)
        else:
            self._note(worker, results)

    def _note(self, worker: _Worker[T], results: Sequence[tuple[int, R]]) -> None:
        now = time.monotonic()
        if not worker.ready:  # it says so by having no results
            worker.ready = True
            self.stillborn = 0
        for number, result in results:
            worker.chunk.popleft()
            self.done[number] = result
            self.seconds += 0.1 * (max((now - worker.since) / len(results), 1e-4) - self.seconds)
        worker.since = now

    def _drop(self, worker: _Worker[T], *, late: bool) -> None:
        """End ``worker``: a job that it was at for too long is Lost, as is one that it died of twice; all others are done again."""
        self.workers.remove(worker)
        _end(worker)
        if not worker.ready:
            self._bury(worker.chunk)
            return
        current = worker.chunk[0]
        current.deaths += len(worker.chunk) == 1  # else it is not known which of them it was at
        if late:
            self._lose(worker, f"took longer than {self.limits.timeout:g} seconds")
        elif current.deaths > 1:
            self._lose(worker, f"its worker process died twice: {_cause(worker.process)}")
        self.again.extendleft(reversed(worker.chunk))

    def _lose(self, worker: _Worker[T], reason: str) -> None:
        current = worker.chunk.popleft()
        self.done[current.number] = Lost(current.job, reason)

    def _bury(self, chunk: Iterable[_Job[T]], reason: str = "") -> None:
        """Do ``chunk``, whose worker died before it began, again; raises PluginError if that is the rule."""
        self.stillborn += 1
        if self.stillborn > MAXIMUM_STILLBORN:
            why = f": {reason}" if reason else ""
            raise PluginError(f"worker processes can't be started{why}", "--jobs 1 does without them")
        self.again.extend(chunk)


def _end(worker: _Worker[Any]) -> None:
    worker.process.kill()
    worker.process.join()
    worker.pipe.close()


def _cause(process: BaseProcess) -> str:
    code = process.exitcode or 0
    if code >= 0:
        return f"it exited with {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    return f"{name}{', perhaps for want of memory' if name == 'SIGKILL' else ''}"
