"""Addresses: only public ones, in whatever form they are written."""

from __future__ import annotations

import socket

import pytest

from octavo import FetchError
from octavo_http.addresses import allowed_addresses, is_public

PRIVATE = """127.0.0.1 127.255.0.1 0.0.0.0 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 192.0.2.1 198.18.0.1
224.0.0.1 240.0.0.1 255.255.255.255 :: ::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::127.0.0.1
64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 2002:7f00:1:: 2002:c0a8:101:: 2001:0:7f00:1:0:0:80ff:fffe fe80::1 fe80::1%eth0 fc00::1
fd00::1 ff02::1 2001:db8::1 fec0::1"""


@pytest.mark.parametrize("address", PRIVATE.split())
def test_what_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"]
)
def test_what_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "host", ["localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0", "::1", "127.0.0.1", "::ffff:7f00:1"]
)
def test_every_spelling_of_a_private_address_is_refused(host: str) -> None:
    with pytest.raises(FetchError, match="has a private address"):
        allowed_addresses(host, 80, ())


@pytest.mark.parametrize("named", ["127.0.0.1", "127.0.0.1:8080"])
def test_a_host_that_the_user_names_may_be_private(named: str) -> None:
    assert allowed_addresses("127.0.0.1", 8080, [named]) == ["127.0.0.1"]
    with pytest.raises(FetchError, match="private"):
        allowed_addresses("127.0.0.2", 8080, [named])


def test_another_port_of_it_may_not() -> None:
    with pytest.raises(FetchError, match="private"):
        allowed_addresses("127.0.0.1", 22, ["127.0.0.1:8080"])


def test_of_many_addresses_the_public_ones_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(0, 0, 0, "", (address, 80)) for address in ("10.0.0.1", "1.1.1.1", "1.1.1.1", "::1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    assert allowed_addresses("both.example", 80, ()) == ["1.1.1.1"]


def test_an_unknown_host() -> None:
    with pytest.raises(FetchError, match="is unknown"):
        allowed_addresses("nobody.invalid", 80, ())
