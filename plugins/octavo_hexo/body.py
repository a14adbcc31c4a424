"""Whether a body is HTML or Markdown, by a score that can be explained.

Hexo reads every ``.md`` as Markdown, and lets HTML through where a block begins with a tag. So the
body is taken block by block, as parted by blank lines: it is HTML when it begins with a block of
HTML and nearly all of its text stands in such blocks, without the signs of Markdown.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Literal, TypeVar

import msgspec

R = TypeVar("R")
BodyFormat = Literal["html", "markdown"]

BLOCK_NAMES = (
    "address|article|aside|blockquote|body|center|dd|details|dialog|div|dl|dt|fieldset|figcaption|figure|footer|form|"
    "h[1-6]|head|header|hr|html|iframe|li|link|main|meta|nav|ol|p|picture|pre|script|section|style|summary|svg|table|"
    "tbody|td|tfoot|th|thead|title|tr|ul|video|audio|noscript|!doctype|\\?xml"
)
_QUIET = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<name>pre|script|style|svg|textarea)\b[^<>]*>.*?(?:</(?P=name)\s*>|\Z)", re.DOTALL | re.I
)
_FENCE = re.compile(r"^ {0,3}(?P<fence>`{3,}+|~{3,}+)[^\n]*\n.*?(?:^ {0,3}(?P=fence)[`~]*[ \t]*$|\Z)", re.DOTALL | re.M)
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_BLOCK_TAG = re.compile(rf"<(?P<end>/?)(?P<name>{BLOCK_NAMES})(?=[\s/>])(?P<rest>[^<>]*)>?", re.I)
_ANY_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_STARTS_HTML = re.compile(r"</?[A-Za-z!?]")
_MARKDOWN = re.compile(
    r"^ {0,3}#{1,6} |^ {0,3}[-*+] +\S|^ {0,3}\d{1,3}[.)] +\S|^ {0,3}> |^ {0,3}\|.*\|[ \t]*$|^(?:={3,}|-{3,})[ \t]*$"
    r"|!\[[^\[\]\n]{0,200}\]\(|(?<!\!)\[[^\[\]\n]{1,200}\]\([^()\n]{1,500}\)|\*\*\S[^*\n]{0,200}\*\*"
    r"|^\[\^?[^\[\]\n]{1,80}\]:|(?<!`)`[^`\n]{1,200}`(?!`)",
    re.M,
)
_VOID = frozenset({"hr", "link", "meta", "!doctype", "?xml"})
_OPTIONAL_END = frozenset({"p", "li", "dt", "dd", "tr", "td", "th", "tbody", "thead", "tfoot"})
_LEVELS = frozenset(f"h{level}" for level in range(1, 7))
_NESTING = (frozenset(BLOCK_NAMES.split("|")) | _LEVELS) - _VOID - _OPTIONAL_END
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]+)(?=[\s/>])([^<>]*)")
"""Any tag whose name has two letters or more, as each of ``_NESTING`` has: to look them up is faster than to match them all."""
_DIVISIONS = frozenset({"div", "section", "article", "main", "body", "center"})
_LEAST_HTML = 0.8
_HTML_ENDINGS = (".html", ".htm")
_LONGEST_REMEMBERED = 65_536
"""In characters: of a longer body detection sees the beginning alone, so that nobody asks twice."""


class Judgement(msgspec.Struct, frozen=True):
    """What a body is taken for, how much of its text speaks for HTML (0 to 1), and why, in words."""

    format: BodyFormat
    score: float
    reason: str


def judge(body: str, extension: str = "") -> Judgement:
    """Return whether ``body``, from a file with the ending ``extension``, is HTML or Markdown."""
    if extension in _HTML_ENDINGS:
        return Judgement("html", 1.0, f"the file is named {extension}")
    return _judge(body)


def _remembering(function: Callable[[str], R]) -> Callable[[str], R]:
    """Return ``function`` with a memory: detection and the reader ask for that of one body, in turn."""
    remembered = functools.lru_cache(maxsize=2)(function)
    return lambda body: (remembered if len(body) <= _LONGEST_REMEMBERED else function)(body)


@_remembering
def _judge(body: str) -> Judgement:
    if "<!--" not in body and _is_tagged(body):  # what else stands in the blocks can't change that each is HTML
        return _judgement("html", 1.0, 0)
    fences = len(_FENCE.findall(body)) if "```" in body or "~~~" in body else 0
    if fences and not _STARTS_HTML.match(body.lstrip()):
        return Judgement("markdown", 0.0, f"{fences} fenced code blocks, and no HTML at its head")
    text = _FENCE.sub("`code`", body) if fences else body
    return _weigh([block for block in _BLANK_LINES.split(_QUIET.sub(_quiet, text)) if block.strip()])


@_remembering
def _is_tagged(body: str) -> bool:
    """Return whether each block of ``body``, as blank lines part them, begins with a tag; one at least has to be there."""
    blocks = [bare for block in _BLANK_LINES.split(body) if (bare := block.lstrip())]
    return bool(blocks) and all(map(_BLOCK_TAG.match, blocks))


def format_of(body: str, extension: str = "") -> BodyFormat:
    """Return the format that :func:`judge` takes ``body`` for: without a tag at its head no block need be weighed."""
    if extension not in _HTML_ENDINGS and not body.lstrip().startswith("<"):
        return "markdown"
    return judge(body, extension).format


def _quiet(match: re.Match[str]) -> str:
    """Code, scripts and comments say nothing, but that an element stood there."""
    name = match.group("name")
    return f"<{name}></{name}>" if name else ""


def _weigh(blocks: list[str]) -> Judgement:
    """A block that begins with a tag is HTML, as in CommonMark, and so is plain text in an open element."""
    if not blocks:
        return Judgement("markdown", 0.0, "there is no text")
    html: list[str] = []
    markdown: list[str] = []
    signs = 0
    open_tags, last = _OpenTags(), ""
    for block in blocks:
        tagged = bool(_BLOCK_TAG.match(block.lstrip()))
        marked = 0 if tagged else len(_MARKDOWN.findall(block))
        signs += marked
        if tagged or (not marked and (open_tags.innermost or _ends_paragraph(block, last))):
            html.append(block)
        else:
            markdown.append(block)
        open_tags.follow(block)
        last = block if tagged else ""
    share = _share(html, markdown)
    if not _BLOCK_TAG.match(blocks[0].lstrip()):
        return _judgement("markdown", share, signs, ", and it begins without a tag")
    return _judgement("html" if share >= _LEAST_HTML else "markdown", share, signs)


def _judgement(body_format: BodyFormat, share: float, signs: int, more: str = "") -> Judgement:
    reason = f"{share:.0%} of the text stands in HTML blocks, with {signs} signs of Markdown outside of them{more}"
    return Judgement(body_format, share, reason)


def _share(html: list[str], markdown: list[str]) -> float:
    """Return how much of the text stands in the blocks ``html``; most bodies have only those, or none."""
    if not html or not markdown:
        return 1.0 if html else 0.0
    in_html, in_markdown = (sum(map(_weight, blocks)) for blocks in (html, markdown))
    return in_html / (in_html + in_markdown)


def _weight(block: str) -> int:
    return sum(map(len, _ANY_TAG.sub("", block).split())) + 1


def _ends_paragraph(block: str, last: str) -> bool:
    """Return whether the first tag of a block in ``block`` is the end of a paragraph that began in ``last``."""
    lowered = last.lower()
    tag = _BLOCK_TAG.search(block) if lowered.rfind("<p") > lowered.rfind("</p") else None
    return tag is not None and bool(tag["end"]) and tag["name"].lower() == "p"


class _OpenTags:
    """The block elements that are open, the innermost last. Ends that are optional are not waited for.

    Blocks are looked at when somebody asks: in most bodies each begins with a tag, and nobody does.
    """

    def __init__(self) -> None:
        self.names: list[str] = []
        self.blocks: list[str] = []

    @property
    def innermost(self) -> str:
        for block in self.blocks:
            self._look_at(block)
        self.blocks = []
        return self.names[-1] if self.names else ""

    def follow(self, block: str) -> None:
        self.blocks.append(block)

    def _look_at(self, block: str) -> None:
        for end, spelling, rest in _TAG.findall(block):
            name = spelling.lower()
            if name not in _NESTING or rest.endswith("/"):
                continue
            if not end:
                self.names.append(name)
            elif name in self.names[-20:]:
                while self.names.pop() != name:
                    pass


def mark_paragraphs(body: str) -> str:
    """Return the HTML ``body`` with ``<p>`` around the texts in a division that only blank lines part.

    So stand the paragraphs of plain text that aggregators wrap in one ``<div>``; Hexo, which reads
    them as Markdown, shows paragraphs too. No line end is added or taken away.
    """
    if _is_tagged(body):
        return body
    pieces: list[str] = []
    open_tags = _OpenTags()
    position = 0
    for break_ in [*_BLANK_LINES.finditer(body), None]:
        end = break_.start() if break_ else len(body)
        block = body[position:end]
        plain = _is_plain_text(block) and open_tags.innermost in _DIVISIONS
        pieces.append(f"<p>{block}</p>" if plain else block)
        open_tags.follow(block)
        if break_:
            pieces.append(break_.group())
            position = break_.end()
    return "".join(pieces)


def _is_plain_text(block: str) -> bool:
    bare = block.lstrip()
    return bool(bare) and not bare.startswith("<") and not _BLOCK_TAG.search(bare)
