"""A change of the Standard, adopted: everybody could comment on it before anybody votes."""

import re

from quadrille.chain.deployment import Chain
from quadrille.errors import BadParameter, Refused
from quadrille.governance.proposals.actions import Actions, actions_of
from quadrille.languages.moments import Moment
from quadrille.languages.words import said
from quadrille.types import Hash32

HASH = "^0x[0-9a-f]{64}$"


def adoption_actions(chain: Chain, document: Hash32, description: str) -> Actions:
    """Make a document that was announced the Standard.

    description   the whole of the proposal's, `bound` to its proposer: the log finds the proposal by it
    Raises ContractReverted for what is not announced, Refused when voting would open before its comments are over.
    """
    change = chain.standard_log.announcement_of(document)
    until = change.announced_at + chain.standard_log.comment_seconds(change.level)
    opens_at = chain.client.block().at + int(chain.governor.read("votingDelay"))
    if opens_at < until:
        raise Refused(
            said(
                "Comments on {document} are taken until {until}; voting would open at {opens_at}.",
                document=document,
                until=Moment(until),
                opens_at=Moment(opens_at),
            ),
            "Propose it later: a vote that opens before is not counted as one on the change.",
        )
    return actions_of(chain.standard_log.adopt(document, description))


def checked_document(text: str) -> Hash32:
    """The hash of a document; raises BadParameter when it is none."""
    if not re.fullmatch(HASH, text):
        raise BadParameter("document", text, "0x and 64 lower-case hex digits")
    return Hash32(text)
