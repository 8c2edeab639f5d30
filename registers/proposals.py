"""Who the person of a block may be, while his name is typed: ranked, with why, and with what taking him would fill in.

The table `prefill.toml` says where to look; the page so far (its child, its date, the other parent) says who fits. A proposal
is an offer: nothing is joined or filled before somebody takes it, and the page's own words win.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field

from registers.dates import with_slashes
from registers.fills import DAY, PageAt, birth_forms, known_parts, paper, written
from registers.form import Form
from registers.matching import Item
from registers.people import People
from registers.prefill import Fill, prefills
from registers.sightings import Key, Sighting
from registers.suitable import Before, suits
from registers.text import fold
from registers.units import official_name
from registers.value import Value

FEWEST_LETTERS = 2
"""Letters typed before names are looked up: one letter means half the commune."""

MOST_NAMES = 40
"""Distinct names looked at for what is typed so far; who types on is served better by the next letter."""

HERE = ""
"""The entry id of the page being keyed."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A person for the block. `links` gives, by role of this page, the mention he was taken from."""

    person: str
    role: str
    name: str
    links: Mapping[str, Key] = dataclass_field(hash=False)
    fills: Mapping[str, str] = dataclass_field(hash=False)
    evidence: tuple[Item, ...]
    differs: tuple[str, ...]  # fields the page already says otherwise
    source: Sighting
    partner: Sighting | None
    score: float
    births: tuple[str, ...] = ()  # how this page may write the birth
    paper: Mapping[str, str] = dataclass_field(default_factory=dict, hash=False)  # his paper, asked for by itself
    late: bool = False  # only a late entry could be about him: most who are named so here are others


def proposals(
    people: People,
    form: Form,
    role: str,
    typed: str,
    values: Mapping[str, Value],
    page: PageAt,
    *,
    limit: int = 5,
    before: Before | None = None,
    whole: bool = False,
) -> list[Proposal]:
    """Persons for `role` whose names begin as `typed` does, the likeliest first; `values` are the page's, keyed so far.

    With nothing typed only those the page itself points at: the parent who declares, the other of a couple, the entry
    that is named by its number. `whole` asks for those alone whose name, without its marks, is `typed`. `before` is
    `Before.of` the same page and role, where the caller has it from the last key.
    """
    fill = prefills().of(str(form.kind), role)
    name_field = form.part(role, "full_name")
    if fill is None or name_field is None:
        return []
    before = before or Before.of(people, form, role, values, page)
    wanted = fold(typed)
    found: dict[tuple[str, str], _Offer] = {}
    candidates = _bearing(people, fill, wanted) if whole else _candidates(people, fill, wanted, before)
    for offer in (*_on_page(fill, before), *candidates):
        if not (offer.facts.folded == wanted if whole else _begins(offer.facts.folded, wanted)):
            continue
        if fill.late is not None and offer.facts.folded != wanted and _born_long_before(fill.late, before, offer):
            continue
        person = people.person(offer.key) or "/".join(offer.key)
        partner = _partner(people, fill, offer)
        key = (person, partner.facts.folded if partner is not None else "")
        if key in found or (partner is None and fill.with_ and any(one == person for one, _ in found)):
            continue
        verdict = suits(people, form, fill, before, offer, partner)
        if verdict is not None and (wanted or verdict.pointed):
            exact = _EXACT if offer.facts.folded == wanted else 0
            found[key] = _Offer(person, offer, partner, verdict.items, verdict.score + exact)
    best = sorted(found.values(), key=lambda one: (-one.score, one.seen.facts.full_name, one.seen.key))
    return [_proposal(people, form, fill, before, page, one) for one in best[:limit]]


def _born_long_before(late: int, before: Before, offer: Sighting) -> bool:
    """True of whom only a late entry could be about: nearly all pages are about a child just born."""
    birth = offer.facts.birth
    return birth is None or before.day.year - birth.year > late


@dataclass(frozen=True, slots=True)
class _Offer:
    """A person who suits, before what he would fill in is written out."""

    person: str
    seen: Sighting
    partner: Sighting | None
    items: tuple[Item, ...]
    score: float


def _on_page(fill: Fill, before: Before) -> Iterator[Sighting]:
    """Those the block often repeats: they stand on this very page."""
    for role in fill.of:
        if role in before.here:
            yield before.here[role]


def _candidates(people: People, fill: Fill, wanted: str, before: Before) -> Iterator[Sighting]:
    for person in before.pointed:
        yield from _by_source(fill, people.seen(person))
    if len(wanted) >= FEWEST_LETTERS:
        for name in people.names_like(wanted, MOST_NAMES):
            for person in sorted(people.named(name)):
                yield from _by_source(fill, people.seen(person))


def _bearing(people: People, fill: Fill, name: str) -> Iterator[Sighting]:
    for person in sorted(people.named(name)):
        yield from _by_source(fill, people.seen(person))


def _by_source(fill: Fill, seen: Sequence[Sighting]) -> list[Sighting]:
    """A person's sightings: those that bring his other half, then those the table names first, of these the newest."""
    order = {source: at for at, source in enumerate(fill.from_)}
    rank = {one.key: min((order.get((one.kind, key[1]), len(order)) for key in one.keys), default=0) for one in seen}
    halves = set(fill.with_.values())
    alone = {one.key: bool(halves) and not any(kin.as_ in halves for kin in one.kin) for one in seen}
    ranked = sorted(seen, key=lambda one: (alone[one.key], rank[one.key], -_year(one), one.key))
    return ranked if fill.with_ else ranked[:1]


