"""What S3 needs beyond what fsspec does: listings that are had page by page.

s3fs gives a listing whole, and 1.3 kB are in memory then for each object; a page has a thousand.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

PROTOCOLS = frozenset({"s3", "s3a"})

_PAGE = 1000
"""How many objects S3 tells of at once, at the most."""


class Page(msgspec.Struct, frozen=True):
    """What S3 says of some objects, by their paths, as fsspec has it; and with what to ask for those ``after`` them, if there are any."""

    infos: Mapping[str, Mapping[str, Any]]
    after: str | None = None


def is_paged(filesystem: Any, path: str) -> bool:
    """Return whether what is below ``path`` can be listed by pages: it is in a bucket, of which only what is current counts."""
    return bool(path) and hasattr(filesystem, "call_s3") and not filesystem.version_aware


def read_page(filesystem: Any, folder: str, after: str = "", maximum: int = _PAGE) -> Page:
    """Return what is below ``folder``, at any depth, or as much as one request gives (Amazon S3 API, ListObjectsV2)."""
    bucket, key, _ = filesystem.split_path(folder)
    asked = {"Bucket": bucket, "Prefix": f"{key}/" if key else "", "MaxKeys": maximum, **filesystem.req_kw}
    if after:
        asked["ContinuationToken"] = after
    answer = filesystem.call_s3("list_objects_v2", **asked)
    infos = {f"{bucket}/{one['Key']}": {"size": one["Size"], **one} for one in answer.get("Contents", ())}
    return Page(infos, answer.get("NextContinuationToken"))


def is_folder(filesystem: Any, path: str) -> bool:
    """Return whether there is anything below ``path``, or it is a bucket; by one request, however much there is."""
    try:
        return bool(read_page(filesystem, path, maximum=1).infos) or "/" not in path
    except FileNotFoundError:
        return False
