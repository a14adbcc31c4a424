"""The posts that are measured with: three sets of a folder, or three made up."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from octavo_hexo.body import judge
from octavo_hexo.splitting import split

SMALL, HEAVY = range(1_000, 6_000), range(40_000, 10_000_000)
"""The bytes of a small post's body, and of a heavy article's."""


@dataclass(frozen=True)
class Sample:
    """HTML posts, the body of each alone, and what each file is called."""

    posts: list[bytes]
    bodies: list[bytes]
    names: list[str]

    def only(self, sizes: range) -> Sample:
        """Return those with bodies of ``sizes`` bytes."""
        chosen = [place for place, body in enumerate(self.bodies) if len(body) in sizes]
        return self._at(chosen)

    def first(self, count: int) -> Sample:
        """Return ``count`` of them, spread over all."""
        step = max(1, -(-len(self.bodies) // count))
        return self._at(range(0, len(self.bodies), step))

    def _at(self, places: Sequence[int]) -> Sample:
        return Sample(
            [self.posts[place] for place in places],
            [self.bodies[place] for place in places],
            [self.names[place] for place in places],
        )


def load(folder: Path) -> dict[str, Sample]:
    """Return the posts below ``folder`` whose body is HTML: all, the small ones, the heavy ones."""
    whole = Sample([], [], [])
    for path in sorted(one for one in folder.rglob("*") if one.suffix in (".md", ".markdown", ".html")):
        try:
            text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError:
            continue
        body = split(text).body
        if body.strip() and judge(body, path.suffix).format == "html":
            whole.posts.append(text.encode())
            whole.bodies.append(body.encode())
            whole.names.append(path.name)
    return {"real posts": whole, "small posts": whole.only(SMALL), "heavy articles": whole.only(HEAVY)}


def make() -> dict[str, Sample]:
    """Return made-up posts, the same in every run."""
    generator = random.Random(1)  # noqa: S311  # no secret is made of it
    small = _sample([_article(generator, 12, heavy=False) for _ in range(60)])
    heavy = _sample([_article(generator, 150, heavy=True) for _ in range(10)])
    both = Sample(small.posts + heavy.posts, small.bodies + heavy.bodies, small.names + heavy.names)
    return {"made-up posts": both, "small posts": small, "heavy articles": heavy}


def article(paragraphs: int, seed: int = 1) -> bytes:
    """Return the body of one made-up article, about 330 bytes for each paragraph."""
    return _article(random.Random(seed), paragraphs, heavy=False)  # noqa: S311  # no secret is made of it


def _sample(bodies: list[bytes]) -> Sample:
    head = "---\ntitle: Post {number}\ndate: 2024-01-02 03:04:05\ntags:\n- one\n- two\n---\n"
    posts = [head.format(number=place).encode() + body for place, body in enumerate(bodies)]
    return Sample(posts, bodies, [f"post-{place}.md" for place in range(len(bodies))])


def _article(generator: random.Random, paragraphs: int, *, heavy: bool) -> bytes:
    blocks = [_block(generator, heavy=heavy) for _ in range(paragraphs)]
    return ("<div class='post'>\n" + "\n".join(blocks) + "\n</div>\n").encode()


def _block(generator: random.Random, *, heavy: bool) -> str:
    match generator.randrange(10):
        case 0:
            return f"<h2 id='part-{generator.randrange(99)}'>{_words(generator, 5)}</h2>"
        case 1:
            items = "".join(f"<li>{_line(generator, heavy=heavy)}</li>\n" for _ in range(3))
            return f"<ul>\n{items}</ul>"
        case 2:
            return f"<p><img src='/images/{generator.randrange(999)}.png' alt='{_words(generator, 3)}' width='640'></p>"
        case 3:
            return f"<blockquote><p>{_line(generator, heavy=heavy)}</p></blockquote>"
        case _:
            return f"<p style='margin: 0'>{_line(generator, heavy=heavy)} {_line(generator, heavy=heavy)}</p>"


def _line(generator: random.Random, *, heavy: bool) -> str:
    words, more = _words(generator, 12), _words(generator, 6)
    link = f"<a href='https://example.org/{generator.randrange(999)}' target='_blank'>{_words(generator, 2)}</a>"
    if heavy:
        return f"<span style='font-size: 16px; color: #333'><strong>{_words(generator, 3)}</strong> {words}</span> {link} <span>{more}</span>"
    return f"{words} <em>{_words(generator, 2)}</em> {more} {link}."


_WORDS = "time year people way day man thing woman life child world school state family student 時間 年 人們 生活 世界"


def _words(generator: random.Random, count: int) -> str:
    return " ".join(generator.choices(_WORDS.split(), k=count))
