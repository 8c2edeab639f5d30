"""Eight clerks in eight processes on one store: no lock errors, nothing lost, no position twice, the log unbroken."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from sqlmodel import select

from registers.position import Position
from storage import books, positions
from storage.chain import verify
from storage.engine import Store
from storage.outboxtables import OutboxItem
from storage.tables import Entry, Revision
from tests.storage.office import BIRTHS, found, hire

CLERKS, ENTRIES = 8, 5

_CLERK = """
import sys
from storage import drafts, positions
from storage.engine import Store
from tests.storage.office import BIRTHS, birth, save
url, account, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
store = Store.open(url)
print("ready", flush=True)
sys.stdin.readline()
for n in range(count):
    claim = positions.claim_next(store, BIRTHS.id, account)
    drafts.put(store, claim, {"n": n})
    saved = save(store, claim, birth())
    print(claim.position.number, saved.entry_id, flush=True)
store.close()
"""


@pytest.mark.parametrize("url", ["sqlite", "postgresql"], indirect=True)
def test_clerks_at_once_neither_wait_in_vain_nor_lose_anything(url: str, warm_programs: Path) -> None:
    store = Store.open(url)
    found(store)
    accounts = [hire(store, f"Người nhập {number}") for number in range(CLERKS)]
    arguments = [[str(warm_programs / "python"), "-c", _CLERK, url, account, str(ENTRIES)] for account in accounts]
    pipe = subprocess.PIPE
    clerks = [subprocess.Popen(each, stdin=pipe, stdout=pipe, stderr=pipe, text=True) for each in arguments]
    for clerk in clerks:
        assert clerk.stdout is not None
        assert clerk.stdout.readline() == "ready\n"
    told = []
    for clerk in clerks:  # all at once, as far as two processors can
        assert clerk.stdin is not None
        clerk.stdin.write("\n")
        clerk.stdin.flush()
    for clerk in clerks:
        out, err = clerk.communicate(timeout=120)
        assert (clerk.returncode, err) == (0, "")
        told += [tuple(line.split()) for line in out.splitlines()]

    with store.read() as session:
        kept = [(str(number), entry) for number, entry in session.exec(select(Entry.number, Entry.id))]
        revisions = len(session.exec(select(Revision.entry_id)).all())
        waiting = len(session.exec(select(OutboxItem.entry_id)).all())
    assert sorted(told) == sorted(kept)
    assert len(kept) == revisions == waiting == CLERKS * ENTRIES
    assert max(Counter(number for number, _ in kept).values()) == 1
    assert {number for number, _ in kept} == {str(number) for number in range(1, CLERKS * ENTRIES + 1)}
    assert books.get(store, BIRTHS.id).keyed == CLERKS * ENTRIES
    assert not [row for row in positions.list_positions(store, BIRTHS.id) if row.entry_id is None]
    assert verify(store).ok
    store.close()


_KILLED = """
import sys, time
from storage import drafts, positions
from storage.engine import Store
from tests.storage.office import BIRTHS, birth, save
store = Store.open(sys.argv[1])
saved = save(store, positions.claim_next(store, BIRTHS.id, sys.argv[2]), birth())
claim = positions.claim_next(store, BIRTHS.id, sys.argv[2])
drafts.put(store, claim, {"typed": "Nông Th"})
print(saved.entry_id, claim.position.number, flush=True)
sys.stdin.read()
"""


def test_a_killed_program_leaves_what_it_had_kept_and_typed(url: str) -> None:
    store = Store.open(url)
    found(store)
    lan = hire(store, "Lan")
    command = [sys.executable, "-c", _KILLED, url, lan]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as clerk:
        assert clerk.stdout is not None
        entry_id, number = clerk.stdout.readline().split()
        assert positions.claim_next(store, BIRTHS.id, lan).position.number == int(number) + 1  # it is still there
        clerk.kill()
        clerk.wait()
    again = positions.claim(store, BIRTHS.id, Position(2016, int(number)), lan)
    assert again.draft is not None
    assert again.draft.payload == {"typed": "Nông Th"}
    assert positions.list_positions(store, BIRTHS.id)[0].entry_id == entry_id
    assert verify(store).ok
    store.close()
