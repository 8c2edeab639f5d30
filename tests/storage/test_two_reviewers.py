"""Two supervisors at one queue, in two processes, on both engines: each entry is decided once, and the other is told it was."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from registers.workflow import Act, EntryState, Role
from storage import chain, entries, lots, review
from storage.engine import Store
from tests.storage.office import BIRTHS, found, hire, key

ENTRIES = 8
"""Entries of a round. Whichever process is first with one, the other comes while or after it is written."""

_SUPERVISOR = """
import json, sys
from registers.errors import HotichError
from registers.workflow import Act
from storage import decisions, lots, review
from storage.engine import Store
url, account, act = sys.argv[1:]
store = Store.open(url)
for line in sys.stdin:
    how, lot = line.split(":")
    seen = [(row.entry_id, row.revision) for row in review.queue(store)]
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        if how == "lot":
            answers = lots.decide(store, lot.strip(), [], account_id=account)[1]
        elif how == "together":
            answers = decisions.decide(store, Act(act), seen, account_id=account, reason="mờ")
        else:
            answers = [decisions.decide(store, Act(act), [one], account_id=account, reason="mờ")[0] for one in seen]
    except HotichError as why:
        answers = [decisions.Undecided(entry, why) for entry, _ in seen]
    told = {one.entry_id: "" if isinstance(one, decisions.Decided) else one.why.key for one in answers}
    print(json.dumps([told, len(review.queue(store))]), flush=True)
store.close()
"""


@contextmanager
def _at_work(programs: Path, url: str, account: str, act: Act) -> Iterator[subprocess.Popen[str]]:
    command = [str(programs / "python"), "-c", _SUPERVISOR, url, account, act]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as supervisor:
        yield supervisor
        assert supervisor.stdin is not None
        supervisor.stdin.close()
    assert supervisor.returncode == 0


def _all(supervisors: list[subprocess.Popen[str]], line: str) -> list[str]:
    """Say `line` to all of them, then hear a line of each."""
    for one in supervisors:
        assert one.stdin is not None
        one.stdin.write(line + "\n")
        one.stdin.flush()
    return [one.stdout.readline() if one.stdout else "" for one in supervisors]


def test_two_supervisors_never_decide_one_entry_twice(url: str, warm_programs: Path) -> None:
    store = Store.open(url)
    found(store)
    lan, huong, minh = hire(store, "Lan"), hire(store, "Hương", Role.SUPERVISOR), hire(store, "Minh", Role.SUPERVISOR)
    with (
        _at_work(warm_programs, url, huong, Act.APPROVE) as first,
        _at_work(warm_programs, url, minh, Act.RETURN) as second,
    ):
        for how, refusals in (
            ("one by one", {"storage.superseded"}),
            ("together", {"storage.superseded"}),
            ("lot", {"lots.decided_before", "lots.decided_unfinished"}),
        ):
            ids = [key(store, lan).entry_id for _ in range(ENTRIES)]
            lot = lots.draw(store, BIRTHS.id, lan, aql="4.0", by=huong, random=Random(1)).id if how == "lot" else ""
            assert _all([first, second], f"{how}:{lot}") == ["ready\n", "ready\n"]
            (by_huong, _), (by_minh, _) = answers = [json.loads(line) for line in _all([first, second], "go")]
            assert set(by_huong) == set(by_minh) == set(ids)
            for entry_id in ids:
                told = Counter((by_huong[entry_id], by_minh[entry_id]))
                assert told[""] == 1, "one of them decided it"
                assert told.keys() - {""} <= refusals, "the other hears why he does not"
                history = entries.history(store, entry_id)
                assert [row.revision for row in history] == [1, 2]
                decided_by = history[-1].account_id
                assert decided_by == (minh if by_huong[entry_id] else huong)
                returned = how != "lot" and decided_by == minh
                assert history[-1].state is (EntryState.RETURNED if returned else EntryState.APPROVED)
            if how == "lot":
                assert len({*by_huong.values()}) == len({*by_minh.values()}) == 1, "all of it is one's"
            assert min(left for _, left in answers) == 0, "the queue has moved on"
    assert review.count(store).total == 0
    assert chain.verify(store).ok
    store.close()
