"""Formulas: MathML's TeX annotation, KaTeX and MathJax, to TeX without delimiters."""

from __future__ import annotations

import itertools
import re
from functools import lru_cache

from lxml import etree

from octavo.model import Math, MathBlock
from octavo_html.builder import Builder
from octavo_html.walking import LONGEST_REMEMBERED, text_of, visit

_RENDERED = re.compile(r"\b(?:katex|katex-display|MathJax|MathJax_Display|MathJax_Preview|mathjax|math)\b")
_TEX_TYPE = re.compile(r"application/x-tex|latex|text/x-tex", re.IGNORECASE)


def math_span(element: etree._Element, name: str, builder: Builder) -> bool:
    """Take a ``span`` of the class ``name`` that holds a rendered formula; return whether it was one."""
    if not (_is_known_as_rendered if len(name) <= LONGEST_REMEMBERED else _is_rendered)(name):
        return False
    if "MathJax_Preview" in name or "MathJax" in name.split():
        behind = list(itertools.islice(element.itersiblings(), 2))
        if any(one.tag == "script" and "math/tex" in (one.get("type") or "") for one in behind):
            return True  # the script behind it has the source
    tex = _annotation(element)
    if not tex and {"math"} & set(name.split()) and not len(element):
        tex = _without_delimiters(text_of(element))
    if not tex:
        return False
    _take(tex, "display" in name, builder)
    return True


def _is_rendered(classes: str) -> bool:
    return _RENDERED.search(classes) is not None


_is_known_as_rendered = lru_cache(maxsize=4096)(_is_rendered)  # pages repeat a few classes


def visit_math(element: etree._Element, builder: Builder) -> None:
    """Take ``math``: its TeX annotation, else what its elements are in TeX, else their words."""
    tex = _annotation(element) or element.get("alttext") or ""
    if tex:
        _take(tex, element.get("display") == "block", builder)
        return
    from octavo_html.tex import UnknownMathMLError, make_tex  # imported where such a formula is: most name their TeX

    try:
        tex = make_tex(element)
    except UnknownMathMLError as error:
        builder.page.notice("formula-as-words", f"{error} in a formula is not understood; its words are kept", element)
        visit(element, builder)
        return
    if tex:
        _take(tex, element.get("display") == "block", builder)


def visit_script(element: etree._Element, builder: Builder) -> None:
    """Take ``script``: nothing, but MathJax's sources."""
    kind = element.get("type") or ""
    if kind.startswith("math/tex") and (element.text or "").strip():
        _take(element.text or "", "mode=display" in kind, builder)


def _take(tex: str, display: bool, builder: Builder) -> None:  # noqa: FBT001  # the two kinds that formulas have
    if display:
        builder.block(MathBlock(tex.strip()))
    else:
        builder.inline(Math(tex.strip()))


def _annotation(element: etree._Element) -> str:
    for annotation in element.iter("annotation"):
        if _TEX_TYPE.search(annotation.get("encoding") or ""):
            return (annotation.text or "").strip()
    return ""


def _without_delimiters(text: str) -> str:
    text = text.strip()
    for start, end in (("\\(", "\\)"), ("\\[", "\\]"), ("$$", "$$"), ("$", "$")):
        if text.startswith(start) and text.endswith(end) and len(text) > len(start) + len(end):
            return text[len(start) : -len(end)].strip()
    return text
