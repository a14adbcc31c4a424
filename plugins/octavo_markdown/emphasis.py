"""Emphasis that renders: the delimiter rules of CommonMark (0.31, section 6.2), run backwards.

A line is a list of pieces. Some are runs of ``*``, ``_`` or ``~`` that stand in the text, some are
the marks of a Wish: an element that is to be emphasised. The algorithm of the specification says
what a renderer makes of them all. Runs of the text that it would take for marks are escaped; for a
wish that it would not grant the letter before or behind its marks becomes a character reference
(which counts as punctuation), or it takes its next form: the other mark, at last an HTML element.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence

import msgspec

from octavo_markdown.characters import OTHER, PUNCTUATION, SPACE, SYMBOL, Kind, kind_of, refer_first, refer_last

FORMS = {
    "em": ("*", "_", "<em>"),
    "strong": ("**", "__", "<strong>"),
    "del": ("~~", "<del>"),
}
"""The forms of each element, the best first."""

_ROUNDS = 40


class Wish(msgspec.Struct):
    """An element whose marks stand in the pieces ``open`` and ``close``."""

    tag: str
    open: int
    close: int = -1
    form: int = 0

    @property
    def is_html(self) -> bool:
        """Whether no other form is left."""
        return self.form >= len(FORMS[self.tag]) - 1


class _Run(msgspec.Struct):
    """Delimiters of one kind side by side: for each the piece that it belongs to."""

    character: str
    owners: deque[int]
    opens: bool
    closes: bool
    length: int


class _Findings(msgspec.Struct):
    """What a renderer would make of the line."""

    taken: set[int] = msgspec.field(default_factory=set)
    granted: set[tuple[int, int, int]] = msgspec.field(default_factory=set)
    symbols: bool = False


def resolve(pieces: list[str], wishes: Sequence[Wish], runs: Iterable[int], *, html: bool) -> None:
    """Settle the marks of all ``wishes`` and escape those of ``runs`` (places in ``pieces``) that need it.

    Without ``html`` an element that no mark can express becomes its content alone.
    """
    free = set(runs)
    for wish in wishes:
        _mark(pieces, wish, html=html)
    if not free and (len(wishes) == 1 or _are_apart(pieces, wishes)) and _settle_apart(pieces, wishes, html=html):
        return
    for _ in range(_ROUNDS):
        taken, failed = _examine(pieces, wishes, free)
        if taken:
            free -= taken
            for place in taken:
                pieces[place] = _escaped(pieces[place])
        elif failed:
            for wish in _innermost(failed):
                _advance(pieces, wish, html=html)
        else:
            return
    for place in free:
        pieces[place] = _escaped(pieces[place])
    for wish in wishes:  # what is still unsettled is too entangled for marks
        wish.form = len(FORMS[wish.tag]) - 1
        _mark(pieces, wish, html=html)


def _are_apart(pieces: list[str], wishes: Sequence[Wish]) -> bool:
    """Return whether no wish nests in or touches another."""
    end = -1
    for wish in wishes:
        before = _before(pieces, wish.open)
        if before < end or before == end >= 0:
            return False
        end = wish.close
    return True


def _settle_apart(pieces: list[str], wishes: Sequence[Wish], *, html: bool) -> bool:
    """Settle ``wishes``, which are apart; return False if that is left to do: marks that fail may match those of others."""
    if len(wishes) != 1:
        return all(not wish.is_html and _works(pieces, wish) for wish in wishes)
    while not wishes[0].is_html and not _works(pieces, wishes[0]):
        _advance(pieces, wishes[0], html=html)
    return True


def _works(pieces: list[str], wish: Wish) -> bool:
    """Return whether both marks of ``wish`` are marks, whatever symbols are taken for."""
    mark = pieces[wish.open][0]
    outside, first = _kinds(pieces, wish.open, wish.open)
    last, behind = _kinds(pieces, wish.close, wish.close)
    is_free = (first is OTHER or outside is SPACE) and (last is OTHER or behind is SPACE)
    if is_free and mark != "_" and SPACE not in (first, last):
        return True
    symbols = (PUNCTUATION, OTHER) if SYMBOL in (outside, first, last, behind) else (OTHER,)
    return all(_may(mark, outside, first, symbol)[0] and _may(mark, last, behind, symbol)[1] for symbol in symbols)


def _escaped(run: str) -> str:
    return "\\" + "\\".join(run)


def _mark(pieces: list[str], wish: Wish, *, html: bool) -> None:
    form = FORMS[wish.tag][wish.form]
    if not form.startswith("<"):
        pieces[wish.open] = pieces[wish.close] = form
    elif html:
        pieces[wish.open], pieces[wish.close] = form, "</" + form[1:]
    else:
        pieces[wish.open] = pieces[wish.close] = ""
        _seal(pieces, wish.open)
        _seal(pieces, wish.close)


def _seal(pieces: list[str], place: int) -> None:
    """Make a reference of what ends before ``place``, where nothing is written, and could begin markup with what follows."""
    before = _before(pieces, place)
    if before < 0 or pieces[before][-1] not in "<&]":
        return
    head = pieces[before][:-1]
    if (len(head) - len(head.rstrip("\\"))) % 2 == 0:  # else it is escaped
        pieces[before] = refer_last(pieces[before])


def _advance(pieces: list[str], wish: Wish, *, html: bool) -> None:
    """Make the place of ``wish`` better, or give it its next form."""
    if not _refer(pieces, wish):
        wish.form += 1
        _mark(pieces, wish, html=html)


def _refer(pieces: list[str], wish: Wish) -> bool:
    """Make references of the letters around ``wish`` that keep its marks from working; return whether there are any."""
    strict = pieces[wish.open][0] == "_"  # which does nothing within a word
    outside, inside = _before(pieces, wish.open), _behind(pieces, wish.open)
    left = outside >= 0 and _is_letter(pieces[outside][-1]) and (strict or not _is_letter(pieces[inside][0]))
    if left:
        pieces[outside] = refer_last(pieces[outside])
    inside, outside = _before(pieces, wish.close), _behind(pieces, wish.close)
    right = outside < len(pieces) and _is_letter(pieces[outside][0])
    right = right and (strict or not _is_letter(pieces[inside][-1]))
    if right:
        pieces[outside] = refer_first(pieces[outside])
    return left or right


def _is_letter(character: str) -> bool:
    return kind_of(character) is OTHER


def _before(pieces: list[str], place: int) -> int:
    """Return the place of the last piece before ``place`` that isn't empty, or -1."""
    place -= 1
    while place >= 0 and not pieces[place]:
        place -= 1
    return place


