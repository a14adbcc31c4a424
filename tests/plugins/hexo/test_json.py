"""Front matter in JSON, and front matter at a glance."""

from __future__ import annotations

from typing import Any

import pytest

from octavo_hexo.front_matter import glance
from octavo_hexo.json_pairs import json_pairs
from octavo_hexo.loader import LimitPassed, Limits
from octavo_hexo.splitting import split

LIMITS = Limits()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"a": 1,\n"b": [true, null]', [("a", 1, 1), ("b", [True, None], 2)]),
        ('{\n"a": {"b": "}"}\n}', [("a", {"b": "}"}, 2)]),
        ('"a": 1,', [("a", 1, 1)]),
        ("", []),
    ],
)
def test_entries_of_json(text: str, expected: list[tuple[str, Any, int]]) -> None:
    pairs = json_pairs(text, LIMITS)
    assert pairs is not None
    assert [(pair.key, pair.value, pair.line) for pair in pairs] == expected


@pytest.mark.parametrize("text", ["1: 2", '"a" 2', '"a": NaN', '"a', "title: x"])
def test_what_is_no_json(text: str) -> None:
    assert json_pairs(text, LIMITS) is None


def test_json_that_nests_too_deep_is_refused() -> None:
    with pytest.raises(LimitPassed):
        json_pairs('"a": ' + "[" * 40 + "]" * 40, LIMITS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\ntitle: a\n---\n", {"title": "a"}),
        ('"title": "a"\n;;;\n', {"title": "a"}),
        ("---\ntitle: [a] b\ndate: 2024-01-01\n---\n", {"title": "[a] b", "date": "2024-01-01"}),
        ("a text\n---\n", {}),
        ("no front matter", {}),
        ("---\na: " + "[" * 40 + "]" * 40 + "\n---\n", {}),
        ("---\na: x: " + "[" * 40 + "]" * 40 + "\n---\n", {}),
    ],
)
def test_front_matter_at_a_glance(text: str, expected: dict[str, Any]) -> None:
    front_matter = glance(split(text))
    found = {entry.key: entry.value for entry in front_matter.entries} if front_matter else {}
    assert found == expected
