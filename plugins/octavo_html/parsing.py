"""From HTML text to an lxml tree, with repairs before it, where libxml2 is not an HTML5 parser.

libxml2's parser loses what is nested over 2048 elements deep and all that follows it, stops at
``</html>`` where browsers read on, and ends a paragraph at a stray ``<body>``. These are mended in the
text, before it is parsed; docs/decisions/0006 has the measurements behind it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from itertools import zip_longest

from lxml import etree

from octavo.plugin import Context

MAXIMUM_ELEMENT_DEPTH = 1000

# What is forbidden in XML, or a control that a terminal would obey (U+009B begins an escape sequence), in UTF-8.
_CONTROLS = bytes([*range(0x09), 0x0B, *range(0x0E, 0x20), 0x7F])
_FORM_FEED_AS_LINE_END = bytes.maketrans(b"\f", b"\n")
_OTHER_CONTROL = re.compile(rb"\xc2[\x80-\x84\x86-\x9f]")
_NO_CHARACTER = re.compile(rb"\xef\xbf[\xbe\xbf]")
_REFERENCE_TO_ILLEGAL = re.compile(
    rb"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|x0*(?:[0-8bBeEfF]|1[0-9a-fA-F])|[xX]0*[fF]{3}[eEfF]);"
)
_PREFORMATTED = re.compile(r"<(/?)(pre|listing)\b[^<>]*>", re.IGNORECASE)
_CODE = re.compile(rb"<(?:pre|listing)\b", re.IGNORECASE)
"""Whether there may be any that the pattern above finds."""
_MARKUP_IN_CODE = (
    "a abbr b big br button cite code data dd del dfn div dl dt em figcaption figure font i img ins kbd label li mark ol p "
    "path pre q ruby s samp small span strike strong sub summary sup svg table tbody td th thead tr tt u ul var wbr"
)
_STRAY = rf"(?i)<(?!!--|/?(?:{'|'.join(_MARKUP_IN_CODE.split())})(?=[\s/>]))"
"""Compiled when it is needed."""
_PAGE = re.compile(r"(?>\s*<(?:!--.*?-->|[!?][^>]*>))*+\s*<(?:html|head|body)\b[^<>]*>", re.IGNORECASE | re.DOTALL)
_BODY = re.compile(r"<body\b[^<>]*>", re.IGNORECASE)
_FRAME = re.compile(r"<(/?)iframe\b[^<>]*>", re.IGNORECASE)
_TITLE = re.compile(r"<(/?)title\b[^<>]*>", re.IGNORECASE)
_PAGE_TAG = re.compile(r"</?(?:html|head|body)\b[^<>]*>", re.IGNORECASE)
_MISPLACED = re.compile(rb"</?[hbit](?:tml|ead|ody|frame|itle)\b", re.IGNORECASE)
"""Whether there may be anything to mend of what the patterns above find: one look is faster than several."""
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*+)(?:\"[^\"]*(?:\"|\Z)|'[^']*(?:'|\Z)|[^>\"'])*+(?:>|\Z)")
"""One that doesn't end goes on to the end of the text, as in browsers: else each would be looked for up to there."""
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)


def encode(text: str, *, tidy: bool) -> bytes:
    """Return ``text`` as the UTF-8 that is parsed: mended, and without characters that no output may have.

    With ``tidy``, what stands in ``<pre>`` like an element that no code would be drawn with is code.
    """
    data = b"" if text.isspace() else _without_illegal(text.encode("utf-8", "ignore"))
    if tidy and _CODE.search(data):
        data = _escape_code(data.decode()).encode()
    return _mended(data.decode()).encode() if _MISPLACED.search(data) else data


