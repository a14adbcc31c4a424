"""octavo convert: files, folders, globs and standard input to files, folders and standard output."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

BAD = '{"octavo": 99}'


def tree(folder: str) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in Path(folder).rglob("[!.]*") if path.is_file())


def test_the_installed_command_converts_one_post(site: Path, command: Any) -> None:
    done = command("convert", "source/_posts/one.md", "-o", "new/one.json")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert json.loads(Path("new/one.json").read_text())["meta"]["title"] == "One"


def test_one_input_goes_to_standard_output(site: Path, octavo: Any) -> None:
    done = octavo("convert", "source/_posts/one.md", "-t", "json", "-W", "indent=0")
    assert done.exit_code == 0
    assert done.stdout.count("\n") <= 1
    assert json.loads(done.stdout)["meta"]["title"] == "One"
    assert octavo("convert", "source/_posts/one.md", "-t", "json", "-W", "indent=0", "-o", "-").stdout == done.stdout


def test_standard_input_to_standard_output(octavo: Any) -> None:
    done = octavo("convert", "-", "-f", "html", "-t", "markdown", input=b"<p>Hello <b>you</b>")
    assert (done.exit_code, done.stdout) == (0, "Hello **you**\n")


def test_a_folder_is_mirrored_with_its_images_and_links_that_work(site: Path, octavo: Any) -> None:
    done = octavo("convert", "source/_posts", "-t", "markdown", "-o", "out/")
    assert done.exit_code == 0, done.stderr
    assert tree("out") == ["2022/two.md", "one.md", "resources/images/logo.png", "three.md"]
    assert "(resources/images/logo.png)" in Path("out/one.md").read_text()
    assert "3 converted, 0 failed" in done.stderr


def test_drafts_count_only_when_they_are_asked_for(site: Path, octavo: Any) -> None:
    octavo("convert", "source", "-t", "json", "-o", "out/", "--drafts")
    assert tree("out") == ["_drafts/four.json", "_posts/2022/two.json", "_posts/one.json", "_posts/three.json"]


def test_many_inputs_and_a_name_without_a_dot_make_a_folder(site: Path, octavo: Any) -> None:
    octavo("convert", "source/_posts/*.md", "-t", "json", "-o", "out")
    assert tree("out") == ["one.json", "three.json"]


def test_lines_of_json_are_streamed_into_one_file(site: Path, octavo: Any) -> None:
    Path("source/_posts/bad.json").write_text(BAD)
    done = octavo("convert", "source/_posts", "-o", "all.jsonl")
    assert done.exit_code == 1
    titles = [json.loads(line)["meta"]["title"] for line in Path("all.jsonl").read_text().splitlines()]
    assert titles == ["One", "三", "Two"]
    assert "bad.json" in done.stderr


def test_a_run_in_which_nothing_can_be_read_replaces_no_file(here: Path, octavo: Any) -> None:
    for name in ("bad.json", "worse.json"):
        Path(name).write_text(BAD)
    Path("all.jsonl").write_text("what was made yesterday")
    done = octavo("convert", "bad.json", "worse.json", "-o", "all.jsonl")
    assert done.exit_code == 1
    assert Path("all.jsonl").read_text() == "what was made yesterday"
    assert sorted(path.name for path in here.iterdir()) == ["all.jsonl", "bad.json", "worse.json"]


def test_many_inputs_in_one_file_are_one_document(site: Path, octavo: Any) -> None:
    done = octavo("convert", "source/_posts", "-o", "all.md")
    assert done.exit_code == 0, done.stderr
    written = Path("all.md").read_text()
    assert written.startswith("---\ntitle: all\n")
    assert written.index("One\n") < written.index("三\n") < written.index("Two\n")
    assert "(#" in written
    assert Path("resources/images/logo.png").exists()


def test_many_inputs_go_to_standard_output_one_after_the_other(site: Path, octavo: Any) -> None:
    done = octavo("convert", "source/_posts/one.md", "source/_posts/three.md", "-t", "markdown", "-q")
    assert done.stdout.index("One") < done.stdout.index("你好")
    assert "\n\n---\n" in done.stdout


def test_an_input_that_fails_stops_nothing_and_is_listed(site: Path, command: Any) -> None:
    Path("source/_posts/bad.json").write_text(BAD)
    done = command("convert", "source/_posts", "gone.md", "-t", "markdown", "-o", "out/")
    assert done.returncode == 1
    assert "source/_posts/three.md" in tree("out")
    *_, head, bad, gone = done.stderr.splitlines()
    assert head.split() == ["FAILED", "ERROR", "WHY"]
    assert "source/_posts/bad.json" in bad
    assert "ReadError" in bad
    assert gone.split()[:2] == ["gone.md", "SourceError"]
    assert "3 converted, 2 failed" in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="pipes with names are POSIX's")
def test_a_pipe_is_an_input_that_others_write(octavo: Any, here: Path) -> None:
    os.mkfifo("rain.md")
    Path("snow.md").write_text("It snows.")
    writer = threading.Thread(target=Path("rain.md").write_text, args=("It *rains*.",))
    writer.start()
    done = octavo("convert", "rain.md", "snow.md", "-t", "text", "-o", "out/")
    writer.join()
    assert done.exit_code == 0, done.stderr
    assert Path("out/rain.txt").read_text() == "It rains.\n"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["gone.md", "-t", "json"], 3, "gone.md: error: there is no such file"),
        (["*.zip", "-t", "json", "-o", "x/"], 1, "nothing matches"),
        (["bad.json", "-t", "markdown"], 4, "bad.json: error: schema version 99 is newer"),
        (["post.md", "-o", "post.nope"], 2, "no format is known by the name 'post.nope' (name it with --to)"),
        (["post.md"], 2, "the format of the output is not clear"),
        (["post.md", "-o", "out/"], 2, "the format of the output is not clear"),
        (["post.md", "-t", "nope"], 2, "'nope' can't be written (known: "),
        (["post.md", "-f", "nope", "-t", "json"], 2, "'nope' can't be read (known: "),
        (["post.md", "-t", "json", "-W", "indnt=1"], 2, "has no option 'indnt' (it has: indent)"),
        (["post.md", "-t", "json", "-W", "indent=x"], 2, "'x' is not number"),
        (["post.md", "-t", "json", "-W", "indent"], 2, "'indent' is no option"),
        (["post.md", "-t", "json", "-R", "html:nope=1"], 2, "reader 'html' has no option 'nope'"),
        (["post.md", "-t", "json", "-R", "nope=1"], 2, "has no option 'nope'"),
        (["post.md", "-t", "json", "-T", "nope"], 2, "'nope' can't be applied"),
        (["post.md", "-t", "json", "--timezone", "Mars/Base"], 2, "no time zone"),
        (["post.md", "-t", "json", "--root", "nowhere"], 2, "--root nowhere is no folder"),
        (["post.md", "-t", "json", "--disable-plugin", "htlm"], 2, "no plugin is called 'htlm'"),
        (["post.md", "-t", "json", "--config", "gone.toml"], 2, "gone.toml: error: the configuration can't be read"),
        (["post.md", "-o", "post.md"], 2, "would replace an input (name another"),
        (["post.md", "-o", "file.json/x.json"], 5, "a part of this path is a file"),
        (["post.md", "bad.json", "-t", "json", "-o", "file.json/"], 2, "file.json is a file"),
        (["empty", "-t", "json"], 3, "there is nothing to read"),
        (["post.md", "-t", "json", "--encoding", "klingon"], 3, "unknown encoding"),
    ],
)
def test_what_goes_wrong_is_one_line_with_its_exit_code(
    arguments: list[str], code: int, words: str, octavo: Any, post: Callable[..., None]
) -> None:
    post("post.md", "Post")
    Path("bad.json").write_text(BAD)
    Path("file.json").write_text("{}")
    Path("empty").mkdir()
    done = octavo("convert", *arguments)
    assert words in done.stderr
    assert done.exit_code == code
    assert "Traceback" not in done.stderr


def test_an_output_in_the_folder_of_the_inputs_is_no_input_next_time(site: Path, octavo: Any) -> None:
    for _ in range(2):
        done = octavo("convert", "source/_posts", "-t", "markdown", "-o", "source/_posts/out/")
        assert "0 failed" in done.stderr
    assert octavo("convert", "source/_posts", "-t", "markdown", "-o", "source/_posts/").exit_code == 2


def test_strictly_a_loss_is_an_error_of_its_own(octavo: Any) -> None:
    Path("post.md").write_text("---\ntitle: a: b\n---\nText\n")
    done = octavo("convert", "post.md", "-o", "post.json", "--strict")
    assert done.exit_code == 7
    assert "--strict was given" in done.stderr
    assert not Path("post.json").exists()


def test_notices_are_counted_or_listed_or_not_said(octavo: Any) -> None:
    Path("post.md").write_text("---\ntitle: a: b\n---\nText\n")
    arguments = ("convert", "post.md", "-o", "post.json")
    assert "1 notice (" in octavo(*arguments).stderr
    listed = octavo(*arguments, "-v").stderr
    assert listed.startswith("post.md:")
    assert "warning:" in listed
    assert octavo(*arguments, "-q").stderr == ""


def test_a_traceback_only_when_it_is_asked_for(octavo: Any) -> None:
    Path("bad.json").write_text(BAD)
    assert "Traceback" in octavo("convert", "bad.json", "-t", "markdown", "--debug").stderr
    batch = octavo("convert", "bad.json", "gone.md", "-t", "markdown", "--debug").stderr
    assert "Traceback" in batch


def test_names_can_not_command_the_terminal(octavo: Any) -> None:
    name = "a\x1b[31m\u202eb.json"
    Path(name).write_text(BAD)
    done = octavo("convert", name, "-t", "markdown")
    assert "\x1b" not in done.stderr
    assert "a\\x1b[31m\\u202eb.json" in done.stderr


def test_what_is_scanned_and_no_reader_knows_is_skipped(
    octavo: Any, post: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    post("s/post.md", "Post")
    Path("s/data.json").write_text("[1]")
    from octavo._registry import Registry
    from octavo.errors import UnknownFormat

    def refuse(self: Registry, source: Any, detections: Any) -> str:
        if source.name.endswith(".json"):
            raise UnknownFormat("not clear")
        return "hexo"

    monkeypatch.setattr(Registry, "choose", refuse)
    done = octavo("convert", "s", "-t", "markdown", "-o", "out/", "-v")
    assert done.exit_code == 0
    assert "s/data.json: skipped: not clear" in done.stderr
    assert "1 converted, 0 failed, 1 skipped" in done.stderr


def test_a_post_becomes_a_book(site: Path, octavo: Any) -> None:
    pytest.importorskip("octavo_epub.binder")
    done = octavo("convert", "source/_posts/one.md", "-o", "one.epub")
    assert done.exit_code == 0, done.stderr
    assert Path("one.epub").read_bytes().startswith(b"PK")


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
def test_binary_is_not_poured_over_a_terminal(site: Path) -> None:
    import pty
    import subprocess
    import sys

    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "octavo", "convert", "source/_posts/one.md", "-t", "epub"]
    done = subprocess.run(command, stdout=follower, stderr=subprocess.PIPE, text=True, check=False)
    os.close(follower)
    os.close(leader)
    assert done.returncode == 2
    assert "no text for a terminal (name a file with -o" in done.stderr


def test_an_image_is_kept_that_is_not_ours(site: Path, octavo: Any) -> None:
    Path("resources/images").mkdir(parents=True)
    Path("resources/images/logo.png").write_bytes(b"mine")
    done = octavo("convert", "source/_posts/one.md", "-o", "one.markdown")
    assert Path("resources/images/logo.png").read_bytes() == b"mine"
    assert "image-not-copied" in done.stderr


def test_the_root_may_be_named(octavo: Any, post: Callable[..., None]) -> None:
    post("pages/a.md", "A", body="![x](../x.png)")
    Path("x.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    octavo("convert", "pages/a.md", "-t", "markdown", "-o", "out/")
    assert tree("out") == ["a.md"]
    octavo("convert", "pages/a.md", "-t", "markdown", "-o", "out/", "--root", ".")
    assert tree("out") == ["a.md", "resources/x.png"]
    assert "(resources/x.png)" in Path("out/a.md").read_text()
