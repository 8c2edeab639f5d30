"""What a clerk has decided about one position so far: the values keyed, the path walked, the cursor. Immutable.

Everything here survives a cut line: a change is a new draft, and the difference between two drafts (`delta`, plain JSON)
is one line of the journal. What the form fills in by itself is not here; it follows from the draft and the book.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from enum import StrEnum
from typing import Any

from registers.kinds import PositionState
from registers.position import Position
from registers.value import Mark


class Source(StrEnum):
    """How a value came into its field."""

    TYPED = "typed"
    SUGGESTED = "suggested"  # taken from the list under the field
    REPEATED = "repeated"  # taken from the entry before, by key
    LINKED = "linked"  # filled with a person known already
    CONSTANT = "constant"  # the same on every page of the book
    CARRIED = "carried"  # went over from the entry before, or counted on from it
    DERIVED = "derived"  # follows from other fields


@dataclass(frozen=True, slots=True)
class Cell:
    """One field as it stands: the text as written on the page, its mark, where it came from (and the link's origin)."""

    text: str = ""
    mark: Mark = Mark.NONE
    source: Source = Source.TYPED
    ref: str = ""

    @property
    def empty(self) -> bool:
        """True where it says nothing, not even why."""
        return not self.text and not self.mark


EMPTY = Cell()
NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Draft:
    """One position while it is keyed. `cells` hold only what the clerk decided or accepted."""

    position: Position
    kind: str = ""  # "" in a combined book until it is chosen
    state: PositionState = PositionState.NORMAL
    reason: str = ""  # why the position is not a normal entry
    cells: Mapping[str, Cell] = dataclass_field(default_factory=dict)
    path: tuple[str, ...] = ()  # the fields really visited, in order
    here: int = 0  # where on the path the cursor is
    cursor: int = 0
    fresh: bool = False  # the value stands selected: the first letter replaces it
    origin: int = NOWHERE  # where on the path an excursion (a note, a jump back) returns to
    overrides: Mapping[str, str] = dataclass_field(default_factory=dict)  # reasons by the key of a flag
    refused: tuple[str, ...] = ()  # known persons who are not meant here: `role=entry/role of that page`

    @property
    def at(self) -> str:
        """The field the cursor is in, "" before the kind is chosen."""
        return self.path[self.here] if self.path else ""

    @property
    def begun(self) -> bool:
        """True once something was keyed or the cursor went on: a kind chosen on the way to another number is no beginning."""
        return bool(self.cells or self.here or self.reason or self.state is not PositionState.NORMAL)

    def with_cell(self, name: str, cell: Cell | None, **others: Any) -> Draft:
        """This draft with `cell` in the field `name` (None: nothing decided about it), and other attributes changed."""
        cells = dict(self.cells)
        if cell is None:
            cells.pop(name, None)
        else:
            cells[name] = cell
        return replace(self, cells=cells, **others)


Delta = dict[str, Any]
"""What differs between two drafts, as plain JSON."""

_PLAIN = ("kind", "reason", "here", "cursor", "fresh", "origin")


def delta(old: Draft, new: Draft) -> Delta:
    """What makes `new` out of `old`; empty where they are the same."""
    found: Delta = {name: getattr(new, name) for name in _PLAIN if getattr(old, name) != getattr(new, name)}
    if old.position != new.position:
        found["position"] = [new.position.year, new.position.number, new.position.suffix]
    if old.state is not new.state:
        found["state"] = new.state.value
    if old.cells is not new.cells:
        changed = {n: _written(c) for n, c in new.cells.items() if old.cells.get(n) != c}
        gone = {n: None for n in old.cells if n not in new.cells}
        if changed or gone:
            found["cells"] = changed | gone
    if old.path != new.path:
        kept = next((i for i, (a, b) in enumerate(zip(old.path, new.path, strict=False)) if a != b), None)
        kept = min(len(old.path), len(new.path)) if kept is None else kept
        found["path"] = [kept, *new.path[kept:]]
    if old.overrides != new.overrides:
        found["overrides"] = dict(new.overrides)
    if old.refused != new.refused:
        found["refused"] = list(new.refused)
    return found


def patched(old: Draft, change: Delta) -> Draft:
    """`old` with the difference `change` applied. Raises KeyError, ValueError, TypeError where it is none."""
    new: dict[str, Any] = {name: change[name] for name in _PLAIN if name in change}
    if "position" in change:
        new["position"] = Position(*change["position"])
    if "state" in change:
        new["state"] = PositionState(change["state"])
    if "cells" in change:
        cells = {**old.cells, **{n: _read(c) for n, c in change["cells"].items() if c is not None}}
        new["cells"] = {n: c for n, c in cells.items() if n not in change["cells"] or change["cells"][n] is not None}
    if "path" in change:
        kept, *rest = change["path"]
        new["path"] = (*old.path[:kept], *rest)
    if "overrides" in change:
        new["overrides"] = dict(change["overrides"])
    if "refused" in change:
        new["refused"] = tuple(map(str, change["refused"]))
    return replace(old, **new)


def _written(cell: Cell) -> list[str]:
    return [cell.text, cell.mark.value, cell.source.value, *([cell.ref] if cell.ref else [])]


def _read(cell: list[str]) -> Cell:
    return Cell(cell[0], Mark(cell[1]), Source(cell[2]), *cell[3:])
