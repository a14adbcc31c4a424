"""The command line within this process, and as the installed command."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from octavo._cli import cli

Run = Callable[..., Result]

POST = """---
title: {title}
date: {date}
categories: {category}
tags: [{tag}]
author: {author}
---
{body}
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, and nobody's configuration."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / ".config"))
    return tmp_path


@pytest.fixture
def octavo() -> Run:
    """Run the command line within this process."""

    def run(*arguments: str, input: bytes | None = None) -> Result:
        return CliRunner().invoke(cli, list(arguments), input=input)

    return run


@pytest.fixture
def command() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the installed command."""

    def run(*arguments: str, **settings: object) -> subprocess.CompletedProcess[str]:
        program = Path(sys.executable).with_name("octavo.exe" if os.name == "nt" else "octavo")
        return subprocess.run(  # type: ignore[call-overload,no-any-return]  # the test's own settings
            [str(program), *arguments], capture_output=True, text=True, encoding="utf-8", check=False, **settings
        )

    return run


def write_post(path: str, title: str, date: str = "", body: str = "Hello.", **more: str) -> None:
    """Lay a post at ``path``."""
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    values = {"category": "News", "tag": "a", "author": "Ann", **more}
    file.write_text(POST.format(title=title, date=date, body=body, **values), encoding="utf-8")


@pytest.fixture
def post() -> Callable[..., None]:
    """Lay a post."""
    return write_post


@pytest.fixture
def site(here: Path) -> Path:
    """A small Hexo site."""
    write_post(
        "source/_posts/one.md", "One", "2022-04-01 10:00:00", "*First* ![logo](/images/logo.png)", category="News"
    )
    write_post("source/_posts/2022/two.md", "Two", "2022-04-08 10:00:00", "[one](../one.html)", tag="b", author="Bob")
    write_post("source/_posts/three.md", "三", "2022-04-15 10:00:00", "你好，世界。", category="生活")
    write_post("source/_drafts/four.md", "Four", "2022-04-15 12:00:00")
    images = here / "source" / "images"
    images.mkdir()
    (images / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 20)
    return here
