"""Converts a generated set of hostile posts to every format, and has the outputs inspected.

    python tests/hostile.py FOLDER [--jobs N] [--formats a,b] [--heavy a,b] [--work DIR]

FOLDER holds ``adversarial.py`` (writes the posts and a manifest of what each must give), ``check_outputs.py``
(inspects what was made of them) and ``canary_server.py`` (notes every request). It is run by hand and by
``.ci/run``, not by pytest. What it demands, in every format: no crash, no time or memory out of bounds, no
complaint of the checker, no request to the canary, and benign posts that come out as they do without
hostile neighbours. It returns 1 if anything is amiss.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

FORMATS = ("markdown", "text", "json", "jsonl", "html", "xhtml", "epub", "pandoc")
TREES = ("main", "heavy", "fs", "collide")
CHECKED_APART = {".html", ".xhtml"}
"""What the checker of outputs passes over; it is judged here, by the same rules for elements."""
OWN = {"style", "meta"}
REFUSALS = {"ReadError", "SourceError", "FetchError", "DecodeError", "WriteError"}
"""What an input may end in; any other error is a fault of octavo's."""
TIMEOUT, MEMORY = 100, "2G"
SHOWN = 20


@dataclass(frozen=True)
class Cases:
    """The posts of one run: where they are, what they must give, and by which tools that is told."""

    tools: Path
    folder: Path
    work: Path

    def manifest(self) -> dict[str, Any]:
        loaded: dict[str, Any] = json.loads((self.folder / "manifest.json").read_text())
        return loaded

    def outputs(self, target: str, tree: str) -> Path:
        return self.work / target / tree


def generate(tools: Path, work: Path, port: int) -> Cases:
    cases = Cases(tools, work / "cases", work)
    address = f"http://127.0.0.1:{port}"
    subprocess.run(
        [sys.executable, str(tools / "adversarial.py"), str(cases.folder), "--canary-url", address], check=True
    )
    return cases


def octavo() -> list[str]:
    """The installed command; root may read any file, so that right is taken from it where that can be done."""
    program = [str(Path(sys.executable).with_name("octavo"))]
    if os.geteuid() == 0 and shutil.which("setpriv"):
        return ["setpriv", "--inh-caps=-all", "--bounding-set=-dac_override,-dac_read_search", *program]
    return program


def convert(cases: Cases, tree: str, target: str, jobs: int) -> list[dict[str, Any]]:
    """Convert the posts of ``tree`` and return how each ended, in the checker's words."""
    out, report = cases.outputs(target, tree), cases.work / f"{target}-{tree}.json"
    command = [*octavo(), "convert", str(cases.folder / tree / "source" / "_posts"), "-t", target, "-o", f"{out}/"]
    limits = ["--jobs", str(jobs), "--timeout", str(TIMEOUT), "--memory", MEMORY, "--report", str(report), "--quiet"]
    code, said, megabytes = measured([*command, *limits])
    if code not in (0, 1) or "Traceback" in said:
        raise SystemExit(f"{target} of {tree}: exit {code}: {said[-500:]}")
    results = [_result(entry, cases) for entry in json.loads(report.read_text())["files"]]
    slowest = max(results, key=lambda result: result["seconds"])
    print(f"  {target} {tree}: {slowest['seconds']:.1f} s at most ({slowest['file']}), {megabytes:.0f} MB", flush=True)
    return results


def measured(command: list[str]) -> tuple[int, str, float]:
    """Run ``command``; return its exit code, what it said, and the megabytes of the largest of its processes."""
    with tempfile.TemporaryFile("w+", errors="replace") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        return process.returncode, said.read(), usage.ru_maxrss / 1000


def digest(cases: Cases) -> Path:
    """Bind the posts of the main tree into one book."""
    book = cases.work / "digest" / "digest.epub"
    book.parent.mkdir()
    source = str(cases.folder / "main" / "source" / "_posts")
    command = [*octavo(), "digest", source, "-o", str(book), "--quiet"]
    finished = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    if finished.returncode not in (0, 1) or not book.exists():
        raise SystemExit(f"digest: exit {finished.returncode}: {finished.stderr[-500:]}")
    return book.parent


