"""Kinds of problems: each error has one, and each says what it means and what helps."""

import inspect

import pytest

from quadrille import errors
from quadrille.gate.faults import KIND_OF_STATUS
from quadrille.gate.kinds import KINDS, kind_of
from quadrille.gate.problems import STATUS

CLASSES = [kind for kind in vars(errors).values() if inspect.isclass(kind) and issubclass(kind, errors.QuadrilleError)]
OF_HTTP_ALONE = {"unreadable", "no-such-method", "too-large", "overtaken", "busy", "fault", "other"}


def test_every_error_has_a_kind_of_its_own_and_no_kind_is_left_over():
    assert {kind_of(kind) for kind in CLASSES} | OF_HTTP_ALONE == set(KINDS)
    assert set(KIND_OF_STATUS.values()) <= set(KINDS)
    assert set(STATUS) <= set(CLASSES)


def test_a_kind_is_named_as_its_class():
    assert kind_of(errors.NotMinedYet) == "not-mined-yet"
    assert kind_of(errors.Refused) == "refused"


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_says_what_it_means_and_what_to_do(name):
    kind = KINDS[name]
    assert kind.title
    assert not kind.title.endswith(".")
    assert kind.meaning.endswith(".")
    assert kind.remedy.endswith(".")
