"""A person's wallets on the operator's command line: words, two signatures, a link, its end."""

import json

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data
from typer.testing import CliRunner

from journeys import exit_code, quadrille
from quadrille.cli import build
from quadrille.errors import BadParameter, NotAllowed, NotFound, Refused
from quadrille.people.persons import bind_badge_wallet, find_or_add


@pytest.fixture
def amina(session):
    """Somebody who has badges."""
    account = Account.create()
    bind_badge_wallet(session, find_or_add(session, "amina"), account.address)
    session.commit()
    return account


def words(*arguments):
    done = CliRunner().invoke(build("people"), ["people", "link", *arguments], catch_exceptions=False)
    return json.loads(done.stdout)


def sign(account, message):
    return account.sign_message(encode_typed_data(full_message=message)).signature.to_0x_hex()


def test_a_wallet_is_linked_by_both_signatures_and_unlinked(world, amina):
    other = Account.create()
    message = words("amina", other.address, "--known", amina.address)
    signed = ("--deadline", message["message"]["deadline"], "--signature", sign(other, message))
    linked = quadrille(
        *("people", "link", "amina", other.address, "--known", amina.address),
        *(*signed, "--known-signature", sign(amina, message)),
    )
    assert linked == {"person": "amina", "badge_wallet": amina.address, "wallets": other.address}
    assert quadrille("people", "show", "amina") == linked
    assert quadrille("people", "unlink", "amina", other.address)["wallets"] is None
    with pytest.raises(NotFound):
        quadrille("people", "unlink", "amina", other.address)


def test_one_signature_is_refused(world, amina):
    other = Account.create()
    message = words("amina", other.address, "--known", amina.address)
    deadline = message["message"]["deadline"]
    link = ("people", "link", "amina", other.address, "--known", amina.address)
    with pytest.raises(NotAllowed, match="did not sign this link"):
        quadrille(*link, "--deadline", deadline, "--signature", sign(other, message))
    with pytest.raises(BadParameter, match="deadline"):
        quadrille(*link, "--signature", sign(other, message))
    with pytest.raises(Refused, match="do not count any more"):
        quadrille(*link, "--deadline", deadline + 3_600, "--signature", sign(other, message))


def test_nobody_unknown_is_linked(world, amina):
    assert exit_code("people", "link", "bao", Account.create().address) == 1
    assert exit_code("people", "link", "amina", "0x12", "--known", amina.address) == 2
    assert exit_code("people", "link", "amina", Account.create().address, "--known", Account.create().address) == 5
