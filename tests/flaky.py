"""A proxy before a server, which notes what it is asked for, and fails at each third request: with an answer that says so, or with none."""

from __future__ import annotations

import contextlib
import http.client
import itertools
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_HOP = frozenset({"connection", "transfer-encoding", "content-length", "date", "server"})


class Flaky(ThreadingHTTPServer):
    """Passes requests on to ``target`` (``host:port``), but for each third of them if it ``fails``."""

    daemon_threads = True

    def __init__(self, target: str, *, fails: bool) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.target = target
        self.fails = fails
        self.asked: list[str] = []
        self.numbers = itertools.count(1)
        self.failures = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Flaky
    protocol_version = "HTTP/1.1"

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        number = next(self.server.numbers)
        self.server.asked.append(f"{self.command} {self.path}")
        if self.server.fails and number % 3 == 0:
            self._fail(silent=number % 2 == 0)
            return
        connection = http.client.HTTPConnection(self.server.target, timeout=20)
        connection.request(self.command, self.path, body, dict(self.headers))
        answer = connection.getresponse()
        self._answer(answer.status, dict(answer.getheaders()), answer.read())

    def _fail(self, *, silent: bool) -> None:
        self.server.failures += 1
        self.close_connection = True
        if not silent:
            self._answer(503, {}, b"")

    def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        size = headers.get("Content-Length", "") if self.command == "HEAD" else str(len(body))
        for name, value in headers.items():
            if name.lower() not in _HOP:
                self.send_header(name, value)
        self.send_header("Content-Length", size or "0")
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = _pass_on  # noqa: N815  # the names that http.server asks for

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def flaky(target: str, *, fails: bool = True) -> Iterator[Flaky]:
    """Give a proxy before ``target``, a flaky one unless it never ``fails``, while the block runs."""
    with Flaky(target, fails=fails) as proxy:
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        try:
            yield proxy
        finally:
            proxy.shutdown()
