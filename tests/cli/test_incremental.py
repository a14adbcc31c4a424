"""The second run makes only what would differ; what is gone is removed when the user says so."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from workload import files

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
STATE = Path("out/.octavo-state.sqlite")


@pytest.fixture
def run(site: Path, octavo: Any) -> Any:
    """Convert the site's posts, and return the line that says how it went."""

    def convert(*options: str, target: str = "markdown") -> str:
        done = octavo("convert", "source/_posts", "-t", target, "-o", "out/", *options)
        assert done.exit_code == 0, done.stderr
        return str(done.stderr.splitlines()[-1].removeprefix("octavo: "))

    return convert


def edit(path: str, text: str) -> None:
    file = Path(path)
    file.write_text(file.read_text() + text)


def test_nothing_is_done_twice(run: Any) -> None:
    assert run() == "3 converted, 0 failed"
    before = files("out")
    stamps = {name: Path("out", name).stat().st_mtime_ns for name in before}
    assert run() == "0 converted, 0 failed, 3 unchanged"
    assert {name: Path("out", name).stat().st_mtime_ns for name in before} == stamps
    assert run("--force") == "3 converted, 0 failed"
    assert files("out") == before


def test_an_edited_post_is_done_again_and_a_touched_one_is_not(run: Any) -> None:
    run()
    edit("source/_posts/one.md", "\nMore.\n")
    os.utime("source/_posts/three.md", (1, 1))
    assert run() == "1 converted, 0 failed, 2 unchanged"
    assert "More." in Path("out/one.md").read_text()


def test_a_post_with_the_time_and_size_of_another_is_not_taken_for_it(here: Path, octavo: Any) -> None:
    for folder in ("one", "two"):
        Path(folder).mkdir()
        Path(folder, "x.md").write_text(f"It is {folder}.\n")
        os.utime(f"{folder}/x.md", (1, 1))
    for folder in ("one", "two"):
        octavo("convert", folder, "-t", "markdown", "-o", "out/")
        assert Path("out/x.md").read_text() == f"It is {folder}.\n"
    Path("new.md").write_text("It is new.\n")
    os.utime("new.md", (1, 1))
    Path("new.md").replace("two/x.md")
    octavo("convert", "two", "-t", "markdown", "-o", "out/")
    assert Path("out/x.md").read_text() == "It is new.\n"


def test_an_output_that_was_changed_or_lost_is_made_again(run: Any) -> None:
    run()
    Path("out/one.md").unlink()
    edit("out/three.md", "mine")
    assert run() == "2 converted, 0 failed, 1 unchanged"
    Path("out/resources/images/logo.png").unlink()
    assert run() == "1 converted, 0 failed, 2 unchanged"
    assert Path("out/resources/images/logo.png").exists()


def test_an_image_that_changes_comes_or_goes_counts(run: Any) -> None:
    run()
    Path("source/images/logo.png").write_bytes(PNG + b"new")
    assert run() == "1 converted, 0 failed, 2 unchanged"
    assert Path("out/resources/images/logo.png").read_bytes().endswith(b"new")
    Path("source/images/logo.png").unlink()
    assert run() == "1 converted, 0 failed, 2 unchanged"
    assert run() == "0 converted, 0 failed, 3 unchanged"
    Path("source/images/logo.png").write_bytes(PNG)
    assert run() == "1 converted, 0 failed, 2 unchanged"


def test_what_a_post_asks_of_its_site_counts_and_nothing_else(run: Any, post: Any) -> None:
    Path("_config.yml").write_text("title: A\nurl: https://a.example\npermalink: :title/\n")
    post("source/_posts/one.md", "One", body="{% post_link three %}")
    run()
    edit("source/_posts/2022/two.md", "\nBody only.\n")
    assert run() == "1 converted, 0 failed, 2 unchanged"
    post("source/_posts/three.md", "Another title", "2022-04-15 10:00:00")
    assert run() == "2 converted, 0 failed, 1 unchanged"
    assert "Another title" in Path("out/one.md").read_text()
    Path("_config.yml").write_text("title: A\nurl: https://a.example\npermalink: :title/\ntimezone: Asia/Tokyo\n")
    assert run() == "3 converted, 0 failed"


def test_options_and_formats_count(run: Any) -> None:
    run()
    assert run("-W", "dialect=commonmark") == "3 converted, 0 failed"
    assert run("--timezone", "Asia/Tokyo", "-W", "dialect=commonmark") == "3 converted, 0 failed"
    assert run(target="text") == "3 converted, 0 failed"
    assert run(target="text") == "0 converted, 0 failed, 3 unchanged"


def test_notices_are_told_again(site: Path, octavo: Any) -> None:
    Path("source/_posts/one.md").write_text("---\ntitle: A\n---\n![]()\n")
    first, second = (octavo("convert", "source/_posts", "-t", "markdown", "-o", "out/", "-v") for _ in range(2))
    assert first.stderr.splitlines()[:-1] == second.stderr.splitlines()[:-1]
    assert "image-without-url" in second.stderr


