"""Images beside the outputs: where each goes, and that links still lead to it."""

from __future__ import annotations

import pytest

from octavo import Document, Meta, Resource
from octavo._beside import Place, find_copies, follow_copies
from octavo.model import Image, Paragraph

SITE = "file:///home/site/source"
ROOT = SITE + "/_posts"


def placed(url: str, location: str, output: str = "2020/a.md", root: str = ROOT) -> tuple[str, list[str]]:
    document = Document(Meta(cover=url), (Paragraph((Image(url),)),), (Resource(url, location=location),))
    place = Place(output, root, (SITE,))
    copies = find_copies(document, place)
    moved = follow_copies(document, copies, place)
    (paragraph,) = moved.blocks
    assert isinstance(paragraph, Paragraph)
    (image,) = paragraph.children
    assert isinstance(image, Image)
    assert moved.meta.cover == image.url == moved.resources[0].name
    return image.url, [copy.path for copy in copies]


@pytest.mark.parametrize(
    ("url", "location", "link", "path"),
    [
        ("x.png", "/_posts/2020/x.png", "x.png", "2020/x.png"),
        ("./img/x%20y.png?v=1", "/_posts/2020/img/x%20y.png", "./img/x%20y.png?v=1", "2020/img/x y.png"),
        ("../x.png", "/_posts/x.png", "../x.png", "x.png"),
        ("../../images/x.png", "/images/x.png", "../resources/images/x.png", "resources/images/x.png"),
        ("/images/图.png", "/images/%E5%9B%BE.png", "../resources/images/%E5%9B%BE.png", "resources/images/图.png"),
    ],
)
def test_where_an_image_goes_and_what_the_link_becomes(url: str, location: str, link: str, path: str) -> None:
    assert placed(url, SITE + location) == (link, [path])


def test_an_image_at_the_site_s_root_keeps_its_place_when_the_site_is_the_input() -> None:
    assert placed("/images/x.png", SITE + "/images/x.png", "_posts/a.md", SITE) == ("../images/x.png", ["images/x.png"])


def test_images_of_the_site_and_of_a_folder_called_as_theirs_lie_apart() -> None:
    assert placed("/x.png", SITE + "/x.png")[1] == ["resources/x.png"]
    link, (path,) = placed("../resources/x.png", ROOT + "/resources/x.png")
    assert path.startswith("resources/x-")
    assert link == f"../{path}"
    assert placed("../resources/x.png", SITE + "/resources/x.png", root=SITE)[1] == ["resources/x.png"]


@pytest.mark.parametrize(
    ("url", "location"),
    [
        ("../../../../etc/x.png", "file:///etc/x.png"),
        ("https://example.org/x.png", "https://example.org/x.png"),
        ("file:///home/site/source-secret/x.png", "file:///home/site/source-secret/x.png"),
    ],
)
def test_what_is_not_the_site_s_is_neither_copied_nor_touched(url: str, location: str) -> None:
    assert placed(url, location) == (url, [])


def test_names_that_are_unsafe_elsewhere_are_changed_and_the_link_follows() -> None:
    link, (path,) = placed("a:b.png", ROOT + "/2020/a:b.png")
    assert path.startswith("2020/a_b-")
    assert "2020/" + link == path


def test_a_moved_output_keeps_its_images() -> None:
    link, (path,) = placed("x.png", ROOT + "/con/x.png", "_con/a.md")
    assert link.startswith("x-")
    assert path == f"_con/{link}"


def test_what_the_source_carried_goes_into_a_folder_of_the_output_s_name() -> None:
    document = Document(Meta(), (Paragraph((Image("images/1.png"),)),), (Resource("images/1.png", data=b"x"),))
    place = Place("2020/book.md", ROOT)
    copies = find_copies(document, place)
    moved = follow_copies(document, copies, place)
    assert [copy.path for copy in copies] == ["2020/book_files/images/1.png"]
    assert moved.blocks == (Paragraph((Image("book_files/images/1.png"),)),)
