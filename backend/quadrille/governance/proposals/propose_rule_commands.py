"""`quadrille governance propose-...`: badges, votes, the Standard, and what is decided in words alone."""

from typing import Annotated

import typer

from quadrille.chain.badge import BadgeContract, Kind
from quadrille.chain.contract import checked_address
from quadrille.chain.governor import bound
from quadrille.chain.standard_log import StandardLogContract
from quadrille.governance.proposals.actions import actions_of
from quadrille.governance.proposals.badges import (
    MOST_CHAMBER,
    MOST_KIND,
    MOST_LEVEL,
    MOST_NUMBER,
    MOST_REASON,
    MOST_WEIGHT,
    issuer_actions,
    kind_actions,
    recovery_actions,
    revocation_actions,
)
from quadrille.governance.proposals.parameters import NAMES, parameter_actions, parameter_named
from quadrille.governance.proposals.propose_terminal import Asked, Named, Rehearse, Request, Wanted, propose
from quadrille.governance.proposals.standard import adoption_actions, checked_document
from quadrille.governance.proposals.statement import statement_actions
from quadrille.server import Server
from quadrille.terminal import Json, Keystore
from quadrille.types import ContributionNumber, KindId

Weight = Annotated[int, typer.Option(min=0, max=MOST_WEIGHT, help="Most weight it may issue in a week; 0: no right.")]
Reason = Annotated[int, typer.Option(min=0, max=MOST_REASON, help="Code of the deployment's rules.")]
Number = Annotated[int, typer.Argument(metavar="NUMBER", min=0, max=MOST_NUMBER, help="The badge's number.")]
KindNumber = Annotated[int, typer.Argument(metavar="KIND", min=0, max=MOST_KIND, help="A number that is not used.")]
BadgeWeight = Annotated[int, typer.Option(min=1, max=MOST_WEIGHT, help="Votes that a badge carries.")]
MostHeld = Annotated[int, typer.Option(min=0, max=MOST_WEIGHT, help="Badges of it that one holder can have; 0: any.")]
Term = Annotated[int, typer.Option(min=0, max=MOST_WEIGHT, help="After so many seconds the vote ends; 0: never.")]
Parameter = Annotated[str, typer.Argument(metavar="PARAMETER", help=", ".join(NAMES))]


def propose_issuer(
    issuer: Annotated[str, typer.Argument(metavar="ADDRESS", help="Who gives badges.")],
    description: str,
    weight_per_week: Weight,
    keystore: Keystore,
    rehearse: Rehearse = False,
    server: Server = None,
    as_json: Json = False,
) -> None:
    """Propose to admit an issuer of badges, to limit it anew, or to remove it with 0; --server as with `propose`."""
    address = checked_address(issuer)
    wanted = Wanted(
        Request("propose/issuer", description, {"issuer": address, "weight_per_week": weight_per_week}),
        lambda chain, _: issuer_actions(chain, address, weight_per_week),
        lambda named: actions_of(_badge(named).set_issuer(address, weight_per_week)),
    )
    propose(Asked(keystore, server, rehearse, as_json), wanted)


def propose_kind(
    number: KindNumber,
    description: str,
    name: Annotated[str, typer.Option(help="What a badge of it is called.")],
    chamber: Annotated[int, typer.Option(min=0, max=MOST_CHAMBER, help="The house that it votes in.")],
    keystore: Keystore,
    level: Annotated[int, typer.Option(min=0, max=MOST_LEVEL, help="How demanding the work is.")] = 1,
    weight: BadgeWeight = 1,
    max_per_holder: MostHeld = 0,
    term_seconds: Term = 0,
    rehearse: Rehearse = False,
    server: Server = None,
    as_json: Json = False,
) -> None:
    """Propose a new kind of badges; what one weighs can never change. --server as with `propose`."""
    kind = Kind(KindId(number), name, level, chamber, weight, max_per_holder, term_seconds, is_open=True)
    said = {"kind": number, "name": name, "level": level, "chamber": chamber, "weight": weight}
    limits = {"max_per_holder": max_per_holder, "term_seconds": term_seconds}
    wanted = Wanted(
        Request("propose/kind", description, {**said, **limits}),
        lambda chain, _: kind_actions(chain, kind),
        lambda named: actions_of(_badge(named).register_kind(kind)),
    )
    propose(Asked(keystore, server, rehearse, as_json), wanted)


