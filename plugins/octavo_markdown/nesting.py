"""Blocks that nest too deep: markdown-it would drop them and all that follows; here their lines are paragraphs."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

MAXIMUM_NESTING = 100
"""Blocks that may be open at once; a list and its item are two."""
_ROOM = 10
"""Levels that markdown-it has more, for what rules open without being asked."""
_DEPTH, _FLATTENED = "maximum_depth", "flattened"


def nesting_plugin(parser: MarkdownIt) -> None:
    """Keep the lines of what nests deeper than the environment says (see :func:`environment`)."""
    parser.options["maxNesting"] = MAXIMUM_NESTING + _ROOM
    parser.block.ruler.before("table", "nesting", _keep_line)


def environment(depth: int) -> dict[str, int]:
    """Return what a run of the parser is given: that no more than ``depth`` blocks may be open at once."""
    return {_DEPTH: min(depth, MAXIMUM_NESTING), _FLATTENED: 0}


def flattened(environment: dict[str, int]) -> int:
    """Return how many lines of the run that had ``environment`` nested too deep."""
    return environment[_FLATTENED]


def _keep_line(state: StateBlock, start: int, _end: int, silent: bool) -> bool:  # noqa: FBT001  # as markdown-it calls it
    """Take a line that is nested too deep as a paragraph, with the marks that would have nested it deeper."""
    if silent or state.level < state.env.get(_DEPTH, MAXIMUM_NESTING):
        return False
    state.env[_FLATTENED] = state.env.get(_FLATTENED, 0) + 1
    state.line = start + 1
    state.push("paragraph_open", "p", 1).map = [start, state.line]
    inline = state.push("inline", "", 0)
    inline.content = state.getLines(start, state.line, state.blkIndent, False).strip()
    inline.map, inline.children = [start, state.line], []
    state.push("paragraph_close", "p", -1)
    return True
