"""Whatever is put into any field of any request, the application answers, and never with a fault of its own."""

import copy
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from ballots import propose_funding
from chain.answers import assert_secured, every_route, is_operators, parts_of
from chain.chamber_requests import chamber_stage
from chain.sign_in import bearer
from conftest import ETHER, World
from feedback_steps import answers, attest, link, partner
from journeys import claim_all_badges, demo_reviews, import_demo_projects, open_round, take_in
from known_works import FILES, VECTORS
from quadrille.app import make_app
from quadrille.chain.accounts import account_of
from quadrille.chain.client import Client
from quadrille.chain.deployment import Chain
from quadrille.config import Settings
from quadrille.db import make_engine, migrate, writing
from quadrille.governance.flow import propose
from quadrille.governance.proposals.statement import statement_actions
from quadrille.people.visibility import show_page
from quadrille.readiness import followers
from quadrille.rounds.configuration import Configuration
from quadrille.rounds.opening.opening import Opening, terms_of
from quadrille.screening import flow as screening
from quadrille.screening.panels.opening import open_panel
from quadrille.screening.process import flow as process
from quadrille.screening.receipts import log as review_log
from quadrille.screening.receipts.rooting import close_days
from quadrille.types import Address, Hash32, Timestamp, Wei

SCRIPT = "<script>alert(1)</script>"

TEXTS = [
    "",
    " 1",
    "-1",
    "٣",
    str(2**63),
    str(2**256),
    str(10**78 - 1),
    "9" * 5_000,
    "a\0b",
    "a\n\u202e",
    "'; DROP TABLE review; --",
    SCRIPT,
    "../../../etc/passwd",
    "x" * 300,
    "😀" * 30,
    "0x" + "0" * 40,
]

VALUES: list[Any] = [*TEXTS, "\ud800", None, True, -1, 2**48, 2**63, 10**400, 1.5, [], {}, ["x"], {"": {}}]

FOR_POSTGRESQL = ["a\0b", "x" * 300, "😀" * 30, str(10**78 - 1), str(2**63)]
"""What could pass every check of ours and still be too much for its columns."""


BURN_ADDRESS = "0x000000000000000000000000000000000000dEaD"
COMMITMENT = Hash32("0x" + "cd" * 32)


def follow_all(engine: Engine, chain: Chain) -> None:
    """What a worker beside it does: else the server says that it is not ready."""
    for one in followers(engine, chain):
        while one.step():
            pass


def new_round(opens_at: int, somebody: Address) -> dict[str, Any]:
    """A round to be opened, with every choice that there is."""
    return {
        "title": "Learning and water",
        "mechanism": "qf",
        "params": {"cap_bps": "4000"},
        "opens_at": opens_at,
        "closes_at": opens_at + 86_400,
        "mode": "published",
        "token": "0x" + "00" * 20,
        "donation_delay_seconds": 0,
        "objection_seconds": 600,
        "decision_seconds": 86_400,
        "dead_man_seconds": 86_400,
        "claim_seconds": 365 * 86_400,
        "payee_delay_seconds": 0,
        "hold_seconds": 86_400,
        "pause_seconds": 86_400,
        "extension_seconds": 86_400,
        "leftover": "treasury",
        "bond_wei": "1",
        "reviewers": [somebody],
        "threshold": 1,
        "publisher": somebody,
        "committer": BURN_ADDRESS,
        "guardian": somebody,
        "badge": None,
        "persons": [],
        "yes": True,
    }


def ready_made(world: World, wallet: str) -> dict[str, dict[str, Any]]:
    """What can be proposed besides money and steps in a round, with every choice that there is."""
    opens_at, operator = world.now() + 86_400, world.operator_address
    chosen = Opening(opens_at=Timestamp(opens_at), closes_at=Timestamp(opens_at + 86_400), reviewers=())
    rules = Configuration.of("Learning and water", "qf", {"cap_bps": "4000"})
    terms = replace(terms_of(world.chain, rules, chosen, operator), operator=world.chain.treasury.address)
    opening = {"mode": "published", "configuration": rules.as_text(), "terms": terms.as_document()}
    limits = {"weight": 1, "max_per_holder": 0, "term_seconds": 0}
    bodies: dict[str, dict[str, Any]] = {
        "opening": {"opening": opening},
        "issuer": {"issuer": BURN_ADDRESS, "weight_per_week": 3},
        "kind": {"kind": 79, "name": "Auditor", "level": 1, "chamber": 2, **limits},
        "revocation": {"number": 1, "reason": 1},
        "recovery": {"source": wallet, "target": BURN_ADDRESS},
        "parameter": {"parameter": "quorum-bps", "value": 3_000},
        "text": {},
        "adoption": {"document": COMMITMENT},
    }
    return {name: {"wallet": wallet, "description": "So be it", **body} for name, body in bodies.items()}


