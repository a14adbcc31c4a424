"""Facts about writing systems."""

import pytest

from octavo.script import direction, is_joined, is_spaceless, join_lines


@pytest.mark.parametrize("character", "漢のカ。、（ー〇﨑𠀋Ａ")
def test_spaceless(character: str) -> None:
    assert is_spaceless(character)


@pytest.mark.parametrize("character", ["", "a", "é", "한", "ب", "1", "ก"])
def test_not_spaceless(character: str) -> None:
    assert not is_spaceless(character)


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("春天\n来了", "春天来了"),
        ("春天。\n  来了", "春天。来了"),
        ("see\nthe 字", "see\nthe 字"),
        ("用\nPython\n写", "用\nPython\n写"),
        ("김치\n맛", "김치\n맛"),
        ("一\n二\n三", "一二三"),
    ],
)
def test_line_breaks_between_spaceless_characters_go(text: str, joined: str) -> None:
    assert join_lines(text) == joined


def test_joined_needs_both_sides() -> None:
    assert is_joined("天", "来")
    assert not is_joined("天", "a")
    assert not is_joined("", "来")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("ar", "rtl"),
        ("AR-eg", "rtl"),
        ("he_IL", "rtl"),
        ("fa", "rtl"),
        ("uz-Arab", "rtl"),
        ("ar-Latn", "ltr"),
        ("zh-Hant-TW", "ltr"),
        ("en", "ltr"),
        ("", "ltr"),
    ],
)
def test_direction(language: str, expected: str) -> None:
    assert direction(language) == expected
