"""The place of an entry in the numbering of its office: year, number, suffix (NĐ 158/2005 Đ68: numbers restart each year)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PARTS = re.compile(
    r"(?:s[ốo]\s*)?(?P<number>\d{1,6})\s*(?P<suffix>[a-zđ]{1,4})?\s*(?:/\s*(?P<year>\d{4}|\d{2}))?\s*(?P<late>[a-zđ]{1,4})?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """Number `number` of `year`, with `suffix` where the number was given twice (`bis`, `a`)."""

    year: int
    number: int
    suffix: str = ""

    @property
    def entry_no(self) -> str:
        """The number as stored in `entry_no`: `5bis`."""
        return f"{self.number}{self.suffix}"

    def __str__(self) -> str:
        return f"{self.entry_no}/{self.year}"

    @classmethod
    def parse(cls, text: str, year: int | None = None) -> Position:
        """Read `12/2006`, `012`, `5bis`, `5 bis/2006`, `số 7`.

        `year` is what a number without one belongs to, and must agree with a two-digit year. Raises ValueError where
        `text` is no number of a book or its year cannot be told.
        """
        match = _PARTS.fullmatch(text.strip())
        if match is None or (match["suffix"] and match["late"]):
            raise ValueError(f"not a number of a book: {text!r}")
        written = match["year"]
        if written is not None and len(written) == 2:
            if year is None or year % 100 != int(written):
                raise ValueError(f"whose century is {written!r}?")
            written = str(year)
        if written is None and year is None:
            raise ValueError(f"no year for {text!r}")
        suffix = (match["suffix"] or match["late"] or "").lower()
        return cls(int(written) if written is not None else int(year or 0), int(match["number"]), suffix)
