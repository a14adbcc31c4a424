"""What SFTP needs beyond what fsspec does: hosts that are known by their keys, and connections that come back.

It is imported, and paramiko with it, when a URL of SFTP is opened.
"""

from __future__ import annotations

import errno
import hmac
import os
import re
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import paramiko
from paramiko.hostkeys import HostKeyEntry, InvalidHostKey

from octavo._stores import Refused

_KNOWN_HOSTS = ("~/.ssh/known_hosts", "/etc/ssh/ssh_known_hosts")
"""Where OpenSSH keeps the keys of hosts (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT)."""

_RSA = ("rsa-sha2-256", "rsa-sha2-512")
"""What a host signs with whose key is called ssh-rsa."""

_POLICY = "host_key_policy"
_REVOKED = "@revoked"
_BAD_KEY = (paramiko.SSHException, InvalidHostKey, ValueError, OverflowError)
"""What paramiko raises for keys that are cut or damaged."""


class KnownHosts(paramiko.MissingHostKeyPolicy):  # type: ignore[misc]  # paramiko ships no types
    """Accepts the hosts that the user's or the system's known_hosts has, by these keys."""

    def missing_host_key(self, client: paramiko.SSHClient, hostname: str, key: paramiko.PKey) -> None:  # noqa: ARG002  # paramiko's signature
        """Raise Refused unless ``key`` is what is known of ``hostname``, as known_hosts has it."""
        kind = key.get_name()
        if key in _known_keys(hostname, _REVOKED).get(kind, ()):
            words = f"{hostname} shows a key that is revoked in known_hosts: somebody may stand between"
            raise Refused(errno.EACCES, words, hostname, "ask whoever keeps the host")
        known = _known_keys(hostname).get(kind, ())
        if key in known:
            return
        if known:
            words = f"{hostname} shows another key than known_hosts has: somebody may stand between"
            raise Refused(
                errno.EACCES, words, hostname, "ask whoever keeps the host; ssh-keygen -R removes the old key"
            )
        hint = "add it with ssh, or accept any with FSSPEC_SFTP_HOST_KEY_POLICY=auto_add"
        raise Refused(errno.EACCES, f"known_hosts has no {kind} key of {hostname}", hostname, hint)


def options_for(url: str) -> dict[str, Any]:
    """Return the options by which fsspec opens ``url``, of SFTP, and asks known_hosts; none where the user's configuration of fsspec says otherwise.

    Raises ValueError for an fsspec that can't be told to.
    """
    from fsspec.config import conf
    from fsspec.implementations import sftp

    parts = urlsplit(url)
    if any(_POLICY in conf.get(name, {}) for name in ("sftp", "ssh")):  # it has one filesystem for both
        return {}
    if not hasattr(sftp, "HOST_KEY_POLICIES"):
        raise ValueError("this fsspec is too old to check keys of hosts: pip install -U fsspec")
    host, port = parts.hostname or "", parts.port
    asking = _asking_for(_known_keys(f"[{host}]:{port}" if port not in (None, 22) else host))
    return {_POLICY: KnownHosts, **asking}  # the class: fsspec keeps a connection for what prints the same


def reconnect(filesystem: Any) -> None:
    """Connect ``filesystem`` again if it is SFTP's and its connection is gone; another is left as it is."""
    client = getattr(filesystem, "client", None)
    if isinstance(client, paramiko.SSHClient):
        transport = client.get_transport()
        if transport is None or not transport.is_active():
            filesystem._connect()  # fsspec has no other way


def _asking_for(known: Mapping[str, object]) -> dict[str, Any]:
    """Return the option that asks a host for a key of a kind that is ``known``, as it may have several."""
    offered = set(paramiko.Transport._preferred_keys)  # it is listed nowhere else
    kinds = {*known, *(_RSA if "ssh-rsa" in known else ())}
    return {"disabled_algorithms": {"keys": sorted(offered - kinds)}} if offered & kinds else {}


def _known_keys(hostname: str, marker: str = "") -> dict[str, list[paramiko.PKey]]:
    """Return the keys of ``hostname`` by their kind, of the lines with ``marker``; as OpenSSH does, we pass over lines that say nothing to us."""
    known: dict[str, list[paramiko.PKey]] = {}
    for line in _lines():
        fields = line.split()
        mark = fields.pop(0) if line.startswith("@") else ""
        if mark == marker and len(fields) > 2 and _is_named(hostname.lower(), fields[0]):
            for key in _keys_in(fields):
                known.setdefault(key.get_name(), []).append(key)
    return known


def _lines() -> Iterator[str]:
    """Yield the lines of all known_hosts, without comments."""
    for name in _KNOWN_HOSTS:
        path = Path(os.path.expanduser(name))  # noqa: PTH111  # it raises nothing where there is no home
        if path.is_file():
            lines = map(str.strip, path.read_text("utf-8", "replace").split("\n"))
            yield from (line for line in lines if not line.startswith("#"))


def _keys_in(fields: Sequence[str]) -> list[paramiko.PKey]:
    """Return the key that a line's ``fields`` have; none if it is of a kind that paramiko doesn't know, or not whole."""
    try:
        entry = HostKeyEntry.from_line(" ".join(fields))
    except _BAD_KEY:
        return []
    return [entry.key] if entry and entry.key.get_base64() == fields[2] else []  # what is cut, paramiko fills up


def _is_named(host: str, names: str) -> bool:
    """Return whether ``names``, the first field of a line, has ``host``: a hash, or patterns of which those with "!" take out."""
    if names.startswith("|"):
        return _is_hash(host, names)
    patterns = names.lower().split(",")
    if any(_is_like(host, pattern[1:]) for pattern in patterns if pattern.startswith("!")):
        return False
    return any(_is_like(host, pattern) for pattern in patterns)


def _is_like(host: str, pattern: str) -> bool:
    """Return whether ``pattern`` matches ``host``; its brackets are those of ``[host]:port``, so fnmatch can't tell."""
    return bool(re.fullmatch(re.escape(pattern).replace(r"\*", ".*").replace(r"\?", "."), host))


def _is_hash(host: str, name: str) -> bool:
    """Return whether ``name`` is ``|1|salt|HMAC-SHA1`` of ``host``."""
    try:
        _, version, salt, digest = name.split("|")
        made = hmac.digest(b64decode(salt), host.encode(), "sha1")
    except ValueError:
        return False
    return version == "1" and b64encode(made).decode() == digest
