"""octavo-thimble, on a bench: without a disk, a network or other plugins."""

import pytest
from octavo import Document
from octavo.model import BlockQuote, Heading
from octavo.testing import Bench, Check

import octavo_thimble

pytestmark = pytest.mark.octavo(octavo_thimble)

DEEP = Document(blocks=(Heading(2, ("Two",)), BlockQuote((Heading(5, ("Five",)),))))


def test_conformance(octavo_check: Check) -> None:
    """Runs once for each check of octavo's kit."""
    octavo_check()


def test_deep_headings_are_lifted(octavo_bench: Bench) -> None:
    changed = octavo_bench.transform(DEEP, "thimble")
    assert changed.blocks == (Heading(2, ("Two",)), BlockQuote((Heading(3, ("Five",)),)))
    assert octavo_bench.codes() == ["heading-lifted"]


def test_how_deep_is_an_option(octavo_bench: Bench) -> None:
    assert octavo_bench.transform(DEEP, "thimble", {"deepest": 6}) == DEEP
