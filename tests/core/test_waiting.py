"""Documents that wait on the disk: like any other, and in memory one at a time."""

from __future__ import annotations

import copy
import pickle
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given

import octavo
from octavo import Author, Binder, Context, Document, Meta, Publication, Registry, codec, discover, hookimpl
from octavo._waiting import WaitingRoom, with_blocks
from octavo.duplicates import without_duplicates
from octavo.model import Blocks, FrontMatter, FrontMatterEntry, Heading, Link, Paragraph
from octavo.publication import articles_of, gather
from octavo.selection import Selection
from octavo.walk import find
from strategies import documents

ARTICLES = 40
PARAGRAPH = "These words stand in a paragraph of a long article. " * 4_000
CONTENT = ARTICLES * 3 * len(PARAGRAPH)
"""How many bytes of text long_articles() have: 25 million, of which a few may be in memory before the disk is used."""

KEYED = FrontMatter("title: One\n", (FrontMatterEntry("title", "One", "title: One\n", 1),))
ONE = Document(Meta(title="One", front_matter=KEYED), (Paragraph(("See ", Link(("two",), "two.md"))),), name="one.md")
TWO = Document(Meta(title="Two"), (Paragraph(("Nothing.",)),), name="two.md")


def long_articles() -> Iterator[Document]:
    """Yield articles of 600 kB that are in nobody else's hands, each with a link to the one before it."""
    for number in range(ARTICLES):
        link = Paragraph((Link(("before",), f"{number - 1:02}.md"),))
        texts = (Paragraph((f"{number}.{part} {PARAGRAPH}",)) for part in range(3))
        yield Document(Meta(title=f"Article {number}"), (link, *texts), name=f"{number:02}.md")


def binder(bind: Callable[[Publication], bytes]) -> Registry:
    """Return the registry of a third party's binder, which knows nothing of documents that wait."""

    class Plugin:
        @hookimpl
        def octavo_binders(self) -> Iterable[Binder[Any]]:
            def bind_it(publication: Publication, options: object, context: Context) -> bytes:  # a binder's
                return bind(publication)

            yield Binder(name="third", bind=bind_it)

    return discover(Plugin(), entry_points=False)


