"""An empty office rebuilds itself from the centre, page by page; cut off, it goes on where it stopped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import msgspec

from registers.errors import HotichError
from storage import rebuild
from storage.engine import Store
from storage.rebuild import NotProven, Pulled, Rebuilt
from sync.protocol import PAGE, Countersigned, RevisionsPage, StoredItem, read_body
from sync.pusher import PushStopped
from sync.transport import Failed, Failure, Line

_TRIES = 5
"""Times a page is asked for before the rebuild gives up, to be started again."""


class RestoreInterrupted(HotichError):
    """The centre did not answer. What is here already stays. Values: `why`."""

    key: ClassVar[str] = "push.restore_interrupted"
    exit_code = 1


@dataclass(frozen=True, slots=True)
class Restored:
    """What was rebuilt, and the head of the lost log as the centre countersigned it; None where it never got one."""

    rebuilt: Rebuilt
    head: Countersigned | None


def restore(
    store: Store,
    line: Line,
    *,
    pause: Callable[[float], object],
    page: int = PAGE,
    progress: Callable[[int], None] | None = None,
) -> Restored:
    """Read back everything the line's office ever pushed into the empty `store`.

    `pause(seconds)` waits between tries, `progress` hears how many revisions have come. Each revision is proven by its hash.
    Raises StoreInWork, NotProven, RestoreInterrupted (started again it goes on), PushStopped, StoreError.
    """
    cursor = rebuild.begin(store, line.office).cursor
    head: Countersigned | None = None
    count = 0
    more = True
    while more:
        found = _ask(line, cursor, page, pause)
        pulled = [_pulled(item) for item in found.items]
        if pulled or not cursor:
            rebuild.keep(store, line.office, pulled, found.cursor)
        cursor, more, head = found.cursor, found.more, found.chain
        count += len(pulled)
        if progress is not None:
            progress(count)
    while rebuild.fold(store, line.office):
        pass
    return Restored(rebuild.finish(store, line.office, _anchor(head)), head)


def _ask(line: Line, cursor: str, page: int, pause: Callable[[float], object]) -> RevisionsPage:
    why, seconds = "", 1.0
    for attempt in range(_TRIES):
        if attempt:
            pause(seconds)
        found = line.revisions(cursor, page)
        if not isinstance(found, Failed):
            return found
        if found.failure is Failure.STOP:
            raise PushStopped(why=found.why)
        why, seconds = found.why, max(2 * seconds, found.retry_after or 0.0)
        if found.failure is Failure.ATTENTION:
            break
    raise RestoreInterrupted(why=why)


def _pulled(item: StoredItem) -> Pulled:
    try:
        read_body(item.body)
    except msgspec.DecodeError:
        raise NotProven(entry=item.entry_id, revision=item.revision) from None
    return Pulled(item.sha256, bytes(item.body), item.received_at)


def _anchor(head: Countersigned | None) -> dict[str, Any]:
    if head is None:
        return {}
    return {"lost_head": {"seq": head.seq, "hash": head.hash, "at": head.at, "signature": head.signature}}
