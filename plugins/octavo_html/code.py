"""Code blocks: ``<pre>`` in all the forms that highlighters render, to their plain source again."""

from __future__ import annotations

import re

from lxml import etree

from octavo.limits import marked_lines
from octavo.model import CodeBlock, Inlines
from octavo_html.builder import Builder
from octavo_html.walking import holds, inlines_of, is_text, pieces_of

_LANGUAGE = re.compile(
    r"(?:^|\s)(?:lang(?:uage)?-|highlight-source-|brush:\s*|sourceCode\s+|prettyprint\s+lang-)([\w+#.-]+)"
)
_NO_LANGUAGE = frozenset(
    [
        "highlight",
        "hljs",
        "code",
        "codehilite",
        "plain",
        "text",
        "none",
        "plaintext",
        "nohighlight",
        "auto",
        "line-numbers",
        "sourceCode",
        "prettyprint",
        "literal-block",
        "wrap",
        "highlighter-rouge",
        "code-wrapper",
        "undefined",
    ]
)
_GUTTER = re.compile(
    r"\b(?:line-numbers-rows|gutter|lineno|linenos|linenodiv|hljs-ln-numbers)\b",
    re.IGNORECASE,
)
_BUTTON = re.compile(r"\b(?:copy|btn|button|toolbar|clipboard)\b|copy-code", re.IGNORECASE)
_PREFORMATTED = frozenset(["pre", "listing", "xmp", "plaintext"])
_RANGE = re.compile(r"(\d{1,7})(?:\s*-\s*(\d{1,7}))?")
_LINE = re.compile(r"(?:^|\s)line(?:\s|$)")
_MARKED = re.compile(r"\b(?:marked|highlighted|highlighted-line|hll)\b")


def visit_pre(element: etree._Element, builder: Builder) -> None:
    """Take ``<pre>``, or a wrapper of a highlighter around it, as one CodeBlock."""
    pre = _code_element(element)
    lines, marked = _lines(pre, tidy=builder.page.tidy)
    text = _without_outer_line_ends("\n".join(lines))
    builder.flush()
    if not text.strip() and holds(element, "img"):
        _keep_pictures(element, builder)
        return
    caption = _caption(element, builder)
    if builder.page.tidy and not text.strip() and not caption:
        return
    language = _language(element, pre)
    builder.block(CodeBlock(text, language, caption, marked, _is_preformatted(element, language)))
    _keep_pictures(element, builder)


def _is_preformatted(element: etree._Element, language: str) -> bool:
    """Return whether ``element`` is a bare ``<pre>``: one that neither ``<code>`` nor a highlighter makes code."""
    return element.tag in _PREFORMATTED and not language and not element.get("class") and not holds(element, "code")


def _without_outer_line_ends(text: str) -> str:
    """Return ``text`` without the line end that ends its last line; blank lines alone are no code."""
    return text.removesuffix("\n") if text.strip("\n") else ""


def _code_element(element: etree._Element) -> etree._Element:
    """Return the element that holds the code: the code cell's, where a gutter stands beside it."""
    if element.tag == "pre":
        return element
    for pre in element.iter("pre"):
        cell = next((one for one in pre.iterancestors("td") if element in one.iterancestors()), None)
        if cell is None or not _GUTTER.search(cell.get("class") or ""):
            return pre
    return element


def _lines(pre: etree._Element, *, tidy: bool) -> tuple[list[str], tuple[int, ...]]:
    """Return the lines of code, and the numbers of those that are marked."""
    if tidy:
        _remove_buttons(pre)
    spans = [span for span in pre.iter("span") if _LINE.search(span.get("class") or "")]
    if spans and _between_is_blank(spans):
        lines = [_text(span).strip("\n") for span in spans]
        marked = tuple(number for number, span in enumerate(spans, 1) if _MARKED.search(span.get("class") or ""))
        return lines, marked
    return _source_text(pre).split("\n"), _marked_lines(pre.get("data-line") or "")


def _remove_buttons(pre: etree._Element) -> None:
    for button in [
        one for one in pre.iter(etree.Element) if one.tag == "button" or _BUTTON.search(one.get("class") or "")
    ]:
        if button is not pre and button.tag != "code":
            _remove(button)


def _remove(element: etree._Element) -> None:
    """Take ``element`` out of its tree; what stands behind it stays."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    tail = element.tail or ""
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def _source_text(pre: etree._Element) -> str:
    """Return the text of ``pre``; a line end right behind its start tag is none of it (HTML Standard, 13.2.6.4.7)."""
    text = _text(pre).replace("\r", "")
    return text.removeprefix("\n") if pre.tag != "code" and (pre.text or "").startswith(("\n", "\r\n")) else text


def _marked_lines(text: str) -> tuple[int, ...]:
    """Return the lines that prism's ``data-line="1,3-5"`` names, the first 10,000 of them."""
    return marked_lines(range(int(match[1]), int(match[2] or match[1]) + 1) for match in _RANGE.finditer(text))


def _between_is_blank(spans: list[etree._Element]) -> bool:
    """Return whether the line elements hold all of the code: nothing but white space stands between."""
    parent = spans[0].getparent()
    if parent is None or any(span.getparent() is not parent for span in spans) or (parent.text or "").strip():
        return False
    return all(
        not (child.tail or "").strip() and (child.tag in ("span", "br") or not _text(child).strip()) for child in parent
    )


def _text(element: etree._Element) -> str:
    return "".join(pieces_of(element, _holds_code, _begins_line))


def _holds_code(element: etree._Element) -> bool:
    return is_text(element) and not _GUTTER.search(element.get("class") or "")


def _begins_line(element: etree._Element) -> bool:
    return element.tag == "br" or (element.tag in ("li", "tr", "p", "div") and element.getprevious() is not None)


def _language(element: etree._Element, pre: etree._Element) -> str:
    candidates = [
        element,
        pre,
        *pre.iterchildren("code"),
        *(parent for parent in (pre.getparent(), element.getparent()) if parent is not None),
    ]
    for candidate in candidates:
        for name in ("class", "data-lang", "data-language", "lang"):
            value = candidate.get(name) or ""
            if name == "class":
                language = _language_of_class(value, candidate)
            else:
                language = value.strip() if candidate.tag in ("pre", "code") else ""
            if language:
                return language.lower()
    return ""


def _language_of_class(value: str, element: etree._Element) -> str:
    match = _LANGUAGE.search(value)
    if match:
        return "" if match.group(1) in _NO_LANGUAGE else match.group(1)
    words = value.split()
    if not {"highlight", "hljs", "sourceCode"} & set(words) or element.tag not in ("pre", "code", "figure"):
        return ""
    others = [word for word in words if word not in _NO_LANGUAGE and re.fullmatch(r"[A-Za-z][\w+#.-]{0,20}", word)]
    return others[0] if len(others) == 1 else ""


def _caption(element: etree._Element, builder: Builder) -> Inlines:
    caption = next(element.iterchildren("figcaption"), None) if element.tag == "figure" else None
    return inlines_of(caption, builder) if caption is not None else ()


def _keep_pictures(element: etree._Element, builder: Builder) -> None:
    for image in element.iter("img"):
        builder.page.handlers["img"](image, builder)
    builder.flush()
