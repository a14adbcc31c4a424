"""A server of S3 on this machine, in a process of its own, with buckets ``input`` and ``output``."""

from __future__ import annotations

import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

_SERVE = """
import logging
from moto.server import ThreadedMotoServer
logging.getLogger("werkzeug").disabled = True
server = ThreadedMotoServer("127.0.0.1", 0)
server.start()
print(server.get_host_and_port()[1], flush=True)
input()
"""
KEYS = {"AWS_ACCESS_KEY_ID": "octavo", "AWS_SECRET_ACCESS_KEY": "secret-of-the-test", "AWS_DEFAULT_REGION": "us-east-1"}


class S3:
    """What is in the server, asked for without octavo."""

    def __init__(self, url: str) -> None:
        boto3 = pytest.importorskip("boto3")
        self.client: Any = boto3.client("s3", endpoint_url=url)

    def put(self, path: str, data: bytes) -> None:
        bucket, _, key = path.partition("/")
        self.client.put_object(Bucket=bucket, Key=key, Body=data)

    def get(self, path: str) -> bytes:
        bucket, _, key = path.partition("/")
        data: bytes = self.client.get_object(Bucket=bucket, Key=key)["Body"].read()
        return data

    def delete(self, path: str) -> None:
        bucket, _, key = path.partition("/")
        self.client.delete_object(Bucket=bucket, Key=key)

    def names(self, bucket: str) -> list[str]:
        return [one["Key"] for one in self.client.list_objects_v2(Bucket=bucket).get("Contents", ())]


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """The address of a server that runs as long as the tests."""
    for library in ("moto", "s3fs", "flask_cors"):
        pytest.importorskip(library, reason=f"stores are tested with {library}, of requirements-dev.txt")
    with subprocess.Popen(
        [sys.executable, "-c", _SERVE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield f"http://127.0.0.1:{_port(process)}"
        finally:
            process.kill()


def _port(process: subprocess.Popen[str]) -> int:
    assert process.stdout
    return next(int(line) for line in process.stdout if line.strip().isdigit())


@pytest.fixture
def s3(s3_server: str, monkeypatch: pytest.MonkeyPatch) -> S3:
    """Empty buckets ``input`` and ``output``, which octavo finds by the environment alone."""
    for name, value in {**KEYS, "AWS_ENDPOINT_URL": s3_server}.items():
        monkeypatch.setenv(name, value)
    urllib.request.urlopen(f"{s3_server}/moto-api/reset", b"", timeout=20).close()  # noqa: S310  # our own server
    server = S3(s3_server)
    for bucket in ("input", "output"):
        server.client.create_bucket(Bucket=bucket)
    return server


__all__ = ["S3", "s3", "s3_server"]