def _without_illegal(data: bytes) -> bytes:
    """Return ``data`` without forbidden characters and references to them, form feeds as line ends."""
    data = data.translate(_FORM_FEED_AS_LINE_END, _CONTROLS)
    if b"\xc2" in data:
        data = _OTHER_CONTROL.sub(b"", data)
    if b"\xef" in data:
        data = _NO_CHARACTER.sub(b"", data)
    return _REFERENCE_TO_ILLEGAL.sub(b"", data)


def _mended(text: str) -> str:
    return _mend_unclosed(_without_stray_page_tags(text))


def parse(data: bytes, context: Context) -> etree._Element | None:
    """Return the root (``html``) of the tree of ``data``, which :func:`encode` made, or None when it holds nothing."""
    if not data or data.isspace():
        return None
    if data.count(b"<") <= MAXIMUM_ELEMENT_DEPTH:
        return etree.fromstring(data, _shared_parser())
    parser = _parser()
    root = etree.fromstring(data, parser)
    if any("depth" in error.message for error in parser.error_log):
        return etree.fromstring(_limit_depth(data.decode(), context).encode(), parser)
    return root


def _parser() -> etree.HTMLParser:
    return etree.HTMLParser(huge_tree=True, encoding="utf-8", remove_pis=True, collect_ids=False)


@cache
def _shared_parser() -> etree.HTMLParser:
    """Return a parser for texts whose errors nobody asks for: to set one up takes as long as to read a small post."""
    return _parser()


def _escape_code(text: str) -> str:
    """Return ``text`` with what looks like an element in ``<pre>``, but is none that code is drawn with, escaped."""
    pieces: list[str] = []
    position, start, name = 0, -1, ""
    for tag in _PREFORMATTED.finditer(text):
        if start < 0 and not tag.group(1):
            start, name = tag.end(), tag.group(2).lower()
        elif start >= 0 and tag.group(1) and tag.group(2).lower() == name:
            pieces += text[position:start], re.sub(_STRAY, "&lt;", text[start : tag.start()])
            position, start = tag.start(), -1
    return "".join(pieces) + text[position:] if pieces else text


def _without_stray_page_tags(text: str) -> str:
    """Return ``text`` without the tags of a page that stand within its body; browsers pass over them."""
    page = _PAGE.match(text)
    body = _BODY.search(text) if page else None
    start = body.end() if body else page.end() if page else 0
    return text[:start] + _PAGE_TAG.sub("", text[start:])


def _mend_unclosed(text: str) -> str:
    """Return ``text`` with an end tag for each frame that has none, and without such titles: they would swallow the rest."""
    text = _replace_unclosed(_FRAME, lambda tag: tag + "</iframe>", text)
    return _replace_unclosed(_TITLE, lambda tag: "", text)  # noqa: ARG005  # a replacement is given the tag


def _replace_unclosed(pattern: re.Pattern[str], replace: Callable[[str], str], text: str) -> str:
    pieces: list[str] = []
    position = 0
    tags = list(pattern.finditer(text))
    for tag, after in zip_longest(tags, tags[1:]):
        if not tag.group(1) and (after is None or not after.group(1)):
            pieces += text[position : tag.start()], replace(tag.group())
            position = tag.end()
    return "".join(pieces) + text[position:] if pieces else text


def _limit_depth(text: str, context: Context) -> str:
    """Return ``text`` without the tags that open deeper than the limit; all words stay."""
    pieces: list[str] = []
    depth = position = dropped = 0
    for match in _TAG.finditer(text):
        closing, name = match.group(1), match.group(2).lower()
        if name in _VOID or text[match.end() - 2] == "/":
            continue
        depth = max(0, depth - 1) if closing else depth + 1
        if depth >= MAXIMUM_ELEMENT_DEPTH:
            pieces.append(text[position : match.start()])
            position = match.end()
            dropped += 1
    if not dropped:
        return text
    context.notice(
        "nesting-flattened", f"{dropped} tags are nested over {MAXIMUM_ELEMENT_DEPTH} deep; their text is kept"
    )
    return "".join(pieces) + text[position:]
