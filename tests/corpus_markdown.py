"""Reads every post of a folder, writes it as Markdown, and reads that: are the text and the outline still the same?

    python tests/corpus_markdown.py FOLDER [--jobs N] [--dialect NAME] [--only TEXT]

It is run by hand. Markdown has no embedded media and no attribution of a quotation: an embed counts as the link that
it becomes, an attribution as a paragraph with a dash before it. Of both documents the plain text is compared (runs of white space count as one space), and
the outline: the levels and texts of the headings in order. The posts that differ are listed with the first
difference. It returns 1 if fewer than 99.9 % of the posts have the same text.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from octavo import Document, OctavoError, Source, plain_text, rewrite, walk
from octavo._choices import Choices
from octavo._convert import read_document, write_document
from octavo._registry import Registry, discover
from octavo.model import AnyNode, BlockQuote, Embed, Heading, Paragraph

MINIMUM_SAME = 0.999
AROUND = 30


@dataclass(frozen=True)
class Outcome:
    """How one post came back; ``text`` and ``outline`` show the first difference, or are empty."""

    name: str
    text: str = ""
    outline: str = ""
    refused: bool = False


@cache
def registry() -> Registry:
    """The installed plugins, found once in each process."""
    return discover()


def check(job: tuple[Path, Path, str]) -> Outcome:
    """Compare one post with what becomes of it."""
    path, folder, dialect = job
    name = path.relative_to(folder).as_posix()
    choices = Choices(writer_options={"markdown": {"dialect": dialect, "front_matter": "none"}})
    try:
        first = read_document(
            Source(path.read_bytes(), name, location=path.resolve().as_uri()), None, registry(), choices
        )
        written = write_document(first, "markdown", registry(), choices).data
        second = read_document(Source(written, name, location=path.resolve().as_uri()), "markdown", registry(), choices)
    except OctavoError:
        return Outcome(name, refused=True)
    return Outcome(name, difference(text_of(first), text_of(second)), difference(outline(first), outline(second)))


def text_of(document: Document) -> str:
    return " ".join(plain_text(rewrite(document.blocks, _as_markdown_has_it)).split())


def _as_markdown_has_it(node: AnyNode) -> AnyNode | tuple[AnyNode, ...]:
    match node:
        case Embed(url=url, title=title, fallback=fallback):
            return (Paragraph((title or url,)), *fallback)
        case BlockQuote(children=children, attribution=attribution) if attribution:
            return BlockQuote((*children, Paragraph(("— ", *attribution))))
        case _:
            return node


def outline(document: Document) -> str:
    return "\n".join(_headings(document))


def _headings(document: Document) -> Iterator[str]:
    for node in walk(document.blocks):
        if isinstance(node, Heading):
            yield f"{node.level} {' '.join(plain_text(node.children).split())}"


def difference(one: str, other: str) -> str:
    """Return what stands around the first difference of two texts, or nothing."""
    if one == other:
        return ""
    place = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    start = max(0, place - AROUND)
    return f"{one[start : place + AROUND]!r} became {other[start : place + AROUND]!r}"


def report(outcomes: list[Outcome]) -> bool:
    """Print what was found; return whether it is good enough."""
    read = [outcome for outcome in outcomes if not outcome.refused]
    texts = [outcome for outcome in read if outcome.text]
    outlines = [outcome for outcome in read if outcome.outline]
    same = 1 - len(texts) / len(read)
    print(
        f"{len(read)} posts ({len(outcomes) - len(read)} refused): the same text {same:.4%} (at least {MINIMUM_SAME:.1%}),"
    )
    print(f"the same outline {1 - len(outlines) / len(read):.4%}")
    for outcome in texts:
        print(f"  text: {outcome.name}: {outcome.text}")
    for outcome in outlines:
        print(f"  outline: {outcome.name}: {outcome.outline}")
    return same >= MINIMUM_SAME


def main() -> int:
    """Check the folder that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--jobs", type=int, default=2, help="how many processes work")
    parser.add_argument("--dialect", default="gfm", help="the dialect that is written")
    parser.add_argument("--only", default="", help="only posts with this in their path")
    chosen = parser.parse_args()
    paths = [path for path in sorted(chosen.folder.rglob("*.md")) if chosen.only in str(path) and path.is_file()]
    with ProcessPoolExecutor(chosen.jobs) as pool:
        outcomes = list(pool.map(check, [(path, chosen.folder, chosen.dialect) for path in paths], chunksize=8))
    return 0 if report(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
