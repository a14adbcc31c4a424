"""Parquet: rows that pyarrow reads, with typed columns; many documents in row groups, one at a time."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from octavo import Author, Document, Meta, Notice, Position, Resource, Timestamp, UsageError
from octavo._choices import Choices
from octavo._convert import join_outputs, write_document
from octavo._registry import discover
from octavo.codec import decode
from octavo.model import Emphasis, FrontMatter, FrontMatterEntry, Heading, Paragraph

REGISTRY = discover()
POST = Document(
    Meta(
        title="Rain \ud800",
        authors=(Author("Ann", "https://a.example"), Author("Bob")),
        published=Timestamp("2022-04-01 10:00", datetime(2022, 4, 1, 10, 0, 0, 5, timezone(timedelta(hours=9)))),
        updated=Timestamp("some day"),
        language="en",
        categories=(("News", "World"), ("Life",)),
        tags=("a", "b"),
        source_url="https://a.example/rain/",
        slug="rain",
        draft=True,
        front_matter=FrontMatter("", (FrontMatterEntry("title", "Rain"), FrontMatterEntry("n", 3))),
    ),
    (Heading(2, ("It ", Emphasis(("rains",)))), Paragraph(("Again.",))),
    (Resource("rain.png"),),
    (Notice("odd", "it is odd", "warning", Position("rain.md", 7)),),
    "rain.md",
)


def written(document: Document, **options: Any) -> bytes:
    return write_document(document, "parquet", REGISTRY, Choices(writer_options={"parquet": options})).data


def joined(pieces: Iterator[bytes], **options: Any) -> Iterator[bytes]:
    return join_outputs(pieces, "parquet", REGISTRY, Choices(writer_options={"parquet": options}))


def rows(data: bytes) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(io.BytesIO(data)).to_pylist()
    return found


def test_a_document_is_a_row_with_its_metadata() -> None:
    (row,) = rows(written(POST))
    assert row == {
        "name": "rain.md",
        "slug": "rain",
        "title": "Rain ?",
        "authors": ["Ann", "Bob"],
        "published": datetime(2022, 4, 1, 1, 0, 0, 5, UTC),
        "updated": None,
        "language": "en",
        "categories": [["News", "World"], ["Life"]],
        "tags": ["a", "b"],
        "description": None,
        "excerpt": None,
        "cover": None,
        "source_url": "https://a.example/rain/",
        "draft": True,
        "front_matter": '{"title":"Rain","n":3}',
        "text": "It rains\nAgain.",
        "body": "## It *rains*\n\nAgain.\n",
        "resources": ["rain.png"],
        "notices": [{"code": "odd", "severity": "warning", "message": "it is odd", "line": 7}],
    }


def test_what_is_not_known_is_null_or_an_empty_list() -> None:
    (row,) = rows(written(Document()))
    assert {name for name, value in row.items() if value is not None} == {
        "authors", "categories", "tags", "draft", "text", "body", "resources", "notices",
    }  # fmt: skip
    assert (row["authors"], row["draft"]) == ([], False)


@pytest.mark.parametrize(("body", "begins"), [("markdown", "## It"), ("html", "<h2>It"), ("json", '{"octavo":')])
def test_the_body_is_in_the_format_that_is_asked_for(body: str, begins: str) -> None:
    (row,) = rows(written(msgspec.structs.replace(POST, meta=Meta("A")), body=body))
    assert row["body"].startswith(begins)


def test_the_body_may_be_lossless_or_left_out() -> None:
    document = Document(Meta("A"), POST.blocks, name="a.md")
    (row,) = rows(written(document, body="json"))
    assert decode(row["body"]) == document
    assert json.loads(row["body"])["meta"] == {"title": "A"}
    assert rows(written(document, body="none"))[0]["body"] is None


def test_columns_are_typed() -> None:
    schema = pq.read_schema(io.BytesIO(written(POST)))
    assert schema.field("published").type == pa.timestamp("us", tz="UTC")
    assert schema.field("draft").type == pa.bool_()
    assert schema.field("categories").type == pa.list_(pa.list_(pa.string()))


def test_many_are_joined_into_row_groups_one_at_a_time() -> None:
    piece = written(Document(Meta("A"), (Paragraph(("x" * 10_000,)),)))
    taken = []

    def pieces() -> Iterator[bytes]:
        for number in range(1200):
            taken.append(number)
            yield piece

    stream = joined(pieces(), row_group=5)
    data = next(stream)
    while len(taken) < 1200 and len(data) < 100:  # the head of the file, and the first group
        data += next(stream)
    assert len(taken) <= 512
    data += b"".join(stream)
    file = pq.ParquetFile(io.BytesIO(data))
    assert file.metadata.num_rows == 1200
    assert file.num_row_groups == 3
    assert rows(data)[-1]["title"] == "A"


def test_of_none_a_file_without_rows_is_made() -> None:
    table = pq.read_table(io.BytesIO(b"".join(joined(iter(())))))
    assert (table.num_rows, table.column_names[:2]) == (0, ["name", "slug"])


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UsageError, match=r"octavo\[parquet\]"):
        written(POST)
