"""Entries from files: pages as somebody wrote them down elsewhere, normalised, checked and kept like a clerk's.

A file's pages go through the very rooms keying goes through: `registers.normalise` makes stored values of written ones and
`storage.entries.save_many` judges them. What is kept already is left alone, so a file may be taken in again.
"""

from __future__ import annotations

import itertools
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlmodel import col, select

from registers.checks import RULES, Severity
from registers.errors import HotichError
from registers.form import Form, load
from registers.kinds import PositionState
from registers.normalise import Context, normalise_entry
from registers.placefields import hamlets_of
from registers.position import Position
from registers.revision import written
from registers.value import Mark, Value
from registers.workflow import EntryState, Role
from storage import accounts, entries, shelf
from storage.engine import Store
from storage.errors import StoreError
from storage.hamlets import spellings
from storage.permissions import OPERATOR, AccountExpired, AccountLocked, NotAllowed
from storage.shelf import BookRow
from storage.surroundings import Stated
from storage.tables import Entry, Revision

IMPORTER = "import"
"""Name of the account that keys what files bring, unless a person is named."""

BATCH = 200
"""Pages kept in one unit of work: clerks at their screens wait for no longer than that."""


class UnknownField(HotichError):
    """Values: `field`, which no form of the kind and layout has."""

    key = "inventory.unknown_field"


class BadPage(HotichError):
    """A page that does not say what it is. Values: `problem`."""

    key = "inventory.bad_page"


class AlreadyDifferent(HotichError):
    """The position is kept with other values. Values: `position`."""

    key = "inventory.already_different"


@dataclass(frozen=True, slots=True)
class Page:
    """One numbered position as the file has it. `row` is its line in the file, from 1."""

    row: int
    position: Position
    kind: str
    state: PositionState
    page_no: int | None
    values: Mapping[str, str]  # as written, by field name
    marks: Mapping[str, Mark] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RefusedPage:
    """A page that was not kept. `row` is 0 where the whole book was refused."""

    book: str
    row: int
    position: str
    reason: str
    why: str


@dataclass
class IntakeReport:
    """What became of the pages."""

    imported: int = 0
    unchanged: int = 0
    flagged: int = 0  # of the imported: those a check flags
    overridden: int = 0  # of the imported: those a check would have blocked, kept because the page says so
    refused: list[RefusedPage] = field(default_factory=list)


def importer(store: Store) -> str:
    """Id of the account that stands for files, made on the first import. Nobody knows its password."""
    try:
        return accounts.get(store, IMPORTER).account_id
    except accounts.NoSuchAccount:
        return accounts.add(store, IMPORTER, Role.CLERK, secrets.token_urlsafe(48), by=OPERATOR).account_id


