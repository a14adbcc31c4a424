"""octavo in programs: read, write, convert and digest give what the command line gives, from paths, sources and documents."""

from __future__ import annotations

import os
import subprocess
import sys
from html import unescape
from html.parser import HTMLParser
from multiprocessing.pool import ThreadPool
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import octavo
from octavo import (
    Document,
    Meta,
    OctavoError,
    OptionError,
    Resource,
    Source,
    SourceError,
    StrictError,
    UnknownFormat,
    UsageError,
)
from octavo._cli import cli
from octavo._registry import Registry
from octavo.model import Heading, Image, Link, Paragraph, RawBlock
from octavo.selection import Selection

POST = "---\ntitle: {title}\ndate: 2024-05-0{day} 10:00:00\ntags: [{tag}]\n---\nSee [the other](two.md). ![a](/images/a.png)\n"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, png: bytes) -> Path:
    """A folder of posts with a picture, and nobody's configuration."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / ".config"))
    posts = tmp_path / "source" / "_posts"
    posts.mkdir(parents=True)
    (tmp_path / "source" / "images").mkdir()
    (tmp_path / "source" / "images" / "a.png").write_bytes(png)
    for day, (name, tag) in enumerate((("one", "rain"), ("two", "snow"), ("three", "rain")), 1):
        (posts / f"{name}.md").write_text(POST.format(title=name.title(), day=day, tag=tag))
    return tmp_path


def by_command(*arguments: str) -> bytes:
    done = CliRunner().invoke(cli, list(arguments))
    assert done.exit_code == 0, done.output
    return done.stdout_bytes


@pytest.mark.parametrize("format", ["markdown", "text", "json", "epub", "html"])
def test_convert_gives_what_the_command_gives(site: Path, format: str) -> None:
    output = octavo.convert("source/_posts/one.md", format)
    assert output.data == by_command("convert", "source/_posts/one.md", "-t", format)
    assert (output.format, output.path) == (format, None)


def test_an_output_is_stored_with_its_pictures(site: Path, png: bytes) -> None:
    output = octavo.convert(Path("source/_posts/one.md"), output="out/one.md")
    assert output.path == Path("out/one.md")
    assert output.path.read_bytes() == output.data
    by_command("convert", "source/_posts/one.md", "-o", "again/one.md")
    stored = {path.relative_to("out"): path.read_bytes() for path in Path("out").rglob("*") if path.is_file()}
    again = {path.relative_to("again"): path.read_bytes() for path in Path("again").rglob("*") if path.is_file()}
    assert stored == again
    assert png in stored.values()


def test_digest_gives_what_the_command_gives(site: Path) -> None:
    made = octavo.digest("source/_posts", output="a.epub", title="Week", group_by="tag", selection=Selection(maximum=2))
    by_command("digest", "source/_posts", "-o", "b.epub", "--title", "Week", "--group-by", "tag", "--max", "2")
    assert Path("a.epub").read_bytes() == Path("b.epub").read_bytes() == made.data


def test_the_data_of_a_stored_book_is_that_of_its_file(site: Path) -> None:
    made = octavo.convert("source/_posts/one.md", output="one.epub")
    assert bytes(made) == Path("one.epub").read_bytes() == octavo.convert("source/_posts/one.md", "epub").data
    Path("one.epub").unlink()
    with pytest.raises(SourceError, match=r"one\.epub: can't be read again: no such file"):
        _ = made.data
    assert "one.epub" in repr(made)


def test_a_digest_of_documents_and_sources_has_both(site: Path) -> None:
    document = Document(Meta(title="At hand"), (Paragraph(("Hello",)),), name="hand")
    source = Source("# From a source", "source.md")
    text = octavo.digest([document, source, "source/_posts/one.md"], "text", root="source").text
    assert all(title in text for title in ("At hand", "From a source", "One"))


def test_what_can_not_be_read_is_left_out_of_a_digest_and_noticed(site: Path) -> None:
    output = octavo.digest(["source/_posts/one.md", "gone.md"], "text")
    (notice,) = [notice for notice in output.notices if notice.code == "input-left-out"]
    assert (notice.severity, notice.position.source) == ("error", "gone.md")
    with pytest.raises(SourceError, match="no such file"):
        octavo.digest(["source/_posts/one.md", "gone.md"], "text", strict=True)
    with pytest.raises(UsageError, match=r"no post is selected .*gone.md"):
        octavo.digest("gone.md", "text")


def test_drafts_are_read_only_when_asked_for(site: Path) -> None:
    drafts = site / "source" / "_drafts"
    drafts.mkdir()
    (drafts / "four.md").write_text("---\ntitle: Four\n---\nsoon\n")
    assert "Four" not in octavo.digest("source", "text").text
    assert "Four" in octavo.digest("source", "text", drafts=True).text


def test_options_are_named_as_on_the_command_line(site: Path) -> None:
    wide = octavo.convert("source/_posts/one.md", "text", writer_options={"width": 20})
    assert wide.data == by_command("convert", "source/_posts/one.md", "-t", "text", "-W", "width=20")
    document = octavo.read("source/_posts/one.md")
    assert octavo.write(document, "text", options={"width": "20"}).data == wide.data
    with pytest.raises(OptionError, match="no option 'widht'"):
        octavo.write(document, "text", options={"widht": 20})
    with pytest.raises(UnknownFormat, match="'htlm'"):
        octavo.read("source/_posts/one.md", options={"htlm:tidy": True})


def test_transforms_run_by_name_or_with_options(plugin: Any) -> None:
    class Shout:
        @octavo.hookimpl
        def octavo_transforms(self) -> Any:
            yield octavo.Transform(name="shout", apply=lambda document, *_: Document(Meta(document.meta.title.upper())))

    registry = octavo.discover(plugin(), Shout(), entry_points=False)
    source = Source("a title", "a.pl")
    assert octavo.read(source, transforms=["shout"], registry=registry).meta.title == "A TITLE"
    assert octavo.convert(source, "line", transforms={"shout": {}}, registry=registry).text == "A TITLE: \n"


def test_pictures_are_read_below_the_root_alone(site: Path, png: bytes) -> None:
    document = octavo.read("source/_posts/one.md")
    octavo.write(document, output="without/one.md")
    assert [path.name for path in Path("without").rglob("*")] == ["one.md"]
    octavo.write(document, output="with/one.md", root="source")
    assert png in [path.read_bytes() for path in Path("with").rglob("*.png")]
    passwords = Resource("file:///etc/passwd", location="file:///etc/passwd")
    hostile = Document(blocks=(Paragraph((Image(passwords.name, "words"),)),), resources=(passwords,))
    codes = [notice.code for notice in octavo.write(hostile, "epub", root="source").notices]
    assert "image-not-embedded" in codes
    with pytest.raises(UsageError, match="is no folder"):
        octavo.write(document, "epub", root="nowhere")


def test_pictures_can_be_dropped_from_a_document(site: Path) -> None:
    document = octavo.read("source/_posts/one.md")
    assert "a.png" not in octavo.write(document, "markdown", images="drop").text
    assert "a.png" in octavo.write(document, "markdown").text


def test_raw_pieces_are_written_only_when_the_program_says_so() -> None:
    document = Document(blocks=(RawBlock("html", "<blink>x</blink>"), Paragraph(("y",))))
    for made_of in (document, octavo.split(document)):
        output = octavo.write(made_of, "html")
        assert "blink" not in output.text
        assert [notice.code for notice in output.notices] == ["raw-dropped"]
        assert "<blink>" in octavo.write(made_of, "html", allow_raw=True).text
    source = octavo.Source(octavo.write(document, "json", allow_raw=True).data, "x.json")
    assert "blink" not in octavo.convert(source, "html").text
    assert "<blink>" in octavo.convert(source, "html", allow_raw=True).text
    assert "blink" not in octavo.digest([document], "html").text


def test_a_book_is_read_as_one_document_converted_whole_and_digested_by_its_articles(site: Path) -> None:
    octavo.digest("source/_posts", output="week.epub", title="Week")
    assert octavo.read("week.epub").meta.title == "Week"
    assert [one.meta.title for one in octavo.read_all("week.epub")] == ["Three", "Two", "One"]
    assert octavo.convert("week.epub", "markdown").data == by_command("convert", "week.epub", "-t", "markdown")
    titles = octavo.digest("week.epub", "json", selection=Selection(tags=("rain",))).text
    assert "One" in titles


def test_a_publication_is_written_too(site: Path) -> None:
    publication = octavo.gather(octavo.read_all("source/_posts/*.md"), Meta(title="All"))
    assert octavo.write(publication, output="all.epub", root="source").data == Path("all.epub").read_bytes()


def test_read_all_goes_on_where_it_is_told_of_failures(site: Path) -> None:
    failed: list[str] = []
    inputs: list[str | Source] = ["gone.md", "source/_posts", Source(b"\xff\xfe\x00", "x.unknown")]
    titles = [one.meta.title for one in octavo.read_all(inputs, failed=lambda name, _: failed.append(name))]
    assert titles == ["One", "Three", "Two"]
    assert failed == ["gone.md", "x.unknown"]
    with pytest.raises(SourceError):
        list(octavo.read_all(inputs))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: octavo.read("source/_posts"), "not one file"),
        (lambda: octavo.read("source/_posts/*.md"), "not one file"),
        (lambda: octavo.read("source/_posts/one.md", "nonsense"), "'nonsense' can't be read"),
        (lambda: octavo.read("source/_posts/one.md", timezone="Nowhere/City"), "no time zone"),
        (lambda: octavo.read("source/_posts/one.md", encoding="klingon"), "unknown encoding"),
        (lambda: octavo.convert("source/_posts/one.md"), "not clear"),
        (lambda: octavo.convert("source/_posts/one.md", output="source/_posts/one.md"), "would replace an input"),
        (lambda: octavo.convert("source/_posts/one.md", "text", output="source/"), "can't be written"),
        (lambda: octavo.convert("source/_posts/one.md", "text", images="none"), "no choice"),  # type: ignore[arg-type]  # what is tested
        (lambda: octavo.digest("source", "text", group_by="moon"), "no choice"),  # type: ignore[arg-type]  # the same
        (lambda: octavo.digest("source", "text", cover="source/_posts/one.md"), "no picture"),
        (lambda: octavo.digest("images", "text"), "no such file"),
        (lambda: octavo.write(Document(), "nonsense"), "'nonsense' can't be written"),
        (lambda: octavo.convert("source/_posts/one.md", "epub").text, "no text"),
    ],
)  # fmt: skip
def test_every_error_is_octavo_s(site: Path, call: Any, words: str) -> None:
    with pytest.raises(OctavoError, match=words):
        call()
    assert "One" in Path("source/_posts/one.md").read_text()


@pytest.mark.parametrize("content", [b"# Rain", "post.md", None])
def test_only_documents_and_publications_are_written(content: Any) -> None:
    with pytest.raises(UsageError, match=r"is no Document \(octavo\.convert takes files and Sources\)"):
        octavo.write(content, "text")


@pytest.mark.parametrize("content", [b"# Rain", bytearray(b"# Rain"), "# Rain\n\nIt rains.\n", "rain\0", None])
@pytest.mark.parametrize(
    "call",
    [
        octavo.read,
        lambda content: octavo.convert(content, "text", source_format="markdown"),
        lambda content: list(octavo.read_all(content)),
        lambda content: octavo.digest([content], "text"),
    ],
)
def test_what_is_at_hand_is_not_taken_for_the_name_of_a_file(site: Path, call: Any, content: Any) -> None:
    with pytest.raises(UsageError, match=r"is not the name of a file \(octavo\.Source\("):
        call(content)


def test_a_document_is_not_read_again(site: Path) -> None:
    with pytest.raises(UsageError, match=r"of the type Document .*octavo\.write"):
        octavo.convert(Document(), "text")  # type: ignore[arg-type]  # what is tested


def test_a_name_of_bytes_or_with_a_line_end_is_a_name(site: Path) -> None:
    Path("two\nlines.md").write_text("rain")
    (entry,) = (entry for entry in os.scandir(b".") if entry.name.startswith(b"two"))
    assert octavo.convert("two\nlines.md", "text").text == octavo.convert(entry, "text").text == "rain\n"  # type: ignore[arg-type]  # the same


def test_a_loss_is_an_error_only_when_strict(registry: Registry) -> None:
    source = Source("lossy\ntext", "a.pl")
    assert [notice.code for notice in octavo.read(source, registry=registry).notices] == ["loss"]
    with pytest.raises(StrictError, match="something is lost"):
        octavo.read(source, strict=True, registry=registry)
    with pytest.raises(StrictError, match="something is lost"):
        octavo.convert(source, "line", strict=True, registry=registry)


def test_an_output_says_what_it_is() -> None:
    output = octavo.write(Document(Meta(title="T")), "text")
    assert repr(output) == f"<Output text, {len(output.data)} bytes>"
    assert str(output) == output.text == bytes(output).decode()


def test_many_threads_get_what_one_gets(site: Path) -> None:
    jobs = [(f"source/_posts/{name}.md", target) for name in ("one", "two") for target in ("markdown", "text", "epub")]
    alone = [octavo.convert(*job).data for job in jobs]
    with ThreadPool(6) as pool:
        assert pool.map(lambda job: octavo.convert(*job).data, jobs * 4) == alone * 4


def imported_by(code: str) -> set[str]:
    command = [sys.executable, "-c", f"{code}\nimport sys; print(*sys.modules)"]
    return set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())


def test_importing_octavo_is_cheap_and_so_is_making_a_document() -> None:
    code = "import octavo\nfrom octavo.model import Paragraph\nrepr(octavo.Document(blocks=(Paragraph(('a',)),)))"
    heavy = {
        "lxml",
        "rich",
        "markdown_it",
        "ebooklib",
        "PIL",
        "yaml",
        "pygments",
        "octavo._library",
        "octavo._publish",
        "ssl",
    }
    assert not heavy & imported_by(code)
    assert "octavo._library" in imported_by("import octavo\noctavo.read")


def test_an_unknown_name_of_octavo_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nothing"):
        octavo.nothing  # noqa: B018  # what is tested
    assert set(octavo.__all__) <= set(dir(octavo))
    assert all(getattr(octavo, name) is not None for name in octavo.__all__)


# Notebooks


class Frame(HTMLParser):
    """What stands in a page: each tag with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def frame_of(shown: str) -> Frame:
    """Return what stands in the frame, once it is sure that there is nothing else."""
    ((tag, attributes),) = Frame(shown).tags
    assert tag == "iframe"
    assert "allow-scripts" not in (attributes["sandbox"] or "allow-scripts")
    return Frame(attributes["srcdoc"] or "")


