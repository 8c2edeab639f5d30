"""Who may do which step on an entry in which state: one table, used by the store and by the centre alike.

The table is the plan's process (keying, comparison with the book, standardising, approval by the office) plus second keying.
An approved entry is never edited: its correction is a new revision that stands at `keyed` and needs a new approval.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from registers.catalogue import Label, label
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
    """A step on an entry. Each one that is taken makes a revision."""

    KEY = "key"  # keyed for the first time
    CORRECT = "correct"  # new values
    SECOND_KEY = "second_key"  # keyed again, blind, by somebody else
    DIFFER = "differ"  # the two keyings do not agree
    SETTLE = "settle"  # they agree, or a third reading of the page has decided
    RETURN = "return"  # back to whoever keyed it, with a reason
    APPROVE = "approve"  # into the official partition
    WITHDRAW = "withdraw"  # the entry should not be; its number is free again

    @property
    def label(self) -> Label:
        """The step in words."""
        return label(f"workflow.act_{self.value}")


class Whose(StrEnum):
    """Whose values a step may be taken on, seen from the account that takes it."""

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
    """The step is not one that this role may take on an entry that stands so."""

    key = "workflow.step_refused"
    exit_code = 3


class OwnWork(StepRefused):
    """The step is another's to take: nobody approves, or keys a second time, what he keyed himself."""

    key = "workflow.own_work"


_S, _R = EntryState, Role
_KEYERS = frozenset({_R.CLERK, _R.SUPERVISOR, _R.ADMIN})
_LEADERS = frozenset({_R.SUPERVISOR, _R.ADMIN})
_REVIEWERS = frozenset({_R.SUPERVISOR})
_NEW = frozenset({_S.DRAFTED})
_WITH_KEYER = frozenset({_S.KEYED, _S.RETURNED})
_IN_REVIEW = frozenset({_S.KEYED, _S.SECOND_KEYED, _S.DIFFERING, _S.SETTLED})
_LIVE = frozenset(_S) - {_S.DRAFTED, _S.WITHDRAWN}

STEPS: tuple[Step, ...] = (
    Step(Act.KEY, _NEW, _S.KEYED, _KEYERS),
    Step(Act.CORRECT, _WITH_KEYER, _S.KEYED, _KEYERS, Whose.OWN),
    Step(Act.CORRECT, _LIVE, _S.KEYED, _LEADERS),
    Step(Act.SECOND_KEY, frozenset({_S.KEYED}), _S.SECOND_KEYED, _KEYERS, Whose.ANOTHERS),
    Step(Act.DIFFER, frozenset({_S.SECOND_KEYED}), _S.DIFFERING, _KEYERS, Whose.ANOTHERS),
    Step(Act.SETTLE, frozenset({_S.SECOND_KEYED, _S.DIFFERING}), _S.SETTLED, _KEYERS, Whose.ANOTHERS),
    Step(Act.RETURN, _IN_REVIEW, _S.RETURNED, _REVIEWERS),
    Step(Act.APPROVE, frozenset({_S.KEYED, _S.SETTLED}), _S.APPROVED, _REVIEWERS, Whose.ANOTHERS),
    Step(Act.WITHDRAW, _WITH_KEYER, _S.WITHDRAWN, _KEYERS, Whose.OWN),
    Step(Act.WITHDRAW, _LIVE, _S.WITHDRAWN, _LEADERS),
)
"""The table. The first row that fits decides."""

NEEDS_REASON = frozenset({Act.RETURN, Act.WITHDRAW})
"""Steps nobody takes without saying why."""


def next_state(act: Act, state: EntryState, role: Role, *, own: bool) -> EntryState:
    """Where the entry stands after `act`, taken by `role`; `own` where the taker keyed the newest values himself.

    Raises OwnWork where only somebody else may take the step, StepRefused where the table has no such step.
    """
    rows = [step for step in STEPS if step.act is act and state in step.states and role in step.roles]
    whose = {Whose.ANYBODYS, Whose.OWN if own else Whose.ANOTHERS}
    for step in rows:
        if step.whose in whose:
            return step.to
    if any(step.whose is Whose.ANOTHERS for step in rows):
        raise OwnWork(act=act.label)
    raise StepRefused(act=act.label, state=state.label, role=role.label)


def may(act: Act, state: EntryState, role: Role, *, own: bool) -> bool:
    """True where `next_state` allows the step: for keys that are shown only where they work."""
    try:
        next_state(act, state, role, own=own)
    except StepRefused:
        return False
    return True


