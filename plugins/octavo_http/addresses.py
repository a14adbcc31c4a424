"""Which addresses may be connected to: public ones, and those of hosts that the user names."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Collection, Iterator

from octavo import FetchError

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_SITE_LOCAL = ipaddress.ip_network("fec0::/10")
_COMPATIBLE = ipaddress.ip_network("::/96")


def allowed_addresses(host: str, port: int, private_hosts: Collection[str]) -> list[str]:
    """Return the addresses of ``host`` that may be connected to, as the resolver orders them.

    ``private_hosts`` (``host`` or ``host:port``) may have any address; all others public ones alone.
    The connection must be made to what is returned: asked again, a name may have another address.
    Raises FetchError if the name is unknown or has no such address.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError(f"{host} is unknown: {getattr(error, 'strerror', '') or error}") from error
    addresses = list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))
    if private_hosts and {host.lower(), f"{host.lower()}:{port}"} & {one.lower() for one in private_hosts}:
        return addresses
    public = [address for address in addresses if is_public(address)]
    if not public:
        raise FetchError(f"{host} has a private address", "--private-host allows it")
    return public


def is_public(text: str) -> bool:
    """Return whether the IP address ``text`` is one of the public network, and so is each that it stands for.

    IPv6 addresses may carry an IPv4 address (mapped, compatible, 6to4, Teredo, NAT64) that packets end up at.
    """
    address = ipaddress.ip_address(text.partition("%")[0])
    return all(one.is_global and not one.is_multicast and one not in _SITE_LOCAL for one in _meanings(address))


def _meanings(address: _Address) -> Iterator[_Address]:
    if isinstance(address, ipaddress.IPv4Address):
        yield address
        return
    embedded = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64 or address in _COMPATIBLE:
        embedded.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    carried = [one for one in embedded if one is not None]
    if not carried or address.ipv4_mapped is None:
        yield address
    yield from carried
