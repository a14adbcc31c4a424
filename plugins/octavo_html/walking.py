"""The walk over lxml's tree: each element goes to the handler of its tag, text to the Builder.

The table of handlers is :data:`octavo_html.handlers.HANDLERS`; it comes with the Page, since the
handlers themselves walk over what their elements hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree

from octavo.model import Attributes, Blocks, Div, Inline, Inlines, LineBreak, Paragraph
from octavo.walk import merge_text, plain_text
from octavo_html.builder import SPACE, Builder, words_of

Handler = Callable[[etree._Element, Builder], None]

NO_ATTRIBUTES = Attributes()
MAXIMUM_LEVEL = 150
"""How deep elements can be followed, whatever the options say: each takes several frames of the stack."""

LONGEST_REMEMBERED = 200
"""How many characters of class attributes are remembered beside what they mean, as long as the process lives."""


def visit(element: etree._Element, builder: Builder) -> None:
    """Give all that ``element`` holds to ``builder``."""
    text = element.text
    if text and (builder.last or text.strip(SPACE)):  # white space at the start of a line is the most common text
        builder.text(text)
    if not len(element):  # most elements are leaves, and to ask for their children takes longer than this
        return
    page = builder.page
    handlers, unknown, skipped = page.handlers, page.unknown, page.skipped
    page.level += 1
    deepest = page.level > page.maximum_level or builder.room <= 0
    for child in element[:]:  # type: ignore[index]  # lxml-stubs know no slices
        if deepest:
            _flatten(child, builder)
        elif not skipped or child not in skipped:
            handlers.get(child.tag, unknown)(child, builder)
        tail = child.tail
        if tail and (builder.last or tail.strip(SPACE)):
            builder.text(tail)
    page.level -= 1


def visit_unknown(element: etree._Element, builder: Builder) -> None:
    """Take an element that means nothing to the model: its content alone."""
    if builder.page.referenced:
        mark(element, builder)
    visit(element, builder)


def wrapped(make: Callable[[Inlines], Inline]) -> Handler:
    """Return the handler of an inline element whose node ``make`` builds from what it holds."""

    def handle(element: etree._Element, builder: Builder) -> None:
        visit_wrapped(element, make, builder)

    return handle


def visit_wrapped(element: etree._Element, make: Callable[[Inlines], Inline], builder: Builder) -> None:
    """Take an inline element, whose node ``make`` builds from what it holds."""
    if builder.page.referenced:
        mark(element, builder)
    builder.open(make)
    visit(element, builder)
    builder.close()


def mark(element: etree._Element, builder: Builder) -> None:
    """Keep the id of ``element`` if a link refers to it."""
    if builder.page.referenced:
        name = element.get("id") or (element.get("name") if element.tag == "a" else None) or ""
        if name in builder.page.referenced:
            builder.anchor(name)


def blocks_of(element: etree._Element, builder: Builder) -> Blocks:
    """Return what ``element`` holds as blocks; inline elements open in ``builder`` go on in them."""
    inner = builder.nested()
    visit(element, inner)
    return inner.finish()


def inlines_of(element: etree._Element, builder: Builder) -> Inlines:
    """Return what ``element`` holds as inlines; blocks in it are parted by line breaks."""
    if not len(element):
        words = words_of(element.text or "", builder.page)
        return (words,) if words else ()
    inner = Builder(builder.page, depth=builder.depth + 2)
    visit(element, inner)
    return as_inlines(inner.finish())


def as_inlines(blocks: Blocks) -> Inlines:
    """Return ``blocks`` as inlines: paragraphs as they are, others by their words."""
    joined: list[object] = []
    for block in blocks:
        if joined:
            joined.append(LineBreak())
        match block:
            case Paragraph(children=children):
                joined.extend(children)
            case Div(children=children):
                joined.extend(as_inlines(children))
            case _:
                text = " ".join(plain_text(block).split())
                joined.extend([text] if text else [])
    return merge_text(joined)  # type: ignore[arg-type]  # nodes all


def holds(element: etree._Element, tag: str) -> bool:
    """Return whether an element called ``tag`` is in ``element``."""
    return next(element.iterdescendants(tag), None) is not None


def text_of(element: etree._Element) -> str:
    """Return the text of ``element`` as it stands, without comments, scripts and styles."""
    if not len(element):
        return element.text or ""
    return "".join(pieces_of(element, is_text, _is_no_line))


def pieces_of(
    element: etree._Element, shows: Callable[[etree._Element], bool], begins: Callable[[etree._Element], bool]
) -> Iterator[str]:
    """Yield the text in ``element`` piece by piece: within those that it ``shows``, with a line end before what ``begins`` a line."""
    stack: list[etree._Element | str] = [element]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            yield node
            continue
        yield node.text or ""
        for child in reversed(node):
            stack.append(child.tail or "")
            if shows(child):
                stack.append(child)
            if begins(child):
                stack.append("\n")


def is_text(element: etree._Element) -> bool:
    """Return whether what ``element`` holds is text: no comment, script or style."""
    return isinstance(element.tag, str) and element.tag not in ("script", "style")


def _is_no_line(_element: etree._Element) -> bool:
    return False


def visit_element(element: etree._Element, builder: Builder) -> None:
    """Give ``element`` itself, without its tail, to ``builder``."""
    page = builder.page
    if page.level > page.maximum_level or builder.room <= 0:
        _flatten(element, builder)
        return
    page.level += 1
    page.handlers.get(element.tag, page.unknown)(element, builder)
    page.level -= 1


def _flatten(element: etree._Element, builder: Builder) -> None:
    builder.page.notice("nesting-flattened", "elements nested too deep are kept as text", element)
    for node in element.iter():
        if node.tag not in ("script", "style") and isinstance(node.tag, str) and node.text:
            builder.text(node.text)
        if node is not element and node.tail:
            builder.text(node.tail)


def attributes_of(element: etree._Element) -> Attributes:
    """Return the language and direction of ``element``; NO_ATTRIBUTES if it has neither."""
    language, direction = element.get("lang"), element.get("dir")
    if not language and not direction:
        return NO_ATTRIBUTES
    direction = (direction or "").lower()
    attributes = Attributes(
        language=(language or "").strip()[:35],
        direction="rtl" if direction == "rtl" else "ltr" if direction == "ltr" else "",
    )
    return NO_ATTRIBUTES if attributes == NO_ATTRIBUTES else attributes
