"""Reading a request's body within limits: a body too large, or one that grows too large when unpacked, is refused unread."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator

import zstandard

from sync.protocol import MAX_BODY_BYTES

_ENCODINGS = ("", "identity", "gzip", "zstd")
ACCEPTED = "gzip, zstd"
"""Content encodings a client may send."""
_WINDOW = 8 * 1024 * 1024


class BodyRefused(Exception):
    """A body that will not be read: HTTP status and why."""

    def __init__(self, status: int, title: str) -> None:
        super().__init__(title)
        self.status = status
        self.title = title


async def read_sent(chunks: AsyncIterator[bytes], encoding: str, limit: int = MAX_BODY_BYTES) -> bytes:
    """The body of `chunks` as it was sent, at most `limit` bytes. Raises BodyRefused (413; 415 where `unpack` could not read it)."""
    _known(encoding)
    packed = bytearray()
    async for chunk in chunks:
        packed += chunk
        if len(packed) > limit:
            raise BodyRefused(413, f"the body is longer than {limit} bytes")
    return bytes(packed)


def unpack(packed: bytes, encoding: str, limit: int = MAX_BODY_BYTES) -> bytes:
    """`packed` without its content encoding; never makes more than `limit` bytes. Raises BodyRefused (400, 413, 415)."""
    encoding = _known(encoding)
    if encoding in ("", "identity"):
        return packed
    try:
        body, whole = _gunzip(packed, limit) if encoding == "gzip" else _unzstd(packed, limit)
    except (zlib.error, zstandard.ZstdError):
        raise BodyRefused(400, f"the body is not valid {encoding}") from None
    if len(body) > limit:
        raise BodyRefused(413, f"the body unpacks to more than {limit} bytes")
    if not whole:
        raise BodyRefused(400, f"the {encoding} body is cut short")
    return body


def _known(encoding: str) -> str:
    encoding = encoding.strip().lower()
    if encoding not in _ENCODINGS:
        raise BodyRefused(415, f"content encoding must be one of: {ACCEPTED}")
    return encoding


def _gunzip(packed: bytes, limit: int) -> tuple[bytes, bool]:
    unpacker = zlib.decompressobj(wbits=31)
    return unpacker.decompress(packed, limit + 1), unpacker.eof


def _unzstd(packed: bytes, limit: int) -> tuple[bytes, bool]:
    # The frame may claim any size; the reader makes no more than is asked of it, and its window is bounded.
    claimed = zstandard.frame_content_size(packed)  # -1 where the sender did not say; a frame that lies does not unpack
    unpacker = zstandard.ZstdDecompressor(max_window_size=_WINDOW)
    with unpacker.stream_reader(packed, read_across_frames=False) as reader:
        body = reader.read(limit + 1 if claimed < 0 else min(claimed, limit) + 1)
    if len(body) > limit or claimed >= 0:
        return body, len(body) > limit or len(body) == claimed
    complete = zstandard.ZstdDecompressor(max_window_size=_WINDOW).decompressobj()
    complete.decompress(packed)
    return body, complete.eof
