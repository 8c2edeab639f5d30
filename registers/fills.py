"""A known person written as another page would print him: an age where it asks an age, a place under the names of its day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from registers.codes import code_list, has_branches
from registers.dates import PartialDate, with_slashes
from registers.form import Carry, Field, FieldType, Form, Printed
from registers.marginnotes import changed_dates
from registers.matching import YEARS_OFF
from registers.places import read_place
from registers.sightings import Sighting
from registers.text import capitalise_first, fold, lower_first
from registers.units import gazetteer
from registers.value import Values

_IDENTITY = ("id_kind", "id_other", "id_no", "id_date", "id_place")
"""Parts that belong together: of one paper, or of none."""

_STAY = frozenset({"marriage_ordinal", "relation", "relation_to_acknowledger", "birth_order", "birth_date_words"})
"""Parts that say something of the event, not of the person."""

YEAR, DAY, ASKED = "year", "day", "asked"
"""How a part is written on a page (`as` of `prefill.toml`)."""

_DAY_KNOWN = 2
"""Fullness of a date whose day is known."""

_BRIDE = ("KH", "wife")

_AGREEING = 3
"""Pages that must agree on a people some pages of which name the branch: of two, the third says otherwise one time in three."""

_CODED = frozenset({FieldType.CODE, FieldType.ID_KIND})
_DATES = frozenset({FieldType.DATE, FieldType.PDATE})


@dataclass(frozen=True, slots=True)
class PageAt:
    """The page that is filled: the office whose book it is in, the year of its number, its date of registration if known."""

    office: str
    year: int
    registration: PartialDate | None = None

    @property
    def day(self) -> date:
        """The day whose names of units hold."""
        return (
            self.registration.earliest() if self.registration is not None else date(min(max(self.year, 1), 9999), 7, 1)
        )


def known_parts(
    seen: Sequence[Sighting], page: PageAt, first: Sighting, branched: Callable[[str], bool] = has_branches
) -> dict[str, tuple[str, Sighting]]:
    """What is known of a person by part, with the page that says it: of `first`, else of the page nearest in time.

    The birth is the fullest one known. A paper counts whole, and only one that was issued by the day of the page. A bride's page
    has the home she leaves. Of a people with branches some pages name the branch: it is known where three pages agree (`branched`
    tells of which peoples that is so). The sex is also known of whom some page shows as a wife, a father.
    """
    nearest = sorted(seen, key=lambda one: (one is not first, abs(_year(one) - page.year), one.key))
    by_home = sorted(seen, key=lambda one: (abs(_year(one) - page.year), one is not first, one.key))
    found: dict[str, tuple[str, Sighting]] = {}
    for one in nearest:
        for part, text in one.parts.items():
            if part not in _IDENTITY:
                found.setdefault(part, (text, one))
    for part in ("residence", "residence_kind"):
        found.pop(part, None)
    home = next((one for one in by_home if "residence" in one.parts and not _has_left(one, page)), None)
    if home is not None:
        found |= {part: (home.parts[part], home) for part in ("residence", "residence_kind") if part in home.parts}
    peoples = [one.parts["ethnicity"] for one in seen if "ethnicity" in one.parts]
    if any(branched(people) for people in peoples) and (len(peoples) < _AGREEING or len(set(peoples)) > 1):
        found.pop("ethnicity", None)
    sexed = next((one for one in nearest if one.facts.sex), None)
    if sexed is not None:
        found.setdefault("sex", (sexed.facts.sex, sexed))
    births = [(_fullness(one.parts["birth_date"]), one) for one in nearest if "birth_date" in one.parts]
    if births:
        fullest = max(births, key=lambda pair: pair[0])[1]
        found["birth_date"] = (fullest.parts["birth_date"], fullest)
    paper = _paper(nearest, page)
    if paper is not None:
        found |= {part: (paper.parts[part], paper) for part in _IDENTITY if part in paper.parts}
    return found


def written(
    form: Form, role: str, parts: Mapping[str, tuple[str, Sighting]], page: PageAt, as_: Mapping[str, str]
) -> dict[str, str]:
    """The texts of the fields `form` prints for `role`, by field name. `as_` names parts the page writes shorter.

    What the clerk is rather asked is left out; a paper is (`paper`), because many pages have none, or a newer one.
    """
    texts = {}
    for field, stored, source in _told(form, role, parts):
        how = as_.get(field.part, "")
        if field.part in _IDENTITY or _asked(field, stored, how):
            continue
        text = _written(field, stored, source, page, how)
        if text:
            texts[field.name] = text
    return texts


def paper(form: Form, role: str, parts: Mapping[str, tuple[str, Sighting]], page: PageAt) -> dict[str, str]:
    """The texts of the fields for the identity paper of `role`, by field name: of one paper, or none."""
    told = (one for one in _told(form, role, parts) if one[0].part in _IDENTITY)
    written_out = {field.name: _written(field, stored, source, page, "") for field, stored, source in told}
    return {name: text for name, text in written_out.items() if text}


def _told(form: Form, role: str, parts: Mapping[str, tuple[str, Sighting]]) -> Iterator[tuple[Field, str, Sighting]]:
    """The printed fields of `role` of which something is known, with what and from where."""
    for field in form.of_role(role):
        if field.printed is Printed.NEVER or field.carry is Carry.DERIVE or field.part in _STAY:
            continue
        if field.part in parts:
            yield (field, *parts[field.part])


def _asked(field: Field, stored: str, as_: str) -> bool:
    """True for what would be mended more often than it saves: the clerk is asked, and offered what is known.

    Pages that mostly have the year of a birth have its day one time in eight; of a page that has the day, a year says nothing.
    An age is of one year or of the next.
    """
    if as_ in (ASKED, YEAR) or field.type is FieldType.AGE_OR_YEAR:
        return True
    return field.type in _DATES and as_ == DAY and _fullness(stored) < _DAY_KNOWN


def birth_forms(seen: Sequence[Sighting], field: Field | None, page: PageAt, as_: str) -> tuple[str, ...]:
    """How the page may write the birth of a person in `field`, the likeliest first.

    That is as fully as it is known or the year alone (each year some page gives), by what pages of the kind mostly do (`as_`),
    and as notes say it was changed from or into;
    where an age is asked, that of this year, of the next and of the last, and what else such a page may say.
    """
    births = [one.parts["birth_date"] for one in seen if "birth_date" in one.parts]
    known = PartialDate.from_normalised(max(births, key=_fullness, default=""))
    if known is None:
        return ()
    full = known.normalised.replace(".", "/")
    changed = [with_slashes(day) for one in seen for day in changed_dates(one.notes) if day[-4:] in _about(known)]
    if field is not None and field.type is FieldType.AGE_OR_YEAR:
        age = _years(known, page)
        ages = (str(each) for each in (age, age - 1, age + 1) if each >= 0)
        return tuple(dict.fromkeys((*ages, str(known.year), full)))
    years = [str(known.year), *(birth[-4:] for birth in births)]
    return tuple(dict.fromkeys([full, *changed, *years] if as_ == DAY else [years[0], full, *changed, *years]))


def _about(known: PartialDate) -> tuple[str, ...]:
    """The years a birth that was corrected may have been said to be in."""
    return tuple(str(known.year + off) for off in range(-YEARS_OFF, YEARS_OFF + 1))


def _years(known: PartialDate, page: PageAt) -> int:
    """The age in the year of the page, counted by years as offices did."""
    return (page.registration.year if page.registration is not None else page.year) - known.year


def differing(
    form: Form, role: str, parts: Mapping[str, tuple[str, Sighting]], values: Values, page: PageAt
) -> tuple[str, ...]:
    """The fields of `role` in which the page says something else than what is known of the person."""
    found = []
    for field in form.of_role(role):
        value = values.get(field.name)
        if value is not None and value.normalised and field.part in parts and field.part not in _STAY:
            stored, source = parts[field.part]
            if _says_other(field, value.normalised, stored, source, page):
                found.append(field.name)
    return tuple(found)


def _says_other(field: Field, here: str, known: str, source: Sighting, page: PageAt) -> bool:
    if field.type is FieldType.AGE_OR_YEAR or field.type in _DATES:
        one, other = PartialDate.from_normalised(here), PartialDate.from_normalised(known)
        if one is None or other is None or one.year != other.year:
            return True
        return None not in (one.month, one.day, other.month, other.day) and one != other
    if field.type is FieldType.PLACE:
        day = source.registered.earliest() if source.registered is not None else page.day
        known = place_at(known, written_on=day, day=page.day, office=page.office)
    return fold(here) != fold(known)


def _written(field: Field, stored: str, source: Sighting, page: PageAt, as_: str) -> str:
    if field.type in _CODED:
        codes = code_list(field.codes)
        return codes[stored].label.vi if stored in codes else ""
    if field.type is FieldType.AGE_OR_YEAR or field.type in _DATES:
        return _date(field, stored, page, as_)
    if field.type is FieldType.PLACE:
        day = source.registered.earliest() if source.registered is not None else page.day
        return place_at(stored, written_on=day, day=page.day, office=page.office)
    return stored


def _date(field: Field, stored: str, page: PageAt, as_: str) -> str:
    known = PartialDate.from_normalised(stored)
    if known is None:
        return ""
    if field.type is FieldType.AGE_OR_YEAR:
        age = _years(known, page)
        return str(age) if age >= 0 else ""
    return str(known.year) if as_ == YEAR else known.normalised.replace(".", "/")


def place_at(stored: str, *, written_on: date, day: date, office: str) -> str:
    """A stored place under the names its units had on `day`; as it is where one of them was no more, or not yet."""
    known = gazetteer()
    if known.period(written_on) == known.period(day):
        return stored
    units = read_place(stored, day=written_on, office=office).units
    if not units:
        return stored
    was = ", ".join(unit.full for unit in units)
    lowest = known.unit(units[0].code, day)
    if lowest is None or not lower_first(stored).endswith(lower_first(was)):
        return stored
    now = ", ".join(unit.full for unit in (lowest, *known.above(lowest, day)))
    return capitalise_first(stored[: len(stored) - len(was)] + now)


def _paper(seen: Iterable[Sighting], page: PageAt) -> Sighting | None:
    """The page with the newest paper that was issued by the day of the page."""
    held = [one for one in seen if one.parts.get("id_no")]
    issued = [(PartialDate.from_normalised(one.parts.get("id_date", "")), one) for one in held]
    ready = [(when, one) for when, one in issued if when is None or when.earliest() <= page.day]
    dated = [(when, one) for when, one in ready if when is not None]
    if dated:
        return max(dated, key=lambda pair: pair[0].earliest())[1]
    return ready[0][1] if ready else None


def _has_left(one: Sighting, page: PageAt) -> bool:
    """True for a bride's home on a page behind her marriage."""
    bride = any((one.kind, key[1]) == _BRIDE for key in one.keys)
    return bride and one.registered is not None and one.registered.earliest() < page.day


def _fullness(birth: str) -> int:
    return birth.count(".")


def _year(one: Sighting) -> int:
    return one.registered.year if one.registered is not None else 0
