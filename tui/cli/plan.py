"""`hotich plan`: the phases, what is done of each, and putting another plan in force."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from registers.catalogue import say
from tui.cli.command import Answer, command, noun, table
from tui.cli.office import acting, opened
from tui.days import shown_day

if TYPE_CHECKING:
    from registers.plan import Phase, Plan
    from storage.progress import Count

app = noun("plan", say("cli.plan"))


@command(app, "status", say("cli.plan_status"))
def status() -> Answer:
    """Each phase with its target, what the inventory counts, what is keyed and approved."""
    from storage import books, progress

    with opened() as store:
        with store.read() as session:
            plan = books.plan_in(session)
        counts = progress.of_plan(store, plan)
    phases = [_phase(phase, counts) for phase in plan.phases]
    kinds = _kinds(plan, counts)
    beyond = _sums([c for c in counts if c.phase == progress.BEYOND])
    document = {"name": plan.name, "target": plan.target, **_sums(counts), "phases": phases, "kinds": kinds}
    if any(beyond.values()):
        document["beyond"] = beyond
    figures = ("inventory", "keyed", "approved")
    lines = [
        plan.name,
        *table(
            [say(f"cli.plan_column_{name}") for name in ("phase", "from", "to", "deadline", "target", *figures)],
            [
                [
                    phase["id"],
                    *(shown_day(phase[day] or "") for day in ("from", "to", "deadline")),
                    *(phase[name] for name in ("target", *figures)),
                ]
                for phase in [*phases, {"id": say("cli.plan_sum"), "from": "", "to": "", "deadline": "", **document}]
            ],
        ),
        "",
        *table(
            [say(f"cli.plan_column_{name}") for name in ("kind", *figures)],
            [[_name(kind["kind"]), *(kind[name] for name in figures)] for kind in kinds],
        ),
    ]
    return Answer(document, lines)


@command(app, "load", say("cli.plan_load"))
def load(file: Annotated[Path, typer.Argument(help=say("cli.plan_file"), metavar="FILE.toml")]) -> Answer:
    """Put the plan of a TOML file in force."""
    from registers.plan import load_plan
    from storage import actions, settings
    from storage.permissions import require
    from tui.cli.files import text_of

    text = text_of(file)
    plan = load_plan(text)
    with opened() as store, store.write() as session:
        by = acting(store)
        require(session, by, "plan.load")
        settings.put_in(session, settings.PLAN, text)
        actions.record(session, by, "plan.load", plan.name, {"toml": text})
    document = {"name": plan.name, "target": plan.target, "phases": [phase.id for phase in plan.phases]}
    return Answer(document, [say("cli.plan_loaded", name=plan.name, phases=len(plan.phases))])


def _phase(phase: Phase, counts: Sequence[Count]) -> dict[str, Any]:
    own = [c for c in counts if c.phase == phase.id]
    return {
        "id": phase.id,
        "from": phase.starts.isoformat() if phase.starts else None,
        "to": phase.ends.isoformat() if phase.ends else None,
        "deadline": phase.deadline.isoformat(),
        "target": phase.target,
        **_sums(own),
        "kinds": [{"kind": c.kind, **_sums([c])} for c in own],
    }


def _kinds(plan: Plan, counts: Sequence[Count]) -> list[dict[str, Any]]:
    from registers.kinds import RegisterKind

    order = [kind for group in plan.kinds for kind in group]
    order += [kind for kind in (*RegisterKind, "") if kind not in order]
    return [{"kind": kind, "label": _name(kind), **_sums([c for c in counts if c.kind == kind])} for kind in order]


def _sums(counts: Sequence[Count]) -> dict[str, int]:
    return {
        "inventory": sum(c.inventory for c in counts),
        "keyed": sum(c.keyed for c in counts),
        "approved": sum(c.approved for c in counts),
    }


def _name(kind: str) -> str:
    from registers.kinds import RegisterKind

    return str(RegisterKind(kind).label) if kind else say("cli.combined_book")
