"""How a command opens a proposal, rehearses it, or has a server prepare it and looks at what it prepared."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from quadrille.chain.calls import Call
from quadrille.chain.client import Client
from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import Chain, connect
from quadrille.chain.governor import GovernorContract, bound
from quadrille.config import Settings
from quadrille.errors import BadParameter, Refused
from quadrille.governance import flow
from quadrille.governance.proposals.actions import Actions
from quadrille.governance.proposals.words import action_in_words
from quadrille.governance.rehearsal.rehearsal_terminal import show_rehearsal
from quadrille.governance.rehearsal.rehearsing import rehearse_new
from quadrille.server import OTHER_THAN_ASKED, ask_intent, intended_call
from quadrille.terminal import keystore_account, show_record, told
from quadrille.types import Address

Rehearse = Annotated[
    bool, typer.Option("--rehearse", help="Try it on a copy of the chain and tell what it would change; send nothing.")
]


@dataclass(frozen=True, slots=True)
class Request:
    """What a server is asked: which intent, and what for, besides by whom."""

    intent: str
    description: str
    said: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Named:
    """What a server names, and a node tells of it: the governor, and the first target of the proposal."""

    governor: GovernorContract
    target: Address
    proposer: Address

    @property
    def client(self) -> Client:
        """The node."""
        return self.governor.client


@dataclass(frozen=True, slots=True)
class Wanted:
    """A proposal: checked with our deployment here for its proposer, or rebuilt from a node and what a server names."""

    request: Request
    checked: Callable[[Chain, Address], Actions]
    rebuilt: Callable[[Named], Actions]


@dataclass(frozen=True, slots=True)
class Asked:
    """The options that every such command has."""

    keystore: Path
    server: str | None
    rehearse: bool
    as_json: bool


def propose(asked: Asked, wanted: Wanted) -> None:
    """Open the proposal with the key of the file, or rehearse it; prints its id."""
    account = keystore_account(asked.keystore)
    proposer = Address(account.address)
    if asked.server is None:
        chain = connect(Settings())
        governor, actions = chain.governor, wanted.checked(chain, proposer)
        would = " ".join(action_in_words(chain, action)[1] for action in actions)
        call, proposal = flow.propose(chain, proposer, actions, wanted.request.description)
    else:
        # What a server says of it stands on stderr: nothing here knows better than the calls that were made anew.
        would = ""
        governor, call, proposal = _from_server(asked.server, Client(Settings()), proposer, wanted)
    if asked.rehearse:
        show_rehearsal(rehearse_new(governor, proposer, call), asked.as_json, would)
    else:
        done = told(governor.client.send_from(account, call))
        show_record({"proposal": str(proposal), "would": would, **done}, asked.as_json)


def _from_server(server: str, client: Client, proposer: Address, wanted: Wanted) -> tuple[GovernorContract, Call, int]:
    asked = {"wallet": proposer, "description": wanted.request.description, **wanted.request.said}
    call = intended_call(client, ask_intent(server, wanted.request.intent, asked), "BadgeGovernor.propose")
    assert call.to is not None
    governor = GovernorContract(client, call.to)
    try:
        target = checked_address(governor.arguments_of(call.data)["targets"][0])
    except (BadParameter, KeyError, IndexError) as problem:
        raise Refused(*OTHER_THAN_ASKED) from problem
    # Made anew from what was asked for; where our factory is, only the server knows.
    actions = wanted.rebuilt(Named(governor, target, proposer))
    description = bound(wanted.request.description, proposer)
    if governor.propose(actions, description).data != call.data:
        raise Refused(*OTHER_THAN_ASKED)
    return governor, call, governor.id_of(actions, description)
