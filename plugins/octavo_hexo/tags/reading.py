"""Reads a body with tags in it: takes the tags out, has the rest read, puts their nodes in."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from textwrap import dedent
from typing import Literal
from urllib.parse import quote

import msgspec

from octavo.errors import FetchError, OctavoError, PluginError, Position, Severity
from octavo.model import Blocks, Document, Heading, Inlines, Paragraph, Resource
from octavo.plugin import Context
from octavo.source import Source
from octavo.walk import find, plain_text, rewrite
from octavo_hexo.options import Options
from octavo_hexo.slugs import path_of_post
from octavo_hexo.tags.arguments import split_arguments
from octavo_hexo.tags.declaration import Rendered, Tag, TagCall
from octavo_hexo.tags.definitions import MAXIMUM_DEFINED, find_definitions, with_definitions
from octavo_hexo.tags.installed import KnownTags
from octavo_hexo.tags.lexer import Piece, find_pieces
from octavo_hexo.tags.lines import Lines
from octavo_hexo.tags.placeholders import Filling, Words, fill, misfit

_MAXIMUM_NESTING = 6
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>")
_RAW_IN_CODE = re.compile(
    r"(?P<ticks>(?<!`)`+)(?P<before>[^`\n]*)\{%-?\s*raw\s*-?%\}(?P<raw>(?:(?!\{%-?\s*raw\s*-?%\})[^`\n])*?)\{%-?\s*endraw\s*-?%\}"
)
_TAG_MARK = re.compile(r"\{[%{#]")
_LINE_START = re.compile(r"(?:^|\n)[ \t]*\Z")
_LINE_END = re.compile(r"[ \t]*(?:\n|\Z)")

BodyFormat = Literal["html", "markdown"]


class BodyReader:
    """Reads one body and all that its tags hold; the TagContext that tags are given.

    ``level`` is how many tags stand around what is read.
    """

    def __init__(
        self, source: Source, body_format: BodyFormat, tags: KnownTags, options: Options, context: Context
    ) -> None:
        """Read parts of ``source`` as ``body_format``."""
        self.source = source
        self.name = source.name
        self.site = context.site
        self.code_folder = options.code_folder
        self.settings: dict[BodyFormat, dict[str, object]] = {
            "html": {"tidy": options.tidy},
            "markdown": {"tidy": options.tidy, "breaks": options.breaks},
        }
        self.format = body_format
        self.tags = tags
        self.post = path_of_post(source.name).rpartition("/")[2]
        self.context = context
        self.level = 0
        self.definitions: dict[str, str] = {}
        self.defined = 0
        self.expressions: list[int] = []
        self.unknown: dict[str, list[int]] = {}
        self.misused: dict[str, list[int]] = {}

    def read_document(self) -> Document:
        """Return the whole body as a Document, and tell of what was not understood."""
        text = str(self.source.data)
        if self.format == "markdown" and "]:" in text:
            self.definitions = find_definitions(text)
        document = self._read(text, self.source.first_line)
        self._tell()
        return msgspec.structs.replace(document, blocks=_with_unique_ids(document.blocks))

    def read(self, text: str, line: int) -> Blocks:
        """Read ``text``, which begins at ``line``, as the body is read; tags in it are rendered."""
        if self.level >= _MAXIMUM_NESTING:
            self.notice("nesting-flattened", f"tags nest deeper than {_MAXIMUM_NESTING}; kept as text", line=line)
            return (Paragraph((text.strip(),)),) if text.strip() else ()
        self.level += 1
        try:
            return self._read(self._with_definitions(text, line), line).blocks
        finally:
            self.level -= 1

    def _with_definitions(self, text: str, line: int) -> str:
        whole = with_definitions(text, self.definitions)
        self.defined += len(whole) - len(text)
        if self.defined > MAXIMUM_DEFINED and self.definitions:
            self.notice("definitions-too-large", "links that the post defines are text in further tags", line=line)
            self.definitions, whole = {}, text
        return whole

    def read_inline(self, text: str, line: int) -> Inlines:
        """Read ``text`` as the inlines of one paragraph."""
        if not _needs_reading(text):
            return (text,) if text else ()
        blocks = self.read(text, line)
        match blocks:
            case (Paragraph(children=inlines),):
                return inlines
            case _:
                return (" ".join(plain_text(blocks).split()),) if blocks else ()

    def code(self, path: str) -> str | None:
        """Return the text of the file ``path`` in the site's folder of code; None if it can't be had."""
        if self.site is None or not self.site.location:
            return None
        name = posixpath.join(self.code_folder, path.lstrip("/"))
        try:
            file = self.context.fetch(Resource(name, location=f"{self.site.location}/{quote(name)}"))
        except FetchError:
            return None
        return Source(file.data or b"", name).decode().text

    def notice(self, code: str, message: str, *, severity: Severity = "warning", line: int | None = None) -> None:
        """Tell the user what was lost, guessed or repaired."""
        self.context.notice(code, message, severity=severity, position=line)

    def _read(self, text: str, line: int) -> Document:
        markdown = self.format == "markdown"
        if markdown and "endraw" in text:
            text = _RAW_IN_CODE.sub(r"\g<ticks>\g<before>\g<raw>", text)
        pieces = find_pieces(text, self.tags.contents, markdown=markdown) if _TAG_MARK.search(text) else []
        if not pieces:
            return self.context.read(self.source.part(text, line), self.format, self.settings[self.format])
        words, lines = Words(text), Lines(text, line)
        rest = self.source.part(_without(text, pieces, words, lines), line)
        document = self.context.read(rest, self.format, self.settings[self.format])
        fillings = {
            number: self._filling(text, piece, lines.number(piece.start)) for number, piece in enumerate(pieces)
        }
        blocks, found = fill(document.blocks, words, fillings, lambda: self._lifted(line))
        for number in fillings.keys() - found:
            if fillings[number].nodes:
                shown = fillings[number].source[:60]
                place = lines.number(pieces[number].start)
                self.notice("tag-lost", f"{shown!r} stands where nothing is shown", line=place)
        return msgspec.structs.replace(document, blocks=blocks)

    def _lifted(self, line: int) -> None:
        self.notice("nesting-flattened", "what a tag holds nests too deep; its text is kept", line=line)

    def _filling(self, text: str, piece: Piece, line: int) -> Filling:
        source = text[piece.start : piece.end]
        match piece.kind:
            case "comment":
                self.notice("template-comment", "a {# comment #} is left out, as in Hexo", severity="info", line=line)
                return Filling((), source)
            case "expression":
                self.expressions.append(line)
                return Filling((source,), source)
            case "raw":
                return Filling(self._raw(text, piece, line), source)
            case "tag":
                return self._tag(text, piece, line, source)

    def _raw(self, text: str, piece: Piece, line: int) -> Blocks | Inlines:
        """What ``{% raw %}`` protects: text, HTML, or, in fences, code."""
        start, end = piece.content or (piece.end, piece.end)
        content = text[start:end]
        if not _MARKUP.search(content) and "\n" not in content.strip():
            return (content,) if content.strip() else ()
        line += text.count("\n", piece.start, start)
        body_format = "html" if _MARKUP.match(content.lstrip()) else self.format
        blocks = self.context.read(
            self.source.part(dedent(content), line), body_format, self.settings[body_format]
        ).blocks
        if "\n" not in content.strip() and len(blocks) == 1 and isinstance(blocks[0], Paragraph):
            return blocks[0].children
        return blocks

    def _tag(self, text: str, piece: Piece, line: int, source: str) -> Filling:
        tag = self.tags.table.get(piece.name)
        rendered = self._rendered(tag, self._call(text, piece, line, source)) if tag else None
        wrong = misfit(rendered) if rendered is not None else ""
        if rendered is not None and not wrong:
            return Filling(rendered, source)
        if wrong:
            self.notice("tag-result-unusable", f"{self.tags.owner(piece.name)} gives {wrong}; kept as text", line=line)
        else:
            (self.misused if tag else self.unknown).setdefault(piece.name, []).append(line)
        return self._literal(text, piece, line, source)

    def _rendered(self, tag: Tag, call: TagCall) -> Rendered | None:
        """What ``tag`` returns; raises PluginError that names it for what it raises."""
        try:
            return tag.render(call, self)
        except OctavoError:
            raise
        except (Exception, SystemExit) as error:  # what other packages raise
            message = f"{self.tags.owner(call.name)} failed: {type(error).__name__}: {error}".splitlines()[0]
            place = Position(self.name, call.line)
            raise PluginError(message, "run again with --debug for the traceback", place) from error

    def _literal(self, text: str, piece: Piece, line: int, source: str) -> Filling:
        """A tag that is kept: its own text, and its content read as ever."""
        if piece.content is None:
            return Filling((Paragraph((source,)),) if _stands_alone(text, piece) else (source,), source)
        start, end = piece.content
        opener, closer = text[piece.start : start], text[end : piece.end]
        blocks = self.read(text[start:end], line)
        return Filling((Paragraph((opener,)), *blocks, Paragraph((closer,))), source)

    def _call(self, text: str, piece: Piece, line: int, source: str) -> TagCall:
        content, content_line = None, line
        if piece.content is not None:
            start, end = piece.content
            content_line = line + text.count("\n", piece.start, start)
            content, skipped = _trimmed(text[start:end])
            content_line += skipped
        return TagCall(
            name=piece.name,
            text=piece.text,
            arguments=split_arguments(piece.text),
            content=content,
            line=line,
            content_line=content_line,
            source=source,
        )

    def _tell(self) -> None:
        if self.expressions:
            message = f"{len(self.expressions)} expressions in {{{{ braces }}}} are kept as text"
            self.notice("expression-kept", message, severity="info", line=self.expressions[0])
        for name, lines in self.unknown.items():
            if name.startswith("end") and name.removeprefix("end") in self.unknown:
                continue
            message = f"no plugin knows the tag {name}; it is kept as text{_times(lines)}"
            self.notice("unknown-tag", message, line=lines[0])
        for name, lines in self.misused.items():
            message = f"the tag {name} is used as it can't be; it is kept as text{_times(lines)}"
            self.notice("tag-not-understood", message, line=lines[0])


def _without(text: str, pieces: list[Piece], words: Words, lines: Lines) -> str:
    """``text`` with each piece replaced by its word, and the line ends that stood in it.

    A piece that begins a line begins a paragraph: one of its line ends goes before it.
    """
    result: list[str] = []
    position = 0
    for number, piece in enumerate(pieces):
        before = text[position : piece.start]
        line_ends = text.count("\n", piece.start, piece.end)
        line_start = max(lines.start(piece.start), position)
        indent = text[line_start : piece.start]
        alone = line_ends > 1 and not indent.strip() and line_start == lines.start(piece.start)
        result += [before, "\n" + indent if alone else "", words.word(number), "\n" * (line_ends - alone)]
        position = piece.end
    return "".join((*result, text[position:]))


def _trimmed(content: str) -> tuple[str, int]:
    """``content`` without the indentation that its lines share and blank lines around it; how many lines went."""
    lines = content.split("\n")
    skipped = 0
    while skipped < len(lines) - 1 and not lines[skipped].strip():
        skipped += 1
    return dedent("\n".join(lines[skipped:])).rstrip("\n \t"), skipped


def _stands_alone(text: str, piece: Piece) -> bool:
    """Whether nothing else stands on the lines of ``piece``."""
    return (
        _LINE_END.match(text, piece.end) is not None
        and _LINE_START.search(text[max(0, piece.start - 80) : piece.start]) is not None
    )


def _times(lines: list[int]) -> str:
    return f", {len(lines)} times" if len(lines) > 1 else ""


def _needs_reading(text: str) -> bool:
    return any(mark in text for mark in "*_`[]<>&\\$~={!:\n")


def _with_unique_ids(blocks: Blocks) -> Blocks:
    """``blocks`` whose headings have ids of their own; parts that tags hold are read apart from each other."""
    ids = [node.id for node in find(blocks, Heading) if node.id]
    taken = set(ids)
    if len(ids) == len(taken):
        return blocks
    seen: Counter[str] = Counter()

    def renamed(node: object) -> object:
        if not isinstance(node, Heading) or not node.id:
            return node
        number = seen[node.id]
        while number and f"{node.id}-{number}" in taken:
            number += 1
        seen[node.id] = number + 1
        return msgspec.structs.replace(node, id=f"{node.id}-{number}") if number else node

    return rewrite(blocks, renamed)  # type: ignore[arg-type]  # a heading comes of a heading
