"""octavo-thimble, tried by itself."""

import base64

import pytest
from octavo import FetchError, FetchPolicy, Resource
from octavo.testing import Check

import octavo_thimble

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
URL = "thimble:" + base64.b64encode(PNG).decode()
URLS = {"thimble": [URL]}

pytestmark = pytest.mark.octavo(octavo_thimble, urls=URLS)


def located(url: str) -> Resource:
    return Resource("a picture", location=url)


def test_conformance(octavo_check: Check) -> None:
    """Runs once for each check of octavo's kit."""
    octavo_check()


def test_the_bytes_come_with_their_media_type() -> None:
    fetched = octavo_thimble.fetch(located(URL), FetchPolicy())
    assert (fetched.data, fetched.media_type) == (PNG, "image/png")


@pytest.mark.parametrize("rest", ["", "?", "é", "A" * 2000])
def test_what_can_not_be_had_is_a_fetch_error(rest: str) -> None:
    resource = located(f"thimble:{rest}")
    with pytest.raises(FetchError):
        octavo_thimble.fetch(resource, FetchPolicy(maximum_bytes=1000))
