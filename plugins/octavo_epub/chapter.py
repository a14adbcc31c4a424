"""The pages of a book: an article with its head and foot, a section with its articles, the title."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from msgspec.structs import replace

from octavo.model import Blocks, Document, Meta, Paragraph, Timestamp
from octavo.plugin import Context
from octavo.script import direction
from octavo_epub import Options
from octavo_epub.cover import Words as CoverWords
from octavo_epub.layout import Layout, Leaf
from octavo_epub.markup import escape, language_marks, language_tag, make_page
from octavo_epub.passages import mark_passages
from octavo_epub.rewriting import Opened
from octavo_epub.words import words_of

_STYLE = "../style.css"
_MOST_ENTRIES = 300
"""What a section's page may list with dates and first lines. Of more it lists the titles, of all of them, however long that is."""


def make_article(leaf: Leaf, opened: Opened, layout: Layout, options: Options, context: Context) -> bytes:
    """Return the page of an article, ``opened`` and fit for the book."""
    meta = leaf.part.document.meta if leaf.part.document else Meta()
    language = meta.language or layout.language
    meta = replace(meta, language=language)
    blocks = mark_passages(opened.blocks, language)
    body = context.write(Document(meta=meta, blocks=blocks, name=leaf.part.id), "xhtml", text_settings(options))
    indent = ' class="indent"' if options.indent and _wants_indent(language, blocks) else ""
    head = _running_head(leaf) if leaf.continues else _head(leaf.title, meta, opened)
    content = (
        f'<article{indent} vocab="https://schema.org/" typeof="Article">\n{head}'
        f"{body.decode()}</article>\n{_foot(leaf, layout, language)}"
    )
    return make_page(leaf.title, content, language, style=_STYLE, kind="bodymatter", writing=options.writing)


def text_settings(options: Options) -> dict[str, object]:
    """Return how the text of an article is written."""
    return {"fragment": True, "epub": True, "highlight": options.highlight, "mathml": options.mathml}


def _wants_indent(language: str, blocks: Blocks) -> bool:
    """Return whether paragraphs are to be indented: in Chinese and the like, unless their author did it by spaces."""
    if language.lower().split("-")[0] not in ("zh", "ja", "ko"):
        return False
    firsts = (block.children[0] for block in blocks if isinstance(block, Paragraph) and block.children)
    return not any(isinstance(first, str) and first.startswith("\u3000") for first in firsts)


def make_section(leaf: Leaf, layout: Layout, options: Options) -> bytes:
    """Return the page of a section: its articles with their dates and first lines, or of very many their titles alone.

    It is one page, however many they are: about 100 bytes for each of them.
    """
    if sum(1 for _ in leaf.within()) > _MOST_ENTRIES:
        entries = _titles(leaf.below, layout.language)
    else:
        entries = "".join(_entry(child, layout.language) for child in leaf.below)
        entries = f'<ul class="entries">\n{entries}</ul>\n'
    body = f'<section class="section">\n<h1>{escape(leaf.title)}</h1>\n{entries}</section>\n'
    content = body + _foot(leaf, layout, layout.language)
    return make_page(leaf.title, content, layout.language, style=_STYLE, kind="bodymatter", writing=options.writing)


def make_title_page(layout: Layout, meta: Meta, options: Options) -> bytes:
    """Return the title page: title, description, the span of dates, the number of articles."""
    title, span = _title_and_span(layout)
    lines = [f"<h1>{escape(title)}</h1>"]
    if meta.description:
        lines.append(f'<p class="subtitle">{escape(meta.description)}</p>')
    if span and span not in title:
        lines.append(f'<p class="dates"{_date_way(layout.language)}>{span}</p>')
    lines.append(f'<p class="count">{escape(layout.words.articles.format(len(layout.articles)))}</p>')
    names = " · ".join(escape(author.name) for author in meta.authors if author.name)
    if names:
        lines.append(f'<p class="authors">{names}</p>')
    body = '<section class="title-page" epub:type="titlepage">\n' + "\n".join(lines) + "\n</section>\n"
    return make_page(layout.title, body, layout.language, style=_STYLE, kind="frontmatter", writing=options.writing)


