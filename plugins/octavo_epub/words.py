"""The few words that a book says itself, in its language."""

from __future__ import annotations

import msgspec


class Words(msgspec.Struct, frozen=True):
    """What the book's own pages say."""

    contents: str = "Contents"
    previous: str = "Previous"
    next: str = "Next"
    cover: str = "Cover"
    start: str = "Start of text"
    articles: str = "{} articles"
    untitled: str = "Untitled"
    image: str = "image"


_WORDS = {
    "zh": Words("目录", "上一篇", "下一篇", "封面", "正文", "{} 篇文章", "无题", "图片"),
    "ja": Words("目次", "前の記事", "次の記事", "表紙", "本文", "記事 {} 本", "無題", "画像"),
    "ko": Words("차례", "이전 글", "다음 글", "표지", "본문", "글 {}편", "제목 없음", "그림"),
    "ar": Words("المحتويات", "السابق", "التالي", "الغلاف", "بداية النص", "عدد المقالات: {}", "بلا عنوان", "صورة"),
    "fa": Words("فهرست", "قبلی", "بعدی", "جلد", "آغاز متن", "{} مقاله", "بی‌عنوان", "تصویر"),
    "he": Words("תוכן העניינים", "הקודם", "הבא", "כריכה", "תחילת הטקסט", "{} מאמרים", "ללא כותרת", "תמונה"),
    "fr": Words(
        "Sommaire", "Précédent", "Suivant", "Couverture", "Début du texte", "{} articles", "Sans titre", "image"
    ),
    "de": Words("Inhalt", "Zurück", "Weiter", "Umschlag", "Textbeginn", "{} Artikel", "Ohne Titel", "Bild"),
    "es": Words(
        "Contenido", "Anterior", "Siguiente", "Cubierta", "Inicio del texto", "{} artículos", "Sin título", "imagen"
    ),
    "pt": Words("Sumário", "Anterior", "Próximo", "Capa", "Início do texto", "{} artigos", "Sem título", "imagem"),
    "ru": Words(
        "Содержание", "Назад", "Далее", "Обложка", "Начало текста", "Статей: {}", "Без названия", "изображение"
    ),
}


def words_of(language: str) -> Words:
    """Return the words in ``language`` (a BCP 47 tag), English when they are not known in it."""
    return _WORDS.get(language.lower().split("-")[0], Words())
