"""Documents that say the same: found exactly or nearly, the longest kept, each reported."""

import sys

import pytest

from octavo import Document, Meta, UsageError
from octavo.duplicates import without_duplicates
from octavo.model import Paragraph, Strong

LONG = " ".join(f"word{number}" for number in range(200))
CHINESE = "".join(chr(0x4E00 + number * 7) for number in range(200))


def post(name: str, text: str) -> Document:
    return Document(Meta(title=name.title()), (Paragraph((text,)),), name=f"{name}.md")


def names(documents: tuple[Document, ...]) -> list[str]:
    return [document.name.removesuffix(".md") for document in documents]


def test_nothing_is_looked_for_unless_it_is_asked_for() -> None:
    documents = [post("a", LONG), post("b", LONG)]
    assert without_duplicates(documents, "none").documents == tuple(documents)


def test_the_same_words_are_an_exact_duplicate() -> None:
    bold = Document(blocks=(Paragraph((Strong((LONG.upper(),)),)),), name="bold.md")
    unique = without_duplicates([post("one", LONG), post("two", LONG + " more"), bold], "exact")
    assert names(unique.documents) == ["one", "two"]
    (notice,) = unique.notices
    assert (notice.code, notice.position.source) == ("duplicate-left-out", "bold.md")
    assert "one.md" in notice.message


@pytest.mark.parametrize("text", [LONG, CHINESE])
def test_of_near_duplicates_the_longest_is_kept_in_its_place(text: str) -> None:
    documents = [
        post("short", text),
        post("other", "Something else entirely, with its own few words."),
        post("long", text + " Read more. 阅读原文"),
    ]
    unique = without_duplicates(documents, "near")
    assert names(unique.documents) == ["other", "long"]
    assert [notice.position.source for notice in unique.notices] == ["short.md"]


def test_near_finds_exact_ones_too_and_names_what_is_kept() -> None:
    unique = without_duplicates([post("a", LONG), post("b", LONG), post("c", LONG + " x")], "near")
    assert names(unique.documents) == ["c"]
    assert all("c.md" in notice.message for notice in unique.notices)


def test_half_the_same_is_no_duplicate() -> None:
    half = " ".join(LONG.split()[:100]) + " ".join(f"other{number}" for number in range(100))
    assert not without_duplicates([post("a", LONG), post("b", half)], "near").notices


def test_what_has_few_words_or_none_is_compared_exactly() -> None:
    documents = [post("a", "你好"), post("b", "你好"), post("c", "你们好"), post("d", ""), post("e", "")]
    assert names(without_duplicates(documents, "near").documents) == ["a", "c", "d", "e"]


def test_without_the_library_the_hint_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rensa", None)
    with pytest.raises(UsageError) as caught:
        without_duplicates([post("a", LONG)], "near")
    assert "octavo[dedupe]" in caught.value.hint
    assert without_duplicates([post("a", LONG)], "exact").documents
