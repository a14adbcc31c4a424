"""Plugins of other people that are broken, and those that add commands."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


def octavo(python: str | Path, *arguments: str, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(path) if path else ""}
    return subprocess.run(
        [python, "-m", "octavo", *arguments], capture_output=True, text=True, env=environment, check=False
    )


HOOK = "from octavo import Reader, hookimpl\n@hookimpl\ndef octavo_readers():\n    "
BROKEN = {
    "noimport": ("import there_is_no_such_module\n", "ModuleNotFoundError"),
    "exits": ("raise SystemExit(3)\n", "SystemExit"),
    "raises": (HOOK + "raise RuntimeError('no\\x1b[31m')\n", "octavo_readers failed: RuntimeError: no\\x1b[31m"),
    "future": ("octavo_api_version = 2\n", "needs plugin API 2"),
    "takes": (HOOK + "yield Reader(name='html', read=print)\n", "claim the reader 'html'"),
}


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A folder with five broken plugins, as pip would have laid them."""
    folder = tmp_path / "packages"
    for name, (code, _) in BROKEN.items():
        about = folder / f"octavo_{name}-0.1.dist-info"
        about.mkdir(parents=True)
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: octavo-{name}\nVersion: 0.1\n")
        (about / "entry_points.txt").write_text(f"[octavo]\n{name} = octavo_{name}\n")
        (folder / f"octavo_{name}.py").write_text(code)
    return folder


def test_what_is_broken_is_listed_with_its_problem(broken: Path) -> None:
    listed = octavo(sys.executable, "plugins", path=broken)
    assert listed.returncode == 0, listed.stderr
    for name, (_, problem) in BROKEN.items():
        (line,) = [line for line in listed.stdout.splitlines() if line.startswith(name + " ")]
        assert f"octavo-{name}" in line
        assert problem in line
    assert "\x1b" not in listed.stdout


def test_what_is_broken_harms_nobody_else(broken: Path, tmp_path: Path) -> None:
    post = tmp_path / "post.json"
    post.write_text('{"octavo":1,"blocks":[{"type":"paragraph","children":["Hello"]}]}')
    done = octavo(sys.executable, "convert", str(post), "-t", "markdown", path=broken)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "Hello\n"


def test_a_conflict_is_an_error_for_who_asks_for_that_format(broken: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<p>Hello")
    refused = octavo(sys.executable, "convert", str(page), "-t", "json", path=broken)
    assert refused.returncode == 6
    for words in ("html (octavo)", "takes (octavo-takes)", "--disable-plugin takes"):
        assert words in refused.stderr
    works = octavo(sys.executable, "convert", str(page), "-t", "json", "--disable-plugin", "takes", path=broken)
    assert works.returncode == 0, works.stderr
    assert "not available" in octavo(sys.executable, "formats", path=broken).stdout


def test_a_plugin_may_add_a_command_and_one_that_fails_is_named(tmp_path: Path) -> None:
    good = "import click\nfrom octavo import hookimpl\n@hookimpl\ndef octavo_commands(cli):\n"
    good += "    cli.add_command(click.Command('hello', callback=lambda: print('hello there'), short_help='Greet.'))\n"
    bad = "from octavo import hookimpl\n@hookimpl\ndef octavo_commands(cli):\n    raise KeyError('x')\n"
    for name, code in (("greeter", good), ("grump", bad)):
        about = tmp_path / f"octavo_{name}-0.1.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: octavo-{name}\nVersion: 0.1\n")
        (about / "entry_points.txt").write_text(f"[octavo]\n{name} = octavo_{name}\n")
        (tmp_path / f"octavo_{name}.py").write_text(code)
    assert octavo(sys.executable, "hello", path=tmp_path).stdout == "hello there\n"
    shown = octavo(sys.executable, "--help", path=tmp_path)
    assert "hello" in shown.stdout
    assert "Greet." in shown.stdout
    assert "plugin 'grump' adds no commands" in shown.stderr
