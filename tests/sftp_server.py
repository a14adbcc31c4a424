"""A server of SFTP on this machine, in a process of its own, that serves one folder."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

_SERVE = """
import asyncio, sys, asyncssh

class Server(asyncssh.SSHServer):
    def password_auth_supported(self):
        return True

    def validate_password(self, user, password):
        return (user, password) == ("ann", "secret-of-the-test")

async def serve(folder):
    key = asyncssh.generate_private_key("ssh-ed25519")
    serving = lambda channel: asyncssh.SFTPServer(channel, chroot=folder)
    server = await asyncssh.listen("127.0.0.1", 0, server_factory=Server, server_host_keys=[key], sftp_factory=serving)
    print(server.get_port(), flush=True)
    await server.wait_closed()

asyncio.run(serve(sys.argv[1]))
"""


@dataclass(frozen=True)
class Sftp:
    """Where it is, the ``folder`` that it serves, and its ``process``."""

    host: str
    folder: Path
    process: subprocess.Popen[str]

    def url(self, path: str, password: str = "secret-of-the-test") -> str:  # noqa: S107  # it guards nothing
        return f"sftp://ann:{password}@{self.host}/{path}"


@pytest.fixture
def sftp(tmp_path: Path) -> Iterator[Sftp]:
    """A server with a folder of its own."""
    for library in ("asyncssh", "paramiko"):
        pytest.importorskip(library, reason=f"SFTP is tested with {library}, of requirements-dev.txt")
    folder = tmp_path / "served"
    folder.mkdir()
    command = [sys.executable, "-c", _SERVE, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield Sftp(f"127.0.0.1:{int(process.stdout.readline())}", folder, process)
        finally:
            process.kill()


__all__ = ["Sftp", "sftp"]
