"""CPU time from start to end of commands, as multiples of a bare Python that imports lxml and yaml."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.measuring import Work, compare, table
from benchmarks.samples import article

_LIMIT = [sys.executable, "-c", "import lxml.etree, yaml"]


def report(rounds: int, environment: Path | None) -> str:
    """Return the table of commands, those of the peers in ``environment`` too."""
    octavo = [str(Path(sys.executable).with_name("octavo"))]
    with tempfile.TemporaryDirectory() as folder:
        post = Path(folder) / "post.html"
        post.write_bytes(article(10))
        output = str(Path(folder) / "post.txt")
        works = {
            "python -c pass": run([sys.executable, "-c", "pass"]),
            "octavo --help": run([*octavo, "--help"]),
            "octavo formats": run([*octavo, "formats"]),
            "octavo convert, to Markdown": run([*octavo, "convert", str(post), "-t", "markdown", "-o", output]),
            "octavo convert, to text": run([*octavo, "convert", str(post), "-t", "text", "-o", output]),
        }
        if environment:
            works |= _peers(environment / "bin", post)
        found = compare(run(_LIMIT), works, rounds)
    return f"""## Start-up (a Python that imports lxml and yaml = 1)

{table(["command", "CPU time"], list(found.items()))}
"""


def _peers(programs: Path, post: Path) -> dict[str, Work]:
    import_pandoc = "import pypandoc; pypandoc.convert_file(__import__('sys').argv[1], 'gfm', 'html', ['--sandbox'])"
    return {
        "markdownify": run([str(programs / "markdownify"), str(post)]),
        "html2text": run([str(programs / "html2text"), str(post)]),
        "markitdown": run([str(programs / "markitdown"), str(post)]),
        "pypandoc": run([str(programs / "python"), "-c", import_pandoc, str(post)]),
    }


def run(command: Sequence[str]) -> Work:
    """Return a run of ``command``, whose output is not looked at; raises CalledProcessError if it fails.

    Bytecode is kept, whatever the environment says: nobody who installed octavo compiles it again in each run.
    """
    quiet, environment = subprocess.DEVNULL, {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    return lambda: subprocess.run(command, check=True, stdout=quiet, stderr=quiet, env=environment)
