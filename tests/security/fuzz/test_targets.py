"""Threat: an input that nobody thought of. Each target of fuzzers is tried shortly, and with all that was found before.

The seed is fixed here. ``EXAMPLES=100000 pytest tests/security/fuzz`` tries that many new inputs for each target, and
``tests/fuzz.py`` is led by what code they reach.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effort import effort
from fuzzing.targets import TARGETS, replay

FOUND = Path(__file__).parent / "found"


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_holds(name: str) -> None:
    @settings(effort(60), database=None)
    @given(st.binary(max_size=40))
    def attempt(data: bytes) -> None:
        TARGETS[name](data)

    attempt()


@pytest.mark.parametrize("file", sorted(FOUND.glob("*/*")), ids=lambda file: f"{file.parent.name}/{file.name}")
def test_what_was_found_is_mended(file: Path) -> None:
    replay(file.parent.name, file.read_bytes())
