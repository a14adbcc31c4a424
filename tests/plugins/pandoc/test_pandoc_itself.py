"""What octavo writes is understood by pandoc, and what pandoc writes by octavo."""

import io
import json
import re
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings

import octavo_pandoc
from octavo import model
from octavo._cli import cli
from octavo.model import Document
from octavo.testing import bench
from octavo.walk import plain_text, walk
from strategies import documents

pypandoc = pytest.importorskip("pypandoc", reason="pandoc comes with the package pypandoc-binary")

SAMPLE = Path(__file__).parent / "sample.md"
POST = Path(__file__).parent / "post.md"


def run(data: str | bytes, *arguments: str) -> bytes:
    """What pandoc makes of ``data``; it must warn of nothing but of words that it can't say in Chinese."""
    given = data.encode() if isinstance(data, str) else data
    result = subprocess.run([pypandoc.get_pandoc_path(), *arguments], input=given, capture_output=True, check=False)
    warnings = [line for line in result.stderr.decode().splitlines() if "translation" not in line]
    assert (result.returncode, warnings) == (0, [])
    return result.stdout


def convert(path: Path) -> bytes:
    result = CliRunner().invoke(cli, ["convert", str(path), "-t", "pandoc"])
    assert result.exit_code == 0, result.output
    return result.stdout_bytes


def sample() -> Document:
    return bench(octavo_pandoc).read(run(SAMPLE.read_bytes(), "-f", "markdown", "-t", "json"), "pandoc")


def found(document: Document, kind: type) -> list[Any]:
    return [node for node in walk(document.blocks) if isinstance(node, kind)]


def test_a_post_becomes_a_word_document() -> None:
    archive = zipfile.ZipFile(io.BytesIO(run(convert(POST), "-f", "json", "-t", "docx", "-o", "-")))
    text = re.sub("<[^>]*>", "", archive.read("word/document.xml").decode())
    for words in ("春天的花园", "玫瑰", "樱花", "さくら", "Café", "def spring"):
        assert words in text
    assert "☒" in archive.read("word/numbering.xml").decode()
    assert "Ein Fuß der Seite" in archive.read("word/footnotes.xml").decode()
    assert "春天的花园" in archive.read("docProps/core.xml").decode()


@pytest.mark.parametrize("target", ["html", "latex", "rst", "epub", "gfm", "typst", "odt"])
def test_other_writers_of_pandoc_take_a_post(target: str) -> None:
    assert run(convert(POST), "-f", "json", "-t", target, "-s", "-o", "-")


def test_the_words_and_structure_are_in_pandocs_html() -> None:
    html = run(convert(POST), "-f", "json", "-t", "html", "--wrap=none").decode()
    for piece in (
        '<h2 id="tulips">郁金香',
        "<mark>樱花</mark>",
        "<kbd>Ctrl</kbd>",
        '<span class="rt">さくら</span>',
        '<input type="checkbox" checked="" />浇水',
        '<td rowspan="2">玫瑰</td>',
        '<th style="text-align: right;">',
        "<!-- more -->",
        '<div class="admonition',
        '<a href="https://example.com/garden"',
    ):
        assert piece in html, piece


def test_the_metadata_is_pandocs() -> None:
    page = run(convert(POST), "-f", "json", "-t", "html", "-s").decode()
    for piece in (
        'lang="zh-CN"',
        'name="author" content="Ann"',
        'content="2024-03-20T08:00:00',
        'name="keywords" content="花, 春"',
    ):
        assert piece in page, piece
    assert 'id="TOC"' not in page


def test_what_pandoc_reads_and_writes_again_is_the_same() -> None:
    written = convert(POST)
    assert json.loads(run(written, "-f", "json", "-t", "json"))["blocks"] == json.loads(written)["blocks"]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents())
def test_pandoc_understands_every_document(document: Document) -> None:
    written = bench(octavo_pandoc).write(document, "pandoc")
    through = run(written, "-f", "json", "-t", "json")
    pandoc = bench(octavo_pandoc)
    assert pandoc.read(through, "pandoc").blocks == pandoc.read(written, "pandoc").blocks


def test_pandocs_markdown_has_the_nodes_that_it_means() -> None:
    document = sample()
    assert [(one.level, plain_text(one), one.id) for one in found(document, model.Heading)] == [
        (1, "All of it", "all"),
        (2, "Tables", "tables"),
    ]
    kinds = (
        "Emphasis Strong Strikethrough Superscript Subscript SmallCaps Underline Highlight Keyboard Code Math Link "
        "Image Note Quote SoftBreak LineBreak Span RawInline Paragraph Heading CodeBlock MathBlock BlockQuote "
        "BulletList OrderedList DefinitionList Table Figure ThematicBreak Div RawBlock ExcerptBreak"
    )
    assert [kind for kind in kinds.split() if not found(document, getattr(model, kind))] == []


