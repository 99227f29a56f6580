"""What every answer of the application has to have, and every route that can be asked."""

from fastapi.routing import APIRoute

from quadrille.app import ROUTERS
from quadrille.routing import require_operator

SECURITY_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}


def assert_problem(answer, status):
    """RFC 9457 problem details: of the right status, with cause and remedy."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    document = answer.json()
    assert document["status"] == status
    assert document["title"]
    assert document["cause"]
    assert document["detail"].startswith(document["cause"])
    return document


def assert_page(answer, status):
    """The same for a person."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "<h1" in answer.text


def assert_secured(answer):
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert {name: answer.headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS


def parts_of(route: APIRoute) -> set[str]:
    """The names in a route's path, whoever asks for them: the route itself, or what it depends on."""
    return set(route.param_convertors)


def every_route() -> list[APIRoute]:
    return [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]


def is_operators(route: APIRoute) -> bool:
    return any(dependency.call is require_operator for dependency in route.dependant.dependencies)