def propose_revocation(
    number: Number,
    description: str,
    reason: Reason,
    keystore: Keystore,
    rehearse: Rehearse = False,
    server: Server = None,
    as_json: Json = False,
) -> None:
    """Propose to take a badge away, with its votes; --server as with `propose`."""
    badge = ContributionNumber(number)
    wanted = Wanted(
        Request("propose/revocation", description, {"number": number, "reason": reason}),
        lambda chain, _: revocation_actions(chain, badge, reason),
        lambda named: actions_of(_badge(named).revoke(badge, reason)),
    )
    propose(Asked(keystore, server, rehearse, as_json), wanted)


def propose_recovery(
    source: Annotated[str, typer.Argument(metavar="OLD", help="The wallet that is lost.")],
    target: Annotated[str, typer.Argument(metavar="NEW", help="The wallet that asked for its badges.")],
    description: str,
    keystore: Keystore,
    rehearse: Rehearse = False,
    server: Server = None,
    as_json: Json = False,
) -> None:
    """Propose that the badges of a lost wallet follow their holder to another; --server as with `propose`."""
    old, new = checked_address(source), checked_address(target)
    wanted = Wanted(
        Request("propose/recovery", description, {"source": old, "target": new}),
        lambda chain, _: recovery_actions(chain, old, new),
        lambda named: actions_of(_badge(named).approve_recovery(old, new)),
    )
    propose(Asked(keystore, server, rehearse, as_json), wanted)


def propose_parameter(
    parameter: Parameter,
    value: Annotated[int, typer.Argument(metavar="VALUE", min=0)],
    description: str,
    keystore: Keystore,
    rehearse: Rehearse = False,
    server: Server = None,
    as_json: Json = False,
) -> None:
    """Propose to change how proposals are decided; `quadrille governance replay` shows what it would have changed.

    --server as with `propose`.
    """
    which = parameter_named(parameter)
    wanted = Wanted(
        Request("propose/parameter", description, {"parameter": parameter, "value": value}),
        lambda chain, _: parameter_actions(chain, which, value),
        lambda named: actions_of(named.governor.set_parameter(which, value)),
    )
    propose(Asked(keystore, server, rehearse, as_json), wanted)


def propose_text(
    description: str,
    keystore: Keystore,
    rehearse: Rehearse = False,
    server: Server = None,
    as_json: Json = False,
) -> None:
    """Propose a decision in words alone: nothing is called when it passes; --server as with `propose`."""
    wanted = Wanted(
        Request("propose/text", description, {}),
        lambda chain, _: statement_actions(chain.treasury.address),
        lambda named: statement_actions(named.governor.treasury_address()),
    )
    propose(Asked(keystore, server, rehearse, as_json), wanted)


def propose_adoption(
    document: Annotated[str, typer.Argument(metavar="HASH", help="Of the document, as it was announced.")],
    description: str,
    keystore: Keystore,
    rehearse: Rehearse = False,
    server: Server = None,
    as_json: Json = False,
) -> None:
    """Propose that an announced change of the Standard holds, once everybody could comment; --server as `propose`."""
    found = checked_document(document)
    wanted = Wanted(
        Request("propose/adoption", description, {"document": found}),
        lambda chain, proposer: adoption_actions(chain, found, bound(description, proposer)),
        lambda named: actions_of(
            StandardLogContract(named.client, named.target).adopt(found, bound(description, named.proposer))
        ),
    )
    propose(Asked(keystore, server, rehearse, as_json), wanted)


def _badge(named: Named) -> BadgeContract:
    return BadgeContract(named.client, named.governor.badge_address())


COMMANDS = {
    "propose-issuer": propose_issuer,
    "propose-kind": propose_kind,
    "propose-revocation": propose_revocation,
    "propose-recovery": propose_recovery,
    "propose-parameter": propose_parameter,
    "propose-text": propose_text,
    "propose-adoption": propose_adoption,
}
"""By the names that people type."""
