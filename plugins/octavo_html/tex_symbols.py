"""What characters of MathML are called in TeX; those that are not here stand for themselves, as KaTeX and MathJax read them."""

from __future__ import annotations

SYMBOLS = {
    # Greek
    "α": r"\alpha", "β": r"\beta", "γ": r"\gamma", "δ": r"\delta", "ε": r"\varepsilon", "ϵ": r"\epsilon",
    "ζ": r"\zeta", "η": r"\eta", "θ": r"\theta", "ϑ": r"\vartheta", "ι": r"\iota", "κ": r"\kappa", "λ": r"\lambda",
    "μ": r"\mu", "µ": r"\mu", "ν": r"\nu", "ξ": r"\xi", "π": r"\pi", "ϖ": r"\varpi", "ρ": r"\rho", "ϱ": r"\varrho",
    "σ": r"\sigma", "ς": r"\varsigma", "τ": r"\tau", "υ": r"\upsilon", "φ": r"\varphi", "ϕ": r"\phi", "χ": r"\chi",
    "ψ": r"\psi", "ω": r"\omega", "Γ": r"\Gamma", "Δ": r"\Delta", "Θ": r"\Theta", "Λ": r"\Lambda", "Ξ": r"\Xi",
    "Π": r"\Pi", "Σ": r"\Sigma", "Υ": r"\Upsilon", "Φ": r"\Phi", "Ψ": r"\Psi", "Ω": r"\Omega",
    # letters
    "ℝ": r"\mathbb{R}", "ℕ": r"\mathbb{N}", "ℤ": r"\mathbb{Z}", "ℚ": r"\mathbb{Q}", "ℂ": r"\mathbb{C}",
    "ℓ": r"\ell", "ℏ": r"\hbar", "ℜ": r"\Re", "ℑ": r"\Im", "ℵ": r"\aleph", "ı": r"\imath", "ȷ": r"\jmath",
    "∞": r"\infty", "∂": r"\partial", "∇": r"\nabla", "∅": r"\emptyset", "∀": r"\forall", "∃": r"\exists", "∄": r"\nexists",
    "¬": r"\neg", "∠": r"\angle", "°": r"^\circ", "⊤": r"\top", "⊥": r"\perp", "□": r"\square",
    # binary operators
    "−": "-", "±": r"\pm", "∓": r"\mp", "×": r"\times", "÷": r"\div", "⋅": r"\cdot", "·": r"\cdot", "∗": "*",
    "∘": r"\circ", "∙": r"\bullet", "•": r"\bullet", "⊕": r"\oplus", "⊖": r"\ominus", "⊗": r"\otimes", "⊙": r"\odot",
    "∧": r"\wedge", "∨": r"\vee", "∩": r"\cap", "∪": r"\cup", "∖": r"\setminus", "⧵": r"\setminus", "⋆": r"\star",
    # relations
    "≠": r"\neq", "≤": r"\leq", "≥": r"\geq", "≪": r"\ll", "≫": r"\gg", "≈": r"\approx", "≡": r"\equiv", "≅": r"\cong",
    "≃": r"\simeq", "∼": r"\sim", "∝": r"\propto", "∈": r"\in", "∉": r"\notin", "∋": r"\ni", "⊂": r"\subset",
    "⊃": r"\supset", "⊆": r"\subseteq", "⊇": r"\supseteq", "≺": r"\prec", "≻": r"\succ", "∣": r"\mid", "∥": r"\parallel",
    "⊢": r"\vdash", "⊨": r"\models", "≜": r"\triangleq", "≔": ":=", "←": r"\leftarrow", "→": r"\to",
    "↔": r"\leftrightarrow", "⇐": r"\Leftarrow", "⇒": r"\Rightarrow", "⇔": r"\Leftrightarrow", "↦": r"\mapsto",
    "⟶": r"\longrightarrow", "⟵": r"\longleftarrow", "⟹": r"\implies", "⟺": r"\iff", "↑": r"\uparrow", "↓": r"\downarrow",
    # large operators
    "∑": r"\sum", "∏": r"\prod", "∐": r"\coprod", "∫": r"\int", "∬": r"\iint", "∭": r"\iiint", "∮": r"\oint",
    "⋃": r"\bigcup", "⋂": r"\bigcap", "⋁": r"\bigvee", "⋀": r"\bigwedge", "⨁": r"\bigoplus", "⨂": r"\bigotimes",
    # fences
    "⟨": r"\langle", "⟩": r"\rangle", "〈": r"\langle", "〉": r"\rangle", "⌊": r"\lfloor", "⌋": r"\rfloor",
    "⌈": r"\lceil", "⌉": r"\rceil", "‖": r"\|",
    # dots and marks
    "…": r"\dots", "⋯": r"\cdots", "⋮": r"\vdots", "⋱": r"\ddots", "′": "'", "″": "''", "‴": "'''", "∴": r"\therefore",
    "√": r"\surd", "∶": ":",
    # what TeX reads as its own
    "\\": r"\backslash", "{": r"\{", "}": r"\}", "$": r"\$", "%": r"\%", "&": r"\&", "#": r"\#", "_": r"\_",
    "~": r"\sim", "^": r"\hat{}",
    # what is not to be seen: function application, times, separator, plus
    "\u2061": "", "\u2062": "", "\u2063": "", "\u2064": "", "\u200b": "", "\u00a0": r"\ ",
}  # fmt: skip

