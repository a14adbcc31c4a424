"""What each dialect of Markdown can express: a table, and no code."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """The constructs that a dialect has beyond CommonMark 0.31."""

    tables: bool = False
    strikethrough: bool = False
    single_tilde: bool = False
    tasks: bool = False
    footnotes: bool = False
    bare_urls: bool = False
    math: bool = False
    highlight: bool = False
    scripts: bool = False
    definitions: bool = False
    callouts: bool = False
    fenced_divs: bool = False
    nunjucks: bool = False
    wiki_links: bool = False


DIALECTS = {
    "commonmark": Dialect(),
    "gfm": Dialect(
        tables=True,
        strikethrough=True,
        single_tilde=True,
        tasks=True,
        footnotes=True,
        bare_urls=True,
        math=True,
        callouts=True,
    ),
    "hexo": Dialect(tables=True, strikethrough=True, tasks=True, bare_urls=True, nunjucks=True),
    "obsidian": Dialect(
        tables=True,
        strikethrough=True,
        tasks=True,
        footnotes=True,
        bare_urls=True,
        math=True,
        highlight=True,
        callouts=True,
        wiki_links=True,
    ),
    "pandoc": Dialect(
        tables=True,
        strikethrough=True,
        tasks=True,
        footnotes=True,
        math=True,
        scripts=True,
        definitions=True,
        fenced_divs=True,
    ),
}
