"""Inputs: what files, folders, globs and standard input mean."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from octavo._inputs import Input, Inputs, find_inputs, read_source
from octavo._scanning import Scan
from octavo.errors import SourceError

MD = Scan(extensions=(".md", ".html"))


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lay(*names: str) -> None:
    for name in names:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)


def names(found: Inputs) -> list[str]:
    return [file.place for file in found.files]


def test_a_folder_is_its_posts_in_order() -> None:
    lay("s/b.md", "s/a.HTML", "s/x.png", "s/sub/c.md", "s/A.md")
    found = find_inputs(["s"], MD)
    assert names(found) == ["A.md", "a.HTML", "b.md", "sub/c.md"]
    assert found.many


def test_hidden_underscored_and_backup_names_are_left_out_but_for_posts() -> None:
    lay("s/_posts/a.md", "s/_posts/_b.md", "s/_drafts/d.md", "s/_data/e.md", "s/.git/f.md", "s/g.md~", "s/.h.md")
    assert names(find_inputs(["s"], MD)) == ["_posts/a.md"]
    drafts = Scan(MD.extensions, drafts=True)
    assert names(find_inputs(["s"], drafts)) == ["_drafts/d.md", "_posts/a.md"]
    assert names(find_inputs(["s/_drafts"], MD)) == ["d.md"]


def test_one_file_is_not_many_and_is_named_by_itself() -> None:
    lay("s/a.txt")
    found = find_inputs(["s/a.txt"], MD)
    assert names(found) == ["a.txt"]
    assert not found.many
    assert not next(iter(found.files)).scanned


def test_several_inputs_are_named_below_their_common_folder() -> None:
    lay("s/x/a.md", "s/y/a.md", "s/y/z/b.md")
    assert names(find_inputs(["s/x/a.md", "s/y"], MD)) == ["x/a.md", "y/a.md", "y/z/b.md"]


def test_a_file_that_is_meant_twice_is_read_once() -> None:
    lay("s/a.md")
    assert names(find_inputs(["s", "s/a.md", "s/../s/a.md"], MD)) == ["a.md"]


def test_globs_and_names_that_look_like_one() -> None:
    lay("s/a1.md", "s/a2.md", "s/t/a3.md", "s/[x].md")
    assert names(find_inputs(["s/a?.md"], MD)) == ["a1.md", "a2.md"]
    assert names(find_inputs(["s/**/*3.md"], MD)) == ["t/a3.md"]
    assert names(find_inputs(["s/[x].md"], MD)) == ["[x].md"]
    assert find_inputs(["s/a1*"], MD).many


@pytest.mark.parametrize(
    ("name", "words"), [("no.md", "no such file"), ("*.zip", "nothing matches"), ("x" * 300, "file name too long")]
)
def test_what_is_not_there_is_an_input_with_an_error(name: str, words: str) -> None:
    lay("a.md")
    bad, good = find_inputs([name, "a.md"], MD).files
    assert good.error is None
    with pytest.raises(SourceError, match=words):
        read_source(bad)


def test_links_out_of_the_folder_loops_and_devices_are_left_out() -> None:
    lay("secret.md", "s/a.md", "s/sub/b.md")
    Path("s/out.md").symlink_to(Path("secret.md").resolve())
    Path("s/loop").symlink_to(".")
    Path("s/self.md").symlink_to("self.md")
    Path("s/broken.md").symlink_to("nowhere")
    Path("s/zero.md").symlink_to("/dev/zero")
    Path("s/within.md").symlink_to("sub/b.md")
    os.mkfifo("s/pipe.md")
    Path("s/folder.md").mkdir()
    assert names(find_inputs(["s"], MD)) == ["a.md", "within.md"]


def test_the_folder_of_the_outputs_is_left_out() -> None:
    lay("s/a.md", "s/out/b.md")
    assert names(find_inputs(["s"], Scan(MD.extensions, without=Path("s/out")))) == ["a.md"]
    assert names(find_inputs(["s"], Scan(MD.extensions, without=Path("s/new")))) == ["a.md", "out/b.md"]


def test_a_glob_leaves_the_folder_of_the_outputs_out_too() -> None:
    lay("s/a.md", "s/b/c.md", "s/out/d.md")
    without = Scan(MD.extensions, without=Path("s/out"))
    assert names(find_inputs(["s/**/*.md"], without)) == ["a.md", "b/c.md"]
    assert names(find_inputs(["s/*"], without)) == ["a.md", "b/c.md"]
    assert names(find_inputs(["s/out/*.md"], without)) == ["d.md"]
    assert names(find_inputs(["s/*.md"], Scan(MD.extensions, without=Path("s")))) == ["a.md"]


def test_a_name_that_is_no_unicode_is_shown_as_some() -> None:
    Path("s").mkdir()
    try:
        Path(os.fsdecode(b"s/a\xff.md")).write_text("x")
    except OSError:
        pytest.skip("this file system takes Unicode alone")
    (file,) = find_inputs(["s"], MD).files
    assert file.name == "a\ufffd.md"
    assert read_source(file).data == b"x"


def test_a_source_knows_where_it_is_and_what_site_it_belongs_to(here: Path) -> None:
    lay("site/source/_posts/2020/a.md", "plain/b.md")
    post, page = tuple(find_inputs(["site/source/_posts", "plain/b.md"], MD).files)[::-1]
    assert {post.site, page.site} == {(here / "site/source").as_uri(), (here / "plain").as_uri()}
    source = read_source(next(iter(find_inputs(["plain/b.md"], MD).files)), "gbk")
    assert (source.name, source.location, source.encoding) == ("b.md", (here / "plain/b.md").as_uri(), "gbk")
    named = Scan(MD.extensions, site=here)
    assert next(iter(find_inputs(["plain/b.md"], named).files)).site == here.as_uri()


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"text")))
    found = find_inputs(["-"], MD)
    assert not found.many
    source = read_source(next(iter(found.files)))
    assert (source.data, source.name, source.location) == (b"text", "-", "")


def test_what_vanished_or_is_too_large_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SourceError, match="no such file"):
        read_source(Input("gone.md", "gone.md", "gone.md"))
    lay("a.md")
    monkeypatch.setattr("octavo._inputs.MAXIMUM_BYTES", 3)
    with pytest.raises(SourceError, match="larger than"):
        read_source(Input("a.md", "a.md", "a.md"))
    monkeypatch.setattr("octavo._inputs.MAXIMUM_BYTES", 4)
    assert read_source(Input("a.md", "a.md", "a.md")).data == b"a.md"


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_folder_that_can_not_be_read_is_an_error() -> None:
    lay("s/a.md", "s/closed/b.md")
    Path("s/closed").chmod(0)
    try:
        files = find_inputs(["s"], MD).files
    finally:
        Path("s/closed").chmod(0o755)
    assert [file.error is None for file in files] == [True, False]


@pytest.mark.parametrize("given", ["s", "s/_posts", "s/_posts/2020", "s/_posts/2020/a.md", "s/_posts/**/*.md"])
def test_a_post_is_called_the_same_however_it_is_given(given: str) -> None:
    lay("s/_posts/2020/a.md")
    (file,) = find_inputs([given], MD).files
    assert file.name == "_posts/2020/a.md"
    assert read_source(file).name == "_posts/2020/a.md"
