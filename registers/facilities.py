"""Where people are born and die that is no home: health facilities, as written and written out (registers.md §6.4 rule 6)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from registers.kinds import Level
from registers.text import capitalise_first

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
_LEVEL_WORD = re.compile(
    r"(xã|phường|thị trấn|huyện|thị xã|thành phố|tỉnh|xa|phuong|thi tran|huyen|thi xa|thanh pho|tinh)", re.IGNORECASE
)
_LEVELS = {
    "xã": Level.COMMUNE, "xa": Level.COMMUNE, "phường": Level.COMMUNE, "phuong": Level.COMMUNE, "thị trấn": Level.COMMUNE,
    "thi tran": Level.COMMUNE, "huyện": Level.DISTRICT, "huyen": Level.DISTRICT, "thị xã": Level.DISTRICT, "thi xa": Level.DISTRICT,
    "thành phố": Level.DISTRICT, "thanh pho": Level.DISTRICT, "tỉnh": Level.PROVINCE, "tinh": Level.PROVINCE,
}  # fmt: skip
_HOME = re.compile(r"(?:tại|ở) (?:nhà riêng|nhà|gia đình)|nhà riêng|tai nha|nhà ở|tại nhà ở", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Facility:
    """A facility at the head of a place line. `rest` is what follows its name, a unit or a name of its own.

    `level` says that the writer named only a level ("BV huyện"), meaning the unit the page is about.
    """

    name: str
    rest: str
    level: Level | None


@lru_cache(maxsize=16384)
def read_facility(segment: str) -> Facility | None:
    """The facility a segment begins with, its short form written out; None where it begins with none."""
    match = _LEAD.match(segment)
    if match is None:
        return None
    name = _FACILITIES[int(str(match.lastgroup)[1:])][0]
    rest = segment[match.end() :].strip(" .")
    level = _LEVELS.get(rest.lower())
    if name == "Bệnh viện" and (level in (Level.PROVINCE, Level.DISTRICT) or _of_level(rest)):
        name = "Bệnh viện đa khoa"  # the hospital of a province or district is its general hospital
    return Facility(name, "" if level else rest, level)


def _of_level(rest: str) -> bool:
    match = _LEVEL_WORD.match(rest)
    return match is not None and _LEVELS[match[1].lower()] is not Level.COMMUNE and rest[match.end() :].startswith(" ")


def at_home(segment: str) -> str | None:
    """`Tại nhà` where the segment says so in any words, else None."""
    return capitalise_first("tại nhà") if _HOME.fullmatch(segment.strip()) else None