class Act(StrEnum):
    """A step of an entry. Each makes one revision and one line of the log."""

    KEY = "key"
    CORRECT = "correct"
    SECOND_KEY = "second_key"  # keyed again from the page, without seeing the first keying
    AGREE = "agree"  # the two keyings are equal
    DIFFER = "differ"  # they are not
    SETTLE = "settle"  # a third person keyed what differed
    RETURN = "return"
    APPROVE = "approve"
    WITHDRAW = "withdraw"

    @property
    def label(self) -> Label:
        """The step in words."""
        return _ACT_LABELS[self]


class Keyer(StrEnum):
    """Whether a step is for those who keyed the entry (once or the second time), for others, or for both."""

    ANYONE = "anyone"
    KEYER = "keyer"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Step:
    """`act` takes an entry from one of `sources` to `target`, for those `who` names."""

    act: Act
    sources: frozenset[EntryState]
    target: EntryState
    who: tuple[tuple[Role, Keyer], ...]


class StepRefused(HotichError):
    """The entry does not stand where this step begins."""

    key = "workflow.wrong_state"


class StepNotForRole(StepRefused):
    """The account's role does not take this step."""

    key = "workflow.wrong_role"
    exit_code = 3


class OwnWork(StepRefused):
    """Whoever keyed the entry does not take this step: keyer ≠ approver."""

    key = "workflow.own_work"
    exit_code = 3


class OthersWork(StepRefused):
    """Only whoever keyed the entry takes this step."""

    key = "workflow.others_work"
    exit_code = 3


def _step(act: Act, sources: str, target: EntryState, **who: str) -> Step:
    roles = tuple((Role(role), Keyer(keyer)) for role, keyer in who.items())
    return Step(act, frozenset(map(EntryState, sources.split())), target, roles)


STEPS = (
    _step(Act.KEY, "drafted", EntryState.KEYED, clerk="anyone", supervisor="anyone", admin="anyone"),
    _step(Act.CORRECT, "keyed settled approved", EntryState.KEYED, clerk="keyer", supervisor="anyone", admin="anyone"),
    # A returned entry may go to another clerk: the first one's account may be locked by then.
    _step(Act.CORRECT, "returned", EntryState.KEYED, clerk="anyone", supervisor="anyone", admin="anyone"),
    _step(Act.SECOND_KEY, "keyed", EntryState.SECOND_KEYED, clerk="other", supervisor="other"),
    # Comparing follows the second keying in its own unit of work, so it is a step of whoever keyed second.
    _step(Act.AGREE, "second_keyed", EntryState.SETTLED, clerk="anyone", supervisor="anyone"),
    _step(Act.DIFFER, "second_keyed", EntryState.DIFFERING, clerk="anyone", supervisor="anyone"),
    _step(Act.SETTLE, "differing", EntryState.SETTLED, clerk="other", supervisor="other"),
    _step(Act.RETURN, "keyed second_keyed differing settled approved", EntryState.RETURNED, supervisor="anyone"),
    _step(Act.APPROVE, "keyed settled", EntryState.APPROVED, supervisor="other"),
    _step(Act.WITHDRAW, "keyed returned", EntryState.WITHDRAWN, clerk="keyer", supervisor="anyone"),
    _step(Act.WITHDRAW, "second_keyed differing settled approved", EntryState.WITHDRAWN, supervisor="anyone"),
)
"""The one table. An auditor takes no step; an administrator keys where an office has nobody else, but never approves."""


def allowed(act: Act | str, state: EntryState | str, role: Role | str, is_keyer: bool) -> bool:
    """True where an account of `role`, which did or did not key the entry, may take this step on an entry in `state`."""
    try:
        after(Act(act), EntryState(state), Role(role), own=is_keyer)
    except StepRefused:
        return False
    return True


def after(act: Act, state: EntryState, role: Role, *, own: bool) -> EntryState:
    """The state the step leads to. `own`: the account keyed the entry, the first or the second time.

    Raises StepRefused where the entry does not stand so, StepNotForRole, OwnWork and OthersWork where somebody else may.
    """
    steps = [step for step in STEPS if step.act is act]
    here = next((step for step in steps if state in step.sources), None)
    facts = {"act": act.label, "state": state.label, "role": role.label}
    if here is None:
        raise StepRefused(**facts)
    keyer = dict(here.who).get(role)
    if keyer is None:
        raise StepNotForRole(**facts)
    if keyer is Keyer.OTHER and own:
        raise OwnWork(**facts)
    if keyer is Keyer.KEYER and not own:
        raise OthersWork(**facts)
    return here.target


_ACT_LABELS = {
    Act.KEY: Label("nhập", "key"),
    Act.CORRECT: Label("sửa", "correct"),
    Act.SECOND_KEY: Label("nhập lần hai", "key a second time"),
    Act.AGREE: Label("xác nhận hai lần nhập giống nhau", "find the two keyings equal"),
    Act.DIFFER: Label("xác nhận hai lần nhập khác nhau", "find the two keyings different"),
    Act.SETTLE: Label("thống nhất", "settle"),
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
