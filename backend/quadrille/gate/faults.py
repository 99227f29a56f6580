"""From what went wrong to an answer; nothing of our inside is told."""

import logging
import traceback
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from quadrille.errors import QuadrilleError
from quadrille.gate.problems import BUSY_SECONDS, problem, problem_of
from quadrille.gate.reference import reference_of
from quadrille.languages.words import said

log = logging.getLogger(__name__)

KIND_OF_STATUS = {
    HTTPStatus.BAD_REQUEST: "unreadable",
    HTTPStatus.NOT_FOUND: "not-found",
    HTTPStatus.METHOD_NOT_ALLOWED: "no-such-method",
    HTTPStatus.REQUEST_TIMEOUT: "unreadable",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too-large",
    HTTPStatus.REQUEST_URI_TOO_LONG: "too-large",
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: "too-large",
}
"""What only HTTP knows; the rest is `other`."""


class Faults:
    """Answer what is raised beneath: by the gate itself, or by a fault that nobody expected."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and answer what is raised; when the answer has begun, raise it again."""
        has_begun = False

        async def watched(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            if scope["type"] != "http" or has_begun:
                raise
            await answer_any(Request(scope), error)(scope, receive, send)


def answer_problems(app: FastAPI) -> None:
    """Have routes answer what they raise; what no handler here takes goes up to `Faults`."""
    for kind in (QuadrilleError, RequestValidationError, HTTPException, OperationalError, PoolTimeoutError):
        app.add_exception_handler(kind, answer_raised)
    app.add_exception_handler(IntegrityError, answer_raised)


async def answer_raised(request: Request, error: Exception) -> Response:
    """`answer_any`, as the framework calls it."""
    return answer_any(request, error)


def answer_any(request: Request, error: Exception) -> Response:
    """The answer for whatever was raised."""
    match error:
        case QuadrilleError():
            return problem_of(request, error)
        case RequestValidationError():
            return _invalid(request, error)
        case HTTPException():
            return _of_http(request, error)
        case OperationalError() | PoolTimeoutError():
            return _busy(request)
        case IntegrityError():
            cause = said("Somebody did the same at this moment.")
            return problem(request, HTTPStatus.CONFLICT, "overtaken", cause, said("Look, and try again."))
    return _fault(request, error)


def _invalid(request: Request, error: RequestValidationError) -> Response:
    flaws = [f"{'.'.join(str(step) for step in flaw['loc'])}: {flaw['msg']}" for flaw in error.errors()]
    remedy = said("See /api/docs for the form.")
    return problem(request, HTTPStatus.UNPROCESSABLE_ENTITY, "bad-input", "; ".join(flaws), remedy)


def _of_http(request: Request, error: HTTPException) -> Response:
    status = HTTPStatus(error.status_code)
    kind, cause, remedy = KIND_OF_STATUS.get(status, "other"), str(error.detail), ""
    if (status, error.detail) == (HTTPStatus.NOT_FOUND, status.phrase):
        # No route has this address: the framework says no more than that.
        cause, remedy = (
            said("There is no page at this address."),
            said("Check the address, or begin at the first page."),
        )
    answer = problem(request, status, kind, cause, remedy)
    answer.headers.update(error.headers or {})
    if status is HTTPStatus.METHOD_NOT_ALLOWED:
        # The framework names those of one route alone; another may have the same path.
        answer.headers["allow"] = ", ".join(sorted(_methods_of(request)))
    return answer


def _methods_of(request: Request) -> set[str]:
    routes: list[APIRoute] = request.app.state.routes
    return {method for route in routes if route.path_regex.match(request.url.path) for method in route.methods or ()}


def _busy(request: Request) -> Response:
    cause, remedy = said("The database is busy."), said("Try again in a moment.")
    answer = problem(request, HTTPStatus.SERVICE_UNAVAILABLE, "busy", cause, remedy)
    answer.headers["retry-after"] = str(BUSY_SECONDS)
    return answer


def where_of(error: BaseException | None) -> str:
    """Kinds of errors and lines of code, without the words of the errors: a wallet or an e-mail may stand in those."""
    told = []
    while error is not None:
        told.append("".join([*traceback.format_tb(error.__traceback__), type(error).__qualname__]))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\ncaused by\n".join(told)


def _fault(request: Request, error: Exception) -> Response:
    # Nothing of it is told to who asked.
    log.error("request %s failed\n%s", reference_of(request.scope), where_of(error))
    cause = said("Something is wrong with this server, not with the request.")
    remedy = said("Tell its operator the reference.")
    return problem(request, HTTPStatus.INTERNAL_SERVER_ERROR, "fault", cause, remedy)
