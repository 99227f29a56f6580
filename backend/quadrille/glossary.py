"""The words of this field, as these pages use them: one meaning each. Pages link to `/glossary#term`."""

from dataclasses import dataclass

from quadrille.languages.words import marked


@dataclass(frozen=True, slots=True)
class Term:
    """A word and what it means here, in a sentence or two; `anchor` stands in addresses and never changes."""

    anchor: str
    word: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """Words that belong together."""

    title: str
    terms: tuple[Term, ...]


GLOSSARY = (
    Chapter(
        marked("Recognise"),
        (
            Term(
                "dpg",
                marked("Digital public good (DPG)"),
                marked(
                    "Open software, data, content or an open model that meets the DPG Standard: with an open licence, "
                    "documented, and built to do no harm."
                ),
            ),
            Term(
                "standard",
                marked("DPG Standard"),
                marked("The nine indicators that say what a digital public good is, in numbered versions."),
            ),
            Term(
                "indicator",
                marked("Indicator"),
                marked(
                    "One of the nine points of the Standard. Each asks a few questions that are answered Yes or No."
                ),
            ),
            Term(
                "evidence",
                marked("Evidence"),
                marked("What shows that an answer is right: a link, or a sentence in the reviewer's own words."),
            ),
            Term(
                "nominee",
                marked("Nominee"),
                marked("A project that somebody proposed as a digital public good, frozen as it was on that day."),
            ),
            Term(
                "review",
                marked("Review"),
                marked("One person's answers on one nominee, with evidence."),
            ),
            Term(
                "screening",
                marked("Screening"),
                marked("The way of a nominee through its reviews to a decision, with a deadline at each step."),
            ),
            Term(
                "panel",
                marked("Panel"),
                marked(
                    "The reviewers who are drawn by lot for a screening. What they answer is sealed until the panel "
                    "closes."
                ),
            ),
            Term(
                "contribution",
                marked("Contribution"),
                marked("Work by a person: a review, a translation, a commit, an hour of mentoring."),
            ),
            Term(
                "badge",
                marked("Badge"),
                marked(
                    "A token for a verified contribution. It belongs to one wallet, cannot be sold or given away, and "
                    "counts as one vote."
                ),
            ),
            Term(
                "voucher",
                marked("Voucher"),
                marked("A signed permission for one wallet to have one badge."),
            ),
            Term(
                "claim",
                marked("Claim"),
                marked("To redeem a voucher, so that the badge comes to a wallet."),
            ),
            Term(
                "calibration",
                marked("Calibration"),
                marked(
                    "How well a reviewer's confidence fits: of answers given with nine tenths of confidence, about "
                    "nine in ten should hold."
                ),
            ),
        ),
    ),
    Chapter(
        marked("Decide"),
        (
            Term(
                "dao",
                marked("DAO"),
                marked("Everybody who holds a badge, deciding together by rules that contracts carry out."),
            ),
            Term(
                "proposal",
                marked("Proposal"),
                marked("What badge holders vote on: steps that the treasury then takes by itself, or words alone."),
            ),
            Term(
                "vote",
                marked("Vote"),
                marked("For, against or abstaining, signed by a wallet at no cost. It can be changed until the end."),
            ),
            Term(
                "weight",
                marked("Weight"),
                marked("How much a vote counts: one for each badge that was held long enough before the proposal."),
            ),
            Term(
                "snapshot",
                marked("Snapshot"),
                marked("The moment at which badges must have been held to count on a proposal."),
            ),
            Term(
                "quorum",
                marked("Quorum"),
                marked("The weight that must take part, for or abstaining, before a proposal can pass."),
            ),
            Term(
                "timelock",
                marked("Timelock"),
                marked("The wait between a vote that passed and its being carried out, in which everybody can look."),
            ),
            Term(
                "treasury",
                marked("Treasury"),
                marked("The money of the DAO. It moves only by a proposal that passed."),
            ),
            Term(
                "chamber",
                marked("Chamber"),
                marked(
                    "A group that votes as one house: reviewers, end users, sponsors, implementing partners, legal and "
                    "domain experts, maintainers."
                ),
            ),
            Term(
                "seat",
                marked("Seat"),
                marked("A badge of a chamber, for a year, one for each wallet; it votes on the chambers' ballots."),
            ),
            Term(
                "affiliation",
                marked("Affiliation"),
                marked("What somebody is to a project or an organisation. Nobody decides about what is their own."),
            ),
        ),
    ),
    Chapter(
        marked("Fund"),
        (
            Term(
                "round",
                marked("Round"),
                marked("A time in which donors give to projects, and a pool is shared out among them."),
            ),
            Term(
                "donation",
                marked("Donation"),
                marked(
                    "Money that somebody gives to a project in a round. It is the project's own, whatever else happens."
                ),
            ),
            Term(
                "matching-pool",
                marked("Matching pool"),
                marked("Money of sponsors that a round adds to the donations."),
            ),
            Term(
                "matching",
                marked("Matching"),
                marked("A project's share of the pool, from how many gave to it and how much."),
            ),
            Term(
                "quadratic-funding",
                marked("Quadratic funding"),
                marked(
                    "The rule that shares out the pool: every pair of donors of a project counts, by the root of what "
                    "the two gave. Many small donations weigh more than one large one."
                ),
            ),
            Term(
                "match-square",
                marked("Match square"),
                marked(
                    "The picture of a match: each side is the sum of the roots of the donations, the diagonal is the "
                    "donors' own money, and all beside it is what the pool adds."
                ),
            ),
            Term(
                "coefficient",
                marked("Coefficient"),
                marked(
                    "How much a donor's gifts count, from how sure it is that one person is behind a wallet; never "
                    "from merit."
                ),
            ),
            Term(
                "payout",
                marked("Payout"),
                marked("What a project is paid: its donations and its matching."),
            ),
            Term(
                "bundle",
                marked("Bundle"),
                marked(
                    "The published folder of a round, from which anybody computes the result again, to the last unit."
                ),
            ),
            Term(
                "objection",
                marked("Objection"),
                marked(
                    "The word of somebody who finds a result wrong, with a bond; it stops the clock until it is ruled "
                    "on."
                ),
            ),
        ),
    ),
    Chapter(
        marked("Chain and wallet"),
        (
            Term(
                "wallet",
                marked("Wallet"),
                marked("A program that keeps a key and signs with it; also the address that others see of it."),
            ),
            Term(
                "signature",
                marked("Signature"),
                marked("Proof that a wallet agrees to certain words. It costs nothing and moves nothing by itself."),
            ),
            Term(
                "transaction",
                marked("Transaction"),
                marked("A step that is written on the chain, for a small fee, by whoever sends it."),
            ),
            Term(
                "gas",
                marked("Gas"),
                marked("What a transaction costs the network; whoever sends it pays."),
            ),
            Term(
                "intent",
                marked("Intent"),
                marked("What a wallet is about to be asked, in words, with its cost and what it would change."),
            ),
            Term(
                "final",
                marked("Final"),
                marked("So old that the chain cannot take it back. Money is decided on nothing younger."),
            ),
        ),
    ),
)
