"""Inputs and outputs in stores: a server of S3 for the installed command, memory and archives within this process."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from flaky import flaky
from s3_server import S3, s3, s3_server
from workload import files

fsspec = pytest.importorskip("fsspec", reason="stores are tested with fsspec, of requirements-dev.txt")

__all__ = ["s3", "s3_server"]

Command = Callable[..., subprocess.CompletedProcess[str]]
Run = Callable[..., Any]

STATE = ".octavo-state.sqlite"


def png() -> bytes:
    """Return a small picture."""
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(stream, "PNG")
    return stream.getvalue()


PNG = png()


@pytest.fixture
def memory() -> Iterator[Any]:
    """The store of this process, empty."""
    system = fsspec.filesystem("memory")
    system.store.clear()
    yield system
    system.store.clear()


@pytest.fixture
def posts(site: Path) -> dict[str, bytes]:
    """A small site's files by their names."""
    (site / "source/images/logo.png").write_bytes(PNG)
    (site / "_config.yml").write_text("title: Harbour\nurl: https://harbour.example\n")
    return {name: data for name, data in files(str(site)).items() if name.startswith(("source/", "_config"))}


def lay(s3: S3, posts: dict[str, bytes], below: str = "input/blog/") -> None:
    for name, data in posts.items():
        s3.put(below + name, data)


def outputs(s3: S3, prefix: str = "md/") -> dict[str, bytes]:
    names = [name for name in s3.names("output") if name.startswith(prefix) and not name.endswith(STATE)]
    return {name.removeprefix(prefix): s3.get(f"output/{name}") for name in names}


# S3


def test_a_site_becomes_what_it_becomes_on_the_disk(s3: S3, posts: dict[str, bytes], command: Command) -> None:
    lay(s3, posts)
    run = command("convert", "s3://input/blog", "-t", "markdown", "-o", "s3://output/md/")
    assert (run.returncode, run.stderr) == (0, "octavo: 3 converted, 0 failed\n")
    assert command("convert", ".", "-t", "markdown", "-o", "local/").returncode == 0
    assert outputs(s3) == files("local")


