"""Links: to anywhere, to other posts, to the files of a post, and those that look like buttons."""

from __future__ import annotations

from urllib.parse import unquote

from octavo.model import Link
from octavo.site import quote_path, relative_url
from octavo.url import safe_url
from octavo_hexo.linking import find_post
from octavo_hexo.tags.arguments import is_url, split_fields
from octavo_hexo.tags.declaration import Rendered, Tag, TagCall, TagContext

_TRUTHS = ("true", "false")


def link(call: TagCall, _context: TagContext) -> Rendered | None:
    """``{% link text url [external] [title] %}``; of themes ``{% link title::url::.. %}``."""
    fields = split_fields(call.text)
    place = _url_index(fields)
    if place is not None and len(fields) > 1:
        return linked(fields[0] if place else fields[1], fields[place])
    place = _url_index(call.arguments)
    if place is None:
        return None
    text, url, rest = call.arguments[:place], call.arguments[place], call.arguments[place + 1 :]
    title = " ".join(rest[1:] if rest[:1] and rest[0] in _TRUTHS else rest)
    return linked(" ".join(text) or url, url, title)


def button(call: TagCall, _context: TagContext) -> Rendered | None:
    """``{% btn url, text, icon, title %}``, with spaces between, or ``look::text::url::icon``."""
    fields = split_fields(call.text) if "," in call.text or "::" in call.text else call.arguments
    place = _url_index(fields)
    if place is None:
        return None
    before, after = ([field for field in part if field] for part in (fields[:place], fields[place + 1 :]))
    text = before[-1] if before else after[0] if after else fields[place]
    return linked(text, fields[place])


def linked(text: str, url: str, title: str = "") -> Rendered:
    """Return a Link, or the text alone where the URL is not safe."""
    safe = safe_url(url)
    return (Link((text,), safe, title),) if safe else (text,)


def _url_index(words: tuple[str, ...]) -> int | None:
    return next((index for index, word in enumerate(words) if is_url(word)), None)


def titled_path(call: TagCall, _context: TagContext) -> Rendered | None:
    """``{% url_for text path %}``, ``{% url text path %}``."""
    if len(call.arguments) < 2:
        return linked(call.text, call.text) if "://" in call.text and call.arguments else None
    return linked(call.arguments[0].strip("`"), call.arguments[1])


def post_link(call: TagCall, context: TagContext) -> Rendered | None:
    """``{% post_link slug[#hash] [title] [escape] %}``: the file of the other post.

    In a site that has no such post, the words alone.
    """
    if not call.arguments:
        return None
    slug, *words = call.arguments
    escape = words.pop() == "true" if words and words[-1] in _TRUTHS else True
    url = post_url(slug, call, context)
    title = " ".join(words) or _title(slug, context)
    inlines = (title,) if escape else context.read_inline(title, call.line)
    return (Link(inlines, url),) if url else inlines


def post_path(call: TagCall, context: TagContext) -> Rendered | None:
    """``{% post_path slug %}``."""
    return (post_url(call.arguments[0], call, context) or call.arguments[0],) if call.arguments else None


def post_url(slug: str, call: TagCall, context: TagContext) -> str:
    """Return the relative URL of the post ``slug`` (with its fragment); "" if the site has no such post.

    Outside a site the post is taken to lie beside this one.
    """
    call_name, hash_, fragment = slug.partition("#")
    if context.site is None:
        return quote_path(call_name.removesuffix(".md") + ".md") + hash_ + fragment
    name = find_post(call_name, context.site)
    if not name:
        context.notice("post-missing", f"the site has no post {call_name!r}; its words are kept", line=call.line)
    return relative_url(name, context.name) + hash_ + fragment if name else ""


def _title(slug: str, context: TagContext) -> str:
    """The title of the post ``slug``; the slug itself where it is not known."""
    name = find_post(slug.partition("#")[0], context.site) if context.site else ""
    return (context.site.posts[name].title if context.site and name else "") or slug


def asset_link(call: TagCall, context: TagContext) -> Rendered | None:
    """``{% asset_link file [title] [escape] %}``."""
    if not call.arguments:
        return None
    file, *words = call.arguments
    if words and words[-1] in _TRUTHS:
        words.pop()
    return (Link((" ".join(words) or file,), asset_url(file, context)),)


def asset_path(call: TagCall, context: TagContext) -> Rendered | None:
    """``{% asset_path file %}``."""
    return (asset_url(call.arguments[0], context),) if call.arguments else None


def asset_url(file: str, context: TagContext) -> str:
    """Return the URL of ``file`` in the asset folder of the post, relative to the post."""
    return quote_path(unquote(f"{context.post}/{file.lstrip('/')}" if context.post else file))


TAGS = (
    Tag(names=("link", "a", "anchor"), render=link),
    Tag(names=("btn", "button"), render=button),
    Tag(names=("url_for", "full_url_for", "url"), render=titled_path),
    Tag(names=("post_link",), render=post_link),
    Tag(names=("post_path",), render=post_path),
    Tag(names=("asset_link",), render=asset_link),
    Tag(names=("asset_path",), render=asset_path),
)
