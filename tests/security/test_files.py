"""Threat: what a post calls itself, or shows, makes octavo write or read outside the folders it was given."""

from __future__ import annotations

import base64
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from octavo._cli import cli

NAMES = {
    "climbing": "../../../escaped",
    "absolute": "/tmp/escaped",  # noqa: S108  # it must not be written
    "a drive": "C:\\escaped",
    "backslashes": "..\\..\\escaped",
    "a device": "con",
    "dots at the end": "escaped. . .",
    "turned round": "\u202egpj.escaped",
    "controls": "esc\x1baped\x00\n",
    "very long": "字" * 300,
}
PICTURE = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a site in it, three below, and a secret beside it."""
    site = tmp_path / "a" / "b" / "site"
    site.mkdir(parents=True)
    (site / "in").mkdir()
    (tmp_path / "secret.gif").write_bytes(PICTURE)
    monkeypatch.chdir(site)
    return tmp_path


def below(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("target", ["markdown", "html", "epub", "json"])
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_what_a_post_calls_itself_leads_nowhere(home: Path, name: str, target: str) -> None:
    fields = {"title": name, "slug": name, "permalink": name, "layout": name, "categories": [name], "tags": [name]}
    entries = "".join(f"{key}: {json.dumps(value)}\n" for key, value in fields.items())
    Path("in/post.md").write_text(f"---\n{entries}---\nBody.\n", encoding="utf-8")
    before = below(home)
    done = CliRunner().invoke(cli, ["convert", "in", "-t", target, "-o", "out/"])
    assert done.exit_code == 0, done.output
    made = below(home) - before
    assert made
    assert all(path.startswith("a/b/site/out/") for path in made), made


def holds(folder: Path, data: bytes) -> bool:
    """Return whether an output has ``data``, as it is, as base64, or packed in a book."""
    packed = base64.b64encode(data)[:-4]
    return any(data in piece or packed in piece for path in folder.rglob("*") for piece in pieces(path))


def pieces(path: Path) -> Iterator[bytes]:
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as book:
            yield from (book.read(name) for name in book.namelist())
    elif path.is_file():
        yield path.read_bytes()


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("inside.gif", True),
        ("../../../secret.gif", False),
        ("/../../../secret.gif", False),
        ("file://{home}/secret.gif", False),
        ("{home}/secret.gif", False),
        ("..%2f..%2f..%2fsecret.gif", False),
        ("link.gif", False),
        ("folder/secret.gif", False),
    ],
)
@pytest.mark.parametrize("target", ["markdown", "html", "epub"])
def test_no_picture_is_a_file_outside_the_site(home: Path, url: str, read: bool, target: str) -> None:
    address = url.format(home=home.as_posix())
    post = f'---\ntitle: T\ncover: "{address}"\n---\n![x]({address})\n\n<img src="{address}">\n'
    Path("in/post.md").write_text(post, encoding="utf-8")
    Path("in/inside.gif").write_bytes(PICTURE)
    Path("in/link.gif").symlink_to(home / "secret.gif")
    Path("in/folder").symlink_to(home)
    done = CliRunner().invoke(cli, ["convert", "in/post.md", "-t", target, "-o", "out/", "--images", "embed", "-v"])
    assert done.exit_code == 0, done.output
    assert list(Path("out").rglob("*"))
    assert holds(Path("out"), PICTURE) == read, done.output
