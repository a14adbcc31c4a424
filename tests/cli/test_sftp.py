"""Inputs and outputs on a server of SFTP, by the installed command."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from sftp_server import Sftp, sftp
from workload import files

pytest.importorskip("fsspec", reason="stores are tested with fsspec, of requirements-dev.txt")

__all__ = ["sftp"]

Command = Callable[..., subprocess.CompletedProcess[str]]


def test_a_folder_becomes_what_it_becomes_on_the_disk(sftp: Sftp, post: Callable[..., None], command: Command) -> None:
    for number in range(20):
        post(f"served/in/{number % 2}/{number:02}.md", f"Title {number}", body="Text ![](logo.png)")
    Path("served/in/0/logo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 20)
    there = ("convert", sftp.url("in"), "-t", "markdown", "-o", sftp.url("out/"), "--jobs", "2", "--images", "link")
    run = command(*there)
    assert "20 converted, 0 failed" in run.stderr
    assert command("convert", "served/in", "-t", "markdown", "-o", "local/", "--images", "link").returncode == 0
    assert files("served/out") == files("local")
    assert [path.name for path in sftp.folder.rglob("*.tmp")] == []
    assert "0 converted, 0 failed, 20 unchanged" in command(*there).stderr
    plan = command(*there, "--dry-run", "--force").stdout
    assert plan.startswith(f"sftp://{sftp.host}/in/0/00.md -> sftp://{sftp.host}/out/0/00.md\n")


def test_who_is_not_known_is_told_how_to_be(sftp: Sftp, command: Command) -> None:
    run = command("convert", sftp.url("in", password="pass-word"), "-t", "text")  # noqa: S106  # a wrong one
    assert run.returncode == 3
    assert "no valid credentials: Authentication failed. (name the user" in run.stderr
    assert run.stderr.count("\n") == 1
    assert "pass-word" not in run.stderr


def test_a_server_that_is_gone_is_one_line(sftp: Sftp, command: Command) -> None:
    sftp.process.kill()
    sftp.process.wait()
    run = command("convert", sftp.url("in"), "-t", "text")
    assert run.returncode == 3
    assert f"sftp://{sftp.host}/in: error: it can't be opened: the store can't be reached" in run.stderr
    assert run.stderr.count("\n") == 1
    assert "secret-of-the-test" not in run.stderr


def test_a_host_that_is_not_known_is_not_trusted(sftp: Sftp, command: Command) -> None:
    (Path.home() / ".ssh" / "known_hosts").unlink()
    run = command("convert", sftp.url("in"), "-t", "text")
    assert run.returncode == 3
    assert "it can't be opened: known_hosts has no ssh-ed25519 key of [127.0.0.1]:" in run.stderr
    assert "FSSPEC_SFTP_HOST_KEY_POLICY=auto_add" in run.stderr
    assert run.stderr.count("\n") == 1
    assert "secret-of-the-test" not in run.stderr


def test_a_host_with_another_key_than_is_known_is_not_trusted(
    sftp: Sftp, command: Command, post: Callable[..., None]
) -> None:
    post("served/in/a.md", "A")
    first, second = sftp.keys
    wrong = first[:40] + ("B" if first[40] == "A" else "A") + first[41:]
    sftp.be_known(wrong)
    run = command("convert", sftp.url("in"), "-t", "text", "-o", "out/")
    assert run.returncode == 3
    assert "shows another key than known_hosts has: somebody may stand between" in run.stderr
    assert run.stderr.count("\n") == 1
    sftp.be_known(second)  # it has two, and is asked for the one that is known
    assert "1 converted" in command("convert", sftp.url("in"), "-t", "text", "-o", "out/").stderr


@pytest.mark.parametrize("scheme", ["sftp", "ssh"])
def test_the_user_may_trust_any_host(sftp: Sftp, command: Command, post: Callable[..., None], scheme: str) -> None:
    post("served/in/a.md", "A")
    (Path.home() / ".ssh" / "known_hosts").unlink()
    settings = {**os.environ, "FSSPEC_SFTP_HOST_KEY_POLICY": "auto_add"}
    there, out = (scheme + sftp.url(name).removeprefix("sftp") for name in ("in", "out/"))
    run = command("convert", there, "-t", "text", "-o", out, env=settings)
    assert "1 converted, 0 failed" in run.stderr


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_line_that_is_cut_is_put_up_again(sftp: Sftp, command: Command, post: Callable[..., None], jobs: str) -> None:
    for number in range(20):
        post(f"served/in/{number:02}.md", f"Title {number}")
    Path("cut").touch()
    run = command("convert", sftp.url("in"), "-t", "markdown", "-o", sftp.url("out/"), "--jobs", jobs)
    assert not Path("cut").exists()
    assert "20 converted, 0 failed" in run.stderr
    assert run.stderr.count("\n") == 1
    assert len(files("served/out")) == 20


def test_a_line_that_is_cut_within_an_output_leaves_no_half_of_it(
    sftp: Sftp, command: Command, post: Callable[..., None]
) -> None:
    post("served/in/a.md", "A", body="word " * 1000)
    Path("cut-later").touch()
    run = command("convert", sftp.url("in"), "-t", "text", "-o", sftp.url("out/"))
    assert not Path("cut-later").exists()
    assert "1 converted, 0 failed" in run.stderr
    assert [path.name for path in sftp.folder.rglob("*.tmp")] == []


def test_each_process_has_one_connection(sftp: Sftp, command: Command, post: Callable[..., None]) -> None:
    for number in range(20):
        post(f"served/in/{number:02}.md", f"Title {number}")
    run = command("convert", sftp.url("in"), "-t", "markdown", "-o", sftp.url("out/"), "--jobs", "2")
    assert "20 converted, 0 failed" in run.stderr
    assert len(Path("made").read_text().splitlines()) <= 3
