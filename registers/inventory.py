"""What a row of the inventory of paper books says: seventeen columns, read, mended where that is safe, else refused with its reason.

The inventory is the plan's first step (plan 3510 §2: review and count the books). A row that is refused says everything
that is wrong with it at once, so that a commune corrects its sheet in one go.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from registers.booknotes import read_notes
from registers.catalogue import say
from registers.kinds import MIXED, Layout, Level, RegisterKind
from registers.text import fold
from registers.units import Unit, gazetteer

COLUMNS = (
    "book_id", "office_code", "office_name", "level", "kind", "layout", "book_no", "year_from", "year_to",
    "opened", "closed", "first_no", "last_no", "entries", "pages", "shelf", "notes",
)  # fmt: skip
"""The columns of an inventory, in the order it is written in; it may be read in any."""

OPTIONAL = frozenset({"office_name", "opened", "closed", "pages", "shelf", "notes"})
"""Columns an inventory may lack, and cells that may be empty."""

_CODE_WIDTH = {Level.COMMUNE: 5, Level.DISTRICT: 3, Level.PROVINCE: 2}
_BOOK_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,63}")
_DATE = re.compile(r"(\d\d)\.(\d\d)\.(\d{4})")
_WHOLE = re.compile(r"\d{1,7}")
_Code = TypeVar("_Code", Level, Layout, RegisterKind)
_FIRST_YEAR = 1900  # V29: no civil-status book of this province is older


@dataclass(frozen=True, slots=True)
class BookFacts:
    """One paper book, as the inventory describes it. Dates are `dd.mm.yyyy` or "", `kind` is "" for a combined book."""

    book_id: str
    office_code: str
    office_name: str
    level: Level
    kind: RegisterKind | None  # None: each entry of the book names its own
    layout: Layout
    book_no: str
    year_from: int
    year_to: int
    opened: str
    closed: str
    first_no: int  # the first number of the first year
    last_no: int  # the last number of the last year
    entries: int  # numbered positions, whatever their state
    pages: int | None
    shelf: str
    notes: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row is refused. `why` names a text of the catalogue area `inventory`; `column` is "" for the row as a whole."""

    column: str
    why: str
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        """The reason in the current language."""
        return say(f"inventory.{self.why}", **self.values)


@dataclass(frozen=True, slots=True)
class Repair:
    """A cell that was read otherwise than it was written; `why` as in Fault."""

    column: str
    was: str
    now: str
    why: str

    @property
    def reason(self) -> str:
        """What was mended, in the current language."""
        return say(f"inventory.{self.why}")


@dataclass(frozen=True, slots=True)
class Reading:
    """A row read: the book, or None with the faults that stand in the way; and what was mended on the way."""

    book: BookFacts | None
    faults: tuple[Fault, ...] = ()
    repairs: tuple[Repair, ...] = ()


def read_row(cells: Mapping[str, str], today: date) -> Reading:
    """The book a row describes. `cells` are clean text by column name (`COLUMNS`); absent ones count as empty."""
    return _Row(cells, today).read()


