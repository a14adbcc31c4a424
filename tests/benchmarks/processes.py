"""Runs a command and measures it with all its processes: time, CPU, memory. Linux only."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36
_PAUSE = 0.1


@dataclass(frozen=True)
class Cost:
    """What a command took: seconds on the clock, CPU seconds of all its processes, and how much memory at once
    (shared pages counted once), in megabytes.
    """

    seconds: float
    cpu: float
    megabytes: float


def run(arguments: Sequence[str]) -> Cost:
    """Run the command and wait for all its processes, also those that outlive it; raises CalledProcessError."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)  # what its server of workers leaves comes to us
    begin = time.perf_counter()
    process = subprocess.Popen(arguments, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak = _Peak(process.pid)
    peak.start()
    cpu, code, seconds = 0.0, 0, 0.0
    for ended, status, usage in _ended():
        cpu += usage.ru_utime + usage.ru_stime
        if ended == process.pid:
            code, seconds = os.waitstatus_to_exitcode(status), time.perf_counter() - begin
    process.returncode = code
    peak.join()
    if code:
        raise subprocess.CalledProcessError(code, arguments)
    return Cost(seconds, cpu, peak.bytes / 1e6)


def _ended() -> Iterator[tuple[int, int, resource.struct_rusage]]:
    with contextlib.suppress(ChildProcessError):  # there is none left
        while True:
            yield os.wait4(-1, 0)


class _Peak(threading.Thread):
    """Adds up the memory of a session's processes again and again, until there are none."""

    def __init__(self, session: int) -> None:
        super().__init__(daemon=True)
        self.session = session
        self.bytes = 0

    def run(self) -> None:
        while processes := list(_processes_of(self.session)):
            self.bytes = max(self.bytes, sum(map(_memory_of, processes)))
            time.sleep(_PAUSE)


def _processes_of(session: int) -> Iterator[Path]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError, IndexError):
                if int((folder / "stat").read_text().rpartition(")")[2].split()[3]) == session:
                    yield folder


def _memory_of(process: Path) -> int:
    with contextlib.suppress(OSError):
        for line in (process / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0
