"""A Source: what a reader is given. Bytes or text with a name, and how to decode them."""

from __future__ import annotations

import codecs
import functools
import re
from pathlib import PurePosixPath

import msgspec

from octavo.errors import DecodeError, Notice, Position

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = rb"""(?i)<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?([\w.:-]{2,40})"""
_SUPERSETS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
"""What pages mean that declare the smaller encoding (Encoding Standard, section 4.2)."""
_UNMARKED = (("utf-32-le", 0, 1 / 2), ("utf-32-be", 3, 1 / 2), ("utf-16-le", 0, 1 / 16), ("utf-16-be", 1, 1 / 16))
"""Encodings, which byte of a unit is not NUL in ASCII, and the share of NULs that text with spaces has at least."""
_GUESSED = [
    "gb18030",
    "big5",
    "big5hkscs",
    "cp932",
    "euc_jp",
    "cp949",
    "koi8_r",
    "koi8_u",
    "cp866",
    "cp874",
    "iso8859_2",
    "cp1250",
    "cp1251",
    "cp1252",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "cp1257",
    "cp1258",
]
"""What pages are in (Encoding Standard, section 4.2): few bytes could be anything, such as EBCDIC, but are not."""
_LIKELIEST = ("cp1252", "gb18030")
_SURROGATE = "[\ud800-\udfff]"
"""This and _DECLARED are compiled when they are needed: few sources need them."""
_LINE_ENDS = re.compile(r"\r\n?")


class Decoded(msgspec.Struct, frozen=True):
    """Text, the encoding it was in, and what had to be repaired."""

    text: str
    encoding: str
    notices: tuple[Notice, ...] = ()


class Source(msgspec.Struct, frozen=True):
    """What a reader reads.

    ``data`` is bytes, or text that is decoded already (a body handed on by another reader);
    ``name`` is how messages and links call it: a relative POSIX path, or ``-``; ``location``
    is the absolute URL that relative references resolve against (never shown in outputs);
    ``encoding`` is what the caller knows of it; ``first_line`` is the number of its first
    line where it is a part of a larger source, so that notices give the right line.
    """

    data: bytes | str
    name: str = "-"
    media_type: str = ""
    location: str = ""
    encoding: str = ""
    first_line: int = 1

    @property
    def extension(self) -> str:
        """The ending of the name with its dot, in lower case (".md"), or ""."""
        return _extension(self.name)

    def decode(self) -> Decoded:
        r"""Return the text with every line end made ``\n`` and no byte order mark.

        Tried in order: a byte order mark, the caller's encoding, UTF-16 and UTF-32 by their NULs,
        UTF-8, what an HTML or XML head declares, then detection by content. Bytes that can't be
        decoded and NULs become U+FFFD, with a notice that counts them. Raises DecodeError if the
        encoding is unknown.
        """
        if isinstance(self.data, str):
            decoded = _without_surrogates(self.data.removeprefix("\ufeff"), self.name)
        else:
            decoded = _decode(self.data, self.encoding, self.name)
        if "\r" in decoded.text:
            decoded = msgspec.structs.replace(decoded, text=_LINE_ENDS.sub("\n", decoded.text))
        searched = self.data if decoded.encoding == "utf-8" else decoded.text  # bytes take a tenth of the time
        return _without_nuls(decoded, self.name) if _has_nul(searched) else decoded

    def part(self, text: str, first_line: int) -> Source:
        """Return ``text``, a part of this source that begins at ``first_line``, as a source."""
        return msgspec.structs.replace(self, data=text, first_line=first_line, encoding="", media_type="")


