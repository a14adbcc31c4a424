"""Code in colours: the words are told apart, the text stays as it is."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

import octavo_html
from octavo.model import CodeBlock, Document
from octavo.testing import bench


def written(code: CodeBlock, format: str = "xhtml") -> etree._Element:
    text = bench(octavo_html).write(Document(blocks=(code,)), format, {"fragment": True, "highlight": True})
    return etree.fromstring(text.encode())


def spans(code: CodeBlock) -> set[tuple[str | None, str | None]]:
    return {(one.get("class"), one.text) for one in written(code).iter("span")}


def test_kinds_of_words_have_classes() -> None:
    found = spans(CodeBlock('def tide(hour):\n    """Height."""\n    return 2.5  # 米', "python"))
    assert {("k", "def"), ("f", "tide"), ("k", "return"), ("n", "2.5"), ("c", "# 米")} <= found
    assert {("d", "-old"), ("i", "+new")} <= spans(CodeBlock("-old\n+new\n same", "diff"))


def test_a_marked_line_holds_its_words() -> None:
    root = written(CodeBlock("/* one\n two */\nint x;", "c", highlighted=(2,)))
    mark = next(root.iter("mark"))
    assert "".join(str(text) for text in mark.itertext()) == " two */"
    assert [one.get("class") for one in mark] == ["c"]


@pytest.mark.parametrize("language", ["", "nobody-knows", "mermaid", "../../etc/passwd"])
def test_unknown_languages_stay_plain(language: str) -> None:
    assert spans(CodeBlock("if x", language)) == set()


def test_very_long_code_stays_plain() -> None:
    assert spans(CodeBlock("if x:\n" * 20_000, "python")) == set()


@settings(max_examples=100, deadline=None)
@given(
    st.text(alphabet="ab<&>'\"\\\n\t/*#{}0 中\r\x0c", max_size=60),
    st.sampled_from(["python", "js", "c", "html", "yaml", "bash"]),
)
@example("#\r\n", "python")
@example('"\x0c', "python")
def test_the_text_of_code_stays(text: str, language: str) -> None:
    plain = bench(octavo_html).write(Document(blocks=(CodeBlock(text, language),)), "xhtml", {"fragment": True})
    expected = "".join(str(one) for one in etree.fromstring(plain.encode()).itertext())
    assert "".join(str(one) for one in written(CodeBlock(text, language)).itertext()) == expected


def test_pygments_and_latex2mathml_are_imported_only_when_used() -> None:
    code = "import sys, octavo_html.writer; sys.exit(bool({'pygments', 'latex2mathml'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
