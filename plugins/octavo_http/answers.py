"""The body of an answer: read and decompressed in pieces, and no longer than is allowed."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping

from octavo import FetchError


def read_body(pieces: Iterable[bytes], headers: Mapping[str, str], maximum: int) -> bytes:
    """Return the body made of ``pieces``, without its content coding (RFC 9110, section 8.4).

    Raises FetchError if it is longer than ``maximum`` bytes, before or after decompression, if it
    says that it will be, or if its coding is unknown or broken.
    """
    length = headers.get("content-length", "")
    if length.isdecimal() and int(length[:20]) > maximum:
        raise FetchError(f"it is larger than {maximum:,} bytes")
    coding = headers.get("content-encoding", "identity").strip().lower()
    if coding in ("identity", ""):
        return _join(pieces, maximum)
    if coding in ("gzip", "x-gzip", "deflate"):
        return _decompressed(_join(pieces, maximum), maximum)
    raise FetchError(f"it is compressed by {coding[:20]!r}")


def _join(pieces: Iterable[bytes], maximum: int) -> bytes:
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > maximum:
            raise FetchError(f"it is larger than {maximum:,} bytes")
    return bytes(body)


def _decompressed(data: bytes, maximum: int) -> bytes:
    decompressor = zlib.decompressobj(zlib.MAX_WBITS | 32)  # gzip or zlib, as its head says
    try:
        body = decompressor.decompress(data, maximum + 1)
    except zlib.error as error:
        raise FetchError(f"it can't be decompressed: {error}") from error
    if len(body) > maximum:
        raise FetchError(f"it is larger than {maximum:,} bytes")
    if not decompressor.eof:
        raise FetchError("it is cut off")
    return body
