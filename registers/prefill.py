"""Which person may fill which block, as data: the table of registers.md §7 in `prefill.toml`, read once and refused if wrong."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from registers.errors import HotichError

EVERY_KIND = "*"


class PrefillError(HotichError):
    """The table of prefills is wrong. `problem` says where and what."""

    key = "persons.prefill_wrong"


@dataclass(frozen=True, slots=True)
class Fill:
    """What may fill the block of `role` on pages of `kind`; `prefill.toml` says what each item means."""

    kind: str
    role: str
    from_: tuple[tuple[str, str], ...]  # (kind, role), the likeliest first
    with_: Mapping[str, str] = field(default_factory=dict, hash=False)
    age: tuple[int, int] | None = None
    on: str = ""
    apart: int = 0
    once: bool = False
    kin: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    ref: tuple[str, str, str] | None = None  # number, date, authority ("" where the page has no field for it)
    ref_kind: str = ""
    like: tuple[tuple[str, str, str], ...] = ()  # (role, part, other role)
    as_: Mapping[str, str] = field(default_factory=dict, hash=False)
    needs: tuple[str, ...] = ()
    home: str = ""
    late: int | None = None  # years
    soon: tuple[tuple[str, str], ...] = ()  # (kind, role)
    lately: tuple[tuple[str, str], ...] = ()
    within: int = 0  # months
    noted: bool = False
    mostly: tuple[int, int] | None = None  # years of age
    first_child: tuple[int, int] | None = None  # years from the page on


@dataclass(frozen=True, slots=True)
class Death:
    """The role of a kind whose life the page ends, and the field that says when."""

    kind: str
    role: str
    date: str


@dataclass(frozen=True, slots=True)
class Marital:
    """The field (`said_in`) of a kind that says whether the person of `role` is married, and its words by what is known."""

    kind: str
    role: str
    said_in: str
    ended: frozenset[str]  # kinds of pages that end a marriage
    says: Mapping[str, str] = field(hash=False)  # single, married, divorced, widowed


@dataclass(frozen=True, slots=True)
class Prefills:
    """The whole table."""

    fills: Mapping[tuple[str, str], Fill]
    deaths: tuple[Death, ...]
    maritals: tuple[Marital, ...] = ()

    def marital(self, kind: str, name: str) -> Marital | None:
        """What the field `name` of pages of `kind` says of a marriage; None where it says something else."""
        return next((one for one in self.maritals if (one.kind, one.said_in) == (kind, name)), None)

    def of(self, kind: str, role: str) -> Fill | None:
        """What may fill `role` on pages of `kind`; None where nothing may."""
        return self.fills.get((kind, role)) or self.fills.get((EVERY_KIND, role))


@cache
def prefills() -> Prefills:
    """The built-in table."""
    return read_prefills(resources.files("registers").joinpath("prefill.toml").read_text(encoding="utf-8"))


_KEYS = frozenset(
    [
        "kind",
        "role",
        "from",
        "with",
        "age",
        "on",
        "apart",
        "once",
        "kin",
        "of",
        "ref",
        "ref_kind",
        "like",
        "as",
        "needs",
        "home",
        "late",
        "soon",
        "lately",
        "within",
        "noted",
        "mostly",
        "first_child",
    ]
)
_AS = frozenset({"year", "day", "asked"})


def read_prefills(text: str) -> Prefills:
    """The table written in `text` (TOML). Raises PrefillError."""
    try:
        table = tomllib.loads(text)
        fills = [_fill(row) for row in table.get("fill", ())]
        deaths = tuple(_death(row) for row in table.get("dies", ()))
        maritals = tuple(_marital(row) for row in table.get("marital", ()))
    except tomllib.TOMLDecodeError as error:
        raise PrefillError(problem=str(error)) from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise PrefillError(problem=repr(error)) from error
    known = {(fill.kind, fill.role): fill for fill in fills}
    if len(known) < len(fills):
        raise PrefillError(problem="a block is filled by two rows")
    return Prefills(known, deaths, maritals)


_SAYS = ("single", "married", "divorced", "widowed")
_DIES = frozenset({"kind", "role", "date"})
_MARITAL = frozenset({"kind", "role", "field", "ended", *_SAYS})


def _death(row: Mapping[str, Any]) -> Death:
    _refuse_unknown(row, _DIES)
    return Death(row["kind"], row["role"], row["date"])


def _marital(row: Mapping[str, Any]) -> Marital:
    _refuse_unknown(row, _MARITAL)
    says = {state: str(row[state]) for state in _SAYS}
    return Marital(row["kind"], row["role"], row["field"], frozenset(row["ended"]), says)


def _fill(row: Mapping[str, Any]) -> Fill:
    _refuse_unknown(row, _KEYS)
    written = dict(row.get("as", {}))
    if set(written.values()) - _AS:
        raise ValueError(f"as: {written}")
    number, date, *authority = row.get("ref", ("", ""))
    return Fill(
        kind=row["kind"],
        role=row["role"],
        from_=tuple(_pair(source, ".") for source in row["from"]),
        with_=dict(row.get("with", {})),
        age=_range(row, "age"),
        on=row.get("on", ""),
        apart=int(row.get("apart", 0)),
        once=bool(row.get("once", False)),
        kin=tuple(row.get("kin", ())),
        of=tuple(row.get("of", ())),
        ref=(number, date, *(authority or ("",))) if "ref" in row else None,
        ref_kind=row.get("ref_kind", ""),
        like=tuple(_like(item) for item in row.get("like", ())),
        as_=written,
        needs=tuple(row.get("needs", ())),
        home=row.get("home", ""),
        late=int(row["late"]) if "late" in row else None,
        soon=tuple(_pair(source, ".") for source in row.get("soon", ())),
        lately=tuple(_pair(source, ".") for source in row.get("lately", ())),
        within=int(row.get("within", 0)),
        noted=bool(row.get("noted", False)),
        mostly=_range(row, "mostly"),
        first_child=_range(row, "first_child"),
    )


def _refuse_unknown(row: Mapping[str, Any], known: frozenset[str]) -> None:
    if unknown := sorted(set(row) - known):
        raise ValueError(f"unknown: {', '.join(unknown)}")


def _range(row: Mapping[str, Any], name: str) -> tuple[int, int] | None:
    """Two whole numbers, the smaller first; None where the row does not say."""
    if name not in row:
        return None
    first, last = (int(number) for number in row[name])
    if first > last:
        raise ValueError(f"{name}: {first} > {last}")
    return first, last


def _pair(text: str, at: str) -> tuple[str, str]:
    one, found, other = text.partition(at)
    if not found or not one or not other:
        raise ValueError(text)
    return one, other


def _like(text: str) -> tuple[str, str, str]:
    """`child.surname=father.surname` → child, surname, father."""
    one, other = _pair(text, "=")
    (role, part), (other_role, other_part) = _pair(one, "."), _pair(other, ".")
    if part != other_part:
        raise ValueError(text)
    return role, part, other_role
