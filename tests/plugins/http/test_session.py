"""Fetching over HTTP: from a server on this machine that answers well and badly, which the policy names."""

from __future__ import annotations

import os
import socket
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from msgspec.structs import replace

import octavo_http
from loopback import PNG, Handler, Server
from octavo import FetchError, FetchPolicy, Resource
from octavo._registry import discover
from octavo_http import session
from octavo_http.cache import FRESH, KEPT
from octavo_http.session import fetch, open_session


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "_PAUSE", 0.01)


@pytest.fixture
def policy(server: Server) -> FetchPolicy:
    return FetchPolicy(network=True, private_hosts=(server.host,), seconds=1.0, maximum_bytes=1_000_000)


def get(server: Server, path: str, policy: FetchPolicy) -> Resource:
    return fetch(Resource("x", location=server.url(path)), policy)


def test_it_is_declared_as_remote() -> None:
    fetchers = discover(octavo_http, entry_points=False).fetchers
    assert fetchers["http"] is fetchers["https"]
    assert fetchers["http"].remote


def test_a_picture(server: Server, policy: FetchPolicy) -> None:
    found = get(server, "/x.png", replace(policy, referrer="http://u:p@blog.example/雪#x"))
    assert (found.name, found.data, found.media_type) == ("x", PNG, "image/png")
    headers = server.requests[0][1]
    assert headers["Referer"] == "http://blog.example/%E9%9B%AA"
    assert headers["Host"] == server.host
    assert headers["User-Agent"].startswith("octavo/")


@pytest.mark.parametrize("path", ["/雪.png?a=[", "/to-x", "/gzip", "/deflate"])
def test_other_ways_to_a_picture(server: Server, policy: FetchPolicy, path: str) -> None:
    assert get(server, path, policy).data == PNG


def test_the_type_is_told_by_the_content(server: Server, policy: FetchPolicy) -> None:
    assert get(server, "/text", policy).media_type == "text/html"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/gone", "answers 404"),
        ("/500", "answers 500"),
        ("/lie", "larger than 1,000,000 bytes"),
        ("/endless", "larger than 1,000,000 bytes"),
        ("/bomb", "larger than 1,000,000 bytes"),
        ("/gzip-cut", "cut off"),
        ("/gzip-broken", "decompressed"),
        ("/brotli", "compressed by 'br'"),
        ("/slow", "too long"),
        ("/slow-headers", "too long"),
        ("/endless-headers", "octet|header|reset|Broken|closed|too"),
        ("/truncated", "closed"),
        ("/reset", "disconnected|reset"),
        ("/loop", "redirected more than 5 times"),
        ("/to-private", "private address"),
        ("/to-metadata", "private address"),
        ("/to-file", "no address on the web"),
        ("/to-nowhere", "malformed"),
    ],
)
def test_what_fails(server: Server, policy: FetchPolicy, path: str, reason: str) -> None:
    start = time.monotonic()
    with pytest.raises(FetchError, match=reason) as failed:
        get(server, path, policy)
    assert failed.value.message.startswith(server.url(path))
    assert time.monotonic() - start < 3


def test_one_picture_is_bounded(server: Server, policy: FetchPolicy) -> None:
    assert get(server, "/x.png", replace(policy, maximum_bytes=len(PNG))).data == PNG
    with pytest.raises(FetchError, match=f"larger than {len(PNG) - 1} bytes"):
        get(server, "/x.png", replace(policy, maximum_bytes=len(PNG) - 1))

    def pause(handler: Handler) -> None:
        time.sleep(0.2)
        handler.reply(200, PNG)

    server.answers["/pause"] = pause
    assert get(server, "/pause", replace(policy, seconds=30.0)).data == PNG
    with pytest.raises(FetchError, match="too long"):
        get(server, "/pause", replace(policy, seconds=0.05))


def test_what_may_pass_is_tried_again(server: Server, policy: FetchPolicy) -> None:
    answers = iter([503, 429, 200])
    server.answers["/busy"] = lambda handler: handler.reply(next(answers), PNG)
    assert get(server, "/busy", policy).data == PNG
    with pytest.raises(FetchError):
        get(server, "/500", policy)
    with pytest.raises(FetchError):
        get(server, "/gone", policy)
    assert [server.paths().count(path) for path in ("/busy", "/500", "/gone")] == [3, 3, 1]


def test_no_request_reaches_a_private_address_that_is_not_named(server: Server, policy: FetchPolicy) -> None:
    port = server.server_port
    hosts = [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "127.1",
        "0x7f.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "127。0。0。1",
        "0",
    ]
    for host in hosts:
        with pytest.raises(FetchError, match="private address"):
            fetch(Resource("x", location=f"http://{host}:{port}/x.png"), replace(policy, private_hosts=()))
    server.answers["/again"] = lambda handler: handler.reply(302, Location=f"http://localhost:{port}/x.png")
    with pytest.raises(FetchError, match="private address"):
        get(server, "/again", policy)
    assert server.paths() == ["/again"]


