"""octavo digest: which posts, in which order, under which title."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

TITLES = {"One", "Two", "三"}


@pytest.fixture
def digest(site: Path, octavo: Any) -> Callable[..., list[str]]:
    """Return the titles in a digest, in order."""

    def titles(*arguments: str) -> list[str]:
        done = octavo("digest", "source/_posts", "-t", "json", "-W", "indent=0", "-q", *arguments)
        assert done.exit_code == 0, done.stderr
        document = json.loads(done.stdout)
        blocks = document["blocks"]
        headings = [block["children"][0] for block in blocks if block["type"] == "heading" and block["level"] == 1]
        return headings or [document["meta"]["title"]]

    return titles


@pytest.mark.parametrize(
    ("arguments", "titles"),
    [
        ([], "三 Two One"),
        (["--sort", "date"], "One Two 三"),
        (["--max", "2", "--sort", "title"], "Two 三"),
        (["--since", "2022-04-02"], "三 Two"),
        (["--until", "2022-04-08"], "Two One"),
        (["--since", "2022-04-08", "--until", "2022-04-08"], "Two"),
        (["--category", "news"], "Two One"),
        (["--exclude-category", "News"], "三"),
        (["--tag", "b"], "Two"),
        (["--exclude-tag", "b"], "三 One"),
        (["--author", "bob"], "Two"),
        (["--exclude-author", "bob"], "三 One"),
        (["--query", "-title:One"], "三 Two"),
        (["--sort", "key:author"], "One 三 Two"),
        (["--group-by", "month"], "2022-04"),
    ],
)
def test_what_is_taken_and_in_which_order(digest: Callable[..., list[str]], arguments: list[str], titles: str) -> None:
    found = digest(*arguments)
    assert [title for title in found if title in TITLES or "--group-by" in arguments] == titles.split()


def test_the_installed_command_makes_a_digest(site: Path, command: Any) -> None:
    done = command("digest", "source/_posts", "-o", "week.md", "--title", "The Week", "--description", "All of it")
    assert done.returncode == 0, done.stderr
    written = Path("week.md").read_text()
    assert "title: The Week" in written
    assert "3 read, 0 failed" in done.stderr


def test_without_a_title_it_is_named_by_its_dates(site: Path, octavo: Any) -> None:
    done = octavo("digest", "source/_posts", "-t", "json", "-W", "indent=0")
    meta = json.loads(done.stdout)["meta"]
    assert meta["title"] == "Digest, 2022-04-01 – 2022-04-15"
    assert meta["published"]["instant"].startswith("2022-04-15")


def test_drafts_are_left_out_unless_they_are_asked_for(site: Path, octavo: Any) -> None:
    assert octavo("digest", "source/_drafts", "-t", "json").exit_code == 2
    assert octavo("digest", "source/_drafts", "-t", "json", "--drafts").exit_code == 0


def test_what_can_not_be_read_is_reported_and_the_rest_bound(site: Path, octavo: Any) -> None:
    Path("source/_posts/bad.json").write_text('{"octavo": 99}')
    done = octavo("digest", "source/_posts", "-o", "week.md")
    assert done.exit_code == 1
    assert "bad.json" in done.stderr
    assert "三" in Path("week.md").read_text()


def test_what_has_no_date_is_counted(site: Path, octavo: Any, post: Callable[..., None]) -> None:
    Path("source/_posts/undated.md").write_text("Only text.\n")
    done = octavo("digest", "source/_posts", "-o", "week.md", "--since", "2022")
    assert "1 without a date left out" in done.stderr
    assert "Only text" not in Path("week.md").read_text()


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["-o", "x.md", "--tag", "nope"], 2, "no post is selected (widen"),
        (["-o", "x.md", "--since", "soon"], 2, "'soon' is no date (write 2022-04-28"),
        (["-o", "x.md", "--publisher", "P"], 2, "no place for --publisher"),
        (["-o", "x.md", "--cover", "gone.png"], 3, "gone.png"),
        (["-o", "x.md", "--cover", "source/_posts/one.md"], 2, "is no picture"),
        (["-o", "source/_posts/one.md"], 2, "would replace an input"),
        ([], 2, "the format of the digest is not clear"),
        (["-o", "x.md", "--max", "0"], 2, "Invalid value for '--max'"),
        (["-o", "x.md", "--sort", "size"], 2, "Invalid value for '--sort'"),
        (["-o", "x.md", "--sort", "key:"], 2, "Invalid value for '--sort'"),
        (["-o", "x.md", "--query", '"'], 2, "is not understood"),
        (["-o", "x.md", "--split-by", "pages"], 2, "'pages' is no way to split"),
        (["-t", "json", "--split-by", "month"], 2, "volumes can't go to standard output"),
        (["-o", "x.md", "--remember", "source/_posts/one.md"], 2, "it remembers no digests"),
    ],
)
def test_what_makes_no_sense(site: Path, octavo: Any, arguments: list[str], code: int, words: str) -> None:
    done = octavo("digest", "source/_posts", *arguments)
    assert words in done.stderr
    assert done.exit_code == code
    assert not Path("x.md").exists()


def test_a_book_with_a_cover_and_a_publisher(site: Path, octavo: Any) -> None:
    pytest.importorskip("octavo_epub.binder")
    Path("cover.png").write_bytes(Path("source/images/logo.png").read_bytes())
    arguments = ["--publisher", "P", "--group-by", "category"]
    done = octavo("digest", "source/_posts", "-o", "week.epub", *arguments)
    assert done.exit_code == 0, done.stderr
    assert Path("week.epub").read_bytes().startswith(b"PK")


def test_pictures_fit_the_device(site: Path, octavo: Any, post: Callable[..., None]) -> None:
    from PIL import Image

    image = Image.new("RGB", (300, 200), "red")
    image.save("source/images/wide.webp", lossless=True)
    post("source/_posts/wide.md", "Wide", "2022-04-20 10:00:00", "![red](/images/wide.webp)")
    arguments = ["--max-image", "60", "--greyscale", "-W", "cover=none", "-o", "week.epub"]
    assert octavo("digest", "source/_posts/wide.md", *arguments).exit_code == 0
    with zipfile.ZipFile("week.epub") as book:
        [picture] = [book.read(name) for name in book.namelist() if name.startswith("EPUB/images/")]
    shown = Image.open(io.BytesIO(picture))
    assert (shown.format, shown.mode, shown.size) == ("PNG", "L", (60, 40))


def test_the_date_of_a_book_can_be_that_of_its_sources(
    site: Path, octavo: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    assert octavo("digest", "source/_posts", "-o", "week.epub").exit_code == 0
    assert octavo("digest", "source/_posts", "-o", "week.md").exit_code == 0  # which has no place for it
    with zipfile.ZipFile("week.epub") as book:
        assert b">2001-09-09T01:46:40Z<" in book.read("EPUB/content.opf")
        assert {entry.date_time for entry in book.infolist()} == {(2001, 9, 9, 1, 46, 40)}
    assert octavo("convert", "source/_posts/one.md", "-o", "one.epub").exit_code == 0
    with zipfile.ZipFile("one.epub") as book:
        assert b">2001-09-09T01:46:40Z<" in book.read("EPUB/content.opf")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    assert octavo("convert", "source/_posts/one.md", "-t", "text").exit_code == 0  # which has no date
    done = octavo("digest", "source/_posts", "-o", "week.epub")
    assert (done.exit_code, "SOURCE_DATE_EPOCH='soon' is no time" in done.stderr) == (2, True)


def test_a_format_without_pictures_has_no_place_for_their_size(site: Path, octavo: Any) -> None:
    done = octavo("digest", "source/_posts", "-t", "text", "--max-image", "60")
    assert (done.exit_code, "text has no place for --max-image" in done.stderr) == (2, True)


def test_the_given_order_is_that_of_the_inputs(site: Path, octavo: Any) -> None:
    files = [f"source/_posts/{name}.md" for name in ("three", "one", "2022/two")]
    done = octavo("digest", *files, "-t", "text", "--sort", "given")
    places = [done.stdout.index(words) for words in ("你好", "First", "one")]
    assert places == sorted(places)


def test_duplicates_are_left_out_and_counted(site: Path, octavo: Any, post: Callable[..., None]) -> None:
    post("source/_posts/again.md", "Again", "2022-04-16", "*First* ![logo](/images/logo.png)")
    done = octavo("digest", "source/_posts", "-o", "week.md", "--dedupe", "exact", "-v")
    assert "[duplicate-left-out]" in done.stderr
    assert Path("week.md").read_text().count("*First*") == 1


def test_the_maximum_counts_what_is_left_without_duplicates(site: Path, octavo: Any, post: Callable[..., None]) -> None:
    post("source/_posts/again.md", "Again", "2022-04-16", "你好，世界。")
    octavo("digest", "source/_posts", "-o", "week.md", "--dedupe", "exact", "--max", "2")
    assert Path("week.md").read_text().count("你好") == 1
    assert "Two" in Path("week.md").read_text()


def test_only_new_leaves_out_what_earlier_digests_held(site: Path, octavo: Any, post: Callable[..., None]) -> None:
    arguments = ("digest", "source/_posts", "--only-new", "-o")
    assert octavo(*arguments, "first.md", "--max", "2").exit_code == 0
    assert octavo(*arguments, "second.md").exit_code == 0
    assert ("First" in Path("first.md").read_text(), "First" in Path("second.md").read_text()) == (False, True)
    third = octavo(*arguments, "third.md")
    assert (third.exit_code, Path("third.md").exists()) == (8, False)
    assert third.stderr.splitlines()[-1] == (
        "octavo: nothing new: earlier digests held all 3 posts that are selected; nothing is written"
    )
    assert octavo(*arguments, "third.md", "--tag", "none").exit_code == 2
    post("source/_posts/five.md", "Five", "2022-05-01")
    assert octavo(*arguments, "third.md").exit_code == 0
    assert len(json.loads(Path(".octavo-held.json").read_bytes())["held"]) == 4


def test_a_digest_that_fails_is_not_remembered(site: Path, octavo: Any) -> None:
    Path("week.md").mkdir()
    done = octavo("digest", "source/_posts", "-o", "week.md", "--remember", "held.json")
    assert done.exit_code != 0
    assert not Path("held.json").exists()


def test_what_another_run_remembers_in_the_meantime_is_kept(
    site: Path, octavo: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def store(*_: object) -> None:
        Path("held.json").write_text('{"held": {"another": "Another"}, "version": 1}')

    monkeypatch.setattr("octavo._cli.digest.store", store)
    assert octavo("digest", "source/_posts", "-o", "week.md", "--remember", "held.json").exit_code == 0
    held = json.loads(Path("held.json").read_bytes())["held"]
    assert set(held.values()) == {"Another", *TITLES}


def test_a_memory_of_a_later_version_is_refused(site: Path, octavo: Any) -> None:
    Path("held.json").write_text('{"held": {}, "version": 2}')
    done = octavo("digest", "source/_posts", "-o", "week.md", "--remember", "held.json")
    assert (done.exit_code, "its version is 2" in done.stderr) == (2, True)


def test_volumes_have_numbers_and_are_a_series(site: Path, octavo: Any) -> None:
    arguments = ("--split-by", "count:2", "--sort", "date", "--title", "Week")
    done = octavo("digest", "source/_posts", "-o", "week.epub", *arguments)
    assert done.exit_code == 0, done.stderr
    packages = [zipfile.ZipFile(f"week-0{number}.epub").read("EPUB/content.opf").decode() for number in (1, 2)]
    assert "Week · 1" in packages[0]
    assert all('property="belongs-to-collection"' in package for package in packages)
    assert all('"calibre:series_index"' in package for package in packages)
    assert [re.search(r'property="group-position".*?>(\d+)<', one)[1] for one in packages] == ["1", "2"]  # type: ignore[index]  # it is there
    assert not Path("week.epub").exists()


@pytest.mark.parametrize(
    ("arguments", "titles"),
    [
        (["--split-by", "year"], ["Digest · 2022"]),
        (["--split-by", "size:1kB"], ["Digest, 2022-04-01 – 2022-04-15"]),
        (["--split-by", "section", "--group-by", "category"], ["Digest · 生活", "Digest · News"]),
    ],
)
def test_volumes_by_what_they_have_in_common(site: Path, octavo: Any, arguments: list[str], titles: list[str]) -> None:
    done = octavo("digest", "source/_posts", "-o", "week.json", *arguments)
    assert done.exit_code == 0, done.stderr
    found = [json.loads(file.read_bytes())["meta"]["title"] for file in sorted(Path().glob("week-*.json"))]
    assert found == titles


DEFINITION = """
title = "The Week"
sources = ["source/_posts"]
output = "out/week.json"
exclude-category = "Ads"
max = 9
sort = "date"
drafts = true

