"""An office whose store grows under it: the inventory stands on the shelf from the first day, and its books fill up.

Births, marriages and deaths with every field a page of their layout mostly has, over thirty years; most of the dead have a year
of birth only, as on the pages. All entries wait for review and for the centre, which is the most that either can have to carry.
They are written as clerks' saving writes them, a thousand at a time, without the checks that a save runs.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from bench import waiting
from bench.offices import PASSWORD
from bench.persons import invented_name
from registers.checks import Flag, Severity
from registers.form import load
from registers.kinds import PositionState
from registers.position import Position
from registers.value import Value
from registers.workflow import Act, EntryState, Role
from storage import accounts, entries, shelf
from storage.engine import Store
from storage.entries import Saved
from storage.permissions import OPERATOR
from storage.positions import Claim
from storage.revisions import NewRevision, People
from storage.shelf import BookRow
from storage.surroundings import Stated

YEARS = range(1990, 2020)
"""Years of the books."""

_KINDS = ("KS", "KS", "KS", "KH", "KT")
_AT_ONCE = 1_000
_FLAGGED = 0.1
"""Share of entries that a check flags."""
_HOME = "xóm {at}, xã Vĩnh Quang, thành phố Cao Bằng, tỉnh Cao Bằng"
_SIGNED = {"signer_name": "Đàm Văn Thắng", "signer_title": "Chủ tịch"}
_TAY = {"ethnicity": "Tày", "nationality": "Việt Nam"}


class GrowingOffice:
    """The office and its store; `size` is how many entries have been put in, `clerk` and `boss` are ids of accounts."""

    def __init__(self, store: Store, most: int, seed: int, *, spare: Sequence[str] = ()) -> None:
        """Shelve the books `most` entries need, and books of the kinds `spare` that nobody has begun."""
        self.store, self.size = store, 0
        self._chance = random.Random(seed)
        self.books = [_book(at) for at in range(-(-most // waiting.A_BOOK))]
        at = len(self.books)
        self.spare = [waiting.shelved(kind, YEARS.start - 1 - number, at + number) for number, kind in enumerate(spare)]
        with store.write() as session:
            shelf.add(session, [*self.books, *self.spare])
        self.clerk = accounts.add(store, "lan", Role.CLERK, PASSWORD, by=OPERATOR).account_id
        self.boss = accounts.add(store, "minh", Role.SUPERVISOR, PASSWORD, by=OPERATOR).account_id
        self._numbers: dict[tuple[str, int], int] = {}

    def grow(self, upto: int) -> None:
        """Fill the books until the store holds so many entries."""
        while self.size < upto:
            some = min(upto - self.size, _AT_ONCE)
            waiting.keep(self.store, [self._next(self.size + at) for at in range(some)])
            self.size += some

    def stated(self, book: BookRow, position: Position) -> Stated:
        """What the page of that position says, as a clerk has it before he saves."""
        return Stated(position, book.kind, PositionState.NORMAL, self._page(book, position), position.number)

    def half_keyed(self, book: BookRow) -> None:
        """Let the clerk key the first half of the book, checks and all."""
        numbers = range(1, waiting.A_BOOK // 2 + 1)
        stated = [self.stated(book, Position(book.year_from, number)) for number in numbers]
        for one in entries.save_many(self.store, book.id, stated, account_id=self.clerk):
            assert isinstance(one, Saved), one

    def _page(self, book: BookRow, position: Position) -> dict[str, Value]:
        return page(self._chance, book.kind, position) | {"book_no": Value(book.book_no, book.book_no)}

    def _next(self, at: int) -> NewRevision:
        book = self.books[at // waiting.A_BOOK]
        series = book.kind, book.year_from
        number = self._numbers[series] = self._numbers.get(series, 0) + 1
        position = Position(book.year_from, number)
        values = self._page(book, position)
        flags = [Flag("V23", Severity.W, ("signer_name",))] if self._chance.random() < _FLAGGED else []
        return NewRevision(
            office=book.office,
            entry_id=self.store.new_id(),
            revision=1,
            book_id=book.id,
            series=book.kind,
            kind=book.kind,
            layout=book.layout,
            position=position,
            page_no=at % waiting.A_BOOK + 1,
            position_state=PositionState.NORMAL,
            state=EntryState.KEYED,
            act=Act.KEY,
            account_id=self.clerk,
            keyer=self.clerk,
            keyed_at=self.store.now(),
            reason="",
            values=values,
            flags=flags,
            overrides={},
            people=People.of(load(book.kind, book.layout), values),
        )


def save(store: Store, claim: Claim, stated: Stated) -> Saved:
    """Save a page as the keying screen does."""
    return entries.save(
        store,
        claim,
        kind=stated.kind,
        position_state=stated.position_state,
        values=stated.values,
        page_no=stated.page_no,
        account_id=claim.account_id,
    )


def page(chance: random.Random, kind: str, position: Position) -> dict[str, Value]:
    """What a page of layout C1 says, all fields as normalised; `book_no` is the book's to say."""
    year = position.year
    day, month = chance.randint(1, 28), chance.randint(1, 12)
    facts = {"entry_no": str(position.number), "registration_date": f"{day:02}.{month:02}.{year}", **_SIGNED}
    facts |= {"KS": _birth, "KH": _marriage, "KT": _death}[kind](chance, year)
    return {name: Value(text, text) for name, text in facts.items()}


def _birth(chance: random.Random, year: int) -> dict[str, str]:
    mother, father, home = invented_name(chance), invented_name(chance), _home(chance)
    return {
        "child_full_name": invented_name(chance),
        "child_birth_date": _day(chance, year - 1),
        "child_sex": str(chance.randint(1, 2)),
        **_of("child", _TAY),
        "child_birth_place": home,
        "mother_full_name": mother,
        "mother_birth_year": str(year - chance.randint(18, 40)),
        **_of("mother", _TAY),
        "mother_residence": home,
        "father_full_name": father,
        "father_birth_year": str(year - chance.randint(20, 50)),
        **_of("father", _TAY),
        "father_residence": home,
        "declarant_name": father,
        "registration_kind": "1",
    }


def _marriage(chance: random.Random, year: int) -> dict[str, str]:
    facts: dict[str, str] = {}
    for role in ("husband", "wife"):
        facts |= {
            f"{role}_full_name": invented_name(chance),
            f"{role}_birth_date": _day(chance, year - chance.randint(20, 40)),
            **_of(role, _TAY),
            f"{role}_residence": _home(chance),
        }
    return facts


def _death(chance: random.Random, year: int) -> dict[str, str]:
    home = _home(chance)
    return {
        "deceased_full_name": invented_name(chance),
        "deceased_birth_date": str(year - chance.randint(40, 90)),
        "deceased_sex": str(chance.randint(1, 2)),
        **_of("deceased", _TAY),
        "deceased_residence": home,
        "death_date": _day(chance, year - 1),
        "death_place": home,
        "declarant_name": invented_name(chance),
        "registration_kind": "1",
    }


def _of(role: str, facts: Mapping[str, str]) -> dict[str, str]:
    return {f"{role}_{name}": text for name, text in facts.items()}


def _day(chance: random.Random, year: int) -> str:
    return f"{chance.randint(1, 28):02}.{chance.randint(1, 12):02}.{year}"


def _home(chance: random.Random) -> str:
    return _HOME.format(at=chance.randint(1, 12))


def _book(at: int) -> BookRow:
    return waiting.shelved(_KINDS[at % len(_KINDS)], YEARS[at // len(_KINDS) % len(YEARS)], at)
