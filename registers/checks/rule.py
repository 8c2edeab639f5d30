"""A rule: where it applies, what it rests on, and the function that judges an entry by it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from registers.catalogue import Label, label
from registers.checks.entry import Entry
from registers.checks.flag import Flag, Severity
from registers.kinds import Layout

Judge = Callable[[Entry], Iterable[Flag]]

ALL_LAYOUTS = tuple(Layout)
FROM_2006 = (Layout.C1, Layout.C2, Layout.D, Layout.E)
FROM_2016 = (Layout.D, Layout.E)


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table of rules.

    `severities` are those its flags may have, gravest first. No `kinds` means every kind, also one nobody has thought of.
    `without_values` lets the rule look at positions that have no page to read (missing, blank).
    """

    id: str
    severities: tuple[Severity, ...]
    judge: Judge
    kinds: tuple[str, ...] = ()
    layouts: tuple[Layout, ...] = ALL_LAYOUTS
    without_values: bool = False

    @property
    def severity(self) -> Severity:
        """The gravest severity of its flags."""
        return self.severities[0]

    @property
    def summary(self) -> Label:
        """What the rule demands, in one sentence."""
        return label(f"checks.{self.id}")

    @property
    def source(self) -> Label:
        """The law or practice it rests on."""
        return label(f"checks.{self.id}_source")

    def applies(self, kind: str, layout: Layout) -> bool:
        """True where the rule judges entries of this kind on this layout."""
        return layout in self.layouts and (not self.kinds or kind in self.kinds)