[[section]]
title = "News"
category = ["News"]
sort = "-date"

[[section]]
title = "Rest"

[writer.json]
indent = 0
"""


def definition(text: str, path: str = "digest.toml") -> str:
    Path(path).write_text(text)
    return path


def headings(path: str) -> list[str]:
    blocks = json.loads(Path(path).read_bytes())["blocks"]
    return [block["children"][0] for block in blocks if block["type"] == "heading"]


def test_a_definition_says_what_the_options_say(site: Path, octavo: Any) -> None:
    done = octavo("digest", definition(DEFINITION))
    assert done.exit_code == 0, done.stderr
    assert headings("out/week.json") == ["News", "Two", "One", "Rest", "三"]
    assert json.loads(Path("out/week.json").read_bytes())["meta"]["title"] == "The Week"


def test_the_command_line_goes_over_a_definition_whose_paths_are_its_own(
    site: Path, octavo: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    definition(DEFINITION)
    monkeypatch.chdir(site / "source")
    done = octavo("digest", "../digest.toml", "--title", "Mine", "--max", "1", "-o", "mine.json")
    assert done.exit_code == 0, done.stderr
    assert json.loads(Path("mine.json").read_bytes())["meta"]["title"] == "Mine"
    assert headings("mine.json") == ["Rest", "三"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('title = "x\n', "digest.toml:1:11: error: the definition is no TOML"),
        ("sources = [", "digest.toml: error: the definition is no TOML: Invalid value at its end"),
        ("title = 'x'", "digest.toml: error: the definition names no sources"),
        ("title = 'x'\nsources = []", "digest.toml:2: error: the definition names no sources"),
        (
            "sources = ['x']\nnope = 1",
            "digest.toml:2: error: unknown key 'nope' (known: sources, section, reader, writer, allow-raw",
        ),
        ("sources = ['x']\n'sinse' = '7d'", "digest.toml:2: error: unknown key 'sinse' (did you mean since?)"),
        ("sources = ['x']\ntitle = {a = 1}", "digest.toml:2: error: 'title' must be a text"),
        ("sources = ['x']\nmax = 'many'", "digest.toml:2: error: 'max': 'many' is not a valid integer"),
        ("sources = ['x']\nsince = 'then'", "digest.toml:2: error: 'since': 'then' is no date (write 2022-04-28"),
        ("sources = ['x']\nsplit-by = 'weeks'", "digest.toml:2: error: 'split-by': 'weeks' is no way to split"),
        ("sources = ['x']\ntimezone = 'Mars'", "digest.toml:2: error: 'timezone': 'Mars' is no time zone"),
        ("sources = ['x']\nonly-new = 'maybe'", "digest.toml:2: error: 'only-new': 'maybe' is not a valid boolean"),
        ("sources = ['x']\nsection = 1", "digest.toml:2: error: section must be tables"),
        ("sources = ['x']\n[[section]]\ntag = 'x'", "digest.toml:2: error: a section has no title"),
        (
            "sources = ['x']\n[[section]]\ntitle = 'x'\n[[section]]\ntitle = 'y'\ndedupe = 'near'",
            "digest.toml:6: error: unknown key 'dedupe'",
        ),
        (
            "[[section]]\ntitle = 'x'\nsources = ['x']",
            "digest.toml:3: error: unknown key 'sources' (known: title, author",
        ),
        (
            "[[section]]\ntitle = 'x'\ncatgory = 'x'",
            "digest.toml:3: error: unknown key 'catgory' (did you mean category?)",
        ),
        ("sources = ['x']\n[[section]]\ntitle = 'x'\nsort = 'size'", "digest.toml:4: error: 'sort': 'size' is not one"),
        ("sources = ['x']\n[[section]]\ntitle = 'x'\nmax = 0", "digest.toml:4: error: 'max': 0 is not in the range"),
        (
            "sources = ['x']\n[[section]]\ntitle = 'x'\nquery = 'OR'",
            "digest.toml:4: error: 'query': the query 'OR' looks",
        ),
        ("sources = ['x']\nwriter = 1", "digest.toml:2: error: options of a format must be a table"),
        ("sources = ['x']\noutput = 'x.md'\nwriter.none.x = 1", "digest.toml:3: error: no plugin: 'none' can't be"),
        (
            'title = """\n[writer.json]\ncovr = 1"""\nsources = [\n"x",\n]\noutput = "x.epub"\n[writer.epub] # a book\ncovr = 1',
            "digest.toml:9: error: writer 'epub' has no option 'covr'",
        ),
        ('sources = [\'x\'] # """\nsinse = 1', "digest.toml:2: error: unknown key 'sinse'"),
        ("title = \"# '''\"\nsources = ['x']\nsinse = 1", "digest.toml:3: error: unknown key 'sinse'"),
        (
            "title = '''\nsinse = \"\"\"\n''''\nsources = ['x']\nsinse = 1",
            "digest.toml:5: error: unknown key 'sinse'",
        ),
        ("sources = ['x']\noutput = 'x.md'\n[reader.hexo]\nx = 1", "digest.toml:4: error: reader 'hexo' has no option"),
    ],
)
def test_a_definition_that_makes_no_sense_is_told_with_its_line(site: Path, octavo: Any, text: str, said: str) -> None:
    done = octavo("digest", definition(text))
    assert said in done.stderr
    assert (done.exit_code, len(done.stderr.splitlines())) == (2, 1)


