"""Files: what stands behind ``file:`` URLs, below the folders that the user allows."""

from __future__ import annotations

from collections.abc import Iterable

from octavo import Fetcher, hookimpl, lazy


@hookimpl
def octavo_fetchers() -> Iterable[Fetcher]:
    """Fetch ``file:`` URLs."""
    yield Fetcher(
        name="file",
        description="files below the site's folder",
        schemes=("file",),
        fetch=lazy("octavo_file.fetcher:fetch"),
    )
