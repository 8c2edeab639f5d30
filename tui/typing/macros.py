"""A clerk's own abbreviations: `tyt` → `trạm y tế xã {commune}`. Kept with the account, taken in and given out as TOML or CSV.

A text may have places in braces, filled from the book that is keyed (`PLACES`); a brace itself is written twice.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
import string
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any, ClassVar

from registers.errors import HotichError
from registers.kinds import Level
from registers.text import capitalise_first, clean
from registers.units import gazetteer

LONGEST_ABBREVIATION = 12
LONGEST_TEXT = 400
SETTING = "macros"
"""The account's setting they are kept under."""

COLUMNS = ("abbreviation", "text")

PLACES = (
    "commune", "district", "province", "commune_full", "district_full", "province_full", "address", "year",
)  # fmt: skip
"""What a text may leave open: names of the book's units (`_full`: with their kind), the whole address, the year."""

_ABBREVIATION = re.compile(rf"(?=.*[a-z])[a-z0-9]{{2,{LONGEST_ABBREVIATION}}}")
_LAST_WORD = re.compile(r"(?:^|[\s,;.(])([A-Za-z0-9]+)$")


class MacroError(HotichError):
    """A file of abbreviations that cannot be taken in; `where` says which item."""

    key: ClassVar[str] = "typing.macro_not_toml"


class NotToml(MacroError):
    """The file is no TOML. `problem` says where."""


class WrongColumns(MacroError):
    """The first line of a CSV file does not name the columns. `wanted`, `found`."""

    key = "typing.macro_columns"


class WrongAbbreviation(MacroError):
    """What shall be typed has spaces, marks or no letter, or is too short or long. `where`, `found`, `longest`."""

    key = "typing.macro_abbreviation"


class AbbreviationTwice(MacroError):
    """One abbreviation stands for two texts. `where`, `found`."""

    key = "typing.macro_twice"


class EmptyText(MacroError):
    """An abbreviation without a text. `where`, `found`."""

    key = "typing.macro_empty"


class TooManyColumns(MacroError):
    """A line of a CSV file has more than two columns. `where`, `found`."""

    key = "typing.macro_columns_more"


class TextTooLong(MacroError):
    """A text no field should get by one key. `where`, `found`, `longest`."""

    key = "typing.macro_too_long"


class UnknownPlace(MacroError):
    """A place in braces nobody fills. `where`, `found`, `known`."""

    key = "typing.macro_place"


@dataclass(frozen=True, slots=True)
class Macros:
    """Abbreviations and their texts, in the order the clerk gave them."""

    texts: Mapping[str, str] = dataclass_field(default_factory=dict)

    def expand(self, before: str, places: Mapping[str, str]) -> str | None:
        """The text left of the cursor with its last word written out; None where that word is no abbreviation.

        A capital on the abbreviation, or the start of the field, puts one on the text.
        """
        found = _LAST_WORD.search(before)
        if found is None or found[1].lower() not in self.texts:
            return None
        text = self.texts[found[1].lower()].format_map(places)
        start = found.start(1)
        return before[:start] + (capitalise_first(text) if start == 0 or found[1][0].isupper() else text)

    def with_one(self, name: str, text: str) -> Macros:
        """With this abbreviation, instead of one of that name. Raises MacroError."""
        return Macros({**self.texts, **_checked([(name, name, text)]).texts})

    def without(self, name: str) -> Macros:
        """Without the abbreviation of that name."""
        return Macros({one: text for one, text in self.texts.items() if one != name})

    def to_settings(self) -> dict[str, str]:
        """As the account's settings keep them."""
        return dict(self.texts)

    def to_toml(self) -> str:
        """As a TOML file."""
        return "".join(f"{name} = {_quoted(text)}\n" for name, text in self.texts.items())

    def to_csv(self) -> str:
        """As a CSV file with a line of column names."""
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows([COLUMNS, *self.texts.items()])
        return out.getvalue()


def from_settings(kept: object) -> Macros:
    """The abbreviations of an account's settings; what is not right in them is left out, so that nobody is locked out."""
    texts: dict[str, str] = {}
    for name, text in kept.items() if isinstance(kept, Mapping) else ():
        try:
            texts |= _checked([(str(name), str(name), str(text))]).texts
        except MacroError:
            continue
    return Macros(texts)


def from_toml(text: str) -> Macros:
    """The abbreviations of a TOML file (`tyt = "trạm y tế"`). Raises MacroError."""
    try:
        table: dict[str, Any] = tomllib.loads(text.lstrip("\ufeff"))
    except tomllib.TOMLDecodeError as problem:
        raise NotToml(problem=problem) from problem
    return _checked((name, name, value if isinstance(value, str) else "") for name, value in table.items())


def from_csv(text: str) -> Macros:
    """The abbreviations of a CSV file with the columns `COLUMNS`; items are numbered by their lines. Raises MacroError."""
    rows = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""))
    first = next(rows, [])
    if tuple(cell.strip() for cell in first) != COLUMNS:
        raise WrongColumns(wanted=",".join(COLUMNS), found=",".join(first))

    def items() -> Iterator[tuple[str, str, str]]:
        for row in rows:
            if any(row[len(COLUMNS) :]):  # a comma that is not in quotes: what stands behind it would be lost
                raise TooManyColumns(where=str(rows.line_num), found=row[0])
            if any(row):
                yield str(rows.line_num), row[0], ",".join(row[1:2])

    return _checked(items())


def places_of(office: str, day: datetime.date) -> dict[str, str]:
    """What `PLACES` stand for in the books of the office of that unit code, in the units of `day`; "" where there is none."""
    places = dict.fromkeys(PLACES, "") | {"year": f"{day.year}"}
    known = gazetteer()
    unit = known.unit(office, day)
    if unit is None:
        return places
    levels = {Level.COMMUNE: "commune", Level.DISTRICT: "district", Level.PROVINCE: "province"}
    for each in (unit, *known.above(unit, day)):
        places[levels[each.level]], places[f"{levels[each.level]}_full"] = each.name, each.full
    return places | {"address": known.written_out(unit, day)}


def _checked(items: Iterable[tuple[str, str, str]]) -> Macros:
    texts: dict[str, str] = {}
    for where, written, meant in items:
        name, text = written.strip().lower(), clean(meant)
        if not _ABBREVIATION.fullmatch(name):
            raise WrongAbbreviation(where=where, found=written, longest=LONGEST_ABBREVIATION)
        if name in texts:
            raise AbbreviationTwice(where=where, found=name)
        if not text:
            raise EmptyText(where=where, found=name)
        if len(text) > LONGEST_TEXT:
            raise TextTooLong(where=where, found=name, longest=LONGEST_TEXT)
        for place in _places_in(text, where):
            if place not in PLACES:
                raise UnknownPlace(where=where, found=place, known=", ".join(PLACES))
        texts[name] = text
    return Macros(texts)


def _places_in(text: str, where: str) -> list[str]:
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError as problem:  # a single brace
        raise UnknownPlace(where=where, found=text, known=", ".join(PLACES)) from problem
    wrong = next((place for _, place, how, turn in parts if place is not None and (how or turn)), None)
    if wrong is not None:
        raise UnknownPlace(where=where, found=wrong, known=", ".join(PLACES))
    return [place for _, place, _, _ in parts if place is not None]


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