def _span(layout: Layout) -> str:
    """Return the first and the last date of the articles."""
    dates = sorted(date for leaf in layout.articles if (date := _date(leaf)))
    if not dates:
        return ""
    return dates[0] if dates[0] == dates[-1] else f"{dates[0]} – {dates[-1]}"


def _title_and_span(layout: Layout) -> tuple[str, str]:
    """Return the title and the span of dates; dates that the title ends in are not said twice."""
    span = _span(layout)
    title = layout.title.removesuffix(span).rstrip(" ,，、·:：-–—(（") if span else layout.title
    return (title, span) if title else (layout.title, "")


def cover_words(layout: Layout) -> CoverWords:
    """Return what the cover says."""
    title, span = _title_and_span(layout)
    count = layout.words.articles.format(len(layout.articles))
    sections = [leaf for leaf in layout.roots if leaf.below and leaf.part.document is None]
    leaves = sections[:6] if len(sections) > 1 else layout.articles[:4]
    if len(layout.articles) == 1:
        leaves, count = [], " · ".join(_names(layout.articles[0])[:2])
    return CoverWords(
        title=title,
        language=layout.language,
        dates=span,
        count=count,
        lines=tuple(leaf.title for leaf in leaves),
        sections=tuple(len(leaf.below) for leaf in leaves) if len(sections) > 1 else (),
    )


def make_cover_page(layout: Layout, file: str) -> bytes:
    """Return the page that shows the cover image."""
    alt = escape(f"{layout.words.cover}: {layout.title}")
    body = f'<section class="cover" epub:type="cover">\n<img src="../images/{file}" alt="{alt}"/>\n</section>\n'
    return make_page(layout.words.cover, body, layout.language, style=_STYLE)


def _head(title: str, meta: Meta, opened: Opened) -> str:
    pieces = [f'<span property="author">{escape(author.name)}</span>' for author in meta.authors if author.name]
    if meta.published is not None:
        pieces.append(_time(meta.published, "datePublished", meta.language))
    if meta.updated is not None and _is_later(meta.updated, meta.published):
        pieces.append(words_of(meta.language).updated.format(_time(meta.updated, "dateModified", meta.language)))
    host = meta.source_url.partition("://")[2].split("/")[0]
    if host and meta.source_url.startswith(("http://", "https://")):
        pieces.append(f'<a class="source" property="url" href="{escape(_percent(meta.source_url))}">{escape(host)}</a>')
    byline = f'<p class="byline">{" · ".join(pieces)}</p>\n' if pieces else ""
    topics = [f'<span property="articleSection">{escape(" › ".join(path))}</span>' for path in meta.categories]
    topics += [f'#<span property="keywords">{escape(tag)}</span>' for tag in meta.tags]
    kicker = f'<p class="topics">{" · ".join(topics)}</p>\n' if topics else ""
    own = f' id="{opened.ids[0]}"' if opened.ids else ""
    anchors = "".join(f'<span id="{one}"></span>' for one in opened.ids[1:])
    tag = language_tag(meta.language)
    tongue = f'<span property="inLanguage" content="{tag}"></span>' if tag not in ("", "und") else ""
    mark, lead = (' class="led"', _lead(opened.lead)) if opened.lead else ("", "")
    return (
        f'<header{mark}>\n{tongue}{kicker}<h1{own} property="headline">{anchors}{escape(title)}</h1>\n'
        f"{byline}{lead}</header>\n"
    )


def _lead(file: str) -> str:
    """Return the picture that an article begins with; nobody has said what it shows, and the title stands above it."""
    return f'<div class="lead"><img property="image" src="../images/{file}" alt=""/></div>\n'


def _running_head(leaf: Leaf) -> str:
    """Return the head of a later piece of an article: its title, and which piece this is."""
    if leaf.above is None or leaf.continues is None:
        return ""
    title = escape(f"{leaf.above.title} ({leaf.continues.number}/{leaf.continues.count})")
    return f'<header class="running">\n<h1>{title}</h1>\n</header>\n'


