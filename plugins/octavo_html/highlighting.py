"""Code in colours: Pygments' tokens in the few classes that a style sheet can tell apart without colour."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache
from typing import Any

from octavo_html.markup import clean, escape

_MAXIMUM_LENGTH = 100_000
"""Longer code is data more often than a program, and is left plain."""

_CLASSES = {
    "Comment.Preproc": "k",
    "Comment": "c",
    "Keyword.Type": "b",
    "Keyword.Constant": "n",
    "Keyword": "k",
    "Operator.Word": "k",
    "Literal.String": "s",
    "Literal.Number": "n",
    "Literal.Date": "n",
    "Name.Function": "f",
    "Name.Class": "f",
    "Name.Namespace": "f",
    "Name.Decorator": "f",
    "Name.Tag": "k",
    "Name.Attribute": "b",
    "Name.Builtin": "b",
    "Name.Exception": "b",
    "Name.Constant": "n",
    "Generic.Heading": "f",
    "Generic.Subheading": "f",
    "Generic.Prompt": "c",
    "Generic.Output": "c",
    "Generic.Inserted": "i",
    "Generic.Deleted": "d",
    "Generic.Strong": "k",
    "Generic.Emph": "c",
}
"""From a kind of token to its class: keyword, string, comment, number, defined name, builtin, inserted, deleted."""


def mark_up(text: str, language: str, marked: Collection[int], *, highlight: bool) -> str:
    """Return code as markup: its tokens in spans with ``highlight``, the ``marked`` lines in ``mark`` elements."""
    text = clean(text).replace("\r\n", "\n").replace("\r", "\n")
    coloured = _coloured(text, language) if highlight and language else ""
    lines = (coloured or escape(text)).split("\n")
    return "\n".join(f"<mark>{line}</mark>" if number in marked else line for number, line in enumerate(lines, 1))


def _coloured(text: str, language: str) -> str:
    """Return ``text`` with a span around each token's piece of a line; "" for a language that nobody knows."""
    lexer = _lexer(language.lower()) if len(text) <= _MAXIMUM_LENGTH else None
    if lexer is None:
        return ""
    # Lexers end their last rule at a line end; what they make of an odd text must still be that text.
    tokens = [(kind, value) for _, kind, value in lexer.get_tokens_unprocessed(text + "\n")]
    if "".join(value for _, value in tokens) != text + "\n":
        return ""
    return "".join(_pieces(tokens)).removesuffix("\n")


def _pieces(tokens: list[tuple[Any, str]]) -> Iterator[str]:
    for kind, value in tokens:
        name = _class_of(kind)
        if not name:
            yield escape(value)
            continue
        lines = (f'<span class="{name}">{escape(line)}</span>' if line.strip() else line for line in value.split("\n"))
        yield "\n".join(lines)


@cache
def _class_of(kind: Any) -> str:
    names = ".".join(kind)
    while names:
        if names in _CLASSES:
            return _CLASSES[names]
        names = names.rpartition(".")[0]
    return ""


@cache
def _lexer(language: str) -> Any:
    """Return Pygments' lexer for ``language``, or None."""
    from pygments.lexers import get_lexer_by_name  # imported where code is coloured: it costs 10 ms
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(language, ensurenl=False, stripnl=False)
    except ClassNotFound:
        return None
