"""The sink: a file is there whole or not at all."""

from __future__ import annotations

import errno
import io
import os
import stat
import sys
from pathlib import Path

import pytest

from octavo._sink import open_file, write_file, write_stdout
from octavo.errors import WriteError


def listing(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_folders_are_made_and_nothing_else_is_left(tmp_path: Path) -> None:
    write_file(tmp_path / "a" / "b" / "c.txt", b"data")
    assert (tmp_path / "a" / "b" / "c.txt").read_bytes() == b"data"
    assert listing(tmp_path / "a" / "b") == ["c.txt"]


def test_an_existing_file_is_replaced(tmp_path: Path) -> None:
    target = tmp_path / "x"
    target.write_bytes(b"old")
    write_file(target, b"new")
    assert target.read_bytes() == b"new"


def test_an_error_on_the_way_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    target = tmp_path / "x"
    target.write_bytes(b"old")

    def interrupted() -> None:
        with open_file(target) as file:
            file.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert target.read_bytes() == b"old"
    assert listing(tmp_path) == ["x"]


def test_nothing_is_seen_until_all_is_written(tmp_path: Path) -> None:
    with open_file(tmp_path / "x") as file:
        file.write(b"part")
        assert not (tmp_path / "x").exists()
    assert (tmp_path / "x").read_bytes() == b"part"


def test_the_mode_is_that_of_any_new_file(tmp_path: Path) -> None:
    old = os.umask(0o027)
    try:
        write_file(tmp_path / "x", b"")
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "x").stat().st_mode) == 0o640


def test_a_link_is_replaced_and_its_target_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "precious").write_bytes(b"precious")
    (tmp_path / "link").symlink_to(tmp_path / "precious")
    write_file(tmp_path / "link", b"new")
    assert (tmp_path / "precious").read_bytes() == b"precious"
    assert (tmp_path / "link").read_bytes() == b"new"


@pytest.mark.parametrize(
    ("number", "words"), [(errno.ENOSPC, "no space left"), (errno.EROFS, "read-only"), (errno.EACCES, "denied")]
)
def test_what_the_system_refuses_is_a_write_error_with_a_hint(
    number: int, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(WriteError) as caught:
        write_file(tmp_path / "x", b"data")
    assert words in caught.value.message
    assert caught.value.hint
    assert str(caught.value.position) == str(tmp_path / "x")
    assert listing(tmp_path) == []


def test_a_folder_in_the_way_is_a_write_error(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    with pytest.raises(WriteError, match="name a file"):
        write_file(tmp_path / "x", b"data")


def test_a_file_where_a_folder_must_be_is_a_write_error(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"")
    with pytest.raises(WriteError, match="part of this path is a file"):
        write_file(tmp_path / "x" / "y" / "z", b"data")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux alone has a device that is always full")
def test_a_full_device_is_written_to_directly_and_reported() -> None:
    with pytest.raises(WriteError, match="no space left"):
        write_file(Path("/dev/full"), b"data")
    write_file(Path(os.devnull), b"data")
    assert not Path(os.devnull).is_file()


def test_standard_output_gets_bytes_as_they_are(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    write_stdout(b"\xff\n")
    assert capfdbinary.readouterr().out == b"\xff\n"


def test_a_replaced_standard_output_gets_text(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stream)
    write_stdout("é".encode())
    assert stream.getvalue() == "é"


def test_a_stream_that_takes_a_part_at_a_time_gets_all(monkeypatch: pytest.MonkeyPatch) -> None:
    class Narrow(io.BytesIO):
        def write(self, data: object) -> int:
            return super().write(bytes(data)[:3])  # type: ignore[call-overload]  # bytes are given

    narrow = Narrow()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(narrow))
    write_stdout(b"0123456789")
    assert narrow.getvalue() == b"0123456789"
