"""Downloads: each location once, within limits for all, and what fails is known and stops nothing."""

from __future__ import annotations

import contextlib
import threading
import types
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from octavo import Document, Fetcher, FetchError, FetchPolicy, Meta, NetworkOff, Resource, hookimpl
from octavo._choices import Choices
from octavo._context import PipelineContext
from octavo._downloads import download
from octavo._registry import Registry, discover
from octavo.model import Image, Paragraph
from octavo.resources import without_images

ON = FetchPolicy(network=True)


class Remote:
    """A fetcher of ``far:`` URLs that remembers what was asked for."""

    def __init__(self, *, many: bool = True) -> None:
        self.asked: list[tuple[str, str]] = []
        self.threads: set[str] = set()
        self.opened = 0
        self.many = many

    def fetch(self, resource: Resource, policy: FetchPolicy) -> Resource:
        self.asked.append((resource.location, policy.referrer))
        self.threads.add(threading.current_thread().name)
        if "gone" in resource.location:
            raise FetchError(f"{resource.name}: it is gone")
        if "bug" in resource.location:
            raise KeyError("oops")
        return replace_data(resource, resource.location.encode())

    @contextlib.contextmanager
    def open(self, policy: FetchPolicy) -> Iterator[object]:  # noqa: ARG002  # the promise of open
        self.opened += 1
        yield self.fetch

    def registry(self) -> Registry:
        fetcher = Fetcher(
            name="far", schemes=("far",), remote=True, fetch=self.fetch, open=self.open if self.many else None # type: ignore[arg-type]  # what it yields is a Fetch
        )  # fmt: skip
        return discover(plugin_of(fetcher), entry_points=False)


def plugin_of(fetcher: Fetcher) -> object:
    module = types.ModuleType("far")
    module.octavo_fetchers = hookimpl(specname="octavo_fetchers")(lambda: [fetcher])  # type: ignore[attr-defined]  # a plugin is any module with hooks
    return module


def replace_data(resource: Resource, data: bytes) -> Resource:
    return Resource(resource.name, "image/png", data, resource.location)


def page(*names: str, source: str = "") -> Document:
    return Document(meta=Meta(source_url=source), resources=tuple(Resource(name, location=name) for name in names))


def test_nothing_is_fetched_unless_the_network_is_on() -> None:
    remote = Remote()
    with download([page("far:a")], remote.registry(), FetchPolicy()) as found:
        assert found == {}
    context = PipelineContext(remote.registry(), Choices())
    with pytest.raises(NetworkOff, match="the network is off"):
        context.fetch(Resource("far:a", location="far:a"))
    assert remote.asked == []


@pytest.mark.parametrize("many", [True, False])
def test_each_location_is_fetched_once_with_the_page_that_shows_it(many: bool) -> None:
    remote = Remote(many=many)
    documents = [page("far:a", "far:b", source="https://one.example/"), page("far:b", "far:c", "near:d"), page("far:a")]
    with download(documents, remote.registry(), ON) as found:
        assert sorted(remote.asked) == [
            ("far:a", "https://one.example/"),
            ("far:b", "https://one.example/"),
            ("far:c", ""),
        ]
        assert list(found) == ["far:a", "far:b", "far:c"]
        assert found["far:b"].read(Resource("b")) == Resource("b", "image/png", b"far:b")
        files = [Path(one.path) for one in found.values()]
    assert remote.opened == many
    assert not any(file.exists() for file in files)
    with pytest.raises(FetchError, match="its download is gone"):
        found["far:a"].read(Resource("a"))


def test_what_fails_is_reported_and_stops_nothing() -> None:
    with download([page("far:gone", "far:bug", "far:a")], Remote().registry(), ON) as found:
        assert found["far:gone"].failure == "far:gone: it is gone"
        assert found["far:bug"].failure == "far:bug: KeyError: 'oops'"
        assert not found["far:a"].failure


def test_all_of_them_are_bounded() -> None:
    registry = Remote(many=False).registry()
    with download([page("far:1", "far:2", "far:3")], registry, replace(ON, total_bytes=10)) as found:
        assert [bool(one.failure) for one in found.values()] == [False, False, True]
    with download([page("far:1", "far:2")], registry, replace(ON, total_bytes=9)) as found:
        assert "more than 9 bytes" in found["far:2"].failure
    for total, failed in ((1000, False), (-1, True)):
        with download([page("far:1")], registry, replace(ON, total_seconds=total)) as found:
            assert ("are over" in found["far:1"].failure) == failed


def test_the_context_gives_what_was_fetched_ahead() -> None:
    remote = Remote()
    resource = Resource("far:a", location="far:a")
    with download([page("far:a", "far:gone")], remote.registry(), ON) as found:
        context = PipelineContext(remote.registry(), Choices(policy=ON, downloads=found))
        assert context.fetch(resource).data == b"far:a"
        with pytest.raises(FetchError, match="it is gone"):
            context.fetch(Resource("far:gone", location="far:gone"))
    assert len(remote.asked) == 2


def test_an_svg_is_cleaned_wherever_it_comes_from() -> None:
    context = PipelineContext(Remote().registry(), Choices())
    cleaned = context.fetch(Resource("x.svg", data=b"<svg onload='alert(1)'><g/></svg>"))
    assert cleaned.media_type == "image/svg+xml"
    assert b"onload" not in (cleaned.data or b"")
    assert [(one.code, one.message) for one in context.notices] == [("svg-cleaned", "x.svg: left out onload")]
    with pytest.raises(FetchError, match="not well-formed"):
        context.fetch(Resource("x", "image/svg+xml", b"<svg"))


def test_without_images_their_words_stay() -> None:
    document = Document(
        meta=Meta(cover="c.png"),
        blocks=(Paragraph(("a ", Image("x.png", "tea"), Image("y.png", title="cup"), Image("z.png"))),),
        resources=(Resource("x.png", location="file:///x.png"),),
    )
    bare = without_images(document)
    assert bare.blocks == (Paragraph(("a teacup",)),)
    assert (bare.resources, bare.meta.cover) == ((), "")
