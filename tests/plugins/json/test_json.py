"""JSON is lossless, fits its published schema, and refuses what is not ours by name and place."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings

import octavo_json
from octavo import codec
from octavo.errors import ReadError
from octavo.model import Document, Emphasis, Paragraph, Resource
from octavo.source import Source
from octavo.testing import bench
from strategies import documents

SCHEMA = Path(__file__).parents[3] / "docs" / "schema.json"
HELLO = Document(blocks=(Paragraph(("Hello ", Emphasis(("世界",)))),), name="hello.md")


@settings(max_examples=150, deadline=None)
@given(documents())
def test_what_is_written_is_read_again(document: Document) -> None:
    plugin = bench(octavo_json)
    for name in ("json", "jsonl"):
        assert plugin.read(plugin.write(document, name), "json") == document


@settings(max_examples=60, deadline=None)
@given(documents())
def test_what_is_written_fits_the_published_schema(document: Document) -> None:
    jsonschema.validate(json.loads(bench(octavo_json).write(document, "json")), json.loads(SCHEMA.read_text("utf-8")))


def test_the_published_schema_is_current(golden) -> None:  # type: ignore[no-untyped-def]  # the fixture's own type
    golden(SCHEMA, json.dumps(codec.schema(), indent=2, ensure_ascii=False) + "\n")


def test_the_schema_refuses_what_the_model_does_not_know() -> None:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"octavo": 1, "blocks": [{"type": "sonnet"}]}, schema)


def test_forms() -> None:
    plugin = bench(octavo_json)
    line = '{"octavo":1,"blocks":[{"type":"paragraph","children":["Hello ",{"type":"emphasis","children":["世界"]}]}],"name":"hello.md"}\n'
    assert plugin.write(HELLO, "jsonl") == line
    assert plugin.write(HELLO, "json", {"indent": 0}) == line
    assert plugin.write(HELLO, "json").startswith('{\n  "octavo": 1,\n  "blocks": [\n')
    assert plugin.write(Document(), "jsonl") == '{"octavo":1}\n'


def test_bytes_of_resources_survive() -> None:
    plugin = bench(octavo_json)
    document = Document(resources=(Resource("a.png", "image/png", b"\x89PNG\xff\x00"),))
    assert plugin.read(plugin.write(document, "json"), "json") == document


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no octavo document"),
        ("[]", "no octavo document"),
        ('{"octavo": 99}', "newer than 1"),
        ('{"octavo": 99, "blocks": [{"type": "sonnet"}]}', "newer than 1"),
        ('{"octavo": 0}', "never existed"),
        ('{"octavo": 1, "blocks": [{"type": "sonnet"}]}', "sonnet"),
        ('{"octavo": 1, "blocks": [{"type": "paragraph", "children": [7]}]}', r"\$.blocks\[0\].children\[0\]"),
        ('{"octavo": 1, "surprise": 1}', "surprise"),
        ('{"octavo": 1, "blocks": [{"type": "heading", "level": 9, "children": []}]}', "level"),
        (
            '{"octavo": 1, "blocks": ' + '[{"type":"block_quote","children":' * 5000 + "[]" + "}]" * 5000 + "}",
            "no octavo document",
        ),
    ],
)
def test_what_is_not_ours_is_refused(text: str, message: str) -> None:
    with pytest.raises(ReadError, match=message) as caught:
        bench(octavo_json).read(text, "json", name="x.json")
    assert caught.value.position is not None
    assert caught.value.position.source == "x.json"


def test_a_tree_deeper_than_the_model_allows_is_refused() -> None:
    def nested(depth: int) -> str:
        return '{"octavo": 1, "blocks": ' + '[{"type":"block_quote","children":' * depth + "[]" + "}]" * depth + "}"

    assert len(bench(octavo_json).read(nested(100), "json").blocks) == 1
    with pytest.raises(ReadError, match="100"):
        bench(octavo_json).read(nested(101), "json")


def test_an_older_version_is_migrated(monkeypatch: pytest.MonkeyPatch) -> None:
    def rename(tree: dict[str, object]) -> dict[str, object]:
        return {**{key: value for key, value in tree.items() if key != "file"}, "name": tree["file"]}

    monkeypatch.setitem(codec.MIGRATIONS, 0, rename)
    assert codec.decode('{"octavo": 0, "file": "old.md"}').name == "old.md"


def test_detection() -> None:
    registry = bench(octavo_json).registry
    assert registry.detections(Source(b'{"octavo":1}', "x"))[0].confidence > 0.9
    assert registry.detections(Source(b"{}", "x.json"))[0].confidence < 0.5
    assert registry.detections(Source(b"{}", "x")) == ()
