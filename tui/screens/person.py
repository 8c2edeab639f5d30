"""The card of a person: every page that shows him, his kin, why the pages are one person, and taking that back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from registers.catalogue import say
from registers.dates import with_slashes
from registers.form import load
from registers.matching import Item
from registers.sightings import Key
from tui.actions import Action
from tui.booknames import kind_name, role_label
from tui.desk import Desk
from tui.doors import KEYERS
from tui.ink import Ink, Line
from tui.listing import ListScreen
from tui.paint import column, cut, fit, wrapped
from tui.rows import Rows

if TYPE_CHECKING:  # the store's libraries are imported behind the sign-in
    from storage.persons import Card, Kinsman, Said, Shown

_WHAT, _BIRTH, _ENTRY = 22, 12, 24
_WHY_LINES = 3


@dataclass(frozen=True, slots=True)
class CardLine:
    """One line of the card: a page, a kinsman, or two mentions somebody kept apart."""

    shown: Shown | None = None
    kinsman: Kinsman | None = None
    apart: Said | None = None

    @property
    def text(self) -> str:
        """What a filter looks in."""
        if self.shown is not None:
            return f"{self.shown.full_name} {kind_name(self.shown.kind)} {self.shown.position}"
        return self.kinsman.full_name if self.kinsman is not None else ""


class PersonScreen(ListScreen[CardLine]):
    """The person `person_id`."""

    scope = "person"

    def __init__(self, desk: Desk, person_id: str) -> None:
        super().__init__(desk, Rows(lambda line: line.text))
        self._person_id = person_id
        self._card: Card | None = None

    @property
    def heading(self) -> str:
        """Whose card it is."""
        card = self._card
        return (
            f"{super().heading} · {card.full_name} {with_slashes(card.birth)}".rstrip()
            if card is not None
            else super().heading
        )

    def arrive(self) -> None:
        """Read the card again."""
        self.away(lambda: self._read(self._person_id), self._show)

    def allows(self, action: Action) -> bool:
        """Auditors only read."""
        if action.id in ("person.refuse", "person.undo"):
            return self.desk.may(*KEYERS)
        return super().allows(action)

    # ---- what can be done

    def do_open(self) -> None:
        """Open the chosen page's entry, or the chosen kinsman's card."""
        line = self.rows.chosen
        if line is None:
            return
        if line.kinsman is not None:
            self.hotich.open("person", line.kinsman.person_id)
        elif line.shown is not None and self.desk.may(*KEYERS):
            self.hotich.open("keying", line.shown.book_id, line.shown.position)

    def do_refuse(self) -> None:
        """The chosen page shows somebody else: take it out of this person."""
        line = self.rows.chosen
        links = self._joining(line.shown) if line is not None and line.shown is not None else []
        if not links:
            self.tell(say("persons.nothing_to_refuse"), Ink.WARN)
            return
        account, stays = self.desk.account.account_id, self._staying(line.shown) if line and line.shown else ""

        def work() -> Card:
            from storage import persons

            for said in links:
                if said.how == "taken":
                    persons.undo(self.desk.store, said.key, said.other, account_id=account)
                persons.refuse(self.desk.store, said.key, said.other, account_id=account)
            return self._read_with(stays)

        self.away(work, lambda card: self._changed(card, "persons.refused"))

    def do_undo(self) -> None:
        """Take back what somebody said of the chosen line."""
        line = self.rows.chosen
        said = line.apart if line is not None and line.apart is not None else None
        if said is None and line is not None and line.shown is not None:
            said = next((one for one in self._joining(line.shown) if one.how == "taken"), None)
        if said is None:
            self.tell(say("persons.nothing_to_undo"), Ink.WARN)
            return
        account, stays, decided = self.desk.account.account_id, self._any_key(), said

        def work() -> Card:
            from storage import persons

            persons.undo(self.desk.store, decided.key, decided.other, account_id=account)
            return self._read_with(stays)

        self.away(work, lambda card: self._changed(card, "persons.undone"))

    # ---- drawing

    def headings(self, cells: int) -> Line:
        """Names of the columns."""
        name, place = _widths(cells)
        columns = [("what", _WHAT), ("name", name), ("birth", _BIRTH), ("entry", _ENTRY), ("residence", place)]
        return [("  " + "".join(cut(say(f"persons.head_{head}"), width) for head, width in columns), Ink.HEAD)]

    def row(self, item: CardLine, cells: int) -> Line:
        """A page, a kinsman, or what is kept apart."""
        name, place = _widths(cells)
        if item.shown is not None:
            shown = item.shown
            return [
                (f"  {column(str(role_label(shown.kind, shown.role)), _WHAT)}", Ink.PLAIN),
                (column(shown.full_name, name), Ink.STRONG),
                (cut(with_slashes(shown.birth), _BIRTH), Ink.PLAIN),
                (column(f"{kind_name(shown.kind)} {shown.position}", _ENTRY), Ink.PLAIN),
                (fit(shown.residence, place), Ink.DIM),
            ]
        if item.kinsman is not None:
            kin = item.kinsman
            return [
                (f"  {column(f'→ {kin.label}', _WHAT)}", Ink.DIM),
                (column(kin.full_name, name), Ink.PLAIN),
                (cut(with_slashes(kin.birth), _BIRTH), Ink.PLAIN),
            ]
        return [(f"  {column(say('persons.kept_apart'), _WHAT)}", Ink.WARN)]

    def detail(self, item: CardLine, cells: int) -> list[Line]:
        """Why the chosen page belongs to this person, and where it says otherwise."""
        pages = {one.key: one for one in self._card.shown} if self._card is not None else {}
        if item.shown is not None:
            said = self._joining(item.shown)
            texts = [_why(one, pages) for one in said] or [say("persons.first_page")]
        elif item.apart is not None:
            texts = [_why(item.apart, pages)]
        else:
            return []
        lines = [line for text in texts for line in wrapped(text, cells - 2)]
        return [[(f" {line}", Ink.DIM)] for line in lines[:_WHY_LINES]]

    # ---- inside

    def _read(self, person_id: str) -> Card:
        from storage import persons

        return persons.card(self.desk.store, person_id)

    def _read_with(self, mention: str) -> Card:
        """The card of whom a mention belongs to now."""
        from storage import persons

        entry, _, role = mention.partition("/")
        return persons.card(self.desk.store, persons.person_of(self.desk.store, entry, role))

    def _show(self, card: Card) -> None:
        self._card, self._person_id = card, card.person_id
        keys = {one.key for one in card.shown}
        apart = [said for said in card.said if said.how == "refused" and (said.key in keys) != (said.other in keys)]
        self.rows.fill(
            [CardLine(shown=one) for one in card.shown]
            + [CardLine(kinsman=one) for one in card.kin]
            + [CardLine(apart=one) for one in apart]
        )

    def _changed(self, card: Card, word: str) -> None:
        self._show(card)
        self.tell(say(word))

    def _joining(self, shown: Shown) -> list[Said]:
        """What makes a page one with the others of the card."""
        if self._card is None:
            return []
        return [one for one in self._card.said if one.how != "refused" and shown.key in (one.key, one.other)]

    def _staying(self, shown: Shown) -> str:
        """A mention of the card that stays when `shown` is taken out."""
        assert self._card is not None
        return "/".join(next((one.key for one in self._card.shown if one.key != shown.key), shown.key))

    def _any_key(self) -> str:
        assert self._card is not None
        return "/".join(self._card.shown[0].key)


def _why(said: Said, pages: Mapping[Key, Shown]) -> str:
    """What joined or parted two mentions, and where the newer page says otherwise."""
    by = say(f"persons.how_{said.how}")
    why = " · ".join(str(item) for item in said.evidence) or str(Item("name"))
    page = pages.get(said.key)
    if page is None or not said.differs:
        return f"{by}: {why}."
    form = load(page.kind, page.layout)
    fields = ", ".join(str(form[name].full_label) for name in said.differs if name in form)
    where = say("persons.differs", page=f"{kind_name(page.kind)} {page.position}", fields=fields)
    return f"{by}: {why}. {where}"


def _widths(cells: int) -> tuple[int, int]:
    left = max(14, cells - 2 - _WHAT - _BIRTH - _ENTRY)
    name = min(28, left)
    return name, left - name
