"""Spools: where there is no room, it is said when something is kept, and in one line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from octavo._spool import IN_MEMORY, Spool

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no such limits")

PROGRAM = f"""if True:
    import resource
    from octavo._spool import Spool
    from octavo.errors import WriteError

    resource.setrlimit(resource.RLIMIT_FSIZE, ({IN_MEMORY}, {IN_MEMORY}))
    spool = Spool()
    spool.keep(b"x" * {IN_MEMORY})
    try:
        spool.keep(b"y" * 100)
    except WriteError as error:
        print(error)
"""


def test_what_was_kept_is_read_whether_it_is_on_the_disk_or_not() -> None:
    spool = Spool()
    parts = [bytes([number]) * (IN_MEMORY // 3) for number in range(7)]
    kept = [spool.keep(part) for part in parts]
    assert [read() for read in reversed(kept)] == parts[::-1]


def test_no_room_is_said_when_something_is_kept_and_not_when_it_is_read(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, env={"TMPDIR": str(tmp_path)}
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "the temporary file can't be written: file too large (TMPDIR names its folder)\n"