def _behind(pieces: list[str], place: int) -> int:
    """Return the place of the first piece behind ``place`` that isn't empty, or their number."""
    place += 1
    while place < len(pieces) and not pieces[place]:
        place += 1
    return place


def _innermost(failed: list[Wish]) -> list[Wish]:
    """Return those of ``failed`` (in the order in which they close) that hold no other of them."""
    found: list[Wish] = []
    last_open = -1
    for wish in failed:
        if last_open < wish.open:
            found.append(wish)
        last_open = wish.open
    return found


def _examine(pieces: list[str], wishes: Sequence[Wish], free: set[int]) -> tuple[set[int], list[Wish]]:
    """Return the free runs that a renderer would take for marks, and the wishes that it would not grant.

    Where symbols stand beside marks both opinions on them are heard.
    """
    wanted = {place for wish in wishes if not wish.is_html for place in (wish.open, wish.close)}
    places = sorted(wanted | free)
    findings = _render(pieces, places, symbol=PUNCTUATION)
    taken, granted = findings.taken, findings.granted
    if findings.symbols:
        other = _render(pieces, places, symbol=OTHER)
        taken, granted = taken | other.taken, granted & other.granted
    asked = [wish for wish in wishes if not wish.is_html]
    return taken & free, [wish for wish in asked if (wish.open, wish.close, len(pieces[wish.open])) not in granted]


