"""Zips that nobody should make: every limit is tried just below and just above it."""

from __future__ import annotations

import io
import warnings
import zipfile

import pytest

from books import book, healthy, pack, page
from octavo import ReadError
from octavo_epub.reading.archive import Limits, open_archive


def test_the_number_of_entries() -> None:
    data = book()
    assert len(open_archive(data, Limits(entries=7)).entries) == 7
    with pytest.raises(ReadError, match="over 6 entries"):
        open_archive(data, Limits(entries=6))


def test_the_size_of_one_entry() -> None:
    data = pack({"a": b"x" * 1000, "b": b"x" * 1001})
    archive = open_archive(data, Limits(entry_bytes=1000))
    assert archive.read("a") == b"x" * 1000
    with pytest.raises(ReadError, match="maximum_entry_bytes"):
        archive.read("b")


def test_the_size_of_all() -> None:
    data = pack({"a": b"x" * 600, "b": b"x" * 400})
    open_archive(data, Limits(total_bytes=1000))
    with pytest.raises(ReadError, match="unpacks to 1,000 bytes"):
        open_archive(data, Limits(total_bytes=999))


def test_the_ratio_counts_for_what_is_large() -> None:
    small, large = b"x" * 1_000_000, b"x" * 1_000_001
    archive = open_archive(pack({"small": small, "large": large}), Limits())
    assert archive.read("small") == small
    with pytest.raises(ReadError, match="200 times larger"):
        archive.read("large")
    ratio = 1_000_001 // archive.entries["large"].compress_size
    assert open_archive(archive.file.fp.getvalue(), Limits(ratio=ratio + 1)).read("large") == large  # type: ignore[union-attr]  # it is a BytesIO
    with pytest.raises(ReadError, match="times larger"):
        open_archive(archive.file.fp.getvalue(), Limits(ratio=ratio)).read("large")  # type: ignore[union-attr]  # the same


@pytest.mark.parametrize("path", ["../up", "a/../../up", "/root", "C:/windows", "a\\b", "a//b", "./a", "a/.", "a\x01b"])
def test_paths_that_lead_out_are_no_entries(path: str) -> None:
    archive = open_archive(pack({"mimetype": b"", "a/b": b"fine", path: b"evil"}), Limits())
    assert sorted(archive.entries) == ["a/b", "mimetype"]
    assert len(archive.problems) == 1


def test_of_two_entries_with_one_path_the_first_counts() -> None:
    target = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(target, "w") as file:
        warnings.simplefilter("ignore")
        file.writestr("a", "first")
        file.writestr("a", "second")
    archive = open_archive(target.getvalue(), Limits())
    assert archive.read("a") == b"first"
    assert len(archive.problems) == 1


def test_an_entry_of_another_method_or_with_a_password() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as file:
        file.writestr("a", page("<p>a</p>"), zipfile.ZIP_BZIP2)
    with pytest.raises(ReadError, match="method"):
        open_archive(target.getvalue(), Limits()).read("a")
    data = bytearray(pack({"a": b"secret"}))
    data[data.rfind(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(ReadError, match="encrypted"):
        open_archive(bytes(data), Limits()).read("a")


def test_an_entry_that_claims_less_than_it_holds_gives_no_more() -> None:
    data = bytearray(pack({"a": b"x" * 100_000}))
    directory = data.rfind(b"PK\x01\x02")
    data[directory + 24 : directory + 28] = (10).to_bytes(4, "little")
    with pytest.raises(ReadError, match="can't be unpacked"):
        open_archive(bytes(data), Limits()).read("a")


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\x03\x04", b"\0" * 100, book()[:-30], book()[:200]])
def test_what_is_no_zip(data: bytes) -> None:
    with pytest.raises(ReadError, match="no EPUB"):
        open_archive(data, Limits())


def test_an_empty_zip() -> None:
    assert not open_archive(b"PK\x05\x06" + b"\0" * 18, Limits()).entries


def test_names_are_found_in_another_case() -> None:
    archive = open_archive(pack(healthy()), Limits())
    assert archive.find("oebps/BOOK.opf") == "OEBPS/book.opf"
    assert archive.find("gone") == ""
