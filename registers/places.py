"""Place lines read and written out in full, in the units of their day (registers.md §5.4, §6.4 rules 6 and 8).

`Nà Kinh-Vĩnh Quang-CB-CB` → `Xóm Nà Kinh, xã Vĩnh Quang, thị xã Cao Bằng, tỉnh Cao Bằng`. The page wins: a unit it names by kind
or name is kept even where another state held that day; what no unit explains stays as written, with a note.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from registers.codes import match
from registers.facilities import Facility, at_home, is_somewhere, read_facility
from registers.kinds import Level
from registers.placelines import Segment, cut, hamlet
from registers.placeunits import find_chain
from registers.reading import Note
from registers.text import agrees, capitalise_first, capitalise_name, fold, lower_first
from registers.units import Gazetteer, Unit, gazetteer

_VIETNAM = "Việt Nam"
_RURAL, _XOM = "xã", "xóm"


@dataclass(frozen=True, slots=True)
class Place:
    """A place line read. `text` is the stored form; `units` what it names, commune first, in the state it was written in."""

    text: str
    units: tuple[Unit, ...] = ()
    hamlet: str = ""
    foreign: bool = False
    notes: tuple[Note, ...] = ()

    @property
    def commune(self) -> Unit | None:
        """The commune the line names, where it is a known one."""
        return next((unit for unit in self.units if unit.level is Level.COMMUNE), None)


def hamlet_key(commune: str, name: str) -> str:
    """The key of a known hamlet's spelling: the commune's code and the name without marks."""
    return f"{commune}|{fold(name)}"


def read_place(text: str, *, day: date, office: str, near: Unit | None = None) -> Place:
    """Read a place line of a page of `day` in the books of `office` (a unit code).

    `near` is the commune the page is about, for lines that name only a level (`Trạm y tế xã`); without it the office's own.
    """
    known = gazetteer()
    return _read(text, known.period(day), office, near, known)


def with_hamlet_marks(place: Place, hamlets: Mapping[str, str]) -> Place:
    """`place` with the marks its hamlet's name was written without, where `hamlets` (by `hamlet_key`) has its spelling."""
    if not place.hamlet or place.commune is None:
        return place
    known = hamlets.get(hamlet_key(place.commune.code, place.hamlet), "")
    if not known or known == place.hamlet or not agrees(place.hamlet, known):
        return place
    notes = [note for note in place.notes if note.name != "hamlet_unmarked"]
    notes.append(Note("hamlet_restored", {"written": place.hamlet, "read": known}, sure=True))
    return replace(place, text=place.text.replace(place.hamlet, known, 1), hamlet=known, notes=tuple(notes))


@lru_cache(maxsize=65536)
def _read(text: str, day: date, office: str, near: Unit | None, known: Gazetteer) -> Place:
    segments = list(cut(text))
    if len(segments) > 1 and agrees(segments[-1].name, _VIETNAM):
        segments.pop()
    if not segments:
        return Place("")
    country = _country(segments[-1].written)
    if country not in ("", _VIETNAM):
        return Place(capitalise_first(", ".join(s.written for s in segments)), foreign=True)
    home = _chain_of(near, office, day, known)
    lead = at_home(segments[0].written)
    if lead is not None:
        rest = _written_out(segments[1:], day, home, known)
        return replace(rest, text=f"{lead}, {lower_first(rest.text)}" if rest.text else lead)
    return _written_out(segments, day, home, known)


def _country(segment: str) -> str:
    """The country a last segment names. Two capitals are initials of a province before they are a country's."""
    if len(segment) == 2 and segment.isascii() and segment.isupper():
        return ""
    return match("nation", segment) or ""


def _chain_of(near: Unit | None, office: str, day: date, known: Gazetteer) -> tuple[Unit, ...]:
    own = near or known.unit(office, day)
    return (own, *known.above(own, day)) if own is not None else ()


def _written_out(segments: Sequence[Segment], day: date, home: Sequence[Unit], known: Gazetteer) -> Place:
    facility = read_facility(segments[0].written) if segments else None
    if facility is None:
        return _line("", segments, day, home, known)
    rest = segments[1:]
    if facility.kind:
        units = _unit_of_kind(facility, day, home, known)
        if not units:
            note = Note("facility_unit_unknown", {"text": segments[0].written})
            return replace(_line("", segments, day, home, known), notes=(note,))
        named = units[:1] if rest else units
        rest = [*(Segment(unit.full, unit.kind_word, unit.name) for unit in named), *rest]
    elif facility.rest:
        rest = [*cut(facility.rest), *rest]
    return _line(facility.name, rest, day, home, known)


def _unit_of_kind(facility: Facility, day: date, home: Sequence[Unit], known: Gazetteer) -> Sequence[Unit]:
    """The unit a facility of a bare kind (`Trạm y tế thị trấn`) belongs to, and those above it; none where it stays open.

    The unit the page is about, where it is of that kind; else the only one of that kind beside it, such as a district's town.
    """
    own = next((unit for unit in home if unit.level is facility.level), None)
    if own is None:
        return ()
    if own.kind_word == facility.kind:
        return home[home.index(own) :]
    beside = [unit for unit in known.at(day) if (unit.parent, unit.kind_word) == (own.parent, facility.kind)]
    return (beside[0], *known.above(beside[0], day)) if len(beside) == 1 else ()


def _line(facility: str, segments: Sequence[Segment], day: date, home: Sequence[Unit], known: Gazetteer) -> Place:
    """A facility's name or none, what stands below the commune, and the units, as one text."""
    chain = find_chain(segments, day, home, known)
    notes = [Note(chain.doubt, {"text": ", ".join(s.written for s in segments)})] if chain.doubt else []
    commune = next((unit for unit in chain.units if unit.level is Level.COMMUNE), None)
    in_province = commune is not None and bool(home) and chain.units[-1].code == home[-1].code
    left = segments[: len(segments) - chain.used]
    parts: list[str] = []
    name = ""
    for segment in left:
        kind, bare = hamlet(segment.written)
        if not kind and commune is not None and segment.kind == _RURAL and segment.written[:2].lower() == "x.":
            kind, bare = _XOM, segment.name  # "x." before a known commune is the hamlet's
        elif (
            not (kind or segment.kind or facility or is_somewhere(bare))
            and in_province
            and segment is left[-1]
            and bare[:1].isalpha()
        ):
            kind = _XOM  # what has a name and no other word is one in this province; street groups have numbers
            notes.append(Note("hamlet_word", {"name": bare}, sure=commune is not None and commune.kind_word == _RURAL))
        if kind and not bare[:1].isdigit():
            name = bare = capitalise_name(bare) if bare[1:] == bare[1:].lower() else bare  # typed without capitals
        parts.append(f"{kind} {bare}" if kind else segment.expanded)
    if commune is not None and len(name) > 3 and name.isascii() and segments[-1].written.isascii():
        notes.append(Note("hamlet_unmarked", {"name": name}))
    parts += [unit.full for unit in chain.units]
    if facility:
        parts = [f"{facility} {parts[0]}" if parts else facility, *parts[1:]]
    return Place(capitalise_first(", ".join(parts)), chain.units, name, notes=tuple(notes))
