"""Amounts of 256 bits are exact in both databases, and sort as numbers."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Engine, Integer, MetaData, Table, insert, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import StatementError

from quadrille.db import UINT256_DIGITS, Uint256, make_engine
from quadrille.errors import BadParameter

EDGES = [0, 1, 9, 10, 2**63 - 1, 2**63, 2**64, 2**255, 10**77, 2**256 - 1]

AMOUNTS = Table("amounts", MetaData(), Column("id", Integer, primary_key=True), Column("amount", Uint256))


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A database with one table of amounts."""
    made = make_engine(database_url)
    AMOUNTS.create(made)
    yield made
    made.dispose()


def store(engine: Engine, *amounts: object) -> list[int | None]:
    """Amounts as the database gives them back, sorted by it."""
    with engine.begin() as connection:
        connection.execute(insert(AMOUNTS), [{"amount": amount} for amount in amounts])
    with engine.connect() as connection:
        return list(connection.scalars(select(AMOUNTS.c.amount).order_by(AMOUNTS.c.amount)))


def test_every_edge_comes_back_as_it_went_in_and_in_the_order_of_numbers(engine):
    assert store(engine, *reversed(EDGES)) == EDGES


def test_a_comparison_in_the_database_is_one_of_numbers(engine):
    store(engine, *EDGES)
    with engine.connect() as connection:
        larger = select(AMOUNTS.c.amount).where(AMOUNTS.c.amount > 9).order_by(AMOUNTS.c.amount)
        assert list(connection.scalars(larger)) == EDGES[3:]


def test_nothing_is_nothing(engine):
    assert store(engine, None) == [None]


@pytest.mark.parametrize("amount", [-1, 2**256, True, False, 1.0, "1"])
def test_what_is_no_amount_is_refused_and_not_stored(engine, amount):
    with pytest.raises(StatementError) as refusal:
        store(engine, amount)
    assert isinstance(refusal.value.orig, BadParameter)
    assert store(engine, 7) == [7]


@given(st.integers(0, 2**256 - 1), st.integers(0, 2**256 - 1))
def test_text_order_is_number_order(one, other):
    column, dialect = Uint256(), sqlite.dialect()
    texts = [column.process_bind_param(amount, dialect) for amount in (one, other)]
    assert [len(text) for text in texts] == [UINT256_DIGITS] * 2
    assert (texts[0] < texts[1]) == (one < other)
    assert [column.process_result_value(text, dialect) for text in texts] == [one, other]
