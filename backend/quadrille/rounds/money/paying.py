"""Getting everybody paid, and paid back: claims, the pushed list, refunds, leftovers. Anybody may send these."""

from collections.abc import Iterator

from quadrille.chain.deployment import Chain
from quadrille.chain.funding_round.at import AnyRound
from quadrille.chain.funding_round.plain import PlainRound
from quadrille.chain.funding_round.published import PublishedRound
from quadrille.chain.funding_round.words import gifts
from quadrille.chain.states import RoundStatus, word_of
from quadrille.errors import Mismatch, NotFound, Refused
from quadrille.languages.words import said
from quadrille.rounds.bundle.bundle import commitment_of
from quadrille.rounds.bundle.recompute import needs_bundle
from quadrille.rounds.outcome.coefficients import Coefficients
from quadrille.rounds.outcome.committed import coefficients_of
from quadrille.rounds.reading import newest_facts
from quadrille.rounds.result import Project, RoundResult, compute_result, fold
from quadrille.rounds.steps.plan import Plan, Step
from quadrille.types import Address, Wei

SLICE = 100
"""Payees of one push: some three million gas, far below any chain's block."""


def claim(chain: Chain, address: Address, slug: str, coefficients: Coefficients | None = None) -> Plan:
    """Pay a project what it has still to get: its donations, and its matching. It goes to its payee, whoever sends.

    coefficients   of the result's bundle; None takes those that were committed here

    Raises NotFound for a project that is not in the round, Mismatch when the final result is not the one that the
    round's own rules give, Refused when nothing is left to claim, or when the result's bundle is needed.
    """
    round_ = chain.round(address)
    result = _result(chain, round_, coefficients)
    project = _project(result, slug)
    steps = []
    if round_.has_donations_to_claim(project.index):
        words = said("Pay {slug} what it was given", slug=slug)
        steps.append(Step(words, round_.claim_donations(project.index), f"round {address} {slug} donations"))
    steps += _matching_steps(round_, result, project)
    if not steps:
        raise Refused(
            said("{slug} has nothing to claim in the round {address} now.", slug=slug, address=address),
            "Look at the round's state.",
        )
    return Plan(
        said("Pay {slug} what it has still to get from the round {address}.", slug=slug, address=address),
        "operator",
        tuple(steps),
    )


def push(chain: Chain, address: Address, most: int = SLICE, coefficients: Coefficients | None = None) -> Plan:
    """Pay the matching of everybody who was not paid yet, in slices of the published list.

    most   payees of one transaction

    Who cannot be paid is passed over, and can claim later. Raises Refused when the list is done, Mismatch when the
    published list is not the one that the round's own rules give.
    """
    round_ = chain.round(address)
    # Check: there is a final result to be paid.
    status = round_.status()
    if status is not RoundStatus.FINALISED:
        raise Refused(
            said(
                "The round {address} is {state}: no matching can be paid.",
                address=address,
                state=word_of(status),
            ),
            said("See what comes first: `quadrille rounds status {address}`.", address=address),
        )
    result = _result(chain, round_, coefficients)
    if isinstance(round_, PlainRound):
        slices = tuple(_plain_slices(round_, result, most))
    else:
        slices = tuple(_published_slices(round_, result, most))
    if not slices:
        raise Refused(
            said("The matching of the round {address} is paid or can only be claimed.", address=address),
            "Look at its state.",
        )
    return Plan(
        said("Pay the matching of the round {address} in {count} transactions.", address=address, count=len(slices)),
        "operator",
        slices,
        ("Whoever cannot be paid is passed over, and can claim with `quadrille rounds claim`.",),
    )


