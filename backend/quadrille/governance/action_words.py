"""What an action of a proposal does, in words: decoded from its calldata, since a description may say anything."""

from quadrille.chain.contract import Contract
from quadrille.chain.deployment import Chain
from quadrille.chain.funding_round.factory import FactoryContract
from quadrille.chain.funding_round.round import RoundContract
from quadrille.chain.governor import Action
from quadrille.chain.text import shown
from quadrille.chain.token import TokenContract
from quadrille.errors import BadParameter
from quadrille.types import Address

ROUND = {
    "fund": "The treasury pays {amount} base units into the matching pool of the round {target}.",
    "rule": "In the round {target}, the objection to the result is {ruling}.",
    "namePublisher": "In the round {target}, {publisher_} publishes from now on.",
    "release": "In the round {target}, the hold of project {projectId} ends.",
    "resumeIntake": "In the round {target}, the pause of donations and deposits ends.",
    "review True": "In the round {target}, edition {edition} of project {projectId} is admitted: {reason}",
    "review False": "In the round {target}, edition {edition} of project {projectId} is rejected: {reason}",
    "cancel": "The round {target} is ended: before its close everybody is paid back, after it the pool goes back.",
    "hold": "In the round {target}, project {projectId} is not paid until {until} (unix seconds): {reason}",
}
"""Steps in a round, by function, with what they say yes or no to."""

FACTORY = {
    "allowToken True": "Rounds may be opened in the token {token}.",
    "allowToken False": "Rounds may no longer be opened in the token {token}; those that are open go on.",
}

TOKEN = {"approve": "{argument0} may take {argument1} base units of the token {target} from the treasury."}


def action_in_words(chain: Chain, action: Action) -> tuple[str, str]:
    """The signature of the function that is called, and a sentence that says what it does."""
    contract = _contract_at(chain, action.target)
    function = contract.function_name(action.calldata)
    sent = f" It sends {action.value_wei} wei." if action.value_wei else ""
    try:
        arguments = contract.arguments_of(action.calldata)
    except BadParameter:
        return function, f"The treasury calls {function} of {action.target}.{sent}"
    key = " ".join([function.partition("(")[0], *(str(one) for one in arguments.values() if isinstance(one, bool))])
    told = {name: shown(str(value)) for name, value in arguments.items()}
    listed = ", ".join(f"{name} {value}" for name, value in told.items()) or "nothing"
    template = _sentences(contract).get(key)
    if template is None:
        return function, f"The treasury calls {function} of {action.target} with {listed}.{sent}"
    # A round in coins is sent what it is paid; nothing else that is told here takes any.
    is_paid = action.value_wei == arguments.get("amount")
    return function, template.format(target=action.target, **told) + ("" if is_paid else sent)


def _contract_at(chain: Chain, address: Address) -> Contract:
    """Ours at this address; anything else is read as a token, of which little can be asked."""
    ours: tuple[Contract, ...] = (chain.badge, chain.governor, chain.treasury, chain.review_log, chain.round_factory)
    for contract in ours:
        if contract.address == address:
            return contract
    if chain.round_factory.is_round(address):
        return chain.round(address)
    return TokenContract(chain.client, address)


def _sentences(contract: Contract) -> dict[str, str]:
    if isinstance(contract, RoundContract):
        return ROUND
    if isinstance(contract, FactoryContract):
        return FACTORY
    return TOKEN if isinstance(contract, TokenContract) else {}
