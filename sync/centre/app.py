"""The centre as a web application: routes, and what every request passes through on its way to them.

Bodies are decoded with msgspec against `sync.protocol`, and OpenAPI is published from the same models. Errors are RFC 9457
problems. Logs carry request id, office, counts and times, never a name or a value of an entry.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Annotated, Any

import structlog
from fastapi import Depends, FastAPI, Path, Query, Request, Response
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from registers.plan import Plan, plan_3510
from sync.centre import feeds, idempotency, page, problems, progress
from sync.centre.body import BodyRefused, read_sent, unpack
from sync.centre.context import Centre, CentreOf, centre_of
from sync.centre.database import Database
from sync.centre.findings import Noticer
from sync.centre.metrics import Metrics
from sync.centre.openapi import publish
from sync.centre.problems import Refusal
from sync.centre.receive import receive
from sync.centre.settings import identity_of
from sync.centre.throttle import Throttle
from sync.centre.tokens import Bearer, bearer_of
from sync.protocol import PAGE, Problem, encode

log = structlog.get_logger("hotich.centre")

_FORGET_EVERY = 3600.0  # seconds
OfficePath = Annotated[str, Path(pattern="^[0-9]{2,5}$", description="GSO code of the office")]
_AFTER = "where the last page ended; empty for the start"
Cursor = Annotated[str, Query(pattern=feeds.NUMBER_CURSOR, description=_AFTER)]
ChangesCursor = Annotated[str, Query(max_length=feeds.MAX_CURSOR, pattern=feeds.CHANGES_CURSOR, description=_AFTER)]
Limit = Annotated[int, Query(ge=1, le=1_000, description="items of the page")]


def create_app(
    database: Database,
    *,
    plan: Plan | None = None,
    rate: float = 50.0,
    burst: int = 200,
    monotonic: Callable[[], float] = time.monotonic,
) -> FastAPI:
    """The application over `database`; `rate` requests a second and bursts of `burst` are allowed to one token."""
    centre = Centre(
        database,
        plan or plan_3510(),
        identity_of(database),
        Throttle(rate, burst, monotonic),
        Metrics(),
        Noticer(database),
    )

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        centre.noticer.start()
        forgetting = asyncio.create_task(_forget(database))
        yield
        forgetting.cancel()
        with suppress(asyncio.CancelledError):  # a statement under way ends first, or leaves its connection open
            await forgetting
        await run_in_threadpool(centre.noticer.stop)
        database.close()

    app = FastAPI(title="hotich centre", version="1", lifespan=lifespan, docs_url=None, redoc_url=None)
    app.state.centre = centre
    app.middleware("http")(_observe)
    problems.add_to(app)
    _routes(app)
    publish(app)
    return app


async def _forget(database: Database) -> None:
    """Drop answers nobody will ask for again, now and then."""
    while True:
        try:
            await run_in_threadpool(idempotency.forget, database, database.clock())
        except DBAPIError as error:  # away for now; there is no haste
            log.warning("database", error=type(error).__name__)
        await asyncio.sleep(_FORGET_EVERY)


async def _bearer(request: Request, centre: CentreOf) -> Bearer:
    bearer = await run_in_threadpool(bearer_of, centre.database, request.headers.get("authorization", ""))
    if bearer is None:
        raise Refusal(401, "a valid token is needed", headers={"WWW-Authenticate": "Bearer"})
    request.state.office = bearer.office
    wait = centre.throttle.wait(bearer.token_id)
    if wait:
        raise Refusal(429, "too many requests", headers={"Retry-After": str(max(1, round(wait)))})
    return bearer


BearerOf = Annotated[Bearer, Depends(_bearer)]


def _may_read(bearer: Bearer, office: str) -> None:
    if not bearer.may_read(office):
        raise Refusal(403, "this token is another office's")


def _json(value: Any, status: int = 200) -> Response:
    return Response(encode(value), status, media_type="application/json")


def _routes(app: FastAPI) -> None:
    @app.post("/v1/offices/{office}/revisions", operation_id="push")
    async def push(request: Request, office: OfficePath, centre: CentreOf, bearer: BearerOf) -> Response:
        """Store a batch of revisions; one answer an item."""
        if bearer.office != office:
            raise Refusal(403, "this token is another office's")
        encoding = request.headers.get("content-encoding", "")
        try:
            sent = await read_sent(request.stream(), encoding)
        except BodyRefused as refused:
            raise Refusal(refused.status, refused.title) from None
        except ClientDisconnect:  # nobody hears it; the log should not call it a fault of ours
            raise Refusal(400, "the body was cut short") from None
        return await run_in_threadpool(
            _push, centre, office, sent, encoding, request.headers.get("idempotency-key", "")
        )

    @app.get("/v1/offices/{office}/revisions", operation_id="rebuild")
    def rebuild(
        office: OfficePath, centre: CentreOf, bearer: BearerOf, after: Cursor = "", limit: Limit = PAGE
    ) -> Response:
        """The office's revisions in the order they arrived, for rebuilding its store."""
        _may_read(bearer, office)
        return _page(lambda: feeds.revisions(centre.database, office, after, limit))

    @app.get("/v1/offices/{office}/findings", operation_id="findings")
    def findings(
        office: OfficePath, centre: CentreOf, bearer: BearerOf, after: Cursor = "", limit: Limit = PAGE
    ) -> Response:
        """What the centre noticed about the office's entries."""
        _may_read(bearer, office)
        return _page(lambda: feeds.findings(centre.database, office, after, limit))

    @app.get("/v1/changes", operation_id="changes")
    def changes(centre: CentreOf, bearer: BearerOf, after: ChangesCursor = "", limit: Limit = PAGE) -> Response:
        """Steps of the official partition, for other databases. Needs the province's token."""
        if not bearer.province:
            raise Refusal(403, "the feed needs the province's token")
        return _page(lambda: feeds.changes(centre.database, after, limit))

    @app.get("/v1/progress", operation_id="progress")
    def plan_progress(centre: CentreOf, bearer: BearerOf) -> Response:
        """Plan against actual by phase, kind and office: of the bearer's office, or of all for the province's token."""
        office = None if bearer.province else bearer.office
        found = progress.counts(centre.database, office=office)
        return _json(progress.progress(centre.plan, found, centre.database.clock().date()))

    @app.get("/v1/health", operation_id="health")
    def health(centre: CentreOf) -> Response:
        """Whether the centre can store; needs no token and tells nothing else."""
        with centre.database.read() as connection:
            connection.execute(text("SELECT 1"))
        return _json({"ok": True, "centre": centre.identity.name})

    @app.get("/metrics", operation_id="metrics", include_in_schema=False)
    def metrics(centre: CentreOf) -> Response:
        """Counters in Prometheus' text format; no personal data, no office."""
        return Response(centre.metrics.text(), media_type="text/plain; version=0.0.4")

    page.add_to(app)


