"""What the core of keying wants done outside itself, in order. The screen does it; the core never waits for the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field

from registers.kinds import PositionState
from registers.position import Position
from registers.value import Values
from tui.keying.history import Record
from tui.keying.memory import Memory


@dataclass(frozen=True, slots=True)
class Changed:
    """The draft changed: keep `record` before anything is painted."""

    record: Record = dataclass_field(hash=False)


@dataclass(frozen=True, slots=True)
class FieldLeft:
    """The cursor left a field: a good moment to make what is kept durable."""

    name: str


@dataclass(frozen=True, slots=True)
class Learned:
    """What is known of the book changed by hand (a field hidden or shown again)."""

    memory: Memory


@dataclass(frozen=True, slots=True)
class Save:
    """The position is done: store it, then open the next one. No key is taken until then."""

    kind: str
    state: PositionState
    reason: str
    values: Values = dataclass_field(hash=False)
    overrides: Mapping[str, str] = dataclass_field(hash=False)
    page_no: int | None = None
    carried: Mapping[str, Sequence[str]] = dataclass_field(
        default_factory=dict, hash=False
    )  # nobody typed these, by how


@dataclass(frozen=True, slots=True)
class Renumber:
    """What is keyed here stands on the page under another number: `bis`, or a number misread."""

    position: Position


@dataclass(frozen=True, slots=True)
class GoTo:
    """Leave this position as it is and open another one of the book."""

    position: Position


@dataclass(frozen=True, slots=True)
class TakeUp:
    """Undo went past the first key of this position: take up the one before it, as it was left."""


@dataclass(frozen=True, slots=True)
class Prefer:
    """The clerk switched how flags are shown: collected to the end, or a stop at each."""

    heads_down: bool


@dataclass(frozen=True, slots=True)
class NextMethod:
    """The menu's way to the next input method; its key is the screen's own, so that it also works in a box."""


@dataclass(frozen=True, slots=True)
class Leave:
    """The menu's way back to the screen before."""


Effect = Changed | FieldLeft | Learned | Save | Renumber | GoTo | TakeUp | Prefer | NextMethod | Leave