def _render(pieces: list[str], places: Sequence[int], *, symbol: Kind) -> _Findings:
    """Process the delimiters at ``places`` as a renderer does (appendix "An algorithm for parsing nested emphasis")."""
    findings = _Findings()
    openers: list[_Run] = []
    bottoms: dict[tuple[str, bool, int], int] = {}
    for run in _runs(pieces, places, symbol, findings):
        while run.closes and run.owners:
            key = (run.character, run.opens, run.length % 3)
            index = _find_opener(openers, run, bottoms.get(key, 0))
            if index < 0:
                bottoms[key] = len(openers)
                break
            _match(openers[index], run, findings)
            del openers[index + 1 if openers[index].owners else index :]
            if bottoms:
                bottoms = {one: min(bottom, len(openers)) for one, bottom in bottoms.items()}
        if run.opens and run.owners:
            openers.append(run)
    return findings


def _find_opener(openers: list[_Run], closer: _Run, bottom: int) -> int:
    for index in range(len(openers) - 1, bottom - 1, -1):
        if openers[index].character == closer.character and _may_match(openers[index], closer):
            return index
    return -1


def _may_match(opener: _Run, closer: _Run) -> bool:
    """Rules 9 and 10 of section 6.2; tildes match as many tildes (GFM), or two of more in some renderers."""
    if closer.character == "~":
        lengths = len(opener.owners), len(closer.owners)
        return lengths[0] == lengths[1] or min(lengths) > 1
    if not (opener.closes or closer.opens):
        return True
    total = opener.length + closer.length
    return total % 3 != 0 or (opener.length % 3 == 0 and closer.length % 3 == 0)


def _match(opener: _Run, closer: _Run, findings: _Findings) -> None:
    """Take marks from both: they belong to one wish, or to text that has to be escaped."""
    width = 2 if len(opener.owners) > 1 and len(closer.owners) > 1 else 1
    certain = closer.character != "~" or len(opener.owners) == len(closer.owners)
    if closer.character == "~":
        width = min(len(opener.owners), len(closer.owners))
    left = [opener.owners.pop() for _ in range(width)]
    right = [closer.owners.popleft() for _ in range(width)]
    findings.taken.update(left, right)
    if certain and len(set(left)) == len(set(right)) == 1:
        findings.granted.add((left[0], right[0], width))


def _runs(pieces: list[str], places: Sequence[int], symbol: Kind, findings: _Findings) -> Iterable[_Run]:
    """Yield the delimiter runs of the line with what each may do."""
    index = 0
    while index < len(places):
        first = last = places[index]
        character = pieces[first][0]
        owners = [first] * len(pieces[first])
        index += 1
        while index < len(places) and pieces[places[index]][0] == character and _behind(pieces, last) == places[index]:
            last = places[index]
            owners += [last] * len(pieces[last])
            index += 1
        if last != first:
            findings.taken.update(owners)  # text must not add to a mark
        left, right = _kinds(pieces, first, last)
        findings.symbols = findings.symbols or SYMBOL in (left, right)
        opens, closes = _may(character, left, right, symbol)
        yield _Run(character, deque(owners), opens, closes, len(owners))


def _kinds(pieces: list[str], first: int, last: int) -> tuple[Kind, Kind]:
    """Return what stands before the piece ``first`` and behind the piece ``last``."""
    before, behind = _before(pieces, first), _behind(pieces, last)
    return (
        kind_of(pieces[before][-1] if before >= 0 else ""),
        kind_of(pieces[behind][0] if behind < len(pieces) else ""),
    )


def _may(mark: str, left: Kind, right: Kind, symbol: Kind) -> tuple[bool, bool]:
    """Return whether ``mark`` may open and close emphasis between ``left`` and ``right``; symbols are ``symbol``."""
    left, right = symbol if left is SYMBOL else left, symbol if right is SYMBOL else right
    opens = right is not SPACE and (right is not PUNCTUATION or left is not OTHER)
    closes = left is not SPACE and (left is not PUNCTUATION or right is not OTHER)
    if mark == "_":
        return opens and (not closes or left is PUNCTUATION), closes and (not opens or right is PUNCTUATION)
    return opens, closes