def _result(entry: dict[str, Any], cases: Cases) -> dict[str, Any]:
    error = entry.get("error", {})
    status = {"converted": "ok", "unchanged": "ok", "failed": "error"}.get(entry["status"], entry["status"])
    if error.get("kind") == "Lost":
        status = "timeout" if "seconds" in error["message"] else "crash"
    elif error and error["kind"] not in REFUSALS:
        status = "crash"
    name = os.path.relpath(entry["input"], cases.folder)
    return {"file": name, "status": status, "error": error.get("message", ""), "seconds": entry["seconds"]}


def check(cases: Cases, tree: str, target: str, results: list[dict[str, Any]]) -> list[str]:
    """Return what is wrong with the outputs of ``tree`` in ``target``."""
    told = cases.work / f"{target}-{tree}.results.jsonl"
    told.write_text("".join(json.dumps(result) + "\n" for result in results))
    out = cases.outputs(target, tree)
    if target == "jsonl":  # the checker knows lines of JSON by the name of JSON
        for file in [*out.rglob("*.jsonl")]:
            file.rename(file.with_suffix(".json"))
    faults = [f"{target}: {line}" for line in _checked(cases, out, tree, target, told)]
    faults += [f"{target}: {fault}" for fault in _pages(cases, out, tree)]
    limits = {case["file"]: case["max_seconds"] for case in cases.manifest()["cases"]}
    slow = [one for one in results if one["seconds"] > limits.get(one["file"], TIMEOUT)]
    return faults + [f"{target}: SLOW {one['file']} {one['seconds']:.0f} s" for one in slow]


def _checked(cases: Cases, out: Path, tree: str, target: str, told: Path) -> Iterator[str]:
    """Yield the FAIL lines of the checker; what it doesn't read, it can't tie to a case."""
    command = [sys.executable, str(cases.tools / "check_outputs.py"), "--manifest", str(cases.folder / "manifest.json")]
    command += ["--out", str(out), "--tree", tree, "--structure", "-v", "--results", str(told)]
    finished = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    if finished.returncode not in (0, 1):
        yield f"the checker failed: {finished.stderr[-300:]}"
    for line in finished.stdout.splitlines():
        unread = target in ("html", "xhtml") and ("not-converted" in line or "silently-dropped" in line)
        if line.startswith("FAIL") and not unread:
            yield " ".join(line.split())


