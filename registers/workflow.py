"""Who may do which step on an entry in which state: one table, used by the store and by the centre alike.

The table is the plan's process (keying, comparison with the book, standardising, approval by the office) plus second keying.
An approved entry is never edited: its correction is a new revision that stands at `keyed` and needs a new approval.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from registers.catalogue import Label
from registers.errors import HotichError


class Role(StrEnum):
    """What an account is for. An auditor reads only."""

    CLERK = "clerk"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"
    AUDITOR = "auditor"

    @property
    def label(self) -> Label:
        """The role's name on screens."""
        return _ROLE_LABELS[self]


class EntryState(StrEnum):
    """Where an entry stands between the clerk's first key and the official partition."""

    DRAFTED = "drafted"
    KEYED = "keyed"
    SECOND_KEYED = "second_keyed"
    DIFFERING = "differing"
    SETTLED = "settled"
    RETURNED = "returned"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> Label:
        """The state in words."""
        return _STATE_LABELS[self]


class Act(StrEnum):
    """A step of an entry. Each one that is taken makes a revision and a line of the log."""

    KEY = "key"  # keyed for the first time
    CORRECT = "correct"  # new values
    SECOND_KEY = "second_key"  # keyed again from the page, without seeing the first keying
    DIFFER = "differ"  # the two keyings do not agree
    SETTLE = "settle"  # they agree, or a third person has read the page again
    STANDARDISE = "standardise"  # what the page says is stored as today's rules write it
    RETURN = "return"  # back to be corrected, with a reason
    APPROVE = "approve"  # into the official partition
    WITHDRAW = "withdraw"  # the entry should not be; its number is free again

    @property
    def label(self) -> Label:
        """The step in words."""
        return _ACT_LABELS[self]


class Whose(StrEnum):
    """Whose work a step may be taken on, seen from the account that takes it."""

    ANYBODYS = "anybodys"
    OWN = "own"
    ANOTHERS = "anothers"


@dataclass(frozen=True, slots=True)
class Step:
    """A row of the table: who may take `act` on an entry that stands at one of `states`, and where it stands then."""

    act: Act
    states: frozenset[EntryState]
    to: EntryState
    roles: frozenset[Role]
    whose: Whose = Whose.ANYBODYS


class StepRefused(HotichError):
    """The entry does not stand where this step begins."""

    key = "workflow.wrong_state"


class StepNotForRole(StepRefused):
    """The account's role does not take this step on an entry that stands so."""

    key = "workflow.wrong_role"
    exit_code = 3


class OwnWork(StepRefused):
    """The step is another's to take: nobody approves, or keys a second time, what he keyed himself."""

    key = "workflow.own_work"
    exit_code = 3


class OthersWork(StepRefused):
    """Only whoever keyed the entry takes this step."""

    key = "workflow.others_work"
    exit_code = 3


_S, _R = EntryState, Role
_CLERKS = frozenset({_R.CLERK})
_KEYERS = frozenset({_R.CLERK, _R.SUPERVISOR, _R.ADMIN})
_LEADERS = frozenset({_R.SUPERVISOR, _R.ADMIN})
_REVIEWERS = frozenset({_R.SUPERVISOR})
_WITH_KEYER = frozenset({_S.KEYED, _S.RETURNED})
_LIVE = frozenset(_S) - {_S.DRAFTED, _S.WITHDRAWN}

