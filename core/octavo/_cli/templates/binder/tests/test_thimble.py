"""octavo-thimble, on a bench: without a disk or a network; octavo's writer of text stands beside it."""

import pytest
from octavo import Document, Meta, gather
from octavo.model import Paragraph
from octavo.testing import Bench, Check

import octavo_thimble

pytestmark = pytest.mark.octavo(octavo_thimble, beside=("text",))

POSTS = [
    Document(Meta(title=title, categories=(("News",),)), (Paragraph((f"It {title}.",)),), name=title)
    for title in ("rains", "snows")
]


def test_conformance(octavo_check: Check) -> None:
    """Runs once for each check of octavo's kit."""
    octavo_check()


def test_a_publication_is_bound(octavo_bench: Bench) -> None:
    week = gather(POSTS, Meta(title="Week"), "category")
    bound = octavo_bench.bind(week, "thimble").decode()
    assert bound.startswith("Week\n\n1 News\n1.1 rains\n1.2 snows\n")
    assert "It rains." in bound


def test_numbers_are_an_option(octavo_bench: Bench) -> None:
    bound = octavo_bench.bind(gather(POSTS), "thimble", {"numbered": False}).decode()
    assert "\n\nrains\nsnows\n\n== rains\n" in bound
