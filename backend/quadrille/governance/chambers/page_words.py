"""The words that pages say of chambers, their ballots and their feedback; elsewhere they are names for programs too."""

from quadrille.chain.states import FeedbackKind, FeedbackState, word_of
from quadrille.languages.words import Said, said

WORDS: dict[str, Said] = {
    one: one
    for one in (
        said("end users"),
        said("sponsors"),
        said("implementing partners"),
        said("legal and domain experts"),
        said("maintainers"),
        said("reviewers"),
        said("open"),
        said("no quorum"),
        said("rejected"),
        said("approved"),
        said("vetoed"),
        said("blocked"),
        *map(word_of, FeedbackKind),
        *map(word_of, FeedbackState),
    )
}


def in_words(name: str) -> str:
    """A chamber, an outcome, a kind or a state as a face translates it; any other as it is."""
    return WORDS.get(name, name)
