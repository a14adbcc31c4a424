"""What each dialect of Markdown can express: a table, and no code."""

from __future__ import annotations

from typing import Literal

import msgspec

Admonitions = Literal["html", "alert", "callout", "tag", "fenced"]


class Dialect(msgspec.Struct, frozen=True, kw_only=True):
    """The constructs that a dialect has beyond CommonMark 0.31.

    ``admonitions`` names their form. ``classes`` says that brackets and fences take attributes: ``[text]{.class}``.
    """

    name: str
    tables: bool = True
    strikethrough: bool = True
    tasks: bool = True
    footnotes: bool = True
    bare_urls: bool = True
    math: bool = True
    highlight: bool = False
    definitions: bool = False
    classes: bool = False
    nunjucks: bool = False
    wiki_links: bool = False
    admonitions: Admonitions = "html"


DIALECTS = {
    dialect.name: dialect
    for dialect in (
        Dialect(
            name="commonmark",
            tables=False,
            strikethrough=False,
            tasks=False,
            footnotes=False,
            bare_urls=False,
            math=False,
        ),
        Dialect(name="gfm", admonitions="alert"),
        # Hexo's own renderer knows no footnotes; formulas are what its MathJax and KaTeX plugins read.
        Dialect(name="hexo", footnotes=False, nunjucks=True, admonitions="tag"),
        Dialect(name="obsidian", highlight=True, wiki_links=True, admonitions="callout"),
        # Its smart punctuation is not guarded against: read it with -f markdown-smart.
        Dialect(name="pandoc", bare_urls=False, definitions=True, classes=True, admonitions="fenced"),
    )
}
