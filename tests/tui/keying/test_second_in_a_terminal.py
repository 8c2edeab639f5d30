"""Second keying from end to end in real terminals: one clerk keys, another keys again, a third settles, the first never may."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

import pytest

from bench.terminal import KEYS, Terminal
from bench.warm import Warm
from registers.rekeying import Scope
from registers.workflow import Act, EntryState, Role
from storage import accounts, chain, entries, positions, rekeying
from storage.engine import Store
from storage.home import Home
from storage.permissions import OPERATOR
from tests.tui.conftest import PASSWORD, keyed

pytestmark = pytest.mark.journey

PAGE = {"deceased_full_name": "Nông Văn Páo", "registration_date": "02.01.2008"}


@contextmanager
def _at_the_desk(program: Warm, home: Home, name: str) -> Iterator[Terminal]:
    with program.start({"HOTICH_HOME": str(home.path), "HOTICH_LANG": "vi"}) as terminal:
        terminal.write(f"{name}\t{PASSWORD}\r".encode())
        terminal.wait("Quyển sổ cần nhập tiếp")
        terminal.wait("Khai sinh")
        terminal.write(b"\x1bn")
        terminal.wait("Nhập lần hai")
        yield terminal


def test_three_accounts_settle_what_the_first_keyed_wrong(home: Home, store: Store, warm_program: Warm) -> None:
    for name in ("mai", "cuc"):
        accounts.add(store, name, Role.CLERK, PASSWORD, by=OPERATOR)
    keyed(store, "lan", "KT-2008", 1, 1, **PAGE | {"deceased_full_name": "Nông Văn Pao"})
    keyed(store, "lan", "KT-2008", 2, 1, **PAGE | {"registration_date": "09.01.2008"})
    minh, lan, mai = (accounts.get(store, name).account_id for name in ("minh", "lan", "mai"))
    rekeying.give_out(store, "KT-2008", Scope.KEY_FIELDS, by=minh, random=Random(1))
    first = rekeying.next_due(store, "KT-2008", mai)
    typed = "\r".join({**PAGE, "registration_date": "02012008"}.get(name, "") for name in first.fields) + "\r"
    with _at_the_desk(warm_program, home, "lan") as terminal:
        terminal.wait("Chưa có sổ nào được giao")
    with _at_the_desk(warm_program, home, "mai") as terminal:
        terminal.wait("KT-2008")
        # Both entries in one write: what is typed ahead of the second one lands in it.
        terminal.write(b"\r" + typed.encode() + typed.replace("02012008", "09012008").encode())
        terminal.wait("Không còn trường hợp nào của quyển này")
    assert [each.state for each in _entries(store)] == [EntryState.DIFFERING, EntryState.SETTLED]
    with _at_the_desk(warm_program, home, "cuc") as terminal:
        terminal.wait("KT-2008")
        terminal.write(b"\r")
        terminal.wait("đọc lại trang")
        assert "Pao" not in terminal.text
        assert "Páo" not in terminal.text
        terminal.write("Nông Văn Páo\r".encode())
        terminal.wait("Không còn trường hợp nào của quyển này")
        terminal.write(KEYS["ctrl+b"])
    one, other = _entries(store)
    assert (one.state, one.values["deceased_full_name"].normalised) == (EntryState.SETTLED, "Nông Văn Páo")
    acts = [row.act for row in entries.history(store, one.id)]
    assert acts == [Act.KEY, Act.SECOND_KEY, Act.DIFFER, Act.SETTLE]
    assert [(each.account_id, each.error_class, each.count) for each in rekeying.charged(store)] == [(lan, "tone", 1)]
    assert other.keyer == lan
    assert chain.verify(store).ok


def _entries(store: Store) -> list[entries.StoredEntry]:
    rows = positions.list_positions(store, "KT-2008")
    return [entries.load(store, row.entry_id) for row in rows if row.entry_id]
