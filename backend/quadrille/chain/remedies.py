"""What a person can do now, for each error of our contracts that somebody can do something about. Pure.

Every error of a round and of the factory is here; of the others, those that do not speak for themselves.
Times are unix seconds, amounts base units.
"""

from quadrille.chain.chamber_remedies import CHAMBERS

DELAYS = (
    "donation delay",
    "objection window",
    "time to decide",
    "dead-man delay",
    "claim window",
    "payee delay",
    "hold",
    "pause",
    "extension",
)
"""The seconds of `IRoundTerms.Terms` in their order, as QuadraticFundingRoundBadDelay counts them."""

OUTCOMES = ("unknown", "open", "no quorum", "vetoed", "rejected", "blocked", "approved")
"""What a ballot of the chambers decided, as IChamberBallot.Outcome counts it."""

PLACES = {
    ("QuadraticFundingRoundBadDelay", "place"): DELAYS,
    ("ChamberBallotDecidesNothing", "had"): OUTCOMES,
}
"""Arguments that count a place in a list of names, by error and argument."""

BADGES_AND_VOTES = {
    "ContributionBadgeNumberUsed": "This contribution already has its badge; look at it instead.",
    "ContributionBadgeVoucherExpired": "Ask for a new voucher; it costs nothing.",
    "ContributionBadgeOverWeeklyLimit": "Wait for next week, or have governance raise this issuer's limit.",
    "ContributionBadgeHolderFull": "This wallet has as many badges of this kind as one person may have.",
    "ContributionBadgeNotItsIssuer": "Only the badge's own issuer announces; governance can revoke any badge.",
    "ContributionBadgeRevocationEarly": "Wait until the time that is named (unix seconds); the guardian can confirm.",
    "ContributionBadgeRevocationAppealed": "Guardian or governance decides now: confirm the revocation, or drop it.",
    "ContributionBadgeRevocationPending": "It is announced already; confirm, complete or drop it.",
    "ContributionBadgeTermNotOver": "Wait until the time that is named (unix seconds); 0 is a badge without end.",
    "ContributionBadgeMoveExpired": "Have both wallets sign the move again.",
    "ContributionBadgeMoveNotSigned": "Have this wallet sign the move that the other has signed.",
    "ContributionBadgeNoRecovery": "Have the new wallet ask for the badges first: `quadrille badge recover request`.",
    "ContributionBadgeRecoveryNotApproved": "Wait for governance, or for the guardian that the old wallet named.",
    "ContributionBadgeRecoveryNotNow": "Come back between the times that are named (unix seconds); later, ask again.",
    "ReviewLogNotPublisher": "Governance names the publisher; let the key that it named publish.",
    "ReviewLogDayNotOver": "Wait until the day has ended (unix seconds).",
    "ReviewLogDayNotLater": "A day keeps the root it has, and none is filled in behind a later one.",
    "BallotLogNotMore": "A list only grows: read what was committed, and commit what came since with it.",
    "BallotLogClosed": "What was committed stands; whoever has a receipt can prove what was left out.",
    "BadgeGovernorNoWeight": "Votes come from badges that you held when the proposal opened and still hold.",
    "BadgeGovernorLiveProposal": "Wait until your other proposal is decided.",
    "BadgeGovernorBallotNotNewer": "A later ballot of this voter counts already; to change it, sign a new one.",
    "BadgeGovernorBallotFromTheFuture": "Wait until the ballot's version (unix seconds), or sign one of now.",
    "BadgeGovernorBallotExpired": "Sign a new ballot: its deadline (unix seconds) is over.",
    "BadgeGovernorUndatedBallot": "Sign a ballot with version and deadline: `quadrille governance vote`.",
    "BadgeGovernorTooLittleGas": "Send it again with more gas, or fewer ballots at once.",
    "BadgeGovernorUnboundDescription": "End the description with #proposer= and the proposer's address.",
    "BadgeGovernorCodeChanged": "What stands at a target is not what was voted on: look at it, and propose anew.",
    "BadgeGovernorBadParameter": "Choose a value from `least` to `most`.",
    "BadgeGovernorVotingTooLong": "Choose a shorter delay or period: with all that prolongs it, voting takes `most`.",
    "GovernorInsufficientProposerVotes": "Claim more badges, or ask a holder with enough votes to propose.",
    "GovernorUnexpectedProposalState": "Look at the proposal's state and its times.",
    "GovernorInvalidSignature": "Ask for the ballot again and sign it with the voter's own wallet.",
    "GovernorAlreadyCastVote": "This wallet has voted on this proposal.",
    "GovernorRestrictedProposer": "Let the account propose that the description's end names.",
    "GovernorUnableToCancel": "The proposer can until voting opens, the guardian while there is one.",
    "GovernorOnlyExecutor": "Have badge holders decide it: `quadrille governance propose-parameter`.",
    "StandardLogNoWeight": "Have a badge holder announce it.",
    "StandardLogBadVersion": "Choose 1 to 32 bytes of plain text.",
    "StandardLogAnnounced": "It is announced already; comment on it, or wait until it lapses (unix seconds).",
    "StandardLogOtherAnnouncementOpen": "Withdraw your other announcement, or wait until it lapses (unix seconds).",
    "StandardLogNotAnnounced": "Announce the document first; everybody can comment before it is voted on.",
    "StandardLogCommentsOver": "It can be voted down: its comments are over, and a vote on it may have begun.",
    "StandardLogNotGovernance": "Have badge holders decide it: `quadrille governance propose-adoption`.",
    "StandardLogNotItsProposal": "Propose it alone, with the description that the call names.",
    "StandardLogVoteTooEarly": "Propose it again: voting has to open once the comments are over (unix seconds).",
}
"""Badges, the log of reviews, proposals and votes."""

