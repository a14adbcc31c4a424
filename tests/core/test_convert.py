"""The pipeline for one source, and the Context that plugins are given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from octavo import (
    Binder,
    Context,
    Detection,
    Document,
    Fetcher,
    FetchError,
    FetchPolicy,
    Meta,
    Notice,
    OptionError,
    PluginError,
    Position,
    Publication,
    Reader,
    Resource,
    Source,
    StrictError,
    Transform,
    UnknownFormat,
    Writer,
    gather,
    hookimpl,
    option,
)
from octavo._choices import Choices, check_options
from octavo._context import PipelineContext
from octavo._convert import bind_publication, binding, check_strictly, read_document, write_document
from octavo._registry import Registry, discover
from octavo.errors import Severity
from octavo.model import Image, Paragraph


@dataclass(frozen=True, kw_only=True)
class Options:
    """A number."""

    number: int = option(1, help="a number")


def read_outer(source: Source, options: Options, context: Context) -> Document:
    inner = context.read(source.part("inner", 7), "inner", {"number": options.number + 1})
    context.notice("outer", f"zone {context.timezone}", severity="info")
    return inner


def read_inner(source: Source, options: Options, context: Context) -> Document:
    context.notice("inner", f"line {source.first_line}", position=source.first_line)
    context.notice("placed", "elsewhere", position=Position("other", 3))
    context.notice("here", "in the same source", position=Position("", 4))
    return Document(meta=Meta(title=f"number {options.number}"), blocks=(Paragraph((Image("x.png"),)),))


def read_in_a_loop(source: Source, options: Any, context: Context) -> Document:
    return context.read(source, "loop")


def shout(document: Document, options: Options, context: Context) -> Document:
    context.notice("shouted", "loudly")
    return Document(meta=Meta(title=document.meta.title.upper() + "!" * options.number), name=document.name)


def whisper(document: Document, options: Any, context: Context) -> Document:
    return Document(meta=Meta(title=document.meta.title.lower()), name=document.name)


def fetch(resource: Resource, policy: FetchPolicy) -> Resource:
    if resource.name == "crash":
        raise ZeroDivisionError
    return Resource(resource.name, "image/png", b"data")


class Formats:
    @hookimpl
    def octavo_readers(self) -> Iterable[Reader[Any]]:
        yield Reader(name="outer", extensions=(".o",), options=Options, read=read_outer)
        yield Reader(name="inner", options=Options, read=read_inner)
        yield Reader(name="loop", read=read_in_a_loop)

    @hookimpl
    def octavo_writers(self) -> Iterable[Writer[Any]]:
        yield Writer(name="w", options=Options, write=lambda document, o, _: f"{document.meta.title} {o.number} \ud800")

    @hookimpl
    def octavo_transforms(self) -> Iterable[Transform[Any]]:
        yield Transform(name="shout", options=Options, order=2, apply=shout)
        yield Transform(name="whisper", order=1, apply=whisper)

    @hookimpl
    def octavo_fetchers(self) -> Iterable[Fetcher]:
        yield Fetcher(name="near", schemes=("near",), fetch=fetch)
        yield Fetcher(name="far", schemes=("far",), remote=True, fetch=fetch)

    @hookimpl
    def octavo_detect(self, source: Source) -> Detection | None:
        if source.data == "fail":
            raise ValueError("can't tell")
        return None


@pytest.fixture
def formats() -> Registry:
    return discover(Formats(), entry_points=False)


def test_a_reader_s_options_come_from_the_user_then_from_the_caller(formats: Registry) -> None:
    source = Source("text", "a.o")
    title = read_document(source, None, formats, Choices(source_options={"number": "5"})).meta.title
    assert title == "number 6"
    named = Choices(reader_options={"outer": {"number": 3}, "inner": {"number": 9}})
    assert read_document(source, "outer", formats, named).meta.title == "number 4"
    assert read_document(source, "inner", formats, named).meta.title == "number 9"


def test_notices_of_all_readers_are_gathered_with_their_places(formats: Registry) -> None:
    document = read_document(Source("text", "a.o"), None, formats, Choices(timezone="Asia/Tokyo"))
    assert [(notice.code, str(notice.position)) for notice in document.notices] == [
        ("inner", "a.o:7"),
        ("placed", "other:3"),
        ("here", "a.o:4"),
        ("outer", "a.o"),
    ]
    assert document.notices[-1].message == "zone Asia/Tokyo"
    assert document.name == "a.o"


def test_images_are_located_by_the_source(formats: Registry) -> None:
    document = read_document(Source("text", "a.o", location="file:///s/a.o"), None, formats, Choices())
    assert document.resources == (Resource("x.png", location="file:///s/x.png"),)


def test_a_detection_that_fails_is_a_notice(formats: Registry) -> None:
    document = read_document(Source("fail", "a.o"), None, formats, Choices())
    assert any(notice.code == "detection-failed" and "can't tell" in notice.message for notice in document.notices)


def test_readers_that_ask_each_other_for_ever_are_stopped(formats: Registry) -> None:
    with pytest.raises(PluginError, match="in a loop"):
        read_document(Source("x"), "loop", formats, Choices())


def test_transforms_run_in_their_own_order(formats: Registry) -> None:
    choices = Choices(transforms={"shout": {"number": "2"}, "whisper": {}})
    document = read_document(Source("x", "a.o"), None, formats, choices)
    assert document.meta.title == "NUMBER 2!!"
    assert "shouted" in [notice.code for notice in document.notices]
    with pytest.raises(UnknownFormat, match="known: shout, whisper"):
        read_document(Source("x", "a.o"), None, formats, Choices(transforms={"yodel": {}}))


def test_text_is_written_as_utf_8(formats: Registry) -> None:
    choices = Choices(writer_options={"w": {"number": "8"}})
    document = Document(meta=Meta(title="é"), notices=(Notice("before", "x"),))
    result = write_document(document, "w", formats, choices)
    assert result.data == "é 8 ?".encode()
    assert [notice.code for notice in result.notices] == ["before"]


def test_a_document_is_bound_as_a_publication_of_one(registry: Registry) -> None:
    document = Document(meta=Meta(title="t"), notices=(Notice("before", "x"),))
    result = write_document(document, "book", registry, Choices())
    assert result.data == b"t|t"
    assert [notice.code for notice in result.notices] == ["before"]


def test_a_publication_is_flattened_for_a_writer(registry: Registry) -> None:
    publication = gather([Document(meta=Meta(title="a")), Document(meta=Meta(title="b"))], Meta(title="both"))
    assert bind_publication(publication, "line", registry, Choices()).data == b"both: a\nb\n"


class Pieces:
    """A binder that yields its book; what is kept comes back in any order."""

    @hookimpl
    def octavo_binders(self) -> Iterable[Binder[Any]]:
        yield Binder(name="pieces", bind=self.bind)
        yield Binder(name="numbers", bind=lambda *_: iter((b"a", 1)))  # type: ignore[arg-type]  # what a faulty binder does

    @staticmethod
    def bind(publication: Publication, _options: object, context: Context) -> Iterator[bytes]:
        kept = [context.keep(part.title.encode() * 3_000_000) for part in publication.parts]
        for read in reversed(kept):
            yield read()[:2]


def test_a_binder_may_yield_its_book_and_keep_pieces_until_their_turn() -> None:
    registry = discover(Pieces(), entry_points=False)
    publication = gather([Document(meta=Meta(title=title)) for title in "abc"])
    assert bind_publication(publication, "pieces", registry, Choices()).data == b"ccbbaa"
    with pytest.raises(PluginError, match="binder 'numbers' returns int, not bytes"):
        bind_publication(publication, "numbers", registry, Choices())


def test_what_a_binder_yields_is_closed_when_it_is_not_taken_to_its_end() -> None:
    told: list[str] = []

    class Watched:
        @hookimpl
        def octavo_binders(self) -> Iterable[Binder[Any]]:
            yield Binder(name="watched", bind=self.bind)

        @staticmethod
        def bind(*_: object) -> Iterator[bytes]:
            try:
                yield from (b"a", b"b")
            finally:
                told.append("closed")

    registry = discover(Watched(), entry_points=False)
    binder = registry.binders["watched"]
    with binding(gather([Document()]), binder, registry, Choices()) as bound:
        kept = bound.pieces
        assert next(iter(kept)) == b"a"
        assert told == []
    assert told == ["closed"]


def test_fetching(formats: Registry) -> None:
    context = PipelineContext(formats, Choices())
    there = Resource("x", data=b"there")
    assert context.fetch(there) is there
    assert context.fetch(Resource("x", location="NEAR:x")).data == b"data"
    with pytest.raises(FetchError, match="no plugin fetches gopher"):
        context.fetch(Resource("x", location="gopher:x"))
    with pytest.raises(FetchError, match="network is off"):
        context.fetch(Resource("x", location="far:x"))
    allowed = PipelineContext(formats, Choices(policy=FetchPolicy(network=True)))
    assert allowed.fetch(Resource("x", location="far:x")).data == b"data"
    with pytest.raises(PluginError, match="fetcher 'near' failed"):
        context.fetch(Resource("crash", location="near:x"))


def test_two_fetchers_of_one_scheme_are_refused_when_it_is_fetched() -> None:
    class Other(Formats):
        pass

    clashing = discover(Formats(), Other(), entry_points=False)
    with pytest.raises(PluginError, match="two claim the fetcher of 'near'"):
        PipelineContext(clashing, Choices()).fetch(Resource("x", location="near:x"))


@pytest.mark.parametrize(
    ("choices", "error"),
    [
        (Choices(reader_options={"inner": {"numbr": 1}}), OptionError),
        (Choices(reader_options={"innner": {}}), UnknownFormat),
        (Choices(writer_options={"w": {"number": "many"}}), OptionError),
        (Choices(transforms={"shout": {"volume": 3}}), OptionError),
        (Choices(transforms={"yodel": {}}), UnknownFormat),
    ],
)
def test_options_are_checked_before_work_starts(formats: Registry, choices: Choices, error: type[Exception]) -> None:
    with pytest.raises(error):
        check_options(formats, choices)


@pytest.mark.parametrize(("severity", "strict"), [("info", False), ("warning", True), ("error", True)])
def test_strictly_only_harmless_repairs_pass(severity: Severity, strict: bool) -> None:
    notices = [Notice("one", "first", severity, Position("f", 3)), Notice("two", "second", severity)]
    if not strict:
        check_strictly(notices)
        return
    with pytest.raises(StrictError, match=r"f:3: first \[one\] \(and 1 more\)"):
        check_strictly(notices)


def test_the_file_fetcher_reads_below_the_roots(registry: Registry, tmp_path: Path, png: bytes) -> None:
    (tmp_path / "x.png").write_bytes(png)
    choices = Choices(policy=FetchPolicy(roots=(tmp_path.as_uri(),)))
    found = PipelineContext(registry, choices).fetch(Resource("x.png", location=(tmp_path / "x.png").as_uri()))
    assert found.media_type == "image/png"
