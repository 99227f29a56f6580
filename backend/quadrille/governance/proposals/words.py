"""What an action of a proposal does, in words: decoded from its calldata, since a description may say anything."""

from collections.abc import Mapping
from typing import Any

from quadrille.chain.badge import BadgeContract
from quadrille.chain.contract import Contract
from quadrille.chain.deployment import OURS, Chain
from quadrille.chain.funding_round.factory import FactoryContract
from quadrille.chain.funding_round.round import RoundContract
from quadrille.chain.governor import Action, GovernorContract
from quadrille.chain.standard_log import StandardLogContract
from quadrille.chain.text import shown
from quadrille.chain.token import TokenContract
from quadrille.chain.treasury import TreasuryContract
from quadrille.errors import BadParameter
from quadrille.governance.proposals.parameters import WORDS
from quadrille.languages.moments import Moment
from quadrille.languages.words import marked, said
from quadrille.types import Address

ROUND = {
    "fund": marked("The treasury pays {amount} base units into the matching pool of the round {target}."),
    "rule": marked("In the round {target}, the objection to the result is {ruling}."),
    "namePublisher": marked("In the round {target}, {publisher_} publishes from now on."),
    "release": marked("In the round {target}, the hold of project {projectId} ends."),
    "resumeIntake": marked("In the round {target}, the pause of donations and deposits ends."),
    "review True": marked("In the round {target}, edition {edition} of project {projectId} is admitted: {reason}"),
    "review False": marked("In the round {target}, edition {edition} of project {projectId} is rejected: {reason}"),
    "cancel": marked(
        "The round {target} is ended: before its close everybody is paid back, after it the pool goes back."
    ),
    "hold": marked("In the round {target}, project {projectId} is not paid until {until}: {reason}"),
}
"""Steps in a round, by function, with what they say yes or no to."""

FACTORY = {
    "open": marked("The treasury opens a round as its operator: {configuration} Mode {mode}, {terms}."),
    "allowToken True": marked("Rounds may be opened in the token {token}."),
    "allowToken False": marked("Rounds may no longer be opened in the token {token}; those that are open go on."),
}

BADGE = {
    "setIssuer": marked("{issuer} may issue badges of up to {weightPerWeek} weight a week."),
    "setIssuer 0": marked("{issuer} may no longer issue badges; those that it issued stay."),
    "registerKind": marked("Badges of a new kind can be issued, for good: kind {kind}, {spec}."),
    "setKindOpen True": marked("Badges of kind {kind} can be issued again."),
    "setKindOpen False": marked("No more badges of kind {kind} are issued; those that there are stay."),
    "setRegistrar": marked("{registrar} may register kinds and issuers; the zero address is nobody."),
    "setGuardian": marked("{guardian} may confirm or drop revocations; the zero address is nobody."),
    "revoke": marked("Badge {number} is taken away, with its votes, for reason {reason}."),
    "confirmRevocation": marked("Badge {number} is taken away, as its issuer has announced."),
    "dropRevocation": marked("The announced revocation of badge {number} is given up."),
    "approveRecovery": marked(
        "The badges of {from} may follow their holder to {to}, unless {from} stops it within 7 days."
    ),
    "stopRecovery": marked("The badges of {from} do not follow to {to}."),
}
"""Badges: who gives them, which there are, which end."""

GOVERNOR = {f"setParameter {which.name.lower()}": words for which, words in WORDS.items()}
"""How badge holders decide, by the parameter."""

STANDARD = {"adopt": marked("The document {documentHash} becomes the Standard.")}

TREASURY = {"updateDelay": marked("A decision waits {newDelay} seconds in the treasury before it can be carried out.")}

NOTHING = marked("Nothing is called: the decision is its words.")

TOKEN = {"approve": marked("{argument0} may take {argument1} base units of the token {target} from the treasury.")}


SENTENCES: dict[type[Contract], dict[str, str]] = {
    BadgeContract: BADGE,
    GovernorContract: GOVERNOR,
    FactoryContract: FACTORY,
    TreasuryContract: TREASURY,
    StandardLogContract: STANDARD,
    TokenContract: TOKEN,
}

TIMES = {"opensAt", "closesAt", "until", "deadline"}
"""Arguments that are unix seconds, whatever is called."""


def action_in_words(chain: Chain, action: Action) -> tuple[str, str]:
    """The signature of the function that is called, and a sentence that says what it does."""
    contract = _contract_at(chain, action.target)
    function = contract.function_name(action.calldata)
    if action.target == chain.treasury.address and action.calldata == "0x":
        return function, _sending(said(NOTHING), action.value_wei)
    try:
        arguments = contract.arguments_of(action.calldata)
    except BadParameter:
        words = said("The treasury calls {function} of {target}.", function=function, target=action.target)
        return function, _sending(words, action.value_wei)
    told = {name: _told(name, value) for name, value in arguments.items()}
    template = _sentences(contract).get(_key(function, arguments))
    if template is None:
        listed = ", ".join(f"{name} {value}" for name, value in told.items()) or "nothing"
        words = said(
            "The treasury calls {function} of {target} with {listed}.",
            function=function,
            target=action.target,
            listed=listed,
        )
        return function, _sending(words, action.value_wei)
    # A round in coins is sent what it is paid; nothing else that is told here takes any.
    is_paid = action.value_wei == arguments.get("amount")
    return function, _sending(said(template, **{"target": action.target, **told}), 0 if is_paid else action.value_wei)


def _sending(words: str, value_wei: int) -> str:
    return said("{words} It sends {value_wei} wei.", words=words, value_wei=value_wei) if value_wei else words


def _key(function: str, arguments: Mapping[str, Any]) -> str:
    """The function, with what it says yes or no to, which number of the governor's it sets, or the right it ends."""
    said = [str(one) for name, one in arguments.items() if isinstance(one, bool) or name == "which"]
    ends = ["0"] if arguments.get("weightPerWeek") == 0 else []
    return " ".join([function.partition("(")[0], *said, *ends])


def _told(name: str, value: Any) -> str | Moment:
    """An argument as people read it; what a contract takes as one thing is told part by part."""
    if isinstance(value, Mapping):
        return ", ".join(f"{part} {_told(part, inner)}" for part, inner in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(str(_told(name, one)) for one in value) or "none"
    if name in TIMES:
        return Moment(value)
    return "0x" + value.hex() if isinstance(value, bytes) else shown(str(value))


def _contract_at(chain: Chain, address: Address) -> Contract:
    """Ours at this address; anything else is read as a token, of which little can be asked."""
    for name in OURS:
        contract: Contract = getattr(chain, name)
        if contract.address == address:
            return contract
    return chain.round(address) if chain.round_factory.is_round(address) else TokenContract(chain.client, address)


def _sentences(contract: Contract) -> dict[str, str]:
    if isinstance(contract, RoundContract):
        return ROUND
    return next((words for kind, words in SENTENCES.items() if isinstance(contract, kind)), {})
