"""The province's report as HTML: plan against actual by phase, kind, district and office, and what was found there.

Every row leads one step down. It shows counts, numbers and ids of entries, never a name. The plan sets targets by phase only,
so of kinds, districts and offices it says what part of that target each has brought.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from html import escape
from urllib.parse import urlencode

from registers.catalogue import Language, say
from registers.kinds import RegisterKind
from registers.plan import Plan
from registers.units import gazetteer
from registers.workflow import EntryState
from sync.centre import noticed, progress
from sync.centre.database import Database

_FINDINGS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class View:
    """What the page is narrowed to; "" for everything. `after` is where its list of findings begins."""

    lang: Language = Language.VI
    phase: str = ""
    kind: str = ""
    district: str = ""
    office: str = ""
    after: str = ""

    def link(self, text: str, **change: str) -> str:
        """A link to this view with `change`; its list of findings begins anew."""
        now = {
            "lang": self.lang.value,
            "phase": self.phase,
            "kind": self.kind,
            "district": self.district,
            "office": self.office,
        }
        query = urlencode({name: value for name, value in (now | change).items() if value})
        return f'<a href="/?{escape(query)}">{escape(text)}</a>'

    def say(self, name: str, **values: object) -> str:
        """A text of the page, ready for HTML."""
        return escape(say(f"centre.page_{name}", self.lang, **values))

    def number(self, value: int) -> str:
        """A count as the page's language writes it."""
        return f"{value:,}".replace(",", "." if self.lang is Language.VI else ",")

    def share(self, part: int, whole: int) -> str:
        """A part of a whole in per cent, ready for HTML; "" of nothing. Nothing and all are said of nothing and all only."""
        if not whole:
            return ""
        told = f"{100 * part / whole:.1f} %"
        if told == "0.0 %" and part:
            told = "< 0.1 %"
        elif told == "100.0 %" and part < whole:
            told = "> 99.9 %"
        return escape(told.replace(".", ",") if self.lang is Language.VI else told)


def report(database: Database, plan: Plan, view: View) -> str:
    """The page's body for `view`."""
    today = database.clock().date()
    shown = [count for count in progress.counts(database) if _within(count, view)]
    found = [count for count in noticed.counts(database) if _found_within(count, view)]
    target = sum(phase.target for phase in plan.phases if view.phase in ("", phase.id))
    below = _listed(database, view) if view.office else _offices(view, shown, found, target)
    return "".join(
        (
            _crumbs(view),
            _cards(view, shown, found, target),
            _phases(plan, view, shown, today),
            '<div class="two">',
            _kinds(view, shown, target),
            _states(view, shown),
            "</div>",
            below,
            "" if view.office else _rules(view, found),
        )
    )


# ---- what is counted


def _within(count: progress.Count, view: View) -> bool:
    return (
        view.phase in ("", count.phase)
        and view.kind in ("", count.kind)
        and view.office in ("", count.office)
        and view.district in ("", _district(count.office))
    )


def _found_within(count: noticed.Count, view: View) -> bool:
    return view.office in ("", count.office) and view.district in ("", _district(count.office))


@lru_cache(maxsize=4096)
def _district(office: str) -> str:
    """The district an office is, or last was, in; the office itself where it is a district's or none's."""
    return next((state.parent for state in reversed(gazetteer().states(office)) if len(state.parent) == 3), office)


def _name(code: str) -> str:
    states = gazetteer().states(code)
    return states[-1].full if states else code


def _kind(kind: str, lang: Language) -> str:
    return RegisterKind(kind).label.within(lang) if kind in set(RegisterKind) else kind or "–"


def _sums(shown: Iterable[progress.Count], by: Callable[[progress.Count], str]) -> tuple[Counter[str], Counter[str]]:
    received: Counter[str] = Counter()
    official: Counter[str] = Counter()
    for count in shown:
        received[by(count)] += count.entries
        official[by(count)] += count.official
    return received, official


# ---- what is shown


def _crumbs(view: View) -> str:
    steps = [view.link(say("centre.page_all", view.lang), phase="", kind="", district="", office="")]
    if view.phase:
        steps.append(f"{view.say('phase')} {escape(view.phase)} ({view.link('×', phase='')})")
    if view.kind:
        steps.append(f"{escape(_kind(view.kind, view.lang))} ({view.link('×', kind='')})")
    district = view.district or (_district(view.office) if view.office else "")
    if district:
        steps.append(view.link(_name(district), district=district, office=""))
    if view.office:
        steps.append(escape(_name(view.office)))
    return f"<nav>{' › '.join(steps)}</nav>"


def _cards(view: View, shown: Sequence[progress.Count], found: Sequence[noticed.Count], target: int) -> str:
    received, official = sum(count.entries for count in shown), sum(count.official for count in shown)
    cards = [("received", view.number(received)), ("official", view.number(official))]
    cards.append(("waiting", view.number(received - official)))
    cards.append(("findings", view.number(sum(count.findings for count in found))))
    if not (view.kind or view.district or view.office):
        cards.insert(0, ("target", view.number(target)))
        cards.append(("done", view.share(official, target)))
    told = "".join(f"<div><dt>{view.say(name)}</dt><dd>{value}</dd></div>" for name, value in cards)
    return f'<dl class="cards">{told}</dl>'


