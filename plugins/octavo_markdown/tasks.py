"""Items of task lists (GFM, task list items): a box in the place of the brackets that an item begins with.

mdit-py-plugins has a rule for them that looks for each item's list from the item backwards; the reader of HTML needs no
mark on the list, and so neither is looked for.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_BOX = re.compile(r"\[([ xX])\][ \t\n\v\f\r]")
_OPENING = ["list_item_open", "paragraph_open", "inline"]


def tasks_plugin(parser: MarkdownIt) -> None:
    """Read task lists."""
    parser.core.ruler.after("inline", "tasks", _mark_tasks)


def _mark_tasks(state: StateCore) -> None:
    kinds = [token.type for token in state.tokens]
    for index in range(len(kinds) - 2):
        if kinds[index : index + 3] == _OPENING:
            _mark(state.tokens[index + 2])


def _mark(inline: Token) -> None:
    box = _BOX.match(inline.content)
    children = inline.children or []
    if box is None or not children or not children[0].content.startswith(box.group()[:3]):
        return
    checked = ' checked="checked"' if box.group(1) != " " else ""
    mark = Token("html_inline", "", 0, content=f'<input{checked} disabled="disabled" type="checkbox">')
    children[0].content = children[0].content[3:]
    inline.content = inline.content[3:]
    inline.children = [mark, *children]
