"""Hostile posts: each attack in all the places where a post, a tree or a book can hold it."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple
from xml.sax.saxutils import escape as xml

import attacks
import books
from octavo import codec
from octavo.model import (
    Attributes,
    Author,
    BlockQuote,
    BulletList,
    Cell,
    Code,
    CodeBlock,
    Column,
    Definition,
    DefinitionItem,
    DefinitionList,
    Div,
    Document,
    Embed,
    Emphasis,
    Figure,
    FrontMatter,
    FrontMatterEntry,
    Heading,
    Image,
    Keyboard,
    LineBreak,
    Link,
    ListItem,
    Math,
    MathBlock,
    Meta,
    Note,
    OrderedList,
    Paragraph,
    Row,
    Ruby,
    SoftBreak,
    Span,
    Strong,
    Table,
    Term,
    Timestamp,
)

FIELDS = (
    "title", "author", "link", "source", "canonical_url", "original_url", "cover", "banner", "thumbnail", "photos",
    "tags", "categories", "description", "excerpt", "lang", "date", "updated", "permalink", "slug", "layout", "copyright",
    "author_url", "top_img", "redirect", "a\"><b",
)  # fmt: skip


class Post(NamedTuple):
    """One hostile source, and the reader that is to read it."""

    name: str
    reader: str
    source: str | bytes


def posts(kind: str) -> Iterator[Post]:
    """Yield all posts with attacks of one of the KINDS."""
    for number, piece in enumerate(getattr(attacks, kind)):
        for post in KINDS[kind](piece):
            yield post._replace(name=f"{kind.lower()}-{number}-{post.name}")


def _elements(piece: str) -> Iterator[Post]:
    around = f"<p>BEFORE</p>\n\n{piece}\n\n<p>AFTER</p>\n"
    yield Post("html", "html", around)
    yield Post("hexo", "hexo", around)
    yield Post(
        "markdown", "markdown", f"BEFORE {piece} a\n\n- {piece}\n\n> {piece}\n\n| a |\n|---|\n| {piece} |\n\nAFTER\n"
    )
    yield Post("epub", "epub", books.book(two=books.page(around)))
    yield Post("head", "epub", books.book(two=books.page("<p>BEFORE</p>", head=piece)))


def _addresses(url: str) -> Iterator[Post]:
    value = url.replace('"', "&quot;").replace("<", "&lt;")
    markup = (
        f'<p>BEFORE <a href="{value}">LINK</a> <img src="{value}" alt="ALT"> <img data-src="{value}" srcset="{value} 2x"></p>'
        f'<iframe src="{value}"></iframe><video src="{value}" poster="{value}"></video><blockquote cite="{value}">q</blockquote>'
        f'<object data="{value}"></object><embed src="{value}"><a xlink:href="{value}">y</a><a id="{value}" name="{value}">z</a>'
        f"<a href='#{value}'>s</a><picture><source srcset='{value}'><img></picture><p>AFTER</p>"
    )
    for post in _elements(markup):
        if post.reader != "markdown" and post.name != "head":
            yield post
    yield Post(
        "markdown",
        "markdown",
        f"[x]({url}) [x](<{url}>) ![x]({url}) <{url}> {url} [x]({url} '{url}') [r] ![r][]\n\n[r]: {url}\n[^1]: {url}\n",
    )
    yield Post("fields", "hexo", _front(url) + "BEFORE\n")
    yield Post("tree", "json", codec.encode(_tree_of_addresses(url)))
    yield Post("pandoc", "pandoc", _pandoc(url, "x"))


def _front(value: str) -> str:
    entries = "".join(f"{json.dumps(field)}: {json.dumps(value)}\n" for field in FIELDS)
    return f"---\n{entries}---\n"


def _tree_of_addresses(url: str) -> Document:
    inlines = (
        Link(("x",), url),
        " ",
        Link((url,), url, url),
        Image(url, "alt"),
        Image("a.png", url, url),
        Link((Image(url),), url),
    )
    meta = Meta(title="T", authors=(Author("A", url, url),), cover=url, source_url=url, slug=url)
    embeds = tuple(Embed(url, kind, url, 10, 10, (Paragraph(("f",)),)) for kind in ("video", "audio", "frame"))
    return Document(
        meta,
        (
            Paragraph(inlines),
            *embeds,
            Heading(2, ("h",), url),
            Div((Paragraph((Link(("y",), "#" + url),)),), Attributes(url)),
            Paragraph((Note((Paragraph((url,)),)),)),
        ),
    )


def _words(text: str) -> Iterator[Post]:
    value = html.escape(text)
    markup = (
        f'<p>BEFORE {value}</p><h2 id="{value}">{value}</h2><pre>{value}</pre><p><code>{value}</code> <b>{value}</b><i title="{value}">{value}</i></p>'
        f"<table><caption>{value}</caption><tr><th>{value}</th><td><pre>{value}</pre><ul><li>{value}</li></ul></td><td colspan=2>{value}</td></tr></table>"
        f'<dl><dt>{value}</dt><dd>{value}</dd></dl><figure><img src="a.png" alt="{value}" title="{value}"><figcaption>{value}</figcaption></figure>'
        f'<details><summary>{value}</summary>{value}</details><abbr title="{value}">{value}</abbr><p><a href="b" title="{value}">{value}</a></p>'
        f'<span class="math">\\({value}\\)</span><script type="math/tex">{text}</script><script type="math/tex; mode=display">{text}</script>'
        f'<math><annotation encoding="application/x-tex">{value}</annotation></math><div class="admonition" data-title="{value}">{value}</div>'
        f'<figure class="highlight {value}"><figcaption><span>{value}</span></figcaption><pre class="language-{value}">{value}</pre></figure>'
        f'<div lang="{value}" dir="{value}">{value}</div><ruby>{value}<rt>{value}</rt></ruby><ol type="{value}" start="{value}"><li value="{value}">{value}</ol><p>AFTER</p>'
    )
    for post in _elements(markup):
        if post.name in ("html", "hexo"):
            yield post
    yield Post(
        "markdown",
        "markdown",
        f"{text}\n\n- {text}\n\n> {text}\n\n# {text}\n\n| a | b |\n|---|---|\n| {text} | x |\n\n[^1]: {text}\n\nBEFORE[^1]\n",
    )
    yield Post("fields", "hexo", _front(text) + "BEFORE\n")
    for number, tree in enumerate(_trees_of_words(text)):
        yield Post(f"tree-{number}", "json", codec.encode(tree))
    yield Post("pandoc", "pandoc", _pandoc("b", text))
    yield Post("epub", "epub", _book(xml(text, {'"': "&quot;"})))


def _trees_of_words(text: str) -> Iterator[Document]:
    half = len(text) // 2
    inline = Paragraph((text,))
    meta = Meta(
        title=text, authors=(Author(text, "https://a.example/"),), published=Timestamp(text), language=text,
        categories=((text, text),), tags=(text,), description=text, excerpt=text, cover=text, slug=text, source_url="https://a.example/" + text,
        front_matter=FrontMatter(text, (FrontMatterEntry(text, text, text), FrontMatterEntry("x", [text], text))),
    )  # fmt: skip
    marks = Attributes(text, (text, "a"), {"title": text, text: text}, text)
    cells = (
        Cell((inline, CodeBlock(text))),
        Cell((BulletList((ListItem((inline,)),)),)),
        Cell((Paragraph((Code(text), Math(text))),)),
    )
    wide = (Cell((inline,), colspan=2), Cell((CodeBlock(text), MathBlock(text))))
    yield Document(
        meta,
        (
            inline, Heading(2, (text,), text), CodeBlock(text, text, (text,)), MathBlock(text), BlockQuote((inline,), (text,)),
            BulletList((ListItem((inline,), True),)), OrderedList((ListItem((inline, inline)),)),
            DefinitionList((DefinitionItem((Term((text,)),), (Definition((inline,)),)),)),
            Figure((Paragraph((Image("a.png", text, text),)),), (text,)),
            Table((Column(), Column(), Column()), (Row(cells),), (Row(cells),), (), (text,)), Table((Column(),), (), (Row(wide),), (), (text,)),
            Div((inline,), marks), Div((Paragraph((Span((text,), Attributes(classes=("title",))),)), inline), Attributes(classes=("admonition", text))),
            Div((Paragraph((Span((text,), Attributes(classes=("summary",))),)), inline), Attributes(classes=("details",))),
            Div((Div((Paragraph((Span((text,), Attributes(classes=("title",))),)), inline), Attributes(classes=("tab",))),), Attributes(classes=("tabs",))),
            Embed("https://a.example/", "frame", text), Embed("https://a.example/", "audio", text), Paragraph((Note((inline,)), Note((CodeBlock(text),)), "x")),
        ),
    )  # fmt: skip
    yield Document(Meta(title="T"), tuple(Paragraph(one) for one in (
        ("a ` b", Link(("x",), "c", text)), ("a ` b", Image("c", "d", text)), ("a ` b", Span(("c",), marks)),
        ("a `` b", Span(("c",), Attributes(data={"title": f"``{text}"}))), ("a $b", Link(("x",), "c", f"d$ {text}")), ("a ` b", Link(("x",), f"` {text}")),
        ("a ` b", Link(("x",), "c", f"` {text}")), ("a ` b", Image("c", "d", f"` {text}")), ("a ` b", Image(f"`{text}", "d")),
        ("a ` b", Span(("c",), Attributes(data={"title": f"` {text}"}))), ("a ` b", Span(("c",), Attributes(f"` {text}"))),
        (text[:half], Emphasis(()), text[half:]), (text[:half], Strong(("",)), text[half:]), (text[:half], Span(()), text[half:]), (text[:half], Code(""), text[half:]),
        (text[:1], Emphasis((text[1:],))), (text[:1], Strong((" ",)), text[1:]), (text[:1], Emphasis(()), text[1:]), ("!", Link((text,), "b")), (text[:half], SoftBreak(), text[half:]),
        (text[:half], LineBreak(), text[half:]), ("a", SoftBreak(), text), ("[a", SoftBreak(), "b]: javascript:alert(1)"), ("[a b]",), ("a\n" + text,), ("\\", text), ("<", text), ("&", text), ("[", text, "](b)"),
        ("[x]", Emphasis(()), "(javascript:alert(1))"), ("[x", Strong(()), "](javascript:alert(1))"), ("<", Emphasis(()), "javascript:alert(1)>"),
        (Ruby((text,), (text,)), Keyboard((text,)), Math(text), Code(text)), (Code("`"), text, Code("`")), (Math("a"), text, Math("b")), (Note((Paragraph(("javascript:alert(1)",)),)), "x"),
        (Link((text, Code(text), Link((text,), "d")), "c"), text), (Math("\\href{javascript:alert(1)}{x}"), text), (Math(f"a$ {text} $b"),),
    )))  # fmt: skip


def _pandoc(url: str, text: str) -> str:
    own = [text, [text], [[text, text], ["onclick", "alert(1)"], ["style", "x:expression(alert(1))"]]]
    string = {"t": "Str", "c": text}
    inlines: list[Any] = [
        string,
        {"t": "Link", "c": [own, [string], [url, text]]},
        {"t": "Image", "c": [own, [string], [url, text]]},
    ]
    inlines += [
        {"t": "Code", "c": [own, text]},
        {"t": "Math", "c": [{"t": "InlineMath"}, text]},
        {"t": "Span", "c": [own, [string]]},
    ]
    inlines += [
        {"t": "Note", "c": [{"t": "Para", "c": [string]}]},
        {"t": "Quoted", "c": [{"t": "DoubleQuote"}, [string]]},
    ]
    blocks: list[Any] = [
        {"t": "Para", "c": inlines},
        {"t": "Header", "c": [2, own, [string]]},
        {"t": "CodeBlock", "c": [own, text]},
    ]
    blocks += [{"t": "Div", "c": [own, [{"t": "Plain", "c": inlines}]]}, {"t": "LineBlock", "c": [[string], [string]]}]
    meta = {
        key: {"t": "MetaString", "c": text}
        for key in ("title", "author", "date", "lang", "description", "cover", "url")
    }
    return json.dumps({"pandoc-api-version": [1, 23, 1], "meta": meta, "blocks": blocks})


def _book(value: str) -> bytes:
    """Return a book that holds ``value``, escaped for XML, wherever a reader takes words from."""
    value = "".join(one for one in value if ord(one) > 31 or one in "\n\t")
    metadata = books.METADATA.replace("A Small Book", value).replace("Ann Author", value)
    metadata += f"<dc:description>{value}</dc:description><dc:subject>{value}</dc:subject><dc:rights>{value}</dc:rights><dc:source>{value}</dc:source><dc:date>{value}</dc:date>"
    nav = books.NAV.replace("One", value).replace("Two", value).replace("Inner", value)
    pages = books.page(f"<h1>{value}</h1><p>BEFORE {value}</p>", value)
    return books.book(book=books.package(metadata), nav=books.page(nav, value), one=pages, two=pages)


def _tags(piece: str) -> Iterator[Post]:
    yield Post("hexo", "hexo", f"BEFORE\n\n{piece}\n\ntext {piece}\n\nAFTER\n")
    yield Post("html", "hexo", f"<p>BEFORE</p>\n<p>{piece}</p>\n<p>AFTER</p>\n")


KINDS: Mapping[str, Callable[[str], Iterator[Post]]] = {
    "ELEMENTS": _elements,
    "MUTATIONS": _elements,
    "ADDRESSES": _addresses,
    "WORDS": _words,
    "TAGS": _tags,
}
"""How the attacks of each kind are put into posts."""