def peak_of(work: Callable[[], object]) -> int:
    """Return how many bytes are held at most while something works."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@given(documents())
def test_a_document_that_waited_is_what_it_was(document: Document) -> None:
    waited = WaitingRoom().put(document)
    assert waited == document
    assert document == waited
    assert waited.meta == document.meta
    assert codec.encode(waited) == codec.encode(document)
    assert pickle.loads(pickle.dumps(waited)) == copy.copy(waited) == document  # noqa: S301  # our own bytes
    assert (repr(waited), repr(waited.meta)) == (repr(document), repr(document.meta))


def test_what_waits_can_be_had_whole_for_functions_of_msgspec() -> None:
    waiting = WaitingRoom().put(ONE)
    with pytest.raises(TypeError):
        msgspec.msgpack.encode(waiting)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(codec.whole(waiting)), type=Document) == ONE
    assert msgspec.structs.asdict(codec.whole(waiting)) == msgspec.structs.asdict(ONE)
    assert codec.whole(ONE) is ONE


def test_lists_where_the_model_has_tuples_wait_too() -> None:
    odd: Any = {"authors": [Author("A")], "categories": (["a", "b"],), "tags": ["c"]}  # as plugins may give them
    document = msgspec.structs.replace(ONE, meta=msgspec.structs.replace(ONE.meta, **odd))
    room = WaitingRoom()
    assert [room.put(document), room.put(document)] == [document, document]


def test_what_is_replaced_waits_no_longer_and_the_rest_does() -> None:
    waiting = WaitingRoom().put(ONE)
    renamed = msgspec.structs.replace(waiting, meta=msgspec.structs.replace(waiting.meta, title="New"), name="new.md")
    assert (renamed.meta.title, renamed.meta.front_matter, renamed.blocks) == ("New", KEYED, ONE.blocks)
    assert msgspec.structs.replace(waiting, blocks=()).blocks == ()
    assert msgspec.structs.replace(waiting.meta, front_matter=None).front_matter is None
    assert WaitingRoom().put(msgspec.structs.replace(renamed, blocks=TWO.blocks)).blocks == TWO.blocks


def test_changes_are_made_whenever_it_is_asked_for_and_leave_the_first_alone() -> None:
    waiting = WaitingRoom().put(ONE)

    def longer(blocks: Blocks) -> Blocks:
        return (*blocks, Paragraph(("More.",)))

    changed = with_blocks(with_blocks(waiting, longer), longer)
    assert (len(changed.blocks), len(waiting.blocks), len(changed.blocks)) == (3, 1, 3)
    assert pickle.loads(pickle.dumps(changed)).blocks == changed.blocks  # noqa: S301  # the same
    assert WaitingRoom().put(changed).blocks == changed.blocks


def test_a_change_that_makes_what_no_bytes_hold_is_pickled_as_it_is() -> None:
    half: Blocks = (Paragraph(("half of a pair: \ud83d",)),)
    changed = with_blocks(WaitingRoom().put(ONE), lambda _blocks: half)
    for one in (changed, msgspec.structs.replace(changed, blocks=TWO.blocks), changed.meta):
        assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301  # our own bytes
    assert changed.blocks == half


@pytest.mark.parametrize(
    "odd",
    [
        Document(blocks=(Paragraph(("half of a pair: \ud83d",)),)),
        Document(blocks=(Heading(9, ("A level that there is not",)),)),
        Document(Meta(front_matter=FrontMatter("", (FrontMatterEntry("ratio", float("inf")),)))),
        Document(Meta(front_matter=FrontMatter("", (FrontMatterEntry("pair", (1, 2)),)))),
        Document(Meta(front_matter=FrontMatter("", (FrontMatterEntry("odd", object()),)))),
    ],
)
def test_what_would_not_come_back_the_same_stays_as_it_is(odd: Document) -> None:
    assert WaitingRoom().put(odd) is odd


def test_any_number_of_threads_may_ask() -> None:
    room = WaitingRoom()
    waiting = [room.put(Document(blocks=(Paragraph((str(number),)),))) for number in range(50)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda one: one.blocks[0], waiting * 20))
    assert found == [Paragraph((str(number),)) for number in range(50)] * 20


def test_a_binder_is_given_documents_with_their_links() -> None:
    given: list[Document] = []

    def bind(publication: Publication) -> bytes:
        given.extend(part.document for part in articles_of(publication) if part.document)
        return b""

    octavo.digest([ONE, TWO], "third", registry=binder(bind), selection=Selection(sort="given"))
    expected = [part.document for part in articles_of(gather([ONE, TWO]))]
    assert given == expected
    assert [type(one).__name__ for one in given] != ["Document", "Document"], "they don't wait"


def test_while_a_binder_goes_through_them_one_article_is_in_memory() -> None:
    links: list[str] = []

    def bind(publication: Publication) -> bytes:
        for part in articles_of(publication):
            if part.document:
                links.extend(link.url for link in find(part.document.blocks, Link))
        return b""

    peak = peak_of(lambda: octavo.digest(long_articles(), "third", registry=binder(bind)))
    assert sum(link.startswith("part:") for link in links) == ARTICLES - 1
    assert peak < CONTENT / 2


@pytest.mark.parametrize("dedupe", ["exact", "near"])
def test_to_compare_many_takes_no_more_memory_than_to_compare_two(dedupe: Any) -> None:
    room = WaitingRoom()
    texts = (" ".join(f"{number}.{word}" for word in range(4_000)) for number in range(24))
    waiting = [room.put(Document(blocks=(Paragraph((text,)),), name=text[:4])) for text in texts]

    def compare(documents: list[Document]) -> None:
        assert without_duplicates([*documents, documents[0]], dedupe).documents == tuple(documents)

    assert peak_of(lambda: compare(waiting)) < 2 * peak_of(lambda: compare(waiting[:2]))


def test_a_book_takes_less_memory_than_its_text(tmp_path: Path) -> None:
    book = tmp_path / "book.epub"
    peak = peak_of(lambda: octavo.digest(long_articles(), output=book, writer_options={"cover": "none"}))
    assert book.stat().st_size
    assert peak < CONTENT / 2
