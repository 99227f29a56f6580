"""Whatever a request may hold is of one type and bounded: as the API itself describes it, for every route."""

from collections.abc import Iterator
from math import inf
from typing import Any, get_args, get_origin

import pytest
from pydantic import BaseModel
from sqlmodel import SQLModel

from chain.answers import assert_problem, every_route
from quadrille.app import make_app


@pytest.fixture
def described(world) -> dict[str, Any]:
    return make_app(world.settings, world.chain).openapi()


def types_in(annotation: Any) -> Iterator[type]:
    """Every class in an annotation, however deep."""
    if isinstance(annotation, type):
        yield annotation
    if get_origin(annotation) is not None:
        for part in get_args(annotation):
            yield from types_in(part)


def bodies() -> dict[type[BaseModel], str]:
    """Every model of a request's body, those inside of others too, with a route that takes it."""
    found: dict[type[BaseModel], str] = {}

    def note(annotation: Any, path: str) -> None:
        for kind in types_in(annotation):
            if issubclass(kind, BaseModel) and kind not in found:
                found[kind] = path
                for field in kind.model_fields.values():
                    note(field.annotation, path)

    for route in every_route():
        for parameter in route.dependant.body_params:
            note(parameter.field_info.annotation, route.path)
    return found


def test_every_body_is_strict_and_knows_all_its_fields():
    assert len(bodies()) > 10
    for model, path in bodies().items():
        assert model.model_config.get("extra") == "forbid", (model, path)
        assert model.model_config.get("strict") is True, (model, path)


def test_no_row_of_the_database_is_what_is_asked_or_answered():
    for route in every_route():
        parts = [route.response_model, *(parameter.field_info.annotation for parameter in route.dependant.body_params)]
        assert not any(issubclass(kind, SQLModel) for part in parts for kind in types_in(part)), route.path


def unbounded(schema: dict[str, Any], components: dict[str, Any], place: str) -> Iterator[str]:
    """Places in a schema where something of any length may stand."""
    if "$ref" in schema:
        schema = components[schema["$ref"].rpartition("/")[2]]
    for way in ("anyOf", "oneOf", "allOf"):
        for one in schema.get(way, ()):
            yield from unbounded(one, components, place)
    match schema.get("type"):
        case "string" if not {"maxLength", "pattern", "enum", "const"} & schema.keys():
            yield f"{place}: text"
        case "integer" if not ({"minimum", "exclusiveMinimum"} & schema.keys()):
            yield f"{place}: number without a lower bound"
        # The description writes bounds as floats, and the largest number of a column is none.
        case "integer" if min(schema.get("maximum", inf), schema.get("exclusiveMaximum", inf)) > 2**63:
            yield f"{place}: number that no column holds"
        case "array":
            if "maxItems" not in schema:
                yield f"{place}: list"
            yield from unbounded(schema.get("items", {}), components, f"{place}[]")
        case "object":
            if schema.get("additionalProperties") is not False and "maxProperties" not in schema:
                yield f"{place}: object"
            for name, inner in schema.get("properties", {}).items():
                yield from unbounded(inner, components, f"{place}.{name}")
            inner = schema.get("additionalProperties")
            if isinstance(inner, dict):
                yield from unbounded(inner, components, f"{place}.*")


def test_every_text_number_and_list_has_its_bounds(described):
    components = described.get("components", {}).get("schemas", {})
    found = []
    for path, methods in described["paths"].items():
        for method, route in methods.items():
            place = f"{method} {path}"
            for parameter in route.get("parameters", ()):
                found += unbounded(parameter["schema"], components, f"{place} ?{parameter['name']}")
            for body in route.get("requestBody", {}).get("content", {}).values():
                found += unbounded(body["schema"], components, place)
    assert found == []


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/v1/badges/1/revocation", {"reason": False}),
        ("/api/v1/badges/1/revocation", {"reason": "1"}),
        ("/api/v1/badges/1/revocation", {"reason": 1.0}),
        ("/api/v1/badges/1/revocation", {"reason": 1, "more": 1}),
        ("/api/v1/intents/claim", {"code": 7, "wallet": "x"}),
    ],
)
def test_nothing_is_taken_for_what_it_is_not(operator, path, body):
    assert_problem(operator.post(path, json=body), 422)
