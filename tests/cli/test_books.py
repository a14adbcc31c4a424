"""Books on the command line: a folder of chapters, one file, a digest of several."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from books import NAV, ONE, book, healthy, pack, page, png


def tree(folder: str) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in Path(folder).rglob("[!.]*") if path.is_file())


@pytest.fixture
def shelf(here: Path) -> Path:
    """A folder with a book."""
    (here / "shelf").mkdir()
    (here / "shelf" / "book.epub").write_bytes(book())
    return here / "shelf"


def test_a_book_becomes_a_folder_of_chapters_and_pictures(shelf: Path, octavo: Any) -> None:
    done = octavo("convert", "shelf/book.epub", "-t", "markdown", "-o", "out/")
    assert done.exit_code == 0, done.stderr
    assert tree("out") == ["book.md", "book/1-one.md", "book/2-two.md", "book/images/dot.png"]
    contents = Path("out/book.md").read_text()
    assert 'title: "A Small Book"' in contents
    assert "cover: book/images/dot.png" in contents
    assert contents.endswith("- [One](book/1-one.md)\n- [Two](book/2-two.md)\n")
    one = Path("out/book/1-one.md").read_text()
    assert "![a dot](images/dot.png)" in one
    assert "[there](2-two.md#there)" in one
    assert "[^1]: Only *sometimes*." in one
    assert "[back](1-one.md)" in Path("out/book/2-two.md").read_text()
    assert Path("out/book/images/dot.png").read_bytes() == png()


def test_a_book_that_is_unchanged_is_not_converted_again_and_goes_with_all_its_files(shelf: Path, octavo: Any) -> None:
    octavo("convert", "shelf", "-f", "epub", "-t", "markdown", "-o", "out/")
    again = octavo("convert", "shelf", "-f", "epub", "-t", "markdown", "-o", "out/")
    assert "0 converted, 0 failed, 1 unchanged" in again.stderr
    Path("out/book/1-one.md").unlink()
    assert "1 converted" in octavo("convert", "shelf", "-f", "epub", "-t", "markdown", "-o", "out/").stderr
    (shelf / "other.epub").write_bytes(book())
    (shelf / "book.epub").unlink()
    octavo("convert", "shelf", "-f", "epub", "-t", "markdown", "-o", "out/", "--prune")
    assert tree("out") == ["other.md", "other/1-one.md", "other/2-two.md", "other/images/dot.png"]


def test_chapters_replace_no_output_of_another_input(shelf: Path, octavo: Any) -> None:
    (shelf / "Book").mkdir()
    (shelf / "Book" / "1-one.md").write_text("A post.\n")
    done = octavo("convert", "shelf/book.epub", "shelf/Book/1-one.md", "-t", "markdown", "-o", "out/")
    assert done.exit_code == 0, done.stderr
    assert Path("out/Book/1-one.md").read_text() == "A post.\n"
    chapters = [name for name in tree("out") if name.endswith("/2-two.md")]
    assert len(chapters) == 1
    assert chapters[0].startswith("book-")


def test_a_book_as_one_file(shelf: Path, octavo: Any) -> None:
    for target in ("md", "txt", "json"):
        done = octavo("convert", "shelf/book.epub", "-o", f"one/book.{target}")
        assert (done.exit_code, done.stderr) == (0, ""), done.stderr
    assert tree("one") == ["book.json", "book.md", "book.txt", "book_files/images/dot.png"]
    assert json.loads(Path("one/book.json").read_text())["meta"]["title"] == "A Small Book"
    assert "# One\n\nIt rains" in Path("one/book.md").read_text()
    assert "[there](#two-there)" in Path("one/book.md").read_text()
    assert "It rains[1], see there." in Path("one/book.txt").read_text()


def test_a_book_from_standard_input(shelf: Path, octavo: Any) -> None:
    done = octavo("convert", "-", "-t", "markdown", "-o", "out/", input=book())
    assert done.exit_code == 0, done.stderr
    assert Path("out/-/images/dot.png").exists() or [name for name in tree("out") if name.endswith("images/dot.png")]


def test_a_book_as_an_epub_keeps_its_shape(shelf: Path, octavo: Any) -> None:
    done = octavo("convert", "shelf/book.epub", "-o", "again.epub")
    assert done.exit_code == 0, done.stderr
    octavo("convert", "again.epub", "-t", "markdown", "-o", "out/")
    assert [name for name in tree("out") if name.endswith(".md")] == ["again.md", "again/1-one.md", "again/2-two.md"]


def test_pictures_can_be_dropped(shelf: Path, octavo: Any) -> None:
    octavo("convert", "shelf/book.epub", "-t", "markdown", "-o", "out/", "--images", "drop")
    assert tree("out") == ["book.md", "book/1-one.md", "book/2-two.md"]
    assert "a dot" in Path("out/book/1-one.md").read_text()


def test_a_digest_of_books_keeps_chapters_in_their_order(shelf: Path, octavo: Any) -> None:
    entries = healthy()
    entries["OEBPS/text/one.xhtml"] = page(ONE.replace("One", "Uno"), "Uno")
    entries["OEBPS/nav.xhtml"] = page(NAV.replace("One", "Uno"), "Contents")
    (shelf / "libro.epub").write_bytes(pack(entries))
    done = octavo("digest", "shelf/*.epub", "-o", "both.epub", "--group-by", "source")
    assert done.exit_code == 0, done.stderr
    octavo("convert", "both.epub", "-t", "markdown", "-o", "out/")
    contents = Path("out/both.md").read_text()
    titles = [line.strip() for line in contents.partition("---\n\n")[2].splitlines()]
    assert [title.partition("]")[0] for title in titles] == [
        "- book.epub",
        "- [One",
        "- [Two",
        "- libro.epub",
        "- [Uno",
        "- [Two",
    ]


def test_books_in_a_folder_of_posts_are_no_posts(site: Path, octavo: Any) -> None:
    for _ in range(2):
        done = octavo("digest", "source/_posts", "-o", "source/_posts/week.epub")
        assert "3 read, 0 failed" in done.stderr


def test_what_is_no_book_costs_itself_alone(shelf: Path, octavo: Any) -> None:
    (shelf / "bad.epub").write_bytes(b"PK\x03\x04 no book")
    done = octavo("convert", "shelf", "-f", "epub", "-t", "markdown", "-o", "out/")
    assert done.exit_code == 1
    assert "is no EPUB" in done.stderr
    assert "book.md" in tree("out")
    one = octavo("convert", "shelf/bad.epub", "-o", "bad.md")
    assert one.exit_code == 4
    assert not Path("bad.md").exists()