class _Row:
    """One row being read; each method takes one column or one rule, and notes what is wrong."""

    def __init__(self, cells: Mapping[str, str], today: date) -> None:
        self._cells = cells
        self._today = today
        self._faults: list[Fault] = []
        self._repairs: list[Repair] = []

    def read(self) -> Reading:
        level = self._code("level", Level, _level_named)
        kind = self._kind()
        layout = self._code("layout", Layout)
        year_from, year_to = self._year("year_from"), self._year("year_to")
        opened, closed = self._date("opened"), self._date("closed")
        first_no, last_no, entries = self._count("first_no"), self._count("last_no"), self._count("entries")
        pages = self._count("pages")
        book_id, book_no = self._book_id(), self._filled("book_no")
        office = self._office(level, year_from)
        self._in_order(year_from, year_to, opened, closed)
        self._numbers_agree(year_from, year_to, first_no, last_no, entries)
        if kind is None and not self._cell("kind") and layout not in (Layout.C2, None):
            self._refuse("kind", "kind_empty")  # only the forms of 2010 had one book for several kinds
        faults, repairs = tuple(self._faults), tuple(self._repairs)
        if faults or level is None or layout is None or year_from is None or year_to is None:
            return Reading(None, faults, repairs)
        if first_no is None or last_no is None or entries is None:
            return Reading(None, faults, repairs)
        facts = BookFacts(
            book_id, office, self._cell("office_name"), level, kind, layout, book_no, year_from, year_to,
            self._cell("opened"), self._cell("closed"), first_no, last_no, entries, pages,
            self._cell("shelf"), self._cell("notes"),
        )  # fmt: skip
        return Reading(facts, (), repairs)

    def _cell(self, column: str) -> str:
        return self._cells.get(column, "")

    def _refuse(self, column: str, why: str, **values: object) -> None:
        self._faults.append(Fault(column, why, {name: str(value) for name, value in values.items()}))

    def _repair(self, column: str, now: str, why: str) -> None:
        self._repairs.append(Repair(column, self._cell(column), now, why))

    def _filled(self, column: str) -> str:
        text = self._cell(column)
        if not text:
            self._refuse(column, "empty")
        return text

    def _book_id(self) -> str:
        text = self._filled("book_id")
        if text and not _BOOK_ID.fullmatch(text):
            self._refuse("book_id", "bad_book_id")
        return text

    def _kind(self) -> RegisterKind | None:
        return self._code("kind", RegisterKind, _kind_named) if self._cell("kind") != MIXED else None

    def _code(
        self, column: str, codes: type[_Code], named: Callable[[str], _Code | None] | None = None
    ) -> _Code | None:
        text = self._filled(column)
        if not text:
            return None
        for code in codes:
            if text == code:
                return code
        found = next((code for code in codes if text.casefold() == code.casefold()), None)
        if found is None and named:
            found = named(text)
        if found is None:
            self._refuse(column, "unknown_code", was=text, codes=", ".join(codes))
        else:
            self._repair(column, found, "code_spelled")
        return found

    def _year(self, column: str) -> int | None:
        number = self._count(column)
        if number is None or _FIRST_YEAR <= number <= self._today.year:
            return number
        self._refuse(column, "year_outside", was=number, first=_FIRST_YEAR, last=self._today.year)
        return None

    def _count(self, column: str) -> int | None:
        text = self._cell(column)
        if not text:
            if column not in OPTIONAL:
                self._refuse(column, "empty")
            return None
        if _WHOLE.fullmatch(text):
            return int(text)
        negative = text[0] in "-−" and _WHOLE.fullmatch(text[1:])
        self._refuse(column, "negative" if negative else "not_a_number", was=text)
        return None

    def _date(self, column: str) -> date | None:
        text = self._cell(column)
        if not text:
            return None
        parts = _DATE.fullmatch(text)
        if not parts:
            # A day and a month in other clothes may be the other way round: only the writer knows.
            self._refuse(column, "not_a_date", was=text)
            return None
        try:
            return date(int(parts[3]), int(parts[2]), int(parts[1]))
        except ValueError:
            self._refuse(column, "impossible_date", was=text)
            return None

    def _in_order(self, year_from: int | None, year_to: int | None, opened: date | None, closed: date | None) -> None:
        if year_from and year_to and year_to < year_from:
            self._refuse("year_to", "before_year_from", was=year_to, first=year_from)
        if opened and closed and closed < opened:
            self._refuse("closed", "before_opened", was=self._cell("closed"), opened=self._cell("opened"))

    def _numbers_agree(
        self, year_from: int | None, year_to: int | None, first: int | None, last: int | None, entries: int | None
    ) -> None:
        """Within one year numbers run on (NĐ 158/2005 Đ68), so first, last and count bind each other."""
        if year_from is None or year_from != year_to or first is None or last is None:
            return
        if last < first:
            self._refuse("last_no", "last_before_first", was=last, first=first)
            return
        notes = read_notes(self._cell("notes"), year_from)
        expected = last - first + 1 - len(notes.gaps) + len(notes.repeats)
        if entries is not None and entries != expected:
            self._refuse("entries", "count_differs", was=entries, first=first, last=last, expected=expected)

    def _office(self, level: Level | None, year_from: int | None) -> str:
        """The code of an office that existed in the book's years or after them (a later office may keep the book)."""
        code = self._filled("office_code")
        if not code:
            return code
        states = _states(code, year_from)
        if not states and level is not None and code.isascii() and code.isdigit():
            padded = code.zfill(_CODE_WIDTH[level])
            states = _states(padded, year_from)
            if states and _named_one_of(self._cell("office_name"), states):
                self._repair("office_code", padded, "zero_restored")
                code = padded
            else:
                states = ()
        if not states:
            self._refuse("office_code", "unknown_office", was=code)
        elif level is not None and level not in {state.level for state in states}:
            self._refuse("level", "other_level", was=level, office=states[-1].full)
        return code


def _states(code: str, year_from: int | None) -> tuple[Unit, ...]:
    since = date(year_from or _FIRST_YEAR, 1, 1)
    return tuple(state for state in gazetteer().states(code) if state.valid_to is None or state.valid_to > since)


def _named_one_of(office_name: str, states: tuple[Unit, ...]) -> bool:
    """True where the office's name is a unit's, `UBND xã Vĩnh Quang, …` or `Sở Tư pháp tỉnh Cao Bằng`."""
    first_part = fold(office_name.partition(",")[0])
    return any(first_part.endswith(fold(state.full)) for state in states)


def _level_named(text: str) -> Level | None:
    return _LEVELS.get(fold(text).removeprefix("cap "))


_LEVELS = {
    "xa": Level.COMMUNE,
    "phuong": Level.COMMUNE,
    "thi tran": Level.COMMUNE,
    "huyen": Level.DISTRICT,
    "quan": Level.DISTRICT,
    "tinh": Level.PROVINCE,
}


def _kind_named(text: str) -> RegisterKind | None:
    return next((kind for kind in RegisterKind if fold(kind.label.vi) == fold(text)), None)
