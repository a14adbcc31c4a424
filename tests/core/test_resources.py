"""Where a Document's images are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo import Document, Meta, Resource
from octavo.model import Figure, Image, Paragraph
from octavo.resources import image_urls, locate_resources, relative_name


def picture(*urls: str, cover: str = "") -> Document:
    return Document(Meta(cover=cover), (Figure((Paragraph(tuple(Image(url) for url in urls)),)),))


def located(document: Document, location: str = "file:///posts/a%20b/post.md", *roots: str) -> dict[str, str]:
    return {resource.name: resource.location for resource in locate_resources(document, location, roots).resources}


def test_urls_are_given_once_in_order_with_the_cover() -> None:
    assert image_urls(picture("b", "a", "b", "", cover="c")) == ("b", "a", "c")


@pytest.mark.parametrize(
    ("url", "location"),
    [
        ("images/a.png", "file:///posts/a%20b/images/a.png"),
        ("../a.png", "file:///posts/a.png"),
        ("https://example.org/a.png", "https://example.org/a.png"),
        ("//example.org/a.png", "https://example.org/a.png"),
    ],
)
def test_urls_are_resolved_against_the_source(url: str, location: str) -> None:
    assert located(picture(url)) == {url: location}


def test_absolute_paths_are_below_the_first_root() -> None:
    assert located(picture("/images/a.png"), "file:///x/p.md", "file:///site/source") == {
        "/images/a.png": "file:///site/source/images/a.png"
    }


@pytest.mark.parametrize("url", ["data:image/png;base64,AAAA", "javascript:x", "http://[", "ftp://a/b.png"])
def test_what_can_not_be_had_gets_no_resource(url: str) -> None:
    document = picture(url)
    assert locate_resources(document, "file:///x/p.md") is document


def test_without_a_location_only_absolute_urls_are_found() -> None:
    assert located(picture("a.png", "https://example.org/a.png"), "") == {
        "https://example.org/a.png": "https://example.org/a.png"
    }


def test_resources_that_are_there_stay() -> None:
    document = Document(blocks=(Paragraph((Image("a.png"),)),), resources=(Resource("a.png", data=b"x"),))
    assert locate_resources(document, "file:///x/p.md") is document


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("images/a.png", "images/a.png"),
        ("./a.png", "a.png"),
        ("a/./b//c.png", "a/b/c.png"),
        ("%E5%9B%BE.png?x=1", "图.png"),
        ("../a.png", ""),
        ("a/%2e%2e/%2e%2e/b.png", ""),
        ("/etc/a.png", ""),
        ("%2Fetc/a.png", ""),
        ("https://example.org/a.png", ""),
        ("//[", ""),
        ("a%00.png", ""),
        ("..\\a.png", ""),
        (".", ""),
        ("", ""),
    ],
)
def test_names_that_may_lie_below_the_output(name: str, path: str) -> None:
    assert relative_name(Resource(name)) == path


@given(st.text())
def test_no_name_climbs(name: str) -> None:
    path = relative_name(Resource(name))
    assert ".." not in path.split("/")
    assert not path.startswith("/")
