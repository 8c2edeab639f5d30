"""The page under the clerk's hands: the form, the book it lies in, and what the form fills in without being asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import NamedTuple

from registers.codes import match
from registers.form import Carry, Field, FieldType, Form, Printed
from registers.kinds import Layout, Level, PositionState
from registers.value import Mark, Value, Values
from tui.keying.draft import EMPTY, Cell, Draft, Source
from tui.keying.memory import LESSONS, Lesson, Memory

_NO_PAPER = "0"
"""The item of a list of papers that says there is none."""

_KINDS = frozenset({FieldType.CODE, FieldType.ID_KIND})


@dataclass(frozen=True, slots=True)
class BookFacts:
    """What keying needs of the inventory's line of a book. `kind` is "" for a combined book."""

    id: str
    office: str
    office_name: str
    level: Level
    kind: str
    layout: Layout
    book_no: str
    year_from: int
    year_to: int
    entries: int | None = None
    hamlets: Mapping[str, str] = dataclass_field(default_factory=dict, compare=False)  # spellings in the office's books


class Filled(NamedTuple):
    """What the form puts into a field: the text, why, and whether the cursor passes the field by."""

    text: str
    source: Source
    passed_by: bool


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a book while it is keyed. `previous` are the values of the entry before, `derived` what follows from others."""

    form: Form
    book: BookFacts
    memory: Memory
    previous: Values = dataclass_field(default_factory=dict)
    derived: Mapping[str, str] = dataclass_field(default_factory=dict)
    beside: Values | None = None  # in second keying: what the fields asked for are read beside, and shown nowhere
    ended: bool = False  # the clerk is done with it: whom he did not name is not on the page

    def filled(self, draft: Draft, field: Field) -> Filled | None:
        """What the form would put into `field` of `draft`'s position; None where it has nothing to offer.

        In second keying it never has: what it would put in was learned from those who keyed first.
        """
        if self.beside is not None:
            return None
        if field.carry is Carry.DERIVE:
            text = self.derived.get(field.name, "")
            return Filled(text, Source.DERIVED, True) if text else None
        if field.printed is Printed.NEVER or field.name in self.memory.hidden:
            return None
        if field.type is FieldType.ENTRY_NO:
            return Filled(draft.position.entry_no, Source.CONSTANT, True)
        if self._of_no_paper(draft, field, draft.at) or self._of_nobody(draft, field, draft.at):
            return None
        lesson = self.memory.of(field)
        match field.carry:
            case Carry.BOOK:
                text = lesson.value or self._known(field)
                return Filled(text, Source.CONSTANT, True) if text else None
            case Carry.INCREMENT:
                return self._counted(draft, field, lesson)
            case Carry.LAST if lesson.value and not lesson.blank and draft.state is PositionState.NORMAL:
                return Filled(lesson.value, Source.CARRIED, lesson.run >= LESSONS)
        return None

    def cell(self, draft: Draft, name: str) -> Cell:
        """The field as it stands: what the clerk decided, else what the form fills in, else nothing."""
        decided = draft.cells.get(name)
        if decided is not None:
            return decided
        filled = self.filled(draft, self.form[name])
        return Cell(filled.text, source=filled.source) if filled else EMPTY

    def is_printed(self, name: str) -> bool:
        """True for a field this book's pages have."""
        return self.form[name].printed is not Printed.NEVER and name not in self.memory.hidden

    def is_stop(self, draft: Draft, name: str) -> bool:
        """True where the cursor stops by itself on its way down the page."""
        field = self.form[name]
        if name in draft.cells or not self.is_printed(name):
            return False
        if field.carry in (Carry.SKIP, Carry.DERIVE) or self.memory.passed_by(field):
            return False
        if self._of_nobody(draft, field, "") or self._of_no_paper(draft, field, ""):
            return False
        filled = self.filled(draft, field)
        return filled is None or not filled.passed_by

    def shown(self, draft: Draft) -> Iterator[Field]:
        """The fields the screen lists: those the page has, and others that say something or are being looked at."""
        hidden = self.memory.hidden
        for field in self.form.fields:
            name = field.name
            printed = field.printed is not Printed.NEVER and name not in hidden
            if printed or name == draft.at or not self.cell(draft, name).empty:
                yield field

    def only_carried(self, draft: Draft) -> dict[str, list[str]]:
        """The fields the form filled in and the clerk decided nothing about, by how."""
        found: dict[str, list[str]] = {}
        for field in self.form.fields:
            filled = self.filled(draft, field) if field.name not in draft.cells else None
            if filled is not None:
                found.setdefault(filled.source.value, []).append(field.name)
        return found

    def left_unsaid(self, draft: Draft) -> frozenset[str]:
        """The names and papers the clerk has left without a word: what the form fills in follows from them as from what is keyed."""
        return frozenset(
            name
            for name in draft.path
            if self._is_left(draft, name, draft.at) and _says_nobody(self.form[name], draft.cells.get(name, EMPTY))
        )

    def number(self, name: str) -> int:
        """The number a field is called by, from 1; it does not change when fields are hidden."""
        return self.form.index[name] + 1

    def _is_left(self, draft: Draft, name: str, standing: str) -> bool:
        """True where the clerk has been in the field and is not `standing` in it; at the end of the page that is every field."""
        return self.ended or _was_in(draft, name, standing)

    def _of_nobody(self, draft: Draft, field: Field, standing: str) -> bool:
        """True for what need not be there of a person who need not be there either, and whose name the clerk left empty."""
        name = self.form.part(field.role, "full_name") if field.role and not field.required else None
        if name is None or name is field or name.required or not self._is_left(draft, name.name, standing):
            return False
        return _is_nothing(self.cell(draft, name.name))

    def _of_no_paper(self, draft: Draft, field: Field, standing: str) -> bool:
        """True for what else is told of a paper, where the clerk said on his way that there is none, and nothing of the rest.

        He says so by leaving its number empty, or by marking its kind blank; then a number the page need not have is not asked.
        """
        paper = self.form.of_paper(field.paper) if field.paper else ()
        if not paper or not all(_is_no_paper(one, draft.cells.get(one.name, EMPTY)) for one in paper):
            return False
        # A number the book never has is passed by without a word: the kind that stands there all the same is the page's.
        if field.name != field.paper and _was_in(draft, field.paper, standing):
            return True
        kinds = (one.name for one in paper if one.type in _KINDS and one is not field)
        said = (name for name in kinds if _was_in(draft, name, standing))
        return not field.required and any(not draft.cells.get(name, EMPTY).empty for name in said)

    def _counted(self, draft: Draft, field: Field, lesson: Lesson) -> Filled | None:
        """The page this number stands on, counted on from the number before it; asked where that is not the one keyed last."""
        following = counted_on(lesson.value, lesson.run, lesson.run_before)
        if not following:
            return None
        entry_no = next(one.name for one in self.form.fields if one.type is FieldType.ENTRY_NO)
        before = self.previous.get(entry_no, Value()).normalised
        gap = draft.position.number - int(before) if before.isdecimal() else None
        page = self.previous.get(field.name, Value()).as_written
        if gap and gap > 0 and page.isdecimal() and max(lesson.run, lesson.run_before) <= 1:
            following = str(int(page) + gap)
        return Filled(following, Source.CARRIED, gap in (0, 1))

    def _known(self, field: Field) -> str:
        """What the inventory says of a constant of the book."""
        match field.type:
            case FieldType.BOOK_NO:
                return self.book.book_no
            case FieldType.AUTHORITY:
                return self.book.office_name
        return ""


def _was_in(draft: Draft, name: str, standing: str) -> bool:
    """True where the clerk has been in the field and is not `standing` in it."""
    return name != standing and name in draft.path


def _is_nothing(cell: Cell) -> bool:
    """True for what was left empty, or said to be blank."""
    return not cell.text and cell.mark in (Mark.NONE, Mark.BLANK)


def _says_nobody(field: Field, cell: Cell) -> bool:
    """True for a name, or what tells of a paper, by which others of its block have nothing to say."""
    return (field.part == "full_name" and _is_nothing(cell)) or (bool(field.paper) and _is_no_paper(field, cell))


def _is_no_paper(field: Field, cell: Cell) -> bool:
    """True for what says of a paper that there is none, or nothing at all."""
    if not cell.text or field.type not in _KINDS or not field.codes:
        return _is_nothing(cell)
    return match(field.codes, cell.text) == _NO_PAPER


def counted_on(last: str, run: int, run_before: int) -> str:
    """The page after `last`, or the same one again where the pages of this book hold several entries."""
    if not last.isdecimal():
        return ""
    return last if run < run_before else str(int(last) + 1)
