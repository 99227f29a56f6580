"""The three journeys as one story: reviewers earn badges, badges decide to fund a round, the round is shared out."""

import csv
from importlib import resources
from typing import NamedTuple

from quadrille.catalog.catalog import import_file, name_of
from quadrille.chain.governor import SignedBallot
from quadrille.chain.signers import signer_for
from quadrille.chain.states import Support
from quadrille.chain.typed_data import ballot_message, sign
from quadrille.demo.stage import ETHER, PACE, Stage, ether
from quadrille.governance import flow as governance
from quadrille.governance.recount.recounting import recount
from quadrille.rounds import flow as rounds
from quadrille.rounds.bundle.recompute import verify_round
from quadrille.rounds.configuration import Configuration
from quadrille.rounds.course.standing import standing_of
from quadrille.rounds.money import paying
from quadrille.rounds.opening.opening import Opening, terms_of
from quadrille.rounds.steps.plan import Plan, carry_out
from quadrille.screening import contributions
from quadrille.screening import flow as screening
from quadrille.types import Address, Timestamp, Wei

DATA = resources.files("quadrille.demo") / "data"
POOL = Wei(6 * ETHER)
TREASURY = Wei(10 * ETHER)
REVIEWERS = ("first reviewer", "second reviewer", "third reviewer")
"""Who decides which projects take part; two of them have to agree."""


class Earned(NamedTuple):
    """A badge that can be claimed with its code."""

    reviewer: str
    project: str
    code: str


def reviewers_earn_badges(stage: Stage) -> list[str]:
    """The reviewer's journey. Returns who holds a badge now; one verified review is left for the visitor to claim."""
    stage.tell("\n1. RECOGNISE (reviewers): reviews come in, the effort is verified, badges are claimed")
    with resources.as_file(DATA / "projects.json") as file:
        projects = import_file(stage.session, file)
    stage.session.commit()
    stage.tell(f"  {len(projects)} projects are in the catalogue")
    earned = _hand_in_reviews(stage)
    reviewers = [badge.reviewer for badge in earned]
    # Of somebody who earned no other: one person's badges all go to one wallet.
    left = next(badge for badge in reversed(earned) if reviewers.count(badge.reviewer) == 1)
    holders = [_claim(stage, badge.code) for badge in earned if badge is not left]
    stage.left_code = left.code
    stage.tell(f"  The badge for {left.reviewer}'s review of {left.project} is left for you")
    return list(dict.fromkeys(holders))


def participants_fund_the_round(stage: Stage, holders: list[str], round_address: Address) -> None:
    """The participant's journey: badge holders decide that the treasury pays the pool."""
    chain = stage.chain
    stage.tell("\n3. DECIDE (badge holders): the treasury shall fund the round")
    stage.give(chain.treasury.address, TREASURY)
    stage.tell(f"  The treasury {chain.treasury.address} holds {ether(TREASURY)}")
    stage.wait_until(stage.now() + PACE.maturity_seconds, "a badge counts once it is that old")
    description = f"Fund the round “Learning and water”\n\nPay {ether(POOL)} from the treasury into its matching pool."
    proposer = Address(stage.wallet(holders[0]).address)
    call, proposal = governance.propose_funding(chain, proposer, round_address, POOL, description)
    stage.done(holders[0], f"proposes to pay {ether(POOL)} into the round's pool", stage.send(holders[0], call))
    found = governance.get_proposal(chain, proposal)
    stage.wait_until(found.opens_at + 1, "the proposal is announced before votes are taken")
    for place, holder in enumerate(holders):
        # Somebody disagrees, as somebody always does.
        _vote(stage, proposal, Support.AGAINST if place == len(holders) - 1 else Support.FOR, holder)
    standing = governance.standing_of(chain, found)
    stage.tell(f"  For {standing.tally.support}, against {standing.tally.against}; the quorum is {standing.quorum}")
    stage.wait_until(standing.closes_at + 1, "the time to vote")
    counted = recount(chain.governor, proposal)
    stage.tell(f"  Anybody recounts {len(counted.vote.votes)} votes from logs: {len(counted.differences)} differences")
    stage.done(
        "operator", "hands the decision to the timelock", governance.queue_proposal(stage.session, chain, proposal)
    )
    stage.wait_until(chain.governor.eta_of(proposal), "the delay in which everybody can look")
    stage.done("operator", "carries it out", governance.execute_proposal(stage.session, chain, proposal))
    stage.tell(f"  The pool holds {ether(chain.round(round_address).pool_wei())}")


