"""Inlines as Markdown: a line is gathered as pieces, then its emphasis is settled."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import chain, groupby
from typing import Any, Literal

from octavo.model import (
    Code,
    Emphasis,
    Highlight,
    Image,
    Inline,
    Inlines,
    Keyboard,
    LineBreak,
    Link,
    Math,
    Note,
    Quote,
    RawInline,
    Ruby,
    SmallCaps,
    SoftBreak,
    Span,
    Strikethrough,
    Strong,
    Subscript,
    Superscript,
    Underline,
)
from octavo.url import safe_url
from octavo.walk import plain_text, walk
from octavo_markdown.characters import Kind, kind_of, refer_first, refer_last
from octavo_markdown.destinations import attribute, autolink, braced, braced_id, destination, title
from octavo_markdown.dialects import Dialect
from octavo_markdown.emphasis import FORMS, Wish, resolve
from octavo_markdown.escaping import PAIRED, escape_text, is_formula, is_plain, split_runs, without_markup
from octavo_markdown.page import Page

Place = Literal["paragraph", "heading", "cell"]

_NOTE = re.compile(r"\[\^\d+\]")
_TICKS = re.compile(r"`+")
_SPACES = " \t\n\r\f"
_WISHED: dict[type, str] = {Emphasis: "em", Strong: "strong", Strikethrough: "del"}
_TAGS: dict[type, str] = {
    Underline: "u",
    Highlight: "mark",
    Superscript: "sup",
    Subscript: "sub",
    Keyboard: "kbd",
    Quote: "q",
    SmallCaps: "small",
}
_CLASSES: dict[type, str] = {Underline: "underline", Highlight: "mark", SmallCaps: "smallcaps", Keyboard: "kbd"}
"""Pandoc's names for what stands in brackets."""
_MERGED = frozenset({Emphasis, Strong, Strikethrough, Code, Underline, Highlight})


def write_inlines(nodes: Inlines, page: Page, place: Place = "paragraph") -> str:
    """Return ``nodes`` as Markdown; the starts of its lines are not escaped, and hard breaks end in a backslash."""
    if len(nodes) == 1 and type(nodes[0]) is str and is_plain(nodes[0], page.dialect):
        return nodes[0]
    end = len(nodes)
    while end and type(nodes[end - 1]) is LineBreak:  # it breaks nothing, and it would look like a neighbour
        end -= 1
    nodes = nodes[:end]
    return Line(page, place, nodes).write(nodes)


def _have_partner(nodes: Inlines) -> str:
    """Return those of PAIRED that ``nodes`` hold more than once, or that its code or formulas are marked by."""
    texts: list[str] = []
    found: set[str] = set()
    for node in walk(nodes):
        match node:
            case str():
                texts.append(node)
            case Code() | Math():
                found.update(PAIRED)
            case Image():
                texts += (node.alt, node.url, node.title)
            case Link():  # a mark before it ends in its destination or title too, and what is left of them is text
                texts += (node.url, node.title)
            case Span():
                texts += (node.attributes.id, node.attributes.language, node.attributes.data.get("title", ""))
            case _:
                pass
    text = "".join(texts)
    return "".join(sorted(character for character in PAIRED if character in found or text.count(character) > 1))


