"""A tree as markup: each node by a small function, found by its type. All markup is made here.

What is written is well-formed XML and valid HTML at once: elements are closed, names are in lower
case, text is escaped, ids are unique and referred to by what they became.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from octavo.model import (
    AnyNode,
    Attributes,
    BlockQuote,
    Blocks,
    BulletList,
    Cell,
    Code,
    CodeBlock,
    DefinitionList,
    Div,
    Embed,
    Emphasis,
    ExcerptBreak,
    Figure,
    Heading,
    Highlight,
    Image,
    Inlines,
    Keyboard,
    LineBreak,
    Link,
    ListItem,
    Math,
    MathBlock,
    Note,
    OrderedList,
    Paragraph,
    Quote,
    RawBlock,
    RawInline,
    Ruby,
    SmallCaps,
    SoftBreak,
    Span,
    Strikethrough,
    Strong,
    Subscript,
    Superscript,
    Table,
    ThematicBreak,
    Underline,
)
from octavo.plugin import Context
from octavo.walk import plain_text, walk
from octavo_html.formulas import FormulaError, make_mathml
from octavo_html.highlighting import mark_up
from octavo_html.markup import attribute, encode_url, escape, is_xml, make_name

_NUMBERINGS = {"lower-alpha": "a", "upper-alpha": "A", "lower-roman": "i", "upper-roman": "I"}
_ELEMENTS: dict[type, tuple[str, str]] = {
    Emphasis: ("<em>", "</em>"),
    Strong: ("<strong>", "</strong>"),
    Underline: ("<u>", "</u>"),
    Strikethrough: ("<s>", "</s>"),
    Highlight: ("<mark>", "</mark>"),
    Superscript: ("<sup>", "</sup>"),
    Subscript: ("<sub>", "</sub>"),
    Keyboard: ("<kbd>", "</kbd>"),
    Quote: ("<q>", "</q>"),
}
_LONGEST_TEXT = 2_000_000
_WIDE = 5
"""A table of so many columns is set small and may scroll, since a telephone shows about four."""
_SIGNS = {"video": "▶ ", "audio": "♪ ", "frame": ""}


class Sheet(msgspec.Struct):
    """The state of writing one tree, ``blocks``: what was written, ids, footnotes."""

    context: Context
    blocks: Blocks = ()
    epub: bool = False
    xml: bool = False
    highlight: bool = False
    mathml: bool = False
    code_way: str = ""
    """The attribute that sets code from left to right, "" where all text runs so."""
    out: list[str] = msgspec.field(default_factory=list)
    notes: list[Blocks] = msgspec.field(default_factory=list)
    used: set[str] = msgspec.field(default_factory=set)
    linked: set[int] = msgspec.field(default_factory=set)
    in_link: bool = False
    _targets: frozenset[str] | None = None

    @property
    def targets(self) -> frozenset[str]:
        """The ids in the tree, gathered when a link within it asks for them."""
        if self._targets is None:
            self._targets = frozenset(_ids(self.blocks))
        return self._targets

    def name(self, id: str) -> str:
        """Return ``id`` as it stands in the page: as it is, unless it has spaces or the page goes into an EPUB."""
        return make_name(id) if self.epub or len(id.split()) != 1 else id

    def id(self, id: str) -> str:
        """Return `` id="..."`` for an id of the tree, once; "" when there is none, or it is taken."""
        name = self.name(id) if id else ""
        if not name or name in self.used:
            return ""
        self.used.add(name)
        return attribute("id", name)


def serialise(blocks: Blocks, sheet: Sheet) -> str:
    """Return ``blocks`` as markup in the way that the empty ``sheet`` says, their footnotes at the end."""
    sheet.blocks = blocks
    _blocks(blocks, sheet)
    _write_notes(sheet)
    return "".join(sheet.out)


def _ids(blocks: Blocks) -> Iterable[str]:
    for node in walk(blocks):
        match node:
            case Heading(id=id) if id:
                yield id
            case Div(attributes=attributes) | Span(attributes=attributes) if attributes.id:
                yield attributes.id


def _blocks(blocks: Iterable[AnyNode], sheet: Sheet) -> None:
    for block in blocks:
        _WRITERS[type(block)](block, sheet)


def _inlines(inlines: Iterable[AnyNode], sheet: Sheet) -> None:
    add = sheet.out.append
    for node in inlines:
        kind = type(node)
        if kind is str:
            add(escape(node) if len(node) < _LONGEST_TEXT else _long_text(node))  # type: ignore[arg-type]  # it is a str
        else:
            _WRITERS[kind](node, sheet)


def _long_text(text: str) -> str:
    """Return a text that parsers of XML refuse as one node (libxml2: over 10 MB) as several."""
    pieces = (text[start : start + _LONGEST_TEXT] for start in range(0, len(text), _LONGEST_TEXT))
    return "".join(f"<span>{escape(piece)}</span>" for piece in pieces)


def _attributes(own: Attributes, sheet: Sheet) -> str:
    classes = attribute("class", " ".join(own.classes))
    language = attribute("lang", own.language) + (attribute("xml:lang", own.language) if sheet.epub else "")
    title = attribute("title", own.data.get("title", ""))
    return sheet.id(own.id) + classes + language + attribute("dir", own.direction) + title


# Inlines


def _element(node: Any, sheet: Sheet) -> None:
    start, end = _ELEMENTS[type(node)]
    sheet.out.append(start)
    _inlines(node.children, sheet)
    sheet.out.append(end)


def _span(node: Span, sheet: Sheet) -> None:
    name = "abbr" if "abbreviation" in node.attributes.classes else "span"
    attributes = _attributes(node.attributes, sheet)
    if not attributes:
        _inlines(node.children, sheet)
        return
    sheet.out.append(f"<{name}{attributes}>")
    _inlines(node.children, sheet)
    sheet.out.append(f"</{name}>")


def _small_capitals(node: SmallCaps, sheet: Sheet) -> None:
    sheet.out.append('<span class="small-caps">')
    _inlines(node.children, sheet)
    sheet.out.append("</span>")


def _code(node: Code, sheet: Sheet) -> None:
    sheet.out.append(f"<code{sheet.code_way}>{escape(node.text)}</code>")


def _math(node: Math, sheet: Sheet) -> None:
    sheet.out.append(_mathml(node, sheet) or f'<span class="math inline"{sheet.code_way}>{escape(node.tex)}</span>')


def _mathml(node: Math | MathBlock, sheet: Sheet) -> str:
    """Return a formula as MathML, or "" when it stays as TeX."""
    if not sheet.mathml:
        return ""
    try:
        return make_mathml(node.tex, display=isinstance(node, MathBlock))
    except FormulaError as error:
        message = f"the formula {node.tex[:60]!r} stays as TeX: {error}"
        sheet.context.notice("formula-not-converted", message, severity="info")
        return ""


def _link(node: Link, sheet: Sheet) -> None:
    href = _href(node.url, sheet)
    if not href or sheet.in_link or (sheet.epub and not _is_seen(node.children)):
        _inlines(node.children, sheet)
        return
    sheet.out.append(f"<a{attribute('href', href)}{attribute('title', node.title)}>")
    sheet.in_link = True
    _inlines(node.children, sheet)
    sheet.in_link = False
    sheet.out.append("</a>")


def _is_seen(nodes: Inlines) -> bool:
    """Return whether ``nodes`` show anything; a link that shows nothing can be neither clicked nor read aloud."""
    if nodes and type(nodes[0]) is str and not nodes[0].isspace() and nodes[0]:  # most do
        return True
    return any(
        isinstance(node, Image | Math | Code) or (isinstance(node, str) and node.strip()) for node in walk(nodes)
    )


def _href(url: str, sheet: Sheet) -> str:
    """Return what ``href`` holds for ``url``, or "" when the link leads nowhere."""
    if url.startswith("#"):
        fragment = url[1:]
        if fragment in sheet.targets:
            return "#" + sheet.name(fragment)
        if fragment:
            sheet.context.notice(
                "dead-fragment", f"nothing has the id {fragment[:60]!r}; the link is dropped", severity="info"
            )
        return ""
    encoded = encode_url(url)
    if not encoded and url:
        sheet.context.notice("unsafe-url", f"a link to {url[:40]!r} is dropped")
    return encoded


def _image(node: Image, sheet: Sheet) -> None:
    source = encode_url(node.url, image=True)
    if not source:
        sheet.context.notice("unsafe-url", f"an image at {node.url[:40]!r} is dropped")
        sheet.out.append(escape(node.alt))
        return
    size = (f' width="{node.width}"' if node.width else "") + (f' height="{node.height}"' if node.height else "")
    alt = attribute("alt", node.alt) or ' alt=""'
    sheet.out.append(f"<img{attribute('src', source)}{alt}{attribute('title', node.title)}{size}/>")


def _note(node: Note, sheet: Sheet) -> None:
    sheet.notes.append(node.children)
    number = len(sheet.notes)
    sheet.used.update((f"note-{number}", f"note-reference-{number}"))
    if sheet.in_link:
        sheet.out.append(f"<sup>{number}</sup>")
        return
    sheet.linked.add(number)
    kind = ' epub:type="noteref"' if sheet.epub else ""
    sheet.out.append(
        f'<sup class="note"><a href="#note-{number}" id="note-reference-{number}"{kind} role="doc-noteref">{number}</a></sup>'
    )


def _ruby(node: Ruby, sheet: Sheet) -> None:
    before, after = ("", "") if sheet.epub else ("<rp>(</rp>", "<rp>)</rp>")  # EPUB 3.3 discourages rp
    sheet.out.append("<ruby>")
    _inlines(node.base, sheet)
    sheet.out.append(f"{before}<rt>")
    _inlines(node.annotation, sheet)
    sheet.out.append(f"</rt>{after}</ruby>")


def _soft_break(_node: SoftBreak, sheet: Sheet) -> None:
    sheet.out.append("\n")


def _line_break(_node: LineBreak, sheet: Sheet) -> None:
    sheet.out.append("<br/>")


def _raw(node: RawInline | RawBlock, sheet: Sheet) -> None:
    if node.format == "html" and (not sheet.xml or is_xml(node.text)):
        sheet.out.append(node.text)
    else:
        sheet.context.notice("raw-dropped", f"text for {node.format} alone is left out")


# Blocks


def _paragraph(node: Paragraph, sheet: Sheet) -> None:
    sheet.out.append("<p>")
    _inlines(node.children, sheet)
    sheet.out.append("</p>\n")


def _heading(node: Heading, sheet: Sheet) -> None:
    name = f"h{min(max(node.level, 1), 6)}"
    sheet.out.append(f"<{name}{sheet.id(node.id)}>")
    _inlines(node.children, sheet)
    sheet.out.append(f"</{name}>\n")


def _code_block(node: CodeBlock, sheet: Sheet) -> None:
    language = attribute("class", f"language-{make_name(node.language)}" if node.language else "")
    text = _long_text(node.text)
    if len(node.text) < _LONGEST_TEXT:
        text = mark_up(node.text, node.language, frozenset(node.highlighted), highlight=sheet.highlight)
    lines_marked = attribute("data-line", ",".join(str(number) for number in node.highlighted))
    code = text if node.preformatted else f"<code{language}>{text}</code>"
    code = f"<pre{lines_marked}{sheet.code_way}>{code}</pre>"
    if not node.caption:
        sheet.out.append(code + "\n")
        return
    sheet.out.append('<figure class="code"><figcaption>')
    _inlines(node.caption, sheet)
    sheet.out.append(f"</figcaption>{code}</figure>\n")


def _math_block(node: MathBlock, sheet: Sheet) -> None:
    formula = _mathml(node, sheet) or escape(node.tex)
    sheet.out.append(f'<div class="math display">{formula}</div>\n')


def _quote(node: BlockQuote, sheet: Sheet) -> None:
    sheet.out.append("<blockquote>\n")
    _blocks(node.children, sheet)
    if node.attribution:
        sheet.out.append("<footer>")
        _inlines(node.attribution, sheet)
        sheet.out.append("</footer>\n")
    sheet.out.append("</blockquote>\n")


def _bullet_list(node: BulletList, sheet: Sheet) -> None:
    tasks = any(item.checked is not None for item in node.items)
    sheet.out.append('<ul class="tasks">\n' if tasks else "<ul>\n")
    _items(node.items, sheet, tight=node.tight)
    sheet.out.append("</ul>\n")


def _ordered_list(node: OrderedList, sheet: Sheet) -> None:
    start = attribute("start", str(node.start)) if node.start != 1 else ""
    sheet.out.append(f"<ol{start}{attribute('type', _NUMBERINGS.get(node.numbering, ''))}>\n")
    _items(node.items, sheet, tight=node.tight)
    sheet.out.append("</ol>\n")


def _items(items: tuple[ListItem, ...], sheet: Sheet, *, tight: bool) -> None:
    for item in items:
        sheet.out.append("<li>")
        if item.checked is not None:
            sheet.out.append("☑ " if sheet.epub and item.checked else "☐ " if sheet.epub else _box(item.checked))
        _flow(item.children, sheet, tight=tight and _is_brief(item.children))
        sheet.out.append("</li>\n")


def _is_brief(blocks: Blocks) -> bool:
    """Return whether there is one paragraph in ``blocks`` at most."""
    return len(blocks) < 2 or sum(isinstance(one, Paragraph) for one in blocks) < 2


def _box(checked: bool) -> str:  # noqa: FBT001  # what a box is
    return (
        f'<input type="checkbox" disabled="disabled"{" checked=" + chr(34) + "checked" + chr(34) if checked else ""}/> '
    )


def _flow(blocks: Blocks, sheet: Sheet, *, tight: bool) -> None:
    """Write ``blocks``; in a tight list or a cell the paragraphs' own elements are left out."""
    for block in blocks:
        if tight and isinstance(block, Paragraph):
            _inlines(block.children, sheet)
        else:
            _WRITERS[type(block)](block, sheet)


