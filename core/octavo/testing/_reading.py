"""Checks of readers and of detection."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from octavo.errors import DecodeError, Notice, OctavoError, ReadError
from octavo.model import Document
from octavo.plugin import Detection
from octavo.source import Source
from octavo.testing._bench import Bench
from octavo.testing._purity import forbid_io
from octavo.testing._samples import hostile_inputs
from octavo.testing._trees import ZONE_HINT, check_document, check_notices

NewBench = Callable[[], Bench]
HOSTILE_SECONDS = 10.0
"""How much time of a processor one hostile input of at most 200,000 bytes may take."""


def check_samples(new: NewBench, format: str, samples: Sequence[str | bytes]) -> None:
    """Each sample becomes a well-formed Document."""
    for sample in samples:
        under_test = new()
        document = under_test.read(sample, format)
        check_document(document)
        check_notices(under_test.notices)
        unzoned = [notice.message for notice in under_test.notices if notice.code == "date-without-zone"]
        assert not unzoned, f"{unzoned[0]}; {ZONE_HINT}"
        assert document.blocks or document.meta.title, f"nothing is read of {sample[:60]!r}"


def check_purity(new: NewBench, format: str, samples: Sequence[str | bytes]) -> None:
    """A reader gives the same Document and notices each time, and does no I/O."""
    for sample in (*samples, "word\n"):
        first = _attempt(new(), format, sample)
        under_test = new()
        with forbid_io(f"the reader of {format}"):
            second = _attempt(under_test, format, sample)
        assert first == second, f"two readings of {sample[:60]!r} differ"


def check_hostile(new: NewBench, format: str, samples: Sequence[str | bytes]) -> None:
    """Whatever it is given, a reader reads it or raises ReadError, in bounded time."""
    for data in hostile_inputs(samples):
        under_test = new()
        started = time.process_time()
        try:
            check_document(under_test.read(data, format))
        except (ReadError, DecodeError):
            pass
        except OctavoError as error:
            raise AssertionError(f"{data[:60]!r} raises {type(error).__name__}: {error}") from error
        spent = time.process_time() - started
        assert spent < HOSTILE_SECONDS, f"{data[:60]!r} ({len(data):,} bytes) takes {spent:.0f} s"
        check_notices(under_test.notices)


def check_kept(new: NewBench, format: str, documents: Iterable[Document]) -> None:
    """What the plugin declares to keep is the same when it is written and read again."""
    for document in documents:
        under_test = new()
        written = under_test.context(document.name).write(document, format)
        again = under_test.context(document.name).read(Source(written, document.name), format)
        again = msgspec.structs.replace(again, name=document.name, notices=document.notices)
        assert again == document, f"{again!r} was {document!r} before it was written as {written!r}"


def check_detection(new: NewBench, samples: Mapping[str, Sequence[str | bytes]]) -> None:
    """Detection raises nothing, whatever it sees, and knows each sample by the name that its format has."""
    registry = new().registry
    every = [sample for several in samples.values() for sample in several]
    for data in (*every, *hostile_inputs(every)):
        for detection in registry.detections(Source(data, "x.unknown")):
            _check_detection(detection)
    for expected, several in samples.items():
        for extension in registry.reader(expected).extensions[:1]:
            for sample in several:
                named = Source(sample, f"sample{extension}")
                for found in (registry.detections(named)[0].format, registry.detect(named)):
                    assert found == expected, f"sample{extension} is taken for {found}, not {expected}"


def _check_detection(detection: Detection) -> None:
    assert detection.format, detection.reason
    assert 0 <= detection.confidence <= 1, f"no confidence: {detection.confidence}"
    assert len(detection.reason.splitlines()) == 1, f"the reason for {detection.format} is not one line"


def _attempt(under_test: Bench, format: str, sample: str | bytes) -> tuple[Document | str, list[Notice]]:
    try:
        return under_test.read(sample, format), under_test.notices
    except (ReadError, DecodeError) as error:
        return str(error), under_test.notices
