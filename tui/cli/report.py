"""`hotich report`: how far the plan is, how fast it goes and how good it is, on the terminal, as JSON, or as a workbook to hand on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from registers.catalogue import say
from registers.errors import HotichError
from registers.systemfaults import problem_of
from tui.cli.command import Answer, command, noun, table
from tui.cli.files import spared
from tui.cli.office import opened
from tui.cli.refusals import FileUnusable
from tui.days import read_day

if TYPE_CHECKING:
    from storage.quality import Share
    from storage.reportbook import Cell, Table

app = noun("report", say("report.cli"))

_FIGURES = ("inventory", "keyed", "approved")
_DONE = ("keyed", "corrected", "returned", "approved")
_WEEKS = 8  # the period a pace is taken of, where none is given

Xlsx = Annotated[Path | None, typer.Option("--xlsx", help=say("report.cli_xlsx"), metavar="FILE")]


class PeriodReversed(HotichError):
    """A period that ends before it begins."""

    key = "report.bad_period"


@command(app, "progress", say("report.cli_progress"))
def progress(xlsx: Xlsx = None) -> Answer:
    """The plan against what is keyed and approved: by phase, kind and office, and of each book."""
    from storage import books
    from storage.progress import BEYOND, of_plan

    with opened() as store:
        with store.read() as session:
            plan = books.plan_in(session)
        counts = of_plan(store, plan, by_office=True)
        shelf, today = books.list_books(store), store.today()

    def summed(**of: str) -> dict[str, int]:
        own = [count for count in counts if all(getattr(count, name) == value for name, value in of.items())]
        return {name: sum(getattr(count, name) for count in own) for name in _FIGURES}

    whole = summed()
    phases = [
        {"id": phase.id, "deadline": phase.deadline.isoformat(), "target": phase.target} | summed(phase=phase.id)
        for phase in plan.phases
    ]
    beyond = summed(phase=BEYOND)
    kinds = [{"kind": kind, "label": _kind(kind)} | summed(kind=kind) for kind in _kinds(plan, counts)]
    names = {book.office: book.office_name for book in shelf}
    offices = [{"office": code, "name": names[code]} | summed(office=code) for code in sorted(names)]
    of_books = [
        {"book": book.id, "office": book.office, "kind": book.kind, "from": book.year_from, "to": book.year_to}
        | {"inventory": book.entries, "keyed": book.keyed, "approved": book.approved, "state": book.state}
        for book in shelf
    ]
    document = {"day": today.isoformat(), "plan": plan.name, "target": plan.target} | whole
    document |= {"phases": phases, "beyond": beyond, "kinds": kinds, "offices": offices, "books": of_books}
    rows_of_phases: list[list[Cell]] = [
        [phase.id, phase.deadline, phase.target, *_of(summed(phase=phase.id))] for phase in plan.phases
    ]
    if any(beyond.values()):
        rows_of_phases.append([say("report.beyond"), None, None, *_of(beyond)])
    rows_of_phases.append([say("report.sum"), None, plan.target, *_of(whole)])
    tables = [
        _table("phases", ("phase", "deadline", "target", *_FIGURES, "share"), rows_of_phases),
        _table("kinds", ("kind", *_FIGURES, "share"), [[each["label"], *_of(each)] for each in kinds]),
        _table(
            "offices",
            ("office", "name", *_FIGURES, "share"),
            [[each["office"], each["name"], *_of(each)] for each in offices],
        ),
        _table(
            "books",
            ("book", "kind", "from", "to", *_FIGURES, "share", "state"),
            [
                [
                    *(book.id, _kind(book.kind), book.year_from, book.year_to),
                    *_of({"inventory": book.entries or 0, "keyed": book.keyed, "approved": book.approved}),
                    say(f"report.book_{book.state}"),
                ]
                for book in shelf
            ],
        ),
    ]
    return _answer(document, tables, xlsx, screen=3)


@command(app, "productivity", say("report.cli_productivity"))
def productivity(
    start: Annotated[str, typer.Option("--from", help=say("report.cli_from"), metavar="DD/MM/YYYY")] = "",
    end: Annotated[str, typer.Option("--to", help=say("report.cli_to"), metavar="DD/MM/YYYY")] = "",
    xlsx: Xlsx = None,
) -> Answer:
    """What the office brought to an end day by day, and when the phases are done at that pace. No single person's figures."""
    from storage import books, pace

    with opened() as store:
        today = store.today()
        last = _day(end) if end else today
        first = _day(start) if start else last - timedelta(weeks=_WEEKS) + timedelta(days=1)
        if first > last:
            raise PeriodReversed
        days = pace.days(store, first=first, last=last)
        with store.read() as session:
            plan = books.plan_in(session)
        shelf = books.list_books(store)
    weeks = pace.weeks(days)
    a_week = sum(done.keyed for done in days) * 7 / ((last - first).days + 1)
    outlook = pace.outlook(plan, shelf, a_week=a_week, today=today)
    document = {
        "from": first.isoformat(),
        "to": last.isoformat(),
        "keyed_a_week": round(a_week, 1),
        "days": [{"day": done.start.isoformat()} | {name: getattr(done, name) for name in _DONE} for done in days],
        "weeks": [{"monday": done.start.isoformat()} | {name: getattr(done, name) for name in _DONE} for done in weeks],
        "phases": [
            {"id": row.phase.id, "deadline": row.phase.deadline.isoformat(), "left": row.left}
            | {"needed_a_week": row.needed_a_week}
            | {"finished_on": row.finished_on.isoformat() if row.finished_on else None}
            for row in outlook
        ],
    }
    tables = [
        _table("outlook", ("phase", "deadline", "left", "needed", "finished"), [
            [row.phase.id, row.phase.deadline, row.left, _needed(row.needed_a_week), row.finished_on] for row in outlook
        ]),
        _table("weeks", ("week", *_DONE), [[done.start, *(getattr(done, name) for name in _DONE)] for done in weeks]),
        _table("days", ("day", *_DONE), [[done.start, *(getattr(done, name) for name in _DONE)] for done in days]),
    ]  # fmt: skip
    head = say("report.pace", first=f"{first:%d/%m/%Y}", last=f"{last:%d/%m/%Y}", count=round(a_week))
    return _answer(document, tables, xlsx, head=[head])


