"""Standardising a book: proposals part by part, one revision an entry for what is accepted, nothing twice, nothing silently."""

from __future__ import annotations

from dataclasses import replace

import pytest

from registers.standardise import Change
from registers.value import Value
from registers.workflow import Act, EntryState, OwnWork, Role, StepNotForRole, StepRefused
from storage import actions, chain, decisions, entries, outboxstatus, standardising
from storage.decisions import Decided, Undecided
from storage.engine import Store
from storage.entries import Superseded
from storage.standardising import NotProposed, Proposed
from tests.storage.office import BIRTHS, birth, hire, key
from tests.storage.statements import statements

LOUD = {"child_full_name": Value("NÔNG THỊ HOÀ", "NÔNG THỊ HOÀ"), "child_ethnicity": Value("tày", "tày")}


def _loud(store: Store, lan: str, *births: str) -> list[str]:
    return [key(store, lan, birth(born=born) | LOUD).entry_id for born in births or ("02.03.2016", "05.06.2016")]


def _all(store: Store) -> list[Proposed]:
    return list(standardising.proposed(store, standardising.look_around(store, BIRTHS.id)))


def _accept(store: Store, chosen: list[Proposed], by: str) -> list[Decided | Undecided]:
    return standardising.accept(store, standardising.look_around(store, BIRTHS.id), chosen, account_id=by)


def test_a_book_is_read_in_parts_and_every_proposal_comes_once(store: Store, lan: str) -> None:
    ids = _loud(store, lan, "02.03.2016", "03.03.2016", "04.03.2016", "05.03.2016", "06.03.2016")
    key(store, lan)
    around = standardising.look_around(store, BIRTHS.id)
    found: list[Proposed] = []
    after, parts = None, 0
    while parts == 0 or after is not None:
        read = standardising.part(store, around, after, limit=2)
        found += read.found
        after, parts = read.upto, parts + 1
    assert parts == 4
    assert found == _all(store)
    assert [(one.entry_id, one.proposal.field) for one in found] == [
        (entry, name) for entry in ids for name in ("child_full_name", "child_ethnicity")
    ]
    assert {one.proposal.change for one in found} == {Change.TONE, Change.ETHNIC}


def test_what_is_accepted_is_one_revision_an_entry_with_the_pages_words_and_their_keyer(
    store: Store, lan: str, huong: str
) -> None:
    ids = _loud(store, lan)
    waiting = outboxstatus.status(store).waiting
    assert _accept(store, _all(store), huong) == [Decided(entry, 2) for entry in ids]
    for entry in ids:
        kept = entries.load(store, entry)
        assert kept.values["child_full_name"] == Value("NÔNG THỊ HOÀ", "Nông Thị Hòa")
        assert kept.values["child_ethnicity"] == Value("tày", "Tày")
        assert (kept.state, kept.keyer) == (EntryState.KEYED, lan)
        row = entries.history(store, entry)[-1]
        assert (row.act, row.account_id, row.keyer) == (Act.STANDARDISE, huong, lan)
        assert row.reason == "vị trí dấu thanh, dân tộc, quốc tịch"
        assert actions.recent(store, subject=entry, limit=1)[0].act == "entry.standardise"
    assert outboxstatus.status(store).waiting == waiting + 2
    assert _all(store) == []
    assert chain.verify(store).ok
    assert isinstance(decisions.approve(store, ids[0], base_revision=2, account_id=huong), Decided)


def test_an_approved_entry_waits_again_and_the_approved_revision_stays_official(
    store: Store, lan: str, huong: str
) -> None:
    (entry,) = _loud(store, lan, "02.03.2016")
    decisions.approve(store, entry, base_revision=1, account_id=huong)
    (one, other) = _all(store)
    assert one.state is EntryState.APPROVED
    assert _accept(store, [one], huong) == [Decided(entry, 3)]
    kept = entries.load(store, entry)
    assert (kept.state, kept.approved_revision) == (EntryState.KEYED, 2)
    assert [left.proposal for left in _all(store)] == [other.proposal]
    (again,) = _all(store)
    own = key(store, huong, birth(born="09.09.2016") | LOUD)
    assert _accept(store, [again], huong) == [Decided(entry, 4)]
    with pytest.raises(OwnWork):
        decisions.approve(store, own.entry_id, base_revision=1, account_id=huong)


def test_a_refusal_stays_whatever_is_accepted_besides(store: Store, lan: str, huong: str) -> None:
    first, second = _loud(store, lan)
    around = standardising.look_around(store, BIRTHS.id)
    name = _all(store)[0]
    standardising.refuse(store, around, name, account_id=huong)
    assert entries.load(store, first).revision == 1
    assert actions.recent(store, subject=first, limit=1)[0].act == standardising.REFUSED
    assert [one.key for one in _all(store)] == [
        (first, "child_ethnicity"), (second, "child_full_name"), (second, "child_ethnicity"),
    ]  # fmt: skip
    _accept(store, _all(store), huong)
    assert _all(store) == []
    assert entries.load(store, first).values["child_full_name"].normalised == "NÔNG THỊ HOÀ"
    assert chain.verify(store).ok


def test_only_who_may_only_what_is_proposed_and_only_of_what_was_looked_at(store: Store, lan: str, huong: str) -> None:
    first, second = _loud(store, lan)
    around = standardising.look_around(store, BIRTHS.id)
    found = _all(store)
    auditor = hire(store, "Hoa", Role.AUDITOR)
    for who in (lan, auditor):
        answers = _accept(store, found, who)
        assert all(isinstance(answer, Undecided) and isinstance(answer.why, StepNotForRole) for answer in answers)
        with pytest.raises(StepNotForRole):
            standardising.refuse(store, around, found[0], account_id=who)
    invented = replace(found[0], proposal=replace(found[0].proposal, becomes=Value("NÔNG THỊ HOÀ", "Nông Thị Huệ")))
    (answer,) = _accept(store, [invented], huong)
    assert isinstance(answer, Undecided)
    assert isinstance(answer.why, NotProposed)
    decisions.send_back(store, first, base_revision=1, account_id=huong, reason="xem lại")
    answers = _accept(store, found, huong)
    assert isinstance(answers[0], Undecided)
    assert isinstance(answers[0].why, Superseded)
    assert answers[1] == Decided(second, 2)
    assert _all(store) == [], "what was returned is the clerk's again"
    with pytest.raises(StepRefused):
        standardising.refuse(store, around, replace(found[0], revision=2), account_id=huong)
    assert {row.act for row in entries.history(store, first)} == {Act.KEY, Act.RETURN}


def test_a_part_costs_the_same_statements_however_much_it_proposes(store: Store, lan: str) -> None:
    around = standardising.look_around(store, BIRTHS.id)
    counts = []
    for births in (("02.03.2016",), tuple(f"{day:02}.04.2016" for day in range(1, 12))):
        _loud(store, lan, *births)
        with statements(store) as asked:
            standardising.part(store, around)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 4
