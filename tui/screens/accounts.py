"""The register of accounts: who may sign in, as what, from when until when, on which books; adding, locking, ending."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from registers.catalogue import Language, label, say
from registers.workflow import Role
from tui import newpassword
from tui.actions import Action
from tui.days import read_day, shown_day
from tui.desk import Desk
from tui.doors import LEADERS
from tui.ink import Ink, Line
from tui.listing import ListScreen
from tui.paint import cut, fit, right, wrapped
from tui.rows import Rows
from tui.screens.ask import Answer, AskScreen
from tui.screens.form import Blank, FormScreen

if TYPE_CHECKING:  # the store's libraries are imported behind the sign-in
    from storage.accounts import AccountRow

_ROLE, _STATE, _DAY, _BOOKS = 26, 11, 11, 5
_FIXED = _ROLE + _STATE + 2 * _DAY + _BOOKS + 2
_OF_ADMINS = ("add", "dates", "password", "remove")
_OF_LEADERS = ("lock", "books")
_ROLES = (Role.CLERK, Role.SUPERVISOR, Role.ADMIN, Role.AUDITOR)


class AccountsScreen(ListScreen["AccountRow"]):
    """Every account but the removed."""

    scope = "accounts"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, Rows(_text))

    def arrive(self) -> None:
        """Read the accounts again."""
        self.away(self._read, self._show, say("shell.reading"))

    def allows(self, action: Action) -> bool:
        """Administrators look after accounts; a supervisor gives books and locks; an auditor reads."""
        if action.group != "accounts":
            return True
        return self.desk.may(Role.ADMIN) or (action.name in _OF_LEADERS and self.desk.may(*LEADERS))

    # ---- keys

    def do_books(self) -> None:
        """Give books to the chosen account, or take them back."""
        if (row := self.rows.chosen) is not None:
            self.hotich.open("account_books", row.name)

    def do_add(self) -> None:
        """Ask for the role of a new account, then for its name, its dates and its password."""
        answers = [Answer(role, role.label) for role in _ROLES]
        self.hotich.push(
            AskScreen(self.desk, say("accounts.add_which"), answers, lambda role, _: self._add(Role(role)))
        )

    def do_lock(self) -> None:
        """Ask for the reason and lock the chosen account; unlock a locked one."""
        row = self.rows.chosen
        if row is None:
            return
        act = "unlock" if row.state == "locked" else "lock"
        answers = [Answer("no", label("accounts.leave_it")), Answer("yes", label(f"accounts.{act}_yes"))]
        reason = say("accounts.reason") if act == "lock" else ""
        question = say(f"accounts.{act}_which", name=row.name)
        self.hotich.push(
            AskScreen(self.desk, question, answers, lambda a, why: self._lock(row, act, a, why), reason=reason)
        )

    def do_dates(self) -> None:
        """Ask from when until when the chosen account may sign in."""
        row = self.rows.chosen
        if row is None:
            return

        def keep(texts: list[str]) -> None:
            from storage import accounts

            accounts.set_dates(self.desk.store, row.name, read_day(texts[0]), read_day(texts[1]), by=account)

        account = self.desk.account.account_id
        days = _days(row.valid_from, row.valid_to)
        self._fill_in(say("accounts.dates_of", name=row.name), days, keep, say("accounts.dates_set", name=row.name))

    def do_password(self) -> None:
        """Ask for a new password of the chosen account, twice."""
        row = self.rows.chosen
        if row is None:
            return

        def keep(texts: list[str]) -> None:
            from storage import accounts

            accounts.set_password(self.desk.store, row.name, newpassword.typed_twice(*texts), by=account)

        account = self.desk.account.account_id
        title, told = say("accounts.password_of", name=row.name), say("accounts.password_set", name=row.name)
        self._fill_in(title, newpassword.blanks(), keep, told)

    def do_remove(self) -> None:
        """Ask once more, then end the chosen account for good."""
        row = self.rows.chosen
        if row is None:
            return
        answers = [Answer("no", label("accounts.leave_it")), Answer("yes", label("accounts.remove_yes"))]
        question = say("accounts.remove_which", name=row.name)
        self.hotich.push(AskScreen(self.desk, question, answers, lambda answer, _: self._remove(row, answer)))

    def _add(self, role: Role) -> None:
        def keep(texts: list[str]) -> None:
            from storage import accounts

            name, first, last, *typed = texts
            password = newpassword.typed_twice(*typed)
            days = read_day(first), read_day(last)
            added = accounts.add(store, name, role, password, by=account, valid_from=days[0], valid_to=days[1])
            made.append(added.name)

        def then() -> None:
            self.tell(say("accounts.added", name=made[-1], role=role.label), Ink.GOOD)

        store, account, made = self.desk.store, self.desk.account.account_id, list[str]()
        wrong = ("storage.bad_account_name", "storage.name_in_use")
        name = Blank(label("accounts.name"), label("accounts.name_hint"), wrong=wrong)
        blanks = [name, *_days("", ""), *newpassword.blanks()]
        self.hotich.push(FormScreen(self.desk, say("accounts.new", role=role.label), blanks, keep, then))

    def _lock(self, row: AccountRow, act: str, answer: str, reason: str) -> None:
        def work() -> None:
            from storage import accounts

            if act == "lock":
                accounts.lock(self.desk.store, row.name, by=account, reason=reason)
            else:
                accounts.unlock(self.desk.store, row.name, by=account)

        account = self.desk.account.account_id
        if answer == "yes":
            self._do(work, say(f"accounts.{act}ed", name=row.name))

    def _remove(self, row: AccountRow, answer: str) -> None:
        def work() -> None:
            from storage import accounts

            accounts.remove(self.desk.store, row.name, by=account)

        account = self.desk.account.account_id
        if answer == "yes":
            self._do(work, say("accounts.removed", name=row.name))

    def _do(self, work: Callable[[], None], told: str) -> None:
        def then(_: None) -> None:
            self.arrive()
            self.tell(told, Ink.GOOD)

        self.away(work, then)

    def _fill_in(self, title: str, blanks: list[Blank], keep: Callable[[list[str]], None], told: str) -> None:
        self.hotich.push(FormScreen(self.desk, title, blanks, keep, lambda: self.tell(told, Ink.GOOD)))

    # ---- drawing

    def headings(self, cells: int) -> Line:
        """Names of the columns."""
        widths = (("name", _name(cells)), ("role", _ROLE), ("state", _STATE), ("from", _DAY), ("to", _DAY))
        texts = "".join(fit(say(f"cli.accounts_column_{name}"), room) for name, room in widths)
        return [(cut(f"  {texts}{right(say('accounts.head_books'), _BOOKS)}", cells), Ink.HEAD)]

    def row(self, item: AccountRow, cells: int) -> Line:
        """One account."""
        state = Ink.WARN if item.state == "locked" else Ink.PLAIN
        return [
            (f"  {fit(item.name, _name(cells) - 1)} ", Ink.PLAIN),
            (fit(str(item.role.label), _ROLE - 1) + " ", Ink.PLAIN),
            (fit(str(item.state.label), _STATE), state),
            (fit(shown_day(item.valid_from), _DAY) + fit(shown_day(item.valid_to), _DAY), Ink.PLAIN),
            (right(str(len(item.books) or ""), _BOOKS), Ink.PLAIN),
        ]

    def detail(self, item: AccountRow, cells: int) -> list[Line]:
        """What the chosen account's role does, and its books."""
        books = ", ".join(item.books) or say("accounts.no_books")
        told = [say(f"accounts.does_{item.role}"), say("accounts.has_books", books=books)]
        lines = [line for text in told for line in wrapped(text, cells - 2)[:2]]
        return [[(f" {line}", Ink.DIM)] for line in lines]

    # ---- reading

    def _read(self) -> list[AccountRow]:
        from storage import accounts

        return accounts.list_all(self.desk.store)

    def _show(self, rows: list[AccountRow]) -> None:
        self.rows.fill(rows, same=lambda a, b: a.account_id == b.account_id)


def _name(cells: int) -> int:
    return max(10, cells - _FIXED)


def _text(row: AccountRow) -> str:
    roles = " ".join(row.role.label.within(to) for to in Language)
    states = " ".join(row.state.label.within(to) for to in Language)
    return f"{row.name} {row.role} {roles} {states} {' '.join(row.books)}"


def _days(first: str, last: str) -> list[Blank]:
    texts = (("valid_from", first), ("valid_to", last))
    hint, wrong = label("accounts.day_hint"), ("form.no_day", "storage.bad_dates")
    return [Blank(label(f"accounts.{name}"), hint, shown_day(day), wrong=wrong) for name, day in texts]
