"""Bodies and posts by octavo, as multiples of lxml's parse of the bodies; JSON as a multiple of msgspec's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec
from lxml import etree

from benchmarks.measuring import compare, table
from benchmarks.samples import Sample
from octavo import Document, Source
from octavo._choices import Choices
from octavo._convert import read_document, write_document
from octavo._registry import discover
from octavo.codec import decode, encode


def parse(bodies: list[bytes]) -> Callable[[], None]:
    """Return the measure of all: lxml's parse of ``bodies``, and nothing else."""

    def run() -> None:
        for body in bodies:
            etree.HTML(body)

    return run


def report(samples: Mapping[str, Sample], rounds: int) -> str:
    """Return the table of conversions and that of JSON."""
    rows = []
    for name, sample in samples.items():
        size = sum(map(len, sample.bodies))
        found = compare(parse(sample.bodies), _conversions(sample), rounds)
        rows.append([name, len(sample.bodies), f"{size / len(sample.bodies) / 1000:.1f} kB", *found.values()])
    head = ["set", "posts", "mean body", "body to model", "to Markdown", "to text", "whole post to Markdown"]
    encoding, decoding = _json(next(iter(samples.values())), rounds)
    return f"""## Conversion (lxml's parse of the same body = 1)

{table(head, rows)}

## JSON (msgspec.json on the same structures = 1)

{table(["encode", "decode"], [[encoding, decoding]])}
"""


def _conversions(sample: Sample) -> dict[str, Callable[[], None]]:
    registry, choices = discover(), Choices()

    def convert(sources: list[bytes], reader: str, writer: str = "") -> Callable[[], None]:
        def run() -> None:
            for data, name in zip(sources, sample.names, strict=True):  # the name may say what a body is written in
                document = read_document(Source(data, name=name), reader, registry, choices)
                if writer:
                    write_document(document, writer, registry, choices)

        return run

    return {
        "model": convert(sample.bodies, "html"),
        "markdown": convert(sample.bodies, "html", "markdown"),
        "text": convert(sample.bodies, "html", "text"),
        "post": convert(sample.posts, "hexo", "markdown"),
    }


def _json(sample: Sample, rounds: int) -> tuple[float, float]:
    registry = discover()
    documents = [read_document(Source(body), "html", registry, Choices()) for body in sample.bodies]
    encoded = [encode(document) for document in documents]
    bare = [msgspec.json.encode(document) for document in documents]
    decoder = msgspec.json.Decoder(Document)
    encoding = compare(
        lambda: [msgspec.json.encode(document) for document in documents],
        {"octavo": lambda: [encode(document) for document in documents]},
        rounds,
    )
    decoding = compare(
        lambda: [decoder.decode(data) for data in bare], {"octavo": lambda: [decode(data) for data in encoded]}, rounds
    )
    return encoding["octavo"], decoding["octavo"]