def test_what_the_command_line_says_wrongly_is_not_the_definitions_fault(site: Path, octavo: Any) -> None:
    text = "sources = ['source/_posts']\noutput = 'x.epub'\n[writer.epub]\npublisher = 'We'"
    done = octavo("digest", definition(text), "-W", "covr=x")
    assert (done.exit_code, done.stderr.startswith("octavo: error: writer 'epub'")) == (2, True)


def test_a_definition_may_begin_with_a_byte_order_mark(site: Path, octavo: Any) -> None:
    Path("digest.toml").write_text("sources = ['source/_posts']\noutput = 'x.json'\ntitle = 'Week'", "utf-8-sig")
    assert octavo("digest", "digest.toml").exit_code == 0
    assert json.loads(Path("x.json").read_bytes())["meta"]["title"] == "Week"


def test_dates_of_a_definition_need_no_quotes(site: Path, octavo: Any) -> None:
    text = "sources = ['source/_posts']\noutput = 'x.json'\nsince = 2022-04-08\nuntil = 2022-04-08\n[writer.epub]\nmodified = 2022-04-09"
    assert octavo("digest", definition(text)).exit_code == 0
    assert json.loads(Path("x.json").read_bytes())["meta"]["title"] == "Two"


def test_a_book_may_have_a_style_sheet_of_the_users(site: Path, octavo: Any) -> None:
    Path("week").mkdir()
    Path("week/week.css").write_text("\ufeffp { margin: 9em }\n", "utf-8")
    text = "sources = ['../source/_posts']\noutput = 'x.epub'\nstyle = 'week.css'"
    assert octavo("digest", definition(text, "week/digest.toml")).exit_code == 0
    sheet = zipfile.ZipFile("week/x.epub").read("EPUB/style.css").decode()
    assert (sheet.startswith("@namespace"), sheet.endswith("\np { margin: 9em }\n")) == (True, True)


