"""What plugins raise, and what they return that is not as promised, is told as their own fault."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from octavo import (
    Binder,
    Document,
    Fetcher,
    Meta,
    Part,
    PluginError,
    Position,
    Publication,
    Reader,
    ReadError,
    Resource,
    Source,
    Timestamp,
    Transform,
    Writer,
    hookimpl,
)
from octavo._choices import Choices
from octavo._context import PipelineContext
from octavo._convert import read_document, read_whole, write_document
from octavo._registry import Registry, discover
from octavo.model import Paragraph


def test_what_a_plugin_raises_names_the_plugin_and_the_source(registry: Registry) -> None:
    with pytest.raises(PluginError, match="reader 'plain' failed: ZeroDivisionError") as caught:
        read_document(Source("crash", "x.pl"), None, registry, Choices())
    assert caught.value.position == Position("x.pl")
    assert isinstance(caught.value.__cause__, ZeroDivisionError)
    with pytest.raises(ReadError, match="it is bad"):
        read_document(Source("bad", "x.pl"), None, registry, Choices())


def test_a_date_without_a_zone_is_in_that_of_the_context_with_a_notice(registry: Registry) -> None:
    document = read_document(Source("naive", "x.pl"), None, registry, Choices(timezone="Asia/Shanghai"))
    assert document.meta.published
    assert document.meta.published.instant == datetime(2024, 2, 29, tzinfo=UTC)
    (notice,) = [notice for notice in document.notices if notice.code == "date-without-zone"]
    assert notice.message == "reader 'plain' gives a date without a zone; it is taken to be in Asia/Shanghai"


def test_dates_within_a_publication_get_a_zone_too() -> None:
    naive = Document(Meta(updated=Timestamp("now", datetime(2024, 2, 29, 8))))  # the fault
    book = Publication(parts=(Part("a", "A", parts=(Part("b", "B", naive),)),))

    class Books:
        @hookimpl
        def octavo_readers(self) -> Iterable[Reader[Any]]:
            yield Reader(name="shelf", extensions=(".shelf",), read=lambda *_: book)

    found = read_whole(Source("x", "x.shelf"), None, discover(Books(), entry_points=False), Choices())
    assert isinstance(found, Publication)
    document = found.parts[0].parts[0].document
    assert document
    assert document.meta.updated
    assert document.meta.updated.instant == datetime(2024, 2, 29, 8, tzinfo=UTC)
    assert [notice.code for notice in found.notices] == ["date-without-zone"]


def give_nothing(*_: object) -> Any:
    return None


def test_a_date_that_a_transform_makes_gets_a_zone_too(plugin: type[Any]) -> None:
    def date(document: Document, *_: object) -> Document:
        naive = Meta(published=Timestamp("now", datetime(2024, 2, 29, 8)))  # the fault
        return msgspec.structs.replace(document, meta=naive)

    class Dating:
        @hookimpl
        def octavo_transforms(self) -> Iterable[Transform[Any]]:
            yield Transform(name="date", apply=date)

    registry = discover(Dating(), plugin(), entry_points=False)
    document = read_document(Source("x", "x.pl"), None, registry, Choices(transforms={"date": {}}))
    assert document.meta.published
    assert document.meta.published.instant == datetime(2024, 2, 29, 8, tzinfo=UTC)
    assert "date-without-zone" in [notice.code for notice in document.notices]


class Nothing:
    """All of its functions forget to return something."""

    @hookimpl
    def octavo_readers(self) -> Iterable[Reader[Any]]:
        yield Reader(name="none", read=give_nothing)

    @hookimpl
    def octavo_writers(self) -> Iterable[Writer[Any]]:
        yield Writer(name="none", write=give_nothing)

    @hookimpl
    def octavo_binders(self) -> Iterable[Binder[Any]]:
        yield Binder(name="no-book", bind=give_nothing)

    @hookimpl
    def octavo_transforms(self) -> Iterable[Transform[Any]]:
        yield Transform(name="none", apply=give_nothing)

    @hookimpl
    def octavo_fetchers(self) -> Iterable[Fetcher]:
        yield Fetcher(name="none", schemes=("none",), fetch=give_nothing)


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (Document(blocks=iter(())), "gives tuple_iterator for blocks of a document, not tuple"),  # type: ignore[arg-type]  # the fault
        (Document("A title"), "gives str for meta of a document, not Meta"),  # type: ignore[arg-type]  # the fault
        (Document(Meta(updated="now")), "gives str for meta.updated of a document, not Timestamp"),  # type: ignore[arg-type]  # the fault
    ],
)
def test_who_returns_what_is_no_document_is_named(document: Document, message: str) -> None:
    class Careless:
        @hookimpl
        def octavo_readers(self) -> Iterable[Reader[Any]]:
            yield Reader(name="careless", read=lambda *_: document)
            yield Reader(name="book", read=lambda *_: Publication(parts=(Part("a", "A", document),)))

    registry = discover(Careless(), entry_points=False)
    for name in ("careless", "book"):
        with pytest.raises(PluginError, match=f"^x: reader '{name}' {message}"):
            read_whole(Source("x", "x"), name, registry, Choices())


@pytest.mark.parametrize(
    ("book", "message"),
    [
        (Publication(parts=None), "gives NoneType for parts of a publication, not tuple"),  # type: ignore[arg-type]  # the fault
        (Publication("A title"), "gives str for meta of a publication, not Meta"),  # type: ignore[arg-type]  # the fault
        (Publication(Meta(published="now")), "gives str for meta.published of a publication, not Timestamp"),  # type: ignore[arg-type]  # the fault
        (Publication(parts=(Document(),)), "gives Document for a part of a publication, not Part"),  # type: ignore[arg-type]  # the fault
        (Publication(parts=(Part("a", "A", "a"),)), "gives str for document of a part, not Document"),  # type: ignore[arg-type]  # the fault
        (Publication(parts=(Part("a", "A", parts=None),)), "gives NoneType for parts of a part, not tuple"),  # type: ignore[arg-type]  # the fault
    ],
)
def test_who_returns_what_is_no_publication_is_named(book: Publication, message: str) -> None:
    class Careless:
        @hookimpl
        def octavo_readers(self) -> Iterable[Reader[Any]]:
            yield Reader(name="book", read=lambda *_: book)

    with pytest.raises(PluginError, match=f"^x: reader 'book' {message}"):
        read_whole(Source("x", "x"), "book", discover(Careless(), entry_points=False), Choices())


def test_who_is_given_a_malformed_document_is_not_blamed_for_it(plugin: type[Any]) -> None:
    class Careless:
        @hookimpl
        def octavo_readers(self) -> Iterable[Reader[Any]]:
            yield Reader(name="careless", read=lambda *_: Document(blocks=(None,)))  # type: ignore[arg-type]  # the fault

        @hookimpl
        def octavo_writers(self) -> Iterable[Writer[Any]]:
            yield Writer(name="strict", write=lambda document, *_: document.blocks[0].children)

    registry = discover(Careless(), plugin(), entry_points=False)
    document = PipelineContext(registry, Choices()).read(Source("x", "x"), "careless")
    with pytest.raises(PluginError, match="writer 'strict' failed: AttributeError") as told:
        write_document(document, "strict", registry, Choices())
    assert "malformed document: Expected `object`, got `null` - at `$.blocks[0]`" in told.value.hint
    with pytest.raises(PluginError, match="writer 'strict' failed: IndexError") as told:
        write_document(Document(), "strict", registry, Choices())
    assert told.value.hint == "run again with --debug for the traceback"


@pytest.mark.parametrize(
    ("children", "fault"),
    [
        (None, "Expected `array`, got `null` - at `$.blocks[0].children`"),
        (iter("ab"), "Encoding objects of type str_ascii_iterator is unsupported"),
    ],
)
def test_a_malformed_document_is_the_fault_of_who_reads_it(children: Any, fault: str) -> None:
    class Careless:
        @hookimpl
        def octavo_readers(self) -> Iterable[Reader[Any]]:
            yield Reader(name="careless", read=lambda *_: Document(blocks=(Paragraph(children),)))

    with pytest.raises(PluginError, match=r"^x: what was read is a malformed document: ") as told:
        read_whole(Source("x", "x"), "careless", discover(Careless(), entry_points=False), Choices())
    assert fault in told.value.message
    assert "the plugin that reads it" in told.value.hint


def test_a_document_that_there_is_no_room_for_is_not_looked_at_for_faults(
    plugin: type[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(_value: object) -> bytes:
        raise MemoryError

    class Large:
        @hookimpl
        def octavo_writers(self) -> Iterable[Writer[Any]]:
            yield Writer(name="large", write=lambda *_: no_room(None))

    monkeypatch.setattr(msgspec.json, "encode", no_room)
    with pytest.raises(PluginError, match="writer 'large' failed: MemoryError") as told:
        write_document(Document(), "large", discover(Large(), plugin(), entry_points=False), Choices())
    assert told.value.hint == "run again with --debug for the traceback"


def test_who_returns_nothing_is_named(plugin: type[Any]) -> None:
    registry = discover(Nothing(), plugin(), entry_points=False)
    source = Source("x", "x.pl")
    with pytest.raises(PluginError, match=r"^x.pl: reader 'none' returns NoneType, not Document or Publication"):
        read_document(source, "none", registry, Choices())
    with pytest.raises(PluginError, match="transform 'none' returns NoneType, not Document"):
        read_document(source, "plain", registry, Choices(transforms={"none": {}}))
    for target in ("writer 'none'", "binder 'no-book'"):
        with pytest.raises(PluginError, match=f"{target} returns NoneType, not"):
            write_document(Document(), target.split("'")[1], registry, Choices())
    with pytest.raises(PluginError, match="fetcher 'none' returns NoneType, not Resource"):
        PipelineContext(registry, Choices()).fetch(Resource("x", location="none:x"))


@pytest.mark.parametrize("wrong", [{"severity": "grave"}, {"position": "5"}])
def test_a_notice_that_makes_no_sense_is_the_fault_of_its_plugin(registry: Registry, wrong: dict[str, Any]) -> None:
    with pytest.raises((ValueError, TypeError), match=r"not '5'|can't be 'grave'"):
        PipelineContext(registry, Choices()).notice("code", "message", **wrong)
