"""What the libraries of stores raise, as StoreErrors: of which kind it is, in plain words, and what helps.

Each library has errors of its own. They are told apart by their names, since none of the libraries need be there.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator

from octavo._stores import NoSuchBucket, NoSuchObject, Refused, StoreError, redact

LIBRARIES = {
    "s3": "s3fs", "s3a": "s3fs", "gs": "gcsfs", "gcs": "gcsfs", "abfs": "adlfs", "abfss": "adlfs", "az": "adlfs",
    "sftp": "paramiko", "ssh": "paramiko",
}  # fmt: skip
"""The library that fsspec needs for a protocol; for others it says so itself."""

_KEYS = {
    "s3fs": "set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    "gcsfs": "set GOOGLE_APPLICATION_CREDENTIALS, or log in with gcloud",
    "adlfs": "set AZURE_STORAGE_ACCOUNT_NAME and its key or credential",
    "paramiko": "name the user (sftp://user@host/path), and give ssh-agent the key",
}
"""How credentials are given, by the library."""

_STRANGER = {
    "NoCredentialsError", "PartialCredentialsError", "CredentialRetrievalError", "ProfileNotFound", "TokenRetrievalError",
    "UnauthorizedSSOTokenError", "SSOTokenLoadError", "DefaultCredentialsError", "RefreshError", "ClientAuthenticationError",
    "AuthenticationException", "PasswordRequiredException",
}  # fmt: skip
_AWAY = {
    "EndpointConnectionError", "ConnectTimeoutError", "ClientConnectorError", "ServiceRequestError", "NoValidConnectionsError",
    "ConnectionRefusedError", "gaierror", "SSLError", "BadHostKeyException",
}  # fmt: skip


def install_hint(protocol: str, *, fsspec: bool) -> str:
    """Return how to get what opens ``protocol``, and ``fsspec`` itself if it is missing."""
    library = LIBRARIES.get(protocol, "")
    wanted = " ".join(filter(None, ("'octavo[remote]'" if fsspec else "", library)))
    return f"pip install {wanted}" if wanted else "install what it names"


def as_store_error(error: Exception, shown: str, protocol: str) -> StoreError:
    """Return ``error`` of the store's library, about the URL ``shown``, as the StoreError that it is."""
    if isinstance(error, StoreError):
        return error
    if isinstance(error, FileNotFoundError):
        if "bucket" in str(error).lower():
            return NoSuchBucket(
                errno.ENOENT, "there is no such bucket", shown, "octavo makes none; see that its name is right"
            )
        return NoSuchObject(errno.ENOENT, "there is no such object", shown)
    keys = _KEYS.get(LIBRARIES.get(protocol, ""), "")
    if is_stranger(error):
        return Refused(errno.EACCES, f"no valid credentials: {line_of(error)}", shown, keys)
    if isinstance(error, PermissionError):
        return Refused(errno.EACCES, f"permission denied: {line_of(error)}", shown, keys)
    if is_away(error):
        words = f"the store can't be reached: {line_of(error)}"
        return StoreError(errno.EHOSTUNREACH, words, shown, "see that its address is right and the network is up")
    if "Invalid endpoint" in str(error):  # botocore has no error of its own for it
        return StoreError(errno.EINVAL, line_of(error), shown, "AWS_ENDPOINT_URL must begin with http:// or https://")
    return StoreError(errno.EIO, f"{type(error).__name__}: {line_of(error)}", shown)


def is_stranger(error: BaseException) -> bool:
    """Return whether the store doesn't know who we are."""
    # paramiko has no error of its own for having nothing to log in with
    return bool(_STRANGER & set(_names(error))) or "No authentication methods" in str(error)


def is_away(error: BaseException) -> bool:
    """Return whether nothing answers at the store's address."""
    return bool(_AWAY & set(_names(error)))


def line_of(error: Exception) -> str:
    """Return the first line of what ``error`` says, without secrets."""
    return redact(next(iter(str(error).splitlines()), ""))


def _names(error: BaseException | None) -> Iterator[str]:
    """Yield what ``error`` and what it came of are called, with all that they are kinds of."""
    while error is not None:
        yield from (kind.__name__ for kind in type(error).__mro__)
        error = error.__cause__
