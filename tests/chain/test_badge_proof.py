"""A badge followed from its evidence to the token, with a node and nothing else; and every lie on the way found out."""

import json

import jwt
import pytest
from sqlmodel import select

from chain.relay_node import relay_node
from journeys import claim_all_badges, demo_reviews
from quadrille.chain.accounts import account_of
from quadrille.chain.badge import Issue, Kind
from quadrille.chain.typed_data import sign
from quadrille.errors import MalformedFile, NotFound, WrongChain
from quadrille.screening import keeping, review_file
from quadrille.screening.credential import credential_issuer, export, facts_of
from quadrille.screening.panels.kept import read_document
from quadrille.screening.proof import Outcome, badge_at, evidence_file, prove, read_evidence
from quadrille.screening.tables import Contribution, Review
from quadrille.types import Address, ContributionNumber, Hash32, KindId

NUMBER = ContributionNumber(1)
DAY = 86_400
WORD = 64
"""Hex digits of one word of an ABI's answer."""


@pytest.fixture
def holder(world, session):
    """Who claimed badge 1."""
    wallets = claim_all_badges(world, session, demo_reviews()[:1])
    session.commit()
    return next(iter(wallets.values()))


@pytest.fixture
def handed_out(session, holder):
    """The evidence file of badge 1."""
    contribution = session.get_one(Contribution, NUMBER)
    return evidence_file(session.get_one(Review, contribution.review_id))


@pytest.fixture
def alone(world, monkeypatch):
    """Somebody with the address of a node and of the contract: no database, no deployment file, no key."""
    address, url = world.chain.badge.address, world.settings.rpc_url
    for name in ("RPC_URL", "DATABASE_URL", "DEPLOYMENT_FILE", "OPERATOR_TOKEN"):
        monkeypatch.delenv(f"QUADRILLE_{name}")
    monkeypatch.setenv("QUADRILLE_CHAIN_ID", "1")
    return lambda rpc=url: badge_at(rpc, address)


def differing(proof):
    return [step.name for step in proof.steps if step.outcome is Outcome.DIFFERS]


def test_a_true_badge_is_proven_without_a_database(world, holder, handed_out, alone):
    proof = prove(alone(), NUMBER, read_evidence(handed_out, "evidence.json"))
    assert {step.outcome for step in proof.steps} == {Outcome.MATCHES}
    assert proof.holds
    assert (proof.holder, proof.kind_name, proof.weight, proof.state) == (holder.address, "Reviewer", 1, "live")
    assert proof.evidence_hash == world.chain.badge.issue_of(NUMBER).args["evidenceHash"]


def test_without_evidence_the_rest_is_proven_and_the_report_says_so(holder, alone):
    proof = prove(alone(), NUMBER)
    assert [step.name for step in proof.steps if step.outcome is Outcome.NOT_CHECKED] == ["evidence -> hash"]
    assert proof.holds


def test_the_evidence_file_is_what_was_sealed(session, handed_out):
    review = session.exec(select(Review)).one()
    evidence = read_evidence(handed_out, "evidence.json")
    name, content = demo_reviews()[0]
    assert json.loads(handed_out) == {"document": review.document, "salt": review.salt}
    assert json.loads(evidence.document)["reviewer"] in name
    assert json.loads(evidence.document)["submitted_at"] == json.loads(content)["timestamp"]
    assert evidence.hash == review.evidence_hash


def test_the_hash_is_the_one_that_reviews_are_sealed_with(handed_out):
    evidence = read_evidence(handed_out, "evidence.json")
    review = read_document(evidence.document.decode())
    assert evidence.hash == review_file.evidence_hash(review, evidence.salt)


def test_any_byte_of_the_evidence_that_is_changed_is_found_out(holder, handed_out, alone):
    badge = alone()
    for place in range(0, len(handed_out), 97):
        forged = handed_out[:place] + bytes([handed_out[place] ^ 1]) + handed_out[place + 1 :]
        try:
            evidence = read_evidence(forged, "evidence.json")
        except MalformedFile:
            continue
        assert evidence.hash != read_evidence(handed_out, "evidence.json").hash
        assert differing(prove(badge, NUMBER, evidence)) == ["evidence -> hash"]


