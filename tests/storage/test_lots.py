"""Lots of a clerk: drawn, accepted or sent back whole, and looked at harder once they fail."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from random import Random
from threading import Barrier

import pytest
from sqlalchemy import text

from registers.catalogue import say
from registers.sampling import Inspection
from registers.workflow import EntryState, Role
from storage import chain, decisions, drawing, entries, lots, plants
from storage.decisions import Decided, Undecided
from storage.engine import Store
from storage.lotrows import ACCEPTED, REJECTED, LotRow, NoSuchLot
from storage.lots import DecidedBefore, DecidedUnfinished, NothingToDraw, NothingToFinish, NotInSample
from storage.permissions import NotAllowed
from tests.storage.office import BIRTHS, birth, found, hire, key
from tests.storage.statements import statements


def test_a_lot_is_accepted_or_goes_back_whole(store: Store) -> None:
    found(store)
    lan, huong = hire(store, "Lan"), hire(store, "Hương", Role.SUPERVISOR)
    with pytest.raises(NothingToDraw):
        lots.draw(store, BIRTHS.id, lan, aql="4.0", by=huong, random=Random(1))
    for round_ in range(3):
        ids = [key(store, lan, birth(f"Nông Thị Hiền {'ABC'[round_]}")).entry_id for _ in range(6)]
        with pytest.raises(NotAllowed):
            lots.draw(store, BIRTHS.id, lan, aql="4.0", by=lan, random=Random(1))
        lot = lots.draw(store, BIRTHS.id, lan, aql="4.0", by=huong, random=Random(round_))
        assert (lot.size, len(lot.sample), lot.accept) == (6, 3 if round_ < 2 else 5, 0)
        assert lot.proves is None
        with pytest.raises(NotInSample):
            lots.decide(store, lot.id, ["no such"], account_id=huong)
        faulty = [] if round_ == 2 else lot.sample[:1]
        decided, answers = lots.decide(store, lot.id, faulty, account_id=huong)
        assert len(answers) == 6
        states = {entries.load(store, entry_id).state for entry_id in ids}
        assert states == {EntryState.APPROVED if round_ == 2 else EntryState.RETURNED}
        assert decided.proves is not None
        assert decided.proves[0] == len(faulty)
        with pytest.raises(DecidedBefore) as before:
            lots.decide(store, lot.id, [], account_id=huong)
        assert not isinstance(before.value, DecidedUnfinished)
        with pytest.raises(DecidedBefore):
            lots.mark(store, lot.id, lot.sample[0], faulty=True, account_id=huong)
    with pytest.raises(NoSuchLot):
        lots.decide(store, "no such", [], account_id=huong)
    assert [lot.inspection for lot in lots.list_lots(store)] == [Inspection.TIGHTENED] + [Inspection.NORMAL] * 2
    assert drawing.inspection_of(store, lan) is Inspection.TIGHTENED
    assert chain.verify(store).ok


def test_a_faulty_entry_of_an_accepted_lot_goes_back_with_what_is_true_of_it(store: Store) -> None:
    found(store)
    lan, huong = hire(store, "Lan"), hire(store, "Hương", Role.SUPERVISOR)
    for at in range(30):
        key(store, lan, birth(f"Nông Thị Hiền {at}"))
    lot = lots.draw(store, BIRTHS.id, lan, aql="4.0", by=huong, random=Random(1))
    assert lot.accept
    lots.decide(store, lot.id, lot.sample[:1], account_id=huong)
    said = decisions.comments(store, lot.sample[0])[""]
    assert said == say("lots.accepted_because", faulty=1, sample=len(lot.sample), accept=lot.accept)
    assert "Lô bị trả" not in said, "it was not"


def test_a_comment_at_another_field_catches_no_planted_error_in_a_lot_either(store: Store) -> None:
    found(store)
    lan, huong, minh = hire(store, "Lan"), hire(store, "Hương", Role.SUPERVISOR), hire(store, "Minh", Role.SUPERVISOR)
    one = key(store, lan, birth("Nông Thị Hiền")).entry_id
    lot = lots.draw(store, BIRTHS.id, lan, aql="4.0", by=huong, random=Random(1))
    field = plants.plant(store, one, huong, by=minh, random=Random(1))
    beside = next(name for name in entries.load(store, one).values if name != field)
    with pytest.raises(decisions.StillPlanted) as told:
        lots.mark(store, lot.id, one, faulty=True, account_id=huong, comments={beside: "Trên trang là 7"})
    assert not isinstance(told.value, decisions.PlantCaught)
    assert plants.catch_rate(store, huong).caught == 0
    lots.mark(store, lot.id, one, faulty=True, account_id=huong, comments={beside: "Trên trang là 7"})
    assert lots.get(store, lot.id).found == (one,)


class Killed(Exception):
    """The program was killed."""


def test_a_list_of_lots_costs_the_same_however_many_there_are_and_begins_with_what_is_to_do(store: Store) -> None:
    found(store)
    lan, huong = hire(store, "Lan"), hire(store, "Hương", Role.SUPERVISOR)
    executed = []
    for at in range(4):
        key(store, lan, birth(f"Nông Thị Hiền {'ABCD'[at]}"))
        lot = lots.draw(store, BIRTHS.id, lan, aql="4.0", by=huong, random=Random(at))
        if at:
            lots.decide(store, lot.id, [], account_id=huong)
        with statements(store) as seen:
            listed = lots.list_lots(store)
        executed.append(len(seen))
    assert executed[0] == executed[-1]
    assert [bool(lot.finished_at) for lot in listed] == [False, True, True, True]
    assert [lot.drawn_at for lot in listed[1:]] == sorted((lot.drawn_at for lot in listed[1:]), reverse=True)
    assert [lot.id for lot in lots.list_lots(store, limit=2)] == [lot.id for lot in listed[:2]]


def _unfinished_after_migrating(store: Store) -> list[bool]:
    """What the step that brought `finished_at` makes of the lots as they stand, newest first."""
    step = import_module("storage.migrations.versions.0007_lots_finished")
    with store.write() as session:
        session.execute(text("UPDATE lot SET finished_at = ''"))
        session.execute(text(step._FINISHED))
    return [lot.unfinished for lot in lots.list_lots(store)]


@pytest.mark.parametrize("faulty", [0, 1], ids=["accepted", "rejected"])
def test_a_decision_cut_off_between_units_of_work_is_finished_by_whoever_takes_it_up(
    store: Store, monkeypatch: pytest.MonkeyPatch, faulty: int
) -> None:
    monkeypatch.setattr(decisions, "_TOGETHER", 2)
    found(store)
    lan, huong, thu = hire(store, "Lan"), hire(store, "Hương", Role.SUPERVISOR), hire(store, "Thu", Role.SUPERVISOR)
    ids = [key(store, lan, birth(f"Nông Thị Hiền {'ABCDEF'[at]}")).entry_id for at in range(6)]
    lot = lots.draw(store, BIRTHS.id, lan, aql="4.0", by=huong, random=Random(1))
    with pytest.raises(NothingToFinish):
        lots.finish(store, lot.id, account_id=thu)

    def killed(_: int) -> bool:
        raise Killed

    with pytest.raises(Killed):
        lots.decide(store, lot.id, lot.sample[:faulty], account_id=huong, go_on=killed)
    wanted = EntryState.RETURNED if faulty else EntryState.APPROVED
    assert [entries.load(store, each).state for each in ids].count(wanted) == 2
    (cut_off,) = lots.list_lots(store, undecided=True)
    assert cut_off.unfinished
    assert _unfinished_after_migrating(store) == [True]
    with pytest.raises(NothingToDraw):  # what is left is still this lot's
        lots.draw(store, BIRTHS.id, lan, aql="4.0", by=thu, random=Random(1))
    assert drawing.drawable(store, by=thu) == []
    for found_by_thu in (None, lot.sample[:faulty], lot.sample[1:3]):
        with pytest.raises(DecidedUnfinished):
            lots.decide(store, lot.id, found_by_thu, account_id=thu)
    with pytest.raises(NotAllowed):
        lots.finish(store, lot.id, account_id=lan)
    corrected = next(each for each in reversed(ids) if entries.load(store, each).revision == 1)
    entries.correct(store, corrected, values=birth("Nông Thị Hoa"), base_revision=1, account_id=lan)
    decided, answers = lots.finish(store, lot.id, account_id=thu)
    assert not decided.unfinished
    assert decided.decided_by == huong
    assert [each.entry_id for each in answers if isinstance(each, Undecided)] == [corrected]
    for each in answers:
        past = entries.history(store, each.entry_id)
        assert len(past) == 2, "decided once, or corrected"
        assert entries.load(store, each.entry_id).state is (wanted if isinstance(each, Decided) else EntryState.KEYED)
    with pytest.raises(DecidedBefore):
        lots.finish(store, lot.id, account_id=thu)
    assert lots.draw(store, BIRTHS.id, lan, aql="4.0", by=thu, random=Random(1)).size == 1
    assert _unfinished_after_migrating(store) == [False, False]
    assert chain.verify(store).ok


@pytest.mark.parametrize("agreed", [True, False], ids=["of one mind", "of two minds"])
def test_of_two_who_decide_one_lot_at_the_same_moment_one_is_told_it_was_the_other(
    store: Store, opened: Callable[[], Store], monkeypatch: pytest.MonkeyPatch, agreed: bool
) -> None:
    monkeypatch.setattr(decisions, "_TOGETHER", 2)
    found(store)
    lan = hire(store, "Lan")
    names = {hire(store, name, Role.SUPERVISOR): name for name in ("Hương", "Thu")}
    both_ready = Barrier(2, timeout=30)

    def decide(
        supervisor: str, lot_id: str, faulty: Sequence[str]
    ) -> tuple[LotRow, list[Decided | Undecided]] | DecidedBefore:
        own = opened()
        both_ready.wait()
        try:
            return lots.decide(own, lot_id, faulty, account_id=supervisor)
        except DecidedBefore as told:
            return told

    for at in range(4):
        ids = [key(store, lan, birth(f"Nông Thị Hiền {'ABCDEF'[each]} {'ABCD'[at]}")).entry_id for each in range(6)]
        lot = lots.draw(store, BIRTHS.id, lan, aql="4.0", by=next(iter(names)), random=Random(at))
        with ThreadPoolExecutor() as pool:
            findings: list[tuple[str, ...]] = [(), () if agreed else lot.sample[:1]]
            told = dict(zip(names, pool.map(decide, names, [lot.id] * 2, findings), strict=True))
        ((second, before),) = ((who, what) for who, what in told.items() if isinstance(what, DecidedBefore))
        ((first, (decided, answers)),) = (
            (who, what) for who, what in told.items() if not isinstance(what, DecidedBefore)
        )
        assert first != second
        wanted = REJECTED if not agreed and first == list(names)[1] else ACCEPTED
        assert (decided.decision, decided.decided_by) == (wanted, first)
        assert all(isinstance(each, Decided) for each in answers)
        assert before.values["who"] == names[first]
        assert str(before.values["decision"]) == say(f"lots.decision_{wanted}")
        assert before.values["faulty"] == decided.faulty
        assert names[first] in str(before)
        for each in ids:
            assert [row.account_id for row in entries.history(store, each)] == [lan, first]
    assert chain.verify(store).ok


def test_who_comes_while_a_decision_is_written_decides_nothing_and_who_finishes_it_takes_nothing_from_it(
    store: Store, opened: Callable[[], Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decisions, "_TOGETHER", 2)
    found(store)
    lan, huong, thu = hire(store, "Lan"), hire(store, "Hương", Role.SUPERVISOR), hire(store, "Thu", Role.SUPERVISOR)
    ids = [key(store, lan, birth(f"Nông Thị Hiền {'ABCDEF'[at]}")).entry_id for at in range(6)]
    lot = lots.draw(store, BIRTHS.id, lan, aql="4.0", by=huong, random=Random(1))
    decisions.approve(store, ids[-1], base_revision=1, account_id=thu)
    other, met = opened(), []

    def meanwhile(done: int) -> bool:
        if done == 2:
            for findings in (None, (), lot.sample[:1]):
                with pytest.raises(DecidedUnfinished) as before:
                    lots.decide(other, lot.id, findings, account_id=thu)
                assert before.value.values["who"] == "Hương"
            met.append(lots.finish(other, lot.id, account_id=thu))
        return True

    decided, answers = lots.decide(store, lot.id, [], account_id=huong, go_on=meanwhile)
    ((finished, by_thu),) = met
    assert decided == finished
    assert decided.decided_by == huong
    assert {each.entry_id for each in answers if isinstance(each, Decided)} == set(ids[:-1]), "as the decision wanted"
    assert {each.entry_id for each in by_thu if isinstance(each, Decided)} >= set(ids[:-1])
    assert [entries.history(store, each)[-1].account_id for each in ids] == [huong] * 2 + [thu] * 4
    assert [len(entries.history(store, each)) for each in ids] == [2] * 6
    assert chain.verify(store).ok
