"""Whatever befalls a batch, each output is there whole or not at all, and the next run makes up for it.

Moments are chosen at random, more of them with ``pytest tests/cli/test_faults.py --fault-rounds 20``.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from octavo._unfinished import PREFIX, machine
from workload import files

PROGRAM = str(Path(sys.executable).with_name("octavo"))
COMMAND = ("convert", "posts", "-t", "markdown", "--jobs", "2")
POSTS = 120
PATIENCE = 300
"""Seconds after which what a test waits for won't come, however busy the machine is."""

PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits are POSIX's")
linux = pytest.mark.skipif(sys.platform != "linux", reason="only there is /proc, and can root give up its powers")


def octavo(*arguments: str, **settings: Any) -> subprocess.CompletedProcess[str]:
    """Run the installed command."""
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, check=False, **settings)


def wait_for(condition: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    """Wait until ``condition`` holds, or ``process`` has ended before it did."""
    end = time.monotonic() + PATIENCE
    while process.poll() is None and not condition():
        assert time.monotonic() < end, "nothing has come of it for too long"
        time.sleep(0.002)


def start_until(output: str, moment: int) -> subprocess.Popen[str]:
    """Start a run, and return it when it has made ``moment`` outputs, or has ended."""
    command = [PROGRAM, *COMMAND, "-o", output]
    process = subprocess.Popen(command, start_new_session=True, stderr=subprocess.PIPE, text=True)
    wait_for(lambda: made(output) >= moment, process)
    return process


def made(folder: str) -> int:
    """Return how many outputs are in ``folder``."""
    return sum(1 for path in Path(folder).glob("*/*.md"))


def unfinished(folder: str) -> list[str]:
    return [path.name for path in Path(folder).rglob("*") if path.name.endswith((".tmp", "-journal"))]


@pytest.fixture
def archive(here: Path, post: Callable[..., None]) -> Path:
    """Posts in three folders, with a picture that a third of them shows."""
    for number in range(POSTS):
        body = f"Post {number} ![](logo.png)\n\n" + "A paragraph of *some* words.\n\n" * 40
        post(f"posts/{number % 3}/{number:03}.md", f"Title {number}", "2022-04-01", body)
    (here / "posts/0/logo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(5000))
    return here / "posts"


@pytest.fixture
def clean(archive: Path) -> dict[str, bytes]:
    """What a run makes that nothing befalls."""
    done = octavo(*COMMAND, "-o", "clean/")
    assert done.returncode == 0, done.stderr
    outputs = files("clean")
    assert len(outputs) == POSTS + 1
    return outputs


@pytest.fixture
def moments(request: pytest.FixtureRequest) -> list[int]:
    """Random moments within a run: how many outputs there are."""
    chance = random.Random(6)  # noqa: S311  # it keeps no secret
    return [chance.randrange(POSTS) for _ in range(request.config.getoption("--fault-rounds"))]


def check_whole(output: str, clean: dict[str, bytes]) -> None:
    """Check that each output has all that it should have; an unfinished file is none."""
    whole = {name: data for name, data in files(output).items() if not name.endswith(".tmp")}
    assert whole == {name: clean[name] for name in whole}


def check_resumed(output: str, clean: dict[str, bytes], *options: str) -> None:
    """Check that the next run makes what is missing, and leaves nothing else."""
    done = octavo(*COMMAND, "-o", output, *options)
    assert done.returncode == 0, done.stderr
    assert files(output) == clean
    assert unfinished(output) == []


# Killed


def test_a_run_that_is_killed_leaves_whole_files_and_the_next_goes_on(
    clean: dict[str, bytes], moments: list[int]
) -> None:
    for number, moment in enumerate(moments):
        output = f"out{number}/"
        process = start_until(output, moment)
        with contextlib.suppress(ProcessLookupError):  # it was faster this time
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        check_whole(output, clean)
        check_resumed(output, clean)


def test_the_next_run_may_begin_while_orphans_end(clean: dict[str, bytes], moments: list[int]) -> None:
    for number, moment in enumerate(moments):
        output = f"out{number}/"
        process = start_until(output, moment)
        process.kill()  # it alone, and none of its workers
        process.wait()
        check_resumed(output, clean)
        process.communicate()  # ends with the last orphan


@linux
def test_workers_that_are_killed_cost_nothing(clean: dict[str, bytes], moments: list[int]) -> None:
    killed = []
    for number, moment in enumerate(moments):
        output = f"out{number}/"
        process = start_until(output, moment)
        for worker in some_worker(process):
            with contextlib.suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)
                killed.append(worker)
        said = process.communicate()[1]
        assert process.returncode == 0, said
        assert files(output) == clean
        check_resumed(output, clean)
    assert killed


@linux
def test_a_server_of_workers_that_is_killed_costs_nothing(clean: dict[str, bytes], moments: list[int]) -> None:
    for number, moment in enumerate(moments):
        output = f"out{number}/"
        process = start_until(output, min(moment, 1))
        for child in servers_of(process.pid):
            os.kill(child, signal.SIGKILL)
        said = process.communicate()[1]
        assert (process.returncode, "Traceback" in said) == (0, False), said
        assert files(output) == clean


def test_what_a_killed_worker_was_writing_is_removed_by_the_same_run(
    clean: dict[str, bytes], trouble: dict[str, str], post: Callable[..., None]
) -> None:
    post("posts/1/Tear.md", "Tear")
    done = octavo(*COMMAND, "-o", "out/", "-T", "trouble", env=trouble)
    assert done.returncode == 0, done.stderr
    assert Path("torn").exists()
    assert unfinished("out") == []
    assert set(files("out")) == {*clean, "1/Tear.md"}


def servers_of(process: int) -> list[int]:
    """Return the process that starts the workers of ``process``, if it is there."""
    return [child for child in children_of(process) if b"forkserver" in Path(f"/proc/{child}/cmdline").read_bytes()]


def some_worker(process: subprocess.Popen[str]) -> list[int]:
    """Return one worker as soon as there is any; none if the run ends before."""
    wait_for(lambda: bool(workers_of(process.pid)), process)
    return workers_of(process.pid)[:1]


def workers_of(process: int) -> list[int]:
    """Return the children of its children: multiprocessing starts them by a server."""
    return [worker for child in children_of(process) for worker in children_of(child)]


def children_of(process: int) -> list[int]:
    with contextlib.suppress(OSError):
        return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    return []


# Disks


@contextlib.contextmanager
def small_disk(folder: Path, size: int) -> Iterator[None]:
    """Mount a disk of ``size`` bytes; skip the test where that is not permitted."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    try:
        done = subprocess.run(mount, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no mount")
    if done.returncode:
        pytest.skip(f"nothing may be mounted: {done.stderr}")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_costs_what_it_has_no_room_for(here: Path, clean: dict[str, bytes]) -> None:
    size = sum(map(len, clean.values())) // 2
    with small_disk(here / "disk", size):
        done = octavo(*COMMAND, "-o", "disk/out/")
        assert done.returncode == 1
        assert "no space left on device (make room and run again" in done.stderr
        assert "Traceback" not in done.stderr
        check_whole("disk/out/", clean)
        assert unfinished("disk/out/") == []
        subprocess.run(["mount", "-o", f"remount,size={size * 20}", "disk"], check=True)
        check_resumed("disk/out/", clean)


def test_a_limit_of_sizes_costs_what_is_larger(clean: dict[str, bytes], post: Callable[..., None]) -> None:
    post("posts/large.md", "Large", body="words " * 100_000)
    done = octavo(*COMMAND, "-o", "out/", preexec_fn=limit_size)
    assert done.returncode == 1
    assert f"{POSTS} converted, 1 failed" in done.stderr
    assert "out/large.md  WriteError  can't be written: file too large" in done.stderr
    assert files("out") == clean
    assert unfinished("out") == []


def limit_size() -> None:
    import resource

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))


def test_a_record_that_can_not_grow_is_told(clean: dict[str, bytes]) -> None:
    done = octavo(*COMMAND, "-o", "out/", preexec_fn=limit_record)
    assert done.returncode == 5
    assert f"{POSTS} converted, 0 failed" in done.stderr
    assert "the record can't be kept" in done.stderr
    assert files("out") == clean


def limit_record() -> None:
    import resource

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))


def test_a_book_that_has_no_room_is_told_in_one_line(here: Path, post: Callable[..., None]) -> None:
    for number in range(6):
        noise = random.Random(number).randbytes(200_000).hex()  # noqa: S311  # it keeps no secret
        post(f"posts/{number}.md", f"Noise {number}", "2022-04-01", noise)
    with small_disk(here / "disk", 600_000):
        done = octavo("digest", "posts", "-o", "disk/book.epub")
        assert done.returncode == 5
        assert [line for line in done.stderr.splitlines() if not line.startswith("octavo: ")] == [
            "disk/book.epub: error: can't be written: no space left on device (make room and run again; what is written is whole)"
        ]
        assert not list(Path("disk").iterdir())


@pytest.mark.parametrize(
    "arguments",
    [
        ("digest", "posts", "-o", "new/book.epub"),
        ("convert", "posts", "-o", "new/book.epub"),
        ("convert", "posts", "-o", "new/posts.jsonl"),
        ("convert", "posts", "-t", "text", "-o", "out/", "--report", "new/report.json"),
    ],
)
def test_what_a_killed_run_left_beside_a_file_is_removed_by_the_next(archive: Path, arguments: tuple[str, ...]) -> None:
    Path("new").mkdir()
    leftover = Path("new", f"{PREFIX}{machine()}-0123456789ab.tmp")
    leftover.touch()
    assert octavo(*arguments).returncode == 0
    assert not leftover.exists()


# Permissions


def give_up_powers() -> None:
    """Let the next program have no more right to files than its user has, though that be root."""
    libc = ctypes.CDLL(None)
    for power in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
        libc.prctl(PR_CAPBSET_DROP, power, 0, 0, 0)


@linux
def test_what_can_not_be_read_or_written_costs_itself_alone(archive: Path, clean: dict[str, bytes]) -> None:
    (archive / "0/000.md").chmod(0)
    (archive / "closed").mkdir(mode=0)
    Path("out/1").mkdir(parents=True)
    Path("out/1").chmod(0o555)
    done = octavo(*COMMAND, "-o", "out/", "--report", "report.json", preexec_fn=give_up_powers)
    assert done.returncode == 1
    ended = {one["input"]: one for one in json.loads(Path("report.json").read_text())["files"]}
    failed = {name: one["error"] for name, one in ended.items() if one["status"] == "failed"}
    assert failed.pop("posts/0/000.md")["message"] == "can't be read: permission denied"
    assert failed.pop("posts/closed")["message"] == "the folder can't be read"
    assert set(failed) == {name for name in ended if name.startswith("posts/1/")}
    assert {error["message"] for error in failed.values()} == {"can't be written: permission denied"}
    check_whole("out", clean)
    for path in (archive / "0/000.md", archive / "closed", Path("out/1")):
        path.chmod(0o755)
    check_resumed("out", clean)


@linux
def test_what_can_not_be_removed_costs_itself_alone_and_is_not_forgotten(
    archive: Path, clean: dict[str, bytes]
) -> None:
    octavo(*COMMAND, "-o", "out/")
    for name in ("0/000", "1/001", "2/002"):
        (archive / f"{name}.md").unlink()
    Path("out/1").chmod(0o555)
    done = octavo(*COMMAND, "-o", "out/", "--prune", preexec_fn=give_up_powers)
    assert done.returncode == 5
    *_, summary, problem = done.stderr.splitlines()
    assert summary.endswith(f"{POSTS - 3} unchanged, 2 removed")
    assert problem.startswith("out/1/001.md: error: can't be removed: permission denied")
    Path("out/1").chmod(0o755)
    assert octavo(*COMMAND, "-o", "out/", "--prune").stderr.endswith(", 1 removed\n")
    assert files("out") == {name: data for name, data in clean.items() if name[2:5] not in ("000", "001", "002")}


# Plugins

TROUBLE = '''
"""A transform that does to itself what the title of the post says."""
import os, pathlib, signal, sys, time
import octavo
from octavo._unfinished import replacing

class Last:
    """Has itself stopped in its last moment, in which Python can raise nothing."""

    def __init__(self, number): self.number = number
    def __del__(self): os.kill(os.getpid(), self.number)

def apply(document, options, context):
    match document.meta.title:
        case "Interrupt": Last(signal.SIGINT); time.sleep(600)
        case "Terminate": Last(signal.SIGTERM); time.sleep(600)
        case "Raise": raise ValueError("what a surprise")
        case "Hang": time.sleep(600)
        case "Eat": return [bytearray(2**24) for _ in range(600)]
        case "Exit": sys.exit(3)
        case "Leave": os._exit(3)
        case "Crash": os.kill(os.getpid(), signal.SIGSEGV)
        case "Tear" if not pathlib.Path("torn").exists():
            pathlib.Path("torn").touch()
            with replacing(pathlib.Path("out/1/Tear.md")):
                os.kill(os.getpid(), signal.SIGKILL)
        case "Vanish": pathlib.Path("posts/2/119.md").unlink()
    return document

@octavo.hookimpl
def octavo_transforms():
    yield octavo.Transform(name="trouble", apply=apply)
'''


@pytest.fixture
def trouble(here: Path) -> dict[str, str]:
    """The environment in which the plugin is installed."""
    (here / "plugin" / "trouble-1.dist-info").mkdir(parents=True)
    (here / "plugin" / "trouble.py").write_text(TROUBLE)
    (here / "plugin" / "trouble-1.dist-info" / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: trouble\nVersion: 1\n"
    )
    (here / "plugin" / "trouble-1.dist-info" / "entry_points.txt").write_text("[octavo]\ntrouble = trouble\n")
    return {**os.environ, "PYTHONPATH": str(here / "plugin")}


REASONS = {
    "Raise": "transform 'trouble' failed: ValueError: what a surprise",
    "Exit": "transform 'trouble' failed: SystemExit: 3",
    "Hang": "took longer than 10 seconds",
    "Leave": "its worker process died twice: it exited with 3",
    "Crash": "its worker process died twice: SIGSEGV",
}


def test_plugins_that_raise_hang_exit_or_crash_cost_their_post_alone(
    clean: dict[str, bytes], trouble: dict[str, str], post: Callable[..., None]
) -> None:
    for title in REASONS:
        post(f"posts/1/{title}.md", title)
    done = octavo(*COMMAND, "-o", "out/", "-T", "trouble", "--timeout", "10", "--report", "report.json", env=trouble)
    assert done.returncode == 1
    ended = json.loads(Path("report.json").read_text())["files"]
    failed = {one["input"]: one["error"]["message"] for one in ended if one["status"] == "failed"}
    assert failed == {f"posts/1/{title}.md": reason for title, reason in REASONS.items()}
    assert files("out") == clean
    assert unfinished("out") == []


@pytest.mark.parametrize(("title", "code"), [("Interrupt", 130), ("Terminate", 143)])
def test_a_stop_is_not_lost_in_a_moment_that_can_raise_nothing(
    archive: Path, trouble: dict[str, str], post: Callable[..., None], title: str, code: int
) -> None:
    post("posts/1/060.md", title)
    command = ("convert", "posts", "-t", "markdown", "-o", "out/", "--jobs", "1", "-T", "trouble")
    done = octavo(*command, env=trouble, timeout=PATIENCE)
    assert (done.returncode, done.stderr) == (code, "")
    assert 0 < made("out") < POSTS
    assert unfinished("out") == []


@pytest.mark.skipif(sys.platform != "linux", reason="other systems count memory differently")
def test_a_post_that_hangs_or_eats_memory_costs_only_itself(
    clean: dict[str, bytes], trouble: dict[str, str], post: Callable[..., None]
) -> None:
    for title in ("Eat", "Hang"):
        post(f"posts/1/{title}.md", title)
    limits = ("--timeout", "15", "--memory", "1G", "--report", "report.json")
    done = octavo(*COMMAND, "-o", "out/", "-T", "trouble", *limits, env=trouble)
    assert done.returncode == 1
    ended = json.loads(Path("report.json").read_text())["files"]
    failed = {one["input"]: one["error"]["message"] for one in ended if one["status"] == "failed"}
    assert set(failed) == {"posts/1/Eat.md", "posts/1/Hang.md"}
    assert "MemoryError" in failed["posts/1/Eat.md"]
    assert failed["posts/1/Hang.md"] == "took longer than 15 seconds"
    assert files("out") == clean


def test_an_input_that_vanishes_costs_itself_alone(
    archive: Path, clean: dict[str, bytes], trouble: dict[str, str], post: Callable[..., None]
) -> None:
    kept = (archive / "2/119.md").read_bytes()
    post("posts/000.md", "Vanish")
    done = octavo(*COMMAND, "-o", "out/", "-T", "trouble", env=trouble)
    assert done.returncode == 1
    assert f"{POSTS} converted, 1 failed" in done.stderr
    assert "posts/2/119.md  SourceError  can't be read: no such file or directory" in done.stderr
    (archive / "000.md").unlink()
    (archive / "2/119.md").write_bytes(kept)
    check_resumed("out", clean, "--prune")