def _phases(plan: Plan, view: View, shown: Iterable[progress.Count], today: date) -> str:
    """Plan against actual; where the view is narrowed, only what part of the phase's target it has brought."""
    received, official = _sums(shown, lambda count: count.phase)
    whole = not (view.kind or view.district or view.office)
    rows: list[tuple[object, ...]] = []
    for phase in plan.phases:
        if view.phase not in ("", phase.id):
            continue
        came, done = received[phase.id], official[phase.id]
        link, deadline = view.link(phase.id, phase=phase.id), f"{phase.deadline:%d/%m/%Y}"
        if whole:
            late = phase.deadline < today and done < phase.target
            told = f'<span class="late">{deadline}</span>' if late else deadline
            rows.append((link, told, phase.target, came, done, _meter(view, done, phase.target)))
        else:
            rows.append((link, deadline, came, done, view.share(done, phase.target)))
    if received[""] and not view.phase:
        rows.append((view.say("no_phase"), "", *([""] if whole else []), received[""], official[""], ""))
    columns = ("target", "received", "official", "done") if whole else ("received", "official", "of_target")
    return _table(view, "phases", ("phase", "deadline", *columns), rows)


def _kinds(view: View, shown: Iterable[progress.Count], target: int) -> str:
    received, official = _sums(shown, lambda count: count.kind)
    order = {kind.value: place for place, kind in enumerate(RegisterKind)}
    rows = [
        (
            view.link(_kind(kind, view.lang), kind=kind),
            received[kind],
            official[kind],
            view.share(official[kind], target),
        )
        for kind in sorted(received, key=lambda kind: order.get(kind, 99))
    ]
    return _table(view, "kinds", ("kind", "received", "official", "of_target"), rows)


def _states(view: View, shown: Iterable[progress.Count]) -> str:
    entries: Counter[str] = Counter()
    for count in shown:
        entries[count.state] += count.entries
    rows = [(escape(state.label.within(view.lang)), entries[state]) for state in EntryState if entries[state]]
    return _table(view, "states", ("state", "received"), rows)


def _offices(view: View, shown: list[progress.Count], found: list[noticed.Count], target: int) -> str:
    by_office = bool(view.district)
    of: Callable[[str], str] = (lambda office: office) if by_office else _district
    received, official = _sums(shown, lambda count: of(count.office))
    findings: Counter[str] = Counter()
    for count in found:
        findings[of(count.office)] += count.findings
    rows = []
    for code in sorted(received.keys() | findings.keys(), key=_name):
        link = view.link(_name(code), office=code) if by_office else view.link(_name(code), district=code)
        share = view.share(official[code], target)
        rows.append((link, received[code], official[code], received[code] - official[code], share, findings[code]))
    title, first = ("offices", "office") if by_office else ("districts", "district")
    return _table(view, title, (first, "received", "official", "waiting", "of_target", "findings"), rows)


def _rules(view: View, found: Iterable[noticed.Count]) -> str:
    """What was found, by rule; in a district also where."""
    by_rule: Counter[str] = Counter()
    for count in found:
        by_rule[count.rule] += count.findings
    rows = [(_rule(view, rule), count) for rule, count in by_rule.most_common()]
    return _table(view, "findings", ("finding", "count"), rows)


def _listed(database: Database, view: View) -> str:
    """The findings of one office, with the entries concerned as its books number them."""
    rows, cursor = noticed.listed(database, view.office, view.after, _FINDINGS_SHOWN)
    cells = [
        (
            _rule(view, one.rule),
            _entry(view, one.entry, one.entry_id),
            escape(_name(one.other_office)) if one.other_office else "",
            _entry(view, one.other, one.other_entry_id) if one.other_office else "",
            f"{one.at[8:10]}/{one.at[5:7]}/{one.at[:4]}",
        )
        for one in rows
    ]
    more = f"<p>{view.link(say('centre.page_more', view.lang), after=cursor)}</p>" if cursor else ""
    return _table(view, "findings", ("finding", "entry", "other_office", "other_entry", "day"), cells) + more


def _rule(view: View, rule: str) -> str:
    return escape(say(f"centre.finding_{rule}", view.lang))


def _entry(view: View, entry: noticed.Place | None, entry_id: str) -> str:
    if entry is None:
        return view.say("line", line=entry_id) if entry_id.isdecimal() else escape(entry_id)
    told = f"{_kind(entry.kind, view.lang)} {entry.number}{entry.suffix}/{entry.year}"
    return f'<span title="{escape(entry_id)}">{escape(told)}</span>'


_LEFT = frozenset({"deadline", "finding", "entry", "other_office", "other_entry", "day", "done"})
"""Columns that are no numbers, besides the first."""


def _table(view: View, title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table under its heading; numbers stand to the right."""
    heading = f"<section><h2>{view.say(title)}</h2>"
    if not rows:
        return f'{heading}<p class="note">{view.say("none")}</p></section>'
    right = [place > 0 and name not in _LEFT for place, name in enumerate(columns)]
    heads = "".join(
        f'<th scope="col"{" class=n" if n else ""}>{view.say(name)}</th>'
        for name, n in zip(columns, right, strict=True)
    )
    body = "".join(
        "<tr>" + "".join(_cell(view, value, n) for value, n in zip(row, right, strict=True)) + "</tr>" for row in rows
    )
    return f'{heading}<div class="wide"><table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div></section>'


def _cell(view: View, value: object, right: bool) -> str:
    told = view.number(value) if isinstance(value, int) else value
    return f"<td{' class=n' if right else ''}>{told}</td>"


def _meter(view: View, value: int, of: int) -> str:
    share = view.share(value, of)
    return f'<meter min="0" max="{of}" value="{min(value, of)}">{share}</meter> {share}'
