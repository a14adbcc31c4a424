"""The error tree: each branch has its exit code, and every error travels between processes."""

import pickle
from typing import Any

import pytest

from octavo import errors
from octavo.errors import Notice, OctavoError, Position

BRANCHES = {
    errors.OctavoError: 1,
    errors.UsageError: 2,
    errors.UnknownFormat: 2,
    errors.OptionError: 2,
    errors.SourceError: 3,
    errors.FetchError: 3,
    errors.NetworkOff: 3,
    errors.DecodeError: 3,
    errors.ReadError: 4,
    errors.WriteError: 5,
    errors.PluginError: 6,
    errors.StrictError: 7,
}


def test_every_error_has_an_exit_code_here() -> None:
    declared = {kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, OctavoError)}
    assert declared == set(BRANCHES)


@pytest.mark.parametrize(("kind", "code"), BRANCHES.items())
def test_exit_codes_and_pickling(kind: type[OctavoError], code: int) -> None:
    error = kind("it broke", "mend it", Position("a.md", 3, 7))
    again = pickle.loads(pickle.dumps(error))  # noqa: S301  # it was made here
    assert (type(again), str(again), again.exit_code) == (kind, "a.md:3:7: it broke (mend it)", code)
    assert kind.__name__ in (errors.__doc__ or "")


def test_an_error_without_place_or_hint_is_its_message() -> None:
    assert str(OctavoError("it broke")) == "it broke"


@pytest.mark.parametrize(
    ("position", "text"), [(Position("a.md", 3), "a.md:3"), (Position("a.md"), "a.md"), (Position(line=2), "<input>:2")]
)
def test_positions_read_as_compilers_write_them(position: Position, text: str) -> None:
    assert str(position) == text


def test_a_notice_is_one_line() -> None:
    notice = Notice("rowspan-flattened", "a cell lost its height", "warning", Position("a.md", 9))
    assert str(notice) == "a.md:9: warning: a cell lost its height [rowspan-flattened]"


@pytest.mark.parametrize(("position", "expected"), [(5, Position(line=5)), ("5", None), (None, None)])
def test_whatever_a_plugin_gives_can_be_shown(position: Any, expected: Position | None) -> None:
    error = errors.ReadError(ValueError("it broke"), 7, position)  # type: ignore[arg-type]  # the fault
    assert (error.message, error.hint, error.position) == ("it broke", "7", expected)
    again = pickle.loads(pickle.dumps(error))  # noqa: S301  # it was made here
    assert str(again) == str(error)
