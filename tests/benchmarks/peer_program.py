"""Run in the environment of the other tools: prints, as JSON, how each compares to lxml's parse.

    python peer_program.py FOLDER ROUNDS

FOLDER holds HTML bodies in UTF-8.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).parent.parent)
from benchmarks.measuring import Work, compare  # noqa: E402  # found only now

_PANDOC = ["--sandbox", "--quiet"]
"""Pandoc reads no other file or address, and doesn't say each time that it does not."""


def call(module: str, make: Callable[[Any], Callable[[str], object]]) -> Callable[[str], object] | None:
    """Return what ``make`` makes of ``module``, or None, and say so, where that is not installed or lacks something."""
    try:
        return make(import_module(module))
    except ImportError as error:
        print(f"{module} is left out: {' '.join(str(error).split())}", file=sys.stderr)
        return None


def markitdown(module: Any) -> Callable[[str], object]:
    from io import BytesIO

    converter = module.MarkItDown()
    information = module.StreamInfo(extension=".html", charset="utf-8", mimetype="text/html")
    return lambda text: converter.convert_stream(BytesIO(text.encode()), stream_info=information)


TOOLS: dict[str, tuple[str, Callable[[Any], Callable[[str], object]]]] = {
    "html-to-markdown (Rust)": ("html_to_markdown", lambda module: module.convert),
    "html2text": ("html2text", lambda module: module.html2text),
    "markdownify": ("markdownify", lambda module: module.markdownify),
    "trafilatura, to Markdown": ("trafilatura", lambda m: lambda text: m.extract(text, output_format="markdown")),
    "markitdown": ("markitdown", markitdown),
    "pandoc, one process a file": (
        "pypandoc",
        lambda m: lambda text: m.convert_text(text, "gfm", "html", _PANDOC),
    ),
    "text: lxml's string()": ("lxml.etree", lambda m: lambda text: m.HTML(text).xpath("string()")),
    "text: beautifulsoup4": ("bs4", lambda m: lambda text: m.BeautifulSoup(text, "lxml").get_text()),
}


def pandoc(paths: list[Path]) -> Work:
    """Return a run of pandoc over all files in one process."""
    module = import_module("pypandoc")
    return lambda: module.convert_file([str(path) for path in paths], "gfm", "html", _PANDOC)


def main() -> None:
    """Measure every tool that is installed."""
    folder, rounds = Path(sys.argv[1]), int(sys.argv[2])
    paths = sorted(folder.glob("*.html"))
    texts = [path.read_text("utf-8") for path in paths]
    bodies = [text.encode() for text in texts]
    parse = import_module("lxml.etree").HTML
    works: dict[str, Work] = {}
    for name, (module, make) in TOOLS.items():
        convert = call(module, make)
        if convert:
            works[name] = lambda convert=convert: [convert(text) for text in texts]  # type: ignore[misc]  # see above
    works["pandoc, one process for all"] = pandoc(paths)
    json.dump(compare(lambda: [parse(body) for body in bodies], works, rounds), sys.stdout)


if __name__ == "__main__":
    main()
