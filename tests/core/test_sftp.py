"""Hosts of SFTP: which are known, and by what."""

from __future__ import annotations

import base64
import hmac
import pickle
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

fsspec = pytest.importorskip("fsspec", reason="stores are tested with fsspec, of requirements-dev.txt")
paramiko = pytest.importorskip("paramiko", reason="SFTP is tested with paramiko, of requirements-dev.txt")

from fsspec.utils import tokenize  # noqa: E402  # after the check that it is there

from octavo import UsageError  # noqa: E402  # after the check that it is there
from octavo._fsspec import open_url  # noqa: E402  # the same
from octavo._sftp import KnownHosts, options_for  # noqa: E402  # the same
from octavo._stores import Refused  # noqa: E402  # the same

KEY = paramiko.ECDSAKey.generate()
OTHER = paramiko.ECDSAKey.generate()
TEXT = f"{KEY.get_name()} {KEY.get_base64()}"

Known = Callable[..., object]


@pytest.fixture
def known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Known:
    """Writes the lines of known_hosts."""
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".ssh").mkdir()
    file = tmp_path / ".ssh" / "known_hosts"
    return lambda *lines: file.write_bytes("".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape"))


def is_trusted(host: str) -> bool:
    """Return whether ``host`` may show KEY."""
    try:
        KnownHosts().missing_host_key(paramiko.SSHClient(), host, KEY)
    except Refused:
        return False
    return True


def hashed(host: str) -> str:
    salt = b"salt of the test....."
    digest = hmac.digest(salt, host.encode(), "sha1")
    return f"|1|{base64.b64encode(salt).decode()}|{base64.b64encode(digest).decode()}"


@pytest.mark.parametrize("url", ["sftp://[::1]/x", "ssh://me@[::1]:2222/x", "zip://x.md::sftp://[fe80::1%25a]/x.zip"])
def test_an_address_that_would_be_taken_for_another_is_refused(url: str) -> None:
    with pytest.raises(UsageError, match="address of IPv6"):
        open_url(url)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such module")
def test_who_has_no_home_knows_what_the_system_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.setattr("pwd.getpwuid", {}.__getitem__)  # as for users that a container made up
    with pytest.raises(RuntimeError):
        Path("~").expanduser()
    assert not is_trusted("h.example")


@pytest.mark.parametrize("url", ["sftp://h.example/x", "ssh://h.example:2222/x", "sftp://stranger.example/x"])
def test_options_are_the_same_in_each_process_so_that_a_connection_serves_for_all(known: Known, url: str) -> None:
    known(f"h.example {TEXT}", f"[h.example]:2222 {TEXT}")
    options = options_for(url)
    assert tokenize(**options) == tokenize(**options_for(url))
    assert tokenize(**options) == tokenize(**pickle.loads(pickle.dumps(options)))  # noqa: S301  # our own bytes


@pytest.mark.parametrize(
    ("names", "host"),
    [
        ("h.example", "h.example"),
        ("h.example", "H.Example"),
        ("H.EXAMPLE", "h.example"),
        ("192.0.2.1,h.example", "h.example"),
        ("[h.example]:2222", "[h.example]:2222"),
        ("*.example", "h.example"),
        ("?.example", "h.example"),
        ("[*.example]:2222", "[h.example]:2222"),
        ("*,!x.example", "h.example"),
        (hashed("h.example"), "H.example"),
    ],
)
def test_names_that_a_host_is_known_by(known: Known, names: str, host: str) -> None:
    known(f"{names} {TEXT}")
    assert is_trusted(host)


@pytest.mark.parametrize(
    ("names", "host"),
    [
        ("h.example", "h.example.org"),
        ("h.example", "[h.example]:2222"),
        ("hxexample", "h.example"),
        ("h.example", "hxexample"),
        ("*.example", "example"),
        ("[hx]y", "hy"),
        ("*,!h.example", "h.example"),
        ("!h.example", "h.example"),
        (hashed("other.example"), "h.example"),
        ("|1|c2FsdA==", "h.example"),
        ("|1|c|c", "h.example"),
        (hashed("h.example").replace("|1|", "|2|"), "h.example"),
    ],
)
def test_names_of_others(known: Known, names: str, host: str) -> None:
    known(f"{names} {TEXT}")
    assert not is_trusted(host)


@pytest.mark.parametrize(
    "line",
    [
        "# h.example is ours",
        f"#h.example {TEXT}",
        "",
        "h.example",
        f"@cert-authority * {TEXT}",
        f"@revoked other.example {TEXT}",
        f"@strange h.example {TEXT}",
        f"h.example {TEXT[:-1]}",
        "h.example ssh-ed25519 AAAA",
        "h.example ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA==",
        "h.example ssh-ed25519 AAAAC3NzaC1lZDI1NTE5",
        "h.example ssh-rsa AAAAB3NzaC1yc2E=",
        "h.example ssh-ed25519 /wAAC3NzaC1lZDI1NTE5AAAAIIaouegNSd7YSqHytYV2PC2Eh7KslMjApkAv2SpBArbA",
        "h.example ssh-strange AAAAC3NzaC1lZDI1NTE5",
        f"h.example {OTHER.get_name()} {OTHER.get_base64()}",
        "|1| ssh-rsa x",
        "other \udce9 latin",
    ],
)
def test_a_line_that_says_nothing_of_a_host_hides_no_other(known: Known, line: str) -> None:
    known(line, f"h.example\t{TEXT.replace(' ', '  ')} comment")
    assert is_trusted("h.example")
    known(line)
    assert not is_trusted("h.example")


@pytest.mark.parametrize("length", range(0, len(KEY.get_base64()), 7))
def test_a_key_that_is_cut_is_none(known: Known, length: int) -> None:
    known(f"h.example {KEY.get_name()} {KEY.get_base64()[:length]}")
    with pytest.raises(Refused, match="known_hosts has no ecdsa-sha2-nistp256 key of"):
        KnownHosts().missing_host_key(paramiko.SSHClient(), "h.example", KEY)
    assert list(options_for("sftp://h.example/x")) == ["host_key_policy"]  # any kind may be shown


@pytest.mark.parametrize("names", ["h.example", "*"])
def test_a_key_that_is_revoked_is_not_trusted(known: Known, names: str) -> None:
    known(f"h.example {TEXT}", f"@revoked {names} {TEXT}")
    with pytest.raises(Refused, match="shows a key that is revoked in known_hosts"):
        KnownHosts().missing_host_key(paramiko.SSHClient(), "h.example", KEY)


def test_another_key_of_the_kind_is_told_from_none(known: Known) -> None:
    known(f"h.example {OTHER.get_name()} {OTHER.get_base64()}")
    with pytest.raises(Refused, match="shows another key than known_hosts has"):
        KnownHosts().missing_host_key(paramiko.SSHClient(), "h.example", KEY)


@pytest.mark.parametrize("name", ["sftp", "ssh"])
@pytest.mark.parametrize("scheme", ["sftp", "ssh"])
def test_what_the_user_configures_of_either_name_holds_for_both(
    monkeypatch: pytest.MonkeyPatch, scheme: str, name: str
) -> None:
    monkeypatch.setitem(fsspec.config.conf, name, {"host_key_policy": "auto_add"})
    assert options_for(f"{scheme}://h.example/x") == {}