def test_the_evidence_of_another_badge_is_found_out(world, session, alone):
    claim_all_badges(world, session, demo_reviews())
    one, other = session.exec(select(Contribution).order_by(Contribution.number)).all()[:2]
    evidence = read_evidence(evidence_file(session.get_one(Review, other.review_id)), "evidence.json")
    proof = prove(alone(), ContributionNumber(one.number), evidence)
    assert differing(proof) == ["evidence -> hash"]
    assert proof.first_difference.expected == evidence.hash
    assert prove(alone(), ContributionNumber(other.number), evidence).holds


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b"null",
        b"[" * 100_000,
        b'{"document": "x"}',
        b'{"document": 1, "salt": "0x%s"}' % (b"00" * 32),
        b'{"document": "x", "salt": "0x00"}',
        b'{"document": "x", "salt": "%s"}' % (b"00" * 33),
        b'{"document": "x", "salt": "0x%s", "more": 1}' % (b"00" * 32),
        b'{"document": "shown", "document": "x", "salt": "0x%s"}' % (b"00" * 32),
        b'{"document": "\\ud800", "salt": "0x%s"}' % (b"00" * 32),
        b'[["document", "x"], ["salt", "0x%s"]]' % (b"00" * 32),
        b" " * 4_000_001,
    ],
)
def test_what_is_no_evidence_file_is_refused(content):
    with pytest.raises(MalformedFile, match=r"e\.json"):
        read_evidence(content, "e.json")


def test_a_badge_that_was_moved_is_proven_with_its_new_wallet(world, holder, handed_out, alone):
    new = world.somebody()
    move = keeping.agreed_move(world.chain, Address(holder.address), Address(new.address), [])
    message = keeping.message_of_move(world.chain, move)
    call = world.chain.badge.move_badges(move, sign(holder, message), sign(new, message))
    world.pass_time(60)
    world.chain.client.send_from(new, call)
    proof = prove(alone(), NUMBER, read_evidence(handed_out, "evidence.json"))
    assert (proof.holds, proof.holder, proof.state) == (True, new.address, "live")


def test_a_badge_that_was_given_up_is_told_as_ended(world, holder, handed_out, alone):
    world.pass_time(60)
    world.chain.client.send_from(holder, world.chain.badge.burn(NUMBER))
    proof = prove(alone(), NUMBER, read_evidence(handed_out, "evidence.json"))
    assert (proof.holds, proof.holder, proof.weight, proof.state) == (True, None, 0, "burnt")


def test_a_badge_that_was_taken_back_is_told_with_its_reason(world, session, holder, alone):
    keeping.announce_revocation(session, world.chain, NUMBER, reason=4)
    world.pass_time(22 * DAY)
    world.chain.client.send_from(world.somebody(), world.chain.badge.complete_revocation(NUMBER))
    proof = prove(alone(), NUMBER)
    assert (proof.holds, proof.holder, proof.state) == (True, None, "revoked for reason 4")


def test_a_badge_that_has_lapsed_is_told_without_weight(world, alone):
    badge, holder = world.chain.badge, world.somebody().address
    kind = Kind(KindId(2), "Mentor", 1, 0, weight=3, max_per_holder=0, term_seconds=30 * DAY, is_open=True)
    world.chain.client.send_from(account_of(world.settings, "admin"), badge.register_kind(kind))
    issue = Issue(ContributionNumber(9), Address(holder), kind.id, Hash32("0x" + "11" * 32))
    world.chain.client.send_from(account_of(world.settings, "issuer"), badge.issue_batch([issue]))
    assert prove(alone(), ContributionNumber(9)).weight == 3
    world.pass_time(31 * DAY)
    world.chain.client.send_from(world.somebody(), badge.lapse(ContributionNumber(9)))
    proof = prove(alone(), ContributionNumber(9))
    assert (proof.holds, proof.holder, proof.weight, proof.state) == (True, holder, 0, "lapsed")


def test_a_number_that_was_never_issued_and_an_address_without_badges_are_refused(world, holder, alone):
    with pytest.raises(NotFound):
        prove(alone(), ContributionNumber(2))
    for address in (world.chain.governor.address, world.somebody().address):
        with pytest.raises(WrongChain, match="no badge contract"):
            badge_at(world.settings.rpc_url, address)


TOKEN_LIES = [
    (0, ["last transfer -> holder"]),
    (1, ["issue -> kind"]),
    (2, ["issue -> weight"]),
    (3, ["issue -> time"]),
    (4, ["issue -> issuer"]),
]
"""Fields of `badgeOf`, by their place in its answer, and the step that contradicts each."""


