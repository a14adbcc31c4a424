"""Formulas between dollars, and dollars that are only money or shell: ``$(a)</span>" <b>$`` is no formula."""

from __future__ import annotations

from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.dollarmath.index import math_inline_dollar

from octavo_markdown.escaping import holds_markup


def formulas_plugin(parser: MarkdownIt) -> None:
    """Read ``$..$`` and ``$$..$$`` as formulas, but for those that would swallow tags of HTML."""
    parser.use(dollarmath_plugin, allow_space=False, allow_digits=False, double_inline=True, allow_labels=False)
    parser.inline.ruler.at("math_inline", _without_markup(math_inline_dollar(False, False, True)))


def _without_markup(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    def guarded(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # markdown-it's signature of a rule
        position, count, pending = state.pos, len(state.tokens), state.pending
        if not rule(state, silent):
            return False
        if not holds_markup(state.src[position : state.pos]):
            return True
        state.pos, state.pending = position, pending
        del state.tokens[count:]
        return False

    return guarded
