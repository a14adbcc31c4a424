"""Stores: names, what may be shown, errors in plain words, whole objects."""

from __future__ import annotations

import pickle
import tracemalloc
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

fsspec = pytest.importorskip("fsspec", reason="stores are tested with fsspec, of requirements-dev.txt")

from fsspec.implementations.dirfs import DirFileSystem  # noqa: E402  # after the check that it is there
from fsspec.implementations.local import LocalFileSystem  # noqa: E402  # the same

from octavo import _fsspec  # noqa: E402  # the same
from octavo._fsspec import FsspecStore  # noqa: E402  # the same
from octavo._paths import path_of  # noqa: E402  # the same
from octavo._sink import open_file, write_file  # noqa: E402  # the same
from octavo._stores import StorePath, at, is_url, redact  # noqa: E402  # the same
from octavo.errors import UsageError, WriteError  # noqa: E402  # the same


class Broken(LocalFileSystem):  # type: ignore[misc]  # fsspec ships no types
    """Fails some times with what a library of a network says."""

    failures = 0

    def cat_file(self, *arguments: Any, **settings: Any) -> Any:
        self.fail()
        return super().cat_file(*arguments, **settings)

    def pipe_file(self, path: str, value: bytes, **settings: Any) -> Any:
        super().pipe_file(path, value[:2], **settings)
        self.fail()
        return super().pipe_file(path, value, **settings)

    def fail(self) -> None:
        if self.failures:
            self.failures -= 1
            raise RuntimeError("no answer from sftp://user:pass-word@host/x\nmore")


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Broken:
    monkeypatch.setattr(_fsspec, "PAUSES", (0.0, 0.0))
    return Broken(skip_instance_cache=True)


class Pages:
    """Answers as s3fs does, of a bucket with ``count`` objects below ``posts``; notes the largest number that was asked for at once."""

    version_aware = False
    req_kw: Mapping[str, str] = {"RequestPayer": "requester"}

    def __init__(self, count: int) -> None:
        self.count = count
        self.asked: list[int] = []

    def invalidate_cache(self) -> None:
        """Have none."""

    def split_path(self, path: str) -> tuple[str, str, None]:
        bucket, _, key = path.partition("/")
        return bucket, key, None

    def call_s3(self, method: str, **asked: Any) -> dict[str, Any]:
        assert (method, asked["Bucket"], asked["RequestPayer"]) == ("list_objects_v2", "bucket", "requester")
        self.asked.append(asked["MaxKeys"])
        start = int(asked.get("ContinuationToken", 0))
        end = min(start + asked["MaxKeys"], self.count) if asked["Prefix"] in ("", "posts/") else 0
        more = {"IsTruncated": True, "NextContinuationToken": str(end)} if 0 < end < self.count else {}
        return {"Contents": [self.tell(number) for number in range(start, end)], **more} if end else {}

    def tell(self, number: int) -> dict[str, Any]:
        return {"Key": f"posts/{number:07}.md", "Size": number, "ETag": f'"{number}"', "StorageClass": "STANDARD" * 100}


def store_of(system: Broken, folder: Path) -> StorePath:
    """Return ``folder`` as a store that replaces nothing by one request."""
    files = DirFileSystem(str(folder), system)
    return StorePath(FsspecStore(files, "sftp://user:pass-word@host", root="/", protocol="sftp"), "")


@pytest.mark.parametrize(
    "name", ["s3://a/b", "gs://a", "zip::a.zip", "zip://x::s3://a/b.zip", "file:///a", "memory://"]
)
def test_urls(name: str) -> None:
    assert is_url(name)


@pytest.mark.parametrize("name", ["a/b.md", "-", "a:b", "C:\\x", "日本::x", "x:/y"])
def test_paths(name: str) -> None:
    assert not is_url(name)


def test_a_file_that_looks_like_a_url_is_a_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("zip::a.zip").touch()
    assert not is_url("zip::a.zip")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("sftp://ann:pa:ss@host/x", "sftp://host/x"),
        ("sftp://ann@host/x", "sftp://host/x"),
        ("zip://a.md::https://h/x.zip?sig=abc&exp=1", "zip://a.md::https://h/x.zip?..."),
        ("s3://in/what?.md", "s3://in/what?.md"),
        ("at s3://k:s@in/x?X-Amz-Signature=abc now", "at s3://in/x?... now"),
        ('at "http://h/in?list-type=2&sig=a"b"', 'at "http://h/in?..."'),
        ("(see 'http://h/in?sig=abc') now", "(see 'http://h/in?...') now"),
    ],
)
def test_credentials_are_not_shown(text: str, shown: str) -> None:
    assert redact(text) == shown


