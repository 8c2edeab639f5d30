"""Does a known person suit a block of the page being keyed? What the page says so far, weighed item by item.

The weights only order proposals; they join nobody. What makes a person impossible (another sex, dead by then, too young)
takes him off the list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date

from registers.clusters import joins
from registers.dates import PartialDate
from registers.fills import PageAt
from registers.form import Form
from registers.matching import YEARS_OFF, Item
from registers.names import surname_of
from registers.people import People
from registers.position import Position
from registers.prefill import Fill, prefills
from registers.sightings import Relative, Sighting, relations_of, sightings
from registers.value import Value

_ON_PAGE, _NAMED, _RELATIVE_HERE, _OFTEN_KIN, _OTHER_KIN = 150.0, 300.0, 120.0, 80.0, 30.0
_NOTED, _NOTED_BESIDE, _NEAR = 150.0, 60.0, 60.0
_ANOTHER_RELATIVE, _LIKE, _HOME, _HAMLET, _PER_YEAR, _PER_SOURCE, _PER_SIGHTING = (
    -25.0,
    15.0,
    6.0,
    10.0,
    -0.6,
    -2.0,
    1.0,
)
_FIRST_CHILD, _ANOTHER_TIME = 10.0, -10.0
_PER_DAY, _PER_YEAR_OFF = -0.1, -1.0
_MOST_SIGHTINGS, _FARTHEST = 4, 30
_MONTH = 31
"""Days, at most."""


@dataclass(frozen=True, slots=True)
class Suits:
    """How well; `pointed` is True where the page itself points at the person, so that he may be offered before a letter."""

    score: float
    items: tuple[Item, ...]
    pointed: bool


@dataclass(frozen=True, slots=True)
class Near:
    """Another page that leads to this one: how much that says, and what."""

    score: float
    item: Item


@dataclass(frozen=True, slots=True)
class Before:
    """The page as far as it is keyed: its persons by role, who of them is known, and whom it points at."""

    values: Mapping[str, Value] = dataclass_field(hash=False)
    here: Mapping[str, Sighting] = dataclass_field(hash=False)
    known: Mapping[str, str] = dataclass_field(hash=False)  # role → person
    kin: Mapping[str, tuple[str, str]] = dataclass_field(hash=False)  # person → what he is to whom (role) here
    pointed: tuple[str, ...]
    named: frozenset[str]  # entries the page names by number
    near: Mapping[str, Near] = dataclass_field(hash=False)  # person → the other page that leads to him
    page: PageAt
    day: PartialDate
    sex: str

    @classmethod
    def of(cls, people: People, form: Form, role: str, values: Mapping[str, Value], page: PageAt) -> Before:
        """What the page says beside the block of `role`."""
        fill = prefills().of(str(form.kind), role)
        assert fill is not None
        others = {name: value for name, value in values.items() if form[name].role != role and value.normalised}
        here: dict[str, Sighting] = {}
        for one in sightings(form, others, entry="", office=page.office, year=page.year):
            for key in one.keys:
                here[key[1]] = one
        known = {other: person for other, one in here.items() if (person := who(people, one)) is not None}
        kin: dict[str, tuple[str, str]] = {}
        for other, person in known.items():
            for relative, as_ in people.kin(person).items():
                if relative not in kin or kin[relative][0] not in fill.kin:
                    kin[relative] = (as_, other)
        named = frozenset(_named(people, fill, values))
        sex = next((known_role.sex for known_role in form.roles if known_role.name == role), "")
        day = _date(values, fill.on) or page.registration or PartialDate(page.year, None, None)
        partners = [other for other, as_ in relations_of(form, role).items() if as_ == "spouse" and other in known]
        pointed = [person for person, (as_, _) in kin.items() if as_ in fill.kin]
        pointed += [p for o in partners for p, as_ in people.kin(known[o]).items() if as_ == "spouse"]
        near = dict(sorted(_near(people, fill, day), key=_says_most))
        pointed += near
        pointed += [person for entry in sorted(named) for one in people.on(entry) if (person := people.person(one.key))]
        return cls(
            values=others,
            here=here,
            known=known,
            kin=kin,
            pointed=tuple(dict.fromkeys(pointed)),
            named=named,
            near=near,
            page=page,
            day=day,
            sex=sex,
        )


def suits(
    people: People, form: Form, fill: Fill, before: Before, offer: Sighting, partner: Sighting | None
) -> Suits | None:
    """How the person seen as `offer` (with `partner`, who would come in with him) suits; None where he cannot be meant."""
    if not offer.entry:
        too_young = _out_of_age(fill, before, [offer])
        return None if too_young else Suits(_ON_PAGE - 10 * fill.of.index(offer.role), (Item("on_page"),), True)
    person = people.person(offer.key) or ""
    seen = people.seen(person) or (offer,)
    if _impossible(fill, before, seen) or person in before.known.values():
        return None
    score = _PER_SOURCE * _source_rank(fill, offer) + _PER_SIGHTING * min(len(seen), _MOST_SIGHTINGS)
    items: list[Item] = []
    pointed = False
    if offer.entry in before.named:
        score, pointed = score + _NAMED, True
        items.append(Item("reference", offer.facts.full_name))
    for other, as_ in relations_of(form, fill.role).items():
        if other in before.here:
            weight, item = _related(seen, as_, before.here[other])
            score += weight
            pointed = pointed or weight > 0
            items += [item] if item is not None else []
    if person in before.near:
        score, pointed = score + before.near[person].score, True
        items.append(before.near[person].item)
    if person in before.kin:
        as_, other = before.kin[person]
        often = as_ in fill.kin
        score += (_OFTEN_KIN - 10 * fill.kin.index(as_)) if often else _OTHER_KIN
        pointed = pointed or often
        items.append(Item(f"is_{as_}", before.here[other].facts.full_name))
    score += _alike(fill, before, offer, partner)
    home = {one.commune for one in seen if one.commune}
    if before.page.office in home:
        score += _HOME
    if any(one.hamlet and one.hamlet == there.hamlet for one in seen for there in before.here.values()):
        score += _HAMLET
    if fill.mostly is not None:
        score += _PER_YEAR_OFF * _years_off(fill.mostly, before, seen)
    if fill.first_child is not None:
        score += _of_marriage(fill, fill.first_child, before, seen)
    score += _PER_YEAR * min(_FARTHEST, *(abs(_year(one) - before.day.year) for one in seen))
    return Suits(score, tuple(items), pointed)


def _near(people: People, fill: Fill, day: PartialDate) -> Iterator[tuple[str, Near]]:
    """Who stands where this page mostly leads to (`soon`) or comes from (`lately`), or on whose page it was noted that day."""
    if not day.full:
        return
    here, within = day.earliest(), _MONTH * fill.within
    before, after = _moved(here, -within), _moved(here, within)
    for sources, first, last in ((fill.soon, here, after), (fill.lately, before, here)):
        for kind, role in sources:
            for one in people.registered(kind, first, last):
                person = people.person(one.key) if role in (key[1] for key in one.keys) else None
                stood = (_has_stood(fill, other, _moved(first, -within), last) for other in people.seen(person or ""))
                if person is not None and one.registered is not None and not any(stood):
                    far = abs((one.registered.earliest() - here).days)
                    yield person, Near(_NEAR + _PER_DAY * far, Item(f"near_{kind.lower()}", one.registered.normalised))
    for one in people.noted(here) if fill.noted else ():
        person = people.person(one.key)
        if person is not None:
            yield person, Near(_NOTED if one.notes else _NOTED_BESIDE, Item("noted", day.normalised))


def _says_most(found: tuple[str, Near]) -> float:
    """What pages that lead to one person are sorted by, the one that counts last."""
    return found[1].score


def _moved(day: date, days: int) -> date:
    """So many days later; a year mistyped as 0001 or 9999 has the calendar's end near it, and that is as far as it goes."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))


