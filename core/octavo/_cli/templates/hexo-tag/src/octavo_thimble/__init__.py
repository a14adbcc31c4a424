"""octavo-thimble: the Hexo tag ``{% thimble %}``. For a start, ``{% thimble 3 %}`` is three stars."""

from __future__ import annotations

from octavo.model import Inlines
from octavo_hexo.tags import Tag, TagCall, TagContext

MOST = 100


def render(call: TagCall, context: TagContext) -> Inlines | None:
    """Return what stands in the tag's place: inlines, or blocks; None leaves the tag as text.

    ``call.arguments`` is what stands after the name. For a tag with ``{% endthimble %}`` declare
    ``content="body"``; ``context.read(call.content, call.content_line)`` makes blocks of it.
    """
    match call.arguments:
        case []:
            number = 1
        case [text] if text.isascii() and text.isdigit():
            number = int(text[:9])
        case _:
            return None
    if number > MOST:
        context.notice("stars-left-out", f"{number} stars are {MOST} now", line=call.line)
    return ("★" * min(number, MOST),) if number else ()


THIMBLE = Tag(names=("thimble",), render=render)
