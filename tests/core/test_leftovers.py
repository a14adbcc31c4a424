"""What a killed process left is removed; what a living one writes is not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO

import pytest

from octavo import _unfinished
from octavo._unfinished import remove_leftovers, replacing

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no such locks")


def leave(folder: Path, machine: str = "") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f".octavo-{machine or _unfinished.machine()}-{'0' * 12}.tmp"
    file.write_bytes(b"half")
    return file


def test_files_of_dead_processes_go(tmp_path: Path) -> None:
    here, below = leave(tmp_path), leave(tmp_path / "a" / "b")
    remove_leftovers(tmp_path)
    assert (here.exists(), below.exists()) == (False, True)
    remove_leftovers(tmp_path, below=True)
    assert not below.exists()


def test_files_of_others_stay(tmp_path: Path) -> None:
    mine = tmp_path / ".octavo-notes.tmp"
    mine.touch()
    elsewhere = leave(tmp_path, "abcdef")
    remove_leftovers(tmp_path)
    assert elsewhere.exists()
    os.utime(elsewhere, (1, 1))
    remove_leftovers(tmp_path)
    assert (elsewhere.exists(), mine.exists()) == (False, True)


def test_a_file_that_is_being_written_stays(tmp_path: Path) -> None:
    with replacing(tmp_path / "x") as file:
        file.write(b"half")
        (name,) = tmp_path.iterdir()
        remove_leftovers(tmp_path)
        assert _unfinished._NAME.fullmatch(name.name)
        assert name.exists()
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def test_a_file_that_another_process_writes_stays_until_that_is_killed(tmp_path: Path) -> None:
    program = """if True:
        import pathlib, sys, time
        from octavo._unfinished import replacing
        with replacing(pathlib.Path(sys.argv[1])):
            print("ready", flush=True)
            time.sleep(600)
    """
    with subprocess.Popen([sys.executable, "-c", program, tmp_path / "x"], stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline().strip() == b"ready"
        remove_leftovers(tmp_path)
        assert len(list(tmp_path.iterdir())) == 1
        process.kill()
    remove_leftovers(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_was_taken_for_a_leftover_before_it_was_locked_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = _unfinished.lock
    times: list[int] = []

    def remove_then_lock(file: BinaryIO | int) -> None:
        if not times:
            remove_leftovers(tmp_path)
            assert list(tmp_path.iterdir()) == []
        times.append(1)
        lock(file)

    monkeypatch.setattr(_unfinished, "lock", remove_then_lock)
    with replacing(tmp_path / "x") as file:
        file.write(b"all")
    assert (tmp_path / "x").read_bytes() == b"all"
    assert len(times) == 2