def test_a_server_that_fails_at_each_third_request_costs_nothing(
    s3: S3, s3_server: str, posts: dict[str, bytes], command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(s3, posts)
    for number in range(12):
        s3.put(f"input/blog/source/_posts/more-{number}.md", f"---\ntitle: More {number}\n---\nWords.\n".encode())
    assert command("convert", "s3://input/blog", "-t", "markdown", "-o", "s3://output/calm/").returncode == 0
    with flaky(s3_server.removeprefix("http://")) as proxy:
        monkeypatch.setenv("AWS_ENDPOINT_URL", proxy.url)
        run = command("convert", "s3://input/blog", "-t", "markdown", "-o", "s3://output/md/")
        assert (run.returncode, run.stderr) == (0, "octavo: 15 converted, 0 failed\n")
        assert proxy.failures > 5
    assert outputs(s3) == outputs(s3, "calm/")
    assert outputs(s3)["source/images/logo.png"] == PNG


@pytest.mark.parametrize("image", ["logo.png", "none.png"])
def test_folders_are_listed_and_objects_not_asked_for(
    s3: S3, s3_server: str, command: Command, monkeypatch: pytest.MonkeyPatch, image: str
) -> None:
    """What planning and a run without changes ask a store does not depend on how many posts and folders there are."""
    asked = []
    s3.put("input/logo.png", PNG)
    for number in range(24):
        s3.put(f"input/{number // 4}/{number}.md", f"---\ntitle: T\n---\n![a](../{image})\n".encode())
    with flaky(s3_server.removeprefix("http://"), fails=False) as proxy:
        monkeypatch.setenv("AWS_ENDPOINT_URL", proxy.url)
        for source, more in (("s3://input", ()), ("s3://input", ("--dry-run",)), ("s3://input/0", ("--dry-run",))):
            there = ("convert", source, "-t", "markdown", "-o", f"s3://output/{source[-1]}/", *more)
            assert command(*there).returncode == 0
            proxy.asked.clear()
            run = command(*there)
            assert (run.stderr + run.stdout).count("unchanged") == (0 if source[-1] == "0" else 24 if more else 1)
            asked.append(len(proxy.asked))
            assert not any("/input/" in one and ".md" in one for one in proxy.asked)
    assert max(asked) < 16, asked


def test_only_what_has_changed_is_converted_again(s3: S3, posts: dict[str, bytes], command: Command) -> None:
    lay(s3, posts)
    again = ("convert", "s3://input/blog/source/_posts", "-t", "markdown", "-o", "s3://output/md/")
    assert command(*again).stderr == "octavo: 3 converted, 0 failed\n"
    assert command(*again).stderr == "octavo: 0 converted, 0 failed, 3 unchanged\n"
    s3.put("output/md/2022/two.md", b"changed by somebody else")
    s3.put("input/blog/source/images/logo.png", PNG + b"\0")
    s3.delete("input/blog/source/_posts/three.md")
    run = command(*again, "--prune", "--report", "s3://output/report.json")
    assert run.stderr == "octavo: 2 converted, 0 failed, 1 removed\n"
    assert sorted(name for name in outputs(s3) if name.endswith(".md")) == ["2022/two.md", "one.md"]
    assert b"changed" not in outputs(s3)["2022/two.md"]
    assert json.loads(s3.get("output/report.json"))["files"][0]["input"] == "s3://input/blog/source/_posts/one.md"


def test_workers_and_globs(s3: S3, command: Command) -> None:
    for number in range(30):
        s3.put(f"input/{number % 3}/post-{number}.md", b"---\ntitle: T%d\n---\nText %d.\n" % (number, number))
    run = command("convert", "s3://input/[01]/*.md", "-t", "markdown", "-o", "s3://output/md/", "--jobs", "2")
    assert (run.returncode, run.stderr) == (0, "octavo: 20 converted, 0 failed\n")
    assert outputs(s3)["1/post-7.md"].endswith(b"Text 7.\n")
    listing = command("convert", "s3://input/2/", "-t", "markdown", "-o", "s3://output/md/", "--dry-run").stdout
    assert "s3://input/2/post-5.md -> s3://output/md/post-5.md\n" in listing


def test_the_folder_of_the_outputs_is_not_read(s3: S3, command: Command) -> None:
    s3.put("input/a.md", b"One [two](b/c.md).\n")
    s3.put("input/b/c.md", b"Two.\n")
    for what in ("s3://input/", "s3://input/**/*.md"):
        into = ("convert", what, "-t", "markdown", "-o", "s3://input/md/")
        assert command(*into, "--force").stderr == "octavo: 2 converted, 0 failed\n"
    beside = command("convert", "s3://input/b/", "-t", "text", "-o", "s3://input/b/")
    assert (beside.returncode, beside.stderr) == (0, "octavo: 1 converted, 0 failed\n")


def test_a_cluster_reads_and_writes_a_store(s3: S3, command: Command) -> None:
    pytest.importorskip("distributed", reason="clusters are tested with distributed, of requirements-dev.txt")
    for number in range(20):
        s3.put(f"input/{number:02}.md", f"---\ntitle: T{number}\n---\nText [next]({number + 1:02}.md)\n".encode())
    there = ("convert", "s3://input/", "-t", "markdown", "-o", "s3://output/md/", "--jobs", "2")
    run = command(*there, "--executor", "dask")
    assert "20 converted, 0 failed" in run.stderr
    assert b"T7" in s3.get("output/md/07.md")
    assert "0 converted, 0 failed, 20 unchanged" in command(*there).stderr


def test_what_fails_costs_its_file_alone(s3: S3, command: Command) -> None:
    s3.put("input/good.md", b"---\ntitle: Good\n---\nGood.\n")
    s3.put("input/bad.md", b"---\ntitle: Bad\n---\nBad.\n")
    s3.put("input/empty.md", b"")
    names = (
        "s3://input/good.md",
        "s3://input/bad.md",
        "s3://input/empty.md",
        "s3://input/gone.md",
        "s3://nowhere/x.md",
    )
    run = command("convert", *names, "-f", "markdown", "-t", "text", "-o", "s3://output/md/", "--report", "r.json")
    assert run.returncode == 1
    assert "s3://input/gone.md  SourceError  there is no such file" in run.stderr
    assert sorted(outputs(s3)) == ["input/bad.txt", "input/empty.txt", "input/good.txt"]
    statuses = {one["input"]: one["status"] for one in json.loads(Path("r.json").read_text())["files"]}
    assert statuses["s3://input/good.md"] == "converted"
    assert statuses["s3://input/gone.md"] == statuses["s3://nowhere/x.md"] == "failed"


def test_a_digest_of_a_store_goes_to_it(s3: S3, posts: dict[str, bytes], command: Command) -> None:
    lay(s3, posts)
    run = command(
        "digest", "s3://input/blog", "-o", "s3://output/week.epub", "--cover", "s3://input/blog/source/images/logo.png"
    )
    assert run.returncode == 0, run.stderr
    Path("week.epub").write_bytes(s3.get("output/week.epub"))
    with zipfile.ZipFile("week.epub") as book:
        assert [name for name in book.namelist() if name.endswith(".png")]
    run = command("convert", "s3://input/blog", "-t", "jsonl", "-o", "s3://output/all.jsonl")
    assert (run.returncode, s3.get("output/all.jsonl").count(b"\n")) == (0, 3)
    assert command("convert", "s3://input/blog/source/_posts/one.md", "-o", "s3://output/one.epub").returncode == 0
    assert s3.get("output/one.epub").startswith(b"PK")


@pytest.fixture
def unknown(s3: S3, monkeypatch: pytest.MonkeyPatch) -> None:
    """No credentials anywhere."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "nothing")
    monkeypatch.setenv("AWS_CONFIG_FILE", "nothing")


@pytest.fixture
def away(s3: S3, monkeypatch: pytest.MonkeyPatch) -> None:
    """An address where nothing answers."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")


