"""How likely a reviewer finds a fault in an entry, as one number to put the review queue in order by.

The score is the number of faults to expect, in thousandths: for each keyed field the measured share of faulty fields of
whoever keyed it, and on top what its flags and marks have been worth. It orders work; it decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from registers.checks.flag import Flag, Severity
from registers.value import Mark, Values

UNMEASURED = 0.006
"""Share of faulty fields of a keyer nobody has measured yet: careful single keying leaves 5 to 10 in a thousand."""

PRIOR_FIELDS = 1000
"""Fields a new keyer counts as measured over, at UNMEASURED: one bad afternoon does not make a bad clerk."""

MOST = 1_000_000

_OF_FLAG: Mapping[Severity, int] = {Severity.E: 600, Severity.W: 250, Severity.I: 40}
_OF_MARK: Mapping[Mark, int] = {
    Mark.NONE: 0,
    Mark.BLANK: 2,
    Mark.UNKNOWN: 5,
    Mark.ILLEGIBLE: 60,
    Mark.DOUBTFUL: 120,
    Mark.TORN: 20,
    Mark.STRUCK: 60,
}


def risk(values: Values, flags: Sequence[Flag], rate: float) -> int:
    """Faults to expect in the entry, in thousandths, at most MOST; `rate` is the keyer's share of faulty fields (0–1)."""
    keyed = sum(1 for value in values.values() if not value.empty)
    marks = sum(_OF_MARK[value.mark] for value in values.values())
    return min(MOST, round(1000 * rate * keyed) + marks + sum(_OF_FLAG[flag.severity] for flag in flags))


def measured_rate(fields: int, faults: int) -> float:
    """Share of faulty fields of a keyer with `faults` found in `fields` that were compared, drawn towards UNMEASURED."""
    return (faults + UNMEASURED * PRIOR_FIELDS) / (fields + PRIOR_FIELDS)
