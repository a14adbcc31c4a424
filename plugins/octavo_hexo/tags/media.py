"""Pictures, films, sounds and framed pages."""

from __future__ import annotations

import re
from collections.abc import Callable

from octavo.model import Embed, EmbedKind, Figure, Image, Link, Paragraph
from octavo.url import safe_url
from octavo_hexo.tags.arguments import is_url, size, split_fields
from octavo_hexo.tags.declaration import Rendered, Tag, TagCall, TagContext
from octavo_hexo.tags.links import asset_url

_IMAGE_NAME = re.compile(r"(?=\S++\Z)\S+\.(?:png|jpe?g|gif|webp|svg|bmp|avif|ico|tiff?)(?:[?#]\S*)?", re.IGNORECASE)
_PLAYERS = {
    "youtube": "https://www.youtube.com/embed/{}",
    "vimeo": "https://player.vimeo.com/video/{}",
    "bilibili": "https://player.bilibili.com/player.html?{}",
    "youku": "https://player.youku.com/embed/{}",
    "tencent": "https://v.qq.com/txp/iframe/player.html?vid={}",
    "jsfiddle": "https://jsfiddle.net/{}/embedded/",
    "codepen": "https://codepen.io/{}",
}
_IDENTIFIER = re.compile(r"[\w./?=&%+-]{1,80}")


def image(call: TagCall, _context: TagContext) -> Rendered | None:
    """``{% img [class ..] url [width] [height] ["title" ["alt"]] %}``."""
    return _image(call, lambda word: word if is_url(word) or _IMAGE_NAME.fullmatch(word) else "")


def asset_image(call: TagCall, context: TagContext) -> Rendered | None:
    """``{% asset_img [class ..] file [width] [height] ["title" ["alt"]] %}``: in the post's asset folder."""
    found = _image(call, lambda word: asset_url(word, context) if _IMAGE_NAME.fullmatch(word) else "")
    return found or _image(call, lambda word: asset_url(word, context))


def _image(call: TagCall, locate: Callable[[str], str]) -> Rendered | None:
    places = [(index, url) for index, word in enumerate(call.arguments) if (url := locate(word))]
    if not places:
        return None
    index, url = places[0]
    words = list(call.arguments[index + 1 :])
    sizes = [words.pop(0) for _ in range(2) if words and size(words[0])]
    width, height = ([size(one) for one in sizes] + [None, None])[:2]
    title, alt = _title_and_alt(words)
    safe = safe_url(url, image=True)
    return (Image(safe, alt or title, title if alt and alt != title else "", width, height),) if safe else None


def _title_and_alt(words: list[str]) -> tuple[str, str]:
    """Hexo's ``"title" "alt"``, also within one more pair of quotes; words without quotes are the title."""
    text = " ".join(words)
    quoted = re.findall(r"\"([^\"]*)\"|'([^']*)'", text)
    parts = [double or single for double, single in quoted] or (words if len(words) == 2 else [text])
    return parts[0], parts[1] if len(parts) > 1 else ""


def inline_image(call: TagCall, _context: TagContext) -> Rendered | None:
    """``{% inlineImg url [height] %}``."""
    url = safe_url(call.arguments[0], image=True) if call.arguments else ""
    return (Image(url, height=size(call.arguments[1]) if len(call.arguments) > 1 else None),) if url else None


def image_with_alt(call: TagCall, _context: TagContext) -> Rendered | None:
    """``{% imgTag url "alt" %}``."""
    url = safe_url(call.arguments[0], image=True) if call.arguments else ""
    return (Image(url, " ".join(call.arguments[1:2])),) if url else None


def player(call: TagCall, _context: TagContext) -> Rendered | None:
    """``{% youtube id [type] .. %}`` and its like."""
    return _played(call.name, call.arguments)


def _played(site: str, arguments: tuple[str, ...]) -> Rendered | None:
    if not arguments or not _IDENTIFIER.fullmatch(arguments[0].strip(",")):
        return None
    identifier = arguments[0].strip(",")
    if site == "youtube" and "playlist" in arguments[1:]:
        identifier = f"videoseries?list={identifier}"
    elif site == "bilibili":
        identifier = (
            f"aid={identifier.removeprefix('av')}" if identifier.lower().startswith("av") else f"bvid={identifier}"
        )
    elif site == "codepen" and len(arguments) > 1:
        identifier = f"{identifier}/embed/{arguments[1]}"
    kind: EmbedKind = "frame" if site in ("jsfiddle", "codepen") else "video"
    return (Embed(_PLAYERS[site].format(identifier), kind),)


def video(call: TagCall, _context: TagContext) -> Rendered | None:
    """``{% video url %}``, ``{% video youtube id %}``, ``{% video youtube:id %}``."""
    words = tuple(
        word for argument in call.arguments for word in (argument.split(":") if "//" not in argument else [argument])
    )
    if words and words[0] in _PLAYERS:
        return _played(words[0], words[1:])
    return _embedded(call, "video")


def audio(call: TagCall, _context: TagContext) -> Rendered | None:
    """``{% audio url %}``; ``{% aplayer title author url .. %}``."""
    return _embedded(call, "audio")


def _embedded(call: TagCall, kind: EmbedKind) -> Rendered | None:
    words = split_fields(call.text) if "," in call.text else call.arguments
    place = next((index for index, word in enumerate(words) if is_url(word)), None)
    url = safe_url(words[place]) if place is not None else ""
    return (Embed(url, kind, title=" ".join(words[:place])),) if url else None


def frame(call: TagCall, _context: TagContext) -> Rendered | None:
    """``{% iframe url [width] [height] %}``."""
    url = safe_url(call.arguments[0]) if call.arguments else ""
    if not url:
        return None
    width, height = ([size(word) for word in call.arguments[1:3]] + [None, None])[:2]
    return (Embed(url, "frame", width=width, height=height),)


def gallery(call: TagCall, context: TagContext) -> Rendered | None:
    """``{% gallery %}``, ``{% gp 3-2 %}``: the pictures between, one after the other."""
    return None if call.content is None else context.read(call.content, call.content_line)


def album(call: TagCall, _context: TagContext) -> Rendered | None:
    """``{% galleryGroup name description link image %}``."""
    if len(call.arguments) < 4:
        return None
    name, description, link, picture = call.arguments[:4]
    image_url, url = safe_url(picture, image=True), safe_url(link)
    if not image_url or not url:
        return None
    return (Figure((Paragraph((Link((Image(image_url, name),), url),)),), (f"{name}: {description}",)),)


TAGS = (
    Tag(names=("img", "image"), render=image),
    Tag(names=("asset_img", "asset_image"), render=asset_image),
    Tag(names=("inlineImg", "inlineimage"), render=inline_image),
    Tag(names=("imgTag",), render=image_with_alt),
    Tag(names=tuple(_PLAYERS), render=player),
    Tag(names=("video", "dplayer"), render=video),
    Tag(names=("audio", "aplayer"), render=audio),
    Tag(names=("iframe",), render=frame),
    Tag(names=("gallery", "gp", "grouppicture"), render=gallery, content="body"),
    Tag(names=("galleryGroup",), render=album),
)
