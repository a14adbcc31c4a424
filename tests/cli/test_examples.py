"""The example plugins in docs/: built as wheels, installed into a fresh environment, and run by the command line."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from docutils import nodes
from docutils.core import publish_doctree

from environment import OFFLINE, make_environment, run

DOCS = Path(__file__).parents[2] / "docs"
NAMES = ("plugin", "feed", "rst")


def octavo(python: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": ""}
    command = [str(python), "-m", "octavo", *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment, check=False)


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a fresh environment that sees octavo, with the wheels of the examples installed by pip."""
    folder = tmp_path_factory.mktemp("environment")
    made = make_environment(folder / "venv")
    sources = [shutil.copytree(DOCS / f"example-{name}", folder / name) for name in NAMES]
    run(made, "-m", "pip", "wheel", "--quiet", "--no-deps", *OFFLINE, "--wheel-dir", folder / "wheels", *sources)
    wheels = sorted((folder / "wheels").glob("*.whl"))
    run(made, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", *wheels)
    return made


def test_the_example_is_listed_with_its_formats(python: Path) -> None:
    listed = octavo(python, "plugins")
    (line,) = [line for line in listed.stdout.splitlines() if line.startswith("gemtext ")]
    name, version, distribution, api, *provides = line.split()
    assert (name, version, distribution, api) == ("gemtext", "1.0.0", "octavo-gemtext", "1")
    assert provides == ["gemtext,", "shout", "readers,", "transforms,", "writers", "loaded"]
    assert "heading_levels" in octavo(python, "formats", "gemtext").stdout
    assert "marks" in octavo(python, "formats", "shout").stdout


def test_the_example_reads_writes_and_transforms(python: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.gmi"
    page.write_text("# Hello\n=> https://example.org/ There\n")
    shown = octavo(python, "convert", str(page), "-t", "markdown", "-T", "shout:marks=2")
    assert shown.returncode == 0, shown.stderr
    assert "HELLO!!" in shown.stdout
    assert "[There](https://example.org/)" in shown.stdout
    post = tmp_path / "post.html"
    post.write_text("<h3>Deep</h3><ul><li>one</ul>")
    written = octavo(python, "convert", str(post), "-o", str(tmp_path / "post.gmi"), "-W", "heading_levels=2")
    assert written.returncode == 0, written.stderr
    assert (tmp_path / "post.gmi").read_text() == "## Deep\n\n* one\n"


@pytest.mark.parametrize("name", NAMES)
def test_the_examples_own_tests_pass(python: Path, name: str) -> None:
    command = [
        str(python),
        "-m",
        "pytest",
        "-q",
        "-c",
        os.devnull,
        "-p",
        "no:cacheprovider",
        str(DOCS / f"example-{name}" / "tests"),
    ]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_example_can_be_left_out(python: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.gmi"
    page.write_text("# Hello\n")
    refused = octavo(python, "convert", str(page), "-t", "markdown", "--disable-plugin", "octavo-gemtext")
    assert refused.returncode == 2
    assert "is not clear" in refused.stderr
    assert "disabled" in octavo(python, "plugins", "--disable-plugin", "gemtext").stdout


FEED = """<rss version="2.0"><channel><title>A feed</title><link>https://example.org/</link>
<item><title>One</title><link>https://example.org/one</link><category>News</category>
<pubDate>Mon, 06 May 2024 10:00:00 GMT</pubDate><description>&lt;p&gt;It &lt;em&gt;rains&lt;/em&gt;.</description></item>
<item><title>Two</title><link>https://example.org/two</link><description>It snows.</description></item>
</channel></rss>"""


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    path = tmp_path / "feed.xml"
    path.write_text(FEED)
    return path


def test_a_feed_is_known_by_its_content_and_converted(python: Path, feed: Path) -> None:
    shown = octavo(python, "convert", str(feed), "-t", "markdown")
    assert shown.returncode == 0, shown.stderr
    assert "# One\n\nIt *rains*.\n\n# Two\n\nIt snows." in shown.stdout
    folder = octavo(python, "convert", str(feed), "-t", "markdown", "-o", f"{feed.parent / 'entries'}/")
    assert folder.returncode == 0, folder.stderr
    assert len([*(feed.parent / "entries").rglob("*.md")]) == 3, "the contents, and a file for each entry"
    one = octavo(python, "convert", str(feed), "-t", "json", "-R", "limit=1")
    meta = json.loads(one.stdout)["meta"]
    assert (meta["title"], meta["tags"], meta["source_url"]) == ("One", ["News"], "https://example.org/one")


def test_a_feed_is_a_digest(python: Path, feed: Path, tmp_path: Path) -> None:
    done = octavo(python, "digest", str(feed), "-o", str(tmp_path / "feed.epub"))
    assert done.returncode == 0, done.stderr
    shown = octavo(python, "digest", str(feed), "-t", "text", "-o", str(tmp_path / "feed.txt"))
    assert shown.returncode == 0, shown.stderr
    assert "It rains." in (tmp_path / "feed.txt").read_text()
    assert (tmp_path / "feed.epub").stat().st_size > 1000


def test_what_is_no_feed_is_refused(python: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.rss"
    page.write_text("<html></html>")
    refused = octavo(python, "convert", str(page), "-f", "feed", "-t", "text")
    assert refused.returncode == 4
    assert "it is no feed" in refused.stderr


def test_a_post_is_written_as_restructuredtext(python: Path, tmp_path: Path) -> None:
    post = tmp_path / "post.md"
    post.write_text("---\ntitle: 你好\n---\n\n# One\n\nIt *rains*, see [two](#two).\n\n1. a\n2. b\n\n# Two\n\n> end\n")
    done = octavo(python, "convert", str(post), "-o", str(tmp_path / "post.rst"))
    assert done.returncode == 0, done.stderr
    tree = publish_doctree((tmp_path / "post.rst").read_text(), settings_overrides={"halt_level": 2, "report_level": 2})
    assert tree["title"] == "你好"
    assert [title.astext() for title in tree.findall(nodes.title)] == ["你好", "One", "Two"]
    assert len([*tree.findall(nodes.emphasis)]) == len([*tree.findall(nodes.block_quote)]) == 1
    assert "refid" in next(tree.findall(nodes.reference))


@pytest.mark.parametrize("name", NAMES)
def test_every_module_of_an_example_fits_a_few_screens(name: str) -> None:
    for path in (DOCS / f"example-{name}").rglob("src/**/*.py"):
        assert lines_of_code(path.read_text(encoding="utf-8")) < 150, path


def lines_of_code(text: str) -> int:
    """Return the lines of ``text`` that are neither blank nor a comment nor in a docstring."""
    documented: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Expr(value=ast.Constant(value=str()), lineno=first, end_lineno=int(last)):
                documented.update(range(first, last + 1))
    lines = [line.strip() for number, line in enumerate(text.splitlines(), 1) if number not in documented]
    return sum(bool(line) and not line.startswith("#") for line in lines)
