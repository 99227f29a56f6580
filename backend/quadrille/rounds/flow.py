"""The operator's journey, step by step: open a round, take projects and money in, close, publish, finalise.

Each step answers a `Plan`: what would be sent, in words, tried before it is sent. Getting everybody paid is in
`paying.py`, what goes wrong on the way in `objecting.py` and `stopping.py`.
"""

from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session

from quadrille.catalog.catalog import take_snapshot
from quadrille.chain.calls import Call, Mined
from quadrille.chain.deployment import Chain
from quadrille.chain.follower.standing import require_current
from quadrille.chain.funding_round.at import AnyRound
from quadrille.chain.funding_round.plain import PlainRound
from quadrille.chain.funding_round.published import PublishedRound
from quadrille.chain.funding_round.terms import Terms
from quadrille.chain.states import RoundMode, word_of
from quadrille.errors import Refused
from quadrille.languages.words import said, said_many
from quadrille.rounds.bundle.bundle import bundle_hash, bundle_path, commitment_of, make_bundle
from quadrille.rounds.configuration import Configuration
from quadrille.rounds.copies import COPIES
from quadrille.rounds.listing import keep_round
from quadrille.rounds.matching.sharing import capped_projects
from quadrille.rounds.money.giving import require_asset
from quadrille.rounds.opening.opening import Opening, require_agreement, terms_of
from quadrille.rounds.outcome.coefficients import Coefficients
from quadrille.rounds.outcome.committed import coefficients_of, keep, keep_bundle
from quadrille.rounds.outcome.publishing import check_rows, require_committed, require_new, who_checks
from quadrille.rounds.projects.roster import read_roster
from quadrille.rounds.reading import deciding_block, newest_facts, read_facts
from quadrille.rounds.result import RoundResult, compute_result
from quadrille.rounds.steps.plan import Plan, Step, carry_out
from quadrille.rounds.tables import Round
from quadrille.types import Address, Wei


@dataclass(frozen=True, slots=True)
class Publication:
    """A result that is about to be published: what is sent, what it says, and where its bundle will lie."""

    plan: Plan
    result: RoundResult
    folder: Path


def plan_opening(chain: Chain, rules: Configuration, terms: Terms, mode: RoundMode) -> Plan:
    """Make a round; rules and terms can never change. The same again is the same round."""
    # Check: what people read and what the contract does are the same.
    require_agreement(rules, terms)
    call = chain.round_factory.open(mode, terms, rules.as_text())
    words = said(
        "Open the {state} round “{title}”, matched by {mechanism}",
        state=word_of(mode),
        title=rules.title,
        mechanism=rules.mechanism,
    )
    step = Step(words, call, "open round")
    return Plan(
        said("{words}. Its terms can never change; its close can only move to later.", words=words), "operator", (step,)
    )


def plan_opening_by(chain: Chain, rules: Configuration, chosen: Opening, operator: Address) -> Plan:
    """Make a round with these choices, as its operator; raises BadParameter for terms that cannot be."""
    return plan_opening(chain, rules, terms_of(chain, rules, chosen, operator), chosen.mode)


def open_round(
    session: Session, chain: Chain, rules: Configuration, terms: Terms, mode: RoundMode = RoundMode.PUBLISHED
) -> tuple[Round, Mined]:
    """Carry the opening out, and keep where the round is. Raises ContractReverted for terms that cannot work."""
    (done,) = carry_out(session, chain, plan_opening(chain, rules, terms, mode))
    return keep_round(session, chain, rules, done), done


def apply(session: Session, chain: Chain, address: Address, slug: str, payee: Address, applicant: Address) -> Plan:
    """Apply for a project of the catalogue, or anew while it is not admitted; who sends this speaks for it.

    What reviewers read is bound by the hash of the catalogue's text as it is now. Raises NotFound.
    """
    # Check: the catalogue knows it. What others applied for in its name takes nothing from it.
    hash_ = take_snapshot(session, slug).hash
    round_ = chain.round(address)
    earlier = [one for one in round_.applications() if (one.name, one.applicant) == (slug, applicant)]
    if not earlier:
        call, edition = round_.apply_for(payee, slug, hash_), 1
    else:
        last = earlier[-1]
        call, edition = round_.reapply(last.index, payee, slug, hash_), last.edition + 1
    words = said("Apply for {slug}, to be paid to {payee}", slug=slug, payee=payee)
    key = f"round {address} apply {applicant} {edition}"
    return Plan(
        said("{words} (edition {edition} of the application).", words=words, edition=edition),
        "operator",
        (Step(words, call, key),),
    )


def review(chain: Chain, address: Address, slug: str, admitted: bool, reason: str) -> Plan:
    """A reviewer's word on the application as it is now, with a reason that everybody can read; raises NotFound."""
    round_ = chain.round(address)
    index = read_roster(round_).applied_as(slug)
    edition = round_.project(index).edition
    what = said("Admit {slug}", slug=slug) if admitted else said("Reject {slug}", slug=slug)
    call = round_.review(index, edition, admitted, reason)
    # A vote can be changed, and changed back: each is a step of its own.
    other = (index, edition, not admitted)
    others = sum((one.index, one.edition, one.admitted) == other for one in round_.reviews())
    key = f"round {address} review {index} after {others}"
    return Plan(
        said("{what}: {reason}", what=what, reason=reason),
        "operator",
        (Step(what, call, key),),
    )


def fund(chain: Chain, address: Address, amount_wei: Wei, sponsor: Address) -> Plan:
    """Add to the matching pool; what the result leaves comes back to the sponsor, or goes where the terms say."""
    round_ = chain.round(address)
    allowance = require_asset(chain, round_, sponsor, amount_wei)
    words = said("Add {amount_wei} base units to the matching pool", amount_wei=amount_wei)
    step = Step(words, round_.fund(amount_wei), f"round {address} fund after {round_.deposit_of(sponsor)}")
    return Plan(said("{words} of the round {address}.", words=words, address=address), "operator", (*allowance, step))


