"""Signing in, the growing delay, dates and states, and who may change accounts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from registers.accountname import BadAccountName
from registers.errors import HotichError
from registers.workflow import Role
from storage import accounts, actions
from storage.accounts import (
    BadDates,
    CurrentPasswordWrong,
    LastAdministrator,
    MustWait,
    NameInUse,
    NoAccounts,
    NoSuchAccount,
    SignedIn,
    WeakPassword,
    WrongPassword,
)
from storage.engine import Store
from storage.permissions import OPERATOR, AccountExpired, AccountLocked, AccountState, NotAllowed
from storage.tables import Account
from tests.storage.conftest import Ticking
from tests.storage.office import hire

PASSWORD = "mật khẩu dài"


@pytest.fixture
def lan(store: Store) -> str:
    """Id of the clerk Lan."""
    return accounts.add(store, "Lan", Role.CLERK, PASSWORD, by=OPERATOR).account_id


def test_a_clerk_signs_in_however_the_name_is_typed(store: Store, lan: str) -> None:
    assert accounts.sign_in(store, "Lan", PASSWORD) == SignedIn(lan, "Lan", Role.CLERK, {})
    assert accounts.sign_in(store, " lan\x00", PASSWORD).account_id == lan


def test_a_password_fits_in_whichever_form_the_keyboard_composed_it(store: Store, lan: str) -> None:
    import unicodedata

    assert accounts.sign_in(store, "lan", unicodedata.normalize("NFD", PASSWORD)).account_id == lan


@pytest.mark.usefixtures("published_cost")
def test_passwords_are_kept_as_argon2id_of_the_published_cost(store: Store, lan: str) -> None:
    with store.read() as session:
        kept = session.get_one(Account, lan).password
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_ones_own_password_is_changed_by_who_knows_it_and_guessing_at_it_makes_wait(
    store: Store, lan: str, clock: Ticking
) -> None:
    with pytest.raises(WeakPassword):
        accounts.change_password(store, lan, PASSWORD, "ngắn")
    refused: list[WrongPassword] = []
    for _ in range(3):
        with pytest.raises(WrongPassword) as wrong:
            accounts.change_password(store, lan, "đoán mò", "một mật khẩu khác")
        refused.append(wrong.value)
    assert [type(each) for each in refused] == [CurrentPasswordWrong, CurrentPasswordWrong, MustWait]
    with pytest.raises(MustWait):  # nor is the right one looked at
        accounts.change_password(store, lan, PASSWORD, "một mật khẩu khác")
    clock.forward(6)
    accounts.change_password(store, lan, PASSWORD, "một mật khẩu khác")
    assert accounts.sign_in(store, "lan", "một mật khẩu khác").account_id == lan
    acts = [line.act for line in actions.recent(store, subject=lan)]
    assert acts[:5] == ["account.sign_in", "account.password", *["account.password_refused"] * 3]
    accounts.lock(store, "lan", by=OPERATOR)
    with pytest.raises(AccountLocked):
        accounts.change_password(store, lan, "một mật khẩu khác", PASSWORD)


@pytest.mark.parametrize("typed", ["", "mật khẩu", "MẬT KHẨU DÀI", "\x00", "\ud800", PASSWORD + " "])
def test_any_other_password_is_wrong(store: Store, lan: str, typed: str) -> None:
    with pytest.raises(WrongPassword) as refused:
        accounts.sign_in(store, "lan", typed)
    assert refused.value.wait_seconds == 0


@pytest.mark.parametrize("name", ["", "nobody", "lan\n", "' OR 1=1 --"])
def test_a_name_nobody_has_is_refused_as_a_wrong_password_is(store: Store, lan: str, name: str) -> None:
    if name.strip() == "lan":
        assert accounts.sign_in(store, name, PASSWORD).account_id == lan
        return
    with pytest.raises(WrongPassword) as refused:
        accounts.sign_in(store, name, PASSWORD)
    assert type(refused.value) is WrongPassword


def test_failures_make_the_account_wait_longer_each_time(store: Store, clock: Ticking, lan: str) -> None:
    waits = []
    for _ in range(12):
        with pytest.raises(WrongPassword) as refused:
            accounts.sign_in(store, "lan", "wrong!")
        waits.append(refused.value.wait_seconds)
        clock.forward(refused.value.wait_seconds)
    assert waits == [0, 0, 5, 10, 20, 40, 80, 160, 320, 640, 900, 900]


def test_while_it_waits_even_the_right_password_is_not_looked_at(store: Store, clock: Ticking, lan: str) -> None:
    for _ in range(3):
        with pytest.raises(WrongPassword):
            accounts.sign_in(store, "lan", "wrong!")
    with pytest.raises(MustWait) as refused:
        accounts.sign_in(store, "lan", PASSWORD)
    assert 0 < refused.value.wait_seconds <= 5
    clock.forward(refused.value.wait_seconds)
    assert accounts.sign_in(store, "lan", PASSWORD).account_id == lan
    with pytest.raises(WrongPassword) as again:  # a good sign-in takes the count back
        accounts.sign_in(store, "lan", "wrong!")
    assert again.value.wait_seconds == 0


def test_a_locked_account_is_told_so_only_by_its_own_password(store: Store, lan: str) -> None:
    accounts.lock(store, "lan", by=OPERATOR, reason="hết việc")
    with pytest.raises(WrongPassword):
        accounts.sign_in(store, "lan", "wrong!")
    with pytest.raises(AccountLocked, match="Lan"):
        accounts.sign_in(store, "lan", PASSWORD)
    accounts.unlock(store, "lan", by=OPERATOR)
    assert accounts.sign_in(store, "lan", PASSWORD).account_id == lan


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "works"),
    [
        ("", "", True),
        ("2026-11-23", "2026-11-23", True),
        ("2026-11-24", "", False),
        ("", "2026-11-22", False),
    ],
)
def test_an_account_works_between_its_dates(
    store: Store, lan: str, valid_from: str, valid_to: str, works: bool
) -> None:
    accounts.set_dates(store, "lan", valid_from, valid_to, by=OPERATOR)
    if works:
        assert accounts.sign_in(store, "lan", PASSWORD).account_id == lan
        return
    with pytest.raises(AccountExpired):
        accounts.sign_in(store, "lan", PASSWORD)


def test_a_removed_account_is_gone_and_its_name_is_free(store: Store, lan: str) -> None:
    accounts.remove(store, "lan", by=OPERATOR)
    with pytest.raises(WrongPassword):
        accounts.sign_in(store, "lan", PASSWORD)
    with pytest.raises(NoSuchAccount):
        accounts.lock(store, "lan", by=OPERATOR)
    assert accounts.list_all(store) == []
    assert accounts.names(store) == {lan: "Lan"}
    assert accounts.add(store, "Lan", Role.CLERK, PASSWORD, by=OPERATOR).account_id != lan


def test_a_new_store_says_that_it_has_no_account(store: Store) -> None:
    """Its first sign-in was told as a wrong password."""
    with pytest.raises(NoAccounts):
        accounts.sign_in(store, "admin", PASSWORD)
    accounts.add(store, "admin", Role.ADMIN, PASSWORD, by=OPERATOR)
    with pytest.raises(WrongPassword):
        accounts.sign_in(store, "lan", PASSWORD)


@pytest.mark.parametrize("name", ["LAN", "Operator"])
def test_one_name_one_account(store: Store, lan: str, name: str) -> None:
    """The operator's name is taken: what such an account did the log showed as done by the command line."""
    with pytest.raises(NameInUse):
        accounts.add(store, name, Role.CLERK, PASSWORD, by=OPERATOR)


