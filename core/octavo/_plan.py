"""Which input gives which output: settled for all before anything is written, and kept in as much memory for a hundred thousand as for a few."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Container, Iterable, Iterator, Sized
from dataclasses import dataclass
from pathlib import Path

import msgspec

from octavo._inputs import STDIN, Input, Inputs
from octavo._naming import output_names
from octavo._real_paths import RealPaths
from octavo._shelf import Shelf
from octavo._stores import AnyPath, StorePath
from octavo.errors import UsageError


class Job(msgspec.Struct, frozen=True):
    """One input, and the name of its output below the outputs' folder."""

    input: Input
    output: str = ""


@dataclass(frozen=True)
class Jobs(Iterable[Job], Sized):
    """A job for each of ``files``, with its output if there are ``outputs``, made when it is asked for; of ``chosen`` outputs alone if not None."""

    files: Collection[Input]
    outputs: Collection[str] = ()
    chosen: Collection[str] | None = None

    def __iter__(self) -> Iterator[Job]:
        if len(self) == 0:
            return iter(())
        every = map(Job, self.files) if not self.outputs else self._with_outputs()
        chosen = self.chosen
        return every if chosen is None else (job for job in every if job.output in chosen)

    def __len__(self) -> int:
        return len(self.files if self.chosen is None else self.chosen)

    def _with_outputs(self) -> Iterator[Job]:
        return (Job(file, output) for file, output in zip(self.files, self.outputs, strict=True))


def plan(inputs: Inputs, folder: AnyPath, extension: str) -> Jobs:
    """Return a job for each input whose output goes below ``folder``.

    The tree of the inputs is mirrored. Raises UsageError if an output would replace an input.
    """
    jobs = Jobs(inputs.files, output_names(_Places(inputs.files), extension))
    check_overwriting(jobs, folder)
    return jobs


def check_overwriting(jobs: Iterable[Job], folder: AnyPath) -> None:
    """Raise UsageError if the output of one of ``jobs``, which are gone through more than once, is a file that is read."""
    names = _Names(folder)
    outputs = _beside_inputs(jobs, names)
    for job in jobs if outputs else ():
        if (source := names.of_source(job)) and source in outputs:
            raise UsageError(
                f"the output {folder / outputs[source]} would replace an input", "name another folder or file with -o"
            )


def _beside_inputs(jobs: Iterable[Job], names: _Names) -> Shelf[str]:
    """Return the outputs, by what they are called, that go into a folder that inputs lie in: none, as a rule."""
    folders: Shelf[None] = Shelf()
    last = ""
    for job in jobs:
        folder = posixpath.dirname(names.of_source(job))
        if folder != last:
            folders.add(folder, None)
        last = folder
    return _those_in(folders, jobs, names)


def _those_in(folders: Container[str], jobs: Iterable[Job], names: _Names) -> Shelf[str]:
    outputs: Shelf[str] = Shelf()
    for job in jobs:
        output = names.of_output(job)
        if posixpath.dirname(output) in folders:
            outputs.add(output, job.output)
    return outputs


class _Names:
    """What files are called when links are followed, inputs and outputs below ``folder`` alike."""

    def __init__(self, folder: AnyPath) -> None:
        self.folder = folder
        self.real = RealPaths()

    def of_source(self, job: Job) -> str:
        """Return what the input of ``job`` is called, "" for none that has a name."""
        if job.input.remote:
            return job.input.remote.as_uri()
        return "" if job.input.path == STDIN else _as_posix(self.real.of(job.input.path))

    def of_output(self, job: Job) -> str:
        """Return what the output of ``job`` will be called."""
        if isinstance(self.folder, StorePath):
            return (self.folder / job.output).as_uri()
        return _as_posix(self.real.of(f"{self.folder}/{job.output}"))


def _as_posix(path: str) -> str:
    return path if "/" in path else Path(path).as_posix()


class _Places(Iterable[str]):
    """The places of ``files``."""

    def __init__(self, files: Iterable[Input]) -> None:
        self.files = files

    def __iter__(self) -> Iterator[str]:
        return (file.place for file in self.files)
