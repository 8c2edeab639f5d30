"""Checks: what an official should look at again before an entry is right. `check` is the whole of it; `RULES` the table.

The paper wins, so rules produce flags. Only what can hardly be anything but a keying slip blocks (E), and even that gives
way to the clerk who marks the value doubtful: the page says so. With dates known in part a rule speaks only where no
reading satisfies it. The functions are pure: today and everything around the entry come in through `About`.
"""

from __future__ import annotations

from dataclasses import replace

from registers.checks.about import About, KnownEntry, Neighbour, Similar
from registers.checks.entry import Entry
from registers.checks.flag import Flag, Severity
from registers.checks.rule import Rule
from registers.checks.rules import RULES, rules_for
from registers.form import Form
from registers.value import Mark, Values

__all__ = ["RULES", "About", "Flag", "KnownEntry", "Neighbour", "Rule", "Severity", "Similar", "check"]


def check(form: Form, values: Values, about: About) -> list[Flag]:
    """The flags of one entry, in page order of their first fields; those of one field in the order of the table.

    `values` may hold anything a clerk can type; nothing is raised. Names of fields the form does not have are passed over.
    """
    entry = Entry(form, values, about)
    readable = about.position_state.has_values
    found = [
        _confirmed(flag, values)
        for rule in rules_for(entry.kind, form.layout)
        if readable or rule.without_values
        for flag in rule.judge(entry)
    ]
    end = len(form.fields)
    return sorted(found, key=lambda flag: form.index.get(flag.fields[0], end))


def _confirmed(flag: Flag, values: Values) -> Flag:
    """A flag that blocks, as a warning where the clerk has marked the value: then the page says so."""
    if flag.severity is not Severity.E:
        return flag
    marked = any(name in values and values[name].mark is Mark.DOUBTFUL for name in flag.fields)
    return replace(flag, severity=Severity.W) if marked else flag
