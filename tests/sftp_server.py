"""A server of SFTP on this machine, in a process of its own, that serves one folder."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

_SERVE = """
import asyncio, pathlib, sys, asyncssh

class Server(asyncssh.SSHServer):
    def connection_made(self, connection):
        with MADE.open("a") as file:
            file.write("made\\n")

    def password_auth_supported(self):
        return True

    def validate_password(self, user, password):
        return (user, password) == ("ann", "secret-of-the-test")

class Files(asyncssh.SFTPServer):
    # Cuts the line, once for each file "cut" beside the folder, as something is opened,
    # and once for each file "cut-later" when half of something is written.

    def __init__(self, channel):
        super().__init__(channel, chroot=sys.argv[1])

    def open(self, *asked):
        if CUT.exists():
            CUT.unlink()
            self.channel.get_connection().abort()
        return super().open(*asked)

    def write(self, file, offset, data):
        if not LATER.exists():
            return super().write(file, offset, data)
        LATER.unlink()
        super().write(file, offset, data[:len(data) // 2])
        self.channel.get_connection().abort()

CUT, LATER, MADE = (pathlib.Path(sys.argv[1]).with_name(name) for name in ("cut", "cut-later", "made"))

async def serve():
    keys = [asyncssh.generate_private_key(kind) for kind in ("ssh-ed25519", "ecdsa-sha2-nistp256")]
    server = await asyncssh.listen("127.0.0.1", 0, server_factory=Server, server_host_keys=keys, sftp_factory=Files)
    known = [key.export_public_key().decode().strip() for key in keys]
    print(server.get_port(), *known, sep="|", flush=True)
    await server.wait_closed()

asyncio.run(serve())
"""


@dataclass(frozen=True)
class Sftp:
    """Where it is, its public ``keys``, the ``folder`` that it serves, and its ``process``."""

    host: str
    keys: tuple[str, ...]
    folder: Path
    process: subprocess.Popen[str]

    def be_known(self, *keys: str) -> None:
        """Write ``keys`` (none: the first of its own) as its own into the user's known_hosts."""
        name, _, port = self.host.partition(":")
        file = Path.home() / ".ssh" / "known_hosts"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("".join(f"[{name}]:{port} {key}\n" for key in keys or self.keys[:1]))

    def url(self, path: str, password: str = "secret-of-the-test") -> str:  # noqa: S107  # it guards nothing
        return f"sftp://ann:{password}@{self.host}/{path}"


@pytest.fixture
def sftp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sftp]:
    """A server with a folder of its own, which the user, who has a home of his own, knows."""
    for library in ("asyncssh", "paramiko"):
        pytest.importorskip(library, reason=f"SFTP is tested with {library}, of requirements-dev.txt")
    folder = tmp_path / "served"
    folder.mkdir()
    command = [sys.executable, "-c", _SERVE, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            port, *keys = process.stdout.readline().strip().split("|")
            monkeypatch.setenv("HOME", str(tmp_path / "home"))
            server = Sftp(f"127.0.0.1:{port}", tuple(keys), folder, process)
            server.be_known()
            yield server
        finally:
            process.kill()


__all__ = ["Sftp", "sftp"]