def _page(read: Callable[[], Any]) -> Response:
    try:
        return _json(read())
    except feeds.BadCursor as error:
        raise Refusal(400, "bad cursor", str(error)) from None


def _push(centre: Centre, office: str, sent: bytes, encoding: str, key: str) -> Response:
    try:
        body = unpack(sent, encoding)
    except BodyRefused as refused:
        raise Refusal(refused.status, refused.title) from None
    with centre.noticer.aside():
        received = receive(centre.database, centre.plan, centre.identity, office, body, key, sent=sent)
    for outcome, count in received.outcomes.items():
        centre.metrics.count("revisions", outcome, count)
    headers = {"Idempotency-Replayed": "true"} if received.replayed else None
    return Response(received.answer, media_type="application/json", headers=headers)


async def _observe(request: Request, go_on: Callable[[Request], Awaitable[Response]]) -> Response:
    """Give the request its id, its log line and its place in the counters; nothing unforeseen gets out as a traceback."""
    centre = centre_of(request)
    request_id = request.headers.get("x-request-id", "")
    if not (0 < len(request_id) <= 64 and request_id.isascii() and request_id.replace("-", "").isalnum()):
        request_id = secrets.token_hex(8)
    started = time.perf_counter()
    try:
        response = await go_on(request)
    except Exception as error:  # noqa: BLE001 (the last net: the client gets a problem, the log the kind of error)
        log.error("failed", request=request_id, error=type(error).__name__)  # noqa: TRY400 (a traceback may show values)
        response = problems.answer(Problem(title="internal error", status=500))
        # Starlette holds the error where its traceback leads: a ring, with the whole request in it until a collector comes by.
        error.__traceback__ = None
    seconds = time.perf_counter() - started
    route = getattr(request.scope.get("route"), "path", "none")
    centre.metrics.count("requests", f"{request.method} {route} {response.status_code}")
    log.info(
        "request", request=request_id, method=request.method, route=route, status=response.status_code,
        office=getattr(request.state, "office", ""), ms=round(seconds * 1000, 1),
    )  # fmt: skip
    response.headers["X-Request-Id"] = request_id
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response
