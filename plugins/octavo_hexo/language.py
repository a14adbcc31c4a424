"""Which language a text is in, told from its letters alone.

The rule, in words: the script that most letters belong to decides. Kana among Chinese characters
make them Japanese; characters that only traditional writing uses make Chinese ``zh-Hant``; Cyrillic
and Arabic letters that only one language uses name it; Latin text is in the language whose
commonest words it uses most. Where nothing is clear the answer is "": unknown.
"""

from __future__ import annotations

import re
from collections import Counter

_SAMPLE = 12_000
_LEAST_LETTERS = 12
_SCRIPTS = {  # each finds runs of letters
    "kana": re.compile(r"[\u3041-\u30fa\u30fc-\u30ff\uff66-\uff9d]+"),
    "hangul": re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]+"),
    "latin": re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]+"),
    "cyrillic": re.compile(r"[\u0400-\u04ff]+"),
    "arabic": re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]+"),
    "hebrew": re.compile(r"[\u0590-\u05ff]+"),
    "thai": re.compile(r"[\u0e00-\u0e7f]+"),
    "greek": re.compile(r"[\u0370-\u03ff]+"),
    "devanagari": re.compile(r"[\u0900-\u097f]+"),
}
_OTHER_LETTER = re.compile(
    "|".join(pattern.pattern.removesuffix("+") for name, pattern in _SCRIPTS.items() if name != "latin")
)
"""One look that finds none spares the counting of eight scripts."""
_HAN_BYTES = bytes([*range(0x34, 0xA0), 0xF9, 0xFA])
"""The first bytes, in UTF-16, of Chinese characters (and of the 64 hexagrams, which other texts hardly have)."""
_RARE_HAN = re.compile("[\U00020000-\U0003fffd]")
_LATIN_LETTERS = re.compile(
    rf"(?:[^A-Za-z\u00c0-\u024f\u1e00-\u1eff]*+[A-Za-z\u00c0-\u024f\u1e00-\u1eff]){{{_LEAST_LETTERS}}}"
)
_LATIN_WEIGHT = 0.25
"""A word in an alphabet takes about four times the letters of one in Chinese characters."""

_SIMPLE = {"hangul": "ko", "hebrew": "he", "thai": "th", "greek": "el", "devanagari": "hi"}
_TRADITIONAL = re.compile("[這們個來時說國對學會為過發後還經現點開見間長問無車東馬門樂實應該兒從機動當電關話請讓]")
_SIMPLIFIED = re.compile("[这们个来时说国对学会为过发后还经现点开见间长问无车东马门乐实应该儿从机动当电关话请让]")
_WORD = re.compile(r"[^\W\d_]+")
_COMMON_WORDS = {
    "en": "the and of to is that for with you this are it was on be as have not from in at by or if can will your they has but which when use using",
    "fr": "le la les des et est une pour que dans qui sur pas avec ce au du nous vous",
    "de": "der die und das ist nicht ein mit den auf für eine von dem zu sich auch wir in wird bei oder",
    "es": "el los las que una por para con del es en se como más su al pero esta",
    "pt": "que não uma para da em um mais por como dos foi são você também pelo nos às",
    "it": "il che di della per una con non sono gli del la è nel anche più alla questo in",
    "nl": "de het een van en dat niet is op te zijn voor met ook aan wordt maar deze in",
    "pl": "nie się na jest że jak ale przez dla tym są czy który oraz jego także",
    "tr": "ve bir bu için ile de da çok daha olarak olan gibi ne kadar sonra",
    "vi": "và của các là không có người được cho một trong này với những để khi",
    "id": "yang dan di ini untuk dengan dari tidak dalam pada adalah akan itu kita",
}
_LANGUAGES_OF_WORD: dict[str, list[str]] = {}
for _language, _words in _COMMON_WORDS.items():
    for _word in _words.split():
        _LANGUAGES_OF_WORD.setdefault(_word, []).append(_language)

