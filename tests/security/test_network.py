"""Threat: what a post shows makes octavo ask for something: anything unasked, or what only this machine and its net can see."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from books import png
from loopback import Server
from octavo._cli import cli

HOSTS = [
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "0.0.0.0",  # noqa: S104  # nothing is bound to it
    "localhost",
    "[::1]",
    "[::ffff:127.0.0.1]",
]
POST = """---
title: T
cover: {url}
author: {{name: A, url: "{url}"}}
---
![x]({url}) [l]({url})

<img src="{url}" srcset="{url} 2x"><picture><source srcset="{url}"><img src="{url}"></picture>
<video src="{url}" poster="{url}"></video><iframe src="{url}"></iframe>
<link rel="stylesheet" href="{url}"><style>@import "{url}"; p {{ background: url({url}) }}</style>
<object data="{url}"></object><embed src="{url}"><svg><image href="{url}"/><use href="{url}#x"/></svg>
"""


def convert(url: str, target: str, *options: str) -> Result:
    Path("post.md").write_text(POST.format(url=url), encoding="utf-8")
    return CliRunner().invoke(cli, ["convert", "post.md", "-t", target, "-o", "out/", "-v", *options])


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.mark.parametrize("images", ["", "link", "drop"])
@pytest.mark.parametrize("target", ["markdown", "text", "json", "html", "xhtml", "epub", "pandoc"])
def test_nothing_is_asked_for_unless_pictures_are_to_be_embedded(server: Server, target: str, images: str) -> None:
    host = server.host  # which would be allowed
    done = convert(server.url("/x.png"), target, "--private-host", host, *(["--images", images] if images else []))
    assert done.exit_code == 0, done.output
    assert server.requests == []


def test_pictures_alone_are_asked_for_where_it_is_wanted_and_allowed(server: Server) -> None:
    done = convert(server.url("/x.png"), "epub", "--images", "embed", "--private-host", server.host)
    assert done.exit_code == 0, done.output
    assert {request[0] for request in server.requests} == {"/x.png"}


def test_each_picture_that_can_t_be_had_is_told_and_is_a_link_in_the_book(server: Server) -> None:
    server.answers["/there.png"] = lambda handler: handler.reply(200, png())
    paths = ("/gone.png", "/gone-too.png", "/there.png")
    Path("post.md").write_text("".join(f"![words]({server.url(path)})\n\n" for path in paths))
    arguments = ["convert", "post.md", "-o", "book.epub", "-v", "--images", "embed", "--private-host", server.host]
    done = CliRunner().invoke(cli, arguments)
    for path in paths[:2]:
        assert f"post.md: warning: {server.url(path)}: the server answers 404; its words or a link" in done.output
    with zipfile.ZipFile("book.epub") as book:
        text = "".join(book.read(name).decode() for name in book.namelist() if "/text/" in name)
        assert len([name for name in book.namelist() if "/images/" in name]) == 1
    assert all(f'<a href="{server.url(path)}">words</a>' in text for path in paths[:2])
    assert 'src="http' not in text


@pytest.mark.parametrize("host", HOSTS)
def test_this_machine_is_not_asked_however_it_is_called(server: Server, host: str) -> None:
    port = server.host.rpartition(":")[2]
    done = convert(f"http://{host}:{port}/x.png", "epub", "--images", "embed")
    assert done.exit_code == 0, done.output
    assert server.requests == []
    assert "image-not-embedded" in done.output


@pytest.mark.parametrize("path", ["/to-private", "/to-metadata"])
def test_no_redirect_leads_to_what_is_private(server: Server, path: str) -> None:
    done = convert(server.url(path), "epub", "--images", "embed", "--private-host", server.host)
    assert done.exit_code == 0, done.output
    assert {request[0] for request in server.requests} == {path}
    assert "private address" in done.output


@pytest.mark.parametrize("scheme", ["ftp", "gopher", "file", "ws", "s3", "jar:http", "view-source:http"])
def test_only_http_is_spoken(server: Server, scheme: str) -> None:
    done = convert(f"{scheme}://{server.host}/x.png", "epub", "--images", "embed", "--private-host", server.host)
    assert done.exit_code == 0, done.output
    assert server.requests == []
