"""Checks of writers, binders, transforms and fetchers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from octavo.errors import FetchError
from octavo.model import Meta, Publication, Resource
from octavo.plugin import FetchPolicy
from octavo.publication import gather
from octavo.testing._bench import Bench
from octavo.testing._purity import forbid_io
from octavo.testing._samples import kitchen_sinks
from octavo.testing._trees import check_document, check_notices

NewBench = Callable[[], Bench]
_REFUSED_URLS = ("", ":", "://", "://[", ":\0", ":///no/such/file")


def check_writer(new: NewBench, format: str) -> None:
    """Every document that the model can hold is written, and each loss is a notice."""
    for document in kitchen_sinks().values():
        under_test = new()
        before = msgspec.msgpack.encode(document)
        under_test.context(document.name).write(document, format)
        check_notices(under_test.notices)
        assert msgspec.msgpack.encode(document) == before, "the document was changed"


def check_writer_purity(new: NewBench, format: str) -> None:
    """The same document gives the same bytes, without I/O."""
    for name, document in kitchen_sinks().items():
        first = new().context(name).write(document, format)
        under_test = new()
        with forbid_io(f"the writer of {format}"):
            second = under_test.context(name).write(document, format)
        assert first == second, f"{name}: two outputs differ"


def check_binder(new: NewBench, format: str) -> None:
    """A publication of every document that the model can hold is bound, and so is an empty one."""
    for publication in _publications():
        under_test = new()
        assert isinstance(under_test.bind(publication, format), bytes)
        check_notices(under_test.notices)


def check_binder_purity(new: NewBench, format: str) -> None:
    """The same publication gives the same bytes, without I/O."""
    for publication in _publications():
        first = new().bind(publication, format)
        under_test = new()
        with forbid_io(f"the binder of {format}"):
            second = under_test.bind(publication, format)
        assert first == second, f"{publication.meta.title}: two outputs differ"


def check_transform(new: NewBench, name: str) -> None:
    """Every document that the model can hold becomes a well-formed one, and is itself left as it was."""
    for document in kitchen_sinks().values():
        under_test = new()
        before = msgspec.msgpack.encode(document)
        check_document(under_test.transform(document, name))
        check_notices(under_test.notices)
        assert msgspec.msgpack.encode(document) == before, "the document was changed"


def check_transform_purity(new: NewBench, name: str) -> None:
    """The same document is changed in the same way, without I/O."""
    for document in kitchen_sinks().values():
        first = new().transform(document, name)
        under_test = new()
        with forbid_io(f"the transform {name}"):
            second = under_test.transform(document, name)
        assert first == second, "two results differ"


def check_fetcher(new: NewBench, name: str) -> None:
    """URLs that lead nowhere raise FetchError, and nothing else."""
    for scheme, fetcher in new().registry.fetchers.items():
        if fetcher.name != name:
            continue
        for rest in _REFUSED_URLS:
            try:
                fetched = fetcher.fetch(Resource("x.png", location=scheme + rest), FetchPolicy())
            except FetchError:
                continue
            assert fetched.data is not None, f"{scheme + rest!r} gives a resource without data"


def check_policy(new: NewBench, name: str, urls: Sequence[str]) -> None:
    """Each of ``urls`` is fetched, with its media type and the name that it had, and refused where it is larger than the policy allows."""
    fetcher = next(one for one in new().registry.fetchers.values() if one.name == name)
    for url in urls:
        resource = Resource("a name.png", location=url)
        fetched = fetcher.fetch(resource, FetchPolicy())
        assert fetched.data, f"{url[:80]!r} gives a resource without data"
        assert (fetched.name, fetched.location) == (resource.name, url), f"{url[:80]!r} gives another name or location"
        assert fetched.media_type, f"{url[:80]!r} gives a resource without a media type"
        try:
            fetcher.fetch(resource, FetchPolicy(maximum_bytes=len(fetched.data) - 1))
        except FetchError:
            continue
        raise AssertionError(f"{url[:80]!r} is fetched though it is larger than the policy's maximum_bytes")


def _publications() -> list[Publication]:
    sinks = kitchen_sinks()
    return [
        gather((), Meta(title="empty")),
        gather(sinks.values(), Meta(title="grouped", language="en"), "category"),
        gather([sinks["hollow"]]),
    ]
