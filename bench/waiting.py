"""An office with any number of entries that wait for review, written as clerks' saving writes them, a thousand at a time."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bench.offices import OFFICE
from registers.checks import Flag, Severity
from registers.form import load
from registers.kinds import Layout, Level, PositionState
from registers.position import Position
from registers.value import Value
from registers.workflow import Act, EntryState, Role
from storage import entries as keyed
from storage import positions, shelf
from storage.engine import Store
from storage.entries import Saved
from storage.revisions import NewRevision, People, append, count
from storage.shelf import BookRow
from storage.tables import Account, Entry, core

KINDS = {"KS": "child_full_name", "KH": "husband_full_name", "KT": "deceased_full_name"}
"""Kinds of the books, with the field that holds the name the entry is about."""

A_BOOK = 500
"""Entries of a book."""

CLERKS = 25
_EMPTY_YEAR = 2005  # none of the full books'
_BIRTH = {
    "registration_date": f"12.03.{_EMPTY_YEAR}",
    "child_full_name": "Nông Thị Hiền",
    "child_birth_date": f"01.03.{_EMPTY_YEAR}",
    "child_sex": "2",
    "child_ethnicity": "Tày",
    "child_nationality": "Việt Nam",
    "mother_full_name": "Hoàng Thị Lan",
    "mother_birth_year": "1980",
    "father_full_name": "Nông Văn Bảo",
    "father_birth_year": "1978",
}
_AT_ONCE = 1_000
_RULES = [f"V{number}" for number in range(1, 33)]
_FIRST = datetime(2026, 6, 1, tzinfo=UTC)
_SURNAMES = ("Nông", "Hoàng", "Lý", "Bế", "Đàm", "Triệu", "Nguyễn", "Lục", "Hà", "Vương")
_GIVEN = ("Hiền", "Páo", "Sùng", "Mỷ", "Quân", "Hoa", "Lan", "Mai", "Nga", "Thu", "Huệ", "Liên", "Loan", "Sen", "Trang")


@dataclass(frozen=True, slots=True)
class Filled:
    """The ids of the books whose entries wait, and of one that nobody has begun."""

    books: list[str]
    empty: str


def fill(store: Store, entries: int, seed: int = 1) -> Filled:
    """Put books of `A_BOOK` waiting entries on the shelf of a fresh store, keyed by `CLERKS` clerks.

    A tenth of the entries has a flag, of 32 rules; they were keyed over half a year.
    """
    chance = random.Random(seed)
    clerks = [store.new_id() for _ in range(CLERKS)]
    books = [_book(at) for at in range(-(-entries // A_BOOK))]
    empty = shelved("KS", _EMPTY_YEAR, len(books))
    with store.write() as session:
        shelf.add(session, [*books, empty])
        session.add_all(clerk_row(store, at, account_id) for at, account_id in enumerate(clerks))
    made: list[NewRevision] = []
    for new in _revisions(store, books, clerks, entries, chance):
        made.append(new)
        if len(made) == _AT_ONCE:
            keep(store, made)
            made = []
    keep(store, made)
    return Filled([book.id for book in books], empty.id)


def key_next(store: Store, book_id: str, account_id: str) -> Saved:
    """Key the next birth of the empty book, as the keying screen does."""
    claim = positions.claim_next(store, book_id, account_id)
    facts = _BIRTH | {"entry_no": str(claim.position.number)}
    return keyed.save(
        store,
        claim,
        kind="KS",
        position_state=PositionState.NORMAL,
        values={name: Value(text, text) for name, text in facts.items()},
        page_no=claim.position.number,
        account_id=account_id,
    )


def queue_indexes() -> list[str]:
    """Names of the indexes of the review queue."""
    names = (str(index.name) for index in core(Entry).indexes)
    return [name for name in names if name.startswith("ix_entry_waiting_")]


def clerk_row(store: Store, at: int, account_id: str) -> Account:
    """A clerk nobody signs in as: its password is no hash of any."""
    name = f"lan {at}"
    return Account(id=account_id, name=name, folded=name, role=Role.CLERK, password="", created_at=store.now())


def keep(store: Store, made: list[NewRevision]) -> None:
    """Append revisions of new entries as saving does, and count them in their books."""
    with store.write() as session:
        append(session, made)
        for book_id in {new.book_id for new in made}:
            count(session, book_id, keyed=sum(new.book_id == book_id for new in made))


def _book(at: int) -> BookRow:
    return shelved(list(KINDS)[at % len(KINDS)], 2006 + at % 10, at)


def shelved(kind: str, year: int, at: int) -> BookRow:
    """A book of `A_BOOK` entries of one year; `at` tells it from the others."""
    return BookRow(
        id=f"{OFFICE}-{kind}-{year}-{at:04}",
        office=OFFICE,
        office_name="UBND xã Vĩnh Quang, thành phố Cao Bằng, tỉnh Cao Bằng",
        level=Level.COMMUNE,
        kind=kind,
        layout=Layout.C1,
        book_no=f"{at:02}/{year}",
        year_from=year,
        year_to=year,
        first_no=1,
        last_no=A_BOOK,
        entries=A_BOOK,
    )


def _revisions(
    store: Store, books: list[BookRow], clerks: list[str], entries: int, chance: random.Random
) -> Iterator[NewRevision]:
    seen: dict[tuple[str, int], int] = {}
    for number in range(entries):
        book = books[number // A_BOOK]
        # One series of numbers a kind and year: the books of one year go on counting.
        place = seen[book.kind, book.year_from] = seen.get((book.kind, book.year_from), 0) + 1
        main = KINDS[book.kind]
        name = f"{chance.choice(_SURNAMES)} {chance.choice(_GIVEN)} {chance.choice(_GIVEN)}"
        texts = {"registration_date": f"12.03.{book.year_from}", main: name}
        values = {field: Value(text, text) for field, text in texts.items()}
        flags = []
        if chance.random() < 0.1:
            flags = [Flag(chance.choice(_RULES), chance.choice([Severity.W, Severity.W, Severity.I]), (main,))]
        clerk = chance.choice(clerks)
        yield NewRevision(
            office=book.office,
            entry_id=store.new_id(),
            revision=1,
            book_id=book.id,
            series=book.kind,
            kind=book.kind,
            layout=book.layout,
            position=Position(book.year_from, place, ""),
            page_no=number % A_BOOK + 1,
            position_state=PositionState.NORMAL,
            state=EntryState.KEYED,
            act=Act.KEY,
            account_id=clerk,
            keyer=clerk,
            keyed_at=f"{_FIRST + timedelta(days=180 * number / entries, microseconds=number):%Y-%m-%dT%H:%M:%S.%fZ}",
            reason="",
            values=values,
            flags=flags,
            overrides={},
            people=People.of(load(book.kind, book.layout), values),
        )