@pytest.mark.parametrize(
    "rule",
    [
        "/* no @import, no url(x.png) */",
        "p { fill: url(#f) url( '#g' ) }",
        'p { background: url(data:image/gif;base64,R0lG) URL( "data:,x" ) }',
        "p { background: image-set('data:,x' type('image/png'), url(data:,y) 2x) }",
        "p::after { content: '@import url(x.png)' }",
        r"p::after { content: '\'@import' } .\31 0 { margin: 0 }",
        "@important { } .url { } a[href*='x.png'] { margin: 0 }",
    ],
)
def test_a_style_sheet_may_say_all_that_names_no_file(site: Path, octavo: Any, rule: str) -> None:
    Path("week.css").write_text(rule)
    done = octavo("digest", "source/_posts", "-o", "x.epub", "--style", "week.css")
    assert done.exit_code == 0, done.stderr
    assert zipfile.ZipFile("x.epub").read("EPUB/style.css").decode().endswith(rule)


@pytest.mark.parametrize(
    ("data", "output", "code", "said"),
    [
        (None, "x.epub", 3, "week.css: error: the style sheet can't be read: no such file or directory"),
        (b"\xff", "x.epub", 3, "week.css: error: the style sheet is no UTF-8"),
        (b"p {}", "x.md", 2, "markdown has no place for --style"),
        (b"@IMPORT 'x.css';", "x.epub", 2, "the style names a file: '@IMPORT'"),
        (b"p { background: url( 'x.png' ) }", "x.epub", 2, "the style names a file: \"url('x.png'\""),
        (rb'@\69mport "x.css";', "x.epub", 2, "the style names a file: '@import'"),
        (rb"p { background: u\72l(http://x.test/y.png) }", "x.epub", 2, "names a file: 'url(http://x.test/y.png)'"),
        (b"p { background: \\U\\52\r\nL( y.png ) }", "x.epub", 2, "names a file: 'URL( y.png )'"),
        (b'p { background: image-set("y.png" 1x) }', "x.epub", 2, "names a file: 'image-set(\"y.png\"'"),
        (
            b"p { background: image-set(url(data:,x) 1x, 'y.png' 2x) }",
            "x.epub",
            2,
            "names a file: \"image-set('y.png'\"",
        ),
        (b'p::after { content: "/*" } q { background: url(y.png) }', "x.epub", 2, "names a file: 'url(y.png)'"),
        (b"p { background: url(data:,/*) } q { background: url(y.png) }", "x.epub", 2, "names a file: 'url(y.png)'"),
        (
            rb"p { background: url(data:,\)) } q { background: url('y.png') }",
            "x.epub",
            2,
            "names a file: \"url('y.png'\"",
        ),
    ],
)
def test_a_style_sheet_that_can_not_be_used(
    site: Path, octavo: Any, data: bytes | None, output: str, code: int, said: str
) -> None:
    if data is not None:
        Path("week.css").write_bytes(data)
    done = octavo("digest", "source/_posts", "-o", output, "--style", "week.css")
    assert (done.exit_code, Path(output).exists()) == (code, False)
    assert said in done.stderr


def test_a_definition_that_is_not_there(octavo: Any) -> None:
    done = octavo("digest", "gone.toml")
    assert (done.exit_code, "gone.toml: error: the definition can't be read" in done.stderr) == (2, True)