def _definition_list(node: DefinitionList, sheet: Sheet) -> None:
    sheet.out.append("<dl>\n")
    for item in node.items:
        for term in item.terms or (None,):
            sheet.out.append("<dt>")
            _inlines(term.children if term else (), sheet)
            sheet.out.append("</dt>\n")
        for definition in item.definitions or (None,):
            sheet.out.append("<dd>")
            _flow(definition.children if definition else (), sheet, tight=_is_single(definition))
            sheet.out.append("</dd>\n")
    sheet.out.append("</dl>\n")


def _is_single(node: Any) -> bool:
    return node is not None and len(node.children) == 1


def _table(node: Table, sheet: Sheet) -> None:
    if not (node.head or node.body or node.foot):
        if node.caption:
            _paragraph(Paragraph(node.caption), sheet)
        return
    wide = sheet.epub and len(node.columns) >= _WIDE
    sheet.out.append('<div class="scroll" tabindex="0">\n<table class="wide">\n' if wide else "<table>\n")
    if node.caption:
        sheet.out.append("<caption>")
        _inlines(node.caption, sheet)
        sheet.out.append("</caption>\n")
    for name, rows in (("thead", node.head), ("tbody", node.body), ("tfoot", node.foot)):
        if rows:
            sheet.out.append(f"<{name}>\n")
            for row in rows:
                _row(row, node, name, sheet)
            sheet.out.append(f"</{name}>\n")
    sheet.out.append("</table>\n</div>\n" if wide else "</table>\n")


