"""What a pusher leased: the items to send, as they go over the wire, and read one by one only where somebody asks for one.

Mostly nobody does: a lease is sent whole, and the centre speaks of all of it at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import overload

import msgspec
from msgspec import Raw


class Due(msgspec.Struct, frozen=True, gc=False):
    """A leased item: the revision's key, its proof, and the canonical bytes to send."""

    office: str
    entry_id: str
    revision: int
    sha256: str
    body: bytes


class _Written(msgspec.Struct, gc=False):
    """An item as `storage.bodies` writes it."""

    entry_id: str
    revision: int
    sha256: str
    body: Raw


_items = msgspec.json.Decoder(list[_Written])


class Lease(Sequence[Due]):
    """All that was leased together. It is known by its end, `until`: no other lease there is ends at the same moment.

    `text` holds the items as JSON with commas between them. What is taken out of a lease is a plain list: what is done by the
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
        return [
            Due(self.office, one.entry_id, one.revision, one.sha256, bytes(one.body))
            for one in _items.decode(b"[%b]" % self.text)
        ]
