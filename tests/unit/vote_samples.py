"""What the pages about votes are made from, each text as hostile as it can be."""

from typing import Any

from quadrille.governance.voter_card import Signed
from unit.round_samples import ADDRESS, HOSTILE

AT = 1_795_219_200
TEMPLATES = "governance/templates"
ACTION = {
    "words": HOSTILE, "target": ADDRESS, "value_wei": 40 * 10**18, "calldata": "0x" + "00" * 68, "function": "fund()",
}  # fmt: skip
TALLY = {"for_votes": 61, "against_votes": 27, "abstain_votes": 12, "quorum_votes": 40, "quorum_reached": True}
NO_VOTES = {"for_votes": 0, "against_votes": 0, "abstain_votes": 0, "quorum_votes": 0, "quorum_reached": False}
PROPOSAL = {
    "number": 7, "id": str(2**255), "title": HOSTILE, "body": HOSTILE, "state": "active", "words": "open to votes",
    "proposer": ADDRESS, "opens_at": AT, "closes_at": AT, "eta": None, "expires_at": None, "is_due": False,
    "actions": [ACTION] * 3, "needs": "badge holders vote.", **TALLY,
}  # fmt: skip
QUEUED = {**PROPOSAL, "state": "queued", "words": "waiting", "eta": AT, "expires_at": AT, "is_due": True, **NO_VOTES}
CHANGE = {
    "name": "Quorum", "parameter": "quorum-bps", "value": 3_000, "before": "20 %", "after": "30 %", "past": 12,
    "turned": [{"number": 3, "ended": "passed", "would_end": "failed"}] * 5,
}  # fmt: skip
BADGE = {
    "number": "7", "kind_name": HOSTILE, "weight": "3", "counted": "0", "held_since": AT, "words": "too young",
    "is": "too young", "ended_at": None, "counts_from": AT,
}  # fmt: skip
CARD = {
    "wallet": ADDRESS, "votes": 3, "is_same": True, "snapshot_at": AT, "count": 200, "refusal": None, "choice": "For",
    "badges": [BADGE, {**BADGE, "is": "ended", "ended_at": AT}] * 50,
}  # fmt: skip
REFUSED = {
    **CARD, "votes": 0, "is_same": False, "count": 0, "badges": [], "refusal": (HOSTILE, HOSTILE), "choice": "",
}  # fmt: skip
ROW = {"voter": ADDRESS, "choice": "For", "weight": 61}
BALLOTS = {"all": 120, "page": 2, "more": True, "rows": [ROW] * 50}
NO_BALLOTS = {"all": 0, "page": 1, "more": False, "rows": []}
FIELDS = [Signed("proposalId", str(2**255)), Signed("support", None), Signed("version", None), Signed("voter", None)]
PAGE = {
    "proposal": PROPOSAL, "changes": [CHANGE], "ballots": BALLOTS, "card": CARD, "flaw": "", "asked_wallet": "",
    "fields": FIELDS, "has_list": True,
}  # fmt: skip
WAITING = {
    "number": 7, "title": HOSTILE, "words": "open to votes", "needs": "badge holders vote.", "opens_at": AT,
    "closes_at": AT, "eta": AT, "choice": "", **TALLY,
}  # fmt: skip
ITEM = {"url": "/vote/7", "title": HOSTILE, "words": "rejected"}
VOTES = {
    "count": 60, "voter": ADDRESS, "flaw": "", "needs": [WAITING, {**WAITING, "choice": "For"}], "waits": [WAITING],
    "over": [ITEM] * 20, "before": 30, "is_first": True,
}  # fmt: skip
NO_PROPOSALS = {**VOTES, "count": 0, "voter": None, "needs": [], "waits": [], "over": [], "before": None}
FILLED = {"round": HOSTILE, "amount": HOSTILE, "parameter": "quorum-bps", "value": HOSTILE}
RULE = {
    "name": "quorum-bps", "words": "Quorum", "now": 2_000, "now_words": "20 %", "least": 1, "most": 5_000,
}  # fmt: skip
PROPOSER = {
    "needed": 1, "wallet": ADDRESS, "asked": HOSTILE, "flaw": HOSTILE, "votes": 0, "refusal": (HOSTILE, HOSTILE),
}  # fmt: skip
DRAFT = {
    "route": "propose/parameter", "fields": {"parameter": "quorum-bps", "value": "3000"}, "command": "propose-text",
    "actions": [HOSTILE], "changes": [{**CHANGE, "turned": []}, {**CHANGE, "past": 0, "turned": []}],
}  # fmt: skip
PROPOSE = {
    "kind": "rule", "filled": FILLED, "flaw": None, "draft": DRAFT, "rules": [RULE] * 6, "proposer": PROPOSER,
    "by_command": [{"command": "propose-text", "words": "x"}], "most": 10_000,
}  # fmt: skip
NOBODY = {**PROPOSER, "wallet": None, "asked": "", "flaw": "", "votes": None, "refusal": None}
MAKING = "governance/proposals/templates/propose.html"

PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "votes": (f"{TEMPLATES}/votes.html", {"votes": VOTES}),
    "older votes": (f"{TEMPLATES}/votes.html", {"votes": {**VOTES, "is_first": False, "flaw": HOSTILE}}),
    "no votes": (f"{TEMPLATES}/votes.html", {"votes": NO_PROPOSALS}),
    "proposal": (f"{TEMPLATES}/proposal.html", PAGE),
    "proposal to who cannot vote": (f"{TEMPLATES}/proposal.html", {**PAGE, "card": REFUSED, "ballots": NO_BALLOTS}),
    "proposal to a wallet that is none": (
        f"{TEMPLATES}/proposal.html", {**PAGE, "card": None, "flaw": HOSTILE, "asked_wallet": HOSTILE, "changes": []},
    ),
    "proposal to be carried out": (f"{TEMPLATES}/proposal.html", {**PAGE, "proposal": QUEUED}),
    "proposal that is over": (f"{TEMPLATES}/proposal.html", {**PAGE, "proposal": {**PROPOSAL, "state": "executed"}}),
    "what can be proposed": (MAKING, {**PROPOSE, "kind": "", "draft": None, "rules": []}),
    "proposal of a rule": (MAKING, PROPOSE),
    "proposal of money": (MAKING, {**PROPOSE, "kind": "fund", "draft": None, "flaw": (HOSTILE, "")}),
    "proposal in words": (MAKING, {**PROPOSE, "kind": "words", "proposer": NOBODY}),
}  # fmt: skip
