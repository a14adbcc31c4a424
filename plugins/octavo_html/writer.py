"""The writers of HTML and XHTML: a page that reads well by itself, or a fragment for another page."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from octavo.model import Document, Meta
from octavo.plugin import Context
from octavo.script import direction
from octavo_html import WriterOptions, XhtmlOptions
from octavo_html.markup import attribute, encode_url, escape
from octavo_html.serialise import serialise
from octavo_html.sheet import Sheet


def write_html(document: Document, options: WriterOptions, context: Context) -> str:
    """Return ``document`` as HTML (the HTML Standard's syntax)."""
    way = _code_way(document.meta)
    sheet = Sheet(context, highlight=options.highlight, mathml=options.mathml, code_way=way)
    body = serialise(document.blocks, sheet)
    if options.fragment:
        return body
    return f"<!DOCTYPE html>\n<html{_language(document.meta)}>\n{_head(document.meta)}{_body(document.meta, body)}</html>\n"


def write_xhtml(document: Document, options: XhtmlOptions, context: Context) -> str:
    """Return ``document`` as well-formed XML (the HTML Standard's XML syntax)."""
    sheet = Sheet(
        context,
        xml=True,
        epub=options.epub,
        highlight=options.highlight,
        mathml=options.mathml,
        code_way=_code_way(document.meta),
    )
    body = serialise(document.blocks, sheet)
    if options.fragment:
        return body
    language = _language(document.meta) + attribute("xml:lang", document.meta.language)
    namespaces = ' xmlns="http://www.w3.org/1999/xhtml"' + (
        ' xmlns:epub="http://www.idpf.org/2007/ops"' if options.epub else ""
    )
    page = f"<html{namespaces}{language}>\n{_head(document.meta)}{_body(document.meta, body)}</html>\n"
    return f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n{page}'


def _language(meta: Meta) -> str:
    return attribute("lang", meta.language) + (' dir="rtl"' if direction(meta.language) == "rtl" else "")


def _code_way(meta: Meta) -> str:
    """Return what code is marked with where the text around it runs from right to left; code never does."""
    return ' dir="ltr"' if direction(meta.language) == "rtl" else ""


def _head(meta: Meta) -> str:
    lines = [
        "<head>",
        '<meta charset="utf-8"/>',
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>',
    ]
    lines.append(f"<title>{escape(meta.title) or '…'}</title>")
    lines += [
        f"<meta{attribute('name', 'author')}{attribute('content', author.name)}/>"
        for author in meta.authors
        if author.name
    ]
    if meta.description:
        lines.append(f"<meta{attribute('name', 'description')}{attribute('content', meta.description)}/>")
    lines.append(f"<style>\n{_style()}</style>")
    return "\n".join([*lines, "</head>\n"])


@cache
def _style() -> str:
    return files("octavo_html").joinpath("page.css").read_text(encoding="utf-8")


def _body(meta: Meta, body: str) -> str:
    title = f"<h1>{escape(meta.title)}</h1>\n" if meta.title else ""
    line = _byline(meta)
    head = f"<header>\n{title}{line}</header>\n" if title or line else ""
    return f"<body>\n<article>\n{head}{body}</article>\n</body>\n"


def _byline(meta: Meta) -> str:
    pieces = [escape(author.name) for author in meta.authors if author.name]
    if meta.published is not None:
        instant = meta.published.instant
        words = instant.strftime("%Y-%m-%d") if instant else meta.published.text
        pieces.append(f"<time{attribute('datetime', instant.isoformat() if instant else '')}>{escape(words)}</time>")
    source = encode_url(meta.source_url)
    if source.startswith(("http://", "https://")):
        pieces.append(f"<a{attribute('href', source)}>{escape(source.partition('://')[2].split('/')[0] or source)}</a>")
    return f'<p class="byline">{" · ".join(pieces)}</p>\n' if pieces else ""
