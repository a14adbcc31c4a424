"""reStructuredText: written for docutils and Sphinx, without a warning of theirs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from octavo import Writer, hookimpl, lazy, option

octavo_api_version = 1


@dataclass(frozen=True, kw_only=True)
class Options:
    """What a user may choose: -W metadata=no."""

    metadata: bool = option(True, help="the title, and fields with authors, date and tags, at the head")


@hookimpl
def octavo_writers() -> Iterable[Writer[Any]]:
    """Write reStructuredText. The function is imported when the first document is written."""
    yield Writer(
        name="rst",
        description="reStructuredText, for docutils and Sphinx",
        extensions=(".rst",),
        media_type="text/x-rst",
        options=Options,
        copies_resources=True,
        write=lazy("octavo_rst.writer:write"),
    )
