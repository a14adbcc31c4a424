"""YAML as Hexo's parser reads it, and the limits within which it is read."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_hexo.loader import LimitPassed, Limits, Pair, YamlFailure, load, load_pairs
from octavo_hexo.scalars import resolve, resolve_text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("off", "off"),
        ("yes", "yes"),
        ("True", True),
        ("FALSE", False),
        ("tRue", "tRue"),
        ("~", None),
        ("Null", None),
        ("", None),
        ("12:30:45", "12:30:45"),
        ("010", 10),
        ("-7", -7),
        ("+3", 3),
        ("0x1F", 31),
        ("-0b101", -5),
        ("0o17", 15),
        ("1_000", "1_000"),
        ("1.50", 1.5),
        ("2.", 2.0),
        (".5", 0.5),
        ("1e3", 1000.0),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("1e999", "1e999"),
        ("9" * 400, "9" * 400),
        ("2022-04-28", "2022-04-28"),
        ("2022-04-28 25:00:00", "2022-04-28 25:00:00"),
        ("=", "="),
        ("+", "+"),
    ],
)
def test_plain_scalars(text: str, value: object) -> None:
    found = resolve(text)
    assert found == value
    assert type(found) is type(value)


def test_words_stay_as_they_are_written() -> None:
    assert resolve_text("010") == "010"
    assert resolve_text("null") is None
    assert resolve_text("true") == "true"


def test_values_are_json() -> None:
    text = "a: 'no'\nb: [1, x, {c: 2022-01-01}]\nd: |\n  two\n  lines\n!!str e: !!str 5\nf: !!int '7'"
    assert load(text) == {"a": "no", "b": [1, "x", {"c": "2022-01-01"}], "d": "two\nlines\n", "e": "5", "f": 7}


def test_keys_are_strings_as_in_javascript() -> None:
    assert load("1: a\nnull: b\ntrue: c\n0x10: d") == {"1": "a", "null": "b", "true": "c", "16": "d"}


def test_anchors_and_merges() -> None:
    assert load("a: &x {p: 1, q: 2}\nb: {<<: *x, q: 3}\nc: *x") == {
        "a": {"p": 1, "q": 2},
        "b": {"p": 1, "q": 3},
        "c": {"p": 1, "q": 2},
    }


def test_pairs_keep_their_order_lines_and_repetitions() -> None:
    assert load_pairs("b: 1\n# comment\na:\n  - x\nb: 2") == [Pair("b", 1, 1), Pair("a", ["x"], 3), Pair("b", 2, 5)]


@pytest.mark.parametrize("text", ["- a\n- b", "words", ""])
def test_what_is_no_mapping_has_no_pairs(text: str) -> None:
    assert load_pairs(text) is None


@pytest.mark.parametrize(
    "text",
    ["a: b: c", "a: [x] y", "a: @x", "a: *x", "a: `x`", "a: %x", "{{ x }}: 1", "? [a]\n: b", "a: !new x", "a: !new [x]",
     "a: 1\n---\nb: 2", "\ta: b", "a: \x01", "a: 'x", "a: &x [1]\n*x : b"],
)  # fmt: skip
def test_what_hexo_throws_at_fails_with_a_place(text: str) -> None:
    with pytest.raises(YamlFailure) as caught:
        load(text)
    assert caught.value.line >= 1
    assert caught.value.column >= 1


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("a: " + "[" * 30_000, Limits()),
        ("a:\n" + "- " * 500 + "x", Limits()),
        ("a: {b: {c: d}}", Limits(depth=2)),
        ("a: &x [1, 2, 3]\nb: [*x, *x]", Limits(aliases=5)),
    ],
)
def test_limits_are_kept_before_anything_is_built(text: str, limits: Limits) -> None:
    with pytest.raises(LimitPassed):
        load(text, limits)


def test_a_bomb_of_aliases_is_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    with pytest.raises(LimitPassed, match="10000"):
        load("\n".join(lines))


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.text(st.characters(codec="ascii", categories=["L", "N"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc", min_size=1), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text("xyz", min_size=1, max_size=3), json_values, max_size=4))
def test_json_is_yaml(value: dict[str, Any]) -> None:
    assert load(json.dumps(value)) == value
