"""What the tests of batches share. Work for worker processes is functions of a module, so that they can be sent."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path


def square(number: int) -> int:
    return number * number


def one_takes_longer(number: int) -> int:
    if number == 0:
        time.sleep(0.3)
    return number


def seventh_is_killed(number: int) -> int:
    if number == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def seventh_exits(number: int) -> int:
    if number == 7:
        os._exit(3)
    return number


def seventh_hangs(number: int) -> int:
    if number == 7:
        time.sleep(600)
    return number


def killed_once(folder: str, number: int) -> int:
    """Kill the worker at the job 7, but only the first time."""
    mark = Path(folder) / "killed"
    if number == 7 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def waits_for(mark: str, last: int, number: int) -> int:
    """Return ``number``, for ``last`` when there is a file ``mark``, -1 if that takes too long."""
    return number if number != last or comes(Path(mark)) else -1


def last_two_meet(folder: str, count: int, number: int) -> int:
    """Return ``number``, for the last two of ``count`` when both are being done, -1 if that takes too long."""
    if number < count - 2:
        return number
    (Path(folder) / str(number)).touch()
    other = 2 * count - 3 - number
    return number if comes(Path(folder) / str(other)) else -1


def comes(file: Path) -> bool:
    """Wait for ``file``; return whether it came within half a minute."""
    end = time.monotonic() + 30
    while not file.exists() and time.monotonic() < end:
        time.sleep(0.01)
    return file.exists()


class SlowToReceive:
    """A result that its receiver needs three seconds for."""

    def __reduce__(self) -> tuple[object, tuple[int]]:
        return time.sleep, (3,)


def first_is_slow_to_receive(number: int) -> object:
    time.sleep(0.5 * (number + 1))
    return number if number else SlowToReceive()


def take_memory(size: int) -> str:
    try:
        return str(len(bytearray(size)))
    except MemoryError:
        return "MemoryError"


def dawdle(number: int) -> int:
    time.sleep(0.05)
    return number


def own_process(number: int) -> int:
    time.sleep(0.02)
    return os.getpid()


def never_starts(_: object) -> None:
    sys.exit(1)


class NeverStarts:
    """A task that can be sent, but not received."""

    def __reduce__(self) -> tuple[object, tuple[int]]:
        return sys.exit, (1,)

    def __call__(self, number: int) -> int:
        return number


def square_or_die(folder: str) -> object:
    """Return ``square``, but kill the first process that asks for it."""
    mark = Path(folder) / "stillborn"
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return square


class StartsAtTheSecondTry:
    """A task that kills the first worker that receives it."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return square_or_die, (self.folder,)

    def __call__(self, number: int) -> int:
        return number * number


def hang_and_tell(folder: str, number: int) -> int:
    """Say which process this is in a file, then hang."""
    (Path(folder) / f"{number}.part").write_text(str(os.getpid()))
    (Path(folder) / f"{number}.part").rename(Path(folder) / f"{number}.process")
    time.sleep(600)
    return number


def files(folder: str) -> dict[str, bytes]:
    """Return all outputs below ``folder``; octavo's own record is none."""
    found = {path.relative_to(folder).as_posix(): path for path in Path(folder).rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in sorted(found.items()) if not name.startswith(".octavo-state")}


def die_of_seven(number: int) -> int:
    """Return ``number`` squared, but kill this process for 7."""
    if number == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number
