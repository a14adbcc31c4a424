"""Gives a reader or the writers inputs that nobody thought of, led by what code they reach: coverage-guided fuzzing.

    pip install atheris
    python tests/fuzz.py TARGET [--seconds N] [--corpus DIR] [--found DIR]
    python tests/fuzz.py FORMAT --replay FILE...

It is run by hand; ``tests/security/fuzz`` tries each target shortly with a fixed seed, and all inputs that were
found to fail. Each fault is told once, by its place, with the shortest input that has it, which is written to DIR:
put what was read of it to ``tests/security/fuzz/found/FORMAT`` once it is mended.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import tempfile
import traceback
from dataclasses import dataclass, field
from pathlib import Path

import atheris

PLUGINS = ("epub", "hexo", "html", "json", "markdown", "pandoc", "text")

with atheris.instrument_imports(include=["octavo", *(f"octavo_{name}" for name in PLUGINS)]):
    from fuzzing.pieces import PIECES
    from fuzzing.targets import TARGETS, Target, replay

    for first in TARGETS.values():  # what plugins import when they are used is to be watched too
        first(b"a" * 16)

FOUND = Path(__file__).parent / "security" / "fuzz" / "found"
SECONDS_FOR_ONE = 20
LONGEST = 3000


def _dictionary(target: str, folder: Path) -> list[str]:
    """Write the pieces of ``target`` as a dictionary of libFuzzer, and return the option that names it."""
    pieces = PIECES.get(target.replace("-", " "))
    if pieces is None:
        return []
    quoted = ("".join(f"\\x{byte:02x}" for byte in piece.encode("utf-8", "surrogatepass")) for piece in pieces)
    file = folder / "dictionary"
    file.write_text("".join(f'"{piece}"\n' for piece in quoted if piece))
    return [f"-dict={file}"]


@dataclass
class Gathering:
    """Runs a target, and goes on when it fails: faults by their kind and place."""

    target: Target
    name: str
    folder: Path
    shortest: dict[tuple[str, str], int] = field(default_factory=dict)

    def __call__(self, data: bytes) -> None:
        """Try ``data``; write it down if it fails in a new place, or is shorter than what failed there."""
        try:
            self.target(data)
        except Exception as error:  # noqa: BLE001  # any is a fault, and told
            frames = traceback.extract_tb(error.__traceback__)
            place = next(
                (frame for frame in reversed(frames) if "octavo" in frame.filename or "fuzzing" in frame.filename),
                frames[-1],
            )
            self.tell(data, error, f"{Path(place.filename).name}:{place.lineno}")

    def tell(self, data: bytes, error: Exception, place: str) -> None:
        key = (type(error).__name__, place + " ".join(str(error).split()[:2]))
        if key in self.shortest and self.shortest[key] <= len(data):
            return
        self.shortest[key] = len(data)
        name = hashlib.sha256(repr(key).encode()).hexdigest()[:8]
        (self.folder / f"{self.name}-{name}").write_bytes(data)
        print(f"FAULT {self.name}-{name} {key[0]} at {place}: {str(error)[:300]}", flush=True)


def main() -> None:
    """Replay the files, or run until time is over or a fault is found."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--corpus", type=Path, help="keep inputs that reach new code here, and begin with those")
    parser.add_argument("--found", type=Path, default=Path("found"), help="where inputs that fail are written")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--replay", type=Path, nargs="+")
    chosen = parser.parse_args()
    target = TARGETS[chosen.target]
    for file in chosen.replay or ():
        replay(chosen.target, file.read_bytes())
    if chosen.replay:
        return
    chosen.found.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix="octavo-fuzz-"))
    corpora = [str(folder) for folder in (chosen.corpus or scratch, FOUND / chosen.target) if folder.is_dir()]
    limits = [f"-max_total_time={chosen.seconds}", f"-timeout={SECONDS_FOR_ONE}", f"-max_len={LONGEST}"]
    options = [f"-artifact_prefix={chosen.found}/{chosen.target}-", f"-seed={chosen.seed}", "-rss_limit_mb=2000"]
    gathering = Gathering(target, chosen.target, chosen.found)
    atheris.Setup([sys.argv[0], *limits, *options, *_dictionary(chosen.target, scratch), *corpora], gathering)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
