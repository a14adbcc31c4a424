"""The few words that a book says itself, in its language."""

from __future__ import annotations

import msgspec


class Words(msgspec.Struct, frozen=True):
    """What the book's own pages say."""

    contents: str = "Contents"
    previous: str = "Previous"
    next: str = "Next"
    neighbours: str = "Neighbouring articles"
    updated: str = "updated {}"
    cover: str = "Cover"
    start: str = "Start of text"
    articles: str = "{} articles"
    untitled: str = "Untitled"
    image: str = "image"


_WORDS = {
    "zh": Words("目录", "上一篇", "下一篇", "前后文章", "更新于 {}", "封面", "正文", "{} 篇文章", "无题", "图片"),
    "ja": Words("目次", "前の記事", "次の記事", "前後の記事", "{} 更新", "表紙", "本文", "記事 {} 本", "無題", "画像"),
    "ko": Words("차례", "이전 글", "다음 글", "앞뒤 글", "{} 수정", "표지", "본문", "글 {}편", "제목 없음", "그림"),
    "ar": Words(
        "المحتويات",
        "السابق",
        "التالي",
        "المقالات المجاورة",
        "حُدِّث في {}",
        "الغلاف",
        "بداية النص",
        "عدد المقالات: {}",
        "بلا عنوان",
        "صورة",
    ),
    "fa": Words(
        "فهرست", "قبلی", "بعدی", "مقاله‌های مجاور", "به‌روزشده در {}", "جلد", "آغاز متن", "{} مقاله", "بی‌عنوان", "تصویر"
    ),
    "he": Words(
        "תוכן העניינים",
        "הקודם",
        "הבא",
        "מאמרים סמוכים",
        "עודכן ב־{}",
        "כריכה",
        "תחילת הטקסט",
        "{} מאמרים",
        "ללא כותרת",
        "תמונה",
    ),
    "fr": Words(
        "Sommaire",
        "Précédent",
        "Suivant",
        "Articles voisins",
        "mis à jour le {}",
        "Couverture",
        "Début du texte",
        "{} articles",
        "Sans titre",
        "image",
    ),
    "de": Words(
        "Inhalt",
        "Zurück",
        "Weiter",
        "Benachbarte Artikel",
        "aktualisiert am {}",
        "Umschlag",
        "Textbeginn",
        "{} Artikel",
        "Ohne Titel",
        "Bild",
    ),
    "es": Words(
        "Contenido",
        "Anterior",
        "Siguiente",
        "Artículos vecinos",
        "actualizado el {}",
        "Cubierta",
        "Inicio del texto",
        "{} artículos",
        "Sin título",
        "imagen",
    ),
    "pt": Words(
        "Sumário",
        "Anterior",
        "Próximo",
        "Artigos vizinhos",
        "atualizado em {}",
        "Capa",
        "Início do texto",
        "{} artigos",
        "Sem título",
        "imagem",
    ),
    "ru": Words(
        "Содержание",
        "Назад",
        "Далее",
        "Соседние статьи",
        "обновлено {}",
        "Обложка",
        "Начало текста",
        "Статей: {}",
        "Без названия",
        "изображение",
    ),
}


def words_of(language: str) -> Words:
    """Return the words in ``language`` (a BCP 47 tag), English when they are not known in it."""
    return _WORDS.get(language.lower().split("-")[0], Words())