def test_pandocs_lists() -> None:
    document = sample()
    tasks, loose = found(document, model.BulletList)
    assert [(plain_text(item), item.checked) for item in tasks.items] == [("todo", False), ("done", True)]
    assert (tasks.tight, loose.tight) == (True, False)
    (numbered,) = found(document, model.OrderedList)
    assert (numbered.start, numbered.numbering) == (4, "lower-roman")
    (definitions,) = found(document, model.DefinitionList)
    assert plain_text(definitions) == "Term\nWhat it is"


def test_pandocs_table() -> None:
    (table,) = found(sample(), model.Table)
    assert [column.alignment for column in table.columns] == ["left", "right"]
    assert plain_text(table.caption) == "Flowers"
    assert [[plain_text(cell) for cell in row.cells] for row in (*table.head, *table.body)] == [
        ["Name", "Height"],
        ["Rose", "50"],
        ["Tulip", "30"],
    ]
    assert all(cell.header for cell in table.head[0].cells)


def test_pandocs_figure_code_and_citation() -> None:
    document = sample()
    (figure,) = found(document, model.Figure)
    (image, *_) = found(document, model.Image)
    assert (plain_text(figure.caption), image.url, image.width) == ("A rose", "rose.png", 96)
    (code,) = found(document, model.CodeBlock)
    assert (code.language, code.text, code.caption) == ("python", "print(1)", ("Hello",))
    (citation,) = [span for span in found(document, model.Span) if "citation" in span.attributes.classes]
    assert citation.attributes.data == {"cites": "knuth"}
    assert plain_text(citation) == "[@knuth, p. 3]"


def test_pandocs_metadata() -> None:
    meta = sample().meta
    assert (meta.title, [author.name for author in meta.authors]) == ("A sample", ["Ann", "Bob"])
    assert meta.published is not None
    assert meta.published.instant is not None
    assert meta.published.instant.date().isoformat() == "2024-03-20"
    assert (meta.language, meta.tags) == ("en-GB", ("one", "two"))
    assert meta.front_matter is not None
    entries = {entry.key: entry.value for entry in meta.front_matter.entries}
    assert (entries["subtitle"], entries["numbers"]) == ("and more", {"first": ["1", True]})
    written = json.loads(bench(octavo_pandoc).write(Document(meta), "pandoc"))["meta"]
    assert written["subtitle"] == {"t": "MetaString", "c": "and more"}
    assert list(written["front-matter"]["c"]) == ["numbers"]
    assert bench(octavo_pandoc).read(msgspec.json.encode({**BARE, "meta": written}), "pandoc").meta.title == "A sample"


BARE = {"pandoc-api-version": [1, 23, 1], "meta": {}, "blocks": []}


def test_no_word_of_the_sample_is_lost() -> None:
    document = sample()
    plain = run(
        SAMPLE.read_bytes(), "-f", "markdown-citations", "-t", "plain", "--wrap=none", "--columns=9999"
    ).decode()
    words = {word for word in plain.lower().split() if word.isalpha()}
    assert len(words) > 30
    assert words - set(plain_text(document.blocks).lower().split()) == set()


def test_admonitions_of_githubs_markdown() -> None:
    tree = run("> [!WARNING]\n> Thin ice.\n", "-f", "gfm", "-t", "json")
    (admonition,) = bench(octavo_pandoc).read(tree, "pandoc").blocks
    assert isinstance(admonition, model.Div)
    assert admonition.attributes.classes == ("admonition", "warning")
    assert plain_text(admonition) == "Warning\nThin ice."


def test_word_comes_back_as_markdown(tmp_path: Path) -> None:
    word = tmp_path / "post.docx"
    word.write_bytes(run(convert(POST), "-f", "json", "-t", "docx", "-o", "-"))
    tree = tmp_path / "post.pandoc.json"
    tree.write_bytes(run(b"", "-t", "json", str(word)))
    result = CliRunner().invoke(cli, ["convert", str(tree), "-t", "markdown"])
    assert result.exit_code == 0, result.output
    for piece in ("## 郁金香", "**玫瑰**", "- [x] 浇水", "[^1]: Ein Fuß der Seite"):
        assert piece in result.stdout, piece
