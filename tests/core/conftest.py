"""A tiny format for the tests of the pipeline: a title line, then paragraphs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from octavo import Binder, Context, Document, Meta, Publication, Reader, ReadError, Source, Timestamp, Writer, hookimpl
from octavo._registry import Registry, discover
from octavo.errors import Position
from octavo.model import Image, Paragraph
from octavo.publication import articles_of
from octavo.walk import plain_text


def read(source: Source, options: Any, context: Context) -> Document:
    title, *lines = source.decode().text.splitlines()
    if title == "bad":
        raise ReadError("it is bad", "make it good", Position(source.name, 1))
    if title == "crash":
        raise ZeroDivisionError("by the reader")
    if title == "exit":
        raise SystemExit(3)
    if title == "none":
        return None  # type: ignore[return-value]  # the fault
    if title == "number":
        raise ReadError("it is bad", "make it good", 5)
    if title == "naive":
        return Document(Meta(title=title, published=Timestamp("now", datetime(2024, 2, 29, 8))))  # the fault
    if title == "lossy":
        context.notice("loss", "something is lost", position=1)
    blocks = tuple(Paragraph((Image(line[4:]),) if line.startswith("img ") else (line,)) for line in lines if line)
    return Document(meta=Meta(title=title), blocks=blocks)


def write(document: Document, options: Any, context: Context) -> str:
    images = "".join(f"[{node.url}]" for block in document.blocks for node in block.children if isinstance(node, Image))  # type: ignore[union-attr]  # paragraphs only
    return f"{document.meta.title}: {plain_text(document.blocks)}{images}\n"


def bind(publication: Publication, options: Any, context: Context) -> bytes:
    return "|".join([publication.meta.title, *(part.title for part in articles_of(publication))]).encode()


class Plain:
    @hookimpl
    def octavo_readers(self) -> Iterable[Reader[Any]]:
        yield Reader(name="plain", extensions=(".pl",), read=read)

    @hookimpl
    def octavo_writers(self) -> Iterable[Writer[Any]]:
        yield Writer(name="line", extensions=(".line",), copies_resources=True, write=write)
        yield Writer(name="stream", extensions=(".stream",), appendable=True, write=write)

    @hookimpl
    def octavo_binders(self) -> Iterable[Binder[Any]]:
        yield Binder(name="book", extensions=(".book",), bind=bind)


@pytest.fixture
def registry() -> Registry:
    """The tiny formats, and the fetcher of files."""
    import octavo_file

    return discover(Plain(), octavo_file, entry_points=False)


@pytest.fixture
def plugin() -> type[Plain]:
    return Plain


@pytest.fixture
def png() -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"\0" * 20


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, png: bytes) -> Path:
    """A site with four posts, two of them bad, and pictures."""
    monkeypatch.chdir(tmp_path)
    posts = tmp_path / "source" / "_posts"
    (posts / "sub").mkdir(parents=True)
    (posts / "a.pl").write_text("A\nimg x.png\nimg /logo.png\nimg /gone.png\nimg fake.png")
    (posts / "bad.pl").write_text("bad\n")
    (posts / "crash.pl").write_text("crash\n")
    (posts / "sub" / "z.pl").write_text("lossy\ntext")
    (posts / "x.png").write_bytes(png)
    (posts / "fake.png").write_bytes(b"<html>")
    (tmp_path / "source" / "logo.png").write_bytes(png)
    return tmp_path
