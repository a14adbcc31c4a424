"""A server on this machine that answers well and badly."""

from __future__ import annotations

import gzip
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


class Handler(BaseHTTPRequestHandler):
    """Answers by the path; the server remembers the requests."""

    protocol_version = "HTTP/1.1"
    server: Server

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self.server.requests.append((self.path, dict(self.headers), self.client_address))
        self.server.answers.get(self.path, missing)(self)

    def reply(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)


class Server(ThreadingHTTPServer):
    """What was asked, and what is answered."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.requests: list[tuple[str, dict[str, str], object]] = []
        self.answers: dict[str, Callable[[Handler], None]] = dict(ANSWERS)
        self.host = f"127.0.0.1:{self.server_port}"

    def url(self, path: str) -> str:
        return f"http://{self.host}{path}"

    def paths(self) -> list[str]:
        return [path for path, *_ in self.requests]

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is what these tests are about."""


def missing(handler: Handler) -> None:
    handler.reply(404, b"no")


def slow(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "60")
    handler.end_headers()
    drip(handler, PNG)


def slow_headers(handler: Handler) -> None:
    drip(handler, b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 100)


def drip(handler: Handler, data: bytes) -> None:
    for byte in data:
        handler.wfile.write(bytes([byte]))
        handler.wfile.flush()
        time.sleep(0.05)


def endless(handler: Handler) -> None:
    handler.close_connection = True
    handler.send_response(200)
    handler.end_headers()
    for _ in range(300):
        handler.wfile.write(b"\0" * 100_000)


def truncated(handler: Handler) -> None:
    handler.close_connection = True
    handler.reply(200, PNG, Content_Length="100")


def reset(handler: Handler) -> None:
    handler.close_connection = True
    handler.connection.close()


def endless_headers(handler: Handler) -> None:
    handler.close_connection = True
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(3_000):
        handler.wfile.write(b"X-%d: %s\r\n" % (number, b"x" * 100))


ANSWERS: dict[str, Callable[[Handler], None]] = {
    "/x.png": lambda handler: handler.reply(200, PNG),
    "/%E9%9B%AA.png?a=%5B": lambda handler: handler.reply(200, PNG),
    "/text": lambda handler: handler.reply(200, b"<html><script>alert(1)</script></html>", Content_Type="image/png"),
    "/slow": slow,
    "/slow-headers": slow_headers,
    "/endless": endless,
    "/endless-headers": endless_headers,
    "/truncated": truncated,
    "/reset": reset,
    "/lie": lambda handler: handler.reply(200, PNG, Content_Length="99999999999"),
    "/500": lambda handler: handler.reply(500),
    "/gzip": lambda handler: handler.reply(200, gzip.compress(PNG), Content_Encoding="gzip"),
    "/deflate": lambda handler: handler.reply(200, zlib.compress(PNG), Content_Encoding="deflate"),
    "/gzip-cut": lambda handler: handler.reply(200, gzip.compress(PNG)[:-9], Content_Encoding="gzip"),
    "/gzip-broken": lambda handler: handler.reply(200, b"nonsense", Content_Encoding="gzip"),
    "/brotli": lambda handler: handler.reply(200, b"nonsense", Content_Encoding="br"),
    "/bomb": lambda handler: handler.reply(200, gzip.compress(b"\0" * 50_000_000), Content_Encoding="gzip"),
    "/to-x": lambda handler: handler.reply(302, Location="/x.png"),
    "/to-private": lambda handler: handler.reply(302, Location="http://127.0.0.1:1/x.png"),
    "/to-metadata": lambda handler: handler.reply(301, Location="http://169.254.169.254/latest/"),
    "/to-file": lambda handler: handler.reply(302, Location="file:///etc/passwd"),
    "/to-nowhere": lambda handler: handler.reply(302, Location="http://[bad"),
    "/loop": lambda handler: handler.reply(307, Location="/loop"),
}  # fmt: skip


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