class Line:
    """Writes inlines that emphasis can reach across: a paragraph's, or those of one link."""

    def __init__(self, page: Page, place: Place, root: Inlines, *, in_link: bool = False) -> None:
        self.page = page
        self.place = place
        self.root = root
        self.in_link = in_link
        self.pieces: list[str] = []
        self._pairs: str | None = None
        self._text: list[str] = []
        self._wishes: list[Wish] = []
        self._runs: list[int] = []

    @property
    def dialect(self) -> Dialect:
        """What can be expressed."""
        return self.page.dialect

    def write(self, nodes: Inlines) -> str:
        """Return ``nodes`` as Markdown."""
        self.add(nodes)
        self.flush()
        if self.dialect.classes and (self._wishes or len(self._runs) > 1):
            self._escape_runs()
        if self._wishes or len(self._runs) > 1:
            resolve(self.pieces, self._wishes, self._runs, html=self.page.html)
        return "".join(self.pieces)

    def _escape_runs(self) -> None:
        """Escape all runs of emphasis: Pandoc has rules of its own for what is a mark."""
        for place in self._runs:
            self.pieces[place] = "\\" + "\\".join(self.pieces[place])
        self._runs = []

    def add(self, nodes: Inlines) -> None:
        """Take ``nodes``; neighbours that are marked alike become one."""
        node: Any
        for node in _merged(nodes) if _has_twins(nodes) else nodes:
            kind = type(node)
            if kind is str:
                self._text.append(node)
            elif kind in _WISHED:
                self._add_wish(node, _WISHED[kind])
            else:
                _WRITERS[kind](self, node)

    def atom(self, text: str) -> None:
        """Take what is finished."""
        self.flush()
        if text[:1] == "[" and self.pieces and self.pieces[-1].endswith(("!", "^")):
            last = self.pieces[-1]  # else the link would be an image, or a note
            self.pieces[-1] = f"{last[:-1]}\\{last[-1]}"
        self.pieces.append(text)

    def flush(self) -> None:
        """Escape the text that was gathered."""
        text = "".join(self._text)
        if not text:
            return
        self._text = []
        if text[0] in "(:" and self.pieces and _NOTE.fullmatch(self.pieces[-1]):
            self.pieces[-1] += "\\"  # else the reference to a note would be a link, or begin the note
        if is_plain(text, self.dialect):
            self.pieces.append(text)
            return
        if self._pairs is None and ("`" in text or "$" in text):
            self._pairs = _have_partner(self.root)
        in_table = self.place == "cell"
        text = escape_text(text, self.dialect, in_link=self.in_link, in_table=in_table, pairs=self._pairs or "")
        for index, piece in enumerate(split_runs(text)):
            if index % 2 and (piece[0] != "~" or self.dialect.strikethrough):
                self._runs.append(len(self.pieces))
            self.pieces.append(piece)

    def nested(self, nodes: Inlines) -> str:
        """Return ``nodes`` as the text of a link: its emphasis is apart from that around it."""
        if len(nodes) == 1 and type(nodes[0]) is str and is_plain(nodes[0], self.dialect):
            return nodes[0]
        inner = Line(self.page, self.place, self.root, in_link=True)
        return inner.write(nodes)

    def _add_wish(self, node: Any, tag: str) -> None:
        if tag == "del" and not self.dialect.strikethrough:
            self.tagged(node.children, "del")
            return
        text, start, runs = self._text, len(self.pieces), len(self._runs)
        self.flush()
        before = len(self.pieces)
        self.pieces += ["", ""]  # white space that is moved out, and the mark
        self.add(node.children)
        self.flush()
        if not any(self.pieces[before:]):  # what stands around nothing is one text, and is escaped as one
            del self.pieces[start:], self._runs[runs:]
            self._text = text
            return
        wish = Wish(tag, before + 1, len(self.pieces))
        self.pieces += ["", ""]
        if _move_spaces(self.pieces, wish, " " if self.page.html else "\\\n"):
            if _has_break_at_edge(self.pieces, wish) and self.page.html:
                wish.form = len(FORMS[tag]) - 1
            self._wishes.append(wish)

    def tagged(self, nodes: Inlines, tag: str, attributes: str = "") -> None:
        """Take ``nodes`` in an HTML element, or alone where there may be none."""
        if not self.page.keeps_html(tag):
            self.add(nodes)
            return
        self.atom(f"<{tag}{attributes}>")
        self.add(nodes)
        self.atom(f"</{tag}>")

    def bracketed(self, nodes: Inlines, attributes: str) -> None:
        """Take ``nodes`` in brackets with Pandoc's attributes."""
        self.atom(f"[{self.nested(nodes)}]{{{attributes}}}")


def _has_twins(nodes: Inlines) -> bool:
    """Return whether neighbours among ``nodes`` are marked alike."""
    kind: type | None = None
    for node in nodes:
        if type(node) is kind and kind in _MERGED:
            return True
        kind = type(node)
    return False


