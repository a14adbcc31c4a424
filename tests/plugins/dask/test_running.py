"""The executor ``dask``, on real clusters of several processes of this machine."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from workload import files

for library in ("distributed", "psutil"):
    pytest.importorskip(library, reason=f"clusters are tested with {library}, of requirements-dev.txt")

PROGRAM = str(Path(sys.executable).with_name("octavo"))
TESTS = str(Path(__file__).parents[2])
CLUSTER = """
from distributed import LocalCluster
if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as cluster:
        print(cluster.scheduler_address, flush=True)
        input()
"""
RUN = """
import json, sys
from functools import partial
from octavo.plugin import Workers
from octavo_dask.running import run_on_dask
import workload
if __name__ == "__main__":
    task = partial(getattr(workload, sys.argv[1]), *sys.argv[3:])
    results = run_on_dask(task, range(int(sys.argv[2])), Workers(count=2))
    print(json.dumps([result if isinstance(result, int) else [result.job, result.reason] for result in results]))
"""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")


def octavo(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, check=False)


def run(task: str, count: int, *arguments: str) -> Any:
    """Return what the executor gives for ``task`` of the workload with each number below ``count``."""
    path = os.pathsep.join([TESTS, os.environ.get("PYTHONPATH", "")])
    made = subprocess.run(
        [sys.executable, "-c", RUN, task, str(count), *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": path},
    )
    assert made.returncode == 0, made.stderr
    return json.loads(made.stdout)


def workers_of(process: subprocess.Popen[str]) -> list[Any]:
    psutil: Any = pytest.importorskip("psutil")

    with contextlib.suppress(psutil.NoSuchProcess):
        children = psutil.Process(process.pid).children(recursive=True)
        return [child for child in children if "spawn_main" in " ".join(child.cmdline())]
    return []


def are_importing(process: subprocess.Popen[str]) -> bool:
    """Return whether there are workers that have more in memory than Python alone."""
    return any(worker.memory_info().rss > 20_000_000 for worker in workers_of(process))


def wait_for(condition: Callable[[], object]) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.fixture
def posts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """Posts in the working folder, with a picture."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / ".config"))
    for number in range(150):
        file = Path(f"posts/{number % 3}/{number}.md")
        file.parent.mkdir(parents=True, exist_ok=True)
        words = f"Post {number} ![](../logo.png)\n\n" + "A paragraph of *some* words.\n\n" * 60
        file.write_text(f"---\ntitle: {number}\n---\n{words}")
    Path("posts/logo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 20)
    return 150


@pytest.fixture
def cluster() -> Iterator[str]:
    """The address of a cluster of two workers."""
    with subprocess.Popen(
        [sys.executable, "-c", CLUSTER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd="/"
    ) as process:
        assert process.stdout
        yield process.stdout.readline().strip()
        process.communicate("\n")


def test_results_come_in_order_and_a_job_that_kills_its_workers_is_lost_alone() -> None:
    results = run("die_of_seven", 40)
    assert [number for number in results if isinstance(number, int)] == [n * n for n in range(40) if n != 7]
    job, reason = results[7]
    assert job == 7
    assert "died" in reason


def test_killed_workers_cost_nothing(posts: int) -> None:
    assert octavo("convert", "posts", "-t", "markdown", "-o", "serial/", "--executor", "serial").returncode == 0
    command = ("convert", "posts", "-t", "markdown", "-o", "out/", "--executor", "dask", "--jobs", "2")
    with subprocess.Popen([PROGRAM, *command], stderr=subprocess.PIPE, text=True) as process:
        wait_for(lambda: len(list(Path("out").rglob("*.md"))) > 5 or process.poll() is not None)
        victim, *_ = workers_of(process)
        victim.send_signal(signal.SIGKILL)
        before = len(list(Path("out").rglob("*.md")))
        _, said = process.communicate(timeout=120)
    assert before < posts
    assert (process.returncode, said) == (0, f"octavo: {posts} converted, 0 failed\n")
    assert files("out") == files("serial")
    assert octavo(*command).stderr == f"octavo: 0 converted, 0 failed, {posts} unchanged\n"


@pytest.mark.usefixtures("posts")
@pytest.mark.parametrize("moment", ["workers begin", "outputs come"])
def test_interrupted_it_leaves_no_process_and_no_unfinished_file(moment: str) -> None:
    command = ("convert", "posts", "-t", "markdown", "-o", "out/", "--executor", "dask", "--jobs", "2")
    with subprocess.Popen([PROGRAM, *command], stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        wait_for(lambda: are_importing(process) if moment == "workers begin" else list(Path("out").rglob("*.md")))
        workers = workers_of(process)
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in said
    wait_for(lambda: not any(worker.is_running() and worker.status() != "zombie" for worker in workers))
    assert [path.name for path in Path("out").rglob("*.tmp")] == []


def test_a_cluster_that_is_there(posts: int, cluster: str) -> None:
    common = ("-t", "text", "--executor", "dask", "--cluster", cluster)
    run = octavo("convert", "posts", "-o", "out/", *common)
    assert (run.returncode, run.stderr) == (0, f"octavo: {posts} converted, 0 failed\n")
    assert octavo("convert", "posts", "-t", "text", "-o", "serial/", "--executor", "serial").returncode == 0
    assert files("out") == files("serial")


def test_what_makes_no_sense(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("x")
    common = ("convert", str(tmp_path / "a.md"), "-t", "text")
    run = octavo(*common, "--executor", "serial", "--cluster", "tcp://127.0.0.1:1")
    assert (run.returncode, "'serial' uses no --cluster" in run.stderr) == (2, True)
    run = octavo(*common, "--executor", "dask", "--timeout", "3")
    assert (run.returncode, "has no --timeout" in run.stderr) == (2, True)
    run = octavo(*common, "--executor", "dask", "--cluster", "127.0.0.1:nonsense")
    assert (run.returncode, "there is no Dask cluster at 127.0.0.1:nonsense" in run.stderr) == (2, True)
