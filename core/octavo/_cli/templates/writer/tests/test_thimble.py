"""octavo-thimble, on a bench: without a disk, a network or other plugins."""

import pytest
from octavo import Document, Meta
from octavo.model import Div, Heading, Paragraph
from octavo.testing import Bench, Check

import octavo_thimble

pytestmark = pytest.mark.octavo(octavo_thimble)

POST = Document(Meta(title="A post"), (Heading(1, ("Rain",)), Paragraph(("It rains and rains and rains.",))))


def test_conformance(octavo_check: Check) -> None:
    """Runs once for each check of octavo's kit: every node of the model in every place, and more."""
    octavo_check()


def test_a_post_is_written(octavo_bench: Bench) -> None:
    written = octavo_bench.write(POST, "thimble")
    assert written == "A post\n======\n\nRain\n----\n\nIt rains and rains and rains.\n"


def test_lines_are_as_wide_as_the_user_says(octavo_bench: Bench) -> None:
    written = octavo_bench.write(POST, "thimble", {"width": 12})
    assert written.endswith("It rains and\nrains and\nrains.\n")


def test_what_is_lost_is_said(octavo_bench: Bench) -> None:
    octavo_bench.write(Document(blocks=(Div(()),)), "thimble")
    assert octavo_bench.codes() == ["block-left-out"]