def new_proposal(world: World, wallet: str) -> str:
    """The calldata of a proposal in words alone."""
    return propose(world.chain, Address(wallet), statement_actions(world.chain.treasury.address), "We agree")[0].data


class Stage:
    """An application with a badge, a proposal that is voted on and an open round; and requests that are right."""

    def __init__(self, world: World) -> None:
        engine = make_engine(world.settings.database_url)
        with writing(engine) as session:
            import_demo_projects(session)
            reviews = demo_reviews()
            holder = next(iter(claim_all_badges(world, session, reviews[:2]).values()))
            self.review = reviews[2]
            code = screening.hand_in_review(session, self.review[1], self.review[0]).claim_code
            opened = process.open_screening(session, "wellspring-map")
            open_panel(session, opened.id or 0, world.chain.client.head().number, Timestamp(int(time.time())))
            review_log.append(session, COMMITMENT, None, Timestamp(0))
            close_days(session, Timestamp(86_400))
            session.commit()
            chambers = chamber_stage(world, session, SCRIPT)
            address = open_round(world, session, closes_in=30 * 86_400)
            take_in(world, session, address, "wellspring-map", Address(holder.address))
            paula = partner(world, session)
            asked, invitation = link(session, paula)
            answers(session, invitation)
            attest(world, session, paula, asked.id or 0)
            world.give(world.chain.treasury.address, Wei(ETHER))
            proposal = propose_funding(world, holder, address, ETHER, f"Fund {SCRIPT}\n{SCRIPT}")
            shown = paula.person.pseudonym
            show_page(session, paula.person, is_shown=True)
            session.commit()
        follow_all(engine, world.chain)
        engine.dispose()
        opens_at = world.now() + 60
        self.path = {
            "number": "1",
            "step": "burn",
            "recovery_step": "request",
            "proposal": str(proposal),
            "voter": holder.address,
            "address": address,
            "reference": "1",
            "project": "wellspring-map",
            "slug": "wellspring-map",
            "code": code,
            "name": "manifest.json",
            "form": "csv",
            "round_step": "close",
            "kind": "not-found",
            "affiliation": "1",
            "challenge": "1",
            "screening": "1",
            "review": "1",
            "appeal": "1",
            "question": "2.1",
            "confirmation": "1",
            "token": "x" * 43,
            "mark": "0" * 64,
            "key": "1",
            "day": "0",
            "commitment": COMMITMENT,
            "wallet": holder.address,
            "invitation": invitation,
            "link": "1",
            "partner": "1",
            "attestation": "1",
        }
        self.path["pseudonym"] = shown
        self.path |= {**chambers.path(), "text_hash": "0x" + "5a" * 32}
        self.query = {
            "file_name": "review.json",
            "holder": holder.address,
            "after": "a",
            "limit": "3",
            "next": "/review/1",
        }
        self.query |= {
            "amount": "0.5",
            "project": "wellspring-map",
            "organisation": "Acme Ltd",
            "person": "ann",
            "state": "open",
        }
        self.query["proposal"] = str(proposal)
        self.query |= {"wallet": holder.address, "before": "1", "ballots": "1", "kind": "rule"}
        self.query |= {"page": "1", "form": "x", "asked": "true", "q": "wells", "allowed": "true"}
        self.query |= {"transaction": "0x" + "ab" * 32}
        self.query |= {"round": address, "parameter": "quorum-bps", "value": "3000"}
        self.path |= {"parameter": "quorum-bps", "value": "3000"}
        wallets = {"source": holder.address, "target": BURN_ADDRESS}
        proof = {"role": "maintainer", "wallet": holder.address, "signature": "0x" + "ab" * 65}
        ballot = {"wallet": holder.address, "proposal": str(proposal), "choice": "for"}
        given = {"wallet": holder.address, "round": address}
        row = {"wallet": holder.address, "person": holder.address, "coefficient_bps": 0, "project": "", "reason": "x"}
        self.bodies: dict[str, Any] = {
            "/api/v1/reviews": {**json.loads(self.review[1]), "project": "wellspring-map"},
            "/api/v1/works": FILES["mentoring"] | {"proofs": [proof]},
            "/api/v1/intents/attestation": FILES["translation"] | {"proofs": [proof]},
            "/api/v1/me/keys": {"signature": VECTORS[0]["words_signature"]},
            "DELETE /api/v1/me": {"confirm": "ann"},
            "PUT /api/v1/me/contact": {"contact": "ann@one.example"},
            "PATCH /api/v1/me": {"pseudonym": "Amina"},
            "/api/v1/intents/sign-in": {"wallet": holder.address},
            "/api/v1/sign-in": {"message": "x", "signature": "0x" + "ab" * 65, "keep": "token"},
            "/api/v1/intents/link": {"wallet": BURN_ADDRESS, "known_wallet": holder.address},
            "/api/v1/me/wallets": {
                "wallet": BURN_ADDRESS,
                "known_wallet": holder.address,
                "deadline": world.now() + 3_600,
                "signature": "0x" + "ab" * 65,
                "known_signature": "0x" + "cd" * 65,
            },
            "/api/v1/sign-in/mail": {"address": "amina@example.org"},
            "/api/v1/sign-in/link": {"token": "x" * 43, "keep": "cookie"},
            "/api/v1/me/affiliations": {"project": "wellspring-map", "organisation": None, "role": "owner"},
            "/api/v1/affiliations/challenges": {
                "person": "ann",
                "affiliation": None,
                "project": "wellspring-map",
                "organisation": None,
                "role": "owner",
                "grounds": "It is known.",
            },
            "/api/v1/affiliations/challenges/{challenge}/decision": {"uphold": True, "words": "It is."},
            "/api/v1/screenings": {"project": "clinic-daybook", "languages": ["fr"], "sectors": ["Health"]},
            "/api/v1/screenings/{screening}/moves": {"to": "clarification", "why": "A link leads nowhere."},
            "/api/v1/screenings/{screening}/decisions": {
                "decisions": [{"question": "1.1", "answer": "no", "evidence": ["https://x.example"], "words": "So."}]
            },
            "/api/v1/screenings/{screening}/clarification": {"words": "It is there now."},
            "/api/v1/screenings/{screening}/appeals": {"grounds": "It was there."},
            "/api/v1/reviews/{review}/appeals": {"grounds": "I read it all."},
            "/api/v1/appeals/{appeal}/decision": {"uphold": True, "words": "They did."},
            "/api/v1/experts": {"person": "ann"},
            "PUT /api/v1/me/reviewing": {
                "languages": ["fr"],
                "sectors": ["Water"],
                "accounts": ["github.com/ann"],
                "minutes_per_week": 30,
                "is_available": True,
            },
            "PUT /api/v1/screenings/{screening}/draft/{question}": {
                "answer": "no",
                "confidence": 4,
                "evidence": "https://x.example",
                "comment": "It is not there.",
                "seconds": 9,
            },
            "/api/v1/intents/review/{screening}": {"wallet": holder.address},
            "/api/v1/screenings/{screening}/reviews": {
                "wallet": holder.address,
                "version": 1,
                "signature": "0x" + "ab" * 65,
            },
            "/api/v1/me/confirmations/{confirmation}": {"finding": "supports", "words": "It is there."},
            "/api/v1/audits/{review}/decision": {"uphold": True, "words": "It is all there."},
            "/api/v1/projects/{slug}/partners": {"person": "paula", "organisation": "Acme Ltd"},
            "/api/v1/projects/{slug}/feedback-links": {"label": "Clinic", "days": 7, "most_answers": 10},
            "/api/v1/projects/{slug}/spending": {"round": address, "amount_units": "1", "words": "leaflets"},
            "/api/v1/feedback/{invitation}": {"works": "yes", "text": "It finds water."},
            "/api/v1/intents/feedback/{link}": {"wallet": holder.address, "leave_out": "3, 4"},
            "/api/v1/me/feedback-links/{link}/attestations": {
                "wallet": holder.address,
                "leave_out": "3, 4",
                "last": 4,
                "signature": "0x" + "ab" * 65,
            },
            "/api/v1/intents/claim": {"code": code, "wallet": holder.address},
            "/api/v1/badges": {"code": code, "wallet": holder.address},
            "/api/v1/contributions/{number}/badge": {"wallet": holder.address},
            "/api/v1/badges/{number}/revocation": {"reason": 1},
            "/api/v1/intents/badges/{number}/{step}": {"wallet": holder.address},
            "/api/v1/intents/recovery/{recovery_step}": {**wallets, "wallet": BURN_ADDRESS},
            "/api/v1/intents/guardian": {"wallet": holder.address, "guardian": BURN_ADDRESS},
            "/api/v1/intents/move": {**wallets, "numbers": [1]},
            "/api/v1/intents/move/signed": {
                **wallets,
                "numbers": [1],
                "deadline": world.now() + 3_600,
                "source_signature": "0x" + "ab" * 65,
                "target_signature": "0x" + "cd" * 65,
                "wallet": holder.address,
            },
            "/api/v1/intents/propose": {
                "wallet": holder.address,
                "round": address,
                "amount_wei": "1",
                "description": "Fund it",
            },
            "/api/v1/intents/propose/round": {
                "wallet": holder.address,
                "round": address,
                "description": "Hold it",
                "action": "hold",
                "ruling": None,
                "account": None,
                "project": 0,
                "until": opens_at + 86_400,
                "reason": "Nobody knows them.",
            },
            "/api/v1/intents/propose/token": {
                "wallet": holder.address,
                "token": world.chain.badge.address,
                "allowed": True,
                "description": "Let it in",
            },
            **{f"/api/v1/intents/propose/{name}": body for name, body in ready_made(world, holder.address).items()},
            "/api/v1/rehearsals": {"wallet": holder.address, "data": new_proposal(world, holder.address)},
            "/api/v1/intents/vote": ballot,
            "/api/v1/intents/queue": {"wallet": holder.address, "proposal": str(proposal)},
            "/api/v1/intents/execute": {"wallet": holder.address, "proposal": str(proposal)},
            "/api/v1/ballots": {**ballot, "version": 1, "deadline": 2, "signature": "0x" + "ab" * 65},
            "/api/v1/rounds": new_round(opens_at, holder.address),
            "/api/v1/rounds/{address}/reviews": {
                "project": "wellspring-map",
                "admitted": True,
                "reason": "It is a public good.",
                "yes": False,
            },
            "/api/v1/rounds/{address}/extend": {"closes_at": opens_at + 31 * 86_400, "yes": False},
            "/api/v1/rounds/{address}/close": {"coefficients": [row], "yes": False},
            "/api/v1/rounds/{address}/publish": {"coefficients": [row], "yes": False},
            "/api/v1/rounds/{address}/push": {"most": 1, "yes": False},
            "/api/v1/rounds/{address}/claims": {"project": "wellspring-map", "yes": False},
            "/api/v1/rounds/{address}/refunds": {"cart": 0, "yes": False},
            "/api/v1/rounds/{address}/reclaims": {"account": holder.address, "yes": False},
            "/api/v1/rounds/{address}/hold": {
                "project": "wellspring-map",
                "until": opens_at + 86_400,
                "reason": "Nobody knows them.",
                "yes": False,
            },
            "/api/v1/rounds/{address}/pause": {"until": opens_at + 86_400, "reason": "A flaw.", "yes": False},
            "/api/v1/rounds/{address}/finalise": {"yes": False},
            "/api/v1/rounds/intents/open": {
                "wallet": world.operator_address,
                "title": "By a wallet",
                "opens_at": "2090-01-01T00:00",
                "closes_at": "2090-01-02T00:00",
            },
            "/api/v1/rounds/{address}/intents/{round_step}": {
                "wallet": holder.address,
                "until": "2030-01-01T00:00",
                "reason": "So",
                "project": "wellspring-map",
                "coefficients": "",
                "admitted": "yes",
                "form_token": "x",
            },
            "/api/v1/rounds/{address}/estimate": {
                "wallet": holder.address,
                "items": [{"project": "wellspring-map", "amount_wei": "1"}],
            },
            "/api/v1/intents/donate": {
                **given,
                "items": [{"project": "wellspring-map", "amount_wei": "1"}],
            },
            "/api/v1/intents/give": {**given, "cart": "wellspring-map=0.1"},
            "/api/v1/intents/fund": {**given, "amount_wei": "1"},
            "/api/v1/intents/apply": {**given, "project": "clinic-daybook", "payee": holder.address},
            "/api/v1/intents/review": {
                **given,
                "wallet": world.operator_address,
                "project": "wellspring-map",
                "admitted": True,
                "reason": "It is a public good.",
            },
            "/api/v1/intents/object": {**given, "reason": "It is wrong."},
            "/api/v1/intents/claim-payout": {**given, "project": "wellspring-map"},
            "/api/v1/intents/push": {**given, "most": 1},
            "/api/v1/intents/refund": {**given, "cart": 0},
            "/api/v1/intents/reclaim": {**given, "account": holder.address},
            "/api/v1/intents/bond": {**given, "objector": holder.address},
            "/api/v1/intents/finalise": given,
            "/api/v1/intents/payee": {
                **given,
                "project": "wellspring-map",
                "payee": BURN_ADDRESS,
                "keep": False,
            },
            "/api/v1/intents/appeal": {**given, "project": "wellspring-map", "statement": "We are known."},
            **chambers.bodies(world, address),
            # The last: it may be said yes to.
            "/api/v1/rounds/{address}/cancel": {"yes": False},
        }


