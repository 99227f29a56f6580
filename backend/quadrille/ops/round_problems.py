"""What of a round waits for somebody, or is wrong, each with its remedy; pure but for the words of what was read."""

from collections.abc import Iterator

from quadrille.chain.states import RoundMode, RoundStatus
from quadrille.languages.moments import Moment
from quadrille.languages.words import said, said_many
from quadrille.ops.problems import Problem, Weight
from quadrille.ops.seen import Seen
from quadrille.rounds.bundle.decisions import REJECTED
from quadrille.rounds.course.published_words import is_same
from quadrille.rounds.matching.donation import sum_gifts
from quadrille.rounds.squares import POOL_BY_SQUARES
from quadrille.web.values import units

RAW_ONE = 2**64
"""The full match is kept with 64 fractional bits."""

BEFORE_CLOSE_SECONDS = 3 * 86_400
"""So long before its close a round with open applications or an empty pool presses."""


def round_problems(seen: Seen) -> list[Problem]:
    """Everything that an operator should know of a round, the gravest first."""
    found = [*_of_money(seen), *_of_result(seen), *_of_intake(seen), *_of_gifts(seen), *_of_reasons(seen),
             *_of_payments(seen)]  # fmt: skip
    return sorted(found, key=lambda problem: problem.weight)


def _problem(seen: Seen, weight: Weight, words: str, remedy: str, part: str = "") -> Problem:
    about = said("Round {number}: {title}", number=seen.number, title=seen.title)
    return Problem(weight, about, words, remedy, f"/ops/rounds/{seen.number}{part}")


def _amount(seen: Seen, amount_units: int) -> str:
    return f"{units(amount_units, seen.asset.decimals)} {seen.asset.symbol}"


def _of_money(seen: Seen) -> Iterator[Problem]:
    short_units = seen.position.owed_units - seen.held_units
    if short_units > 0:
        words = said("The pool is short by {amount}: the contract owes more than it holds.",
                     amount=_amount(seen, short_units))  # fmt: skip
        remedy = said("Find out where the token went before anybody is paid; send the rest to the contract.")
        yield _problem(seen, Weight.URGENT, words, remedy)
    if seen.result is None:
        return
    matching = seen.result.matching
    wanted = sum(row.raw for row in matching.projects) // RAW_ONE
    if matching.mechanism in POOL_BY_SQUARES and 0 < matching.pool_units < wanted and seen.position.is_before_close:
        lack = _amount(seen, wanted - matching.pool_units)
        words = said("The pool is short by {amount} of the full match.", amount=lack)
        remedy = said("It is shared out in proportion; sponsors can add to it until the close.")
        yield _problem(seen, Weight.NOTE, words, remedy)


def _of_result(seen: Seen) -> Iterator[Problem]:
    position = seen.position
    for one in position.of_result:
        if position.status is RoundStatus.OBJECTED:
            words = said("An objection is open; governance can rule on it until {when}.", when=Moment(one.ruling_until))
            remedy = said("Answer it in public, and propose a ruling with `quadrille governance propose-round`.")
            yield _problem(seen, Weight.URGENT, words, remedy, "#objections")
        if seen.result and any(not is_same(published, seen.result) for published in one.publication):
            words = said("What was published is not the result that the round’s own rules give.")
            remedy = said("Publish the right one before the checks end; nobody must be paid by the other.")
            yield _problem(seen, Weight.URGENT, words, remedy, "#publish")
        if position.status is RoundStatus.CLOSED and position.at.at >= one.dead_man_at:
            words = said("No result was published in time.")
            remedy = said("Anybody can give the pool back now: cancel the round.")
            yield _problem(seen, Weight.URGENT, words, remedy, "#change")
    if seen.missing is not None:
        yield _problem(seen, Weight.SOON, seen.missing.cause, seen.missing.remedy, "#counts")


def _of_intake(seen: Seen) -> Iterator[Problem]:
    position = seen.position
    if not position.is_before_close:
        return
    presses = position.closes_at - position.at.at < BEFORE_CLOSE_SECONDS
    weight = Weight.SOON if presses else Weight.NOTE
    if seen.waiting:
        words = said_many("{count} project waits for its review.", "{count} projects wait for their review.",
                          len(seen.waiting))  # fmt: skip
        remedy = said("Reviewers admit or reject them before the close; afterwards nobody can.")
        yield _problem(seen, weight, words, remedy, "#applications")
    if not position.pool_units:
        words = said("The matching pool is empty.")
        yield _problem(seen, weight, words, said("Have a sponsor add to it, or propose that the treasury does."))
    if position.is_paused:
        words = said("Donations and deposits are paused until {when}.", when=Moment(position.paused_until))
        yield _problem(seen, Weight.NOTE, words, said("The close has moved by as much; governance can end the pause."))


def _of_gifts(seen: Seen) -> Iterator[Problem]:
    if seen.result is None:
        return
    least_units = seen.result.matching.minimum_units
    gifts = sum_gifts(seen.result.calculation.counted())
    below = sum(0 < units_ < least_units for received in gifts.values() for units_ in received.units_by_donor.values())
    if below:
        words = said_many(
            "{count} gift is below the minimum of {least} and is not matched.",
            "{count} gifts are below the minimum of {least} and are not matched.",
            below,
            least=_amount(seen, least_units),
        )
        remedy = said("Nothing is lost: the projects get them in full. Donors can give more until the close.")
        yield _problem(seen, Weight.NOTE, words, remedy, "#counts")


def _of_reasons(seen: Seen) -> Iterator[Problem]:
    silent = [one.project for one in seen.facts.decisions if one.decision == REJECTED and _says_nothing(one.why)]
    if silent:
        words = said("A project was turned away without a reason: {projects}.", projects=", ".join(sorted(set(silent))))
        remedy = said("Give the reason in public; the vote can be cast again with it before the close.")
        yield _problem(seen, Weight.SOON, words, remedy, "#counts")


def _says_nothing(why: str) -> bool:
    # `vote` writes the transaction first, then the reason.
    return not why.partition(": ")[2].strip()


def _of_payments(seen: Seen) -> Iterator[Problem]:
    position = seen.position
    if position.status is not RoundStatus.FINALISED:
        return
    unpaid = sum(one.owes_matching for one in seen.payouts)
    if unpaid:
        words = said_many("{count} project has matching to get.", "{count} projects have matching to get.", unpaid)
        until = next((one.result.lapses_at for one in position.of_result), 0)
        plain = said("Pay it here, or let each project claim it.")
        bounded = said("Pay it here, or let each project claim it, until {when}.", when=Moment(until))
        is_bounded = until and position.mode is RoundMode.PUBLISHED
        yield _problem(seen, Weight.SOON, words, bounded if is_bounded else plain, "#push")
