"""Threat: a hostile post changes what becomes of those beside it, or hides words of its own that a browser shows."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from browsing import shown
from converter import Converter
from octavo._cli import cli
from posts import KINDS, posts
from workload import files

HOSTILE = [post for kind in KINDS for post in posts(kind) if post.reader in ("html", "hexo", "markdown")][::9]
BENIGN = {
    f"benign-{number}.md": f"---\ntitle: B{number}\n---\nSome *words* {number}.[^1]\n\n[^1]: n\n"
    for number in range(20)
}


def converted(folder: str, output: str) -> dict[str, bytes]:
    done = CliRunner().invoke(cli, ["convert", folder, "-t", "html", "-o", output, "--jobs", "2"])
    assert done.exit_code == 0, done.output
    return {name: data for name, data in files(output).items() if name.startswith("benign-")}


def test_benign_posts_come_out_as_they_do_without_hostile_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for folder in ("alone", "among"):
        Path(folder).mkdir()
        for name, text in BENIGN.items():
            Path(folder, name).write_text(text, encoding="utf-8")
    for number, post in enumerate(HOSTILE):
        data = post.source if isinstance(post.source, bytes) else post.source.encode("utf-8", "replace")
        Path("among", f"{number}.md").write_bytes(data)
    alone = converted("alone", "out-alone/")
    assert len(alone) == len(BENIGN)
    assert converted("among", "out-among/") == alone


@pytest.mark.parametrize("kind", ["ELEMENTS", "MUTATIONS", "ADDRESSES", "WORDS"])
def test_words_that_a_browser_shows_stay(converter: Converter, kind: str) -> None:
    lost = []
    for post in posts(kind):
        if post.reader != "html":
            continue
        assert isinstance(post.source, str)
        expected = [word for word in ("BEFORE", "AFTER", "LINK") if word in shown(post.source)]
        written = converter.convert(post.source, "text", "html")
        if not all(word in written for word in expected):
            lost.append(post.name)
    assert lost == []
