"""Threat: a tree in JSON carries a piece of another format that is written as it stands."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from converter import BODY_FORMATS
from octavo._cli import cli

EVIL = "<script>alert('EVIL')</script>"
FORMATS = ("html", "markdown", "text", "xhtml", "epub", "json", "pandoc", "no-such")
OWN = {
    "octavo": 1,
    "blocks": [{"type": "raw_block", "format": name, "text": EVIL} for name in FORMATS]
    + [
        {"type": "paragraph", "children": ["WORDS", *({"type": "raw_inline", "format": name, "text": EVIL} for name in FORMATS)]}
    ],
}  # fmt: skip
PANDOC = {
    "pandoc-api-version": [1, 23, 1],
    "meta": {},
    "blocks": [{"t": "RawBlock", "c": [name, EVIL]} for name in FORMATS]
    + [{"t": "Para", "c": [{"t": "Str", "c": "WORDS"}, {"t": "RawInline", "c": ["html", EVIL]}]}],
}
TREES = {"json": OWN, "pandoc": PANDOC}


def run(folder: Path, source: str, target: str, *options: str) -> tuple[bytes, str]:
    """Return what the command writes for the tree of ``source``, and what it says."""
    tree, output = folder / "tree.json", folder / f"out.{target}"
    tree.write_text(json.dumps(TREES[source]))
    arguments = ["convert", str(tree), "-f", source, "-t", target, "-o", str(output), "-v", "--force", *options]
    finished = CliRunner().invoke(cli, arguments)
    assert finished.exit_code == 0, finished.output
    if target != "epub":
        return output.read_bytes(), finished.output
    with zipfile.ZipFile(output) as book:
        return b"".join(book.read(name) for name in book.namelist()), finished.output


@pytest.mark.parametrize("target", [*BODY_FORMATS, "jsonl", "pandoc"])
@pytest.mark.parametrize("source", TREES)
def test_raw_pieces_are_left_out_and_counted(tmp_path: Path, source: str, target: str) -> None:
    written, said = run(tmp_path, source, target)
    assert b"EVIL" not in written
    assert b"WORDS" in written
    assert "raw-dropped" in said
    assert "raw pieces for html" in said


@pytest.mark.parametrize("target", ["markdown", "html", "xhtml", "epub", "json"])
@pytest.mark.parametrize("source", TREES)
def test_raw_pieces_pass_when_they_are_allowed(tmp_path: Path, source: str, target: str) -> None:
    assert b"EVIL" in run(tmp_path, source, target, "--allow-raw")[0]
