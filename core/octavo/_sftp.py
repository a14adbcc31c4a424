"""What SFTP needs beyond what fsspec does: hosts that are known by their keys, and connections that come back.

It is imported, and paramiko with it, when a URL of SFTP is opened.
"""

from __future__ import annotations

import errno
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import paramiko

from octavo._stores import Refused

_KNOWN_HOSTS = ("~/.ssh/known_hosts", "/etc/ssh/ssh_known_hosts")
"""Where OpenSSH keeps the keys of hosts (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT)."""

_RSA = ("rsa-sha2-256", "rsa-sha2-512")
"""What a host signs with whose key is called ssh-rsa."""

_POLICY = "host_key_policy"


class KnownHosts(paramiko.MissingHostKeyPolicy):  # type: ignore[misc]  # paramiko ships no types
    """Accepts the hosts that the user's or the system's known_hosts has, by these keys."""

    def missing_host_key(self, client: paramiko.SSHClient, hostname: str, key: paramiko.PKey) -> None:  # noqa: ARG002  # paramiko's signature
        """Raise Refused unless ``key`` is what is known of ``hostname``, as known_hosts has it."""
        known = _known_keys(hostname)
        if known.get(key.get_name()) == key:
            return
        if key.get_name() in known:
            words = f"{hostname} shows another key than known_hosts has: somebody may stand between"
            raise Refused(
                errno.EACCES, words, hostname, "ask whoever keeps the host; ssh-keygen -R removes the old key"
            )
        hint = "add it with ssh, or accept any with FSSPEC_SFTP_HOST_KEY_POLICY=auto_add"
        raise Refused(errno.EACCES, f"known_hosts has no {key.get_name()} key of {hostname}", hostname, hint)


def options_for(url: str) -> dict[str, Any]:
    """Return the options by which fsspec opens ``url``, of SFTP, and asks known_hosts; none where the user's configuration of fsspec says otherwise.

    Raises ValueError for an fsspec that can't be told to.
    """
    from fsspec.config import conf
    from fsspec.implementations import sftp

    parts = urlsplit(url)
    if _POLICY in conf.get(parts.scheme.lower(), {}):
        return {}
    if not hasattr(sftp, "HOST_KEY_POLICIES"):
        raise ValueError("this fsspec is too old to check keys of hosts: pip install -U fsspec")
    host, port = parts.hostname or "", parts.port
    return {_POLICY: KnownHosts(), **_asking_for(_known_keys(f"[{host}]:{port}" if port not in (None, 22) else host))}


def reconnect(filesystem: Any) -> None:
    """Connect ``filesystem`` again if it is SFTP's and its connection is gone; another is left as it is."""
    client = getattr(filesystem, "client", None)
    if isinstance(client, paramiko.SSHClient):
        transport = client.get_transport()
        if transport is None or not transport.is_active():
            filesystem._connect()  # fsspec has no other way


def _asking_for(known: Mapping[str, paramiko.PKey]) -> dict[str, Any]:
    """Return the option that asks a host for a key of a kind that is ``known``, as it may have several."""
    offered = set(paramiko.Transport._preferred_keys)  # it is listed nowhere else
    kinds = {*known, *(_RSA if "ssh-rsa" in known else ())}
    return {"disabled_algorithms": {"keys": sorted(offered - kinds)}} if offered & kinds else {}


def _known_keys(hostname: str) -> dict[str, paramiko.PKey]:
    """Return the keys of ``hostname`` by their kind."""
    known = paramiko.HostKeys()
    for name in _KNOWN_HOSTS:
        path = Path(name).expanduser()
        if path.is_file():
            known.load(str(path))
    found = known.lookup(hostname)
    return {kind: found[kind] for kind in found} if found else {}
