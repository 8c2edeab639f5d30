"""Looking at a batch before it is stored: revisions of which nothing is to be said together, every other by itself.

Nearly all a centre is sent is as it should be. What shows that costs half as much for a few dozen at once as for each alone:
they are read by one call, and written again by one, and are canonical where that gives the very bytes that came.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache

from registers.form import UnknownForm, load
from registers.workflow import EntryState
from sync.centre.examine import HAVE_VALUES, Accepted, examine, is_suspect
from sync.protocol import LONGEST_TEXT, Answer, Item, are_moments, read_bodies

Judged = tuple[Item, Accepted | Answer]
"""An item, and what looking at it came to."""

_APPROVED = EntryState.APPROVED
_TOGETHER = 32
"""Items looked at together: more would be more memory to walk through, and dearer again."""


def judge(office: str, items: Sequence[Item], *, suspect: bool = True) -> list[Judged]:
    """What each of `items` is, as `examine` has it; `suspect` is False where `is_suspect` was of all they were sent in. Pure."""
    judged: list[Judged] = []
    for start in range(0, len(items), _TOGETHER):
        some = items[start : start + _TOGETHER]
        outcomes: Sequence[Accepted | Answer] | None = _accepted(office, some, suspect=suspect)
        judged += zip(some, outcomes or [examine(office, item, suspect=suspect) for item in some], strict=True)
    return judged


def _accepted(office: str, items: Sequence[Item], *, suspect: bool) -> list[Accepted] | None:
    """All of `items` as they may be stored; None where anything is to be said of any, or might be."""
    raws = [bytes(item.body) for item in items]
    if max(map(len, raws)) > LONGEST_TEXT or (suspect and any(map(is_suspect, raws))):
        return None
    bodies = read_bodies(raws)
    if bodies is None or len(bodies) != len(items) or not are_moments([body.at for body in bodies]):
        return None
    accepted = []
    shapes = set()
    for item, raw, body in zip(items, raws, bodies, strict=True):
        if (
            body.entry_id != item.entry_id
            or body.revision != item.revision
            or body.office != office
            or hashlib.sha256(raw).hexdigest() != item.sha256
            or (body.overrides and [*body.overrides] != sorted(body.overrides))
            or (body.state is _APPROVED and body.account_id == body.keyer)
        ):
            return None
        shapes.add((body.kind, body.layout._value_, body.position_state._value_, *body.values))
        accepted.append(Accepted.of(body, item.sha256, raw))
    try:
        for shape in shapes:
            _require_form(*shape)
    except UnknownForm:
        return None
    return accepted


@lru_cache(4_096)
def _require_form(kind: str, layout: str, position_state: str, *names: str) -> None:
    """Raises UnknownForm unless an entry may have values of these names, and they stand in the order canonical JSON has them.

    What is raised is not remembered: of names no form has there is no end.
    """
    if not names and position_state not in HAVE_VALUES:
        return
    if not load(kind, layout).index.keys() >= set(names) or [*names] != sorted(names):
        raise UnknownForm(kind=kind, layout=layout)
