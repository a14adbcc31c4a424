"""Reads a post: its front matter here, its tags here, its body by the reader of HTML or Markdown."""

from __future__ import annotations

import msgspec

from octavo.errors import Position, ReadError
from octavo.model import CodeBlock, Document, FrontMatter, Meta
from octavo.plugin import Context
from octavo.source import Source
from octavo.walk import plain_text
from octavo_hexo.body import format_of, mark_paragraphs
from octavo_hexo.front_matter import parse
from octavo_hexo.language import detect_language, language_tag
from octavo_hexo.linking import link_within_site
from octavo_hexo.loader import Limits
from octavo_hexo.meta import build_meta
from octavo_hexo.options import Options
from octavo_hexo.splitting import Split, split
from octavo_hexo.tags.installed import GROUP, KnownTags, known_tags
from octavo_hexo.tags.reading import BodyReader


def read(source: Source, options: Options, context: Context) -> Document:
    """Return the post ``source`` as a Document.

    Raises ReadError where front matter passes the limits, DecodeError where the bytes are no text.
    """
    decoded = source.decode()
    for notice in decoded.notices:
        context.notice(notice.code, notice.message, severity=notice.severity, position=notice.position)
    part = _renumber(split(decoded.text), source.first_line)
    front_matter = _front_matter(part, source.name, options, context)
    body, line = (part.body, part.body_line) if front_matter else (decoded.text, source.first_line)
    meta = build_meta(front_matter, source, options.post_names, context)
    document = _read_body(source.part(body, line), options, context)
    document = msgspec.structs.replace(document, meta=_complete(meta, document, options))
    return link_within_site(document, source.name, context.site, options) if context.site else document


def _renumber(part: Split, first_line: int) -> Split:
    shift = first_line - 1
    if not shift:
        return part
    return msgspec.structs.replace(part, data_line=part.data_line + shift, body_line=part.body_line + shift)


def _front_matter(part: Split, name: str, options: Options, context: Context) -> FrontMatter | None:
    if part.shape == "unclosed":
        context.notice("front-matter-unclosed", "the line that ends the front matter is missing; all is body")
    if part.shape not in ("prefixed", "prefixless"):
        return None
    if len(part.data) > options.front_matter_bytes:
        if part.shape == "prefixless":  # no opener says that it is metadata: it is a text
            return None
        message = f"front matter: it is longer than {options.front_matter_bytes} bytes"
        raise ReadError(message, "raise it by -R hexo:front_matter_bytes=N", Position(name, part.data_line))
    limits = Limits(options.front_matter_depth, options.front_matter_aliases)
    return parse(part, limits, name, context)


def _read_body(source: Source, options: Options, context: Context) -> Document:
    text = str(source.data)
    language = format_of(text, source.extension) if options.body == "auto" else options.body
    if language == "html":
        source = source.part(mark_paragraphs(text), source.first_line)
    return BodyReader(source, language, _tags(text, context), options, context).read_document()


def _tags(text: str, context: Context) -> KnownTags:
    """Return the tags that ``text`` may hold; packages that add some are imported where there are any at all."""
    known = known_tags(context.entry_points(GROUP) if "{%" in text else ())
    for problem in known.problems:
        context.notice(problem.code, problem.message)
    return known


def _complete(meta: Meta, document: Document, options: Options) -> Meta:
    """``meta`` with what only the body tells."""
    return msgspec.structs.replace(
        meta,
        title=meta.title or document.meta.title,
        language=meta.language or language_tag(options.language) or detect_language(_prose(meta, document)),
    )


def _prose(meta: Meta, document: Document) -> str:
    prose = [block for block in document.blocks if not isinstance(block, CodeBlock)]
    return plain_text((meta.title, *prose[:200]))
