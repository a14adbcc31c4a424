"""Where front matter ends: Hexo's shapes, and what people write beside them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_hexo.splitting import split


@pytest.mark.parametrize(
    ("text", "shape", "data", "body"),
    [
        ("---\ntitle: a\n---\nbody\n", "prefixed", "title: a\n", "body\n"),
        ("\n\n---\ntitle: a\n---\nbody", "prefixed", "title: a\n", "body"),
        ("\ufeff---\ntitle: a\n---\nbody", "prefixed", "title: a\n", "body"),
        ("--- \ntitle: a\n---\t\nbody", "prefixed", "title: a\n", "body"),
        ("------\ntitle: a\n------\nbody", "prefixed", "title: a\n", "body"),
        ("---\n---\nbody", "prefixed", "", "body"),
        ("---\ntitle: a\n---", "prefixed", "title: a\n", ""),
        ("---\ntitle: a\n----- \nbody", "prefixed", "title: a\n", "body"),
        ("---\ntitle: a\n---- b", "prefixed", "title: a\n", "- b"),
        ("title: a\n---\nbody\n---\nmore", "prefixless", "title: a\n", "body\n---\nmore"),
        ("\ntitle: a\n---\nbody", "prefixless", "title: a\n", "body"),
        (';;;\n"a": 1\n;;;\nbody', "prefixed", '"a": 1\n', "body"),
        ('"a": 1\n;;;\nbody', "prefixless", '"a": 1\n', "body"),
        ("---\ntitle: a\nbody", "unclosed", "", "---\ntitle: a\nbody"),
        ("---title: a\n---\nbody", "none", "", "---title: a\n---\nbody"),
        ("just text", "none", "", "just text"),
        ("+++\ntitle: a\n+++\nbody", "none", "", "+++\ntitle: a\n+++\nbody"),
        ("", "none", "", ""),
    ],
)
def test_shapes(text: str, shape: str, data: str, body: str) -> None:
    part = split(text)
    assert (part.shape, part.data, part.body) == (shape, data, body)


def test_lines_are_counted_from_the_first_of_the_file() -> None:
    part = split("\n\n---\ntitle: a\ndate: b\n---\n\nbody")
    assert (part.data_line, part.body_line) == (4, 7)


def test_a_separator_of_semicolons_means_json() -> None:
    assert split(';;;\n"a": 1\n;;;\n').json
    assert not split("---\na: 1\n---\n").json


@given(st.text(alphabet="-; \n\tab:\ufeff", max_size=60))
def test_head_and_body_are_the_whole_text(text: str) -> None:
    part = split(text)
    assert part.head + part.body == text
    assert text.count("\n", 0, len(part.head)) + 1 == part.body_line