@pytest.fixture
def stage(world: World, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Stage, TestClient]]:
    """The stage, asked by somebody who signed in with the operator's wallet, and so may do most; on both databases."""
    monkeypatch.setenv("QUADRILLE_DATABASE_URL", database_url)
    settings = Settings()
    migrate(database_url)
    object.__setattr__(world, "settings", settings)
    object.__setattr__(world, "chain", Chain(Client(settings), world.chain.deployment))
    made = Stage(world)
    with TestClient(make_app(settings, world.chain), raise_server_exceptions=False) as client:
        account = account_of(settings, "operator")
        # The first session is there to be ended.
        for _ in range(2):
            client.headers = {**client.headers, **bearer(client, account)}
        # From which to answer.
        assert client.post("/api/v1/screenings/1/seat").status_code == 201
        yield made, client


FORMS = {
    "/rounds/{reference}/choose": "project",
    "/rounds/{reference}/cart": "each",
    "/claim": "code",
    "/claim/{code}": "wallet",
    "/me/page": "shown",
    "/sign-in/mail": "address",
    "/me/data/erase": "confirm",
    "/me/notices": "address",
    "/me/name": "pseudonym",
    "/me/affiliations": "role",
    "/me/data/contact": "contact",
    "/screenings/{screening}/appeal": "grounds",
    "/screenings/{screening}/clarification": "words",
    "/review/{screening}": "comment-2.1",
    "/me/reviewing": "languages",
    "/my-reviews/{review}/appeal": "grounds",
    "/confirmations/{confirmation}": "finding",
    "/feedback/{invitation}": "works",
    "/my-feedback": "project",
    "/ops/new-round": "title",
    "/ops/rounds/{reference}/steps/{round_step}": "coefficients",
    "/ops/rounds/{reference}/safe/{round_step}": "coefficients",
}
"""The routes that take a form of a page, not a document, and its field."""


