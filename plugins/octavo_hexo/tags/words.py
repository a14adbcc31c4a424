"""Words in a line that themes dress: labels, badges, colours, keys."""

from __future__ import annotations

import re
from collections.abc import Callable

from octavo.model import (
    Attributes,
    Emphasis,
    Highlight,
    Inlines,
    Keyboard,
    Span,
    Strikethrough,
    Subscript,
    Superscript,
    Underline,
)
from octavo_hexo.tags.arguments import split_fields
from octavo_hexo.tags.declaration import Rendered, Tag, TagCall, TagContext

_LOOKS = frozenset(
    {
        *("default", "primary", "info", "success", "warning", "danger", "muted", "secondary", "light", "dark"),
        *("red", "pink", "orange", "yellow", "green", "blue", "cyan", "purple", "gray", "grey", "black", "white"),
    }
)
_AT = re.compile(r"(?P<look>[\w-]*)@(?P<text>.*)", re.DOTALL)


def label(call: TagCall, _context: TagContext) -> Rendered | None:
    """``{% label kind@text %}`` of NexT, ``{% label text colour %}`` and ``{% badge kind text %}``."""
    at = _AT.fullmatch(call.text.strip())
    if at:
        look, text = at["look"], at["text"].strip()
    else:
        look, text = _look_and_text(call.arguments)
    if not text:
        return None
    return (Span((text,), Attributes(classes=tuple(one for one in ("label", look) if one))),)


def _look_and_text(words: tuple[str, ...]) -> tuple[str, str]:
    if len(words) > 1 and words[-1].lower() in _LOOKS:
        return words[-1].lower(), " ".join(words[:-1])
    if len(words) > 1 and words[0].lower() in _LOOKS:
        return words[0].lower(), " ".join(words[1:])
    return "", " ".join(words)


def dressed(call: TagCall, context: TagContext) -> Rendered | None:
    """``{% span look, text %}``, ``{% p look, text %}``: the text."""
    look, *text = split_fields(call.text)
    words = ", ".join(text) if text else look
    return context.read_inline(words, call.line) if words else None


def content_alone(call: TagCall, context: TagContext) -> Rendered | None:
    """``{% textcolor red %}..``, ``{% dropcap %}..``: what stands between, undressed."""
    if call.content is None:
        return None
    if "\n" in call.content.strip():
        return context.read(call.content, call.content_line)
    return context.read_inline(call.content, call.content_line)


def hidden_words(call: TagCall, context: TagContext) -> Rendered | None:
    """``{% hideInline content,button,bg,colour %}``: the content, which Butterfly shows after a click."""
    fields = split_fields(call.text)
    return context.read_inline(fields[0], call.line) if fields[0] else None


def icon(_call: TagCall, _context: TagContext) -> Rendered | None:
    """``{% fa name %}``: an icon from a font is presentation, without words."""
    return ()


def _in(node: Callable[[Inlines], Rendered]) -> Callable[[TagCall, TagContext], Rendered | None]:
    def render(call: TagCall, context: TagContext) -> Rendered | None:
        text = call.text.strip() if call.content is None else call.content.strip()
        return node(context.read_inline(text, call.line)) if text else None

    return render


TAGS = (
    Tag(names=("label", "badge"), render=label),
    Tag(names=("span", "p"), render=dressed),
    Tag(
        names=("textcolor", "dropcap", "paranote", "marginalia", "figurefull", "figureright"),
        render=content_alone,
        content="body",
    ),
    Tag(names=("wow", "cell", "right", "left", "center", "centering"), render=content_alone, content="body"),
    Tag(names=("hideInline",), render=hidden_words),
    Tag(names=("fa", "icon"), render=icon),
    Tag(names=("u", "wavy"), render=_in(lambda inlines: (Underline(inlines),))),
    Tag(names=("emp", "em"), render=_in(lambda inlines: (Emphasis(inlines),))),
    Tag(names=("del", "s"), render=_in(lambda inlines: (Strikethrough(inlines),))),
    Tag(names=("kbd",), render=_in(lambda inlines: (Keyboard(inlines),))),
    Tag(names=("sup",), render=_in(lambda inlines: (Superscript(inlines),))),
    Tag(names=("sub",), render=_in(lambda inlines: (Subscript(inlines),))),
    Tag(names=("mark", "hl"), render=_in(lambda inlines: (Highlight(inlines),))),
    Tag(names=("psw",), render=_in(lambda inlines: inlines)),
)
