"""URLs: what could run code does not come through, in no disguise."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo.url import local_path, safe_url

INVISIBLE = "\x00\x01\t\n\r \x7f\u00a0\u00ad\u200b\u200e\u2028\u202e\u2060\ufeff"


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/a?b=c#d",
        "../a/b.md#c",
        "#fragment",
        "mailto:a@example.org",
        "tel:+123",
        "//example.org/a",
        "page:1",
        "一/二.png",
        "",
    ],
)
def test_safe_urls_stay(url: str) -> None:
    assert safe_url(url) == url


@pytest.mark.parametrize(
    "scheme", ["javascript", "JavaScript", "vbscript", "data", "blob", "filesystem", "view-source"]
)
def test_unsafe_schemes_go(scheme: str) -> None:
    assert safe_url(f"{scheme}:alert(1)") == ""


@given(st.lists(st.sampled_from(INVISIBLE), max_size=4), st.integers(0, 11), st.booleans())
def test_no_disguise_helps(characters: list[str], place: int, image: bool) -> None:
    disguised = "javascript:"[:place] + "".join(characters) + "javascript:"[place:] + "alert(1)"
    assert safe_url(disguised, image=image) == ""


@given(st.text())
def test_what_comes_through_has_no_control_characters(url: str) -> None:
    safe = safe_url(url)
    assert not any(ord(character) < 32 for character in safe)
    assert safe_url(safe) == safe


@pytest.mark.parametrize("kind", ["png", "jpeg", "gif", "webp"])
def test_pictures_may_be_data(kind: str) -> None:
    url = f"data:image/{kind};base64,AAAA"
    assert safe_url(url, image=True) == url
    assert safe_url(url) == ""


@pytest.mark.parametrize("url", ["data:image/svg+xml;base64,AAAA", "data:text/html,<b>", "data:image/png"])
def test_other_data_may_not(url: str) -> None:
    assert safe_url(url, image=True) == ""


@pytest.mark.parametrize("name", ["a b.png", "100%.png", "é讀.png", "a%20b", "a+b#c?d"])
def test_the_path_of_a_file_url_is_that_of_the_file(name: str, tmp_path: Path) -> None:
    assert Path(local_path(urlsplit((tmp_path / name).as_uri()).path)) == tmp_path / name
