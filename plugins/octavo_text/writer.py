"""The writer of plain text: each kind of block gives its lines."""

from __future__ import annotations

from octavo.model import (
    Block,
    BlockQuote,
    Blocks,
    BulletList,
    CodeBlock,
    DefinitionList,
    Div,
    Document,
    Embed,
    ExcerptBreak,
    Figure,
    Heading,
    Inlines,
    ListItem,
    MathBlock,
    Meta,
    OrderedList,
    Paragraph,
    RawBlock,
    Table,
    ThematicBreak,
)
from octavo.plugin import Context
from octavo.url import safe_url
from octavo_text import Options
from octavo_text.inlines import Page, inline_text
from octavo_text.tables import draw_table
from octavo_text.wrapping import clean, display_width, wrap

_LEAST = 20


def write(document: Document, options: Options, context: Context) -> str:
    """Return ``document`` as text with a final line end; notes and addresses stand at the end."""
    page = Page(options, context)
    lines = _head(document.meta, options.width)
    body = _blocks(document.blocks, options.width, page)
    lines += ["", *body] if lines and body else body
    endings = _endings(page)
    lines += ["", "─" * 8, *endings] if endings else []
    return "\n".join(line.rstrip(" ") for line in lines) + "\n" if lines else ""


def _head(meta: Meta, width: int) -> list[str]:
    title = " ".join(clean(meta.title).split())
    lines = _underlined(title, "=", width) if title else []
    date = meta.published.instant.strftime("%Y-%m-%d") if meta.published and meta.published.instant else ""
    line = " · ".join(piece for piece in (*(clean(author.name) for author in meta.authors), date) if piece)
    source = clean(meta.source_url)
    return [*lines, *(wrap(line, width) if line else []), *([source] if source else [])]


def _underlined(text: str, mark: str, width: int) -> list[str]:
    lines = wrap(text, width)
    return [*lines, mark * max(display_width(line) for line in lines)]


def _blocks(blocks: Blocks, width: int, page: Page, *, tight: bool = False) -> list[str]:
    lines: list[str] = []
    for block in blocks:
        written = _block(block, width, page)
        if lines and written and not tight:
            lines.append("")
        lines += written
    return lines


def _block(block: Block, width: int, page: Page) -> list[str]:
    match block:
        case Paragraph(children=inlines):
            return _paragraph(inline_text(inlines, page), width, page)
        case Heading(level=level, children=inlines):
            text = " ".join(inline_text(inlines, page).split("\n"))
            return _underlined(text, "=" if level == 1 else "-", width) if level < 3 else wrap(text, width)
        case CodeBlock(text=text):
            code = ["    " + clean(line.replace("\t", "    ")) for line in text.split("\n")]
            return [*_caption(block.caption, width, page), *code]
        case MathBlock(tex=text):
            return ["    " + clean(line) for line in text.split("\n")]
        case BlockQuote() | BulletList() | OrderedList() | DefinitionList():
            return _container(block, width, page)
        case Table():
            caption = wrap(inline_text(block.caption, page), width) if block.caption else []
            return [
                *caption,
                *draw_table(block, width, lambda cell: "\n".join(_blocks(cell.children, 0, page, tight=True))),
            ]
        case Figure(children=inner):
            return [*_blocks(inner, width, page), *_caption(block.caption, width, page)]
        case Div(children=inner):
            return _blocks(inner, width, page)
        case _:
            return _leaf(block, width, page)


def _caption(caption: Inlines, width: int, page: Page) -> list[str]:
    return wrap(inline_text(caption, page), width) if caption else []


def _leaf(block: Block, width: int, page: Page) -> list[str]:
    match block:
        case ThematicBreak():
            return ["* * *"]
        case Embed(url=url, title=title, fallback=fallback):
            address = clean(safe_url(url))
            head = [line for line in (clean(title), address) if line]
            return [*head, *_blocks(fallback, width, page)]
        case RawBlock(format=format):
            page.context.notice("raw-dropped", f"a block for {format} alone is left out")
            return []
        case ExcerptBreak():
            return []
        case _:  # _block has taken all others
            return []


def _container(block: Block, width: int, page: Page) -> list[str]:
    match block:
        case BlockQuote(children=inner, attribution=attribution):
            said = [f"— {inline_text(attribution, page)}"] if attribution else []
            return _hung([*_blocks(inner, _narrow(width, 2), page), *said], "> ", "> ")
        case BulletList(items=items, tight=tight):
            return _list([("• ", item) for item in items], width, page, tight=tight)
        case OrderedList(items=items, start=start, tight=tight):
            size = len(str(start + len(items) - 1))
            return _list(
                [(f"{start + index:>{size}}. ", item) for index, item in enumerate(items)], width, page, tight=tight
            )
        case DefinitionList():
            return _definitions(block, width, page)
        case _:
            return []


def _list(items: list[tuple[str, ListItem]], width: int, page: Page, *, tight: bool) -> list[str]:
    lines: list[str] = []
    for marker, item in items:
        box = "" if item.checked is None else "☑ " if item.checked else "☐ "
        sign = box if box and marker == "• " else marker + box
        indent = display_width(sign)
        written = _blocks(item.children, _narrow(width, indent), page, tight=tight) or [""]
        if lines and not tight:
            lines.append("")
        lines += _hung(written, sign, " " * indent)
    return lines


def _definitions(block: DefinitionList, width: int, page: Page) -> list[str]:
    lines: list[str] = []
    for item in block.items:
        for term in item.terms:
            lines += wrap(inline_text(term.children, page), width)
        for definition in item.definitions:
            lines += _hung(_blocks(definition.children, _narrow(width, 4), page), "    ", "    ")
    return lines


def _paragraph(text: str, width: int, page: Page) -> list[str]:
    if page.options.indent == "drop":
        text = text.lstrip("\u3000\u00a0 ")
    return wrap(text, width) if text.strip() else []


def _hung(lines: list[str], first: str, rest: str) -> list[str]:
    return [(rest if index else first) + line for index, line in enumerate(lines)]


def _narrow(width: int, indent: int) -> int:
    """Return the width that is left within an indent; deep nesting never makes it useless."""
    return max(width - indent, _LEAST) if width > 0 else 0


def _endings(page: Page) -> list[str]:
    """Return the notes and addresses that were collected, those of notes within notes too."""
    lines: list[str] = []
    number = 0
    while number < len(page.endings):
        ending = page.endings[number]
        number += 1
        mark = f"[{number}] "
        if isinstance(ending, str):
            lines.append(mark + ending)
        else:
            lines += _hung(_blocks(ending, _narrow(page.options.width, len(mark)), page) or [""], mark, " " * len(mark))
    return lines
