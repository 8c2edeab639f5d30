"""The ledger of one book: every number accounted for, or named as not.

Numbers run 1, 2, 3 … within (office, kind, year), go on from volume to volume of a year and begin again at 1 on 1 January,
even inside a book (NĐ 158/2005 Đ68). A number is accounted for when it is keyed in whatever state (also as a blank or a
missing page), when the clerk says the book skipped it, or when the inventory's notes declare it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import count
from typing import Protocol

from registers.booknotes import BookNotes, read_notes
from registers.catalogue import Label, filled
from registers.kinds import PositionState
from registers.position import Position
from registers.workflow import EntryState


class BookForLedger(Protocol):
    """What the ledger must know of a book: the inventory's figures, None where the inventory has none."""

    @property
    def year_from(self) -> int: ...
    @property
    def year_to(self) -> int: ...
    @property
    def first_no(self) -> int | None: ...
    @property
    def last_no(self) -> int | None: ...
    @property
    def entries(self) -> int | None: ...
    @property
    def pages(self) -> int | None: ...
    @property
    def notes(self) -> str: ...


class Placed(Protocol):
    """What the ledger must know of one position that somebody keyed or is keying."""

    @property
    def position(self) -> Position: ...
    @property
    def state(self) -> EntryState: ...
    @property
    def position_state(self) -> PositionState: ...
    @property
    def page_no(self) -> int | None: ...


class GapReason(StrEnum):
    """Why a number of the book has no entry."""

    UNEXPLAINED = "unexplained"
    DECLARED = "declared"  # the inventory's notes say so
    SKIPPED = "skipped"  # the clerk said so, with the book open


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers `first` to `last` of `year` without an entry, all for the same reason."""

    year: int
    first: int
    last: int
    reason: GapReason


@dataclass(frozen=True, slots=True)
class Repeat:
    """A number used more than once. `declared` by the inventory, `keyed` by somebody; `plain` where no suffix tells them apart."""

    position: Position
    declared: bool
    keyed: bool
    plain: bool = False


@dataclass(frozen=True, slots=True)
class OddPage:
    """A position that is no normal entry, or whose page number does not fit the book."""

    position: Position
    state: PositionState
    page_no: int | None
    falls: bool = False  # the page number is lower than that of the number before
    beyond: bool = False  # the page number is higher than the book has pages


@dataclass(frozen=True, slots=True)
class Ledger:
    """The account of one book. `expected` is the inventory's count of numbered positions, `keyed` counts the same way."""

    first: Position | None
    last: Position | None
    keyed: int
    expected: int | None
    gaps: tuple[Gap, ...]
    repeats: tuple[Repeat, ...]
    odd_pages: tuple[OddPage, ...]
    beyond: tuple[Position, ...]  # keyed, but outside the numbers the inventory gives the book
    states: Mapping[EntryState, int]
    position_states: Mapping[PositionState, int]
    notes: BookNotes
    begun: frozenset[tuple[int, int]] = frozenset()  # years and numbers that are being keyed: drafts

    @property
    def unexplained(self) -> tuple[Label, ...]:
        """What must be explained or keyed before the book can be closed, one sentence each."""
        return tuple(self._unexplained())

    @property
    def explained(self) -> bool:
        """True where nothing is left to explain."""
        return not self.unexplained

    def _unexplained(self) -> Iterable[Label]:
        for gap in self.gaps:
            if gap.reason is GapReason.UNEXPLAINED:
                for first, last in self._nobody_keys(gap):
                    yield filled("plan.gap" if first == last else "plan.gaps", first=first, last=last, year=gap.year)
        for repeat in self.repeats:
            if not repeat.keyed:
                yield filled("plan.repeat_not_keyed", position=repeat.position)
            elif repeat.plain:
                yield filled("plan.number_twice", position=repeat.position)
        for position in self.beyond:
            yield filled("plan.beyond", position=position)
        if self.states.get(EntryState.DRAFTED):
            yield filled("plan.still_drafts", count=self.states[EntryState.DRAFTED])
        if self.expected is not None and self.keyed != self.expected:
            yield filled("plan.count_differs", keyed=self.keyed, expected=self.expected)

    def _nobody_keys(self, gap: Gap) -> Iterable[tuple[int, int]]:
        """Runs of numbers in a gap: what is being keyed is not called missing, for it is no gap to explain."""
        first = gap.first
        for number in sorted(n for year, n in self.begun if year == gap.year and gap.first <= n <= gap.last):
            if first < number:
                yield first, number - 1
            first = number + 1
        if first <= gap.last:
            yield first, gap.last


def ledger(book: BookForLedger, positions: Iterable[Placed]) -> Ledger:
    """Account for the numbers of `book`, given everything keyed (or being keyed) in it. Withdrawn entries do not count."""
    notes = read_notes(book.notes, book.year_from)
    placed = sorted((p for p in positions if p.state is not EntryState.WITHDRAWN), key=lambda p: p.position)
    kept = [p for p in placed if p.state is not EntryState.DRAFTED]
    entered = [p for p in kept if p.position_state is not PositionState.SKIPPED]
    numbers = [p.position for p in entered]
    return Ledger(
        first=numbers[0] if numbers else None,
        last=numbers[-1] if numbers else None,
        keyed=len(entered),
        expected=book.entries,
        gaps=_gaps(book, kept, notes),
        repeats=_repeats(numbers, notes),
        odd_pages=tuple(_odd_pages(book, entered)),
        beyond=tuple(p for p in numbers if _is_beyond(book, p)),
        states=Counter(p.state for p in placed),
        position_states=Counter(p.position_state for p in kept),
        notes=notes,
        begun=frozenset((p.position.year, p.position.number) for p in placed if p.state is EntryState.DRAFTED),
    )


