"""The contents: nav.xhtml (EPUB 3.3, section 7) and toc.ncx for old readers (OPF 2.0.1, section 2.4.1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from octavo_epub.layout import Layout, Leaf
from octavo_epub.markup import escape, language_marks, make_page


def make_nav(layout: Layout, *, cover: bool, writing: str = "horizontal") -> bytes:
    """Return the navigation document: the contents, and the landmarks."""
    first = layout.leaves[0].file if layout.leaves else ""
    landmarks = [("toc", "nav.xhtml#contents", layout.words.contents)]
    if cover:
        landmarks.insert(0, ("cover", "text/cover.xhtml", layout.words.cover))
    if first:
        landmarks.append(("bodymatter", f"text/{first}", layout.words.start))
    marks = "".join(
        f'<li><a epub:type="{kind}" href="{href}">{escape(words)}</a></li>\n' for kind, href, words in landmarks
    )
    body = (
        f'<nav epub:type="toc" id="contents" role="doc-toc" aria-labelledby="contents-title">\n<h1 id="contents-title">{escape(layout.words.contents)}</h1>\n'
        f"{_list(layout.roots, layout.language)}</nav>\n"
        f'<nav epub:type="landmarks" hidden="hidden">\n<ol>\n{marks}</ol>\n</nav>\n'
    )
    return make_page(layout.words.contents, body, layout.language, style="style.css", writing=writing)


def _list(leaves: Sequence[Leaf], around: str) -> str:
    if not leaves:  # an empty book still needs an entry (EPUB 3.3, section 7.4.1)
        return '<ol>\n<li><a href="text/title-page.xhtml">…</a></li>\n</ol>\n'
    items = "".join(
        f'<li><a href="text/{leaf.file}"{language_marks(leaf.language, around)}>{escape(leaf.title)}</a>'
        f"{_list(leaf.below, around) if leaf.below else ''}</li>\n"
        for leaf in leaves
    )
    return f"<ol>\n{items}</ol>\n"


def make_ncx(layout: Layout, identifier: str) -> bytes:
    """Return the contents in the form of EPUB 2."""
    order = iter(range(1, len(layout.leaves) + 1))
    points = "".join(_point(leaf, order) for leaf in layout.roots) or _EMPTY
    depth = max((leaf.depth for leaf in layout.leaves), default=1)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1">\n<head>\n'
        f'<meta name="dtb:uid" content="{escape(identifier)}"/>\n<meta name="dtb:depth" content="{depth}"/>\n'
        '<meta name="dtb:totalPageCount" content="0"/>\n<meta name="dtb:maxPageNumber" content="0"/>\n</head>\n'
        f"<docTitle><text>{escape(layout.title)}</text></docTitle>\n<navMap>\n{points}</navMap>\n</ncx>\n"
    ).encode("utf-8", "ignore")


_EMPTY = (
    '<navPoint id="point-1" playOrder="1"><navLabel><text>…</text></navLabel>'
    '<content src="text/title-page.xhtml"/></navPoint>\n'
)


def _point(leaf: Leaf, order: Iterator[int]) -> str:
    number = next(order)
    below = "".join(_point(child, order) for child in leaf.below)
    return (
        f'<navPoint id="point-{number}" playOrder="{number}"><navLabel><text>{escape(leaf.title)}</text></navLabel>'
        f'<content src="text/{leaf.file}"/>{below}</navPoint>\n'
    )
