"""Formulas: TeX to presentation MathML (MathML 3, chapter 3), checked before it is let into a page."""

from __future__ import annotations

import re
from typing import Any

from octavo_html.markup import attribute, escape

_MAXIMUM_LENGTH, _MAXIMUM_DEPTH = 5_000, 40
_DEFINITION = re.compile(r"\\(?:def|let|(?:re)?newcommand|newenvironment|DeclareMathOperator)(?![A-Za-z])")
_ENVIRONMENT = re.compile(r"\\(begin|end)\{(aligned|alignedat|gathered|gather\*?|eqnarray\*?|dcases)\}")
NAMED = {"backslash": "\\", "asciicircum": "^", "asciitilde": "~", "braceleft": "{", "braceright": "}"}
"""What ``\\text`` and a name stand for in text, where the characters themselves mean something."""
_ESCAPED = re.compile(rf"\\(?:text({'|'.join(NAMED)})[ \u00a0]?|([%&#_$ {{}}]))")
_PLAIN = re.compile(r"\\(?:begin|end)\{(?:equation|displaymath|math)\*?\}|\\label\{[^{}]*\}")
_KNOWN_AS = {"aligned": "align*", "eqnarray": "align*", "gathered": "matrix", "gather": "matrix", "dcases": "cases"}
_CHILDREN = {"mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2, "msubsup": 3, "munderover": 3}
_TOKENS = frozenset({"mi", "mn", "mo", "mtext", "ms"})
_ELEMENTS = frozenset({
    *_CHILDREN, *_TOKENS, "math", "menclose", "mpadded", "mphantom", "mrow", "mspace", "msqrt", "mstyle", "mtable",
    "mtd", "mtr", "mmultiscripts", "mprescripts", "none",
})  # fmt: skip
_ATTRIBUTES = frozenset({
    "accent", "accentunder", "columnalign", "columnlines", "columnspacing", "depth", "displaystyle", "fence", "form",
    "height", "largeop", "linebreak", "linethickness", "lspace", "mathvariant", "maxsize", "minsize", "movablelimits",
    "notation", "rowalign", "rowlines", "rowspacing", "rspace", "scriptlevel", "stretchy", "symmetric", "voffset",
    "width",
})  # fmt: skip


class FormulaError(ValueError):
    """The TeX is beyond what can be made MathML of."""


def make_mathml(tex: str, *, display: bool) -> str:
    """Return ``tex`` as a ``math`` element whose ``alttext`` keeps the source; raises FormulaError."""
    if _DEFINITION.search(tex):
        raise FormulaError("it defines commands")
    if len(tex) > _MAXIMUM_LENGTH or _depth(tex) > _MAXIMUM_DEPTH:
        raise FormulaError("it is too large")
    kind = ' display="block"' if display else ""
    element = _converted(tex)
    inside = "".join(_markup(child) for child in element)
    if not any(one.text and one.text.strip() for one in element.iter()):
        raise FormulaError("nothing of it is to be seen")
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML"{attribute("alttext", tex)}{kind}>{inside}</math>'


def _converted(tex: str) -> Any:
    from latex2mathml.commands import MATRICES  # imported where a formula is: it costs 60 ms
    from latex2mathml.converter import convert_to_element

    prepared = _ENVIRONMENT.sub(_rename, _PLAIN.sub("", tex))
    for name in re.findall(r"\\begin\{([^{}]*)\}", prepared):
        if "\\" + name not in MATRICES:
            raise FormulaError(f"the environment {name} is not understood")
    try:
        return convert_to_element(prepared)
    except Exception as error:  # it raises whatever it stumbles over, IndexError and the like; none is lost
        raise FormulaError(f"{type(error).__name__} {error}".strip()) from error


def _rename(match: re.Match[str]) -> str:
    return f"\\{match[1]}{{{_KNOWN_AS.get(match[2].rstrip('*'), match[2])}}}"


def _depth(tex: str) -> int:
    """Return how deep braces and environments nest, since the converter recurses into them."""
    depth = deepest = 0
    for piece in re.findall(r"\\begin|\\end|\\left|\\right|\\.|[{}]", tex):
        if piece in ("{", "\\begin", "\\left"):
            depth += 1
            deepest = max(deepest, depth)
        elif piece in ("}", "\\end", "\\right"):
            depth -= 1
    return deepest


def _markup(element: Any) -> str:
    """Return the markup of an element that means something; raises FormulaError for guesses of the converter."""
    name = element.tag
    if name not in _ELEMENTS:
        raise FormulaError(f"it becomes <{name}>")
    if len(element) != _CHILDREN.get(name, len(element)):
        raise FormulaError(f"<{name}> with {len(element)} parts")
    if "href" in element.attrib:
        raise FormulaError("it holds a link")
    text = _text(element)
    if name not in _TOKENS and text:
        raise FormulaError(f"text in <{name}>")
    marks = "".join(attribute(key, value) for key, value in sorted(element.attrib.items()) if key in _ATTRIBUTES)
    return f"<{name}{marks}>{escape(text)}{''.join(_markup(child) for child in element)}</{name}>"


def _text(element: Any) -> str:
    """Return the text of a token; an unknown command or a stray ampersand is no formula."""
    from html import unescape

    text = unescape(element.text or "").strip(" \n\t")
    if (text.startswith("\\") and len(text) > 1 and element.tag != "mtext") or text in ("&", "$"):
        raise FormulaError(f"{text} is not understood")
    return (
        _ESCAPED.sub(lambda found: NAMED[found[1]] if found[1] else found[2], text) if element.tag == "mtext" else text
    )
