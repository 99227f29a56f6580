"""What the API's own description (OpenAPI) says of every route: how problems are answered, and who may ask."""

from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel, Field

from quadrille.routing import get_signed_in, require_operator, require_signed_in


class Problem(BaseModel):
    """What went wrong (RFC 9457): `cause` says what happened, `remedy` what to do about it."""

    type: str = Field(description="Where this kind of problem is explained.")
    title: str
    status: int
    detail: str = Field(description="Cause and remedy together.")
    cause: str
    remedy: str
    reference: str = Field(description="Names this request to the operator; also the header X-Request-ID.")


ANSWER = {
    "description": "A problem, with its cause and its remedy.",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}

PROBLEMS: dict[int | str, dict[str, Any]] = {"4XX": ANSWER, "422": ANSWER, "5XX": ANSWER}
"""For every route; 422 by itself, or the framework would describe an answer of its own that is never given."""

SCHEMES = {
    "session": {"type": "http", "scheme": "bearer", "description": "A token of `POST /api/v1/sign-in`."},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "quadrille", "description": "A browser's session."},
    "operator": {"type": "http", "scheme": "bearer", "description": "The server's QUADRILLE_OPERATOR_TOKEN."},
}


def describe(app: FastAPI) -> None:
    """Have the application's description say what holds for every route."""
    made_by_routes = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _completed(app, made_by_routes())
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _completed(app: FastAPI, document: dict[str, Any]) -> dict[str, Any]:
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    schemas["Problem"] = Problem.model_json_schema()
    components["securitySchemes"] = SCHEMES
    routes: list[APIRoute] = app.state.routes
    for route in routes:
        for method in (route.methods or ()) if route.include_in_schema else ():
            document["paths"][route.path][method.lower()]["security"] = _who_may_ask(route.dependant)
    return document


def _who_may_ask(dependant: Dependant) -> list[dict[str, list[str]]]:
    asked = set(_calls(dependant))
    if require_operator in asked:
        return [{"operator": []}, {"session": []}]
    if require_signed_in in asked:
        return [{"session": []}, {"cookie": []}]
    # An empty requirement is nobody in particular; where it helps to be somebody, that is said too.
    return [{}, {"session": []}] if get_signed_in in asked else []


def _calls(dependant: Dependant) -> list[Any]:
    return [dependant.call, *(call for inner in dependant.dependencies for call in _calls(inner))]