def operator_opens_the_round(stage: Stage) -> Address:
    """The operator's journey, beginning: the round is made, and its projects are admitted."""
    stage.tell("\n2. A ROUND IS OPENED (operator): its rules can never change; its pool is still empty")
    opens_at = stage.now() + 6 * 3_600
    chain, session = stage.chain, stage.session
    rules = Configuration.of("Learning and water", "qf", {"cap_bps": "3500"})
    chosen = Opening(
        opens_at=Timestamp(opens_at),
        closes_at=Timestamp(opens_at + 7 * 86_400),
        donation_delay_seconds=86_400,
        objection_seconds=2 * 86_400,
        dead_man_seconds=60 * 86_400,
        reviewers=tuple(Address(stage.wallet(name).address) for name in REVIEWERS),
        threshold=2,
    )
    terms = terms_of(chain, rules, chosen, signer_for(stage.settings, "operator").address)
    row, mined = rounds.open_round(session, chain, rules, terms)
    stage.done("operator", f"opens the round {row.address}: qf, at most 35 % of the pool for one project", mined)
    address = Address(row.address)
    for slug in _projects():
        payee = Address(stage.wallet(slug).address)
        _do(stage, slug, f"applies, to be paid to {payee}", rounds.apply(session, chain, address, slug, payee, payee))
        for reviewer in REVIEWERS[:2]:
            words = "it is an open public good"
            _do(stage, reviewer, f"admits {slug}: {words}", rounds.review(chain, address, slug, True, words))
    return address


def donors_give(stage: Stage, address: Address) -> None:
    """The operator's journey, middle: every donor gives to several projects in one transaction."""
    stage.tell("\n4. GIVE (donors): each gives to several projects in one transaction")
    round_ = stage.chain.round(address)
    stage.wait_until(round_.terms.opens_at, "the round opens")
    for donor, items in _carts().items():
        call = rounds.donate_call(round_, items)
        mined = stage.send(donor, call)
        stage.done(donor, f"gives {ether(call.value_wei)} to {', '.join(slug for slug, _ in items)}", mined)


def operator_shares_the_pool(stage: Stage, address: Address) -> None:
    """The operator's journey, end: calculate, publish, finalise, and every project claims what it is owed."""
    stage.tell("\n5. FUND (operator, projects): the pool is shared out, and anyone can recompute it")
    round_ = stage.chain.round(address)
    stage.wait_until(round_.closes_at(), "the round closes")
    bundles = stage.settings.bundle_folder
    closing = rounds.close(stage.session, stage.chain, address, bundles, ())
    _do(stage, "committer", "fixes who counts: everybody, in full", closing, ours=True)
    published = rounds.publish(stage.session, stage.chain, address, bundles)
    _do(stage, "operator", f"publishes the root {published.result.root}", published.plan, ours=True)
    verified, _ = verify_round(round_)
    stage.tell(f"  {'anybody':<19} recomputes it from the chain's logs alone: equal to the last wei, {verified.root}")
    _tell_matching(stage, published.result.matching.as_document())
    stage.wait_until(standing_of(round_)["finalisable_at"], "the time to object")
    finalising = rounds.finalise(stage.session, stage.chain, address)
    _do(stage, "operator", "makes the result final", finalising, ours=True)
    first, *others = [match.project for match in published.result.matching.projects]
    _do(stage, first, "claims its donations and its matching", paying.claim(stage.chain, address, first))
    _do(stage, "operator", "pays everybody else's matching at once", paying.push(stage.chain, address), ours=True)
    for slug in others:
        _do(stage, slug, "claims its donations", paying.claim(stage.chain, address, slug))
    left = ether(published.result.matching.left_units)
    returning = paying.reclaim(stage.chain, address, stage.chain.treasury.address)
    _do(stage, "anybody", f"sends the treasury what is left: {left}", returning)


