"""The connections: to checked addresses alone, and never for longer than the one who waits has time."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Collection, Iterable
from typing import Any

import httpcore

from octavo import FetchError
from octavo_http.addresses import allowed_addresses


class Clock(threading.local):
    """How long each thread may still wait for its request."""

    deadline = 0.0

    def start(self, seconds: float) -> None:
        """Begin a request that may take ``seconds`` in all."""
        self.deadline = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds that are left; raises FetchError if there are none."""
        seconds = self.deadline - time.monotonic()
        if seconds <= 0:
            raise FetchError("it takes too long")
        return seconds


class CheckedBackend(httpcore.NetworkBackend):
    """Connects to the addresses that a host may have, which are looked up and checked once."""

    def __init__(self, clock: Clock, private_hosts: Collection[str]) -> None:
        """Allow ``private_hosts`` any address."""
        self.clock = clock
        self.private_hosts = private_hosts
        self.backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002  # the clock knows better
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first allowed address of ``host`` that answers."""
        failure: Exception | None = None
        for address in allowed_addresses(host, port, self.private_hosts):
            try:
                stream = self.backend.connect_tcp(address, port, self.clock.left(), local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _TimedStream(stream, self.clock)
        raise failure or FetchError(f"{host} has no address")


class _TimedStream(httpcore.NetworkStream):
    """A connection on which each step ends when the thread's time is over, however slowly bytes drip."""

    def __init__(self, stream: httpcore.NetworkStream, clock: Clock) -> None:
        self.stream = stream
        self.clock = clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002  # the clock knows better
        return self.stream.read(max_bytes, self.clock.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002  # the clock knows better
        self.stream.write(buffer, self.clock.left())

    def close(self) -> None:
        self.stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002  # the clock knows better
    ) -> httpcore.NetworkStream:
        return _TimedStream(self.stream.start_tls(ssl_context, server_hostname, self.clock.left()), self.clock)

    def get_extra_info(self, info: str) -> Any:
        return self.stream.get_extra_info(info)
