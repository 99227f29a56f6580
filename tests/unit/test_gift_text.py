"""Amounts as a person types them are read exactly, or refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quadrille.errors import BadParameter
from quadrille.rounds.money.gift_text import read_amount, read_coins, read_gift
from quadrille.web.values import units


@given(st.integers(0, 2**256 - 1))
def test_coins_are_read_as_they_are_written(amount_wei):
    assert read_coins(units(amount_wei, 18).replace(",", ""), 18) == amount_wei


@pytest.mark.parametrize(("text", "amount_wei"), [("1", 10**18), ("0.5", 5 * 10**17), (" 007.10 ", 71 * 10**17)])
def test_coins_may_be_written_in_several_ways(text, amount_wei):
    assert read_coins(text, 18) == amount_wei


@pytest.mark.parametrize(
    "text", ["", ".", ".5", "5.", "-1", "1e3", "1,000", "0x1", "٣", "0.0000000000000000001", "9" * 80]
)
def test_what_is_no_number_of_coins_is_refused(text):
    with pytest.raises(BadParameter, match="amount"):
        read_coins(text, 18)


def test_a_gift_is_a_project_and_wei():
    assert read_gift("wells=12") == ("wells", 12)
    for text in ("wells", "wells=", "wells=1.5", "=-1"):
        with pytest.raises(BadParameter):
            read_gift(text)
    with pytest.raises(BadParameter, match="wei in decimal digits"):
        read_amount("one")
