"""Gemtext, the pages of Gemini, and a transform that shouts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from octavo import Reader, Transform, Writer, hookimpl, lazy, option

octavo_api_version = 1


@dataclass(frozen=True, kw_only=True)
class WriterOptions:
    """What a user may choose of the writer: -W heading_levels=2."""

    heading_levels: int = option(3, help="headings below this level become the last that is allowed")


@dataclass(frozen=True, kw_only=True)
class ShoutOptions:
    """What a user may choose of the transform: -T shout:marks=3."""

    marks: int = option(1, help="exclamation marks after the title")


@hookimpl
def octavo_readers() -> Iterable[Reader[Any]]:
    """Read gemtext. The function is imported when a page is read, not when formats are listed."""
    yield Reader(
        name="gemtext",
        description="Gemini's pages",
        extensions=(".gmi",),
        media_types=("text/gemini",),
        read=lazy("octavo_gemtext.reader:read"),
    )


@hookimpl
def octavo_writers() -> Iterable[Writer[Any]]:
    """Write gemtext."""
    yield Writer(
        name="gemtext",
        description="Gemini's pages",
        extensions=(".gmi",),
        media_type="text/gemini",
        options=WriterOptions,
        write=lazy("octavo_gemtext.writer:write"),
    )


@hookimpl
def octavo_transforms() -> Iterable[Transform[Any]]:
    """Shout."""
    yield Transform(
        name="shout",
        description="the title in capitals",
        options=ShoutOptions,
        apply=lazy("octavo_gemtext.shouting:shout"),
    )
