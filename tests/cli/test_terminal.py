"""What people see: safe text, tables, and a progress bar for long work alone."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo._cli import progress, reporting
from octavo._cli.invocation import Invocation
from octavo._cli.terminal import printable, table, width


@given(st.text())
def test_nothing_printable_commands_a_terminal(text: str) -> None:
    safe = printable(text)
    assert safe.isprintable() or not any(ord(character) < 32 or 127 <= ord(character) < 160 for character in safe)
    assert printable(safe) == safe


def test_controls_are_shown_as_escapes() -> None:
    assert printable("a\nb\x1b\x9b\u202e\udcff") == "a\\x0ab\\x1b\\x9b\\u202e\\udcff"


def test_a_long_cell_shifts_its_own_line_alone() -> None:
    lines = table([["a", "b"], ["a" * 250, "b"]]).splitlines()
    assert lines[1] == "a" * 250 + "  b"
    assert len(lines[0]) < 80


def test_columns_are_aligned_by_what_a_terminal_shows() -> None:
    assert table([("漢字", "x"), ("a", "yy"), ("b", "")], ("NAME", "V")) == "NAME  V\n漢字  x\na     yy\nb"
    assert table([]) == ""
    assert width("漢") == 2


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now


def slow(clock: Clock, count: int) -> Iterator[int]:
    for number in range(count):
        clock.now += 0.6
        yield number


def test_a_bar_appears_after_a_second_and_nothing_is_lost(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = Clock()
    monkeypatch.setattr(progress, "time", clock)
    monkeypatch.setenv("FORCE_COLOR", "1")  # rich takes standard error for a terminal
    assert list(progress.track(slow(clock, 5), 5, "reading", shown=True)) == [0, 1, 2, 3, 4]
    assert "reading" in capsys.readouterr().err
    clock.now = 0
    assert list(progress.track(slow(clock, 1), 1, "reading", shown=True)) == [0]
    assert list(progress.track(slow(clock, 5), 5, "reading", shown=False)) == [0, 1, 2, 3, 4]
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("invocation", "terminal", "kind", "wanted"),
    [
        (Invocation(), True, "xterm", True),
        (Invocation(), False, "xterm", False),
        (Invocation(quiet=True), True, "xterm", False),
        (Invocation(verbose=True), True, "xterm", False),
        (Invocation(), True, "dumb", False),
    ],
)
def test_a_bar_is_wanted_on_a_terminal_alone(
    invocation: Invocation, terminal: bool, kind: str, wanted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    monkeypatch.setenv("TERM", kind)
    assert reporting.wants_progress(invocation) is wanted
