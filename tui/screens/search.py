"""Finding keyed entries by the name of anybody on them, as it is typed. Enter opens what stands on the screen, never less."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from registers.catalogue import say
from registers.dates import with_slashes
from tui.booknames import kind_name, role_label
from tui.desk import Desk
from tui.ink import Ink, Line
from tui.listing import ListScreen
from tui.paint import column, cut, fit
from tui.rows import Rows

if TYPE_CHECKING:  # the store's libraries are imported behind the sign-in
    from storage.search import Hit

_SHORTEST = 2
"""Letters before it is worth looking."""

_MOST = 200
_BIRTH, _ROLE, _ENTRY = 11, 21, 22


class SearchScreen(ListScreen["Hit"]):
    """Persons named like what is typed."""

    scope = "search"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, Rows(lambda hit: hit.full_name))
        self._shown_for = ""
        self._looking = False

    @property
    def asks(self) -> str:
        """What the line is for."""
        return say("queue.search_asks")

    @property
    def nothing(self) -> str:
        """Too short to look for is not the same as nobody."""
        return say("queue.search_none" if len(self.line.value) >= _SHORTEST else "queue.search_start")

    def line_changed(self) -> None:
        """Look again, without keeping anybody from typing on."""
        if not self._looking:
            self._looking = True
            self.start(self._look)

    def do_open(self) -> None:
        """Open the chosen entry; a search still under way is waited for, so that Enter never opens what it replaces."""
        wanted = self.line.value
        if wanted == self._shown_for:
            self._open_chosen()
            return

        def then(found: list[Hit]) -> None:
            self._show(wanted, found)
            self._open_chosen()

        self.away(lambda: self._find(wanted), then)

    def do_person(self) -> None:
        """Show the card of the chosen person."""
        hit = self.rows.chosen
        if hit is None:
            return

        def work() -> str:
            from storage.persons import person_of

            return person_of(self.desk.store, hit.entry_id, hit.role)

        self.away(work, self._show_card)

    def _show_card(self, person: str) -> None:
        self.hotich.open("person", person)

    # ---- drawing

    def headings(self, cells: int) -> Line:
        """Names of the columns."""
        name, place = self._widths(cells)
        columns = [("name", name), ("birth", _BIRTH), ("role", _ROLE), ("entry", _ENTRY), ("residence", place)]
        return [("  " + "".join(cut(say(f"queue.search_head_{head}"), width) for head, width in columns), Ink.HEAD)]

    def row(self, item: Hit, cells: int) -> Line:
        """One mention of a person."""
        name, place = self._widths(cells)
        entry = f"{kind_name(item.kind)} {item.position}"
        return [
            (f"  {column(item.full_name, name)}", Ink.STRONG),
            (cut(with_slashes(item.birth), _BIRTH), Ink.PLAIN),
            (column(str(role_label(item.kind, item.role)), _ROLE), Ink.PLAIN),
            (column(entry, _ENTRY), Ink.PLAIN),
            (fit(item.residence, place), Ink.DIM),
        ]

    def _widths(self, cells: int) -> tuple[int, int]:
        left = max(16, cells - 2 - _BIRTH - _ROLE - _ENTRY)
        name = min(30, left)
        return name, left - name

    # ---- reading

    async def _look(self) -> None:
        """Search for what is typed until that is what is shown: one search at a time, letters meanwhile make one more."""
        try:
            while (wanted := self.line.value) != self._shown_for:
                self._show(wanted, await asyncio.to_thread(self._find, wanted))
                self.paint()
        except Exception as error:  # noqa: BLE001  a clerk sees a sentence, the log the rest
            self.fail(error)
            self.paint()
        finally:
            self._looking = False

    def _find(self, wanted: str) -> list[Hit]:
        if len(wanted) < _SHORTEST:
            return []
        from storage.search import entries_by_name

        return entries_by_name(self.desk.store, wanted, limit=_MOST)

    def _show(self, wanted: str, found: list[Hit]) -> None:
        self._shown_for = wanted
        self.rows.fill(found)
        self.rows.choose(0)

    def _open_chosen(self) -> None:
        if (hit := self.rows.chosen) is not None:
            self.hotich.open("keying", hit.book_id, hit.position)
