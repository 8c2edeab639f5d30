"""The one table of steps: who may do what on an entry in which state, and that nobody approves his own work."""

from __future__ import annotations

from itertools import product

import pytest

from registers.catalogue import Language
from registers.workflow import (
    NEEDS_REASON,
    STEPS,
    Act,
    EntryState,
    OthersWork,
    OwnWork,
    Role,
    StepNotForRole,
    StepRefused,
    allowed,
    next_state,
)

KEYED, SETTLED, APPROVED = EntryState.KEYED, EntryState.SETTLED, EntryState.APPROVED
OWN, OTHERS = True, False


@pytest.mark.parametrize(
    ("act", "state", "role", "own", "following"),
    [
        (Act.KEY, EntryState.DRAFTED, Role.CLERK, OWN, KEYED),
        (Act.CORRECT, KEYED, Role.CLERK, OWN, KEYED),
        (Act.CORRECT, APPROVED, Role.SUPERVISOR, OTHERS, KEYED),  # needs a new approval
        (Act.CORRECT, EntryState.DIFFERING, Role.ADMIN, OTHERS, KEYED),
        (Act.CORRECT, EntryState.RETURNED, Role.CLERK, OTHERS, KEYED),
        (Act.CORRECT, KEYED, Role.SUPERVISOR, OTHERS, KEYED),
        (Act.STANDARDISE, KEYED, Role.SUPERVISOR, OTHERS, KEYED),
        (Act.STANDARDISE, SETTLED, Role.SUPERVISOR, OTHERS, SETTLED),
        (Act.STANDARDISE, APPROVED, Role.ADMIN, OTHERS, KEYED),  # needs a new approval
        (Act.SECOND_KEY, KEYED, Role.CLERK, OTHERS, EntryState.SECOND_KEYED),
        (Act.SETTLE, EntryState.SECOND_KEYED, Role.CLERK, OTHERS, SETTLED),
        (Act.DIFFER, EntryState.SECOND_KEYED, Role.CLERK, OTHERS, EntryState.DIFFERING),
        (Act.SETTLE, EntryState.DIFFERING, Role.CLERK, OTHERS, SETTLED),
        (Act.RETURN, KEYED, Role.SUPERVISOR, OTHERS, EntryState.RETURNED),
        (Act.RETURN, APPROVED, Role.SUPERVISOR, OTHERS, EntryState.RETURNED),
        (Act.APPROVE, KEYED, Role.SUPERVISOR, OTHERS, APPROVED),
        (Act.APPROVE, SETTLED, Role.SUPERVISOR, OTHERS, APPROVED),
        (Act.WITHDRAW, KEYED, Role.CLERK, OWN, EntryState.WITHDRAWN),
        (Act.WITHDRAW, APPROVED, Role.SUPERVISOR, OTHERS, EntryState.WITHDRAWN),
    ],
)
def test_steps_that_may_be_taken(act: Act, state: EntryState, role: Role, own: bool, following: EntryState) -> None:
    assert next_state(act, state, role, own=own) is following
    assert allowed(act, state, role, own)


@pytest.mark.parametrize(
    ("act", "state", "role", "own", "refusal"),
    [
        (Act.APPROVE, KEYED, Role.SUPERVISOR, OWN, OwnWork),
        (Act.APPROVE, SETTLED, Role.SUPERVISOR, OWN, OwnWork),
        (Act.APPROVE, KEYED, Role.CLERK, OTHERS, StepNotForRole),
        (Act.STANDARDISE, KEYED, Role.CLERK, OWN, StepNotForRole),
        (Act.STANDARDISE, APPROVED, Role.AUDITOR, OTHERS, StepNotForRole),
        (Act.STANDARDISE, EntryState.RETURNED, Role.SUPERVISOR, OTHERS, StepRefused),
        (Act.APPROVE, KEYED, Role.ADMIN, OTHERS, StepNotForRole),
        (Act.APPROVE, EntryState.DIFFERING, Role.SUPERVISOR, OTHERS, StepRefused),
        (Act.APPROVE, APPROVED, Role.SUPERVISOR, OTHERS, StepRefused),
        (Act.APPROVE, EntryState.RETURNED, Role.SUPERVISOR, OTHERS, StepRefused),
        (Act.CORRECT, KEYED, Role.CLERK, OTHERS, OthersWork),
        (Act.CORRECT, APPROVED, Role.CLERK, OWN, StepNotForRole),
        (Act.CORRECT, EntryState.WITHDRAWN, Role.SUPERVISOR, OTHERS, StepRefused),
        (Act.RETURN, EntryState.RETURNED, Role.SUPERVISOR, OTHERS, StepRefused),
        (Act.RETURN, KEYED, Role.ADMIN, OTHERS, StepNotForRole),
        (Act.SECOND_KEY, KEYED, Role.CLERK, OWN, OwnWork),
        (Act.SETTLE, EntryState.DIFFERING, Role.SUPERVISOR, OWN, OwnWork),
        (Act.RETURN, KEYED, Role.CLERK, OTHERS, StepNotForRole),
        (Act.WITHDRAW, APPROVED, Role.CLERK, OWN, StepNotForRole),
        (Act.WITHDRAW, KEYED, Role.CLERK, OTHERS, OthersWork),
    ],
)
def test_steps_that_are_refused(act: Act, state: EntryState, role: Role, own: bool, refusal: type[StepRefused]) -> None:
    with pytest.raises(StepRefused) as refused:
        next_state(act, state, role, own=own)
    assert type(refused.value) is refusal
    assert act.label.vi in str(refused.value)
    assert not allowed(act, state, role, own)


def test_nobody_approves_or_settles_what_he_keyed() -> None:
    for act, state, role in product((Act.APPROVE, Act.SETTLE, Act.SECOND_KEY), EntryState, Role):
        assert not allowed(act, state, role, is_keyer=True)


def test_an_auditor_takes_no_step() -> None:
    assert not any(
        allowed(act, state, Role.AUDITOR, own) for act, state, own in product(Act, EntryState, (OWN, OTHERS))
    )


def test_a_withdrawn_entry_stays_so() -> None:
    assert not any(
        allowed(act, EntryState.WITHDRAWN, role, own) for act, role, own in product(Act, Role, (OWN, OTHERS))
    )


def test_one_row_at_most_decides() -> None:
    cases = [(step.act, state, role) for step in STEPS for state in step.states for role in step.roles]
    assert len(cases) == len(set(cases))


def test_every_state_is_reached_and_only_withdrawing_ends_the_work() -> None:
    assert {step.to for step in STEPS} == set(EntryState) - {EntryState.DRAFTED}
    assert {state for step in STEPS for state in step.states} == set(EntryState) - {EntryState.WITHDRAWN}


def test_sending_back_and_withdrawing_need_a_reason() -> None:
    assert {Act.RETURN, Act.WITHDRAW} == NEEDS_REASON


@pytest.mark.parametrize("named", [*Act, *EntryState, *Role], ids=str)
def test_everything_has_a_name_in_both_languages(named: Act | EntryState | Role) -> None:
    assert named.label.within(Language.VI).strip()
    assert named.label.within(Language.EN).strip()
