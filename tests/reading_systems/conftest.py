"""Books, and the programs that judge them: a reading system in a browser, and the checker of accessibility.

They come by npm, once, into the user's cache folder (or that which OCTAVO_READING_SYSTEMS names), and
need Chromium: run these tests by ``OCTAVO_READING=1 pytest tests/reading_systems``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from daisy import browser, violations
from reading_modules import modules

__all__ = ["digest", "judged", "modules", "opened"]

HERE = Path(__file__).parent
SAMPLES = HERE.parents[1] / "docs" / "samples" / "_posts"

Digest = Callable[..., Path]


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
