"""V9, V10: birth, death and registration in that order, the age at death, and the tick for a child's death."""

from __future__ import annotations

from collections.abc import Iterator

from registers.checks.entry import REGISTRATION, Entry
from registers.checks.flag import Flag, Severity
from registers.checks.span import Span, age_between

DEATH, TIME, TICK, DECEASED = "death_date", "death_time", "child_death_class", "deceased"
OLDEST = 115
CHILD_AGES = {"1": (0, 0), "2": (1, 4)}
"""Lowest and highest completed age each tick stands for: under 1, and 1 to under 5."""


def death_in_order(entry: Entry) -> Iterator[Flag]:
    """V9: a death before the birth, or after today, can only be a slip; the rest stands on paper often enough to warn."""
    died, written = entry.span(DEATH), entry.date(DEATH)
    if died is None or written is None:
        return
    birth = entry.birth(DECEASED)
    born, registered, today = entry.born(DECEASED), entry.registered, entry.about.today
    params = {"death": written.normalised, "birth": entry.text(birth), "registered": entry.text(REGISTRATION)}
    if born is not None and born.surely_after(died):
        yield Flag("V9", Severity.E, (DEATH, birth), params, "birth")
    elif born is not None and age_between(born, died)[0] > OLDEST:
        age = {"age": str(age_between(born, died)[0]), "oldest": str(OLDEST)}
        yield Flag("V9", Severity.W, (birth, DEATH), params | age, "old")
    if died.surely_after(Span(today, today)):
        yield Flag("V9", Severity.E, (DEATH,), params | {"today": f"{today:%d.%m.%Y}"}, "future")
    elif registered is not None and died.surely_after(registered):
        yield Flag("V9", Severity.W, (DEATH, REGISTRATION), params, "registered")
    if entry.text(TIME) and not written.full:
        yield Flag("V9", Severity.W, (TIME, DEATH), params | {"time": entry.text(TIME)}, "time")


def child_tick(entry: Entry) -> Iterator[Flag]:
    """V10: the tick says the age the dates give; a page that has the tick and leaves it for a child is only pointed out."""
    born, died = entry.born(DECEASED), entry.span(DEATH)
    if born is None or died is None or died.last < born.first:
        return
    youngest, oldest = age_between(born, died)
    tick = entry.text(TICK)
    params = {"age": str(youngest) if youngest == oldest else f"{max(youngest, 0)}–{oldest}"}
    fields = (TICK, entry.birth(DECEASED), DEATH)
    if tick in CHILD_AGES:
        low, high = CHILD_AGES[tick]
        if oldest < low or youngest > high:
            yield Flag("V10", Severity.W, fields, params, f"tick{tick}")
    elif TICK in entry.values and not tick and not entry.unreadable(TICK) and oldest < CHILD_AGES["2"][1] + 1:
        yield Flag("V10", Severity.I, fields, params, "none")
