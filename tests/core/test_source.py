"""Bytes to text: in every encoding, with every line end, and never with an exception but DecodeError."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo import DecodeError, Position, Source

CHINESE = "春天来了，河边的柳树绿了。孩子们放起了风筝，老人们在树下喝茶下棋，谈着今年的收成。"
JAPANESE = "五時四十分。町はまだ眠っていて、信号だけが律儀に色を変えている。前かごにおにぎりを入れる。"


@given(st.text().map(lambda text: text.replace("\0", "")))
def test_utf_8_is_read_as_it_is(text: str) -> None:
    expected = text.encode("utf-8", "replace").decode().replace("\r\n", "\n").replace("\r", "\n")
    decoded = Source(expected.encode()).decode()
    assert decoded.text == expected.removeprefix("\ufeff")
    assert decoded.notices == ()


@given(st.binary(max_size=300))
def test_any_bytes_give_text_without_carriage_returns(data: bytes) -> None:
    assert "\r" not in Source(data).decode().text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"])
def test_a_byte_order_mark_decides(encoding: str) -> None:
    mark = "\ufeff" if encoding[-3:] in ("-le", "-be") else ""
    decoded = Source((mark + CHINESE).encode(encoding), encoding="latin-1").decode()
    assert decoded.text == CHINESE


@pytest.mark.parametrize(("text", "encoding"), [(CHINESE, "gb18030"), (CHINESE, "big5"), (JAPANESE, "shift_jis")])
def test_the_callers_encoding_is_used(text: str, encoding: str) -> None:
    # Big5 has no simplified characters; what it has comes back.
    data = text.encode(encoding, "ignore")
    assert Source(data, encoding=encoding).decode().text == data.decode(encoding)


@pytest.mark.parametrize("encoding", ["nonsense", "hex", "idna", "undefined", "rot13"])
def test_an_encoding_that_is_none_of_text_is_refused(encoding: str) -> None:
    with pytest.raises(DecodeError, match=encoding) as caught:
        Source(b"\xff", "post.md", encoding=encoding).decode()
    assert caught.value.position == Position("post.md")
    assert "gb18030" in caught.value.hint


@pytest.mark.parametrize(
    ("label", "encoding"),
    [("gb2312", "gb18030"), ("GBK", "gb18030"), ("Shift_JIS", "cp932"), ("iso-8859-1", "cp1252"), ("euc-kr", "cp949")],
)
def test_a_declaration_means_what_browsers_make_of_it(label: str, encoding: str) -> None:
    text = {"gb18030": "镕基与囍字", "cp932": "①髙島屋", "cp1252": "“curly” – €5", "cp949": "똠방각하"}[encoding]
    data = f'<meta charset="{label}"><p>'.encode() + text.encode(encoding)
    decoded = Source(data).decode()
    assert decoded.text.endswith(text)
    assert decoded.notices == ()


@pytest.mark.parametrize("label", ["utf-16", "hex", "nonsense", "x-user-defined"])
def test_a_declaration_that_can_not_be_true_is_passed_over(label: str) -> None:
    data = f'<meta charset="{label}"><p>{CHINESE}'.encode("gb18030")
    decoded = Source(data).decode()
    assert CHINESE in decoded.text
    assert [notice.code for notice in decoded.notices] == ["encoding-guessed"]


def test_xml_declarations_count_too() -> None:
    assert "é" in Source('<?xml version="1.0" encoding="ISO-8859-1"?><p>é</p>'.encode("latin-1")).decode().text


def test_a_few_bad_bytes_stay_utf_8_and_are_counted_where_they_stand() -> None:
    data = ("line\n" + CHINESE * 5).encode() + b"\nbad \xff here\n"
    decoded = Source(data, "a.md").decode()
    assert decoded.encoding == "utf-8"
    assert "bad \ufffd here" in decoded.text
    (notice,) = decoded.notices
    assert (notice.code, notice.position) == ("invalid-bytes", Position("a.md", 3))


def test_a_replacement_character_that_was_there_is_no_loss() -> None:
    assert Source("a \ufffd b".encode()).decode().notices == ()
    assert Source("字 \ufffd".encode("gb18030"), encoding="gb18030").decode().notices == ()


def test_undeclared_bytes_are_guessed_with_a_notice() -> None:
    decoded = Source((CHINESE * 4).encode("gb18030")).decode()
    assert decoded.text == CHINESE * 4
    assert decoded.notices[0].code == "encoding-guessed"


@pytest.mark.parametrize("data", ["a\r\nb\rc\nd", b"a\r\nb\rc\nd"])
def test_every_line_end_becomes_one(data: str | bytes) -> None:
    assert Source(data).decode().text == "a\nb\nc\nd"


def test_text_is_not_decoded_again_but_loses_its_mark() -> None:
    decoded = Source("\ufefftext").decode()
    assert (decoded.text, decoded.encoding) == ("text", "")


@pytest.mark.parametrize(
    ("name", "extension"), [("a/b.MD", ".md"), ("a.tar.gz", ".gz"), ("-", ""), (".hidden", ""), ("文.html", ".html")]
)
def test_extension(name: str, extension: str) -> None:
    assert Source(b"", name).extension == extension


def test_a_part_knows_where_it_begins() -> None:
    part = Source(b"a\nb", "post.md", location="file:///x/post.md", encoding="utf-8").part("b", 2)
    assert (part.data, part.first_line, part.name, part.location) == ("b", 2, "post.md", "file:///x/post.md")
    assert part.encoding == ""


def test_lone_surrogates_are_no_text() -> None:
    decoded = Source("a\nb\ud800c\udfff", "post.md").decode()
    assert decoded.text == "a\nb\ufffdc\ufffd"
    assert [(notice.code, notice.position.line) for notice in decoded.notices] == [("invalid-bytes", 2)]