def test_paths_are_those_of_pathlib() -> None:
    path = path_of("memory://in/a/week.tar.gz")
    assert isinstance(path, StorePath)
    assert (str(path), path.name, path.stem, path.suffix) == (
        "memory://in/a/week.tar.gz",
        "week.tar.gz",
        "week.tar",
        ".gz",
    )
    assert str(path.with_name("b.md")) == str(path.parent / "b.md") == "memory://in/a/b.md"
    assert str(path / "../../x") == "memory://in/x"
    assert path.is_below(path_of("memory://in"))  # type: ignore[arg-type]  # it is a store's
    assert not path.is_below(path_of("memory://i"))  # type: ignore[arg-type]  # the same
    assert at(path.store, path.as_uri()) == path
    assert at(path.store, "store://other/in/a") is None
    assert pickle.loads(pickle.dumps(path)) == path  # noqa: S301  # our own bytes


def test_what_is_listed_is_not_asked_for_again_but_what_was_written_is() -> None:
    top = path_of("memory://listed")
    assert isinstance(top, StorePath)
    write_file(top / "a", b"one")
    (path,) = top.store.find(top.path)
    before = top.store.status(path)
    write_file(top / "a", b"two")
    after = top.store.status(path)
    assert before
    assert after
    assert before.size == after.size == 3
    assert before.mark != after.mark


def test_a_failure_is_tried_again(broken: Broken, tmp_path: Path) -> None:
    path = store_of(broken, tmp_path) / "a/b.txt"
    broken.failures = 2
    write_file(path, b"data")
    broken.failures = 2
    assert path.read_bytes() == b"data"
    assert [file.name for file in tmp_path.rglob("*") if file.is_file()] == ["b.txt"]


def test_what_fails_for_good_leaves_the_old_object_and_no_secrets(broken: Broken, tmp_path: Path) -> None:
    path = store_of(broken, tmp_path) / "b.txt"
    write_file(path, b"old")
    broken.failures = 3
    with pytest.raises(WriteError) as caught:
        write_file(path, b"new data")
    assert str(caught.value) == "sftp://host/b.txt: can't be written: RuntimeError: no answer from sftp://host/x"
    assert (tmp_path / "b.txt").read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["b.txt"]


def test_an_output_that_is_written_piece_by_piece_appears_when_it_is_whole(broken: Broken, tmp_path: Path) -> None:
    path = store_of(broken, tmp_path) / "all.jsonl"
    with open_file(path) as file:
        file.write(b"a")
        assert not list(tmp_path.iterdir())
        file.write(b"b")
    assert path.read_bytes() == b"ab"

    def interrupted() -> None:
        with open_file(path) as file:
            file.write(b"c")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert path.read_bytes() == b"ab"


def test_a_store_whose_library_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise ImportError("Install s3fs to access S3")

    monkeypatch.setattr("fsspec.core.url_to_fs", refuse)
    with pytest.raises(UsageError, match="Install s3fs"):
        path_of("s3://a")


def test_nothing_is_asked_for_above_a_bucket() -> None:
    asked = []

    class Listener:
        def cat_file(self, path: str, **ends: int) -> bytes:
            asked.append((path, ends))
            return b"text"

    store = FsspecStore(Listener(), "s3://bucket", protocol="s3")
    with pytest.raises(FileNotFoundError):
        store.read("_config.yml", 100)
    assert asked == []
    assert store.read("bucket/_config.yml", 100) == b"text"
    assert asked == [("bucket/_config.yml", {"start": 0, "end": 100})]


def paged(count: int) -> FsspecStore:
    return FsspecStore(Pages(count), "s3://bucket", protocol="s3")


def test_a_listing_of_s3_is_had_page_by_page_and_takes_as_much_memory_as_one_of_them() -> None:
    store = paged(20_500)
    tracemalloc.start()
    try:
        found = store.find("bucket/posts")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (len(found), store.filesystem.asked) == (20_500, [1000] * 21)
    assert [(path, status.size) for path, status in found.items()][7] == ("bucket/posts/0000007.md", 7)
    assert peak < 4_000_000  # all of it is 20 MB


def test_whether_a_folder_of_s3_is_there_is_one_small_request() -> None:
    store = paged(5000)
    assert [store.is_folder(path) for path in ("bucket/posts", "bucket", "bucket/none")] == [True, True, False]
    assert store.filesystem.asked == [1, 1, 1]


def test_what_a_listing_of_a_bucket_has_not_is_not_asked_for() -> None:
    store = paged(3)
    store.find("bucket/posts")
    assert store.status("bucket/posts/0000001.md") == store.find("bucket/posts")["bucket/posts/0000001.md"]
    assert store.status("bucket/posts/none.md") is None
    with pytest.raises(FileNotFoundError):
        store.read("bucket/posts/_config.yml")


def test_what_a_listing_of_other_stores_has_not_may_be_behind_a_link(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/a.md").write_text("text")
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts/link").symlink_to(tmp_path / "elsewhere")
    store = store_of(Broken(skip_instance_cache=True), tmp_path).store
    assert "posts/link/a.md" not in store.find("posts")
    assert store.read("posts/link/a.md") == b"text"
