"""The register's data of end users' feedback and declared spending. See `register_data.py`."""

from quadrille.languages.words import marked
from quadrille.privacy.register_stays import FOR_EVER, UNTIL_ERASED, YEAR_SECONDS, Group, Stay

NAMELESS: Stay = (marked("for ever, without a name once the person is erased"), None)
A_YEAR_UNSIGNED: Stay = (
    marked("a year, and for ever once a partner has signed for it; nobody knows whose it is"),
    YEAR_SECONDS,
)

FEEDBACK_KEPT: dict[str, tuple[Group, ...]] = {
    "implementing_partner": (
        (
            "id project_slug named_at ended_at",
            "everybody",
            marked("Who puts a project into practice with users."),
            NAMELESS,
        ),
        ("organisation", "everybody", marked("For whom they do it."), UNTIL_ERASED),
    ),
    "feedback_link": (
        (
            "id project_slug most_answers made_at expires_at revoked_at",
            "person",
            marked("The links they give to users."),
            NAMELESS,
        ),
        ("label", "person", marked("Where a link is given."), UNTIL_ERASED),
        ("token_hash", "nobody", marked("Whoever has the link may answer."), FOR_EVER),
    ),
    "answer_attestation": (
        ("id project_slug yes partly no root made_at", "everybody", marked("For which answers they signed."), NAMELESS),
        ("wallet signature", "everybody", marked("Shows that they signed."), UNTIL_ERASED),
    ),
    "declared_spending": (
        (
            "id project_slug round_address amount_units declared_by declared_at",
            "everybody",
            marked("What raising money cost a project, as its maintainer says."),
            NAMELESS,
        ),
        ("words", "everybody", marked("On what it went."), UNTIL_ERASED),
    ),
}
"""What is about one person."""

FEEDBACK_TECHNICAL: tuple[tuple[str, str, str, str, Stay], ...] = (
    ("implementing_partner", "person_id", "operator", marked("Joins rows."), FOR_EVER),
    ("feedback_link", "partner_id person_id", "operator", marked("Joins rows."), FOR_EVER),
    ("answer_attestation", "partner_id person_id", "operator", marked("Joins rows."), FOR_EVER),
    ("declared_spending", "genesis_hash person_id", "operator", marked("Joins rows."), FOR_EVER),
    (
        "end_user_answer",
        "id works text salt commitment at attestation_id",
        "everybody",
        marked(
            "What somebody answered by a link, without anything about them; others see words once a partner has "
            "read them."
        ),
        A_YEAR_UNSIGNED,
    ),
    ("end_user_answer", "link_id", "operator", marked("Joins rows."), A_YEAR_UNSIGNED),
    ("end_user_answer", "form_hash", "nobody", marked("The same form sent twice is one answer."), A_YEAR_UNSIGNED),
)
"""What is about nobody in particular, and the keys that join rows."""
