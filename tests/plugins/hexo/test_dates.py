"""What dates mean, in all the ways that posts write them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_hexo.dates import is_impossible, parse_date

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022-04-28", "2022-04-28T00:00:00+08:00"),
        ("2022-4-8", "2022-04-08T00:00:00+08:00"),
        ("2022/04/28 13:53", "2022-04-28T13:53:00+08:00"),
        ("2022.4.28", "2022-04-28T00:00:00+08:00"),
        ("2022-04-28T13:53:12Z", "2022-04-28T13:53:12+00:00"),
        ("2022-04-28T13:53:12.5+09:00", "2022-04-28T13:53:12.500000+09:00"),
        ("2022-04-28 13:53:12 +0800", "2022-04-28T13:53:12+08:00"),
        ("2022-04-28 13:53 -0330", "2022-04-28T13:53:00-03:30"),
        ("2022-04-28 13:53 GMT+8", "2022-04-28T13:53:00+08:00"),
        ("2023-7-18T13:32:32.512+8:0", "2023-07-18T13:32:32.512000+08:00"),
        ("Thu, 28 Apr 2022 13:53:12 GMT", "2022-04-28T13:53:12+00:00"),
        ("Thu, 28 Apr 2022 13:53:12 -0500 (EST)", "2022-04-28T13:53:12-05:00"),
        ("Thu Apr 28 2022 13:53:12 GMT+0800 (中国标准时间)", "2022-04-28T13:53:12+08:00"),
        ("April 28th, 2022", "2022-04-28T00:00:00+08:00"),
        ("28 Apr 2022 1:05 PM", "2022-04-28T13:05:00+08:00"),
        ("1/14/2009 12:49:40 AM", "2009-01-14T00:49:40+08:00"),
        ("28/04/2022", "2022-04-28T00:00:00+08:00"),
        ("2022年4月28日", "2022-04-28T00:00:00+08:00"),
        ("2022年4月28日 星期四 下午3:05", "2022-04-28T15:05:00+08:00"),
        ("2022年04月28日 午前12時5分", "2022-04-28T00:05:00+08:00"),
        ("2022년 4월 28일 오후 3시 5분", "2022-04-28T15:05:00+08:00"),
        ("20220428", "2022-04-28T00:00:00+08:00"),
        ("2022-04", "2022-04-01T00:00:00+08:00"),
        ("1650000000", "2022-04-15T05:20:00+00:00"),
        ("1650000000000", "2022-04-15T05:20:00+00:00"),
        ("2022-04-28 10:00 EST", "2022-04-28T10:00:00-05:00"),
        ("2022-04-28 25:00:00", "2022-04-29T01:00:00+08:00"),
        ("2022-13-01", "2023-01-01T00:00:00+08:00"),
    ],
)
def test_understood(text: str, expected: str) -> None:
    found = parse_date(text, SHANGHAI)
    assert found is not None
    assert found.isoformat() == expected


@pytest.mark.parametrize(
    "text", ["Invalid Date", "", "today", "99 Foo 2022", "0000-01-01", "9999-99-99", "20220-20-20 13:33:36", "1" * 500]
)
def test_not_understood(text: str) -> None:
    assert parse_date(text, UTC) is None


@pytest.mark.parametrize(
    ("text", "impossible"),
    [
        ("2022-02-30", True),
        ("2022-04-28 24:00", True),
        ("2020-20-19 13:33:36", True),
        ("2022-04-28", False),
        ("x", False),
    ],
)
def test_impossible(text: str, impossible: bool) -> None:
    assert is_impossible(text) is impossible


def test_a_naive_date_follows_the_summer_time_of_its_zone() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    winter, summer = (parse_date(text, berlin) for text in ("2022-01-15 12:00", "2022-07-15 12:00"))
    assert winter is not None
    assert summer is not None
    assert (winter.utcoffset(), summer.utcoffset()) == (timedelta(hours=1), timedelta(hours=2))


@given(st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)), st.integers(-14 * 60, 14 * 60))
def test_iso_dates_come_back(moment: datetime, offset: int) -> None:
    aware = moment.replace(tzinfo=timezone(timedelta(minutes=offset)))
    assert parse_date(aware.isoformat(), UTC) == aware


_COMMON = (
    r"[12]\d{3}-[013]\d-[0123]\d([T ][0-2]\d:[0-6]\d(:[0-6]\d)?(Z|[+-][0-2]\d:[0-6]\d)?)?"
    r"|(Mon|Xyz), [0-3]\d (Feb|feb|Jun|Foo) [12]\d{3} [0-2]\d:[0-6]\d:[0-6]\d GMT"
)


@given(st.from_regex(re.compile(_COMMON, re.ASCII), fullmatch=True))
def test_what_is_common_means_the_same_by_the_short_way_and_the_long(text: str) -> None:
    long_way = f" {text}"  # white space around it says nothing, but is not common
    assert parse_date(text, SHANGHAI) == parse_date(long_way, SHANGHAI)
    assert is_impossible(text) == is_impossible(long_way)


@given(st.text(max_size=40))
def test_any_text_is_a_date_or_none(text: str) -> None:
    found = parse_date(text, UTC)
    assert found is None or found.tzinfo is not None
