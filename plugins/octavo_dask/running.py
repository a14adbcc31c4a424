"""The executor ``dask``: chunks of jobs are tasks of a Dask cluster, and their results come in the jobs' order.

Dask does a task again elsewhere when its worker is gone. When workers keep dying of a chunk, it gives the chunk
up; its jobs are then done one at a time, with nothing else at work, so that it is known whose fault it is.
"""

from __future__ import annotations

import contextlib
import logging
import pickle
import socket
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar
from urllib.parse import urlsplit

from octavo.errors import PluginError, UsageError
from octavo.interrupts import deferred_interrupt
from octavo.plugin import Lost, Workers

T = TypeVar("T")
R = TypeVar("R")

CHUNK_SECONDS = 0.5
"""How long a chunk should take: long beside a message over the network."""

MAXIMUM_CHUNK = 256
AHEAD = 6
"""How many chunks each worker may be ahead of the first that is not finished, so that memory is bounded."""

_CONNECT_SECONDS = 10
_DEATHS = 1
"""How many workers may die of a chunk before it is given up, on a cluster of our own."""


def run_on_dask(task: Callable[[T], R], jobs: Iterable[T], workers: Workers) -> Iterator[R | Lost]:
    """Yield ``task(job)`` for each of ``jobs`` in their order, or Lost; what we started is gone when it is closed.

    Raises UsageError if there is no Dask or no cluster at the address, PluginError if the cluster can't run the task.
    """
    with _connected(workers) as client:
        yield from _Run(client, pickle.dumps(task)).results(iter(jobs))


class _Run:
    """A batch on the cluster of ``client``."""

    def __init__(self, client: Any, task: bytes) -> None:
        self.client = client
        # Not scattered: what is scattered is lost with the workers that hold it, what is computed is computed again.
        self.task = client.submit(load, task, pure=False)
        self.seconds = CHUNK_SECONDS  # of one job, on average; the first chunks are of one job
        self.pending: deque[tuple[list[Any], Any]] = deque()

    def results(self, jobs: Iterator[Any]) -> Iterator[Any]:
        """Yield all results in the order of ``jobs``."""
        self._hand_out(jobs)
        while self.pending:
            chunk, future = self.pending.popleft()
            done = self._done(chunk, future)
            self._hand_out(jobs)
            yield from done

    def _hand_out(self, jobs: Iterator[Any]) -> None:
        room = AHEAD * max(1, sum(self.client.nthreads().values()))
        while len(self.pending) < room and (chunk := list(islice(jobs, self._size()))):
            self.pending.append((chunk, self._submit(chunk)))

    def _size(self) -> int:
        return max(1, min(MAXIMUM_CHUNK, int(CHUNK_SECONDS / self.seconds)))

    def _submit(self, chunk: list[Any]) -> Any:
        return self.client.submit(work, self.task, chunk, pure=False)

    def _done(self, chunk: list[Any], future: Any) -> list[Any]:
        """Return the results of ``chunk``."""
        error = future.exception()
        if error is None:
            results, seconds = future.result()
            self.seconds += 0.3 * (max(seconds / len(chunk), 1e-4) - self.seconds)
            return list(results)
        if not _is_death(error):
            raise PluginError(
                f"the cluster can't run octavo: {type(error).__name__}: {error}".splitlines()[0],
                "every worker needs the same octavo, plugins and libraries",
            ) from error
        self._drain()
        return [self._alone(job) for job in chunk]

    def _drain(self) -> None:
        """Wait until nothing is at work."""
        for _, future in self.pending:
            future.exception()

    def _alone(self, job: Any) -> Any:
        """Return the result of ``job``, done while nothing else is; Lost if it kills its workers even so."""
        future = self._submit([job])
        error = future.exception()
        if error is not None and _is_death(error):
            return Lost(job, "its worker process died, more than once: a fault in a library, or no memory")
        return self._done([job], future)[0]


def load(task: bytes) -> Any:
    """Return the task that ``task`` is pickled of, on a worker."""
    return pickle.loads(task)  # noqa: S301  # the bytes of the process that we work for


def work(task: Callable[[Any], Any], jobs: list[Any]) -> tuple[list[Any], float]:
    """Return what ``task`` makes of each of ``jobs``, and the seconds that it took, on a worker."""
    start = time.perf_counter()
    return [task(job) for job in jobs], time.perf_counter() - start


def _is_death(error: BaseException) -> bool:
    from distributed import KilledWorker

    return isinstance(error, KilledWorker)


@contextlib.contextmanager
def _connected(workers: Workers) -> Iterator[Any]:
    """Give a client of the cluster at the workers' address, or of one that is here as long as the block."""
    try:
        import dask
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise UsageError("the executor dask needs the library distributed", "pip install 'octavo[dask]'") from error
    logging.getLogger("distributed").setLevel(
        logging.CRITICAL
    )  # of our own process: it would tell of each worker that goes
    if workers.address:
        _check_address(workers.address)
        with _client(Client, workers.address) as client:
            yield client
        return
    with dask.config.set({"distributed.scheduler.allowed-failures": _DEATHS}), contextlib.ExitStack() as stack:
        with deferred_interrupt():
            cluster = LocalCluster(  # type: ignore[no-untyped-call]  # distributed has few types
                n_workers=workers.count,
                threads_per_worker=1,  # lxml and the like hold the interpreter; and a crash is one job's alone
                memory_limit=None,
                dashboard_address=None,
                silence_logs=logging.CRITICAL,
                preload=["octavo_dask.quiet"],
            )
            stack.enter_context(cluster)
        yield stack.enter_context(_client(Client, cluster))


def _check_address(address: str) -> None:
    """Raise UsageError if nobody answers at ``address``; Dask would try for long, and say it at length."""
    try:
        parts = urlsplit(address if "://" in address else f"tcp://{address}")
        socket.create_connection((parts.hostname or "", parts.port or 0), _CONNECT_SECONDS).close()
    except (OSError, ValueError) as error:
        raise UsageError(f"there is no Dask cluster at {address}", "dask scheduler says its address") from error


@contextlib.contextmanager
def _client(kind: Any, place: Any) -> Iterator[Any]:
    client = kind(place, timeout=_CONNECT_SECONDS, set_as_default=False)
    try:
        yield client
    finally:
        client.close()
