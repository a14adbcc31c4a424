"""octavo.toml: defaults below it, the command line above it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from octavo._cli.configuration import Configuration, load
from octavo.errors import UsageError


def lay(path: str, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text)


def test_without_files_nothing_is_said() -> None:
    assert load() == Configuration()


def test_the_working_folder_goes_before_the_user_s_own(here: Path) -> None:
    lay(".config/octavo/octavo.toml", '[writer.json]\nindent = 8\n[reader.html]\nx = 1\n[plugins]\ndisabled = ["a"]\n')
    lay("octavo.toml", 'timezone = "Asia/Tokyo"\ntransforms = ["t"]\n[writer.json]\nindent = 4\n[transform.t]\nn = 1\n')
    assert load() == Configuration(
        readers={"html": {"x": 1}},
        writers={"json": {"indent": 4}},
        transforms={"t": {"n": 1}},
        run_transforms=("t",),
        disabled=("a",),
        timezone="Asia/Tokyo",
    )
    lay("other.toml", "")
    assert load("other.toml") == Configuration()


def test_the_command_line_goes_before_the_files(octavo: Any) -> None:
    lay("octavo.toml", "[writer.json]\nindent = 4\n")
    lay("post.html", "<p>x")
    assert octavo("convert", "post.html", "-t", "json").stdout.splitlines()[1].startswith("    ")
    assert len(octavo("convert", "post.html", "-t", "json", "-W", "indent=0").stdout.splitlines()) == 1


def test_the_time_zone_and_disabled_plugins_count(octavo: Any) -> None:
    lay("octavo.toml", 'timezone = "Asia/Shanghai"\n[plugins]\ndisabled = ["epub"]\n')
    lay("post.md", "---\ntitle: x\ndate: 2022-04-01 00:00:00\n---\n")
    document = json.loads(octavo("convert", "post.md", "-t", "json").stdout)
    assert document["meta"]["published"]["instant"] == "2022-04-01T00:00:00+08:00"
    assert any(line.endswith("disabled") for line in octavo("plugins").stdout.splitlines())


def test_a_file_may_begin_with_a_byte_order_mark(here: Path) -> None:
    lay("octavo.toml", "\ufefftimezone = 'Asia/Tokyo'\n")
    assert load().timezone == "Asia/Tokyo"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x =", "no TOML"),
        ("colour = 1", "unknown key 'colour' (known: reader"),
        ("reader = 1", "'reader' must be a table"),
        ("transforms = 'x'", "'transforms' must be a list"),
        ("[reader]\nhtml = 1", "reader.html must be a table"),
        ("[plugins]\nenabled = []", "unknown key 'enabled' in [plugins]"),
    ],
)
def test_what_is_wrong_is_said_with_the_file(text: str, words: str) -> None:
    lay("octavo.toml", text)
    with pytest.raises(UsageError) as caught:
        load()
    assert words in str(caught.value)
    assert caught.value.position is not None
    assert caught.value.position.source == "octavo.toml"


def test_a_wrong_option_in_a_file_is_an_error_before_work_starts(octavo: Any) -> None:
    lay("octavo.toml", "[writer.json]\nindnt = 4\n")
    lay("post.html", "<p>x")
    done = octavo("convert", "post.html", "-t", "json")
    assert done.exit_code == 2
    assert "no option 'indnt'" in done.stderr


def test_help_works_with_a_wrong_file(octavo: Any) -> None:
    lay("octavo.toml", "x =")
    assert octavo("--help").exit_code == 0
    assert octavo("formats").exit_code == 2