def _row(row: Any, table: Table, group: str, sheet: Sheet) -> None:
    sheet.out.append("<tr>")
    aligned = len(row.cells) == len(table.columns)
    for index, cell in enumerate(row.cells):
        name = "th" if _is_header(cell, group, sheet) else "td"
        alignment = cell.alignment or (table.columns[index].alignment if aligned else None)
        style = attribute("style", f"text-align: {alignment}" if alignment else "")
        spans = "".join(
            attribute(key, str(value))
            for key, value in (("colspan", cell.colspan), ("rowspan", cell.rowspan))
            if value > 1
        )
        sheet.out.append(f"<{name}{spans}{style}>")
        _flow(cell.children, sheet, tight=len(cell.children) == 1)
        sheet.out.append(f"</{name}>")
    sheet.out.append("</tr>\n")


def _is_header(cell: Cell, group: str, sheet: Sheet) -> bool:
    """Return whether ``cell`` is written as a header; in books an empty one is none, for it would head nothing."""
    if not (cell.header or group == "thead"):
        return False
    return not sheet.epub or bool(plain_text(cell.children).strip())


def _figure(node: Figure, sheet: Sheet) -> None:
    sheet.out.append("<figure>")
    _blocks(node.children, sheet)
    if node.caption:
        sheet.out.append("<figcaption>")
        _inlines(node.caption, sheet)
        sheet.out.append("</figcaption>")
    sheet.out.append("</figure>\n")


