"""The suggestions under the cursor: asked of whoever suggests, put in order, kept until something changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import takewhile

from registers.codes import code_list
from registers.form import Field, FieldType, Form
from registers.value import Value
from tui.keying import choices
from tui.keying.ports import Fill, Suggester, Suggestion
from tui.typing.suggest.letters import plain

WITHOUT_DIGITS = frozenset({FieldType.NAME, FieldType.ETHNIC, FieldType.NATION})
"""Types no digit is ever typed into: there it takes the suggestion it stands beside."""

NOTED = 6
"""Suggestions shown at once where they have notes, each in a line of its own."""

_KEY, _GAP = 2, 2
"""Cells of a suggestion beside its text: the digit before it, the gap to the next one."""

_DIGITS = 9
"""Suggestions there is a digit for."""


class Offering:
    """What the field under the cursor may hold. `likeliest` is the suggestion Tab takes unasked, -1 where it takes none."""

    def __init__(self, suggester: Suggester) -> None:
        self.suggester = suggester
        self.numbered = False  # a digit takes a suggestion where the field holds none
        self.room = 0  # cells of the line suggestions stand in
        self.refused: tuple[str, ...] = ()  # persons who are not meant on this page
        self.puts_in: Callable[[Fill], Mapping[str, str]] = lambda fill: fill.values  # what of it this page takes
        self.likeliest = -1
        self._key: tuple[object, ...] = ()
        self._known: Mapping[str, Value] = {}
        self._offered: Sequence[Suggestion] = ()
        self._form: Form | None = None
        self._drawn: tuple[Sequence[Suggestion], int, int] | None = None  # what was numbered last, and how it is seen
        self._numbered: Sequence[Suggestion] = ()

    def of(
        self, form: Form, book: str, year: int, field: Field, typed: str, known: Mapping[str, Value]
    ) -> Sequence[Suggestion]:
        """The suggestions for `field` with `typed` in it, the best first; the same ones while nothing changed.

        The number of the page is one of `year` in `book`.
        """
        if self._form is not form:
            self._form, self._key = form, ()
            self.suggester.open(form, book, year)
        if not self.is_asked(form, field, typed, known):
            self._key = self._question(field, typed, known)
            self._known = known  # held, so that no other page's values come to have its id
            self._offered = self._asked(field, typed, known)
        return self._offered

    def is_asked(self, form: Form, field: Field, typed: str, known: Mapping[str, Value]) -> bool:
        """True where `of` would answer at once, because nothing changed since it was asked."""
        return self._form is form and self._key == self._question(field, typed, known)

    def _question(self, field: Field, typed: str, known: Mapping[str, Value]) -> tuple[object, ...]:
        return (field.name, typed, id(known), self.refused)

    def held(self, field: Field) -> Sequence[Suggestion]:
        """What was offered last, if it was in `field`: it stands there until what was typed since is answered."""
        return self._offered if self._key[:1] == (field.name,) else ()

    def numbers(self, field: Field) -> bool:
        """True where a digit takes the suggestion it stands before."""
        return self.numbered and field.type in WITHOUT_DIGITS

    def with_digits(self, field: Field, offered: Sequence[Suggestion], pick: int) -> Sequence[Suggestion]:
        """`offered` with a digit before each that is on the screen while `pick` is chosen: none takes what nobody sees."""
        if not self.numbers(field):
            return offered
        asked = (offered, pick, self.room)
        if self._drawn is None or self._drawn[0] is not offered or self._drawn[1:] != asked[1:]:
            seen = in_sight(offered, pick, self.room, numbered=True)
            self._drawn = asked
            self._numbered = [
                replace(one, key=str(at + 1)) if at in seen and at < _DIGITS else one for at, one in enumerate(offered)
            ]
        return self._numbered

    def _asked(self, field: Field, typed: str, known: Mapping[str, Value]) -> Sequence[Suggestion]:
        """A list of codes stands in its own order, and what is likely is only chosen in it; one of its items shows it whole.

        "No information" is never likely: an empty field says as much, and this page may hold what others did not. Text that is one of the suggestions already needs none of the others; a bare list says nothing of this page.
        """
        found: Sequence[Suggestion] = [
            replace(one, note=" · ".join(self.puts_in(one.fill).values())) if one.fill and one.fill.told else one
            for one in self._not_refused(field, self.suggester.suggest(field, typed, known))
        ]
        if choices.is_chosen(field):
            item = choices.is_item(field, typed)
            offered = choices.offers(field, "" if item else typed)
            found = [one for one in found if one.text != self._says_nothing(field)]
            likely = found[0].text if found and not typed else offered[0].text if offered and typed else ""
            likely = typed if item else likely
            self.likeliest = next((i for i, one in enumerate(offered) if one.text == likely), -1)
            return _with_fill(offered, found[0], self.likeliest) if found and self.likeliest >= 0 else offered
        bare = not found and choices.is_listed(field)
        found = choices.offers(field, typed) if bare else found
        others = _alike_together([one for one in found if one.text != typed or one.fill])
        certain = len(others) == len(found) and bool(typed or not bare)
        self.likeliest = 0 if others and certain else -1
        return others

    def _says_nothing(self, field: Field) -> str:
        """The text of the item that says no more than an empty field does, "" where the list has none."""
        code = self._form.nothing(field) if self._form is not None else ""
        return code_list(field.codes)[code].label.vi if code else ""

    def _not_refused(self, field: Field, offered: Sequence[Suggestion]) -> Sequence[Suggestion]:
        """Of a person who is not meant here only the name, which another may bear too."""
        if not self.refused:
            return offered
        refused = [one.fill is not None and one.fill.person in self.refused for one in offered]
        named = field.type is FieldType.NAME
        return [
            replace(one, fill=None, note="", why="known") if out else one
            for one, out in zip(offered, refused, strict=True)
            if named or not out
        ]


def _with_fill(offered: Sequence[Suggestion], likely: Suggestion, at: int) -> Sequence[Suggestion]:
    """The item of the list that is likely brings the rest of the paper it is of; its digit, typed, does not."""
    if likely.fill is None or offered[at].text != likely.text:
        return offered
    brings = replace(offered[at], fill=likely.fill, note=likely.note, why=likely.why)
    return [*offered[:at], brings, *offered[at + 1 :]]


def alike(offered: Sequence[Suggestion]) -> int:
    """How many of the first suggestions are one text but for its marks: a clerk chooses among them with the page before him."""
    return sum(1 for _ in takewhile(lambda one: plain(one.text) == plain(offered[0].text), offered)) if offered else 0


def in_sight(offered: Sequence[Suggestion], pick: int, room: int, *, numbered: bool) -> range:
    """Which suggestions stand under the field, in lines of `room` cells, while `pick` is chosen (-1: none is).

    With notes so many lines of one each; a chosen one longer than a line alone; all that differ in marks only, however many
    lines they take; else one line of them, begun where the chosen one is still on it.
    """
    if any(one.note for one in offered):
        first = max(0, pick - NOTED + 1)
        return range(first, min(first + NOTED, len(offered)))
    cells = [len(one.text) + (_KEY if numbered and at < _DIGITS else 0) for at, one in enumerate(offered)]
    if pick > 0 and cells[pick] > room:
        return range(pick, pick + 1)
    same = alike(offered)
    if pick < same and _side_by_side(cells[:same]) > room:
        return range(same)
    first = 0
    while first < pick and _side_by_side(cells[first : pick + 1]) > room:
        first += 1
    last = first
    while last < len(cells) and _side_by_side(cells[first : last + 1]) <= room:
        last += 1
    return range(first, last)


def _side_by_side(cells: Sequence[int]) -> int:
    """Cells of suggestions in one line; the last one needs no gap behind it."""
    return sum(cells) + _GAP * (len(cells) - 1)


def _alike_together(offered: Sequence[Suggestion]) -> list[Suggestion]:
    """Those that differ from the first in marks only right behind it, the others as they were."""
    if not offered:
        return []
    first = plain(offered[0].text)
    return sorted(offered, key=lambda one: plain(one.text) != first)
