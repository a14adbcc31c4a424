"""The machine's fonts, as a fetcher of ``font:`` URLs: the one that has the characters of a text.

A font is found, not read: its location is given back, since a collection weighs up to 100 MB.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlencode

import msgspec

from octavo.errors import FetchError
from octavo.model import Resource
from octavo.plugin import FetchPolicy
from octavo_epub.lettering import Face, missing_characters

SCHEME = "font"

_FILES: dict[str, tuple[tuple[str, str], ...]] = {
    "zh": (
        ("NotoSansCJK-Bold.ttc", "NotoSansCJK-Regular.ttc"),
        ("NotoSansCJKsc-Bold.otf", "NotoSansCJKsc-Regular.otf"),
        ("NotoSansSC-Bold.otf", "NotoSansSC-Regular.otf"),
        ("NotoSansTC-Bold.otf", "NotoSansTC-Regular.otf"),
        ("SourceHanSans-Bold.ttc", "SourceHanSans-Regular.ttc"),
        ("SourceHanSansSC-Bold.otf", "SourceHanSansSC-Regular.otf"),
        ("PingFang.ttc", "PingFang.ttc"),
        ("Hiragino Sans GB.ttc", "Hiragino Sans GB.ttc"),
        ("STHeiti Medium.ttc", "STHeiti Light.ttc"),
        ("msyhbd.ttc", "msyh.ttc"),
        ("msjhbd.ttc", "msjh.ttc"),
        ("simhei.ttf", "simsun.ttc"),
        ("wqy-zenhei.ttc", "wqy-microhei.ttc"),
        ("DroidSansFallbackFull.ttf", "DroidSansFallbackFull.ttf"),
    ),
    "ja": (
        ("NotoSansCJK-Bold.ttc", "NotoSansCJK-Regular.ttc"),
        ("NotoSansCJKjp-Bold.otf", "NotoSansCJKjp-Regular.otf"),
        ("NotoSansJP-Bold.otf", "NotoSansJP-Regular.otf"),
        ("SourceHanSans-Bold.ttc", "SourceHanSans-Regular.ttc"),
        ("ヒラギノ角ゴシック W6.ttc", "ヒラギノ角ゴシック W3.ttc"),
        ("YuGothB.ttc", "YuGothR.ttc"),
        ("meiryob.ttc", "meiryo.ttc"),
        ("ipaexg.ttf", "ipaexg.ttf"),
        ("ipag.ttf", "ipag.ttf"),
        ("TakaoPGothic.ttf", "TakaoPGothic.ttf"),
    ),
    "ko": (
        ("NotoSansCJK-Bold.ttc", "NotoSansCJK-Regular.ttc"),
        ("NotoSansKR-Bold.otf", "NotoSansKR-Regular.otf"),
        ("AppleSDGothicNeo.ttc", "AppleSDGothicNeo.ttc"),
        ("malgunbd.ttf", "malgun.ttf"),
        ("NanumGothicBold.ttf", "NanumGothic.ttf"),
    ),
    "ar": (
        ("NotoNaskhArabic-Bold.ttf", "NotoNaskhArabic-Regular.ttf"),
        ("NotoSansArabic-Bold.ttf", "NotoSansArabic-Regular.ttf"),
        ("Amiri-Bold.ttf", "Amiri-Regular.ttf"),
        ("GeezaPro.ttc", "GeezaPro.ttc"),
    ),
    "he": (("NotoSansHebrew-Bold.ttf", "NotoSansHebrew-Regular.ttf"), ("ArialHB.ttc", "ArialHB.ttc")),
    "": (
        ("NotoSans-Bold.ttf", "NotoSans-Regular.ttf"),
        ("SourceSans3-Bold.otf", "SourceSans3-Regular.otf"),
        ("HelveticaNeue.ttc", "HelveticaNeue.ttc"),
        ("segoeuib.ttf", "segoeui.ttf"),
        ("LiberationSans-Bold.ttf", "LiberationSans-Regular.ttf"),
        ("arialbd.ttf", "arial.ttf"),
        ("Arial Bold.ttf", "Arial.ttf"),
        ("DejaVuSans-Bold.ttf", "DejaVuSans.ttf"),
        ("Arial Unicode.ttf", "Arial Unicode.ttf"),
        ("unifont.otf", "unifont.otf"),
    ),
}
"""Bold and regular files by language, those that look best first; the last list is for all others."""
_LIKE = {"fa": "ar", "ur": "ar", "ug": "ar", "ps": "ar", "yi": "he"}


def font_location(text: str, language: str, *, bold: bool, file: str = "") -> str:
    """Return the ``font:`` URL of a font for ``text``; ``file`` is the one that the user wants."""
    return f"{SCHEME}:?" + urlencode({"text": text, "language": language, "bold": int(bold), "file": file})


def fetch(resource: Resource, policy: FetchPolicy) -> Resource:  # noqa: ARG001  # a fetcher's signature
    """Return ``resource`` with the location of a font: a ``file:`` URL whose fragment is the face's number.

    It is the first font that has all of the text, else the one that lacks least of it. Raises
    FetchError when there is none.
    """
    asked = resource.location.removeprefix(f"{SCHEME}:?")
    query = {name: values[0] for name, values in parse_qs(asked).items()}
    text, language = query.get("text", ""), query.get("language", "")
    best: tuple[int, Face] | None = None
    for face in _faces(language, query.get("bold") == "1", query.get("file", "")):
        lacking = len(missing_characters(face, text))
        if best is None or lacking < best[0]:
            best = (lacking, face)
        if not lacking:
            break
    if not text or best is None or best[0] == len(set(text) - {" "}):
        raise FetchError(f"no font on this machine has the characters of {text[:40]!r}")
    face = best[1]
    return msgspec.structs.replace(resource, media_type="font/sfnt", location=f"{face.path.as_uri()}#{face.index}")


def _faces(language: str, bold: bool, file: str) -> Iterator[Face]:  # noqa: FBT001  # the two weights there are
    """Yield the faces that there are, the most fitting first."""
    if file:
        yield Face(Path(file).absolute(), 0)
    found = _installed()
    primary = language.lower().split("-")[0]
    order = [_LIKE.get(primary, primary), "", "zh", "ja", "ko", "ar", "he"]
    names = [pair[0 if bold else 1] for key in order for pair in _FILES.get(key, ())]
    for name in dict.fromkeys(names):
        if name.lower() in found:
            path = found[name.lower()]
            yield Face(path, _index(path, language, bold))
    yield from (Face(found[name], 0) for name in _others(found, bold))


def _others(found: Iterable[str], bold: bool) -> list[str]:  # noqa: FBT001  # as above
    """Return the remaining Noto fonts, for the scripts that have no list."""
    weight = "-bold." if bold else "-regular."
    return sorted(name for name in found if name.startswith("notosans") and weight in name and "cjk" not in name)


_REGIONS = {"zh": "SC", "zh-tw": "TC", "zh-hant": "TC", "zh-hk": "HK", "ja": "JP", "ko": "KR"}


def _index(path: Path, language: str, bold: bool) -> int:  # noqa: FBT001  # as above
    """Return the number of the face in a collection that is of the language's region and weight."""
    from octavo_epub.lettering import names_of_faces

    if path.suffix.lower() != ".ttc":
        return 0
    tag = language.lower()
    region = _REGIONS.get("-".join(tag.split("-")[:2])) or _REGIONS.get(tag.split("-")[0], "")
    weights = ("Bold", "Semibold", "W6") if bold else ("Regular", "W3")

    def fitness(name: str) -> int:
        words = name.split()
        return 2 * (region in words and "Mono" not in words) + any(weight in words for weight in weights)

    names = names_of_faces(path)
    return max(range(len(names)), key=lambda index: (fitness(names[index]), -index), default=0)


def _installed() -> dict[str, Path]:
    """Return the font files of this machine by their names in lower case."""
    found: dict[str, Path] = {}
    for folder in _folders():
        for place, _, names in os.walk(folder):
            for name in sorted(names):
                found.setdefault(name.lower(), Path(place, name))
    return found


def _folders() -> list[Path]:
    home = Path(os.path.expanduser("~"))  # noqa: PTH111  # it raises nothing where there is no home
    if sys.platform == "darwin":
        return [home / "Library/Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts")]
    if sys.platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA", str(home)))
        return [local / "Microsoft/Windows/Fonts", Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts"]
    data = os.environ.get("XDG_DATA_HOME") or str(home / ".local/share")
    shared = (os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share").split(":")
    return [Path(data, "fonts"), home / ".fonts", *(Path(folder, "fonts") for folder in shared)]
