"""Other tools on the same bodies, each in the environment of their own, as multiples of lxml's parse there."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from benchmarks.measuring import table
from benchmarks.samples import Sample

PACKAGES = (
    "lxml",
    "pypandoc-binary",
    "markdownify",
    "html2text",
    "markitdown",
    "html-to-markdown",
    "lxml_html_clean",  # trafilatura needs it, and does not always bring it
    "trafilatura",
    "beautifulsoup4",
)
_PROGRAM = Path(__file__).with_name("peer_program.py")
_BODIES = 40
"""How many of each set: the slowest of them take minutes for all."""


def report(samples: Mapping[str, Sample], rounds: int, environment: Path | None) -> str:
    """Return the table of all tools that could be installed; without an ``environment`` a line that says so."""
    if environment is None:
        return "## Other tools\n\nLeft out; `--peers ENVIRONMENT` installs and measures them.\n"
    if not environment.exists():
        install(environment)
    columns = [_measure(sample.first(_BODIES), rounds, environment) for sample in samples.values()]
    rows = [[name, *(column.get(name, "-") for column in columns)] for name in columns[0]]
    return f"""## Other tools, HTML to Markdown or text (lxml's parse of the same body = 1; up to {_BODIES} bodies of each set)

{table(["tool", *samples], rows)}
"""


def install(environment: Path) -> None:
    """Make ``environment`` with all packages; one that can't be installed is left out, and said."""
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    for package in PACKAGES:
        done = subprocess.run([environment / "bin" / "pip", "install", "-q", package], check=False, capture_output=True)
        if done.returncode:
            print(f"{package} can't be installed", file=sys.stderr)


def _measure(sample: Sample, rounds: int, environment: Path) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        for number, body in enumerate(sample.bodies):
            (Path(folder) / f"{number:05}.html").write_bytes(body)
        command = [str(environment / "bin" / "python"), str(_PROGRAM), folder, str(rounds)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    found: dict[str, float] = json.loads(done.stdout)
    return found
