"""From HTML text to an lxml tree, with repairs before it: libxml2 drops some text in silence.

libxml2's parser loses what is nested over 2048 elements deep and all that follows it, takes
unescaped code in ``<pre>`` for elements, and stops at ``</html>`` where browsers read on. All three
are mended in the text, before it is parsed.
"""

from __future__ import annotations

import re

from lxml import etree

from octavo.plugin import Context

MAXIMUM_ELEMENT_DEPTH = 1000

# Forbidden in XML, or controls that a terminal would obey (U+009B begins an escape sequence).
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
_REFERENCE_TO_ILLEGAL = re.compile(
    r"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|x0*(?:[0-8bBeEfF]|1[0-9a-fA-F])|[xX]0*[fF]{3}[eEfF]);"
)
_VERBATIM = re.compile(r"(<(pre|xmp|listing)\b[^>]*>)(.*?)(</\2\s*>)", re.IGNORECASE | re.DOTALL)
_MARKUP_IN_CODE = (
    "a abbr b big br button cite code data dd del dfn div dl dt em figcaption figure font i img ins kbd label li mark ol p "
    "path pre q ruby s samp small span strike strong sub summary sup svg table tbody td th thead tr tt u ul var wbr"
)
_STRAY = re.compile(rf"<(?!!--|/?(?:{'|'.join(_MARKUP_IN_CODE.split())})(?=[\s/>]))", re.IGNORECASE)
_END_OF_PAGE = re.compile(r"</(?:html|body)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)(?:\"[^\"]*\"|'[^']*'|[^>\"'])*>")
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)


def parse(text: str, context: Context) -> etree._Element | None:
    """Return the root (``html``) of the tree of ``text``, or None when it holds nothing."""
    text = _ILLEGAL.sub("", text).replace("\f", "\n")
    if "&#" in text:
        text = _REFERENCE_TO_ILLEGAL.sub("", text)
    if "</pre" in text or "</PRE" in text or "</xmp" in text:
        text = _VERBATIM.sub(_escape_code, text)
    text = _END_OF_PAGE.sub("", text)
    if not text.strip():
        return None
    parser = etree.HTMLParser(huge_tree=True, encoding="utf-8", remove_pis=True)
    root = etree.fromstring(text.encode("utf-8"), parser)
    if text.count("<") > MAXIMUM_ELEMENT_DEPTH and any("depth" in error.message for error in parser.error_log):
        return etree.fromstring(_limit_depth(text, context).encode("utf-8"), parser)
    return root


def _escape_code(match: re.Match[str]) -> str:
    start, _, inner, end = match.groups()
    return start + _STRAY.sub("&lt;", inner) + end


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
