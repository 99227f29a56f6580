"""The result that a plain round keeps on-chain, against the definition in Python, bit for bit."""

import random

from plain_rounds import COMMITTED, committed, disagreement, made, text

ROUNDS = 24


def test_fresh_rounds_of_the_contract_equal_the_definition():
    # Repeated by `scripts/soak contracts --first SEED --rounds 24`.
    seed = random.SystemRandom().randrange(2**32)
    assert not disagreement(range(seed, seed + ROUNDS), many_seed=seed), f"rounds from seed {seed} on"


def test_a_unit_too_many_in_the_last_of_them_is_seen(monkeypatch):
    seed = next(seed for seed in range(100) if max(made(seed)["matches"]) > 1)
    right = max(made(seed)["matches"])
    *others, last = text([100, 101, seed]).splitlines()
    wrong = [*others, last.replace(f'"{right}"', f'"{right + 1}"')]
    monkeypatch.setattr("plain_rounds.text", lambda *_: "\n".join(wrong))
    told = disagreement([])
    assert f"Differs({seed}, " in told
    assert str(right) in told


def test_the_rounds_for_forge_alone_are_those_of_the_definition():
    assert COMMITTED.read_text(encoding="utf-8") == committed()
