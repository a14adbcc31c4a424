"""URLs as they are asked for, and what is told of the page."""

from __future__ import annotations

import pytest

from octavo import FetchError
from octavo_http.targets import parse_target, redirected, referrer_for


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://Example.com", "http://example.com/"),
        (
            "HTTPS://example.com:443/雪 x.png?a=[1]&b=雪#f",
            "https://example.com/%E9%9B%AA%20x.png?a=%5B1%5D&b=%E9%9B%AA",
        ),
        ("http://user:secret@example.com:8080/%41", "http://example.com:8080/%41"),
        ("http://例え.jp/", "http://xn--r8jz45g.jp/"),
        ("http://127。0。0。1/x", "http://127.0.0.1/x"),
        ("http://[::1]:81/x", "http://[::1]:81/x"),
        ("http://example.com/a\r\nHost: evil", "http://example.com/aHost:%20evil"),
    ],
)
def test_what_is_asked_for(url: str, expected: str) -> None:
    assert parse_target(url).url == expected


@pytest.mark.parametrize(
    "url",
    ["ftp://example.com/", "file:///etc/passwd", "x.png", "http:/127.0.0.1/x", "http://", "http://[bad/", "http://a:b/",
     "http://127.0.0.1\\@example.com/", "http://a b/", "http://" + "a" * 70 + ".com/", "http://x:99999/", "http://a..b/"],
)  # fmt: skip
def test_what_is_no_address_on_the_web(url: str) -> None:
    with pytest.raises(FetchError, match=r"no address|malformed"):
        parse_target(url)


def test_redirects_are_relative_to_what_was_asked_for() -> None:
    target = parse_target("https://a.example/b/c?d")
    assert redirected(target, "../e").url == "https://a.example/e"
    assert redirected(target, "//f.example/g").url == "https://f.example/g"
    with pytest.raises(FetchError):
        redirected(target, "file:///etc/passwd")


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("https://u:p@blog.example/雪?x=1#top", "https://blog.example/%E9%9B%AA?x=1"),
        ("file:///home/me/post.md", ""),
        ("", ""),
        ("http://[bad", ""),
        ("http://a\r\nX: y/", ""),
    ],
)
def test_the_page_that_shows_it(page: str, expected: str) -> None:
    assert referrer_for(parse_target("https://i.example/x.png"), page) == expected
    assert "\n" not in referrer_for(parse_target("https://i.example/x.png"), page)


def test_a_secure_page_is_not_told_to_an_insecure_server() -> None:
    assert referrer_for(parse_target("http://i.example/x.png"), "https://blog.example/") == ""
    assert referrer_for(parse_target("http://i.example/x.png"), "http://blog.example/") == "http://blog.example/"
