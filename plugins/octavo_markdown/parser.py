"""markdown-it-py with the extensions that posts use, rendering in forms that the ``html`` reader knows."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from octavo_markdown.addresses import addresses_plugin
from octavo_markdown.anchors import mark_headings
from octavo_markdown.fences import read_info
from octavo_markdown.formulas import formulas_plugin
from octavo_markdown.nesting import nesting_plugin
from octavo_markdown.tasks import tasks_plugin

_ALERT = re.compile(
    r"\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION|INFO|SUCCESS|QUESTION|DANGER|BUG|EXAMPLE|QUOTE|ABSTRACT|TODO|FAILURE)\][-+]?[ \t]*([^\n]*)\n?",
    re.I,
)
_VERBATIM = re.compile(r"<(?:pre|xmp|textarea|script|style|listing|plaintext|!)", re.IGNORECASE)
_FIRST_TAG = re.compile(r"[^<]*<[A-Za-z][A-Za-z0-9]*(?=[\s>])")
_CONTAINER = re.compile(r"\s*\{?\.?([A-Za-z][\w-]*)\}?\s*(.*)")


@lru_cache(maxsize=4)
def make_parser(math: bool, breaks: bool) -> MarkdownIt:  # noqa: FBT001  # the reader's choices of syntax
    """Return the parser; ``math`` reads formulas between dollars, ``breaks`` takes line ends for line breaks."""
    parser = MarkdownIt("commonmark", {"linkify": True, "breaks": breaks})
    parser.enable(["table", "strikethrough"])
    parser.use(addresses_plugin).use(footnote_plugin).use(tasks_plugin).use(deflist_plugin)
    parser.use(container_plugin, "container", validate=_is_container)
    if math:
        parser.use(formulas_plugin)
    parser.use(nesting_plugin)
    parser.core.ruler.push("alerts", _mark_alerts)
    parser.core.ruler.push("headings", mark_headings)
    parser.core.ruler.push("lines", _mark_lines)
    for name, render in _RENDERERS.items():
        parser.add_render_rule(name, render)
    return parser


def _is_container(info: str, *_arguments: Any) -> bool:
    return _CONTAINER.match(info) is not None


def _mark_alerts(state: StateCore) -> None:
    """Make admonitions of block quotes that begin with ``[!NOTE]`` (GitHub's and Obsidian's form)."""
    opened: list[tuple[Token, bool]] = []
    tokens = state.tokens
    for index, token in enumerate(tokens):
        if token.type == "blockquote_open":
            match = _alert(tokens[index + 1 : index + 3])
            opened.append((token, match is not None))
            if match is not None:
                _open_admonition(token, tokens[index + 2], match)
        elif token.type == "blockquote_close":
            _, is_alert = opened.pop()
            if is_alert:
                token.tag = "div"


def _alert(following: Sequence[Token]) -> re.Match[str] | None:
    if len(following) < 2 or following[1].type != "inline":
        return None
    return _ALERT.match(following[1].content)


def _open_admonition(quote: Token, inline: Token, match: re.Match[str]) -> None:
    quote.tag = "div"
    quote.attrSet("class", f"admonition {match.group(1).lower()}")
    title = match.group(2).strip()
    if title:
        quote.attrSet("data-title", title)
    inline.children = _after_first_line(inline.children or [])


def _after_first_line(children: list[Token]) -> list[Token]:
    for index, child in enumerate(children):
        if child.type in ("softbreak", "hardbreak"):
            return children[index + 1 :]
    return []


def _mark_lines(state: StateCore) -> None:
    """Tell the ``html`` reader on which line of the source a block begins."""
    for token in state.tokens:
        if token.map and token.nesting == 1:
            token.attrSet("data-source-line", str(token.map[0] + 1))
        elif token.map and token.type == "html_block" and not _VERBATIM.search(token.content):
            lines = token.content.split("\n")
            marked = (_mark_tag(line, token.map[0] + number) for number, line in enumerate(lines, 1))
            token.content = "\n".join(marked)


def _mark_tag(line: str, number: int) -> str:
    """Mark the first tag of a line of HTML with the line's number."""
    tag = _FIRST_TAG.match(line)
    return f'{tag.group()} data-source-line="{number}"{line[tag.end() :]}' if tag else line


def _render_fence(_renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
    token = tokens[index]
    fence = read_info(token.info)
    line = f' data-source-line="{token.map[0] + 1}"' if token.map else ""
    marked = f' data-line="{",".join(map(str, fence.highlighted))}"' if fence.highlighted else ""
    language = f' class="language-{html.escape(fence.language)}"' if fence.language else ""
    code = f"<pre{marked}{line}><code{language}>{html.escape(token.content, quote=False)}</code></pre>\n"
    if not fence.caption:
        return code
    words, url, link_text = (_as_html(text) for text in (fence.caption, fence.url, fence.link_text or "link"))
    link = f' <a href="{url}">{link_text}</a>' if url else ""
    return f'<figure class="highlight"><figcaption>{words}{link}</figcaption>{code}</figure>\n'


def _as_html(text: str) -> str:
    """Return a piece of an info string, in which entities are characters (CommonMark 0.31, section 2.5), for HTML."""
    return html.escape(html.unescape(text))


def _render_math(_renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
    kind = "inline" if tokens[index].type == "math_inline" else "display"
    return f'<span class="math {kind}">{html.escape(tokens[index].content.strip())}</span>'


def _render_container_open(
    _renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: Any, _env: Any
) -> str:
    match = _CONTAINER.match(tokens[index].info)
    name, title = (match.group(1), match.group(2).strip()) if match else ("note", "")
    kind = "details" if name == "details" else f"admonition {html.escape(name.lower())}"
    return f'<div class="{kind}"' + (f' data-title="{html.escape(title)}">\n' if title else ">\n")


def _render_container_close(
    _renderer: RendererHTML, _tokens: Sequence[Token], _index: int, _options: Any, _env: Any
) -> str:
    return "</div>\n"


_RENDERERS = {
    "fence": _render_fence,
    "math_inline": _render_math,
    "math_inline_double": _render_math,
    "math_block": _render_math,
    "container_container_open": _render_container_open,
    "container_container_close": _render_container_close,
}
