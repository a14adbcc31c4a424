"""Publications become outputs: bound, or flattened and stored with their images."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from octavo import Publication, StrictError, gather
from octavo._batch import Settings, run
from octavo._choices import Choices
from octavo._inputs import as_url, find_inputs
from octavo._plan import plan
from octavo._publish import publish, publish_into
from octavo._registry import Registry
from octavo._scanning import Scan
from octavo._sink import open_file
from octavo._tasks import read_one


def settings(registry: Registry, target: str = "line", **more: Any) -> Settings:
    root = as_url(Path("source/_posts"))
    return Settings(registry, Choices(), target=target, folder="out", root=root, **more)


def read_documents(registry: Registry) -> list[Any]:
    jobs = plan(find_inputs(["source/_posts"], Scan((".pl",))), Path("out"), ".line")
    return [outcome.value for outcome in run(read_one, settings(registry), jobs) if outcome.value]


def test_many_documents_are_bound_as_one(site: Path, registry: Registry) -> None:
    publication = gather(read_documents(registry))
    assert publish(publication, settings(registry, "book"), [], "").data == b"|A|lossy"
    with open_file(Path("out/all.book")) as file:
        assert publish_into(file, publication, settings(registry, "book"), []) == []
    assert Path("out/all.book").read_bytes() == b"|A|lossy"


def test_many_documents_are_flattened_with_their_images(site: Path, registry: Registry) -> None:
    publication = gather(read_documents(registry))
    result = publish(publication, settings(registry), [as_url(Path("source"))], "all.line")
    assert b"[x.png]" in result.data
    assert Path("out/x.png").exists()
    assert Path("out/resources/logo.png").exists()
    again = publish(publication, settings(registry), [], "")
    assert b"/x.png]" in again.data
    with pytest.raises(StrictError):
        publish(publication, settings(registry, strict=True), [], "strict.line")


def test_a_publication_of_nothing_can_be_written(registry: Registry) -> None:
    assert publish(Publication(), settings(registry, "book"), [], "").data == b""
