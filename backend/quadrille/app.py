"""The web application, put together; expected errors become HTTP answers here, once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.staticfiles import StaticFiles
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException
from starlette.middleware.base import RequestResponseEndpoint

from quadrille import __version__, errors, health, home
from quadrille.catalog import api as catalog_api
from quadrille.chain.deployment import Chain
from quadrille.config import Settings
from quadrille.db import make_engine, migrate
from quadrille.governance import api as governance_api
from quadrille.governance import pages as governance_pages
from quadrille.rounds import api as rounds_api
from quadrille.rounds import pages as rounds_pages
from quadrille.routing import chain_facts
from quadrille.screening import api as screening_api
from quadrille.screening import badge_api
from quadrille.screening import pages as screening_pages
from quadrille.web.layout import CONTENT_SECURITY_POLICY, STATIC_FOLDER, render
from quadrille.worker import Worker

STATUS: dict[type[errors.QuadrilleError], HTTPStatus] = {
    errors.BadInput: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.NotFound: HTTPStatus.NOT_FOUND,
    errors.NotAllowed: HTTPStatus.FORBIDDEN,
    errors.Refused: HTTPStatus.CONFLICT,
    errors.Mismatch: HTTPStatus.CONFLICT,
    errors.WrongChain: HTTPStatus.NOT_FOUND,
    errors.TransactionFailed: HTTPStatus.BAD_GATEWAY,
    errors.NotMinedYet: HTTPStatus.GATEWAY_TIMEOUT,
    errors.ChainError: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.QuadrilleError: HTTPStatus.INTERNAL_SERVER_ERROR,
}
"""The most particular class that fits decides."""

BODY_BYTES = 2 * 1_048_576
"""The longest body that is read at all; a review, the longest that is meant, has its own limit below."""

ROUTERS = (
    home.router,
    health.router,
    catalog_api.router,
    screening_api.router,
    badge_api.router,
    screening_pages.router,
    governance_api.router,
    governance_pages.router,
    rounds_api.router,
    rounds_pages.router,
)


def make_app(settings: Settings, chain: Chain, works: bool = False) -> FastAPI:
    """The application on this chain; its database is migrated first. works: with a worker beside it."""
    migrate(settings.database_url)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.engine = make_engine(settings.database_url)
        worker = Worker(app.state.engine, chain) if works else None
        if worker is not None:
            worker.start()
        yield
        if worker is not None:
            worker.stop()
        app.state.engine.dispose()

    # FastAPI's own page of the API loads its viewer from another host; `home.api_page` needs none.
    app = FastAPI(title="Quadrille", version=__version__, lifespan=lifespan, docs_url=None, redoc_url=None)
    app.add_middleware(GZipMiddleware)
    app.state.settings, app.state.chain = settings, chain
    for router in ROUTERS:
        app.include_router(router, max_body_size=BODY_BYTES)
    app.mount("/static", StaticFiles(directory=STATIC_FOLDER), name="static")
    app.middleware("http")(refuse_long_bodies)
    app.middleware("http")(add_security_headers)
    app.add_exception_handler(errors.QuadrilleError, answer_expected)
    app.add_exception_handler(RequestValidationError, answer_invalid)
    app.add_exception_handler(HTTPException, answer_http)
    app.add_exception_handler(OperationalError, answer_busy)
    app.add_exception_handler(PoolTimeoutError, answer_busy)
    app.add_exception_handler(IntegrityError, answer_overtaken)
    app.add_exception_handler(Exception, answer_unexpected)
    return app


async def refuse_long_bodies(request: Request, call_next: RequestResponseEndpoint) -> Response:
    """Answer a body that says it is too long in the words of every refusal; one that does not say is cut off later."""
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length[:20]) > BODY_BYTES:
        cause = f"The body has {length[:20]} bytes; at most {BODY_BYTES} are read."
        return problem(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, cause, "Send less at once.")
    return await call_next(request)


async def add_security_headers(request: Request, call_next: RequestResponseEndpoint) -> Response:
    """Let a page load only what is ours, and nobody else frame it."""
    return secured(await call_next(request))


def secured(response: Response) -> Response:
    """The answer with the headers that every answer has."""
    response.headers["content-security-policy"] = CONTENT_SECURITY_POLICY
    response.headers["x-content-type-options"] = "nosniff"
    response.headers["referrer-policy"] = "no-referrer"
    return response


def status_of(error: errors.QuadrilleError) -> HTTPStatus:
    """The HTTP status of an expected error."""
    return next(STATUS[kind] for kind in type(error).mro() if kind in STATUS)


async def answer_expected(request: Request, error: Exception) -> Response:
    """An expected error, with its cause and remedy."""
    assert isinstance(error, errors.QuadrilleError)
    return problem(request, status_of(error), error.cause, error.remedy)


async def answer_invalid(request: Request, error: Exception) -> Response:
    """A request that does not have the form the API asks for."""
    assert isinstance(error, RequestValidationError)
    flaws = [f"{'.'.join(str(step) for step in flaw['loc'])}: {flaw['msg']}" for flaw in error.errors()]
    return problem(request, HTTPStatus.UNPROCESSABLE_ENTITY, "; ".join(flaws), "See /api/docs for the form.")


async def answer_http(request: Request, error: Exception) -> Response:
    """An unknown page or method."""
    assert isinstance(error, HTTPException)
    answer = problem(request, HTTPStatus(error.status_code), str(error.detail), "")
    answer.headers.update(error.headers or {})
    return answer


async def answer_busy(request: Request, _error: Exception) -> Response:
    """A database that does not answer in time."""
    answer = problem(request, HTTPStatus.SERVICE_UNAVAILABLE, "The database is busy.", "Try again in a moment.")
    answer.headers["retry-after"] = "5"
    return answer


async def answer_overtaken(request: Request, _error: Exception) -> Response:
    """Two requests wanted to write the same row; this one changed nothing."""
    return problem(request, HTTPStatus.CONFLICT, "Somebody did the same at this moment.", "Look, and try again.")


async def answer_unexpected(request: Request, _error: Exception) -> Response:
    """A fault of ours: nothing of it is told to who asked; the server's log has it."""
    cause = "Something is wrong with this server, not with the request."
    # It is answered outside of what secures the other answers.
    return secured(problem(request, HTTPStatus.INTERNAL_SERVER_ERROR, cause, "Tell its operator when this happened."))


def problem(request: Request, status: HTTPStatus, cause: str, remedy: str) -> Response:
    """The answer for an error: a page for a person, RFC 9457 problem details for a program."""
    # What was asked may be quoted here, and hold what no answer can: halves of surrogate pairs.
    cause = cause.encode(errors="backslashreplace").decode()
    if request.url.path.startswith("/api/"):
        document = {
            "type": "about:blank",
            "title": status.phrase,
            "status": status.value,
            "detail": f"{cause} {remedy}".strip(),
            "cause": cause,
            "remedy": remedy,
        }
        return JSONResponse(document, status.value, media_type="application/problem+json")
    page = render(
        "web/templates/problem.html",
        title=status.phrase,
        current="",
        chain=chain_facts(request.app.state.chain),
        status=status.value,
        cause=cause,
        remedy=remedy,
    )
    return HTMLResponse(page, status.value)
