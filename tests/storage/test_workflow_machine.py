"""No path around the workflow: whatever accounts of every role do to entries, in any order, its promises hold."""

from __future__ import annotations

import itertools
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text
from sqlalchemy.engine import make_url

from registers.errors import HotichError
from registers.rekeying import Scope
from registers.workflow import STEPS, Act, EntryState, Role
from storage import chain, decisions, entries, lots, plants, rekeying, secondkeying, standardising
from storage.decisions import Decided
from storage.engine import Store
from storage.lotrows import ACCEPTED, FAULTY, GOOD, LotRow, members_of
from storage.records import RevisionRow
from storage.reviewtables import LotEntry
from tests.storage.conftest import Counting, Ticking, run_on
from tests.storage.office import BIRTHS, birth, found, hire, key

ROLES = (Role.CLERK, Role.CLERK, Role.SUPERVISOR, Role.SUPERVISOR, Role.ADMIN, Role.AUDITOR)
CHILDREN = ("Nông Thị Hiền", "Nông Thị Hiên", "NÔNG THỊ HOÀ")
STANDARD = "Nông Thị Hòa"
"""What the last of them is stored as once it is standardised."""
WITH_VALUES = (Act.KEY, Act.CORRECT, Act.SETTLE, Act.STANDARDISE)
"""Acts that may change what an entry says."""

who = st.integers(0, len(ROLES) - 1)
clerk = st.sampled_from((0, 1, 0, 1)) | who
supervisor = st.sampled_from((2, 3, 2, 3)) | who
"""Mostly those whose work it is: else most of what is tried is refused before it comes to anything."""
stale = st.integers(0, 1)
child = st.sampled_from(CHILDREN)