@functools.lru_cache(maxsize=16)  # detection and several readers ask for that of one source, in turn
def _extension(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


def _has_nul(data: bytes | str) -> bool:
    return "\0" in data if isinstance(data, str) else 0 in data


def _without_nuls(decoded: Decoded, name: str) -> Decoded:
    text = decoded.text
    position = Position(name, text.count("\n", 0, text.index("\0")) + 1)
    notice = Notice("invalid-bytes", f"{text.count(chr(0))} NULs; each became U+FFFD", "warning", position)
    return msgspec.structs.replace(decoded, text=text.replace("\0", "\ufffd"), notices=(*decoded.notices, notice))


def _without_surrogates(text: str, name: str) -> Decoded:
    """Return ``text`` with each lone surrogate made U+FFFD, and a notice that counts them: no encoding has them."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        whole, lost = re.subn(_SURROGATE, "\ufffd", text)
        message = f"{lost} characters are lone surrogates; each became U+FFFD"
        position = Position(name, text.count("\n", 0, error.start) + 1)
        return Decoded(whole, "", (Notice("invalid-bytes", message, "warning", position),))
    return Decoded(text, "")


def _decode(data: bytes, encoding: str, name: str) -> Decoded:
    for mark, marked in _MARKS:
        if data.startswith(mark):
            return _decode_as(data[len(mark) :], marked, name)
    if encoding:
        return _decode_as(data, encoding, name)
    if unmarked := _unmarked(data):
        return _noticed(_decode_as(data, unmarked, name), name)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _detect(data, name)


def _unmarked(data: bytes) -> str:
    """Return which of UTF-16 and UTF-32 ``data`` is in without a mark, or "": its NULs stand in step, and at line ends."""
    nuls = data.count(0) if 0 in data else 0  # to look for one is faster than to count
    for encoding, ascii_byte, share in _UNMARKED if nuls else ():
        line_end = "\n".encode(encoding)
        in_step = len(data) % len(line_end) == 0 and 0 not in data[ascii_byte :: len(line_end)]
        if in_step and nuls > len(data) * share and data.count(line_end) * 2 >= data.count(b"\n"):
            return encoding
    return ""


def _detect(data: bytes, name: str) -> Decoded:
    """Decode what is not UTF-8: as declared, else mostly UTF-8 with a few bad bytes, else guessed."""
    declared = _declared_encoding(data)
    if declared:
        return _decode_as(data, declared, name)
    replaced = data.decode("utf-8", "replace")
    bad = replaced.count("\ufffd")
    if bad * 50 < sum(character > "\x7f" for character in replaced):
        return _decode_as(data, "utf-8", name)
    return _guess(data, name)


def _declared_encoding(data: bytes) -> str:
    """Return the encoding that an HTML or XML head declares, as the WHATWG's Encoding Standard reads it.

    A declaration that could be read as ASCII can't be true of UTF-16 or UTF-32.
    """
    declared = re.search(_DECLARED, data[:4096])
    label = declared.group(1).decode("ascii").lower().replace("_", "-") if declared else ""
    if label.startswith(("utf-16", "utf-32", "utf-7")) or not _is_known(label):
        return ""
    return _SUPERSETS.get(codecs.lookup(label).name, label)


def _guess(data: bytes, name: str) -> Decoded:
    """Decode ``data`` as what its letters are likeliest in; UTF-16 and UTF-32 have NULs for line ends and spaces."""
    from charset_normalizer import from_bytes  # heavy, and needed by few sources

    wide = [encoding for encoding, _, _ in _UNMARKED] if 0 in data else []
    found = from_bytes(data, cp_isolation=[*_GUESSED, *wide])
    best = found.best()
    if best is None:
        return _decode_as(data, "utf-8", name)
    as_good = [one.encoding for one in found if one.coherence >= best.coherence and one.chaos < best.chaos + 0.1]
    encoding = next((likely for likely in _LIKELIEST if likely in as_good), best.encoding)
    return _noticed(_decode_as(data, encoding, name), name)


def _noticed(decoded: Decoded, name: str) -> Decoded:
    message = f"the encoding is neither declared nor UTF-8; read as {decoded.encoding}"
    notice = Notice("encoding-guessed", message, "warning", Position(name, 1))
    return msgspec.structs.replace(decoded, notices=(notice, *decoded.notices))


def _decode_as(data: bytes, encoding: str, name: str) -> Decoded:
    if not _is_known(encoding):
        hint = "give one that Python knows, such as gb18030 or shift_jis"
        raise DecodeError(f"unknown encoding {encoding!r}", hint, Position(name))
    text = data.decode(encoding, "replace")
    lost = text.count("\ufffd") - data.count("\ufffd".encode(encoding, "ignore") or b"\xff\xfe\xfd")
    if lost <= 0:
        return Decoded(text, encoding)
    line = text.count("\n", 0, text.index("\ufffd")) + 1
    message = f"{lost} places are not valid {encoding}; each became U+FFFD"
    return Decoded(text, encoding, (Notice("invalid-bytes", message, "warning", Position(name, line)),))


def _is_known(encoding: str) -> bool:
    """Return whether Python decodes text in ``encoding``; it also knows codecs (hex, idna) that are none of text."""
    try:
        b"a".decode(encoding, "replace")
    except (LookupError, ValueError):
        return False
    return True
