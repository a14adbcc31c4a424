"""Requests: over shared connections, redirected and repeated as is decent, from the cache where that is enough."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import TYPE_CHECKING

import msgspec

from octavo import FetchError, FetchPolicy, Resource
from octavo.media_types import media_type_of
from octavo.plugin import Fetch
from octavo_http.answers import read_body
from octavo_http.cache import Cache, Copy
from octavo_http.targets import Target, parse_target, redirected, referrer_for

if TYPE_CHECKING:
    import httpcore

    from octavo_http.network import Clock

MAXIMUM_REDIRECTS = 5
ATTEMPTS = 3
_PAUSE = 0.5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_TRY_AGAIN = frozenset({429, 500, 502, 503, 504})
_ACCEPT = "image/png,image/jpeg,image/gif,image/svg+xml,image/webp;q=0.9,image/*;q=0.8,*/*;q=0.5"


def fetch(resource: Resource, policy: FetchPolicy) -> Resource:
    """Return ``resource`` with what its location answers; for many, see :func:`open_session`."""
    with open_session(policy) as fetch_one:
        return fetch_one(resource, policy)


@contextlib.contextmanager
def open_session(policy: FetchPolicy) -> Iterator[Fetch]:
    """Give a function that fetches over shared connections and from the cache; threads may share it.

    It raises FetchError for whatever goes wrong: a name or server that can't be reached, an address
    that is private and not allowed, an answer that is no success, too long, cut off or too late.
    """
    try:
        import httpcore
    except ImportError as error:
        raise FetchError("fetching needs httpcore", "pip install 'octavo[remote]'") from error
    from octavo_http.network import CheckedBackend, Clock

    clock = Clock()
    backend = CheckedBackend(clock, policy.private_hosts)
    with httpcore.ConnectionPool(max_connections=policy.connections, network_backend=backend) as pool:
        yield _Session(pool, clock, Cache(policy.cache)).fetch


@dataclass(frozen=True)
class _Answer:
    """What a server said in the end."""

    status: int
    headers: Mapping[str, str]
    data: bytes


class _AgainError(Exception):
    """What went wrong may be better in a moment."""


@dataclass(frozen=True)
class _Session:
    pool: httpcore.ConnectionPool
    clock: Clock
    cache: Cache

    def fetch(self, resource: Resource, policy: FetchPolicy) -> Resource:
        try:
            data = self._have(parse_target(resource.location), policy)
        except FetchError as error:
            raise FetchError(f"{resource.location[:200]}: {error.message}", error.hint) from error
        return msgspec.structs.replace(resource, data=data, media_type=media_type_of(data, resource.location))

    def _have(self, target: Target, policy: FetchPolicy) -> bytes:
        copy = self.cache.find(target.url)
        if copy is not None and copy.fresh:
            return copy.data
        self.clock.start(policy.seconds)
        try:
            answer = self._ask_patiently(target, policy, copy)
        except FetchError:
            if copy is None:
                raise
            return copy.data  # an old copy is better than none
        if copy is not None and answer.status == 304:
            self.cache.confirm(target.url)
            return copy.data
        if "no-store" not in answer.headers.get("cache-control", ""):
            headers = answer.headers
            self.cache.keep(target.url, answer.data, headers.get("etag", ""), headers.get("last-modified", ""))
        return answer.data

    def _ask_patiently(self, target: Target, policy: FetchPolicy, copy: Copy | None) -> _Answer:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._follow(target, policy, copy)
            except _AgainError as error:
                if attempt == ATTEMPTS:
                    raise FetchError(str(error)) from error
                time.sleep(min(_PAUSE * attempt, self.clock.left()))
        raise AssertionError("the last attempt returns or raises")

    def _follow(self, target: Target, policy: FetchPolicy, copy: Copy | None) -> _Answer:
        for _ in range(MAXIMUM_REDIRECTS + 1):
            answer = self._ask(target, policy, copy)
            if answer.status not in _REDIRECTS:
                return answer
            target = redirected(target, answer.headers.get("location", ""))
        raise FetchError(f"it is redirected more than {MAXIMUM_REDIRECTS} times")

    def _ask(self, target: Target, policy: FetchPolicy, copy: Copy | None) -> _Answer:
        import httpcore

        url = httpcore.URL(
            scheme=target.scheme.encode(), host=target.host.encode(), port=target.port, target=target.path.encode()
        )
        headers = [(name.encode(), value.encode()) for name, value in _headers(target, policy, copy)]
        try:
            with self.pool.stream("GET", url, headers=headers) as response:
                return _read(response, policy)
        except httpcore.TimeoutException as error:
            raise FetchError("it takes too long") from error
        except httpcore.UnsupportedProtocol as error:
            raise FetchError("it is no address on the web") from error
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise _AgainError(str(error) or type(error).__name__) from error


def _headers(target: Target, policy: FetchPolicy, copy: Copy | None) -> Iterator[tuple[str, str]]:
    yield "Host", target.authority
    yield "User-Agent", f"octavo/{version('octavo')}"
    yield "Accept", _ACCEPT
    yield "Accept-Encoding", "identity"
    if referrer := referrer_for(target, policy.referrer):
        yield "Referer", referrer
    if copy is not None and copy.entry.etag:
        yield "If-None-Match", copy.entry.etag
    if copy is not None and copy.entry.modified:
        yield "If-Modified-Since", copy.entry.modified


def _read(response: httpcore.Response, policy: FetchPolicy) -> _Answer:
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
    answer = _Answer(response.status, headers, b"")
    if response.status in _REDIRECTS or response.status == 304:
        return answer
    if response.status in _TRY_AGAIN:
        raise _AgainError(f"the server answers {response.status}")
    if response.status != 200:
        raise FetchError(f"the server answers {response.status}")
    return replace(answer, data=read_body(response.iter_stream(), headers, policy.maximum_bytes))
