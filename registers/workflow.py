"""Who may do which step on an entry in which state: one table, used by the store and by the centre alike.

The table is the plan's process (keying, comparison with the book, standardising, approval by the office) plus second keying.
An approved entry is never edited: its correction is a new revision that stands at `keyed` and needs a new approval.
"""

from __future__ import annotations

from enum import StrEnum

from registers.catalogue import Label


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
