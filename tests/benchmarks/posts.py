"""Makes posts in the shapes of real archives: the sizes, languages, constructs and mistakes that blogs have.

    python tests/benchmarks/posts.py FOLDER COUNT [--median BYTES] [--seed N]

All text is our own: sentences of a few dozen words. The same arguments make the same posts. What the shapes
are taken from: of 2,865 Hexo posts half were larger than 4.4 kB and a tenth larger than 22 kB; a third were
HTML under a front matter; six in ten were Chinese; a third had fenced code, a tenth a table, a seventh tags.
"""

from __future__ import annotations

import argparse
import math
import random
from collections.abc import Callable
from pathlib import Path

MEDIAN = 4400
_SPREAD = 1.2
_LARGEST = 300_000
_FOLDER = 1000
"""How many posts a folder holds."""

_WORDS = {
    "en": [
        "rain",
        "wind",
        "snow",
        "light",
        "river",
        "stone",
        "house",
        "garden",
        "morning",
        "evening",
        "letter",
        "road",
        "market",
        "bread",
        "water",
        "summer",
        "quiet",
        "long",
        "small",
        "bright",
        "old",
        "new",
        "slowly",
        "again",
        "never",
        "often",
        "carries",
        "keeps",
        "finds",
        "leaves",
        "opens",
        "follows",
    ],
    "zh": [
        "雨",
        "风",
        "雪",
        "光",
        "河流",
        "石头",
        "房子",
        "花园",
        "早晨",
        "傍晚",
        "信",
        "道路",
        "市场",
        "面包",
        "水",
        "夏天",
        "安静",
        "漫长",
        "明亮",
        "古老",
        "慢慢地",
        "再次",
        "从不",
        "常常",
        "带着",
        "留下",
        "打开",
        "跟着",
    ],
    "ja": [
        "雨",
        "風",
        "雪",
        "光",
        "川",
        "石",
        "家",
        "庭",
        "朝",
        "夕方",
        "手紙",
        "道",
        "市場",
        "パン",
        "水",
        "夏",
        "静かな",
        "長い",
        "明るい",
        "古い",
        "ゆっくり",
        "また",
        "決して",
        "よく",
        "運ぶ",
        "残す",
        "開く",
    ],
}
_LANGUAGES = ("zh",) * 6 + ("en",) * 3 + ("ja",)
_KINDS = ("markdown",) * 55 + ("html",) * 29 + ("mixed",) * 16


def write_posts(folder: Path, count: int, *, median: int = MEDIAN, seed: int = 1) -> int:
    """Write ``count`` posts below ``folder``, a thousand to a folder, and a picture; return their bytes."""
    chance = random.Random(seed)  # noqa: S311  # it keeps no secret
    pools = {(kind, language): _pool(kind, language, chance) for kind in set(_KINDS) for language in _WORDS}
    total = 0
    for number in range(count):
        path = post_path(folder, number)
        path.parent.mkdir(parents=True, exist_ok=True)
        language = chance.choice(_LANGUAGES)
        data = _post(number, language, pools[chance.choice(_KINDS), language], _size(median, chance), chance).encode()
        path.write_bytes(data)
        total += len(data)
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(2000))
    return total


def post_path(folder: Path, number: int) -> Path:
    """Return where the post ``number`` is."""
    return folder / f"{number // _FOLDER:04}" / f"{number:07}.md"


def _size(median: int, chance: random.Random) -> int:
    return min(_LARGEST, int(chance.lognormvariate(math.log(median), _SPREAD)))


def _post(number: int, language: str, pool: list[str], size: int, chance: random.Random) -> str:
    day = f"20{number % 25:02}-{number % 12 + 1:02}-{number % 28 + 1:02} {number % 24:02}:30:00"
    head = (
        f"---\ntitle: {_sentence(language, chance)[:60]} {number}\ndate: {day}\n"
        f"categories: [News, {chance.choice(_WORDS[language])}]\ntags:\n  - {chance.choice(_WORDS[language])}\n"
        f"author: Ann {number % 50}\nlanguage: {language}\n---\n\n"
    )
    blocks, length = [], 0
    while length < size:
        blocks.append(chance.choice(pool))
        length += len(blocks[-1].encode())
        if len(blocks) == 3:
            blocks.append("<!-- more -->")
    return head + "\n\n".join(blocks) + "\n"


