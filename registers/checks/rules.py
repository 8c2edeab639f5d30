"""The table of rules: what is checked, on which kinds and layouts, and how gravely (registers.md §6.1; R0 §2.0, R1 §6.3, R2 §5).

Rules without kinds find their fields by type, role and part, so they hold for a kind nobody has thought of yet.
"""

from __future__ import annotations

from functools import cache

from registers.checks import (
    certificates,
    dates,
    deadlines,
    deaths,
    duplicates,
    filler,
    guardianship,
    identity,
    lists,
    marriage,
    numbering,
    parents,
    persons,
    powers,
    references,
    required,
    signers,
    words,
)
from registers.checks.flag import Severity
from registers.checks.rule import FROM_2006, FROM_2016, Rule
from registers.kinds import Layout

_E, _W, _I = Severity.E, Severity.W, Severity.I

RULES: tuple[Rule, ...] = (
    Rule("R0", (_W,), required.required, layouts=FROM_2006),
    Rule("V1", (_W,), numbering.inside_book),
    Rule("V2", (_W, _I), numbering.numbers_run_on, without_values=True),
    Rule("V3", (_W,), numbering.dates_rise),
    Rule("V4", (_I,), numbering.pages_run_on, layouts=FROM_2006, without_values=True),
    Rule("V5", (_W,), dates.not_after_registration),
    Rule("V6", (_E, _W), dates.births_before_registration),
    Rule("V7", (_W,), deadlines.birth_in_time, kinds=("KS",)),
    Rule("V8", (_W,), deadlines.death_in_time, kinds=("KT",)),
    Rule("V9", (_E, _W), deaths.death_in_order, kinds=("KT",)),
    Rule("V10", (_W, _I), deaths.child_tick, kinds=("KT",), layouts=(Layout.C2, *FROM_2016)),
    Rule("V11", (_W,), marriage.marriage_age, kinds=("KH",)),
    Rule("V12", (_I,), persons.sex_and_name),
    Rule("V13", (_W,), identity.not_the_same_person),
    Rule("V14", (_W,), parents.likely_age),
    Rule("V15", (_E, _W), parents.parent_before_child),
    Rule("V16", (_W,), parents.adopter_older),
    Rule("V17", (_W,), parents.missing_parents, kinds=("KS",)),
    Rule("V18", (_W,), persons.foreign_ethnicity),
    Rule("V19", (_W,), identity.one_number_one_person),
    Rule("V20", (_I,), persons.residence_kind),
    Rule("V21", (_W,), words.words_agree),
    Rule("V22", (_I,), parents.like_parents, kinds=("KS",)),
    Rule("V23", (_I,), signers.signer_known),
    Rule("V24", (_W,), certificates.certificate_fits, kinds=("HN",)),
    Rule("V25", (_I,), references.original_exists, kinds=tuple(references.REFERENCES)),
    Rule("V26", (_I,), guardianship.guardianship_fits, kinds=("GH",)),
    Rule("V27", (_I,), powers.change_at_its_level, kinds=("TDCC",), layouts=FROM_2016),
    Rule("V28", (_I,), powers.foreigner_at_commune, kinds=("HN", "CMC", "GH"), layouts=FROM_2016),
    Rule("V29", (_E, _W), dates.plausible_years),
    Rule("V30", (_W,), dates.impossible_dates),
    Rule("V31", (_W,), filler.filler_dates),
    Rule("V32", (_W, _I), duplicates.registered_before, kinds=tuple(duplicates.ONCE)),
    Rule("R1", (_W,), identity.number_is_built_right),
    Rule("R2", (_W, _I), lists.in_its_list),
    Rule("R3", (_W,), persons.name_of_letters),
)


@cache
def rules_for(kind: str, layout: Layout) -> tuple[Rule, ...]:
    """The rules that judge entries of this kind on this layout, in the order of the table."""
    return tuple(rule for rule in RULES if rule.applies(kind, layout))