def _do(stage: Stage, who: str, what: str, plan: Plan, ours: bool = False) -> None:
    """Carry a plan out from somebody's wallet, or from our own key, and tell it."""
    wallet = None if ours else stage.wallet(who)
    done = carry_out(stage.session, stage.chain, plan, wallet)
    for step, mined in zip(plan.steps, done, strict=True):
        stage.done(who, what if len(done) == 1 else f"{what}: {step.words}", mined)


def _hand_in_reviews(stage: Stage) -> list[Earned]:
    earned = []
    for file in sorted((DATA / "reviews").iterdir(), key=lambda file: file.name):
        done = screening.hand_in_review(stage.session, file.read_bytes(), file.name)
        reviewer, project = _who(stage, done.review.id), name_of(stage.session, done.review.project_slug)
        stage.tell(f"  {reviewer:<19} reviews {project}: {_verdict(done)}")
        if done.claim_code:
            earned.append(Earned(reviewer, project, done.claim_code))
    return earned


def _verdict(done: screening.HandedIn) -> str:
    if done.review.is_verified:
        return f"verified. {done.reasons[0]['words']}"
    flaw = next(reason for reason in done.reasons if reason["remedy"])
    return f"not verified. {flaw['words']} {flaw['remedy']}"


def _claim(stage: Stage, code: str) -> str:
    offer = screening.look_at_claim(stage.session, stage.chain, code)
    reviewer = offer.person.pseudonym
    call, voucher = screening.claim_call(stage.session, stage.chain, code, Address(stage.wallet(reviewer).address))
    mined = stage.send(reviewer, call)
    badge = stage.chain.badge.badge_of(voucher.number)
    stage.done(reviewer, f"claims badge {badge.number} (weight {badge.weight}), held by {badge.holder}", mined)
    return reviewer


def _vote(stage: Stage, proposal: int, support: Support, holder: str) -> None:
    wallet = stage.wallet(holder)
    voter = Address(wallet.address)
    chain, meant = stage.chain, governance.ballot(stage.chain, proposal, support, voter)
    signature = sign(wallet, ballot_message(chain.client.chain_id, chain.governor.address, meant))
    mined = governance.relay_ballot(stage.session, chain, SignedBallot(meant, signature))
    weight = stage.chain.badge.votes_of(voter)
    stage.done(holder, f"votes {support.name.lower()} with weight {weight}, by signature, at no cost", mined)


def _tell_matching(stage: Stage, document: dict[str, object]) -> None:
    stage.tell(f"  {'project':<19} {'donors':>6} {'given':>14} {'matched':>28}")
    projects = document["projects"]
    assert isinstance(projects, list)
    for project in sorted(projects, key=lambda row: -int(row["match"])):
        given, match = ether(int(project["given"])), ether(int(project["match"]))
        stage.tell(f"  {project['project']:<19} {project['donors']:>6} {given:>14} {match:>28}")
    stage.tell(f"  {'pool':<19} {ether(int(str(document['pool']))):>50}")
    stage.tell(f"  {'left':<19} {ether(int(str(document['left']))):>50}")


def _who(stage: Stage, review_id: int | None) -> str:
    rows = contributions.list_reviews(stage.session)
    return next(person.pseudonym for review, person, _ in rows if review.id == review_id)


def _projects() -> list[str]:
    return sorted({slug for items in _carts().values() for slug, _ in items})


def _carts() -> dict[str, list[tuple[str, Wei]]]:
    carts: dict[str, list[tuple[str, Wei]]] = {}
    for row in csv.DictReader((DATA / "donations.csv").read_text(encoding="utf-8").splitlines()):
        carts.setdefault(row["donor"], []).append((row["project"], Wei(int(row["amount"]))))
    return carts
