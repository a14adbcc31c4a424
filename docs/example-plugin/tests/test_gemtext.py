"""The formats and the transform, without a disk: octavo.testing runs a plugin's functions."""

import octavo_gemtext

from octavo import Document, Meta
from octavo.model import Heading, Link, Paragraph, Table
from octavo.testing import bench

PAGE = """\
# A page
Some text.
=> gemini://example.org/ A link
* one
* two
> quoted
```
code
```
"""


def test_a_page_is_read() -> None:
    document = bench(octavo_gemtext).read(PAGE, "gemtext")
    assert document.meta.title == "A page"
    assert document.blocks[0] == Heading(1, ("A page",))
    assert document.blocks[2] == Paragraph((Link(("A link",), "gemini://example.org/"),))
    assert len(document.blocks) == 6


def test_what_is_not_closed_is_noticed_with_its_line() -> None:
    under_test = bench(octavo_gemtext)
    under_test.read("text\n```\ncode", "gemtext")
    assert [(notice.code, notice.position.line) for notice in under_test.notices] == [("code-not-closed", 3)]


def test_options_are_given_by_name() -> None:
    document = Document(blocks=(Heading(3, ("Deep",)),))
    assert bench(octavo_gemtext).write(document, "gemtext") == "### Deep\n"
    assert bench(octavo_gemtext).write(document, "gemtext", {"heading_levels": 2}) == "## Deep\n"


def test_a_loss_is_noticed() -> None:
    under_test = bench(octavo_gemtext)
    under_test.write(Document(meta=Meta(title="T"), blocks=(Table(columns=()),)), "gemtext")
    assert under_test.codes() == ["table-flattened"]


def test_what_is_written_is_read_again() -> None:
    under_test = bench(octavo_gemtext)
    once = under_test.write(under_test.read(PAGE, "gemtext"), "gemtext")
    assert "=> gemini://example.org/ A link" in once
    assert "* two" in once
