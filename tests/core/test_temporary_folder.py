"""Temporary folders: nobody else may enter them, and the next run removes those of processes that were killed."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from octavo import WriteError
from octavo._temporary_folder import temporary_folder
from octavo._unfinished import machine

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="modes, links and locks are POSIX's")

PROGRAM = """if True:
    import time
    from octavo._temporary_folder import temporary_folder
    with temporary_folder() as folder:
        (folder / "below").mkdir()
        (folder / "below" / "file").touch()
        print(folder, flush=True)
        time.sleep(600)
"""


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def make_one() -> None:
    with temporary_folder():
        pass


def test_it_is_our_own_and_gone_afterwards(top: Path) -> None:
    with temporary_folder() as folder:
        assert folder.parent == top
        assert folder.stat().st_mode & 0o777 == 0o700
        (folder / "file").touch()
    assert list(top.iterdir()) == []


def test_that_of_a_living_process_stays_until_it_is_killed(top: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, env={"TMPDIR": str(top)}) as other:
        assert other.stdout is not None
        theirs = Path(other.stdout.readline().decode().strip())
        with temporary_folder() as ours:
            make_one()
            assert (theirs / "below" / "file").exists()
            assert ours.exists()
        other.kill()
    assert theirs.exists()
    make_one()
    assert list(top.iterdir()) == []


def test_what_is_not_one_of_ours_stays(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left, elsewhere = f"octavo-12345678-{machine()}", top / "octavo-12345678-another"
    for folder in (elsewhere, top / f"{left}-notes", top / "notes"):
        folder.mkdir()
    (top / f"octavo-linktous-{machine()}").symlink_to(top / "notes")
    (top / f"octavo-a_file__-{machine()}").touch()
    (top / left).mkdir()
    monkeypatch.setattr("os.getuid", lambda: -1)
    make_one()
    assert len(list(top.iterdir())) == 6, "another user's is gone"
    monkeypatch.undo()
    monkeypatch.setattr(tempfile, "tempdir", str(top))
    make_one()
    assert len(list(top.iterdir())) == 5
    assert not (top / left).exists()


def test_where_none_can_be_made_that_is_one_line(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(top / "gone"))
    with pytest.raises(WriteError, match="temporary file can't be written: no such file") as told:
        make_one()
    assert "TMPDIR" in told.value.hint
