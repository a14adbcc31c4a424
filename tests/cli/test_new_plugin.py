"""``octavo plugins new`` writes packages that install, pass their own tests, and please mypy and ruff at once."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from environment import install, make_environment, run
from octavo._cli import cli
from octavo._cli.new_plugin import KINDS

Run = Callable[..., Result]
NAMES: Mapping[str, str] = {kind: f"my-{kind}" for kind in KINDS}


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a new package of each kind."""
    folder = tmp_path_factory.mktemp("packages")
    for kind, name in NAMES.items():
        arguments = ["plugins", "new", name, "--kind", kind, "-o", str(folder / kind)]
        written = CliRunner().invoke(cli, arguments)
        assert written.exit_code == 0, written.output
        assert "python -m pytest" in written.output
    return folder


@pytest.fixture(scope="module")
def python(packages: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a fresh environment with all of them installed."""
    made = make_environment(tmp_path_factory.mktemp("environment"))
    install(made, *(packages / kind for kind in KINDS))
    return made


@pytest.mark.parametrize("kind", KINDS)
def test_its_own_tests_pass(packages: Path, python: Path, kind: str) -> None:
    printed = run(python, "-m", "pytest", "-p", "no:cacheprovider", cwd=packages / kind)
    assert " passed" in printed
    assert "skipped" not in printed


def test_all_are_typed_strictly(packages: Path, python: Path) -> None:
    folders = [packages / kind / part for kind in KINDS for part in ("src", "tests")]
    run(
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--no-incremental",
        "--python-executable",
        python,
        *folders,
        cwd=packages,
    )
    settings = tomllib.loads((packages / "reader" / "pyproject.toml").read_text())
    assert settings["tool"]["mypy"]["strict"] is True


def test_all_please_ruff(packages: Path) -> None:
    run(sys.executable, "-m", "ruff", "check", "--no-cache", packages)
    run(sys.executable, "-m", "ruff", "format", "--check", "--no-cache", packages)


def test_they_are_listed_and_work_with_the_other_formats(python: Path, tmp_path: Path) -> None:
    listed = run(python, "-m", "octavo", "plugins")
    for kind, name in NAMES.items():
        lines = [line for line in listed.splitlines() if line.startswith(f"{name} ")]
        assert [line.split()[-1] for line in lines] == ["installed" if kind == "hexo-tag" else "loaded"]
    page = tmp_path / "page.my-reader"
    page.write_text("#### Deep\n\nIt rains.\n")
    convert = (python, "-m", "octavo", "convert")
    assert run(*convert, page, "-t", "markdown", "-T", "my-transform").endswith("---\n\n### Deep\n\nIt rains.\n")
    assert "Deep\n----\n" in run(*convert, page, "-t", "my-writer")
    assert "1 Deep\n" in run(*convert, page, "-t", "my-binder")
    post = tmp_path / "post.md"
    post.write_text("---\ntitle: A post\n---\n{% my-hexo-tag 2 %}\n")
    assert "★★" in run(*convert, post, "-t", "text")


@pytest.mark.parametrize("name", ["a", "a1-b2", "octavo-rain", "class", "x" * 40])
def test_any_good_name_will_do(octavo: Run, here: Path, name: str) -> None:
    for kind in KINDS:
        assert octavo("plugins", "new", name, "--kind", kind, "-o", kind).exit_code == 0
    run(sys.executable, "-m", "ruff", "check", "--no-cache", here)
    run(sys.executable, "-m", "ruff", "format", "--check", "--no-cache", here)
    left = [path for path in here.rglob("*") if path.is_file() and "thimble" in path.name + path.read_text()]
    assert left == []


@pytest.mark.parametrize("name", ["", "Rain", "1a", "a_b", "a--b", "-a", "a-", "é", "a/b", "..", "octavo-", "x" * 41])
def test_what_no_package_can_be_called_is_refused(octavo: Run, here: Path, name: str) -> None:
    refused = octavo("plugins", "new", "--kind", "reader", "--", name)
    assert refused.exit_code == 2
    assert "is no name for a plugin" in refused.stderr
    assert [*here.iterdir()] == []


def test_octavo_s_own_names_are_refused(octavo: Run) -> None:
    refused = octavo("plugins", "new", "html", "--kind", "reader")
    assert refused.exit_code == 2
    assert "octavo itself has a plugin 'html'" in refused.stderr


def test_nothing_is_overwritten(octavo: Run, here: Path) -> None:
    folder = here / "octavo-rain"
    folder.mkdir()
    assert octavo("plugins", "new", "rain", "--kind", "writer").exit_code == 0  # it was empty
    module = folder / "src" / "octavo_rain" / "__init__.py"
    module.write_text("mine")
    refused = octavo("plugins", "new", "rain", "--kind", "writer")
    assert refused.exit_code == 2
    assert "octavo-rain is there already" in refused.stderr
    assert module.read_text() == "mine"
    (here / "file").write_text("mine")
    assert octavo("plugins", "new", "rain", "--kind", "writer", "-o", "file").exit_code == 2
    assert (here / "file").read_text() == "mine"


def test_the_module_fits_one_screen() -> None:
    templates = Path(sys.modules["octavo._cli"].__file__ or "").parent / "templates"
    for module in templates.rglob("src/*/__init__.py"):
        assert len(module.read_text().splitlines()) <= 75, module