def refund(chain: Chain, address: Address, cart: int) -> Plan:
    """Give the donor of a cart back what is theirs: all of it in a cancelled round, else what was never claimed.

    Raises NotFound for an unknown cart.
    """
    round_ = chain.round(address)
    carts = round_.carts()
    if not 0 <= cart < len(carts):
        raise NotFound("cart in this round", cart, said("It has {count}, counted from 0.", count=len(carts)))
    donor, words = carts[cart]
    if isinstance(round_, PlainRound):
        call = round_.refund(donor, list(dict.fromkeys(index for index, _ in gifts(words))))
    else:
        call = round_.refund(cart, donor, words)
    step = Step(said("Give {donor} cart {cart} back", donor=donor, cart=cart), call, f"round {address} refund {cart}")
    return Plan(said("Give {donor} back what is theirs of cart {cart}.", donor=donor, cart=cart), "operator", (step,))


def reclaim(chain: Chain, address: Address, account: Address) -> Plan:
    """Send a sponsor its part of what the result left, or all of it when there is no result."""
    round_ = chain.round(address)
    # Twice at the most: once more when unclaimed matching has lapsed.
    after = len(round_.events("DepositReturned", account=account))
    key = f"round {address} reclaim {account} {after}"
    step = Step(said("Send {account} what is left for it", account=account), round_.reclaim(account), key)
    return Plan(
        said("Send {account} its part of what the round {address} leaves.", account=account, address=address),
        "operator",
        (step,),
    )


def _result(chain: Chain, round_: AnyRound, coefficients: Coefficients | None) -> RoundResult:
    facts = newest_facts(round_)
    if coefficients is None:
        coefficients = coefficients_of(round_, facts, chain.client.settings.bundle_folder)
    return compute_result(facts, coefficients)


def _matching_steps(round_: AnyRound, result: RoundResult, project: Project) -> Iterator[Step]:
    matched = result.match_of(project.slug)
    amount_wei = Wei(matched.match_units if matched else 0)
    if round_.status() is not RoundStatus.FINALISED:
        return
    if isinstance(round_, PublishedRound):
        _require_ours(round_, result)
    if not amount_wei or round_.is_matching_claimed(project.index):
        return
    if isinstance(round_, PlainRound):
        call = round_.claim_matching(project.index)
    else:
        assert result.tree is not None
        call = round_.claim_matching(project.index, project.payee, amount_wei, result.tree.proof(project.index))
    words = said("Pay {slug} its matching, {amount_wei} base units", slug=project.slug, amount_wei=amount_wei)
    yield Step(words, call, f"round {round_.address} {project.slug} matching")


def _published_slices(round_: PublishedRound, result: RoundResult, most: int) -> Iterator[Step]:
    _require_ours(round_, result)
    done = round_.pushed_words()
    for start in range(done, len(result.words), most):
        end = min(start + most, len(result.words))
        call = round_.push(list(result.words[start:end]), fold(result.words[end:]))
        yield Step(
            said("Pay projects {start} to {end}", start=start, end=end - 1),
            call,
            f"round {round_.address} push {start} {end}",
        )


def _plain_slices(round_: PlainRound, result: RoundResult, most: int) -> Iterator[Step]:
    place = {project.slug: project.index for project in result.facts.projects}
    due = sorted(place[row.project] for row in result.matching.projects if row.match_units)
    due = [index for index in due if not round_.is_matching_claimed(index)]
    for start in range(0, len(due), most):
        part = due[start : start + most]
        # Who was passed over is due again, in a step of its own once others were paid.
        key = f"round {round_.address} push {part[0]} {part[-1]} of {len(due)}"
        yield Step(said("Pay {count} projects", count=len(part)), round_.push(part), key)


def _require_ours(round_: PublishedRound, result: RoundResult) -> None:
    """Raise Mismatch when the published result is not ours; Refused when nobody can tell without its bundle."""
    published = round_.publications()[-1]
    if published.coefficients != commitment_of(result.coefficients):
        raise needs_bundle(round_, published, result)
    for name, had, found in (
        ("root", published.root, result.root),
        ("list hash", published.list_hash, result.list_hash),
    ):
        if had != found:
            raise Mismatch(name, had, found)


def _project(result: RoundResult, slug: str) -> Project:
    for project in result.facts.projects:
        if project.slug == slug:
            return project
    slugs = ", ".join(sorted(project.slug for project in result.facts.projects))
    raise NotFound("project in this round", slug, said("Its projects are {slugs}.", slugs=slugs))
