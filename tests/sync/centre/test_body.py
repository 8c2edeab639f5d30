"""Bodies within limits, whatever is packed into them."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator

import pytest
import zstandard

from sync.centre.body import BodyRefused, read_sent, unpack

LIMIT = 10_000
TEXT = b'{"items": []}' * 50


async def read(parts: AsyncIterator[bytes], encoding: str) -> bytes:
    """A body as the centre reads it."""
    return unpack(await read_sent(parts, encoding, LIMIT), encoding, LIMIT)


async def _chunks(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


@pytest.mark.parametrize(
    ("encoding", "packed"),
    ids=range(5),
    argvalues=[
        ("", TEXT),
        ("identity", TEXT),
        ("gzip", gzip.compress(TEXT, mtime=0)),
        ("zstd", zstandard.compress(TEXT)),
        (" GZIP ", gzip.compress(TEXT, mtime=0)),
    ],
)
async def test_every_offered_encoding_is_read(encoding: str, packed: bytes) -> None:
    assert await read(_chunks(packed[:7], packed[7:]), encoding) == TEXT


BOMB = b"0" * 50_000_000


@pytest.mark.parametrize(
    ("encoding", "packed", "status"),
    ids=range(9),
    argvalues=[
        ("", b"x" * (LIMIT + 1), 413),
        ("gzip", gzip.compress(BOMB, compresslevel=1, mtime=0), 413),
        ("zstd", zstandard.compress(BOMB), 413),
        ("gzip", gzip.compress(TEXT, mtime=0)[:-4], 400),
        ("zstd", zstandard.compress(TEXT)[:-4], 400),
        ("gzip", TEXT, 400),
        ("zstd", TEXT, 400),
        ("br", TEXT, 415),
        ("gzip, gzip", TEXT, 415),
    ],
)
async def test_what_cannot_be_read_within_limits_is_refused(encoding: str, packed: bytes, status: int) -> None:
    with pytest.raises(BodyRefused) as refused:
        await read(_chunks(packed), encoding)
    assert refused.value.status == status


async def test_what_could_not_be_unpacked_is_refused_unread() -> None:
    read: list[bytes] = []

    async def chunks() -> AsyncIterator[bytes]:
        read.append(TEXT)
        yield TEXT

    with pytest.raises(BodyRefused) as refused:
        await read_sent(chunks(), "br")
    assert (refused.value.status, read) == (415, [])


def test_a_zstd_frame_that_lies_about_its_size_makes_no_more_than_the_limit() -> None:
    frame = zstandard.ZstdCompressor(write_content_size=False).compress(BOMB)
    with pytest.raises(BodyRefused) as refused:
        unpack(frame, "zstd", LIMIT)
    assert refused.value.status == 413
