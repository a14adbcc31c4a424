"""Threat: what a post, its name or its tags hold commands the terminal of whoever converts it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from octavo._cli import cli

EVIL = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202egnp"
POST = f'---\ntitle: "{EVIL}"\ndate: "{EVIL}"\n{EVIL}: x\n---\n{{% {EVIL} %}}\n\n[x](javascript:{EVIL})\n\n![y](missing{EVIL}.png)\n'
COMMANDS = (
    ("convert", "in", "-t", "markdown", "-o", "out/", "-v"),
    ("convert", "in", "-t", "html", "-o", "out/", "--dry-run"),
    ("convert", "in", "-t", "no-such-" + EVIL, "-o", "out/"),
    ("convert", EVIL + ".md", "-t", "markdown"),
    ("digest", "in", "-o", "book.epub", "-v", "--images", "embed"),
    ("check", "in"),
    ("inspect", f"in/{EVIL}.md"),
)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(command[:1]))
def test_nothing_said_commands_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()
    Path("in", f"{EVIL}.md").write_text(POST, encoding="utf-8")
    said = CliRunner().invoke(cli, command).output
    assert said
    assert not {one for one in said if (ord(one) < 32 and one != "\n") or 127 <= ord(one) < 160 or one == "\u202e"}