def expected_next(
    book: BookForLedger, taken: Collection[Position], elsewhere: Collection[Position] = ()
) -> Position | None:
    """The first position of `book` nobody has, given those somebody has; None where all the inventory tells of are had.

    Years are taken up to the last one begun: within it the next number follows, also in a book of many years, since only the
    page tells that a new year begins (`next_year`). Numbers the inventory declares unused are passed over, numbers it
    declares repeated come after their first use. Those other books of the series have, `elsewhere`, are passed over too, but
    neither begin a year of this book nor say how far it goes.
    """
    notes = read_notes(book.notes, book.year_from)
    have, others = set(taken), set(elsewhere)
    begun = {p.year for p in have if book.year_from <= p.year <= book.year_to} | {book.year_from}
    for year in sorted(begun):
        free = _first_free(book, year, have, others, notes, open_ended=year == max(begun))
        if free is not None:
            return free
    return None


def next_year(book: BookForLedger, after: Position) -> Position | None:
    """The first number of the year after `after` in a book of many years; None where the book ends with that year."""
    if after.year >= book.year_to:
        return None
    return Position(max(after.year + 1, book.year_from), 1)


def _first_free(
    book: BookForLedger, year: int, have: set[Position], others: set[Position], notes: BookNotes, *, open_ended: bool
) -> Position | None:
    """The first missing position of `year`: below its highest number, or, `open_ended`, up to the number the inventory ends with."""
    first, last = _bounds(book, year)
    highest = max((p.number for p in have if p.year == year), default=first - 1)
    end = highest if last is None else max(last, highest) if open_ended else highest
    repeats = sorted(p for p in notes.repeats if p.year == year and p.suffix)
    # A year whose end nobody told goes on.
    numbers = count(first) if open_ended and last is None else range(first, end + 1)
    for number in numbers:
        named = (Position(year, number), *(p for p in repeats if p.number == number))
        for position in named:
            if position not in have and position not in others and position not in notes.gaps:
                return position
    return None


def _bounds(book: BookForLedger, year: int) -> tuple[int, int | None]:
    """The first and the last number `year` has in this book; the last is known only of the book's last year."""
    first = book.first_no or 1 if year == book.year_from else 1
    return first, book.last_no if year == book.year_to else None


def _is_beyond(book: BookForLedger, position: Position) -> bool:
    if not book.year_from <= position.year <= book.year_to:
        return True
    first, last = _bounds(book, position.year)
    return position.number < first or (last is not None and position.number > last)


def _gaps(book: BookForLedger, kept: Sequence[Placed], notes: BookNotes) -> tuple[Gap, ...]:
    entered = {(p.position.year, p.position.number) for p in kept if p.position_state is not PositionState.SKIPPED}
    skipped = {(p.position.year, p.position.number) for p in kept if p.position_state is PositionState.SKIPPED}
    declared = {(p.year, p.number) for p in notes.gaps}
    gaps: list[Gap] = []
    for year in range(book.year_from, book.year_to + 1):
        first, last = _bounds(book, year)
        highest = max((number for y, number in entered | skipped | declared if y == year), default=first - 1)
        for number in range(first, max(last or 0, highest) + 1):
            here = (year, number)
            if here in entered:
                continue
            reason = (
                GapReason.SKIPPED
                if here in skipped
                else GapReason.DECLARED
                if here in declared
                else GapReason.UNEXPLAINED
            )
            if gaps and (gaps[-1].year, gaps[-1].last, gaps[-1].reason) == (year, number - 1, reason):
                gaps[-1] = Gap(year, gaps[-1].first, number, reason)
            else:
                gaps.append(Gap(year, number, number, reason))
    return tuple(gaps)


def _repeats(numbers: Sequence[Position], notes: BookNotes) -> tuple[Repeat, ...]:
    times = Counter(numbers)
    suffixed = {p for p in times if p.suffix}
    twice = {p for p, count in times.items() if count > 1}
    used_again = {(p.year, p.number) for p in suffixed}
    declared = {(p.year, p.number) for p in notes.repeats}
    found = [Repeat(p, (p.year, p.number) in declared, keyed=True, plain=p in twice) for p in suffixed | twice]
    # A note that leaves out the suffix is answered by any second use of that number.
    found += [
        Repeat(noted, declared=True, keyed=False)
        for noted in notes.repeats
        if noted not in suffixed and (noted.suffix or (noted.year, noted.number) not in used_again)
    ]
    return tuple(sorted(found, key=lambda repeat: repeat.position))


def _odd_pages(book: BookForLedger, entered: Sequence[Placed]) -> Iterable[OddPage]:
    before: int | None = None
    for placed in entered:
        page = placed.page_no
        falls = page is not None and before is not None and page < before
        beyond = page is not None and book.pages is not None and page > book.pages
        if falls or beyond or placed.position_state is not PositionState.NORMAL:
            yield OddPage(placed.position, placed.position_state, page, falls, beyond)
        before = page if page is not None else before