@command(app, "quality", say("report.cli_quality"))
def quality(xlsx: Xlsx = None) -> Answer:
    """What comparing, second keying, lots and planted errors say of the entries; of all accounts together."""
    from registers.checks import RULES
    from registers.checks.flag import Severity
    from storage import quality as figures

    with opened() as store:
        found = figures.of_office(store)
    rules = {rule.id: rule for rule in RULES}
    figures_of_lots = ("lots", "entries", "sampled", "accepted", "rejected", "faulty")
    document = {
        "fields": _share(found.fields),
        "planted": _share(found.planted),
        "classes": [{"class": each.value, "count": count} for each, count in found.classes.items()],
        "kinds": [
            {"kind": each.kind, "entries": each.entries, "approved": each.approved, "returned": each.returned}
            for each in found.kinds
        ],
        "lots": [
            {"inspection": each.inspection.value} | {name: getattr(each, name) for name in figures_of_lots}
            for each in found.lots
        ],
        "flags": [
            {"rule": rule, "severity": severity, "entries": count} for (rule, severity), count in found.flags.items()
        ],
    }
    shares: list[list[Cell]] = [
        [say(f"report.{name}"), share.looked_at, share.found, *_shares(share)]
        for name, share in (("faulty_fields", found.fields), ("planted_caught", found.planted))
    ]
    tables = [
        _table("measured", ("what", "looked_at", "found", "share", "least", "most"), shares),
        _table("classes", ("class", "count"), [[str(each.label), count] for each, count in found.classes.items()]),
        _table(
            "returns",
            ("kind", "entries", "approved", "returned"),
            [[_kind(each.kind), each.entries, each.approved, each.returned] for each in found.kinds],
        ),
        _table(
            "lots",
            ("inspection", *figures_of_lots),
            [[str(each.inspection.label), *(getattr(each, name) for name in figures_of_lots)] for each in found.lots],
        ),
        _table(
            "flags",
            ("rule", "severity", "entries", "demands"),
            [
                [rule, str(Severity(severity).label), count, str(rules[rule].summary) if rule in rules else ""]
                for (rule, severity), count in found.flags.items()
            ],
        ),
    ]
    return _answer(document, tables, xlsx)


def _answer(
    document: dict[str, Any], tables: Sequence[Table], xlsx: Path | None, *, head: Sequence[str] = (), screen: int = 9
) -> Answer:
    """The report as asked for: `screen` is how many of the tables a terminal is shown; a workbook has them all."""
    from storage import reportbook

    if xlsx is None:
        lines = [*head]
        for one in tables[:screen]:
            if one.rows:
                lines += [
                    *([""] if lines else []),
                    one.title,
                    *table(one.header, [[_text(cell) for cell in row] for row in one.rows]),
                ]
        return Answer(document, lines or [say("report.nothing")])
    try:
        reportbook.write(spared(xlsx), tables)
    except OSError as wrong:
        raise FileUnusable(path=xlsx, problem=problem_of(wrong)) from wrong
    return Answer(document | {"file": str(xlsx)}, [say("report.written", path=xlsx)])


def _table(name: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Table:
    from storage.reportbook import Table

    return Table(say(f"report.table_{name}"), [say(f"report.column_{column}") for column in columns], rows)


def _text(cell: Cell) -> object:
    """A cell as a terminal shows it: whole numbers stay numbers, for they stand to the right."""
    if isinstance(cell, float):
        return f"{cell:.2%}".replace(".", say("report.decimal"))
    return f"{cell:%d/%m/%Y}" if isinstance(cell, date) else cell


def _of(figures: dict[str, Any]) -> tuple[Cell, ...]:
    """Inventory, keyed, approved, and the share of the inventory that is approved."""
    inventory = figures["inventory"]
    return *(figures[name] for name in _FIGURES), figures["approved"] / inventory if inventory else None


def _shares(share: Share) -> tuple[Cell, ...]:
    if not share.looked_at:
        return None, None, None
    return share.found / share.looked_at, share.interval.low, share.interval.high


def _share(share: Share) -> dict[str, Any]:
    return {"looked_at": share.looked_at, "found": share.found, "interval": [share.interval.low, share.interval.high]}


def _needed(a_week: int | None) -> Cell:
    return say("report.overdue") if a_week is None else a_week


def _day(text: str) -> date:
    return date.fromisoformat(read_day(text))


def _kinds(plan: Any, counts: Sequence[Any]) -> list[str]:
    """The kinds that have any figure, in the plan's order."""
    order = [kind for group in plan.kinds for kind in group]
    known = {count.kind for count in counts}
    return [kind for kind in order if kind in known] + sorted(known - set(order))


def _kind(kind: str) -> str:
    from registers.kinds import RegisterKind

    return str(RegisterKind(kind).label) if kind else say("cli.combined_book")