def _merged(nodes: Inlines) -> list[Inline]:
    result: list[Inline] = []
    for kind, group in groupby(nodes, type):
        alike: list[Any] = list(group)
        if kind not in _MERGED or len(alike) == 1:
            result += alike
        elif kind is Code:
            result.append(Code("".join(one.text for one in alike)))
        else:
            result.append(kind(tuple(chain.from_iterable(one.children for one in alike))))
    return result


def _move_spaces(pieces: list[str], wish: Wish, moved: str) -> bool:
    """Move white space (and pieces that are ``moved``) at the edges of ``wish`` out; return whether anything is left.

    Spaces that may not collapse (U+3000, U+00A0) stay, as references: marks must not touch them.
    """
    first, last = wish.open + 1, wish.close - 1
    while first <= last and (pieces[first] == moved or not pieces[first].strip(_SPACES)):
        pieces[wish.open - 1] += pieces[first]
        pieces[first] = ""
        first += 1
    if first > last:
        return False
    stripped = pieces[first].lstrip(_SPACES)
    pieces[wish.open - 1] += pieces[first][: len(pieces[first]) - len(stripped)]
    pieces[first] = stripped
    while pieces[last] == moved or not pieces[last].strip(_SPACES):
        pieces[wish.close + 1] = pieces[last] + pieces[wish.close + 1]
        pieces[last] = ""
        last -= 1
    stripped = pieces[last].rstrip(_SPACES)
    if not stripped.endswith("\\"):  # a backslash and a line end are a hard break
        pieces[wish.close + 1] = pieces[last][len(stripped) :] + pieces[wish.close + 1]
        pieces[last] = stripped
    if kind_of(pieces[first][0]) is Kind.SPACE:
        pieces[first] = refer_first(pieces[first])
    if kind_of(pieces[last][-1]) is Kind.SPACE and pieces[last][-1] != "\n":
        pieces[last] = refer_last(pieces[last])
    return True


def _has_break_at_edge(pieces: list[str], wish: Wish) -> bool:
    inside = [piece for piece in pieces[wish.open + 1 : wish.close] if piece]
    return inside[0] == "\\\n" or inside[-1] == "\\\n"


def _code(line: Line, node: Code) -> None:
    text = node.text.replace("\r\n", " ").replace("\n", " ").replace("\r", " ")
    if not text:
        return
    line.flush()
    in_cell = line.place == "cell"
    if (in_cell and "\\|" in text) or (line.pieces and line.pieces[-1].endswith("`")):
        line.tagged((text,), "code")  # ticks side by side would be one run, and a cell can't hold this pipe
        return
    if in_cell:
        text = text.replace("|", "\\|")
    lengths = {len(run) for run in _TICKS.findall(text)} if "`" in text else set()
    length = next(number for number in range(1, len(lengths) + 2) if number not in lengths)
    padded = text[0] == "`" or text[-1] == "`" or (text[0] == text[-1] == " " and text.strip(" "))
    ticks, pad = "`" * length, " " if padded else ""
    line.atom(f"{ticks}{pad}{text}{pad}{ticks}")


def _link(line: Line, node: Link) -> None:
    url = safe_url(node.url)
    if (not url and node.url) or line.in_link:
        if not line.in_link:
            line.page.tell("unsafe-url", f"a link to {node.url[:40]!r} is dropped")
        line.add(node.children)
        return
    if url.startswith("#"):
        line.page.targets.add(url[1:])
    if len(node.children) == 1 and type(node.children[0]) is str and not node.title:
        short = autolink(node.children[0], url)
        if short:
            line.atom(short)
            return
    line.atom(f"[{line.nested(node.children)}]({destination(url)}{title(node.title)})")


def _image(line: Line, node: Image) -> None:
    url = safe_url(node.url, image=True)
    alt = " ".join(line.nested((node.alt,)).split("\n")) if node.alt else ""
    if not url and node.url:
        line.page.tell("unsafe-url", f"an image at {node.url[:40]!r} is dropped")
        line.add((node.alt,) if node.alt else ())
        return
    size = ""
    if line.dialect.wiki_links and node.width:
        alt += f"\\|{node.width}" if line.place == "cell" else f"|{node.width}"
    elif line.dialect.classes and (node.width or node.height):
        size = (
            "{"
            + " ".join(f"{key}={value}" for key, value in (("width", node.width), ("height", node.height)) if value)
            + "}"
        )
    line.atom(f"![{alt}]({destination(url)}{title(node.title)}){size}")