def _thematic_break(_node: ThematicBreak, sheet: Sheet) -> None:
    sheet.out.append("<hr/>\n")


def _div(node: Div, sheet: Sheet) -> None:
    if "details" in node.attributes.classes and not sheet.epub:
        _details(node, sheet)
        return
    role = ' role="note"' if "admonition" in node.attributes.classes else ""
    sheet.out.append(f"<div{_attributes(node.attributes, sheet)}{role}>\n")
    _blocks(node.children, sheet)
    sheet.out.append("</div>\n")


def _details(node: Div, sheet: Sheet) -> None:
    children = node.children
    sheet.out.append("<details>")
    match children[:1]:
        case (Paragraph(children=(Span(children=title, attributes=attributes),)),) if "summary" in attributes.classes:
            sheet.out.append("<summary>")
            _inlines(title, sheet)
            sheet.out.append("</summary>\n")
            children = children[1:]
        case _:
            pass
    _blocks(children, sheet)
    sheet.out.append("</details>\n")


def _embed(node: Embed, sheet: Sheet) -> None:
    url = "" if node.url.startswith("#") else encode_url(node.url)
    if url:
        words = escape(node.title or node.url)
        sheet.out.append(f'<p class="embed">{_SIGNS[node.kind]}<a{attribute("href", url)}>{words}</a></p>\n')
    else:
        sheet.context.notice("unsafe-url", f"an embedded {node.kind} is dropped")
    _blocks(node.fallback, sheet)


