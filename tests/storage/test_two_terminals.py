"""One account at two terminals: wrong passwords count together, however close together they come, on both engines."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from registers.workflow import Role
from storage import accounts, actions
from storage.accounts import MustWait, SignedIn, WrongPassword
from storage.engine import Store
from storage.permissions import OPERATOR
from storage.tables import Account
from tests.storage.conftest import Ticking
from tests.storage.office import PASSWORD, hire

Terminals = Callable[[], Store]


@pytest.fixture
def lan(store: Store) -> str:
    """Id of the account both try."""
    return hire(store, "lan")


def _waits(store: Store, password: str = "sai mật khẩu") -> int:
    with pytest.raises(WrongPassword) as refused:
        accounts.sign_in(store, "lan", password)
    return refused.value.wait_seconds


def test_failures_at_either_terminal_make_both_wait(opened: Terminals, lan: str, clock: Ticking) -> None:
    clock.step = timedelta(0)
    one, other = opened(), opened()
    assert [_waits(one), _waits(other)] == [0, 0]
    assert _waits(one) == 5
    assert _waits(other, PASSWORD) == 6, "not even the right one is looked at"
    clock.forward(5)
    assert _waits(other) == 10
    assert 0 < _waits(one, PASSWORD) <= 11
    clock.forward(10)
    assert _waits(one) == 20
    clock.forward(20)
    assert accounts.sign_in(other, "lan", PASSWORD).account_id == lan
    assert _waits(one) == 0, "a good sign-in takes the count back for both"
    refused = [line for line in actions.recent(one, subject=lan) if line.act == "account.sign_in_refused"]
    assert len(refused) == 6, "a try during the wait was not looked at"


def test_guesses_that_come_at_once_are_charged_before_they_are_looked_at(
    opened: Terminals, store: Store, lan: str, clock: Ticking
) -> None:
    clock.step = timedelta(0)
    terminals = [opened() for _ in range(4)]

    def guess(at: int) -> type:
        try:
            return type(accounts.sign_in(terminals[at % 4], "lan", f"đoán lần {at}"))
        except WrongPassword as refused:
            return type(refused)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(guess, range(8)))
    assert SignedIn not in answers
    with store.read() as session:
        assert session.get_one(Account, lan).failures == 3, "of eight at once three are looked at, then everybody waits"
    assert answers.count(MustWait) >= 5
    assert _waits(store, PASSWORD) > 0


def test_an_administrators_new_password_ends_the_wait_and_the_old_one_fits_no_more(
    opened: Terminals, store: Store, lan: str
) -> None:
    boss = hire(store, "sếp", Role.ADMIN)
    one, other = opened(), opened()
    for _ in range(4):
        _waits(one)
    accounts.set_password(other, "lan", "mật khẩu mới 1", by=boss)
    assert _waits(one, PASSWORD) == 0
    assert accounts.sign_in(one, "lan", "mật khẩu mới 1").account_id == lan


def test_locked_at_one_terminal_the_account_does_nothing_more_at_the_other(
    opened: Terminals, store: Store, lan: str
) -> None:
    from registers.errors import HotichError
    from tests.storage.office import found, key

    found(store)
    here, there = opened(), opened()
    assert accounts.sign_in(here, "lan", PASSWORD).account_id == lan
    key(here, lan)
    accounts.lock(there, "lan", by=OPERATOR)
    with pytest.raises(HotichError, match="khóa"):
        key(here, lan)
