"""Compares what octavo and Hexo show of Markdown posts: ``python tests/differential/hexo/rendering.py [FOLDER]``.

Of Hexo's rendered HTML and octavo's ``html`` output the visible words are compared (F1 over
them as multisets; each Chinese or Japanese character is a word), and the numbers of links, images,
code blocks and headings. Posts that Hexo can't render are left out. Those whose body is HTML are
summed up by themselves: Hexo reads them as Markdown, and shows their indented tags as code. What
stands in a frame is no word of the post, so neither is the link that octavo makes of a frame.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import html5lib

import octavo_hexo
import octavo_html
import octavo_markdown
from compare import FIXTURES, Facts, ask_hexo, ask_octavo, install, lay_out, missing_tool, posts_in
from octavo import Document
from octavo.testing import bench
from octavo_hexo.body import BodyFormat, judge
from octavo_hexo.splitting import split

SPACELESS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
WORD = re.compile(f"[{SPACELESS}]|[^\\W_{SPACELESS}]+")
UNSEEN = frozenset(["script", "style", "head", "template", "noscript", "rp", "iframe", "object", "svg", "title"])
HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
PARTING = HEADINGS | {
    "p",
    "div",
    "li",
    "td",
    "th",
    "tr",
    "br",
    "hr",
    "pre",
    "blockquote",
    "figure",
    "figcaption",
    "dt",
    "dd",
    "summary",
}
SHOWN = 15


@dataclass(frozen=True)
class Seen:
    """What a reader sees of a page: its words, and how many elements of each kind."""

    words: Counter[str]
    elements: Counter[str]


@dataclass(frozen=True)
class Result:
    """How alike two renderings of one post are."""

    post: str
    body: BodyFormat
    score: float
    hexo: Seen
    octavo: Seen


def look_at(html: str) -> Seen:
    """Return what is seen of ``html``, as a browser would parse it."""
    words: list[str] = []
    elements: Counter[str] = Counter()
    tree = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)
    for element, shown in _walk(tree):
        words.append(shown)
        if element is not None:
            elements.update(_kind(element))
    return Seen(Counter(WORD.findall("".join(words))), elements)


def _walk(tree: object) -> Iterator[tuple[object, str]]:
    """Yield each element with the text before its children, and each tail with None."""
    stack: list[tuple[object, str]] = [(tree, "")]
    while stack:
        element, tail = stack.pop()
        if element is None:
            yield None, tail
            continue
        tag = element.tag if isinstance(element.tag, str) else ""  # type: ignore[attr-defined]  # an Element
        space = " " if tag in PARTING else ""
        stack.append((None, space + (tail or "")))
        if not tag or tag in UNSEEN or element.get("class") == "embed":  # type: ignore[attr-defined]  # the same
            continue
        yield element, space + (element.text or "")  # type: ignore[attr-defined]  # the same
        stack.extend((child, child.tail or "") for child in reversed(list(element)))  # type: ignore[call-overload]  # the same


def _kind(element: object) -> list[str]:
    tag, get = element.tag, element.get  # type: ignore[attr-defined]  # an Element
    match tag:
        case "a" if get("href") and "headerlink" not in (get("class") or ""):
            return ["links"]
        case "img" if get("src"):
            return ["images"]
        case "pre":
            return ["code blocks"]
        case _ if tag in HEADINGS:
            return ["headings"]
        case _:
            return []


def score(one: Counter[str], other: Counter[str]) -> float:
    """Return the F1 of two multisets."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0


def compare_pages(said: dict[str, Facts], read: dict[str, Document], posts: Path) -> Iterator[Result]:
    """Yield the Result of each ``.md`` that Hexo rendered."""
    pipeline = bench(octavo_hexo, octavo_html, octavo_markdown)
    for name, facts in said.items():
        if facts.get("html") is None or not name.endswith((".md", ".markdown")):
            continue
        hexo = look_at(facts["html"])
        octavo = look_at(pipeline.write(read[name], "html", {"fragment": True}))
        body = judge(split((posts / name).read_text("utf-8", "replace")).body).format
        yield Result(name, body, score(hexo.words, octavo.words), hexo, octavo)


def run(folder: Path) -> list[Result]:
    """Return the Results over the posts in ``folder``."""
    modules = install()
    with tempfile.TemporaryDirectory() as temporary:
        site = Path(temporary) / "site"
        lay_out(posts_in(folder), site, modules)
        return list(compare_pages(ask_hexo(site, modules), ask_octavo(site), site / "source" / "_posts"))


def report(results: list[Result]) -> Iterator[str]:
    """Yield the lines that sum ``results`` up, the worst first among those that are shown."""
    count = len(results)
    yield f"{count} posts; mean F1 of words {sum(one.score for one in results) / count:.5f}"
    yield f"{sum(one.score > 0.9999 for one in results)} the same, {sum(one.score < 0.98 for one in results)} below 0.98"
    for kind in ("links", "images", "code blocks", "headings"):
        same = sum(one.hexo.elements[kind] == one.octavo.elements[kind] for one in results)
        hexo, octavo = (
            sum(side.elements[kind] for side in sides)
            for sides in zip(*((r.hexo, r.octavo) for r in results), strict=True)
        )
        yield f"{kind}: Hexo {hexo}, octavo {octavo}; the same number in {same / count:.2%} of the posts"
    for one in sorted(results, key=lambda one: one.score)[:SHOWN]:
        missing, more = one.hexo.words - one.octavo.words, one.octavo.words - one.hexo.words
        yield f"{one.score:.4f} {one.post}: only Hexo {_some(missing)}; only octavo {_some(more)}"


def _some(words: Counter[str]) -> str:
    return json.dumps(dict(words.most_common(6)), ensure_ascii=False)


def main() -> int:
    """Print how alike the renderings are."""
    if tool := missing_tool():
        print(f"skipped: {tool} is not installed, and Hexo needs it")
        return 0
    results = run(Path(sys.argv[1]) if len(sys.argv) > 1 else FIXTURES)
    for body in ("markdown", "html"):
        if chosen := [one for one in results if one.body == body]:
            print(f"Posts in {body}")
            for line in report(chosen):
                print(f"  {line}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