class Office(RuleBasedStateMachine):
    """Accounts of every role at one store. Refusals are answers; what must never be is in the invariants."""

    kept = Bundle("kept")

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.store = store
        found(store)
        self.people = [hire(store, f"người {at}", role) for at, role in enumerate(ROLES)]
        self.roles = dict(zip(self.people, ROLES, strict=True))
        self.histories: dict[str, list[RevisionRow]] = {}
        self.official: dict[str, int | None] = {}
        self.planted: set[str] = set()
        self.lots: dict[str, LotRow] = {}
        self.reached: Counter[str] = Counter()  # so that a rule that is never got through is seen

    @initialize(names=st.lists(child, min_size=3, max_size=3), account=st.sampled_from((0, 1)))
    def begin(self, names: list[str], account: int) -> None:
        """A clerk has keyed a few already."""
        for name in names:
            self.histories[key(self.store, self.people[account], birth(name)).entry_id] = []

    @rule(target=kept, account=who, name=child)
    def key(self, account: int, name: str) -> str:
        """Somebody keys the next position."""
        try:
            saved = key(self.store, self.people[account], birth(name))
        except HotichError:
            assert self.roles[self.people[account]] is Role.AUDITOR or len(self.histories) >= 40
            return ""
        self.histories[saved.entry_id] = []
        return saved.entry_id

    @rule(entry=kept, account=who, name=child, behind=stale)
    def correct(self, entry: str, account: int, name: str, behind: int) -> None:
        """Somebody corrects, perhaps what he looked at before another changed it."""
        self._tried(
            entry,
            lambda base: entries.correct(
                self.store, entry, values=birth(name), base_revision=base, account_id=self.people[account], page_no=1
            ),
            behind,
        )

    @rule(entry=kept, account=who, act=st.sampled_from([Act.APPROVE, Act.RETURN, Act.WITHDRAW]), behind=stale)
    def step(self, entry: str, account: int, act: Act, behind: int) -> None:
        """Somebody decides, perhaps on what he looked at before another changed it."""
        self._tried(
            entry,
            lambda base: entries.step(
                self.store, entry, act, base_revision=base, account_id=self.people[account], reason="vì vậy"
            ),
            behind,
        )

    @rule(entry=kept, account=who, name=child)
    def key_again(self, entry: str, account: int, name: str) -> None:
        """Somebody keys the entry a second time, or a third."""
        again = {"child_full_name": birth(name)["child_full_name"]}
        self._tried(
            entry,
            lambda base: secondkeying.key_again(
                self.store, entry, again, base_revision=base, account_id=self.people[account]
            ),
        )
        self._tried(
            entry,
            lambda base: secondkeying.settle(
                self.store, entry, again, base_revision=base, account_id=self.people[account]
            ),
        )

    @rule(entry=kept, account=who, behind=stale)
    def comment(self, entry: str, account: int, behind: int) -> None:
        """Somebody sends it back with a comment at a field; it stands there until the entry is corrected."""
        said = {"child_full_name": "Sổ ghi khác"}
        self._tried(
            entry,
            lambda base: decisions.send_back(
                self.store, entry, base_revision=base, account_id=self.people[account], comments=said
            ),
            behind,
        )
        if entry:
            returned = entries.load(self.store, entry).state is EntryState.RETURNED
            assert bool(decisions.comments(self.store, entry)) == returned

    @rule(account=who, refused=st.booleans())
    def standardise(self, account: int, refused: bool) -> None:
        """Somebody takes up everything that is proposed, or refuses the first of it."""
        around = standardising.look_around(self.store, BIRTHS.id)
        found = list(standardising.proposed(self.store, around))
        who = self.people[account]
        leads = self.roles[who] in (Role.SUPERVISOR, Role.ADMIN)
        if found and refused:
            try:
                standardising.refuse(self.store, around, found[0], account_id=who)
            except HotichError:
                assert not leads
            left = list(standardising.proposed(self.store, around))
            assert left == (found[1:] if leads else found)
            return
        answers = standardising.accept(self.store, around, found, account_id=who)
        assert all(isinstance(answer, Decided) == leads for answer in answers)
        assert not (leads and list(standardising.proposed(self.store, around)))

    @rule(entry=kept, account=who, reviewer=who, seed=st.integers(0, 9))
    def plant(self, entry: str, account: int, reviewer: int, seed: int) -> None:
        """Somebody plants an error for somebody."""
        self._tried(
            entry,
            lambda _: self.planted.add(
                plants.plant(self.store, entry, self.people[reviewer], by=self.people[account], random=Random(seed))
            ),
        )

    @rule(account=supervisor, keyer=clerk, seed=st.integers(0, 9))
    def draw_lot(self, account: int, keyer: int, seed: int) -> None:
        """Somebody makes a lot of what somebody has waiting."""
        by, whose = self.people[account], self.people[keyer]
        try:
            lot = lots.draw(self.store, BIRTHS.id, whose, aql="4.0", by=by, random=Random(seed))
        except HotichError:
            return
        assert self.roles[by] is Role.SUPERVISOR
        assert by != whose
        self.lots[lot.id] = lot

    @rule(account=supervisor, which=st.integers(0, 9), faulty=st.integers(0, 1), marked=st.booleans())
    def decide_lot(self, account: int, which: int, faulty: int, marked: bool) -> None:
        """Somebody decides a lot by what he found in its sample, marked one by one or told all at once; it may be cut off, and finished."""
        if not self.lots:
            self.draw_lot(2 + which % 2, which // 2 % 2, which)
        if not self.lots:
            return
        lot = self.lots[sorted(self.lots)[which % len(self.lots)]]
        by, found = self.people[account], set(lot.sample[:faulty])
        before = {entry: entries.load(self.store, entry).revision for entry in self.histories}
        again = lots.get(self.store, lot.id).unfinished
        try:
            if marked and not again:
                for entry in lot.sample:
                    lots.mark(self.store, lot.id, entry, faulty=entry in found, account_id=by)
            with patch.object(decisions, "_TOGETHER", 1):
                how: Any = {"account_id": by, "reason": "cả lô", "go_on": lambda _: which % 3 > 0}
                if again and marked:
                    decided, answers = lots.finish(self.store, lot.id, **how)
                else:
                    decided, answers = lots.decide(self.store, lot.id, None if marked else found, **how)
                    assert not again
        except HotichError:
            assert all(entries.load(self.store, entry).revision == revision for entry, revision in before.items())
            return
        self.reached["lot cut off" if decided.unfinished else "lot finished" if again else "lot"] += 1
        if not decided.unfinished:
            del self.lots[lot.id]
            assert len(answers) == lot.size
        found = set(decided.found)
        assert self.roles[by] is Role.SUPERVISOR
        assert by != lot.keyer
        assert (decided.decision == ACCEPTED) == (len(found) <= lot.accept)
        drawn = {each.entry_id: each.revision for each in self._members(lot.id)}
        for answer in answers:
            now = entries.load(self.store, answer.entry_id)
            if isinstance(answer, Decided):
                goes_back = decided.decision != ACCEPTED or answer.entry_id in found
                assert now.state is (EntryState.RETURNED if goes_back else EntryState.APPROVED)
                assert now.revision == drawn[answer.entry_id] + 1, "decided once, as it was drawn"
                self.reached[f"lot {decided.decision}"] += 1
            else:
                assert now.revision == before[answer.entry_id]
        verdicts = {each.entry_id: each.verdict for each in lots.sample_of(self.store, lot.id)}
        assert verdicts == {entry: FAULTY if entry in found else GOOD for entry in lot.sample}

    def _members(self, lot_id: str) -> list[LotEntry]:
        with self.store.read() as session:
            return members_of(session, lot_id)

    @rule(account=supervisor, seed=st.integers(0, 9))
    def give_out(self, account: int, seed: int) -> None:
        """Somebody gives the book out to be keyed a second time."""
        with suppress(HotichError):
            rekeying.give_out(self.store, BIRTHS.id, Scope.KEY_FIELDS, by=self.people[account], random=Random(seed))
            assert self.roles[self.people[account]] in (Role.SUPERVISOR, Role.ADMIN)

    @rule(account=clerk, name=child, twice=st.booleans())
    def key_what_is_due(self, account: int, name: str, twice: bool) -> None:
        """Somebody keys what waits for him, a second or a third time; a third reading may be one nobody had."""
        by = self.people[account]
        self.give_out(2, 0)
        try:
            due = rekeying.next_due(self.store, BIRTHS.id, by)
        except HotichError:
            return
        assert not set(due.rest) & set(due.fields), "nothing of what is asked for is shown"
        page = entries.load(self.store, due.entry_id).values | {"child_full_name": birth(name)["child_full_name"]}
        values = {field: page[field] for field in due.fields if field in page}

        def keyed(base: int) -> object:
            if due.turn == secondkeying.SECOND:
                return secondkeying.key_again(
                    self.store, due.entry_id, values, base_revision=base, account_id=by, fields=due.fields
                )
            return secondkeying.settle(
                self.store, due.entry_id, values, base_revision=base, account_id=by, read_twice=twice
            )

        if self._tried(due.entry_id, keyed):
            self.reached[f"{due.turn}: {entries.load(self.store, due.entry_id).state}"] += 1

    @rule(account=who, act=st.sampled_from([Act.APPROVE, Act.RETURN, Act.WITHDRAW]))
    def decide_many(self, account: int, act: Act) -> None:
        """Somebody decides everything there is at once."""
        seen = [(entry, entries.load(self.store, entry).revision) for entry in self.histories]
        answers = decisions.decide(self.store, act, seen, account_id=self.people[account], reason="cả lô")
        if self.roles[self.people[account]] is Role.AUDITOR:
            assert not any(isinstance(answer, Decided) for answer in answers)

    def _tried(self, entry: str, act: Callable[[int], object], behind: int = 0) -> bool:
        if not entry:
            return False
        newest = entries.load(self.store, entry).revision
        try:
            act(newest - behind)
        except HotichError:
            assert entries.load(self.store, entry).revision == newest
            return False
        assert not behind, "a decision on what was looked at before must be refused"
        return True

    @invariant()
    def no_revision_is_lost_or_changed(self) -> None:
        """Histories only grow, one number at a time. Those that did not grow are read again at the end alone."""
        with self.store.read() as session:
            rows = session.execute(text("SELECT id, revision, approved_revision FROM entry")).all()
        self.official = {row.id: row.approved_revision for row in rows}
        for row in rows:
            if row.revision != len(self.histories[row.id]):
                self._read_again(row.id)

    def _read_again(self, entry: str) -> None:
        before, now = self.histories[entry], entries.history(self.store, entry)
        assert now[: len(before)] == before
        assert [row.revision for row in now] == list(range(1, len(now) + 1))
        self.histories[entry] = now

    @invariant()
    def nobody_approves_what_he_typed(self) -> None:
        """Approved by a supervisor who typed none of it."""
        for rows in self.histories.values():
            for row in rows:
                if row.act is Act.APPROVE:
                    typed = {r.keyer for r in rows[: row.revision]} & {row.keyer}
                    again = {r.account_id for r in rows[: row.revision] if r.act in (Act.SECOND_KEY, Act.SETTLE)}
                    assert row.account_id not in typed | again
                    assert self.roles[row.account_id] is Role.SUPERVISOR

    @invariant()
    def every_step_is_a_row_of_the_table(self) -> None:
        """From where the entry stood, by who may take it, to where the table says: so nothing is approved but by approving."""
        for rows in self.histories.values():
            assert not rows or (rows[0].act, rows[0].state) == (Act.KEY, EntryState.KEYED)
            for before, row in itertools.pairwise(rows):
                assert any(
                    (step.act, step.to) == (row.act, row.state)
                    and before.state in step.states
                    and self.roles[row.account_id] in step.roles
                    for step in STEPS
                )

    @invariant()
    def nobody_keys_again_what_he_typed(self) -> None:
        """Neither the second time, nor the third, where the first two differ."""
        for rows in self.histories.values():
            for before, row in itertools.pairwise(rows):
                if row.act is Act.SECOND_KEY or (row.act, before.state) == (Act.SETTLE, EntryState.DIFFERING):
                    typed = {earlier.keyer for earlier in rows[: before.revision]}
                    again = {r.account_id for r in rows[: before.revision] if r.act in (Act.SECOND_KEY, Act.SETTLE)}
                    assert row.account_id not in typed | again

    @invariant()
    def the_approved_one_stays_official(self) -> None:
        """Until its successor is approved or the entry withdrawn."""
        for entry, rows in self.histories.items():
            approved = [row.revision for row in rows if row.state is EntryState.APPROVED]
            official = approved[-1] if approved and rows[-1].state is not EntryState.WITHDRAWN else None
            assert self.official[entry] == official

    @invariant()
    def only_allowed_acts_change_values(self) -> None:
        """Approving, returning, withdrawing leave the text alone, so no planted error ever comes into it."""
        for rows in self.histories.values():
            for before, row in itertools.pairwise(rows):
                assert row.act in WITH_VALUES or row.values == before.values
                assert row.values["child_full_name"].normalised in (*CHILDREN, STANDARD)

    @invariant()
    def standardising_leaves_the_pages_words_and_their_keyer(self) -> None:
        """And never makes anything official."""
        for rows in self.histories.values():
            for before, row in itertools.pairwise(rows):
                if row.act is not Act.STANDARDISE:
                    continue
                assert row.state in (EntryState.KEYED, EntryState.SETTLED)
                assert (row.keyer, row.overrides) == (before.keyer, before.overrides)
                words = [{name: value.as_written for name, value in at.values.items()} for at in (before, row)]
                assert words[0] == words[1]

    @invariant()
    def an_auditor_changes_nothing(self) -> None:
        """Nor has anything typed or decided in his name."""
        auditors = {account for account, role in self.roles.items() if role is Role.AUDITOR}
        for rows in self.histories.values():
            assert not auditors & {row.account_id for row in rows} | auditors & {row.keyer for row in rows}

    def teardown(self) -> None:
        """The log vouches for all of it, and every revision waits to be pushed as it is."""
        for entry in self.histories:
            self._read_again(entry)
        report = chain.verify(self.store)
        assert report.ok, report.faults
        revisions = sum(map(len, self.histories.values()))
        with self.store.read() as session:
            assert session.execute(text("SELECT count(*) FROM outbox_item")).scalar_one() == revisions
        self.store.close()


def _run(make: Callable[[], Store], examples: int) -> Counter[str]:
    reached: Counter[str] = Counter()

    class Fresh(Office):
        def __init__(self) -> None:
            super().__init__(make())

        def teardown(self) -> None:
            reached.update(self.reached)
            super().teardown()

    run_state_machine_as_test(
        Fresh,
        settings=settings(
            max_examples=examples,
            stateful_step_count=20,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    return reached


def test_no_path_around_the_workflow_on_sqlite(sqlite_template: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        numbers = itertools.count()

        def make() -> Store:
            path = Path(folder) / f"{next(numbers)}.db"
            shutil.copy(sqlite_template, path)
            return Store.open(f"sqlite:///{path}", clock=Ticking(), new_id=Counting())

        reached = _run(make, 20)
    assert {"lot accepted", "lot rejected", "lot finished", "2: settled", "2: differing", "3: settled"} <= set(reached)


def test_no_path_around_the_workflow_on_postgresql(postgresql_server: str, postgresql_template: str) -> None:
    numbers = itertools.count()
    made: list[str] = []

    def make() -> Store:
        name = f"machine_{next(numbers)}"
        run_on(postgresql_server, f"CREATE DATABASE {name} TEMPLATE {postgresql_template} STRATEGY FILE_COPY")
        made.append(name)
        url = make_url(postgresql_server).set(drivername="postgresql+psycopg", database=name)
        return Store.open(url.render_as_string(hide_password=False), clock=Ticking(), new_id=Counting())

    try:
        _run(make, 8)
    finally:
        for name in made:
            run_on(postgresql_server, f"DROP DATABASE {name} WITH (FORCE)")
