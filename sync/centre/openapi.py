"""OpenAPI of the centre, made from the same models its bodies are decoded and encoded with."""

from __future__ import annotations

from typing import Any

import msgspec
from fastapi import FastAPI

from sync.centre.body import ACCEPTED
from sync.protocol import Batch, BatchAnswer, ChangesPage, FindingsPage, Problem, RevisionBody, RevisionsPage

_MODELS = (Batch, BatchAnswer, RevisionsPage, ChangesPage, FindingsPage, Problem, RevisionBody)
_PATH = "#/components/schemas/{name}"
_ANSWERS = {"push": BatchAnswer, "rebuild": RevisionsPage, "changes": ChangesPage, "findings": FindingsPage}
_REFUSALS = {
    "push": (400, 401, 403, 409, 413, 415, 422, 429, 503),
    "rebuild": (400, 401, 403, 422, 429, 503),
    "findings": (400, 401, 403, 422, 429, 503),
    "changes": (400, 401, 403, 422, 429, 503),
    "progress": (401, 429, 503),
    "health": (503,),
}
_OPEN = frozenset({"health"})


def publish(app: FastAPI) -> None:
    """Let `app` publish its OpenAPI from the protocol's models."""
    made: dict[str, Any] = {}

    def openapi() -> dict[str, Any]:
        if not made:
            made.update(_document(app))
        return made

    app.openapi = openapi  # type: ignore[method-assign]


def _document(app: FastAPI) -> dict[str, Any]:
    from fastapi.openapi.utils import get_openapi

    document = get_openapi(title=app.title, version=app.version, routes=app.routes)
    _, schemas = msgspec.json.schema_components(_MODELS, ref_template=_PATH)
    schemas["Item"]["properties"]["body"] = {
        "description": "A revision's body. Anything else does not spoil the batch: that item alone is answered `refused`.",
        "anyOf": [{"$ref": _PATH.format(name="RevisionBody")}, {}],
    }
    for holder in ("StoredItem", "Change"):
        schemas[holder]["properties"]["body"] = {"$ref": _PATH.format(name="RevisionBody")}
    document["components"] = {
        "schemas": schemas,
        "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
    }
    for path in document["paths"].values():
        for operation in path.values():
            _describe(operation)
    return document


def _describe(operation: dict[str, Any]) -> None:
    name = operation["operationId"]
    answer = _ANSWERS.get(name)
    schema: dict[str, Any] = {"$ref": _PATH.format(name=answer.__name__)} if answer else {"type": "object"}
    problem = {"application/problem+json": {"schema": {"$ref": _PATH.format(name="Problem")}}}
    operation["responses"] = {"200": {"description": "done", "content": {"application/json": {"schema": schema}}}} | {
        str(status): {"description": "refused", "content": problem} for status in _REFUSALS.get(name, ())
    }
    if name not in _OPEN:
        operation["security"] = [{"token": []}]
    if name == "push":
        operation["requestBody"] = {
            "required": True,
            "description": f"A batch; content encodings: {ACCEPTED}",
            "content": {"application/json": {"schema": {"$ref": _PATH.format(name="Batch")}}},
        }
        operation["parameters"].append(
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": False,
                "schema": {"type": "string", "maxLength": 200},
            }
        )