READ_AS_THEY_COME = {"/api/v1/reviews", "/api/v1/works", "/api/v1/intents/attestation"}
"""The routes whose body is a file, so that a flaw is told by its place in it."""

OF_SOMEBODY_ELSE = ("/receipt", "/confirmations/", "/audits", "/feedback-links/", "/notices/confirm/")
"""What only whoever it is about, or an expert, is shown."""


def ask(client: TestClient, method: str, path: str, **content: Any) -> None:
    answer = client.request(method, path, follow_redirects=False, **content)
    told = f"{method} {path[:200]} {str(content)[:300]} gave {answer.status_code}: {answer.text[:300]}"
    assert answer.status_code < 500, told
    assert_secured(answer)
    if answer.status_code >= 400 and path.startswith("/api/"):
        assert answer.headers["content-type"] == "application/problem+json", told
        assert answer.json()["cause"], told
    if answer.headers.get("content-type", "").startswith("text/html"):
        assert SCRIPT not in answer.text, told


def test_every_part_of_every_address_may_hold_anything(stage, database_url):
    made, client = stage
    texts = TEXTS if database_url.startswith("sqlite") else FOR_POSTGRESQL
    for route in every_route():
        names = parts_of(route)
        assert names <= made.path.keys()
        for method in route.methods:
            for name in names:
                for text in texts:
                    filled = {one: quote(made.path[one], safe="") for one in names} | {name: quote(text, safe="")}
                    ask(client, method, route.path.format(**filled))