def _excerpt_break(_node: ExcerptBreak, sheet: Sheet) -> None:
    if not sheet.epub:
        sheet.out.append("<!-- more -->\n")


def _write_notes(sheet: Sheet) -> None:
    if not sheet.notes:
        return
    sheet.out.append('<section class="footnotes">\n<hr/>\n')
    written = 0
    while written < len(sheet.notes):
        written += 1
        _write_note(written, sheet)
    sheet.out.append("</section>\n")


def _write_note(number: int, sheet: Sheet) -> None:
    kind = ' epub:type="footnote"' if sheet.epub else ""
    back = f"{number}."
    if number in sheet.linked:
        back = f'<a href="#note-reference-{number}" role="doc-backlink">{number}</a>.'
    sheet.out.append(f'<aside id="note-{number}"{kind} role="doc-footnote">\n')
    blocks = sheet.notes[number - 1]
    if blocks and isinstance(blocks[0], Paragraph):
        sheet.out.append(f"<p>{back} ")
        _inlines(blocks[0].children, sheet)
        sheet.out.append("</p>\n")
        blocks = blocks[1:]
    else:
        sheet.out.append(f"<p>{back}</p>\n")
    _blocks(blocks, sheet)
    sheet.out.append("</aside>\n")


_WRITERS: dict[type, Callable[[Any, Sheet], None]] = {
    **dict.fromkeys(_ELEMENTS, _element),
    Span: _span,
    SmallCaps: _small_capitals,
    Code: _code,
    Math: _math,
    Link: _link,
    Image: _image,
    Note: _note,
    Ruby: _ruby,
    SoftBreak: _soft_break,
    LineBreak: _line_break,
    RawInline: _raw,
    Paragraph: _paragraph,
    Heading: _heading,
    CodeBlock: _code_block,
    MathBlock: _math_block,
    BlockQuote: _quote,
    BulletList: _bullet_list,
    OrderedList: _ordered_list,
    DefinitionList: _definition_list,
    Table: _table,
    Figure: _figure,
    ThematicBreak: _thematic_break,
    Div: _div,
    Embed: _embed,
    RawBlock: _raw,
    ExcerptBreak: _excerpt_break,
}
