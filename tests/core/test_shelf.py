"""Shelves: dictionaries that move to a file before they are long, and nobody notices."""

from __future__ import annotations

import pickle
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo import SourceError, WriteError
from octavo._inputs import Input
from octavo._shelf import IN_MEMORY, Shelf
from octavo.errors import Position

MANY = IN_MEMORY + 10


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of temporary files."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def filled(count: int) -> Shelf[int]:
    shelf: Shelf[int] = Shelf()
    for number in range(count):
        assert shelf.add(f"key {number}", number)
    return shelf


@pytest.mark.parametrize("count", [0, 3, MANY])
def test_it_is_a_dictionary_in_the_order_of_adding(count: int) -> None:
    shelf, known = filled(count), {f"key {number}": number for number in range(count)}
    assert len(shelf) == count
    assert list(shelf) == list(known)
    assert list(shelf.values()) == list(known.values())
    assert list(shelf.items()) == list(known.items())
    assert dict(shelf) == known
    assert all(shelf[key] == value for key, value in known.items())
    assert shelf.get("none") is None
    assert "none" not in shelf
    with pytest.raises(KeyError):
        shelf["none"]


@pytest.mark.parametrize("count", [3, MANY])
def test_what_was_first_stays(count: int) -> None:
    shelf = filled(count)
    assert not shelf.add("key 2", 5)
    assert shelf["key 2"] == 2
    assert len(shelf) == count


@given(st.lists(st.text(st.characters()), unique=True))
def test_any_text_is_a_key(keys: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("octavo._shelf.IN_MEMORY", 0)
        shelf: Shelf[str] = Shelf()
        assert all(shelf.add(key, key) for key in keys)
        assert list(shelf) == list(shelf.values()) == keys


@pytest.mark.parametrize("fillers", [0, MANY])
def test_values_are_had_in_the_order_of_their_keys_too(fillers: int) -> None:
    keys = ["b", "\0b", "\uffff", "a\0", "\U0001f600", "\udc80", "a", "é", "a b", *map(str, range(fillers))]
    shelf: Shelf[str] = Shelf()
    for key in keys:
        shelf.add(key, key)
    assert list(shelf.by_key()) == sorted(keys)


def test_a_name_that_is_no_unicode_is_kept(folder: Path) -> None:
    shelf, name = filled(MANY), b"\xff.md".decode("utf-8", "surrogateescape")
    shelf.add(name, 7)
    assert shelf[name] == 7
    assert list(shelf)[-1] == name


def test_few_need_no_file_and_many_one_that_is_gone_afterwards(folder: Path) -> None:
    few = filled(IN_MEMORY)
    assert list(folder.iterdir()) == []
    few.add("one more", 1)
    assert len(list(folder.iterdir())) == 1
    del few
    assert list(folder.iterdir()) == []


def test_another_process_reads_the_same_file(folder: Path) -> None:
    shelf = filled(MANY)
    script = "import pickle, sys; s = pickle.load(sys.stdin.buffer); print(len(s), s['key 2009'], 'none' in s)"
    done = subprocess.run([sys.executable, "-c", script], input=pickle.dumps(shelf), capture_output=True, check=True)
    assert done.stdout.decode().split() == [str(MANY), "2009", "False"]
    assert shelf["key 2009"] == 2009
    assert len(list(folder.iterdir())) == 1


def test_inputs_are_kept_with_their_errors() -> None:
    for one in (
        Input("a.md", "a.md", "a.md", "file:///x", True),
        Input("b.md", "b.md", error=SourceError("m", "h", Position("b.md"))),
    ):
        kept = pickle.loads(pickle.dumps(one))  # noqa: S301  # our own
        assert (kept.path, kept.place, kept.name, kept.site, kept.scanned, kept.remote, kept.status) == (
            one.path, one.place, one.name, one.site, one.scanned, one.remote, one.status,
        )  # fmt: skip
        assert str(kept.error) == str(one.error)


def test_a_file_that_can_not_be_made_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with pytest.raises(WriteError, match="temporary file can't be written") as told:
        filled(MANY)
    assert "TMPDIR" in told.value.hint


PROGRAM = f"""if True:
    import resource, sys
    from octavo._shelf import Shelf
    from octavo.errors import WriteError

    def limit(size):
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    shelf = Shelf()
    limit(int(sys.argv[1]))
    for step in range(2):
        try:
            for number in range({2 * IN_MEMORY}):
                shelf.add(str(number), "x" * 1000)
        except WriteError as error:
            print(error)
            limit(resource.RLIM_INFINITY)
    print(len(shelf), len(list(shelf.values())), shelf.get("3999", "")[:2], "7" in shelf)
"""


def run(program: str, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.run(command, capture_output=True, text=True, env={"TMPDIR": str(folder)})


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such limits")
@pytest.mark.parametrize("size", [0, 100_000])
def test_no_room_is_one_line_and_nothing_is_lost_or_left(tmp_path: Path, size: int) -> None:
    done = run(PROGRAM, str(size), folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    told, kept = done.stdout.splitlines()
    assert told.startswith("the temporary file can't be written: ")
    assert told.endswith("(TMPDIR names its folder)")
    assert kept == f"{2 * IN_MEMORY} {2 * IN_MEMORY} xx True"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such limits")
def test_what_can_not_be_read_is_one_line(tmp_path: Path) -> None:
    shelf = Shelf[str]()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(tmp_path))
        for number in range(2 * IN_MEMORY):
            shelf.add(str(number), "x" * 1000)
    (file,) = tmp_path.glob("*/entries.sqlite")
    file.write_bytes(b"")
    for ask in (lambda: shelf["1"], lambda: "1" in shelf, lambda: list(shelf), lambda: list(shelf.values())):
        with pytest.raises(WriteError, match="temporary file can't be written"):
            ask()
