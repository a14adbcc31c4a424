"""The fetcher of files: the site's, and nobody else's."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import octavo_file
from octavo import FetchError, FetchPolicy, Resource
from octavo._registry import discover
from octavo.media_types import media_type_of
from octavo_file.fetcher import fetch

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 10


@pytest.fixture
def site(tmp_path: Path) -> Path:
    site = tmp_path / "site"
    (site / "images").mkdir(parents=True)
    (site / "images" / "x y.png").write_bytes(PNG)
    (tmp_path / "secret.png").write_bytes(PNG)
    (tmp_path / "site-2").mkdir()
    (tmp_path / "site-2" / "x.png").write_bytes(PNG)
    return site


def get(site: Path, url: str, **policy: int) -> Resource:
    return fetch(Resource("x", location=url), FetchPolicy(roots=(site.as_uri(),), **policy))  # type: ignore[arg-type]  # only numbers are given


def test_it_is_declared_for_file_urls() -> None:
    fetcher = discover(octavo_file, entry_points=False).fetchers["file"]
    assert not fetcher.remote


def test_a_file_of_the_site(site: Path) -> None:
    found = get(site, site.as_uri() + "/images/x%20y.png?v=1#f")
    assert (found.data, found.media_type, found.name) == (PNG, "image/png", "x")
    assert get(site, "file://localhost" + str(site) + "/images/x%20y.png").data == PNG


@pytest.mark.parametrize("path", ["../secret.png", "images/../../secret.png", "%2e%2e/secret.png", "../site-2/x.png"])
def test_nothing_outside_the_site(site: Path, path: str) -> None:
    with pytest.raises(FetchError, match="outside the site"):
        get(site, f"{site.as_uri()}/{path}")


def test_no_link_leads_out_of_the_site(site: Path) -> None:
    (site / "link.png").symlink_to("../secret.png")
    (site / "folder").symlink_to("..")
    (site / "within.png").symlink_to("images/x y.png")
    for name in ("link.png", "folder/secret.png"):
        with pytest.raises(FetchError, match="outside the site"):
            get(site, f"{site.as_uri()}/{name}")
    assert get(site, f"{site.as_uri()}/within.png").data == PNG


def test_without_roots_there_is_nothing(site: Path) -> None:
    with pytest.raises(FetchError, match="outside"):
        fetch(Resource("x", location=(site / "images" / "x y.png").as_uri()), FetchPolicy())


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("file://evil.example/etc/passwd", "no file of this machine"),
        ("https://example.org/x.png", "no file of this machine"),
        ("file:///{site}/none.png", "no such file"),
        ("file:///{site}/a%00b.png", "null"),
    ],
)
def test_what_is_no_file_here(site: Path, url: str, words: str) -> None:
    with pytest.raises(FetchError, match=words):
        get(site, url.replace("/{site}", str(site)))


def test_folders_and_pipes_are_no_files(site: Path) -> None:
    os.mkfifo(site / "pipe.png")
    with pytest.raises(FetchError, match="no regular file"):
        get(site, site.as_uri() + "/pipe.png")
    with pytest.raises(FetchError):
        get(site, site.as_uri() + "/images")


def test_the_limit_counts(site: Path) -> None:
    url = site.as_uri() + "/images/x%20y.png"
    assert get(site, url, maximum_bytes=len(PNG)).data == PNG
    with pytest.raises(FetchError, match="larger than 17 bytes"):
        get(site, url, maximum_bytes=len(PNG) - 1)


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (PNG, "x.jpg", "image/png"),
        (b"\xff\xd8\xff\xe0", "x", "image/jpeg"),
        (b"GIF89a", "x", "image/gif"),
        (b"RIFF0000WEBPVP8 ", "x", "image/webp"),
        (b"\0\0\0\x1cftypavif", "x", "image/avif"),
        (b'<?xml version="1.0"?>\n<!-- a -->\n<svg xmlns="x">', "x.xml", "image/svg+xml"),
        (b"<!---->" * 50 + b"<!DOCTYPE svg>" + b"<!-- a -->\n" * 50 + b"<svg>", "x", "image/svg+xml"),
        (b"<!---->" * 50 + b"x", "x.svg", "application/octet-stream"),  # 2⁵⁰ looks, if a comment may end at any -->
        (b"<!DOCTYPE html><svg>", "x.svg", "text/html"),
        (b"%PDF-1.7", "x.png", "application/pdf"),
        (b"hello", "x.png", "application/octet-stream"),
        (b"hello", "x.webp", "application/octet-stream"),
        (b"hello", "x.txt", "text/plain"),
        (b"hello", "x.woff2", "font/woff2"),
        (b"hello", "README", "application/octet-stream"),
        (b"", "", "application/octet-stream"),
    ],
)
def test_media_types_are_told_by_the_content(data: bytes, name: str, expected: str) -> None:
    assert media_type_of(data, name) == expected