INFIX = frozenset("=<>+-*:∈∉∋⊂⊃⊆⊇±∓×÷⋅·∗∘⊕⊖⊗⊙∧∨∩∪∖⧵≠≤≥≪≫≈≡≅≃∼∝≺≻∣∥⊢⊨≜≔←→↔⇐⇒⇔↦⟶⟵⟹⟺−")
"""Operators that stand between spaces."""

SIGNS = frozenset("+-−±∓")
"""Of these, what may be the sign of what is behind it, where nothing is before it."""

LARGE = frozenset("∑∏∐∫∬∭∮⋃⋂⋁⋀⨁⨂")
FUNCTIONS = frozenset({
    "arccos", "arcsin", "arctan", "arg", "cos", "cosh", "cot", "coth", "csc", "deg", "det", "dim", "exp", "gcd", "hom",
    "inf", "ker", "lg", "lim", "liminf", "limsup", "ln", "log", "max", "min", "Pr", "sec", "sin", "sinh", "sup", "tan",
    "tanh",
})  # fmt: skip
LIMITED = frozenset({"det", "gcd", "inf", "lim", "liminf", "limsup", "max", "min", "Pr", "sup"})
"""Functions that have what belongs to them below them."""

VARIANTS = {
    "bold": "mathbf", "normal": "mathrm", "italic": "mathit", "double-struck": "mathbb", "script": "mathcal",
    "fraktur": "mathfrak", "sans-serif": "mathsf", "monospace": "mathtt", "bold-italic": "boldsymbol",
    "bold-script": "mathcal", "bold-fraktur": "mathfrak",
}  # fmt: skip
ALPHABETS = {
    "BOLD ITALIC": "bold-italic", "BOLD SCRIPT": "bold-script", "BOLD FRAKTUR": "bold-fraktur", "SANS-SERIF": "sans-serif",
    "DOUBLE-STRUCK": "double-struck", "MONOSPACE": "monospace", "FRAKTUR": "fraktur", "SCRIPT": "script", "BOLD": "bold",
}  # fmt: skip
"""What Unicode's names of mathematical letters say of their variant; the longer go first."""
OVER = {
    "¯": "bar", "‾": "overline", "\u0304": "bar", "_": "overline", "^": "hat", "ˆ": "hat", "\u0302": "hat", "~": "tilde",
    "˜": "tilde", "\u0303": "tilde", "∼": "tilde", "→": "vec", "\u20d7": "vec", "˙": "dot", "\u0307": "dot",
    ".": "dot", "¨": "ddot", "\u0308": "ddot", "ˇ": "check", "˘": "breve", "´": "acute", "`": "grave",
    "⏞": "overbrace", "←": "overleftarrow", "―": "overline",
}  # fmt: skip
UNDER = {"_": "underline", "¯": "underline", "‾": "underline", "\u0332": "underline", "⏟": "underbrace"}
WIDE = {"bar": "overline", "hat": "widehat", "tilde": "widetilde", "vec": "overrightarrow"}
"""Marks over one letter, and what they are over more."""

MATRICES = {
    ("(", ")"): "pmatrix",
    ("[", "]"): "bmatrix",
    ("|", "|"): "vmatrix",
    ("{", "}"): "Bmatrix",
    ("‖", "‖"): "Vmatrix",
}
OPENING, CLOSING = frozenset("([{⟨〈⌊⌈|‖"), frozenset(")]}⟩〉⌋⌉|‖")
SAME = frozenset("|‖")
"""Fences that open and close alike."""
NOTATIONS = {
    "box": "boxed", "roundedbox": "boxed", "updiagonalstrike": "cancel", "downdiagonalstrike": "bcancel",
    "horizontalstrike": "sout", "top": "overline", "bottom": "underline", "radical": "sqrt",
}  # fmt: skip
"""What ``menclose`` draws around its parts that TeX has a command for."""
