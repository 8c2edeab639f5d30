"""Who is known around a book, between the store and the keying screen: read behind it, offered in memory, linked after saving."""

from __future__ import annotations

from collections.abc import Callable

from storage import persons
from storage.acquaintances import people_around
from storage.engine import Store
from storage.entries import Saved
from tui.keying.effects import Save
from tui.keying.ports import Suggester
from tui.keying.sitting import Laid
from tui.keying.state import FormState
from tui.typing.persons import BookPlace, PersonSuggester, links_of, refused_of, seen_on


class Acquainted:
    """The persons one sitting may offer. What it returns to be done is for a thread; the rest never waits."""

    def __init__(self, store: Store, account_id: str, inner: Suggester) -> None:
        self.suggester = PersonSuggester(inner)
        self._store = store
        self._account_id = account_id

    def meet(self, laid: Laid) -> Callable[[], None]:
        """Read who is known around the book; until that is done nobody is offered."""
        book = laid.sheet.book

        def work() -> None:
            people = people_around(self._store, book.office)
            self.suggester.meet(people, book.id, _place(laid))

        return work

    def saved(self, laid: Laid, state: FormState, done: Save, saved: Saved) -> Callable[[], None]:
        """Know the page's persons from now on; link those it was filled with to where they were taken from."""
        form, position = state.page.form, state.draft.position
        seen = seen_on(form, done.values, entry=saved.entry_id, place=_place(laid), year=position.year)
        self.suggester.note(seen, str(position))
        links = links_of(form, state.draft.cells)
        refused = refused_of(state.draft.refused)

        def work() -> None:
            persons.rule_out(self._store, saved.entry_id, refused, account_id=self._account_id)
            persons.take(self._store, saved.entry_id, links, account_id=self._account_id)

        return work


def _place(laid: Laid) -> BookPlace:
    return BookPlace(laid.sheet.book.office, laid.sheet.book.year_from)