_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_NAMES = {
    "cn": "zh-CN",
    "jp": "ja",
    "kr": "ko",
    "tw": "zh-TW",
    "english": "en",
    "chinese": "zh",
    "japanese": "ja",
    "korean": "ko",
    "中文": "zh",
    "简体中文": "zh-CN",
    "繁體中文": "zh-TW",
    "日本語": "ja",
    "한국어": "ko",
    "français": "fr",
    "deutsch": "de",
    "español": "es",
}


def language_tag(text: str) -> str:
    """Return the BCP 47 tag that ``text`` (``zh_CN``, ``English``) stands for, or "" if it is none."""
    name = text.strip()
    if name.lower() in _NAMES:
        return _NAMES[name.lower()]
    if not _TAG.fullmatch(name):
        return ""
    first, *rest = re.split("[-_]", name)
    return "-".join([first.lower(), *(_subtag(part) for part in rest)])


def detect_language(text: str) -> str:
    """Return the BCP 47 tag of the language that ``text`` is in, or "" if that isn't clear."""
    sample = text[:_SAMPLE]
    han = _count_han(sample)
    others = _OTHER_LETTER.search(sample) is not None
    if not han and not others:
        return _latin(sample) if _LATIN_LETTERS.match(sample) else ""
    counts = _letters_by_script(sample, han, others=others)
    if sum(counts.values()) < _LEAST_LETTERS:
        return ""
    counts["han"] += counts["kana"]
    script = max(counts, key=lambda name: counts[name] * (_LATIN_WEIGHT if name == "latin" else 1))
    match script:
        case "han" | "kana":
            return _east_asian(sample, counts["kana"] / counts["han"])
        case "cyrillic":
            return "uk" if re.search("[іїєґІЇЄҐ]", sample) and not re.search("[ыэъЫЭЪ]", sample) else "ru"
        case "arabic":
            return "fa" if len(re.findall("[پچژگکی]", sample)) * 20 > counts["arabic"] else "ar"
        case "latin":
            return _latin(sample)
        case _:
            return _SIMPLE[script]


def _letters_by_script(text: str, han: int, *, others: bool) -> dict[str, int]:
    """Return how many letters of each script ``text`` has; those of ``others`` than Latin are counted if there are any."""
    counts = {"han": han, **dict.fromkeys(_SCRIPTS, 0)}
    for name in _SCRIPTS if others else ("latin",):
        if name != "latin" or not _is_chinese(han, len(text)):
            counts[name] = sum(map(len, _SCRIPTS[name].findall(text)))
    return counts


def _count_han(text: str) -> int:
    """Return how many Chinese characters ``text`` has: bytes are told apart sooner than characters."""
    units = text.encode("utf-16-be", "surrogatepass")[::2]
    common = len(units) - len(units.translate(None, _HAN_BYTES))
    return common + len(_RARE_HAN.findall(text)) if len(units) > len(text) else common


def _is_chinese(han: int, length: int) -> bool:
    """Return whether so many Chinese characters outweigh whatever Latin letters there may be in ``length`` characters."""
    return han >= _LEAST_LETTERS and han > (length - han) * _LATIN_WEIGHT


def _east_asian(text: str, kana: float) -> str:
    """Return the language of ``text``, in which ``kana`` stand for each Chinese character."""
    if kana > 0.1:
        return "ja"
    traditional = len(_TRADITIONAL.findall(text))
    return "zh-Hant" if traditional and traditional > len(_SIMPLIFIED.findall(text)) else "zh"


def _latin(text: str) -> str:
    words = Counter(map(str.lower, _WORD.findall(text)))
    counts = dict.fromkeys(_COMMON_WORDS, 0)
    for word in words.keys() & _LANGUAGES_OF_WORD.keys():
        for language in _LANGUAGES_OF_WORD[word]:
            counts[language] += words[word]
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] >= 3 and counts[best] * 20 > words.total() else ""


def _subtag(part: str) -> str:
    match len(part):
        case 2:
            return part.upper()
        case 4:
            return part.title()
        case _:
            return part.lower()
