"""Every block of code in the documentation runs: commands in a folder of sample posts, Python by itself, data by its parser.

A comment before a block says more about it:

``<!-- file: NAME -->``     the block is a file of the folder, for the commands after it
``<!-- plugin: NAME -->``   the block is a module that the Python after it imports
``<!-- exit: 2 -->``        its commands end with this code, not with 0
``<!-- not run: WHY -->``   it can't be run here, and why

In a ``console`` block commands begin with ``$``, and what follows is their output; a line ``...`` stands for any lines,
and ``...`` between spaces for any words.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import types
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pypandoc
import pytest
import yaml

from octavo import model

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "docs" / "samples" / "_posts"
PAGES = [
    page for page in (*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/**/*.md"))) if "samples" not in page.parts
]
NOT_CODE = {"text", "markdown", "html", "xml", "css", "{toctree}", "{eval-rst}"}
"""What blocks may be in beside code. The site's build reads those in braces."""
MORE = {
    "2024-05-06-weather.md": "---\ntitle: Weather\ndate: 2024-05-06\ncategories: 生活\ntags: 厨房\n---\nIt rains.\n",
    "chips.md": f"---\ntitle: 芯片\nlang: zh-CN\ndate: {datetime.now(UTC).isoformat()}\n---\n今天，芯片很小。\n",
}
"""Posts that the samples lack: one with a date in its name, one of today."""
BLOCK = re.compile(
    r"(?:^<!-- (?P<marker>[a-z ]+): (?P<value>.*?) -->\n\s*)?^(?P<fence>```+)(?P<language>[^\n`]*)\n(?P<code>.*?)^(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)


class Block(msgspec.Struct, frozen=True):
    """A block of code, what the comment before it says, and where it stands."""

    language: str
    code: str
    marker: str
    value: str
    place: str


def blocks_of(page: Path) -> Iterator[Block]:
    text = page.read_text(encoding="utf-8")
    for found in BLOCK.finditer(text):
        line = text.count("\n", 0, found.start("fence")) + 1
        language = found["language"].strip()
        yield Block(language, found["code"], found["marker"] or "", found["value"] or "", f"{page.name}:{line}")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A working folder with posts: ``post.md``, and the same ones wherever pages look for posts."""
    for place in ("source/_posts", "feeds", "_posts", "docs/samples/_posts"):
        shutil.copytree(SAMPLES, tmp_path / place)
        for name, post in MORE.items():
            (tmp_path / place / name).write_text(post, encoding="utf-8")
    shutil.copy(SAMPLES / "small-programs.md", tmp_path / "post.md")
    monkeypatch.chdir(tmp_path)
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / ".home"))
    programs = (Path(sys.executable).parent, Path(pypandoc.get_pandoc_path()).parent, os.environ["PATH"])
    monkeypatch.setenv("PATH", os.pathsep.join(map(str, programs)))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("PIP_NO_INDEX", "1")  # no block may change the environment that it runs in
    monkeypatch.setenv("PIP_DRY_RUN", "1")
    monkeypatch.syspath_prepend(tmp_path)
    yield tmp_path
    for name in [name for name, module in sys.modules.items() if str(tmp_path) in str(getattr(module, "__file__", ""))]:
        del sys.modules[name]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_block_runs(page: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = dict(vars(model)) if page.name == "model.md" else {}
    for block in blocks_of(page):
        match block.marker:
            case "not run" | "command":  # .ci/run runs the commands of README.md
                continue
            case "file":
                (folder / block.value).parent.mkdir(parents=True, exist_ok=True)
                (folder / block.value).write_text(block.code, encoding="utf-8")
            case "plugin":
                module = types.ModuleType(block.value)
                monkeypatch.setitem(sys.modules, block.value, module)
                execute(block, vars(module))
        if block.marker != "plugin":
            run(block, names)


def run(block: Block, names: dict[str, Any]) -> None:
    match block.language:
        case "sh":
            check_commands(block, block.code)
        case "console":
            check_transcript(block)
        case "python":
            execute(block, names)
        case "json":
            json.loads(block.code)
        case "yaml":
            yaml.safe_load(block.code)
        case "toml":
            check_toml(block)
        case language:
            assert language in NOT_CODE, f"{block.place}: {language or 'no language'}"


def execute(block: Block, names: dict[str, Any]) -> None:
    exec(compile(block.code, block.place, "exec"), names)  # noqa: S102  # it is our own documentation


def check_commands(block: Block, commands: str) -> str:
    """Run ``commands``, and return what they print."""
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8", check=False, timeout=120,
        env={name: value for name, value in os.environ.items() if name != "PYTEST_ADDOPTS"},
    )  # fmt: skip
    assert done.returncode == (int(block.value) if block.marker == "exit" else 0), f"{block.place}\n{done.stdout}"
    return done.stdout


def check_transcript(block: Block) -> None:
    assert block.code.startswith("$ "), f"{block.place}: a transcript begins with a command"
    for step in re.split(r"^\$ ", block.code, flags=re.MULTILINE)[1:]:
        command, _, expected = step.partition("\n")
        printed = check_commands(block, command)
        if expected.strip():
            assert re.fullmatch(pattern_of(expected), printed), f"{block.place}: {command}\n{printed}"


def pattern_of(expected: str) -> str:
    """Return a pattern for the output ``expected``; ``...`` is any lines, and within a line any characters."""
    lines = [
        r"(?:.*\n)*" if line == "..." else re.escape(line).replace(r"\ \.\.\.\ ", " .* ") + r" *\n"
        for line in expected.rstrip().splitlines()
    ]
    return "".join(lines) + r"\n*"


def check_toml(block: Block) -> None:
    """Parse a TOML file; the definition of a digest is bound, of all posts."""
    if "sources" in tomllib.loads(block.code):
        path = Path(block.value if block.marker == "file" else "definition.toml")
        path.write_text(block.code, encoding="utf-8")
        check_commands(block, f"octavo digest {path} --since 2000-01-01 --remember all.json -o all.epub")


def test_blocks_that_are_not_run_are_few_and_say_why() -> None:
    unrun = [block for page in PAGES for block in blocks_of(page) if block.marker == "not run"]
    assert [block.place for block in unrun if len(block.value) < 15] == []
    assert len(unrun) <= 16, [block.place for block in unrun]


def test_every_fence_is_found() -> None:
    for page in PAGES:
        fences = re.findall(r"^```", page.read_text(encoding="utf-8"), re.MULTILINE)
        assert len(fences) == 2 * len(list(blocks_of(page))), page


def test_markers_are_known() -> None:
    known = {"", "file", "plugin", "exit", "not run", "command", "generated"}
    assert {block.marker for page in PAGES for block in blocks_of(page)} <= known
