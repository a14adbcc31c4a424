"""Batches: planned before anything is written; one bad file stops nothing."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from octavo import Executor, OctavoError, UsageError, hookimpl
from octavo._batch import Outcome, Settings, as_failure, run
from octavo._choices import Choices
from octavo._inputs import as_url, find_inputs
from octavo._plan import Job, plan
from octavo._registry import Registry, discover
from octavo._scanning import Scan
from octavo._tasks import Stored, convert_to_bytes, convert_to_file, read_one
from octavo.errors import Position, ReadError, WriteError


def settings(registry: Registry, target: str = "line", **more: Any) -> Settings:
    root = as_url(Path("source/_posts"))
    return Settings(registry, Choices(), target=target, folder="out", root=root, **more)


def jobs(extension: str = ".line") -> tuple[Job, ...]:
    return tuple(plan(find_inputs(["source/_posts"], Scan((".pl",))), Path("out"), extension))


def test_a_plan_mirrors_the_inputs(site: Path) -> None:
    assert [job.output for job in jobs()] == ["a.line", "bad.line", "crash.line", "sub/z.line"]


def test_a_plan_that_would_replace_an_input_is_refused(site: Path) -> None:
    found = find_inputs(["source/_posts"], Scan((".pl",)))
    with pytest.raises(UsageError, match="would replace an input"):
        plan(found, Path("source/../source/_posts"), ".pl")


def test_good_files_are_converted_and_bad_ones_reported(site: Path, registry: Registry) -> None:
    good, bad, crash, lossy = run(convert_to_file, settings(registry), jobs())
    assert Path("out/a.line").read_text().startswith("A: ")
    assert not Path("out/bad.line").exists()
    assert bad.failure is not None
    assert (bad.failure.kind, bad.failure.exit_code) == ("ReadError", 4)
    assert bad.failure.position == Position("_posts/bad.pl", 1)
    assert crash.failure is not None
    assert crash.failure.kind == "PluginError"
    assert "ZeroDivisionError" in crash.failure.message
    assert "ZeroDivisionError" in crash.failure.details
    assert [notice.code for notice in lossy.notices] == ["loss"]
    assert isinstance(lossy.value, Stored)
    assert list(lossy.value.files) == ["sub/z.line"]
    assert lossy.value.files["sub/z.line"].size == len(Path("out/sub/z.line").read_bytes())
    assert good.failure is None


def test_a_plugin_that_exits_ends_nothing_else(site: Path, registry: Registry) -> None:
    Path("source/_posts/crash.pl").write_text("exit\n")
    *_, crash, last = run(convert_to_file, settings(registry), jobs())
    assert crash.failure is not None
    assert crash.failure.kind == "PluginError"
    assert "SystemExit: 3" in crash.failure.message
    assert last.failure is None


def test_images_are_copied_and_links_follow_and_what_is_missing_is_noticed(
    site: Path, registry: Registry, png: bytes
) -> None:
    outcome = next(run(convert_to_file, settings(registry), jobs()))
    assert Path("out/a.line").read_text() == "A: [x.png][resources/logo.png][/gone.png][fake.png]\n"
    assert Path("out/x.png").read_bytes() == Path("out/resources/logo.png").read_bytes() == png
    assert not Path("out/fake.png").exists()
    assert sorted(notice.code for notice in outcome.notices) == ["image-missing", "image-not-copied"]


def test_an_image_never_takes_the_name_of_an_output(site: Path, registry: Registry, png: bytes) -> None:
    Path("source/_posts/bad.line").write_bytes(png)
    Path("source/_posts/a.pl").write_text("A\nimg bad.line")
    outcome = next(run(convert_to_file, settings(registry), jobs()))
    assert not Path("out/bad.line").exists()
    assert "that of an output" in outcome.notices[0].message


def test_a_single_output_keeps_other_people_s_files(site: Path, registry: Registry, png: bytes) -> None:
    Path("out").mkdir()
    Path("out/x.png").write_bytes(b"mine")
    careful = settings(registry, keeps_others=True)
    outcome = next(run(convert_to_file, careful, jobs()))
    assert Path("out/x.png").read_bytes() == b"mine"
    assert "it is kept" in outcome.notices[0].message
    next(run(convert_to_file, settings(registry), jobs()))
    assert Path("out/x.png").read_bytes() == png


def test_strictly_a_loss_is_a_failure_and_nothing_is_written(site: Path, registry: Registry) -> None:
    *_, lossy = run(convert_to_file, settings(registry, strict=True), jobs())
    assert lossy.failure is not None
    assert lossy.failure.kind == "StrictError"
    assert not Path("out/sub/z.line").exists()
    *_, read = run(read_one, settings(registry, strict=True), jobs())
    assert read.failure is not None
    *_, written = run(convert_to_bytes, settings(registry, strict=True), jobs())
    assert written.failure is not None


def test_what_a_folder_holds_and_no_reader_knows_is_skipped(site: Path, registry: Registry) -> None:
    found = find_inputs(["source/_posts"], Scan((".png",)))
    outcomes = list(run(read_one, settings(registry), [Job(file) for file in found.files]))
    assert all(outcome.skipped and not outcome.failure for outcome in outcomes)
    (named,) = run(read_one, settings(registry), [Job(next(iter(find_inputs(["source/logo.png"], Scan()).files)))])
    assert named.failure is not None
    assert named.failure.exit_code == 2


def test_outcomes_come_one_by_one(site: Path, registry: Registry) -> None:
    outcomes = run(convert_to_file, settings(registry), jobs())
    next(outcomes)
    assert not Path("out/sub/z.line").exists()
    assert len(list(outcomes)) == 3


def test_jobs_and_outcomes_are_plain_data(site: Path, registry: Registry) -> None:
    for job in jobs():
        assert pickle.loads(pickle.dumps(job)) == job  # noqa: S301  # our own bytes
    for outcome in run(convert_to_bytes, settings(registry), jobs()):
        assert pickle.loads(pickle.dumps(outcome)) == outcome  # noqa: S301  # the same
    task = replace(settings(discover()), target="json")
    assert pickle.loads(pickle.dumps(task)).target == "json"  # noqa: S301  # the same


def test_an_output_that_can_not_be_stored_fails_alone(site: Path, registry: Registry) -> None:
    Path("out/a.line").mkdir(parents=True)
    blocked, *_, last = run(convert_to_file, settings(registry), jobs())
    assert blocked.failure is not None
    assert blocked.failure.kind == WriteError.__name__
    assert last.failure is None


@pytest.mark.parametrize(
    ("error", "kind", "code"),
    [
        (ReadError("x", "y", Position("f", 2)), "ReadError", 4),
        (KeyError("k"), "KeyError", 1),
        (OctavoError("x"), "OctavoError", 1),
    ],
)
def test_errors_are_plain_data(error: Exception, kind: str, code: int) -> None:
    failure = as_failure(error)
    assert (failure.kind, failure.exit_code) == (kind, code)
    assert "\n" not in failure.message


def test_a_lack_of_memory_is_no_fault_of_octavo() -> None:
    failure = as_failure(MemoryError())
    assert failure.message == "MemoryError: it needs more memory than there is"
    assert failure.hint == "or than --memory allows"


def test_another_executor_may_run_the_jobs(site: Path, registry: Registry) -> None:
    class Backwards:
        @hookimpl
        def octavo_executors(self) -> Any:
            yield Executor(name="backwards", run=lambda task, jobs, _: map(task, reversed(list(jobs))))

    assert "backwards" in discover(Backwards(), entry_points=False).executors
    assert isinstance(next(run(read_one, settings(registry), jobs())), Outcome)
