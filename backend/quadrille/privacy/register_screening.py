"""The register's data of the screening room: reviews, other works, screenings, panels. See `register_data.py`."""

from quadrille.languages.words import marked
from quadrille.privacy.register_stays import FOR_EVER, ON_THE_CHAIN, UNTIL_ERASED, Group, Stay

SCREENING_KEPT: dict[str, tuple[Group, ...]] = {
    "review": (
        ("document salt reasons", "operator", marked("The answers, and why they earned a badge or not."), UNTIL_ERASED),
        ("wallet signature", "operator", marked("Shows who submitted a review to a panel."), UNTIL_ERASED),
        (
            "id project_slug submitted_at is_verified outcome score_bps screening_id version",
            "operator",
            marked("Which review earned which number, and moved which panel."),
            (marked("for ever, without a name once the person is erased"), None),
        ),
        (
            "evidence_hash",
            "everybody",
            marked("Proves the text to whoever has it and its salt; tells nothing."),
            ON_THE_CHAIN,
        ),
    ),
    "work": (
        ("document salt reasons", "operator", marked("What was done, and why it earned a badge."), UNTIL_ERASED),
        (
            "id kind project_slug handed_in_at starts_at ends_at",
            "operator",
            marked("Which work earned which number; nobody was in two mentoring sessions at once."),
            (marked("for ever, without a name once the person is erased"), None),
        ),
        (
            "key_hash",
            "nobody",
            marked("One work earns one badge; a keyed hash of a commit's id, for example."),
            FOR_EVER,
        ),
        (
            "evidence_hash",
            "everybody",
            marked("Proves the text to whoever has it and its salt; tells nothing."),
            ON_THE_CHAIN,
        ),
    ),
    "work_signer": (
        ("wallet signature", "operator", marked("Shows who vouched for a work."), UNTIL_ERASED),
        ("role", "operator", marked("As what they vouched for it."), FOR_EVER),
    ),
    "contributor_key": (
        ("id public_key added_at ended_at", "operator", marked("Whose signed commits are whose."), UNTIL_ERASED),
        ("proof", "operator", marked("The signature that shows that the key is theirs."), UNTIL_ERASED),
    ),
    "appeal": (
        (
            "id screening_id by made_at state decided_at",
            "everybody",
            marked("That somebody appealed, and what came of it."),
            (marked("for ever, without a name once the person is erased"), None),
        ),
        ("decision", "everybody", marked("Why it was decided so."), UNTIL_ERASED),
        ("grounds", "operator", marked("Why a decision is said to be wrong; experts read it too."), UNTIL_ERASED),
    ),
    "expert": (("named_at", "operator", marked("Since when somebody decides where panels do not."), UNTIL_ERASED),),
    "reviewer_profile": (
        (
            "languages sectors accounts minutes_per_week is_available changed_at",
            "operator",
            marked("Who can be drawn for a panel, and has no part in what it is about."),
            UNTIL_ERASED,
        ),
    ),
    "seat": (
        (
            "id screening_id rank is_assigned offered_at due_at state",
            "operator",
            marked("Who was asked to review what, by which lot; everybody sees it once the panel has closed."),
            (marked("for ever, without a name once the person is erased"), None),
        ),
    ),
    "draft_answer": (
        (
            "screening_id question answer confidence evidence comment seconds saved_at",
            "person",
            marked("A review while it is written."),
            (marked("until the panel closes, or the person is erased"), None),
        ),
    ),
    "pending_review": (
        (
            "screening_id version submitted_at document salt commitment",
            "person",
            marked("A review whose author was asked to sign it."),
            (marked("a day, until it is signed, or until the person is erased"), None),
        ),
    ),
    "confirmation": (
        (
            "id review_id question asked_at due_at done_at finding",
            "operator",
            marked("Who was asked to look evidence up, and what they found."),
            (marked("for ever, without a name once the person is erased"), None),
        ),
        ("words", "operator", marked("What they saw there."), UNTIL_ERASED),
    ),
    "contribution": (
        ("evidence_hash", "everybody", marked("The hash of the review or other work."), ON_THE_CHAIN),
        (
            "number project_slug kind",
            "everybody",
            marked("The badge's number, what it is for and its kind."),
            ON_THE_CHAIN,
        ),
        (
            "verified_at",
            "operator",
            marked("When the work was verified; everybody sees it while its person shows their page."),
            FOR_EVER,
        ),
        ("claim_code_hash", "nobody", marked("Whoever has the code may claim the badge."), UNTIL_ERASED),
        (
            "voucher_wallet voucher_valid_from voucher_deadline",
            "operator",
            marked("A badge is promised to one wallet at a time."),
            (marked("until the person is erased and no badge can come there any more"), None),
        ),
    ),
}
"""What is about one person."""

