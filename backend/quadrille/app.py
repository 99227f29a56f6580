"""The web application, put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache

from fastapi import APIRouter, FastAPI
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.routing import APIRoute

from quadrille import __version__, health, home
from quadrille.catalog import api as catalog_api
from quadrille.chain.deployment import Chain
from quadrille.config import Settings
from quadrille.db import make_engine, migrate
from quadrille.gate import kind_pages
from quadrille.gate.crossing import Crossing
from quadrille.gate.described import PROBLEMS, describe
from quadrille.gate.faults import Faults, answer_problems
from quadrille.gate.freshness import COMPRESSED_FROM, Fresh
from quadrille.gate.headers import Secured
from quadrille.gate.language import Spoken
from quadrille.gate.looking import Looking
from quadrille.gate.rates import Counted, Rates
from quadrille.gate.reference import Referenced
from quadrille.gate.repeats import Repeats
from quadrille.gate.sizes import Sizes
from quadrille.governance import api as governance_api
from quadrille.governance import pages as governance_pages
from quadrille.governance.chambers import affiliation_api as chamber_affiliation_api
from quadrille.governance.chambers import api as chambers_api
from quadrille.governance.chambers import pages as chambers_pages
from quadrille.governance.chambers.feedback import api as seat_feedback_api
from quadrille.governance.feedback import api as feedback_api
from quadrille.governance.feedback import pages as feedback_pages
from quadrille.governance.feedback import partner_api
from quadrille.governance.proposals import propose_api, propose_pages
from quadrille.governance.recount import recount_api
from quadrille.governance.rehearsal import rehearsal_api
from quadrille.governance.relay import api as relay_api
from quadrille.needs import api as needs_api
from quadrille.news import pages as news_pages
from quadrille.notices import api as notices_api
from quadrille.notices import pages as notices_pages
from quadrille.ops import intent_api as ops_intent_api
from quadrille.ops import pages as ops_pages
from quadrille.ops.runs import Runs
from quadrille.people import affiliation_api, mail_api, mail_pages
from quadrille.people import api as people_api
from quadrille.people import pages as people_pages
from quadrille.people.mail import LocalBox
from quadrille.privacy import api as privacy_api
from quadrille.privacy import pages as privacy_pages
from quadrille.reasons import api as reasons_api
from quadrille.reasons import pages as reasons_pages
from quadrille.rounds import api as rounds_api
from quadrille.rounds import pages as rounds_pages
from quadrille.rounds.cart import cart_pages, gift_pages, give_api
from quadrille.rounds.estimate import estimate_pages
from quadrille.rounds.estimate.live_estimate import LiveEstimates
from quadrille.rounds.exports import report_pages
from quadrille.rounds.money import payout_pages
from quadrille.rounds.opening import opening_api
from quadrille.rounds.outcome import check_pages
from quadrille.rounds.projects import project_pages
from quadrille.rounds.steps import intent_api, step_api
from quadrille.rounds.why import why_pages
from quadrille.screening import api as screening_api
from quadrille.screening import badge_api, badge_pages, person_pages
from quadrille.screening import pages as screening_pages
from quadrille.screening.panels import api as panels_api
from quadrille.screening.panels import pages as panels_pages
from quadrille.screening.panels.checks import api as checks_api
from quadrille.screening.panels.checks import pages as checks_pages
from quadrille.screening.panels.form import pages as form_pages
from quadrille.screening.process import api as process_api
from quadrille.screening.process import pages as process_pages
from quadrille.screening.receipts import api as receipts_api
from quadrille.screening.works import api as works_api
from quadrille.storefront import pages as storefront_pages
from quadrille.web.files import STATIC_FOLDER, VersionedFiles
from quadrille.worker import Worker

ROUTERS = (
    home.router,
    health.router,
    kind_pages.router,
    needs_api.router,
    news_pages.router,
    notices_api.router,
    notices_pages.router,
    people_api.router,
    affiliation_api.router,
    people_pages.router,
    mail_api.router,
    mail_pages.router,
    privacy_api.router,
    privacy_pages.router,
    catalog_api.router,
    screening_api.router,
    badge_api.router,
    works_api.router,
    receipts_api.router,
    process_api.router,
    process_pages.router,
    panels_api.router,
    panels_pages.router,
    checks_api.router,
    checks_pages.router,
    form_pages.router,
    screening_pages.router,
    badge_pages.router,
    person_pages.router,
    governance_api.router,
    propose_api.router,
    rehearsal_api.router,
    recount_api.router,
    propose_pages.router,
    governance_pages.router,
    relay_api.router,
    chambers_api.router,
    seat_feedback_api.router,
    chamber_affiliation_api.router,
    chambers_pages.router,
    feedback_api.router,
    partner_api.router,
    feedback_pages.router,
    reasons_api.router,
    reasons_pages.router,
    storefront_pages.router,
    rounds_api.router,
    opening_api.router,
    step_api.router,
    intent_api.router,
    give_api.router,
    rounds_pages.router,
    ops_intent_api.router,
    ops_pages.router,
    cart_pages.router,
    gift_pages.router,
    check_pages.router,
    payout_pages.router,
    report_pages.router,
    project_pages.router,
    why_pages.router,
    estimate_pages.router,
)


def make_app(settings: Settings, chain: Chain, works: bool = False) -> FastAPI:
    """The application on this chain; its database is migrated first. works: with a worker beside it."""
    migrate(settings.database_url)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.engine = make_engine(settings.database_url)
        app.state.worker = worker = Worker(app.state.engine, chain, app.state.mails) if works else None
        if worker is not None:
            worker.start()
        yield
        if worker is not None:
            worker.stop()
        app.state.engine.dispose()

    # FastAPI's own page of the API loads its viewer from another host; `home.api_page` needs none.
    app = FastAPI(title="Quadrille", version=__version__, lifespan=lifespan, docs_url=None, redoc_url=None)
    app.state.settings, app.state.chain, app.state.rates = settings, chain, Rates(settings)
    app.state.mails, app.state.estimates, app.state.runs = LocalBox(), LiveEstimates(), Runs()
    app.state.routes = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    app.include_router(_every_route())
    describe(app)
    app.mount("/static", VersionedFiles(directory=STATIC_FOLDER), name="static")
    answer_problems(app)
    put_gate(app, settings)
    return app


@cache
def _every_route() -> APIRouter:
    # Put together once: each app of a process has the same.
    together = APIRouter()
    for router in ROUTERS:
        together.include_router(router, responses=PROBLEMS)
    return together


def put_gate(app: FastAPI, settings: Settings) -> None:
    """What every request passes, from the routes outwards: the last one here is met first."""
    app.add_middleware(Looking)
    app.add_middleware(Fresh)
    app.add_middleware(Repeats, settings=settings)
    app.add_middleware(GZipMiddleware, minimum_size=COMPRESSED_FROM)
    app.add_middleware(Sizes)
    app.add_middleware(Crossing, settings=settings)
    app.add_middleware(Counted, rates=app.state.rates)
    app.add_middleware(Faults)
    app.add_middleware(Secured, settings=settings)
    app.add_middleware(Spoken)
    app.add_middleware(Referenced)
