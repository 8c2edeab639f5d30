"""A sitting of second keying: entries others keyed, their asked fields to be keyed again from the page, blind.

The sheet knows nothing of what was typed in those fields: no memory of the book, no spellings, no flags, no suggestions. A
correction's journal and this one's never meet: each has its own name.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from registers.errors import HotichError
from registers.form import load, only
from registers.value import Value
from storage import entries, rekeying, secondkeying
from storage.engine import Store
from storage.entries import Saved
from storage.judging import EntryBlocked
from storage.positions import Claim
from storage.rekeying import Due
from storage.secondkeying import SECOND, ReadAgain
from tui.keying.effects import Save
from tui.keying.history import History
from tui.keying.journal import Journal, place
from tui.keying.keeper import Keeper
from tui.keying.memory import Memory
from tui.keying.saving import Stored
from tui.keying.sitting import Laid, Sitting

_NOTHING = Value()


class LeftEmpty(HotichError):
    """The entry was finished with nothing typed: hardly what its page says."""

    key: ClassVar[str] = "rekeying.left_empty"


class SecondSitting(Sitting):
    """One account's second keying of one book."""

    def __init__(self, store: Store, folder: Path, account_id: str, book_id: str) -> None:
        super().__init__(store, folder, account_id, book_id)
        self.due: Due | None = None
        self._read_twice = False
        self._left_empty = False  # and asked about it

    def next(self) -> Laid:
        """The next entry that waits for the account. Raises NothingDue, NotAllowed."""
        self.due = rekeying.next_due(self.store, self.book_id, self.account_id)
        self._read_twice = self._left_empty = False
        due = self.due
        claim = Claim(self.book_id, due.position, self.account_id)
        sheet, _ = self._sheet(claim, due.kind, entry_id=due.entry_id)
        blind = replace(
            sheet,
            book=replace(sheet.book, hamlets={}),
            forms={due.kind: only(load(due.kind, due.layout), due.fields)},
            memory=Memory(),
            beside=due.rest,
        )
        laid = Laid(blind, claim, None, None, due.left)
        found = Journal.resume(self._place(laid))
        if found is None:
            return laid
        found[0].close()
        return replace(laid, history=found[1])

    def begin(self, laid: Laid, history: History) -> Journal:
        """Keep what is typed in a journal; nothing of it goes into the store before it is whole."""
        path = self._place(laid)
        resumed = Journal.resume(path)
        journal = resumed[0] if resumed and resumed[1].number == history.number else Journal.begin(path, history)
        self.keeper = Keeper(journal, None)
        return journal

    def save(self, laid: Laid, done: Save) -> Saved:
        """Compare what was keyed, and settle the entry or mark it differing.

        Raises what `secondkeying.key_again` and `secondkeying.settle` raise.
        """
        del laid
        assert self.due is not None
        self._rest()
        due = self.due
        values = {name: done.values.get(name, _NOTHING) for name in due.fields}
        base = {"base_revision": due.revision, "account_id": self.account_id}
        if due.turn == SECOND:
            made = secondkeying.key_again(self.store, due.entry_id, values, fields=due.fields, **base)  # type: ignore[arg-type]
        else:
            made = secondkeying.settle(
                self.store,
                due.entry_id,
                values,
                overrides=done.overrides,
                read_twice=self._read_twice,
                **base,  # type: ignore[arg-type]
            )
        if self.keeper is not None:
            self.keeper.journal.retire()
        return Saved(due.entry_id, made.revision, ())

    def leave(self, laid: Laid, history: History) -> None:
        """Put the entry down: what was typed stays to be taken up, an untouched one is anybody's again."""
        del laid
        if self.keeper is None:
            return
        self.keeper.finish()
        if history.number:
            self.keeper.journal.close()
        else:
            self.keeper.journal.retire()
            if self.due is not None:
                rekeying.put_down(self.store, self.due, self.account_id)
        self.keeper = None

    def give_up(self) -> None:
        """What was typed is of no use any more: the entry changed meanwhile."""
        if self.keeper is not None:
            self.keeper.journal.retire()
            self.keeper = None

    def stored(self, laid: Laid, done: Save) -> Stored:
        """Store what is done, and lay the next entry out. Raises nothing: the entry must stay open.

        A page left wholly empty is asked about once: a key too many would make a third person read all of it.
        """
        if not self._left_empty and self._is_empty(done):
            self._left_empty = True
            return Stored(error=LeftEmpty())
        try:
            saved = self.save(laid, done)
        except EntryBlocked as error:
            return Stored(flags=error.blocking)
        except ReadAgain as error:
            self._read_twice = True
            return Stored(error=error)
        except Exception as error:  # noqa: BLE001  told to the keyer, who may try again
            return Stored(error=error)
        try:
            return Stored(saved, self.next())
        except Exception as error:  # noqa: BLE001  what was keyed is kept: only going on failed
            return Stored(saved, error=error)

    def _is_empty(self, done: Save) -> bool:
        fields = self.due.fields if self.due is not None else ()
        return len(fields) > 1 and all(done.values.get(name, _NOTHING).empty for name in fields)

    def _place(self, laid: Laid) -> Path:
        assert self.due is not None
        whole = place(self.folder, self.account_id, self.book_id, laid.position, self.due.revision)
        return whole.with_name(f"{whole.stem}+{self.due.turn}{whole.suffix}")


def superseded(error: Exception | None) -> bool:
    """True where the entry is no longer what was taken up: somebody corrected, returned or withdrew it meanwhile."""
    return isinstance(error, entries.Superseded)
