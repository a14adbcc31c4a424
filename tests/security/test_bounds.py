"""Each bound that docs/security.md lists has a test just below and just above it: those that are named here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LIMITS, ARCHIVE = "tests/security/test_limits.py", "tests/plugins/epub/reading/test_archive.py"
TRIED = {
    "an input": ["tests/core/test_inputs.py::test_what_vanished_or_is_too_large_is_an_error"],
    "HTML": [f"{LIMITS}::test_bytes", f"{LIMITS}::test_tags_of_html"],
    "an attribute in HTML that is no picture": [f"{LIMITS}::test_attributes"],
    "attributes of an element in HTML of over 100,000 characters": [f"{LIMITS}::test_attributes_of_an_element"],
    "an address that stands in Markdown's text as it is": [f"{LIMITS}::test_length_of_addresses"],
    "Markdown": [f"{LIMITS}::test_bytes"],
    "text": [f"{LIMITS}::test_bytes"],
    "octavo's JSON, and pandoc's": [f"{LIMITS}::test_bytes", f"{LIMITS}::test_nodes_of_a_tree"],
    "an EPUB: its files, each of them unpacked, all of them unpacked": [
        f"{ARCHIVE}::test_the_number_of_entries",
        f"{ARCHIVE}::test_the_size_of_one_entry",
        f"{ARCHIVE}::test_the_size_of_all",
    ],
    "a file of an EPUB over 1 MB: how many times larger than packed": [
        f"{ARCHIVE}::test_the_ratio_counts_for_what_is_large"
    ],
    "copies of an EPUB's footnotes for further pages that refer to them": [
        "tests/plugins/epub/reading/test_reader.py::test_a_large_note_is_not_copied_without_end"
    ],
    "levels of an EPUB's contents": [
        "tests/plugins/epub/reading/test_reader.py::test_levels_of_contents_below_the_deepest_stand_at_it",
        "tests/plugins/epub/reading/test_reader.py::test_contents_that_nest_too_deep_are_told",
    ],
    "nested HTML elements with elements in them, `html` and `body` counted": [
        f"{LIMITS}::test_depth_as_the_options_say"
    ],
    "references to footnotes that were read before": [
        f"{LIMITS}::test_repeated_footnotes",
        f"{LIMITS}::test_size_of_repeated_footnotes",
    ],
    "nested Markdown blocks, a list and its item being two": [f"{LIMITS}::test_depth_as_the_options_say"],
    "nested tags of Hexo": [f"{LIMITS}::test_nested_tags_of_hexo"],
    "depth of the tree": [f"{LIMITS}::test_depth_of_a_tree"],
    "front matter": [f"{LIMITS}::test_front_matter"],
    "values that YAML aliases stand for": [f"{LIMITS}::test_front_matter"],
    "rows or columns that a table cell spans": [f"{LIMITS}::test_spans_of_cells", f"{LIMITS}::test_spans_of_a_tree"],
    "places of a table's grid that its cells take": [
        f"{LIMITS}::test_places_of_a_table",
        f"{LIMITS}::test_places_of_a_table_of_html",
    ],
    "an SVG that is embedded or copied": [
        "tests/core/test_svg.py::test_depth_is_bounded",
        "tests/core/test_svg.py::test_size_is_bounded",
    ],
    "the dots of a picture in a book": [
        "tests/plugins/epub/test_pictures.py::test_the_dots_of_a_picture",
        "tests/plugins/epub/test_pictures.py::test_a_picture_with_too_many_dots_is_refused",
    ],
    "one picture; all pictures of one output": [
        "tests/core/test_downloads.py::test_all_of_them_are_bounded",
        "tests/plugins/http/test_session.py::test_one_picture_is_bounded",
    ],
    "time and memory of one input": [
        "tests/core/test_processes.py::test_a_job_that_hangs_is_given_up",
        "tests/core/test_processes.py::test_memory_is_limited",
        "tests/cli/test_faults.py::test_a_post_that_hangs_or_eats_memory_costs_only_itself",
    ],
}


def documented() -> list[str]:
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    section = re.search(r"\n## Bounds\n(.*?)\n## ", text, re.DOTALL)
    assert section is not None
    rows = [line.split("|")[1].strip() for line in section.group(1).splitlines() if line.startswith("|")]
    return rows[2:]


def test_the_list_is_that_of_the_documentation() -> None:
    assert sorted(TRIED) == sorted(documented())


@pytest.mark.parametrize("bound", documented())
def test_a_documented_bound_has_a_test(bound: str) -> None:
    for test in TRIED[bound]:
        file, _, name = test.partition("::")
        assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8"), f"{test} is gone"