FROM = ("convert", "s3://input/x.md", "-o", "x.txt")
FOLDER = ("convert", "s3://input/x", "-t", "text", "-o", "out/")
TO = ("convert", "a.md", "-o", "s3://output/x.txt")
INTO = ("convert", "a.md", "-t", "text", "-o", "s3://output/md/")
REPORT = ("convert", "a.md", "-t", "text", "-o", "out/", "--report", "s3://output/report.json")
COVER = ("digest", "a.md", "-o", "x.epub", "--cover", "s3://input/x.png")
MEMORY = ("digest", "a.md", "-o", "x.epub", "--remember", "s3://input/x.json")


@pytest.mark.parametrize(
    ("arguments", "code", "shown"),
    [
        (FROM, 3, "s3://input/x.md: error: can't be read: "),
        (FOLDER, 3, "s3://input/x: error: can't be read: "),
        (TO, 5, "s3://output/x.txt: error: can't be written: "),
        (INTO, 5, "s3://output/md: error: can't be written: "),
        (REPORT, 5, "s3://output/report.json: error: can't be written: "),
        (COVER, 3, "x.png: "),
        (MEMORY, 3, "s3://input/x.json: error: can't be read: "),
    ],
)
@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("unknown", "no valid credentials: Unable to locate credentials (set AWS_PROFILE, or AWS_ACCESS_KEY_ID"),
        ("away", "the store can't be reached: "),
    ],
)
def test_a_store_that_can_not_be_had_is_one_line(
    arguments: tuple[str, ...], code: int, shown: str, state: str, words: str, command: Command, request: Any
) -> None:
    request.getfixturevalue(state)
    Path("a.md").write_text("x")
    run = command(*arguments)
    assert run.returncode == code, run.stderr
    (said,) = (line for line in run.stderr.splitlines() if "error: " in line)
    assert f"{shown}{words}" in said
    assert "a fault of octavo" not in run.stderr
    assert "secret-of-the-test" not in run.stderr


def test_a_bucket_that_is_not_there_is_said(s3: S3, command: Command) -> None:
    Path("a.md").write_text("x")
    for name in (
        ["s3://nowhere/x.txt"],
        ["s3://nowhere/x.txt", "--dry-run"],
        ["s3://nowhere/md/"],
        ["s3://nowhere/md/", "--dry-run"],
    ):
        run = command("convert", "a.md", "-t", "text", "-o", *name)
        assert run.returncode == 5
        assert "can't be written: there is no such bucket (octavo makes none" in run.stderr
    run = command("convert", "s3://nowhere/x", "-t", "text")
    assert (run.returncode, "see that its bucket and path are spelt right" in run.stderr) == (3, True)


def test_an_address_that_is_none_is_said(s3: S3, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "localhost")
    run = command("convert", "s3://input/x", "-t", "text")
    assert run.returncode == 3
    assert "Invalid endpoint: localhost (AWS_ENDPOINT_URL must begin with http:// or https://)" in run.stderr


# Memory and archives, within this process


def test_memory(memory: Any, octavo: Run) -> None:
    for number in range(20):
        memory.pipe_file(f"/in/{number}.md", b"---\ntitle: T\n---\nText.\n")
    result = octavo("convert", "memory://in", "-t", "text", "-o", "memory://out/", "--jobs", "2")
    assert result.exit_code == 0, result.output
    assert memory.cat_file("/out/7.txt").endswith(b"Text.\n")
    assert "20 unchanged" in octavo("convert", "memory://in", "-t", "text", "-o", "memory://out/").output
    assert octavo("digest", "memory://in", "-o", "memory://out/all.epub").exit_code == 0
    assert memory.cat_file("/out/all.epub").startswith(b"PK")


