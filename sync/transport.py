"""The only place that knows httpx. One request in, one `Reply` out; failures are values, sorted into three classes.

httpx has had no release since 12/2024; a successor with the same API (`httpx2`) exists. Changing over is the import line here.
"""

from __future__ import annotations

import hashlib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from enum import Enum
from typing import Any, Protocol, TypeVar

import httpx
import msgspec
import zstandard

from registers.errors import HotichError
from sync.protocol import BatchAnswer, Problem, RevisionsPage

TIMEOUT = httpx.Timeout(30.0, connect=10.0)
_COMPRESS_FROM = 1_000  # bytes; smaller bodies gain nothing
_ABOUT_THE_BATCH = frozenset({400, 409, 413, 415, 422})
"""Refusals that sending the same again will not change. Any other 4xx (404 of a wrong address, 407 of a proxy) speaks of the
line, not of what was sent: nothing is set aside for it."""
_T = TypeVar("_T")
_MAX_ANSWER = 64 * 1024 * 1024


class BadCentreAddress(HotichError):
    """The centre's address is not one."""

    key = "push.bad_address"


class Failure(Enum):
    """What to do about a request that brought no answer (sync.md, The outbox)."""

    AGAIN = "again"  # network, 408, 425, 429, 5xx, garbage: later, by itself
    ATTENTION = "attention"  # the batch as such is refused: people must look
    STOP = "stop"  # 401, 403: the token is wrong; no hammering


@dataclass(frozen=True, slots=True)
class Failed:
    """A request without an answer: what to do, why, and how many seconds the centre asked to wait."""

    failure: Failure
    why: str
    status: int = 0
    retry_after: float | None = None


class Asked(Protocol):
    """The key of a revision that was sent."""

    @property
    def entry_id(self) -> str:
        """Id of its entry."""

    @property
    def revision(self) -> int:
        """Its number."""


class Line:
    """The line to one centre, as one office. `transport` is where tests put their own (a proxy, the centre's app itself)."""

    def __init__(
        self, address: str, office: str, token: str, *, transport: httpx.BaseTransport | None = None, verify: Any = True
    ) -> None:
        try:
            base = httpx.URL(address)
        except httpx.InvalidURL:
            raise BadCentreAddress(address=address) from None
        if base.scheme not in ("http", "https") or not base.host:
            raise BadCentreAddress(address=address)
        self.office = office
        self._packer = zstandard.ZstdCompressor(level=1)
        self._client = httpx.Client(
            base_url=base,
            headers={"Authorization": f"Bearer {token}", "User-Agent": "hotich"},
            timeout=TIMEOUT,
            transport=transport,
            verify=verify,
        )

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()

    def push(self, pieces: Sequence[bytes], asked: Sequence[Asked]) -> BatchAnswer | Failed:
        """Send a batch, written in pieces, of the items `asked`, that may be answered in brief.

        Its answer, checked to speak of every item once, or why there is none. The same batch is the same request, whichever
        pusher sends it: the hash of its bytes as sent is its Idempotency-Key.
        """
        headers = {"Content-Type": "application/json"}
        length = sum(map(len, pieces))
        if length >= _COMPRESS_FROM:
            packing = self._packer.compressobj(size=length)
            body = b"".join([*map(packing.compress, pieces), packing.flush()])
            headers["Content-Encoding"] = "zstd"
        else:
            body = b"".join(pieces)
        headers["Idempotency-Key"] = hashlib.sha256(body).hexdigest()
        answer = self._ask("POST", f"/v1/offices/{self.office}/revisions", BatchAnswer, content=body, headers=headers)
        if isinstance(answer, Failed):
            return answer
        if not _speaks_of(answer, asked):
            return Failed(Failure.AGAIN, "the answer does not speak of what was sent")
        return answer

    def revisions(self, after: str, limit: int) -> RevisionsPage | Failed:
        """One page of the office's revisions at the centre."""
        params = {"after": after, "limit": str(limit)}
        return self._ask("GET", f"/v1/offices/{self.office}/revisions", RevisionsPage, params=params)

    def _ask(self, method: str, path: str, model: type[_T], **request: Any) -> _T | Failed:
        try:
            with self._client.stream(method, path, **request) as response:
                raw = _read(response)
        except (httpx.HTTPError, httpx.StreamError) as error:
            return Failed(Failure.AGAIN, _name_of(error))
        if raw is None:
            return Failed(Failure.AGAIN, "the answer is longer than any the protocol has")
        if response.status_code != 200:
            return _failed(response, raw)
        try:
            return msgspec.json.decode(raw, type=model)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            return Failed(Failure.AGAIN, "the answer is not one of the protocol", response.status_code)


def _speaks_of(answer: BatchAnswer, asked: Sequence[Asked]) -> bool:
    """True where the answer speaks of every item once, in their order; or of all at once."""
    if answer.alike:
        return not answer.answers and answer.alike.items == len(asked)
    keys = [(item.entry_id, item.revision) for item in asked]
    return [(one.entry_id, one.revision) for one in answer.answers] == keys


def _read(response: httpx.Response) -> bytes | None:
    raw = bytearray()
    for chunk in response.iter_bytes():
        raw += chunk
        if len(raw) > _MAX_ANSWER:
            return None
    return bytes(raw)


def _name_of(error: Exception) -> str:
    """What went wrong with the line; a certificate that is not trusted lies under what httpx calls a failed connection."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return type(cause).__name__
        cause = cause.__cause__ or cause.__context__
    return type(error).__name__


def _failed(response: httpx.Response, raw: bytes) -> Failed:
    status = response.status_code
    try:
        problem = msgspec.json.decode(raw, type=Problem)
        why = f"{problem.title} {problem.detail}".strip()
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        why = response.reason_phrase
    why = f"{status} {why}"
    if status in (401, 403):
        return Failed(Failure.STOP, why, status)
    if status in _ABOUT_THE_BATCH:
        return Failed(Failure.ATTENTION, why, status)
    return Failed(Failure.AGAIN, why, status, _retry_after(response))


def _retry_after(response: httpx.Response) -> float | None:
    """Seconds of a `Retry-After` header, given in seconds or as a date (counted from the answer's own Date)."""
    header = response.headers.get("retry-after", "").strip()
    if header.isascii() and header.isdecimal():
        return float(header[:6])
    try:
        sent = parsedate_to_datetime(response.headers.get("date", ""))
        return max(0.0, (parsedate_to_datetime(header) - sent).total_seconds())
    except (TypeError, ValueError):
        return None
