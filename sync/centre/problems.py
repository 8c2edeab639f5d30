"""Every refusal of the centre as one RFC 9457 problem, whatever part of it refuses."""

from __future__ import annotations

import psycopg
import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.routing import Match

from sync.protocol import Problem, encode

log = structlog.get_logger("hotich.centre")


class Refusal(Exception):
    """A request that is refused as a whole."""

    def __init__(self, status: int, title: str, detail: str = "", headers: dict[str, str] | None = None) -> None:
        super().__init__(title)
        self.problem = Problem(title=title, status=status, detail=detail)
        self.headers = headers or {}


def add_to(app: FastAPI) -> None:
    """Let `app` answer every refusal as a problem."""
    app.add_exception_handler(Refusal, _refuse)
    app.add_exception_handler(HTTPException, _http_problem)
    app.add_exception_handler(RequestValidationError, _bad_parameter)
    app.add_exception_handler(DBAPIError, _unavailable)
    app.add_exception_handler(psycopg.OperationalError, _unavailable)  # out of a COPY, which is the driver's own
    app.add_exception_handler(PoolTimeout, _unavailable)


def answer(problem: Problem, headers: dict[str, str] | None = None) -> Response:
    """The problem as it goes over the wire."""
    return Response(encode(problem), problem.status, headers, media_type="application/problem+json")


async def _refuse(_request: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, Refusal)
    return answer(refusal.problem, refusal.headers)


async def _http_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = ", ".join(_methods(request))
    return answer(Problem(title=str(error.detail), status=error.status_code), headers)


def _methods(request: Request) -> list[str]:
    """The methods of every route of this path; Starlette names only those of the first."""
    found = (route for route in request.app.routes if route.matches(request.scope)[0] is not Match.NONE)
    return sorted({method for route in found for method in getattr(route, "methods", None) or ()})


async def _bad_parameter(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    place = ".".join(map(str, first["loc"]))
    return answer(Problem(title="a parameter is not as the OpenAPI says", status=422, detail=first["msg"], field=place))


async def _unavailable(_request: Request, error: Exception) -> Response:
    """The database is away or busy: the office tries again, nothing was half stored."""
    log.warning("database", error=type(error).__name__)
    return answer(Problem(title="the database cannot be reached now", status=503), {"Retry-After": "5"})