@pytest.mark.parametrize("name", ["", "../x", "lan anh", "la\x00n", "x" * 65])
def test_what_is_no_name_makes_no_account(store: Store, name: str) -> None:
    with pytest.raises(BadAccountName):
        accounts.add(store, name, Role.CLERK, PASSWORD, by=OPERATOR)
    assert accounts.list_all(store) == []


def test_a_short_password_is_refused(store: Store, lan: str) -> None:
    with pytest.raises(WeakPassword):
        accounts.set_password(store, "lan", "12345", by=lan)


def test_one_changes_ones_own_password_and_an_administrator_anybodys(store: Store, lan: str) -> None:
    accounts.set_password(store, "lan", "một mật khẩu khác", by=lan)
    assert accounts.sign_in(store, "lan", "một mật khẩu khác").account_id == lan
    huong = accounts.add(store, "Hương", Role.SUPERVISOR, PASSWORD, by=OPERATOR).account_id
    with pytest.raises(NotAllowed):
        accounts.set_password(store, "lan", PASSWORD, by=huong)
    admin = accounts.add(store, "Quản-trị", Role.ADMIN, PASSWORD, by=OPERATOR).account_id
    accounts.set_password(store, "lan", PASSWORD, by=admin)
    assert accounts.sign_in(store, "lan", PASSWORD).account_id == lan