def _has_stood(fill: Fill, one: Sighting, first: date, last: date) -> bool:
    return _stands_so(fill, one) and one.registered is not None and first <= one.registered.earliest() <= last


def _stands_so(fill: Fill, one: Sighting) -> bool:
    """True for a page of the kind that names the person in the very role that is filled."""
    return one.kind == fill.kind and any(role == fill.role for _, role in one.keys)


def who(people: People, one: Sighting) -> str | None:
    """The known person whom the page names: of those of that name, the one the page's other words fit best."""
    might = people.named(one.facts.folded) | people.bearing(one.facts.id_no)
    links = joins(one, {person: people.seen(person) for person in sorted(might)})
    return people.person(links[0].other) if links else None


def _impossible(fill: Fill, before: Before, seen: Sequence[Sighting]) -> bool:
    sexes = {one.facts.sex for one in seen if one.facts.sex}
    if before.sex and sexes and before.sex not in sexes:
        return True
    if fill.once and any(_stands_so(fill, one) for one in seen):
        return True
    ends_life = any((one.kind, one.role) == (fill.kind, fill.role) for one in seen if one.died is not None)
    dead = [one.died for one in seen if one.died is not None]
    if dead and not ends_life and fill.age is not None and before.day.year > dead[0].year + 1:
        return True
    if _out_of_age(fill, before, seen) or _outlives(fill, before.day, seen):
        return True
    return bool(fill.apart) and any(
        _too_close(fill, before.day, child) for one in seen for child in one.relatives("child")
    )


