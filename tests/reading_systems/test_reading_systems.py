"""Books are opened in a reading system, foliate-js in Chromium: contents, pictures, notes, writing modes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Digest = Callable[..., Path]
Opened = Callable[[Path], dict[str, Any]]

JAPANESE = ("jitensha-no-asa.md", "kissaten-no-radio.md", "shoyu-to-jikan.md")
ARABIC = ("maktaba-ala-ajalat.md",)


@pytest.fixture(scope="module")
def samples(digest: Digest, opened: Opened) -> dict[str, Any]:
    return opened(digest("samples", "--title", "Samples", "--group-by", "category"))


def test_every_page_is_well_formed_and_asks_for_nothing(samples: dict[str, Any]) -> None:
    assert samples["title"] == "Samples"
    assert len(samples["pages"]) > 15
    assert (samples["bad"], samples["errors"], samples["requests"]) == ([], [], [])


def test_contents_lead_to_what_they_name(samples: dict[str, Any]) -> None:
    assert samples["deep"]
    assert len(samples["contents"]) > 15
    for entry in samples["contents"]:
        assert entry["visit"]["right"], entry
        assert entry["label"] in entry["visit"]["text"], entry


def test_there_are_landmarks_and_a_cover(samples: dict[str, Any]) -> None:
    assert samples["landmarks"] >= 2
    assert samples["cover"]


def test_pictures_are_shown(samples: dict[str, Any]) -> None:
    pictures = [picture for page in samples["pages"] for picture in page.get("pictures", ())]
    assert len(pictures) >= 3
    assert all(picture["width"] > 0 for picture in pictures)


def test_notes_pop_up(samples: dict[str, Any]) -> None:
    notes = [page["note"] for page in samples["pages"] if page["notes"]]
    assert notes
    assert all(note and note["type"] == "footnote" and len(note["text"]) > 5 for note in notes)


def test_vertical_japanese_is_read_from_right_to_left(digest: Digest, opened: Opened) -> None:
    book = opened(digest("vertical", "-W", "writing=vertical", posts=JAPANESE))
    assert book["direction"] == "rtl"
    articles = [page for page in book["pages"] if any(Path(post).stem in page["id"] for post in JAPANESE)]
    assert len(articles) == len(JAPANESE)
    assert {page["language"] for page in articles} == {"ja"}
    assert {page["look"]["writing"] for page in articles} == {"vertical-rl"}
    assert all(entry["visit"]["right"] for entry in book["contents"])


def test_arabic_is_written_from_right_to_left(digest: Digest, opened: Opened) -> None:
    book = opened(digest("arabic", posts=ARABIC))
    articles = [page for page in book["pages"] if page["language"].startswith("ar")]
    assert articles
    assert {page["look"]["direction"] for page in articles} == {"rtl"}
