"""What a killed process left is removed; what a living one writes is not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from octavo import _sink
from octavo._sink import open_file, remove_leftovers


@pytest.fixture
def dead() -> int:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
        return process.pid


def leave(folder: Path, process: int, machine: str = "") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f".octavo-{machine or _sink._machine()}-{process}-{'0' * 12}.tmp"
    file.write_bytes(b"half")
    return file


def test_files_of_dead_processes_go(tmp_path: Path, dead: int) -> None:
    here, below = leave(tmp_path, dead), leave(tmp_path / "a" / "b", dead)
    remove_leftovers(tmp_path)
    assert (here.exists(), below.exists()) == (False, True)
    remove_leftovers(tmp_path, below=True)
    assert not below.exists()


def test_files_of_others_stay(tmp_path: Path, dead: int) -> None:
    mine = tmp_path / ".octavo-notes.tmp"
    mine.touch()
    alive, elsewhere = leave(tmp_path, os.getppid()), leave(tmp_path, dead, "abcdef")
    remove_leftovers(tmp_path)
    assert alive.exists()
    assert elsewhere.exists()
    os.utime(elsewhere, (1, 1))
    remove_leftovers(tmp_path)
    assert (elsewhere.exists(), mine.exists()) == (False, True)


def test_a_file_that_is_being_written_is_known_by_its_process(tmp_path: Path) -> None:
    with open_file(tmp_path / "x") as file:
        file.write(b"half")
        (name,) = tmp_path.iterdir()
        assert _sink._TEMPORARY.fullmatch(name.name)