def test_every_part_of_every_query_may_hold_anything(stage):
    made, client = stage
    asked = 0
    for route in every_route():
        for param in route.dependant.query_params:
            assert param.alias in made.query
            for text in TEXTS:
                asked += 1
                ask(client, next(iter(route.methods)), route.path, params={param.alias: text})
    assert asked >= 3 * len(TEXTS)


def places(body: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a JSON document, the whole first."""
    yield way
    inner = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for key, value in inner:
        yield from places(value, (*way, key))


def replaced(body: Any, way: tuple[Any, ...], value: Any) -> Any:
    """The document with another value at one place."""
    if not way:
        return value
    made = copy.deepcopy(body)
    inner = made
    for key in way[:-1]:
        inner = inner[key]
    inner[way[-1]] = value
    return made


def called(route: APIRoute) -> str:
    """A route by its path, with the method before it where that is no POST."""
    method = next(iter(route.methods))
    return route.path if method == "POST" else f"{method} {route.path}"


def test_every_field_of_every_body_may_hold_anything(stage, database_url):
    """Half of the values in each field, the other half in the next: all of them in all would take minutes."""
    made, client = stage
    values, parts = (VALUES, 2) if database_url.startswith("sqlite") else ([*FOR_POSTGRESQL, 2**63], 1)
    taking = {called(route) for route in every_route() if route.body_field is not None and route.path not in FORMS}
    assert taking | READ_AS_THEY_COME == made.bodies.keys()
    for name, body in made.bodies.items():
        method, _, path = name.rpartition(" ")
        for turn, way in enumerate(places(body)):
            if path == "/api/v1/reviews" and way and isinstance(body[way[0]], dict) and way[0] != next(iter(body)):
                # One answer of the form stands for all.
                continue
            for value in values[turn % parts :: parts]:
                ask(
                    client,
                    method or "POST",
                    path.format(**made.path),
                    content=json.dumps(replaced(body, way, value)).encode(),
                    headers={"content-type": "application/json"},
                )
    for value in values:
        for path, field in FORMS.items():
            form = urlencode({field: str(value)}, errors="surrogatepass").encode()
            headers = {"content-type": "application/x-www-form-urlencoded"}
            ask(client, "POST", path.format(**made.path), content=form, headers=headers)
    for page in (
        "/",
        "/badges",
        "/vote",
        "/vote/propose?kind=fund",
        "/vote/propose?kind=rule",
        "/vote/propose?kind=words",
        "/rounds",
        "/screenings",
        "/screenings/1",
        "/review/1",
        "/review/1/check",
        "/review",
        "/me/reviewing",
        "/my-feedback",
        "/chambers",
        "/chambers/ballots/1",
        "/projects/wellspring-map/seat-feedback",
        "/projects/wellspring-map/feedback",
        "/projects/wellspring-map/reasons",
        "/vote/1",
        "/ops",
        "/ops/rounds/1",
        "/ops/new-round",
        f"/rounds/{made.path['address']}",
        f"/rounds/{made.path['address']}/applications",
        *(f"/rounds/1/{page}" for page in ("give", "gifts", "payouts", "verify", "objections")),
    ):
        ask(client, "GET", page)


def test_the_requests_that_are_right_are_right(stage):
    """Else the tests above would only meet the first check."""
    made, client = stage
    for path in (
        "/api/v1/intents/claim",
        "/api/v1/intents/vote",
        "/api/v1/intents/attestation",
        "/api/v1/intents/donate",
        "/api/v1/intents/give",
        "/api/v1/rounds/{address}/estimate",
        "/api/v1/intents/move",
        "/api/v1/intents/guardian",
        "/api/v1/intents/recovery/{recovery_step}",
        "/api/v1/intents/badges/{number}/{step}",
    ):
        assert client.post(path.format(**made.path), json=made.bodies[path]).status_code in (200, 409), path
    assert client.post("/api/v1/reviews", json=made.bodies["/api/v1/reviews"]).status_code == 201
    # Its signature is none, so that nothing is made of it.
    assert client.post("/api/v1/works", json=made.bodies["/api/v1/works"]).json()["outcome"] == "partly"
    assert client.post("/api/v1/rounds", json=made.bodies["/api/v1/rounds"]).status_code == 201
    # The new round's copies begin at its first block.
    follow_all(client.app.state.engine, client.app.state.chain)
    for route in every_route():
        if route.methods == {"GET"} and not is_operators(route):
            path = route.path.format(**made.path)
            is_others = any(part in path for part in OF_SOMEBODY_ELSE)
            # A list of ballots is shown once votes are no longer taken.
            parts = ("bundle", "/api/v1/rounds/{address}/verify", "exports", "/report")
            is_published = any(part in route.path for part in parts) or path.endswith("/ballots")
            expected = (404, 409) if is_published else (403, 404) if is_others else (200,)
            assert client.get(path).status_code in expected, path
