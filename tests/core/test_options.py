"""Options: declared once, set from text or values, described for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pytest

from octavo import NoOptions, OptionError, option
from octavo.options import OptionDescription, describe_options, make_options, parse_assignments


@dataclass(frozen=True, kw_only=True)
class Options:
    width: int = option(72, help="columns of a line")
    ratio: float = option(0.5, help="a fraction")
    title: str = option("", help="a title")
    keep_going: bool = option(True, help="whether to go on")
    style: Literal["plain", "fancy"] = option("plain", help="how it looks")
    roots: tuple[str, ...] = option((), help="folders")
    limit: int | None = option(None, help="no more than this")

    def __post_init__(self) -> None:
        if self.width < 0:
            raise ValueError("width must not be negative")


def test_defaults() -> None:
    assert make_options(Options, {}, "writer 'x'") == Options()


def test_no_document_sees_what_a_plugin_did_to_the_options_of_another() -> None:
    @dataclass(kw_only=True)
    class Loose:
        width: int = option(72, help="columns")

    make_options(Loose, {}, "writer 'x'").width = 1
    assert make_options(Loose, {}, "writer 'x'").width == 72


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("width", "80", 80),
        ("ratio", "0.25", 0.25),
        ("title", "12", "12"),
        ("keep_going", "no", False),
        ("keep-going", "On", True),
        ("style", "fancy", "fancy"),
        ("roots", "a, b,,c", ("a", "b", "c")),
        ("roots", "", ()),
        ("limit", "none", None),
        ("limit", "7", 7),
    ],
)
def test_text_becomes_the_type_of_the_field(key: str, text: str, value: object) -> None:
    made = make_options(Options, {key: text}, "writer 'x'")
    assert getattr(made, key.replace("-", "_")) == value


@pytest.mark.parametrize(
    ("key", "value", "wanted"),
    [
        ("width", "wide", "number"),
        ("keep_going", "maybe", "yes|no"),
        ("style", "odd", "plain|fancy"),
        ("limit", "x", "number|none"),
        ("roots", 5, "text,..."),
    ],
)
def test_a_wrong_value_is_refused_by_name(key: str, value: object, wanted: str) -> None:
    with pytest.raises(OptionError) as caught:
        make_options(Options, {key: value}, "writer 'x'")
    assert f"writer 'x': option {key!r}" in str(caught.value)
    assert wanted in str(caught.value)


def test_an_unknown_option_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(OptionError, match="no option 'wdith'") as caught:
        make_options(Options, {"wdith": 1}, "writer 'x'")
    assert "width, ratio" in caught.value.hint
    with pytest.raises(OptionError, match="it has no options"):
        make_options(NoOptions, {"a": 1}, "reader 'y'")


def test_what_the_options_refuse_themselves_is_an_option_error() -> None:
    with pytest.raises(OptionError, match="width must not be negative"):
        make_options(Options, {"width": -1}, "writer 'x'")


def test_descriptions_are_in_the_order_of_declaration() -> None:
    described = describe_options(Options)
    assert described[0] == OptionDescription("width", "number", "72", "columns of a line")
    assert [(one.name, one.type, one.default) for one in described[3:]] == [
        ("keep_going", "yes|no", "yes"),
        ("style", "plain|fancy", "plain"),
        ("roots", "text,...", ""),
        ("limit", "number|none", "none"),
    ]


def test_assignments() -> None:
    assert parse_assignments(["a=1", "b = x=y", "c="]) == {"a": "1", "b": " x=y", "c": ""}
    for wrong in ("a", "=1", " =1"):
        with pytest.raises(OptionError, match="key=value"):
            parse_assignments([wrong])
