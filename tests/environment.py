"""A fresh environment that sees octavo and what it is developed with, for tests that install packages."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sysconfig
import venv
from pathlib import Path

OFFLINE = ["--no-build-isolation", "--no-index"] if importlib.util.find_spec("hatchling") else []


def make_environment(folder: Path) -> Path:
    """Return the Python of a new environment in ``folder``."""
    venv.create(folder, with_pip=True)
    paths = {"base": str(folder), "platbase": str(folder)}
    packages = Path(sysconfig.get_path("purelib", scheme="venv", vars=paths))
    # Our own packages are seen, and so is the .pth of an editable octavo.
    (packages / "octavo.pth").write_text(f"import site; site.addsitedir({sysconfig.get_path('purelib')!r})\n")
    return folder / ("Scripts" if os.name == "nt" else "bin") / "python"


def environ(**changes: str) -> dict[str, str]:
    """Return this process's environment without what pytest and coverage put there, and with ``changes``."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_", "OCTAVO_"))}
    return {**kept, "PYTHONPATH": "", **changes}


def run(*command: str | Path, cwd: Path | None = None, **changes: str) -> str:
    """Run ``command`` and return what it prints; it must succeed."""
    done = subprocess.run(
        [*map(str, command)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        cwd=cwd,
        env=environ(**changes),
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def install(python: Path, *sources: Path) -> None:
    """Install the packages in the folders ``sources`` by pip, without the network where their builder is at hand."""
    run(python, "-m", "pip", "install", "--quiet", "--no-deps", *OFFLINE, *sources)
