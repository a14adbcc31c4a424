"""Books that chance has broken: a reader reads them or raises ReadError, nothing else."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import octavo_epub
import octavo_html
from books import healthy, pack
from octavo import ReadError, Source
from octavo._choices import Choices
from octavo._convert import read_whole
from octavo._registry import discover

REGISTRY = discover(octavo_epub, octavo_html, entry_points=False)
BOOK = pack(healthy())
MARKUP = [
    b"<", b">", b"&", b"\"", b"]]>", b"<![CDATA[", b"<!DOCTYPE", b"<!--", b"-->", b"#", b"../", b"http://[", b"%00", b"%2e%2e/",
    b"epub:type='noteref'", b"href=''", b"<a href='#note' epub:type='noteref'>", b"<ol><li>", b"</aside>", b"\0", b"\xff",
    b"idref='nav'", b"fallback='one'", b"<navPoint>", b"refines='#id'", b"<svg><image href='x'/></svg>", b"<section><ul class='entries'/>",
]  # fmt: skip


def attempt(data: bytes) -> None:
    with contextlib.suppress(ReadError):
        read_whole(Source(data, "book.epub"), "epub", REGISTRY, Choices())


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, len(BOOK) - 1), st.binary(min_size=0, max_size=6)), min_size=1, max_size=12))
def test_a_zip_with_bytes_changed(changes: list[tuple[int, bytes]]) -> None:
    data = bytearray(BOOK)
    for place, new in changes:
        data[place : place + len(new)] = new
    attempt(bytes(data))


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(BOOK)), st.integers(0, len(BOOK)), st.integers(0, len(BOOK)))
def test_a_zip_cut_and_put_together_wrongly(first: int, second: int, third: int) -> None:
    attempt(BOOK[:first] + BOOK[second:])
    attempt(BOOK[first:] + BOOK[:second] + BOOK[third:])


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(healthy())), st.floats(0, 1), st.integers(0, 30), st.sampled_from(MARKUP)),
        min_size=1,
        max_size=6,
    )
)
def test_files_with_markup_in_wrong_places(changes: list[tuple[str, float, int, bytes]]) -> None:
    entries = healthy()
    for path, where, cut, new in changes:
        data = entries[path]
        place = int(where * len(data))
        entries[path] = data[:place] + new + data[place + cut :]
    attempt(pack(entries))


@pytest.mark.filterwarnings("ignore:Duplicate name")  # zipfile ends names at a NUL
@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.text(min_size=1, max_size=20), st.binary(max_size=200), max_size=5))
@example({"\0": b"", "\0a": b""})
def test_any_entries(entries: dict[str, bytes]) -> None:
    safe = {name: data for name, data in entries.items() if name.encode("utf-8", "ignore").decode() == name}
    attempt(pack({**healthy(), **safe}))
    attempt(pack(safe))
