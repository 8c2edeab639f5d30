"""Lots of a clerk: drawn, accepted or sent back whole, and looked at harder once they fail."""

from __future__ import annotations

from random import Random

import pytest

from registers.sampling import Inspection
from registers.workflow import EntryState, Role
from storage import chain, entries, lots
from storage.engine import Store
from storage.lots import NoSuchLot, NothingToDraw, NotInSample
from storage.permissions import NotAllowed
from tests.storage.office import BIRTHS, birth, found, hire, key


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
        with pytest.raises(NoSuchLot):
            lots.decide(store, lot.id, [], account_id=huong)
    assert [lot.inspection for lot in lots.list_lots(store)] == [Inspection.TIGHTENED] + [Inspection.NORMAL] * 2
    assert lots.inspection_of(store, lan) is Inspection.TIGHTENED
    assert chain.verify(store).ok
