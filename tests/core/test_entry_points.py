"""Entry points are found in installed packages, and remembered until one is installed or removed."""

from __future__ import annotations

import shutil
from importlib import metadata
from pathlib import Path

import pytest

from octavo.entry_points import EntryPoint, entry_points

GROUP = "octavo_tests"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of installed packages, and an empty cache folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    return folder


def install(site: Path, name: str, value: str) -> Path:
    about = site / f"{name}-1.2.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.2\n")
    (about / "entry_points.txt").write_text(f"[{GROUP}]\n{name} = {value}\n[other]\n{name} = nothing\n")
    return about


def test_a_package_is_found_when_it_is_installed_and_forgotten_when_it_goes(site: Path) -> None:
    assert entry_points(GROUP) == ()
    about = install(site, "rhubarb", "os.path:join")
    (found,) = entry_points(GROUP)
    assert found == EntryPoint("rhubarb", "os.path:join", GROUP, "rhubarb", "1.2")
    assert found.load() is __import__("os").path.join
    shutil.rmtree(about)
    assert entry_points(GROUP) == ()


def test_the_package_that_stands_first_on_the_path_counts(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(site, "rhubarb", "os.path")
    nearer = tmp_path / "nearer"
    nearer.mkdir()
    install(nearer, "Rhubarb", "posixpath")
    monkeypatch.syspath_prepend(nearer)
    assert [point.value for point in entry_points(GROUP)] == ["posixpath"]


def test_nothing_is_scanned_twice(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(site, "rhubarb", "os.path")
    first = entry_points(GROUP)
    monkeypatch.setattr(metadata, "distributions", lambda: pytest.fail("scanned again"))
    assert entry_points(GROUP) == first


def test_what_is_remembered_may_be_damaged(site: Path, tmp_path: Path) -> None:
    install(site, "rhubarb", "os.path")
    first = entry_points(GROUP)
    (memory,) = (tmp_path / "cache").rglob("*.json")
    memory.write_text("{")
    assert entry_points(GROUP) == first


def test_a_cache_folder_that_can_not_be_made_harms_nobody(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    install(site, "rhubarb", "os.path")
    assert [point.name for point in entry_points(GROUP)] == ["rhubarb"]


def test_what_an_entry_point_names_may_be_missing() -> None:
    with pytest.raises(AttributeError):
        EntryPoint("a", "os.path:nothing [extra]", GROUP, "a", "1").load()
