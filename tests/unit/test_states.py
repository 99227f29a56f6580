"""What states are called within a sentence: in English as contracts name them, and in every other language."""

import pytest

from quadrille.chain.states import (
    WORDS,
    FeedbackKind,
    FeedbackState,
    ProposalState,
    RoundMode,
    RoundStatus,
    word_of,
)
from quadrille.languages.spoken import speaking
from quadrille.languages.words import told

STATES = [*ProposalState, *RoundStatus, *RoundMode, *FeedbackKind, *FeedbackState]


@pytest.mark.parametrize("state", STATES, ids=lambda state: f"{type(state).__name__}.{state.name}")
def test_every_state_has_a_word_in_every_language(state):
    assert word_of(state) == state.name.lower().replace("_", " ")
    assert word_of(state) in WORDS
    with speaking("ar"):
        assert not told(word_of(state)).isascii()