@cache
def _tools(folder: Path) -> Any:
    """The checker as a module, for what it says of elements."""
    spec = importlib.util.spec_from_file_location("check_outputs", folder / "check_outputs.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _pages(cases: Cases, out: Path, tree: str) -> Iterator[str]:
    """Yield what is wrong with pages of HTML and XHTML: as a browser reads them, and as XML."""
    tools, seen = _tools(cases.tools), ""
    pages = [page for page in sorted(out.rglob("*")) if page.suffix in CHECKED_APART]
    cases_of = {case["id"]: case for case in cases.manifest()["cases"] if case["tree"] == tree}
    for page in pages:
        text = page.read_bytes().decode("utf-8")
        ids = {match.group(2) for match in tools.TOKEN.finditer(text)} & set(cases_of)
        seen += " ".join(ids) + " "
        yield from (f"{page.name}: {fault}" for fault in _page(page, text, [cases_of[one] for one in ids], tools))
    for case in cases_of.values() if pages else ():
        if case["keep"] and case["expect"] == "convert" and case["id"] not in seen:
            yield f"not-converted {case['name']}"


def _page(page: Path, text: str, here: list[dict[str, Any]], tools: Any) -> Iterator[str]:
    head, _, body = text.partition("<body>")
    yield from (f"{kind} {detail}" for kind, detail in tools.scan_html(head)[0] if detail.split()[0] not in OWN)
    problems, shown, _ = tools.scan_html(body)
    yield from (f"{kind} {detail}" for kind, detail in problems if kind in ("script", "embed"))
    yield from (f"text-lost {token}" for case in here for token in case["keep"] if token not in shown)
    yield from (f"hidden-text-shown {token}" for case in here for token in case["drop"] if token in shown)
    yield from (f"{code} {detail}" for level, code, detail in tools.control_chars(text, "html") if level == "FAIL")
    if page.suffix == ".xhtml":
        try:
            etree.fromstring(text.encode(), etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
        except etree.XMLSyntaxError as error:
            yield f"not well-formed: {error}"


def neighbours(cases: Cases, target: str, jobs: int) -> Iterator[str]:
    """Yield the benign posts that come out otherwise without their hostile neighbours."""
    for tree in TREES:
        out = cases.outputs(target, tree)
        if not out.exists():
            continue
        alone = cases.work / f"{target}-{tree}-alone"
        posts = [str(file) for file in (cases.folder / tree / "source" / "_posts").glob("control-*.md")]
        if posts:
            command = [*octavo(), "convert", *posts, "-t", target, "-o", f"{alone}/", "--jobs", str(jobs), "--quiet"]
            subprocess.run(command, check=True)
        for file in alone.rglob("*"):
            beside = out / file.name.replace(".jsonl", ".json")
            if file.is_file() and not file.name.startswith(".") and file.read_bytes() != beside.read_bytes():
                yield f"{target}: {file.name} differs with hostile neighbours"


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


def run(cases: Cases, formats: Iterable[str], heavy: Iterable[str], jobs: int) -> list[str]:
    """Convert and check everything, the posts of megabytes in the formats ``heavy`` alone; return what is wrong."""
    faults: list[str] = []
    with ProcessPoolExecutor(jobs) as pool:
        checks = []
        for target in formats:
            started = time.perf_counter()
            for tree in TREES if target in heavy else TREES[:1] + TREES[2:]:
                results = convert(cases, tree, target, jobs)
                checks.append(pool.submit(check, cases, tree, target, results))
            print(f"{target}: converted in {time.perf_counter() - started:.0f} s", flush=True)
        for checked in checks:
            faults += checked.result()
        for target in formats:
            faults += neighbours(cases, target, jobs)
    if "epub" in formats:
        command = [sys.executable, str(cases.tools / "check_outputs.py"), "--manifest"]
        command += [str(cases.folder / "manifest.json"), "--out", str(digest(cases)), "--tree", "main", "-v"]
        finished = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
        faults += [
            f"digest: {' '.join(line.split())}"
            for line in finished.stdout.splitlines()
            if line[:4] == "FAIL" and "not-converted" not in line
        ]  # drafts and what is refused are no articles
    return faults


def main() -> int:
    """Run, print what is wrong, and return 1 if anything is."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--formats", default=",".join(FORMATS))
    parser.add_argument("--heavy", default=",".join(FORMATS), help="formats for the posts of megabytes")
    parser.add_argument("--work", type=Path, help="keep everything here; it must be empty or missing")
    chosen = parser.parse_args()
    work = chosen.work or Path(tempfile.mkdtemp(prefix="octavo-hostile-"))
    work.mkdir(parents=True, exist_ok=True)
    port, hits = free_port(), work / "hits.jsonl"
    canary = [sys.executable, str(chosen.folder / "canary_server.py"), "--port", str(port), "--log", str(hits)]
    server = subprocess.Popen([*canary, "--seconds", "3600"])
    try:
        cases = generate(chosen.folder.resolve(), work.resolve(), port)
        faults = run(cases, chosen.formats.split(","), chosen.heavy.split(","), chosen.jobs)
    finally:
        server.terminate()
        server.wait()
    asked = hits.read_text().splitlines() if hits.exists() else []
    faults += [f"network: {line[:200]}" for line in asked]
    count = len(cases.manifest()["cases"])
    for target in (*chosen.formats.split(","), "digest", "network"):
        own = [fault for fault in faults if fault.startswith(f"{target}: ")]
        if own or target in FORMATS:
            print(f"{target}: {count} cases, {len(own)} faults")
        for fault in own[:SHOWN]:
            print(f"  {fault}")
    if not chosen.work:
        shutil.rmtree(work)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