# Blocks


def _sentence(language: str, chance: random.Random) -> str:
    words = chance.choices(_WORDS[language], k=chance.randint(5, 14))
    if language == "en":
        return " ".join(words).capitalize() + "."
    return "".join(words) + "。"


def _sentences(language: str, chance: random.Random, most: int = 5) -> str:
    between = " " if language == "en" else ""
    return between.join(_sentence(language, chance) for _ in range(chance.randint(1, most)))


def _pool(kind: str, language: str, chance: random.Random) -> list[str]:
    """Return a few hundred blocks to make posts of."""
    makers = {"markdown": _MARKDOWN, "html": _HTML, "mixed": _MARKDOWN + _HTML}[kind]
    return [chance.choice(makers)(lambda most=5: _sentences(language, chance, most), chance) for _ in range(300)]


Say = Callable[..., str]
Maker = Callable[[Say, random.Random], str]


def _code(say: Say, chance: random.Random) -> str:
    lines = [
        f"value_{number} = compute({number}, scale={chance.random():.3f})" for number in range(chance.randint(3, 20))
    ]
    return "```python\n" + "\n".join(lines) + "\n```"


def _table(say: Say, chance: random.Random) -> str:
    rows = [f"| {number} | {say(1)} |" for number in range(chance.randint(2, 8))]
    return "\n".join(["| a | b |", "|---|---|", *rows])


def _list(say: Say, chance: random.Random) -> str:
    return "\n".join(f"- {say(1)}" for _ in range(chance.randint(2, 8)))


def _html_list(say: Say, chance: random.Random) -> str:
    return "<ul>" + "".join(f"<li>{say(1)}</li>" for _ in range(chance.randint(2, 8))) + "</ul>"


def _html_table(say: Say, chance: random.Random) -> str:
    rows = "".join(f"<tr><td>{number}</td><td>{say(1)}</td></tr>" for number in range(chance.randint(2, 8)))
    return f"<table><tbody>{rows}</tbody></table>"


_MARKDOWN: list[Maker] = [
    *[lambda say, _: say()] * 8,
    *[lambda say, _: f"{say()} **{say(1)}** [{say(1)}](https://example.org/page) {say(2)}"] * 4,
    *[lambda say, _: f"## {say(1)}"] * 3,
    *[_list] * 2,
    _code,
    _code,
    _table,
    lambda say, _: f"> {say()}",
    lambda say, _: f"![{say(1)}](/picture.png)",
    lambda say, _: f"{{% note info %}}\n{say()}\n{{% endnote %}}",
    lambda say, _: f"<font color=red>{say(1)}</font> &nbsp; {say(2)}",
]
_HTML: list[Maker] = [
    *[lambda say, _: f"<p>{say()}</p>"] * 8,
    *[lambda say, _: f'<p><span style="font-size: 16px;">{say()}</span> <strong>{say(1)}</strong></p>'] * 4,
    *[lambda say, _: f'<p><a href="https://example.org/" target="_blank" rel="noopener">{say(1)}</a>{say(2)}</p>'] * 3,
    lambda say, _: f"<h2>{say(1)}</h2>",
    lambda say, _: (
        f'<figure><img src="https://example.org/a.jpg" alt="{say(1)}"><figcaption>{say(1)}</figcaption></figure>'
    ),
    lambda say, _: f"<blockquote><p>{say()}</p></blockquote>",
    lambda say, _: f"<div class='section'><p>{say()}<br><br>{say()}</p></div>",
    _html_list,
    _html_table,
]


def main() -> None:
    """Write what the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("count", type=int)
    parser.add_argument("--median", type=int, default=MEDIAN, help="bytes of the post in the middle")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    size = write_posts(asked.folder, asked.count, median=asked.median, seed=asked.seed)
    print(f"{asked.count:,} posts, {size / 1e6:,.1f} MB")


if __name__ == "__main__":
    main()
