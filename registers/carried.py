"""What of a book was only carried: fields the form filled in from page to page and nobody ever typed otherwise. Pure.

The form carries what is usually the same. Where a book never differs, nobody may have looked: a signer who changed in the middle
of a book is kept wrong on every page after. This names such fields, so that a supervisor looks at one page for each.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field

from registers.form import Carry, Form
from registers.position import Position
from registers.value import Value, Values

HOW = ("constant", "carried", "derived")
"""The same in the whole book; gone over from the entry before, or counted on from it; following from other fields."""


@dataclass(frozen=True, slots=True)
class Page:
    """One entry as it stands: `carried` are the fields the form filled in, by how; None where that is not known (imported)."""

    position: Position
    form: Form
    values: Values
    carried: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Carried:
    """One field of a book's pages that was carried and never differed: its value ("" where it follows or counts on), how the
    pages write it (a code's words), and the positions nobody typed it at, of the `pages` that have it."""

    name: str
    label: str
    how: str
    value: str
    written: str
    positions: tuple[Position, ...]
    pages: int

    @property
    def ranges(self) -> str:
        """The positions in short: `2/2007–40/2007, 42/2007`."""
        return ", ".join(_in_short(run) for run in _runs(self.positions))


@dataclass(slots=True)
class _Field:
    label: str
    follows: bool
    how: str = ""
    pages: int = 0
    values: set[str] = dataclass_field(default_factory=set)
    written: str = ""
    typed: int = 0
    carried: list[Position] = dataclass_field(default_factory=list)


def never_changed(pages: Iterable[Page]) -> list[Carried]:
    """The fields carried in a book and never different in it, those carried most often first.

    A constant or last value must be one and the same on every page that has the field; a value that follows from others, or
    counts on, must never have been typed over. Entries of which it is not known who typed what can only differ.
    """
    found: dict[str, _Field] = {}
    for page in pages:
        for field in page.form.fields:
            value = page.values.get(field.name, _NO_VALUE)
            if value.empty:
                continue
            follows = field.carry in (Carry.DERIVE, Carry.INCREMENT)
            seen = found.setdefault(field.name, _Field(str(field.full_label), follows))
            seen.pages += 1
            seen.values.add(value.normalised or value.as_written)
            seen.written = seen.written or value.as_written
            how = page.carried.get(field.name, "") if page.carried is not None else ""
            if how:
                seen.how = how
                seen.carried.append(page.position)
            elif page.carried is not None:
                seen.typed += 1
    listed = [
        Carried(
            name,
            one.label,
            one.how,
            "" if one.follows else next(iter(one.values)),
            "" if one.follows else one.written,
            tuple(sorted(one.carried)),
            one.pages,
        )
        for name, one in found.items()
        if one.carried and (not one.typed if one.follows else len(one.values) == 1)
    ]
    return sorted(listed, key=lambda one: -len(one.positions))


_NO_VALUE = Value()


def _runs(positions: Sequence[Position]) -> list[list[Position]]:
    runs: list[list[Position]] = []
    for position in positions:
        last = runs[-1][-1] if runs else None
        if last is not None and (last.year, last.number + 1) == (position.year, position.number):
            runs[-1].append(position)
        else:
            runs.append([position])
    return runs


def _in_short(run: Sequence[Position]) -> str:
    return str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}"
