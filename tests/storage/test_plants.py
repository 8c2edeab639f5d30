"""Planted errors: drawn from what a reviewer may approve, seen by him alone, told once he decided, taken away without a trace."""

from __future__ import annotations

from random import Random

import pytest
from sqlalchemy import select

from registers.value import Mark
from registers.workflow import Role
from storage import actions, chain, decisions, entries, plants, review
from storage.decisions import StillPlanted
from storage.engine import Store
from storage.permissions import NotAllowed
from storage.plants import NotAReviewer
from storage.tables import metadata
from tests.storage.office import BIRTHS, NAMES, birth, hire, key


def _dump(store: Store, *but: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, but those named."""
    with store.read() as session:
        return {
            name: sorted(map(tuple, session.execute(select(table)).all()))
            for name, table in metadata.tables.items()
            if name not in but
        }


def test_errors_are_planted_by_the_dozen_and_taken_away_to_the_byte(store: Store, lan: str, huong: str) -> None:
    for at, name in enumerate(NAMES):
        key(store, lan, birth(name, f"0{at + 1}.03.2016"))
    own = key(store, huong, birth("Nông Văn Của", "07.03.2016")).entry_id
    thu, boss = hire(store, "Thu", Role.SUPERVISOR), hire(store, "sếp", Role.ADMIN)
    before = _dump(store)
    made = plants.sow(store, huong, 3, by=boss, random=Random(1), book_id=BIRTHS.id)
    assert len(set(made)) == 3
    assert own not in made
    assert _dump(store, "plant", "action") == {
        name: rows for name, rows in before.items() if name not in ("plant", "action")
    }
    rest = plants.sow(store, huong, 50, by=thu, random=Random(2))
    assert len(rest) == len(NAMES) - 3, "nobody is tested twice on one page, nor on his own"
    assert plants.withdraw(store, huong, by=thu) == len(NAMES)
    assert plants.withdraw(store, huong, by=thu) == 0
    for entry_id in made:
        assert plants.shown_to(store, entries.load(store, entry_id), huong) == entries.load(store, entry_id)
        decisions.approve(store, entry_id, base_revision=1, account_id=huong)
    mine = next(row for row in plants.report(store, by=boss) if row.account_id == huong)
    assert (mine.waiting, mine.rate.shown, mine.lifted) == (0, 0, len(NAMES))
    assert chain.verify(store).ok


def test_what_another_decided_first_waits_for_nobody_in_the_list_either(store: Store, lan: str, huong: str) -> None:
    thu = hire(store, "Thu", Role.SUPERVISOR)
    one = key(store, lan, birth(NAMES[0], "01.03.2016")).entry_id
    plants.plant(store, one, huong, by=thu, random=Random(1))
    assert [row.answer for row in plants.of_reviewer(store, huong, by=thu)] == [""]
    decisions.approve(store, one, base_revision=1, account_id=thu)
    assert [row.answer for row in plants.of_reviewer(store, huong, by=thu)] == [plants.LAPSED]
    assert next(row for row in plants.report(store, by=thu) if row.account_id == huong).waiting == 0
    assert plants.withdraw(store, huong, by=thu) == 0


def test_a_planted_error_looks_like_any_slip_and_no_list_gives_it_away(store: Store, lan: str, huong: str) -> None:
    thu = hire(store, "Thu", Role.SUPERVISOR)
    for at in range(12):
        key(store, lan, birth(f"Nông Thị Hiền {'ABCDEFGHIKLM'[at]}", f"{at + 1:02}.03.2016"))
    queued = review.queue(store)
    classes = set()
    for seed, row in enumerate(queued):
        field = plants.plant(store, row.entry_id, huong, by=thu, random=Random(seed))
        real = entries.load(store, row.entry_id)
        value = plants.shown_to(store, real, huong).values[field]
        assert value.normalised not in ("", real.values[field].normalised, row.title, row.registration)
        assert field not in ("child_full_name", "registration_date")
        assert value.mark is Mark.NONE
        classes.add(value.as_written)
    assert len(classes) > 6
    assert review.queue(store) == queued


def test_who_may_plant_look_and_take_away(store: Store, lan: str, huong: str) -> None:
    saved = key(store, lan)
    thu, boss, watch = (
        hire(store, "Thu", Role.SUPERVISOR),
        hire(store, "sếp", Role.ADMIN),
        hire(store, "xem", Role.AUDITOR),
    )
    for by in (huong, lan, watch, "nobody"):
        with pytest.raises(NotAllowed):
            plants.sow(store, huong, 1, by=by, random=Random(1))
    for reviewer in (lan, boss, watch):
        with pytest.raises(NotAReviewer):
            plants.plant(store, saved.entry_id, reviewer, by=thu, random=Random(1))
    plants.plant(store, saved.entry_id, huong, by=boss, random=Random(1))
    for by in (huong, watch, lan):
        with pytest.raises(NotAllowed):
            plants.lift(store, saved.entry_id, huong, by=by)
        with pytest.raises(NotAllowed):
            plants.withdraw(store, huong, by=by)
    for by, waits, listed in ((thu, 1, 1), (watch, 1, 1), (huong, None, 0)):
        row = next(row for row in plants.report(store, by=by) if row.account_id == huong)
        assert row.waiting == waits
        assert len(plants.of_reviewer(store, huong, by=by)) == listed
    with pytest.raises(NotAllowed):
        plants.report(store, by=lan)
    assert [row.name for row in plants.report(store, by=boss)] == ["Hương", "Thu"]
    with pytest.raises(StillPlanted) as told:
        decisions.approve(store, saved.entry_id, base_revision=1, account_id=huong)
    real = entries.load(store, saved.entry_id).values[told.value.values["name"]].as_written
    assert real in str(told.value)
    (seen,) = plants.of_reviewer(store, huong, by=huong)
    assert (seen.answer, seen.entry_id) == (plants.MISSED, saved.entry_id)
    assert [line.act for line in actions.recent(store, subject=saved.entry_id)][:2] == ["plant.missed", "plant.make"]
