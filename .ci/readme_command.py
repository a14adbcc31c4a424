"""Prints a command of README.md: the code block below the comment ``<!-- command: NAME -->``."""

import re
import sys
from pathlib import Path


def readme_command(readme: str, name: str) -> str:
    """Return the command ``name``; raises LookupError if README.md has none or several."""
    found = re.findall(rf"<!-- command: {re.escape(name)} -->\n```sh\n(.*?)\n```", readme, re.DOTALL)
    if len(found) != 1:
        raise LookupError(f"README.md has {len(found)} commands named {name!r}")
    return str(found[0])


if __name__ == "__main__":
    readme = Path(__file__).parent.parent / "README.md"
    sys.stdout.write(readme_command(readme.read_text(encoding="utf-8"), sys.argv[1]) + "\n")