class Intake:
    """Takes in the pages of one book after another, and learns the hamlets of the office on the way."""

    def __init__(self, store: Store, account_id: str, *, reason: str, as_the_page_says: str = "") -> None:
        """`reason` goes into every revision. `as_the_page_says`, where given, is the reason to keep what a rule would block."""
        self._store = store
        self._account_id = account_id
        self._reason = reason
        self._grave = {rule.id: as_the_page_says for rule in RULES if rule.severity is Severity.E and as_the_page_says}
        self._hamlets: dict[str, dict[str, str]] = {}
        self.report = IntakeReport()

    def take(self, book_id: str, pages: Iterable[Page | RefusedPage]) -> bool:
        """Keep the pages of a book, in book order. What cannot be kept is named in the report.

        False where the store itself gave out (disk full, busy too long): no other book would fare better. Raises NotAllowed,
        AccountLocked, AccountExpired where the account may not key at all.
        """
        try:
            self.report.refused.extend(self._take(book_id, pages))
        except StoreError as wrong:
            self.report.refused.append(_refused_book(book_id, wrong))
            return False
        return True

    def _take(self, book_id: str, pages: Iterable[Page | RefusedPage]) -> Iterator[RefusedPage]:
        try:
            book = shelf.get(self._store, book_id)
            kept = _kept(self._store, book_id)
            read = self._read(book, pages)
            for batch in _batches(read, BATCH):
                yield from self._keep(book_id, batch, kept)
        except (NotAllowed, AccountLocked, AccountExpired, StoreError):
            raise  # true of every book
        except HotichError as wrong:  # closed, given to others, not there: true of the whole book
            yield _refused_book(book_id, wrong)

    def _read(self, book: BookRow, pages: Iterable[Page | RefusedPage]) -> Iterator[tuple[Page, Stated] | RefusedPage]:
        above: dict[str, dict[str, str]] = {}
        for page in pages:
            if isinstance(page, RefusedPage):
                yield page
                continue
            try:
                values = self._normalised(book, page, above.get(page.kind, {}))
            except HotichError as wrong:
                yield _refused(book.id, page, wrong)
                continue
            if values:
                above[page.kind] = {name: value.normalised for name, value in values.items()}
            yield page, Stated(page.position, page.kind, page.state, values, page.page_no)

    def _normalised(self, book: BookRow, page: Page, above: Mapping[str, str]) -> dict[str, Value]:
        if not page.state.has_values:
            return {}
        form = load(page.kind, book.layout.value)
        _require_known(form, page)
        hamlets = self._known_hamlets(book.office)
        context = Context(
            office=book.office,
            level=book.level,
            kind=page.kind,
            layout=book.layout,
            year=page.position.year,
            above=above,
            hamlets=hamlets,
        )
        values = normalise_entry(form, page.values, page.marks, context)
        hamlets.update(hamlets_of({name: value.normalised for name, value in values.items()}, context))
        return values

    def _known_hamlets(self, office: str) -> dict[str, str]:
        """How the office's books spell their hamlets: what is stored, and what this file says as it goes on."""
        if office not in self._hamlets:
            self._hamlets[office] = spellings(self._store, office)
        return self._hamlets[office]

    def _keep(
        self, book_id: str, batch: Sequence[tuple[Page, Stated] | RefusedPage], kept: Mapping[Position, str]
    ) -> Iterator[RefusedPage]:
        new: list[tuple[Page, Stated]] = []
        for item in batch:
            if isinstance(item, RefusedPage):
                yield item
            elif item[1].position not in kept:
                new.append(item)
            elif kept[item[1].position] == _said(item[1]):
                self.report.unchanged += 1
            else:
                yield _refused(book_id, item[0], AlreadyDifferent(position=item[1].position))
        if not new:
            return
        overrides = {stated.position: self._grave for _, stated in new}
        answers = entries.save_many(
            self._store,
            book_id,
            [stated for _, stated in new],
            account_id=self._account_id,
            reason=self._reason,
            overrides=overrides,
        )
        for (page, _), answer in zip(new, answers, strict=True):
            if isinstance(answer, entries.Refused):
                yield _refused(book_id, page, answer.why)
                continue
            self.report.imported += 1
            self.report.flagged += bool(answer.flags)
            self.report.overridden += any(flag.severity is Severity.E for flag in answer.flags)


def _require_known(form: Form, page: Page) -> None:
    strange = next((name for name in page.values if name not in form), None)
    if strange is not None:
        raise UnknownField(field=strange, kind=form.kind, layout=form.layout.value)


def _refused_book(book_id: str, wrong: HotichError) -> RefusedPage:
    return RefusedPage(book_id, 0, "", str(wrong), wrong.key)


def _refused(book_id: str, page: Page, wrong: HotichError) -> RefusedPage:
    return RefusedPage(book_id, page.row, str(page.position), str(wrong), wrong.key)


def _batches(
    items: Iterable[tuple[Page, Stated] | RefusedPage], size: int
) -> Iterator[list[tuple[Page, Stated] | RefusedPage]]:
    source = iter(items)
    while batch := list(itertools.islice(source, size)):
        yield batch


def _kept(store: Store, book_id: str) -> dict[Position, str]:
    """What the pages of the book's entries say, by position, in a form that compares."""
    query = (
        select(Entry, Revision.values)
        .join(
            Revision,
            (col(Revision.office) == Entry.office)
            & (col(Revision.entry_id) == Entry.id)
            & (col(Revision.revision) == Entry.revision),
        )
        .where(Entry.book_id == book_id, Entry.state != EntryState.WITHDRAWN)
    )
    with store.read() as session:
        return {
            Position(e.year, e.number, e.suffix): _page_of(e.kind, e.position_state, e.page_no, json.loads(values))
            for e, values in session.exec(query)
        }


def _said(stated: Stated) -> str:
    return _page_of(stated.kind, stated.position_state.value, stated.page_no, written(stated.values))


def _page_of(kind: str, state: str, page_no: int | None, values: Mapping[str, Sequence[str]]) -> str:
    """What stands on a page. Not what it means: that is read better as more of the office's books are known."""
    said = {name: [as_written, mark] for name, (as_written, _, mark) in values.items() if as_written or mark}
    return json.dumps([kind, state, page_no, said], sort_keys=True)
