"""MathML without its TeX: what it says in TeX, and that nothing of it gets lost."""

from __future__ import annotations

import re
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import octavo_html
from octavo.model import Document, Math, MathBlock, Paragraph
from octavo.testing import Bench, bench
from octavo.walk import plain_text


def tex_of(mathml: str, plugin: Bench | None = None) -> str:
    document = (plugin or bench(octavo_html)).read(f"<p>x: <math>{mathml}</math></p>", "html")
    (paragraph,) = document.blocks
    assert isinstance(paragraph, Paragraph)
    formula = paragraph.children[-1]
    assert isinstance(formula, Math), document
    return formula.tex


@pytest.mark.parametrize(
    ("mathml", "tex"),
    [
        ("<mi>a</mi><mo>≠</mo><mn>0</mn>", r"a \neq 0"),
        ("<mrow><mi> x </mi><mo> = </mo><mrow><mo>−</mo><mi>b</mi></mrow></mrow>", "x = -b"),
        ("<mi>α</mi><mi>x</mi><mo>∈</mo><mi>ℝ</mi>", r"\alpha x \in \mathbb{R}"),
        ("<mi>sin</mi><mo>\u2061</mo><mi>x</mi>", r"\sin x"),
        ("<msup><mi>x</mi><mn>2</mn></msup><msub><mi>a</mi><mrow><mi>i</mi><mi>j</mi></mrow></msub>", "x^2a_{ij}"),
        ("<msup><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mi>n</mi></msup>", "{a + b}^n"),
        ("<msup><mi>f</mi><mo>′</mo></msup>", "f'"),
        ("<mfrac><mn>1</mn><mi>n</mi></mfrac>", r"\frac{1}{n}"),
        (
            "<msqrt><mi>x</mi><mo>+</mo><mn>1</mn></msqrt><mroot><mi>x</mi><mn>3</mn></mroot>",
            r"\sqrt{x + 1}\sqrt[3]{x}",
        ),
        ("<munderover><mo>∑</mo><mi>k</mi><mi>n</mi></munderover><msub><mi>a</mi><mi>k</mi></msub>", r"\sum_k^n a_k"),
        ("<munder><mi>lim</mi><mi>n</mi></munder><mi>x</mi>", r"\lim_n x"),
        ("<mover><mi>v</mi><mo>→</mo></mover><mover><mi>AB</mi><mo>¯</mo></mover>", r"\vec{v}\overline{\mathrm{AB}}"),
        ("<munder><mi>x</mi><mtext>low</mtext></munder>", r"\underset{\text{low}}{x}"),
        ("<mo>(</mo><mfrac><mi>a</mi><mi>b</mi></mfrac><mo>)</mo>", r"\left( \frac{a}{b} \right)"),
        ("<mo>|</mo><mfrac><mi>a</mi><mi>b</mi></mfrac><mo>|</mo>", r"\left| \frac{a}{b} \right|"),
        ("<mo>(</mo><mi>a</mi><mo>)</mo>", "(a)"),
        (
            '<mrow><mo>(</mo></mrow><mfrac linethickness="0"><mi>n</mi><mi>k</mi></mfrac><mrow><mo>)</mo></mrow>',
            r"\binom{n}{k}",
        ),
        (
            "<mo>[</mo><mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>0</mn></mtd></mtr><mtr><mtd><mn>0</mn></mtd><mtd/></mtr></mtable><mo>]</mo>",
            r"\begin{bmatrix} 1 & 0 \\ 0 &  \end{bmatrix}",
        ),
        (
            "<mo>{</mo><mtable><mtr><mtd><mn>1</mn></mtd><mtd><mtext>50% {a}</mtext></mtd></mtr></mtable>",
            r"\begin{cases} 1 & \text{50\% \textbraceleft a\textbraceright } \end{cases}",
        ),
        (
            '<mtable columnalign="right left"><mtr><mtd><mi>a</mi></mtd><mtd><mo>=</mo><mi>b</mi></mtd></mtr></mtable>',
            r"\begin{aligned} a & = b \end{aligned}",
        ),
        ('<mi mathvariant="bold">B</mi><mi>𝐂</mi><mi mathvariant="normal">∂</mi>', r"\mathbf{B}\mathbf{C}\partial"),
        (
            "<mmultiscripts><mi>X</mi><mi>c</mi><mi>d</mi><mprescripts/><mi>a</mi><mi>b</mi></mmultiscripts>",
            "{}_a^bX_c^d",
        ),
        ('<mfenced open="[" close=")"><mn>0</mn><mi>a</mi></mfenced>', r"\left[ 0, a \right)"),
        ('<mi>a</mi><mspace width="1em"></mspace><mi>b</mi><mspace width="0.2em"></mspace><mi>c</mi>', r"a\quad b\, c"),
        ("<mn>1,000</mn>", "1{,}000"),
        ("<msup><mi>x</mi><mn>2</mn></msup><mo>°</mo>", r"x^2{}^\circ"),
        ("<msup><mi>f</mi><mn>2</mn></msup><mo>′</mo>", "f^2{}'"),
        ("<mo>arg max</mo><mi>x</mi>", r"\operatorname{arg\,max}x"),
        ('<menclose notation="box"><mi>x</mi></menclose>', r"\boxed{x}"),
        (
            "<mo>(</mo><mo>(</mo><mi>a</mi><mo>)</mo><mfrac><mi>b</mi><mi>c</mi></mfrac><mo>)</mo>",
            r"\left( (a)\frac{b}{c} \right)",
        ),
        ("<mi>$</mi><mtext>a_b\\</mtext>", r"\$\text{a\_b\textbackslash }"),
        ("<semantics><mi>a</mi><annotation-xml>other</annotation-xml></semantics>", "a"),
    ],
)
def test_mathml_is_read_as_tex(mathml: str, tex: str) -> None:
    assert tex_of(mathml) == tex