def test_a_document_shows_itself_in_a_frame_where_nothing_runs() -> None:
    bad = '"></iframe><script>alert(1)</script>'
    blocks = (
        Heading(1, (bad,)),
        Paragraph((Link((bad,), "javascript:alert(1)"), Image("https://example.org/pixel.png", bad))),
        RawBlock("html", bad),
    )
    shown = Document(
        Meta(title=bad, authors=(octavo.Author(bad),), published=octavo.Timestamp(bad)), blocks
    )._repr_html_()
    frame = frame_of(shown)
    assert "script" not in {tag for tag, _ in frame.tags}
    assert not [a for _, attributes in frame.tags for a in attributes if a.startswith("on")]
    (policy,) = [a["content"] for tag, a in frame.tags if tag == "meta" and "http-equiv" in a]
    assert policy is not None
    assert policy.startswith("default-src 'none'")
    assert not any((a.get("href") or "").startswith("javascript") for _, a in frame.tags)
    assert "alert(1)" in unescape(unescape(shown))


def test_a_long_document_and_one_with_notices_say_so() -> None:
    long = Document(
        blocks=tuple(Paragraph((f"line {number}",)) for number in range(500)), notices=(octavo.Notice("x-y", "z"),)
    )
    shown = long._repr_html_()
    assert "200 more blocks, 1 notices" in shown
    assert "line 299" in shown
    assert "line 300" not in shown


def test_a_publication_shows_its_contents(site: Path) -> None:
    publication = octavo.gather(octavo.read_all("source/_posts"), Meta(title="<All>"), "tag")
    shown = unescape(publication._repr_html_())
    assert "&lt;All&gt;" in shown
    assert "<b>rain</b>" in shown
    assert "One <small>2024-05-01</small>" in shown
    frame_of(publication._repr_html_())


def test_a_document_is_shown_as_text_where_nothing_writes_html(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("octavo._notebook.default_registry", lambda: octavo.discover(entry_points=False))
    assert "<pre>a &lt; b</pre>" in unescape(Document(blocks=(Paragraph(("a < b",)),))._repr_html_())
