"""The journal: every change a line, nothing lost to a crash but a torn line, nothing left once the store has the entry."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from registers.position import Position
from tests.tui.keying.boats import effects_of, keyed, seen, sheet
from tui.keying.effects import Changed
from tui.keying.journal import Journal, JournalFull, from_snapshot, place, snapshot
from tui.keying.keeper import Keeper
from tui.keying.state import FormState

KEYS = "0907<enter>nông thị<left>x<enter><undo>85<enter>1<redo><blank>"


def written(path: Path, keys: str) -> FormState:
    """A position keyed with a journal at `path`, and then the program was killed."""
    state = FormState(sheet())
    journal = Journal.begin(path, state.history)
    for effect in effects_of(state, keys):
        if isinstance(effect, Changed):
            journal.append(effect.record, state.history)
    journal.close()
    return state


def read(path: Path) -> FormState | None:
    """The position as another program takes it up."""
    found = Journal.resume(path)
    if found is None:
        return None
    found[0].close()
    return FormState(sheet(), history=found[1])


def test_a_killed_program_is_taken_up_at_the_last_key(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    before, after = written(path, KEYS), read(path)
    assert after is not None
    assert (after.draft, after.history.past) == (before.draft, before.history.past)
    assert (after.history.future, after.history.number) == (before.history.future, before.history.number)
    for state in (before, after):
        effects_of(state, "<undo><undo>a")
    assert seen(after) == seen(before)


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_a_torn_end_is_cut_away_and_written_on(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "a.jsonl"
    written(path, "0907<enter>nông")
    whole = path.read_bytes()
    path.write_bytes(whole[:-cut])
    kept = whole[:-cut].count(b"\n")
    found = Journal.resume(path)
    assert found is not None
    journal, history = found
    assert history.number == kept - 1
    state = FormState(sheet(), history=history)
    for effect in effects_of(state, "x"):
        assert isinstance(effect, Changed)
        journal.append(effect.record, state.history)
    journal.close()
    again = read(path)
    assert again is not None
    assert again.draft == state.draft


def test_a_full_disk_is_told_and_the_next_change_writes_everything(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    state = FormState(sheet())
    journal = Journal.begin(path, state.history)
    fd, full = journal._fd, os.open("/dev/full", os.O_WRONLY)
    for letter, descriptor in (("0", fd), ("9", full), ("0", fd), ("7", -1)):
        (changed,) = effects_of(state, letter)
        assert isinstance(changed, Changed)
        if descriptor == full:
            journal._fd = full
            with pytest.raises(JournalFull):
                journal.append(changed.record, state.history)
        else:
            journal.append(changed.record, state.history)
    journal.close()
    os.close(fd)
    again = read(path)
    assert again is not None
    assert seen(again) == "registration_date: 0907|"


def test_rubbish_is_no_journal(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    assert read(path) is None
    for rubbish in (b"", b"\n", b"{}\n", b"\xff\xfe\n", b'{"first": 3}\n', b'["first"]\n'):
        path.write_bytes(rubbish)
        assert read(path) is None


@pytest.mark.parametrize("rubbish", [b"{}", b'{"n":"x"}', b'{"n":3,"t":"a","d":{"here":"x","cells":3}}', b"[1]"])
def test_what_comes_behind_a_broken_line_is_not_believed(tmp_path: Path, rubbish: bytes) -> None:
    path = tmp_path / "a.jsonl"
    written(path, "0907<enter>nông")
    lines = path.read_bytes().splitlines()
    lines[3] = rubbish
    path.write_bytes(b"\n".join(lines) + b"\n")
    state = read(path)
    assert state is not None
    assert seen(state) == "registration_date: 09|"


def test_places_of_journals_differ_and_stay_in_their_folder(tmp_path: Path) -> None:
    paths = [
        place(tmp_path, account, book, position, revision)
        for account in ("a", "../b")
        for book in ("KS", "KS~1", "x/y")
        for position in (Position(2007, 1), Position(2007, 1, "bis"), Position(2008, 1))
        for revision in (0, 2)
    ]
    assert len(set(paths)) == len(paths)
    assert {path.parent for path in paths} == {tmp_path}


def test_a_retired_journal_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    journal = Journal.begin(path, keyed("09").history)
    assert read(path) is not None
    journal.retire()
    assert list(tmp_path.iterdir()) == []


def test_a_snapshot_tells_the_same_story() -> None:
    state = keyed(KEYS)
    told = from_snapshot(snapshot(state.history))
    assert told is not None
    assert (told.draft, told.past, told.number) == (state.draft, state.history.past, state.history.number)


@pytest.mark.parametrize("kept", [{}, {"field": "Nông"}, {"n": 1, "first": {}, "steps": [{}]}, {"n": 1, "first": 3}])
def test_what_another_program_kept_is_no_snapshot(kept: Mapping[str, Any]) -> None:
    assert from_snapshot(kept) is None


# ---- the keeper


class Shelf:
    """Where snapshots go; `slow` holds the writer until it is let go."""

    def __init__(self) -> None:
        self.kept: list[int] = []
        self.slow = threading.Event()
        self.slow.set()

    def put(self, snapshot: Mapping[str, Any]) -> None:
        """Keep one."""
        self.slow.wait(10)
        self.kept.append(snapshot["n"])


def test_the_keeper_keeps_the_newest_and_finish_waits_for_it(tmp_path: Path) -> None:
    state, shelf = FormState(sheet()), Shelf()
    keeper = Keeper(Journal.begin(tmp_path / "a", state.history), shelf.put)
    for key in "0907":
        effects_of(state, key)
        keeper.keep(state.history)
    keeper.finish()
    assert shelf.kept[-1] == 4
    keeper.finish()


def test_a_keeper_at_rest_writes_nothing_more(tmp_path: Path) -> None:
    state, shelf = keyed("09"), Shelf()
    keeper = Keeper(Journal.begin(tmp_path / "a", state.history), shelf.put)
    keeper.rest()
    keeper.keep(state.history)
    keeper.finish()
    assert shelf.kept == []
    keeper.go_on()
    keeper.keep(state.history)
    keeper.finish()
    assert shelf.kept == [2]


def test_what_goes_wrong_behind_is_remembered_until_it_is_told(tmp_path: Path) -> None:
    def full(_: Mapping[str, Any]) -> None:
        raise OSError("disk full")

    state = keyed("09")
    keeper = Keeper(Journal.begin(tmp_path / "a", state.history), full)
    keeper.keep(state.history)
    keeper.finish()
    assert isinstance(keeper.error, OSError)
