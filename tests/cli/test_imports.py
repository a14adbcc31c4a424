"""What commands import: nothing heavy before it is used. Times differ from machine to machine; lists of modules don't."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PARSERS = frozenset({"lxml", "yaml", "markdown_it", "mdit_py_plugins"})
WRITERS = frozenset({"ebooklib", "PIL", "pygments", "latex2mathml", "wcwidth"})
SLOW = frozenset({
    "charset_normalizer", "dateutil", "email", "http", "httpx", "importlib.metadata", "logging", "multiprocessing",
    "rich", "ssl", "urllib.request", "xml.sax", "zipfile",
})  # fmt: skip
"""What takes over 3 ms to import, and most runs do without."""
SELDOM = frozenset({
    "difflib", "hashlib", "html", "importlib.util", "mimetypes", "pickle", "platformdirs", "random", "secrets", "sqlite3",
    "tempfile", "tomllib", "zoneinfo", "octavo._cli.definition", "octavo._cli.editions", "octavo._cli.folder", "octavo._cli.report_file", "octavo._digest", "octavo._fsspec",
    "octavo._incremental", "octavo._library", "octavo._spreading", "octavo._state", "octavo.query", "octavo.selection", "octavo.svg", "octavo.volumes",
})  # fmt: skip
"""What only folders of outputs, books, reports, stores or a configuration need."""
ENGINE = frozenset({
    "octavo._batch", "octavo._choices", "octavo._context", "octavo._convert", "octavo._inputs", "octavo._sink",
    "octavo._stores", "octavo._tasks",
})  # fmt: skip


def imported(*arguments: str) -> frozenset[str]:
    """Return the modules that ``octavo`` with ``arguments`` has imported when it ends."""
    program = (
        "import atexit, sys; sys.argv = ['octavo', *sys.argv[1:]]; "
        "atexit.register(lambda: sys.stderr.write('\\n'.join(sys.modules))); import octavo_command; octavo_command.main()"
    )
    command = [sys.executable, "-P", "-c", program, *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return frozenset(done.stderr.splitlines())


@pytest.fixture(autouse=True)
def remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let entry points be found once: the scan for them imports what the test forbids."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    imported("formats")


@pytest.mark.parametrize("arguments", [("--help",), ("formats",), ("convert", "--help")], ids=" ".join)
def test_help_imports_nothing_heavy(arguments: tuple[str, ...]) -> None:
    modules = imported(*arguments)
    assert "octavo._registry" in modules
    assert sorted(modules & (PARSERS | WRITERS | SLOW)) == []
    engine = ENGINE if arguments[0] != "convert" else frozenset()
    assert sorted(modules & (SELDOM | engine)) == []


def test_one_file_is_converted_with_what_its_formats_need_and_no_more(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<p>Hello <b>world</b><img src='/a.png'></p>", encoding="utf-8")
    modules = imported("convert", str(page), "-t", "markdown", "-o", str(tmp_path / "page.md"))
    assert (tmp_path / "page.md").read_text(encoding="utf-8") == "Hello **world**![](/a.png)\n"
    assert "lxml.etree" in modules
    assert sorted(modules & (PARSERS | WRITERS | SLOW)) == ["lxml"]
    assert sorted(modules & SELDOM) == ["difflib", "hashlib"]  # click's for -t, and that of the output


def test_a_post_is_converted_to_text_without_what_other_formats_need(tmp_path: Path) -> None:
    post = tmp_path / "post.md"
    post.write_text("---\ntitle: Hello\n---\n<p>Hello <b>world</b></p>\n", encoding="utf-8")
    modules = imported("convert", str(post), "-t", "text", "-o", str(tmp_path / "post.txt"))
    assert "Hello world" in (tmp_path / "post.txt").read_text(encoding="utf-8")
    assert {"lxml.etree", "yaml"} <= modules
    others = {"markdown_it", "octavo_markdown.writer", "octavo_epub.binder"}
    assert sorted(modules & (WRITERS | SLOW | others)) == ["wcwidth"]