STEPS: tuple[Step, ...] = (
    Step(Act.KEY, frozenset({_S.DRAFTED}), _S.KEYED, _KEYERS),
    Step(Act.CORRECT, frozenset({_S.KEYED}), _S.KEYED, _CLERKS, Whose.OWN),
    # A returned entry may be another clerk's to correct: the first one's account may be locked by then.
    Step(Act.CORRECT, frozenset({_S.RETURNED}), _S.KEYED, _CLERKS),
    Step(Act.CORRECT, _LIVE, _S.KEYED, _LEADERS),
    Step(Act.SECOND_KEY, frozenset({_S.KEYED}), _S.SECOND_KEYED, _KEYERS, Whose.ANOTHERS),
    Step(Act.DIFFER, frozenset({_S.SECOND_KEYED}), _S.DIFFERING, _KEYERS, Whose.ANOTHERS),
    Step(Act.SETTLE, frozenset({_S.SECOND_KEYED, _S.DIFFERING}), _S.SETTLED, _KEYERS, Whose.ANOTHERS),
    # The page's words stay, so two keyings that agreed still do; what was approved is not what now stands.
    Step(Act.STANDARDISE, frozenset({_S.KEYED, _S.APPROVED}), _S.KEYED, _LEADERS),
    Step(Act.STANDARDISE, frozenset({_S.SETTLED}), _S.SETTLED, _LEADERS),
    Step(Act.RETURN, _LIVE - {_S.RETURNED}, _S.RETURNED, _REVIEWERS),
    Step(Act.APPROVE, frozenset({_S.KEYED, _S.SETTLED}), _S.APPROVED, _REVIEWERS, Whose.ANOTHERS),
    Step(Act.WITHDRAW, _WITH_KEYER, _S.WITHDRAWN, _CLERKS, Whose.OWN),
    Step(Act.WITHDRAW, _LIVE, _S.WITHDRAWN, _LEADERS),
)
"""The one table. For an act, a state and a role it has one row at most. An auditor takes no step, an administrator none into
the official partition."""

NEEDS_REASON = frozenset({Act.RETURN, Act.WITHDRAW})
"""Steps nobody takes without saying why."""


def next_state(act: Act, state: EntryState, role: Role, *, own: bool) -> EntryState:
    """Where the entry stands after `act`, taken by `role`; `own` where the taker keyed it, the first or the second time.

    Raises StepRefused where the entry does not stand so, StepNotForRole, OwnWork and OthersWork where somebody else may.
    """
    facts = {"act": act.label, "state": state.label, "role": role.label}
    rows = [step for step in STEPS if step.act is act and state in step.states]
    if not rows:
        raise StepRefused(**facts)
    row = next((step for step in rows if role in step.roles), None)
    if row is None:
        raise StepNotForRole(**facts)
    if row.whose is Whose.ANOTHERS and own:
        raise OwnWork(**facts)
    if row.whose is Whose.OWN and not own:
        raise OthersWork(**facts)
    return row.to


def allowed(act: Act, state: EntryState, role: Role, is_keyer: bool) -> bool:
    """True where `next_state` has an answer: for keys that are shown only where they work."""
    try:
        next_state(act, state, role, own=is_keyer)
    except StepRefused:
        return False
    return True


_ACT_LABELS = {
    Act.KEY: Label("nhập", "key"),
    Act.CORRECT: Label("sửa", "correct"),
    Act.SECOND_KEY: Label("nhập lần hai", "key a second time"),
    Act.DIFFER: Label("xác nhận hai lần nhập khác nhau", "find the two keyings different"),
    Act.SETTLE: Label("thống nhất", "settle"),
    Act.STANDARDISE: Label("chuẩn hóa", "standardise"),
    Act.RETURN: Label("trả lại", "return"),
    Act.APPROVE: Label("phê duyệt", "approve"),
    Act.WITHDRAW: Label("rút", "withdraw"),
}

_ROLE_LABELS = {
    Role.CLERK: Label("Người nhập", "Clerk"),
    Role.SUPERVISOR: Label("Người kiểm tra, phê duyệt", "Supervisor"),
    Role.ADMIN: Label("Quản trị", "Administrator"),
    Role.AUDITOR: Label("Giám sát (chỉ xem)", "Auditor (reads only)"),
}

_STATE_LABELS = {
    EntryState.DRAFTED: Label("đang nhập", "being keyed"),
    EntryState.KEYED: Label("đã nhập", "keyed"),
    EntryState.SECOND_KEYED: Label("đã nhập lần hai", "keyed a second time"),
    EntryState.DIFFERING: Label("hai lần nhập khác nhau", "the two keyings differ"),
    EntryState.SETTLED: Label("đã thống nhất", "settled"),
    EntryState.RETURNED: Label("trả lại", "returned"),
    EntryState.APPROVED: Label("đã phê duyệt", "approved"),
    EntryState.WITHDRAWN: Label("đã rút", "withdrawn"),
}
