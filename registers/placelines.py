"""A written place line cut into its segments, each with what its first word says it is (registers.md §6.4 rule 6)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from registers.facilities import read_facility
from registers.kinds import Level
from registers.text import classic_tones, clean

LEVELS = {
    "tỉnh": Level.PROVINCE,
    "huyện": Level.DISTRICT,
    "quận": Level.DISTRICT,
    "thị xã": Level.DISTRICT,
    "thành phố": Level.DISTRICT,
    "xã": Level.COMMUNE,
    "phường": Level.COMMUNE,
    "thị trấn": Level.COMMUNE,
}
"""Kind words of units, with their level; a `thành phố` may be a province too."""

# Full words, then short forms. A single letter counts only with a dot, or as a capital before a space.
_UNIT_WORDS = (
    ("thị trấn", r"thị trấn|thi tran|tt\.?|t\.t\.?"),
    ("thị xã", r"thị xã|thi xa|tx\.?|t\.x\.?"),
    ("thành phố", r"thành phố|thanh pho|tp\.?|t\.p\.?"),
    ("tỉnh", r"tỉnh|tinh|t\."),
    ("huyện", r"huyện|huyen|h\."),
    ("quận", r"quận|quan|q\."),
    ("phường", r"phường|phuong|p\."),
    ("xã", r"xã|xa|x\."),
)
_UNIT = re.compile("|".join(f"(?P<k{i}>(?:{words}))" for i, (_, words) in enumerate(_UNIT_WORDS)), re.IGNORECASE)
_CAPITAL = re.compile(r"([XPHQT]) (?=\S{2})")
_CAPITAL_KINDS = {"X": "xã", "P": "phường", "H": "huyện", "Q": "quận", "T": "tỉnh"}
_HAMLET = re.compile(
    r"(?P<word>xóm|xom|xm\.?|thôn|thon|th\.|tổ dân phố|to dan pho|tdp|tổ|to(?= \d)|khu dân cư|khu|khối phố|khối|phố|pho(?= \d)|"
    r"đội|doi(?= \d)|ấp|tiểu khu|số nhà|sn|ngõ|đường|hợp tác xã|htx|lũng|bản)(?=[\s.\d])\.?\s*",
    re.IGNORECASE,
)
_HAMLET_WORDS = {
    "xom": "xóm", "xm": "xóm", "xm.": "xóm", "thon": "thôn", "th.": "thôn", "to dan pho": "tổ dân phố", "tdp": "tổ dân phố",
    "to": "tổ", "pho": "phố", "doi": "đội", "sn": "số nhà", "htx": "hợp tác xã",
}  # fmt: skip
_PART_OF_NAME = frozenset({"bản", "lũng"})  # in Cao Bằng they belong to the hamlet's name: "xóm Bản Tậu"
_BEFORE_UNIT = re.compile(
    r"(?<=\S)[\s.]+(?=(?:xã|phường|thị trấn|thị xã|huyện|quận|thành phố|tỉnh|TP|TX|TT)[\s.]\S|[XPHQT]\.\s*[^\W\d_])"
)
_HYPHENATED = re.compile(r"Bà Rịa\s*[-–]\s*Vũng Tàu", re.IGNORECASE)
_SPACED_DASH = re.compile(r"\s+[-–]+\s+")
_ANY_DASH = re.compile(r"\s*[-–]+\s*")
_DASHED = re.compile(r"[-–].*[-–]|[-–]\s*[A-ZĐ]{2,3}$")  # several dashes, or one before initials: they separate units
_COMMA = re.compile(r"\s*[,;\n]\s*")


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of a place line. `kind` is the unit word it begins with, written out, or ``; `name` what follows it."""

    written: str
    kind: str
    name: str

    @property
    def expanded(self) -> str:
        """Kind word written out, then the name."""
        return f"{self.kind} {self.name}" if self.kind else self.written


@lru_cache(maxsize=65536)
def cut(text: str) -> tuple[Segment, ...]:
    """The segments of a place line, left to right: cut at commas, at dashes, before the word or letter of a unit.

    One dash without spaces beside a comma stays: it may belong to a name (`Krông-Pắc`).
    """
    line = _HYPHENATED.sub("Bà Rịa_Vũng Tàu", classic_tones(clean(text)).strip(" ,;.-"))
    parts = _COMMA.split(line)
    pieces = [
        piece
        for part in parts
        for between in (_ANY_DASH if len(parts) == 1 or _DASHED.search(part) else _SPACED_DASH).split(part)
        for piece in _split_before_units(between)
    ]
    return tuple(_segment(piece.replace("_", " - ")) for piece in pieces if piece.strip(" ."))


def _split_before_units(part: str) -> list[str]:
    """`xóm Nà Kinh xã Vĩnh Quang huyện Hòa An` → three. A facility keeps its unit, "thị xã" its "xã"."""
    pieces: list[str] = []
    start = 0
    for match in _BEFORE_UNIT.finditer(part):
        before = part[start : match.start()]
        facility = read_facility(before)
        if before.lower().endswith(("thị", "hợp tác")) or (facility is not None and not facility.rest):
            continue
        pieces.append(before)
        start = match.end()
    return [*pieces, part[start:]]


def _segment(piece: str) -> Segment:
    piece = piece.strip(" .")
    match = _UNIT.match(piece)
    if match is not None:
        rest = piece[match.end() :]
        if rest[:1] in (" ", ".") or (match.group().endswith(".") and rest):
            name = rest.strip(" .")
            if name:
                return Segment(piece, _UNIT_WORDS[int(str(match.lastgroup)[1:])][0], name)
    match = _CAPITAL.match(piece)
    if match is not None:
        return Segment(piece, _CAPITAL_KINDS[match[1]], piece[match.end() :])
    return Segment(piece, "", piece)


def hamlet(segment: str) -> tuple[str, str]:
    """A segment below the commune as (its kind word written out, name): `Xm. Nà Kinh` → (`xóm`, `Nà Kinh`).

    The word is `` where the segment has none; `Bản Tậu` has none, since `Bản` is part of names here.
    """
    match = _HAMLET.match(segment)
    if match is None or match["word"].lower() in _PART_OF_NAME:
        return "", segment
    word = match["word"].lower()
    return _HAMLET_WORDS.get(word, word), segment[match.end() :]
