"""JSON: octavo's own model, lossless; and JSON lines, one document a line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from octavo import Detection, NoOptions, Reader, Source, Writer, hookimpl, lazy, option

_HEAD = re.compile(rb'\s*\{\s*"octavo"\s*:\s*\d')


@dataclass(frozen=True, kw_only=True)
class ReaderOptions:
    """What a user may choose of the JSON reader."""

    maximum_bytes: int = option(100_000_000, help="refuse a source larger than this")
    maximum_nodes: int = option(5_000_000, help="refuse a tree of more nodes")
    maximum_cells: int = option(1_000_000, help="refuse a table whose cells take more places of its grid")


@dataclass(frozen=True, kw_only=True)
class Options:
    """What a user may choose of the JSON writer."""

    indent: int = option(2, help="spaces a level; 0 writes everything on one line")


@hookimpl
def octavo_readers() -> Iterable[Reader[Any]]:
    """Read what the writers write."""
    yield Reader(
        name="json",
        description="octavo's document model as JSON",
        extensions=(".json",),
        media_types=("application/json",),
        options=ReaderOptions,
        read=lazy("octavo_json.codec:read"),
    )


@hookimpl
def octavo_writers() -> Iterable[Writer[Any]]:
    """Write a document as JSON: one to a file, or one a line."""
    yield Writer(
        name="json",
        description="octavo's document model as JSON",
        extensions=(".json",),
        media_type="application/json",
        options=Options,
        write=lazy("octavo_json.codec:write"),
    )
    yield Writer(
        name="jsonl",
        description="one JSON document a line",
        extensions=(".jsonl", ".ndjson"),
        media_type="application/x-ndjson",
        options=NoOptions,
        appendable=True,
        write=lazy("octavo_json.codec:write_line"),
    )


@hookimpl
def octavo_detect(source: Source) -> Detection | None:
    """Recognise a document by its first member, ``octavo``."""
    head = source.data[:200]
    if _HEAD.match(head.encode("utf-8", "replace") if isinstance(head, str) else head):
        return Detection(0.95, "json", "it begins with octavo's schema version")
    return Detection(0.3, "json", "its name ends in .json") if source.extension == ".json" else None
