"""octavo check: lines, JSON, exit codes, and what is missing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from books import TWO, book, page

BROKEN = page(TWO + '\n<p><a href="gone\x1b[31m.xhtml">gone</a></p>'.replace("\x1b", "%1B"), "Two")


@pytest.fixture
def shelf(here: Path) -> Path:
    (here / "good.epub").write_bytes(book())
    (here / "bad.epub").write_bytes(book(two=BROKEN))
    return here


def test_lines_and_a_verdict(shelf: Path, octavo: Any) -> None:
    done = octavo("check", "good.epub", "bad.epub", "--epubcheck", "no")
    assert done.exit_code == 1
    lines = done.stdout.splitlines()
    assert lines[0] == "good.epub: valid"
    assert lines[1].startswith("bad.epub/OEBPS/text/two.xhtml:10: error: ")
    assert lines[1].endswith("[link-broken]")
    assert lines[2] == "bad.epub: invalid, 1 error"
    assert octavo("check", "good.epub", "--epubcheck", "no").exit_code == 0


def test_warnings_make_nothing_invalid(shelf: Path, octavo: Any) -> None:
    Path("warned.epub").write_bytes(book(two=page(TWO + "<h4>Deep</h4>", "Two")))
    done = octavo("check", "warned.epub", "--epubcheck", "no")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[-1] == "warned.epub: valid, 1 warning"


def test_json(shelf: Path, octavo: Any) -> None:
    done = octavo("check", "good.epub", "bad.epub", "--json", "--epubcheck", "no")
    books = json.loads(done.stdout)["books"]
    assert [(one["path"], one["valid"]) for one in books] == [("good.epub", True), ("bad.epub", False)]
    (finding,) = books[1]["findings"]
    assert (finding["code"], finding["severity"], finding["file"], finding["line"]) == (
        "link-broken", "error", "OEBPS/text/two.xhtml", 10,
    )  # fmt: skip


def test_epubcheck_is_run_where_it_is_installed(shelf: Path, octavo: Any) -> None:
    done = octavo("check", "good.epub", "bad.epub", "--json", "--epubcheck", "yes")
    good, bad = json.loads(done.stdout)["books"]
    assert good["valid"]
    found = [(one["code"], one["file"], one["line"]) for one in bad["findings"] if one.get("by") == "epubcheck"]
    assert ("RSC-007", "OEBPS/text/two.xhtml", 10) in found


def test_without_java_octavo_checks_alone_or_says_what_is_missing(
    shelf: Path, octavo: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(shelf))
    done = octavo("check", "good.epub")
    assert (done.exit_code, done.stdout) == (0, "good.epub: valid\n")
    assert "needs Java" in done.stderr
    insisted = octavo("check", "good.epub", "--epubcheck", "yes")
    assert insisted.exit_code == 2
    assert "needs Java" in insisted.stderr


def test_what_can_not_be_read(shelf: Path, octavo: Any) -> None:
    alone = octavo("check", "gone.epub", "--epubcheck", "no")
    assert (alone.exit_code, alone.stdout) == (3, "")
    assert alone.stderr.startswith("gone.epub: error: can't be read")
    among = octavo("check", "gone.epub", "good.epub", "--epubcheck", "no")
    assert among.exit_code == 1
    assert "gone.epub: invalid, 1 error" in among.stdout
    assert "good.epub: valid" in among.stdout
    Path("garbage.epub").write_bytes(b"\0garbage")
    garbage = octavo("check", "garbage.epub", "--epubcheck", "no")
    assert garbage.exit_code == 1
    assert "[no-epub]" in garbage.stdout
    assert octavo("check").exit_code == 2


def test_names_obey_no_terminal(shelf: Path, octavo: Any) -> None:
    Path("b\x1b[31m.epub").write_bytes(book())
    done = octavo("check", "b\x1b[31m.epub", "--epubcheck", "no")
    assert done.stdout == "b\\x1b[31m.epub: valid\n"
