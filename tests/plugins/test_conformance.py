"""Every built-in plugin passes the kit that is given to the authors of others."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from importlib import metadata
from typing import Any

import pytest

from books import book
from octavo import Document, Meta
from octavo.model import Code, CodeBlock, Emphasis, Heading, Link, Paragraph, Strong
from octavo.testing import Check, Conformance, kitchen_sinks

PLAIN = Document(
    blocks=(
        Heading(2, ("A heading",)),
        Paragraph(("Some ", Emphasis(("words",)), ", ", Strong(("others",)), " and ", Code("code"), ".")),
        Paragraph((Link(("A link",), "https://example.org/"),)),
        CodeBlock("a = 1\nb = 2", "python"),
    )
)
POST = "---\ntitle: A post\ndate: 2024-01-02 03:04:05\ntags: [a, b]\n---\n\n{% note info %}\nHello\n{% endnote %}\n\n# One\n\ntwo\n"
SETTINGS: Mapping[str, Mapping[str, Any]] = {
    "epub": {"samples": {"epub": [book()]}, "beside": ("html",)},
    "hexo": {"samples": {"hexo": [POST]}, "beside": ("html", "markdown")},
    "html": {"samples": {"html": ["<h1>Hello</h1><p>It <em>rains</em>.<table><tr><td>1</table>"]}},
    "json": {"samples": {"json": ['{"octavo":1,"blocks":[{"type":"paragraph","children":["Hello"]}]}']},
             "kept": {"json": [*kitchen_sinks().values()]}},
    "markdown": {"samples": {"markdown": ["# Hello\n\nIt *rains*.\n\n| a |\n|---|\n| 1 |\n"]}, "kept": {"markdown": [PLAIN]},
                 "beside": ("html",)},
    "pandoc": {"kept": {"pandoc": [PLAIN]}},
    "parquet": {"beside": ("html", "markdown")},
    "text": {"samples": {"text": ["Hello\n\nIt rains.\n"]}, "kept": {"text": [Document(Meta(), (Paragraph(("Hello",)),))]}},
}  # fmt: skip
BUILT_IN = [point for point in metadata.entry_points(group="octavo") if point.dist and point.dist.name == "octavo"]
CHECKS = [
    pytest.param(check, id=f"{point.name}-{check}")
    for point in BUILT_IN
    for check in Conformance(importlib.import_module(point.module), **SETTINGS.get(point.name, {})).checks()
]


@pytest.mark.parametrize("check", CHECKS)
def test_built_in_plugins_conform(check: Check) -> None:
    check()
