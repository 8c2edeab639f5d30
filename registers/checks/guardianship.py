"""V26: a ward is a minor or lacks capacity, a guardian is of age (BLDS 2005 Đ58, Đ60; BLDS 2015 Đ47, Đ49)."""

from __future__ import annotations

from collections.abc import Iterator

from registers.checks.entry import REGISTRATION, Entry
from registers.checks.flag import Flag, Severity, named
from registers.checks.span import age_between
from registers.text import fold

WARD, GUARDIANS, REASON = "ward", ("guardian", "guardian2"), "guardianship_reason"
OF_AGE = 18
NO_CAPACITY = ("năng lực hành vi", "tâm thần", "nhận thức", "làm chủ hành vi", "mất trí", "tàn tật", "khuyết tật")
"""Words of a reason that speak of capacity, so that the ward may be of any age."""


def guardianship_fits(entry: Entry) -> Iterator[Flag]:
    """V26."""
    registered = entry.registered
    if registered is None:
        return
    ward = entry.born(WARD)
    if ward is not None and age_between(ward, registered)[0] >= OF_AGE and not _lacks_capacity(entry):
        yield _flag(entry, WARD, age_between(ward, registered)[0], "ward")
    for guardian in GUARDIANS:
        born = entry.born(guardian)
        if born is not None and age_between(born, registered)[1] < OF_AGE:
            yield _flag(entry, guardian, age_between(born, registered)[1], "guardian")


def _lacks_capacity(entry: Entry) -> bool:
    said = fold(f"{entry.text(REASON)} {entry.text('notes')}")
    return any(fold(words) in said for words in NO_CAPACITY)


def _flag(entry: Entry, name: str, age: int, case: str) -> Flag:
    role = entry.role(name)
    birth = entry.birth(name)
    params = {"age": str(age), "birth": entry.text(birth), "registered": entry.text(REGISTRATION)}
    return Flag("V26", Severity.I, (birth, REGISTRATION), params | (named("who", role.label) if role else {}), case)
