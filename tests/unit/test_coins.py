"""Amounts of coins as a person reads them: exact where it is asked, else never less than it will be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quadrille.chain.coins import exact, roughly
from quadrille.languages.spoken import speaking

AMOUNTS = st.integers(0, 2**256 - 1)


@given(AMOUNTS, st.integers(0, 30))
def test_an_exact_amount_is_the_amount(amount, decimals):
    whole, _, digits = exact(amount, decimals).partition(".")
    assert int(whole + digits.ljust(decimals, "0")) == amount
    assert not exact(amount, decimals).endswith(".")


@given(AMOUNTS)
def test_an_estimate_has_two_digits_that_count_and_is_never_too_low(amount):
    shown = roughly(amount, 0)
    assert amount <= int(shown) <= amount + amount // 10 + 1
    assert len(shown.rstrip("0")) <= 2


@pytest.mark.parametrize(
    ("wei", "words"), [(0, "0"), (1, "0.000000000000000001"), (188_412_000_000_000, "0.00019"), (10**18, "1")]
)
def test_an_estimate_reads_as_a_person_writes_it(wei, words):
    assert roughly(wei, 18) == words


def test_a_language_has_its_own_decimal_sign():
    with speaking("fr"):
        assert exact(15 * 10**17, 18) == "1,5"


def test_nobody_pays_less_than_nothing():
    with pytest.raises(ValueError, match="cannot be paid"):
        exact(-1, 18)
