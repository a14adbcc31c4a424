"""octavo digest: which posts, in which order, under which title."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

TITLES = {"One", "Two", "三"}


@pytest.fixture
def digest(site: Path, octavo: Any) -> Callable[..., list[str]]:
    """Return the titles in a digest, in order."""

    def titles(*arguments: str) -> list[str]:
        done = octavo("digest", "source/_posts", "-t", "json", "-W", "indent=0", "-q", *arguments)
        assert done.exit_code == 0, done.stderr
        document = json.loads(done.stdout)
        blocks = document["blocks"]
        headings = [block["children"][0] for block in blocks if block["type"] == "heading" and block["level"] == 1]
        return headings or [document["meta"]["title"]]

    return titles


@pytest.mark.parametrize(
    ("arguments", "titles"),
    [
        ([], "三 Two One"),
        (["--sort", "date"], "One Two 三"),
        (["--max", "2", "--sort", "title"], "Two 三"),
        (["--since", "2022-04-02"], "三 Two"),
        (["--until", "2022-04-08"], "Two One"),
        (["--since", "2022-04-08", "--until", "2022-04-08"], "Two"),
        (["--category", "news"], "Two One"),
        (["--exclude-category", "News"], "三"),
        (["--tag", "b"], "Two"),
        (["--exclude-tag", "b"], "三 One"),
        (["--author", "bob"], "Two"),
        (["--exclude-author", "bob"], "三 One"),
        (["--group-by", "month"], "2022-04"),
    ],
)
def test_what_is_taken_and_in_which_order(digest: Callable[..., list[str]], arguments: list[str], titles: str) -> None:
    found = digest(*arguments)
    assert [title for title in found if title in TITLES or "--group-by" in arguments] == titles.split()


def test_the_installed_command_makes_a_digest(site: Path, command: Any) -> None:
    done = command("digest", "source/_posts", "-o", "week.md", "--title", "The Week", "--description", "All of it")
    assert done.returncode == 0, done.stderr
    written = Path("week.md").read_text()
    assert "title: The Week" in written
    assert "3 read, 0 failed" in done.stderr


def test_without_a_title_it_is_named_by_its_dates(site: Path, octavo: Any) -> None:
    done = octavo("digest", "source/_posts", "-t", "json", "-W", "indent=0")
    meta = json.loads(done.stdout)["meta"]
    assert meta["title"] == "Digest, 2022-04-01 – 2022-04-15"
    assert meta["published"]["instant"].startswith("2022-04-15")


def test_drafts_are_left_out_unless_they_are_asked_for(site: Path, octavo: Any) -> None:
    assert octavo("digest", "source/_drafts", "-t", "json").exit_code == 2
    assert octavo("digest", "source/_drafts", "-t", "json", "--drafts").exit_code == 0


def test_what_can_not_be_read_is_reported_and_the_rest_bound(site: Path, octavo: Any) -> None:
    Path("source/_posts/bad.json").write_text('{"octavo": 99}')
    done = octavo("digest", "source/_posts", "-o", "week.md")
    assert done.exit_code == 1
    assert "bad.json" in done.stderr
    assert "三" in Path("week.md").read_text()


def test_what_has_no_date_is_counted(site: Path, octavo: Any, post: Callable[..., None]) -> None:
    Path("source/_posts/undated.md").write_text("Only text.\n")
    done = octavo("digest", "source/_posts", "-o", "week.md", "--since", "2022")
    assert "1 without a date left out" in done.stderr
    assert "Only text" not in Path("week.md").read_text()


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["-o", "x.md", "--tag", "nope"], 2, "no post is selected (widen"),
        (["-o", "x.md", "--since", "soon"], 2, "'soon' is no date (write 2022-04-28"),
        (["-o", "x.md", "--publisher", "P"], 2, "no place for a publisher"),
        (["-o", "x.md", "--cover", "gone.png"], 3, "gone.png"),
        (["-o", "x.md", "--cover", "source/_posts/one.md"], 2, "is no picture"),
        (["-o", "source/_posts/one.md"], 2, "would replace an input"),
        ([], 2, "the format of the digest is not clear"),
        (["-o", "x.md", "--max", "0"], 2, "Invalid value for '--max'"),
        (["-o", "x.md", "--sort", "size"], 2, "Invalid value for '--sort'"),
    ],
)
def test_what_makes_no_sense(site: Path, octavo: Any, arguments: list[str], code: int, words: str) -> None:
    done = octavo("digest", "source/_posts", *arguments)
    assert words in done.stderr
    assert done.exit_code == code
    assert not Path("x.md").exists()


def test_a_book_with_a_cover_and_a_publisher(site: Path, octavo: Any) -> None:
    pytest.importorskip("octavo_epub.binder")
    Path("cover.png").write_bytes(Path("source/images/logo.png").read_bytes())
    arguments = ["--publisher", "P", "--group-by", "category"]
    done = octavo("digest", "source/_posts", "-o", "week.epub", *arguments)
    assert done.exit_code == 0, done.stderr
    assert Path("week.epub").read_bytes().startswith(b"PK")
