"""The suggestions under the cursor: asked of whoever suggests, put in order, kept until something changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import accumulate, takewhile

from registers.form import Field, FieldType, Form
from registers.value import Value
from tui.keying import choices
from tui.keying.ports import Suggester, Suggestion
from tui.typing.suggest.letters import plain

WITHOUT_DIGITS = frozenset({FieldType.NAME, FieldType.ETHNIC, FieldType.NATION})
"""Types no digit is ever typed into: there it takes the suggestion it stands beside."""

NOTED = 5
"""Suggestions shown at once where they have notes, each in a line of its own."""

_KEY, _GAP = 2, 2
"""Cells of a suggestion beside its text: the digit before it, the gap to the next one."""


class Offering:
    """What the field under the cursor may hold. `likeliest` is the suggestion Tab takes unasked, -1 where it takes none."""

    def __init__(self, suggester: Suggester) -> None:
        self.suggester = suggester
        self.numbered = False  # a digit takes a suggestion where the field holds none
        self.room = 0  # cells of the line suggestions stand in
        self.refused: tuple[str, ...] = ()  # persons who are not meant on this page
        self.likeliest = -1
        self._key: tuple[object, ...] = ()
        self._known: Mapping[str, Value] = {}
        self._offered: Sequence[Suggestion] = ()
        self._form: Form | None = None

    def of(self, form: Form, book: str, field: Field, typed: str, known: Mapping[str, Value]) -> Sequence[Suggestion]:
        """The suggestions for `field` with `typed` in it, the best first; the same ones while nothing changed."""
        if self._form is not form:
            self._form, self._key = form, ()
            self.suggester.open(form, book)
        if not self.is_asked(form, field, typed, known):
            self._key = self._question(field, typed, known)
            self._known = known  # held, so that no other page's values come to have its id
            self._offered = self._asked(field, typed, known)
        return self._offered

    def is_asked(self, form: Form, field: Field, typed: str, known: Mapping[str, Value]) -> bool:
        """True where `of` would answer at once, because nothing changed since it was asked."""
        return self._form is form and self._key == self._question(field, typed, known)

    def _question(self, field: Field, typed: str, known: Mapping[str, Value]) -> tuple[object, ...]:
        return (field.name, typed, id(known), self.numbered, self.room, self.refused)

    def held(self, field: Field) -> Sequence[Suggestion]:
        """What was offered last, if it was in `field`: it stands there until what was typed since is answered."""
        return self._offered if self._key[:1] == (field.name,) else ()

    def _asked(self, field: Field, typed: str, known: Mapping[str, Value]) -> Sequence[Suggestion]:
        """A list of codes stands in its own order, and what is likely is only chosen in it; one of its items shows it whole.

        Text that is one of the suggestions already needs none of the others; a bare list says nothing of this page.
        """
        found = self._not_refused(field, self.suggester.suggest(field, typed, known))
        if choices.is_chosen(field):
            item = choices.is_item(field, typed)
            offered = choices.offers(field, "" if item else typed)
            likely = found[0].text if found and not typed else offered[0].text if offered and typed else ""
            likely = typed if item else likely
            self.likeliest = next((i for i, one in enumerate(offered) if one.text == likely), -1)
            return _with_fill(offered, found[0], self.likeliest) if found and self.likeliest >= 0 else offered
        bare = not found and choices.is_listed(field)
        found = choices.offers(field, typed) if bare else found
        others = _alike_together([one for one in found if one.text != typed or one.fill])
        certain = len(others) == len(found) and bool(typed or not bare)
        self.likeliest = 0 if others and certain else -1
        return self._with_digits(others) if self.numbered and field.type in WITHOUT_DIGITS else others

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

    def _with_digits(self, offered: Sequence[Suggestion]) -> Sequence[Suggestion]:
        """The digit of each that is surely on the screen: none takes what nobody saw."""
        noted = any(one.note for one in offered)
        ends = accumulate(_KEY + len(one.text) + _GAP for one in offered)
        return [
            replace(one, key=str(at)) if (at <= NOTED if noted else end - _GAP <= self.room) else one
            for at, (one, end) in enumerate(zip(offered, ends, strict=True), 1)
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


def _alike_together(offered: Sequence[Suggestion]) -> list[Suggestion]:
    """Those that differ from the first in marks only right behind it, the others as they were."""
    if not offered:
        return []
    first = plain(offered[0].text)
    return sorted(offered, key=lambda one: plain(one.text) != first)
