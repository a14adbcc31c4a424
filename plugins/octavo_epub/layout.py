"""The order of a book: its leaves (section pages and articles) as they follow each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from octavo.model import Blocks, Image, Inlines, Note, Paragraph, Part, Publication, Ruby, SoftBreak
from octavo.script import is_joined, is_spaceless, join_lines
from octavo.walk import inline_text, plain_text, rewrite
from octavo_epub.division import Continuation, Divided
from octavo_epub.words import Words, words_of


@dataclass
class Leaf:
    """One file of the book's text: a section's page, or an article."""

    part: Part
    title: str
    depth: int
    continues: Continuation | None = None
    """What piece of the article above this is; None for sections and whole or beginning articles."""
    above: Leaf | None = None
    below: list[Leaf] = field(default_factory=list)

    @property
    def file(self) -> str:
        """The name of the file in the folder of texts."""
        return f"{self.part.id}.xhtml"

    def within(self) -> Iterator[Leaf]:
        """Yield all leaves below this one, in reading order."""
        return _in_order(self.below)

    @property
    def language(self) -> str:
        """The language of the article, "" of a section or one that is not known."""
        return self.part.document.meta.language if self.part.document else ""


@dataclass
class Layout:
    """The whole book: its leaves in reading order, and what it says of itself."""

    title: str
    language: str
    words: Words
    roots: list[Leaf]
    _numbers: dict[str, int] = field(default_factory=dict)

    def index(self, leaf: Leaf) -> int:
        """Return the place of ``leaf`` in reading order, from 0."""
        if not self._numbers:
            self._numbers.update((one.part.id, number) for number, one in enumerate(self.leaves))
        return self._numbers[leaf.part.id]

    @cached_property
    def leaves(self) -> list[Leaf]:
        """All leaves in reading order."""
        return list(_in_order(self.roots))

    @cached_property
    def articles(self) -> list[Leaf]:
        """The leaves that hold an article, or its beginning."""
        return [leaf for leaf in self.leaves if leaf.part.document is not None and not leaf.continues]

    @cached_property
    def is_single(self) -> bool:
        """Whether the book is one article, in as many files as it takes."""
        return len(self.articles) == 1 and all(leaf.continues for leaf in self.leaves if leaf is not self.articles[0])


def make_layout(divided: Divided) -> Layout:
    """Return the layout of a Publication; its language is its own, or that of most articles."""
    publication = divided.publication
    language = publication.meta.language or _language_of_most(publication)
    words = words_of(language)
    roots = [_leaf(part, None, divided, words) for part in publication.parts]
    title = " ".join(publication.meta.title.split()) or (roots[0].title if roots else words.untitled)
    return Layout(title, language, words, roots)


def _leaf(part: Part, above: Leaf | None, divided: Divided, words: Words) -> Leaf:
    continues = divided.continuations.get(part.id)
    leaf = Leaf(part, title_of(part) or words.untitled, above.depth + 1 if above else 1, continues, above)
    leaf.below = [_leaf(child, leaf, divided, words) for child in part.parts]
    return leaf


def title_of(part: Part) -> str:
    """Return the title of ``part``; an article without one is called by its first words."""
    title = " ".join(part.title.split())
    if title or part.document is None:
        return title
    return summary_of(part, 40)


def summary_of(part: Part, length: int) -> str:
    """Return the first words of an article, ``length`` characters at most."""
    document = part.document
    if document is None:
        return ""
    said = document.meta.excerpt or document.meta.description
    text = " ".join(said.split()) or _first_words(document.blocks, length) or inline_text(document.blocks[:6])  # type: ignore[arg-type]  # any nodes have words
    return text if len(text) <= length else _shortened(text, length)


def _first_words(blocks: Blocks, length: int) -> str:
    """Return the words of the first paragraphs, ``length`` characters or more where there are so many, without what only stands beside them."""
    text = ""
    for block in blocks:
        if isinstance(block, Paragraph):
            lines = plain_text(rewrite(block.children, _spoken, (Note, Image, Ruby, SoftBreak)))
            more = " ".join(join_lines(lines).split())
            text += more if not text or not more or is_joined(text, more) else f" {more}"
        if len(text) > length:
            break
    return text.strip()


def _spoken(node: Note | Image | Ruby | SoftBreak) -> Inlines:
    match node:
        case Ruby(base=base):
            return base
        case SoftBreak():
            return ("\n",)
        case _:
            return ()


def _shortened(text: str, length: int) -> str:
    """Return ``text`` cut off after a word; where no spaces part words, anywhere."""
    cut = text[: length - 1]
    end = cut.rfind(" ", length // 2)
    within_word = text[length - 1].isalnum() and not is_spaceless(text[length - 1])
    return (cut[:end] if within_word and end > 0 else cut).rstrip(" ,;:，、；：") + "…"


def _in_order(leaves: list[Leaf]) -> Iterator[Leaf]:
    for leaf in leaves:
        yield leaf
        yield from _in_order(leaf.below)


def _language_of_most(publication: Publication) -> str:
    languages: Counter[str] = Counter()
    stack = list(publication.parts)
    while stack:
        part = stack.pop()
        stack.extend(part.parts)
        if part.document is not None and part.document.meta.language:
            languages[part.document.meta.language] += 1
    return min(languages, key=lambda one: (-languages[one], one)) if languages else "und"
