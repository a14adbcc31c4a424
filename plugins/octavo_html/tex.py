"""Formulas: presentation MathML (MathML 3, chapter 3) to TeX that KaTeX, MathJax and pandoc read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate

from lxml import etree

from octavo_html.tex_symbols import (
    CLOSING,
    FUNCTIONS,
    INFIX,
    LARGE,
    LIMITED,
    MATRICES,
    NOTATIONS,
    OPENING,
    OVER,
    SAME,
    SIGNS,
    SYMBOLS,
    UNDER,
    WIDE,
)
from octavo_html.tex_tokens import (
    join,
    word_of,
    write_identifier,
    write_number,
    write_operator,
    write_space,
    write_symbols,
    write_text,
    write_words,
)

_MAXIMUM_DEPTH = 60
_TALL = ("mfrac", "mtable", "munderover", "munder", "mroot", "msubsup")
_ONE = re.compile(r"[^\\{}'^_&%#~$]|\\[A-Za-z]+")
_BASE = re.compile(r"\d+|[^\\{}'^_&%#~$]|\\[A-Za-z]+(?:\{\w+\})?")
_NO_LINE = re.compile(r"\s*0(?:\.0*)?\s*+(?:(?:px|pt|em|ex|%)\s*+)?$")


class UnknownMathMLError(ValueError):
    """The MathML is not presentation MathML, an element has not the parts it needs, or they nest too deep."""


def make_tex(math: etree._Element) -> str:
    """Return ``math`` as TeX without delimiters; raises UnknownMathMLError."""
    return _tex(math, 0).strip()


def _tex(element: etree._Element, depth: int) -> str:
    tag = str(element.tag)
    if tag in _TOKENS:
        if inside := _parts(element):  # links and pictures, as HTML has them, which TeX has not
            raise UnknownMathMLError(f"<{inside[0].tag:.40}>")
        return _TOKENS[tag](element)
    if tag not in _LAYOUTS or depth > _MAXIMUM_DEPTH:
        raise UnknownMathMLError(f"<{tag:.40}>")
    return _LAYOUTS[tag](element, depth + 1)


def _parts(element: etree._Element) -> list[etree._Element]:
    """Return what ``element`` holds; MathJax wraps fences in rows of their own, which are taken off."""
    children = (child for child in element if isinstance(child.tag, str))
    return [only if (only := _alone(child)).tag == "mo" else child for child in children]


def _arguments(element: etree._Element, number: int, depth: int) -> list[str]:
    parts = _parts(element)
    if len(parts) != number:
        raise UnknownMathMLError(f"<{element.tag}> with {len(parts)} parts")
    return [_tex(part, depth).strip() for part in parts]


def _inside(element: etree._Element, depth: int) -> str:
    return _row(_parts(element), depth)


def _row(parts: Sequence[etree._Element], depth: int) -> str:
    """Return what stands side by side; fences around something tall have its height."""
    partners = _partners(parts)
    tall = list(accumulate((_is_tall(part) for part in parts), initial=0))
    pieces: list[str] = []
    place = 0
    while place < len(parts):
        end = partners.get(place, 0)
        if end and tall[end] > tall[place + 1]:
            pieces.append(_between(parts[place : end + 1], depth))
            place = end + 1
        else:
            pieces.append(_spaced(parts[place], depth, first=not pieces))
            place += 1
    return join(pieces)


def _partners(parts: Sequence[etree._Element]) -> dict[int, int]:
    """Return for each fence among ``parts`` the place of the one that closes it.

    A brace before a table at the end of a row closes with it (the cases of a function).
    """
    found: dict[int, int] = {}
    opened: list[int] = []
    bars: dict[str, int] = {}
    for place, part in enumerate(parts):
        mark = word_of(part) if part.tag == "mo" and part.get("stretchy") != "false" else ""
        if mark in SAME:
            before = bars.pop(mark, None)
            found.update({} if before is None else {before: place})
            bars.update({mark: place} if before is None else {})
        elif mark in OPENING:
            opened.append(place)
        elif mark in CLOSING and opened:
            found[opened.pop()] = place
    if opened and opened[-1] == len(parts) - 2 and _alone(parts[-1]).tag == "mtable":
        found[opened[-1]] = len(parts)
    return found


def _is_tall(part: etree._Element) -> bool:
    return next(part.iter(*_TALL), None) is not None


def _between(parts: Sequence[etree._Element], depth: int) -> str:
    """Return ``parts``, the first of which is a fence, and the last unless it is a table; raises UnknownMathMLError."""
    if depth > _MAXIMUM_DEPTH:
        raise UnknownMathMLError("fences within fences")
    closes = parts[-1].tag == "mo"
    opening, closing = word_of(parts[0]), word_of(parts[-1]) if closes else ""
    within = parts[1:-1] if closes else parts[1:]
    only = _alone(within[0])
    if len(within) == 1 and only.tag == "mtable" and (name := _environment_within(opening, closing)):
        return _environment(name, only, depth)
    if len(within) == 1 and (opening, closing) == ("(", ")") and only.tag == "mfrac" and _is_without_line(only):
        return rf"\binom{''.join(f'{{{tex}}}' for tex in _arguments(only, 2, depth))}"
    return rf"\left{_fence(opening)} {_row(within, depth + 1)} \right{_fence(closing)}"


def _environment_within(opening: str, closing: str) -> str:
    """Return what TeX calls a table between such fences, "" if nothing."""
    return "cases" if (opening, closing) == ("{", "") else MATRICES.get((opening, closing), "")


def _alone(element: etree._Element) -> etree._Element:
    """Return what ``element`` is once the rows are off that hold one thing."""
    while element.tag == "mrow" and len(element) == 1:
        element = element[0]
    return element


def _fence(mark: str) -> str:
    return SYMBOLS.get(mark, mark) if len(mark) == 1 else "."


def _spaced(part: etree._Element, depth: int, *, first: bool) -> str:
    """Return ``part`` with space around it where one writes it: relations, and behind what takes an argument."""
    tex = _tex(part, depth)
    if part.tag != "mo":
        return f"{tex} " if _takes_argument(part) else tex
    word = word_of(part)
    if word in INFIX and not (first and word in SIGNS) and part.get("form") != "prefix":
        return f" {tex} "
    return f"{tex} " if word in (",", ";") or word in LARGE else tex


def _takes_argument(part: etree._Element) -> bool:
    """Return whether ``part`` is a function or a large operator, with what is at its foot and head."""
    base = next(iter(part), part)
    return not len(base) and ((word := word_of(base)) in FUNCTIONS or word in LARGE)


def _group(tex: str) -> str:
    """Return ``tex`` as one argument."""
    return tex if _ONE.fullmatch(tex) else f"{{{tex}}}"


def _base(tex: str) -> str:
    return tex if _BASE.fullmatch(tex) else f"{{{tex}}}"


def _fraction(element: etree._Element, depth: int) -> str:
    over, under = _arguments(element, 2, depth)
    return rf"{{{over} \atop {under}}}" if _is_without_line(element) else rf"\frac{{{over}}}{{{under}}}"


def _is_without_line(fraction: etree._Element) -> bool:
    return _NO_LINE.match(fraction.get("linethickness") or "") is not None


def _root(element: etree._Element, depth: int) -> str:
    base, index = _arguments(element, 2, depth)
    return rf"\sqrt[{index}]{{{base}}}"


def _below(element: etree._Element, depth: int) -> str:
    base, low = _arguments(element, 2, depth)
    first, mark = _parts(element)
    return f"{_base(base)}_{_group(low)}" if _keeps_scripts(element, first) else _underlined(base, low, word_of(mark))


def _above(element: etree._Element, depth: int) -> str:
    base, high = _arguments(element, 2, depth)
    first, mark = _parts(element)
    return _base(base) + _raised(high) if _keeps_scripts(element, first) else _overlined(base, high, word_of(mark))


def _below_and_above(element: etree._Element, depth: int) -> str:
    base, low, high = _arguments(element, 3, depth)
    first, under, over = _parts(element)
    if _keeps_scripts(element, first):
        return f"{_base(base)}_{_group(low)}{_raised(high)}"
    return _overlined(_underlined(base, low, word_of(under)), high, word_of(over))


def _keeps_scripts(element: etree._Element, base: etree._Element) -> bool:
    """Return whether TeX writes scripts as such: of ``msub`` and its like, and of operators with limits."""
    return element.tag in ("msub", "msup", "msubsup") or (word := word_of(base)) in LARGE or word in LIMITED


def _raised(tex: str) -> str:
    if not tex.strip("'"):
        return tex
    return f"^{_group(tex.removeprefix('^'))}"


def _underlined(base: str, low: str, word: str) -> str:
    mark = UNDER.get(word)
    return rf"\{mark}{{{base}}}" if mark else rf"\underset{{{low}}}{{{base}}}"


def _overlined(base: str, high: str, word: str) -> str:
    mark = OVER.get(word)
    wide = mark if _ONE.fullmatch(base) else WIDE.get(mark or "", mark)
    return rf"\{wide}{{{base}}}" if wide else rf"\overset{{{high}}}{{{base}}}"


def _scripts_around(element: etree._Element, depth: int) -> str:
    """Return ``mmultiscripts``: pairs of scripts behind the base, then those before it."""
    parts = _parts(element)
    tags = [part.tag for part in parts]
    middle = tags.index("mprescripts") if "mprescripts" in tags else len(parts)
    if not middle:
        raise UnknownMathMLError("<mmultiscripts> without a base")
    before, behind = _pairs(parts[middle + 1 :], depth), _pairs(parts[1:middle], depth)
    return (f"{{}}{before}" if before else "") + _base(_tex(parts[0], depth).strip()) + behind


def _pairs(parts: Sequence[etree._Element], depth: int) -> str:
    scripts = [_tex(part, depth).strip() for part in parts]
    return "".join(f"{'^' if place % 2 else '_'}{_group(tex)}" for place, tex in enumerate(scripts) if tex)


def _table(element: etree._Element, depth: int) -> str:
    cells = [cell.get("columnalign") or "" for cell in element.iter("mtd")][:2]
    kinds = (element.get("columnalign") or " ".join(cells)).split()
    return _environment("aligned" if kinds[:2] == ["right", "left"] else "matrix", element, depth)


def _environment(name: str, table: etree._Element, depth: int) -> str:
    rows = r" \\ ".join(" & ".join(_cells(row, depth + 1)) for row in _parts(table))
    return rf"\begin{{{name}}} {rows} \end{{{name}}}"


def _cells(row: etree._Element, depth: int) -> Iterator[str]:
    if row.tag not in ("mtr", "mlabeledtr") or depth > _MAXIMUM_DEPTH:
        raise UnknownMathMLError(f"<{row.tag:.40}> in a table")
    for cell in _parts(row)[row.tag == "mlabeledtr" :]:
        if not {"rowspan", "columnspan"}.isdisjoint(cell.keys()):
            raise UnknownMathMLError("a cell that spans others")
        yield _inside(cell, depth).strip()


def _fenced(element: etree._Element, depth: int) -> str:
    opening, closing = element.get("open", "(").strip(), element.get("close", ")").strip()
    marks = element.get("separators", ",").strip()
    parts = [_tex(part, depth) for part in _parts(element)]
    separators = [
        write_symbols(marks[min(place, len(marks) - 1)]) + " " if marks else "" for place in range(len(parts))
    ]
    joined = join([piece for pair in zip(parts, separators, strict=True) for piece in pair][:-1])
    return rf"\left{_fence(opening)} {joined} \right{_fence(closing)}"


def _enclosed(element: etree._Element, depth: int) -> str:
    kinds = (element.get("notation") or "longdiv").split()
    command = next((command for kind in kinds if (command := NOTATIONS.get(kind))), "")
    if not command:
        raise UnknownMathMLError(f"<menclose> of {' '.join(kinds):.40}")
    return rf"\{command}{{{_inside(element, depth)}}}"


def _first(element: etree._Element, depth: int) -> str:
    return _tex(parts[0], depth) if (parts := _parts(element)) else ""


_TOKENS: dict[str, Callable[[etree._Element], str]] = {
    "mi": write_identifier,
    "mn": write_number,
    "mo": write_operator,
    "mtext": write_words,
    "ms": lambda element: write_text(f'"{word_of(element)}"'),
    "mspace": write_space,
    **dict.fromkeys(("none", "mprescripts", "malignmark", "maligngroup"), lambda _element: ""),
}
_LAYOUTS: dict[str, Callable[[etree._Element, int], str]] = {
    **dict.fromkeys(("math", "mrow", "mstyle", "mpadded", "merror"), _inside),
    "mphantom": lambda element, depth: rf"\phantom{{{_inside(element, depth)}}}",
    "msqrt": lambda element, depth: rf"\sqrt{{{_inside(element, depth)}}}",
    "mroot": _root,
    "mfrac": _fraction,
    **dict.fromkeys(("msub", "munder"), _below),
    **dict.fromkeys(("msup", "mover"), _above),
    **dict.fromkeys(("msubsup", "munderover"), _below_and_above),
    "mmultiscripts": _scripts_around,
    "mtable": _table,
    "mfenced": _fenced,
    "menclose": _enclosed,
    **dict.fromkeys(("semantics", "maction"), _first),
}
