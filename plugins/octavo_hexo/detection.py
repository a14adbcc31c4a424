"""Whether a source is a Hexo post, and why: what ``octavo inspect --explain`` shows."""

from __future__ import annotations

import re

from octavo.plugin import Detection
from octavo.source import Source
from octavo_hexo.body import judge
from octavo_hexo.splitting import KNOWN_KEYS, Split, split

_EXTENSIONS = frozenset({"", ".md", ".markdown", ".mkd", ".mdown", ".html", ".htm"})
_KEY = re.compile(r"""^["']?([^\s"':#][^"':：\n]*+)["']?[ \t]*[:：]""", re.MULTILINE)
_SAMPLE = 65_536
_LONG_SAMPLE = 270_000
"""For front matter that does not end within the first sample; what is longer than the reader takes is a text."""


def detect(source: Source) -> Detection | None:
    """Return how sure it is that ``source`` is a post; None where no front matter is at its head."""
    if source.extension not in _EXTENSIONS:
        return None
    part = split(_head(source, _SAMPLE))
    if part.shape == "unclosed" and len(source.data) > _SAMPLE:
        part = split(_head(source, _LONG_SAMPLE))
    if part.shape not in ("prefixed", "prefixless"):
        return None
    keys = [key.strip().lower() for key in _KEY.findall(part.data)]
    known = [key for key in dict.fromkeys(keys) if key in KNOWN_KEYS]
    if not known:
        return None
    return Detection(0.9, "hexo", f"front matter with {', '.join(known[:4])}; {_body(part, source.extension)}")


def _head(source: Source, length: int) -> str:
    """The beginning of ``source`` as text: enough to tell, and quick to decode."""
    if isinstance(source.data, str):
        return source.data[:length].replace("\r\n", "\n").replace("\r", "\n")
    head = source.data[:length]
    text = head.decode("utf-8-sig", "replace")
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = head.decode("utf-16", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _body(part: Split, extension: str) -> str:
    judgement = judge(part.body, extension)
    return f"body {judgement.format}: {judgement.reason}"
