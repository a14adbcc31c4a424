"""What runs in a worker process: jobs come through a pipe, and their results go back through it."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
from multiprocessing.connection import Connection
from typing import Generic, TypeVar

from octavo._signals import Stopped, stoppable

R = TypeVar("R")

GRACE = 0.5
"""Seconds that a worker is given to remove its unfinished files when all are stopped."""


def work(pipe: Connection, task: bytes, memory: int, patience: float) -> None:
    """Do the jobs that come through ``pipe`` by the pickled ``task``, until its other end is closed; no result waits longer than ``patience`` seconds."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all; the parent then ends us
    with contextlib.suppress(EOFError, ConnectionError, Stopped), stoppable():
        threading.Thread(target=_follow_parent, daemon=True).start()
        function = pickle.loads(task)  # noqa: S301  # our parent's own bytes
        _limit_memory(memory)
        pipe.send([])
        results: _Results[object] = _Results(pipe, patience)
        while True:
            for number, job in pipe.recv():
                results.add((number, function(job)))
            results.send()


class _Results(Generic[R]):
    """Results on their way into ``pipe``: those of ``patience`` seconds go together, however long the next job takes."""

    def __init__(self, pipe: Connection, patience: float) -> None:
        self.pipe = pipe
        self.patience = patience
        self.waiting: list[R] = []
        self.lock = threading.Lock()
        if patience:
            threading.Thread(target=self._keep_sending, daemon=True).start()

    def add(self, result: R) -> None:
        with self.lock:
            self.waiting.append(result)
        if not self.patience:
            self.send()

    def send(self) -> None:
        with self.lock:
            if self.waiting:
                self.pipe.send(self.waiting)
                self.waiting = []

    def _keep_sending(self) -> None:
        with contextlib.suppress(Exception):  # the worker meets it again when it sends, and ends
            while True:
                time.sleep(self.patience)
                self.send()


def _follow_parent() -> None:
    """End this process when its parent is killed: kindly, then not, for it may hang in its job."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(GRACE)
        os._exit(1)


def _limit_memory(maximum: int) -> None:
    if not maximum:
        return
    import resource

    kind = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
    _, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (maximum if hard == resource.RLIM_INFINITY else min(maximum, hard), hard))