def _time(stamp: Timestamp, kind: str, language: str) -> str:
    if stamp.instant is None:
        return f"<span>{escape(stamp.text)}</span>"
    instant = stamp.instant
    moment = f'datetime="{instant.isoformat(timespec="seconds")}"'
    return f'<time property="{kind}" {moment}{_date_way(language)}>{instant:%Y-%m-%d}</time>'


def _date_way(language: str) -> str:
    """Return the direction of a date, whose numbers would change places among letters from right to left."""
    return ' dir="ltr"' if direction(language) == "rtl" else ""


def _is_later(updated: Timestamp, published: Timestamp | None) -> bool:
    """Return whether an article was changed on a later day than it was published."""
    if updated.instant is None or published is None or published.instant is None:
        return updated.instant is not None
    return f"{updated.instant:%Y-%m-%d}" > f"{published.instant:%Y-%m-%d}"


def _date(leaf: Leaf) -> str:
    published = leaf.part.document.meta.published if leaf.part.document else None
    return f"{published.instant:%Y-%m-%d}" if published and published.instant else ""


def _entry(leaf: Leaf, around: str) -> str:
    """Return what a section's page says of ``leaf``: an article's date, authors and first words, or a section's articles."""
    marks = language_marks(leaf.language, around)
    title = f'<a class="entry" href="{leaf.file}">{escape(leaf.title)}</a>'
    if leaf.part.document is None:
        return f"<li>{title}\n{_titles(leaf.below, around)}</li>\n"
    date = f"<time{_date_way(leaf.language or around)}>{_date(leaf)}</time>" if _date(leaf) else ""
    line = " · ".join(piece for piece in (date, *map(escape, _names(leaf))) if piece)
    return (
        f"<li{marks}>{title}"
        + (f'<p class="byline">{line}</p>' if line else "")
        + (f'<p class="summary-line">{escape(leaf.summary)}</p>' if leaf.summary else "")
        + "</li>\n"
    )


def _titles(leaves: Sequence[Leaf], around: str) -> str:
    """Return the titles of what a section holds, so that its page says more than the names of the sections in it."""
    items = "".join(
        f'<li><a href="{leaf.file}"{language_marks(leaf.language, around)}>{escape(leaf.title)}</a>'
        f"{_titles(leaf.below, around) if leaf.part.document is None else ''}</li>\n"
        for leaf in leaves
    )
    return f'<ul class="titles">\n{items}</ul>\n' if items else ""


def _names(leaf: Leaf) -> list[str]:
    return [author.name for author in leaf.part.document.meta.authors] if leaf.part.document else []


def _foot(leaf: Leaf, layout: Layout, around: str) -> str:
    """Return the links to the neighbours, the section and the contents, for a page in the language ``around``."""
    leaves, words = layout.leaves, layout.words
    if len(leaves) < 2:
        return ""
    back, on = ("→", "←") if direction(layout.language) == "rtl" else ("←", "→")
    index = layout.index(leaf)
    links = []
    if index:
        links.append(f'<a rel="prev" href="{leaves[index - 1].file}">{back} {escape(words.previous)}</a>')
    if leaf.above is not None:
        marks = language_marks(leaf.above.language, layout.language)
        links.append(f'<a href="{leaf.above.file}"{marks}>{escape(leaf.above.title)}</a>')
    links.append(f'<a href="../nav.xhtml">{escape(words.contents)}</a>')
    if index + 1 < len(leaves):
        links.append(f'<a rel="next" href="{leaves[index + 1].file}">{escape(words.next)} {on}</a>')
    marks = language_marks(layout.language, around)
    return f'<nav class="turn" aria-label="{escape(words.neighbours)}"{marks}><p>{" · ".join(links)}</p></nav>\n'


def _percent(url: str) -> str:
    return quote(url, safe="/:@!$&'()*+,;=~-._%?#")
