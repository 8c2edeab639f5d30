"""A line that fails: an HTTP/1.1 proxy between a pusher and a centre that cuts, delays, doubles, reorders, truncates and lies.

Faults are drawn from one seeded source, so a run can be repeated. Every fault is counted. A reordered request arrives at the
centre after later ones, its sender having long been cut off.
"""

from __future__ import annotations

import asyncio
import random
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

FAULTS = (
    "cut_before", "cut_after", "cut_inside", "truncate", "duplicate", "reorder", "delay",
    "answer_500", "answer_502", "answer_503", "answer_429", "answer_408", "answer_409", "answer_422", "answer_400",
    "answer_413", "garbage", "empty",
)  # fmt: skip
"""What may happen to a request."""

_CANNED = {
    "answer_500": b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n",
    "answer_502": b"HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: 14\r\n\r\n<h1>sorry</h1>",
    "answer_503": b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n",
    "answer_429": b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n",
    "answer_408": b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n",
    "answer_409": b"HTTP/1.1 409 Conflict\r\nContent-Length: 0\r\n\r\n",
    "answer_422": b"HTTP/1.1 422 Unprocessable Content\r\nContent-Length: 0\r\n\r\n",
    "answer_400": b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n",
    "answer_413": b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n",
    "garbage": b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"answers',
    "empty": b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
}
_DELAY_SECONDS = 0.02


@dataclass
class Line:
    """A proxy that listens at `address` for the centre at `target` (host, port); `rate` is the share of requests that fail.

    What is longer than `longest` bytes, head and all, is answered 413 each time, and counted apart; 0 lets everything through.
    """

    target: tuple[str, int]
    rate: float
    seed: int
    longest: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    requests: int = 0
    too_long: int = 0
    address: str = ""

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._held: list[bytes] = []  # requests that will arrive late
        self._late: set[asyncio.Task[None]] = set()

    async def serve(self, ready: threading.Event, end: asyncio.Event) -> None:
        """Listen until `end`; requests still held arrive before it returns."""
        server = await asyncio.start_server(self._client, "127.0.0.1", 0)
        self.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        ready.set()
        await end.wait()
        server.close()
        for request in self._held:
            await self._deliver(request)
        await asyncio.gather(*self._late)

    async def _client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while (request := await _message(reader)) is not None:
                if not await self._handle(request, writer):
                    break
        except (OSError, asyncio.IncompleteReadError, ValueError):
            pass
        finally:
            writer.close()

    async def _handle(self, request: bytes, writer: asyncio.StreamWriter) -> bool:
        """Pass one request on, or let it fail; False where the client's connection is to be cut."""
        self.requests += 1
        if 0 < self.longest < len(request):
            self.too_long += 1
            writer.write(_CANNED["answer_413"])
            await writer.drain()
            return True
        fault = self._random.choice(FAULTS) if self._random.random() < self.rate else ""
        if fault:
            self.faults[fault] += 1
        if fault == "cut_before":
            return False
        if fault == "reorder":
            self._held.append(request)
            return False
        if fault in _CANNED:
            writer.write(_CANNED[fault])
            await writer.drain()
            return True
        if fault == "delay":
            await asyncio.sleep(_DELAY_SECONDS * self._random.random())
        if fault == "cut_inside":
            await self._deliver(request[: self._random.randrange(1, len(request))], whole=False)
            return False
        if fault == "duplicate":
            await self._deliver(request)
        answer = await self._deliver(request)
        self._release()
        if fault == "cut_after" or not answer:
            return False
        if fault == "truncate":
            writer.write(answer[: self._random.randrange(1, len(answer))])
            await writer.drain()
            return False
        writer.write(answer)
        await writer.drain()
        return True

    def _release(self) -> None:
        """Now and then a held request arrives at last, behind the one just answered."""
        if self._held and self._random.random() < 0.5:
            late = asyncio.create_task(self._forget(self._held.pop(0)))
            self._late.add(late)
            late.add_done_callback(self._late.discard)

    async def _forget(self, request: bytes) -> None:
        await self._deliver(request)

    async def _deliver(self, request: bytes, *, whole: bool = True) -> bytes:
        """Send `request` to the centre; its answer, b"" where it gave none. One that is not whole is hung up on."""
        try:
            reader, writer = await asyncio.open_connection(*self.target)
        except OSError:
            return b""
        try:
            writer.write(request)
            await writer.drain()
            return await _message(reader) or b"" if whole else b""
        except (OSError, asyncio.IncompleteReadError, ValueError):
            return b""
        finally:
            writer.close()


async def _message(reader: asyncio.StreamReader) -> bytes | None:
    """One HTTP message with its Content-Length body; None at the end of the connection."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    length = 0
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            length = int(value)
    return head + await reader.readexactly(length)


@contextmanager
def failing_line(target: tuple[str, int], *, rate: float, seed: int, longest: int = 0) -> Iterator[Line]:
    """A failing line to `target`, run in a thread of its own until the block ends."""
    line = Line(target, rate, seed, longest)
    ready = threading.Event()
    loop = asyncio.new_event_loop()
    end = asyncio.Event()

    def run() -> None:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(line.serve(ready, end))
        loop.close()

    thread = threading.Thread(target=run, name="failing line")
    thread.start()
    ready.wait()
    try:
        yield line
    finally:
        loop.call_soon_threadsafe(end.set)
        thread.join()
