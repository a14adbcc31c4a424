"""DAISY Ace finds no violation: on the samples, on a vertical Japanese and on an Arabic book."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

Digest = Callable[..., Path]
Judged = Callable[[Path], list[str] | None]


def test_samples(digest: Digest, judged: Judged) -> None:
    assert judged(digest("samples", "--title", "Samples", "--group-by", "category")) == []


def test_vertical_japanese(digest: Digest, judged: Judged) -> None:
    posts = ("jitensha-no-asa.md", "kissaten-no-radio.md", "shoyu-to-jikan.md")
    assert judged(digest("vertical", "-W", "writing=vertical", posts=posts)) == []


def test_arabic(digest: Digest, judged: Judged) -> None:
    assert judged(digest("arabic", posts=("maktaba-ala-ajalat.md",))) == []
