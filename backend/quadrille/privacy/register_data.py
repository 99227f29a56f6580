"""The register's data: column names with spaces between, who sees them, what for, how long. Read it by `register.py`.

Erasing a person is described in `erasure.py`, and what is removed when its time is over in `retention.py`.
"""

from quadrille.languages.words import marked
from quadrille.privacy.register_chambers import CHAMBERS_KEPT, CHAMBERS_TECHNICAL
from quadrille.privacy.register_feedback import FEEDBACK_KEPT, FEEDBACK_TECHNICAL
from quadrille.privacy.register_notices import NOTICES_KEPT, NOTICES_TECHNICAL
from quadrille.privacy.register_relay import RELAY_TECHNICAL
from quadrille.privacy.register_screening import SCREENING_KEPT, SCREENING_TECHNICAL
from quadrille.privacy.register_stays import (
    A_YEAR_ON,
    DAY,
    FOR_EVER,
    MAIL_LINK,
    NONCE,
    ON_THE_CHAIN,
    SESSION,
    UNTIL_ERASED,
    WHILE_NEEDED,
    YEAR_SECONDS,
    Group,
    Stay,
)

KEPT: dict[str, tuple[Group, ...]] = {
    "person": (
        ("pseudonym", "everybody", marked("What a person is called here."), UNTIL_ERASED),
        ("badge_wallet", "operator", marked("All badges of one person come to one wallet."), UNTIL_ERASED),
        ("made_at", "person", marked("Since when the person is known here."), FOR_EVER),
        ("erased_at", "operator", marked("Nothing more is promised to whoever was erased."), FOR_EVER),
        (
            "shows_page",
            "everybody",
            marked(
                "Whether others see the page of a person's contributions, badges and calibration; shown only by choice."
            ),
            UNTIL_ERASED,
        ),
    ),
    "linked_wallet": (
        (
            "address linked_at ended_at",
            "operator",
            marked("Donations from several wallets of one person count as one person's."),
            (marked("a year after the link ended, for rounds that run"), YEAR_SECONDS),
        ),
        ("consent", "person", marked("The signatures that prove the link."), UNTIL_ERASED),
    ),
    "mail_identity": (
        ("mail_hash", "nobody", marked("Signs a person in by e-mail; a keyed hash of the address."), UNTIL_ERASED),
        ("bound_at", "person", marked("Since when that address signs in."), UNTIL_ERASED),
    ),
    "mail_link": (
        (
            "token_hash mail_hash browser_hash",
            "nobody",
            marked("Lets in once whoever got the mail, in the browser."),
            MAIL_LINK,
        ),
    ),
    "sign_in_session": (
        ("token_hash", "nobody", marked("Knows a browser or a program again."), SESSION),
        ("id wallet client made_at seen_at expires_at", "person", marked("The list of one's own sessions."), SESSION),
    ),
    "affiliation": (
        (
            "id subject_kind subject role declared_by declared_at ended_at",
            "everybody",
            marked("Nobody decides about what is their own."),
            A_YEAR_ON,
        ),
    ),
    "affiliation_challenge": (
        (
            "id subject_kind subject role made_at state decided_at",
            "everybody",
            marked("What is said of a person's affiliations, and what came of it."),
            A_YEAR_ON,
        ),
        ("decision", "everybody", marked("Why it was decided so."), UNTIL_ERASED),
        (
            "grounds",
            "operator",
            marked("What the challenger knows."),
            (marked("a year after the decision, and until either person is erased"), YEAR_SECONDS),
        ),
    ),
    "uniqueness_evidence": (
        (
            "address source score observed_at reference brought_in_at",
            "operator",
            marked("How sure a source is that one person is behind a wallet."),
            UNTIL_ERASED,
        ),
    ),
    "sealed_contact": (
        (
            "sealed",
            "nobody",
            marked("How the operator can reach a person; sealed to the operator's key."),
            UNTIL_ERASED,
        ),
        ("purpose made_at", "person", marked("That there is a contact, and since when."), UNTIL_ERASED),
    ),
    **SCREENING_KEPT,
    **FEEDBACK_KEPT,
    **CHAMBERS_KEPT,
    **NOTICES_KEPT,
}
"""What is about one person."""

