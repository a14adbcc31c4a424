"""TeX to MathML: what is well understood, and what stays as TeX with a notice."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

import octavo_html
from octavo.model import Document, Math, MathBlock, Paragraph
from octavo.testing import Bench, bench

MATHML = "{http://www.w3.org/1998/Math/MathML}"


def written(*nodes: Math | MathBlock, plugin: Bench | None = None) -> str:
    blocks = tuple(node if isinstance(node, MathBlock) else Paragraph((node,)) for node in nodes)
    return (plugin or bench(octavo_html)).write(Document(blocks=blocks), "xhtml", {"fragment": True, "mathml": True})


@pytest.mark.parametrize(
    ("tex", "element"),
    [
        (r"E = mc^2", "msup"),
        (r"\frac{a}{b}", "mfrac"),
        (r"\sqrt[3]{x} + \sum_{i=0}^n x_i", "mroot"),
        (r"\begin{aligned} a &= b \\ c &= d \end{aligned}", "mtable"),
        (r"\begin{equation} x < y \label{one} \end{equation}", "mo"),
        (r"f(x) = \begin{cases} 1 & \text{如果 } x > 0 \\ 0 \end{cases}", "mtext"),
        (r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}", "mtd"),
    ],
)
def test_formulas_become_mathml_that_keeps_its_source(tex: str, element: str) -> None:
    root = etree.fromstring(written(Math(tex)).encode())
    formula = root.find(f"{MATHML}math")
    assert formula is not None
    assert formula.get("alttext") == tex
    assert next(formula.iter(f"{MATHML}{element}"), None) is not None
    assert bench(octavo_html).read(written(Math(tex)), "html").blocks == (Paragraph((Math(tex),)),)


@pytest.mark.parametrize(
    "tex",
    [
        r"\foo{x}",
        r"\frac{a",
        r"\frac{a}",
        "x_",
        "a & b",
        r"\begin{tikzpicture} \draw (0,0); \end{tikzpicture}",
        r"\def\a{\a\a}\a",
        r"\href{javascript:alert(1)}{x}",
        "{" * 500 + "x" + "}" * 500,
        "x" * 6_000,
        r"\ce{H2O}",
        "   ",
    ],
)
def test_what_is_not_understood_stays_as_tex(tex: str) -> None:
    plugin = bench(octavo_html)
    root = etree.fromstring(written(Math(tex), plugin=plugin).encode())
    assert root.findtext("span") == tex
    assert plugin.codes() == ["formula-not-converted"]


def test_displayed_formulas_stand_in_blocks() -> None:
    assert 'display="block"' in written(MathBlock("x"))
    assert "display=" not in written(Math("x"))


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=r"\{}[]^_&$%ab1 frac", max_size=30))
def test_any_text_gives_well_formed_markup(tex: str) -> None:
    etree.fromstring(written(Math(tex)).encode())
