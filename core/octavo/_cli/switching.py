"""Writes which plugins are disabled into a configuration file, and leaves all else in it as it stands."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from octavo._cli.configuration import read_file
from octavo._sink import write_file
from octavo.errors import Position, UsageError

_HEADER = re.compile(r"^[ \t]*\[[ \t]*plugins[ \t]*\][ \t]*(?:#[^\n]*)?(?:\n|\Z)", re.MULTILINE)
_LIST = re.compile(r"^[ \t]*disabled[ \t]*=[ \t]*\[[^\]#]*\][ \t]*(?:\n|\Z)", re.MULTILINE)
_NEXT_TABLE = re.compile(r"^[ \t]*\[", re.MULTILINE)


def disabled_in(file: Path) -> list[str]:
    """Return the names that ``file`` disables, none if it is not there; raises UsageError if it is wrong."""
    names: list[str] = _tree(file).get("plugins", {}).get("disabled", [])
    return names


def write_disabled(file: Path, names: Sequence[str]) -> None:
    """Make ``names`` those that ``file`` disables.

    Raises UsageError where that can't be done without touching something else, WriteError where it can't be stored.
    """
    expected = _tree(file)
    expected.setdefault("plugins", {})["disabled"] = list(names)
    text = file.read_text("utf-8") if file.exists() else ""
    changed = with_disabled(text, names)
    try:
        is_right = tomllib.loads(changed) == expected
    except tomllib.TOMLDecodeError:
        is_right = False
    if not is_right:
        raise UsageError(
            "it can't be changed by a program", f"write disabled = {_list(names)} below [plugins]", Position(str(file))
        )
    write_file(file, changed.encode())


def with_disabled(text: str, names: Sequence[str]) -> str:
    """Return ``text``, a TOML document, with the key ``disabled`` of its table ``plugins`` made ``names``."""
    line = f"disabled = {_list(names)}\n"
    header = _HEADER.search(text)
    if header is None:
        gap = "" if not text else "\n" if text.endswith("\n") else "\n\n"
        return f"{text}{gap}[plugins]\n{line}"
    following = _NEXT_TABLE.search(text, header.end())
    end = following.start() if following else len(text)
    before, section, after = text[: header.end()], text[header.end() : end], text[end:]
    if _LIST.search(section):
        return before + _LIST.sub(lambda _: line, section, count=1) + after
    return before + ("" if before.endswith("\n") else "\n") + line + section + after


def _list(names: Sequence[str]) -> str:
    return "[" + ", ".join(json.dumps(name, ensure_ascii=False) for name in names) + "]"


def _tree(file: Path) -> dict[str, Any]:
    return read_file(file) if file.exists() else {}
