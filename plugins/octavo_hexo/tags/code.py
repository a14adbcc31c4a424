"""Code, diagrams and formulas, whose content is taken as it stands."""

from __future__ import annotations

import posixpath
import re
from html import unescape

from octavo.model import CodeBlock, Inlines, Link, Math, MathBlock, Paragraph
from octavo.url import safe_url
from octavo_hexo.tags.arguments import line_ranges, split_arguments, split_at_address
from octavo_hexo.tags.declaration import Rendered, Tag, TagCall, TagContext

_SETTING = re.compile(r"(lang|mark|line_number|line_threshold|first_line|wrap|highlight|language_attr):(\S*)")
_FROM_TO = re.compile(r"(?:lang|from|to):\S*")
_RAW = re.compile(r"\{%-?\s*(?:end)?raw\s*-?%\}\n?")


def code_block(call: TagCall, _context: TagContext) -> Rendered | None:
    """``{% codeblock [title] [lang:language] [url] [link text] [mark:1,3-4] ... %}``."""
    if call.content is None:
        return None
    settings = {match[1]: match[2] for one in call.arguments if (match := _SETTING.fullmatch(one))}
    rest = " ".join(one for one in call.arguments if not _SETTING.fullmatch(one))
    return (
        CodeBlock(
            _RAW.sub("", call.content),
            language=settings.get("lang", ""),
            caption=_caption(rest),
            highlighted=line_ranges(settings.get("mark", "")),
        ),
    )


def _caption(text: str) -> Inlines:
    """Return the caption that ``text`` is, which Hexo puts into its page as it stands: entities are characters."""
    words, url, behind = split_at_address(text)
    if not url:
        return (unescape(words),) if words else ()
    link = Link((unescape(behind) or "link",), safe_url(unescape(url)))
    return (f"{unescape(words)} ", link) if words else (link,)


def liquid_highlight(call: TagCall, _context: TagContext) -> Rendered | None:
    """``{% highlight language %}``: Jekyll's, which moved posts keep."""
    if call.content is None:
        return None
    return (CodeBlock(call.content, language=call.arguments[0] if call.arguments else ""),)


def included_code(call: TagCall, context: TagContext) -> Rendered | None:
    """``{% include_code [title] [lang:language] [from:line] [to:line] path %}``: a file of the site, else a link to it."""
    words = [one for one in call.arguments if not _FROM_TO.fullmatch(one)]
    if not words:
        return None
    settings = dict(one.split(":", 1) for one in call.arguments if _FROM_TO.fullmatch(one))
    title = " ".join(words[:-1]) or posixpath.basename(words[-1])
    text = context.code(words[-1])
    if text is not None:
        language = settings.get("lang") or posixpath.splitext(words[-1])[1].lstrip(".")
        return (CodeBlock(_excerpt(text, settings), language=language, caption=(title,)),)
    context.notice("code-not-included", f"the file {words[-1]} is not at hand; it is a link", line=call.line)
    title = " ".join(words[:-1]) or words[-1]
    return (Paragraph((Link((title,), safe_url("/downloads/code/" + words[-1].lstrip("/"))),)),)


def _excerpt(text: str, settings: dict[str, str]) -> str:
    """The lines of ``text`` that ``from:`` and ``to:`` name, counted from 1."""
    lines = text.rstrip("\n").split("\n")
    first, last = (int(number) if (number := settings.get(key, "")).isdecimal() else None for key in ("from", "to"))
    return "\n".join(lines[max((first or 1) - 1, 0) : last])


def diagram(call: TagCall, _context: TagContext) -> Rendered | None:
    """``{% mermaid [type] %}``, and what else draws from text: code in the diagram's language."""
    if call.content is None:
        return None
    kind = call.text.strip()
    head = f"{kind}\n" if call.name == "mermaid" and kind.isalpha() else ""
    return (CodeBlock(head + call.content, language=call.name),)


def formula(call: TagCall, _context: TagContext) -> Rendered | None:
    r"""``{% math \phi %}`` in a line, ``{% math %}..{% endmath %}`` in one or on lines of its own."""
    if call.content is None:
        return (Math(call.text.strip()),) if call.text.strip() else None
    tex = call.content.strip().removeprefix("$$").removesuffix("$$").strip()
    return (MathBlock(tex),) if call.name != "math" or "\n" in call.source else (Math(tex),)


def gist(call: TagCall, _context: TagContext) -> Rendered | None:
    """``{% gist id [file] %}``."""
    if not call.arguments:
        return None
    number, *file = call.arguments
    title = " ".join(file) or f"gist {number}"
    return (Paragraph((Link((title,), safe_url(f"https://gist.github.com/{number}")),)),)


def github_card(call: TagCall, _context: TagContext) -> Rendered | None:
    """``{% githubCard user:.. repo:.. %}``, ``{% ghcard user/repository %}``."""
    named = dict(word.split(":", 1) for word in call.arguments if ":" in word)
    plain = [word.strip(",") for word in split_arguments(call.text) if ":" not in word]
    name = "/".join(part for key in ("user", "repo") if (part := named.get(key, ""))) or next(iter(plain), "")
    return (Paragraph((Link((name,), safe_url(f"https://github.com/{name}")),)),) if name else None


TAGS = (
    Tag(names=("codeblock", "code"), render=code_block, content="verbatim"),
    Tag(names=("highlight",), render=liquid_highlight, content="verbatim"),
    Tag(names=("include_code", "include-code"), render=included_code),
    Tag(names=("mermaid", "markmap", "chartjs", "plantuml", "flowchart"), render=diagram, content="verbatim"),
    Tag(names=("math", "math_block", "katex"), render=formula, content="verbatim"),
    Tag(names=("gist",), render=gist),
    Tag(names=("githubCard", "ghcard"), render=github_card),
)
