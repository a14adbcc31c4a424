"""Worker processes: results in order, and whatever happens to a worker costs one job at most."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import workload
from octavo import Lost, PluginError, Workers
from octavo._processes import run_in_processes

TWO = Workers(count=2)
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")


def is_alive(process: int) -> bool:
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, 0)
        return True
    return False


def lost(results: list[Any]) -> dict[int, str]:
    return {one.job: one.reason for one in results if isinstance(one, Lost)}


def test_results_come_in_the_jobs_order() -> None:
    assert list(run_in_processes(workload.square, range(500), TWO)) == [number * number for number in range(500)]
    assert list(run_in_processes(workload.one_takes_longer, range(50), TWO)) == list(range(50))


def test_no_jobs_start_no_worker() -> None:
    assert list(run_in_processes(workload.square, [], TWO)) == []


@pytest.mark.parametrize("first", [0, -600])  # at first chunks are of one job, later of many
@pytest.mark.parametrize(
    ("task", "cause"), [(workload.seventh_is_killed, "SIGKILL"), (workload.seventh_exits, "it exited with 3")]
)
def test_a_worker_that_dies_twice_of_a_job_costs_that_job_alone(task: Any, cause: str, first: int) -> None:
    jobs = range(first, 100)
    results = list(run_in_processes(task, jobs, TWO))
    assert cause in lost(results)[7]
    assert [one for one in results if not isinstance(one, Lost)] == [number for number in jobs if number != 7]
    assert isinstance(results[7 - first], Lost)


def test_a_worker_that_is_killed_once_costs_nothing(tmp_path: Path) -> None:
    task = partial(workload.killed_once, str(tmp_path))
    assert list(run_in_processes(task, range(100), TWO)) == list(range(100))
    assert (tmp_path / "killed").exists()


@pytest.mark.parametrize("first", [0, -600])
def test_a_job_that_hangs_is_given_up(first: int) -> None:
    start = time.monotonic()
    results = list(run_in_processes(workload.seventh_hangs, range(first, 40), Workers(count=2, timeout=1)))
    assert lost(results) == {7: "took longer than 1 seconds"}
    assert len(results) == 40 - first
    assert time.monotonic() - start < 20


def test_a_job_is_not_late_because_the_result_of_another_takes_long_to_receive() -> None:
    results = list(run_in_processes(workload.first_is_slow_to_receive, range(2), Workers(count=2, timeout=2.5)))
    assert results == [None, 1]


def test_results_do_not_wait_for_a_slow_job_behind_them(tmp_path: Path) -> None:
    mark, last = tmp_path / "seen", 600  # by then chunks are of many jobs
    task = partial(workload.waits_for, str(mark), last)
    for result in run_in_processes(task, range(last + 10), Workers(count=1)):
        assert result != -1
        if result == last - 1:
            mark.touch()
    assert mark.exists()


def test_the_last_jobs_are_not_done_by_one_worker_alone(tmp_path: Path) -> None:
    jobs = range(610)
    task = partial(workload.last_two_meet, str(tmp_path), len(jobs))
    assert list(run_in_processes(task, jobs, TWO)) == list(jobs)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems count memory differently")
def test_memory_is_limited() -> None:
    small, large = 1_000_000, 1_000_000_000
    limited = Workers(count=1, memory=400_000_000)
    assert list(run_in_processes(workload.take_memory, [small, large], limited)) == [str(small), "MemoryError"]
    assert list(run_in_processes(workload.take_memory, [large], Workers(count=1))) == [str(large)]


def test_jobs_are_taken_no_further_ahead_than_memory_allows() -> None:
    taken = []

    def jobs() -> Any:
        for number in range(1_000_000):
            taken.append(number)
            yield number

    results = run_in_processes(workload.square, jobs(), TWO)
    assert next(results) == 0
    time.sleep(0.2)
    assert next(results) == 1
    assert len(taken) < 3000
    results.close()  # type: ignore[attr-defined]  # it is a generator


def test_all_workers_are_gone_soon_after_it_is_closed() -> None:
    results = run_in_processes(workload.own_process, range(1000), TWO)
    processes = {next(results) for _ in range(20)}
    start = time.monotonic()
    results.close()  # type: ignore[attr-defined]  # it is a generator
    assert time.monotonic() - start < 1
    assert not any(is_alive(process) for process in processes)  # type: ignore[arg-type]  # numbers, none is Lost


def test_workers_that_can_not_start_are_an_error() -> None:
    with pytest.raises(PluginError, match="can't be started"):
        list(run_in_processes(workload.NeverStarts(), range(5), TWO))


def test_a_worker_that_is_killed_before_it_begins_costs_nothing(tmp_path: Path) -> None:
    task = workload.StartsAtTheSecondTry(str(tmp_path))
    assert list(run_in_processes(task, range(20), TWO)) == [number * number for number in range(20)]
    assert (tmp_path / "stillborn").exists()


def test_workers_end_when_their_parent_is_killed_though_they_hang(tmp_path: Path) -> None:
    program = f"""if True:
        import functools, workload
        from octavo import Workers
        from octavo._processes import run_in_processes
        if __name__ == "__main__":
            task = functools.partial(workload.hang_and_tell, {str(tmp_path)!r})
            list(run_in_processes(task, range(2), Workers(count=2)))
    """
    with subprocess.Popen([sys.executable, "-c", program], cwd=Path(workload.__file__).parent) as parent:
        wait_for(lambda: len(list(tmp_path.glob("*.process"))) == 2)
        parent.kill()
    workers = [int(file.read_text()) for file in tmp_path.glob("*.process")]
    wait_for(lambda: not any(is_alive(worker) for worker in workers))


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end, "it takes too long"
        time.sleep(0.02)
