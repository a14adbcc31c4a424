"""Books, and the programs that judge them: a reading system in a browser, and the checker of accessibility.

They come by npm, once, into the user's cache folder (or that which OCTAVO_READING_SYSTEMS names), and
need Chromium: run these tests by ``OCTAVO_READING=1 pytest tests/reading_systems``.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from platformdirs import user_cache_path

from daisy import browser, violations

HERE = Path(__file__).parent
SAMPLES = HERE.parents[1] / "docs" / "samples" / "_posts"
PACKAGES = ("@daisy/ace@1.4.6", "epubjs@0.3.93", "foliate-js@1.0.1", "puppeteer-core@24")

Digest = Callable[..., Path]


def missing_tool() -> str:
    """Return the name of a program that is needed and missing, or ""."""
    absent = next((tool for tool in ("node", "npm") if shutil.which(tool) is None), "")
    return absent or ("" if browser() else "Chromium")


@pytest.fixture(scope="session")
def modules() -> Path:
    """The folder whose ``node_modules`` has the packages."""
    if not os.environ.get("OCTAVO_READING"):
        pytest.skip(
            "set OCTAVO_READING=1 to open books in a reading system (needs npm, Chromium, and once the network)"
        )
    if missing_tool():
        pytest.skip(f"{missing_tool()} is not installed")
    folder = Path(os.environ.get("OCTAVO_READING_SYSTEMS") or user_cache_path("octavo") / "reading-systems-1")
    if not (folder / "complete").is_file():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text('{"private": true}')
        command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", *PACKAGES]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        (folder / "complete").touch()
    return folder


@pytest.fixture(scope="session")
def digest(tmp_path_factory: pytest.TempPathFactory) -> Digest:
    """Make a digest of the samples with the installed command."""

    def make(name: str, *arguments: str, posts: tuple[str, ...] = ()) -> Path:
        book = tmp_path_factory.getbasetemp() / f"{name}.epub"
        if not book.is_file():
            inputs = [str(SAMPLES / post) for post in posts] or [str(SAMPLES)]
            command = [sys.executable, "-m", "octavo", "digest", *inputs, "-o", str(book), *arguments]
            subprocess.run(command, check=True, capture_output=True)
        return book

    return make


@pytest.fixture(scope="session")
def opened(modules: Path) -> Callable[[Path], dict[str, Any]]:
    """Open a book in foliate-js in Chromium, and tell what was seen."""

    def look(book: Path) -> dict[str, Any]:
        command = ["node", str(HERE / "read.mjs"), str(modules), browser(), str(book)]
        shots = os.environ.get("OCTAVO_SCREENSHOTS")  # a folder: for people who want to look themselves
        said = subprocess.run([*command, *([shots] if shots else [])], check=True, capture_output=True, timeout=170)
        seen: dict[str, Any] = json.loads(said.stdout)
        return seen

    return look


@pytest.fixture(scope="session")
def judged(modules: Path) -> Callable[[Path], list[str] | None]:
    """Let DAISY Ace judge a book; return its violations, None if it crashes."""
    return lambda book: violations(book, modules / "node_modules")