def _out_of_age(fill: Fill, before: Before, seen: Sequence[Sighting]) -> bool:
    births = [one.facts.birth.year for one in seen if one.facts.birth is not None]
    if not births or fill.age is None:
        return False
    youngest, oldest = fill.age
    ages = [before.day.year - year for year in births]
    return min(ages) > oldest + YEARS_OFF or max(ages) < youngest - YEARS_OFF


def _outlives(fill: Fill, day: PartialDate, seen: Sequence[Sighting]) -> bool:
    """True where the page tells of his death, and another shows him alive later."""
    if not any((dies.kind, dies.role) == (fill.kind, fill.role) for dies in prefills().deaths):
        return False
    return any(one.alive is not None and one.alive.earliest() > day.latest() for one in seen)


def _years_off(mostly: tuple[int, int], before: Before, seen: Sequence[Sighting]) -> int:
    """How many years a person is younger or older than most are on such a page; nothing where the birth is not known."""
    births = [one.facts.birth.year for one in seen if one.facts.birth is not None]
    ages = [before.day.year - year for year in births]
    return min((max(mostly[0] - age, age - mostly[1], 0) for age in ages), default=0)


def _of_marriage(fill: Fill, first_child: tuple[int, int], before: Before, seen: Sequence[Sighting]) -> float:
    """For who had his first known child when couples who marry now have it, against who stands in such a page already."""
    births = [child.year for one in seen for child in one.relatives("child") if child.year is not None]
    score = 0.0
    if births and first_child[0] <= min(births) - before.day.year <= first_child[1]:
        score += _FIRST_CHILD
    if any(_stands_so(fill, one) for one in seen):
        score += _ANOTHER_TIME
    return score


def _too_close(fill: Fill, day: PartialDate, child: Relative) -> bool:
    """True where another child was born so shortly before or after that both cannot have one mother; twins aside."""
    other = child.birth
    if other is None or None in (day.month, day.day, other.month, other.day) or other == day:
        return False
    apart = abs((day.earliest() - other.earliest()).days)
    return 3 < apart < fill.apart * 28


def _related(seen: Sequence[Sighting], as_: str, there: Sighting) -> tuple[float, Item | None]:
    relatives = [relative for one in seen for relative in one.relatives(as_)]
    if not relatives:
        return 0.0, None
    birth = there.facts.birth
    for relative in relatives:
        years_fit = relative.year is None or birth is None or abs(relative.year - birth.year) <= YEARS_OFF
        if relative.folded == there.facts.folded and years_fit:
            return _RELATIVE_HERE, Item(as_, there.facts.full_name)
    return (_ANOTHER_RELATIVE if as_ == "spouse" else 0.0), None


def _alike(fill: Fill, before: Before, offer: Sighting, partner: Sighting | None) -> float:
    score = 0.0
    for role, part, other in fill.like:
        one = offer if other == fill.role else partner
        if role not in before.here or one is None:
            continue
        mine, theirs = _said(before.here[role], part), _said(one, part)
        if mine and theirs:
            score += _LIKE if mine == theirs else -_LIKE
    return score


def _said(one: Sighting, part: str) -> str:
    return surname_of(one.facts.full_name) if part == "surname" else one.parts.get(part, "")


def _source_rank(fill: Fill, offer: Sighting) -> int:
    ranks = [
        at for at, (kind, role) in enumerate(fill.from_) for key in offer.keys if (kind, role) == (offer.kind, key[1])
    ]
    return min(ranks, default=len(fill.from_) + 3)


def _named(people: People, fill: Fill, values: Mapping[str, Value]) -> Iterator[str]:
    """The pages an entry names by number and date."""
    if fill.ref is None:
        return
    number, date = (values[name].normalised if name in values else "" for name in fill.ref[:2])
    day = PartialDate.from_normalised(date)
    try:
        position = Position.parse(number, day.year if day is not None else None) if number else None
    except ValueError:
        position = None
    if position is None:
        return
    kinds = [fill.ref_kind] if fill.ref_kind else sorted({kind for kind, _ in fill.from_})
    for kind in kinds:
        for entry in people.numbered(kind, str(position)):
            dates = {one.registered for one in people.on(entry)}
            if day is None or day in dates:
                yield entry


def _date(values: Mapping[str, Value], name: str) -> PartialDate | None:
    return PartialDate.from_normalised(values[name].normalised) if name in values else None


def _year(one: Sighting) -> int:
    return one.registered.year if one.registered is not None else 0
