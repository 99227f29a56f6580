"""The register's data of what holders of seats wrote. See `register_data.py`."""

from quadrille.languages.words import marked
from quadrille.privacy.register_stays import ON_THE_CHAIN, UNTIL_ERASED, Group, Stay

CHAMBERS_KEPT: dict[str, tuple[Group, ...]] = {
    "seat_text": (
        ("text salt", "everybody", marked("What somebody said with a seat; the chain has its hash."), UNTIL_ERASED),
        ("wallet kept_at", "everybody", marked("Whose words they are, and since when they are here."), UNTIL_ERASED),
        (
            "commitment",
            "everybody",
            marked("The hash that the chain has; without the salt it tells nothing."),
            ON_THE_CHAIN,
        ),
    ),
}
"""What is about one person."""

CHAMBERS_TECHNICAL: tuple[tuple[str, str, str, str, Stay], ...] = (
    (
        "seat_text",
        "id genesis_hash erased_at",
        "operator",
        marked("Joins rows; what was erased stays away."),
        ON_THE_CHAIN,
    ),
)
"""What is about nobody in particular, and the keys that join rows."""