FACTORY = {
    "RoundFactoryNotGovernance": "Have badge holders decide it: `quadrille governance propose-token`.",
    "RoundFactoryNotOperator": "Open it with the wallet that the terms name as operator.",
    "RoundFactoryTokenNotAllowed": "Use another token, or propose this one: `quadrille governance propose-token`.",
    "RoundFactoryOtherGovernance": "Name the treasury of this deployment as the round's governance.",
    "RoundFactoryDecisionTooShort": "Leave governance at least the seconds that are named as `least` to decide.",
}
"""Rounds are made, and tokens let in."""

STANDARD = {
    "ReentrancyGuardReentrantCall": "Call it in a transaction of its own: the round was in the middle of a payment.",
    "SafeCastOverflowedUintDowncast": "Give less: the number does not fit where the contract keeps it.",
    "SafeERC20FailedOperation": "Ask whoever runs the token why it did not move; nothing changed.",
    "ERC20InsufficientBalance": "Get more of the token, or give less.",
    "ERC20InsufficientAllowance": "Let the round take the token first; `quadrille rounds donate` and `fund` do both.",
    "CloneArgumentsTooLong": "Name fewer reviewers.",
    "FailedDeployment": "Send it again with more gas.",
    "InsufficientBalance": "Send no coins with this call.",
}
"""From OpenZeppelin, and from tokens (ERC-6093)."""

OPENING = {
    "OpenAlready": "This round is open already: `quadrille rounds status`.",
    "ConfigurationDiffers": "Hash the very text that is handed over; `quadrille rounds new` does.",
    "ZeroAddress": "Give a real account: for a round, as operator, governance, publisher, committer.",
    "OneForTwo": "Name another account: publisher and committer differ, and a new publisher is new.",
    "BadWindow": "Open before you close, and close in the future (unix seconds).",
    "BadDelay": "Choose this delay from `least` to `most` seconds; `least` follows from the others.",
    "BadReviewers": "Name up to 32 reviewers, each once; let 1 to all of them decide, or name none.",
    "NoGate": "Name the badge whose holders are matched, or give the list of those who are.",
    "BadCap": "Choose a cap from 1 to 10000 bps; 10000 is no cap.",
}
"""A round's terms. These and the next are named without the QuadraticFundingRound before each."""

GENERAL = {
    "WrongStatus": "Look at the round's state and times with `quadrille rounds status`.",
    "TooEarly": "Wait until the time that is named (unix seconds).",
    "TooLate": "The time that is named is over (unix seconds); this step is closed.",
    "NotAllowed": "Let the account that is named as `needed` do it; governance does by a proposal.",
    "UnknownProject": "Look up the project's number with `quadrille rounds status`.",
    "WrongState": "Look where the application stands with `quadrille rounds status`.",
}
"""Any step of a round."""

