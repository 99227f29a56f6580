"""Contributions that were there before works: kept through the step and back, with the evidence of their reviews."""

import pytest
from alembic import command
from sqlalchemy import inspect
from sqlalchemy.exc import IntegrityError

from quadrille.db import make_engine, migrations

BEFORE, AFTER = "0009", "0010"

REVIEW = """
INSERT INTO review (id, person_id, project_slug, submitted_at, document, salt, evidence_hash, is_verified, reasons)
VALUES ({id}, 1, 'project-{id}', 1, '{{}}', '0x', '0xhash{id}', true, '[]')
"""
CONTRIBUTION = """
INSERT INTO contribution (number, review_id, person_id, project_slug, kind, verified_at, claim_code_hash, is_queued)
VALUES ({number}, {id}, 1, 'project-{id}', 1, 2, 'code{id}', false)
"""
WORK = """
INSERT INTO work (id, kind, key_hash, person_id, project_slug, handed_in_at, document, salt, evidence_hash, reasons)
VALUES (1, 'code', 'key', 1, 'project-1', 1, '{}', '0x', '0xwork', '[]')
"""
OF_WORK = """
INSERT INTO contribution (number, {column}, person_id, project_slug, kind, verified_at, claim_code_hash, is_queued,
                          evidence_hash)
VALUES ({number}, 1, 1, 'project-1', 41, 2, 'code{number}', false, '0xwork{number}')
"""
SEALED = "is_queued, evidence_hash)"
NUMBERS = "SELECT number, review_id FROM contribution ORDER BY number"


@pytest.fixture
def before(database_url):
    """A database of the revision before, with three contributions, whose numbers are not their reviews'."""
    command.downgrade(migrations(database_url), BEFORE)
    engine = make_engine(database_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO person (id, pseudonym) VALUES (1, 'amina')")
        for number, review in ((7, 1), (3, 2), (2**40, 3)):
            connection.exec_driver_sql(REVIEW.format(id=review))
            connection.exec_driver_sql(CONTRIBUTION.format(number=number, id=review))
    yield engine
    engine.dispose()


def test_every_contribution_keeps_its_number_and_gets_its_review_s_evidence(before, database_url):
    command.upgrade(migrations(database_url), AFTER)
    with before.connect() as connection:
        rows = connection.exec_driver_sql("SELECT number, review_id, work_id, evidence_hash FROM contribution")
        assert sorted(map(tuple, rows)) == [
            (3, 2, None, "0xhash2"),
            (7, 1, None, "0xhash1"),
            (2**40, 3, None, "0xhash3"),
        ]


def test_a_work_s_contribution_stands_beside_a_review_s_of_the_same_project(before, database_url):
    command.upgrade(migrations(database_url), AFTER)
    with before.begin() as connection:
        connection.exec_driver_sql(WORK)
        connection.exec_driver_sql(OF_WORK.format(number=8, column="work_id"))
    with pytest.raises(IntegrityError), before.begin() as connection:
        # The same work again.
        connection.exec_driver_sql(OF_WORK.format(number=9, column="work_id"))
    # A second review's of the same project.
    with before.begin() as connection:
        connection.exec_driver_sql(REVIEW.format(id=4))
    second = CONTRIBUTION.format(number=9, id=4).replace("project-4", "project-1").replace("is_queued)", SEALED)
    with pytest.raises(IntegrityError), before.begin() as connection:
        connection.exec_driver_sql(second.replace("false)", "false, '0xhash4')"))


def test_the_way_back_loses_works_and_keeps_reviews(before, database_url):
    with before.connect() as connection:
        kept = list(map(tuple, connection.exec_driver_sql(NUMBERS)))
    command.upgrade(migrations(database_url), AFTER)
    with before.begin() as connection:
        connection.exec_driver_sql(WORK)
        connection.exec_driver_sql(OF_WORK.format(number=8, column="work_id"))
    for _ in range(2):
        command.downgrade(migrations(database_url), BEFORE)
        with before.connect() as connection:
            assert list(map(tuple, connection.exec_driver_sql(NUMBERS))) == kept
        assert "work" not in inspect(before).get_table_names()
        command.upgrade(migrations(database_url), AFTER)