def donate(chain: Chain, address: Address, items: list[tuple[str, Wei]], donor: Address) -> Plan:
    """Give to several projects by slug in one transaction; raises NotFound for a slug that is not in the round."""
    round_ = chain.round(address)
    call = donate_call(round_, items)
    total = Wei(sum(amount for _, amount in items))
    allowance = require_asset(chain, round_, donor, total)
    words = said_many(
        "Give {total} base units to {count} project",
        "Give {total} base units to {count} projects",
        len(items),
        total=total,
    )
    key = f"round {address} donate {[cart[0] for cart in round_.carts()].count(donor)} {donor}"
    return Plan(
        said("{words} of the round {address}.", words=words, address=address),
        "operator",
        (*allowance, Step(words, call, key)),
    )


def donate_call(round_: AnyRound, items: list[tuple[str, Wei]]) -> Call:
    """The donation alone; raises NotFound for a slug that is not in the round."""
    roster = read_roster(round_)
    return round_.donate([(roster.index_of(slug), amount_wei) for slug, amount_wei in items])


def calculate(chain: Chain, address: Address) -> RoundResult:
    """Who is matched with what, or would be if the round closed now; nothing is sent.

    With the coefficients that were committed, where they are here; raises Refused where they are not.
    """
    round_ = chain.round(address)
    facts = newest_facts(round_)
    return compute_result(facts, coefficients_of(round_, facts, chain.client.settings.bundle_folder))


def close(session: Session, chain: Chain, address: Address, bundles: Path, table: Coefficients) -> Plan:
    """Close the books: fix on the chain who counts as one donor and whose gifts count in part, before any result.

    table   `coefficients.csv`; () when all count in full. It is kept here, for whoever publishes from here

    Raises Refused before the last donation is final or while our copies are behind, MalformedFile for coefficients of
    who has no part in the round.
    """
    # Check: what was called final is still there, and no donation can be undone.
    require_current(session, chain, COPIES)
    round_ = open_to_results(chain, address)
    facts = read_facts(round_, deciding_block(round_))
    # Check: the coefficients are about this round.
    check_rows(table, facts)
    commitment = commitment_of(table)
    words = said(
        "Fix who counts in the round {address}: {count} rows, {commitment}",
        address=address,
        count=len(table),
        commitment=commitment,
    )
    # After another was committed, to commit this one again is a step of its own.
    others = sum(one != commitment for one in round_.commitments())
    step = Step(words, round_.commit_coefficients(commitment), f"round {address} commit after {others}")
    return Plan(
        said("{words}.", words=words),
        "committer",
        (step,),
        ("Give the same file to whoever publishes; the contract refuses a result from another.",),
        lambda: keep(bundles, address, table),
    )


def publish(
    session: Session, chain: Chain, address: Address, bundles: Path, table: Coefficients | None = None
) -> Publication:
    """Calculate, write and verify the bundle, and put its root and hash on the chain; the window starts anew.

    table   the committed coefficients, where they are not on this machine

    Raises Refused before the round is closed, while its last donation is not final, while our copies of the chain are
    behind or in doubt, without committed coefficients or with others, and for the result that is published already.
    """
    # Check: what was called final is still there.
    require_current(session, chain, COPIES)
    round_ = open_to_results(chain, address)
    # Check: the round is closed, and no donation can be undone.
    facts = read_facts(round_, deciding_block(round_))
    # Decide: the result, from that one block and from what was committed.
    result = compute_result(facts, require_committed(round_, bundles, table))
    files = make_bundle(result)
    # Check: there is something new to say.
    count = require_new(round_, result, bundle_hash(files))
    folder = bundle_path(bundles, address, bundle_hash(files))
    call = round_.publish(
        result.root,
        result.list_hash,
        result.total_wei,
        bundle_hash(files),
        result.digest,
        commitment_of(result.coefficients),
    )
    # After another result was published, to publish this one again is a step of its own.
    key = f"round {address} publish after {count}"
    words = said(
        "Publish the result {root}, {total_wei} of {pool_wei} base units",
        root=result.root,
        total_wei=result.total_wei,
        pool_wei=facts.pool_wei,
    )
    plan = Plan(
        said("{words}.", words=words), "operator", (Step(words, call, key),), who_checks(result),
        # Effect: the bundle is there, and proven, before anybody can ask for it.
        lambda: keep_bundle(files, folder),
    )  # fmt: skip
    return Publication(plan, result, folder)


def finalise(session: Session, chain: Chain, address: Address) -> Plan:
    """Make the result final, once everybody had the time to object; raises Refused as `publish` does."""
    # Check: what was called final is still there.
    require_current(session, chain, COPIES)
    round_ = chain.round(address)
    if isinstance(round_, PlainRound):
        result = calculate(chain, address)
        place = {project.slug: project.index for project in result.facts.projects}
        call = round_.finalise([place[slug] for slug in capped_projects(result.matching)])
    else:
        call = round_.finalise()
    words = said("Make the result final; nothing can change it afterwards")
    return Plan(said("{words}.", words=words), "operator", (Step(words, call, f"round {address} finalise"),))


def open_to_results(chain: Chain, address: Address) -> PublishedRound:
    """The round, when its result is published; raises Refused for a plain one."""
    round_: AnyRound = chain.round(address)
    if isinstance(round_, PlainRound):
        raise Refused(
            said("The round {address} keeps its result itself.", address=address),
            "After the close: `quadrille rounds finalise`.",
        )
    return round_
