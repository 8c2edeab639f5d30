"""Short ways to put an entry before the rules: only the values a case is about, on a book that fits them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from registers.catalogue import Language
from registers.checks import RULES, About, Flag, check
from registers.dates import PartialDate
from registers.form import Form, load
from registers.kinds import Layout, Level
from registers.value import Mark, Value

TODAY = date(2026, 3, 15)
Written = Mapping[str, str | Value]

_SEVERITIES = {rule.id: rule.severities for rule in RULES}


def day(text: str) -> PartialDate:
    """The date behind `12.03.2010`, `03.2010` or `2010`."""
    read = PartialDate.from_normalised(text)
    assert read is not None, text
    return read


def about(kind: str, layout: str, year: int = 2010, **changes: Any) -> About:
    """Number 5 of a commune's book of that year."""
    plain = About(
        office="01687",
        level=Level.COMMUNE,
        kind=kind,
        layout=Layout(layout),
        year=year,
        number=5,
        suffix="",
        book_years=(year, year),
        today=TODAY,
        office_name="UBND xã Hồng Việt, huyện Hòa An, tỉnh Cao Bằng",
    )
    return replace(plain, **changes)


def values(written: Written) -> dict[str, Value]:
    """Values by field; a text is both what is written and what is stored."""
    return {name: v if isinstance(v, Value) else Value(v, v) for name, v in written.items()}


def marked(text: str, mark: Mark) -> Value:
    """A value with a mark."""
    return Value(text, text, mark)


def flags(form: Form, rule: str, written: Written, around: About) -> list[Flag]:
    """The flags of one rule, each with a whole text in both languages and a severity its rule declares."""
    found = [flag for flag in check(form, values(written), around) if flag.rule == rule]
    for flag in found:
        assert flag.severity in _SEVERITIES[flag.rule]
        for language in Language:
            text = flag.message.within(language)
            assert text
            assert "…" not in text, text
            assert "{" not in text, text
    return found


def judged(
    kind: str, layout: str, rule: str, written: Written, *, year: int | None = None, **changes: Any
) -> list[str]:
    """What one rule says, as `W:late`; the book is of `year`, else of the year registered."""
    registered = values(written).get("registration_date", Value()).normalised
    year = year or (day(registered).year if registered else 2010)
    found = flags(load(kind, layout), rule, written, about(kind, layout, year, **changes))
    return [f"{flag.severity}:{flag.case}" for flag in found]
