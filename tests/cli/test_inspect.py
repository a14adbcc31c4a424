"""octavo inspect: what octavo understands of a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from octavo import Author, Document, Meta, Resource, Timestamp
from octavo._cli.tree import tree_lines
from octavo.model import (
    Attributes,
    Cell,
    Column,
    Div,
    Emphasis,
    Figure,
    Heading,
    Link,
    Paragraph,
    Row,
    Ruby,
    Table,
    ThematicBreak,
)


def test_the_tree_is_readable() -> None:
    document = Document(
        name="a.md",
        meta=Meta(
            title="Title",
            authors=(Author("Ann", email="ann@example.org"), Author("Bob")),
            published=Timestamp("never"),
            categories=(("a", "b"), ("c",)),
            tags=("x", "y"),
            draft=True,
        ),
        resources=(Resource("x.png"),),
        blocks=(
            Heading(2, ("Head",), "head"),
            Paragraph(("Text \x1b[31m", Emphasis(("more",)), Link(("there",), "https://example.org/"))),
            Figure((ThematicBreak(),), ("Caption",)),
            Table((Column("left"),), head=(Row((Cell(()),)),), body=(Row((Cell((Paragraph(("x",)),), colspan=2),)),)),
            Div((), Attributes(classes=("note",))),
            Paragraph((Ruby(("漢",), ("かん",)),)),
        ),
    )
    assert (
        "\n".join(tree_lines(document))
        == """\
document a.md
  title: Title
  authors: Ann <ann@example.org>; Bob
  published: never = not understood
  categories: a > b; c
  tags: x; y
  draft: yes
  resource "x.png"
  heading level=2 id="head"
    "Head"
  paragraph
    "Text \\u001b[31m"
    emphasis
      "more"
    link url="https://example.org/"
      "there"
  figure
    thematic break
    caption:
      "Caption"
  table columns=[{"alignment":"left"}]
    head:
      row
        cell
    body:
      row
        cell colspan=2
          paragraph
            "x"
  div attributes={"classes":["note"]}
  paragraph
    ruby
      base:
        "漢"
      annotation:
        "かん\""""
    )


def test_a_file_is_shown_as_a_tree_json_or_notices(octavo: Any) -> None:
    Path("post.md").write_text("---\ntitle: a: b\ndate: 2022-04-01\n---\n*Hello*\n")
    shown = octavo("inspect", "post.md")
    assert shown.exit_code == 0
    assert shown.stdout.startswith("document post.md\n  title: a: b\n")
    assert "front matter: title, date" in shown.stdout
    assert "    emphasis\n" in shown.stdout
    assert "notice post.md:" in shown.stdout
    assert json.loads(octavo("inspect", "post.md", "--json").stdout)["meta"]["title"] == "a: b"
    notices = octavo("inspect", "post.md", "--notices").stdout
    assert notices.startswith("post.md:")
    assert "document" not in notices.splitlines()[0]


def test_the_format_is_explained(octavo: Any) -> None:
    Path("page.html").write_text("<!doctype html><p>x")
    head, titles, *rows = octavo("inspect", "page.html", "--explain").stdout.splitlines()
    assert head == "page.html"
    assert titles.split() == ["SURE", "FORMAT", "WHY"]
    assert rows[0].split()[1] == "html"
    Path("x.zip").write_bytes(b"PK")
    assert "no plugin knows it" in octavo("inspect", "x.zip", "--explain").stdout


def test_what_fails_has_its_exit_code(octavo: Any) -> None:
    Path("bad.json").write_text('{"octavo": 99}')
    assert octavo("inspect", "bad.json").exit_code == 4
    assert octavo("inspect", "bad.json", "gone.md").exit_code == 1
    assert octavo("inspect", "gone.md", "--explain").exit_code == 3