def test_a_displayed_formula_is_a_block() -> None:
    document = bench(octavo_html).read('<math display="block"><mi>a</mi></math>', "html")
    assert document.blocks == (MathBlock("a"),)


def test_an_annotation_goes_before_what_the_elements_say() -> None:
    inside = '<semantics><mi>a</mi><annotation encoding="application/x-tex">\\alpha</annotation></semantics>'
    assert tex_of(inside) == r"\alpha"


@pytest.mark.parametrize(
    "mathml",
    [
        "<mfrac><mi>one</mi></mfrac>",
        "<mi>one</mi><blink>two</blink>",
        "<mrow>" * 70 + "<mi>one</mi>" + "</mrow>" * 70 + "<mi>a</mi>",
    ],
)
def test_what_is_not_understood_keeps_its_words_with_a_notice(mathml: str) -> None:
    plugin = bench(octavo_html)
    document = plugin.read(f"<p><math>{mathml}</math></p>", "html")
    assert "one" in plain_text(document.blocks)
    assert "formula-as-words" in [notice.code for notice in plugin.notices]


@pytest.mark.parametrize(
    "tex",
    [
        r"\frac{-b \pm \sqrt{b^2 - 4ac}}{2a}",
        r"\left(\frac{a}{b}\right)^2 + \binom{n}{k}",
        r"f(x) = \begin{cases} 1 & x > 0 \\ 0 & \text{else 50\%} \end{cases}",
        r"\begin{aligned} a &= b \\ c &= d \end{aligned}",
        r"\hat{x} + \vec{v} + \underbrace{a + b}_{n} \to \mathbf{B}",
        r"\sum_{k=1}^n a_k \leq \int_0^\infty e^{-x^2} dx",
        r"\{ 1, 2 \} \setminus A' \cup {}_a^b X",
        r"\lim_{x \to 0} \sin x \cdot \log_2 n",
        r"\text{a\textasciicircum b\textbraceleft c\textbraceright d\_e}",
    ],
)
def test_formulas_look_the_same_after_their_mathml_is_read_without_its_source(tex: str) -> None:
    first = _mathml(tex)
    again = _mathml(tex_of(first.removeprefix("<math>").removesuffix("</math>")))
    assert _without_rows(again) == _without_rows(first)


def _mathml(tex: str) -> str:
    """Return ``tex`` as the writer's MathML, without its source."""
    page = bench(octavo_html).write(
        Document(blocks=(Paragraph((Math(tex),)),)), "html", {"mathml": True, "fragment": True}
    )
    formula = re.search(r"<math.*</math>", page)
    assert formula is not None, page
    return re.sub(r"<math [^>]*>", "<math>", formula[0])


def _without_rows(mathml: str) -> str:
    return re.sub(r"</?mrow>", "", mathml)


_tokens = st.builds(
    lambda tag, text: f"<{tag}>{escape(text)}</{tag}>",
    st.sampled_from(["mi", "mn", "mo", "mtext", "ms"]),
    st.text(alphabet="ab1xαλ∑∫≠(){}[]|⟨⟩,.'′\\$%&#_^~ →¯\u2061\xa0漢𝐂", min_size=1, max_size=4),
)
_trees = st.recursive(
    _tokens,
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>",
        st.sampled_from(
            ["mrow", "mfrac", "msqrt", "mroot", "msub", "msup", "msubsup", "munder", "mover", "munderover", "mfenced"]
        ),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=12,
)


@settings(max_examples=300)
@given(st.lists(_trees, min_size=1, max_size=4))
def test_braces_and_fences_of_any_formula_are_balanced(trees: list[str]) -> None:
    document = bench(octavo_html).read(f"<p>x <math>{''.join(trees)}</math></p>", "html")
    for paragraph in document.blocks:
        assert isinstance(paragraph, Paragraph)
        for formula in paragraph.children:
            if isinstance(formula, Math):
                bare = re.sub(r"\\[\\{}|]", "", formula.tex)
                assert bare.count("{") == bare.count("}"), formula.tex
                assert bare.count(r"\left") - bare.count(r"\leftarrow") == bare.count(r"\right") - bare.count(
                    r"\rightarrow"
                )
