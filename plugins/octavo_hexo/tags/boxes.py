"""Boxes: notes, tabs, what unfolds, timelines, check lists."""

from __future__ import annotations

import re
from collections.abc import Iterator

from octavo.model import Attributes, Block, Blocks, BulletList, Div, Inlines, ListItem, Paragraph, Span
from octavo_hexo.tags.arguments import split_arguments, split_fields
from octavo_hexo.tags.declaration import Rendered, Tag, TagCall, TagContext

_KINDS_OF = {
    "note": ("note", "default", "primary", "blue", "cyan", "purple", "gray", "grey", "black", "white", "light", "dark"),
    "info": ("info", "question", "see", "link"),
    "success": ("success", "done", "green"),
    "tip": ("tip", "guide", "idea"),
    "important": ("important",),
    "warning": ("warning", "warn", "radiation", "orange", "yellow"),
    "danger": ("danger", "error", "bug", "red", "pink"),
    "caution": ("caution",),
    "quote": ("quote",),
}
_KINDS = {name: kind for kind, names in _KINDS_OF.items() for name in names}
_LOOKS = frozenset(
    {
        "no-icon",
        "icon",
        "flat",
        "simple",
        "modern",
        "disabled",
        "clear",
        "open",
        "up",
        "down",
        "left",
        "right",
        "center",
        "quote",
    }
)
_ICON = re.compile(r"(?:fa[bsrl]?|fa-(?:solid|brands|regular|light))(?:[ -].*)?|fa-\S+", re.IGNORECASE)
_INDEX = re.compile(r"-?\d+|\[index\]")


def note(call: TagCall, context: TagContext) -> Rendered | None:
    """``{% note [kind] [no-icon] [title] %}`` of NexT, Butterfly and Cypress; one line in Volantis."""
    kind, title = _kind_and_title(call.arguments)
    if call.content is None:
        return _line_note(call, kind, context)
    return (admonition(kind, _inlines(title, call, context), context.read(call.content, call.content_line)),)


def _line_note(call: TagCall, kind: str, context: TagContext) -> Rendered | None:
    looks, comma, text = call.text.partition(",")
    words = text if comma else call.text
    if comma:
        kind, _ = _kind_and_title(split_arguments(looks))
    return (admonition(kind, (), context.read(words.strip(), call.line)),) if words.strip() else None


def admonition(kind: str, title: Inlines, children: Blocks) -> Block:
    """Return the box of ``kind`` with its title, if it has one, and its children."""
    return Div((*_titled(title), *children), Attributes(classes=("admonition", kind)))


def _kind_and_title(words: tuple[str, ...]) -> tuple[str, str]:
    kind = _KINDS.get(words[0].lower()) if words else None
    rest = [word for word in (words[1:] if kind else words) if word not in _LOOKS and not _ICON.fullmatch(word)]
    return kind or "note", " ".join(rest)


def _titled(title: Inlines, role: str = "title") -> Blocks:
    return (Paragraph((Span(title, Attributes(classes=(role,))),)),) if title else ()


def _inlines(text: str, call: TagCall, context: TagContext) -> Inlines:
    return context.read_inline(text, call.line) if text else ()


def unfolding(call: TagCall, context: TagContext) -> Rendered | None:
    """``{% folding [look,] summary %}``, ``{% fold into@summary %}``, ``{% hideToggle summary,bg,colour %}``."""
    if call.content is None:
        return None
    text = call.text.strip()
    if "@" in text and " " not in text.partition("@")[0]:
        summary = text.partition("@")[2]
    else:
        summary = _summary(split_fields(text), call.name)
    children = context.read(call.content, call.content_line)
    return (Div((*_titled(_inlines(summary, call, context), "summary"), *children), Attributes(classes=("details",))),)


def _summary(fields: tuple[str, ...], name: str) -> str:
    if name.startswith("hide"):
        return fields[0]
    looks = [word for word in fields[0].split() if word in _LOOKS or word in _KINDS]
    if len(fields) > 1 and len(looks) == len(fields[0].split()):
        return ", ".join(fields[1:])
    return ", ".join(fields)


