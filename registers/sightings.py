"""What one page shows of a person: the mention, and what the page tells besides (kin, home, whether he lived).

A mention in two roles of one page (the mother who declares) is one sighting. Two sightings are compared in `matching`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date

from registers.dates import PartialDate
from registers.form import Form
from registers.kinship import MentionFacts, kinships, mentions
from registers.places import read_place
from registers.prefill import prefills
from registers.text import fold
from registers.value import Value, Values

Key = tuple[str, str]
"""A mention: entry id and role."""

_SEEN_AS = {
    "father_of": ("child", "parent"),
    "mother_of": ("child", "parent"),
    "parent_of": ("child", "parent"),
    "spouse_of": ("spouse", "spouse"),
    "ex_spouse_of": ("spouse", "spouse"),
    "widowed_of": ("spouse", "spouse"),
    "guardian_of": ("ward", "guardian"),
    "former_guardian_of": ("ward", "guardian"),
    "adoptive_father_of": ("adopted_child", "adoptive_parent"),
    "adoptive_mother_of": ("adopted_child", "adoptive_parent"),
    "adoptive_parent_of": ("adopted_child", "adoptive_parent"),
}
"""What the object of a kinship is to its subject, and the subject to the object."""

_PARENT = "parent"


@dataclass(frozen=True, slots=True)
class Relative:
    """Somebody of the same page and what he is (`as_`) to the person: parent, child, spouse, guardian, ward …"""

    as_: str
    role: str
    folded: str
    birth: PartialDate | None = None
    full_name: str = ""

    @property
    def year(self) -> int | None:
        """The year of birth."""
        return self.birth.year if self.birth is not None else None


@dataclass(frozen=True, slots=True)
class Sighting:
    """A person as one page shows him. `parts` are the stored values of the page by part of a person (`full_name` …)."""

    entry: str
    kind: str
    role: str
    facts: MentionFacts
    other_roles: tuple[str, ...] = ()  # in which the same page names him again
    commune: str = ""  # unit code of the residence
    hamlet: str = ""  # folded
    kin: tuple[Relative, ...] = ()
    registered: PartialDate | None = None
    alive: PartialDate | None = None  # a day the page shows him alive; None where it does not
    died: PartialDate | None = None
    parts: Mapping[str, str] = dataclass_field(default_factory=dict, hash=False)
    office: str = ""  # unit code of the office whose book it is
    notes: str = ""  # later events noted on the page, beside whom it is about

    @property
    def key(self) -> Key:
        """The mention this is."""
        return self.entry, self.role

    @property
    def keys(self) -> tuple[Key, ...]:
        """Every mention of the page this is."""
        return self.key, *((self.entry, role) for role in self.other_roles)

    def relatives(self, as_: str) -> list[Relative]:
        """Those who are `as_` to the person."""
        return [one for one in self.kin if one.as_ == as_]


def sightings(form: Form, values: Values, *, entry: str, office: str, year: int) -> list[Sighting]:
    """The persons an entry shows, each once; `year` is that of its number, for pages without a date of registration."""
    people = {person.role: person for person in mentions(form, values)}
    kin = [(k.subject, _SEEN_AS[k.relation], k.object) for k in kinships(form, values) if k.relation in _SEEN_AS]
    registered = _date(values, "registration_date")
    born = {role.name: people[role.name].birth for role in form.roles if role.main and role.name in people}
    mains, notes = {role.name for role in form.roles if role.main}, _text(values, "notes")
    found = []
    for person in people.values():
        if person.same_as in people:
            continue
        again = [other for other in people.values() if other.same_as == person.role]
        relatives = _relatives(person.role, kin, people)
        parts = _parts(form, [person.role, *(other.role for other in again)], values)
        # A child on a birth page has no residence of its own: it lives with the parents named beside it.
        home = parts.get("residence") or next((people[r.role].residence for r in relatives if r.as_ == _PARENT), "")
        commune, hamlet = home_of(home, office, _day(registered, year))
        told = MentionFacts(
            role=person.role,
            full_name=person.full_name,
            folded=person.folded,
            sex=person.sex,
            birth=person.birth,
            ethnicity=person.ethnicity,
            nationality=person.nationality,
            residence=parts.get("residence", ""),
            id_no=person.id_no or next((other.id_no for other in again if other.id_no), ""),
        )
        found.append(
            Sighting(
                entry=entry,
                kind=str(form.kind),
                role=person.role,
                facts=told,
                other_roles=tuple(other.role for other in again),
                commune=commune,
                hamlet=hamlet,
                kin=relatives,
                registered=registered or PartialDate(year, None, None),
                alive=_alive(form, person, relatives, born, registered),
                died=_died(form, person.role, values),
                parts=parts,
                office=office,
                notes=notes if person.role in mains else "",
            )
        )
    return found


def relations_of(form: Form, role: str) -> dict[str, str]:
    """What the other roles of a form are to `role`, where its pages say so: {father: spouse, child: child} to a mother."""
    found: dict[str, str] = {}
    for kin in form.kin:
        if kin.relation in _SEEN_AS and role in (kin.subject, kin.object):
            object_is, subject_is = _SEEN_AS[kin.relation]
            found |= {kin.object: object_is} if role == kin.subject else {kin.subject: subject_is}
    return found


def home_of(residence: str, office: str, day: date) -> tuple[str, str]:
    """Unit code of the commune and folded hamlet of a stored residence; "" where it names none that is known."""
    if not residence:
        return "", ""
    place = read_place(residence, day=day, office=office)
    return (place.commune.code if place.commune is not None else ""), fold(place.hamlet)


def _relatives(
    role: str, kin: Iterable[tuple[str, tuple[str, str], str]], people: Mapping[str, MentionFacts]
) -> tuple[Relative, ...]:
    found = []
    for subject, (object_is, subject_is), other in kin:
        if role == subject:
            found.append(_relative(object_is, people[other]))
        elif role == other:
            found.append(_relative(subject_is, people[subject]))
    return tuple(found)


def _relative(as_: str, person: MentionFacts) -> Relative:
    return Relative(as_, person.role, person.folded, person.birth, person.full_name)


def _parts(form: Form, roles: Iterable[str], values: Values) -> dict[str, str]:
    parts: dict[str, str] = {}
    for role in roles:
        for field in form.of_role(role):
            text = _text(values, field.name)
            if text and field.part:
                parts.setdefault(field.part, text)
    return parts


def _day(registered: PartialDate | None, year: int) -> date:
    return registered.earliest() if registered is not None else date(min(max(year, 1), 9999), 1, 1)


def _alive(
    form: Form,
    person: MentionFacts,
    relatives: Iterable[Relative],
    born: Mapping[str, PartialDate | None],
    registered: PartialDate | None,
) -> PartialDate | None:
    """When he surely lived. A late birth entry names parents who may be dead by then, so for them it is the year before."""
    role = next(role for role in form.roles if role.name == person.role)
    if role.named_in or any(dies.role == person.role for dies in prefills().deaths if dies.kind == form.kind):
        return None
    child = next((one for one in relatives if one.as_ == "child" and one.role in born), None)
    if child is not None and not role.main:
        birth = born[child.role]
        return PartialDate(birth.year - 1, None, None) if birth is not None else None
    return registered


def _died(form: Form, role: str, values: Values) -> PartialDate | None:
    dies = next((dies for dies in prefills().deaths if (dies.kind, dies.role) == (form.kind, role)), None)
    return _date(values, dies.date) if dies is not None else None


def _date(values: Values, name: str) -> PartialDate | None:
    return PartialDate.from_normalised(_text(values, name))


def _text(values: Values, name: str) -> str:
    value: Value | None = values.get(name)
    return value.normalised if value is not None else ""
