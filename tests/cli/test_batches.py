"""Batches on the command line: the plan, the report, worker processes, and what stops them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest

from workload import files

BAD = '{"octavo": 99}'
PROGRAM = str(Path(sys.executable).with_name("octavo"))
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")


@pytest.fixture
def archive(here: Path, post: Callable[..., None]) -> Path:
    """Sixty posts in three folders."""
    for number in range(60):
        body = f"Post {number} <b>bold</b>.\n\n" + "A paragraph of some words. " * 30
        post(f"posts/{number % 3}/{number:02}.md", f"Title {number}", "2022-04-01", body)
    return here / "posts"


def test_a_dry_run_shows_the_plan_and_writes_nothing(archive: Path, octavo: Any) -> None:
    done = octavo("convert", "posts", "-t", "text", "-o", "out/", "--dry-run")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[0] == "posts/0/00.md -> out/0/00.txt"
    assert len(done.stdout.splitlines()) == 60
    assert not Path("out").exists()
    one = octavo("convert", "posts/0/00.md", "-o", "x.txt", "--dry-run")
    assert one.stdout == "posts/0/00.md -> x.txt\n"
    assert octavo("convert", "posts/0/00.md", "-t", "text", "--dry-run").stdout.endswith("-> standard output\n")


def test_a_report_says_how_each_input_ended(archive: Path, octavo: Any) -> None:
    Path("posts/bad.json").write_text(BAD)
    Path("posts/0/00.md").write_text("---\ntitle: A\n---\n<blink>x</blink> ![]()\n")
    done = octavo("convert", "posts", "-t", "markdown", "-o", "out/", "--report", "report.json", "--jobs", "2")
    assert done.exit_code == 1
    report = json.loads(Path("report.json").read_text())
    assert [one["input"] for one in report["files"]][:2] == ["posts/bad.json", "posts/0/00.md"]
    assert {key: report["summary"][key] for key in ("converted", "failed", "skipped")} == {
        "converted": 60,
        "failed": 1,
        "skipped": 0,
    }
    bad, first = report["files"][:2]
    assert (bad["status"], bad["error"]["kind"]) == ("failed", "ReadError")
    assert (first["status"], first["output"]) == ("converted", "0/00.md")
    assert first["seconds"] > 0
    assert report["summary"]["notices"] == {notice["code"]: 1 for notice in first["notices"]}


def test_a_report_is_a_page_too(archive: Path, octavo: Any) -> None:
    Path("posts/<i>.json").write_text(BAD)
    octavo("convert", "posts", "-t", "text", "-o", "out/", "--report", "report.html")
    page = Path("report.html").read_text()
    assert "&lt;i&gt;.json" in page
    assert "<i>" not in page
    assert "61 inputs in " in page
    assert '<span class="failed">1 failed</span>' in page
    assert "unchanged<" not in page
    assert "schema version 99 is newer than 1 (update octavo to read it) [ReadError]" in page


@pytest.mark.parametrize("name", ["report.html", "report.json"])
def test_an_earlier_report_among_the_posts_is_no_post(archive: Path, octavo: Any, name: str) -> None:
    command = ("convert", "posts", "-t", "text", "-o", "out/", "--report", f"posts/{name}")
    octavo(*command)
    first = files("out")
    again = octavo(*command)
    assert again.exit_code == 0
    assert "60 unchanged" in again.stderr
    assert files("out") == first
    assert "unchanged" in (archive / name).read_text()


def test_an_empty_report_is_json_and_an_unknown_ending_is_refused(archive: Path, octavo: Any) -> None:
    done = octavo("convert", "posts", "-t", "text", "-o", "out/", "--report", "report.xls")
    assert (done.exit_code, Path("out").exists()) == (2, False)
    assert ".json or .html" in done.stderr


@pytest.mark.parametrize(
    ("output", "report", "what"),
    [
        ("out/", "posts/page.html", "an input"),
        ("out/", "out/page.html", "an output"),
        ("all.json", "all.json", "an output"),
    ],
)
def test_a_report_replaces_neither_inputs_nor_outputs(
    archive: Path, octavo: Any, output: str, report: str, what: str
) -> None:
    (archive / "page.html").write_text("<p>A page</p>")
    target = "html" if output == "out/" else "json"
    done = octavo("convert", "posts", "-t", target, "-o", output, "--report", report)
    assert done.exit_code == 2
    assert done.stderr == f"octavo: error: the report {report} would replace {what} (name another file with --report)\n"
    assert (archive / "page.html").read_text() == "<p>A page</p>"
    assert not Path(output).exists()


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_batch_that_is_too_long_for_the_memory_is_as_any_other(
    archive: Path, octavo: Any, post: Callable[..., None], monkeypatch: pytest.MonkeyPatch, jobs: str
) -> None:
    post("posts/links.md", "Links", body="[a](0/00.md) [b](1/01.html) [c](none.md) [d](same.html)")
    post("posts/same.md", "Same")
    post("posts/same.html", "Same", body="<p>Text</p>")
    to = ("convert", "posts", "-t", "markdown", "--jobs", jobs, "-o")
    few = octavo(*to, "few/", "--report", "few.json")
    monkeypatch.setattr("octavo._shelf.IN_MEMORY", 1)
    many = octavo(*to, "many/", "--report", "many.json")
    assert "63 converted, 0 failed" in many.stderr
    assert many.stderr == few.stderr
    assert files("many") == files("few")
    assert "0 converted, 0 failed, 63 unchanged" in octavo(*to, "many/").stderr
    (archive / "0/00.md").unlink()
    post("posts/1/01.md", "Other", body="Other words")
    plan = octavo(*to, "many/", "--dry-run", "--prune").stdout.splitlines()
    assert plan[-1] == "nothing -> many/0/00.md (to be removed)"
    assert "posts/1/01.md -> many/1/01.md" in plan
    assert "2 converted, 0 failed, 60 unchanged, 1 removed" in octavo(*to, "many/", "--prune").stderr
    assert not Path("many/0/00.md").exists()


def test_workers_make_what_one_process_makes(archive: Path, octavo: Any) -> None:
    octavo("convert", "posts", "-t", "markdown", "-o", "one/", "--jobs", "1")
    done = octavo("convert", "posts", "-t", "markdown", "-o", "two/", "--jobs", "2")
    assert "60 converted, 0 failed" in done.stderr
    assert files("one") == files("two")
    octavo("convert", "posts", "-o", "one.jsonl", "--jobs", "1")
    octavo("convert", "posts", "-o", "two.jsonl", "--jobs", "2")
    assert Path("one.jsonl").read_bytes() == Path("two.jsonl").read_bytes()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--memory", "lots"), "is no size such as 800M"),
        (("--executor", "cloud"), "known: "),
        (("--executor", "serial", "--timeout", "3"), "has no --timeout"),
        (("--jobs", "0"), "--jobs"),
    ],
)
def test_what_workers_can_not_do_is_refused(archive: Path, octavo: Any, options: list[str], message: str) -> None:
    done = octavo("convert", "posts", "-t", "text", "-o", "out/", *options)
    assert done.exit_code == 2
    assert message in done.stderr


def test_standard_input_has_no_limits(octavo: Any) -> None:
    done = octavo("convert", "-", "-t", "text", "--timeout", "3", input="Words.")
    assert done.exit_code == 2
    assert "worker processes, which have neither our standard input" in done.stderr


def start(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [PROGRAM, *arguments], start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )


@posix
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_batch_stops_cleanly(archive: Path, post: Any, number: int, code: int) -> None:
    for more in range(600):
        post(f"posts/more/{more}.md", f"More {more}", "2022-04-01", "words " * 500)
    process = start("convert", "posts", "-t", "markdown", "-o", "out/", "--jobs", "2")
    while not list(Path().glob("out/*/*.md")):
        time.sleep(0.02)
    os.killpg(process.pid, number)
    _, said = process.communicate(timeout=20)
    assert process.returncode == code
    assert b"Traceback" not in said
    assert not list(Path("out").rglob("*.tmp"))


def test_what_a_format_needs_is_looked_for_before_anything_starts(
    archive: Path, octavo: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    for output in ("out/", "all.parquet"):
        done = octavo("convert", "posts", "-t", "parquet", "-o", output, "--jobs", "2")
        assert done.exit_code == 2
        assert done.stderr == "octavo: error: parquet needs the library pyarrow (pip install 'octavo[parquet]')\n"
        assert not Path(output).exists()


def test_many_posts_become_one_parquet_file(archive: Path, octavo: Any) -> None:
    Path("posts/bad.json").write_text(BAD)
    for jobs in ("1", "2"):
        done = octavo("convert", "posts", "-o", f"{jobs}.parquet", "--jobs", jobs)
        assert "60 converted, 1 failed" in done.stderr
    table = pyarrow.parquet.read_table("2.parquet")
    assert table.column("title").to_pylist()[:2] == ["Title 0", "Title 3"]
    assert table.num_rows == 60
    assert table.equals(pyarrow.parquet.read_table("1.parquet"))
    done = octavo("convert", "posts", "-t", "parquet", "-o", "out/")
    assert pyarrow.parquet.read_table("out/0/00.parquet").num_rows == 1
