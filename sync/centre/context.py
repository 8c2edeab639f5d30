"""What every route of the centre works with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from registers.plan import Plan
from sync.centre.database import Database
from sync.centre.findings import Noticer
from sync.centre.metrics import Metrics
from sync.centre.settings import Identity
from sync.centre.throttle import Throttle


@dataclass(frozen=True)
class Centre:
    """The centre a request came to."""

    database: Database
    plan: Plan
    identity: Identity
    throttle: Throttle
    metrics: Metrics
    noticer: Noticer


def centre_of(request: Request) -> Centre:
    """The centre behind the application that serves `request`."""
    centre = request.app.state.centre
    assert isinstance(centre, Centre)
    return centre


async def _depend(request: Request) -> Centre:  # async, or FastAPI would send for it into another thread
    return centre_of(request)


CentreOf = Annotated[Centre, Depends(_depend)]
