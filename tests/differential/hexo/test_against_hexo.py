"""octavo and Hexo agree on the golden posts, and on the shared corpus where it is at hand.

It needs npm and, the first time, the network: run it by ``OCTAVO_DIFFERENTIAL=1 pytest tests/differential``.
"""

from __future__ import annotations

import importlib.util
import os
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"


def load_compare() -> ModuleType:
    spec = importlib.util.spec_from_file_location("compare_with_hexo", HERE / "compare.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


compare = load_compare()


def test_every_reason_is_explained_in_the_documentation() -> None:
    text = (ROOT / "docs" / "hexo-differences.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"^## `([\w-]+)`", text, re.MULTILINE))
    used = {reason for reasons in compare.REASONS.values() for reason, _ in reasons} | {"hexo-fails"}
    assert used == explained


@pytest.mark.parametrize("folder", [compare.FIXTURES, CORPUS], ids=["golden", "corpus"])
def test_no_difference_is_without_a_reason(folder: Path) -> None:
    if not os.environ.get("OCTAVO_DIFFERENTIAL"):
        pytest.skip("set OCTAVO_DIFFERENTIAL=1 to compare with Hexo (needs npm, and once the network)")
    if compare.missing_tool():
        pytest.skip(f"{compare.missing_tool()} is not installed, and Hexo needs it")
    if not folder.is_dir():
        pytest.skip(f"{folder.name} is not at hand")
    assert [one for one in compare.run(folder) if not one.reason] == []
