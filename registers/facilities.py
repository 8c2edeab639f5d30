"""Where people are born and die that is no home: health facilities, as written and written out (registers.md §6.4 rule 6)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from registers.kinds import Level
from registers.text import strip_marks

_FACILITIES = (
    ("Bệnh viện đa khoa", r"bệnh viện đa khoa|benh vien da khoa|b\.?v\.? ?đ\.?k\.?|bvdk|b\.?v\.? đa khoa"),
    ("Bệnh viện", r"bệnh viện|benh vien|b\.?v\.?"),
    ("Trung tâm y tế", r"trung tâm y tế|trung tam y te|t\.?t\.? ?y\.?t\.?|trung tâm yt"),
    ("Trạm y tế", r"trạm y tế|tram y te|t\.?y\.?t\.?|trạm yt"),
    ("Trạm xá", r"trạm xá|tram xa"),
    ("Nhà hộ sinh", r"nhà hộ sinh|nha ho sinh|nhs"),
    ("Phòng khám đa khoa", r"phòng khám đa khoa|phong kham da khoa|pkđk|pkdk"),
)
_LEAD = re.compile(
    "(?:tại )?(?:" + "|".join(f"(?P<f{i}>{w})" for i, (_, w) in enumerate(_FACILITIES)) + r")(?=\W|$)", re.IGNORECASE
)
_LEVELS = {
    "xã": Level.COMMUNE, "phường": Level.COMMUNE, "thị trấn": Level.COMMUNE,
    "huyện": Level.DISTRICT, "thị xã": Level.DISTRICT, "thành phố": Level.DISTRICT,
    "tỉnh": Level.PROVINCE,
}  # fmt: skip
_KINDS = {word: kind for kind in _LEVELS for word in (kind, strip_marks(kind))}
_KIND_WORD = re.compile("(" + "|".join(_KINDS) + ")", re.IGNORECASE)
_HOMES = (
    "tại nhà",
    "tại nhà riêng",
    "tại gia đình",
    "tại nhà ở",
    "ở nhà",
    "ở nhà riêng",
    "ở gia đình",
    "nhà riêng",
    "nhà ở",
)
_HOME = frozenset(_HOMES) | {strip_marks(home) for home in _HOMES}
_SOMEWHERE = re.compile(r"(?:tại|ở|trên đường|trên xe|dọc đường) .+", re.IGNORECASE)


AT_HOME = "Tại nhà"
"""How it is stored that somebody was born, or died, at home."""


@dataclass(frozen=True, slots=True)
class Facility:
    """A facility at the head of a place line. `rest` is what follows its name, a unit or a name of its own.

    `kind` says that the writer named only a kind of unit ("BV huyện"), meaning the one the page is about or the one beside it.
    """

    name: str
    rest: str
    kind: str = ""

    @property
    def level(self) -> Level | None:
        """The level of the unit meant, where only its kind is named."""
        return _LEVELS.get(self.kind)


@lru_cache(maxsize=16384)
def read_facility(segment: str) -> Facility | None:
    """The facility a segment begins with, its short form written out; None where it begins with none."""
    match = _LEAD.match(segment)
    if match is None:
        return None
    name = _FACILITIES[int(str(match.lastgroup)[1:])][0]
    rest = segment[match.end() :].strip(" .")
    kind = _KINDS.get(rest.lower(), "")
    if name == "Bệnh viện" and _LEVELS.get(kind or _kind_named(rest), Level.COMMUNE) is not Level.COMMUNE:
        name = "Bệnh viện đa khoa"  # the hospital of a province or district is its general hospital
    return Facility(name, "" if kind else rest, kind)


def _kind_named(rest: str) -> str:
    """The kind of unit a name begins with, "" where it begins with none."""
    found = _KIND_WORD.match(rest)
    return _KINDS[found[1].lower()] if found is not None and rest[found.end() :].startswith(" ") else ""


def at_home(segment: str) -> str | None:
    """`Tại nhà` where the segment says so in any words, else None."""
    return AT_HOME if segment.strip().lower() in _HOME else None


def is_somewhere(segment: str) -> bool:
    """True for a phrase that says where, and so is no hamlet's name: `tại nơi cư trú`, `trên đường đi`."""
    return _SOMEWHERE.fullmatch(segment.strip()) is not None


def is_in_no_commune(segment: str) -> bool:
    """True for what lies in no commune: a commune itself, a district, a province (`huyện Trà Lĩnh`), a hospital."""
    facility = read_facility(segment)
    if facility is not None:
        return facility.name in ("Bệnh viện", "Bệnh viện đa khoa")
    return bool(_kind_named(segment))
