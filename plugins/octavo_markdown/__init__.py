"""Markdown: read as CommonMark with GFM's extensions, written in several dialects."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from octavo import Detection, Reader, Source, Writer, hookimpl, lazy, option

_EXTENSIONS = (".md", ".markdown", ".mkd", ".mdown")


@dataclass(frozen=True, kw_only=True)
class ReaderOptions:
    """What a user may choose of the Markdown reader."""

    math: bool = option(True, help="read $..$ and $$..$$ as formulas")
    front_matter: bool = option(False, help="leave out a YAML block at the head (the hexo reader understands it)")
    breaks: bool = option(False, help="take a line end within a paragraph for a line break")
    tidy: bool = option(False, help="tidy the HTML in it: see the option of the same name of the html reader")
    maximum_bytes: int = option(10_000_000, help="refuse a source larger than this")
    maximum_depth: int = option(100, help="keep as text what nests in more blocks; at most 100")


@dataclass(frozen=True, kw_only=True)
class WriterOptions:
    """What a user may choose of the Markdown writer."""

    dialect: Literal["commonmark", "gfm", "hexo", "obsidian", "pandoc"] = option(
        "gfm", help="whose Markdown is written"
    )
    html: Literal["keep", "strip"] = option("keep", help="what the dialect can't express: as HTML, or its text alone")
    front_matter: Literal["hexo", "jekyll", "hugo", "hugo-toml", "zola", "astro", "obsidian", "none"] = option(
        "hexo", help="whose metadata block stands at the head"
    )


@hookimpl
def octavo_readers() -> Iterable[Reader[Any]]:
    """Read Markdown."""
    yield Reader(
        name="markdown",
        description="CommonMark with GFM tables, task lists, strikethrough, footnotes and formulas",
        extensions=_EXTENSIONS,
        media_types=("text/markdown",),
        options=ReaderOptions,
        read=lazy("octavo_markdown.reader:read"),
    )


@hookimpl
def octavo_writers() -> Iterable[Writer[Any]]:
    """Write Markdown."""
    yield Writer(
        name="markdown",
        description="Markdown that renders as the document that was read",
        extensions=(".md", ".markdown"),
        media_type="text/markdown",
        options=WriterOptions,
        copies_resources=True,
        write=lazy("octavo_markdown.writer:write"),
    )


@hookimpl
def octavo_detect(source: Source) -> Detection | None:
    """Recognise Markdown by its name alone: any text is Markdown."""
    if source.extension in _EXTENSIONS:
        return Detection(0.4, "markdown", f"its name ends in {source.extension}")
    return None