SCREENING_TECHNICAL: tuple[tuple[str, str, str, str, Stay], ...] = (
    ("review", "person_id", "operator", marked("Joins rows."), FOR_EVER),
    (
        "contribution",
        "review_id work_id person_id is_queued",
        "operator",
        marked("Joins rows, and says what is on its way."),
        FOR_EVER,
    ),
    ("reviewer_profile", "person_id", "operator", marked("Joins rows."), UNTIL_ERASED),
    ("seat", "person_id", "operator", marked("Joins rows."), FOR_EVER),
    ("draft_answer", "person_id", "operator", marked("Joins rows."), UNTIL_ERASED),
    ("pending_review", "person_id", "operator", marked("Joins rows."), UNTIL_ERASED),
    ("confirmation", "person_id", "operator", marked("Joins rows."), FOR_EVER),
    (
        "panel",
        "screening_id pool_digest opened_at drawn_at closed_at first cap sure_yes_bps sure_no_bps",
        "everybody",
        marked("When a panel was drawn and closed, from whom, as a digest, and by which rule."),
        FOR_EVER,
    ),
    (
        "panel_candidate",
        "screening_id person_id tier reason rank lot passed",
        "operator",
        marked("How the lot fell, by numbers of persons; everybody sees the ranking once the panel has closed."),
        FOR_EVER,
    ),
    (
        "panel_step",
        "id screening_id question made_at answers outcome choice support_bps words",
        "operator",
        marked("Where each question stood, and why; everybody sees it once the panel has closed."),
        FOR_EVER,
    ),
    ("gold_answer", "id project_slug question is_met from_at until_at", "operator", marked("Known answers."), FOR_EVER),
    ("review_lot", "review_id block seed drawn_at", "operator", marked("The lot over a submitted review."), FOR_EVER),
    (
        "review_audit",
        "review_id drawn_at expert_id decided_at outcome words",
        "operator",
        marked("What an expert found in an accepted review; the words go when its author or the expert is erased."),
        FOR_EVER,
    ),
    ("appeal", "review_id person_id decided_by", "operator", marked("Joins rows."), FOR_EVER),
    ("expert", "person_id", "operator", marked("Joins rows."), UNTIL_ERASED),
    (
        "screening",
        "id project_slug standard_version snapshot snapshot_hash state state_since_at deadline_at opened_at languages "
        "sectors asked previous_id seed_block seed closes_at closed_at",
        "everybody",
        marked("What is screened, by public sources, and where it stands."),
        FOR_EVER,
    ),
    (
        "screening_step",
        "id screening_id made_at actor from_state to_state words",
        "everybody",
        marked("Every step of a screening with its reason; persons by number, told by the name that they have now."),
        FOR_EVER,
    ),
    (
        "question_decision",
        "id screening_id question version answer support_bps decided_by actor made_at evidence words",
        "everybody",
        marked("What was decided on each question, by which evidence, once the panel has closed."),
        FOR_EVER,
    ),
    ("work", "person_id", "operator", marked("Joins rows."), FOR_EVER),
    ("work_signer", "work_id person_id", "operator", marked("Joins rows."), FOR_EVER),
    ("contributor_key", "person_id", "operator", marked("Joins rows."), UNTIL_ERASED),
)
"""What is about nobody in particular, what the chain has anyway, and the keys that join rows."""
