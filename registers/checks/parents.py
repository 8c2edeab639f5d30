"""V14–V17, V22: parents and children: ages, who is missing, and what a child has of its parents.

Which role is whose parent is data of the form (`Form.kin`), so a kind nobody has thought of is judged too.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from datetime import date

from registers.checks.entry import Entry
from registers.checks.flag import Flag, Severity, named
from registers.checks.span import Span, age_between, years_after
from registers.form import Kin
from registers.text import fold

BY_BLOOD = {"mother_of": "2", "father_of": "1", "parent_of": ""}
"""Relations of blood, and the sex they imply."""
BY_ADOPTION = frozenset({"adoptive_mother_of", "adoptive_father_of", "adoptive_parent_of"})

AGES = {"2": (13, 52), "1": (15, 75), "": (13, 75)}
"""Lowest and highest likely age of a mother, a father, and either, when the child is born."""
YOUNGEST_PARENT = 12
ADOPTER_OLDER_BY = 20
ADOPTION_LAW = date(2011, 1, 1)
EXEMPT_ADOPTERS = ("cha dượng", "bố dượng", "mẹ kế", "cô ruột", "cậu ruột", "dì ruột", "chú ruột", "bác ruột")
"""Whom Luật Nuôi con nuôi 2010 Đ14 k3 frees from the twenty years."""

CASE = "birth_case"
MISSING_IN_CASE = {
    "1": frozenset[str](),
    "2": frozenset({"mother"}),
    "3": frozenset({"father"}),
    "4": frozenset({"mother", "father"}),
    "5": frozenset({"mother", "father"}),
}
"""`nksLoaiKhaiSinh`: which parent each case says is not known."""


def likely_age(entry: Entry) -> Iterator[Flag]:
    """V14: warned where no reading of the two dates gives a likely age; below 12 it is V15 that speaks."""
    for kin, parent, child in _born(entry, BY_BLOOD):
        low, high = AGES[_sex(entry, kin)]
        youngest, oldest = age_between(parent, child)
        if youngest > high or YOUNGEST_PARENT <= oldest < low:
            age = youngest if youngest > high else oldest
            limits = {"age": str(age), "low": str(low), "high": str(high)}
            yield Flag("V14", Severity.W, _births(entry, kin), _params(entry, kin) | limits)


def parent_before_child(entry: Entry) -> Iterator[Flag]:
    """V15: a parent born in the child's year or later can only be a slip; one less than 12 years older is warned of."""
    for kin, parent, child in _born(entry, BY_BLOOD.keys() | BY_ADOPTION):
        if parent.first.year >= child.last.year:
            yield Flag("V15", Severity.E, _births(entry, kin), _params(entry, kin), "reversed")
        elif kin.relation in BY_BLOOD and years_after(parent.first, YOUNGEST_PARENT) > child.last:
            age = {"age": str(age_between(parent, child)[1]), "least": str(YOUNGEST_PARENT)}
            yield Flag("V15", Severity.W, _births(entry, kin), _params(entry, kin) | age, "close")


def adopter_older(entry: Entry) -> Iterator[Flag]:
    """V16: an adopter is at least 20 years older, but for step-parents, aunts and uncles the page names (Luật NCN 2010 Đ14)."""
    if not entry.registered_since(ADOPTION_LAW) or _names_exempt(entry):
        return
    for kin, parent, child in _born(entry, BY_ADOPTION):
        if parent.first.year < child.last.year and years_after(parent.first, ADOPTER_OLDER_BY) > child.last:
            age = {"age": str(age_between(parent, child)[1]), "least": str(ADOPTER_OLDER_BY)}
            yield Flag("V16", Severity.W, _births(entry, kin), _params(entry, kin) | age)


def _names_exempt(entry: Entry) -> bool:
    said = fold(f"{entry.text('notes')} {entry.text('giver_relation')}")
    return any(fold(relative) in said for relative in EXEMPT_ADOPTERS)


def missing_parents(entry: Entry) -> Iterator[Flag]:
    """V17: the case of birth and the parents' cells say the same. What is torn or illegible is written, so not missing."""
    case = entry.text(CASE)
    if case not in MISSING_IN_CASE:
        return
    for role in entry.form.roles:
        if role.name not in ("mother", "father"):
            continue
        name = entry.part(role.name, "full_name")
        missing = role.name in MISSING_IN_CASE[case]
        if missing and entry.text(name):
            yield Flag("V17", Severity.W, (CASE, name), named("who", role.label), "filled")
        elif not missing and name in entry.form and _nothing_of(entry, role.name):
            yield Flag("V17", Severity.W, (CASE, name), named("who", role.label), "empty")


def _nothing_of(entry: Entry, role: str) -> bool:
    """True where the page has the person's cells and nothing stands in them."""
    fields = [field.name for field in entry.form.of_role(role) if field.name in entry.values]
    return bool(fields) and all(map(entry.blank, fields))


def like_parents(entry: Entry) -> Iterator[Flag]:
    """V22: surname, ethnicity and nationality are the father's or the mother's, where both are known as far as they stand."""
    kins = list(entry.kin(BY_BLOOD))
    for child in dict.fromkeys(kin.object for kin in kins):
        parents = [kin.subject for kin in kins if kin.object == child]
        for part, key in (("full_name", _surname), ("ethnicity", _group), ("nationality", fold)):
            name = entry.part(child, part)
            own = entry.text(name)
            theirs = [entry.part(parent, part) for parent in parents]
            known = [entry.text(each) for each in theirs if entry.text(each)]
            if not own or not known or any(entry.unreadable(each) for each in theirs):
                continue
            if key(own) not in map(key, known):
                yield Flag(
                    "V22", Severity.I, (name, *filter(None, theirs)), {"own": own, "theirs": " / ".join(known)}, part
                )


def _surname(name: str) -> str:
    return fold(name).split(" ")[0]


def _group(ethnicity: str) -> str:
    """The ethnic group without its branch: `Dao (Dao Đỏ)` is Dao."""
    return fold(ethnicity.partition("(")[0]).strip()


def _born(entry: Entry, relations: Container[str]) -> Iterator[tuple[Kin, Span, Span]]:
    """The kinships of those relations with the births of parent and child, where both are known."""
    for kin in entry.kin(relations):
        parent, child = entry.born(kin.subject), entry.born(kin.object)
        if parent is not None and child is not None:
            yield kin, parent, child


def _sex(entry: Entry, kin: Kin) -> str:
    role = entry.role(kin.subject)
    told = BY_BLOOD[kin.relation] or (entry.sex(role) if role else "")
    return told if told in AGES else ""


def _births(entry: Entry, kin: Kin) -> tuple[str, str]:
    return entry.birth(kin.subject), entry.birth(kin.object)


def _params(entry: Entry, kin: Kin) -> dict[str, str]:
    role = entry.role(kin.subject)
    parent, child = _births(entry, kin)
    who = named("who", role.label) if role else {"who": kin.subject}
    return {"parent": entry.text(parent), "child": entry.text(child), **who}
