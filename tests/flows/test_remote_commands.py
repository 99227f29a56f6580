"""The command line for whoever has only a key and a server's address: no database, no key of ours."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from ballots import receipt_by, send_waiting
from conftest import ETHER
from journeys import claim_all_badges, demo_reviews, exit_code, import_demo_projects, open_round, quadrille
from quadrille.chain.badge import Voucher
from quadrille.chain.governor import Ballot, SignedBallot
from quadrille.chain.states import Support
from quadrille.chain.typed_data import ballot_message, sign, signer_of
from quadrille.errors import BadInput, BadParameter, Mismatch, Refused, WrongChain
from quadrille.governance import flow as governance
from quadrille.screening import flow as screening
from quadrille.types import Address, ContributionNumber, Hash32, KindId, Timestamp, Wei

HASH = Hash32("0x" + "5c" * 32)


@pytest.fixture
def claim_code(session):
    """A code for a badge that waits for its reviewer."""
    name, content = next(review for review in demo_reviews() if "wellspring-map_reviewer-amina" in review[0])
    import_demo_projects(session)
    return screening.hand_in_review(session, content, name).claim_code


@pytest.fixture
def elsewhere(monkeypatch, tmp_path, world, session, site):
    """The settings of a person who runs no server: no database, no deployment file, no key of ours."""
    monkeypatch.setenv("QUADRILLE_DATABASE_URL", f"sqlite:///{tmp_path}/no/such/folder/test.db")
    monkeypatch.setenv("QUADRILLE_DEPLOYMENT_FILE", str(tmp_path / "none.json"))
    return site


class Liar:
    """A server that answers whatever it was told to, and keeps what it was asked."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, object]] = []
        self.asked: list[tuple[str, dict[str, str]]] = []
        liar = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                content = self.rfile.read(int(self.headers["content-length"]))
                liar.asked.append((self.path, json.loads(content)))
                status, answer = liar.answers.pop(0)
                body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_words: object) -> None:
                """Say nothing between the tests' own lines."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def liar() -> Iterator[Liar]:
    """A server that nobody should trust."""
    one = Liar()
    thread = threading.Thread(target=one.server.serve_forever)
    thread.start()
    yield one
    one.server.shutdown()
    thread.join()
    one.server.server_close()


def test_a_badge_is_claimed_with_a_key_and_a_servers_address(world, claim_code, elsewhere):
    reviewer = world.somebody()
    claimed = quadrille("badge", "claim", claim_code, "--keystore", world.keystore(reviewer), "--server", elsewhere)
    assert world.chain.badge.badge_of(claimed["badge"]).holder == claimed["holder"] == reviewer.address


def test_a_proposal_is_opened_and_voted_on_with_keys_and_a_servers_address(world, session, elsewhere):
    holders = list(claim_all_badges(world, session, demo_reviews()).values())
    world.give(world.chain.treasury.address, Wei(ETHER))
    keystore = world.keystore(holders[0])
    proposed = quadrille(
        *("governance", "propose", "Fund it\n\nFor the wells.", "--round", open_round(world, session)),
        *("--amount-wei", ETHER, "--keystore", keystore, "--server", f"{elsewhere}/"),
    )
    proposal = governance.get_proposal(world.chain, int(proposed["proposal"]))
    assert proposal.proposer == holders[0].address
    world.pass_time_until(proposal.opens_at + 1)
    before_wei = world.chain.client.balance_wei(holders[0].address)
    voted = quadrille("governance", "vote", proposal.id, "against", "--keystore", keystore, "--server", elsewhere)
    assert voted["voter"] == holders[0].address
    send_waiting(world)
    assert world.chain.governor.ballots(proposal.id)[0].args["support"] == Support.AGAINST
    assert world.chain.client.balance_wei(holders[0].address) == before_wei


def test_what_a_server_refuses_comes_with_its_cause_and_remedy(world, elsewhere):
    keystore = world.keystore(world.somebody())
    with pytest.raises(Refused, match=r"no contribution for this claim code\. Ask the operator"):
        quadrille("badge", "claim", "no-such-code", "--keystore", keystore, "--server", elsewhere)
    with pytest.raises(BadInput, match="See /api/docs"):
        quadrille("badge", "claim", "x" * 65, "--keystore", keystore, "--server", elsewhere)


@pytest.mark.parametrize("answer", [(500, b"<html>"), (502, {"cause": 1}), (200, b"<html>"), (200, []), (404, b"")])
def test_a_server_that_is_none_of_ours_is_named(world, liar, answer, capsys):
    liar.answers = [answer]
    words = ("badge", "claim", "code", "--keystore", world.keystore(world.somebody()), "--server", liar.url)
    assert exit_code(*words) == 1
    assert f"error: The server {liar.url} " in capsys.readouterr().err


def test_a_server_that_does_not_answer_is_named(world, capsys):
    words = ("badge", "claim", "code", "--keystore", world.keystore(world.somebody()), "--server")
    assert exit_code(*words, "http://127.0.0.1:1") == 1
    assert "error: The server http://127.0.0.1:1 gives no answer" in capsys.readouterr().err
    with pytest.raises(BadParameter, match="--server"):
        quadrille(*words, "file:///etc/passwd")


def intent(call, **changes):
    """An intent as a server would send it."""
    transaction = {"to": call.to, "data": call.data, "value": hex(call.value_wei), "gas": "0x5208", "chainId": "0x7a69"}
    cost = {"gas": 0, "wei": "0", "words": ""}
    return {"summary": "Claim", "kind": "transaction", "transaction": {**transaction, **changes}, "cost": cost}


def test_a_server_cannot_have_a_key_sign_something_else(world, session, liar):
    victim = world.somebody()
    words = ("badge", "claim", "code", "--keystore", world.keystore(victim), "--server", liar.url)
    nobody = Address("0x" + "11" * 20)
    voucher = Voucher(nobody, nobody, ContributionNumber(1), KindId(1), HASH, Timestamp(0), Timestamp(0))
    burn, claim = world.chain.badge.burn(voucher.number), world.chain.badge.claim(voucher, "0x")
    for wrong, error in (
        (intent(burn), Refused),
        (intent(claim, value="0x1"), Refused),
        (intent(claim, value="all of it"), Refused),
        (intent(claim, chainId="0x1"), WrongChain),
        (intent(claim, to="nobody"), BadParameter),
        ({**intent(claim), "transaction": None}, Refused),
    ):
        liar.answers = [(200, wrong)]
        with pytest.raises(error):
            quadrille(*words)
    address = open_round(world, session)
    liar.answers = [(200, intent(world.chain.governor.propose((), "Something else")))]
    with pytest.raises(Refused, match="something else"):
        quadrille(
            *("governance", "propose", "Fund it", "--round", address, "--amount-wei", 1),
            *("--keystore", world.keystore(victim), "--server", liar.url),
        )
    assert world.chain.client.next_nonce(Address(victim.address)) == 0


def test_whatever_a_server_sends_only_the_vote_that_was_meant_is_signed(world, liar):
    voter = world.somebody()
    governor = world.chain.governor.address
    asked = ballot_message(
        31_337, governor, Ballot(7, Support.AGAINST, Address(world.somebody().address), Timestamp(5), Timestamp(9))
    )
    asked["primaryType"] = "Permit"
    cost = {"gas": 0, "wei": "0", "words": ""}
    vote = {"summary": "\x1b[2JVote", "kind": "signature", "typed_data": asked, "cost": cost, "complete": "/b"}
    ballot = Ballot(9, Support.FOR, Address(voter.address), Timestamp(5), Timestamp(9))
    meant = ballot_message(31_337, governor, ballot)
    receipt = receipt_by(world.somebody(), governor, SignedBallot(ballot, sign(voter, meant)), at=5).model_dump()
    liar.answers = [(200, vote), (201, {"summary": "Thank you", "receipt": receipt})]
    quadrille("governance", "vote", "9", "for", "--keystore", world.keystore(voter), "--server", liar.url)
    path, sent = liar.asked[1]
    assert (path, signer_of(meant, sent["signature"])) == ("/b", voter.address)
    # A receipt that would prove nothing is not taken for one.
    other = replace(ballot, support=Support.AGAINST)
    signed = SignedBallot(other, sign(voter, ballot_message(31_337, governor, other)))
    another = receipt_by(world.somebody(), governor, signed, at=5).model_dump()
    for worthless in ({**receipt, "position": 7}, another):
        liar.answers = [(200, vote), (201, {"summary": "Thank you", "receipt": worthless})]
        with pytest.raises(Mismatch):
            quadrille("governance", "vote", "9", "for", "--keystore", world.keystore(voter), "--server", liar.url)
    liar.answers = [(200, {"summary": "Vote", "kind": "signature", "typed_data": {"domain": 1}, "cost": cost})]
    with pytest.raises(Refused, match="something else"):
        quadrille("governance", "vote", "9", "for", "--keystore", world.keystore(voter), "--server", liar.url)
