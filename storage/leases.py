"""What a pusher leased: the items to send, as they go over the wire, and read one by one only where somebody asks for one.

Mostly nobody does: a lease is sent whole, and the centre speaks of all of it at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import overload

import msgspec


class Due(msgspec.Struct, frozen=True, gc=False):
    """A leased item: the revision's key, its proof, and the canonical bytes to send."""

    office: str
    entry_id: str
    revision: int
    sha256: str
    body: bytes


class _Told(msgspec.Struct, gc=False):
    """What `storage.bodies` writes of an item behind its body."""

    entry_id: str
    revision: int
    sha256: str


_BODY, _ENTRY = b',{"body":', b',"entry_id":'
"""Where an item begins, which is nowhere within a body, for its lists hold text; and, looked for from its end, where its body ends."""
_told = msgspec.json.Decoder(_Told)


class Lease(Sequence[Due]):
    """All that was leased together. It is known by its end, `until`: no other lease there is ends at the same moment.

    `text` holds the items as `storage.bodies` writes them. What is taken out of a lease is a plain list: what is done by the
    lease is done about all of it.
    """

    def __init__(self, office: str = "", until: str = "", count: int = 0, text: bytes = b"") -> None:
        self.office = office
        self.until = until
        self.text = text
        self._count = count

    def __len__(self) -> int:
        """How many items there are."""
        return self._count

    @overload
    def __getitem__(self, place: int) -> Due: ...

    @overload
    def __getitem__(self, place: slice) -> list[Due]: ...

    def __getitem__(self, place: int | slice) -> Due | list[Due]:
        """One item, or some."""
        return self._read[place]

    @cached_property
    def _read(self) -> list[Due]:
        # Taken apart as text and not as JSON: one body that was damaged in the store would keep all of them from being read.
        return [self._due(item) for item in (b"," + self.text).split(_BODY)[1:]]

    def _due(self, item: bytes) -> Due:
        body, _, behind = item.rpartition(_ENTRY)
        one = _told.decode(b'{"entry_id":' + behind)
        return Due(self.office, one.entry_id, one.revision, one.sha256, body)