@pytest.mark.parametrize(("place", "contradicted"), TOKEN_LIES)
def test_a_node_that_lies_about_one_field_of_the_token_is_contradicted(world, holder, alone, place, contradicted):
    selector = world.chain.badge.call("badgeOf", NUMBER).data[:10]

    def lying(method, params, ask):
        answer = ask(method, params)
        if method == "eth_call" and params[0]["data"].startswith(selector):
            last = 2 + (place + 1) * WORD - 1
            return answer[:last] + format(int(answer[last], 16) ^ 1, "x") + answer[last + 1 :]
        return answer

    with relay_node(world.settings.rpc_url, lying) as url:
        assert differing(prove(alone(url), NUMBER)) == contradicted


def lying_about_logs(change):
    """A node that tells other logs than there are."""

    def lying(method, params, ask):
        answer = ask(method, params)
        return change(answer) if method == "eth_getLogs" else answer

    return lying


def test_a_node_that_shows_another_evidence_hash_is_contradicted(world, holder, handed_out, alone):
    def another(logs):
        return [
            log | {"data": log["data"][: 2 + 2 * WORD] + "ab" * 32} if len(log["data"]) == 2 + 3 * WORD else log
            for log in logs
        ]

    with relay_node(world.settings.rpc_url, lying_about_logs(another)) as url:
        proof = prove(alone(url), NUMBER, read_evidence(handed_out, "evidence.json"))
    assert differing(proof) == ["evidence -> hash"]
    assert proof.evidence_hash == "0x" + "ab" * 32


def test_a_node_that_keeps_logs_back_is_found_out(world, holder, alone):
    with (
        relay_node(world.settings.rpc_url, lying_about_logs(lambda logs: [])) as url,
        pytest.raises(WrongChain, match="shows no log"),
    ):
        prove(alone(url), NUMBER)

    def without_transfers(logs):
        return [log for log in logs if len(log["data"]) > 2]

    with relay_node(world.settings.rpc_url, lying_about_logs(without_transfers)) as url:
        assert differing(prove(alone(url), NUMBER)) == ["issue -> first transfer", "last transfer -> holder"]


def test_a_node_that_hides_the_end_of_a_badge_is_found_out(world, holder, alone):
    world.pass_time(60)
    burnt = world.chain.client.send_from(holder, world.chain.badge.burn(NUMBER))

    def without_the_end(logs):
        return [log for log in logs if log["transactionHash"] != burnt.transaction]

    with relay_node(world.settings.rpc_url, lying_about_logs(without_the_end)) as url:
        assert differing(prove(alone(url), NUMBER)) == ["last transfer -> nobody", "end -> event"]


def test_a_badge_that_was_issued_twice_is_found_out(world, holder, alone):
    with relay_node(world.settings.rpc_url, lying_about_logs(lambda logs: logs * 2)) as url:
        assert differing(prove(alone(url), NUMBER)) == ["number -> issues"]


def test_the_credential_says_what_the_proof_finds(world, holder, alone):
    key_file = world.folder / "credential.pem"
    badge = alone()
    # Not checked against this machine's clock: the chain's is moved by tests.
    told = jwt.decode(
        export(badge, NUMBER, key_file),
        credential_issuer(key_file).key.public_key(),
        algorithms=["EdDSA"],
        options={"verify_nbf": False},
    )
    proof = prove(badge, NUMBER)
    subject = told["credentialSubject"]
    assert subject["id"] == f"did:pkh:eip155:{proof.chain_id}:{proof.holder}"
    assert subject["achievement"]["name"] == told["name"] == proof.kind_name
    assert told["evidence"][0]["id"] == "urn:keccak256:" + proof.evidence_hash[2:]
    assert told["id"] == f"urn:caip-19:eip155:{proof.chain_id}/erc721:{proof.contract}/{NUMBER}"
    assert told["nbf"] == world.chain.badge.badge_of(NUMBER).issued_at
    assert facts_of(badge, NUMBER).issuer == world.chain.badge.badge_of(NUMBER).issuer


def test_a_badge_that_has_ended_has_no_credential(world, holder):
    world.pass_time(60)
    world.chain.client.send_from(holder, world.chain.badge.burn(NUMBER))
    with pytest.raises(NotFound):
        export(world.chain.badge, NUMBER, world.folder / "credential.pem")
    assert not (world.folder / "credential.pem").exists()