def test_a_post_that_fails_is_tried_again(site: Path, octavo: Any) -> None:
    Path("source/_posts/bad.json").write_text('{"octavo": 99}')
    for _ in range(2):
        done = octavo("convert", "source/_posts", "-t", "markdown", "-o", "out/")
        assert done.exit_code == 1
        assert "1 failed" in done.stderr


def test_outputs_of_posts_that_are_gone_are_removed_when_the_user_says_so(run: Any, site: Path, octavo: Any) -> None:
    run()
    run(target="text")
    Path("source/_posts/2022/two.md").unlink()
    Path("source/_posts/one.md").unlink()
    done = octavo("convert", "source/_posts", "-t", "markdown", "-o", "out/")
    assert "2 outputs of inputs that are gone, such as 2022/two.md; --prune removes them" in done.stderr
    plan = octavo("convert", "source/_posts", "-t", "markdown", "-o", "out/", "--prune", "--dry-run")
    assert plan.stdout.splitlines() == [
        "source/_posts/three.md -> out/three.md (unchanged)",
        "nothing -> out/2022/two.md (to be removed)",
        "nothing -> out/one.md (to be removed)",
    ]
    assert run("--prune").endswith("3 removed")
    assert sorted(files("out")) == ["2022/two.txt", "one.txt", "three.md", "three.txt"]


def test_what_somebody_changed_or_another_post_needs_is_not_removed(run: Any, post: Any) -> None:
    post("source/_posts/three.md", "Three", body="![logo](/images/logo.png)")
    run()
    edit("out/2022/two.md", "mine")
    Path("source/_posts/one.md").unlink()
    Path("source/_posts/2022/two.md").unlink()
    assert run("--prune").endswith("1 removed")
    assert sorted(files("out")) == ["2022/two.md", "resources/images/logo.png", "three.md"]


def test_posts_that_are_merely_not_named_are_not_removed(run: Any, octavo: Any) -> None:
    run()
    octavo("convert", "source/_posts/one.md", "source/_posts/three.md", "-t", "markdown", "-o", "out/", "--prune")
    assert "2022/two.md" in files("out")


def test_a_post_whose_name_is_no_unicode_is_not_taken_for_gone(here: Path, octavo: Any) -> None:
    Path("posts").mkdir()
    Path("posts/b.md").write_text("B")
    try:
        Path(os.fsdecode(b"posts/a\xff.md")).write_text("A")
    except OSError:
        pytest.skip("names are Unicode here")
    octavo("convert", "posts", "-t", "text", "-o", "out/")
    octavo("convert", "posts/b*", "-t", "text", "-o", "out/", "--prune")
    assert set(files("out")) == {"a_.txt", "b.txt"}


@pytest.mark.parametrize("damage", [b"", b"SQLite format 3\0 but no more", b"x" * 5000])
def test_a_damaged_record_costs_time_alone(run: Any, damage: bytes) -> None:
    run()
    STATE.write_bytes(damage)
    assert run() == "3 converted, 0 failed"
    assert run() == "0 converted, 0 failed, 3 unchanged"


def test_a_record_whose_inside_is_damaged_is_made_anew(run: Any) -> None:
    run()
    pages = STATE.read_bytes()
    STATE.write_bytes(pages[:4096] + b"\xa5" * (len(pages) - 4096))
    assert run() == "3 converted, 0 failed"
    assert run() == "0 converted, 0 failed, 3 unchanged"


@pytest.mark.parametrize("record", ["damaged", "of another version", "good"])
def test_a_dry_run_leaves_the_record_as_it_is(run: Any, octavo: Any, record: str) -> None:
    run()
    if record == "damaged":
        STATE.write_bytes(b"x" * 5000)
    if record == "of another version":
        with sqlite3.connect(STATE) as database:
            database.execute("PRAGMA user_version = 99")
        database.close()
    before = STATE.read_bytes()
    done = octavo("convert", "source/_posts", "-t", "markdown", "-o", "out/", "--dry-run")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.count("(unchanged)") == (3 if record == "good" else 0)
    assert STATE.read_bytes() == before


def test_a_record_of_another_version_is_made_anew(run: Any) -> None:
    run()
    with sqlite3.connect(STATE) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    assert run() == "3 converted, 0 failed"


def test_a_record_that_can_not_be_kept_is_told(run: Any, octavo: Any) -> None:
    STATE.mkdir(parents=True)
    done = octavo("convert", "source/_posts", "-t", "markdown", "-o", "out/")
    assert (done.exit_code, "3 converted, 0 failed" in done.stderr) == (5, True)
    assert "error: the record can't be kept" in done.stderr
    assert "the next run converts everything again" in done.stderr
