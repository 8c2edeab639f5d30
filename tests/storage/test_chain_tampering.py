"""Whatever is done to the log behind the program's back is found, and where: changed, missing, added, reordered, forged lines.

On both engines, with the triggers out of the way, as somebody does who has the database in his hands.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import insert, select, text

from registers.workflow import Role
from storage import actions, chain, decisions
from storage.chain import ChainFault
from storage.engine import Store
from storage.tables import metadata
from tests.storage.conftest import Counting, Ticking
from tests.storage.office import birth, found, hire, key
from tests.storage.test_chain import _push, tamper

ACTION = metadata.tables["action"]
TEXTS = ("at", "account_id", "act", "subject", "detail", "previous", "hash")


@pytest.fixture(scope="module")
def laid_open(shelved_url: str) -> str:
    """The address of a store with a log of some length, whose triggers are gone."""
    store = Store.open(shelved_url, clock=Ticking(), new_id=Counting())
    found(store)
    lan, huong = hire(store, "Lan"), hire(store, "Hương", Role.SUPERVISOR)
    saved = [key(store, lan, birth(name)) for name in ("Nông Thị Hiền", "Lý A Sùng", "Đàm Thị Mỷ")]
    decisions.approve(store, saved[0].entry_id, base_revision=1, account_id=huong)
    decisions.send_back(
        store, saved[1].entry_id, base_revision=1, account_id=huong, comments={"child_full_name": "Sổ ghi Súng"}
    )
    tamper(store)
    assert chain.verify(store).ok
    store.close()
    return shelved_url


@pytest.fixture
def office(laid_open: str, copied: Callable[[str], Store]) -> Store:
    """Such a store of one's own."""
    return copied(laid_open)


def test_every_column_of_a_line_is_under_its_hash() -> None:
    assert [column.name for column in ACTION.columns] == ["seq", *TEXTS]


def _lines(store: Store) -> list[dict[str, Any]]:
    with store.read() as session:
        return [dict(row) for row in session.execute(select(ACTION).order_by(ACTION.c.seq)).mappings()]


def _put(store: Store, lines: list[dict[str, Any]]) -> None:
    """Let the log be `lines`."""
    with store.write() as session:
        session.execute(ACTION.delete())
        session.execute(insert(ACTION), lines)


def _faults(store: Store) -> tuple[ChainFault, ...]:
    return chain.verify(store, entries=False).faults


def _flips(written: str) -> list[str]:
    """The text with one character of each class changed: digit, letter, mark, sign, case; and one gone, one more."""
    classes: dict[str, int] = {}
    for at, letter in enumerate(written):
        kind = "digit" if letter.isdigit() else "plain" if letter.isascii() and letter.isalpha() else "other"
        classes.setdefault(kind if letter.isalnum() else f"sign {letter}", at)
    changed = [written[:at] + chr(ord(written[at]) ^ 1) + written[at + 1 :] for at in classes.values()]
    swapped = written.swapcase()
    return [*changed, written[:-1], written + " ", swapped if swapped != written else written + "x", ""]


@pytest.mark.parametrize("column", TEXTS)
def test_one_character_of_any_class_in_any_column_is_found_at_its_line(office: Store, column: str) -> None:
    """In the first line, one in the middle, the last, and the one with most in it."""
    lines = _lines(office)
    longest = max(lines, key=lambda line: len(line[column]))
    changes = {line["seq"]: _flips(line[column]) for line in (lines[0], lines[4], longest, lines[-1])}
    assert sum(map(len, changes.values())) >= 12
    with office.write() as session:
        for seq, flipped in changes.items():
            one = ACTION.update().where(ACTION.c.seq == seq)
            for changed in flipped:
                if changed == lines[seq - 1][column]:  # nothing to take away from an empty text
                    continue
                session.execute(one.values({column: changed}))
                faults = list(chain._Walk(session).faults())
                assert faults, (seq, changed)
                assert faults[0].seq == seq, (seq, changed, faults)
            session.execute(one.values({column: lines[seq - 1][column]}))
    assert chain.verify(office).ok


@pytest.mark.parametrize("seq", [1, 4, -1])
@pytest.mark.parametrize("to", ["-seq", "seq + 1000", "0"])
def test_a_line_with_another_number_is_missing_where_it_was(office: Store, seq: int, to: str) -> None:
    """The last one leaves no gap: moved to the front it is found there."""
    last = _lines(office)[-1]["seq"]
    seq = last if seq < 0 else seq
    tamper(office, f"UPDATE action SET seq = {to} WHERE seq = {seq}")
    faults = _faults(office)
    assert ChainFault(seq, "missing") in faults or (seq == last and faults[0].seq == 1)


