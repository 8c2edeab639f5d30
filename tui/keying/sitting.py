"""A clerk's sitting at one book: positions claimed, laid out, kept while they are typed, saved. Everything here may wait.

The store is asked in threads; what it gives is laid out as a `Sheet`, so that no key ever waits for it. What is typed is
kept twice: in the journal at once, and in the store by the `Keeper`, so that another machine can take it up. The newer of
the two, by its number, is what is gone on with.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from registers.checks import About
from registers.form import Printed, kinds_in_book, load
from registers.placefields import hamlets_of
from registers.position import Position
from registers.reading import Context
from registers.value import Value
from storage import books, decisions, drafts, entries, positions
from storage.engine import Store
from storage.entries import Saved, StoredEntry
from storage.hamlets import spellings
from storage.positions import Claim, PositionKeyed
from tui.keying.effects import Save
from tui.keying.history import History
from tui.keying.journal import CORRECTION, Journal, JournalFull, from_snapshot, place
from tui.keying.keeper import Keeper
from tui.keying.memory import Memory
from tui.keying.page import BookFacts
from tui.keying.sheet import Sheet, stored


@dataclass(frozen=True, slots=True)
class Laid:
    """A position laid out for keying: a claimed one, or a stored entry (`entry`) to be corrected.

    `history` is what was typed before, None for a position nobody began. `left` are the book's positions still to key, None
    where the inventory does not count them.
    """

    sheet: Sheet
    claim: Claim
    history: History | None
    entry: StoredEntry | None
    left: int | None

    @property
    def position(self) -> Position:
        """The number in the book."""
        return self.sheet.position


class Sitting:
    """One account's work on one book. `folder` holds the journals."""

    def __init__(self, store: Store, folder: Path, account_id: str, book_id: str) -> None:
        self.store = store
        self.folder = folder
        self.account_id = account_id
        self.book_id = book_id
        self.keeper: Keeper | None = None
        self._hamlets: dict[str, str] | None = None

    # ---- laying out

    def next(self) -> Laid:
        """The next position: a correction that was cut off, an entry that was returned, what was left unfinished, else the
        first one nobody has.

        Raises BookComplete and what else `positions.claim_next` raises.
        """
        for entry in self._corrections():
            return self._of_entry(entry)
        for entry_id in decisions.returned_to(self.store, self.account_id, book_id=self.book_id, limit=1):
            return self.entry(entry_id)
        return self._of_claim(positions.claim_next(self.store, self.book_id, self.account_id))

    def at(self, position: Position) -> Laid:
        """That very position; the stored entry to correct where it is keyed already. Raises what `positions.claim` raises."""
        try:
            return self._of_claim(positions.claim(self.store, self.book_id, position, self.account_id))
        except PositionKeyed as keyed:
            if keyed.book_id != self.book_id:
                raise
            return self.entry(keyed.entry_id)

    def entry(self, entry_id: str) -> Laid:
        """A stored entry, to be corrected. Raises NoSuchEntry."""
        return self._of_entry(entries.load(self.store, entry_id))

    def begin(self, laid: Laid, history: History) -> Journal:
        """Keep what is typed of `laid` from now on: goes on with its journal, or begins one with `history`."""
        path = self._place(laid)
        resumed = Journal.resume(path)
        journal = resumed[0] if resumed and resumed[1].number == history.number else Journal.begin(path, history)
        self.keeper = Keeper(journal, None if laid.entry else lambda kept: drafts.put(self.store, laid.claim, kept))
        return journal

    # ---- ending

    def around(self, laid: Laid, done: Save) -> About:
        """What the store knows around the finished page, entries that may be the same event among it."""
        return entries.surroundings(
            self.store,
            laid.claim,
            done.values,
            kind=done.kind,
            position_state=done.state,
            page_no=_page_no(laid, done),
            entry_id=laid.entry.id if laid.entry is not None else "",
        )

    def save(self, laid: Laid, done: Save) -> Saved:
        """Store the position, then let its journal go. Raises what `entries.save` and `entries.correct` raise."""
        self._rest()
        if laid.entry is None:
            saved = entries.save(
                self.store,
                laid.claim,
                kind=done.kind,
                position_state=done.state,
                values=done.values,
                page_no=_page_no(laid, done),
                account_id=self.account_id,
                reason=done.reason,
                overrides=done.overrides,
                carried=done.carried,
            )
        else:
            saved = entries.correct(
                self.store,
                laid.entry.id,
                values=done.values,
                base_revision=laid.entry.revision,
                account_id=self.account_id,
                reason=done.reason,
                kind=done.kind,
                position_state=done.state,
                page_no=_page_no(laid, done),
                overrides=done.overrides,
            )
        if self.keeper is not None:
            self.keeper.journal.retire()
        self._learn_spellings(laid.sheet, done.values)
        return saved

    def correcting(self, laid: Laid, saved: Saved) -> Laid:
        """The position just saved, to be taken up again as it was left."""
        return replace(laid, entry=entries.load(self.store, saved.entry_id), history=None)

    def known(self) -> Memory:
        """What is known of the book by now."""
        return Memory.from_json(books.get(self.store, self.book_id).profile)

    def learn(self, memory: Memory) -> None:
        """Keep what is known of the book."""
        books.save_profile(self.store, self.book_id, memory.to_json())

    def renumber(self, laid: Laid, position: Position, history: History) -> Laid:
        """What is typed stands under another number: claim that one and give the old one back.

        Raises what `positions.claim` raises; then everything is as it was.
        """
        claim = positions.claim(self.store, self.book_id, position, self.account_id)
        self._rest()
        if self.keeper is not None:
            self.keeper.journal.retire()
        if laid.entry is None:
            drafts.discard(self.store, laid.claim)
        return replace(self._of_claim(claim), history=history.renumbered(position))

    def leave(self, laid: Laid, history: History) -> None:
        """Put the position down: what was typed stays to be taken up, an untouched one is free again.

        Raises JournalFull where neither disk nor store has what was typed, and what `positions.release` raises; then nothing is
        put down, and the journal goes on.
        """
        if self.keeper is None:
            return
        begun = bool(history.number) and (history.draft.begun or bool(history.future) or laid.entry is not None)
        if begun:
            self.keeper.keep(history)
        self.keeper.finish()
        if begun and not self.keeper.is_kept:
            raise JournalFull
        if laid.entry is None and begun:
            positions.release(self.store, laid.claim)
        elif laid.entry is None:
            drafts.discard(self.store, laid.claim)
        if begun:
            self.keeper.journal.close()
        else:
            self.keeper.journal.retire()
        self.keeper = None

    # ---- inside

    def _rest(self) -> None:
        """No draft may be written behind an entry that is being stored."""
        if self.keeper is not None:
            self.keeper.rest()

    def _of_claim(self, claim: Claim) -> Laid:
        sheet, left = self._sheet(claim, "")
        kept = from_snapshot(claim.draft.payload) if claim.draft is not None else None
        found = Journal.resume(place(self.folder, self.account_id, self.book_id, claim.position))
        if found is not None:
            found[0].close()
        written = found[1] if found is not None else None
        return Laid(sheet, claim, _newer(written, kept), None, left)

    def _of_entry(self, entry: StoredEntry) -> Laid:
        claim = Claim(self.book_id, entry.position, self.account_id)
        sheet, left = self._sheet(claim, entry.kind, entry_id=entry.id)
        sheet = replace(sheet, comments=decisions.comments(self.store, entry.id))
        laid = Laid(sheet, claim, None, entry, left)
        found = Journal.resume(self._place(laid))
        if found is not None:
            found[0].close()
            return replace(laid, history=found[1])
        first = stored(sheet, entry.kind, entry.position_state, entry.values, entry.overrides)
        return replace(laid, history=History(first))

    def _sheet(self, claim: Claim, kind: str, *, entry_id: str = "") -> tuple[Sheet, int | None]:
        book = books.get(self.store, self.book_id)
        forms = {str(k): load(str(k), book.layout) for k in kinds_in_book(book.kind, book.layout)}
        before = entries.last_of_book(self.store, self.book_id, claim.position)
        about = entries.surroundings(self.store, claim, {}, kind=kind or next(iter(forms)), entry_id=entry_id)
        facts = BookFacts(
            id=book.id,
            office=book.office,
            office_name=book.office_name,
            level=book.level,
            kind=book.kind,
            layout=book.layout,
            book_no=book.book_no,
            year_from=book.year_from,
            year_to=book.year_to,
            entries=book.entries,
            hamlets=self._spellings(book.office),
        )
        sheet = Sheet(
            book=facts,
            forms=forms,
            position=claim.position,
            about=about,
            memory=Memory.from_json(book.profile) if book.profile else self._handed_on(book),
            previous=before.values if before else {},
            previous_kind=before.kind if before else "",
        )
        return sheet, None if book.entries is None else max(0, book.entries - book.keyed)

    def _spellings(self, office: str) -> Mapping[str, str]:
        """Spellings of hamlets in the office's books, read when the sitting begins; each page keyed adds its own."""
        if self._hamlets is None:
            self._hamlets = spellings(self.store, office)
        return self._hamlets

    def _learn_spellings(self, sheet: Sheet, values: Mapping[str, Value]) -> None:
        book = sheet.book
        context = Context(book.office, book.level, book.kind, book.layout, sheet.position.year)
        stored_values = {name: value.normalised for name, value in values.items()}
        self._hamlets = {**self._spellings(book.office), **hamlets_of(stored_values, context)}

    def _handed_on(self, book: books.BookRow) -> Memory:
        """What the nearest other book of the same office, kind and layout taught."""
        others = [
            other
            for other in books.list_books(self.store, book.office)
            if other.profile and (other.kind, other.layout) == (book.kind, book.layout)
        ]
        if not others:
            return Memory()
        nearest = min(others, key=lambda other: abs(other.year_from - book.year_from))
        return Memory.from_json(nearest.profile).handed_on()

    def _place(self, laid: Laid) -> Path:
        revision = laid.entry.revision if laid.entry is not None else 0
        return place(self.folder, self.account_id, self.book_id, laid.position, revision)

    def _corrections(self) -> Iterator[StoredEntry]:
        """Entries whose correction was cut off: they have a journal of their newest revision."""
        begun = {path.name for path in self.folder.glob(f"*{CORRECTION}*.jsonl")}
        if not begun:
            return
        for row in positions.list_positions(self.store, self.book_id):
            name = place(self.folder, self.account_id, self.book_id, row.position, row.revision).name
            if row.entry_id is not None and name in begun:
                yield entries.load(self.store, row.entry_id)


def _page_no(laid: Laid, done: Save) -> int | None:
    """The page the entry stands on; where the pages print no number, what is known of an entry already stays."""
    form = laid.sheet.forms.get(done.kind)  # none where a blank page of a combined book is of no kind
    if laid.entry is None or (form is not None and "page_no" in form and form["page_no"].printed is not Printed.NEVER):
        return done.page_no
    return done.page_no or laid.entry.page_no


def _newer(one: History | None, other: History | None) -> History | None:
    if one is None or other is None:
        return one or other
    return other if other.number > one.number else one
