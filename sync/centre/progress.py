"""Plan against actual, for the province: by phase, kind and office. The one report that crosses offices."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text

from registers.plan import Plan
from sync.centre.database import Database


@dataclass(frozen=True, slots=True)
class Count:
    """Live entries of one office, kind and phase in one state; `official` of them stand in the official partition."""

    office: str
    kind: str
    phase: str
    state: str
    entries: int
    official: int


def counts(
    database: Database, *, office: str | None = None, kind: str | None = None, phase: str | None = None
) -> list[Count]:
    """Live entries, counted by office, kind, phase and state; of one office, kind or phase where given."""
    with database.read() as connection:
        rows = connection.execute(
            text(
                "SELECT office, kind, phase, state, count(*),"
                " sum(CASE WHEN approved_revision > withdrawn_revision THEN 1 ELSE 0 END) FROM entry"
                " WHERE state <> 'withdrawn' AND (CAST(:office AS TEXT) IS NULL OR office = :office)"
                " AND (CAST(:kind AS TEXT) IS NULL OR kind = :kind) AND (CAST(:phase AS TEXT) IS NULL OR phase = :phase)"
                " GROUP BY office, kind, phase, state ORDER BY office, kind, phase, state"
            ),
            {"office": office, "kind": kind, "phase": phase},
        )
        return [Count(str(o), str(k), str(p), str(s), int(n), int(f or 0)) for o, k, p, s, n, f in rows]


def progress(plan: Plan, found: list[Count], today: date) -> dict[str, object]:
    """`GET /v1/progress`: the plan's phases with what is received and official, and the same by kind and by office."""
    received: dict[str, Counter[str]] = {"office": Counter(), "kind": Counter(), "phase": Counter()}
    official: dict[str, Counter[str]] = {"office": Counter(), "kind": Counter(), "phase": Counter()}
    states: Counter[str] = Counter()
    for count in found:
        states[count.state] += count.entries
        for by, name in (("office", count.office), ("kind", count.kind), ("phase", count.phase)):
            received[by][name] += count.entries
            official[by][name] += count.official
    phases = [
        {
            "id": phase.id,
            "from": phase.starts.isoformat() if phase.starts else None,
            "to": phase.ends.isoformat() if phase.ends else None,
            "deadline": phase.deadline.isoformat(),
            "overdue": phase.deadline < today and official["phase"][phase.id] < phase.target,
            "target": phase.target,
            "received": received["phase"][phase.id],
            "official": official["phase"][phase.id],
        }
        for phase in plan.phases
    ]
    return {
        "target": sum(phase.target for phase in plan.phases),
        "received": sum(states.values()),
        "official": sum(official["office"].values()),
        "phases": phases,
        "kinds": _table("kind", received["kind"], official["kind"]),
        "offices": _table("office", received["office"], official["office"]),
        "states": dict(sorted(states.items())),
    }


def _table(by: str, received: Counter[str], official: Counter[str]) -> list[dict[str, object]]:
    return [{by: name, "received": received[name], "official": official[name]} for name in sorted(received)]
