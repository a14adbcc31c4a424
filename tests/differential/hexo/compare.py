"""Compares what octavo and Hexo itself say about posts: ``python tests/differential/hexo/compare.py [FOLDER]``.

Hexo is installed by npm, once, into the user's cache folder (or that which OCTAVO_HEXO names). The
posts of FOLDER, by default the golden ones, are laid out as a site in the zone UTC and loaded by
both. Differences that docs/hexo-differences.md explains are counted, the others listed.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Any

import msgspec
from platformdirs import user_cache_path

import octavo_hexo
import octavo_html
import octavo_markdown
from octavo import Document, Timestamp, walk
from octavo.model import CodeBlock, Embed, ExcerptBreak
from octavo.testing import bench

HERE = Path(__file__).parent
FIXTURES = HERE.parent.parent / "plugins" / "hexo" / "golden"
PACKAGES = ("hexo@8.1.2", "hexo-renderer-marked@7")
SITE = """
title: A site
url: https://example.com
timezone: UTC
new_post_name: ":year-:month-:day-:title.md"
updated_option: empty
future: true
syntax_highlighter: ""
"""
_ENDINGS = (".md", ".markdown", ".html")
Facts = dict[str, Any]


@dataclass(frozen=True)
class Difference:
    """What Hexo and octavo say about one fact of one post, and why they may differ ("": they may not)."""

    post: str
    fact: str
    hexo: object
    octavo: object
    reason: str = ""


def missing_tool() -> str:
    """Return the name of a program that is needed and missing, or ""."""
    return next((tool for tool in ("node", "npm") if shutil.which(tool) is None), "")


def install() -> Path:
    """Return the folder whose ``node_modules`` has Hexo; installs it if it is not there yet."""
    folder = Path(os.environ.get("OCTAVO_HEXO") or user_cache_path("octavo") / "hexo-8.1.2")
    if not (folder / "node_modules" / "hexo").is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text('{"private": true}')
        command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", *PACKAGES]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return folder


def lay_out(posts: Iterable[Path], site: Path, modules: Path) -> dict[str, Path]:
    """Copy ``posts`` into ``source/_posts`` of a new ``site``; return the name that each has there."""
    folder = site / "source" / "_posts"
    folder.mkdir(parents=True)
    (site / "_config.yml").write_text(SITE)
    (site / "package.json").write_text('{"hexo": {"version": "8.1.2"}, "dependencies": {"hexo-renderer-marked": "*"}}')
    (site / "node_modules").symlink_to(modules / "node_modules")
    names: dict[str, Path] = {}
    for post in posts:
        name = _free_name(post, names)
        shutil.copyfile(post, folder / name)
        names[name] = post
    return names


def _free_name(post: Path, taken: dict[str, Path]) -> str:
    stem, ending = post.stem.lstrip("_."), post.suffix.lower()
    name, number = stem + ending, 1
    while name in taken or len(name.encode()) > 250:
        number += 1
        name = f"{stem[:60]}-{number}{ending}"
    return name


def ask_hexo(site: Path, modules: Path) -> dict[str, Facts]:
    """Return what Hexo says about each post of ``site``."""
    command = ["node", "--no-deprecation", str(HERE / "dump.js"), str(modules), str(site)]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "TZ": "UTC"})
    dumped: dict[str, Facts] = json.loads((site / "dump.json").read_text())
    return dumped


def ask_octavo(site: Path) -> dict[str, Document]:
    """Return each post of ``site`` as octavo reads it."""
    pipeline = bench(octavo_hexo, octavo_html, octavo_markdown)
    folder = site / "source" / "_posts"
    found: dict[str, Document] = {}
    for post in sorted(folder.iterdir()):
        document = pipeline.read(post.read_bytes(), "hexo", name=f"source/_posts/{post.name}")
        found[post.name] = msgspec.structs.replace(document, name=post.name)
    return found


def facts(document: Document) -> Facts:
    """Return what ``document`` says, in the form in which Hexo says it."""
    meta = document.meta
    keys = keys_of(document)
    return {
        "title": meta.title,
        "date": _instant(meta.published),
        "updated": _instant(meta.updated),
        "tags": sorted(meta.tags),
        "categories": sorted(list(path) for path in meta.categories),
        "layout": keys.get("layout") or "post",
        "published": not meta.draft,
        "slug": meta.slug,
        "hasExcerpt": bool(meta.excerpt) or any(isinstance(node, ExcerptBreak) for node in walk(document.blocks)),
    }


def keys_of(document: Document) -> Facts:
    """Return the front matter of ``document`` as a mapping."""
    front_matter = document.meta.front_matter
    return {entry.key: entry.value for entry in front_matter.entries} if front_matter else {}


def _instant(timestamp: Timestamp | None) -> str | None:
    if timestamp is None or timestamp.instant is None:
        return None
    return timestamp.instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def compare(hexo: dict[str, Facts], octavo: dict[str, Document]) -> list[Difference]:
    """Return all differences, with the reason where there is one."""
    found: list[Difference] = []
    for name, said in hexo.items():
        document = octavo[name]
        if "error" in said:
            found.append(Difference(name, "post", said["error"], document.meta.title, "hexo-fails"))
            continue
        said = {**said, "tags": sorted(said["tags"]), "categories": sorted(said["categories"])}
        for fact, value in facts(document).items():
            if value != said[fact]:
                reason = explain(fact, said[fact], value, document)
                found.append(Difference(name, fact, said[fact], value, reason))
    return found


def explain(fact: str, hexo: Any, octavo: Any, post: Document) -> str:
    """Return why ``hexo`` and ``octavo`` differ in ``fact``: a heading of docs/hexo-differences.md, or ""."""
    return next((reason for reason, holds in REASONS.get(fact, ()) if holds(hexo, octavo, post)), "")


Reason = tuple[str, Callable[[Any, Any, Document], bool]]
_OTHER_UPDATES = {"modified", "modified_time", "last_modified", "last_updated", "lastmod"}
_UNPADDED = re.compile(r"\d{4}-(?:\d-\d{1,2}|\d{2}-\d)[-_ ]|\d{4}-\d{2}-\d{2}[_ ]")


def _has_code_or_frame(post: Document) -> bool:
    """Whether the mark stands in code, or may stand in a frame, where it is text to a browser."""
    nodes = list(walk(post.blocks))
    in_code = any(isinstance(node, CodeBlock) and "<!-- more" in node.text.lower() for node in nodes)
    return in_code or any(isinstance(node, Embed) and node.kind == "frame" for node in nodes)


def _lowered(keys: Facts) -> set[str]:
    return {key.lower() for key in keys} - set(keys)


REASONS: dict[str, tuple[Reason, ...]] = {
    "title": (
        ("white-space", lambda hexo, octavo, _post: " ".join(str(hexo).split()) == " ".join(octavo.split())),
        ("as-written", lambda _hexo, _octavo, post: not isinstance(keys_of(post).get("title"), str)),
        ("braces", lambda hexo, _octavo, _post: "&#123;" in hexo or "&#125;" in hexo),
        ("title-of-the-page", lambda hexo, _octavo, post: not hexo and "title" not in keys_of(post)),
    ),
    "date": (
        ("no-date", lambda _hexo, octavo, _post: octavo is None),
        ("more-dates", lambda _hexo, _octavo, post: "date" not in keys_of(post)),
        ("more-dates", lambda _hexo, _octavo, post: not re.fullmatch(r"[\x00-\x7f]*", str(keys_of(post)["date"]))),
    ),
    "updated": (
        ("more-dates", lambda hexo, _octavo, post: hexo is None and bool(_OTHER_UPDATES & set(keys_of(post)))),
        ("more-dates", lambda hexo, _octavo, post: hexo is None and "updated" in keys_of(post)),
    ),
    "tags": (
        ("drafts", lambda hexo, _octavo, post: not hexo and post.meta.draft),
        ("any-case", lambda hexo, _octavo, post: not hexo and bool({"tags", "tag"} & _lowered(keys_of(post)))),
        ("as-written", lambda hexo, octavo, _post: len(hexo) == len(octavo)),
    ),
    "categories": (
        ("drafts", lambda hexo, _octavo, post: not hexo and post.meta.draft),
        (
            "any-case",
            lambda hexo, _octavo, post: not hexo and bool({"categories", "category"} & _lowered(keys_of(post))),
        ),
    ),
    "slug": (
        ("slug", lambda _hexo, _octavo, post: bool({"slug", "permalink"} & set(keys_of(post)))),
        ("dated-names", lambda _hexo, _octavo, post: bool(_UNPADDED.match(post.name))),
    ),
    "hasExcerpt": (
        ("hexo-fails", lambda hexo, _octavo, _post: isinstance(hexo, str)),
        ("more-in-code", lambda _hexo, octavo, post: not octavo and _has_code_or_frame(post)),
    ),
}


def posts_in(folder: Path) -> list[Path]:
    """Return the posts below ``folder``, in order."""
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in _ENDINGS and path.is_file())


def run(folder: Path) -> list[Difference]:
    """Return the differences over the posts in ``folder``."""
    posts = posts_in(folder)
    modules = install()
    with tempfile.TemporaryDirectory() as temporary:
        site = Path(temporary) / "site"
        lay_out(posts, site, modules)
        return compare(ask_hexo(site, modules), ask_octavo(site))


def main() -> int:
    """Print the differences; return 1 if there are any without a reason."""
    tool = missing_tool()
    if tool:
        print(f"skipped: {tool} is not installed, and Hexo needs it")
        return 0
    differences = run(Path(sys.argv[1]) if len(sys.argv) > 1 else FIXTURES)
    unexplained = [one for one in differences if not one.reason]
    for (fact, reason), count in sorted(Counter((one.fact, one.reason) for one in differences if one.reason).items()):
        print(f"{count:5} {fact}: {reason}")
    for one in unexplained:
        print(f"UNEXPLAINED {one.post}: {one.fact}: Hexo {one.hexo!r}, octavo {one.octavo!r}")
    print(f"{len(differences)} differences, {len(unexplained)} unexplained")
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
