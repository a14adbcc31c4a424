"""Languages told from letters."""

from __future__ import annotations

import pytest

from octavo_hexo.language import detect_language, language_tag


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("这个国家的经济从来没有这样好过，我们应该为后来的人说一说。", "zh"),
        ("這個國家的經濟從來沒有這樣好過，我們應該為後來的人說一說。", "zh-Hant"),
        ("今日は天気がいいので、公園まで散歩に行きました。", "ja"),
        ("오늘은 날씨가 좋아서 공원까지 걸어갔습니다.", "ko"),
        ("Сегодня хорошая погода, и мы пошли в парк. Это было очень приятно.", "ru"),
        ("Сьогодні гарна погода, і ми пішли до парку. Її бачили всі.", "uk"),
        ("الطقس جميل اليوم لذلك ذهبنا إلى الحديقة", "ar"),
        ("امروز هوا خوب است و ما به پارک رفتیم که گردش کنیم", "fa"),
        ("היום מזג האוויר יפה ולכן הלכנו לפארק", "he"),
        ("วันนี้อากาศดีเราจึงไปสวนสาธารณะ", "th"),
        ("Σήμερα ο καιρός είναι καλός", "el"),
        ("आज मौसम अच्छा है और हम बगीचे में गए", "hi"),
        ("The weather is fine today, and we went to the park with all of our friends.", "en"),
        ("Le temps est beau, et nous sommes allés dans le parc avec les enfants pour jouer.", "fr"),
        ("Das Wetter ist schön, und wir sind mit den Kindern in den Park gegangen.", "de"),
        ("我们用 Docker Compose 部署 PostgreSQL 和 Redis 来说明这个问题", "zh"),
        ("这個這們 is a mixture 来說說", "zh-Hant"),
        ("这個们 is a mixture 来说說 of both", "zh"),
        ("ただ今日本国会議事堂前駅改札口集合場所変更可能性有", "zh"),
        ("这" * 12 + "the " * 16, "zh"),  # four Latin letters weigh as much as one character
        ("这" * 12 + " the" * 17, "en"),
        ("The quick the fox de la", ""),
        ("The and THE quick fox", "en"),
        ("Lorem", ""),
        ("xyzzy plugh frotz rezrov gnusto", ""),
        ("", ""),
        ("12345 67890 !!!", ""),
    ],
)
def test_detected(text: str, language: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("zh-CN", "zh-CN"),
        ("zh_cn", "zh-CN"),
        ("ZH-hans-cn", "zh-Hans-CN"),
        ("en", "en"),
        ("English", "en"),
        ("cn", "zh-CN"),
        ("中文", "zh"),
        ("es-419", "es-419"),
        ("no idea", ""),
        ("", ""),
    ],
)
def test_named(name: str, tag: str) -> None:
    assert language_tag(name) == tag
