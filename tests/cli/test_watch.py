"""``--watch``: what is saved is converted, and nothing ends it but a signal."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

PROGRAM = str(Path(sys.executable).with_name("octavo"))
COMMAND = ("convert", "source/_posts", "-t", "markdown", "-o", "out/", "--watch")
PATIENCE = 120
"""Seconds after which what a test waits for won't come, however busy the machine is."""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")


@contextmanager
def watching(*options: str, ends: signal.Signals = signal.SIGINT, code: int = 130) -> Iterator[None]:
    """Run the installed command while the block does; it must end as it should, with nothing to complain of."""
    with Path("said.txt").open("wb") as log:
        process = subprocess.Popen([PROGRAM, *COMMAND, *options], stdout=log, stderr=log)
    try:
        wait_for(lambda: "watching for changes" in said())
        yield
        assert process.poll() is None, said()
        process.send_signal(ends)
        assert process.wait(PATIENCE) == code
        assert "Traceback" not in said()
    finally:
        process.kill()
        process.wait()


def said() -> str:
    return Path("said.txt").read_text()


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, said()
        time.sleep(0.05)


def never(condition: Callable[[], bool], seconds: float = 1) -> None:
    """See that ``condition`` doesn't come to hold; on a busy machine it may miss that, but cries no wolf."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        assert not condition(), said()
        time.sleep(0.05)


def has(file: str, text: str) -> bool:
    return Path(file).exists() and text in Path(file).read_text()


def save(path: str, data: bytes) -> None:
    """Make ``data`` the file ``path`` at once, so that it is one change and nobody sees half of it."""
    Path("saved.part").write_bytes(data)
    Path("saved.part").replace(path)


def edit(path: str, text: str) -> None:
    save(path, Path(path).read_bytes() + text.encode())


def runs() -> int:
    return said().count("converted")


def test_what_is_saved_is_converted(site: Path, post: Any) -> None:
    with watching():
        assert sorted(path.name for path in Path("out").rglob("*.md")) == ["one.md", "three.md", "two.md"]
        edit("source/_posts/one.md", "\nMore.\n")
        wait_for(lambda: has("out/one.md", "More."))
        post("source/_posts/new/four.md", "Four", body="A new one.")
        wait_for(lambda: has("out/new/four.md", "A new one."))
        logo = b"\x89PNG\r\n\x1a\n" + b"\1" * 20
        save("source/images/logo.png", logo)
        copied = Path("out/resources/images/logo.png")
        wait_for(lambda: copied.exists() and copied.read_bytes() == logo)
        wait_for(lambda: "1 converted, 0 failed, 3 unchanged" in said())


def test_its_own_outputs_are_no_changes(site: Path) -> None:
    with watching("--report", "source/_posts/report.json"):
        never(lambda: runs() > 1)
        edit("source/_posts/one.md", "\nMore.\n")
        wait_for(lambda: runs() == 2)
        never(lambda: runs() > 2)
        assert '"unchanged": 2' in Path("source/_posts/report.json").read_text().replace('":', '": ')


def test_a_post_that_fails_ends_nothing(site: Path) -> None:
    with watching():
        save("source/_posts/bad.json", b'{"octavo": 99}')
        wait_for(lambda: "1 failed" in said())
        save("source/_posts/bad.json", b'{"octavo":1,"blocks":[{"type":"paragraph","children":["Good"]}]}')
        wait_for(lambda: has("out/bad.md", "Good"))


def test_a_broken_configuration_ends_nothing(site: Path) -> None:
    Path("octavo.toml").write_text('timezone = "UTC"\n')
    with watching():
        save("octavo.toml", b"timezone =\n")
        wait_for(lambda: "the configuration is no TOML" in said())
        save("octavo.toml", b'[writer.markdown]\nfront_matter = "hugo-toml"\n')
        wait_for(lambda: has("out/one.md", "+++"))


def test_the_configuration_of_the_site_is_watched(site: Path) -> None:
    Path("_config.yml").write_text("title: A\nurl: https://a.example\npermalink: :title/\n")
    with watching("-W", "front_matter=hugo"):
        assert "10:00:00+00:00" in Path("out/one.md").read_text()
        Path("_config.yml").write_text("title: A\nurl: https://a.example\npermalink: :title/\ntimezone: Asia/Tokyo\n")
        wait_for(lambda: has("out/one.md", "10:00:00+09:00"))


def test_outputs_of_posts_that_are_deleted_go_when_the_user_says_so(site: Path) -> None:
    with watching("--prune", "--force"):
        Path("source/_posts/2022/two.md").unlink()
        wait_for(lambda: not Path("out/2022").exists())
        wait_for(lambda: "0 converted, 0 failed, 2 unchanged, 1 removed" in said())


def test_it_is_terminated(site: Path) -> None:
    with watching(ends=signal.SIGTERM, code=143):
        pass


@pytest.mark.parametrize("output", [("-o", "x.epub"), ("-t", "text"), ("-t", "text", "-o", "out/")])
def test_it_is_for_folders_of_files(site: Path, octavo: Any, output: list[str]) -> None:
    name = "-" if "out/" in output else "source/_posts"
    done = octavo("convert", name, "--watch", *output, input=b"x")
    assert done.exit_code == 2
    assert "--watch is for folders of outputs" in done.stderr


def test_without_the_library_it_says_what_to_install(site: Path, octavo: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    done = octavo(*COMMAND)
    assert done.exit_code == 2
    assert "pip install 'octavo[watch]'" in done.stderr
    assert not Path("out").exists()