def _note(line: Line, node: Note) -> None:
    if line.dialect.footnotes and not line.in_link:
        line.atom(f"[^{line.page.add_note(node.children)}]")
        return
    line.page.tell("note-inlined", "there are no footnotes here; they stand in the text in brackets")
    words = " ".join(plain_text(node.children).split())
    line.add((f" ({words})",))


def _line_break(line: Line, _node: LineBreak) -> None:
    if line.place == "paragraph":
        line.atom("\\\n")
    else:
        line.atom("<br>" if line.page.html else " ")


def _soft_break(line: Line, _node: SoftBreak) -> None:
    line.add(("\n" if line.place == "paragraph" else " ",))


def _math(line: Line, node: Math) -> None:
    tex = without_markup(" ".join(node.tex.split()))
    kept = not set("$`") & set(tex) and not (line.place == "cell" and "|" in tex) and is_formula(node.tex)
    if line.dialect.math and tex and kept:
        line.atom(f"${tex}$")
        return
    if not line.dialect.math:
        line.page.tell("math-as-code", "there are no formulas here; they stand as code")
    _code(line, Code(node.tex))


def _ruby(line: Line, node: Ruby) -> None:
    if not line.page.keeps_html("ruby"):
        line.add((*node.base, "(", *node.annotation, ")"))
        return
    line.atom("<ruby>")
    line.add(node.base)
    line.atom("<rp>(</rp><rt>")
    line.add(node.annotation)
    line.atom("</rt><rp>)</rp></ruby>")


def _span(line: Line, node: Span) -> None:
    own = node.attributes
    pairs = (("id", own.id), ("lang", own.language), ("dir", own.direction), ("title", own.data.get("title", "")))
    written = "".join(attribute(name, value) for name, value in pairs)
    if not written:
        line.add(node.children)
    elif line.dialect.classes:
        words = (braced_id(own.id), *(braced(*pair) for pair in pairs[1:]))
        line.bracketed(node.children, " ".join(word for word in words if word))
    else:
        line.tagged(node.children, "abbr" if "abbreviation" in own.classes else "span", written)


def _raw(line: Line, node: RawInline) -> None:
    if node.format == "markdown" or (node.format == "html" and line.page.html):
        line.atom(node.text)
        return
    line.page.tell("raw-dropped", f"text for {node.format} alone is left out")


def _other(line: Line, node: Any) -> None:
    """Take what few dialects have a form for."""
    kind = type(node)
    if line.dialect.highlight and kind is Highlight:
        line.atom(f"=={_apart(line, node.children)}==")
    elif line.dialect.classes and kind in (Superscript, Subscript):
        mark = "^" if kind is Superscript else "~"
        line.atom(mark + re.sub(r"(?<!\\) ", r"\\ ", _apart(line, node.children)) + mark)
    elif line.dialect.classes and kind in _CLASSES:
        line.bracketed(node.children, "." + _CLASSES[kind])
    elif kind is Quote and not line.page.html:
        line.add(("“", *node.children, "”"))
    elif kind is SmallCaps:
        line.page.tell("small-capitals-dropped", "Markdown has no small capitals; they are plain letters")
        line.add(node.children)
    else:
        line.tagged(node.children, _TAGS[kind])


def _apart(line: Line, nodes: Inlines) -> str:
    inner = Line(line.page, line.place, line.root, in_link=line.in_link)
    return inner.write(nodes).strip(_SPACES)


_WRITERS: dict[type, Callable[[Line, Any], None]] = {
    Code: _code,
    Link: _link,
    Image: _image,
    Note: _note,
    LineBreak: _line_break,
    SoftBreak: _soft_break,
    Math: _math,
    Ruby: _ruby,
    Span: _span,
    RawInline: _raw,
    **dict.fromkeys((Underline, Highlight, Superscript, Subscript, Keyboard, Quote, SmallCaps), _other),
}
