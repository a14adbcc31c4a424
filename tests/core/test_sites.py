"""Sites: how they are found, what a plugin may see of a folder, and what of it becomes inputs."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from octavo import Document, PluginError, Reader, Site, UsageError, hookimpl
from octavo._batch import Settings
from octavo._choices import Choices
from octavo._inputs import Inputs, find_inputs
from octavo._plan import Job
from octavo._registry import discover
from octavo._scanning import Scan
from octavo._sites import DiskFolder, on_disk
from octavo._tasks import read_one
from octavo.model import Meta
from octavo.plugin import Context
from octavo.site import Folder, Post
from octavo.source import Source


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lay(*names: str) -> None:
    for name in names:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)


def known(folder: Folder) -> Site | None:
    """A site is what has a file ``site``; its root is the folder that the file names."""
    if folder.read("site") is None:
        return None
    return Site(
        root="in", folders=("posts",), drafts=("drafts",), timezone="Asia/Tokyo", posts={"posts/a.md": Post("A")}
    )


def found(*names: str, drafts: bool = False, site: Path | None = None) -> Inputs:
    return find_inputs(names, Scan((".md",), drafts, site, sites=on_disk(known)))


def test_the_folder_of_a_site_means_its_posts() -> None:
    lay("s/site", "s/in/posts/a.md", "s/in/drafts/d.md", "s/in/about.md", "s/node_modules/x/readme.md")
    assert [file.place for file in found("s").files] == ["in/posts/a.md"]
    assert [file.place for file in found("s/in", drafts=True).files] == ["drafts/d.md", "posts/a.md"]
    assert [file.place for file in found("s/in/drafts").files] == ["d.md"]
    assert [file.path for file in found("s").files] == ["s/in/posts/a.md"]


def test_what_is_part_of_a_site_is_named_from_its_root(here: Path) -> None:
    lay("s/site", "s/in/posts/a.md", "s/in/about.md", "s/readme.md")
    inputs = found("s/in/posts/a.md", "s/in/about.md", "s/readme.md")
    assert [file.name for file in inputs.files] == ["posts/a.md", "about.md", "readme.md"]
    root = (here / "s" / "in").as_uri()
    assert [file.site == root for file in inputs.files] == [True, True, False]
    assert list(inputs.sites) == [root]
    assert inputs.sites[root].location == root


def test_the_root_that_the_user_names_goes_before_that_of_the_site(here: Path) -> None:
    lay("s/site", "s/in/posts/a.md", "pictures/x.png")
    inputs = found("s", site=here / "pictures")
    assert [file.site for file in inputs.files] == [(here / "pictures").as_uri()]
    assert list(inputs.sites) == [(here / "pictures").as_uri()]


def test_folders_of_posts_that_lead_out_of_the_site_are_not_followed(here: Path) -> None:
    lay("elsewhere/secret.md", "s/site", "s/in/x.md")
    (here / "s" / "in" / "posts").symlink_to(here / "elsewhere")
    assert [file.place for file in found("s").files] == ["in/x.md"]


def test_each_folder_is_asked_about_once() -> None:
    lay("s/site", "s/in/posts/a.md", "s/in/posts/b.md")
    asked: list[str] = []

    def ask(folder: Folder) -> Site | None:
        assert isinstance(folder, DiskFolder)
        asked.append(folder.path.name)
        return known(folder)

    find_inputs(["s/in/posts"], Scan((".md",), sites=on_disk(ask)))
    assert asked == ["posts", "in", "s"]


def test_a_plugin_sees_what_lies_in_the_folder_and_nothing_else(here: Path) -> None:
    lay("secret", "s/a.md", "s/in/b.md", "s/.hidden", "s/.git/c")
    (here / "s" / "out").symlink_to(here / "secret")
    folder = DiskFolder(here / "s")
    assert list(folder.names()) == ["a.md", "in/b.md"]
    assert list(folder.names("in")) == ["in/b.md"]
    assert list(folder.names("..")) == list(folder.names("nowhere")) == []
    assert folder.read("a.md") == b"s/a.md"
    assert folder.read("a.md", 2) == b"s/"
    assert [folder.read(name) for name in ("../secret", "out", "in", "nowhere")] == [None] * 4


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
def test_a_file_that_is_closed_is_as_if_it_were_not_there(here: Path) -> None:
    lay("a")
    Path("a").chmod(0)
    assert DiskFolder(here).read("a") is None


def plugin(name: str, answer: object) -> SimpleNamespace:
    def octavo_site(folder: Folder) -> object:
        if isinstance(answer, Exception):
            raise answer
        return answer

    return SimpleNamespace(__name__=name, octavo_site=hookimpl(octavo_site))


def test_the_first_answer_counts_and_failures_are_the_plugins(here: Path) -> None:
    folder = DiskFolder(here)
    assert discover(entry_points=False).site(folder) is None
    assert discover(plugin("a", None), plugin("b", Site(root="x")), entry_points=False).site(folder) == Site(root="x")
    with pytest.raises(PluginError, match="failed"):
        discover(plugin("a", KeyError("x")), entry_points=False).site(folder)
    with pytest.raises(UsageError, match="no"):
        discover(plugin("a", UsageError("no")), entry_points=False).site(folder)


def test_a_reader_is_told_the_site_of_its_source(here: Path) -> None:
    lay("s/site", "s/in/posts/a.md")

    def read(source: Source, options: object, context: Context) -> Document:
        title = context.site.posts[source.name].title if context.site else "none"
        return Document(Meta(title=f"{title} {context.timezone}"))

    reader = SimpleNamespace(octavo_readers=hookimpl(lambda: [Reader(name="m", extensions=(".md",), read=read)]))
    inputs = found("s")
    settings = Settings(discover(reader, entry_points=False), sites=inputs.sites)
    outcome = read_one(settings, Job(next(iter(inputs.files))))
    assert outcome.value is not None
    assert outcome.value.meta.title == "A Asia/Tokyo"
    outcome = read_one(Settings(settings.registry, Choices(timezone="UTC")), Job(next(iter(inputs.files))))
    assert outcome.value is not None
    assert outcome.value.meta.title == "none UTC"
