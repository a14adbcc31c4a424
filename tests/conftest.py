"""What all tests share: golden files, updated by ``pytest --update-golden`` and read before committing."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from loopback import server

__all__ = ["Golden", "golden", "pytest_addoption", "server"]

pytest_plugins = ["pytester"]

settings.register_profile("octavo", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("octavo")
"""No test fails because its machine is busy."""

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as in what a shell runs in the background
    signal.signal(signal.SIGINT, signal.default_int_handler)
"""The programs that tests start and interrupt would ignore it too."""

Golden = Callable[[Path, str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write what is produced into the golden files")
    parser.addoption("--fault-rounds", type=int, default=3, help="at how many random moments batches are killed")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Return ``check(path, actual)``: ``actual`` must be what the file holds."""
    update = bool(request.config.getoption("--update-golden"))

    def check(path: Path, actual: str) -> None:
        if update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(actual, encoding="utf-8", newline="")
        expected = path.read_bytes().decode("utf-8") if path.exists() else None
        assert actual == expected, f"{path} differs; look, then run pytest --update-golden"

    return check