TECHNICAL: tuple[tuple[str, str, str, str, Stay], ...] = (
    ("person", "id", "operator", marked("Joins rows."), FOR_EVER),
    ("linked_wallet", "id person_id", "operator", marked("Joins rows."), FOR_EVER),
    ("mail_identity", "person_id", "operator", marked("Joins rows."), UNTIL_ERASED),
    ("mail_link", "expires_at", "operator", marked("Ends the link."), MAIL_LINK),
    ("used_nonce", "nonce_hash", "nobody", marked("A signed message signs in once."), NONCE),
    ("used_nonce", "expires_at", "operator", marked("Ends the nonce."), NONCE),
    ("sign_in_session", "person_id", "operator", marked("Joins rows."), SESSION),
    ("affiliation", "person_id", "operator", marked("Joins rows."), A_YEAR_ON),
    ("affiliation_challenge", "person_id challenger_id affiliation_id", "operator", marked("Joins rows."), A_YEAR_ON),
    ("uniqueness_evidence", "id", "operator", marked("Joins rows."), UNTIL_ERASED),
    ("sealed_contact", "person_id", "operator", marked("Joins rows."), UNTIL_ERASED),
    *SCREENING_TECHNICAL,
    *FEEDBACK_TECHNICAL,
    *CHAMBERS_TECHNICAL,
    *RELAY_TECHNICAL,
    *NOTICES_TECHNICAL,
    (
        "project",
        "slug name description website licences sectors sdgs repositories stage source documents",
        "everybody",
        marked("The catalogue, from public sources."),
        (marked("until the catalogue is imported anew"), None),
    ),
    ("funding_round", "address genesis_hash number title opened_block", "everybody", marked("Rounds."), ON_THE_CHAIN),
    *(
        (
            table,
            f"contract block_number log_index position block_hash transaction_hash {columns}",
            "everybody",
            marked("Copies of public events: wallets, numbers, amounts."),
            ON_THE_CHAIN,
        )
        for table, columns in {
            "copied_badge": "number holder kind weight issuer evidence_hash",
            "copied_badge_end": "number holder authority reason",
            "copied_badge_lapse": "number holder weight",
            "copied_badge_move": "number source target",
            "copied_ballot": "proposal voter support weight",
            "copied_donation": "cart donor project_index amount_wei",
            "copied_day_root": "day root count",
        }.items()
    ),
    (
        "committed_review",
        "position day commitment made_at",
        "everybody",
        marked(
            "Proves that no review was dropped or changed. A salted hash: once text and salt are erased it tells "
            "nothing."
        ),
        (
            marked(
                "for ever, also after the person is erased: others' proofs stand on it, and its root is on the chain"
            ),
            None,
        ),
    ),
    ("committed_review", "review_id", "operator", marked("Joins rows."), FOR_EVER),
    (
        "closed_day",
        "day root count closed_at",
        "everybody",
        marked("The days whose roots go to the chain."),
        ON_THE_CHAIN,
    ),
    ("following", "room genesis_hash badge final_number", "everybody", marked("How far copies are."), WHILE_NEEDED),
    ("followed_block", "room number hash parent_hash at", "everybody", marked("The newest blocks."), WHILE_NEEDED),
    ("followed_contract", "room address copied_until", "everybody", marked("How far copies are."), WHILE_NEEDED),
    (
        "kept_answer",
        "key_hash actor_hash body_hash sealed",
        "nobody",
        marked("The same request twice gets the same answer; sealed with what only who asked has."),
        (marked("a day"), DAY),
    ),
    (
        "kept_answer",
        "started_at expires_at status",
        "operator",
        marked("Ends what is kept for repeats."),
        (marked("a day"), DAY),
    ),
    (
        "audit_entry",
        "id at actor action reference changes previous_hash hash",
        "operator",
        marked("Who changed what, by numbers of rows and persons, without what stands in them."),
        FOR_EVER,
    ),
    (
        "outbox",
        "id key genesis_hash sender kind entry queued_at waits waits_until tries transaction_id place done_hash "
        "done_block_number done_block_hash refused",
        "operator",
        marked("What has to happen on the chain, once: badges by number and wallet, ballots, calls."),
        ON_THE_CHAIN,
    ),
    (
        "outbox_transaction",
        "id genesis_hash sender nonce what most_wei signed_at state transaction_hash block_number block_hash succeeded "
        "gas_used created times_passed passed_at",
        "operator",
        marked("The transactions of our own keys."),
        ON_THE_CHAIN,
    ),
    (
        "outbox_attempt",
        "transaction_hash transaction_id raw fee_wei tip_wei first_sent_at sent_at",
        "operator",
        marked("The signed bytes of our own transactions."),
        ON_THE_CHAIN,
    ),
    (
        "alarm",
        "id raised_at kind subject words closed_at",
        "everybody",
        marked("What the operator has to hear of."),
        FOR_EVER,
    ),
)
"""What is about nobody in particular, what the chain has anyway, and the keys that join rows."""
