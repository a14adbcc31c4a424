"""Quotations: blockquote, quote, pullquote, and NexT's centred quote."""

from __future__ import annotations

import re

from octavo.model import Attributes, BlockQuote, Div, Inlines, Link
from octavo.url import safe_url
from octavo_hexo.tags.arguments import split_at_address
from octavo_hexo.tags.declaration import Rendered, Tag, TagCall, TagContext

_HIDDEN = re.compile(r"^https?://|/(?:index\.html?)?$")


def quotation(call: TagCall, context: TagContext) -> Rendered | None:
    """``{% blockquote author[, source] [link] [title] %}``."""
    if call.content is None:
        return None
    return (BlockQuote(context.read(call.content, call.content_line), attribution(" ".join(call.arguments))),)


def attribution(text: str) -> Inlines:
    """Return whose words they are: the author, then the source, linked where a URL stands."""
    words, address, behind = split_at_address(text)
    if not address:
        return (words,) if words else ()
    url = safe_url(address)
    title = behind or _HIDDEN.sub("", address)
    source = Link((title,), url) if url else title
    author = words.rstrip(",")
    return (f"{author}, ", source) if author else (source,)


def pull_quote(call: TagCall, context: TagContext) -> Rendered | None:
    """``{% pullquote [class] %}``."""
    if call.content is None:
        return None
    quote = BlockQuote(context.read(call.content, call.content_line))
    return (Div((quote,), Attributes(classes=("pullquote", *call.arguments))),)


def centred_quote(call: TagCall, context: TagContext) -> Rendered | None:
    """``{% cq %}``."""
    return None if call.content is None else (BlockQuote(context.read(call.content, call.content_line)),)


TAGS = (
    Tag(names=("blockquote", "quote"), render=quotation, content="body"),
    Tag(names=("pullquote",), render=pull_quote, content="body"),
    Tag(names=("cq", "centerquote"), render=centred_quote, content="body"),
)
