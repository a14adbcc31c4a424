"""The reader of Markdown: CommonMark with GFM's extensions, by markdown-it-py.

Markdown may hold HTML anywhere, and an HTML element may hold Markdown: ``<div>`` before a paragraph
and ``</div>`` behind it, ``<kbd>`` around one word. Only the rendered whole says what belongs
together. So there is one way: markdown-it renders the source to HTML, its raw HTML in its place, and
the ``html`` reader makes the tree. What HTML has no element for (formulas, footnotes, marked code) is
rendered in the forms that the ``html`` reader knows. There is one set of semantics for both formats,
and what a browser would show is what is read.
"""

from __future__ import annotations

import re

import msgspec

from octavo.limits import check_bytes
from octavo.model import Document
from octavo.plugin import Context
from octavo.source import Source
from octavo_markdown import ReaderOptions
from octavo_markdown.nesting import environment, flattened
from octavo_markdown.parser import make_parser

_FRONT_MATTER = re.compile(r"\s*---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)


def read(source: Source, options: ReaderOptions, context: Context) -> Document:
    """Return ``source`` as a Document; raises ReadError when it is larger than the limit."""
    check_bytes(source, options.maximum_bytes, "markdown")
    decoded = source.decode()
    for notice in decoded.notices:
        context.notice(notice.code, notice.message, severity=notice.severity, position=notice.position)
    text, first_line = decoded.text, source.first_line
    if options.front_matter and (match := _FRONT_MATTER.match(text)):
        first_line += text.count("\n", 0, match.end())
        text = text[match.end() :]
    run = environment(options.maximum_depth)
    rendered = make_parser(options.math, options.breaks).render(text, run)
    if lines := flattened(run):
        context.notice(
            "nesting-flattened", f"{lines} lines nest over maximum_depth={options.maximum_depth}; they are kept as text"
        )
    document = context.read(source.part(rendered, first_line), "html", {"tidy": options.tidy})
    return msgspec.structs.replace(document, name=source.name)