@pytest.mark.parametrize(
    ("role", "may"),
    [(Role.CLERK, set()), (Role.AUDITOR, set()), (Role.SUPERVISOR, {"lock"}), (Role.ADMIN, {"lock", "add", "remove"})],
)
def test_only_leaders_change_accounts(store: Store, lan: str, role: Role, may: set[str]) -> None:
    by = accounts.add(store, "người-làm", role, PASSWORD, by=OPERATOR).account_id
    acts: dict[str, Callable[[], object]] = {
        "lock": lambda: accounts.lock(store, "lan", by=by),
        "add": lambda: accounts.add(store, "Mới", Role.CLERK, PASSWORD, by=by),
        "remove": lambda: accounts.remove(store, "lan", by=by),
    }
    done = set()
    for name, act in acts.items():
        try:
            act()
        except NotAllowed:
            continue
        done.add(name)
    assert done == may


def test_a_locked_administrator_may_do_nothing(store: Store, lan: str) -> None:
    admin = accounts.add(store, "Quản-trị", Role.ADMIN, PASSWORD, by=OPERATOR).account_id
    accounts.add(store, "khác", Role.ADMIN, PASSWORD, by=OPERATOR)
    accounts.lock(store, "quản-trị", by=OPERATOR)
    with pytest.raises(HotichError):
        accounts.unlock(store, "lan", by=admin)


@pytest.mark.parametrize(
    "act",
    [
        lambda store, by: accounts.lock(store, "sếp", by=by),
        lambda store, by: accounts.remove(store, "sếp", by=by),
        lambda store, by: accounts.set_dates(store, "sếp", "", "2026-11-22", by=by),
        lambda store, by: accounts.set_dates(store, "sếp", "2026-11-24", "", by=by),
    ],
)
def test_the_last_administrator_who_can_sign_in_stays(store: Store, act: Callable[[Store, str], object]) -> None:
    boss = hire(store, "sếp", Role.ADMIN)
    locked = hire(store, "khóa", Role.ADMIN)
    accounts.lock(store, "khóa", by=boss)
    before = actions.recent(store)
    for by in (boss, OPERATOR):
        with pytest.raises(LastAdministrator, match="sếp"):
            act(store, by)
    assert actions.recent(store) == before
    assert accounts.get(store, "sếp").state is AccountState.ACTIVE
    accounts.unlock(store, "khóa", by=boss)
    act(store, locked)


def test_a_supervisor_does_nothing_to_an_administrators_account(store: Store, lan: str) -> None:
    minh = hire(store, "minh", Role.SUPERVISOR)
    for name in ("sếp", "khác"):
        hire(store, name, Role.ADMIN)
    with pytest.raises(NotAllowed):
        accounts.lock(store, "sếp", by=minh)
    accounts.lock(store, "lan", by=minh)


def test_dates_that_end_before_they_begin_are_refused(store: Store, lan: str) -> None:
    with pytest.raises(BadDates, match="01/12/2026 đứng trước ngày bắt đầu 02/12/2026"):
        accounts.set_dates(store, "lan", "2026-12-02", "2026-12-01", by=OPERATOR)
    with pytest.raises(BadDates):
        accounts.add(store, "mai", Role.CLERK, PASSWORD, by=OPERATOR, valid_from="2027-01-01", valid_to="2026-01-01")
    assert [row.name for row in accounts.list_all(store)] == ["Lan"]


def test_settings_are_the_accounts_own(store: Store, lan: str) -> None:
    accounts.save_settings(store, lan, {"input": "telex", "hostile": "\x00\ud800\u202e"})
    assert accounts.sign_in(store, "lan", PASSWORD).settings == {"input": "telex", "hostile": "\x00\ud800\u202e"}


def test_every_act_on_an_account_is_a_line_of_the_log(store: Store, lan: str) -> None:
    accounts.lock(store, "lan", by=OPERATOR, reason="hết việc")
    with pytest.raises(AccountLocked):
        accounts.sign_in(store, "lan", PASSWORD)
    acts = [(line.act, line.account_id) for line in actions.recent(store, subject=lan)]
    assert acts == [("account.barred", lan), ("account.lock", OPERATOR), ("account.add", OPERATOR)]
    assert actions.recent(store)[1].detail == {"state": "locked", "reason": "hết việc"}


def test_lists_show_state_and_books(store: Store, lan: str) -> None:
    accounts.lock(store, "lan", by=OPERATOR)
    (row,) = accounts.list_all(store)
    assert (row.name, row.state, row.books, row) == ("Lan", AccountState.LOCKED, (), accounts.get(store, "lan"))
