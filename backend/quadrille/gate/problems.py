"""The answer for a problem: RFC 9457 for a program, a page for a person; which error has which status, once."""

from http import HTTPStatus
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse

from quadrille import errors
from quadrille.gate.kinds import KINDS, kind_of
from quadrille.gate.reference import reference_of
from quadrille.languages.words import gettext, told
from quadrille.people.way_back import sign_in_address
from quadrille.routing import chain_facts
from quadrille.web.layout import render

STATUS: dict[type[errors.QuadrilleError], HTTPStatus] = {
    errors.BadInput: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.NotFound: HTTPStatus.NOT_FOUND,
    errors.NotAllowed: HTTPStatus.FORBIDDEN,
    errors.NotSignedIn: HTTPStatus.UNAUTHORIZED,
    errors.Refused: HTTPStatus.CONFLICT,
    errors.TooMany: HTTPStatus.TOO_MANY_REQUESTS,
    errors.Mismatch: HTTPStatus.CONFLICT,
    errors.WrongChain: HTTPStatus.NOT_FOUND,
    errors.TransactionFailed: HTTPStatus.BAD_GATEWAY,
    errors.NotMinedYet: HTTPStatus.GATEWAY_TIMEOUT,
    errors.MailUnreachable: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.ChainError: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.QuadrilleError: HTTPStatus.INTERNAL_SERVER_ERROR,
}
"""The most particular class that fits decides."""

BUSY_SECONDS = 5
"""When to try again what the database, the chain or the mail server had no time for."""


def status_of(error: errors.QuadrilleError) -> HTTPStatus:
    """The HTTP status of an expected error."""
    return next(STATUS[kind] for kind in type(error).mro() if kind in STATUS)


def problem_of(request: Request, error: errors.QuadrilleError) -> Response:
    """The answer for an expected error, with the headers that belong to it; a page of one's own leads to a sign-in."""
    if isinstance(error, errors.NotSignedIn) and _is_page(request) and request.method == "GET":
        page = quote(request.url.path) + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(sign_in_address(page), HTTPStatus.SEE_OTHER)
    answer = problem(request, status_of(error), kind_of(type(error)), error.cause, error.remedy)
    if isinstance(error, errors.NotSignedIn):
        # RFC 9110, 11.6.1: a 401 says how to sign in.
        answer.headers["www-authenticate"] = "Bearer"
    if isinstance(error, errors.TooMany):
        # draft-ietf-httpapi-ratelimit-headers-10
        answer.headers["ratelimit-policy"] = f'"{error.what}";q={error.most};w={error.window_seconds}'
        answer.headers["ratelimit"] = f'"{error.what}";r=0;t={error.retry_seconds}'
    if isinstance(error, errors.TooMany | errors.StillRunning):
        answer.headers["retry-after"] = str(error.retry_seconds)
    elif status_of(error) is HTTPStatus.SERVICE_UNAVAILABLE:
        answer.headers["retry-after"] = str(BUSY_SECONDS)
    return answer


def problem(request: Request, status: HTTPStatus, kind: str, cause: str, remedy: str) -> Response:
    """The answer for a problem of this kind: a page for a person, problem details for a program."""
    # What was asked may be quoted here, and hold what no answer can: halves of surrogate pairs.
    cause, remedy = (told(words).encode(errors="backslashreplace").decode() for words in (cause, remedy))
    title, reference = gettext(KINDS[kind].title), reference_of(request.scope)
    if not _is_page(request):
        document = {
            "type": f"{request.app.state.settings.public_url.rstrip('/')}/problems/{kind}",
            "title": title,
            "status": status.value,
            "detail": f"{cause} {remedy}".strip(),
            "cause": cause,
            "remedy": remedy,
            "reference": reference,
        }
        return JSONResponse(document, status.value, media_type="application/problem+json")
    page = render(
        "web/templates/problem.html",
        title=title,
        current="",
        chain=chain_facts(request.app.state.chain),
        status=status.value,
        cause=cause,
        remedy=remedy,
        reference=reference,
        kind=kind,
        path=request.url.path if request.method == "GET" else "",
    )
    return HTMLResponse(page, status.value)


def _is_page(request: Request) -> bool:
    return not request.url.path.startswith("/api/")
