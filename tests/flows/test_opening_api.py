"""A round is opened over HTTP: every choice reaches the chain, and what cannot be is refused with a remedy."""

import pytest

from chain.answers import assert_problem
from round_requests import DAY, new_round


def test_a_round_can_be_opened_with_every_choice(world, operator, session):
    somebody, other = world.somebody().address, world.somebody().address
    opens_at = world.now() + 60
    asked = new_round(
        opens_at=opens_at,
        decision_seconds=2 * DAY,
        dead_man_seconds=40 * DAY,
        claim_seconds=400 * DAY,
        payee_delay_seconds=7,
        hold_seconds=DAY,
        pause_seconds=2 * DAY,
        extension_seconds=3 * DAY,
        leftover="treasury",
        bond_wei="12345",
        reviewers=[somebody, other],
        threshold=1,
        publisher=somebody,
        committer=other,
        guardian=somebody,
        badge=None,
        yes=True,
    )
    terms = world.chain.round(operator.post("/api/v1/rounds", json=asked).json()["round"]).terms
    assert (terms.claim_seconds, terms.payee_delay_seconds, terms.extension_seconds) == (400 * DAY, 7, 3 * DAY)
    assert (terms.reviewers, terms.threshold, terms.bond_wei) == ((somebody, other), 1, 12_345)
    assert (terms.publisher, terms.committer, terms.guardian) == (somebody, other, somebody)
    assert (terms.badge, terms.operator) == (world.chain.badge.address, world.operator_address)
    plain = {"mode": "plain", "persons": [somebody, other], "reviewers": [], "guardian": None}
    answer = operator.post("/api/v1/rounds", json=new_round(opens_at=world.now() + 60, **plain, yes=True))
    made = world.chain.round(answer.json()["round"])
    assert (made.mode.name, made.terms.reviewers) == ("PLAIN", ())
    assert int(made.terms.gate_root, 16)


@pytest.mark.parametrize(
    ("wrong", "status", "named"),
    [
        ({"title": "two\nlines"}, 422, "title"),
        ({"closes_at": 1}, 409, "BadWindow"),
        ({"claim_seconds": 1}, 409, "BadDelay"),
        ({"mechanism": "quartic"}, 422, "quartic"),
        ({"mode": "plain", "mechanism": "quf"}, 422, "quf"),
        ({"params": {"cap_bps": "10001"}}, 422, "cap_bps"),
        ({"bond_wei": str(2**96)}, 422, "bond_wei"),
        ({"bond_wei": str(10**78 - 1)}, 422, "amount"),
        ({"publisher": "0x5FbDB2315678afecb367f032d93F642f64180AA3"}, 422, "address"),
        ({"persons": ["0x" + "0a" * 20, "0x" + "0A" * 20]}, 422, "persons"),
        ({"token": "0x" + "0a" * 20}, 409, "Token"),
        ({"opens_at": 2**40}, 422, "opens_at"),
        ({"yes": "true"}, 422, "yes"),
        ({"more": 1}, 422, "more"),
    ],
)
def test_a_round_that_cannot_be_is_refused_with_a_remedy(world, operator, wrong, status, named):
    answer = operator.post("/api/v1/rounds", json=new_round(**{"opens_at": world.now() + 60, "yes": True, **wrong}))
    problem = assert_problem(answer, status)
    assert named in problem["cause"]
    assert problem["remedy"]
