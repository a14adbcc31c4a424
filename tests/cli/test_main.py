"""The command itself: help, exits, signals, what it imports, and what shells complete."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from octavo._cli import cli, main

PARSERS = ("lxml", "rich", "yaml", "markdown_it", "ebooklib", "html5lib", "dateutil", "charset_normalizer", "PIL")


@pytest.mark.parametrize(
    "arguments", [["--help"], ["formats"], ["formats", "html"], ["plugins"], ["convert", "--help"]]
)
def test_help_and_lists_import_no_parser(arguments: list[str]) -> None:
    code = "import sys\nfrom octavo._cli import main\nsys.argv = ['octavo', *sys.argv[1:]]\ntry:\n    main()\n"
    code += f"except SystemExit:\n    print([name for name in {PARSERS} if name in sys.modules], file=sys.stderr)\n"
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)
    assert done.stderr == "[]\n"
    assert done.stdout


def test_help_lists_the_commands_and_the_exit_codes(command: Any) -> None:
    done = command("--help")
    assert done.returncode == 0
    for name in ("convert", "digest", "inspect", "formats", "plugins", "completion"):
        assert f"\n  {name} " in done.stdout
    assert "130  interrupted" in done.stdout
    assert command("--version").stdout.startswith("octavo, version ")


def test_the_summaries_in_help_are_those_of_the_commands(octavo: Any) -> None:
    listed = octavo("--help").stdout
    for name in ("convert", "digest", "inspect", "formats", "plugins", "completion"):
        assert octavo(name, "-h").exit_code == 0
        assert name in listed


def test_an_unknown_command_is_a_usage_error(octavo: Any) -> None:
    done = octavo("convrt")
    assert done.exit_code == 2
    assert "No such command" in done.stderr


def test_formats_lists_what_is_read_and_written(octavo: Any) -> None:
    lines = octavo("formats").stdout.splitlines()
    assert lines[0].split() == ["FORMAT", "READ", "WRITTEN", "EXTENSIONS", "WHAT"]
    (json_line,) = [line for line in lines if line.startswith("json ")]
    assert json_line.split()[:4] == ["json", "yes", "yes", ".json"]


def test_formats_shows_the_options_of_one(octavo: Any) -> None:
    shown = octavo("formats", "json").stdout
    assert "Reads json (.json)" in shown
    assert ["maximum_bytes", "number"] in [line.split()[:2] for line in shown.splitlines()]
    assert ["indent", "number", "2"] in [line.split()[:3] for line in shown.splitlines()]
    unknown = octavo("formats", "jsno")
    assert unknown.exit_code == 2
    assert "known: " in unknown.stderr


def test_plugins_are_listed_with_their_status(octavo: Any) -> None:
    lines = octavo("plugins", "--disable-plugin", "epub").stdout.splitlines()
    assert lines[0].split() == ["NAME", "VERSION", "DISTRIBUTION", "API", "PROVIDES", "HOOKS", "STATUS"]
    assert any(line.startswith("epub ") and line.endswith("disabled") for line in lines)
    (line,) = [line for line in lines if line.startswith("json ")]
    assert line.split()[2:] == ["octavo", "json,", "jsonl", "detect,", "readers,", "writers", "loaded"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_printed(octavo: Any, shell: str) -> None:
    if shell == "bash" and shutil.which("bash") is None:
        pytest.skip("there is no bash")
    assert "_OCTAVO_COMPLETE" in octavo("completion", shell).stdout


@pytest.mark.parametrize(
    ("words", "expected"),
    [("octavo con", "convert"), ("octavo convert -t js", "jsonl"), ("octavo convert -f he", "hexo")],
)
def test_shells_are_answered(words: str, expected: str, command: Any) -> None:
    environment = {
        **os.environ,
        "_OCTAVO_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split()) - 1),
    }
    assert expected in command(env=environment).stdout


def test_a_reader_that_goes_away_is_no_error(site: Path) -> None:
    post = Path("long.md")
    post.write_text("word " * 400_000)
    command = [sys.executable, "-m", "octavo", "convert", "long.md", "-t", "json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.wait(60) == 141
        assert process.stderr is not None
        assert process.stderr.read() == b""


def open_when_read(pipe: str) -> int:
    """Return the writing end of ``pipe``, once somebody reads it."""
    end = time.monotonic() + 60
    while True:
        try:
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            assert time.monotonic() < end
            time.sleep(0.02)


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX's")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_ctrl_c_and_termination_are_quiet_and_leave_nothing_half_written(here: Path, number: int, code: int) -> None:
    os.mkfifo("pipe")
    Path("a.html").write_text("<p>x")
    command = [sys.executable, "-m", "octavo", "convert", "a.html", "pipe", "-f", "html", "-o", "out.jsonl"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        writer = open_when_read("pipe")
        time.sleep(0.5)  # it waits for what is written
        process.send_signal(number)
        out, err = process.communicate(timeout=20)
        os.close(writer)
    assert (process.returncode, out, err) == (code, b"", b"")
    assert sorted(path.name for path in here.iterdir()) == ["a.html", "pipe"]


def test_a_fault_of_octavo_is_one_line(octavo: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("surprise")

    monkeypatch.setattr("octavo._cli.invocation.load", broken)
    done = octavo("formats")
    assert done.exit_code == 1
    assert done.stderr.startswith("octavo: error: KeyError: 'surprise' (this is a fault of octavo")
    assert "Traceback" in octavo("formats", "--debug").stderr


def test_main_runs_the_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["octavo", "formats", "json"])
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == 0
    assert "Reads json" in capsys.readouterr().out
    assert cli.main(["formats", "json"], standalone_mode=False) == 0


def test_colour_is_never_used_where_it_is_not_wanted(site: Path, command: Any) -> None:
    done = command(
        "convert", "source/_posts", "gone.md", "-t", "json", "-o", "out/", env={**os.environ, "NO_COLOR": "1"}
    )
    assert "\x1b" not in done.stderr
