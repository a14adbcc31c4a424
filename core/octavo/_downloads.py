"""What is on the network, fetched ahead: many at a time, within limits for all, kept on disk until it is used."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from threading import Lock

import msgspec
from msgspec.structs import replace

from octavo._registry import Registry
from octavo._stores import SCHEME, Store, at, reason_of
from octavo._temporary_folder import temporary_folder
from octavo._user_folders import cache_folder
from octavo.errors import FetchError
from octavo.media_types import media_type_of
from octavo.model import Document, Resource
from octavo.plugin import Fetch, Fetcher, FetchPolicy


class Download(msgspec.Struct, frozen=True):
    """What came of fetching one location: the file that its bytes are in, or why there is none."""

    path: str = ""
    media_type: str = ""
    failure: str = ""

    def read(self, resource: Resource) -> Resource:
        """Return ``resource`` with its data; raises FetchError if it could not be had."""
        if self.failure:
            raise FetchError(self.failure)
        try:
            data = Path(self.path).read_bytes()
        except OSError as error:
            raise FetchError(f"{resource.name}: its download is gone: {error.strerror}") from error
        return replace(resource, data=data, media_type=self.media_type)


Downloads = Mapping[str, Download]
"""The downloads by location."""


@contextlib.contextmanager
def download(documents: Iterable[Document], registry: Registry, policy: FetchPolicy) -> Iterator[Downloads]:
    """Give what the remote resources of ``documents`` came to, each location fetched once.

    Nothing is fetched unless the policy allows the network. The files go when the context ends.
    """
    wanted = _wanted(documents, registry) if policy.network else []
    if not wanted:
        yield {}
        return
    with temporary_folder() as folder:
        run = _Run(folder, policy)
        found: dict[str, Download] = {}
        for fetcher in dict.fromkeys(one.fetcher for one in wanted):
            found.update(run.fetch(fetcher, [one for one in wanted if one.fetcher is fetcher]))
        yield found


def network_policy(private_hosts: tuple[str, ...] = ()) -> FetchPolicy:
    """Return the policy that allows the network, with the user's cache folder; roots are added where the inputs are known."""
    cache = str(cache_folder() / "fetched")
    return FetchPolicy(network=True, private_hosts=private_hosts, cache=cache)


def find_fetcher(resource: Resource, registry: Registry, store: Store | None = None) -> Fetcher:
    """Return the fetcher of the scheme of ``resource``'s location; raises FetchError if there is none.

    ``store`` is the one that the post is in, if any.
    """
    scheme = resource.location.partition(":")[0].lower()
    if store is not None and scheme == SCHEME:
        return Fetcher(name=SCHEME, schemes=(SCHEME,), fetch=partial(fetch_from, store))
    if scheme not in registry.fetchers and scheme not in registry.fetching.conflicts:
        raise FetchError(f"{resource.name}: no plugin fetches {scheme or 'nameless'} URLs")
    return registry.fetching.find(scheme)


class _Wanted(msgspec.Struct, frozen=True):
    """A remote resource, who fetches it, and the page that shows it."""

    resource: Resource
    fetcher: Fetcher
    referrer: str


def fetch_from(store: Store, resource: Resource, policy: FetchPolicy) -> Resource:
    """Return ``resource`` with the object of ``store`` at its location, and its media type.

    Raises FetchError if that does not lie below one of ``policy.roots``, is not there, or is too large.
    """
    path = at(store, resource.location)
    roots = (at(store, root) for root in policy.roots)
    if path is None or not any(path.is_below(root) for root in roots if root):
        raise FetchError(f"{resource.name}: it lies outside the site's folder", "--root names another")
    try:
        data = store.read(path.path, policy.maximum_bytes + 1)
    except OSError as error:
        reason, hint = reason_of(error)
        raise FetchError(f"{resource.name}: {reason}", hint) from error
    if len(data) > policy.maximum_bytes:
        raise FetchError(f"{resource.name}: it is larger than {policy.maximum_bytes:,} bytes")
    return replace(resource, data=data, media_type=media_type_of(data, path.name))


def _wanted(documents: Iterable[Document], registry: Registry) -> list[_Wanted]:
    wanted: dict[str, _Wanted] = {}
    for document in documents:
        for resource in document.resources:
            scheme = resource.location.partition(":")[0].lower()
            fetcher = registry.fetchers.get(scheme) if resource.data is None else None
            if fetcher is not None and fetcher.remote and resource.location not in wanted:
                wanted[resource.location] = _Wanted(resource, fetcher, document.meta.source_url)
    return list(wanted.values())


class _Run(msgspec.Struct):
    """The downloads for one output: they share limits."""

    folder: Path
    policy: FetchPolicy
    taken: int = 0
    start: float = msgspec.field(default_factory=time.monotonic)
    lock: Lock = msgspec.field(default_factory=Lock)

    def fetch(self, fetcher: Fetcher, wanted: Sequence[_Wanted]) -> Iterator[tuple[str, Download]]:
        """Yield locations and what they came to, in the order of ``wanted``."""
        if fetcher.open is None:
            yield from ((one.resource.location, self._one(fetcher.fetch, one)) for one in wanted)
            return
        from concurrent.futures import ThreadPoolExecutor

        with fetcher.open(self.policy) as fetch, ThreadPoolExecutor(self.policy.connections) as pool:
            downloads = pool.map(lambda one: self._one(fetch, one), wanted)
            yield from zip((one.resource.location for one in wanted), downloads, strict=True)

    def _one(self, fetch: Fetch, wanted: _Wanted) -> Download:
        name = wanted.resource.name[:200]
        try:
            self._check(name)
            fetched = fetch(wanted.resource, replace(self.policy, referrer=wanted.referrer))
            return self._keep(name, fetched)
        except FetchError as error:
            return Download(failure=error.message)
        except Exception as error:  # noqa: BLE001  # one picture never stops a book; it is reported
            return Download(failure=f"{name}: {type(error).__name__}: {error}")

    def _check(self, name: str) -> None:
        if time.monotonic() - self.start > self.policy.total_seconds:
            raise FetchError(f"{name}: {self.policy.total_seconds:,.0f} seconds for all downloads are over")
        if self.taken >= self.policy.total_bytes:
            raise FetchError(f"{name}: all downloads take more than {self.policy.total_bytes:,} bytes")

    def _keep(self, name: str, fetched: Resource) -> Download:
        data = fetched.data or b""
        with self.lock:
            if self.taken + len(data) > self.policy.total_bytes:
                self.taken = self.policy.total_bytes
                raise FetchError(f"{name}: all downloads take more than {self.policy.total_bytes:,} bytes")
            self.taken += len(data)
        from hashlib import sha256  # it takes 3 ms to import, and few fetch anything

        path = self.folder / sha256(fetched.location.encode("utf-8", "replace")).hexdigest()
        path.write_bytes(data)
        return Download(str(path), fetched.media_type)
