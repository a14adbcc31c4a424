"""octavo-thimble: gets the bytes behind ``thimble:`` URLs.

For a start, the URLs hold the bytes themselves, in Base64: ``thimble:aGVsbG8=``.

Fetchers are the only plugins that do I/O. Keep this module light: octavo imports it whenever it starts. What needs a
library goes into a module of its own, and is named by ``fetch=octavo.lazy("octavo_thimble.fetching:fetch")``.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable

import msgspec
from octavo import Fetcher, FetchError, FetchPolicy, Resource, hookimpl
from octavo.media_types import media_type_of

octavo_api_version = 1


def fetch(resource: Resource, policy: FetchPolicy) -> Resource:
    """Return ``resource`` with its data and media type, within the limits of ``policy``; raises FetchError."""
    _, _, text = resource.location.partition(":")
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise FetchError(f"{resource.name[:80]}: it is no Base64", "write what base64 prints") from error
    if len(data) > policy.maximum_bytes:
        raise FetchError(f"{resource.name[:80]}: it is larger than {policy.maximum_bytes:,} bytes")
    if not data:
        raise FetchError(f"{resource.name[:80]}: it is empty")
    return msgspec.structs.replace(resource, data=data, media_type=media_type_of(data, resource.name))


@hookimpl
def octavo_fetchers() -> Iterable[Fetcher]:
    """Declare the fetcher; with ``remote=True`` it is called only if the user allows the network."""
    yield Fetcher(
        name="thimble",
        description="pictures in their own URLs",
        schemes=("thimble",),
        fetch=fetch,
    )