@pytest.mark.parametrize(("one", "other"), [(3, 4), (2, 7), (1, 2)])
def test_two_lines_that_changed_places_are_found_at_both(office: Store, one: int, other: int) -> None:
    """Whether their numbers go with them or stay."""
    lines = _lines(office)
    lines[one - 1], lines[other - 1] = lines[other - 1] | {"seq": one}, lines[one - 1] | {"seq": other}
    _put(office, lines)
    faults = _faults(office)
    assert faults[0].seq == one
    assert {one, other} <= {fault.seq for fault in faults}
    relinked = _linked(lines[:one]) + lines[one:]
    _put(office, relinked)
    assert _faults(office)[0].seq in (one, one + 1)


def test_lines_taken_from_the_middle_the_beginning_and_the_end(office: Store) -> None:
    lines = _lines(office)
    for gone in ({3}, {1}, {2, 3, 4}, {5, 7}):
        _put(office, [line for line in lines if line["seq"] not in gone])
        assert _faults(office)[0] == ChainFault(min(gone), "missing")
    _put(office, lines[:-1])
    assert _faults(office) == (), "the chain alone does not show its own end"


def test_a_tail_cut_off_is_told_by_the_entries_it_vouched_for_and_by_the_centre(office: Store) -> None:
    lines = _lines(office)
    vouches = [line["seq"] for line in lines if line["act"].startswith("entry.")]
    _put(office, lines[: vouches[-1] - 1])
    assert {fault.kind for fault in chain.verify(office).faults} == {"revision_unlogged"}
    _put(office, lines)
    _push(office)
    signed = _lines(office)
    for left in (len(signed) - 1, len(signed) - 3, 2, 0):
        with office.write() as session:
            session.execute(ACTION.delete().where(ACTION.c.seq > left))
        assert _faults(office) == (ChainFault(left + 1, "cut"),)
        _put(office, signed)


def _linked(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lines numbered and hashed anew, as a forger who knows the program does."""
    made: list[dict[str, Any]] = []
    for seq, line in enumerate(lines, start=1):
        at, who, act, subject, detail = (line[name] for name in TEXTS[:5])
        previous = made[-1]["hash"] if made else actions.GENESIS
        link = actions.line_hash(seq, at, who, act, subject, detail, previous)
        made.append(line | {"seq": seq, "previous": previous, "hash": link})
    return made


def _with_a_forged(lines: list[dict[str, Any]], at: int, **said: str) -> list[dict[str, Any]]:
    return [*lines[: at - 1], lines[at - 1] | said, *lines[at - 1 :]]


def test_a_forged_line_is_found_where_it_is_not_linked(office: Store) -> None:
    forged = _with_a_forged(_lines(office), 4, act="account.unlock")
    _put(office, [line | {"seq": at} for at, line in enumerate(forged, start=1)])
    assert _faults(office)[0].seq == 4
    _put(office, _linked(forged[:4]) + [line | {"seq": at} for at, line in enumerate(forged[4:], start=5)])
    assert _faults(office)[0].seq == 5, "with right hashes of its own it is the next line that does not follow"


@pytest.mark.parametrize("at", [1, 4, 8])
def test_a_forged_line_with_right_hashes_from_there_on_differs_from_what_the_centre_signed(
    office: Store, at: int
) -> None:
    _push(office)
    lines = _lines(office)
    signed = lines[-1]["seq"]
    _put(office, _linked(_with_a_forged(lines, at, act="account.unlock")))
    assert _faults(office) == (ChainFault(signed, "rewritten"),)
    _put(office, lines)
    _push(office)  # nothing new to sign: the same line vouches
    assert chain.verify(office).ok


def test_a_forged_line_about_an_entry_is_found_by_the_entry_without_any_centre(office: Store) -> None:
    lines = _lines(office)
    vouched = next(line for line in lines if line["act"].startswith("entry."))
    told = vouched["detail"].replace('"revision":1', '"revision":9')
    assert told != vouched["detail"]
    _put(office, _linked([*lines, vouched | {"detail": told}]))
    faults = chain.verify(office).faults
    assert [(fault.seq, fault.kind, fault.revision) for fault in faults] == [(len(lines) + 1, "revision_gone", 9)]


def test_a_line_added_at_the_end_with_no_link_is_found(office: Store) -> None:
    last = _lines(office)[-1]
    with office.write() as session:
        session.execute(insert(ACTION), [last | {"seq": last["seq"] + 1}])
        assert session.execute(text("SELECT count(*) FROM action")).scalar_one() == last["seq"] + 1
    assert _faults(office)[0] == ChainFault(last["seq"] + 1, "unlinked")
