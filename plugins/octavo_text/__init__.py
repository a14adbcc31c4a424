"""Plain text: read as paragraphs, written to be pleasant to read. The plugin to learn from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from octavo import Detection, Reader, Source, Writer, hookimpl, lazy, option


@dataclass(frozen=True, kw_only=True)
class ReaderOptions:
    """What a user may choose of the reader."""

    maximum_bytes: int = option(100_000_000, help="refuse a source larger than this")


@dataclass(frozen=True, kw_only=True)
class Options:
    """What a user may choose of the writer: ``octavo convert post.md -t text -W width=60``."""

    width: int = option(72, help="columns of a line, East Asian characters take two; 0 never breaks a line")
    links: Literal["notes", "inline", "none"] = option("notes", help="where the addresses of links stand")
    indent: Literal["keep", "drop"] = option("keep", help="the ideographic spaces that paragraphs begin with")


@hookimpl
def octavo_readers() -> Iterable[Reader[Any]]:
    """Read ``.txt`` files; the function is imported when the first one is read."""
    yield Reader(
        name="text",
        description="plain text, its paragraphs parted by blank lines",
        extensions=(".txt",),
        media_types=("text/plain",),
        options=ReaderOptions,
        read=lazy("octavo_text.reader:read"),
    )


@hookimpl
def octavo_writers() -> Iterable[Writer[Any]]:
    """Write ``.txt`` files."""
    yield Writer(
        name="text",
        description="plain text, its lines broken by display width",
        extensions=(".txt",),
        media_type="text/plain",
        options=Options,
        write=lazy("octavo_text.writer:write"),
    )


@hookimpl
def octavo_detect(source: Source) -> Detection | None:
    """Recognise text by its name; its content could be anything."""
    return Detection(0.4, "text", "its name ends in .txt") if source.extension == ".txt" else None