def test_a_name_is_looked_up_once(server: Server, policy: FetchPolicy, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is checked is what is connected to, whatever the name's server says the next time."""
    answers = iter(["192.0.2.1", "127.0.0.1"])
    lookup = lambda *_, **__: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), server.server_port))]  # noqa: E731  # one line, used once
    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    with pytest.raises(FetchError, match="private address"):
        fetch(Resource("x", location=f"http://rebinding.example:{server.server_port}/x.png"), policy)
    assert server.requests == []


def test_nobody_listens(policy: FetchPolicy) -> None:
    with pytest.raises(FetchError, match="refused"):
        fetch(Resource("x", location="http://127.0.0.1:1/"), replace(policy, private_hosts=("127.0.0.1",)))


def test_a_session_shares_connections_between_threads(server: Server, policy: FetchPolicy) -> None:
    with open_session(policy) as fetch_one, ThreadPoolExecutor(4) as pool:
        found = pool.map(lambda _: fetch_one(Resource("x", location=server.url("/x.png")), policy), range(20))
        assert [one.data for one in found] == [PNG] * 20
    assert len({client for *_, client in server.requests}) < 10


class TestCache:
    @pytest.fixture
    def cached(self, policy: FetchPolicy, tmp_path: Path) -> FetchPolicy:
        return replace(policy, cache=str(tmp_path / "cache"))

    def age(self, policy: FetchPolicy, seconds: float) -> None:
        then = time.time() - seconds
        for file in Path(policy.cache).iterdir():
            os.utime(file, (then, then))

    def test_a_fresh_copy_is_used_without_asking(self, server: Server, cached: FetchPolicy) -> None:
        assert get(server, "/x.png", cached) == get(server, "/x.png", cached)
        assert server.paths() == ["/x.png"]

    def test_an_older_one_is_asked_about(self, server: Server, cached: FetchPolicy) -> None:
        tagged = {"ETag": '"1"', "Last_Modified": "Mon, 01 Jan 2024 00:00:00 GMT"}
        server.answers["/v"] = lambda handler: handler.reply(200, PNG, **tagged)
        get(server, "/v", cached)
        self.age(cached, FRESH + 1)
        server.answers["/v"] = lambda handler: handler.reply(304)
        assert get(server, "/v", cached).data == PNG
        assert server.requests[1][1]["If-None-Match"] == '"1"'
        assert server.requests[1][1]["If-Modified-Since"].startswith("Mon")
        assert get(server, "/v", cached).data == PNG
        assert len(server.requests) == 2

    def test_a_changed_one_is_replaced(self, server: Server, cached: FetchPolicy) -> None:
        get(server, "/x.png", cached)
        self.age(cached, FRESH + 1)
        server.answers["/x.png"] = lambda handler: handler.reply(200, b"new")
        assert [get(server, "/x.png", cached).data for _ in range(2)] == [b"new", b"new"]

    def test_an_old_copy_is_better_than_none(self, server: Server, cached: FetchPolicy) -> None:
        get(server, "/x.png", cached)
        self.age(cached, FRESH + 1)
        server.answers["/x.png"] = lambda handler: handler.reply(404)
        assert get(server, "/x.png", cached).data == PNG

    def test_a_damaged_one_is_fetched_again(self, server: Server, cached: FetchPolicy) -> None:
        get(server, "/x.png", cached)
        next(Path(cached.cache).glob("*.data")).write_bytes(b"damaged")
        assert get(server, "/x.png", cached).data == PNG
        next(Path(cached.cache).glob("*.json")).write_bytes(b"damaged")
        assert get(server, "/x.png", cached).data == PNG
        assert len(server.requests) == 3

    def test_what_is_too_old_is_deleted(self, server: Server, cached: FetchPolicy) -> None:
        get(server, "/x.png", cached)
        self.age(cached, KEPT + 60)
        get(server, "/gzip", cached)
        assert len(list(Path(cached.cache).iterdir())) == 2

    def test_what_must_not_be_stored(self, server: Server, cached: FetchPolicy) -> None:
        server.answers["/s"] = lambda handler: handler.reply(200, PNG, Cache_Control="no-store")
        get(server, "/s", cached)
        assert not Path(cached.cache).exists()

    def test_without_a_folder_to_write_to(self, server: Server, policy: FetchPolicy, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("x")
        assert get(server, "/x.png", replace(policy, cache=str(tmp_path / "file"))).data == PNG


def test_a_server_that_can_not_prove_who_it_is(server: Server, policy: FetchPolicy) -> None:
    with pytest.raises(FetchError, match=r"(?i)ssl"):
        fetch(Resource("x", location=f"https://{server.host}/x.png"), policy)


def test_without_httpcore_it_is_said_what_to_do(policy: FetchPolicy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "httpcore", None)
    with pytest.raises(FetchError, match=r"octavo\[remote\]"):
        fetch(Resource("x", location="http://x.example/"), policy)
