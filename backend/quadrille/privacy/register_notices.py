"""The register's data of notices by e-mail. See `register_data.py`."""

from quadrille.languages.words import marked
from quadrille.privacy.register_stays import DAY, Group, Stay

UNTIL_STOPPED: Stay = (
    marked("a day after they were stopped, or were asked for and not confirmed; and until the person is erased"),
    DAY,
)
A_MAIL: Stay = (marked("30 days after it was written, and without its words once it was sent"), 30 * DAY)

NOTICES_KEPT: dict[str, tuple[Group, ...]] = {
    "notice_subscription": (
        (
            "address_sealed mail_hash",
            "nobody",
            marked(
                "Where notices go; encrypted with a key that is not in the database, and forgotten once they are "
                "stopped."
            ),
            UNTIL_STOPPED,
        ),
        ("token_hash", "nobody", marked("Confirms the address, once."), UNTIL_STOPPED),
        (
            "kinds language asked_at confirmed_at stopped_at told",
            "person",
            marked("What notices are about, and what was told already, so that nothing is told twice."),
            UNTIL_STOPPED,
        ),
    ),
    "notice_mail": (
        ("content_sealed", "nobody", marked("A mail on its way; encrypted as the address is."), A_MAIL),
        ("key made_at sent_at", "person", marked("At most one mail comes a day, and none twice."), A_MAIL),
    ),
}
"""What is about one person."""

NOTICES_TECHNICAL: tuple[tuple[str, str, str, str, Stay], ...] = (
    ("notice_subscription", "id person_id", "operator", marked("Joins rows."), UNTIL_STOPPED),
    (
        "notice_subscription",
        "token_until looked_at",
        "operator",
        marked("Ends the link; spreads the looks."),
        UNTIL_STOPPED,
    ),
    ("notice_mail", "id subscription_id person_id claimed_at", "operator", marked("Joins rows."), A_MAIL),
    (
        "notice_mail",
        "state attempts next_at trouble",
        "operator",
        marked("Which mails do not go out, and why."),
        A_MAIL,
    ),
)
"""What is about nobody in particular, and the keys that join rows."""
