"""``octavo plugins`` and what settles who may do what, with distributions that pip installed into a fresh environment."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from environment import environ, install, make_environment
from octavo._cli.switching import with_disabled

Run = Callable[..., Result]
Completed = subprocess.CompletedProcess[str]

PYPROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
[project]
name = "{name}"
version = "0.3"
[project.entry-points."{group}"]
{point} = "{module}"
"""
READER = """\
from octavo import Document, Meta, Reader, hookimpl
octavo_api_version = 1
def read(source, options, context):
    return Document(Meta(title="rain"))
@hookimpl
def octavo_readers():
    yield Reader(name="rain", extensions=(".rain",), read=read)
"""
WRITER = """\
from octavo import Writer, hookimpl
@hookimpl
def octavo_writers():
    yield Writer(name="markdown", extensions=(".md",), write=lambda document, options, context: "THEIRS\\n")
"""
MODULES = {
    "rain": READER,
    "mark": WRITER,
    "broken": "import there_is_no_such_module\n",
    "newer": "octavo_api_version = 2\n",
    "older": "octavo_api_version = 0\n",
    "odd": "octavo_api_version = 'one'\n",
    "moons": "import there_are_no_moons\n",
    "misspelt": "from octavo import hookimpl\n@hookimpl\ndef octavo_reader():\n    yield\n",
}
GROUPS = {"moons": "octavo_hexo.tags"}
POST = '{"octavo":1,"blocks":[{"type":"paragraph","children":["Hello"]}]}'


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a fresh environment with a distribution for each of the modules."""
    folder = tmp_path_factory.mktemp("environment")
    for name, code in MODULES.items():
        package = folder / name / f"octavo_{name}"
        package.mkdir(parents=True)
        (package / "__init__.py").write_text(code)
        settings = PYPROJECT.format(
            name=f"octavo-{name}", point=name, module=f"octavo_{name}", group=GROUPS.get(name, "octavo")
        )
        (folder / name / "pyproject.toml").write_text(settings)
    made = make_environment(folder / "venv")
    install(made, *(folder / name for name in MODULES))
    return made


@pytest.fixture
def run(python: Path, here: Path) -> Callable[..., Completed]:
    """Run octavo in that environment, in an empty folder, with a post, without a configuration."""
    (here / "post.json").write_text(POST)

    def run(*arguments: str, **changes: str) -> Completed:
        environment = environ(XDG_CONFIG_HOME=os.environ["XDG_CONFIG_HOME"], **changes)
        command = [str(python), "-m", "octavo", *arguments]
        return subprocess.run(
            command, capture_output=True, text=True, encoding="utf-8", check=False, cwd=here, env=environment
        )

    return run


def listed(done: Completed) -> Mapping[str, Any]:
    assert done.returncode == 0, done.stderr
    return {plugin["name"]: plugin for plugin in json.loads(done.stdout)}


def test_the_list_says_what_each_is_and_what_is_wrong(run: Callable[..., Completed]) -> None:
    plugins = listed(run("plugins", "--json"))
    assert plugins["rain"] == {
        "name": "rain",
        "distribution": "octavo-rain",
        "version": "0.3",
        "formats": ["rain"],
        "hooks": ["octavo_readers"],
        "api": 1,
        "status": "loaded",
        "problem": "",
        "group": "octavo",
    }
    assert {name: plugins[name]["status"] for name in MODULES} == {
        "rain": "loaded",
        "mark": "conflict",
        "broken": "broken",
        "newer": "broken",
        "older": "broken",
        "odd": "broken",
        "moons": "installed",
        "misspelt": "broken",
    }
    problems = {name: plugins[name]["problem"] for name in MODULES}
    assert "there_is_no_such_module" in problems["broken"]
    assert "octavo_reader" in problems["misspelt"]
    assert "mark (octavo-mark)" in problems["mark"]
    shown = run("plugins").stdout.splitlines()
    assert shown[0].split() == ["NAME", "VERSION", "DISTRIBUTION", "API", "PROVIDES", "HOOKS", "STATUS"]
    for name, problem in problems.items():
        (line,) = [line for line in shown if line.startswith(f"{name} ")]
        assert line.endswith(problem or plugins[name]["status"])


def test_a_plugin_of_another_api_is_told_apart_and_what_to_do(run: Callable[..., Completed]) -> None:
    plugins = listed(run("plugins", "--json"))
    assert plugins["newer"]["problem"] == "it needs plugin API 2, this octavo has 1: update octavo"
    assert plugins["older"]["problem"] == "it needs plugin API 0, this octavo has 1: update the plugin"
    assert plugins["odd"]["problem"] == "its octavo_api_version is 'one', not a whole number"
    assert [plugins[name]["api"] for name in ("newer", "older", "odd", "mark")] == [2, 0, 0, 0]


def test_what_is_broken_never_stops_the_rest(run: Callable[..., Completed]) -> None:
    assert run("convert", "post.json", "-t", "text").stdout == "Hello\n"


def test_a_conflict_is_explained_and_settled_by_configuration(run: Callable[..., Completed], here: Path) -> None:
    refused = run("convert", "post.json", "-t", "markdown")
    assert refused.returncode == 6
    for words in ("markdown (octavo)", "mark (octavo-mark)", 'markdown = "octavo-mark"', "[plugins.prefer]"):
        assert words in refused.stderr
    for preferred, expected in (
        ("octavo", "Hello\n"),
        ("markdown", "Hello\n"),
        ("Octavo_Mark", "THEIRS\n"),
        ("mark", "THEIRS\n"),
    ):
        (here / "octavo.toml").write_text(f'[plugins.prefer]\nmarkdown = "{preferred}"\n')
        assert run("convert", "post.json", "-t", "markdown").stdout == expected
        assert listed(run("plugins", "--json"))["mark"]["status"] == "loaded"
    (here / "octavo.toml").write_text('[plugins.prefer]\nmarkdown = "nobody"\n')
    assert (
        "'nobody', which [plugins.prefer] names, is not one of them"
        in run("convert", "post.json", "-t", "markdown").stderr
    )


def test_worker_processes_prefer_the_same(run: Callable[..., Completed], here: Path) -> None:
    (here / "octavo.toml").write_text('[plugins.prefer]\nmarkdown = "octavo-mark"\n')
    done = run("convert", "post.json", "-t", "markdown", "-o", "out/", "--executor", "processes")
    assert done.returncode == 0, done.stderr
    assert (here / "out" / "post.md").read_text() == "THEIRS\n"


def test_the_environment_allows_some_and_no_plugins_none(run: Callable[..., Completed]) -> None:
    def third_party(*arguments: str, **changes: str) -> set[str]:
        found = listed(run("plugins", "--json", *arguments, **changes))
        return {name for name in MODULES if found[name]["status"] != "disabled"}

    assert third_party(OCTAVO_PLUGINS="rain, octavo-broken") == {"rain", "broken"}
    assert third_party(OCTAVO_PLUGINS="") == set()
    assert third_party("--no-plugins") == set()
    assert third_party("--no-plugins", OCTAVO_PLUGINS="rain") == set()
    assert run("convert", "post.json", "-t", "markdown", "--no-plugins").stdout == "Hello\n"
    assert "--no-plugins" in listed(run("plugins", "--json", "--no-plugins"))["rain"]["problem"]


def test_a_package_of_tags_is_left_out_where_it_is_broken_or_not_wanted(
    run: Callable[..., Completed], here: Path
) -> None:
    (here / "one.md").write_text("---\ntitle: One\n---\n{% emp a %}\n")
    (here / "two.md").write_text("---\ntitle: Two\n---\nb\n")
    batch = ("convert", "one.md", "two.md", "-t", "text", "-o", "out/", "-v", "--executor", "processes")
    done = run(*batch)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("there_are_no_moons") == 1
    assert "octavo-moons are left out: ModuleNotFoundError" in done.stderr
    for changes in ({"OCTAVO_PLUGINS": ""}, {"OCTAVO_PLUGINS": "rain"}):
        assert "moons" not in run(*batch, **changes).stderr
    assert "moons" not in run(*batch, "--no-plugins").stderr
    assert "moons" not in run(*batch, "--disable-plugin", "octavo-moons").stderr
    assert run("plugins", "disable", "moons").returncode == 0
    assert listed(run("plugins", "--json"))["moons"]["status"] == "disabled"
    assert "moons" not in run(*batch).stderr


def test_programs_heed_the_environment_and_say_whom_they_prefer(python: Path, here: Path) -> None:
    code = (
        "import octavo; d = octavo.Document()\n"
        "print('rain' in octavo.default_registry().readers, octavo.write(d, 'markdown', registry="
        "octavo.discover(prefer={'markdown': 'octavo-mark'})).text)"
    )
    for allowed, expected in (("rain", "True THEIRS"), ("", "False THEIRS")):
        done = subprocess.run(
            [python, "-c", code], capture_output=True, text=True, check=True, env=environ(OCTAVO_PLUGINS=allowed)
        )
        assert done.stdout.strip() == expected


def test_a_plugin_is_disabled_and_enabled_in_the_user_s_configuration(
    run: Callable[..., Completed], here: Path
) -> None:
    file = here / ".config" / "octavo" / "octavo.toml"
    done = run("plugins", "disable", "rain")
    assert (done.returncode, done.stdout) == (0, "")
    assert f"rain is disabled in {file}" in done.stderr
    assert run("plugins", "disable", "octavo-mark").returncode == 0
    assert file.read_text() == '[plugins]\ndisabled = ["rain", "octavo-mark"]\n'
    plugins = listed(run("plugins", "--json"))
    assert [plugins[name]["status"] for name in ("rain", "mark", "markdown")] == ["disabled", "disabled", "loaded"]
    assert run("plugins", "enable", "rain").returncode == 0
    assert listed(run("plugins", "--json"))["rain"]["status"] == "loaded"
    assert run("plugins", "disable", "nobody").returncode == 2
    again = run("plugins", "enable", "rain")
    assert again.returncode == 2
    assert "is not disabled" in again.stderr


def test_a_configuration_that_is_named_is_made(octavo: Run, here: Path) -> None:
    done = octavo("plugins", "disable", "--config", "new.toml", "html")
    assert (done.exit_code, (here / "new.toml").read_text()) == (0, '[plugins]\ndisabled = ["html"]\n')
    assert octavo("plugins", "disable", "--config", "other.toml", "nobody").exit_code == 2
    assert not (here / "other.toml").exists()


def test_what_another_configuration_disables_is_said(octavo: Run, here: Path) -> None:
    (here / "octavo.toml").write_text('[plugins]\ndisabled = ["epub"]\n')
    assert octavo("plugins", "disable", "epub").exit_code == 0
    still = octavo("plugins", "enable", "epub")
    assert still.exit_code == 2
    assert "epub is still disabled" in still.stderr
    assert octavo("plugins", "enable", "epub", "--config", "octavo.toml").exit_code == 0
    assert (here / "octavo.toml").read_text() == "[plugins]\ndisabled = []\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "[plugins]\ndisabled = [NEW]\n"),
        ("# mine\ntimezone = 'UTC'", "# mine\ntimezone = 'UTC'\n\n[plugins]\ndisabled = [NEW]\n"),
        ("[plugins] # some\n[reader.x]\na = 1\n", "[plugins] # some\ndisabled = [NEW]\n[reader.x]\na = 1\n"),
        ("[plugins]", "[plugins]\ndisabled = [NEW]\n"),
        ("[ plugins ]\n disabled=[\n 'a',\n]\n# end\n", "[ plugins ]\ndisabled = [NEW]\n# end\n"),
        ("[plugins.prefer]\na = 'b'\n", "[plugins.prefer]\na = 'b'\n\n[plugins]\ndisabled = [NEW]\n"),
    ],
)
def test_all_else_in_a_configuration_stays_as_it_stands(before: str, after: str) -> None:
    assert with_disabled(before, ["é", 'q"']) == after.replace("NEW", '"é", "q\\""')


def test_what_a_program_can_not_change_is_left_alone(octavo: Run, here: Path) -> None:
    file = here / "mine.toml"
    for text in (
        '[plugins]\ndisabled = [ # these\n  "a",\n]\n',
        'plugins = { disabled = ["a"] }\n',
        'plugins.disabled = ["a"]\n',
    ):
        file.write_text(text)
        refused = octavo("plugins", "disable", "epub", "--config", str(file))
        assert refused.exit_code == 2
        assert 'write disabled = ["a", "epub"]' in refused.stderr
        assert file.read_text() == text


@pytest.mark.parametrize(
    "text", ['[plugins]\ndisabled = "a"', "[plugins]\nprefer = 1", "[plugins.prefer]\na = 1", "[plugins]\nx = 1"]
)
def test_a_wrong_configuration_is_a_usage_error(octavo: Run, here: Path, text: str) -> None:
    (here / "octavo.toml").write_text(text)
    assert octavo("plugins").exit_code == 2
