"""Threat: bytes in an encoding that nobody named, or in none at all, become other words, or words are lost unsaid."""

from __future__ import annotations

import pytest

from converter import Converter
from octavo import Source

CHINESE = "春天来了，河边的柳树绿了。孩子们放起了风筝，老人们在树下喝茶下棋，谈着今年的收成。"
TAIWANESE = "春天來了，河邊的柳樹綠了。孩子們放起了風箏，老人們在樹下喝茶下棋，談著今年的收成。"
JAPANESE = "五時四十分。町はまだ眠っていて、信号だけが律儀に色を変えている。前かごにおにぎりを入れる。"
KOREAN = "봄이 왔다. 강가의 버드나무가 푸르게 물들었다. 아이들은 연을 날리고 노인들은 나무 아래에서 차를 마신다."
RUSSIAN = "Пришла весна, ивы у реки зазеленели. Дети запускают воздушных змеев, старики пьют чай под деревьями."
FRENCH = "Le printemps est là, déjà les élèves jouent près de la rivière où l’été s’annonce, ça et là."
POLISH = "Zażółć gęślą jaźń. Wiosna przyszła, dzieci puszczają latawce, a starcy piją herbatę pod drzewami."
GREEK = "Ήρθε η άνοιξη, τα παιδιά πετούν χαρταετούς και οι γέροι πίνουν τσάι κάτω από τα δέντρα."
TURKISH = "Bahar geldi, çocuklar uçurtma uçuruyor, yaşlılar ağaçların altında çay içiyor, ığdır güzel şehir."
HEBREW = "האביב הגיע, הילדים מעיפים עפיפונים והזקנים שותים תה מתחת לעצים."
ARABIC = "جاء الربيع، والأطفال يطيرون الطائرات الورقية، والشيوخ يشربون الشاي تحت الأشجار."
BALTIC = "Pavasaris atėjo, vaikai leidžia aitvarus, o seneliai geria arbatą po medžiais, ąžuolų šlamėjimas."
OF_PAGES = {
    "gb18030": CHINESE,
    "gbk": CHINESE,
    "big5": TAIWANESE,
    "shift_jis": JAPANESE,
    "euc-jp": JAPANESE,
    "euc-kr": KOREAN,
    "koi8-r": RUSSIAN,
    "windows-1250": POLISH,
    "windows-1251": RUSSIAN,
    "windows-1252": FRENCH,
    "windows-1253": GREEK,
    "windows-1254": TURKISH,
    "windows-1255": HEBREW,
    "windows-1256": ARABIC,
    "windows-1257": BALTIC,
}
UNICODE = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
POST = "---\ntitle: T\n---\n\n{}\n"


@pytest.mark.parametrize(("encoding", "text"), OF_PAGES.items())
def test_what_a_page_declares(converter: Converter, encoding: str, text: str) -> None:
    page = f'<!DOCTYPE html><meta charset="{encoding}"><p>{text}</p>'.encode(encoding)
    assert text in converter.convert(page, "json", "html")
    assert converter.codes == []


@pytest.mark.parametrize(("encoding", "text"), OF_PAGES.items())
def test_what_is_not_declared_is_detected_and_said(converter: Converter, encoding: str, text: str) -> None:
    assert text in converter.convert(POST.format(text).encode(encoding), "json")
    assert converter.codes == ["encoding-guessed"]


@pytest.mark.parametrize("text", [CHINESE, FRENCH, "plain ASCII"])
@pytest.mark.parametrize("encoding", UNICODE)
def test_unicode_with_a_mark(converter: Converter, encoding: str, text: str) -> None:
    assert text in converter.convert(("\ufeff" + POST.format(text)).encode(encoding), "json")
    assert converter.codes == []


@pytest.mark.parametrize("text", [CHINESE, CHINESE * 20, FRENCH, RUSSIAN, "plain ASCII"])
@pytest.mark.parametrize("encoding", UNICODE)
def test_unicode_without_a_mark(converter: Converter, encoding: str, text: str) -> None:
    assert text in converter.convert(POST.format(text).encode(encoding), "json")
    assert converter.codes == ([] if encoding == "utf-8" else ["encoding-guessed"])


@pytest.mark.parametrize(
    "data",
    [b"---\n\x80\n---\nBody.\n", b"a\x80b", b"Body \x80", b"\x80\x81 Body", b"caf\xe9 Body", b"Body\xff\xfe" * 8],
)
def test_what_has_no_nul_is_neither_utf_16_nor_of_a_mainframe(data: bytes) -> None:
    decoded = Source(data).decode()
    assert "".join(one for one in decoded.text if one.isascii()) == "".join(
        map(chr, filter(lambda one: one < 128, data))
    )
    assert decoded.notices != ()


def test_a_few_nuls_in_ascii_are_no_utf_16() -> None:
    assert Source(b"a\x00b\x00c\x00d\x00e\nfghijklmnop\nqr").decode().encoding == "utf-8"


@pytest.mark.parametrize("reader", ["hexo", "html", "markdown", "text"])
def test_nuls_are_shown_and_counted(converter: Converter, reader: str) -> None:
    written = converter.convert(b"<p>first</p>\n\n<p>a\x00b\x00c</p>\n", "json", reader)
    assert "a\ufffdb\ufffdc" in written
    (notice,) = converter.bench.notices
    assert (notice.code, notice.message, notice.position.line) == ("invalid-bytes", "2 NULs; each became U+FFFD", 3)


@pytest.mark.parametrize(
    ("bad", "lost"),
    [
        (b"\xff", 1),
        (b"\xc0\xaf", 2),
        (b"\xed\xa0\x80", 3),
        (b"\xf4\x90\x80\x80", 4),
        (b"\xe4\xb8", 1),
        (b"\x80\x80", 2),
    ],
    ids=["no byte of it", "an overlong slash", "a surrogate", "above Unicode", "a character cut off", "no first byte"],
)
def test_invalid_sequences_are_counted_where_they_stand(converter: Converter, bad: bytes, lost: int) -> None:
    written = converter.convert((CHINESE * 8).encode() + b"\n\nBEFORE " + bad + b" AFTER\n", "text", "markdown")
    assert "BEFORE " + "\ufffd" * lost + " AFTER" in " ".join(written.split())
    (notice,) = converter.bench.notices
    assert (notice.code, notice.position.line) == ("invalid-bytes", 3)
    assert notice.message.startswith(f"{lost} ")


@pytest.mark.parametrize("data", [b"\xd6", b"\x81\x30", b"\xff\xff"])
def test_what_is_cut_off_in_a_named_encoding_is_counted(data: bytes) -> None:
    decoded = Source(CHINESE.encode("gb18030") + data, encoding="gb18030").decode()
    assert decoded.text.startswith(CHINESE + "\ufffd")
    assert [notice.code for notice in decoded.notices] == ["invalid-bytes"]
