"""News and dates, read from every room: screenings decided, badges issued, proposals, rounds and their results."""

from collections.abc import Iterator

from sqlmodel import Session, col, select

from quadrille.catalog.catalog import name_of
from quadrille.chain.calls import Event
from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import Chain
from quadrille.chain.funding_round.published import PublishedRound
from quadrille.chain.states import ProposalState, RoundStatus
from quadrille.languages.words import marked, said
from quadrille.needs.need import named
from quadrille.news.happening import Coming, Happening, NewsKind
from quadrille.rounds.course.position import read_position
from quadrille.rounds.listing import list_rounds
from quadrille.screening.panels.reading import nominee_in
from quadrille.screening.process.states import ENDED, State
from quadrille.screening.process.tables import Screening, ScreeningStep

NEWEST = 20
"""Of each kind: what is older a reader has had, and each is asked of the chain."""

DECIDED = {
    State.DPG: marked("{project} is a digital public good"),
    State.INELIGIBLE: marked("{project} was found ineligible"),
    State.EXPIRED: marked("{project} is no digital public good any more: its year is over"),
}


def happenings(session: Session, chain: Chain) -> Iterator[Happening]:
    """What has happened lately, in no order; raises ChainError when the node does not answer."""
    yield from _screenings(session)
    yield from _badges(chain)
    yield from _proposals(chain)
    yield from _rounds(session, chain)


def comings(session: Session, chain: Chain) -> Iterator[Coming]:
    """What is open, or will be: votes, rounds, windows to check results, panels."""
    for number, found in list(enumerate(chain.governor.proposals(), 1))[-NEWEST:]:
        if chain.governor.state_of(found.id) in (ProposalState.PENDING, ProposalState.ACTIVE):
            title = said("Vote: {title}", title=named(found.title))
            words = said("Badge holders vote by signature, which costs nothing, and may change their vote.")
            ends_at = chain.governor.closes_at(found.id)
            yield Coming(NewsKind.VOTES, str(found.id), found.opens_at, ends_at, title, words, f"/vote/{number}")
    yield from _round_dates(session, chain)
    open_panels = select(Screening).where(Screening.state == State.FIRST_REVIEW, col(Screening.closes_at).is_not(None))
    for row in session.exec(open_panels.order_by(col(Screening.id).desc()).limit(NEWEST)):
        title = said("Review: {project}", project=named(nominee_in(row).name))
        words = said("Reviews are taken until the panel closes.")
        url, closes_at = f"/screenings/{row.id}", row.closes_at or row.state_since_at
        yield Coming(NewsKind.SCREENINGS, str(row.id), row.state_since_at, closes_at, title, words, url)


def _screenings(session: Session) -> Iterator[Happening]:
    ends = select(ScreeningStep, Screening).join(Screening, col(Screening.id) == col(ScreeningStep.screening_id))
    ends = ends.where(col(ScreeningStep.to_state).in_([str(state) for state in ENDED]))
    for step, screening in session.exec(ends.order_by(col(ScreeningStep.id).desc()).limit(NEWEST)):
        project = named(name_of(session, screening.project_slug))
        title = said(DECIDED[State(step.to_state)], project=project)
        words = said("Screening {number} has ended. Why: {words}", number=screening.id, words=named(step.words))
        url = f"/screenings/{screening.id}"
        yield Happening(NewsKind.SCREENINGS, str(step.id), step.made_at, title, words, url)


def _badges(chain: Chain) -> Iterator[Happening]:
    for event in chain.badge.issued()[-NEWEST:]:
        number = event.args["number"]
        title = said("Badge {number} was claimed", number=number)
        words = said("It is of the kind “{kind}”.", kind=named(chain.badge.kind_of(event.args["kind"]).name))
        yield Happening(NewsKind.BADGES, str(number), _at(chain, event), title, words, f"/badges/{number}")


def _proposals(chain: Chain) -> Iterator[Happening]:
    known = {found.id: (number, named(found.title)) for number, found in enumerate(chain.governor.proposals(), 1)}
    for event in chain.governor.events("ProposalCreated")[-NEWEST:]:
        number, title = known[event.args["proposalId"]]
        words = said("Proposal {number} was made; badge holders decide.", number=number)
        key, head = f"made {event.args['proposalId']}", said("Proposed: {title}", title=title)
        yield Happening(NewsKind.VOTES, key, _at(chain, event), head, words, f"/vote/{number}")
    for event in chain.governor.events("ProposalExecuted")[-NEWEST:]:
        number, title = known[event.args["proposalId"]]
        words = said("Proposal {number} has passed, and what it says was done.", number=number)
        key, head = f"executed {event.args['proposalId']}", said("Carried out: {title}", title=title)
        yield Happening(NewsKind.VOTES, key, _at(chain, event), head, words, f"/vote/{number}")


def _rounds(session: Session, chain: Chain) -> Iterator[Happening]:
    for row in list_rounds(session, chain)[-NEWEST:]:
        url, title = f"/rounds/{row.number}", named(row.title)
        opened = chain.client.block(row.opened_block).at
        words = said("A round for projects to apply to, and for donors to give in.")
        yield Happening(
            NewsKind.ROUNDS, f"opened {row.address}", opened, said("New round: {title}", title=title), words, url
        )
        round_ = chain.round(checked_address(row.address))
        if not isinstance(round_, PublishedRound):
            continue
        for place, event in enumerate(round_.events("ResultPublished")):
            key, head = f"published {row.address} {place}", said("Result to check: {title}", title=title)
            words = said("Anybody can compute it again, and object before it is final.")
            yield Happening(NewsKind.CHECKS, key, _at(chain, event), head, words, url)
        for event in round_.events("ResultFinalised"):
            key, head = f"final {row.address}", said("Final result: {title}", title=title)
            words = said("The projects can be paid.")
            yield Happening(NewsKind.ROUNDS, key, _at(chain, event), head, words, url)


def _round_dates(session: Session, chain: Chain) -> Iterator[Coming]:
    for row in list_rounds(session, chain)[-NEWEST:]:
        url, name = f"/rounds/{row.number}", named(row.title)
        position = read_position(chain.round(checked_address(row.address)))
        if position.is_before_close:
            title, words = said("Round: {title}", title=name), said("Donations are taken until the round closes.")
            times = position.terms.opens_at, position.closes_at
            yield Coming(NewsKind.ROUNDS, row.address, *times, title, words, url)
        if position.status is RoundStatus.PUBLISHED:
            title = said("Check the result: {title}", title=name)
            words = said("Whoever finds it wrong can object until then.")
            for one in position.of_result:
                since = max(one.final_from - position.terms.objection_seconds, position.closes_at)
                yield Coming(NewsKind.CHECKS, row.address, since, one.final_from, title, words, url)


def _at(chain: Chain, event: Event) -> int:
    return chain.client.block(event.block_number).at
