"""Whole posts, by their golden files: what is read from each, and what is noticed on the way.

Each ``golden/NAME.md`` has its Document as JSON in ``NAME.json``, notices with it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

import octavo_hexo
import octavo_html
import octavo_markdown
from octavo.testing import bench

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("name", sorted(path.stem for path in GOLDEN.glob("*.md")))
def test_post(name: str, golden: Callable[[Path, str], None]) -> None:
    pipeline = bench(octavo_hexo, octavo_html, octavo_markdown)
    data = (GOLDEN / f"{name}.md").read_bytes()
    document = pipeline.read(data, "hexo", name=f"{name}.md")
    whole = msgspec.structs.replace(document, notices=tuple(pipeline.notices))
    golden(GOLDEN / f"{name}.json", msgspec.json.format(msgspec.json.encode(whole), indent=1).decode() + "\n")
