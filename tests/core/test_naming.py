"""Names of outputs: safe on every system, and each only once."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo._naming import folders_of, output_names, safe_name, safe_path


def named(names: list[str], extension: str) -> list[str]:
    return list(output_names(names, extension))


@pytest.fixture(autouse=True, params=["few", "many"])
def length(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """All holds for batches that are kept in memory, and for those in a file."""
    if request.param == "many":
        monkeypatch.setattr("octavo._shelf.IN_MEMORY", 1)


def test_the_tree_is_kept_and_the_ending_replaced() -> None:
    assert named(["a.html", "2020/b.md", "v1.2.md"], ".md") == ["a.md", "2020/b.md", "v1.2.md"]


def test_of_inputs_with_one_output_the_first_keeps_its_name() -> None:
    first, second, third = named(["a.htm", "a.html", "a.md"], ".md")
    assert first == "a.md"
    assert len({first, second, third}) == 3
    assert second.startswith("a-")


def test_a_name_does_not_depend_on_what_else_collides() -> None:
    three = named(["a.htm", "a.html", "a.md"], ".md")
    two = named(["a.htm", "a.md"], ".md")
    assert two[1] == three[2]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("README.md", "readme.md"),
        (unicodedata.normalize("NFC", "café.md"), unicodedata.normalize("NFD", "café.md")),
        ("Straße.md", "STRASSE.md"),
        ("Foo/a.md", "foo/a.md"),
    ],
)
def test_names_that_some_systems_take_for_one_are_set_apart(one: str, other: str) -> None:
    first, second = named([one, other], ".md")
    assert first == one
    assert "-" in second


def test_a_file_never_takes_the_name_of_a_folder() -> None:
    file, below = named(["a", "a.md/b.md"], ".md")
    assert below == "a.md/b.md"
    assert file != "a.md"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("a:b?c*", "a_b_c_"),
        ("con", "_con"),
        ("LPT1.tar", "_LPT1.tar"),
        ("console", "console"),
        ("end. ", "end__"),
        ("  -rf", "___rf"),
        ("new\nline", "new_line"),
        ("right\u202eleft", "right_left"),
        ("..\\..\\x", ".._.._x"),
        ("\udcff", "_"),
        ("文章", "文章"),
    ],
)
def test_unsafe_parts_are_changed(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_paths_never_climb() -> None:
    assert safe_path("/../../etc/./passwd") == "etc/passwd"
    assert safe_path("..") == "unnamed"


@pytest.mark.parametrize("letter", ["n", "字", "😀"])
def test_long_names_are_cut_to_what_file_systems_take(letter: str) -> None:
    one, other = named([letter * 300 + ".md", letter * 301 + ".md"], ".markdown")
    assert one != other
    assert len(one.encode()) <= 255
    assert one.startswith(letter)


@given(st.lists(st.text(min_size=1, max_size=300), max_size=12))
def test_whatever_the_inputs_outputs_are_safe_and_unlike(names: list[str]) -> None:
    outputs = named(names, ".md")
    keys = {unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold()) for name in outputs}
    assert len(keys) == len(names)
    for name in outputs:
        parts = name.split("/")
        assert not {"", ".", ".."} & set(parts)
        assert all(len(part.encode()) <= 255 for part in parts)
        assert not any(part.endswith((".", " ")) or part.startswith((" ", "-")) for part in parts)
    assert outputs == named(names, ".md")


def test_folders_are_those_that_names_are_in() -> None:
    assert set(folders_of(["A/b/c.md", "A/d.md", "e.md", "f/g.md"])) == {"a", "a/b", "f"}