PROJECTS = {
    "BadPayee": "Name a wallet to be paid to: neither nobody, nor the round, nor the token.",
    "OtherEdition": "The application has changed: read it again, then admit or reject that edition.",
    "NotReviewer": "Let a reviewer decide; where there are none, `quadrille governance propose-in-round`.",
    "NoAnnouncement": "Announce another payee first, with the applicant's wallet.",
    "TooManyProjects": "This round is full; apply to the next one.",
    "OnceOnly": "It was held or paused before, which can be done once; governance can cancel the round.",
    "BadLimit": "Choose an end after now and at most `mostAt` (unix seconds).",
    "PaymentsHeld": "Wait until the time that is named (unix seconds), or appeal to governance.",
    "NotHeld": "There is nothing to release or to appeal against; claim: `quadrille rounds claim`.",
}
"""Who takes part, and whose payments are held."""

INTAKE = {
    "UseFundOrDonate": "Say what the coins are for: `quadrille rounds donate` or `quadrille rounds fund`.",
    "IntakePaused": "Wait until the time that is named (unix seconds); the close moves by as much.",
    "ZeroAmount": "Give at least one base unit.",
    "TooMuch": "Give less: the sum must stay below 2^112 base units.",
    "BadWord": "Give at least the round's minimum to each project; `quadrille rounds status` says it.",
    "WrongValue": "Send exactly `needed` wei with it; with a token's donation or deposit, none.",
    "WrongTransfer": "Use another token: this one takes a fee, or moves another amount than it is told.",
    "BadClose": "Choose a close from `least` to `most` (unix seconds); it never moves back.",
    "NotListed": "Check account and proof; who is not listed can donate, unmatched.",
}
"""Deposits and donations."""

RESULT = {
    "DigestDiffers": "Calculate again from all carts and from what was committed: `quadrille rounds publish`.",
    "TotalOverPool": "Calculate again; a result shares out no more than the pool.",
    "NoRoot": "Publish with root and list: `quadrille rounds publish` makes both.",
    "NoCoefficients": "Have the committer commit first: `quadrille rounds close`.",
    "NoPublicationLeft": "Finalise the result that stands; where none does, `quadrille rounds cancel` ends the round.",
    "PublisherStands": "Two upheld objections call for another publisher: then governance names one.",
    "NoStanding": "Object as donor of a cart, as applicant, sponsor or badge holder: what you are.",
    "NoStopLeft": "Have governance cancel before the result is final: `quadrille governance propose-in-round`.",
    "UnderCap": "Leave this project out of the capped; `quadrille rounds finalise` finds them.",
    "OverCap": "Add this project to the capped; `quadrille rounds finalise` finds them.",
    "BadSet": "Name each capped project once, none under `keep`; `quadrille rounds finalise` does.",
    "CannotCancel": "Operator or governance can before the close, governance until the result is final.",
}
"""Publishing, objecting, finalising, ending."""

PAYMENTS = {
    "DonationsGone": "The project has its donations; look at its payee.",
    "MatchingGone": "The project has its matching; look at its payee.",
    "NothingOwed": "There is nothing to pay here: it was paid before, or nothing was given.",
    "PaymentRefused": "The payee's own contract refused it; it stays owed. Have it accept, or announce another payee.",
    "TooLittleGas": "Send it again with more gas, or push fewer projects at once.",
    "BadProof": "Take the proof from this round's final bundle: `quadrille rounds claim` does.",
    "BadSlice": "Push the next words of this round's list: `quadrille rounds push` finds them.",
    "BadOrder": "Push every project of the list in its order, the next one first: `quadrille rounds push`.",
    "OverTotal": "The list is wrong: check the bundle with `quadrille verify`, and tell governance.",
    "UnknownCart": "Look up your carts; they count from 0: `quadrille rounds refund` finds them.",
    "CartGone": "This cart was paid back; look at its donor's wallet.",
    "CartDiffers": "Give the cart's own donor and items: `quadrille rounds refund` finds them.",
}
"""What goes out."""

ROUND = {**OPENING, **GENERAL, **PROJECTS, **INTAKE, **RESULT, **PAYMENTS}

REMEDIES = {
    **BADGES_AND_VOTES,
    **FACTORY,
    **STANDARD,
    **CHAMBERS,
    **{f"QuadraticFundingRound{problem}": remedy for problem, remedy in ROUND.items()},
}
"""One sentence or two for each error, by its name."""