def test_an_archive_is_read_and_not_written(posts: dict[str, bytes], octavo: Run) -> None:
    with zipfile.ZipFile("site.zip", "w") as archive:
        for name, data in posts.items():
            archive.writestr(name, data)
    result = octavo("convert", "zip::site.zip", "-t", "markdown", "-o", "out/")
    assert (result.exit_code, "3 converted" in result.output) == (0, True)
    assert octavo("convert", ".", "-t", "markdown", "-o", "local/").exit_code == 0
    assert files("out") == files("local")
    assert "3 unchanged" in octavo("convert", "zip::site.zip", "-t", "markdown", "-o", "out/").output
    result = octavo("convert", "zip://source/_posts/2022/*.md::site.zip", "-t", "text")
    assert result.stdout.startswith("Two")
    result = octavo("convert", "zip://[r-t]ource/_posts/2022/*.md::site.zip", "-t", "text")
    assert (result.exit_code, result.stdout[:3]) == (0, "Two")
    result = octavo("convert", "site", "-t", "text", "-o", "zip://x/::site.zip")
    assert (result.exit_code, "which is only read" in result.output) == (2, True)


def test_a_file_url_is_a_path(site: Path, octavo: Run) -> None:
    result = octavo("convert", (site / "source/_posts/one.md").as_uri(), "-o", (site / "x.txt").as_uri())
    assert (result.exit_code, Path("x.txt").is_file()) == (0, True), result.output


def test_a_file_url_that_is_malformed_is_one_line(octavo: Run) -> None:
    result = octavo("convert", "file://[a]/x.md", "-t", "text")
    assert (result.exit_code, "file://[a]/x.md: error: it can't be opened: " in result.output) == (2, True)


def test_images_come_from_below_the_sites_folder_alone(memory: Any, octavo: Run) -> None:
    memory.pipe_file("/secret.png", PNG)
    memory.pipe_file("/in/own.png", PNG)
    post = (
        b"---\ntitle: T\n---\n![a](../secret.png) ![b](memory://secret.png) ![c](store://x/secret.png) ![d](own.png)\n"
    )
    memory.pipe_file("/in/a.md", post)
    assert octavo("convert", "memory://in", "-t", "markdown", "-o", "memory://out/").exit_code == 0
    assert sorted(memory.find("/out")) == [f"/out/{STATE}", "/out/a.md", "/out/own.png"]
    assert octavo("convert", "memory://in/a.md", "-o", "a.epub").exit_code == 0
    with zipfile.ZipFile("a.epub") as book:
        assert [book.read(name) for name in book.namelist() if name.endswith(".png")] == [PNG]


# What makes no sense


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nope://user:pass-word@host/x", "-t", "text"), "nope"),
        (("https://host/x.md?X-Amz-Signature=pass-word", "-t", "text"), "is no store"),
        (("memory://x", "a.md", "-t", "text"), "in several places"),
        (("a.md", "-t", "text", "-o", "memory://x/", "--watch"), "--watch is for files on the disk"),
    ],
)
def test_what_makes_no_sense_is_one_line_without_secrets(arguments: tuple[str, ...], words: str, octavo: Run) -> None:
    Path("a.md").write_text("x")
    result = octavo("convert", *arguments)
    assert (result.exit_code, words in result.output) == (2, True), result.output
    assert "pass-word" not in result.output
    assert result.output.count("\n") <= 2


def test_without_fsspec_it_is_said_how_to_get_it(octavo: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "fsspec"]:
        monkeypatch.setitem(sys.modules, name, None)
    result = octavo("convert", "s3://input", "-t", "text")
    assert (result.exit_code, "pip install 'octavo[remote]' s3fs" in result.output) == (2, True)


@pytest.mark.parametrize(("url", "library"), [("s3://x", "s3fs"), ("zip://*.md::gs://x/y.zip", "gcsfs")])
def test_without_the_library_of_a_store_it_is_said_how_to_get_it(
    octavo: Run, monkeypatch: pytest.MonkeyPatch, url: str, library: str
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    for name in ("s3", "gs"):  # it may be imported already
        monkeypatch.delitem(sys.modules["fsspec.registry"]._registry, name, raising=False)
    for arguments in (("convert", url, "-t", "text"), ("convert", "a.md", "-o", f"{url}/x.txt")):
        result = octavo(*arguments)
        assert (result.exit_code, f"(pip install {library})" in result.output) == (2, True), result.output


def test_fsspec_is_imported_for_a_url_alone(command: Command, site: Path) -> None:
    code = "import sys; from octavo._cli import cli; cli(['convert', 'source', '-t', 'text', '-o', 'o/'], standalone_mode=False); print('fsspec' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=site)
    assert run.stdout.strip() == "False"
