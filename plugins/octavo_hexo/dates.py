"""Dates as posts write them, and the instants that they mean.

An offset (``Z``, ``GMT``, ``+0800``) is absolute; without one the date is in the zone of the site,
never in that of the machine. The forms are those that Hexo hands to js-yaml or to JavaScript's
``Date`` (ISO 8601 in all its looser spellings, RFC 1123, US dates), and those that Hexo silently
replaces by the age of the file: ``2022年4月28日``, ``28/04/2022``.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache

_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, start=1)}
_CLOCK = (
    r"(?:(?P<half_before>上午|下午|午前|午後|오전|오후|凌晨|晚上|中午)?[ ]*"
    r"(?P<hour>\d{1,2})[ ]*[:：时時點点시][ ]*(?P<minute>\d{1,2})?"
    r"(?:[ ]*[:：分분][ ]*(?P<second>\d{1,2})?[秒초]?(?:[.,](?P<fraction>\d+))?)?(?:[ ]*(?P<half>[AaPp]\.?[Mm])\.?)?)?"
)
_ZONE = (
    r"[ ]*(?P<zone>Z|z|(?:UTC|GMT|UT)?[ ]*[+-](?:\d{1,2}:\d{1,2}|\d{1,4})|UTC|GMT|UT|[ECMP][SD]T)?(?:[ ]*\([^)]*\))?"
)
_DAY_FIRST = (
    r"(?:[A-Za-z]{3,9},?[ ]+)?(?P<day>\d{1,2})(?:st|nd|rd|th)?[ -]+(?P<name>[A-Za-z]{3,9})\.?,?[ -]+(?P<year>\d{4})"
)
_NAME_FIRST = (
    r"(?:[A-Za-z]{3,9},?[ ]+)?(?P<name>[A-Za-z]{3,9})\.?[ ]+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?[ ]+(?P<year>\d{4})"
)
_DAYS = (
    r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})",
    r"(?P<year>\d{4})[ ]*[年년][ ]*(?P<month>\d{1,2})[ ]*[月월][ ]*(?P<day>\d{1,2})[ ]*[日号號일]?"
    r"(?:[ ]*[(（]?(?:星期|周|週)[一二三四五六日天][)）]?)?",
    r"(?P<first>\d{1,2})[/.-](?P<second_number>\d{1,2})[/.-](?P<year>\d{4})",
    _DAY_FIRST,
    _NAME_FIRST,
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",
    r"(?P<year>\d{4})-(?P<month>\d{1,2})",
)
_AFTERNOON = frozenset({"下午", "午後", "오후", "晚上", "pm"})
_MORNING = frozenset({"上午", "午前", "오전", "凌晨", "am"})
_OFFSET = re.compile(r"(?P<sign>[+-])(?P<hours>\d{1,2}?)(?::?(?P<minutes>\d{2})|:(?P<short>\d))?$")
_AMERICAN = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
_ISO_8601 = re.compile(r"\d{4}-\d\d-\d\d(?:[T ](?:[01]\d|2[0-3]):\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?)?", re.ASCII)
_RFC_1123 = re.compile(r"[A-Za-z]{3}, (\d\d) ([A-Za-z]{3}) (\d{4}) ((?:[01]\d|2[0-3]):\d\d:\d\d) GMT", re.ASCII)
_MAXIMUM_LENGTH = 100
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def parse_date(text: str, zone: tzinfo) -> datetime | None:
    """Return the instant that ``text`` means, aware, or None if it can't be told.

    ``zone`` is that of dates without an offset. What runs over (25 o'clock, the 13th month)
    rolls on, as it does in Hexo: :func:`is_impossible` tells.
    """
    if ordinary := _ordinary(text):
        return ordinary if ordinary.tzinfo else ordinary.replace(tzinfo=zone)
    text = " ".join(text.split())
    if len(text) > _MAXIMUM_LENGTH:
        return None
    if text.isdecimal() and len(text) in (10, 13):  # seconds or milliseconds since 1970
        return _EPOCH + timedelta(milliseconds=int(text) * (1000 if len(text) == 10 else 1))
    for day in _DAYS:
        match = _form(day).fullmatch(text)
        if match:
            return _instant(match.groupdict(), zone)
    return None


def is_impossible(text: str) -> bool:
    """Return whether ``text`` names a day or hour that no calendar or clock has, such as the 31st of June."""
    if _ordinary(text):
        return False
    match = _form(_DAYS[0]).fullmatch(" ".join(text.split()))
    if match is None or len(text) > _MAXIMUM_LENGTH:
        return False
    year, month, day, hour, minute, second = (
        int(match[name] or 0) for name in ("year", "month", "day", "hour", "minute", "second")
    )
    try:
        datetime(year, month, day, hour, minute, second)
    except ValueError:
        return True
    return False


def _ordinary(text: str) -> datetime | None:
    """Return the day and time that ``text`` names if it is in one of the commonest forms, and in the calendar."""
    try:
        if _ISO_8601.fullmatch(text):
            return datetime.fromisoformat(text)
        if match := _RFC_1123.fullmatch(text):
            day, name, year, clock = match.groups()
            return datetime.fromisoformat(f"{year}-{_MONTHS[name.lower()]:02}-{day}T{clock}+00:00")
    except (ValueError, KeyError):
        return None
    return None


@cache
def _form(day: str) -> re.Pattern[str]:
    """Each is compiled when it is needed: nearly all dates have the first form."""
    return re.compile(day + r"(?:[Tt]|,?[ ]*)" + _CLOCK + _ZONE)


def _instant(found: dict[str, str | None], zone: tzinfo) -> datetime | None:
    day = _day(found)
    if day is None:
        return None
    clock = _clock(found)
    try:
        naive = day + clock
        return naive.replace(tzinfo=_zone(found.get("zone"), zone))
    except (OverflowError, ValueError):
        return None


def _day(found: dict[str, str | None]) -> datetime | None:
    """The day at its midnight, naive."""
    month, day = _month_and_day(found)
    year = int(found["year"] or 0)
    if not month or month > 99:
        return None
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    try:
        return datetime(year, month, 1) + timedelta(days=day - 1)
    except (ValueError, OverflowError):
        return None


def _month_and_day(found: dict[str, str | None]) -> tuple[int, int]:
    if found.get("name"):
        return _MONTHS.get(str(found["name"])[:3].lower(), 0), int(found["day"] or 1)
    if found.get("first"):  # month first, as in JavaScript, unless that can't be
        first, second = int(found["first"] or 0), int(found["second_number"] or 0)
        return (second, first) if first > 12 >= second else (first, second)
    return int(found["month"] or 0), int(found.get("day") or 1)


def _clock(found: dict[str, str | None]) -> timedelta:
    hour, minute, second = (int(found.get(name) or 0) for name in ("hour", "minute", "second"))
    half = (found.get("half_before") or found.get("half") or "").lower().replace(".", "")
    if half in _AFTERNOON and hour < 12:
        hour += 12
    elif half in _MORNING and hour == 12:
        hour = 0
    fraction = (found.get("fraction") or "")[:6]
    return timedelta(hours=hour, minutes=minute, seconds=second, microseconds=int(fraction.ljust(6, "0")))


def _zone(text: str | None, zone: tzinfo) -> tzinfo:
    if not text:
        return zone
    name = text.upper().replace(" ", "")
    if name in _AMERICAN:
        return timezone(timedelta(hours=_AMERICAN[name]))
    offset = _OFFSET.search(name)
    if offset is None:
        return UTC
    away = timedelta(hours=int(offset["hours"]), minutes=int(offset["minutes"] or offset["short"] or 0))
    return timezone(-away if offset["sign"] == "-" else away)


DATED_NAME = re.compile(r"(?P<date>[12]\d{3}-\d{1,2}-\d{1,2})[-_ ](?P<rest>.+)", re.DOTALL)
"""A file's name without its ending that begins with a date (Hexo's ``:year-:month-:day-:title``)."""
