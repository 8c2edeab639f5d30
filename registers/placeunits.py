"""The units a place line ends in: province, district, commune, read from the right (registers.md §5.4).

Names repeat inside the province and initials stand for several districts (`BL`), so commune and district are chosen together;
the office's own units and the day decide only where the line leaves it open.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from registers.kinds import Level
from registers.placelines import Segment
from registers.text import agrees, fold
from registers.units import Gazetteer, Unit, initials_of

_PROVINCES = {"LS": "Lạng Sơn", "HN": "Hà Nội", "TN": "Thái Nguyên", "BK": "Bắc Kạn", "HCM": "Hồ Chí Minh"}
"""Initials of other provinces that the books use without doubt; others stand for several."""

_INITIALS = re.compile(r"[^\W\d_]{2,4}")
_SYLLABLES = re.compile(r"[.\s]+")
_KINDS_OF = {
    Level.PROVINCE: frozenset({"", "tỉnh", "thành phố"}),
    Level.DISTRICT: frozenset({"", "huyện", "quận", "thị xã", "thành phố"}),
    Level.COMMUNE: frozenset({"", "xã", "phường", "thị trấn"}),
}


@dataclass(frozen=True, slots=True)
class Chain:
    """The units found, commune first, and how many segments at the end of the line name them. `doubt` names a text of the
    area `values` where something kept the line from being understood in full."""

    units: tuple[Unit, ...] = ()
    used: int = 0
    doubt: str = ""


def find_chain(segments: Sequence[Segment], day: date, home: Sequence[Unit], known: Gazetteer) -> Chain:
    """The units the last segments name. `home` is the office's own unit and those above it, nearest first."""
    if not segments:
        return Chain()
    top = home[-1].code if home else ""
    province = _province(segments[-1], day, top, known)
    rest = segments[:-1] if province is not None else segments
    code = province.code if province is not None else top
    districts = _meant(rest[-1], Level.DISTRICT, frozenset({code}), day, known) if rest else []
    if districts:
        found = _with_district(rest, districts, day, home, known)
    else:
        found = _without_district(rest, code, day, home, known, province is not None)
    if not found.units:
        if province is None:
            return Chain(doubt=found.doubt or "place_unknown")
        doubt = found.doubt or ("place_unknown" if len(rest) > 1 and code == top else "")
        return Chain((province,), 1, doubt)
    province = province or known.unit(code, day)
    above = (province,) if province is not None else ()
    return Chain((*found.units, *above), found.used + len(segments) - len(rest), found.doubt)


def _with_district(
    rest: Sequence[Segment], districts: list[Unit], day: date, home: Sequence[Unit], known: Gazetteer
) -> Chain:
    codes = frozenset(unit.code for unit in districts)
    communes = _meant(rest[-2], Level.COMMUNE, codes, day, known) if len(rest) > 1 else []
    if communes:
        best, doubt = _chosen(communes, day, home)
        if best is None:
            return Chain(doubt=doubt)
        return Chain((best, next(unit for unit in districts if unit.code == best.parent)), 2, doubt)
    district, doubt = _chosen(districts, day, home)
    if district is None:
        return Chain(doubt=doubt)
    named_commune = len(rest) > 1 and rest[-2].kind in _KINDS_OF[Level.COMMUNE] - {""}
    return Chain((district,), 1, "place_not_there" if named_commune else doubt)


def _without_district(
    rest: Sequence[Segment], code: str, day: date, home: Sequence[Unit], known: Gazetteer, province_named: bool
) -> Chain:
    """A commune named without its district: the only one of that name, or the office's own."""
    if not rest:
        return Chain()
    communes = _meant(rest[-1], Level.COMMUNE, known.parents_within(code), day, known)
    if not province_named and not rest[-1].kind:  # a bare name alone: a hamlet may be called so too
        communes = [unit for unit in communes if home and unit.code == home[0].code]
    if not communes:
        return Chain()
    best, doubt = _chosen(communes, day, home)
    if best is None:
        return Chain(doubt=doubt)
    above = known.above(best, day if best.valid_on(day) else best.valid_from)
    return Chain((best, *(unit for unit in above if unit.level is Level.DISTRICT)), 1, doubt)


def _chosen(units: Sequence[Unit], day: date, home: Sequence[Unit]) -> tuple[Unit | None, str]:
    """Of units a name can mean: the only one, the office's own, or the one in the office's district; None where it is open.

    With the unit comes the doubt to note. Units come with those of the day first; later or earlier states count only where
    the day has none.
    """
    now = [unit for unit in units if unit.valid_on(day)] or list(units)
    if len({unit.code for unit in now}) == 1:
        return now[0], ""
    for own in home[:-1]:
        mine = [unit for unit in now if own.code in (unit.code, unit.parent)]
        if len({unit.code for unit in mine}) == 1:
            return mine[0], "place_near"
    return None, "place_ambiguous"


def _province(segment: Segment, day: date, top: str, known: Gazetteer) -> Unit | None:
    own = [unit for unit in known.states(top) if initials_of(unit.name) == segment.name]
    if own:
        return next((unit for unit in own if unit.valid_on(day)), own[0])
    if _INITIALS.fullmatch(segment.name) and segment.name.isupper():
        if segment.name not in _PROVINCES:
            return None
        segment = replace(segment, kind="", name=_PROVINCES[segment.name])
    found = _meant(segment, Level.PROVINCE, None, day, known)
    if segment.kind == "thành phố":  # else the town of that name is meant, not the province
        found = [unit for unit in found if unit.kind_word == "thành phố"]
    return found[0] if len({unit.code for unit in found}) == 1 else None


def _meant(segment: Segment, level: Level, within: frozenset[str] | None, day: date, known: Gazetteer) -> list[Unit]:
    """The units of `level` a segment can mean, under one of the codes `within`; those of the day first.

    The page's own kind word is kept: "xã Đề Thám" before it became a ward.
    """
    for kind, name in dict.fromkeys(((segment.kind, segment.name), ("", segment.written))):
        if kind not in _KINDS_OF[level]:
            continue
        named = _named(name, level, within, known)
        found = [unit for unit in named if not kind or unit.kind_word == kind]
        if not found and level is not Level.PROVINCE:
            found = [replace(unit, kind_word=kind) for unit in named]
        if found:
            return sorted(found, key=lambda unit: not unit.valid_on(day))
    return []


@lru_cache(maxsize=65536)
def _named(name: str, level: Level, within: frozenset[str] | None, known: Gazetteer) -> tuple[Unit, ...]:
    """Units called `name` in full, without its marks, by initials (`HA`) or with shortened syllables (`Q. Uyên`)."""
    found = [unit for unit in known.named(name) if agrees(name, unit.name)]
    if not found and name.isupper() and _INITIALS.fullmatch(name):
        found = list(known.initialled(name))
    if not found and "." in name:
        found = _shortened(_SYLLABLES.split(name.strip(". ")), known)
    return tuple(u for u in found if u.level is level and (within is None or u.parent in within))


def _shortened(written: Sequence[str], known: Gazetteer) -> list[Unit]:
    """The units meant by `Q. Uyên`, `Tr. Khánh`: some syllables cut to their first letters, at least one whole."""
    at = next((i for i, syllable in enumerate(written) if len(syllable) > 2), None)
    if at is None:
        return []
    return [
        unit for unit in known.with_syllable(len(written), at, written[at]) if _shortens(written, unit.name.split())
    ]


def _shortens(written: Sequence[str], name: Sequence[str]) -> bool:
    return all(
        agrees(one, other) or (len(one) <= 2 and fold(other).startswith(fold(one)))
        for one, other in zip(written, name, strict=True)
    )
