"""octavo-thimble, on a bench: without a disk, a network or other plugins."""

import pytest
from octavo.model import Heading, Paragraph
from octavo.testing import Bench, Check

import octavo_thimble

PAGE = "# Hello\n\nIt rains,\nand rains.\n"

SAMPLES = {"thimble": [PAGE]}

pytestmark = pytest.mark.octavo(octavo_thimble, samples=SAMPLES)


def test_conformance(octavo_check: Check) -> None:
    """Runs once for each check of octavo's kit."""
    octavo_check()


def test_a_page_is_read(octavo_bench: Bench) -> None:
    document = octavo_bench.read(PAGE, "thimble")
    assert document.meta.title == "Hello"
    assert document.blocks == (Heading(1, ("Hello",)), Paragraph(("It rains, and rains.",)))


def test_the_title_is_an_option(octavo_bench: Bench) -> None:
    assert octavo_bench.read(PAGE, "thimble", {"title": "no"}).meta.title == ""


def test_what_is_lost_is_said_with_its_line(octavo_bench: Bench) -> None:
    octavo_bench.read("a\n\n##\n", "thimble")
    (notice,) = octavo_bench.notices
    assert (notice.code, notice.position.line) == ("empty-heading-dropped", 3)