def tabs(call: TagCall, context: TagContext) -> Rendered | None:
    """``{% tabs name, [index] %}`` with ``<!-- tab title -->..<!-- endtab -->``."""
    return _sections(call, context, "tab", ("tabs", "tab"), _tab_name(call))


def timeline(call: TagCall, context: TagContext) -> Rendered | None:
    """``{% timeline title,colour %}`` with ``<!-- timeline title -->..<!-- endtimeline -->``."""
    if call.content is None:
        return None
    found = _sections(call, context, "timeline", ("timeline", "event"), "")
    title = _titled(_inlines(split_fields(call.text)[0], call, context))
    if found is None:
        return (Div((*title, *context.read(call.content, call.content_line)), Attributes(classes=("timeline",))),)
    [box] = found
    return (Div((*title, *box.children), box.attributes),) if isinstance(box, Div) else found


def _tab_name(call: TagCall) -> str:
    return _INDEX.sub("", split_fields(call.text)[0]).strip()


def _sections(
    call: TagCall, context: TagContext, word: str, classes: tuple[str, str], unnamed: str
) -> tuple[Block, ...] | None:
    """The parts of a box that HTML comments name, each with its title; None where there is none."""
    content = call.content or ""
    parts: list[Block] = []
    outside: list[str] = []
    position = 0
    for title, start, end, after in _marked_parts(content, word):
        name = title.partition("@")[0].strip() or f"{unnamed} {len(parts) + 1}".strip()
        line = call.content_line + content.count("\n", 0, start)
        children = (*_titled(_inlines(name, call, context)), *context.read(content[start:end], line))
        parts.append(Div(children, Attributes(classes=(classes[1],))))
        outside.append(content[position:start].partition("<!--")[0])
        position = after
    between = "".join((*outside, content[position:]))
    before = context.read(between, call.content_line) if between.strip() and parts else ()
    return (Div((*before, *parts), Attributes(classes=(classes[0],))),) if parts else None


def _marked_parts(content: str, word: str) -> Iterator[tuple[str, int, int, int]]:
    """Yield the title of each part, where its content starts and ends, and where its end mark ends.

    Marks in a box within the box (tabs in a tab) are not this one's.
    """
    marks = re.compile(
        rf"<!--\s*(?:(?P<end>end{word})\b[^<>]*|{word}\b(?P<title>(?:(?!<!--).)*?)(?:\n\s*+)?)-->|\{{%-?\s*(?P<close>end)?(?:sub)*{word}s\b"
    )
    depth = 0
    opener: re.Match[str] | None = None
    for mark in marks.finditer(content):
        if mark.group().startswith("{%"):
            depth = max(0, depth + (-1 if mark["close"] else 1))
        elif depth == 0 and mark["end"] and opener:
            yield opener["title"], opener.end(), mark.start(), mark.end()
            opener = None
        elif depth == 0 and not mark["end"]:
            opener = opener or mark


def event(call: TagCall, context: TagContext) -> Rendered | None:
    """``{% timenode time %}`` in a Volantis timeline."""
    if call.content is None:
        return None
    title = _titled(_inlines(call.text.strip(), call, context))
    return (Div((*title, *context.read(call.content, call.content_line)), Attributes(classes=("event",))),)


def check_box(call: TagCall, context: TagContext) -> Rendered | None:
    """``{% checkbox [colour] [checked], text %}``, ``{% radio .. %}``."""
    looks, comma, text = call.text.partition(",")
    checked = bool(comma) and "checked" in looks.split()
    item = ListItem((Paragraph(_inlines((text if comma else looks).strip(), call, context)),), checked=checked)
    return (BulletList((item,)),)


TAGS = (
    Tag(names=("note", "notel", "noteblock", "alert", "callout", "admonition", "subnote"), render=note, content="body"),
    Tag(
        names=("folding", "fold", "foldingblock", "hideToggle", "hideBlock", "details", "spoiler", "collapse"),
        render=unfolding,
        content="body",
    ),
    Tag(names=("tabs", "subtabs", "subsubtabs"), render=tabs, content="body"),
    Tag(names=("timeline",), render=timeline, content="body"),
    Tag(names=("timenode",), render=event, content="body"),
    Tag(names=("checkbox", "radio"), render=check_box),
)
