"""What a person can do now, for each error of the chambers' contracts and of the Standard's log. Pure."""

SEATS = {
    "UnknownChamber": "Chambers are numbered from 0: `quadrille chambers status` lists them.",
    "NotASeatKind": "Only a badge that each may have once is a seat; ask the chamber's issuer for one.",
    "OtherIssuer": "Ask the issuer that governance named for this chamber for a seat.",
    "SeatOver": "The seat's term is over; ask its issuer for a new one.",
    "SeatImmature": "Wait until the time that is named (unix seconds); then anybody can take it.",
    "SecondSeat": "Let the other seat go first, or change over with the holder's own wallet.",
    "ChamberFull": "Wait until somebody of this chamber lets a seat go.",
    "SeatLive": "Only its holder lets a live seat go: `quadrille chambers leave`.",
}
"""Who sits where. These and the next are named without the ChamberBallot before each."""

RULES = {
    "NotGovernance": "Have badge holders decide it by a proposal.",
    "BadRule": "Choose this rule from `least` to `most`; `place` counts the rules from 0.",
    "UnknownRules": "Versions count from 1; `quadrille chambers status` shows those of now.",
}

BALLOTS = {
    "Unknown": "Look up its number: `quadrille chambers list`.",
    "NotAnOpener": "Open it with the wallet of a live seat: `quadrille chambers take` makes a mature badge one.",
    "NotTheOperator": "Let the round's operator open it; they also say which project of the catalogue it is.",
    "OpenerHasOne": "Wait until your other ballot is over.",
    "SubjectHasOne": "There is a ballot on it that is open; vote on that one.",
    "BadClose": "Choose a close from `least` to `most` (unix seconds).",
    "Over": "Votes are no longer taken; the outcome stands: `quadrille chambers ballot`.",
    "StillOpen": "Wait until the time that is named (unix seconds).",
    "Closed": "Its outcome is fixed: `quadrille chambers ballot`.",
    "BadSupport": "Say 0 for against, 1 for for, 2 for abstaining.",
    "NotTheHolder": "Vote with the wallet that has the seat, for your own seat.",
    "Expired": "Ask for the vote again, and sign it.",
    "NoSeat": "Have it taken once its badge is mature: `quadrille chambers take`; it votes in later ballots.",
    "SeatTooLate": "The seat votes in ballots from number `firstBallot` on.",
    "SeatNotLive": "The seat's badge is gone, was moved, or its term is over; who has the badge now takes it anew.",
    "VotedAlready": "A seat votes once on a ballot, and what it voted stands.",
    "Recused": "Who belongs to a project does not decide on it; others of your chamber do.",
    "BadSignature": "Ask for the vote again, and sign it unchanged with the wallet that has the seat.",
    "TooLittleGas": "Send it again with more gas, or with fewer votes.",
    "NotARound": "Name a round of this deployment: `quadrille rounds list`.",
    "DecidesNothing": "Open another ballot: this one is on no application, or had no quorum, or is blocked.",
    "AdmissionDone": "The round knows already: `quadrille rounds status`.",
}

FEEDBACK = {
    "NotTheSeat": "Speak for your own live seat, with the wallet that has it.",
    "BadSignature": "Ask for the words again, and sign them unchanged with the wallet that has the seat.",
    "Expired": "Ask for the words again, and sign them.",
    "Known": "It was said before, word for word; change the words to say it again.",
    "OverWeeklyLimit": "Wait for next week: a remark or concern takes 1 of 10, an objection 5.",
    "Recused": "Who belongs to a project does not object to it; others of your chamber can.",
    "SmallChamber": "A chamber with few seats cannot object; raise a concern.",
    "ObjectionOpen": "Your chamber objects already; have its quorum renew that before it ends.",
    "NoQuorum": "Have more seats of your chamber sign; `needed` is its quorum.",
    "SeatsNotRising": "Hand in each seat once, in rising order.",
    "BadState": "Look how far it is: `quadrille chambers feedback show`.",
    "NotAnObjection": "Only an objection ends by itself, and so only that is renewed.",
    "NotAnAnswerer": "Answer as maintainer with a seat who declared the project, or as whom governance named.",
    "NotResolver": "Who raised it settles it, or governance, or the guardian.",
    "NotGovernance": "Have badge holders decide it by a proposal.",
    "BadRule": "Choose it from `least` to `most`.",
}

AFFILIATIONS = {
    "Declared": "It is declared and counts; nothing more is to be done.",
    "NotDeclared": "There is nothing to take back.",
    "OldDeclaration": "It was taken back since: sign a new declaration.",
    "FromTheFuture": "Wait until the time that is named (unix seconds).",
    "Expired": "Ask for the words again, and sign them.",
    "BadSignature": "Sign with the wallet that it names.",
    "NoWeight": "Who alleges holds a badge: verified work earns one.",
    "AllegationOpen": "Wait until what you alleged is decided.",
    "TooSoon": "Your last one did not stand; wait until the time that is named (unix seconds).",
    "Stands": "It counts already; nothing more is to be done.",
    "NotTheWallet": "Only the wallet itself disputes.",
    "BadState": "Look how far it is: `quadrille chambers affiliation`.",
    "NotAuthority": "Governance or the guardian rules; ask one of them.",
}

STANDARD_LOG = {
    "NoWeight": "Who announces holds a badge: verified work earns one.",
    "NoDocument": "Give the hash of the document that is announced.",
    "BadVersion": "Give a version of 1 to 32 bytes of plain text.",
    "Announced": "It is announced; comment on it, or add a line and announce that.",
    "OtherAnnouncementOpen": "Take your other announcement back, or wait until it lapses.",
    "NotAnnounced": "Announce it first, and let everybody comment.",
    "NotAnnouncer": "Let who announced it take it back.",
    "CommentsOver": "Comments are over; the vote decides now.",
    "NotGovernance": "Have badge holders decide it by a proposal.",
    "NotItsProposal": "Propose this one action alone: `quadrille governance propose-adoption`.",
    "VoteTooEarly": "Propose it again, so that voting opens when comments are over.",
}

CHAMBERS = {
    **{f"ChamberBallot{problem}": remedy for problem, remedy in {**SEATS, **RULES, **BALLOTS}.items()},
    **{f"StandingFeedback{problem}": remedy for problem, remedy in FEEDBACK.items()},
    **{f"AffiliationRegistry{problem}": remedy for problem, remedy in AFFILIATIONS.items()},
    **{f"StandardLog{problem}": remedy for problem, remedy in STANDARD_LOG.items()},
}
"""One sentence or two for each error, by its name."""
