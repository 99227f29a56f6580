"""The register's data of ballots that were handed in. See `register_data.py`."""

from quadrille.languages.words import marked
from quadrille.privacy.register_stays import ON_THE_CHAIN, Stay

RELAY_TECHNICAL: tuple[tuple[str, str, str, str, Stay], ...] = (
    (
        "received_ballot",
        "id genesis_hash ballot_log relay proposal position voter support version deadline signature digest "
        "received_at most_gas",
        "everybody",
        marked("Ballots handed in for the chain, by wallet, so that nobody can leave one out."),
        ON_THE_CHAIN,
    ),
    (
        "closed_ballot_list",
        "id genesis_hash ballot_log relay proposal root count closed_at",
        "everybody",
        marked("The lists of ballots whose roots go to the chain."),
        ON_THE_CHAIN,
    ),
)
"""What the chain has anyway."""
