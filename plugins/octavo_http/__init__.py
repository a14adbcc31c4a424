"""The network: what stands behind ``http:`` and ``https:`` URLs, at public addresses and within limits.

It is called only when the user asked for that. httpcore, which it needs, comes with ``octavo[remote]``.
"""

from __future__ import annotations

from collections.abc import Iterable

from octavo import Fetcher, hookimpl, lazy


@hookimpl
def octavo_fetchers() -> Iterable[Fetcher]:
    """Fetch ``http:`` and ``https:`` URLs."""
    yield Fetcher(
        name="http",
        description="pictures on the network, when --images embed asks for them",
        schemes=("http", "https"),
        remote=True,
        fetch=lazy("octavo_http.session:fetch"),
        open=lazy("octavo_http.session:open_session"),
    )