def _partner(people: People, fill: Fill, offer: Sighting) -> Sighting | None:
    """Who comes in with the person seen as `offer`."""
    if not fill.with_ or offer.entry == HERE:
        return None
    as_ = next(iter(fill.with_.values()))
    found = (people.at(offer.entry, one.role) for one in offer.relatives(as_))
    return next((one for one in found if one is not None), None)


def _begins(folded: str, wanted: str) -> bool:
    words, typed = folded.split(), wanted.split()
    return len(typed) <= len(words) and all(word.startswith(part) for word, part in zip(words, typed, strict=False))


def _proposal(people: People, form: Form, fill: Fill, before: Before, page: PageAt, one: _Offer) -> Proposal:
    known_here = before.known.get(one.seen.role, "") if one.seen.entry == HERE else ""
    parts = _known(people, one.seen, page, person=known_here)
    texts = written(form, fill.role, parts, page, fill.as_)
    links = {fill.role: one.seen.key}
    for role, as_ in fill.with_.items():
        other = _with(people, one.seen, one.partner, role, as_, fill)
        other_fill = prefills().of(str(form.kind), role)
        if other is not None and role not in before.here:
            texts |= written(
                form, role, _known(people, other, page), page, other_fill.as_ if other_fill is not None else {}
            )
            links[role] = other.key
    for role in (fill.role, *fill.with_):
        texts |= _home_of_another(form, role, {name: value.as_written for name, value in before.values.items()} | texts)
    texts |= {
        name: text for name, text in _reference(people, form, fill, one.seen).items() if name not in before.values
    }
    differs = tuple(
        name for name, text in texts.items() if name in before.values and _differs(before.values[name].normalised, text)
    )
    return Proposal(
        person=one.person,
        role=fill.role,
        name=one.seen.facts.full_name,
        links={role: key for role, key in links.items() if key[0] != HERE},
        fills={name: text for name, text in texts.items() if name not in before.values},
        evidence=one.items,
        differs=differs,
        source=one.seen,
        partner=one.partner,
        score=one.score,
        births=birth_forms(
            people.seen(people.person(one.seen.key) or known_here) or (one.seen,),
            form.part(fill.role, "birth_date"),
            page,
            fill.as_.get("birth_date", DAY),
        ),
        late=fill.late is not None and _born_long_before(fill.late, before, one.seen),
        paper={name: text for name, text in paper(form, fill.role, parts, page).items() if name not in before.values},
    )


_EXACT = 10.0


def _with(
    people: People, offer: Sighting, partner: Sighting | None, role: str, as_: str, fill: Fill
) -> Sighting | None:
    """Who comes into `role` with the person offered; of two parents each goes where his sex fits."""
    if list(fill.with_.values()).count(as_) == 1:
        return partner
    for one in offer.relatives(as_):
        sighting = people.at(offer.entry, one.role)
        if sighting is not None and one.role == role.rpartition("_")[2]:
            return sighting
    return None


def _reference(people: People, form: Form, fill: Fill, seen: Sighting) -> dict[str, str]:
    """Number, date and authority of the page the person comes from, where this page is to name one of that kind."""
    if fill.ref is None or seen.kind != fill.ref_kind or seen.registered is None:
        return {}
    number, date, authority = fill.ref
    found = {
        number: people.number_of(seen.entry).partition("/")[0],
        date: with_slashes(seen.registered.normalised),
        authority: _registrar(seen.office, seen.registered.earliest()),
    }
    return {name: text for name, text in found.items() if text and name in form}


def _registrar(office: str, day: datetime.date) -> str:
    """The office of that unit code as pages name it: `UBND xã Vĩnh Quang`; "" where there was none on the day."""
    try:
        return official_name(office, day).partition(", ")[0]
    except KeyError:
        return ""


def _home_of_another(form: Form, role: str, texts: Mapping[str, str]) -> dict[str, str]:
    """The home of `role` as that of whom he lives with, where the page or what is filled in has it."""
    fill = prefills().of(str(form.kind), role)
    if fill is None or not fill.home or form.part(role, "full_name") is None:
        return {}
    found = {}
    for part in ("residence", "residence_kind"):
        mine, theirs = form.part(role, part), form.part(fill.home, part)
        if mine is not None and theirs is not None and texts.get(theirs.name):
            found[mine.name] = texts[theirs.name]
    return found


def _known(people: People, one: Sighting, page: PageAt, person: str = "") -> dict[str, tuple[str, Sighting]]:
    """What is known of `one`, seen by the way as `person` where that is known of somebody on this page."""
    person = person or people.person(one.key) or ""
    seen = list(people.seen(person)) if person else [one]
    if one not in seen:
        seen.append(one)
    return known_parts(seen, page, one, people.branched)


def _differs(keyed: str, offered: str) -> bool:
    return bool(keyed) and fold(keyed.replace(".", "/")) != fold(offered)


def _year(one: Sighting) -> int:
    return one.registered.year if one.registered is not None else 0
