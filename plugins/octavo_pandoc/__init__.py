"""Pandoc's document model as JSON: what ``pandoc -t json`` writes and ``pandoc -f json`` reads."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from octavo import Detection, NoOptions, Reader, Source, Writer, hookimpl, lazy, option

_HEAD = re.compile(rb'\s*\{.{0,280}?"pandoc-api-version"\s*:', re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class ReaderOptions:
    """What a user may choose of the reader of pandoc's JSON."""

    maximum_bytes: int = option(100_000_000, help="refuse a source larger than this")
    maximum_nodes: int = option(5_000_000, help="refuse a tree of more nodes")
    maximum_cells: int = option(1_000_000, help="refuse a table whose cells take more places of its grid")


@hookimpl
def octavo_readers() -> Iterable[Reader[Any]]:
    """Read what ``pandoc -t json`` writes."""
    yield Reader(
        name="pandoc",
        description="pandoc's document model as JSON",
        extensions=(".pandoc.json",),
        options=ReaderOptions,
        read=lazy("octavo_pandoc.reader:read"),
    )


@hookimpl
def octavo_writers() -> Iterable[Writer[Any]]:
    """Write what ``pandoc -f json`` reads."""
    yield Writer(
        name="pandoc",
        description="pandoc's document model as JSON",
        extensions=(".pandoc.json",),
        media_type="application/json",
        options=NoOptions,
        write=lazy("octavo_pandoc.writer:write"),
    )


@hookimpl
def octavo_detect(source: Source) -> Detection | None:
    """Recognise a document by the version of pandoc's model at its head."""
    head = source.data[:300]
    if _HEAD.match(head.encode("utf-8", "replace") if isinstance(head, str) else head):
        return Detection(0.95, "pandoc", "it names a version of pandoc's model")
    return None
