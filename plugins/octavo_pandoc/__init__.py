"""Pandoc's document model as JSON: what ``pandoc -t json`` writes and ``pandoc -f json`` reads."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from octavo import Detection, NoOptions, Reader, Source, Writer, hookimpl, lazy

_HEAD = re.compile(rb'\s*\{.{0,280}?"pandoc-api-version"\s*:', re.DOTALL)


@hookimpl
def octavo_readers() -> Iterable[Reader[Any]]:
    """Read what ``pandoc -t json`` writes."""
    yield Reader(
        name="pandoc",
        description="pandoc's document model as JSON",
        extensions=(".pandoc.json",),
        options=NoOptions,
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
